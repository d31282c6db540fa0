"""A sealed folder: any bit changed in any file is found, and every name that is extra, missing or changed is told."""

from __future__ import annotations

import json
import random

import pytest

from tether.documents.file_list import MANIFEST, SEAL, check_files, read_manifest, seal
from tether.errors import InputError


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "sealed"
    (place / "tables").mkdir(parents=True)
    (place / "page.html").write_text("<!doctype html>\n<p>lower in 12 of 16 worlds</p>\n")
    (place / "tables" / "rows.csv").write_bytes(b"\xef\xbb\xbfmonth,value\n2015-07,12\n")
    (place / "draws.bin").write_bytes(bytes(range(64)))
    (place / "empty").write_bytes(b"")
    seal(place, {"run": "one", "made": "2026-11-30"})
    return place


def found_out(folder) -> bool:
    try:
        return not check_files(folder).ok
    except InputError:
        return True


def test_a_sealed_folder_is_as_listed(folder):
    check = check_files(folder)
    assert check.ok and check.listed == 4 and str(check).startswith("4 files (")
    told = read_manifest(folder)
    assert told["run"] == "one" and told["files"]["draws.bin"]["size"] == 64
    assert (folder / SEAL).read_text().endswith(f"  {MANIFEST}\n"), "the form that sha256sum -c reads"


def test_any_bit_flipped_anywhere_is_found(folder):
    """Every bit of every file, the manifest and its seal included."""
    flipped = 0
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        whole = path.read_bytes()
        for bit in range(8 * len(whole)):
            data = bytearray(whole)
            data[bit // 8] ^= 1 << (bit % 8)
            path.write_bytes(bytes(data))
            assert found_out(folder), (path.name, bit)
            flipped += 1
        path.write_bytes(whole)
    assert flipped > 5000 and check_files(folder).ok


def test_any_byte_cut_or_added_is_found(folder):
    draw = random.Random(7)
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        whole = path.read_bytes()
        for data in (
            whole[:-1],
            whole + b"\n",
            whole + b"\0",
            b" " + whole,
            whole[: draw.randint(0, len(whole))] + b"x",
        ):
            if data != whole:
                path.write_bytes(data)
                assert found_out(folder), path.name
        path.write_bytes(whole)


def test_everything_is_named_at_once(folder):
    (folder / "draws.bin").write_bytes(b"other")
    (folder / "empty").unlink()
    (folder / "tables" / "rows.csv").rename(folder / "tables" / "rows2.csv")
    (folder / "page.html").unlink()
    (folder / "page.html").symlink_to(folder / "draws.bin")
    (folder / "void").mkdir()
    (folder / SEAL).unlink()
    faults = check_files(folder).faults
    assert [f.partition(": ")[2].partition(":")[0] for f in faults] == [
        *(SEAL, "empty", "tables/rows.csv", "tables/rows2.csv", "void/", "draws.bin", "page.html"),
    ]
    assert "5 bytes with checksum" in faults[5] and "expected 64 bytes" in faults[5] and "no plain file" in faults[6]


def test_a_manifest_of_an_older_edition_has_no_list(folder):
    told = read_manifest(folder)
    del told["files"]
    (folder / MANIFEST).write_text(json.dumps(told))
    with pytest.raises(InputError, match="no readable list of files"):
        check_files(folder)  # a seal stands beside it: a list was there
    (folder / SEAL).unlink()
    check = check_files(folder)
    assert check.listed is None and not check.ok and not check.faults and "older edition" in str(check)


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, '{"files": 3}', '{"files": {"a": {"sha256": 1}}}'])
def test_no_readable_manifest_is_one_message(tmp_path, text):
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(InputError, match="no readable"):
        check_files(tmp_path)
    with pytest.raises(InputError, match=r"no manifest\.json"):
        check_files(tmp_path / "none")

"""What no reader could read is one located message; hypothesis and mutated files give no traceback."""

import random
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tether.errors import InputError
from tether.evidence.ged import read_events
from tether.evidence.tables import open_table

QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)


def _said(path, country="Iraq"):
    with pytest.raises(InputError) as raised:
        read_events(path, country)
    return str(raised.value)


def test_a_file_that_is_not_there(tmp_path):
    assert "no such file" in _said(tmp_path / "none.csv")
    assert "a folder" in _said(tmp_path)


def test_not_a_ged_file(tmp_path):
    (tmp_path / "people.csv").write_text("name,age\nA,1\n")
    assert "columns 'name', 'age'" in _said(tmp_path / "people.csv")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_empty(tmp_path, content):
    (tmp_path / "e.csv").write_bytes(content)
    assert "empty" in _said(tmp_path / "e.csv")


def test_header_alone(rows, write):
    path = write(rows)
    path.write_text(path.read_text("utf-8").splitlines()[0], "utf-8")
    assert "a header and no rows" in _said(path)


@pytest.mark.parametrize("mark,words", [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_wrong_separator(rows, write, mark, words):
    assert f"separated by {words}" in _said(write(rows, delimiter=mark))


def test_utf_16(rows, write):
    path = write(rows)
    path.write_bytes(path.read_text("utf-8").encode("utf-16"))
    assert "UTF-16 content" in _said(path)


def test_latin_1_in_the_header(rows, write):
    path = write(rows, rename={"best": "best\xe9"})
    path.write_bytes(path.read_bytes().replace("é".encode(), b"\xe9"))
    assert ":1: text that is not UTF-8" in _said(path)


def test_latin_1_deep_in_the_file_names_its_line(rows, write):
    path = write(rows)
    lines = path.read_bytes().split(b"\n")
    lines[15] = lines[15].replace(b"Government of", b"G\xf6vernment of")
    path.write_bytes(b"\n".join(lines))
    said = _said(path)
    assert ":16" in said and "not UTF-8" in said


def test_a_row_too_short_names_its_line(rows, write):
    path = write(rows)
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*lines[:9], lines[9].rsplit(",", 3)[0], *lines[10:]]), "utf-8")
    said = _said(path)
    assert ":10" in said and "49, as in the header" in said


def test_a_csv_cut_off_in_the_middle(rows, write):
    path = write(rows)
    path.write_bytes(path.read_bytes()[:-300])
    assert "download" in _said(path)


def test_columns_named_twice(rows, write):
    assert "named twice: best" in _said(write(rows, rename={"relid": "best"}))


def test_a_truncated_zip(rows, write, tmp_path):
    with zipfile.ZipFile(tmp_path / "g.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(write(rows), "g.csv")
    whole = (tmp_path / "g.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    assert "cannot be unpacked" in _said(tmp_path / "cut.zip")


def test_a_zip_with_a_damaged_member(rows, write, tmp_path):
    with zipfile.ZipFile(tmp_path / "g.zip", "w") as archive:
        archive.write(write(rows), "g.csv")
    whole = bytearray((tmp_path / "g.zip").read_bytes())
    whole[500] ^= 0xFF
    (tmp_path / "g.zip").write_bytes(whole)
    assert "cannot be unpacked" in _said(tmp_path / "g.zip")


def test_a_zip_of_two_tables_and_an_excel_file(tmp_path):
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a.csv", "x")
        archive.writestr("b.csv", "x")
    assert "2 tables" in _said(tmp_path / "two.zip")
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "")
    assert "Excel" in _said(tmp_path / "book.xlsx")


def test_broken_parquet(tmp_path):
    (tmp_path / "b.parquet").write_bytes(b"PAR1" + b"\0" * 64)
    assert "broken parquet" in _said(tmp_path / "b.parquet")


def test_a_zip_larger_than_the_disk(rows, write, tmp_path, monkeypatch):
    with zipfile.ZipFile(tmp_path / "g.zip", "w") as archive:
        archive.write(write(rows), "g.csv")
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 10})())
    assert "10 free" in _said(tmp_path / "g.zip")


def test_a_file_larger_than_the_memory_is_read(rows, write, monkeypatch):
    """With buffers of sixteen times the longest line a file of 1.5 GB did not fit in 300 MB."""
    import csv

    path = write(rows)
    abroad = list(rows[20].values())
    with path.open("a", encoding="utf-8", newline="") as file:
        filler = csv.writer(file, lineterminator="\n")
        abroad[19] = "x" * 6000
        filler.writerows([str(1000 + n), *abroad[1:]] for n in range(20_000))
    assert path.stat().st_size > 100_000_000
    monkeypatch.setattr("tether.evidence.tables.MEMORY", "90MB")
    assert len(read_events(path, "Iraq")) == 20


def test_nothing_is_left_behind(rows, write, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    monkeypatch.setattr("tempfile.tempdir", None)
    (tmp_path / "scratch").mkdir()
    with zipfile.ZipFile(tmp_path / "g.zip", "w") as archive:
        archive.write(write(rows), "g.csv")
    with open_table(tmp_path / "g.zip") as table:
        assert table.rows("select count(*) from source") == [(22,)]
        assert list((tmp_path / "scratch").iterdir())
    assert not list((tmp_path / "scratch").iterdir())


@QUICK
@given(st.binary(max_size=400))
def test_any_bytes_give_a_message(tmp_path, content):
    (tmp_path / "any.csv").write_bytes(content)
    _said(tmp_path / "any.csv")


@QUICK
@given(st.integers(0, 2**32))
def test_mutated_files_give_a_message_or_events(rows, write, tmp_path, seed):
    chance = random.Random(seed)
    content = bytearray(write(rows).read_bytes())
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(content))
        if chance.random() < 0.5:
            content[at] = chance.randrange(256)
        else:
            del content[at : at + chance.randint(1, 60)]
    (tmp_path / "mutated.csv").write_bytes(content)
    try:
        assert len(read_events(tmp_path / "mutated.csv", "Iraq")) <= 20
    except InputError as error:
        assert all(p.found for p in error.problems)


@QUICK
@given(st.integers(0, 2**32))
def test_mutated_zip_and_parquet(rows, write, tmp_path, seed):
    import pandas as pd

    chance = random.Random(seed)
    path = write(rows)
    if chance.random() < 0.5:
        with zipfile.ZipFile(tmp_path / "m.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, "g.csv")
        target = tmp_path / "m.zip"
    else:
        target = tmp_path / "m.parquet"
        pd.read_csv(path).to_parquet(target)
    content = bytearray(target.read_bytes())
    for _ in range(chance.randint(1, 6)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    target.write_bytes(content)
    try:
        read_events(target, "Iraq")
    except InputError as error:
        assert all(p.found for p in error.problems)

"""Zip and gzip files that mean harm, each refused in one line before it can fill memory or disk."""

import gzip
import io
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest

from tether.documents.packed import PackingLimits, open_zip, read_arrays, unpack_gzip
from tether.errors import InputError

GB = 1 << 30


def refused(data, limits=None):
    """Return the one line with which a file is refused; reading it took little memory."""
    tracemalloc.start()
    try:
        with pytest.raises(InputError) as caught, open_zip(data, where="f.zip", expected="a zip", limits=limits) as z:
            for name in z.names:
                with z.open(name) as part:
                    while part.read(1 << 16):
                        pass
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()
    (problem,) = caught.value.problems
    assert str(problem).startswith("f.zip: ") and "\n" not in str(problem)
    return str(problem)


def zipped(parts, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def zeros(size):
    """Return a zip that promises ``size`` zeros and holds as many bytes as that takes: written in pieces."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("zeros", "w", force_zip64=True) as part,
    ):
        for _ in range(size >> 20):
            part.write(bytes(1 << 20))
    return out.getvalue()


def patched(data, at, layout, value):
    """Return a zip whose first directory entry says something else."""
    start = data.rindex(b"PK\x05\x06")
    (directory,) = struct.unpack_from("<L", data, start + 16)
    out = bytearray(data)
    struct.pack_into(layout, out, directory + at, value)
    return bytes(out)


def test_what_is_honest_is_read(tmp_path):
    path = tmp_path / "f.zip"
    path.write_bytes(zipped({"a/b.txt": b"word " * 9, "c": b""}))
    with open_zip(path, where="f.zip", expected="a zip") as packed:
        assert packed.names == ("a/b.txt", "c") and packed.size("a/b.txt") == 45
        with packed.open("a/b.txt") as part:
            assert part.read() == b"word " * 9
        assert packed.copy("a/b.txt", tmp_path / "out").read_bytes() == b"word " * 9


def test_a_bomb_of_zeros():
    assert "unpack to 33,554,432 bytes: refused" in refused(zeros(32 << 20))


def test_a_bomb_that_says_it_is_small_gives_no_more_than_it_says():
    data = patched(zeros(32 << 20), 24, "<L", 1000)  # its size unpacked
    assert "cannot be unpacked" in refused(data)


def test_a_bomb_that_says_it_is_ten_gigabytes():
    assert "10,737,418,240 bytes: refused" in refused(_sized(10 * GB))


def test_many_parts_that_are_large_together():
    parts = {f"p{i}": np.random.default_rng(i).bytes(300_000) for i in range(5)}
    assert "1,500,000 bytes to unpack; expected at most 1,000,000" in refused(
        zipped(parts, zipfile.ZIP_STORED), PackingLimits(unpacked=1_000_000)
    )


def test_a_million_parts():
    """The directory alone would take half a gigabyte as objects."""
    entry = _entry(b"a", 0, 0, 0)
    directory = entry * 1_000_000
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 0xFFFF, 0xFFFF, len(directory), 0, 0)
    assert "more than 5,000 parts" in refused(directory + end)


def test_some_more_parts_than_allowed():
    assert "more than 3 parts" in refused(zipped({str(i): b"" for i in range(4)}), PackingLimits(parts=3))


def test_parts_that_lie_over_each_other():
    """One kernel of packed bytes that several entries point to (a better zip bomb, Fifield 2019)."""
    one = zipped({"a": b"x" * 1000})
    start = one.rindex(b"PK\x05\x06")
    (offset,) = struct.unpack_from("<L", one, start + 16)
    entry = one[offset:start]
    twice = entry + entry.replace(b"a", b"b")
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 2, 2, len(twice), offset, 0)
    assert "lies over the next one" in refused(one[:offset] + twice + end)


@pytest.mark.parametrize("name", ["../x", "word/../../x", "/etc/x", "..\\x", "C:/x", "\\x"])
def test_a_part_whose_name_leads_out_of_the_folder(name):
    assert "leads out of the folder" in refused(zipped({"a": b"x", name: b"y"}))


def test_two_parts_of_one_name():
    one = zipped({"a": b"x", "b": b"y"})
    assert "two parts have one name" in refused(one.replace(b"b", b"a"))


def test_a_file_that_was_cut_off():
    data = zipped({"a": np.random.default_rng(1).bytes(5000)})
    assert "it was cut off, or is no zip" in refused(data[: len(data) // 2])


def test_a_part_that_was_changed():
    data = bytearray(zipped({"a": b"some words"}, zipfile.ZIP_STORED))
    data[33] ^= 1
    assert "Bad CRC-32" in refused(bytes(data))


def test_what_a_password_locks():
    assert "locked with a password" in refused(patched(zipped({"a": b"x"}), 8, "<H", 1))
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + "EncryptedPackage".encode("utf-16-le")
    assert "locked with a password" in refused(ole)


def test_other_kinds_are_told_by_what_they_are():
    assert "an old Office file (.xls, .doc)" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "plain text" in refused(b"militia,home\na,b\n")
    assert "an empty file" in refused(b"")
    assert "something else" in refused(b"\0\1\2\3")


def test_a_method_of_its_own():
    assert "packed by method 12" in refused(zipped({"a": b"x" * 90}, zipfile.ZIP_BZIP2))


def test_a_file_larger_than_allowed_and_none_at_all(tmp_path):
    assert "expected at most 10" in refused(zipped({"a": b""}), PackingLimits(packed=10))
    with pytest.raises(InputError, match="no such file"), open_zip(tmp_path / "x", where="x", expected="a zip"):
        pass
    with pytest.raises(InputError, match="a folder"), open_zip(tmp_path, where="x", expected="a zip"):
        pass


def test_gzip(tmp_path):
    path, target = tmp_path / "f.gz", tmp_path / "out"
    path.write_bytes(gzip.compress(b"words"))
    assert unpack_gzip(path, target, where="f.gz").read_bytes() == b"words"
    path.write_bytes(gzip.compress(bytes(64 << 20)))
    with pytest.raises(InputError, match="unpack to more than"):
        unpack_gzip(path, target, where="f.gz")
    assert target.stat().st_size < 32 << 20
    path.write_bytes(gzip.compress(np.random.default_rng(1).bytes(5000))[:2000])
    with pytest.raises(InputError, match=r"f\.gz: a file that cannot be unpacked"):
        unpack_gzip(path, target, where="f.gz")


def test_arrays_of_the_size_that_they_say():
    out = io.BytesIO()
    np.savez_compressed(out, a=np.zeros((300, 1000)), b=np.arange(3))
    found = read_arrays(out.getvalue(), where="f.npz")
    assert found["a"].shape == (300, 1000) and list(found["b"]) == [0, 1, 2]
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f8", "fortran_order": False, "shape": (10**11,)})
    with pytest.raises(InputError, match="promises more than it holds"):
        read_arrays(zipped({"a.npy": header.getvalue()}), where="f.npz")
    out = io.BytesIO()
    np.savez(out, a=np.array([{}], object))
    with pytest.raises(InputError, match="promises more"):
        read_arrays(out.getvalue(), where="f.npz")


def _entry(name, offset, packed, size):
    return (
        b"PK\x01\x02"
        + struct.pack("<HHHHHHLLLHHHHHLL", 20, 20, 0, 0, 0, 0, 0, packed, size, len(name), 0, 0, 0, 0, 0, offset)
        + name
    )


def _sized(size):
    """Return a zip of 100,000 packed bytes that says it unpacks to ``size``, by a zip64 entry."""
    body = np.random.default_rng(1).bytes(100_000)
    local = b"PK\x03\x04" + struct.pack("<HHHHHLLLHH", 45, 0, 8, 0, 0, 0, len(body), 0xFFFFFFFF, 1, 0) + b"a" + body
    extra = struct.pack("<HHQ", 1, 8, size)
    entry = (
        b"PK\x01\x02"
        + struct.pack("<HHHHHHLLLHHHHHLL", 45, 45, 0, 8, 0, 0, 0, len(body), 0xFFFFFFFF, 1, len(extra), 0, 0, 0, 0, 0)
        + b"a"
        + extra
    )
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(entry), len(local), 0)
    return local + entry + end

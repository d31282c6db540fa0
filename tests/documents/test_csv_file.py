"""A csv in which nothing shifts: what a spreadsheet or a careless hand leaves is told by its line."""

import pytest

from tether.documents.csv_file import FEW, check_csv
from tether.errors import InputError

GOOD = "a,b,c\n1,2,3\n4,5,6\n"


def _read(tmp_path, data, **more):
    (tmp_path / "t.csv").write_bytes(data if isinstance(data, bytes) else data.encode())
    return check_csv(tmp_path / "t.csv", **more)


def _told(tmp_path, data):
    with pytest.raises(InputError) as caught:
        _read(tmp_path, data)
    return [str(p).removeprefix(str(tmp_path) + "/") for p in caught.value.problems]


@pytest.mark.parametrize(
    "data",
    [
        GOOD,
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\r"),
        "\ufeff" + GOOD,
        GOOD.rstrip("\n"),
        GOOD.replace("\n4", "\n\n4"),
        'a, b,c \n1,"2",3\n 4,5,6\n',
    ],
    ids=range(7),
)
def test_the_same_table_however_it_was_saved(tmp_path, data):
    assert _read(tmp_path, data) == ("a", "b", "c")


def test_lines_above_the_header_are_skipped_and_counted(tmp_path):
    assert _read(tmp_path, '# said\n# more\na,b\n1,"two\nlines"\n\n3,4\n', skip=2) == ("a", "b")
    with pytest.raises(InputError, match=r"t\.csv:5: 3 cells"):
        _read(tmp_path, "# said\n# more\na,b\n1,2\n3,4,5\n", skip=2)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("a,b\n1,2,\n3,4,\n", ["t.csv:2: 3 cells; expected 2, as in the header; take the comma at the end out"]),
        ("a,b\n1\n", ["t.csv:2: 1 cell; expected 2, as in the header; a comma too many or too few"]),
        ("a,b,\n1,2,\n", ["t.csv:1: a column without a name"]),
        ("a,b,a\n1,2,3\n", ["t.csv:1: the column 'a' 2 times; expected each column once"]),
        ("a;b\n1;2\n", ["t.csv:1: columns parted by semicolons; expected commas"]),
        ("a\tb\n1\t2\n", ["t.csv:1: columns parted by tabs"]),
        ('a,b\n1,"2\n3,4\n', ["t.csv:3: a line that can't be read"]),
        ("a,b\n1,\x002\n", ["t.csv:2: the character '\\x00'"]),
        ("a,b\n1,\x1b[2J\n", ["t.csv:2: the character '\\x1b'"]),
        (GOOD.encode("utf-16"), ["t.csv: bytes that are not UTF-8"]),
        ("", ["t.csv:1: an empty file"]),
        ("\n\n", ["t.csv:1: an empty file"]),
        (",".join(f"c{n}" for n in range(1001)), ["t.csv:1: 1,001 columns; expected at most 1,000"]),
    ],
    ids=range(13),
)
def test_what_would_shift_or_be_guessed_is_told_by_its_line(tmp_path, data, says):
    told = _told(tmp_path, data)
    assert all(any(line.startswith(said) for line in told) for said in says), told


def test_many_broken_lines_are_counted(tmp_path):
    told = _told(tmp_path, "a,b\n" + "1,2,\n" * 100)
    assert len(told) == FEW + 1 and told[-1].endswith("and 92 more lines with another number of cells")


def test_a_million_columns_are_one_line(tmp_path):
    assert _told(tmp_path, "a," * 1_000_000 + "a\n") == ["t.csv:1: 1,000,001 columns; expected at most 1,000"]

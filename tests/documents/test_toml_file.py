"""TOML with places: every value that tomllib reads stands where the scan says, and faults of syntax are located."""

import tomllib

import pytest

from tether.documents.toml_file import parse_toml, read_toml
from tether.errors import InputError

TEXT = """# settings
select = ["CMD", 'IND03',
  "X" ] # more
"fail-on" = "warning"
[bounds]
bloc_cap = 0.5 # half
a.b = \"\"\"x = 1
y\"\"\"
[per-file."drafts/*.yaml"]
ignore = []
inner = {a = 1, b.c = [1, {d = '#'}]}
[[rows]]
x = 2026-01-05
[[rows]]
x = '''it''s'''
[rows.below]
y = true
"""


def leaves(value, key=()):
    if isinstance(value, dict):
        for name, below in value.items():
            yield from leaves(below, (*key, name))
    elif isinstance(value, tuple):
        for index, below in enumerate(value):
            yield from leaves(below, (*key, index))
    else:
        yield key, value


def test_every_value_stands_where_the_scan_says():
    document = parse_toml(TEXT)
    for key, value in leaves(document.tree):
        place = document.positions[key]
        lines = TEXT.split("\n")[place.line - 1 : place.end_line]
        lines[-1] = lines[-1][: place.end_column - 1]
        lines[0] = lines[0][place.column - 1 :]
        assert tomllib.loads("v = " + "\n".join(lines))["v"] == value, key
    assert document.position(("per-file", "drafts/*.yaml", "ignore")).line == 10
    assert document.position(("rows", 1, "below", "y")).key_line == 17


def test_lines_may_end_as_on_windows():
    assert parse_toml(TEXT.replace("\n", "\r\n")).positions == parse_toml(TEXT).positions


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a = 1\nb = = 2\n", "t.toml:2:5: not TOML: "),
        ("a = [1,", "t.toml:1:"),
        ("a = 1\na = 2", "t.toml:2:"),
    ],
)
def test_faults_of_syntax_are_located(text, place):
    with pytest.raises(InputError) as told:
        parse_toml(text, "t.toml")
    assert str(told.value).startswith(place)


def test_a_file_without_an_end_of_levels_is_refused():
    with pytest.raises(InputError, match="levels"):
        parse_toml("a = " + "[" * 50_000)


def test_a_large_file_is_refused_unread(tmp_path):
    (tmp_path / "t.toml").write_text("# " + "x" * 300_000)
    with pytest.raises(InputError, match="at most 200,000 bytes"):
        read_toml(tmp_path / "t.toml")

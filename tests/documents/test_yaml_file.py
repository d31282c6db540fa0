"""The one YAML reader: YAML 1.2 values with their places, bounds on what a file may ask for, one located line a fault."""

import math
import os
from pathlib import Path

import pytest
import yaml

import tether
from tether.documents import yaml_file
from tether.documents.yaml_file import EMPTY, MOST_BYTES, Position, parse_yaml, read_text, read_yaml
from tether.errors import InputError

SHIPPED = sorted(Path(tether.__file__).parent.rglob("*.yaml"))


@pytest.fixture(params=["libyaml", "pure"])
def loader(request, monkeypatch):
    """Both parsers: PyYAML's own must give what libyaml gives."""
    if request.param == "libyaml" and not yaml.__with_libyaml__:
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(yaml_file, "LOADER", yaml.CLoader if request.param == "libyaml" else yaml.Loader)
    return request.param


def faults(text, **more):
    with pytest.raises(InputError) as caught:
        document = parse_yaml(text, "f.yaml", **{"empty": EMPTY, **more})
        raise InputError(document.problems)
    return [str(p) for p in caught.value.problems]


def test_scalars_follow_the_core_schema_of_yaml_1_2(loader):
    text = (
        "words: [no, yes, on, off, 1_000, 0o14, 0x1F, 2015-06, 2015-06-03, 1:30, '5', \"true\", .5.5, +, '-']\n"
        "numbers: [007, -3, +4, 1.10, .5, 5., 1e3, -1.5E-2, .inf, -.inf]\n"
        "flags: [true, True, TRUE, false, False, FALSE]\n"
        "text: |\n  two\n  lines\nfolded: >-\n  one\n  line\n"
    )
    tree = parse_yaml(text).tree
    words = "no yes on off 1_000 0o14 0x1F 2015-06 2015-06-03 1:30 5 true .5.5 + -"
    assert tree["words"] == tuple(words.split())
    assert tree["numbers"] == (7, -3, 4, 1.1, 0.5, 5.0, 1000.0, -0.015, math.inf, -math.inf)
    assert [type(n) for n in tree["numbers"]] == [int] * 3 + [float] * 7
    assert tree["flags"] == (True, True, True, False, False, False)
    assert (tree["text"], tree["folded"]) == ("two\nlines\n", "one line")


def test_places_count_from_one_and_letters_not_bytes(loader):
    document = parse_yaml('"ключ": {b: [x, "y z"]}\nc:\n- d: |\n    e\n', "f.yaml")
    assert document.positions[("ключ", "b", 1)] == Position(1, 17, 1, 22, 1, 17)
    assert document.positions[("ключ", "b")] == Position(1, 13, 1, 23, 1, 10), "a key's value has its key's place too"
    assert document.positions[("c", 0, "d")][:2] == (3, 6) and document.positions[()][:2] == (1, 1)
    assert document.where("c.0.d.e.f") == "f.yaml:3:6", "the nearest thing above that the file has"


def test_a_word_as_it_was_written(loader):
    document = parse_yaml("a: [&x 0012, 1.10, True, *x, long word]\n")
    assert [document.written(("a", i)) for i in range(4)] == ["0012", "1.10", "True", "12"]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_both_parsers_give_the_same_values_and_places_of_every_shipped_file(path, monkeypatch):
    text = path.read_text("utf-8")
    fast = parse_yaml(text)
    monkeypatch.setattr(yaml_file, "LOADER", yaml.Loader)
    slow = parse_yaml(text)
    assert (fast.tree, fast.positions, fast.problems) == (slow.tree, slow.positions, ())
    assert repr(fast.tree) == repr(slow.tree), "and of the same types"


def test_the_shipped_files_are_there():
    assert len(SHIPPED) >= 93


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: 1\nb: 2\na: 3", "f.yaml:3:1: the key 'a' a second time (first on line 1); expected each key once"),
        ("a:\nb: ~\n", "f.yaml:1:3: a: an empty value; expected a value; write it, or leave the key out"),
        ("a: {b: x, y}", "f.yaml:1:12: a.y: an empty value; expected a value; write it, or leave the key out; inside"),
        ("a: !!python/object:os.system {b: 1}", "f.yaml:1:4: a: the tag 'tag:yaml.org,2002:python/object:os.system'"),
        ("a: !!int 5", "f.yaml:1:4: a: the tag 'tag:yaml.org,2002:int'"),
        ("a: 1\n---\nb: 2", "f.yaml:2:1: a second document (---); expected one document in a file"),
        ("? [a]\n: b", "f.yaml:1:3: a list or mapping used as a key; expected a word as key"),
        ("x: &a b\n*a : 1", "f.yaml:2:1: an alias used as a key; expected a word as key"),
        ("a: *b", "f.yaml:1:4: a: the alias *b; expected an anchor of that name before it"),
        ("a: &b [1, *b]", "f.yaml:1:11: a.1: the alias *b; expected an anchor of that name before it"),
        ("a: 1\n\tb: 2", "f.yaml:2:1: not YAML: "),
        ("a: b: c", "f.yaml:1:5: not YAML: mapping values are not allowed "),
        ("a: [1, 2", "f.yaml:"),
        ("a: 'x", "f.yaml:"),
        ("a: 1\nb: \x00", "f.yaml:2:4: the character '\\x00'; expected printable text"),
        ("a: \x07", "f.yaml:1:4: the character '\\x07'; expected printable text"),
        ("a: \ud800", "f.yaml:1:4: the character '\\ud800'; expected printable text"),
        ("%YAML 3.0\n---\na: 1", "f.yaml:1:1: not YAML: "),
    ],
)
def test_each_fault_is_one_located_line(loader, text, says):
    found = faults(text)
    assert found[0].startswith(says), found
    assert all("\n" not in line for line in found)


def test_a_tab_gets_the_remedy(loader):
    assert "indent with spaces" in faults("a:\n\t- b")[0]


def test_what_an_empty_key_may_mean_is_the_callers(loader):
    assert faults("a:", empty="write none or unknown")[0].endswith("expected a value; write none or unknown")


def test_a_key_without_a_value_counts_as_left_out_unless_the_reader_asks_for_one(loader):
    document = parse_yaml("a:\nb: {c: ~, d: 1}\ne: ''\n", "f.yaml")
    assert document.tree == {"b": {"d": 1}, "e": ""} and document.problems == ()
    assert document.empty == (("a",), ("b", "c"))


def test_an_empty_file_has_no_tree(loader):
    assert parse_yaml("").tree is None and parse_yaml("# nothing\n").tree is None


def test_an_alias_is_the_value_and_stands_where_it_is_used(loader):
    document = parse_yaml("a: &x {b: 1}\nc: *x\n")
    assert document.tree == {"a": {"b": 1}, "c": {"b": 1}}
    assert document.where("c.b") == ":".join(["input", "2", "4"])


@pytest.mark.parametrize("text", ["[" * 100_000, "a: " + "[" * 100_000, "{a: " * 100_000, "- " * 100_000])
def test_depth_is_bounded_on_the_stream_of_events(loader, text):
    assert "more than 64 levels; expected a flatter file" in faults(text)[0]


def test_a_deep_path_is_told_by_its_beginning(loader):
    said = faults("pay:\n  " + "[" * 65 + "]" * 65)[0]
    assert "pay.0.0.… (64 levels): more than 64 levels" in said and "0.0.0.0" not in said


def test_sixty_four_levels_are_read(loader):
    assert parse_yaml("[" * 64 + "]" * 64).tree is not None
    assert "levels" in faults("[" * 65 + "]" * 65)[0]


def test_aliases_count_as_often_as_they_are_used(loader):
    laughs = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{b}: &{b} [{','.join('*' + a for _ in range(9))}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert "more than 400,000 values; expected a smaller file" in faults(laughs)[0]
    assert faults(laughs)[0].startswith("f.yaml:6:"), "where the count passes the bound"


def test_a_million_values_or_aliases_stop_at_the_bound():
    for text in ("[" + "1," * 1_000_000 + "]", "a: &a b\nc: [" + "*a," * 1_000_000 + "]"):
        assert "more than 400,000 values" in faults(text)[0]


def test_a_file_with_faults_throughout_is_told_in_bounds(loader):
    found = faults("".join(f"k{n}:\n" for n in range(3000)))
    assert len(found) == 201 and "more than 200 faults of form" in found[-1]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda p: None, "cannot be read: No such file or directory; expected a plan (YAML)"),
        (lambda p: p.mkdir(), "a folder; expected a plan (YAML)"),
        (lambda p: p.write_bytes(b"a: 1\nb: caf\xe9"), ":2:7: bytes that are not UTF-8; expected UTF-8 text; save"),
        (lambda p: p.write_text("a: 1", "utf-16"), ":1:1: bytes that are not UTF-8"),
        (lambda p: p.write_bytes("a: 1".encode("utf-16-le")), ":1:2: the character '\\x00'"),
        (lambda p: os.truncate(os.open(p, os.O_CREAT | os.O_RDWR), 50_000_000), "a file of 50,000,000 bytes; expected"),
    ],
    ids=["missing", "folder", "latin-1", "utf-16", "utf-16 without mark", "50 MB"],
)
def test_a_file_that_cannot_be_read_is_one_line(tmp_path, make, says):
    path = tmp_path / "f.yaml"
    make(path)
    with pytest.raises(InputError) as caught:
        read_yaml(path, "a plan (YAML)")
    assert str(caught.value).startswith(f"{path}:") and says in str(caught.value)
    assert len(caught.value.problems) == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_leave_is_one_line(tmp_path):
    (tmp_path / "f.yaml").touch(0o000)
    with pytest.raises(InputError, match="cannot be read: Permission denied"):
        read_yaml(tmp_path / "f.yaml")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no endless file here")
def test_an_endless_file_is_read_to_the_bound_only():
    with pytest.raises(InputError, match=f"a file of {MOST_BYTES + 1:,} bytes"):
        read_text("/dev/zero")


def test_a_name_that_no_file_can_have_is_one_line():
    with pytest.raises(InputError, match="cannot be read"):
        read_yaml("a\x00b.yaml")


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path, loader):
    (tmp_path / "f.yaml").write_text("a: 1\n", "utf-8-sig")
    assert read_yaml(tmp_path / "f.yaml").tree == {"a": 1}
    assert read_yaml(tmp_path / "f.yaml", name="f").where("a") == "f:1:4"


def test_a_deep_file_is_left_at_its_first_levels(monkeypatch):
    """Bug guarded: a reader that goes on to the end of a hostile file before it counts."""
    seen = []
    parse = yaml.parse
    monkeypatch.setattr(yaml, "parse", lambda *a, **k: (seen.append(e) or e for e in parse(*a, **k)))
    assert "64 levels" in faults("[" * 1_000_000)[0]
    assert len(seen) < 100


def test_faults_of_syntax_in_later_sections_are_told_with_the_first(loader):
    text = "a: 1\nb: [ {c: 1, d: 2\ne: {f: 1}\ng: x: y\nh: ok\ni:\n  - {j: [1}\n"
    found = faults(text)
    assert [line.split(":")[1] for line in found] == ["3", "4", "7"], found
    assert all("not YAML" in line for line in found)

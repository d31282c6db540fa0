"""Edits of a YAML text: only what is meant changes; comments, layout and every other value stay."""

import random

import pytest

from tether.documents.yaml_edit import TextEdit, YamlEditor, edits_between, quoted, with_edits
from tether.documents.yaml_file import parse_yaml

TEXT = """# head
a: {x: 1, y: [p, q, p], "z": '2'}   # flow
rows:
  - {id: one, v: 1}  # first
  # between
  - id: two   # second
    v: 2
    note: >
      folded
      text
  - id: three
    v: &n 3
last: *n
names: [الحرس, ب]   # عربي
"""


def editor(text=TEXT):
    return YamlEditor(parse_yaml(text), text)


def changed(edit, text=TEXT):
    return with_edits(text, [edit])


def test_a_value_is_replaced_where_it_stands():
    edit = editor().replaced(("a", "x"), "17")
    assert changed(edit) == TEXT.replace("x: 1", "x: 17")
    assert changed(editor().replaced(("names", 1), "ج")) == TEXT.replace("ب]", "ج]")
    assert changed(editor().replaced(("a", "z"), "3")) == TEXT.replace("'2'", "3")


def test_a_key_is_renamed_in_its_quotes_or_without():
    assert changed(editor().renamed(("a", "z"), "w")) == TEXT.replace('"z"', "w")
    assert changed(editor().renamed(("rows", 1, "v"), "w")) == TEXT.replace("    v: 2", "    w: 2")


def test_a_row_goes_with_its_line_or_its_comma():
    assert changed(editor().without(("a", "y", 2))) == TEXT.replace(", p]", "]")
    assert changed(editor().without(("a", "y", 0))) == TEXT.replace("[p, q", "[q")
    assert changed(editor().without(("rows", 0))) == TEXT.replace("  - {id: one, v: 1}  # first\n", "")
    assert changed(editor().without(("a", "x"))) == TEXT.replace("x: 1, ", "")
    assert changed(editor("a: [x]").without(("a", 0)), "a: [x]") == "a: []"


@pytest.mark.parametrize("key", [("rows", 1), ("rows", 2), ("last",), ("rows", 2, "v")])
def test_where_an_anchor_or_a_block_of_text_stands_nothing_is_offered(key):
    assert editor().without(key) is None
    if key == ("last",):
        assert editor().replaced(key, "4") is None


def test_a_comment_between_rows_is_never_lost():
    text = "a: [x, # why\n  y, z]\n"
    assert editor(text).without(("a", 1)) is None
    assert changed(editor(text).without(("a", 2)), text) == "a: [x, # why\n  y]\n"


def test_a_row_is_put_beside_its_neighbours():
    assert changed(editor("a:\n  - x  # c\nb: 1\n").appended(("a",), "y"), "a:\n  - x  # c\nb: 1\n") == (
        "a:\n  - x  # c\n  - y\nb: 1\n"
    )
    assert changed(editor("a: [x]\n").appended(("a",), "y"), "a: [x]\n") == "a: [x, y]\n"
    assert changed(editor("a: []\n").appended(("a",), "y"), "a: []\n") == "a: [y]\n"
    assert changed(editor("a: 1\n").appended(("b",), "y"), "a: 1\n") == "a: 1\nb:\n  - y\n"
    assert changed(editor("a: 1").appended(("b",), "y"), "a: 1") == "a: 1\nb:\n  - y"
    assert editor("{a: 1}").appended(("b",), "y") is None


def test_a_key_is_added_to_its_object():
    text = "a:\n  x: 1   # c\n  y: {p: 1}\nb: 2\n"
    assert changed(editor(text).added(("a", "z"), "3"), text) == "a:\n  x: 1   # c\n  y: {p: 1}\n  z: 3\nb: 2\n"
    assert changed(editor(text).added(("a", "y", "q"), "2"), text) == text.replace("{p: 1}", "{p: 1, q: 2}")


def test_what_is_quoted_reads_as_that_word():
    for word in (
        "a b",
        "yes",
        "true",
        "12",
        "a: b",
        "induction[x].y",
        "",
        "#x",
        "ا",
        'a"b',
        "none",
        "2026-01-05",
        "a\nb",
    ):
        assert str(parse_yaml(f"k: {quoted(word)}").tree["k"]) == word
        assert isinstance(parse_yaml(f"k: {quoted(word)}").tree["k"], str)


def test_edits_between_two_texts_turn_one_into_the_other():
    rng = random.Random(7)
    for _ in range(200):
        one = "".join(rng.choice(["a\n", "b\n", "ä\r\n", "c"]) for _ in range(rng.randrange(12)))
        other = "".join(rng.choice(["a\n", "b\n", "ä\r\n", "d"]) for _ in range(rng.randrange(12)))
        assert with_edits(one, edits_between(one, other)) == other


def test_of_two_edits_that_overlap_one_is_made():
    assert with_edits("abcdef", [TextEdit(1, 1, 1, 4, "X"), TextEdit(1, 2, 1, 3, "Y")]) == "Xdef"


def test_every_scalar_of_a_text_can_be_replaced_by_itself_and_nothing_else_moves():
    document = parse_yaml(TEXT)
    for key in document.positions:
        value = document.at(key)
        edit = editor().replaced(key, "0") if not isinstance(value, dict | tuple) else None
        if edit is None:
            continue
        after = parse_yaml(changed(edit)).tree

        def put(tree, steps):
            if not steps:
                return 0
            below = put(tree[steps[0]], steps[1:])
            if isinstance(tree, dict):
                return {**tree, steps[0]: below}
            return (*tree[: steps[0]], below, *tree[steps[0] + 1 :])

        assert after == put(document.tree, key)

"""Where a cursor stands in a text that may be broken, and what the schema says of the key there."""

import random

import pytest

from tether.charter import Charter
from tether.charter.cursor import cursor_in
from tether.charter.library import MODEL, historical
from tether.charter.paths import names_of, parts
from tether.charter.schema_keys import ids_in, key_at, keys_at, sentences

PLACES = [  # ¦ is the cursor; path, word typed so far, whether a key is due
    ("pay:\n  - {force: g, via: ba¦", ("pay", 0, "via"), "ba", False),
    ("pay:\n  - {force: g, v¦", ("pay", 0), "v", True),
    ("pay:\n  - {force: g,\n     via: ¦", ("pay", 0, "via"), "", False),
    ("pay:\n- force: g\n  v¦\n", ("pay", 0), "v", True),
    ("pay:\n- force: g\n- force: h\n  via: b¦", ("pay", 1, "via"), "b", False),
    ("meta: {id: a}\nfo¦", (), "fo", True),
    ("forces:\n  - id: g\n    places: [a, b¦]", ("forces", 0, "places", 1), "b", False),
    ("units:\n  - id: g\n    origin: {fr¦", ("units", 0, "origin"), "fr", True),
    ("law:\n  instrument:\n    status: ¦\n  x: 1", ("law", "instrument", "status"), "", False),
    ("forces:\n  - id: g\n    ¦", ("forces", 0), "", True),
    ("forces:\n  - id: g\n¦", (), "", True),
    ("phases:\n  - id: p\n    brings:\n      - pa¦", ("phases", 0, "brings", 0), "pa", True),
    ('meta:\n  title: "a, b: {c"\n  dra¦', ("meta",), "dra", True),
    ("pay: [\n  {force: g},\n  {force: h, via: ¦}\n]", ("pay", 1, "via"), "", False),
    ("trust:\n  consent: [{places: [a], me¦}]", ("trust", "consent", 0), "me", True),
    ("a: {x: [}, ]\npay:\n  - {force: ¦", ("pay", 0, "force"), "", False),  # brackets that never met
    ("meta:\n  title: 'الحرس: واحد'\n  sta¦", ("meta",), "sta", True),
]


def at(text):
    before = text[: text.index("¦")]
    line = before.count("\n") + 1
    return cursor_in(text.replace("¦", ""), line, len(before) - before.rfind("\n"))


@pytest.mark.parametrize(("text", "path", "word", "is_key"), PLACES)
def test_the_path_at_the_cursor(text, path, word, is_key):
    found = at(text)
    assert (found.path, found.word, found.is_key) == (path, word, is_key)


def test_keys_before_the_cursor_are_known():
    assert at("pay:\n  - force: g\n    via: bank\n    ¦").taken == {"force", "via"}
    assert at("pay: [{force: g}, {payer: x, ¦").taken == {"payer"}


@pytest.mark.parametrize("text", ["note: >\n  foo: b¦\n", "a: 1 # c¦", "# pay¦"])
def test_in_a_comment_or_a_block_of_text_nothing_is_due(text):
    assert at(text) is None


def test_a_cursor_anywhere_in_a_text_of_any_kind_breaks_nothing():
    rng = random.Random(5)
    text = "\n".join(historical(MODEL).lines[:60])
    for _ in range(300):
        start = rng.randrange(len(text))
        spoilt = (
            text[:start] + rng.choice(["", "{", "]", "- ", '"', ": ", "\t", "|\n"]) + text[start + rng.randrange(4) :]
        )
        cursor_in(spoilt, rng.randrange(1, 70), rng.randrange(1, 90))


def test_the_schema_is_known_at_every_place_of_a_charter():
    for key, part in parts(historical(MODEL)):
        names = set(names_of(type(part)))
        assert set(keys_at(key)) == names or key == ()
        assert all(key_at((*key, name)) is not None for name in names)
    assert set(keys_at(())) == set(names_of(Charter)) and key_at(("nonsense",)) is None and keys_at(("pay",)) == {}
    assert all(sentence for _, sentence in sentences())


def test_what_a_key_takes():
    assert {"bank", "commander"} <= set(key_at(("pay", 0, "via")).words)
    assert key_at(("forces", 0, "own_budget")).values == ("true", "false")
    assert key_at(("units", 0, "origin")).mapped and "origin" in key_at(("units", 0, "origin")).refers
    assert key_at(("units", 0, "origin", "front")).quantity.closes
    assert key_at(("forces", 0, "places")).many and key_at(("forces", 0, "places", 0)).refers == ("place",)
    assert "USD" in key_at(("meta", "currency")).words and key_at(("meta", "drafted")).form == "date"
    assert ids_in({"forces": ({"id": "g"}, {"id": 3}, "x"), "pay": ()})["force"] == {"g"}
    assert ids_in(None)["place"] == set()

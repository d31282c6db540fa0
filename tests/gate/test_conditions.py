"""Conditions: a grammar with messages, and Kleene's three values."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tether.gate.regimes import parse

NAMES = ("a.x", "b-y", "c")
LEAVES = st.sampled_from(NAMES)
TEXTS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda t: f"!({t})"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]}) & ({p[1]})"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]}) | ({p[1]})"),
    ),
    max_leaves=8,
)


@given(TEXTS, st.tuples(*[st.sampled_from([True, False, None])] * 3))
def test_what_is_told_with_unknowns_is_told_in_every_completion(text, values):
    condition, facts = parse(text), dict(zip(NAMES, values, strict=True))
    told = condition.value(facts)
    if told is None:
        return
    unknown = [n for n in NAMES if facts[n] is None]
    for filled in itertools.product((True, False), repeat=len(unknown)):
        assert condition.value(facts | dict(zip(unknown, filled, strict=True))) is told


@given(TEXTS, st.tuples(*[st.booleans()] * 3))
def test_with_all_known_it_is_python(text, values):
    facts = dict(zip(NAMES, values, strict=True))
    code = text.replace("a.x", "A").replace("b-y", "B").replace("c", "C")
    code = code.replace("!", " not ").replace("&", " and ").replace("|", " or ")
    expected = eval(code, {"A": values[0], "B": values[1], "C": values[2]})
    assert parse(text).value(facts) is expected


def test_and_binds_tighter_than_or():
    condition = parse("a | b & c")
    assert condition.value({"a": True, "b": False, "c": False}) is True
    assert condition.names == {"a", "b", "c"}


def test_nothing_always_holds():
    assert parse("  ").value({}) is True


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a &", "ends where"),
        ("(a", "not closed"),
        ("a b", "no place"),
        ("a + b", "neither"),
        ("& a", "where a fact is due"),
    ],
)
def test_broken_conditions_say_what_is_wrong(text, said):
    with pytest.raises(ValueError, match=said):
        parse(text)

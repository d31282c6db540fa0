"""Coded words have ranges: one rank a field, order kept in every world, the status quo unmoved."""

import numpy as np
import pytest

from tether.armed_order.beliefs import Belief
from tether.armed_order.levers import registry
from tether.charter import charter_from_text
from tether.levers.codebook import Coded, ReadingContext, coded, codings, level, share_of, spans, words_in
from tether.levers.compile import believing, coding_ranks, compile_pair, levers_by_month
from tether.randomness.noise import Noise
from tether.randomness.sizes import Sizes

RANKS = np.array([0.01, 0.05, 0.3, 0.5, 0.8, 0.95, 0.99])


def test_every_word_has_a_range_with_a_reason_or_is_a_definition():
    for row in codings().values():
        assert row.low <= row.value <= row.high and row.meaning and row.reason and row.label == "assumption", row
        assert (row.low == row.high) == (row.reason == "by definition"), row


@pytest.mark.parametrize("field", sorted({f for f, _ in codings()}))
def test_words_keep_their_order_in_every_world(field):
    words = [r for r in codings().values() if r.field == field]
    for a, b in ((a, b) for a in words for b in words if a.value < b.value):
        assert (_at(level(field, a.word)) <= _at(level(field, b.word))).all(), (a.word, b.word)


def _at(found):
    return found.at({w.field: RANKS for w in words_in([found])}) if isinstance(found, Coded) else np.full(7, found)


def test_a_word_is_a_quantile_function_with_its_value_in_the_middle():
    row, found = codings()["sharing.model", "mixed"], level("sharing.model", "mixed")
    assert float(found) == row.value
    assert _at(found) == pytest.approx(np.interp(RANKS, (0.05, 0.5, 0.95), (row.low, row.value, row.high)))


def test_arithmetic_with_words_is_arithmetic_of_their_values():
    a, b = level("sharing.model", "mixed"), level("aid.diversion", "low")
    x, y = _at(a), _at(b)
    for made, expected in (
        (a * b, x * y),
        (1.0 - a * (1.0 - b), 1 - x * (1 - y)),
        (0.5 * a + 0.25, 0.5 * x + 0.25),
        (a - b, x - y),
        (a - 0.1, x - 0.1),
        (share_of(2.0, level("aid.lethal", "full")), np.minimum(2 / _at(level("aid.lethal", "full")), 1)),
    ):
        assert made.at(dict.fromkeys(("sharing.model", "aid.diversion", "aid.lethal"), RANKS)) == pytest.approx(
            expected
        )
        assert {w.field for w in made.words()} <= {"sharing.model", "aid.diversion", "aid.lethal"}
    assert share_of(9.0, level("aid.lethal", "full")).at({"aid.lethal": RANKS}).max() == 1.0


def test_an_unknown_word_spans_its_field():
    low, high = coded("sharing.model", object())
    assert float(low) == 0.0 and float(high) == 1.0 and low != high


FRAME = ReadingContext(("tribal",), ("army",))
TEXT = """charter: "0.3"
meta: {{id: {id}, decider: host}}
forces:
  - {{id: ing, kind: guard}}
groups:
  - {{id: tribal, name: t}}
induction:
  - {{id: s, from: tribal, into: ing, mode: {mode}, intake: 9000}}
"""
SIZES = Sizes(points=64, particles=2, block=64)


def pair_of(mode, id="x"):
    base = charter_from_text('charter: "0.3"\nmeta: {id: sq}\n', "sq.yaml")
    return compile_pair(base, base, charter_from_text(TEXT.format(id=id, mode=mode), f"{id}.yaml"), FRAME)


def individual(pair, seed=3):
    return np.asarray(levers_by_month(pair, ("tribal",), 2, Noise(seed), 0, SIZES)[1].individual)[0, 0]


def test_a_words_lever_differs_by_world_and_not_by_particle():
    drawn = individual(pair_of("mixed")).reshape(64, 2)
    assert (drawn[:, 0] == drawn[:, 1]).all() and np.unique(drawn[:, 0]).size > 32
    assert drawn.min() >= 0.3 and drawn.max() <= 0.7
    assert not pair_of("mixed").unknown, "a coded word is no gap of the charter"


def test_charters_that_use_the_same_word_share_its_reading_and_others_keep_their_order():
    mixed, again, sub = individual(pair_of("mixed")), individual(pair_of("mixed", "y")), individual(pair_of("sub-unit"))
    assert (mixed == again).all() and (sub < mixed).all()
    assert np.corrcoef(sub, mixed)[0, 1] > 0.9


def test_a_belief_about_a_word_replaces_its_range_and_can_be_taken_back():
    belief = Belief("induction.mode=mixed", (), (0.8, 0.8, 0.85, 0.9, 0.9), "A", "b")
    pair = pair_of("mixed")
    held = believing(pair, [belief])
    assert individual(held).min() >= 0.8 and believing(held, ()) == pair
    assert spans([belief])["induction.mode", "mixed"] == (0.8, 0.85, 0.9)
    assert (individual(believing(held, (), ranged=False)) == np.float32(0.5)).all(), "each word at its middle"


def test_every_lever_of_every_shipped_charter_stays_in_its_range():
    from tether.study import known_cases, open_case
    from tether.study.futures import pairs_of

    read = 0
    for name in known_cases():
        case = open_case(name)
        folder = case.spec.folder / "charters"
        charters = case.read_charters(sorted(p.stem for p in folder.glob("*.yaml") if p.stem != case.spec.status_quo))
        for setting in dict.fromkeys(s for pair in pairs_of(case, charters) for s in pair.settings):
            most = max(registry()[setting.lever].high, 2.0 if setting.lever == "role" else 1.0)
            for end in (setting.low, setting.high):
                found = _at(end)
                read += isinstance(end, Coded)
                assert found.min() >= 0.0 and found.max() <= most, setting
    assert read > 100


def test_ranks_do_not_depend_on_anything_but_the_field_and_the_block():
    assert (coding_ranks("a", Noise(1), 0, SIZES) == coding_ranks("a", Noise(1), 0, SIZES)).all()
    assert (coding_ranks("a", Noise(1), 0, SIZES) != coding_ranks("b", Noise(1), 0, SIZES)).any()

"""Which inputs turn the sign, each alone: counted from the run's own worlds, by theory."""

from dataclasses import replace

import numpy as np
import pytest
from brief_content import build, comparison
from test_believe import PAIRS, worlds

from tether.brief.content import PrintedWorlds
from tether.brief.turning import turning_sentences, turning_table


@pytest.fixture(scope="module")
def turned():
    """Return made-up worlds in which one input alone decides the sign of one option, and none that of the other."""
    made = worlds()
    value = made.inputs[0].values
    coin = np.random.default_rng(1).integers(0, 2, value.shape).astype(np.uint8) * 2
    sides = {PAIRS[0]: np.where(value > 0.5, 2, 0).astype(np.uint8), PAIRS[1]: coin}
    return PrintedWorlds(made.theories, made.points, made.inputs, sides)


def test_the_input_that_decides_is_found_under_every_theory_and_chance_is_not(turned):
    table = turning_table(build(worlds=turned))
    assert set(table["symbol"]) == {"recruit_gain"} and len(table) == len(turned.theories)
    assert set(table["pair"]) == {PAIRS[0]}
    assert (table["low_lower"] == table["low_worlds"]).all() and (table["high_lower"] == 0).all()


def test_it_is_said_with_its_counts_and_theories_and_so_is_the_absence(turned):
    first, last = turning_sentences(build(worlds=turned))
    assert "recruits won by abuse (under article, settlement, local-knowledge, patron and strength)" in first.text
    assert "lower in 40 of 40 worlds with the lowest values of the first, in 0 of 40 with the highest" in first.text
    assert first.theories == turned.theories and first.result == f"turning/{PAIRS[0]}"
    assert last.text == "No input alone turns the sign of P10 Guard by individual induction."


def test_too_few_worlds_say_nothing(turned):
    few = replace(
        turned,
        points=30,
        inputs=tuple(replace(i, values=i.values[:, :30]) for i in turned.inputs),
        sides={p: s[:, :30] for p, s in turned.sides.items()},
    )
    assert turning_table(build(worlds=few)).empty


def test_nothing_is_said_where_nothing_is_compared():
    assert turning_sentences(build(worlds=None)) == () and comparison().headline == "civilian_deaths"

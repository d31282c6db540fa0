"""Replays: intervals come from the model, a wrong order loses coverage, and the shipped table is what the code gives."""

import numpy as np
import pytest

from tether.validation.replays import POOLED, coverage, judge_facts, replay, replays, shifted, sorted_misses_first
from tether.validation.skill import order_record

SMALL = {"points": 64, "particles": 1}
ENTRY = ("induct_rate", "absorb_rate")  # a charter's practice lets part of an individual entry in as units
ABROAD = ("lb-inducted-1993", "mz-inducted-1994", "ph-inducted-1999", "sl-inducted-2003", "af-transferred-2021")


def inside(table):
    return next(c for c in coverage(table) if c.group == "all").inside90


@pytest.fixture(scope="module")
def honest():
    return judge_facts(**SMALL, only=ABROAD)


def test_a_wrong_order_visibly_loses_coverage(honest):
    slow = judge_facts(**SMALL, only=ABROAD, change=shifted(0.02, *ENTRY))
    assert inside(honest) >= 5
    assert inside(slow) <= inside(honest) - 3


def test_a_mechanism_with_its_sign_turned_misses_what_it_hit(honest):
    turned = judge_facts(**SMALL, only=ABROAD[:1], change=shifted(-1.0, "exit_uptake"))
    verdicts = [t[(t["fact"] == "lb-exits-1993") & (t["theory"] == POOLED)]["verdict"].item() for t in (honest, turned)]
    assert verdicts[0].startswith("inside") and verdicts[1] == "miss"


def test_intervals_widen_with_the_level_and_every_theory_stands_apart(honest):
    assert (honest["q05"] <= honest["q25"]).all() and (honest["q75"] <= honest["q95"]).all()
    assert honest.groupby("fact")["theory"].nunique().eq(6).all()


def test_the_same_seed_gives_the_same_bytes():
    scene = next(r for r in replays() if "sl-inducted-2003" in r.facts).scene()
    one, two = (replay(scene, 16, 2, seed=3)["sl-inducted-2003"] for _ in range(2))
    assert one.tobytes() == two.tobytes() and one.shape == (5, 32)
    assert replay(scene, 16, 2, seed=4)["sl-inducted-2003"].tobytes() != one.tobytes()


def test_a_replay_never_leaves_what_is_possible(honest):
    shares = honest[honest["fact"].str.contains("inducted|exits|transferred|defected")]
    assert (shares["q05"] >= 0).all() and (shares["q95"] <= 1 + 1e-5).all()


def test_misses_come_first(honest):
    order = ["miss", "touches", "inside 90 %", "inside 50 %"]
    wrong = sorted_misses_first(judge_facts(**SMALL, only=ABROAD[:2], change=shifted(0.02, *ENTRY)))
    found = [order.index(v) for v in wrong[wrong["theory"] == POOLED]["verdict"]]
    assert found == sorted(found)


def test_the_shipped_table_is_what_the_code_gives():
    """If a mechanism or a prior changed, run scripts/make_facts.py."""
    shipped = order_record().facts.set_index(["fact", "theory"])
    fresh = judge_facts(points=256, particles=4, seed=1, only=("lb-inducted-1993",)).set_index(["fact", "theory"])
    columns = ["q05", "q25", "q50", "q75", "q95"]
    np.testing.assert_allclose(shipped.loc[fresh.index, columns], fresh[columns], rtol=2e-3, atol=1e-4)


def test_a_charter_in_phases_is_replayed_whole_as_it_was_done():
    """Stage 0 held none of what a phase brings: the replay would have been of nothing."""
    from types import SimpleNamespace

    from tether.levers.codebook import Setting
    from tether.levers.compile import CharterPair
    from tether.levers.phases import PhasePlan, ProjectedPhase
    from tether.randomness.noise import Noise
    from tether.randomness.sizes import Sizes
    from tether.validation.replays import _levers

    course = PhasePlan("x", 0, (ProjectedPhase("only", 0, None, (), ()),), 3, ())
    pair = CharterPair(
        "sq", "x", (Setting("intake", "g", 500.0, 500.0, 0, "induction", phase=1),), courses=(None, course)
    )
    scene = SimpleNamespace(setting=SimpleNamespace(groups=("g",)))
    assert (_levers(pair, scene, 2, Noise(1), Sizes(2, 1, 2))[0].intake == 500.0).all()

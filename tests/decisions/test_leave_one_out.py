from dataclasses import dataclass, replace

import numpy as np
import pytest

from tether.decisions.differences import Contrast
from tether.decisions.leave_one_out import Drop, conclusion, conclusions, drops_of, leave_one_out
from tether.evidence.claims import load_claims

LEADS = "civilian_deaths"


@pytest.fixture(scope="module")
def claims():
    return load_claims("iraq").as_of("2015-05")


@dataclass
class Study:
    """Lower by 40 as it stands; what is left out may turn it."""

    make: object
    shifts: dict

    def __call__(self, drop):
        shift = self.shifts.get(drop.id if drop else "", -40.0)
        rng = np.random.default_rng(0)
        return None if shift is None else self.make.futures(shift + rng.normal(size=(5, 32)))


def test_what_hangs_on_one_source_is_listed_and_the_rest_is_not(make):
    drops = [Drop("source", s, s.upper(), 2) for s in ("idle", "crucial", "all")] + [
        Drop("mechanism", "abuse", "the mechanism", 0)
    ]
    found = leave_one_out(drops, Study(make, {"crucial": 0.0, "all": None, "abuse": 5.0}))
    assert found.changes[["kind", "dropped", "before", "after"]].values.tolist() == [
        ["source", "crucial", "lower", "open"],
        ["mechanism", "abuse", "lower", "higher"],
    ]
    assert found.hanging["dropped"].tolist() == ["crucial"], "a mechanism is no source"
    assert [d.id for d in found.emptied] == ["all"]
    assert (found.conclusions, found.points, found.particles) == (1, 32, 4)


def test_an_open_conclusion_that_leans_is_told_apart(make):
    rng = np.random.default_rng(1)
    leaning = make.futures(-0.5 + rng.normal(size=(5, 512)))
    assert conclusion(leaning, Contrast(1, 0), LEADS) == "leans lower"
    mixed = make.futures(np.array([-0.5, -0.5, -0.5, -0.5, 0.5])[:, None] + rng.normal(size=(5, 512)))
    assert conclusion(mixed, Contrast(1, 0), LEADS) == "open"
    assert list(conclusions(leaning).values()) == ["leans lower"]


def test_drops_are_the_sources_in_use_and_dropping_takes_their_claims(claims):
    used = claims.about("hashd-iran", "size")
    drops = drops_of(used, ("abuse",))
    assert [d.kind for d in drops][-1] == "mechanism" and drops[-1].of(claims) is claims
    for drop in (d for d in drops if d.kind == "source"):
        left = drop.of(claims)
        assert len(left) < len(claims) and drop.id not in left.sources
        assert drop.claims == sum(c.source.id == drop.id for c in used)
    recalled = [d for d in drops_of([replace(used[0], seen=False)]) if d.kind == "recalled"]
    assert len(recalled) == 1 and all(c.seen for c in recalled[0].of(claims))
    assert not [d for d in drops_of([replace(used[0], seen=True)]) if d.kind == "recalled"]


def test_a_study_that_compares_nothing_cannot_be_shaken(make):
    with pytest.raises(ValueError, match="compares nothing"):
        leave_one_out([], Study(make, {"": None}))

"""The frozen facts: nobody changes them in passing, and what the registry used is said to be used."""

import hashlib
from importlib.resources import files

import pytest

from tether.errors import InputError
from tether.validation import facts as module
from tether.validation.facts import facts, naming, registry_sources
from tether.validation.replays import KNOWN, replays

FROZEN = "4c51b18b0fae3da701aab252d5341081be1d035be3ac60559e8891671f3adb9b"  # scripts/freeze_facts.py, and this line


def test_the_file_is_the_frozen_one():
    raw = (files("tether.validation") / "facts.csv").read_bytes()
    assert hashlib.sha256(raw).hexdigest() == module.frozen() == FROZEN


def test_a_changed_file_is_refused(monkeypatch):
    honest = module._file
    monkeypatch.setattr(module, "_file", lambda name: honest(name).replace(b"0.76", b"0.96"))
    with pytest.raises(InputError, match=r"facts\.csv.*frozen"):
        facts()


@pytest.mark.parametrize("fact", facts(), ids=lambda f: f.id)
def test_every_prior_whose_source_names_a_fact_stands_beside_it(fact):
    used, known = set(fact.priors), set(registry_sources())
    assert naming((fact.cites,)) <= used
    assert naming((fact.episode,)) <= used | set(fact.same_episode)
    assert used <= naming((fact.cites, fact.episode)), "a prior that names neither the figure nor its episode"
    assert set(fact.same_episode) <= known
    assert fact.low <= fact.mid <= fact.high and fact.tag in ("S", "D", "R") and fact.source


def test_the_check_of_sources_can_fail(monkeypatch):
    monkeypatch.setattr(module, "registry_sources", lambda: {"induct_rate": "rudaw 3 apr 2017 gave this rate"})
    fact = next(f for f in facts() if f.id == "iq-peshmerga-2017")
    assert not naming((fact.cites,)) <= set(fact.priors)


def test_enough_facts_that_no_prior_used_and_enough_abroad():
    free = [f for f in facts() if f.free and f.expressible]
    assert len(free) >= 15
    assert sum(f.abroad for f in free) >= 5


def test_each_fact_is_replayed_once_or_said_to_be_out_of_reach():
    told = [name for r in replays() for name in r.facts]
    assert sorted(told) == sorted(f.id for f in facts() if f.expressible)
    assert {f.quantity for f in facts() if f.expressible} <= set(KNOWN)
    assert all(f.reading for f in facts())

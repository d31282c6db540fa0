"""One charter put to one roster: planned, absorbed or kept on paper, and what is handed over."""

from __future__ import annotations

import re
from itertools import product

import pytest

from tether.charter import charter_from_text
from tether.induction.cells import RANKS, from_columns
from tether.induction.charter_terms import read_terms
from tether.induction.conflicts import CLAUSES, FAMILY_NAMES, Clause, by_family, clause
from tether.induction.modes import handover, plan_charter, plans_by_mode
from tether.induction.problem import FAMILIES, Relaxation
from tether.induction.wording import as_text

LAW = """charter: "0.3"
meta: {{id: law, starts: 2015-07}}
places: [{{id: north, kind: province}}, {{id: south, kind: province}}]
communities: [{{id: one, kind: ethnic}}]
groups: [{{id: hill, name: h}}, {{id: river, name: r}}]
forces: [{{id: guard, kind: guard, status: new}}]
induction:
  - {{id: a, from: hill, into: guard, intake: 1000, deploy: home, {entry}}}
  - {{id: b, from: river, into: guard, intake: 1000, deploy: home, {entry}}}
exits: [{{id: school, kind: education, places: 70}}]
"""
INDIVIDUAL = "mode: individual, contract_with: person, max_group_share: 0.4, commander_rule: other-group"
RANKED = {"senior-officer": 2, "officer": 8, "nco": 30, "soldier": 112}  # of one formation at one home


def law(entry=INDIVIDUAL):
    return charter_from_text(LAW.format(entry=entry), "law.yaml")


def roster(terms, formations=4, ranks=RANKED):
    rows = product(("hill", "river"), range(formations), ("north", "south"), ranks.items())
    table = [(f"{g}/f{k}", f"{g}{k}{home}", home, rank, k, n) for g, k, home, (rank, n) in rows]
    names = ("militia", "subunit", "home", "rank", "month", "heads")
    columns = dict(zip(names, zip(*table, strict=True), strict=True))
    ids = tuple(r.id for r in RANKS)
    return from_columns(
        columns | {"community": ["one"] * len(table)}, homes=terms.homes.ids, communities=("one",), ranks=ids
    )


@pytest.fixture(scope="module")
def individual():
    terms = read_terms(law())
    return plan_charter(terms, roster(terms), law(), threads=1)


def test_a_plan_hands_over_what_it_measures(individual):
    made, measures = handover(individual, ("SYNTHETIC roster: x",)), individual.plan.measures
    assert individual.feasible and made.feasible and made.mode == "individual"
    assert made.posts == 2000 and 1900 <= made.inducted == measures.posted
    assert (made.concentration, made.floor) == (measures.concentration, measures.floor)
    assert made.by_month[-1].inducted == made.inducted
    assert sum(g.inducted[-1] for g in made.by_group) == made.inducted
    assert sum(g.left for g in made.by_group) + made.inducted == individual.plan.intake.cells.total
    assert all(g.group_concentration >= g.concentration > 0 for g in made.by_group)
    assert 1 <= made.months <= 4 and made.exits_needed == measures.exits + measures.unplaced
    assert made.roster.startswith("SYNTHETIC")
    assert made.cost_per_year != made.cost_per_year  # no pay is given: missing, not zero


def test_the_mixture_handed_over_is_that_of_pairs_in_battalions(individual):
    weighted = sum(g.concentration * g.inducted[-1] for g in handover(individual).by_group)
    assert weighted / individual.plan.measures.posted == pytest.approx(individual.plan.measures.concentration)


def test_the_same_volunteers_in_whole_units_or_on_paper_stay_together(individual):
    found = plans_by_mode(individual)
    assert set(found) == {"individual", "whole-unit", "paper"}
    mixed = found["individual"].measures.concentration
    assert found["whole-unit"].measures.concentration > 1.4 * mixed
    assert found["paper"].measures.concentration > 1.4 * mixed
    assert found["paper"].measures.posted == found["individual"].measures.posted


@pytest.mark.parametrize(
    ("entry", "mode", "feasible"),
    [
        ("mode: whole-unit, contract_with: unit, commander_rule: same-group", "whole-unit", True),
        ("mode: whole-unit, max_group_share: 0.3", "whole-unit", False),
        (INDIVIDUAL.replace("person", "commander"), "paper", False),
    ],
)
def test_entry_that_plans_nothing_breaks_only_what_its_charter_states(entry, mode, feasible):
    terms = read_terms(law(entry))
    planned = plan_charter(terms, roster(terms), law(entry), threads=1)
    assert (planned.mode, planned.feasible) == (mode, feasible)
    assert "bloc-company" in planned.broken
    assert "nothing is planned" in as_text(planned)


def test_without_any_officer_the_conflict_is_told_in_words_and_numbers():
    terms = read_terms(law())
    planned = plan_charter(terms, roster(terms, ranks={"soldier": 120, "nco": 32}), law(), threads=1)
    assert planned.conflict is not None and not planned.feasible
    text = as_text(planned, ("SYNTHETIC roster",))
    assert "no plan keeps every row" in text and "rows must give way by at least" in text
    assert re.search(r"rank minimum in \w+: \d+ short of (senior-)?officer", text)
    made = handover(planned)
    assert not made.feasible and made.relaxed[0].startswith("rank minimum by ")


def test_every_family_of_rows_has_its_words():
    assert set(CLAUSES) == set(FAMILY_NAMES) == set(FAMILIES)
    row = Relaxation("local-low", "kirkuk", "", 62.0)
    said = clause(Clause("local-low", "kirkuk", "", 186.0, row), {"kirkuk": "Kirkuk"})
    assert said == "local minimum in Kirkuk: 186 local volunteers short"


def test_what_is_published_of_a_conflict_names_no_militia_and_no_place():
    rows = [Clause("bloc", p, "a/f1", n, Relaxation("bloc", p, "a/f1", n)) for p, n in (("x", 3.0), ("y", 9.0))]
    rows.append(Clause("local-low", "x", "", 186.0, Relaxation("local-low", "x", "", 186.0)))
    assert by_family(rows) == ("local minimum by 186 in 1 place", "bloc cap per battalion by 12 in 2 places")


def test_more_recruits_than_posts_leave_or_are_left_and_nobody_is_lost(individual):
    measures = individual.plan.measures
    assert measures.posted + measures.exits + measures.unplaced == individual.plan.intake.cells.total
    assert 0 < measures.exits <= 70


def test_notes_are_part_of_the_account(individual):
    text = as_text(individual)
    assert "one militia at most 40% of a company (law.yaml:8)" in text
    assert all(note in text for note in individual.plan.intake.policy.notes)

"""Clauses that cannot all be true: the system of numbers, the dates, and the irreducible sets they end in."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tether.charter import charter_from_text
from tether.charter.check import check
from tether.charter.consistency.clauses import CharterClause, irreducible
from tether.charter.consistency.linear import Constraint, Enclosure, decide, parts, propagate
from tether.charter.library import historical
from tether.charter.rules import RENAMED, rule_of

CODES = ["NUM", "TIM"]


def found(text, open_world=False, select=CODES):
    charter = charter_from_text(text, "law.yaml", fragment=True)
    return list(check(charter, open_world=open_world, select=select).findings)


def fired(text, **options):
    return [f for f in found(text, **options) if f.result == "fires"]


def paths(finding):
    return {finding.path, *finding.related}


def constraint(terms, lo, hi, name="c", why="because"):
    return Constraint("NUM01", tuple(terms), lo, hi, (CharterClause(name, name),), why, name)


# --- the linear system


coefficient = st.integers(-3, 3).filter(bool)


@st.composite
def systems(draw):
    """Random systems of whole numbers over four quantities, some with a circle, some impossible."""
    rows = []
    for n in range(draw(st.integers(2, 7))):
        names = draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=3, unique=True))
        lo = draw(st.integers(-10, 10))
        hi = lo + draw(st.integers(0, 6))
        rows.append(constraint([(float(draw(coefficient)), name) for name in names], float(lo), float(hi), f"c{n}"))
    return rows


def by_scipy(system):
    from scipy.optimize import linprog

    names = sorted({name for c in system for _, name in c.terms})
    upper, bound = [], []
    for c in system:
        row = [0.0] * len(names)
        for a, name in c.terms:
            row[names.index(name)] += a
        upper += [row, [-x for x in row]]
        bound += [c.hi, -c.lo]
    return linprog([0.0] * len(names), A_ub=upper, b_ub=bound, bounds=(0, None), method="highs").status == 0


@given(systems())
@settings(max_examples=60, deadline=None)
def test_a_system_is_refused_exactly_where_a_linear_program_has_no_point_and_the_set_is_irreducible(system):
    for part in parts(system):
        broken, _, proved = decide(part)
        assert proved and (broken is None) == by_scipy(part)
        if broken is not None:
            assert not by_scipy(broken)
            for one in broken:
                assert by_scipy([c for c in broken if c is not one] or [constraint([(1.0, "z")], 0, 1)])


def test_bounds_follow_from_the_others_and_name_what_they_follow_from():
    system = [
        constraint([(1.0, "a")], 3, 4, "a"),
        constraint([(1.0, "b")], 1, 2, "b"),
        constraint([(1.0, "a"), (1.0, "b"), (-1.0, "c")], 0, 0, "sum"),
        constraint([(1.0, "c")], 9, 10, "c"),
        constraint([(1.0, "d"), (-1.0, "a")], 0, 0, "beside"),
    ]
    bounds = Enclosure()
    assert propagate(system[:3], bounds) is None and bounds.of("c") == pytest.approx((4, 6))
    broken = propagate(system, Enclosure())
    assert broken is not None and {system[n].path for n in broken} == {"a", "b", "sum", "c"}


def test_five_hundred_clauses_that_contradict_each_other_end_in_a_small_irreducible_set():
    chain = [constraint([(1.0, f"x{n}"), (-1.0, f"x{n + 1}")], -math.inf, -1.0, f"r{n}") for n in range(500)]
    ends = [constraint([(1.0, "x7")], 100, 100, "low"), constraint([(1.0, "x9")], 101, 101, "high")]
    broken, _, proved = decide([*chain, *ends])
    assert proved and broken is not None and {c.path for c in broken} == {"low", "high", "r7", "r8"}


def test_deletion_leaves_nothing_that_could_go():
    calls = itertools.count()

    def contradict(some):
        next(calls)
        return {3, 77, 400} <= set(some)

    assert irreducible(list(range(500)), contradict) == [3, 77, 400] and next(calls) < 200


# --- numbers


def test_the_model_law_contradicts_itself_nowhere_and_leaves_nothing_open():
    report = check(historical("example-guard-law"), select=CODES)
    assert report.findings == () and len(report.kept) > 9


def test_men_from_whom_no_stream_comes_are_found_with_the_clauses_that_need_them():
    text = """
forces: [{id: g, status: new, target_strength: 200}]
units: [{id: u1, force: g, size: 200, origin: {police: 0.3, recruits: 0.7}}]
induction: [{id: s, from: population, into: g, intake: 200}]
"""
    codes = [f.code for f in fired(text)]
    assert codes == ["NUM01", "NUM01"]
    police = next(f for f in fired(text) if "no stream" in f.message)
    assert {"units.0.origin.police", "induction", "units.0.size"} <= paths(police)
    assert found(text, open_world=True)[0].result != "fires", "a text seen in part may have a stream that is not listed"


def test_at_most_is_a_bound_and_unknown_is_free():
    text = "forces: [{{id: g, status: new, target_strength: {}, ceiling: {}}}]"
    assert [f.result for f in found(text.format("{hi: 500}", "400"))] == []
    assert [f.result for f in found(text.format("{lo: 500}", "400"))] == ["fires"]
    assert [f.result for f in found(text.format("unknown", "400"))] == ["cannot tell"]


def test_only_the_best_values_contradict_is_said_and_costs_a_degree():
    text = "forces: [{id: g, status: new, target_strength: {v: 500, lo: 300, hi: 600}, ceiling: 400}]"
    (finding,) = fired(text)
    assert finding.partly and finding.severity == "warning" and "by the best values" in finding.message


def test_a_parent_may_count_its_own_staff_or_all_below_it():
    text = """
forces: [{{id: g, status: new, target_strength: 1000}}]
units: [{{id: b, force: g, size: {}}}, {{id: c1, force: g, parent: b, size: 500}}, {{id: c2, force: g, parent: b, size: 400}}]
"""
    assert fired(text.format(1000)) == [] and fired(text.format(100)) == []
    assert [f.code for f in fired(text.format(700))] == ["NUM01"]


def test_one_wrong_number_is_one_finding_that_says_what_else_it_is_against():
    text = """
forces: [{id: g, status: new, target_strength: 3000}]
units: [{id: u1, force: g, size: 2400}]
induction: [{id: s, from: population, into: g, intake: 2400}]
"""
    (finding,) = fired(text)
    assert finding.path == "forces.0.target_strength" and "likewise" in finding.message
    assert {"units.0.size", "induction.0.intake"} <= set(finding.related)


# --- dates


def test_a_circle_of_three_dates_is_one_finding_with_all_of_them():
    text = """
meta: {starts: 2026-01-01}
phases: [{id: a, starts: 2026-02-01, ends: 2026-06-30}, {id: b, starts: 2026-07-01, ends: 2026-12-31}]
end_state: {date: 2026-09-30, sunset: 2027-06-30}
"""
    (finding,) = fired(text)
    assert finding.code == "TIM01" and paths(finding) == {"end_state.date", "phases.1.ends"}


def test_a_contradiction_that_the_graph_library_detects_and_does_not_find_is_told():
    text = """
phases: [{id: p1, starts: 2026-07-01, ends: 2027-06-30, brings: [induction]}]
induction: [{id: s1, starts: 2026-03-01, ends: 1990-01}]
"""
    told = fired(text)
    assert {f.code for f in told} == {"TIM01", "TIM02"}
    assert {"induction.0.starts", "induction.0.ends"} <= set().union(*map(paths, told))


def test_two_grants_in_places_of_which_nobody_says_how_they_nest_are_asked_about_once():
    text = """
places: [{id: country}, {id: d, parent: unknown}, {id: e, parent: unknown}]
powers:
  - {force: g, power: checkpoint, places: [d, e], grant: lead}
  - {force: g, power: checkpoint, places: [country], grant: forbidden}
"""
    told = [f for f in found(text, select=["GRF01"]) if f.result != "quiet"]
    assert [f.result for f in told] == ["cannot tell"]


def test_a_line_of_command_of_no_known_kind_is_a_question_where_it_would_close_a_circle():
    text = "command: [{from: a, to: b, type: unknown}, {from: b, to: a, type: full}]"
    told = found(text, select=["DEP01"])
    assert [(f.result, f.path) for f in told] == [("cannot tell", "command.0")]


def test_steps_in_a_circle_are_found_without_any_date():
    text = "steps: [{id: a, depends_on: [b]}, {id: b, depends_on: [c]}, {id: c, depends_on: [a]}]"
    (finding,) = fired(text)
    assert finding.code == "TIM05" and len(paths(finding)) == 3


def test_a_month_is_all_its_days():
    text = "phases: [{{id: p, starts: {}, ends: {}}}]"
    assert fired(text.format("2026-06", "2026-06-01")) == []
    assert [f.code for f in fired(text.format("2026-06-15", "2026-05"))] == ["TIM01"]


def test_an_early_sunset_is_one_finding():
    text = """
phases: [{id: a, starts: 2026-02-01, ends: 2028-06-30, parallel: true}]
exits: [{id: e, starts: 2026-02-01, ends: 2029-06-30, funded_until: 2029-12-31}]
induction: [{id: s, from: population, into: g, starts: 2026-02-01, ends: 2027-12-31}]
end_state: {kind: dissolve, date: 2030-01-01, sunset: 2027-06-30}
"""
    late = [f for f in fired(text) if f.code == "TIM04"]
    assert [f.path for f in late] == ["end_state.sunset"]
    assert {"phases.0.ends", "exits.0.ends", "induction.0.ends", "end_state.date"} <= set(late[0].related)


def test_earlier_codes_are_still_known():
    assert all(rule_of(old) is not None and rule_of(old).code == new for old, new in RENAMED.items())
    text = "phases: [{id: p, starts: 2026-07-01, ends: 2026-06-01}]\nwaivers: [{rule: CON03, reason: r, by: b, until: 2099-01-01}]"
    charter = charter_from_text(text, "law.yaml", fragment=True)
    assert [f.waived != "" for f in check(charter, select=["con03"]).findings] == [True]


def test_a_review_that_never_comes_beside_a_law_that_lapses_is_told_and_breaks_nothing():
    text = (
        "phases: [{id: p1, starts: 2026-01-01, ends: 2028-12-31, review_months: 500}]\nend_state: {sunset: 2028-06-30}"
    )
    said = " ".join(f.message for f in fired(text))
    assert "500 months" in said and "lapses on 2028-06-30" in said


# --- relations that no planted fault rests on


@pytest.mark.parametrize(
    ("code", "clauses", "text"),
    [
        (
            "TIM02",
            {"induction.0.starts", "phases.0.brings", "sharing.allocation.0"},
            """
phases: [{id: p1, starts: 2026-07-01, ends: 2027-06-30, brings: [sharing]}]
induction: [{id: s1, into: g, starts: 2026-03-01}]
sharing: {allocation: [{pool: g, shares: {a: 1}}]}
""",
        ),
        (
            "TIM01",
            {"phases.0.ends", "phases.1.starts"},
            """
phases: [{id: a, starts: 2026-01-01, ends: 2026-06-30}, {id: b, starts: 2027-01-01, ends: 2027-06-30}]
""",
        ),
        (
            "DEP02",
            {"surrender.verified_by", "patrons.0"},
            """
actors: [{id: donor, kind: foreign}]
forces: [{id: g, status: new}]
groups: [{id: front}]
induction: [{id: s, from: front, into: g}]
patrons: [{actor: donor, to: front, kinds: [funds]}]
surrender: {required: true, verified_by: donor}
""",
        ),
        (
            "DEP03",
            {"people.victims_body", "groups.0.party"},
            """
actors: [{id: movement, kind: bloc}]
forces: [{id: g, status: new}]
groups: [{id: front, party: movement}]
induction: [{id: s, from: front, into: g}]
people: {victims_body: movement}
""",
        ),
        (
            "DEP04",
            {"posts.0.nominated_by", "units.1.parent"},
            """
units: [{id: hq, force: g}, {id: b1, force: g, parent: hq}]
posts: [{id: p1, unit: hq, appointed_by: pm, nominated_by: b1}]
""",
        ),
        (
            "DEP03",
            {"waivers.0.by", "forces.0.id"},
            """
forces: [{id: g, status: new}]
units: [{id: hq, force: g}]
posts: [{id: chief, unit: hq, title: Chief of Staff}]
waivers: [{rule: PAY01, reason: r, by: Chief of Staff, until: 2099-01-01}]
""",
        ),
    ],
)
def test_a_relation_finds_what_it_is_there_for(code, clauses, text):
    assert any(f.code == code and clauses <= paths(f) for f in fired(text, select=[code]))

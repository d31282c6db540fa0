"""What schema 0.3 can say, case by case: bodies, administrations, camps, choices, assets, duties, quotas, exchange."""

import pytest

from tether.charter import charter_from_text
from tether.charter.reading import Design, heads
from tether.charter.rules import rule_of

WHO = """
places: [{id: land}, {id: town, parent: land}, {id: far}]
actors: [{id: board}, {id: mission}, {id: north}, {id: south}, {id: treasury, state: true}, {id: court}]
groups: [{id: front, size: 3000}, {id: other, size: unknown}]
forces: [{id: army, kind: army, places: [land]}, {id: guard, kind: guard, status: new, places: [far]}, {id: old, status: to-dissolve}]
units: [{id: u1, force: guard}]
posts: [{id: boss, unit: u1}]
"""


def told(code, text, open_world=False):
    charter = charter_from_text(WHO + text, code, fragment=True)
    found = rule_of(code).check(Design(charter, open_world=open_world))
    return [(v.result + (" lesser" if v.lesser else ""), v.path) for v in found if v.result != "quiet"]


BODY = "joint_bodies: [{{body: board, {0}}}]"
TWO = "members: [{who: north, seats: 2}, {who: south, seats: 2}]"


@pytest.mark.parametrize(
    ("code", "row", "found"),
    [
        ("BOD01", f"{TWO}, seats: 4, quorum: 4", []),
        ("BOD01", f"{TWO}, seats: 3", [("fires", "seats")]),
        ("BOD01", f"{TWO}, quorum: 5", [("fires", "quorum")]),
        ("BOD01", f"{TWO}, seats: 6, quorum: 5", [("fires", "quorum")]),  # nobody fills the two others
        ("BOD01", f"{TWO}, seats: 4, women: 5", [("fires", "women")]),
        ("BOD01", f"{TWO}, seats: 4, quorum: {{lo: 3, hi: 9}}", []),  # it may be 3
        ("BOD01", f"{TWO}, seats: unknown, quorum: 3", [("cannot tell", "")]),
        ("BOD02", f"{TWO}, rule: majority, seats: 5, deadlock: none", []),
        ("BOD02", f"{TWO}, rule: majority, seats: 4, deadlock: none", [("fires", "deadlock")]),
        ("BOD02", "members: [{who: north, veto: true}], rule: majority, seats: 5", [("fires", "deadlock")]),
        ("BOD02", "members: [{who: north, veto: unknown}], rule: majority, seats: 5", [("cannot tell", "deadlock")]),
        ("BOD02", f"{TWO}, rule: consensus, deadlock: status-quo", [("fires lesser", "deadlock")]),
        ("BOD02", f"{TWO}, rule: chair, chair: mission", []),
        ("BOD02", f"{TWO}, rule: chair, chair: none", [("fires", "chair")]),
        ("BOD02", f"{TWO}, rule: consensus, deadlock: court, deadlock_to: court, deadlock_days: none", [("fires lesser", "deadlock_days")]),
        ("BOD02", f"{TWO}, rule: consensus, deadlock: referred, deadlock_to: south, deadlock_days: 9", [("fires", "deadlock_to")]),
        ("BOD02", f"{TWO}, rule: consensus, deadlock: referred, deadlock_to: board, deadlock_days: 9", [("fires", "deadlock_to")]),
    ],
)  # fmt: skip
def test_joint_bodies(code, row, found):
    assert told(code, BODY.format(row)) == [(r, f"joint_bodies.0.{k}".rstrip(".")) for r, k in found]


def test_who_is_not_named_may_sit_in_a_body_of_which_part_was_seen():
    assert told("BOD01", BODY.format(f"{TWO}, quorum: 5"), open_world=True) == [("cannot tell", "joint_bodies.0")]


@pytest.mark.parametrize(
    ("first", "second", "result"),
    [
        ("powers: [police], places: [land], ends: 2026-12-31", "powers: [police], places: [town], starts: 2027-01-01", []),
        ("powers: [police], places: [land], ends: 2027-12-31", "powers: [police], places: [town], starts: 2027-01-01", ["fires"]),
        ("powers: [police], places: [land], ends: 2027", "powers: [police], places: [town], starts: 2027-06-01", ["cannot tell"]),
        ("powers: [police], places: [far]", "powers: [police], places: [town]", []),
        ("powers: [courts], places: [land]", "powers: [police], places: [town]", []),
        ("powers: [police], places: [land]", "powers: unknown, places: [town]", ["cannot tell"]),
        ("powers: [police], places: [land]", "powers: unknown, places: [far]", []),
    ],
)  # fmt: skip
def test_administrations_side_by_side(first, second, result):
    text = f"administrations: [{{actor: mission, {first}}}, {{actor: north, {second}}}]"
    assert [r for r, _ in told("ADM03", text)] == result


def test_an_administration_that_hands_over_to_itself_or_answers_to_itself():
    assert ("fires", "administrations.0.hands_to") in told(
        "ADM01", "administrations: [{actor: mission, hands_to: mission}]"
    )
    assert told("ADM02", "administrations: [{actor: mission, answers_to: mission, complaints_to: court}]") == [
        ("fires", "administrations.0.answers_to")
    ]


@pytest.mark.parametrize(
    ("code", "row", "found"),
    [
        ("CAN01", "of: front, places: [town], guarded_by: army, watched_by: mission", []),
        ("CAN01", "of: front, places: [far], guarded_by: army, watched_by: mission", [("fires lesser", "guarded_by")]),
        ("CAN01", "of: front, places: [land], guarded_by: mission, watched_by: front", [("fires", "watched_by")]),
        ("CAN01", "of: guard, places: [far], guarded_by: u1, watched_by: mission", [("fires", "guarded_by")]),
        ("CAN01", "of: guard, places: [far], guarded_by: mission, watched_by: boss", [("fires", "watched_by")]),
        ("CAN01", "of: front, places: unknown, guarded_by: army, watched_by: mission", [("cannot tell", "guarded_by")]),
        ("CAN02", "of: front, arms: own-store", [("fires lesser", "arms")]),
        ("CAN04", "of: front, persons: 3001", [("fires", "persons")]),
        ("CAN04", "of: front, persons: {lo: 2000, hi: 4000}", []),
        ("CAN04", "of: front, persons: 10, sites: 1, places: [land, far]", [("fires", "sites")]),
        ("CAN04", "of: other, persons: 10", [("cannot tell", "persons")]),
    ],
)  # fmt: skip
def test_cantonments(code, row, found):
    assert told(code, f"cantonments: [{{{row}}}]") == [(r, f"cantonments.0.{k}") for r, k in found]


WAYS = "induction: [{id: in, from: front, into: guard, ends: 2027-12-31}]\nexits: [{id: out, for: front, ends: 2026-06-30}]\n"


@pytest.mark.parametrize(
    ("code", "row", "found"),
    [
        ("OPT01", "for: front, chosen_by: person, informed: true", []),
        ("OPT01", "for: front, chosen_by: group, informed: true", [("fires", "chosen_by")]),
        ("OPT01", "for: front, chosen_by: state, assigned_by: board, informed: true", [("fires lesser", "chosen_by")]),
        ("OPT01", "for: front, chosen_by: state, assigned_by: front, informed: true", [("fires", "assigned_by")]),
        ("OPT01", "for: front, chosen_by: person, informed: false", [("fires lesser", "informed")]),
        ("OPT02", "for: front, options: [in, out], until: 2026-06-01", []),
        ("OPT02", "for: front, options: [in, out], until: 2026-08-01", [("fires", "options")]),
        ("OPT02", "for: other, options: [in, out], until: 2026-01-01", [("fires", "options"), ("fires", "options")]),
        ("OPT02", "for: front, options: [in], until: 2026-01-01", [("fires", "options")]),
        ("OPT02", "for: front, options: [in, out], until: unknown", [("cannot tell", "options")] * 2),
        ("OPT03", "for: front, options: [in, out], until: 2026-01-01, default: in", []),
        ("OPT03", "for: front, options: [in], until: 2026-01-01, default: out", [("fires", "default")]),
    ],
)  # fmt: skip
def test_choices(code, row, found):
    assert told(code, WAYS + f"choices: [{{{row}}}]") == [(r, f"choices.0.{k}") for r, k in found]


@pytest.mark.parametrize(
    ("code", "row", "found"),
    [
        ("AST01", "held_by: front, goes_to: treasury, date: 2026-01-01", []),
        ("AST01", "held_by: front, goes_to: none", []),
        ("AST01", "held_by: none, goes_to: treasury, date: none", [("fires", "date")]),
        ("AST02", "kind: oil, revenue: none", [("fires", "revenue")]),
        ("AST02", "kind: prison, revenue: none", []),
        ("AST02", "kind: oil, revenue: {treasury: 0.9, old: 0.1}", [("fires", "revenue.old")]),
        ("AST02", "kind: oil, revenue: {treasury: 0.9, front: 0}", []),
        ("AST02", "kind: oil, revenue: {treasury: 0.9, front: unknown}", [("cannot tell", "revenue"), ("cannot tell", "revenue.front")]),
        ("AST02", "kind: oil, revenue: {treasury: 0.9, court: 0.3}", [("fires", "revenue")]),
        ("AST03", "held_by: guard, goes_to: treasury, guarded_by: u1, places: [far]", [("fires", "guarded_by")]),
        ("AST03", "held_by: front, goes_to: treasury, guarded_by: guard, places: [town]", [("fires", "guarded_by")]),
        ("AST03", "held_by: front, goes_to: none, guarded_by: front", []),
        ("AST04", "kind: prison, persons: 9, goes_to: guard, guarded_by: none", [("fires", "goes_to")]),
        ("AST04", "kind: camp, persons: none", [("fires", "persons")]),
        ("AST04", "kind: oil", []),
    ],
)  # fmt: skip
def test_assets(code, row, found):
    assert told(code, f"assets: [{{id: a, {row}}}]") == [(r, f"assets.0.{k}") for r, k in found]


@pytest.mark.parametrize(
    ("code", "text", "found"),
    [
        ("OBL02", "meta: {starts: 2026-01-01}\nobligations: [{id: a, deadline: 2026-06-30, deadline_days: 90}]", [("fires", "obligations.0.deadline")]),
        ("OBL02", "meta: {starts: 2026-01-01}\nobligations: [{id: a, deadline: 2026-04-01, deadline_days: 90}]", []),
        ("OBL02", "obligations: [{id: a, deadline_days: 90}]", []),
        ("OBL03", "obligations: [{id: a, bearer: front, default: deemed-done}]", []),
        ("OBL03", "obligations: [{id: a, bearer: front, default: extended}]", [("fires lesser", "obligations.0.default")]),
        ("OBL03", "obligations: [{id: a, bearer: guard, default: passes-on, default_to: boss}]", [("fires", "obligations.0.default_to")]),
        ("DEL02", "delegations: [{to: boss, approved_by: [court]}]", []),
        ("DEL02", "delegations: [{to: boss, approved_by: [guard]}]", [("fires", "delegations.0.to")]),
        ("DEL02", "delegations: [{to: treasury}]\noversight: [{body: court, over: [treasury]}]", [("fires lesser", "delegations.0.to")]),
        ("REP01", "law: {other_laws: [{effect: amends, ref: Act 1}]}", [("fires", "law.other_laws.0.articles")]),
        ("REP02", "law: {instrument: {date: 2027-01-01}, other_laws: [{effect: repeals, ref: A, from: 2026-06-01}]}", [("fires", "law.other_laws.0.from")]),
        ("REP02", "law: {other_laws: [{effect: refers, ref: A, in_force: false}]}", [("fires", "law.other_laws.0.in_force")]),
        ("REP02", "law: {other_laws: [{effect: repeals, ref: A, articles: '3'}, {effect: refers, ref: a}]}", []),
    ],
)  # fmt: skip
def test_duties_delegations_other_laws(code, text, found):
    assert told(code, text) == found


@pytest.mark.parametrize(
    ("code", "text", "found"),
    [
        ("QUO01", "sharing: {allocation: [{pool: posts, rule: parity, holders: {army: 0.5, front: 0.4}}]}", [("fires", "sharing.allocation.0.holders")]),
        ("QUO01", "sharing: {allocation: [{pool: posts, holders: {army: 0.7, front: 0.3}, cap: 0.5, floor: 0.4}]}", [("fires", "sharing.allocation.0.holders.army"), ("fires", "sharing.allocation.0.holders.front")]),
        ("QUO01", "sharing: {allocation: [{pool: posts, holders: {army: 0.7, front: unknown}}]}", [("cannot tell", "sharing.allocation.0.holders")]),
        ("QUO02", "induction: [{id: a, into: guard, women: false}, {id: b, into: guard, women: true}]\nsharing: {allocation: [{pool: guard, women: 0.3}]}", []),
        ("QUO03", "induction: [{id: a, from: army, into: guard, intake: 9}, {id: b, from: population, into: guard, intake: 9}]\nsharing: {allocation: [{pool: guard, holders: {army: 0.5}}]}", []),
        ("QUO03", "induction: [{id: a, from: army, into: guard, intake: 9}, {id: b, from: population, into: guard, intake: {lo: 1, hi: 9}}]\nsharing: {allocation: [{pool: guard, holders: {army: 0.8}}]}", []),
        ("QUO03", "induction: [{id: a, from: army, into: guard, intake: 9}, {id: b, from: population, into: guard, intake: 9}]\nsharing: {allocation: [{pool: guard, holders: {army: 0.8}}]}", [("fires", "sharing.allocation.0.holders")]),
        ("QUO03", "induction: [{id: a, from: army, into: guard, intake: unknown}]\nsharing: {allocation: [{pool: guard, holders: {army: 0.8}}]}", [("cannot tell", "sharing.allocation.0.holders")]),
        ("MRG01", "forces: [{id: x, status: to-dissolve, party: north}]\nexits: [{id: out}]", []),  # an exit for all
        ("MRG01", "forces: [{id: x, status: to-dissolve}]", []),  # no army of a party
        ("PHA06", "steps: [{id: arms, kind: disarm, depends_on: []}, {id: posts, kind: appoint, depends_on: [arms], in_exchange_for: [arms]}]", [("fires", "steps.1.in_exchange_for")]),
        ("PHA06", "steps: [{id: arms, kind: disarm, depends_on: [mid], in_exchange_for: [posts]}, {id: mid, depends_on: [posts]}, {id: posts, kind: appoint}]", []),
        ("PHA06", "steps: [{id: arms, kind: disarm, in_exchange_for: [posts]}, {id: posts, kind: appoint}]", [("cannot tell", "steps.0.in_exchange_for")]),
        ("PHA07", "phases: [{id: p, if_failed: decided, failed_decided_by: none, extend_months: 6}]", [("fires", "phases.0.failed_decided_by")]),
        ("PHA07", "phases: [{id: p, ends: 2026-12-31, if_failed: extend, extend_months: 24}]\nend_state: {sunset: 2028-06-30}", [("fires", "phases.0.extend_months")]),
        ("PHA07", "phases: [{id: p, ends: 2026-12-31, if_failed: extend, extend_months: 18}]\nend_state: {sunset: 2028-06-30}", []),
        ("PHA07", "phases: [{id: p, ends: 2026-12-31, if_failed: go-on}]", []),
        ("PHA08", "steps: [{id: a, kind: disarm, by: front, persons: 100, arms: 50}]\nsurrender: {per_person: 0.8}", [("fires", "steps.0.arms")]),
        ("PHA08", "steps: [{id: a, kind: disarm, by: front, persons: 2000}, {id: b, kind: discharge, by: front, persons: 2000}]", []),
        ("PHA09", "phases: [{id: p, ends: 2026-06-30, tests: [{metric: m, due: 2026-08-01}]}]", [("fires", "phases.0.tests.0.due")]),
        ("PHA10", "steps: [{id: a, kind: disarm, by: guard, arms: 9, to: u1}]", [("fires", "steps.0.to")]),
    ],
)  # fmt: skip
def test_quotas_mergers_and_what_is_promised_in_exchange(code, text, found):
    who = WHO.replace("\nforces: ", "\nforces_: ") if text.startswith("forces") else WHO
    who = "\n".join(
        line for line in who.splitlines() if not line.startswith(("forces_", "units", "posts")) or "forces_" not in who
    )
    charter = charter_from_text(f"{who}\n{text}", code, fragment=True)
    verdicts = rule_of(code).check(Design(charter, open_world=False))
    assert [(v.result + (" lesser" if v.lesser else ""), v.path) for v in verdicts if v.result != "quiet"] == found


def test_what_is_due_is_due_while_the_law_holds():
    text = "meta: {{starts: 2026-01-01}}\nend_state: {{sunset: 2030-12-31}}\nobligations: [{{id: a, deadline: {}}}]"
    assert told("TIM04", text.format("2030-12-31")) == []
    assert told("TIM04", text.format("2031-06-30")) == [("fires", "obligations.0.deadline")]
    assert told("TIM01", text.format("2025-06-30")) == [("fires", "obligations.0.deadline")]


def test_an_administration_from_outside_acts_as_the_state_does():
    text = "actors: [{id: mission, kind: foreign, state: false, head: true}, {id: north, state: false, head: true}]\n"
    design = Design(charter_from_text(text + "administrations: [{actor: mission}]", "x", fragment=True))
    assert design.is_state("mission") and not design.is_state("north")
    assert heads(design) == ["mission"]

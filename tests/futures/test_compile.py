from dataclasses import replace

import numpy as np
import pytest

from tether.armed_order.levers import registry
from tether.charter import charter_from_text
from tether.evidence.calendar import month
from tether.induction.measures import Handover, HandoverGroup
from tether.levers.codebook import ReadingContext, codings
from tether.levers.compile import compile_pair

FRAME = ReadingContext(("hashd-iran", "tribal"), ("army", "fedpol"), {"pmf": ("pmf", "hashd-iran")}, month("2015-05"))
BASE = 'charter: "0.3"\nmeta: {id: sq}\nforces:\n  - {id: ing, kind: guard}\n  - {id: army, kind: army}\n'
PAID = "pay:\n  - {force: ing, payer: mof}\n"
ACTORS = "actors:\n  - {id: mof, name: Ministry of Finance, kind: office}\ngroups:\n  - {id: tribal, name: t}\n  - {id: hashd-iran, name: h}\n"


def charter(body, id="x", decider="host"):
    """Return a charter of these clauses; its guard has a payer, unless the body says otherwise."""
    body = body if "pay:" in body else f"{body}{PAID}"
    head = BASE.replace("id: sq", f"id: {id}, decider: {decider}, starts: 2015-08")
    return charter_from_text(head + ACTORS + body, f"{id}.yaml")


SQ = charter_from_text(BASE + ACTORS + "aid:\n  - {id: a, to: tribal, item: training}\n", "sq.yaml")


def value(pair, lever, group):
    """The lever's last setting with every coded word at its middle."""
    found = [s for s in pair.settings if s.lever == lever and s.group == group][-1]
    return float(found.low), float(found.high), found.first


def compiled(body, **more):
    return compile_pair(SQ, SQ, charter(body, **more), FRAME)


def test_the_status_quo_turns_nothing():
    pair = compile_pair(SQ, SQ, SQ, FRAME)
    for lever in registry().values():
        expected = 0.0 if lever.symbol == "army_aid" else lever.status_quo  # its aid goes to a group, not to the army
        assert value(pair, lever.symbol, "tribal") == (expected, expected, 0)
    assert not pair.unread and not pair.unknown


def test_a_stream_of_individuals_with_a_cap():
    stream = "{id: s, from: tribal, into: ing, mode: individual, intake: 9000, max_group_share: 0.25}"
    pair = compiled(f"induction:\n  - {stream}\n")
    assert value(pair, "intake", "tribal") == (9000, 9000, 2)  # August is the third projected month
    assert value(pair, "individual", "tribal")[:2] == (1, 1)
    assert value(pair, "cap", "tribal")[:2] == (0.25, 0.25)
    assert value(pair, "intake", "hashd-iran")[:2] == (0, 0)


def test_entry_by_name_is_on_paper_where_the_contract_is_the_units():
    stream = "{id: s, from: tribal, into: ing, mode: individual, contract_with: unit, intake: 1}"
    assert value(compiled(f"induction:\n  - {stream}\n"), "individual", "tribal")[:2] == (0, 0)


def test_the_old_commander_undoes_the_cap():
    stream = "{id: s, from: tribal, into: ing, mode: individual, intake: 1, max_group_share: 0.2, commander_rule: same-group}"
    assert value(compiled(f"induction:\n  - {stream}\n"), "cap", "tribal")[:2] == (1, 1)


def test_intervals_and_unknowns_are_drawn_and_none_is_off():
    stream = "{id: s, from: tribal, into: ing, mode: unknown, intake: {lo: 100, hi: 300}}"
    pair = compiled(f"induction:\n  - {stream}\n")
    assert value(pair, "intake", "tribal")[:2] == (100, 300)
    assert value(pair, "individual", "tribal")[:2] == (0, 1)
    assert pair.unknown == ("induction.0.intake", "induction.0.mode")
    assert value(compiled("induction: none\n"), "intake", "tribal")[:2] == (0, 0)
    assert value(compiled("pay: none\n"), "pay_gap", "tribal")[:2] == (1, 1)
    assert value(compiled("pay: unknown\n"), "pay_gap", "tribal")[:2] == (0, 1)


def test_a_pay_gap_lasts_its_days_and_money_runs_out():
    stream = "{id: s, from: tribal, into: ing, mode: individual, intake: 1}"
    pair = compiled(
        f"induction:\n  - {stream}\npay:\n  - {{force: ing, payer: mof, gap_days: 60, funded_until: 2016-01-31}}\n"
    )
    found = [(float(s.low), s.first) for s in pair.settings if s.lever == "pay_gap" and s.group == "tribal"]
    assert found == [(0, 0), (0, 2), (1, 2), (0, 4), (1, 8)]


def test_an_absent_section_keeps_the_status_quos_and_a_present_one_replaces_it():
    stream = "induction:\n  - {id: s, from: tribal, into: ing, mode: individual, intake: 9000}\n"
    base = charter(stream, id="sq")
    kept = compile_pair(base, base, charter("surrender: {required: true}\n"), FRAME)
    assert value(kept, "intake", "tribal")[:2] == (9000, 9000)
    other = "induction:\n  - {id: s, from: hashd-iran, into: ing, mode: individual, intake: 10}\n"
    replaced = compile_pair(base, base, charter(other), FRAME)
    assert value(replaced, "intake", "tribal")[:2] == (0, 0) and value(replaced, "intake", "hashd-iran")[:2] == (10, 10)


def test_powers_reach_the_groups_under_an_umbrella():
    pair = compiled("powers:\n  - {force: pmf, power: outside-home, grant: forbidden}\n".replace("pmf", "ing"))
    assert value(pair, "role", "hashd-iran")[:2] == (1, 1)
    body = "forces:\n  - {id: pmf, kind: militia-auxiliary}\npowers:\n  - {force: pmf, power: outside-home, grant: forbidden}\n"
    text = 'charter: "0.3"\nmeta: {id: y, decider: host}\n' + body
    pair = compile_pair(SQ, SQ, charter_from_text(text, "y.yaml"), FRAME)
    assert value(pair, "role", "hashd-iran")[:2] == (0, 0) and value(pair, "role", "tribal")[:2] == (1, 1)


def test_a_sponsor_that_helps_the_army_alone_bypasses_and_leaves_those_it_helped():
    sponsor = charter("aid:\n  - {id: b, to: army, item: training}\n", id="p3", decider="sponsor")
    pair = compile_pair(SQ, sponsor, SQ, FRAME)
    assert value(pair, "bypass", "hashd-iran") == (1, 1, 2)
    assert value(pair, "protection", "tribal")[:2] == (codings()["aid.lost", "protection"].value,) * 2
    assert value(pair, "protection", "hashd-iran")[:2] == (1, 1)


def test_what_no_lever_reads_is_said():
    pair = compiled("end_state: {kind: dissolve}\nsurrender: {required: true}\n")
    assert pair.unread == ("x: end_state", "x: surrender")


def test_worlds_need_a_power_of_two(small):
    from tether.errors import UsageError
    from tether.futures.worlds import draw_worlds

    with pytest.raises(UsageError, match="power of two"):
        draw_worlds(object(), 12, 1)


def test_worlds_map_one_point_set_to_every_theory(small):
    worlds = small.worlds
    assert worlds.parameters["induct_rate"].shape == (5, 8)
    rows = worlds.parameters["induct_rate"]
    assert all(np.array_equal(rows[0], row) for row in rows), "no theory overrides it"
    tie = worlds.parameters["tie_loss"]
    assert tie[2].mean() > tie[0].mean() and np.array_equal(np.argsort(tie[2]), np.argsort(tie[1]))


def planned(**changes):
    groups = (
        HandoverGroup("tribal", (2000, 2000, 5000), 300, 0.1, 0.6),
        HandoverGroup("hashd-iran", (0, 0, 0), 40, 1.0, 1.0),
    )
    plan = Handover("x", "individual", True, 9000, 5000, 0.1, 0.05, 1.2, 0.2, 0.0, 3, 300, 0, 300, float("nan"))
    return replace(FRAME, plans={"x": replace(plan, by_group=groups, **changes)})


STREAM = "induction:\n  - {id: s, from: tribal, into: ing, mode: individual, intake: 9000, max_group_share: 0.25}\n"


def test_a_plan_replaces_the_wish_in_cap_and_intake_month_by_month():
    pair = compile_pair(SQ, SQ, charter(STREAM), planned())
    assert value(pair, "cap", "tribal")[:2] == pytest.approx((0.1, 0.6))
    steps = [(s.low, s.first) for s in pair.settings if s.lever == "intake" and s.group == "tribal"][-2:]
    assert steps == [(2000, 2), (5000, 4)]
    assert value(pair, "individual", "tribal")[:2] == (1, 1)
    assert value(compiled(STREAM), "cap", "tribal")[:2] == (0.25, 0.25)


def test_a_planned_intake_comes_with_its_streams_phase_as_the_wish_does():
    text = STREAM.replace("0.25}", "0.25, phase: late}") + "phases:\n  - {id: early}\n  - {id: late}\n"
    for frame in (planned(), FRAME):
        pair = compile_pair(SQ, SQ, charter(text), frame)
        brought = {s.lever: s.phase for s in pair.settings if s.group == "tribal" and s.section == "induction"}
        assert pair.staged and brought["intake"] == brought["cap"] == brought["individual"] == 2


def test_battalions_led_by_their_largest_bloc_are_not_mixed():
    pair = compile_pair(SQ, SQ, charter(STREAM), planned(command=1.0))
    assert value(pair, "cap", "tribal")[:2] == (1.0, 1.0)


def test_a_planned_group_takes_no_more_exits_than_it_has_men_without_a_post():
    exits = "exits:\n  - {id: e, kind: education, for: tribal, places: 4000, cost: 900, starts: 2015-09, delivered_by: mof}\n"
    assert value(compile_pair(SQ, SQ, charter(STREAM + exits), planned()), "exit_places", "tribal")[:2] == (300, 300)
    assert value(compiled(STREAM + exits), "exit_places", "tribal")[:2] == (4000, 4000)


def test_plans_of_other_charters_change_nothing():
    other = charter(STREAM, id="y")
    assert compile_pair(SQ, SQ, other, planned()) == compile_pair(SQ, SQ, other, FRAME)
    assert compile_pair(SQ, SQ, SQ, planned()) == compile_pair(SQ, SQ, SQ, FRAME)

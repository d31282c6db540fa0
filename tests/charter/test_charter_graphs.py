"""Command, authority and sums beyond the snippets: nesting, phases, circles, intervals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tether.charter import charter_from_text
from tether.charter.check import check
from tether.charter.intervals import times
from tether.charter.reading import Design, command_graph, matrix, nest
from tether.charter.values import Number

PM = "actors: [{id: pm, state: true, head: true}, {id: council, state: true}, {id: irgc, kind: foreign, state: false}, {id: bloc, kind: bloc, state: false}, {id: us, kind: foreign, bound_by: [Leahy]}, {id: unami, kind: foreign, bound_by: [HRDDP]}]\n"


def design(text, open_world=False):
    return Design(charter_from_text(PM + text, "guard.yaml", fragment=True), open_world)


def found(text, code, open_world=False):
    charter = charter_from_text(PM + text, "guard.yaml", fragment=True)
    return [(f.result, f.path, f.message) for f in check(charter, open_world=open_world, select=[code]).findings]


def results(text, code, open_world=False):
    return [result for result, _, _ in found(text, code, open_world)]


def test_a_line_to_the_force_is_a_line_to_all_its_units():
    units = "units: [{id: hq, force: g, parent: none}, {id: b1, force: g, parent: hq}]\n"
    assert results(units + "command: [{from: pm, to: g, type: full}]", "CMD01") == []
    assert results(units + "command: [{from: pm, to: g, type: advisory}]", "CMD01") == ["fires", "fires"]


def test_a_force_without_units_needs_a_line_too():
    assert results("forces: [{id: g, status: new}]\ncommand: [{from: pm, to: g, type: full}]", "CMD01") == []
    assert results("forces: [{id: g, status: new}]\ncommand: [{from: council, to: g, type: full}]", "CMD01") == [
        "fires"
    ]


def test_an_unknown_link_leaves_the_line_open():
    assert results(
        "units: [{id: b1, force: g, parent: unknown}]\ncommand: [{from: pm, to: hq, type: full}]", "CMD01"
    ) == ["cannot tell"]
    assert results(
        "units: [{id: b1, force: g, parent: none}]\ncommand: [{from: pm, to: b1, type: unknown}]", "CMD01"
    ) == ["cannot tell"]


@pytest.mark.parametrize("kind", ["administrative", "disciplinary", "full"])
def test_a_circle_through_any_binding_line(kind):
    text = f"command: [{{from: a, to: b, type: full}}, {{from: b, to: a, type: {kind}}}]"
    assert results(text, "DEP01") == ["fires"]
    assert (
        results(
            text.replace(kind, "advisory", 1)
            if kind != "full"
            else text.replace("b, to: a, type: full", "b, to: a, type: advisory"),
            "DEP01",
        )
        == []
    )


def test_a_unit_that_is_its_own_parents_parent_is_a_circle():
    assert results("units: [{id: a, force: g, parent: b}, {id: b, force: g, parent: a}]", "DEP01") == ["fires"]


def test_two_masters_at_different_times_are_no_rivals():
    lines = "command: [{{from: pm, to: u, type: full, {}}}, {{from: council, to: u, type: operational, {}}}]"
    assert results(lines.format("when: always", "when: emergency"), "CMD03") == ["fires"]
    assert results(lines.format("when: joint-operation", "when: emergency"), "CMD03") == []
    assert results(lines.format("phase: p1", "phase: p2"), "CMD03") == []
    assert results(lines.format("phase: p1", "when: always"), "CMD03") == ["fires"]


def test_precedence_settles_two_masters_and_unknown_precedence_asks():
    lines = "command: [{from: pm, to: u, type: full}, {from: council, to: u, type: operational}]\n"
    assert results(lines + "precedence: [{unit: u, first: pm}]", "CMD03") == []
    assert results(lines + "precedence: [{unit: u}]", "CMD03") == ["fires"]
    assert results(lines, "CMD03", open_world=True) == ["cannot tell"]


def test_a_second_master_of_the_force_is_a_second_master_of_its_top_unit():
    text = "units: [{id: hq, force: g, parent: none}]\nforces: [{id: g}]\ncommand: [{from: pm, to: hq, type: full}, {from: council, to: g, type: operational}]"
    assert [path for _, path, _ in found(text, "CMD03")] == ["command.0"]


def test_a_blocs_own_militia_is_not_the_states_until_it_is_taken_in_whole():
    text = "groups: [{id: m}]\nforces: [{id: g}]\ncommand: [{from: bloc, to: m, type: full}]\n"
    assert results(text, "CMD06") == []
    assert results(text + "induction: [{id: s, from: m, into: g, mode: whole-unit}]", "CMD06") == ["fires"]
    one_by_one = "induction: [{id: s, from: m, into: g, mode: individual}]"
    assert results(text + one_by_one, "CMD06") == []
    assert results(text + "induction: [{id: s, from: m, into: g, mode: unknown}]", "CMD06") == ["cannot tell"]


def test_a_foreign_commander_is_reported_once_by_the_patrons_rule():
    text = "forces: [{id: g}]\ncommand: [{from: irgc, to: g, type: operational}]"
    assert results(text, "CMD06") == []
    assert "fires" in results(text, "PAT01")


NEST = (
    "places: [{id: iq, parent: none}, {id: anbar, parent: iq}, {id: ramadi, parent: anbar}, {id: basra, parent: iq}]\n"
)


def test_a_grant_above_overlaps_a_grant_below():
    text = (
        NEST
        + "powers: [{force: army, power: checkpoint, places: [iq], grant: lead}, {force: g, power: checkpoint, places: [ramadi], grant: lead}]"
    )
    (said,) = (m for _, _, m in found(text, "GRF02"))
    assert said.startswith("'army' and 'g' lead on checkpoint in ramadi: ") and "'ramadi' lies in 'anbar'" in said
    assert results(text.replace("[ramadi]", "[basra]").replace("[iq]", "[anbar]"), "GRF02") == []


def test_a_gap_is_named_with_its_places():
    text = (
        NEST
        + "powers_required: [arrest]\nforces: [{id: g, status: new, places: [ramadi, basra]}]\npowers: [{force: police, power: arrest, places: [anbar], grant: lead}]"
    )
    (said,) = (m for _, _, m in found(text, "GRF03"))
    assert said.startswith("nobody leads on arrest in basra: ") and "'police' leads on arrest in anbar" in said
    assert results(text.replace("grant: lead", "grant: unknown"), "GRF03") == ["cannot tell"]


def test_a_place_that_contains_itself_does_not_hang():
    circle = design(
        "places: [{id: a, parent: b}, {id: b, parent: a}]\npowers: [{force: g, power: arrest, places: [a], grant: lead}]"
    )
    assert nest(circle)["a"] == {"a", "b"}
    assert (
        results(
            "places: [{id: a, parent: b}, {id: b, parent: a}]\npowers: [{force: g, power: arrest, places: [a], grant: lead}]",
            "GRF02",
        )
        == []
    )


def test_the_matrix_shows_overlap_gap_and_the_rest():
    _, places, cells = matrix(
        design(
            NEST
            + "powers_required: [border]\nforces: [{id: g, status: new, places: [anbar]}]\npowers: [{force: army, power: search, places: [iq], grant: lead}, {force: g, power: search, places: [anbar], grant: lead}, {force: g, power: patrol, places: [basra], grant: support}]"
        )
    )
    assert places == ["basra", "ramadi"]
    assert cells["search", "ramadi"].overlap and not cells["search", "basra"].overlap
    assert cells["border", "ramadi"].gap and cells["patrol", "basra"].others == (("g", "support"),)


def test_units_and_forces_make_the_graph():
    graph = command_graph(
        design(
            "forces: [{id: g}]\nunits: [{id: hq, force: g, parent: none}, {id: b, force: g, parent: hq}]\ncommand: [{from: pm, to: g, type: full}]"
        )
    )
    assert set(graph.edges()) == {("pm", "g"), ("g", "hq"), ("hq", "b")}


# --- sums


number = st.floats(0, 1e6).map(lambda x: round(x, 3))
interval = st.tuples(number, number).map(lambda ends: Number(lo=min(ends), hi=max(ends)))


@given(interval, interval, st.floats(0, 1), st.floats(0, 1))
def test_a_product_holds_every_product(a, b, x, y):
    product = times(a, b)
    inside = (a.lo + x * (a.hi - a.lo)) * (b.lo + y * (b.hi - b.lo))
    assert product.lo * (1 - 1e-9) <= inside <= product.hi * (1 + 1e-9)


def test_only_militia_streams_count_towards_those_taken_in():
    text = "groups: [{id: m}]\ntotals: {in_scope: 100, to_induct: 60, to_exit: 40, to_remain: 0}\ninduction: [{id: a, from: m, intake: 60}, {id: b, from: population, intake: 500}]"
    assert results(text, "NUM01") == []


def test_dates_of_a_month_only_fire_when_the_whole_month_is_wrong():
    phases = "phases: [{{id: p, starts: {}, ends: {}}}]"
    assert results(phases.format("2026-06", "2026-06-15"), "TIM01") == []
    assert results(phases.format("2026-07", "2026-06-15"), "TIM01") == ["fires"]
    assert results(phases.format("2026-07", "unknown"), "TIM01") == ["cannot tell"]


# --- aid and clearances


GROUPS = (
    "groups: [{id: m, record: {grave_abuse: credible}}]\nforces: [{id: g}]\ninduction: [{id: s, from: m, into: g}]\n"
)


@pytest.mark.parametrize(
    ("entry", "fires"),
    [
        ("rule: Leahy, applies_to: g, result: clear, authority: us, document: memo, date: 2026-01-01", False),
        ("rule: Leahy, applies_to: m, result: remediated, authority: us, document: memo, date: 2026-01-01", False),
        ("rule: Leahy, applies_to: g, result: mitigated, authority: us, document: memo, date: 2026-01-01", True),
        ("rule: HRDDP, applies_to: g, result: clear, authority: un, document: memo, date: 2026-01-01", True),
        ("rule: Leahy, applies_to: g, result: clear, document: memo, date: 2026-01-01", True),
        ("rule: Leahy, applies_to: g, result: clear, authority: us, date: 2026-01-01", True),
        ("rule: Leahy, applies_to: g, result: clear, authority: us, document: memo", True),
        ("rule: Leahy, applies_to: other, result: clear, authority: us, document: memo, date: 2026-01-01", True),
    ],
)
def test_the_leahy_law_is_cleared_only_by_a_full_record_of_its_own(entry, fires):
    text = GROUPS + f"aid: [{{id: a, donor: us, to: g, item: training}}]\nlaw: {{due_diligence: [{{{entry}}}]}}"
    assert (results(text, "LAW02") == ["fires"]) is fires


def test_mitigated_clears_the_united_nations_rule_but_not_the_leahy_law():
    entry = "rule: HRDDP, applies_to: g, result: mitigated, authority: un, document: memo, date: 2026-01-01"
    text = GROUPS + "aid: [{id: a, donor: unami, to: g, item: salaries}]\nlaw: {due_diligence: [{" + entry + "}]}"
    assert results(text, "LAW07") == [] and results(text, "LAW02") == []


def test_arms_follow_the_chain_of_the_unit_that_receives_them():
    text = "forces: [{id: g}]\nunits: [{id: u1, force: g, parent: none}, {id: u2, force: g, parent: none}]\ncommand: [{from: pm, to: u1, type: full}]\naid: [{id: a, to: %s, item: armour, lethal: true}]"
    assert results(text % "u1", "AID04") == []
    assert results(text % "u2", "AID04") == ["fires"]
    assert results(text % "g", "AID04") == ["fires"]

"""The checker: readings, severities, waivers, selection, the first five, and a law with ten planted faults."""

from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from tether.charter import charter_from_text, read_charter
from tether.charter.check import check
from tether.charter.consequences import consequence_of, order_of
from tether.charter.rules import all_rules
from tether.charter.settings import Settings
from tether.errors import UsageError

HEAD = 'charter: "0.3"\n'
DATA = Path(__file__).parent / "data"
LIBRARY = resources.files("tether.charter") / "library" / "charters"
PLANTED = {
    "CMD05": "posts.2.removable_by",
    "CMD03": "command.0",
    "IND03": "units.1.origin",
    "AUT03": "powers.1.limit_hours",
    "GRF02": "powers.4",
    "EXT04": "exits.1.funded_until",
    "LAW05": "law.courts.abuse_cases",
    "PAY02": "pay.0.via",
    "PHA01": "phases.1.tests.0",
    "NUM01": "totals.in_scope",
}


def checked(text, **options):
    return check(charter_from_text(HEAD + text, "guard.yaml", fragment=True), **options)


def codes(report):
    return {f.code for f in report.fired}


def test_ten_planted_faults_are_all_found_and_nothing_else_is():
    report = check(read_charter(DATA / "guard-law-ten-faults.yaml"))
    assert set(PLANTED.items()) <= {(f.code, f.path) for f in report.fired}
    follow = {f.code for f in report.fired} - set(PLANTED)
    assert follow == {"NUM02"}, "four fifths from one group break its cap and its community's share besides"
    assert not report.stops and not report.questions


def test_the_law_mended_from_the_messages_is_clean():
    report = check(read_charter(str(LIBRARY / "example-guard-law.yaml")))
    assert report.fired == () and report.questions == ()
    assert set(PLANTED) <= set(report.kept), "each mended rule looked at the law and kept quiet"


def test_the_same_file_reads_differently_open_and_closed():
    text = "forces: [{id: g, status: new}]\nlaw: {courts: {military_crimes: military}}"
    opened, closed = checked(text, open_world=True), checked(text, open_world=False)
    assert "LAW05" in codes(closed) and "LAW05" not in codes(opened)
    assert "LAW05" in {f.code for f in opened.questions}
    assert {f.reading for f in opened.findings} == {"open"} and "closed: an absent key means none" in repr(closed)


@pytest.mark.parametrize(("seen", "opened"), [("full", False), ("part", True), ("none", True), ("unknown", True)])
def test_the_reading_follows_how_much_of_the_text_was_seen(seen, opened):
    assert checked(f"meta: {{text_seen: {seen}}}").open_world is opened
    assert checked("").open_world is True


@pytest.mark.parametrize(
    ("hours", "severity"),
    [
        ("96", "error"),
        ("50", "warning"),
        ("{lo: 24, hi: 96}", "warning"),
        ("48", None),
        ("{lo: 12, hi: 48}", None),
        ("unknown", "note"),
    ],
)
def test_an_interval_partly_wrong_or_near_the_bound_costs_a_degree(hours, severity):
    text = f"forces: [{{id: g, kind: guard}}]\npowers: [{{force: g, power: arrest, grant: support, handover_to: police, limit_hours: {hours}}}]"
    text += "\nlaw: {courts: {judge_hours: 24}}"
    found = [f.severity for f in checked(text, select=["AUT03"]).findings]
    assert found == ([severity] if severity else [])


def test_a_bound_of_ones_own():
    text = "forces: [{id: g, kind: guard}]\npowers:\n"
    text += "  - {force: g, power: arrest, grant: lead, handover_to: police, limit_hours: 60}"
    text += "\nlaw: {courts: {judge_hours: 70}}"
    assert codes(checked(text)) >= {"AUT03"}
    assert "AUT03" not in codes(checked(text, settings=replace(Settings(), detain_hours=72)))


def test_select_and_ignore_take_codes_and_families_and_refuse_others():
    text = "forces: [{id: g, status: new, ceiling: none}]\nlaw: {equal_rule: false}"
    assert codes(checked(text, open_world=False, select=["PHA"])) == {"PHA01", "PHA03", "PHA05"}
    assert codes(checked(text, open_world=False, select=["pha05"])) == {"PHA05"}
    assert "PHA05" not in codes(checked(text, open_world=False, ignore=["PHA"]))
    with pytest.raises(UsageError, match="did you mean 'CMD01'"):
        checked(text, select=["CMDO1"])


def test_the_first_five_go_by_what_broke_designs_of_the_kind_and_one_for_each_rule():
    report = check(read_charter(DATA / "guard-law-ten-faults.yaml"))
    first = report.first_five
    assert len(first) == 5 and len({f.code for f in first}) == 5
    order = [c.id for c in order_of(report.kinds.names)]
    places = [order.index(consequence_of(f.code)) for f in first]
    assert places == sorted(places) and places[0] == 0
    text = (
        "command: [{from: a, to: b, type: full}, {from: b, to: a, type: full}]\nlaw: {courts: {abuse_cases: military}}"
    )
    assert checked(text).first_five[0].code == "DEP01"


WAIVER = "waivers: [{{rule: {rule}, at: {at}, reason: {reason}, by: cabinet, until: {until}}}]"
SPAN = "command: [" + ", ".join(f"{{from: cos, to: s{n}, type: full}}" for n in range(1, 12)) + "]\n"


@pytest.mark.parametrize(
    ("change", "waived"),
    [
        ({}, True),
        ({"at": "command.0"}, True),
        ({"at": "command.5"}, False),
        ({"rule": "CMD05"}, False),
        ({"reason": "none"}, False),
        ({"until": "none"}, False),
        ({"until": "2026-01-01"}, False),
    ],
)
def test_a_waiver_needs_rule_place_reason_and_a_date_to_come(change, waived):
    filled = WAIVER.format(
        **{"rule": "CMD04", "at": "command", "reason": "small staff", "until": "2030-01-01", **change}
    )
    report = checked(SPAN + filled, today=date(2026, 6, 1))
    assert ("CMD04" in codes(report)) is not waived
    assert bool(report.waived) is waived
    assert waived is ("small staff (until 2030-01-01, cabinet)" in [f.waived for f in report.findings])


@pytest.mark.parametrize("rule", [r for r in all_rules() if r.severity == "stop"], ids=lambda r: r.code)
def test_a_waiver_on_a_stop_is_itself_an_error_and_waives_nothing(rule):
    waiver = f"waivers: [{{rule: {rule.code}, reason: agreed, by: cabinet, until: 2090-01-01}}]\n"
    report = checked(waiver + rule.fails, open_world=False)
    assert rule.code in {f.code for f in report.stops}
    assert any(f.code == "SCH04" and f.severity == "error" and rule.code in f.message for f in report.fired)


def test_a_waiver_of_no_rule_or_without_an_office_is_an_error():
    report = checked(
        "waivers: [{rule: XYZ99, reason: a, by: b, until: 2090-01-01}, {rule: CMD04, reason: a, until: 2090-01-01}]"
    )
    said = {f.message for f in report.fired if f.code == "SCH04"}
    assert said == {"a waiver of 'XYZ99', which is no rule", "a waiver of CMD04 without by"}


def test_the_article_and_the_sources_own_words_stand_with_the_finding():
    text = (
        'sources: [{id: bill, cite: "Bill, 2015", quote: "الحرس", lang: ar}]\n'
        'forces: [{id: g, status: new, ceiling: none, src: [{id: bill, article: "7(2)"}]}]'
    )
    finding = next(f for f in checked(text, open_world=False).fired if f.code == "PHA05")
    assert finding.article == "7(2)" and finding.quotes == ("Bill, 2015: “الحرس”",)


def test_a_finding_stands_where_its_value_stands():
    report = checked("pay:\n  - force: g\n    via: commander\n")
    finding = next(f for f in report.fired if f.code == "PAY02")
    assert (finding.place, finding.end_line, finding.end_col) == ("guard.yaml:4:10", 4, 19)


def test_kept_silent_and_left_out_cover_every_rule_once():
    report = check(read_charter(DATA / "guard-law-ten-faults.yaml"), ignore=["NUM"])
    spoken = {f.code for f in report.findings}
    every = {*report.kept, *report.silent, *report.left_out, *spoken}
    assert every == {r.code for r in all_rules()}
    assert not set(report.kept) & spoken and not set(report.silent) & spoken


def test_the_table_is_the_findings():
    report = check(read_charter(DATA / "guard-law-ten-faults.yaml"))
    table = report.to_dataframe()
    assert len(table) == len(report.findings) and set(table["code"]) == {*PLANTED, "NUM02"}
    assert check(charter_from_text(HEAD, "x")).findings == check(report.charter, select=["AID"]).findings == ()

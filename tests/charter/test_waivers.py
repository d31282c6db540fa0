"""Waivers by id: a row that moves takes its waiver along; waivers that cover nothing, have lapsed or never end are told."""

from datetime import date

import pytest

from tether.charter import VERSION, charter_from_text
from tether.charter.check import check
from tether.charter.id_paths import by_position, id_path, place_at
from tether.charter.library import historical
from tether.charter.paths import parts
from tether.charter.settings import Settings
from tether.documents.yaml_file import path_of

HEAD = f'charter: "{VERSION}"\n'
PAY = "pay: [{{force: a, via: bank}}, {{force: g, via: commander}}]\nwaivers: [{{rule: PAY02{at}, reason: r, by: b, until: 2027-01-01}}]"
TODAY = date(2026, 6, 1)


def charter(text):
    return charter_from_text(HEAD + text, "g.yaml", fragment=True)


def report(text, **more):
    return check(charter(text), today=TODAY, **more)


def waived(text):
    return [f.path for f in report(text).waived]


def said(text, code, **more):
    return [f.message for f in report(text, **more).fired if f.code == code]


@pytest.mark.parametrize("at", ['"pay[force=g].via"', '"pay[force=g]"', "pay", "pay.1.via", "pay.1", '"pay[1].via"'])
def test_a_waiver_covers_its_place_and_what_is_below(at):
    assert waived(PAY.format(at=f", at: {at}")) == ["pay.1.via"]
    assert waived(PAY.format(at="")) == ["pay.1.via"]


@pytest.mark.parametrize(
    "at", ['"pay[force=a].via"', "pay.0", '"pay[force=x].via"', "pay.1.vi", "pays", '"pay[force=g"', "unknown"]
)
def test_a_waiver_elsewhere_covers_nothing(at):
    assert waived(PAY.format(at=f", at: {at}")) == []


def test_a_row_that_moves_takes_its_waiver_along():
    text = 'induction: [{id: one, from: m, into: g, mode: whole-unit}]\nwaivers: [{rule: IND01, at: "induction[one].mode", reason: r, by: b, until: 2027-01-01}]'
    moved = text.replace("[{id: one", "[{id: zero, from: n, into: g, mode: individual}, {id: one")
    codes = [f.severity for f in report(text).findings if f.code == "IND01"]
    if "stop" in codes:
        pytest.skip("a stop cannot be waived")
    assert waived(text) == ["induction.0.mode"] and waived(moved) == ["induction.1.mode"]


@pytest.mark.parametrize("name", ["iraq-sons-of-iraq-2007", "libya-presidential-guard-2016", "burundi-2004"])
def test_every_place_of_a_charter_has_a_name_that_finds_it(name):
    found = historical(name)
    for key, _ in parts(found):
        path = path_of(key)
        if path:
            assert place_at(found, id_path(found, path)) == path


def test_a_row_without_an_id_is_named_by_its_words():
    found = charter(
        "command: [{from: pm, to: g, type: full}, {from: pm, to: h, type: full}]\npowers: [{force: g, power: arrest, places: [a, b]}]"
    )
    assert id_path(found, "command.1.type") == "command[to=h].type"
    assert id_path(found, "powers.0.places.1") == "powers[force=g].places[b]"
    assert place_at(found, "command[from=pm, to=h]") == "command.1" and place_at(found, "command[from=pm]") is None
    assert by_position(found, "command.1") and not by_position(found, "command[to=h]")
    twins = charter("pay: [{force: g}, {force: g}]")
    assert id_path(twins, "pay.1.via") == "pay.1.via" and not by_position(twins, "pay.1.via")


def test_a_waiver_that_covers_nothing_is_told():
    assert said(PAY.format(at=', at: "pay[force=a]"'), "SCH06") == [
        "a waiver of PAY02 at pay[force=a], where the rule finds nothing"
    ]
    assert said(PAY.format(at=", at: nowhere"), "SCH06") == [
        "a waiver of PAY02 at 'nowhere', which is no place of this charter"
    ]
    assert said(PAY.format(at=""), "SCH06") == []
    assert said(PAY.format(at="").replace("2027", "2025"), "SCH06") == ["the waiver of PAY02 lapsed on 2025-01-01"]


def test_a_waiver_whose_rule_cannot_tell_is_not_called_useless():
    text = "pay: [{force: g}]\nwaivers: [{rule: PAY02, reason: r, by: b, until: 2027-01-01}]"
    assert said(text, "SCH06", open_world=True) == []
    assert [f.code for f in report(text, open_world=True).questions if f.code == "SCH06"] == ["SCH06"]


def test_a_waiver_ends_within_the_longest_term():
    text = "meta: {drafted: 2026-01-01, starts: 2026-07-01}\n" + PAY.format(at="").replace("2027-01-01", "{}")
    assert said(text.replace("{}", "2028-07-01"), "SCH07") == []
    (message,) = said(text.replace("{}", "2029-01-01"), "SCH07")
    assert message == "the waiver of PAY02 lasts 30 months from 2026-07-01, until 2029-01-01"
    assert said(text.replace("{}", "2029-01-01"), "SCH07", settings=Settings(waiver_months=36)) == []
    undated = PAY.format(at="").replace("2027-01-01", "2029-01-01")
    assert said(undated, "SCH07") == ["the waiver of PAY02 lasts 31 months from 2026-06-01, until 2029-01-01"]


def test_a_place_by_number_is_a_note_with_the_place_by_ids():
    assert said(PAY.format(at=", at: pay.1.via"), "SCH08") == [
        'a place that counts rows, which moves when one is added; by ids it is "pay[force=g].via"'
    ]
    assert said(PAY.format(at=", at: pay"), "SCH08") == []

"""PPL and DIS: women, families, the disabled, victims; return. Where each is business of a charter, and where not."""

import pytest

IN = "induction: [{id: s, from: m1, into: g, women: true}]\n"


@pytest.mark.parametrize("code", ["PPL01", "PPL03", "PPL04", "PPL05"])
def test_where_nobody_enters_or_leaves_there_is_no_business(told, code):
    assert told(code, "forces: [{id: g, status: new}]") == {}
    assert told(code, "induction: [{id: s, from: recruits}]") == {}
    assert "fires" in told(code, IN).values(), "closed reading: the charter is silent on them"
    assert set(told(code, IN, open_world=True).values()) == {"cannot tell"}


def test_no_women_in_the_groups(told):
    assert told("PPL01", IN + "people: {women_associated: 0}") == {}
    assert told("PPL01", IN + "people: {women_associated: {lo: 0, hi: 10}}") != {}


def test_screening_by_women_is_a_lesser_fault_than_asking_for_a_weapon(told):
    people = "people: {women_associated: 10, women_eligible_unarmed: false, women_screened_by_women: false}"
    assert told("PPL01", IN + people) == {
        "people.women_associated": "quiet",
        "people.women_eligible_unarmed": "fires",
        "people.women_screened_by_women": "fires in part",
    }


@pytest.mark.parametrize(
    ("places", "women", "result"),
    [
        ("500", "50", "quiet"),
        ("500", "46", "fires in part"),
        ("500", "20", "fires"),
        ("500", "none", "fires"),
        ("500", "unknown", "cannot tell"),
        ("{lo: 400, hi: 600}", "50", "fires in part"),
    ],
)
def test_womens_share_of_the_ways_out(told, places, women, result):
    exits = f"exits: [{{id: e, kind: education, places: {places}, women_places: {women}}}]"
    assert told("PPL02", exits) == {"exits.0.women_places": result}


def test_cover_on_death_in_the_pay_stands_for_a_pension(told):
    people = "people: {dependants_counted: true, dependants_support: rent, survivors_pension: false}\n"
    assert told("PPL03", IN + people)["people.survivors_pension"] == "fires"
    covered = told("PPL03", IN + people + "pay: [{force: g, death_cover: true}]")
    assert covered["people.survivors_pension"] == "quiet"
    half = told("PPL03", IN + people + "pay: [{force: g, death_cover: true}, {force: h, death_cover: false}]")
    assert half["people.survivors_pension"] == "fires"


@pytest.mark.parametrize(
    ("body", "result"), [("g", "fires"), ("hq", "fires"), ("board", "quiet"), ("unknown", "cannot tell")]
)
def test_victims_are_not_heard_by_the_force(told, body, result):
    fragment = (
        IN + f"units: [{{id: hq, force: g}}]\npeople: {{victims_heard: true, victims_body: {body}, reparation: fund}}"
    )
    assert told("PPL05", fragment)["people.victims_body"] == result


HELD = "places: [{id: d, control: %s}]\nforces: [{id: g, status: new, local: true, places: [d]}]\n"


@pytest.mark.parametrize(
    ("return_free", "result"),
    [("false", "fires"), ("true", "quiet"), ("none", "cannot tell"), ("unknown", "cannot tell")],
)
def test_only_an_open_denial_of_return_is_a_stop(told, return_free, result):
    assert told("DIS01", f"displacement: {{return_free: {return_free}}}") == {"displacement.return_free": result}


@pytest.mark.parametrize("code", ["DIS01", "DIS02", "DIS03"])
def test_return_is_asked_where_the_place_was_fought_over(told, code):
    assert told(code, HELD % "government", open_world=True) == {}
    assert set(told(code, HELD % "insurgent", open_world=True).values()) == {"cannot tell"}
    two = (
        (HELD % "insurgent").replace("[d]", "[e, d]").replace("places: [{", "places: [{id: e, control: government}, {")
    )
    assert set(told(code, two, open_world=True).values()) == {"cannot tell"}, "one such place is enough"
    assert told(code, HELD % "insurgent" + "displacement: {displaced: 0}") in (
        {},
        {"displacement.return_free": "cannot tell"},
    )


@pytest.mark.parametrize(
    ("who", "result"),
    [("g", "fires"), ("hq", "fires"), ("governor", "quiet"), ("unknown", "cannot tell"), ("none", "fires")],
)
def test_the_new_force_does_not_decide_on_return(told, who, result):
    units = "units: [{id: hq, force: g}]\n"
    said = told(
        "DIS02", HELD % "insurgent" + units + f"displacement: {{force_screens: false, return_decided_by: {who}}}"
    )
    assert said["displacement.return_decided_by"] == result

"""ARM: owners, lists, heavy classes by kind of force, weapons handed in."""

import pytest


@pytest.mark.parametrize(
    ("owner", "result"),
    [("state", "quiet"), ("mixed", "fires"), ("patron", "fires"), ("none", "fires"), ("unknown", "cannot tell")],
)
def test_who_owns_the_weapons(told, owner, result):
    assert told("ARM01", f"arms: [{{force: g, class: small, owner: {owner}}}]") == {"arms.0.owner": result}


def test_weapons_of_others_are_not_the_states_to_list(told):
    assert told("ARM02", "arms: [{force: g, owner: group, registered: false}]") == {}
    said = told("ARM02", "arms: [{force: g, owner: mixed, registered: unknown, inventory_months: 13}]")
    assert said == {"arms.0.registered": "cannot tell", "arms.0.inventory_months": "fires in part"}


HEAVY = "forces: [{id: g, kind: %s}]\ngroups: [{id: m}]\narms: [{force: %s, class: %s, owner: %s, %s}]"


@pytest.mark.parametrize(
    ("kind", "who", "arm", "owner", "more", "result"),
    [
        ("guard", "g", "artillery", "state", "storage: barracks", "fires"),
        ("guard", "g", "medium", "state", "storage: barracks", "quiet"),
        ("army", "g", "armour", "state", "storage: barracks", "quiet"),
        ("army", "g", "armour", "mixed", "storage: barracks", "fires"),
        ("guard", "g", "armour", "state", "storage: joint-depot, ends: 2027", "quiet"),
        ("guard", "g", "armour", "state", "storage: joint-depot, ends: none", "fires"),
        ("guard", "g", "armour", "state", "storage: joint-depot, ends: unknown", "cannot tell"),
        ("guard", "m", "heavy", "group", "storage: barracks", "fires"),
        ("unknown", "g", "heavy", "state", "storage: barracks", "cannot tell"),
        ("guard", "g", "unknown", "state", "storage: barracks", "cannot tell"),
    ],
)
def test_heavy_weapons_outside_the_army(told, kind, who, arm, owner, more, result):
    assert list(told("ARM03", HEAVY % (kind, who, arm, owner, more)).values()) == [result]


IN = "induction: [{id: s, from: m1}]\n"


@pytest.mark.parametrize(
    ("surrender", "path", "result"),
    [
        ("none", "surrender.required", "fires"),
        ("unknown", "surrender.required", "cannot tell"),
        ("{required: false}", "surrender.required", "fires"),
        ("{required: true, per_person: 0.24, verified_by: un}", "surrender.per_person", "fires in part"),
        ("{required: true, per_person: {lo: 0.1, hi: 0.9}, verified_by: un}", "surrender.per_person", "fires in part"),
        ("{required: true, per_person: 0.1, verified_by: un}", "surrender.per_person", "fires"),
        ("{required: true, per_person: 1, verified_by: unknown}", "surrender.verified_by", "cannot tell"),
    ],
)
def test_what_they_came_with_is_handed_in(told, surrender, path, result):
    assert told("ARM04", f"{IN}surrender: {surrender}")[path] == result


def test_recruits_bring_no_weapons(told):
    assert told("ARM04", "induction: [{id: s, from: recruits}]\nsurrender: none") == {}


@pytest.mark.parametrize(
    ("surrender", "result"),
    [("{required: true}", {}), ("unknown", {"arms.0.owner": "cannot tell"}), ("none", {"arms.0.owner": "fires"})],
)
def test_what_a_group_hands_in_is_its_own_until_then(told, surrender, result):
    text = f"groups: [{{id: m}}]\narms: [{{force: m, class: small, owner: group}}]\nsurrender: {surrender}"
    assert told("ARM01", text) == result


def test_a_force_that_owns_its_arms_hands_in_nothing(told):
    text = "forces: [{id: g, kind: guard}]\narms: [{force: g, class: small, owner: group}]\nsurrender: {required: true}"
    assert told("ARM01", text) == {"arms.0.owner": "fires"}

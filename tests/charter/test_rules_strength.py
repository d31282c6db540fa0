"""STR: heads against the strongest armed outsider in the same places, less those taken in, with an enforcer's help."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

FORCE = "forces: [{id: g, status: new, target_strength: %s, places: [d]}]\n"
RIVAL = "groups: [{id: m1, size: %s, home: [d]}]\n"
NOBODY = "induction: []\nenforcement: none"


@pytest.mark.parametrize(
    ("own", "size", "result"),
    [
        ("5000", "5000", "quiet"),
        ("4999", "5000", "fires"),
        ("{lo: 3000, hi: 8000}", "5000", "fires in part"),
        ("4000", "{lo: 1000, hi: 9000}", "fires in part"),
        ("1000", "{lo: 2000, hi: 9000}", "fires"),
        ("1000", "unknown", "cannot tell"),
        ("unknown", "1000", "cannot tell"),
        ("none", "1000", "fires"),
    ],
)
def test_the_force_beside_the_strongest_outsider(told, own, size, result):
    assert told("STR01", FORCE % own + RIVAL % size + NOBODY) == {"forces.0.target_strength": result}


def test_those_taken_in_are_no_rivals(told):
    taken = "induction: [{id: s, from: m1, into: g, intake: %s}]\nenforcement: none"
    assert told("STR01", FORCE % 1000 + RIVAL % 5000 + taken % 4000)["forces.0.target_strength"] == "quiet"
    assert told("STR01", FORCE % 1000 + RIVAL % 5000 + taken % 3000)["forces.0.target_strength"] == "fires"
    assert told("STR01", FORCE % 1000 + RIVAL % 5000 + taken % "unknown") == {
        "forces.0.target_strength": "fires in part"
    }, "nobody knows how many stay outside"


def test_a_second_rival_of_unknown_size_leaves_it_open_unless_the_first_is_already_stronger(told):
    two = "groups: [{id: m1, size: %d, home: [d]}, {id: m2, size: unknown, home: [d]}]\n"
    assert told("STR01", FORCE % 1000 + two % 500 + NOBODY) == {"forces.0.target_strength": "cannot tell"}
    assert told("STR01", FORCE % 1000 + two % 5000 + NOBODY) == {"forces.0.target_strength": "fires"}


def test_an_outsider_elsewhere_is_no_rival_and_a_place_inside_counts(told):
    assert told("STR01", FORCE % 10 + (RIVAL % 5000).replace("[d]", "[e]") + NOBODY) == {}
    nested = "places: [{id: d}, {id: town, parent: d}]\n"
    inside = told("STR01", nested + FORCE % 10 + (RIVAL % 5000).replace("[d]", "[town]") + NOBODY)
    assert inside == {"forces.0.target_strength": "fires"}


def test_a_force_left_outside_or_paid_beside_it_is_a_rival(told):
    for other in ("{id: h, status: excluded, strength: 9000, places: [d]}",
                  "{id: h, kind: militia-auxiliary, funded_in_parallel: true, strength: 9000, places: [d]}"):  # fmt: skip
        forces = (FORCE % 10).replace("}]", "}, " + other + "]")
        assert told("STR01", forces + NOBODY) == {"forces.0.target_strength": "fires"}, other
    army = (FORCE % 10).replace("}]", "}, {id: h, kind: army, funded_in_parallel: true, strength: 9000, places: [d]}]")
    assert told("STR01", army + NOBODY) == {}, "the army is no rival"


@pytest.mark.parametrize(
    ("enforcement", "path", "result"),
    [
        ("[{actor: un, strength: 5000}]", "forces.0.target_strength", "quiet"),
        ("[{actor: un, strength: 4000}]", "forces.0.target_strength", "quiet"),  # just enough
        ("[{actor: un, strength: 1000}]", "forces.0.target_strength", "fires in part"),
        ("[{actor: un, strength: unknown}]", "enforcement", "cannot tell"),
        ("[{actor: eu, kind: sanctions, strength: none}]", "forces.0.target_strength", "fires in part"),
        ("unknown", "enforcement", "cannot tell"),
    ],
)
def test_an_enforcer_makes_up_for_weakness(told, enforcement, path, result):
    said = told("STR01", FORCE % 1000 + RIVAL % 5000 + f"induction: []\nenforcement: {enforcement}")
    assert said == {path: result}


def test_an_army_in_the_same_place_makes_it_a_lesser_fault(told):
    forces = (FORCE % 1000).replace("}]", "}, {id: army, kind: army, status: existing, places: [d]}]")
    assert told("STR01", forces + RIVAL % 5000 + NOBODY) == {"forces.0.target_strength": "fires in part"}


@given(st.integers(1, 9000), st.integers(1, 9000), st.integers(0, 9000), st.floats(0, 0.5))
def test_a_full_finding_holds_for_every_true_number(told, own, size, intake, w):
    around = [f"{{lo: {math.floor(n * (1 - w))}, hi: {math.ceil(n * (1 + w))}}}" for n in (own, size, intake)]
    streams = f"induction: [{{id: s, from: m1, into: g, intake: {around[2]}}}]\nenforcement: none"
    said = told("STR01", FORCE % around[0] + RIVAL % around[1] + streams)["forces.0.target_strength"]
    left = max(0, size - intake)
    if said == "fires":
        assert own < left + 0.01
    if said == "quiet":
        assert own >= left - 0.01


def test_sanctions_need_no_heads(told):
    row = "enforcement: [{actor: eu, kind: %s, strength: none, mandate: res, until: 2028}]"
    assert "fires" not in told("STR02", row % "sanctions").values()
    assert told("STR02", row % "garrison")["enforcement.0.strength"] == "fires"


MILITIA = """
groups: [{id: m}]
forces: [{id: pmf, kind: KIND, status: existing, ceiling: none, own_budget: true, own_staff: true}]
induction: [{id: s, from: m, into: pmf}]
"""


@pytest.mark.parametrize(("kind", "asked"), [("paramilitary", True), ("army", False)])
def test_a_militia_that_stands_already_needs_a_ceiling_and_is_no_second_army(told, kind, asked):
    text = MILITIA.replace("KIND", kind)
    assert (told("PHA05", text) == {"forces.0.ceiling": "fires"}) is asked
    assert ("fires" in told("CMD07", text).values()) is asked

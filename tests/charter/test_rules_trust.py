"""TRU: consent by place, two grievances of officers, the best channel of complaint, mixed places, who is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

LOCAL = "forces: [{id: g, local: true, places: [d1, d2]}]\n"


def consent(rows):
    return f"{LOCAL}places: [{{id: p}}, {{id: d1, parent: p}}, {{id: d2, parent: p}}]\ntrust: {{consent: {rows}}}"


@pytest.mark.parametrize(
    ("rows", "result"),
    [
        ("[{places: [p], can_refuse: true}]", "quiet"),  # the place above covers both
        ("[{places: [d1], can_recall: true}, {places: [d2], can_refuse: true}]", "quiet"),
        ("[{places: [d1], can_refuse: true}]", "fires"),
        ("[{places: [p], can_refuse: false, can_recall: false}]", "fires"),
        ("[{places: [p], can_refuse: unknown, can_recall: false}]", "cannot tell"),
        ("[{places: unknown, can_refuse: true}]", "cannot tell"),
        ("unknown", "cannot tell"),
        ("none", "fires"),
    ],
)
def test_each_place_may_say_no(told, rows, result):
    assert told("TRU01", consent(rows)) == {"trust.consent": result}


def test_the_places_without_a_say_are_named(messages):
    said = messages("TRU01", consent("[{places: [d1], can_refuse: true}]"))
    assert said == ["nobody in 'd2' can refuse 'g' or recall it"]


FORCES = "forces: [{id: army, kind: army, status: existing}, {id: g, status: new}]\n"


@pytest.mark.parametrize(
    ("officers", "said"),
    [
        ("[{for: army, kind: pension}]", ["see a rabble"]),
        ("[{for: army, kind: standards}]", ["see rivals"]),
        ("[{for: army, kind: training-lead}, {for: army, kind: command-posts}]", []),
        ("[{for: army, kind: secondment, answers: both}]", []),
        ("[]", ["see rivals", "see a rabble"]),
        ("[{for: army}]", ["see rivals", "see a rabble"]),
    ],
)
def test_two_grievances_need_two_answers(messages, officers, said):
    found = messages("TRU02", f"{FORCES}trust: {{officers: {officers}}}")
    assert len(found) == len(said) and all(s in f for s, f in zip(said, found, strict=True))


def test_no_older_force_no_grievance(told):
    assert told("TRU02", "forces: [{id: g, status: new}]\ntrust: {officers: []}") == {}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("[{channel: a, independent: true, deadline_days: 30, reprisal_protection: true}]", ""),
        ("[{channel: a}, {channel: b, independent: true, deadline_days: 30, reprisal_protection: true}]", ""),
        ("[{channel: a, independent: true, deadline_days: 30}]", "'a' does not protect those who complain"),
        (
            "[{channel: a, independent: true, deadline_days: unknown, reprisal_protection: true}]",
            "within how many days",
        ),
        ("[]", "civilians can complain to nobody"),
    ],
)
def test_the_best_channel_counts(messages, rows, said):
    found = messages("TRU03", f"trust: {{grievance: {rows}}}")
    assert (said in found[0]) if said else (found == [])


def test_complaints_of_which_nothing_is_known_are_a_question(told):
    new = "forces: [{id: g, status: new}]\n"
    assert told("TRU03", new + "trust: {grievance: unknown}") == {"trust.grievance": "cannot tell"}
    assert told("TRU03", new) == told("TRU03", "induction: [{id: s}]") == {"trust.grievance": "fires"}
    assert told("TRU03", new, open_world=True) == {"trust.grievance": "cannot tell"}


def test_a_charter_without_a_force_owes_no_channel(told):
    assert told("TRU03", "meta: {id: x}") == {}


MIXED = (
    "forces: [{id: g, local: true}]\nplaces: [{id: d, communities: {a: %s, b: %s}}]\n"
    "units: [{id: u, force: g, places: [d], %s}]"
)


@pytest.mark.parametrize(
    ("a", "b", "unit", "results"),
    [
        ("0.6", "0.35", "community_shares: {a: 1.0}", {"fires"}),
        ("0.6", "0.35", "community_shares: {a: 0.8, b: 0.2}", {"quiet"}),
        ("0.6", "0.35", "community_shares: {a: 0.8, b: 0.16}", {"fires in part"}),
        ("0.6", "0.4", "community_shares: {a: 0.8, b: 0.2}", {"quiet"}),  # just half
        ("0.5", "{lo: 0.2, hi: 0.5}", "community_shares: {a: 0.8, b: 0.2}", {"fires in part"}),
        ("0.6", "0.35", "community_shares: {a: 0.8, b: unknown}", {"cannot tell"}),
        ("0.6", "0.35", "community_shares: unknown", {"cannot tell"}),
        ("0.6", "0.35", "joint_patrol: true", set()),
        ("0.8", "0.15", "community_shares: {a: 1.0}", set()),  # not a mixed place
        ("0.6", "{lo: 0.1, hi: 0.4}", "community_shares: {a: 1.0}", set()),  # not surely mixed
    ],
)
def test_a_mixed_place(told, a, b, unit, results):
    assert set(told("TRU04", MIXED % (a, b, unit)).values()) == results


@given(st.floats(0.2, 0.8), st.floats(0, 1), st.floats(0, 0.3))
def test_a_full_finding_on_shares_holds_for_every_true_share(told, lives, got, w):
    shares = f"community_shares: {{b: {{lo: {max(0, got - w):.6f}, hi: {min(1, got + w):.6f}}}, a: 1.0}}"
    said = told("TRU04", MIXED % (0.2, f"{lives:.6f}", shares))
    if "fires" in said.values():
        assert got < 0.5 * lives + 1e-4


@pytest.mark.parametrize(
    ("includes", "said"),
    [
        ("[women, minorities]", []),
        ("[Women, k, s]", []),  # the communities of the place by name
        ("[women, s]", ["without a seat where the place agrees: k"]),
        ("[minorities]", ["without a seat where the place agrees: women"]),
        ("none", ["without a seat where the place agrees: women, k, s"]),
    ],
)
def test_women_and_each_community_are_asked(messages, includes, said):
    place = "places: [{id: d, communities: {s: 0.8, k: 0.15, m: 0.02}}]\n"
    assert messages("TRU05", f"{place}trust: {{consent: [{{places: [d], includes: {includes}}}]}}") == said


def test_policemen_see_no_rivals_in_a_corps_that_fights_no_crime(told):
    new = "{id: corps, status: new}"
    assert told("TRU02", f"forces: [{{id: p, kind: police, status: existing}}, {new}]") == {}
    assert told("TRU02", f"forces: [{{id: a, kind: army, status: existing}}, {new}]") == {"trust.officers": "fires"}

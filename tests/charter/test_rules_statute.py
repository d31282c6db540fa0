"""Law and the rules that state it: which law binds a donor, the age of entry, amnesty, a bill, a judge, explosives."""

import pytest

from tether.charter import charter_from_text
from tether.charter.reading import Design
from tether.charter.rules import rule_of
from tether.theatre.actors import load_actors


def told(code, text, open_world=False, theatre=None):
    """What a rule says of a snippet: the results, and ``lesser`` where a fault is a lesser one."""
    charter = charter_from_text(text, code, theatre, fragment=True)
    found = rule_of(code).check(Design(charter, open_world=open_world))
    return {("lesser " if v.lesser else "") + v.result for v in found}


AID = """
actors: [{{id: {donor}, kind: foreign{law}}}]
groups: [{{id: m1, record: {{grave_abuse: credible}}}}]
aid: [{{id: a1, donor: {donor}, to: m1, item: training}}]
law: {{due_diligence: [{{rule: {rule}, applies_to: m1, result: {result}, authority: x, document: d, date: 2026-01-01}}]}}
"""


@pytest.mark.parametrize("donor", ["us", "un", "q7"])
def test_which_law_binds_a_donor_is_declared_and_never_read_off_its_id(donor):
    bound = {"law": ", bound_by: [Leahy]", "rule": "Leahy", "result": "pending"}
    text = AID.format(donor=donor, **bound)
    assert told("LAW02", text) == {"fires"} and told("LAW07", text) == set()
    other = AID.format(donor=donor, **{**bound, "law": ", bound_by: [HRDDP]"})
    assert told("LAW02", other) == set() and told("LAW07", other) == {"fires"}
    silent = AID.format(donor=donor, **{**bound, "law": ""})
    assert told("LAW02", silent) == set() and told("LAW07", silent) == {"fires"}, "closed: its own law"
    assert told("LAW02", silent, open_world=True) == {"cannot tell"}
    assert told("LAW07", silent, open_world=True) == {"fires"}, "no law lets it pass, whichever it is"


def test_a_donor_of_the_theatre_is_bound_as_the_theatre_says():
    class Theatre:
        actors, places, communities = load_actors("iraq"), (), ()

    text = "groups: [{id: m1, record: {grave_abuse: credible}}]\naid: [{id: a1, donor: %s, to: m1}]"
    assert told("LAW02", text % "us", theatre=Theatre) == {"fires"}
    assert told("LAW02", text % "france", theatre=Theatre) == set() == told("LAW02", text % "un", theatre=Theatre)
    assert told("LAW07", text % "france", theatre=Theatre) == {"fires"} == told("LAW07", text % "un", theatre=Theatre)


@pytest.mark.parametrize(
    ("rule", "result", "said"),
    [
        ("Leahy", "remediated", "quiet"),  # 22 USC 2378d(b)
        ("Leahy", "waived", "fires"),  # no waiver under 2378d
        ("Leahy", "mitigated", "fires"),
        ("Leahy-defense", "remediated", "quiet"),  # 10 USC 362(b): all necessary corrective steps
        ("Leahy-defense", "emergency", "quiet"),  # 10 USC 362(b)
        ("Leahy-defense", "waived", "quiet"),  # 10 USC 362(c)
        ("Leahy-defense", "mitigated", "fires"),
        ("HRDDP", "mitigated", "fires"),  # another law's clearance
    ],
)
def test_the_exits_of_each_leahy_law_are_its_own(rule, result, said):
    text = AID.format(donor="d", law=", bound_by: [Leahy]", rule=rule, result=result)
    assert told("LAW02", text) == {said}


AGE = "forces: [{{id: g, kind: {kind}}}]\nlaw: {{min_age: {age}, minors: {{release_to: agency, safeguards: {safe}}}}}\n"
AGE += "induction: [{{id: s, from: recruits, into: g}}]"


@pytest.mark.parametrize(
    ("kind", "age", "safe", "said"),
    [
        ("army", 17, "true", "quiet"),  # OPAC art. 3(3)
        ("guard", 16, "none", "lesser fires"),
        ("army", 16, "unknown", "cannot tell"),
        ("army", 15, "true", "fires"),  # art. 3(1): above the fifteen of the Convention
        ("militia-auxiliary", 17, "true", "fires"),  # art. 4: no exception
        ("paramilitary", 17, "true", "fires"),
        ("unknown", 17, "true", "cannot tell"),
        ("militia-auxiliary", 18, "none", "quiet"),
    ],
)
def test_the_age_of_entry_depends_on_what_the_force_is(kind, age, safe, said):
    found = told("LAW03", AGE.format(kind=kind, age=age, safe=safe))
    assert said in found and ("fires" in found) is (said == "fires")


@pytest.mark.parametrize(
    ("amnesty", "said"),
    [
        ("{scope: all, excludes_grave: false}", "fires"),
        ("{scope: all}", "fires"),
        ("{scope: rebellion}", "lesser fires"),  # Additional Protocol II art. 6(5) asks for it; the exception is unsaid
        ("{scope: rebellion, excludes_grave: true}", "quiet"),
        ("{scope: all, excludes_grave: true}", "quiet"),
        ("{scope: unknown, excludes_grave: false}", "cannot tell"),
        ("none", "quiet"),
    ],
)
def test_an_amnesty_for_rebellion_is_asked_for_and_one_for_grave_crimes_is_barred(amnesty, said):
    found = told("LAW04", f"law: {{amnesty: {amnesty}, immunity: none}}")
    assert found == {said, "quiet"}


@pytest.mark.parametrize(
    ("instrument", "starts", "said"),
    [
        ("{status: bill, member_status: police}", "none", {"quiet"}),  # a bill can't be in force: nothing is wrong yet
        ("{status: bill, date: 2026-06-01, member_status: police}", "2026-07-01", {"quiet"}),  # the order is TIM02's
        ("{status: bill, member_status: police}", "2026-07-01", {"fires", "quiet"}),
        ("{status: bill, date: unknown, member_status: police}", "2026-07-01", {"cannot tell", "quiet"}),
        ("{status: none, member_status: police}", "none", {"fires", "quiet"}),
        ("{status: law, member_status: none}", "none", {"fires", "quiet"}),
    ],
)
def test_a_bill_is_asked_from_which_day_it_is_in_force(instrument, starts, said):
    assert (
        told("LAW01", f"law: {{instrument: {instrument}}}\ninduction: [{{id: s, from: m1, starts: {starts}}}]") == said
    )


@pytest.mark.parametrize(
    ("receiver", "hours", "said"),
    [
        ("police", "none", {"quiet", "lesser fires"}),  # a hand-over to police is not a judge
        ("police", "24", {"quiet"}),
        ("police", "96", {"quiet", "fires"}),
        ("police", "unknown", {"quiet", "cannot tell"}),
        ("court", "none", {"quiet"}),  # handed to the judge himself
    ],
)
def test_whoever_is_seized_comes_before_a_judge(receiver, hours, said):
    text = "actors: [{id: court, kind: court}]\nforces: [{id: g, kind: guard}, {id: police, kind: police}]\n"
    text += f"powers: [{{force: g, power: arrest, grant: support, handover_to: {receiver}, limit_hours: 24}}]\n"
    assert told("AUT03", text + f"law: {{courts: {{judge_hours: {hours}}}}}") == said


def test_heavy_arms_called_explosives_are_heavy():
    text = "forces: [{{id: g, kind: {}}}]\narms: [{{force: g, class: explosives, owner: state}}]"
    assert told("ARM03", text.format("guard")) == {"fires"} and told("ARM03", text.format("army")) == {"quiet"}


def streams(*sources):
    rows = ", ".join(f"{{id: s{i}, from: {s}, into: g}}" for i, s in enumerate(sources))
    return f"forces: [{{id: g}}]\ninduction: [{rows}]\nunits: [{{id: u, force: g, origin: {{a: 0.5, b: 0.5}}}}]"


def test_the_cap_on_a_bloc_knows_how_many_parties_there_are():
    assert told("IND03", streams("a", "b")) == {"quiet"}, "two armies that merge can't keep a cap of a third"
    assert told("IND03", streams("a", "b", "c")) == {"fires"}, "a third can be kept where a third party comes in"
    assert told("IND03", streams("a", "b", "recruits")) == {"fires"}, "recruits can fill the rest"
    assert told("IND03", streams("a", "b").replace("a: 0.5, b: 0.5", "a: 0.7, b: 0.3")) == {"fires"}
    alone = "forces: [{id: g}]\ninduction: [{id: s, from: a, into: g}]\nunits: [{id: u, force: g, origin: {a: 1.0}}]"
    assert told("IND03", alone) == {"fires"}, "one militia alone is a bloc that holds the unit"
    joined = "groups: [{id: a, party: p}, {id: b, party: p}, {id: c}]\n" + streams("a", "b", "c")
    assert told("IND03", joined) == {"fires"}, "two groups of one party are one bloc"

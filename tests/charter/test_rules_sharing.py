"""PWR: what binds, who holds a share at the centre, who is left out, crisis, partners, levels, the federal path."""

import pytest

LOCAL = "forces: [{id: g, local: true, places: [d]}]\n"
MIX = "places: [{id: d, communities: {a: 0.6, b: 0.3, k: %s}}]\n"


@pytest.mark.parametrize(
    ("sharing", "result"),
    [
        ("{central: [{community: a, constrains: true}]}", "quiet"),
        ("{allocation: [{pool: g, rule: population}]}", "quiet"),
        ("{partners: [{kind: provincial, power: appoints}]}", "quiet"),
        ("{partners: [{kind: provincial, power: consulted}]}", "fires"),
        ("{territorial: {model: devolved}}", "fires"),
        ("{central: [{community: a, constrains: unknown}]}", "cannot tell"),
        ("{central: unknown}", "cannot tell"),
        ("unknown", "cannot tell"),
        ("none", "fires"),
    ],
)
def test_a_bargain_binds_or_it_is_none(told, sharing, result):
    assert told("PWR01", f"{LOCAL}sharing: {sharing}") == {"sharing": result}


def test_no_local_force_no_bargain_needed(told):
    assert told("PWR01", "forces: [{id: g, status: new, local: false}]\nsharing: none") == {}
    assert told("PWR01", "forces: [{id: g, local: true, status: excluded}]\nsharing: none") == {}
    assert told("PWR01", "forces: [{id: g, status: new, local: unknown}]") == {"forces.0.local": "cannot tell"}


def test_a_share_at_the_centre_for_the_largest_community_of_each_place(told):
    centre = "sharing: {territorial: {model: devolved}, central: [{community: b, constrains: true}]}"
    assert told("PWR02", LOCAL + MIX % "0.1" + centre) == {"sharing.central": "fires"}
    assert told("PWR02", LOCAL + MIX % "0.1" + centre.replace(": b", ": a")) == {"sharing.central.0": "quiet"}
    assert told("PWR02", LOCAL + centre.replace("devolved", "centralised")) == {}
    assert told("PWR02", LOCAL + centre) == {"places": "cannot tell"}, "nothing says who lives there"


def test_a_centre_of_which_nothing_is_known_is_one_question(told):
    unknown = "sharing: {territorial: {model: devolved}, central: unknown}"
    assert told("PWR02", LOCAL + MIX % "0.1" + unknown) == {"sharing": "cannot tell"}
    assert told("PWR02", LOCAL + MIX % "0.1" + unknown.replace("unknown", "none")) == {"sharing.central": "fires"}


def test_groups_that_feed_the_force_count_as_its_communities(told):
    groups = "groups: [{id: m1, community: c}]\ninduction: [{id: s, from: m1, into: g}]\n"
    centre = "sharing: {territorial: {model: federal}, central: [{community: a, constrains: true}]}"
    assert told("PWR02", LOCAL + groups + centre) == {"sharing.central": "fires"}


@pytest.mark.parametrize(
    ("small", "shares", "result"),
    [
        ("0.1", "{a: 0.6, b: 0.4}", "fires"),
        ("{lo: 0.02, hi: 0.08}", "{a: 0.6, b: 0.4}", "fires in part"),
        ("0.03", "{a: 0.6, b: 0.4}", "quiet"),
        ("0.1", "{a: 0.6, b: 0.3, k: 0.1}", "quiet"),
        ("0.1", "{a: 0.6, b: 0.3, k: unknown}", "cannot tell"),
        ("0.1", "{a: 0.6, b: 0.4, k: {lo: 0, hi: 0.1}}", "quiet"),
    ],
)
def test_nobody_who_lives_there_is_left_out(told, small, shares, result):
    said = told("PWR03", f"{LOCAL}{MIX % small}sharing: {{allocation: [{{pool: g, rule: quota, shares: {shares}}}]}}")
    assert said["sharing.allocation.0.shares"] == result


def test_a_reason_answers_for_a_community_left_out(told):
    row = "{pool: g, rule: quota, shares: {a: 0.6, b: 0.4}, reason: {k: its own force}}"
    assert (
        told("PWR03", f"{LOCAL}{MIX % 0.1}sharing: {{allocation: [{row}]}}")["sharing.allocation.0.shares"] == "quiet"
    )


def test_left_out_communities_are_one_finding(messages):
    row = "sharing: {allocation: [{pool: g, rule: quota, shares: {a: 1.0}}]}"
    assert [m for m in messages("PWR03", LOCAL + MIX % "0.1" + row) if "'b', 'k'" in m]


def test_two_rules_for_one_force_and_none(told):
    two = "sharing: {allocation: [{pool: g, rule: population}, {pool: g, rule: parity}]}"
    assert told("PWR03", LOCAL + two)["sharing.allocation.1"] == "fires"
    assert told("PWR03", LOCAL + "sharing: {allocation: []}") == {"sharing.allocation": "fires"}
    assert told("PWR03", LOCAL + "sharing: {allocation: unknown}") == {"sharing.allocation": "cannot tell"}
    said = told("PWR03", LOCAL + "sharing: {allocation: [{rule: population}]}", open_world=True)
    assert said == {"forces.0.status": "cannot tell"}, "whether the charter keeps or dissolves it is not known"
    kept = LOCAL.replace("local: true", "local: true, status: existing")
    said = told("PWR03", kept + "sharing: {allocation: [{rule: population}]}", open_world=True)
    assert said == {"sharing.allocation": "cannot tell"}


def test_each_part_of_the_crisis_rule_is_asked_apart(told):
    rule = "sharing: {territorial: {crisis_rule: {who: pm, vote: unknown, max_days: none}, dispute_body: court}}"
    assert told("PWR04", LOCAL + rule) == {
        "sharing.territorial.crisis_rule.who": "quiet",
        "sharing.territorial.crisis_rule.vote": "cannot tell",
        "sharing.territorial.crisis_rule.max_days": "fires",
        "sharing.territorial.dispute_body": "quiet",
    }


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ('"ceiling by 2027"', "quiet"),
        ('"joint command"', "fires in part"),
        ("none", "fires"),
        ("unknown", "cannot tell"),
    ],
)
def test_a_settlement_has_a_year(told, text, result):
    assert told("PWR05", f"forces: [{{id: h, status: excluded, settlement: {text}}}]")["forces.0.settlement"] == result


def test_an_existing_force_needs_no_settlement(told):
    assert told("PWR05", "forces: [{id: h, status: existing}]") == {}


def test_tribal_and_municipal_leaders_stand_for_ethnic_and_provincial_ones(messages):
    rows = "{kind: municipal, power: nominates}, {kind: tribal, power: vetoes}, {kind: religious, power: %s}"
    said = messages("PWR06", f"{LOCAL}sharing: {{partners: [{rows % 'consulted'}]}}")
    assert said == ["religious leaders are only consulted"]
    assert messages("PWR06", f"{LOCAL}sharing: {{partners: [{rows % 'budget'}]}}") == []
    assert (
        messages("PWR06", f"{LOCAL}sharing: {{partners: []}}")[0]
        == "the charter gives no provincial leader a say in the force"
    )


@pytest.mark.parametrize(
    ("kind", "level", "result"),
    [
        ("town", "province", "fires"),
        ("town", "municipality", "fires"),
        ("town", "town", "quiet"),
        ("district", "municipality", "quiet"),
        ("province", "region", "fires"),
        ("province", "town", "quiet"),
        ("town", "none", "fires"),
        ("town", "unknown", "cannot tell"),
    ],
)
def test_the_bargain_reaches_the_level_of_the_force(told, kind, level, result):
    said = told("PWR07", f"{LOCAL}places: [{{id: d, kind: {kind}}}]\nsharing: {{territorial: {{level: {level}}}}}")
    assert said == {"sharing.territorial.level": result}


def test_the_groups_home_counts_as_its_root(told):
    fragment = (
        LOCAL + "places: [{id: d, kind: province}, {id: t, kind: town}]\ngroups: [{id: m1, home: [t]}]\n"
        "induction: [{id: s, from: m1, into: g}]\nsharing: {territorial: {level: province}}"
    )
    assert told("PWR07", fragment) == {"sharing.territorial.level": "fires"}


def test_a_place_that_the_file_does_not_declare_is_a_province(told):
    assert told("PWR07", LOCAL + "sharing: {territorial: {level: province}}") == {"sharing.territorial.level": "quiet"}


def test_a_federal_path_is_asked_only_where_one_is_opened(told):
    assert told("PWR08", "sharing: {territorial: {model: devolved}}") == {}
    opened = told(
        "PWR08", "sharing: {territorial: {model: devolved, federal_path: a referendum, secession_bar: unknown}}"
    )
    assert opened == {
        "sharing.territorial.federal_path": "quiet",
        "sharing.territorial.secession_bar": "cannot tell",
    }

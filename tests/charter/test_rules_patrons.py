"""PAT: command from abroad, ways around the state, two patrons on one force through the groups that feed it."""

import pytest


@pytest.mark.parametrize(
    ("kinds", "result"), [("[funds, command]", "fires"), ("[guidance]", "quiet"), ("unknown", "cannot tell")]
)
def test_command_among_what_a_patron_gives(told, kinds, result):
    assert told("PAT01", f"patrons: [{{actor: x, to: g, kinds: {kinds}}}]") == {"patrons.0.kinds": result}


@pytest.mark.parametrize("line", ["full", "operational", "disciplinary"])
def test_a_line_of_command_that_starts_abroad(told, line):
    fragment = f"actors: [{{id: x, level: foreign}}]\ncommand: [{{from: x, to: m1, type: {line}}}]"
    assert told("PAT01", fragment) == {"command.0.from": "fires"}
    assert told("PAT01", fragment.replace("foreign", "national")) == {}


def test_training_alone_needs_no_treasury(told):
    assert told("PAT02", "patrons: [{actor: x, to: g, kinds: [training, guidance]}]") == {}


def test_what_a_gift_lacks_is_one_finding_and_what_is_open_one_question(told, messages):
    row = "patrons: [{actor: x, to: g, kinds: [advisers], via_state: unknown, agreement: MoU, ends: none}]"
    assert told("PAT02", row) == {"patrons.0.via_state": "cannot tell", "patrons.0.ends": "fires"}
    bare = "patrons: [{actor: x, to: g, kinds: [funds, arms, advisers], via_state: false, agreement: none, ends: none}]"
    assert messages("PAT02", bare) == [
        "'x' gives 'g' funds, arms and advisers past the state, by no agreement and without an end date"
    ]


TWO = "patrons: [{actor: x, to: %s, kinds: [funds], via_state: %s}, {actor: y, to: %s, kinds: [arms], via_state: %s}]"


@pytest.mark.parametrize(
    ("one", "other", "result"),
    [
        ("false", "false", "fires"),
        ("none", "true", "fires in part"),
        ("true", "true", "quiet"),
        ("true", "unknown", "cannot tell"),
    ],
)
def test_two_patrons_of_one_force(told, one, other, result):
    assert told("PAT03", TWO % ("g", one, "g", other)) == {"patrons.0": result}


def test_one_patron_of_whom_little_is_known_is_still_one(told):
    assert told("PAT03", "patrons: [{actor: x, to: g, kinds: [funds], via_state: unknown}]") == {"patrons.0": "quiet"}


def test_a_group_carries_its_patron_into_no_other_force(told):
    two = "groups: [{id: m1}, {id: m2}]\ninduction: [{id: s, from: m1, into: g}, {id: t, from: m2, into: h}]\n"
    assert told("PAT03", two + TWO % ("m1", "false", "h", "false")) == {"patrons.0": "quiet", "patrons.1": "quiet"}


def test_two_rows_of_one_patron_are_one_patron(told):
    assert told("PAT03", (TWO % ("g", "false", "g", "false")).replace("actor: y", "actor: x")) == {"patrons.0": "quiet"}


def test_a_group_carries_its_patron_into_the_force(told):
    apart = TWO % ("m1", "false", "g", "false")
    assert told("PAT03", "groups: [{id: m1}]\n" + apart) == {"patrons.0": "quiet", "patrons.1": "quiet"}
    fed = "groups: [{id: m1}]\ninduction: [{id: s, from: m1, into: g}]\n"
    assert told("PAT03", fed + apart) == {"patrons.0": "fires"}


def test_a_promise_backed_from_abroad_alone_is_a_lesser_fault(told):
    actors = "actors: [{id: us, kind: foreign}, {id: mof, state: true}]\n"
    offer = "politics: {inducements: [{id: i, to: m1, kind: posts, condition: flip, backed_by: %s, until: %s}]}"
    at = "politics.inducements.0."
    assert told("PAT04", actors + offer % ("us", "2027"))[at + "backed_by"] == "fires in part"
    assert told("PAT04", actors + offer % ("mof", "2027"))[at + "backed_by"] == "quiet"
    assert told("PAT04", actors + offer % ("unknown", "none")) == {
        at + "condition": "quiet",
        at + "until": "fires",
        at + "backed_by": "cannot tell",
    }


def test_a_unit_carries_its_patron_into_its_force(told):
    units = "forces: [{id: g}]\nunits: [{id: u, force: g}]\n"
    assert told("PAT03", units + TWO % ("u", "false", "g", "false")) == {"patrons.0": "fires"}

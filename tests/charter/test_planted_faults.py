"""More than sixty faults planted in the model law, one at a time: each is found by the right part at the right clauses."""

import pytest

from studies.planted_faults import FAMILY, as_markdown, counts, planted, seen
from tether.charter import charter_from_text
from tether.charter.check import check

FAULTS = planted()


@pytest.fixture(scope="module")
def every():
    return {fault.id: seen(fault) for fault in FAULTS}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.id)
def test_each_planted_fault_is_found_with_all_its_clauses(every, fault):
    assert every[fault.id].found, f"{fault.fault}: no finding names {', '.join(fault.clauses)}"


def test_a_message_names_the_other_clauses_with_their_places(every):
    for s in every.values():
        finding = s.found[0]
        assert finding.related or finding.message.count("line ") + finding.message.count("art. "), finding.message


def test_there_are_ten_and_more_of_each_part_and_none_is_a_stop_but_a_circle(every):
    table = counts(tuple(every.values()))
    assert set(table) == set(FAMILY) and all(row[0] >= 10 for row in table.values())
    stops = {s.fault.id for s in every.values() for f in s.found if f.severity == "stop"}
    assert stops == {"circle"}
    assert "| all |" in as_markdown(tuple(every.values()))


# --- what looks alike and is no fault


LAWFUL = {
    "a referendum at the end of an agreement": """
law: {instrument: {kind: agreement, status: agreement, date: 2005-01-09}}
steps: [{id: referendum, kind: vote, date: 2011-01-09}]
""",
    "a circle whose lines never hold at one moment": """
command:
  - {from: a, to: b, type: operational, when: emergency}
  - {from: b, to: a, type: operational, when: joint-operation}
""",
    "a circle whose lines hold in other phases": """
phases: [{id: p1}, {id: p2}]
command: [{from: a, to: b, type: full, when: always, phase: p1}, {from: b, to: a, type: full, when: always, phase: p2}]
""",
    "a circle through two matters": """
command: [{from: a, to: b, type: operational, when: always}, {from: b, to: a, type: administrative, when: always}]
""",
    "a ban that carves a district out of a grant": """
places: [{id: c, parent: none}, {id: d, parent: c}, {id: e, parent: c}]
powers:
  - {force: g, power: patrol, places: [c], grant: lead}
  - {force: g, power: patrol, places: [d], grant: forbidden}
  - {force: h, power: patrol, places: [d], grant: lead}
""",
    "a headquarters in the capital": """
places: [{id: c, parent: none}, {id: d, parent: c}, {id: e, parent: c}]
forces: [{id: g, places: [d]}]
units: [{id: hq, force: g, echelon: hq, places: [e]}, {id: b, force: g, parent: hq, places: [d]}]
""",
    "places of which the charter does not say how they nest": """
forces: [{id: g, places: [iraq]}]
powers: [{force: g, power: patrol, places: [anbar], grant: lead}]
""",
    "a parliament that appoints and oversees": """
actors: [{id: parliament, kind: institution, state: true}]
forces: [{id: g, status: new}]
units: [{id: hq, force: g}]
posts: [{id: chief, unit: hq, appointed_by: parliament, removable_by: [parliament]}]
oversight: [{body: parliament, over: [g], independent: true}]
""",
    "a superior of a superior who prevails": """
command: [{from: pm, to: hq, type: full}, {from: hq, to: u, type: full}, {from: governor, to: u, type: operational}]
precedence: [{unit: u, first: pm}]
""",
}


@pytest.mark.parametrize("text", LAWFUL.values(), ids=LAWFUL)
def test_what_only_looks_like_a_contradiction_is_none(text):
    report = check(charter_from_text(text, "law.yaml", fragment=True), open_world=False, select=list(FAMILY.values()))
    assert [(f.code, f.message) for f in report.fired] == []

"""What is not read, or left open, is said in words: no id of a charter, a row or a group is printed."""

import re

import pytest

from tether.study.case import open_inputs
from tether.study.futures import pairs_of
from tether.study.unread_words import clause_in_words, left_open, named, unread_sentences

ID = re.compile(r"\b[a-z]+\d+-[a-z-]+|\b[a-z_]+\.(?:\d+|[a-z_]+)\b|\b[a-z]+_[a-z_]+\b")


@pytest.mark.parametrize("name", ["iraq-2015", "libya-2015"])
def test_every_sentence_of_a_shipped_case_names_no_id(name):
    """The leak was: “No mechanism reads p9-whole-units: induction.deploy.”"""
    case = open_inputs(name)
    files = sorted(f for f in (case.spec.folder / "charters").glob("*.yaml") if f.stem != "status-quo")
    charters = case.read_charters([str(f) for f in files])
    titles = {c.id: str(c.meta.title) for c in charters.values()}
    pairs = pairs_of(case, charters)
    found = [*unread_sentences(dict.fromkeys(u for p in pairs for u in p.unread), titles)]
    found += [words for words, _ in left_open(dict.fromkeys((p.host, u) for p in pairs for u in p.unknown), titles)]
    assert any("reads what P9 Incorporate whole militias says of" in said for said in found) and len(found) > 5
    leaks = {leak for said in found for leak in ID.findall(said)} | {c for c in charters for s in found if f"{c}:" in s}
    assert not leaks


def test_words_are_the_schemas_own_and_what_it_does_not_know_stays_readable():
    assert clause_in_words("induction.deploy") == "where they serve (intake)"
    assert clause_in_words("induction.0.vetting.level") == "one by one, or unit by unit (intake)"
    assert clause_in_words("end_state") == "how it ends"
    assert clause_in_words("no_such.key") == "no such, key"
    said = [*unread_sentences(["x: aid (a sponsor's to set)", "x: phases.0.tests.1 (share screened)"], {"x": "P1"})]
    assert said == [
        "No mechanism reads what P1 says of: outside aid, item by item, which is a sponsor's to set; "
        "the test of a phase on “share screened”."
    ]


def test_what_several_charters_leave_open_is_said_once():
    open_ = [
        ("a", "plan: whether a bloc is a militia or a group"),
        ("b", "plan: whether a bloc is a militia or a group"),
    ]
    ((words, plan),) = left_open(open_, {"a": "A design", "b": "B design"})
    assert plan and words == "whether a bloc in its plan is a militia or a group of militias (A design, B design)"


def test_names_stand_in_the_place_of_ids_and_of_nothing_else():
    names = {"tribal": "Sunni tribal fighters", "sunni-arab": "Sunni Arabs"}
    assert (
        named("no claim gives the share of sunni-arab in anbar", names)
        == "no claim gives the share of Sunni Arabs in anbar"
    )
    assert named("tribal-police of tribal", names) == "tribal-police of Sunni tribal fighters"

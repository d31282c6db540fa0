"""An amended text has no votes until its blocs are asked again, unless every demand turns on a clause."""

from tether.charter import charter_from_text
from tether.precedents.passage import STALE, asked_again, passage_of

TEXT = """charter: "0.3"
meta: {{id: p10, decider: host, overlay: status-quo}}
actors:
  - {{id: parliament, name: Parliament, kind: institution}}
  - {{id: bloc-a, name: Bloc A, kind: bloc}}
  - {{id: mof, name: Finance, kind: office}}
groups: [{{id: tribal, name: Tribes}}]
forces: [{{id: ing, kind: guard}}]
induction: [{{id: in, from: tribal, into: ing, mode: {mode}, intake: 9000}}]
pay: [{{force: ing, payer: mof, registration: {list}}}]
politics:
  passage: {{venue: parliament, rule: majority-present, seats: 100, quorum: 51}}
  vetoes: [{{actor: bloc-a, seats: 100, position: {position}, demands: [{{want: "whole brigades", {met}}}]}}]
"""
USUAL = {"mode": "individual", "list": "open", "position": "conditional", "met": "met: false"}
TIED = 'when: {at: "induction[in].mode", op: is, value: whole-unit}'


def charter(**more):
    return charter_from_text(TEXT.format(**{**USUAL, **more}), "p10.yaml")


def test_the_same_text_keeps_its_votes_and_an_amended_one_has_none():
    asked = charter()
    assert passage_of(charter(), asked=asked).told and not passage_of(charter(), asked=asked).stale
    for amended in (charter(mode="whole-unit"), charter(list="closed")):
        found = passage_of(amended, asked=asked)
        assert found.stale and not found.told and found.why == STALE


def test_blocs_asked_again_or_tied_to_clauses_vote_on_the_amended_text():
    asked = charter()
    assert asked_again(charter(mode="whole-unit", position="support"), asked)
    tied, amended = charter(met=TIED), charter(met=TIED, mode="whole-unit")
    assert passage_of(amended, asked=tied).told
    before, after = (passage_of(c).count.passed for c in (tied, amended))
    assert after > before, "the clause moves the vote"


def test_without_another_text_nothing_is_stale():
    assert asked_again(charter(), None)

import json

from tether.case import coverage as module
from tether.case.coverage import STRENGTHS, coverage, named_things
from tether.cli import main


def test_all_rows_of_the_article_are_there_in_order():
    assert [r.number for r in coverage()] == list(range(1, 68))


def test_a_row_without_its_carrier_weakens(monkeypatch):
    before = {r.number: r for r in coverage()}
    assert before[29].kinds == ("proved", "claim", "assumption")
    assert "mechanism fear" in before[29].carriers and before[58].strength == "proved"
    monkeypatch.setattr(module, "mechanisms", dict)
    monkeypatch.setattr(module, "all_rules", tuple)
    assert module.PLANNED[58] in {r.number: r for r in coverage()}[58].carriers
    monkeypatch.setattr(module, "PLANNED", {})
    after = {r.number: r for r in coverage()}
    assert "mechanism fear" not in after[29].carriers
    assert STRENGTHS.index(after[58].strength) > STRENGTHS.index(before[58].strength)


def test_rows_of_the_guards_rules_are_carried_by_rules():
    open_ = [r.number for r in coverage() if 49 <= r.number <= 60 and r.strength != "proved"]
    assert not open_


def test_a_claim_counts_only_if_the_store_uses_the_relation(monkeypatch):
    monkeypatch.setattr(module, "RELATIONS", {"no-such-relation": (8,)})
    assert {r.number: r for r in coverage()}[8].strength == "nothing"


def test_passage_carries_its_rows_only_while_its_bills_are_coded(monkeypatch):
    rows = {r.number: r for r in coverage()}
    assert all(any("passage" in c for c in rows[n].carriers) for n in (44, 45, 46, 47))
    assert any("past cases" in c for c in rows[48].carriers)
    kept = tuple(b for b in module.coded_bills() if b.country != "Libya" and b.id != "iraq-guard-2015")
    monkeypatch.setattr(module, "coded_bills", lambda: kept)
    without = {r.number: r for r in coverage()}
    assert not any("passage" in c for n in (44, 45, 46) for c in without[n].carriers)


def test_named_things_exist():
    missing = [name for name, there in named_things().items() if not there]
    assert not missing, missing


def test_the_verb_prints_the_table(capsys):
    assert main(["coverage", "--row", "58"]) == 0
    assert "official cover" in capsys.readouterr().out
    assert main(["coverage", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["rows"]) == 67

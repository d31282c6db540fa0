"""The acceptance table: every row is there, and a row loses what carries it when the code does."""

import json

import pytest

from studies.acceptance import coverage as module
from studies.acceptance.__main__ import main
from studies.acceptance.coverage import STRENGTHS, coverage, named_things, parts_of_the_code
from studies.acceptance.named import named, reach_of_names


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


def test_every_carrier_of_the_table_is_in_the_code():
    table = module._table("carriers.csv")
    assert [(e["kind"], e["name"]) for e in table] == [(kind, name) for kind, name, _ in parts_of_the_code()]
    assert len({(e["kind"], e["name"]) for e in table}) == len(table)
    assert set(module.mechanisms()) <= {e["name"] for e in table if e["kind"] == "mechanism"}


def test_the_rows_39_to_60_each_have_a_rule_or_a_named_reason():
    covered = {row for kind, _, rows in parts_of_the_code() if kind == "rule" for row in rows}
    elsewhere = {45, 47}  # the Libyan case (library) and the effect of design apart from setting (judgement)
    assert set(range(39, 61)) - elsewhere <= covered, set(range(39, 61)) - elsewhere - covered


def test_the_two_harms_and_the_two_objectives_are_separate_outcomes():
    """Rows 40 and 42 of the table ask for two each: nothing may fold them into one."""
    found = [(name, rows) for kind, name, rows in parts_of_the_code() if kind == "outcome"]
    by_row = {row: [name for name, rows in found if row in rows] for row in (40, 42, 66)}
    assert {"warlordism", "camp_rivalry", "armed_strangers"} == set(by_row[42])
    assert {"civilian_deaths", "insurgents", "held"} == set(by_row[40])
    assert set(by_row[66]) == {"devolution", "unruly_devolution"}


@pytest.mark.parametrize("reached", reach_of_names(), ids=lambda r: f"{r.country}-{r.what}")
def test_every_named_thing_of_the_article_is_reached(reached):
    assert reached.claims > 0


def test_most_named_things_rest_on_something_read():
    read = [r for r in reach_of_names() if r.seen]
    assert len(read) >= 0.9 * len(named())


def test_the_study_prints_the_table(capsys):
    main(["--row", "58"])
    assert "official cover" in capsys.readouterr().out
    main(["--json"])
    assert len(json.loads(capsys.readouterr().out)["rows"]) == 67

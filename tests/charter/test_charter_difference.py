"""What two charters ask and find: the same thing in other words is the same, and what is gone is not answered."""

import json
from pathlib import Path

import tether
from tether.charter.check import check
from tether.charter.compare import difference
from tether.charter.read import charter_from_text
from tether.charter.reports.comparison import comparison_data, comparison_document, settled_numbers, votes_to_ask
from tether.cli import main
from tether.report.writers import render

GUARD = Path(tether.__file__).parent / "charter" / "library" / "charters" / "example-guard-law.yaml"
LAW = """charter: "0.3"
meta: {id: law, status: draft}
actors: [{id: mof, name: Treasury, kind: ministry, state: true}]
groups: [{id: hill, name: Hill men, size: 900}, {id: river, name: River men, size: 300}]
forces: [{id: guard, name: Guard, kind: guard, status: new}]
induction:
  - {id: in-hill, from: hill, into: guard, mode: individual}
  - {id: in-river, from: river, into: guard, mode: individual}
pay: [{force: guard, payer: mof}]
"""


def between(before, after):
    return difference(*(check(charter_from_text(text, "law.yaml")) for text in (before, after)))


def told(findings):
    return {(f.code, f.path.partition(".")[0]) for f in findings}


def test_a_charter_and_itself_differ_in_nothing():
    found = between(LAW, LAW)
    assert not any(
        (found.changes, found.appeared, found.went, found.answered, found.opened, found.gone, found.reworded)
    )


def test_a_new_name_answers_no_question():
    found = between(
        LAW, LAW.replace("name: Hill men", "name: Men of the hill").replace("name: Guard", "name: The Guard")
    )
    assert not found.answered and not found.opened and not found.gone
    renamed = between(LAW, LAW.replace("in-hill", "hill-entry"))
    assert not renamed.answered and not renamed.opened and not renamed.gone


def test_a_row_that_is_gone_answers_no_question_and_one_that_says_it_does():
    gone = between(LAW, LAW.replace("  - {id: in-river, from: river, into: guard, mode: individual}\n", ""))
    assert gone.gone and {c for c, _ in told(gone.gone)} >= {"IND05"}
    assert all("river" in f.message or "in-river" in f.message or f.path.startswith("induction.1") for f in gone.gone)
    said = between(LAW, LAW.replace("payer: mof}", "payer: mof, via: bank}"))
    assert [f.code for f in said.answered if f.code == "PAY02"] == ["PAY02"] and not said.gone


def test_heads_money_and_votes():
    text = GUARD.read_text("utf-8")
    after = text.replace("intake: 720", "intake: 7200").replace("annual_budget: 18000000", "annual_budget: 90000000")
    found = between(text, after)
    assert {(n.kind, n.at, n.before, n.after) for n in settled_numbers(found)} == {
        ("heads", "induction[from-front].intake", "720", "7,200"),
        ("money", "pay[force=guard].annual_budget", "18,000,000", "90,000,000"),
    }
    lines = list(votes_to_ask(found))
    assert lines[0] == "In favour, as the sheets have it: 53 to 120 before, 53 to 120 after."
    assert any("hill-front: ask again" in line for line in lines) or any(
        "its stand was given" in line for line in lines
    )


def test_forms_of_the_verb(tmp_path, capsys):
    other = tmp_path / "other.yaml"
    other.write_text(GUARD.read_text("utf-8").replace("via: bank", "via: commander"), "utf-8")
    for form in ("html", "markdown", "json"):
        assert main(["diff", str(GUARD), str(other), "--format", form]) == 0
        assert "PAY02" in capsys.readouterr().out
    assert main(["diff", str(GUARD), str(other), "--out", str(tmp_path / "d.docx")]) == 0
    assert (tmp_path / "d.docx").stat().st_size > 3000
    assert main(["diff", str(GUARD), str(other), "--format", "docx"]) == 2
    found = between(GUARD.read_text("utf-8"), other.read_text("utf-8"))
    assert "bank" in str(render(comparison_document(found), "text"))
    assert json.dumps(comparison_data(found), default=str)

"""Section 4 says what would have to change: one short table, each edit in its file, and where to ask for the rest."""

from dataclasses import replace
from datetime import date

from brief_content import build

from tether.amend.amendment import AmendmentAsked, amend
from tether.amend.oracle import CheckedUnder
from tether.brief.page import annex as document
from tether.brief.sections.amendments import CHANGE, amended_blocks, amendments_table
from tether.charter import charter_from_text
from tether.charter.check import check
from tether.report.blocks import Table
from tether.report.writers import render
from tether.study import amendments

GUARD = """charter: "0.3"
meta: {id: guard, title: A guard, status: draft}
actors: [{id: mof, kind: ministry, state: true}]
groups: [{id: hill, size: 900}]
forces: [{id: g, kind: guard, status: new, local: true}]
induction: [{id: in-hill, from: hill, into: g, mode: whole-unit, contract_with: commander}]
pay: [{force: g, payer: mof, via: commander}]
"""
DAY = CheckedUnder(date(2026, 11, 30))


def content(**asked):
    law = charter_from_text(GUARD, "guard.yaml")
    found = amend(law, AmendmentAsked(**asked), DAY)
    return build(findings={"guard": check(law)}, amendments={"guard": found}), found


def test_a_charter_has_its_row_with_edits_points_and_what_is_proved():
    made, found = content()
    table = next(b for b in amended_blocks(made) if isinstance(b, Table))
    assert len(table.rows) == 1
    cells = table.rows[0].cells
    assert cells[1] == str(len(found.edits)) and cells[2] == str(found.price)
    assert "no set in the menu costs less" in cells[4]
    page = render(document(made), "html")
    assert CHANGE in page and "tether amend CHARTER --case" in page


def test_every_edit_stands_in_the_file_with_what_it_clears():
    _, found = content()
    table = amendments_table({"guard": found})
    assert len(table) == len(found.edits) and table["points"].sum() == found.price
    assert all(table["clears"])


def test_a_search_that_was_cut_short_is_not_called_proved():
    made, found = content(checks=12)
    assert found.out_of_time
    table = next(b for b in amended_blocks(made) if isinstance(b, Table))
    assert "not looked at" in table.rows[0].cells[4] or "none costs less than" in table.rows[0].cells[4]


def test_a_charter_without_its_amendment_is_named_and_without_any_the_section_is_as_before():
    made, _ = content()
    both = replace(made, findings={**made.findings, "other": next(iter(made.findings.values()))})
    assert "Not asked:" in render(document(both), "text")
    assert CHANGE not in render(document(replace(made, amendments=None)), "html")


class Place:
    theatre = known = None


def test_a_charter_is_searched_once_in_a_process(monkeypatch):
    law, asked = charter_from_text(GUARD, "guard.yaml"), []
    monkeypatch.setattr(amendments, "amend", lambda *given: asked.append(given) or amend(*given))
    monkeypatch.setattr(amendments, "_KEPT", {})
    one = amendments.amendments_of(Place(), [law])
    again = amendments.amendments_of(Place(), [charter_from_text(GUARD, "guard.yaml")])
    assert len(asked) == 1 and one["guard"] is again["guard"]
    amendments.amendments_of(Place(), [charter_from_text(GUARD.replace("900", "901"), "guard.yaml")])
    assert len(asked) == 2


def test_runs_of_the_checker_bound_it_alike_every_time():
    law = charter_from_text(GUARD, "guard.yaml")
    runs = [amend(law, AmendmentAsked(checks=n), DAY) for n in (12, 12, 400)]
    assert runs[0].edits == runs[1].edits and runs[0].floor == runs[1].floor
    assert runs[2].proved and not runs[2].out_of_time

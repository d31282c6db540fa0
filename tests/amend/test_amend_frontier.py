"""The frontier is what the count of all sets says it is; what an edit costs in votes and men is told, or that none can."""

from datetime import date
from itertools import combinations

from certificate_mutations import VOTED

from tether.amend.amendment import AmendmentAsked, amend
from tether.amend.edits import Desk, exclude
from tether.amend.frontier import frontier
from tether.amend.menu import Menu
from tether.amend.oracle import CheckedUnder, Oracle
from tether.amend.prices import price_table
from tether.amend.report import amendment_data, amendment_document
from tether.amend.search import AmendmentGoal, AmendmentSearch
from tether.amend.votes import counted
from tether.charter import charter_from_text
from tether.cli import main
from tether.errors import InputError
from tether.report.writers import render

UNDER = CheckedUnder(date(2026, 11, 30))


def found_in(text):
    return amend(charter_from_text(text, "voted.yaml"), AmendmentAsked(frontier=True), UNDER)


def test_no_set_in_the_menu_is_better_than_a_point_in_price_votes_and_warnings():
    oracle = Oracle(Desk.of(charter_from_text(VOTED, "voted.yaml")), UNDER, ("stop", "error", "warning"))
    search = AmendmentSearch(oracle, Menu(oracle, price_table()), AmendmentGoal(soft=("warning",)))
    told = frontier(search)
    assert told.whole and len(told.points) >= 2
    wishes = search.wishes(oracle.state(()))
    every = []
    for size in range(4):  # no set of the frontier is larger, and no larger one as cheap as the dearest of its points
        for some in combinations(search.menu.edits, size):
            if any(exclude(a, b) for a, b in combinations(some, 2)):
                continue
            try:
                state = oracle.state(some, traced=False)
            except InputError:
                continue
            if not search.open(state, wishes):
                votes, warnings = counted(state.charter, UNDER), state.report.count("warning")
                every.append((sum(e.price for e in some), -votes[0], warnings))
    best = {
        one for one in every if not any(o != one and all(x <= y for x, y in zip(o, one, strict=True)) for o in every)
    }
    points = [(p.price, -p.votes[0], p.warnings) for p in told.points]
    assert set(points) <= best
    assert min(best) in points, "the cheapest"
    assert min(w for _, _, w in best) == min(w for _, _, w in points), "the fewest warnings"


def test_the_answer_is_on_the_frontier_and_every_point_has_its_set_on_every_page(tmp_path, capsys):
    found = found_in(VOTED)
    assert found.price == min(p.price for p in found.frontier.points)
    document = amendment_document(found)
    text, page = render(document, "text"), render(document, "html")
    data = amendment_data(found)["frontier"]
    for number, point in enumerate(found.frontier.points, 1):
        assert f"Set {number}, {point.price} points" in text and f"Set {number}, {point.price} points" in page
        assert len(data["points"][number - 1]["edits"]) == len(point.edits)
    law = tmp_path / "law.yaml"
    law.write_text(VOTED, "utf-8")
    assert main(["amend", str(law), "--frontier", "--on", "2026-11-30"]) == 0
    assert "warnings left" in capsys.readouterr().out


def test_votes_and_men_are_told_where_the_sheet_and_the_streams_say_so():
    found = found_in(VOTED)
    cost = {e.at: c for e, c in zip(found.edits, found.costs, strict=True)}
    mode = next(c for at, c in cost.items() if at.startswith("induction[in-hill]"))
    assert mode.votes is not None and mode.votes[0] > 0 and mode.heads == (900, 900)
    untied = amend(charter_from_text(VOTED.replace(", size: 900", ""), "v"), AmendmentAsked(), UNDER)
    assert all(c.heads is None and c.heads_why for c in untied.costs)
    plain = VOTED.partition("politics:")[0]
    alone = amend(charter_from_text(plain, "v"), AmendmentAsked(), UNDER)
    assert all(c.votes is None and c.votes_why for c in alone.costs)
    assert "cannot tell" in render(amendment_document(alone), "text")


def test_a_number_of_men_that_an_edit_moves_is_told_by_how_much():
    text = """charter: "0.3"
meta: {id: n, status: draft}
actors: [{id: mod, kind: ministry, state: true}]
forces: [{id: g, kind: guard, status: new, ceiling: 2000, target_strength: 2400}]
"""
    found = amend(charter_from_text(text, "n.yaml"), AmendmentAsked(), UNDER)
    moved = [c for c in found.costs if c.change]
    assert moved and abs(moved[0].heads[0]) == 400


def test_a_conflict_is_told_in_one_sentence():
    found = amend(charter_from_text(VOTED, "v"), AmendmentAsked(red_lines=("induction[in-hill]",)), UNDER)
    text = " ".join(render(amendment_document(found), "text").split())
    assert "These can't be had together: IND01 cleared, the red line on induction[in-hill]." in text

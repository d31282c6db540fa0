"""The search finds the cheapest edits, by the count of all sets too; what can't be had together is named."""

import importlib
import json
from datetime import date
from itertools import combinations

import pytest

from tether.amend.amendment import AmendmentAsked, amend, red_lines
from tether.amend.certificate import certificate_text
from tether.amend.covering import CoveringProblem, CoverRow, cheapest
from tether.amend.edits import Desk, Edit, applied, exclude, touches
from tether.amend.menu import Menu
from tether.amend.offers import _with_share
from tether.amend.oracle import CheckedUnder, Oracle
from tether.amend.prices import _known, price_table
from tether.amend.report import amendment_document
from tether.amend.search import UNREADABLE, AmendmentGoal, AmendmentSearch, greedy
from tether.amend.verification.amending import clash
from tether.amend.verification.verdict import CheckedAgain, verify_amendment
from tether.charter import charter_from_text
from tether.charter.check import check
from tether.charter.rules import all_rules
from tether.charter.schema_keys import key_at
from tether.errors import InputError, UsageError
from tether.report.writers import render

search_module = importlib.import_module("tether.amend.search")
DAY = date(2026, 11, 30)
UNDER = CheckedUnder(DAY)
PAID = """charter: "0.3"  # the guard's pay
meta: {id: paid, status: draft}
actors:
  - {id: mof, name: Ministry of Finance, kind: ministry, state: true}
  - {id: court, name: Court of Audit, kind: court, state: true}
groups: [{id: hill, name: Hill men, size: 900}]
forces: [{id: g, name: Guard, kind: guard, status: new, local: true}]
induction:  # how they enter
  - {id: in-hill, from: hill, into: g, mode: whole-unit, contract_with: commander}
pay:
  - {force: g, payer: mof, via: commander}  # must go
"""


def found_in(text, **asked):
    return amend(charter_from_text(text, "paid.yaml"), AmendmentAsked(**asked), UNDER)


def search_of(text, goal=None):
    oracle = Oracle(Desk.of(charter_from_text(text, "paid.yaml")), UNDER, ("stop", "error"))
    return AmendmentSearch(oracle, Menu(oracle, price_table()), goal or AmendmentGoal())


def brute_force(search):
    """Return the least price of a set of edits after which nothing is left that can be cleared, over all sets."""
    oracle, edits = search.oracle, search.menu.edits
    wishes = search.wishes(oracle.state(()))
    best = None
    for size in range(len(edits) + 1):
        for some in combinations(edits, size):
            price = sum(e.price for e in some)
            if (best is not None and price >= best) or any(exclude(a, b) for a, b in combinations(some, 2)):
                continue
            if not search.open(oracle.state(some), wishes):
                best = price
    return best


def test_every_row_of_the_prices_is_a_key_of_the_schema_and_facts_have_none():
    table = price_table()
    assert all(_known(path) for path in table.rows)
    assert table.points("pay.0.via", "set") and table.points("pay", "add")
    for fact in ("groups.0.size", "places.0.population", "actors.0.state", "politics.vetoes.0.position", "meta.kind"):
        assert table.points(fact, "set") is None, fact


def test_the_edits_clear_what_they_say_keep_the_layout_and_none_is_idle():
    found = found_in(PAID)
    assert found.proved and found.price == found.floor == sum(e.price for e in found.edits)
    assert {f.code for f in found.cleared} >= {"IND01", "PAY02"}
    assert "# the guard's pay" in found.text and "# must go" in found.text and "# how they enter" in found.text
    left = check(charter_from_text(found.text, "paid.yaml"), today=DAY)
    assert not [f for f in left.fired if f.severity in ("stop", "error")]
    needed = {number for f in found.cleared for number in f.without}
    assert needed == {e.number for e in found.edits}, "an edit without which nothing comes back is idle"


def test_a_red_line_on_the_only_cure_is_a_conflict_of_the_two():
    found = found_in(PAID, red_lines=("induction[in-hill]",))
    assert [(w.kind, w.name) for w in found.conflict] == [("rule", "IND01"), ("red line", "induction[in-hill]")]
    assert not found.edits and not found.text and not found.found


def test_too_few_edits_are_a_conflict_with_what_they_cannot_clear():
    found = found_in(PAID, most=1)
    assert {w.kind for w in found.conflict} == {"rule", "most"} and len(found.conflict) == 3


def test_what_is_asked_wrongly_is_told_before_anything_runs():
    with pytest.raises(UsageError, match="clear: 'errors!'; did you mean 'error'"):
        found_in(PAID, clear=("errors!",))
    with pytest.raises(UsageError, match="from 1"):
        found_in(PAID, most=0)
    with pytest.raises(InputError) as told:
        found_in(PAID, red_lines=("pay[nobody]", "nothing.here"))
    said = str(told.value)
    assert len(told.value.problems) == 2
    assert "pay has no row 'nobody'" in said and "force=g" in said and "no key 'nothing'" in said


def test_a_users_prices_move_the_choice(tmp_path):
    table = tmp_path / "prices.csv"
    table.write_text("path,set,add,drop,kind,agree,why\npay.via,,,,,,stays\npay,,,2,changes meaning,parliament,\n")
    edit = next(e for e in found_in(PAID, prices=table).edits if e.path.startswith("pay"))
    assert edit.op == "drop" and edit.price == 2 and "parliament" in edit.agree


def test_a_faulty_table_of_prices_is_told_with_every_line(tmp_path):
    table = tmp_path / "prices.csv"
    table.write_text(
        "path,set,add,drop,kind,agree,why\npay.route,3,,,,,\npay.via,-1,,,quick,,\npay.roll,3,,,,,\npay.roll,3,,,,,\n"
    )
    with pytest.raises(InputError) as told:
        found_in(PAID, prices=table)
    said = str(told.value)
    assert "no such key" in said and "set '-1'" in said and "kind 'quick'" in said and "twice" in said
    assert ":2:" in said and ":3:" in said and ":5:" in said


def fragments():
    """Return small charters: rules' failing snippets, each with one other's where their sections don't meet."""
    rules = [r for r in all_rules() if r.severity in ("stop", "error") and not r.code.startswith(("SCH", "DUT"))]
    return [f'charter: "0.3"\n{r.fails}\n' for r in rules]


def read_small(texts):
    for text in texts:
        try:
            yield text, charter_from_text(text, "small.yaml")
        except InputError:
            continue  # a snippet that names what it doesn't declare


def test_the_search_costs_what_the_count_of_all_sets_costs():
    compared = 0
    for text, _ in list(read_small(fragments()))[::6]:
        search = search_of(text)
        result = search.run()
        if len(search.menu.edits) > 9:
            continue
        compared += 1
        if result.edits is not None:
            assert result.price == brute_force(search), text
        else:
            assert brute_force(search) is None, text
    assert compared >= 4


def test_edits_that_cannot_be_read_together_end_no_search():
    first = search_of(PAID).run()
    search = search_of(PAID)
    read = search.oracle.charter

    def charter(edits):
        if {e.number for e in edits} == first.edits:
            raise InputError("the charter can't be read with these edits made")
        return read(edits)

    search.oracle.charter = charter
    found = search.run()
    assert found.edits is not None and found.edits != first.edits and found.price >= first.price and found.proved
    assert [c.state for c in search.learnt if c.code == UNREADABLE] == [first.edits]


def test_a_drafters_way_is_never_cheaper():
    search = search_of(PAID)
    result = search.run()
    by_hand = greedy(search, search.wishes(search.oracle.state(())))
    assert by_hand is not None and search.price(by_hand) >= result.price


def test_rows_struck_and_added_keep_their_paths():
    desk = Desk.of(charter_from_text('charter: "0.3"\nforces: [{id: g}]\npay: [{force: g}, {force: g}, {force: g}]\n'))
    edits = [
        Edit(0, "drop", "pay.0"),
        Edit(1, "set", "pay.2", (("via", "bank"),)),
        Edit(2, "add", "pay", (("force", "g"), ("via", "mobile"))),
    ]
    tree, rows = applied(desk, edits)
    assert [row.get("via") for row in tree["pay"]] == [None, "bank", "mobile"]
    assert rows.before("pay.0.via") == "pay.1.via" and rows.before("pay.2.via") == "pay.+2.via"
    assert rows.before("~pay.1.via") == "~pay.2.via" and rows.before("pay") == "pay"


def test_an_edit_touches_what_it_writes_what_was_not_there_and_the_rows_of_its_list():
    written = Edit(0, "set", "law", (("courts", {}),), under=("law.courts",), exact=("law",))
    assert touches(written, frozenset({"law.courts.abuse_cases"})) and touches(written, frozenset({"law"}))
    assert not touches(written, frozenset({"law.min_age"}))
    struck = Edit(1, "drop", "pay.0", under=("pay.0",), exact=("pay",))
    assert touches(struck, frozenset({"pay.0.via"})) and not touches(struck, frozenset({"pay.1.via", "~pay.0.force"}))
    added = Edit(2, "add", "pay", under=("pay.+2",), exact=("pay",))
    assert touches(added, frozenset({"+pay"})) and touches(added, frozenset({"pay.+2.via"}))


def test_two_rows_of_one_id_are_never_added_to_one_list():
    row, other = (("id", "prepare"), ("starts", "2027-03")), (("id", "prepare"), ("starts", "2027-04"))
    one, two = (
        Edit(1, "add", "phases", row, under=("phases.+1",)),
        Edit(2, "add", "phases", other, under=("phases.+2",)),
    )
    elsewhere = Edit(3, "add", "steps", row, under=("steps.+3",))
    assert exclude(one, two) and not exclude(one, elsewhere)
    data = [
        {"number": e.number, "op": e.op, "path": e.path, "values": [list(v) for v in e.values]}
        for e in (one, two, elsewhere)
    ]
    whole = charter_from_text('charter: "0.3"', "f", fragment=True)
    assert clash(data[0], data[1], whole) and not clash(data[0], data[2], whole)


def test_shares_that_fill_the_whole_still_do_when_one_is_lowered():
    origin, planned = key_at(("units", 0, "origin")), key_at(("units", 0, "community_shares"))
    assert _with_share({"sdf": 1}, "sdf", 0.33, origin) == {"sdf": 0.33, "recruits": 0.67}
    assert _with_share({"a": 0.6, "b": 0.4}, "a", 0.3, planned) == {"a": 0.3, "b": 0.7}
    assert _with_share({"a": 0.5}, "a", 0.3, planned) == {"a": 0.3}  # the others are not named: they keep their shares
    assert _with_share({"a": 1}, "a", 0.3, planned) is None


def test_the_master_takes_the_cheapest_then_the_fewest():
    edits = [Edit(n, "set", f"pay.{n}", price=p, under=(f"pay.{n}.via",)) for n, p in enumerate((3, 3, 6, 5))]
    rows = [CoverRow(frozenset({0, 2})), CoverRow(frozenset({1, 2}))]
    assert cheapest(CoveringProblem(edits, rows)) == {2}, "six points either way: one edit rather than two"
    assert cheapest(CoveringProblem(edits, [*rows, CoverRow(frozenset({3}), frozenset({2}))])) == {0, 1}
    assert cheapest(CoveringProblem(edits, rows, forbidden=frozenset({0, 2}))) is None


def test_red_lines_are_places_by_ids_or_numbers():
    charter = charter_from_text(PAID, "paid.yaml")
    lines = red_lines(charter, ("induction[in-hill].mode", "pay.0"))
    assert [line.path for line in lines] == ["induction.0.mode", "pay.0"]


def test_faults_of_prices_and_of_red_lines_are_told_at_once(tmp_path):
    table = tmp_path / "prices.csv"
    table.write_text("path,set,add,drop,kind,agree,why\npay.route,3,,,,,\n")
    with pytest.raises(InputError) as told:
        found_in(PAID, prices=table, red_lines=("oversight[x]", "induction[in-hil].mode"))
    said = str(told.value)
    assert "no such key" in said and "the charter has no oversight" in said and "did you mean 'in-hill'?" in said


class Spent:
    """Time of which the stages named are over, each after so many looks at it."""

    def __init__(self, **looks):
        self.looks = looks

    def over(self, stage):
        self.looks[stage] = self.looks.get(stage, 10**9) - 1
        return self.looks[stage] < 0

    def left(self, stage):
        return 60.0


def test_a_search_without_time_gives_the_best_set_found_beside_a_floor(monkeypatch):
    best = search_of(PAID).run()
    monkeypatch.setattr(search_module, "TimeAllowed", lambda seconds: Spent(search=1))
    search = search_of(PAID)
    found = search.run()
    assert found.out_of_time and not found.conflict
    assert found.floor <= best.price <= found.price
    assert not search.open(
        search.oracle.state(search.menu.by_number(found.edits)), search.wishes(search.oracle.state(()))
    )


def test_findings_that_the_time_did_not_reach_are_told_and_not_called_beyond_help(monkeypatch):
    monkeypatch.setattr(search_module, "TimeAllowed", lambda seconds: Spent(menu=3))
    found = found_in(PAID)
    assert found.out_of_time and found.untried and not found.spared and not found.conflict
    assert "not looked at in the time given" in render(amendment_document(found), "text")
    data = json.loads(certificate_text(found.certificate))
    told = verify_amendment(data, charter_from_text(PAID, "paid.yaml"), price_table(), CheckedAgain())
    assert told.ok and any("not looked at" in note for note in told.notes)


def test_with_no_time_at_all_nothing_is_claimed(monkeypatch):
    monkeypatch.setattr(search_module, "TimeAllowed", lambda seconds: Spent(search=0, repair=0))
    found = found_in(PAID)
    assert not found.edits and not found.found and not found.certificate
    assert "No whole set was found" in render(amendment_document(found), "text")


def test_what_only_the_other_edits_bring_about_is_named():
    found = found_in(PAID)
    needed = {n for finding in (*found.cleared, *found.kept_off) for n in finding.without}
    assert needed == {e.number for e in found.edits}


def test_a_fault_that_is_only_made_milder_is_not_cleared():
    """A company that enters whole was the cheapest way out of a brigade that enters whole."""
    search = search_of(PAID)
    found = search.run()
    assert not any(("mode", "sub-unit") in e.values for e in search.menu.by_number(found.edits))
    mode = next(n for n, e in enumerate(search.menu.edits) if any(k == "mode" for k, _ in e.values))
    milder = Edit(mode, "set", "induction.0", (("mode", "sub-unit"),), under=("induction.0.mode",))
    left = search.oracle.state([milder], traced=False).left
    assert [f.severity for f in left if f.code == "IND01"] == ["error"]
    report = search.oracle.state([milder], traced=False).report
    assert [f.severity for f in report.fired if f.code == "IND01"] == ["warning"]

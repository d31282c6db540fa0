"""What a charter costs: known numbers, the plan's count, what nobody prices, the word against the money named."""

import csv
from dataclasses import replace
from importlib.resources import files

import pytest

from tether.brief.money import claimed_sentences
from tether.budget import cost_of
from tether.budget.cost import NO_NUMBER, rank_factor
from tether.budget.money import claimed_budgets
from tether.budget.price_book import ITEMS, MoneySpan, in_currency, price, price_book, region
from tether.budget.questions import cost_questions
from tether.charter import charter_from_text
from tether.charter.check import check
from tether.charter.letter.wording import worded
from tether.charter.reports.letter import LetterHead, letter
from tether.charter.settings import Settings
from tether.evidence.claims import load_claims
from tether.induction.measures import Handover, HandoverMonth

HEAD = """charter: "0.3"
meta: {id: x, decider: host, starts: 2015-07, currency: USD, country: Iraq}
actors: [{id: mof, name: Ministry of Finance, state: true}, {id: us, name: United States}]
groups: [{id: tribal, name: Tribes}]
forces: [{id: ing, name: National Guard, kind: guard}]
"""
STREAM = "induction: [{id: s, from: tribal, into: ing, mode: individual, intake: 1000, starts: 2015-07}]\n"
PAID = "pay: [{force: ing, payer: mof, base_month: 400}]\n"


def made(body, **more):
    return cost_of(charter_from_text(HEAD + body, "x.yaml"), **more)


def line(cost, item):
    return next(one for one in cost.lines if one.item == item)


def plan(heads, exits=0):
    months = tuple(HandoverMonth(m, n, n / 100, 0.1, exits) for m, n in enumerate(heads))
    mixed = (0.1, 0.1, 1.0, 0.1, 0.0)
    return Handover("x", "individual", True, 100, heads[-1], *mixed, 1, exits, exits, 0, float("nan"), months)


def test_pay_is_heads_times_months_times_the_charters_own_base_pay():
    cost = made(STREAM + PAID)
    pay, keep = line(cost, "pay"), line(cost, "keep")
    assert cost.months == 24 and pay.number == MoneySpan(24_000, 24_000, 24_000)
    assert pay.total.low == pay.total.middle == 1000 * 400 * 24 and pay.total.high > pay.total.middle
    assert keep.total.middle == pytest.approx(0.3 * pay.total.middle) and pay.label == "charter"
    assert cost.full_year.middle == pytest.approx(1000 * 400 * 12 * Settings().oncost)


def test_the_middle_of_the_upkeep_is_the_checkers_on_cost_and_the_planners():
    """One number, one source: the plan counts base pay × 12 × on-cost, every rank alike."""
    found = price("keep", "IRQ", 2015)
    assert found and found.amount.middle == pytest.approx(Settings().oncost - 1)


def test_the_parts_add_up_to_the_whole_and_the_months_to_the_parts():
    cost = made(STREAM.replace("mode:", "training: {weeks: 8}, vetting: {by: mof}, mode:") + PAID)
    whole = sum(m.middle for m in cost.by_month)
    assert whole == pytest.approx(cost.total.middle) == pytest.approx(sum(one.total.middle for one in cost.lines))
    assert [one.item for one in cost.lines] == ["pay", "keep", "training", "equipment"]
    assert all(one.total.low <= one.total.middle <= one.total.high for one in cost.lines)
    assert cost.unpriced == (ITEMS["screening"],) and ITEMS["screening"] in cost.asked


def test_a_plan_that_exists_is_what_is_priced():
    cost = made(STREAM + PAID, plan=plan([10, 40, 60]))
    assert (cost.months, cost.heads, cost.planned) == (3, 60, True)
    assert line(cost, "pay").total.middle == 400 * (10 + 40 + 60)
    assert [m.middle for m in line(cost, "equipment").months] == [10 * 10000, 30 * 10000, 20 * 10000]


def test_places_in_civil_life_cost_what_the_charter_says_and_a_plan_counts_those_taken():
    out = "exits: [{id: e, kind: job-public, places: 30, cost: 7, starts: 2015-09}]\n"
    alone = made(out)
    assert line(alone, "exit").total == MoneySpan(210, 210, 210) and alone.by_month[2].middle == 210
    taken = made(STREAM + PAID + out, plan=plan([10, 10], exits=12))
    assert line(taken, "exit").total.middle == 12 * 7


def test_a_pension_is_paid_for_the_months_that_are_left():
    pension = made("exits: [{id: e, kind: pension, places: 10, starts: 2015-07}]\n")
    each = line(pension, "pension").each.middle
    assert pension.total.middle == pytest.approx(10 * each * 24) and pension.currency == "USD"
    syria = made("exits: [{id: e, kind: pension, places: 10}]\n".replace("x", "x"), country="Syria")
    assert syria.lines  # the charter's own country goes first
    other = charter_from_text(HEAD.replace("Iraq", "Syria") + "exits: [{id: e, kind: pension, places: 10}]\n", "x.yaml")
    assert cost_of(other).unpriced == (ITEMS["pension"],) and cost_of(other).word == "not priced"


@pytest.mark.parametrize(
    ("pay", "word"),
    [
        ("", "no money named"),
        ("pay: [{force: ing, payer: mof}]\n", "payer, no sum"),
        ("pay: [{force: ing, payer: mof, base_month: 400, annual_budget: 1000}]\n", "short"),
        ("pay: [{force: ing, payer: mof, base_month: 400, annual_budget: 15000000}]\n", "undecided"),
        ("pay: [{force: ing, payer: mof, base_month: 400, annual_budget: 900000000}]\n", "covered"),
        ("pay: [{force: ing, payer: mof, annual_budget: 9000000000, funded_until: 2014-01-31}]\n", "short"),
        ("aid: [{id: a, donor: us, to: ing, item: salaries, value: 900000000}]\n", "covered"),
        ("aid: [{id: a, donor: us, to: ing, item: salaries}]\n", "payer, no sum"),
    ],
)
def test_the_word_is_the_cost_against_the_money_named(pay, word):
    assert made(STREAM + pay).word == word


def test_who_takes_nobody_in_pays_nobody_and_an_unknown_intake_is_not_priced():
    assert made("").word == "no pay" and not made("").lines
    open_ = made(STREAM.replace("1000", "unknown") + PAID)
    assert open_.word == "not priced" and NO_NUMBER in open_.unpriced


def test_what_was_published_after_the_cut_off_is_not_known():
    early, late = price("pay", "LBY", 2015, as_of="2015-06"), price("pay", "LBY", 2015, as_of="2016-06")
    assert early and late and (early.year, late.year) == (2013, 2016)
    assert (
        price("pay", "IRQ", 2015, as_of="2013-01") is None or price("pay", "IRQ", 2015, as_of="2013-01").where != "IRQ"
    )


def test_the_nearest_place_wins_and_a_fallback_says_that_it_is_judged():
    nigeria = price("pay", "NGA", 2026)
    assert nigeria and nigeria.where == "africa" and nigeria.general and "judged for africa" in nigeria.standing
    assert region("SYR") == "middle-east" and region("LBY") == "africa" and region("") == ""
    assert price("screening", "IRQ", 2015) is None  # nothing was read, so nothing is said


def test_an_amount_goes_through_a_rate_the_widest_way_round_and_back():
    pay = price("pay", "IRQ", 2015, as_of="2015-06")
    rate = price("rate", "IRQ", 2015, as_of="2015-06")
    dollars = in_currency(pay, "USD", "IRQ", 2015, "2015-06")
    assert dollars.amount.low == pay.amount.low / rate.amount.high and 640 < dollars.amount.middle < 648
    assert in_currency(pay, "EUR", "IRQ", 2015) is None


def test_a_price_in_dollars_alone_is_unpriced_in_a_currency_without_a_rate():
    text = (HEAD + STREAM + PAID).replace("USD", "SYP").replace("Iraq", "Syria")
    cost = cost_of(charter_from_text(text, "x.yaml"))
    assert cost.currency == "SYP" and [one.item for one in cost.lines] == ["pay", "keep"]
    assert any("no rate to SYP is known" in u for u in cost.unpriced)


def test_every_row_of_the_book_is_whole_and_what_is_read_has_an_address():
    rows = list(csv.DictReader(files("tether.budget").joinpath("prices.csv").read_text("utf-8").splitlines()))
    for row, found in zip(rows, price_book(), strict=True):
        assert 0 < found.amount.low <= found.amount.middle <= found.amount.high, row
        assert row["label"] in ("read", "judged", "assumed") and row["note"] and row["source"] and row["published"]
        assert row["label"] != "read" or row["url"].startswith("http"), row
        assert found.label != "read" or not found.general, "what holds for a region is no reading"


def test_officers_cost_more_than_soldiers_and_twice_the_men_cost_twice():
    assert 1 < rank_factor().low < rank_factor().middle < rank_factor().high < 2
    one, two = made(STREAM + PAID), made(STREAM.replace("1000", "2000") + PAID)
    assert two.total.middle == pytest.approx(2 * one.total.middle)
    assert replace(one, lines=()).total == MoneySpan(0, 0, 0)


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_the_letter_asks_the_finance_ministry_for_what_nobody_prices(language):
    report = check(charter_from_text(HEAD + STREAM.replace("mode:", "vetting: {by: mof}, mode:") + PAID, "x.yaml"))
    (asked,) = cost_questions(report)
    assert asked.message == "What does the screening of a man cost?" and asked.ask == "the finance ministry"
    written = letter(report, LetterHead(language), [asked])
    ((found,),) = [[q for q in qs if q.codes == ("NUM04",) and q.place == asked.short_place] for who, qs in written.groups
                   if who == "the finance ministry"]  # fmt: skip
    assert not found.untranslated and written.count == letter(report, LetterHead(language)).count + 1
    assert cost_questions(check(charter_from_text(HEAD, "x.yaml"))) == ()


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_thing_that_can_be_asked_has_its_words(language):
    for item, words in ITEMS.items():
        if item != "keep":
            assert worded(f"What does {words} cost?", language, {}, "NUM04").known, item
    several = worded("What does each of these cost: a soldier’s pay and the screening of a man?", language, {}, "NUM04")
    assert several.known and "«" not in several.text


def test_a_sum_from_a_source_later_than_the_cut_off_says_so():
    claims = load_claims("iraq")
    (early,) = {c.later for c in claimed_budgets(claims, ["ing"], "2015-06")}
    (late,) = {c.later for c in claimed_budgets(claims, ["ing"], "2016-01")}
    assert (early, late) == (True, False)
    cost = made(STREAM + PAID, as_of="2015-06", claims=claims)
    told = claimed_sentences({"x": replace(cost, claimed=claimed_budgets(claims, ["ing"], "2015-06"))})
    assert [s.text for s in told if "2015-09-14, which is later than the cut-off)" in s.text] == [s.text for s in told]

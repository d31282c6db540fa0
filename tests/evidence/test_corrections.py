"""What was found wrong in November 2026 and mended stays mended: the shipped files against docs/reference/corrections.md."""

import csv
import re
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from tether.charter.rules import rule_of
from tether.evidence.claims import load_claims
from tether.gate.regimes import load_regimes

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reference/corrections.md").read_text("utf-8")
REGIMES = {r.id: r for r in load_regimes()}
CLAIMS = {c: load_claims(c) for c in ("iraq", "libya", "yemen")}


def said(country, subject, predicate):
    return [c for c in CLAIMS[country].about(subject) if (c.subject, c.predicate) == (subject, predicate)]


def lists(country, subject):
    return {(c.object, str(c.happened_from)[:7]) for c in said(country, subject, "designated-by")}


def test_the_page_has_a_line_for_each_row_with_its_state():
    rows = re.findall(r"^\| (\d+) \| .+ \| (mended|mended in part|widened|left) \| .+ \|$", PAGE, re.M)
    assert [int(n) for n, _ in rows] == list(range(1, 34))
    assert all("read" in line for line in PAGE.splitlines() if re.match(r"\| \d+ \|.*\bLeft: ", line)), "what to read"


def test_no_vote_was_held_on_iraq_s_guard_bill():
    events = " ".join(str(c.object) for c in said("iraq", "ing", "event"))
    assert "no vote was held" in events and "vote fails" not in events
    with (resources.files("tether.precedents") / "bills.csv").open(encoding="utf-8", newline="") as file:
        ended = {row["bill"]: row["ended"] for row in csv.DictReader(file)}
    assert ended["iraq-guard-2015"] == "lapsed" and list(ended.values()).count("lapsed") >= 4


@pytest.mark.parametrize(
    ("code", "words"),
    [("LAW05", "11(4)(e)"), ("LAW02", "necessary corrective steps"), ("LAW03", "art. 3"), ("LAW02", "since Dec 2011")],
)
def test_rules_of_law_cite_what_was_read(code, words):
    rule = rule_of(code)
    assert words in f"{rule.source} {rule.second} {rule.law}" and "11(5)(e)" not in f"{rule.source} {rule.second}"


def test_lists_are_two_and_have_their_days():
    assert {("us", "2019-04"), ("us-sdgt", "2007-01")} <= lists("iraq", "irgc")
    assert {("us", "2025-09"), ("us-sdgt", "2019-03")} <= lists("iraq", "nujaba")
    assert {("us", "2021-01"), ("us", "2025-03"), ("us-sdgt", "2024-02")} <= lists("yemen", "houthis")
    assert ("un", "2013-05") not in lists("libya", "islamic-state")
    named = [c for c in said("yemen", "houthis", "designated-by") if c.object == "un-security-council"]
    assert {str(c.happened_from) for c in named} == {"2015-04-14", "2022-02-28"}


def test_claims_that_nobody_could_find_are_gone_or_say_less():
    assert not [c for c in CLAIMS["libya"].about("qatar") if c.predicate == "recognised-by"]
    assert not [c for c in said("libya", "gnc", "recognised-by") if c.object == "qatar"]
    assert {c.object for c in said("libya", "lna", "composed-of")} >= {"eastern-tribes"}
    assert not [c for c in said("libya", "lna", "composed-of") if c.object == "western-tribes"]
    sixty = [c for c in said("iraq", "hashd-iran", "size") if c.source.id == "knights-2019" and c.v == 60000]
    assert sixty and all("hindsight" in c.note for c in sixty)
    vetted = [c for c in CLAIMS["iraq"] if c.predicate == "vetted-by" and c.source.id == "afp-vetted"]
    assert vetted and vetted[0].seen


@pytest.mark.parametrize("country", ["iraq", "syria", "yemen", "lebanon", "libya"])
def test_the_union_has_an_entry_for_each_country(country):
    assert [r for r in REGIMES.values() if "eu-member" in r.deciders and country in r.countries]


@pytest.mark.parametrize(
    ("regime", "ref", "day"),
    [
        ("us-authority", "10 U.S.C. 333", date(2020, 1, 1)),
        ("us-iraq-train-equip", "Counter-ISIS Train and Equip Fund", date(2020, 1, 1)),
        ("us-iraq-train-equip", "section 1216", date(2026, 11, 1)),
        ("us-syria", "section 1264", date(2024, 6, 1)),
        ("un-libya-arms-embargo", "S/RES/2769 (2025)", date(2025, 6, 1)),
        ("eu-common-position", "2019/1560", date(2020, 1, 1)),
        ("eu-common-position", "2025/779", date(2026, 1, 1)),
        ("eu-syria-embargo", "2011/273", date(2012, 1, 1)),
    ],
)
def test_the_texts_that_were_missing_are_cited_on_their_days(regime, ref, day):
    found = REGIMES[regime]
    cited = {found.texts[n - 1].ref for rule in found.on(day) for n in rule.texts}
    assert any(ref in text for text in cited), sorted(cited)


def test_fewer_than_a_hundred_facts_of_iraq_are_unread_and_each_says_what_would_settle_it():
    unread = [c for c in CLAIMS["iraq"] if c.tag == "R"]
    assert 0 < len(unread) < 100
    page = (ROOT / "docs/reference/unread-facts.md").read_text("utf-8").split("## Iraq")[1].split("\n## ")[0]
    rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| Fact")]
    assert len(rows) == len(unread) and all(row.split(" | ")[-1].strip(" |") for row in rows)

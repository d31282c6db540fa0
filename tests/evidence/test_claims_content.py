"""The shipped claims: valid against the theatres, sourced, and fit for what reads them."""

import csv
import re
import zlib
from pathlib import Path

import pytest

from tether.dossier.store import open_store
from tether.evidence.claims import PREDICATES, load_claims
from tether.evidence.claims.ucdp import load_ucdp, ucdp_cards
from tether.theatre import load

COUNTRIES = ("iraq", "libya", "syria", "yemen", "lebanon")


@pytest.fixture(scope="module", params=COUNTRIES)
def store(request):
    return open_store(request.param, "2015-06")


def test_every_claim_has_a_source_with_title_date_and_grade(store):
    for claim in store.claims:
        source = claim.source
        assert source.title and source.grade and source.published
        assert claim.derived or claim.happened_from <= source.published


def test_nobody_is_an_actor(store):
    assert not [a for a in store.actors if a.kind in ("person", "people")]
    assert not [a for a in store.actors if a.name.startswith(("Forces of M", "Forces of I", "Forces of K"))]


def test_a_cut_off_lets_nothing_later_through(store):
    for claim in store.claims:
        assert claim.known_from <= store.as_of
        assert claim.happened_to is None or claim.happened_to <= store.as_of
    assert all(c.known_from > store.as_of for c in store.later)


def test_ucdp_claims_carry_the_theatres_ids_and_their_card():
    claims = load_ucdp("iraq", {116: "iraqi-government", 234: "islamic-state"})
    pairs = {(c.subject, c.object) for c in claims if c.predicate == "fights"}
    assert ("iraqi-government", "islamic-state") in pairs
    assert {c.source.id for c in claims} <= {card.id for card in ucdp_cards()}
    assert all(card.licence == "CC BY 4.0" and card.citations for card in ucdp_cards())


def test_external_support_is_never_made_a_patron():
    for country in COUNTRIES:
        said = {c.predicate for c in load_ucdp(country, {}) if c.source.id.startswith("ucdp-esd")}
        assert said <= {"supports-in-fight-with"}


def test_shares_of_a_place_make_a_whole():
    iraq = load_claims("iraq").as_of("2015-06")
    for place in load("iraq").place_ids:
        people = [c.v for c in iraq.about(place, "community-share")]
        assert len(people) == 5 and sum(people) == pytest.approx(1, abs=0.02), place
        held = [iraq.interval(s, "controls", place) for s in ("iraqi-government", "krg", "islamic-state")]
        assert sum(i.v for i in held if i) == pytest.approx(1, abs=0.03), place


def test_every_relation_of_the_article_is_a_predicate():
    relations = """fights requests aids refuses commands composed-of aligned-with recognises patron-of rooted-in abuses fears
    distrusts competes-with controls recruits-from defects-from shares-power-with"""
    assert set(relations.split()) <= set(PREDICATES)


ARTICLE_RUNS = frozenset(int(r, 16) for r in (Path(__file__).parent / "article_runs.txt").read_text("ascii").split())
READ_ELSEWHERE = Path(__file__).parent / "quotes_read.csv"


def _runs(text: str) -> list[str]:
    """Return the runs of three words of a text, as ``article_runs.txt`` keeps them (their CRC-32)."""
    words = re.findall(r"\w+", text.lower())
    return [" ".join(words[i : i + 3]) for i in range(max(1, len(words) - 2))]


def test_a_quote_is_words_that_stand_in_its_source():
    """The article's words are held against its own; other quotes are listed with where their words were read."""
    read = {(r["source"], r["words"]) for r in csv.DictReader(READ_ELSEWHERE.read_text("utf-8").splitlines())}
    quoted = [c for country in COUNTRIES for c in load_claims(country) if c.quote]
    assert len(quoted) > 20
    for claim in quoted:
        if claim.source.id.startswith("article"):
            lost = [r for r in _runs(claim.quote) if zlib.crc32(r.encode()) not in ARTICLE_RUNS]
            assert not lost, f"{claim.where}: '{lost[0]}' does not stand in the article: a remark is a note"
        else:
            assert (claim.source.id, claim.quote) in read, f"{claim.where}: add where these words were read, or a note"


@pytest.mark.parametrize(
    "remark", ["closely tied to Iran; the number is the coder's", "armoured vehicles and mine detectors"]
)
def test_a_remark_is_no_words_of_the_article(remark):
    assert any(zlib.crc32(r.encode()) not in ARTICLE_RUNS for r in _runs(remark))

"""Facts that nobody read: each is listed with what would settle it, and judgements are never added to them."""

import json
from dataclasses import replace

import pytest

from tether.cli import main
from tether.dossier.store import open_store
from tether.dossier.unread import settled_by, unread_page
from tether.evidence.claims import PREDICATES, Claims, load_claims
from tether.evidence.claims.read import claimed_countries
from tether.report.writers import render


def test_fewer_than_a_hundred_facts_of_iraq_are_left_unread():
    iraq = load_claims("iraq")
    unread = [c for c in iraq if c.tag == "R"]
    assert 0 < len(unread) < 100
    assert all(settled_by(c) in render(unread_page(open_store("iraq", "2100")), "markdown") for c in unread[:5])


@pytest.mark.parametrize("country", claimed_countries())
def test_each_unread_fact_says_what_would_settle_it(country):
    for claim in load_claims(country):
        if claim.tag == "R":
            assert settled_by(claim) and "read in its own words" not in settled_by(claim), (
                claim.where,
                claim.predicate,
            )
    assert set(PREDICATES) >= {c.predicate for c in load_claims(country)}


def test_a_rows_own_word_on_what_would_settle_it_comes_first():
    [claim, *_] = load_claims("iraq").about("bloc-sunni", "seats")
    assert settled_by(claim) == "the electoral commission's certified result"
    assert settled_by(replace(claim, settled_by="IHEC, table 4")) == "IHEC, table 4"


def test_facts_and_judgements_are_two_figures():
    store = open_store("iraq", "2015-06")
    page = unread_page(store)
    facts = [c for c in store.claims if c.tag == "R"]
    judged = [c for c in store.claims if c.tag == "J"]
    text = " ".join(render(page, "text").split())
    assert len(page.data["facts_unread"]) == len(facts) and page.data["judgements"] == len(judged)
    assert f"{len(facts)} are facts that nobody read" in text and f"{len(judged)} are judgements" in text
    assert str(len(facts) + len(judged)) not in text.split("Facts that nobody read", 2)[1]
    none = unread_page(replace(store, claims=Claims("iraq", ())))
    assert "None." in render(none, "text")


def test_the_verb_lists_an_actors_unread_facts(capsys):
    assert main(["dossier", "iraq-2015", "army", "--unread", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    rows = (told.get("data") or told)["facts_unread"]
    assert rows and all((r["settled_by"] and "Iraqi Army" in r["says"]) or r["claim"] for r in rows)
    assert main(["dossier", "iraq-2015", "nobody", "--unread"]) == 2
    assert "no actor 'nobody'" in capsys.readouterr().err

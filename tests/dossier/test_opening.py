"""A dossier opens with who they are in three sentences, a timeline and the size with its spread."""

from dataclasses import replace

import pytest

from tether.dossier import open_store
from tether.dossier.opening import MOST_DATED, sizes, timeline, who_they_are
from tether.dossier.page import profile_page
from tether.dossier.profile import make_profile
from tether.report.text import as_text


@pytest.fixture(scope="module")
def iraq():
    return open_store("iraq", "2015-06")


def said(sentences):
    return " ".join(s.text for s in sentences)


def test_three_sentences_say_what_who_and_what_they_did(iraq):
    badr = who_they_are(make_profile(iraq, "badr"))
    assert len(badr) == 3 and all(s.text.endswith(".") for s in badr)
    assert "is an armed group" in badr[0].text and "in law a party in parliament" in badr[0].text
    assert "backed by IRGC Quds Force (funds, arms, advisers, training; since 2003; a judgement)" in badr[1].text
    assert "on credible record 3 times" in badr[2].text and "does not name it" in badr[2].text
    assert all(s.sources for s in badr)
    titles = [s.title for s in profile_page(make_profile(iraq, "badr")).sections]
    assert titles[:3] == ["", "Timeline", "How many"]
    assert titles.index("Contradictions, side by side") if "Contradictions, side by side" in titles else True


def test_what_is_not_in_the_evidence_is_said(iraq):
    bare = replace(iraq, claims=iraq.claims.where(lambda c: False))
    text = said(who_they_are(make_profile(bare, "badr-organisation")))
    for piece in ("what it is in law is not in the evidence", "Who backs, commands or stands beside it is not",
                  "not to say that it did nothing"):  # fmt: skip
        assert piece in text
    assert said(sizes(make_profile(bare, "badr-organisation"))) == "Nobody in the evidence says how many they are."
    assert timeline(make_profile(bare, "badr-organisation")) == ((), 0)


@pytest.mark.parametrize("country", ["iraq", "libya", "syria", "yemen", "lebanon"])
def test_every_actor_of_every_country_opens_in_plain_sentences(country):
    store = open_store(country, "2015-06")
    for actor in [a for a in store.actors if not a.id.startswith("ucdp-")]:
        profile = make_profile(store, actor.id)
        opening = who_they_are(profile)
        assert len(opening) == 3
        for sentence in opening:
            assert sentence.text[0].isupper() or not sentence.text[0].isascii(), sentence.text
            assert not any(bad in sentence.text for bad in ("  ", " ,", "None", "()", "((", "..", " none")), (
                sentence.text
            )
            assert all(s in {c.source.id for c in profile.claims} for s in sentence.sources)


def test_a_timeline_is_in_order_short_and_counts_the_rest(iraq):
    rows, more = timeline(make_profile(iraq, "pmf"))
    assert 3 < len(rows) <= MOST_DATED and more >= 0
    starts = [r.text.removeprefix("since ")[:4] for r in rows]
    assert starts == sorted(starts) and all(r.sources and r.result for r in rows)


def test_sizes_are_told_by_way_of_counting_with_their_spread(iraq):
    told = said(sizes(make_profile(iraq, "army")))
    assert "Payroll (on a pay list): 210,000 to 310,000 people" in told and "Field (present and fit to be used)" in told
    assert "From the lowest to the highest, however counted, it is 50,000 to 310,000, a factor of 6.2." in told
    assert "Nobody in the evidence counted those present in the field" in said(sizes(make_profile(iraq, "badr")))


def test_a_size_that_no_longer_holds_is_told_with_its_date(iraq):
    old = replace(iraq, claims=iraq.claims.where(lambda c: not (c.predicate == "size" and c.period.holds(iraq.as_of))))
    told = [said(sizes(make_profile(old, a.id))) for a in old.actors if a.kind == "group"]
    assert any("No number holds on 2015-06-30; the last one known is of" in t for t in told)


def test_nothing_read_is_said_before_anything_else(iraq):
    text = " ".join(as_text(profile_page(make_profile(iraq.without(grades=["court"]), "badr"))).split())
    assert text.index("no headline may rest on it") < text.index("is an armed group")


def test_event_data_that_end_before_the_window_say_nothing_of_it():
    late = open_store("iraq", "2026-07")
    for name in ("badr", "islamic-state"):
        profile = make_profile(late, name)
        assert profile.fighting is None and "GED" not in who_they_are(profile)[2].text

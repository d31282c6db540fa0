"""Profiles: one rule for state and militia, gaps said, contradictions side by side, nothing from after the date."""

import json

import pytest

from tether.dossier.fighting import fighting
from tether.dossier.page import afterwards_page, profile_page
from tether.dossier.profile import (
    SECTIONS,
    contradictions,
    make_profile,
    number,
    plural,
    sentence,
    source_dependence,
    when,
)
from tether.dossier.store import CaseEvidence, case_of, open_store
from tether.errors import UsageError
from tether.evidence.claims import PREDICATES
from tether.report.blocks import Listing, Sentence
from tether.report.html import as_html
from tether.report.json_twin import as_data_text, as_twin, printed_sentences
from tether.report.text import as_text
from tether.report.writers import WRITERS


@pytest.fixture(scope="module")
def iraq():
    return open_store("iraq", "2015-06-01")


@pytest.fixture(scope="module")
def badr(iraq):
    return make_profile(iraq, "badr-organisation")


def test_an_actor_is_found_by_any_of_its_names(iraq):
    for name in ("badr-organisation", "Badr Corps", "منظمة بدر", "badr organization"):
        assert iraq.actor(name).id == "badr-organisation"
    with pytest.raises(UsageError, match="did you mean 'badr-organisation'"):
        iraq.actor("badr-organisatoin")


def test_badr_has_its_status_patrons_record_and_gaps(badr):
    said = as_text(profile_page(badr))
    for part in ("Status in law", "Patrons and clients", "IRGC Quds Force is patron of Badr", "grave abuses, credible",
                 "the data do not name Badr Organisation", "That is not zero", "Gaps", "Sources", "Retrospective"):  # fmt: skip
        assert part in said, part
    assert any("Recalled only" in g for g in badr.gaps) and badr.may_headline


def test_every_sentence_about_a_claim_names_its_source(badr):
    page = profile_page(badr)
    shown = [s for b in page.blocks if isinstance(b, Listing) for s in b.items if isinstance(s, Sentence) and s.sources]
    assert len(shown) >= len(badr.claims)
    assert all(source in page.numbers for s in shown for source in s.sources)


@pytest.mark.parametrize("case", ["syria-sdf-2026", "iraq-2026"])
def test_what_the_dossiers_of_a_live_case_say_of_anybody_has_its_source(case):
    """Every actor of the case: each claim that is printed names a source; only what is absent has none."""
    evidence = case_of(case)
    store = open_store(evidence.country, evidence.cut_off, folder=evidence.folder)
    said = [
        s
        for actor in store.actors
        for s in printed_sentences(as_twin(profile_page(make_profile(store, actor.id))))
        if s.result.startswith("claims/")
    ]
    assert len(said) > 300
    assert [s.text for s in said if not s.sources] == []


def test_each_printed_claim_is_found_in_the_twins_data(badr):
    twin = as_twin(profile_page(badr))
    rows = {f"claims/{row['where']}" for claims in twin["data"]["sections"].values() for row in claims}
    printed = {s.result for s in printed_sentences(twin) if s.result.startswith("claims/") and "+" not in s.result}
    assert printed == rows and len(rows) > 20
    assert all(s.sources for s in printed_sentences(twin) if s.result.startswith("claims/"))


def test_a_claim_smuggled_in_from_later_is_in_no_profile(iraq):
    for name in ("aah", "pmf", "islamic-state", "ramadi"):
        profile = make_profile(iraq, name)
        assert all(c.known_from <= iraq.as_of for c in profile.claims)
        later = afterwards_page(profile)
        assert profile.later and "None of this was known at the cut-off" in as_text(later)
    assert "2020" not in json.dumps(
        json.loads(as_data_text(profile_page(make_profile(iraq, "aah"))))["sections"]["status"]
    )


def test_the_state_goes_through_the_same_rows_as_the_militia(iraq, badr):
    police = make_profile(iraq, "fedpol")
    assert set(police.sections) == set(badr.sections) == set(SECTIONS)
    for profile in (police, badr):
        assert any(c.object.startswith("credible") for c in profile.sections["record"] if c.predicate == "abuse-record")


def test_every_predicate_has_a_section():
    placed = {p for s in SECTIONS.values() for p in (*s.subject, *s.object)}
    assert set(PREDICATES) <= placed


def test_contradictions_stand_side_by_side(iraq):
    police = make_profile(iraq, "islamic-state")
    found = [c for c in police.contradictions if c.one.predicate == "size"]
    assert found == [] or all(c.one.hi < c.other.lo for c in found)
    army = [c for c in iraq.claims if c.subject == "army" and c.basis == "field"]
    payroll = [c for c in iraq.claims if c.subject == "army" and c.basis == "payroll"]
    assert not contradictions([*army, *payroll])  # a payroll does not contradict the field


def test_two_numbers_that_do_not_meet_contradict(iraq):
    import dataclasses

    one = next(c for c in iraq.claims if c.subject == "army" and c.basis == "field")
    other = dataclasses.replace(one, lo=400_000.0, v=450_000.0, hi=500_000.0)
    (found,) = contradictions([other, one])
    assert found.one is one and found.how == "by a factor of 3"
    past = dataclasses.replace(
        other, happened_to=one.happened_from.replace(year=2013), happened_from=one.happened_from.replace(year=2012)
    )
    assert not contradictions([one, past])


def test_the_share_of_the_fighting_is_the_event_datas(iraq):
    named = fighting(iraq, iraq.actor("islamic-state"))
    assert named.named and named.share > 0.9 and named.window == ("2014-07", "2015-06")
    unnamed = fighting(iraq, iraq.actor("badr-organisation"))
    assert not unnamed.named and unnamed.share is None
    inside = fighting(open_store("libya", "2015-06"), open_store("libya", "2015-06").actor("misrata-militias"))
    assert inside.share is None and inside.under == "Operation Dawn"


def test_what_hangs_on_one_source_is_said_after_the_sections(badr):
    leans = source_dependence(badr)
    assert leans
    titles = [s.title for s in profile_page(badr).sections]
    assert (
        titles.index("Strength on paper and in the field")
        < titles.index("What hangs on one source")
        < titles.index("Gaps")
    )
    for lean in leans:
        without = make_profile(badr.store.without(source=lean.source), badr.actor.id)
        emptied = [SECTIONS[k].title.lower() for k in SECTIONS if not any(c.seen for c in without.sections[k])]
        assert any(title in lean.loss for title in emptied)


def test_an_actor_known_by_memory_alone_may_not_headline(iraq):
    profile = make_profile(iraq.without(grades=["court"]), "badr-organisation")
    assert not profile.may_headline
    assert "no headline may rest on it" in as_text(profile_page(profile))


def test_published_only_is_stricter(iraq):
    strict = make_profile(iraq.published_only(), "badr-organisation")
    assert 0 < len(strict.claims) < len(make_profile(iraq, "badr-organisation").claims)
    assert all(c.published <= iraq.as_of for c in strict.claims)


@pytest.mark.parametrize("form", WRITERS)
def test_a_page_comes_in_every_form(badr, form):
    text = WRITERS[form](profile_page(badr))
    assert "Badr" in text if form != "docx" else text.startswith(b"PK")
    if form == "html":
        assert "http-equiv" in text and "<script" not in text and 'dir="auto"' in text
        assert "src=" not in text and "@import" not in text


def test_markup_in_a_claim_is_shown_and_not_run(badr):
    import dataclasses

    store = badr.store
    evil = dataclasses.replace(
        store.claims.claims[0], subject="badr-organisation", predicate="said", object="<script>x</script>"
    )
    claims = dataclasses.replace(store.claims, claims=(*store.claims.claims, evil))
    page = profile_page(make_profile(dataclasses.replace(store, claims=claims), "badr-organisation"))
    assert "<script>" not in as_html(page) and "&lt;script&gt;" in as_html(page)


def test_sentences_agree_with_their_subject_and_say_their_reserve(iraq):
    assert (
        plural("Houthis")
        and plural("People of Misrata")
        and not plural("United States")
        and not plural("Council of Ministers")
    )
    claim = next(c for c in iraq.claims if c.subject == "hashd-iran" and c.predicate == "aligned-with")
    said = sentence(claim, iraq.names)
    assert "brigades are aligned with" in said.text and "judgement" in said.text and not said.recalled
    ghost = next(c for c in iraq.claims if c.predicate == "ghost-share" and c.subject == "army" and c.tag == "D")
    assert number(ghost) == "15 % (5 % to 30 %)" and when(ghost) == "since 2014"


def test_a_case_gives_country_and_cut_off():
    case = case_of("iraq-2015")
    assert case.country == "iraq" and case.cut_off.startswith("2015-") and case.folder.name == "iraq-2015"
    assert case_of("libya-2099") == CaseEvidence("libya", "2099-06")
    assert case_of("libya") == CaseEvidence("libya")

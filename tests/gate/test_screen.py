"""The screen: the article's request and its variations end differently, and for stated reasons."""

import dataclasses
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

import tether
from tether.dossier import open_store
from tether.dossier.profile import ORDER
from tether.errors import InputError, UsageError
from tether.evidence.claims import Period
from tether.gate.note import worst
from tether.gate.page import as_data, note_page
from tether.gate.regimes import Regime, RegimeRule, load_regimes, parse
from tether.gate.report import request_file
from tether.gate.request import Paper, read_request
from tether.gate.screen import note_leaning, screen
from tether.report.text import as_text
from tether.report.writers import WRITERS

CASES = Path(tether.__file__).parent / "cases"
ARTICLE = CASES / "libya-2015" / "request.yaml"
VARIATIONS = sorted((CASES / "libya-2015" / "requests").glob("*.yaml"))


@pytest.fixture(scope="module")
def libya():
    return open_store("libya", "2015-06-10")


@pytest.fixture(scope="module")
def request_():
    return read_request(ARTICLE)


@pytest.fixture(scope="module")
def note(request_, libya):
    return screen(request_, "us", store=libya)


def _verdicts(note):
    return {i.id: i.verdict for i in note.items}


def test_the_call_from_misrata_is_stopped_for_the_reasons_of_its_day(note):
    assert _verdicts(note) == {
        "satellite-intelligence": "stop",
        "night-vision-goggles": "stop",
        "armoured-vehicles": "stop",
        "mine-detectors": "open",
    }
    stops = {(s.regime, s.item) for s in note.stops}
    assert ("un-libya-arms-embargo", "night-vision-goggles") in stops
    assert ("non-intervention", "satellite-intelligence") in stops
    leahy = next(r for r in note.items[0].results if r.regime == "us-leahy")
    assert leahy.result == "not-reached"
    facts = {f.name: f.value for f in note.facts}
    assert (facts["recipient.organ"], facts["recipient.recognised"], facts["recipient.hostile"]) == ("no", "no", "yes")


def test_the_request_and_three_variations_end_differently_under_two_deciders():
    ends = {}
    for path in (ARTICLE, *VARIATIONS):
        for who in ("us", "eu-member"):
            made = screen(read_request(path), who)
            reasons = frozenset((s.regime, s.item) for s in made.stops)
            ends[path.stem, who] = (tuple(sorted(_verdicts(made).items())), reasons)
    assert len(VARIATIONS) == 3 and len(set(ends.values())) == 8


def test_what_stops_the_variations():
    bad = screen(read_request(CASES / "libya-2015/requests/recognised-unit-bad-record.yaml"), "us")
    assert {s.regime for s in bad.stops} == {"us-leahy"} and bad.supposed
    clean = screen(read_request(CASES / "libya-2015/requests/clean-unit-unrecognised.yaml"), "us")
    assert {"us-leahy", "us-authority"}.isdisjoint(s.regime for s in clean.stops)
    asked = {f.name for f in clean.asked}  # nobody looked whether it fights beside special forces: a question, no stop
    assert "recipient.shares-operations" in asked and "recipient.with-government" not in asked
    partial = screen(read_request(CASES / "libya-2015/requests/partial-items.yaml"), "us")
    assert not partial.stops and partial.verdict == "condition"


def test_a_stop_cannot_be_outweighed(request_, libya, note):
    kind = RegimeRule("yes", Period(date.min, None), parse(""), "clear", "fine", (), None)
    friendly = [
        Regime(f"kind-{n}", "Kind", "statute", ("us",), (), Period(date.min, None), (), (kind,), "", ())
        for n in range(50)
    ]
    flattered = screen(request_, "us", store=libya, regimes=[*load_regimes(), *friendly])
    assert _verdicts(flattered) == _verdicts(note)
    assert worst(["clear"] * 99 + ["stop"]) == "stop" and ORDER[0] == "stop"


def test_only_the_paper_on_file_and_in_time_lifts_a_stop(request_, libya):
    def stops(*papers):
        made = screen(dataclasses.replace(request_, papers=papers), "us", store=libya)
        return {(s.regime, s.item) for s in made.stops}

    before = stops()
    approval = Paper("committee-approval", "Committee", date(2015, 6, 1), "S/AC.52/1")
    consent = Paper("government-consent", "Ministry", date(2015, 6, 1), "letter 7")
    late = dataclasses.replace(approval, date=date(2015, 7, 1))
    assert stops(late) == before
    assert ("un-libya-arms-embargo", "night-vision-goggles") not in stops(approval)
    assert ("non-intervention", "satellite-intelligence") in stops(approval)
    assert ("non-intervention", "satellite-intelligence") not in stops(consent)
    assert ("un-libya-arms-embargo", "night-vision-goggles") in stops(consent)


def test_what_is_recalled_decides_no_fact(request_, libya, note):
    bare = screen(request_, "us", store=libya.without(recalled=True))
    assert _verdicts(bare) == _verdicts(note)
    records = [c for c in libya.claims if c.predicate == "abuse-record" and c.source.id == "hrw-tawergha"]
    assert records and next(f for f in note.facts if f.name == "recipient.grave-record").value == "yes"
    others = tuple(dataclasses.replace(c, seen=False) if c in records else c for c in libya.claims)
    recalled = dataclasses.replace(libya, claims=dataclasses.replace(libya.claims, claims=others))
    record = next(f for f in screen(request_, "us", store=recalled).facts if f.name == "recipient.grave-record")
    assert record.value == "unknown" and record.claims
    assert not any(c.seen for c in record.claims if "credible" in c.object)


def test_claims_on_both_sides_leave_a_fact_open(libya, request_):
    yes = next(c for c in libya.claims if c.predicate == "not-organ-of")
    no = dataclasses.replace(yes, predicate="organ-of")
    claims = dataclasses.replace(libya.claims, claims=(*libya.claims.claims, no))
    made = screen(request_, "us", store=dataclasses.replace(libya, claims=claims))
    organ = next(f for f in made.facts if f.name == "recipient.organ")
    assert organ.value == "unknown" and organ.contested and len(organ.claims) == 2


def test_without_the_source_of_a_fact_the_note_says_what_it_loses(request_, libya):
    def note(store):
        return screen(request_, "un-mission", store=store)

    assert note_leaning(libya, note) == ()
    one = dataclasses.replace(
        libya, claims=libya.claims.where(lambda c: c.source.id == "vov-2015-03" or c.predicate != "fights")
    )
    leans = note_leaning(one, lambda store: screen(request_, "us", store=store))
    assert "satellite intelligence goes from stop to open" in {x.source: x.loss for x in leans}["vov-2015-03"]


def test_an_earlier_date_knows_less(request_):
    early = screen(request_, "us", "2014-01")
    facts = {f.name: f.value for f in early.facts}
    assert facts["recipient.hostile"] == "unknown" and facts["recipient.organ"] == "unknown"


def test_a_list_entry_that_may_be_the_recipient_leaves_the_listing_open(request_, libya):
    supposed = dataclasses.replace(request_, supposed=(("recipient.listed-us", "no"),), supposed_because="searched")
    made = screen(supposed, "us", store=libya, candidates=("x 'Misrata Brigade' (88 of 100)",))
    listed = next(f for f in made.facts if f.name == "recipient.listed-us")
    assert listed.value == "unknown" and "for a person to decide" in listed.because


def test_the_iranian_giver_meets_the_ban_on_iranian_arms():
    made = screen(read_request(CASES / "iraq-2015/request.yaml"), "iran")
    assert {s.item for s in made.stops} == {"small-arms", "anti-tank-weapons"}
    later = screen(read_request(CASES / "iraq-2015/request.yaml"), "iran", "2022-06")
    assert "un-iran-arms-exports" not in {s.regime for s in later.stops}


def test_iraqs_own_programme_asks_about_ties():
    request = read_request(CASES / "iraq-2015/request.yaml")
    tribal, hashd = (screen(request, "us", recipient=r) for r in ("tribal", "hashd-iran"))
    assert "us-iraq-train-equip" not in {s.regime for s in tribal.stops}
    assert "us-iraq-train-equip" in {s.regime for s in hashd.stops}
    designated = screen(request, "us", recipient="kataib-hizbollah")
    assert "us-material-support" in {s.regime for s in designated.stops}


def test_state_forces_are_held_to_the_same_rule():
    request = read_request(CASES / "iraq-2015/request.yaml")
    police = screen(request, "us", recipient="army")
    assert {s.regime for s in police.stops} >= {"us-leahy"}


def test_a_threat_without_a_place_is_told_without_one(request_, libya):
    told = {}
    for place, actor in (("sirte", "islamic-state"), ("", "islamic-state"), ("sirte", "")):
        threat = dataclasses.replace(request_.threat, place=place, actor=actor, said="")
        asked = screen(dataclasses.replace(request_, threat=threat), "us", store=libya)
        told[place, actor] = next(s.text for s in asked.request_text if s.text.startswith("The threat"))
    assert told["sirte", "islamic-state"].endswith(" at Sirte.")
    assert told["", "islamic-state"] == told["sirte", "islamic-state"].replace(" at Sirte", "")
    assert told["sirte", ""] == "The threat: not named at Sirte."


def test_an_unknown_decider_or_unit_is_one_message(request_):
    with pytest.raises(UsageError, match="did you mean 'us'"):
        screen(request_, "usa")
    with pytest.raises(UsageError, match="people have no dossier"):
        screen(request_, "us", recipient="a colonel")


@pytest.mark.parametrize("form", WRITERS)
def test_the_page_carries_the_note_in_every_form(note, form):
    text = WRITERS[form](note_page(note))
    if form == "docx":
        import docx

        text = "\n".join(e.text for e in docx.Document(BytesIO(text)).element.body.iter() if e.text)
    assert "mine-detectors" in text or "mine detectors" in text
    assert "S/RES/2174" in text
    if form != "json":
        assert "Signature" in text and "lawyer" in text and "120 miles" in text
    else:
        assert as_data(note)["verdict"] == "stop"


def test_a_decision_needs_its_papers(tmp_path):
    text = ARTICLE.read_text("utf-8") + "decision: {office: desk, date: 2015-06-12, words: granted, papers: [X/1]}\n"
    (tmp_path / "r.yaml").write_text(text, "utf-8")
    with pytest.raises(InputError, match="paper 'X/1', which is not on file"):
        read_request(tmp_path / "r.yaml")
    (tmp_path / "r.yaml").write_text(text.replace(", papers: [X/1]", ""), "utf-8")
    made = screen(read_request(tmp_path / "r.yaml"), "us")
    assert "Stops standing at that date" in as_text(note_page(made))


def test_a_request_with_many_faults_is_told_whole(tmp_path):
    (tmp_path / "r.yaml").write_text(
        "id: x\ntitle: T\ncountry: libya\ndate: 2015-06\ndeciders: [usa]\nrequester: {unit: u, name: somebody}\n"
        "items:\n  - {item: mine-detector}\npapers:\n  - {kind: letter, authority: A}\nsupposed: {recipient.organ: maybe}\n",
        "utf-8",
    )
    with pytest.raises(InputError) as raised:
        read_request(tmp_path / "r.yaml")
    told = str(raised.value)
    for part in (
        "5:12: deciders.0: 'usa'; expected a decider; did you mean 'us'",
        "6:22: requester.name: unknown key 'name'",
        "8:12: items.0.item: 'mine-detector'; expected an item of the catalogue; did you mean 'mine-detectors'",
        "10:12: papers.0.kind: 'letter'; expected a kind of paper",
        "10:5: papers.0.date: no key 'date'",
        "11:1: supposed: 'supposed' without 'supposed_because'",
        "11:29: supposed.recipient.organ: 'maybe'; expected one of these words; allowed: no, unknown, yes",
    ):
        assert part in told, part


def test_the_note_opens_with_the_papers_that_would_settle_it_and_from_whom(libya):
    from tether.gate.page import as_data, sections

    note = screen(read_request(CASES / "libya-2015/request.yaml"), "us", store=libya)
    titles = [s.title for s in sections(note)]
    assert titles[:3] == ["", "The papers that would settle it", "Open questions: who could answer"]
    papers = note.papers
    assert papers and [p.stops for p in papers] == sorted((p.stops for p in papers), reverse=True)
    lifted = {(r.item, r.regime) for p in papers for r in p.results if r.result == "stop"}
    assert lifted == {(r.item, r.regime) for r in note.stops if r.clearing}
    assert not any("emoval from the list" in p.document for p in papers)  # nobody looked: a search answers, no paper
    asked = as_data(note)["questions"]
    assert asked and all(q["whom"] and q["look"] for q in asked)


def test_everything_that_may_be_asked_has_somebody_who_could_answer():
    from tether.gate.questions import ANSWERS, ITEM, RECIPIENT

    assert set(ANSWERS) == set(RECIPIENT) | set(ITEM)


def test_a_question_of_another_country_is_answered_and_not_asked(libya):
    note = screen(read_request(CASES / "libya-2015/request.yaml"), "us", store=libya)
    found = next(f for f in note.facts if f.name == "recipient.with-government")
    assert found.value == "no" and found.because == "the request is of Libya"


def test_the_note_says_who_asked_and_whom_the_help_would_go_to():
    text = as_text(note_page(screen(read_request(request_file("iraq-2015")), "us")))
    said = " ".join(text.split())
    assert (
        "The request was made by tribal leaders of Anbar on 2015-05-28 (how it came: the provincial council)." in said
    )
    assert "The help would go to Sunni tribal fighters" in said and "asks for" not in said
    assert "- All regimes together" in said and "Regime: Whole" not in said
    assert said.count("Nothing is on file, and it is to be asked:") == 1

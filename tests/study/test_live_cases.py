"""The live cases: texts of today, coded from their words, with no event data. What stands without them, and what is asked."""

import html
import json

import pytest

from tether.brief.restraint import faults
from tether.charter.check import check
from tether.charter.reports.letter import letter
from tether.cli import main
from tether.study import open_case

LIVE = ("syria-sdf-2026", "iraq-2026")


@pytest.fixture(scope="module", params=LIVE)
def live(request, tmp_path_factory):
    case = open_case(request.param)
    return case, case.project().write_run(tmp_path_factory.mktemp("runs"), f"tether brief {request.param}")


def test_its_brief_stands_on_texts_law_claims_and_past_cases(live):
    case, run = live
    told = json.loads((run / "brief.json").read_text("utf-8"))
    page = (run / "brief.html").read_text("utf-8") + next(run.glob("*-annex.html")).read_text("utf-8")
    assert {s["number"] for s in told["sections"]} >= {1, 2, 3, 4, 6, 7, 9, 10} and faults(page) == []
    assert "claims and texts, no event data" in page and "What the claims say instead" in page
    assert "The newest source read for them is of 2026-" in page and "before this brief was made" in page
    for charter in case.charters.values():
        for source in charter.sources or ():
            assert str(source.cite)[:12] in html.unescape(page), f"{charter.id} {source.id}"


def test_page_one_gives_no_verdict_that_needs_a_projection(live):
    case, run = live
    first = json.dumps(json.loads((run / "brief.json").read_text("utf-8"))["sections"][0], ensure_ascii=False)
    assert "Record and projection: none" in first
    for word in ("Break-even", "distinguishable", "Track record", "1,024 draws"):
        assert word not in first, case.spec.id


def test_what_was_read_is_quoted_and_what_was_not_says_so(live):
    case, _ = live
    for charter in case.charters.values():
        assert charter.meta.note and str(charter.meta.text_seen) in ("full", "part", "none"), charter.id
        for source in charter.sources or ():
            if str(source.seen) in ("whole", "excerpt"):
                assert source.quote and len(str(source.quote).split()) <= 45, f"{charter.id} {source.id}"
    recent = [c for c in case.claims.claims if str(c.known_from) >= "2025"]
    assert len(recent) >= 15 and all(c.source.url or not c.seen or c.source.outlet for c in recent)


def test_it_is_screened_and_each_decider_has_an_answer(live):
    case, _ = live
    assert case.screening and all(note.answer for note in case.screening)


# --- Syria: three questions that somebody who knows the country asks first


@pytest.fixture(scope="module")
def january():
    case = open_case("syria-sdf-2026")
    charters = case.charters
    return case, charters["points-18-january"], charters["agreement-30-january"]


def asked(case, charter):
    written = letter(check(charter, known=case.known))
    return [q.text for _, group in written.groups for q in group]


def test_who_commands_the_three_brigades_is_asked(january):
    case, _, agreement = january
    said = asked(case, agreement)
    assert any(q.startswith("Who appoints ") and "the commanders of the three brigades" in q for q in said)
    assert any("Who will command the fighters of “Syrian Democratic Forces”?" in q for q in said)
    assert any("Does “sdf-command” still command the men" in q for q in said)


def test_what_becomes_of_the_womens_units_is_asked(january):
    case, _, agreement = january
    said = asked(case, agreement)
    assert any(q.startswith("May women enter by the entry from “Syrian Democratic Forces” into ") for q in said)
    assert agreement.at("people.women_associated").hi == 2500
    assert any(q.startswith("What becomes of the fighters of “Women's Protection Units”") for q in said)


def test_what_follows_if_a_step_fails_is_asked(january):
    case, _, agreement = january
    said = asked(case, agreement)
    duty = "the duty “form a division for Hasakah with three brigades of the SDF”"
    assert any(f"What follows where {duty} is not done by 28 February 2026?" in q for q in said)
    assert any("Phase 1 ends on 28 February 2026: what follows if it is not done by then" in q for q in said)
    assert any(f.code == "PHA01" and f.result == "fires" for f in check(agreement, known=case.known).findings)


def test_the_two_texts_differ_in_how_men_enter_and_each_says_what_stands_against_it(january):
    _, points, agreement = january
    assert points.at("induction.0.mode") == "individual"
    assert {c.at for c in agreement.contradictions} >= {"induction.0.mode", "phases.0.ends"}


def test_the_two_texts_side_by_side_on_the_command_line(january, capsys):
    case, _, _ = january
    folder = case.spec.folder / "charters"
    main(["diff", str(folder / "points-18-january.yaml"), str(folder / "agreement-30-january.yaml")])
    said = capsys.readouterr().out
    assert "mode individual" in said and "brigade of Kobani" in said


# --- Iraq: what a certificate of "publicly verifiable" disarmament would have to say


@pytest.fixture(scope="module")
def plan():
    case = open_case("iraq-2026")
    return case, case.charters["plan-2026"], case.charters["p10-individuals"]


def test_the_plan_is_asked_who_counts_and_what_follows_after_the_deadline(plan):
    case, told, _ = plan
    said = " ".join(asked(case, told))
    assert "What ends phase 1?" in said
    assert str(told.at("obligations.0.deadline")) == "2026-09-30"
    assert any(c.at == "forces.2.status" and c.resolved is False for c in told.contradictions)


def test_the_design_that_answers_the_certificate_has_tests_that_somebody_outside_measures(plan):
    case, _, design = plan
    assert not [f for f in check(design, known=case.known).findings if f.code == "PHA01" and f.result == "fires"]


def test_a_force_of_the_government_waits_for_the_certificate_and_the_brigades_meet_stops(capsys):
    assert main(["gate", "iraq-2026", "--for", "us"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "section 1236" in said and "The law on file is older than the case" in said
    assert main(["gate", "iraq-2026/pmf-brigades", "--for", "us"]) == 1
    assert "such ties are claimed" in " ".join(capsys.readouterr().out.split())

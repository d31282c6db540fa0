"""Sections 3 and 5: votes apart from effects, past cases as counts; sentences resolve, restraint holds."""

import re
from dataclasses import replace

import pytest
from brief_content import LAW, build, plans

from tether.brief.digest import digest
from tether.brief.restraint import FORBIDDEN
from tether.brief.results import resolves
from tether.brief.sections import agreed, sections, tried
from tether.brief.sections.agreed import agreed_answer, blocs_table, passage_sentence, passage_table, score_table
from tether.brief.sections.tried import tried_sentences, tried_table
from tether.charter import charter_from_text
from tether.charter.check import check
from tether.precedents.cases import similar_cases
from tether.precedents.passage import passage_of, scored
from tether.report.blocks import Heading, Listing, Paragraph, Sentence
from tether.study import open_case

BODY = """
  - {id: parliament, name: Parliament, kind: institution, state: true}
  - {id: yes-bloc, name: Yes, kind: bloc}
  - {id: no-bloc, name: No, kind: bloc}
politics:
  passage: {venue: parliament, rule: majority-present, seats: 100, quorum: 51, attendance: {lo: 40, hi: 90}}
  vetoes:
    - {actor: yes-bloc, seats: 55, position: support}
    - {actor: no-bloc, seats: %s, position: oppose}
"""


def charter(no_seats="45"):
    head, tail = LAW.split("groups:")
    return charter_from_text(f"{head}{(BODY % no_seats)[1:]}groups:{tail}", "p9.yaml")


@pytest.fixture(scope="module")
def votes():
    silent = charter_from_text(LAW, "p9.yaml")
    return {"p9": passage_of(charter(), "2015-06"), "p10": passage_of(silent, "2015-06")}


@pytest.fixture(scope="module")
def content(votes):
    little = charter_from_text('charter: "0.3"\nmeta: {id: p3, decider: sponsor, text_seen: part}\n', "p3.yaml")
    cases = {"p9": similar_cases(charter(), before="2015-06"), "p3": similar_cases(little)}
    return build(passage=votes, tried=cases, plan=plans())


def texts(section):
    parts = (
        b.parts if isinstance(b, Paragraph) else b.items for b in section.blocks if isinstance(b, Paragraph | Listing)
    )
    return [p for part in parts for p in part if isinstance(p, Sentence)]


def test_two_parts_of_section_five_are_one_section(content):
    found = sections(content)
    numbers = [s.number for s in found]
    assert numbers == sorted(set(numbers)) and 3 in numbers
    five = next(s for s in found if s.number == 5)
    results = [s.result for s in texts(five)]
    assert results[0] == "passage/p9" and {"plan/p9", "plan/p10"} <= set(results)
    assert isinstance(five.blocks[0], Heading)


def test_a_plan_without_votes_says_that_votes_were_not_examined():
    five = next(s for s in sections(build(plan=plans())) if s.number == 5)
    assert any("Votes were not examined" in str(b) for b in five.blocks)


def test_a_vote_says_its_counts_and_its_reasons(votes):
    counted = votes["p9"].count
    said = passage_sentence("p9", "P9", votes["p9"]).text
    assert f"in force in {counted.passed:,} of 1,024 draws" in said
    assert f"{counted.no_quorum} without a quorum" in said and counted.no_quorum > 0
    untold = passage_sentence("p10", "P10", votes["p10"]).text
    assert "cannot tell" in untold and not re.search(r"\d", untold.removeprefix("P10"))


def test_section_five_opens_with_votes_and_what_cannot_be_told(content, votes):
    (found,) = [s for s in digest(content) if s.number == 5]
    told = [t.text for b in found.blocks for t in getattr(b, "items", ()) if isinstance(t, Sentence)]
    assert any(t.startswith("Agreed: P9") and "cannot tell for 1" in t for t in told)
    assert "cannot tell for the one charter that needs a vote." in agreed_answer({"p10": votes["p10"]}, {}).text
    assert not any(s.number == 5 for s in digest(build()))


def test_passage_stands_apart_from_effects(content):
    """Row 47: no sentence of section 7 speaks of votes, none of section 5's votes of outcomes."""
    by_number = {s.number: s for s in sections(content)}
    assert not any(s.result.startswith("passage") for s in texts(by_number[7]))
    said = " ".join(s.text for s in texts(agreed.section(content)))
    assert not any(o.title in said for o in content.comparison.outcomes)
    without = {s.number: s for s in sections(replace(content, passage=None))}
    assert texts(without[7]) == texts(by_number[7])


def test_no_forbidden_word_and_every_sentence_has_its_row(content, votes):
    ids = {
        *passage_table(votes)["result"],
        *blocs_table(votes)["result"],
        *score_table(scored())["result"],
        *tried_table(content.tried)["result"],
    }
    for sentence in (*texts(agreed.section(content)), *texts(tried.section(content))):
        assert not [p for p in FORBIDDEN if re.search(p, sentence.text, re.IGNORECASE)], sentence.text
        assert sentence.result == "passage" or resolves(sentence.result, ids), sentence.result


def test_the_scores_are_printed_as_they_came_out(content):
    said = " ".join(s.text for s in texts(agreed.section(content)))
    scores = scored().scores.set_index("method")
    for method in ("count", "calibrated", "base rate"):
        assert f"{scores.loc[method, 'brier']:.3g}" in said
    assert "shows little" in said and "worst misses" in said
    assert f"{scores.loc['count', 'brier_of_ends']:.3g} (the count alone)" in said
    assert "Of the 7 that did not come into force 4 were kept off the agenda or lapsed" in said


def test_cases_are_counts_with_wartime_apart(content):
    told = [s.text for s in tried_sentences("p9", "P9", content.tried["p9"])]
    war = [n for n in content.tried["p9"].near if n.case.wartime]
    assert any(t.startswith(f"In wartime ({len(war)})") or t == "In wartime: none." for t in told)
    assert any(t.startswith("After a war") for t in told)
    assert not any("cause" in t for t in told)
    none = [s.text for s in tried_sentences("p3", "P3", content.tried["p3"])]
    assert len(none) == 1 and "no past case is near" in none[0]


def test_the_counts_of_a_sentence_are_those_of_its_cases(content):
    near = [n for n in content.tried["p9"].near if not n.case.wartime and n.case.outcomes["enacted"] != "no"]
    abused = [n.case.bad("abuse") for n in near if n.case.bad("abuse") is not None]
    said = next(s.text for s in tried_sentences("p9", "P9", content.tried["p9"]) if s.text.startswith("After a war"))
    if abused:
        assert f"civilians were abused in {sum(abused)} of {len(abused)}" in said


INTERVAL = r"(\d[\d,]*(?: to \d[\d,]*)?)"


@pytest.fixture(scope="module")
def iraq():
    return open_case("iraq-2015")


@pytest.mark.parametrize("name", ["p9-whole-units", "p10-individuals", "p11-individuals-sharing", "p13-federal"])
def test_one_vote_has_one_count_on_the_whole_page(iraq, name):
    """Sections 4 and 5 once said 62 to 96 in favour and 81 to 156, 83 to 136 needed and 86 to 130."""
    law = iraq.read_charters([name])[name]
    built = build(passage={law.id: passage_of(law, "2015-06")}, findings={law.id: check(law)})
    page = {s.number: repr(s) for s in sections(built)}
    counts = {n: re.findall(f"{INTERVAL} in favour, {INTERVAL} needed", page[n]) for n in (4, 5)}
    assert counts[4] and set(counts[4]) == set(counts[5]) and len(set(counts[4])) == 1
    ((in_favour, needed),) = set(counts[4])
    whole = " ".join(page.values())
    assert set(re.findall(f"{INTERVAL} (?:votes |are |of them )*in favour", whole)) == {in_favour}
    assert set(re.findall(f"{INTERVAL} (?:votes |are )*needed", whole)) == {needed}

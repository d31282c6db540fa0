"""Page one and section 2 say so where the law on file is older than the case, and say nothing where it is not."""

from dataclasses import replace

from brief_content import notes

from tether.brief.sections.screening import answer, lawfulness
from tether.gate.note import LawClock

OLD = LawClock("2015-12-31", (("eu", "the embargo", "2015-12-31"), ("us", "the statute", "2026-01-01")), ("eu",), True)


def test_old_law_is_told_on_page_one_and_before_the_answer():
    first, other = notes()
    aged = replace(first, clock=OLD, as_of="2026-11-01")
    assert (
        "Some law on file is older than the case, the oldest as of 2015-12-31: see section 2."
        in lawfulness([aged, other]).text
    )
    said = answer(aged).text
    assert said.index("older than the case, which is of 2026-11-01") < said.index(first.answer[:4])
    assert "the embargo" in said and "the statute" not in said


def test_nothing_is_said_where_the_law_was_followed_up_to_the_case():
    fresh = [replace(note, clock=replace(OLD, stale=())) for note in notes()]
    assert "older" not in lawfulness(fresh).text and answer(fresh[0]).text == fresh[0].answer

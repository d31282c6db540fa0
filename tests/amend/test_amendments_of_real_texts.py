"""Real texts have their set or nothing to clear; without any one edit of a set a cleared finding is there again."""

from datetime import date

import pytest

from studies.amendments import amended, texts
from tether.amend.amendment import AmendmentAsked, amend
from tether.amend.oracle import CheckedUnder
from tether.amend.prices import price_table
from tether.amend.verification.verdict import CheckedAgain, verify_amendment
from tether.charter.library import text_of
from tether.charter.read import charter_from_text, read_charter

FOUND = {}


def found_in(text):
    if text.title not in FOUND:
        FOUND[text.title] = amended(text)
    return FOUND[text.title]


def test_every_text_is_there_and_says_what_is_odd_in_its_set():
    assert len(texts()) >= 8
    for text in texts():
        assert text.file.is_file() and text.odd, text.title


@pytest.mark.parametrize("text", texts(), ids=lambda t: f"{t.file.stem}{t.world}")
def test_without_any_one_edit_of_a_set_a_finding_is_left(text):
    """A cleared one, or one that the other edits bring about: the checker is asked of each set with an edit less."""
    found = found_in(text)
    assert found.proved and not found.conflict and not found.out_of_time
    needed = {number for finding in (*found.cleared, *found.kept_off) for number in finding.without}
    assert needed == {e.number for e in found.edits}
    back = {number for finding in found.cleared for number in finding.without}
    only_kept = {number for finding in found.kept_off for number in finding.without} - back
    assert 3 * len(only_kept) <= len(found.edits), "most edits clear something that was there"


@pytest.mark.parametrize(
    "text",
    [t for t in texts() if not t.case],
    ids=lambda t: f"{t.file.stem}{t.world}",
)
def test_the_proof_of_a_set_holds(text):
    told = verify_amendment(found_in(text).certificate, read_charter(text.file), price_table(), CheckedAgain())
    assert told.ok, str(told)


def test_a_fault_that_an_edit_turns_into_a_question_is_rightly_spared():
    name = "libya-shield-2012"
    charter = charter_from_text(text_of(name), f"{name}.yaml")
    found = amend(charter, AmendmentAsked(), CheckedUnder(date(2026, 11, 30)))
    assert found.spared and found.proved
    told = verify_amendment(found.certificate, charter, price_table(), CheckedAgain())
    assert told.ok, str(told)

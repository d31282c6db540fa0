"""Real texts have their set or nothing to clear; without any one edit of a set a cleared finding is there again."""

import pytest

from studies.amendments import amended, texts
from tether.amend.prices import price_table
from tether.amend.verification.verdict import CheckedAgain, verify_amendment
from tether.charter.read import read_charter

QUICK = [
    t for t in texts() if not t.case and not t.world and "2015" not in t.file.name and "sdf-2025" not in t.file.name
]


def test_every_text_is_there_and_says_what_is_odd_in_its_set():
    assert len(texts()) >= 8 and len(QUICK) >= 2
    for text in texts():
        assert text.file.is_file() and text.odd, text.title


@pytest.mark.parametrize("text", QUICK, ids=lambda t: t.file.stem)
def test_no_edit_of_a_set_is_idle_and_its_proof_holds(text):
    found = amended(text)
    assert found.proved and not found.conflict
    needed = {number for finding in found.cleared for number in finding.without}
    assert needed == {e.number for e in found.edits}
    told = verify_amendment(found.certificate, read_charter(text.file), price_table(), CheckedAgain())
    assert told.ok, str(told)

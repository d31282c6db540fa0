"""A question on a matter that is said in part names what is said, and asks for the rest alone."""

import pytest

from tether.charter.check import check
from tether.charter.read import charter_from_text

HEAD = (
    'charter: "0.3"\nmeta: {id: g}\nactors: [{id: police, kind: agency}]\nforces: [{id: g, kind: guard, status: new}]\n'
)


@pytest.mark.parametrize(
    ("code", "row", "asked", "not_asked"),
    [
        ("PAY04", "pay: [{force: g, base_month: 380}]", "base pay of 'g' is 380 a month: what is the army's?", "What is the base pay"),
        ("PAY04", "pay: [{force: g, army_base_month: 400}]", "The army's base pay is 400 a month: what is that of 'g'?", "What is the base pay"),
        ("PAY04", "pay: [{force: g}]", "What is the base pay of 'g', and what is the army's?", "a month"),
        ("AUT03", "powers: [{force: g, power: arrest, limit_hours: 6}]", "hands over whom it seizes within 6 hours: to whom?", "In what rank"),
        ("AUT03", "powers: [{force: g, power: arrest, handover_to: police}]", "hands over whom it seizes to 'police': within how many hours?", "In what rank"),
        ("AUT03", "powers: [{force: g, power: arrest}]", "In what rank is arrest given to 'g'", "hands over"),
    ],
)  # fmt: skip
def test_what_is_said_is_not_asked_again(code, row, asked, not_asked):
    told = [f.message for f in check(charter_from_text(HEAD + row + "\n")).questions if f.code == code]
    assert any(asked in message for message in told), told
    assert not any(not_asked in message for message in told), told

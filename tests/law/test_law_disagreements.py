"""A row that denies what its article says: bans, powers that are refused, immunity; an emergency that somebody declares."""

import pytest

from tether.charter.schema.authority import Law, PowerRow
from tether.law.disagreements import bans_and_immunity
from tether.law.norms import topics

ROWS = {
    "ban": Law(party_ban=False),
    "banned": Law(party_ban=True),
    "immune": Law(immunity="blanket"),
    "not immune": Law(immunity="none"),
    "power": PowerRow(force="guard", power="crowd"),
    "refused": PowerRow(force="guard", power="crowd", grant="forbidden"),
}


@pytest.mark.parametrize(
    ("row", "text", "said"),
    [
        ("ban", "A member shall not belong to a political party.", "party_ban no"),
        ("ban", "يحظر على الفرد الانتماء إلى الأحزاب.", "party_ban no"),
        ("banned", "A member shall not belong to a political party.", ""),
        ("ban", "A member may belong to a political party.", ""),
        ("immune", "No member enjoys immunity for torture.", "immunity blanket"),
        ("immune", "ولا حصانة لمرتكب التعذيب.", "immunity blanket"),
        ("immune", "Members are immune from suit.", ""),
        ("not immune", "No member enjoys immunity for torture.", ""),
        ("power", "The Guard shall not be employed at assemblies.", "grant not written"),
        ("power", "The Guard shall not be employed at assemblies except at the Governor's request.", ""),
        ("power", "The Guard may be employed at assemblies.", ""),
        ("refused", "The Guard shall not be employed at assemblies.", ""),
    ],
)
def test_what_a_row_denies_is_told_and_nothing_else(row, text, said):
    told = list(bans_and_immunity(ROWS[row], text))
    assert len(told) == bool(said)
    assert all(words.startswith(said) for words in told)


@pytest.mark.parametrize(
    ("text", "emergency"),
    [
        ("Where the Council declares a frontier emergency, the commander may close a district.", True),
        ("While an emergency is declared, leave is stopped.", True),
        ("Members help in an emergency at sea.", False),
        ("The Board declares the accounts closed, and the emergency fund stays.", False),
    ],
)
def test_an_emergency_that_somebody_declares_is_one(text, emergency):
    assert ("emergency powers" in {name for name, _ in topics(text)}) is emergency

"""Past designs that share clauses with a charter: counted against placebo dates, and never beyond what was known."""

from tether.charter.library import historical
from tether.precedents.designs_alike import WORDS, DesignsAlike, codes_of, designs_alike


def test_the_words_need_enough_designs_and_a_side():
    fixed = ("how men enter: individual", "ways out: jobs")
    assert DesignsAlike((), 0, 0, (0, 0)).word == "not looked at"
    assert DesignsAlike(fixed, 7, 7, (7, 0)).word == "too few"
    assert DesignsAlike(fixed, 12, 8, (8, 4)).word == "mixed"  # two thirds, and chance would do it
    assert DesignsAlike(fixed, 30, 22, (15, 5)).word == "mostly more"
    assert DesignsAlike(fixed, 30, 8, (5, 15)).word == "mostly less"
    assert DesignsAlike(fixed, 30, 28, (2, 1)).word == "mixed"  # many designs of few countries are few


def test_only_what_was_known_and_only_other_countries_count():
    charters = [historical(name) for name in ("iraq-national-guard-bill-2015", "libya-national-guard-2013")]
    early, late = (designs_alike(charters, day, "Iraq") for day in ("1996-06", "2018-06"))
    for charter in charters:
        assert late[charter.id].word in WORDS
        assert early[charter.id].count <= late[charter.id].count
    at_home = designs_alike(charters, "2018-06", "Iraq")
    elsewhere = designs_alike(charters, "2018-06", "Fiji")
    assert all(elsewhere[c.id].count >= at_home[c.id].count for c in charters)
    fixing = [c for c in charters if codes_of(c)]
    assert fixing and any(elsewhere[c.id].count > 0 for c in fixing)

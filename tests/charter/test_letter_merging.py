"""A letter asks a thing once, in whole sentences, and counts as its language counts."""

import pytest

from tether.charter import charter_from_text
from tether.charter.check import check
from tether.charter.letter.languages import begun, counted_in, listed_in, plural_in
from tether.charter.letter.wording import worded
from tether.charter.reports.letter import LetterHead, letter, letter_document
from tether.report.markdown import as_markdown

GUARD = """
charter: "0.3"
meta: {id: x, title: Guard of Nahr, kind: [guard], text_seen: full}
actors: [{id: pm, name: Prime Minister, kind: office, state: true, head: true}]
groups: [{id: m1, name: River Brigade}, {id: m2, name: Hill Brigade}]
forces: [{id: g, name: Guard of Nahr, kind: guard, status: new}]
units: [{id: hq, force: g}]
posts:
  - {id: p1, title: Commander of the Guard, unit: hq, appointed_by: pm, removable_by: unknown, article: "7"}
  - {id: p2, title: "posts of command, from a list", unit: hq, appointed_by: pm, removable_by: unknown, article: "9"}
induction:
  - {id: s1, from: m1, into: g, article: "3"}
  - {id: s2, from: m2, into: g, article: "4"}
delegations: [{matter: when the force is stood down, until: unknown, meanwhile: unknown, form: unknown, to: unknown}]
"""


@pytest.fixture(scope="module")
def report():
    return check(charter_from_text(GUARD, "x.yaml"), open_world=True)


def asked(report, language="en"):
    return [q for _, group in letter(report, LetterHead(language)).all_groups for q in group]


def test_a_question_that_another_asks_with_more_is_asked_once_and_keeps_rules_and_places(report):
    removed = [q for q in asked(report) if "remove the Commander" in q.text and q.text.startswith("Who")]
    assert len(removed) == 1 and {"CMD05", "CMD08"} <= set(removed[0].codes)


def test_one_question_of_several_rows_names_them_all_with_their_articles_and_places(report):
    ranks = [q for q in asked(report) if "Which rank does" in q.text]
    assert len(ranks) == 1 and "The same is asked of “Hill Brigade”." in ranks[0].text
    assert ranks[0].article == "3, 4" and len(ranks[0].places) == 2
    for language, words in (("fr", "Même question pour"), ("ar", "ويُسأل السؤال نفسه عن")):
        assert sum(words in q.text for q in asked(report, language)) > 1


def test_questions_that_only_look_alike_stay_apart(report):
    texts = [q.text for q in asked(report)]
    assert any("Does whoever appoints and removes the Commander" in t for t in texts)
    assert any(t.startswith("Who can remove the Commander") for t in texts)


def test_a_matter_put_in_a_sentence_is_no_noun(report):
    texts = [q.text for q in asked(report)]
    assert "What holds until this matter is settled: when the force is stood down?" in texts
    assert not any("when the force is stood down is" in t or "until when the force" in t for t in texts)


def test_a_title_with_commas_stands_in_quotation_marks(report):
    assert any("the “posts of command, from a list”" in q.text for q in asked(report))


def test_places_of_a_file_are_named_by_id_and_not_by_number(report):
    assert not any(".0." in q.text or ".1." in q.text for q in asked(report))
    assert "induction.0" not in " ".join(f.message for f in report.findings)


def test_words_of_the_file_and_dates_are_spoken_in_an_english_letter():
    said = worded("Does 'g' lead on outside-home, share it or support it, and where?", "en", {"g": "Guard"}).text
    assert said == "Does “Guard” lead on service away from home, share it or support it, and where?"
    kept = worded("To whom does 'g' hand over the people it may detain?", "en", {}).text
    assert kept == "To whom does “g” hand over the people it may detain?"
    ends = "Phase 'x' ends on 2026-02-28: what follows if it is not done by then, what would take it back, how, and who"
    assert "28 February 2026" in worded(f"{ends} decides?", "en", {}).text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_question_begins_with_a_capital_letter(report, language):
    texts = [q.text for q in asked(report, language)]
    assert texts and not [t for t in texts if t[0].islower()]
    assert begun("les hommes sont-ils payés ? et par qui ?") == "Les hommes sont-ils payés ? Et par qui ?"


@pytest.mark.parametrize(
    ("number", "en", "fr", "ar"),
    [
        (0, "0 points", "0 point", "٠ نقطة"),
        (1, "1 point", "1 point", "نقطة واحدة"),
        (2, "2 points", "2 points", "نقطتين"),
        (3, "3 points", "3 points", "٣ نقاط"),
        (10, "10 points", "10 points", "١٠ نقاط"),
        (11, "11 points", "11 points", "١١ نقطة"),
        (99, "99 points", "99 points", "٩٩ نقطة"),
        (100, "100 points", "100 points", "١٠٠ نقطة"),
        (103, "103 points", "103 points", "١٠٣ نقاط"),
        (1200, "1,200 points", "1\u202f200 points", "١٬٢٠٠ نقطة"),
    ],
)
def test_a_number_goes_with_the_form_of_its_noun(number, en, fr, ar):
    assert [counted_in(number, "point", language) for language in ("en", "fr", "ar")] == [en, fr, ar]


def test_arabic_has_its_dual_and_its_few():
    assert [plural_in(n, "ar") for n in (1, 2, 3, 10, 11, 99, 100, 102, 110, 111)] == [
        "one", "two", "few", "few", "many", "many", "other", "other", "few", "many"
    ]  # fmt: skip


def test_names_are_listed_as_a_language_lists_them():
    assert listed_in(["a", "b", "c"], "en") == "a, b and c" and listed_in(["a", "b"], "ar") == "a وb"


def test_a_letter_with_one_question_says_one_point():
    text = 'charter: "0.3"\nmeta: {id: x}\nforces: [{id: g, kind: guard}]\n'
    report = check(charter_from_text(text, "x.yaml"), open_world=True, select=["PHA05"])
    assert letter(report).count == 1
    said = {language: as_markdown(letter_document(letter(report, LetterHead(language)))) for language in ("en", "fr")}
    assert "we found 1 point that could not be told" in said["en"] and "relevé 1 point à établir" in said["fr"]

"""The words of the letter: every question of every rule in three languages, whole, and nothing of ours left in English."""

import ast
import csv
import re

import pytest
from letter_words import ROOT, asked_everywhere, source_questions

from tether.charter.letter.languages import LANGUAGES, date_in, number_in, set_in_type
from tether.charter.letter.wording import GAP, _labels, _reasons, label, reason, templates, worded
from tether.charter.question_parts import FIGURES
from tether.charter.rules import all_rules
from tether.charter.rules.duties import duties

COMPOSED = {  # made of sentences of the source and of what stands between them
    "The votes cannot be counted ({}: {} in favour, {} needed). {}",
    "The votes cannot be counted: {}. {}",
    "{} gives {} {}: {}?",
    "Who owns the arms of {}?",
    "{}: does what it gives pass through the state, by which agreement, until when?",
    "Is {} ({}), or a part of it, on a list of terrorist groups? {} does not say; {}.",
    "Is {}{} the group that the theatre calls {} ({})? {}. Write its id if so.",
    "Is {} ({}), or a part of it, on a list of terrorist groups?",
    "Is {}{} the group that the theatre calls {} ({})?",
}
SWAPPED = {"What is item {}?"}  # another row's words, with a phrase in its gap
QUOTED = re.compile(r"«[^«»]*»")
CODES = re.compile(r"[a-z_]+(?:\.[a-z0-9_-]+|\[[^\[\]]*\])+|[A-Z]{3}\d\d|tether-charters\[cases\]")


def _parts():
    text = (ROOT / "question_parts.csv").read_text("utf-8")
    return [row for row in csv.DictReader(text.splitlines()) if row["part"]]


def without_gaps(text):
    return GAP.sub("{}", text)


def test_every_sentence_that_asks_in_the_source_has_its_row():
    rows = {without_gaps(t.english) for t in templates() if t.kind == "question"}
    parts = {without_gaps(row["part"]) for row in _parts()} - SWAPPED
    wanted = source_questions() | {d.question for d in duties()} | parts | {FIGURES}
    assert len(wanted) > 400
    assert sorted(wanted - rows) == [], "write each in Arabic and French in charter/letter/words.csv"
    assert sorted(rows - wanted - COMPOSED) == [], "rows of questions that nobody asks any more"


@pytest.mark.parametrize("row", templates(), ids=lambda t: t.english[:50])
def test_a_row_has_the_same_gaps_in_three_languages_and_each_script_its_own(row):
    gaps = sorted(row.gaps)
    assert gaps == sorted(set(gaps)) == sorted(GAP.findall(row.arabic)) == sorted(GAP.findall(row.french))
    assert re.search("[\u0621-\u064a]", GAP.sub("", row.arabic)) or not re.search("[a-z]", GAP.sub("", row.english))
    if row.kind == "question" and row.english.endswith("?"):
        assert "؟" in row.arabic[-4:] and row.french.endswith((" ?", "} ?"))
    assert "?" not in row.arabic


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_question_that_is_asked_is_said_in_each_language(language):
    unsaid = []
    for code, message in asked_everywhere():
        said = worded(message.partition(" Not known: ")[0], language, {}, code)
        if not said.known:
            unsaid.append((code, message))
    assert len(asked_everywhere()) > 700 and unsaid == []


def test_nothing_of_ours_stays_in_english_in_an_arabic_question():
    left = {}
    for code, message in asked_everywhere():
        said = worded(message.partition(" Not known: ")[0], "ar", {}, code).text
        ours = CODES.sub("", QUOTED.sub("", said))
        if words := re.findall("[A-Za-z]{2,}", ours):
            left[said] = words
    assert left == {}


def test_every_task_of_which_two_bodies_must_not_have_both_has_its_words():
    tree = ast.parse((ROOT / "consistency" / "dependence" / "causes.py").read_text("utf-8"))
    triples = [n.elts for n in ast.walk(tree) if isinstance(n, ast.Tuple) and len(n.elts) == 3]
    tasks = {t[2].value for t in triples if isinstance(t[2], ast.Constant) and isinstance(t[2].value, str)}
    tasks |= {t[1].value for t in triples if isinstance(t[1], ast.Constant) and isinstance(t[1].value, str)}
    tasks = {t.removeprefix("is ") if t.startswith("is the ") else t for t in tasks if " " in t}
    assert len(tasks) > 8 and sorted(tasks - {t.english for t in templates() if t.kind == "phrase"}) == []


def test_a_question_is_made_of_its_parts():
    names = {"ing": "National Guard", "pm": "Prime Minister"}
    asked = "What share of 'ing' will come from 'pm' and from 'x'?"
    assert worded(asked, "fr", names).text == (
        "Quelle part de «\u00a0National Guard\u00a0» viendra de «\u00a0Prime Minister\u00a0» et de «\u00a0x\u00a0»\u00a0?"
    )
    asked = "Sur quoi? Nobody wrote this one?"
    assert worded(asked, "ar", names).known is False and "Nobody wrote this one" in worded(asked, "ar", names).text


def test_free_text_of_the_charter_is_quoted_as_it_stands():
    said = worded("How would one know that it succeeds: fight the police and the army?", "ar", {}).text
    assert "«fight the police and the army»" in said


def test_one_sentence_may_mean_two_things_and_the_rule_says_which():
    assert "يتمركز" in worded("Where does 'u' stand?", "ar", {}, "TRU04").text
    assert "موقف" in worded("Where does 'u' stand?", "ar", {}, "POL01").text


def test_a_hostile_text_takes_bounded_steps():
    said = worded(f"How many men has {'x of ' * 4000}?", "fr", {})
    assert said.text.count("x of") == 4000


def test_dates_and_numbers_are_written_in_the_languages_manner():
    assert [date_in("2015-06-03", language) for language in LANGUAGES] == [
        "3 June 2015",
        "٣ حزيران/يونيو ٢٠١٥",
        "3 juin 2015",
    ]
    assert date_in("2015-07-01", "fr") == "1er juillet 2015" and date_in("2015-07", "ar") == "تموز/يوليو ٢٠١٥"
    assert [number_in("12,500.5 %", language) for language in LANGUAGES] == [
        "12,500.5 %",
        "١٢٬٥٠٠٫٥٪",
        "12\u202f500,5\u00a0%",
    ]
    assert set_in_type("le nombre de les hommes : oui ?", "fr") == "le nombre des hommes\u00a0: oui\u00a0?"


def test_every_rule_says_why_it_asks_in_each_language():
    assert set(_reasons()) == {rule.code for rule in all_rules()}
    for code, row in _reasons().items():
        assert re.search("[\u0621-\u064a]", row["ar"]) and re.search("[a-z]", row["fr"]), code
    assert "١٨" in reason("LAW03", "ar") and reason("LAW03", "en") == ""


def test_the_letters_own_words_are_whole():
    for name, row in _labels().items():
        gaps = {tuple(sorted(GAP.findall(row[language]))) for language in LANGUAGES}
        assert len(gaps) == 1 and all(row[language] for language in LANGUAGES), name
    assert label("by", "fr", "le jour").endswith("le jour.")

"""Editions in Arabic and French: the catalogue is whole, the English stays as it is, and a page leaves nothing in English."""

import re

import pytest

from tether.errors import UsageError
from tether.report.blocks import Document, Paragraph, Quoted, Sentence, section, table
from tether.report.editions.catalogue import GAP, catalogue, nouns, terms
from tether.report.editions.edition import Edition
from tether.report.editions.pages import NOTICE, in_language
from tether.report.html import as_html
from tether.report.isolates import MARKS, bare
from tether.report.text import as_text

ARABIC = re.compile("[\u0621-\u064a]")
ROWS = catalogue().rows


def test_a_row_has_its_gaps_in_three_languages_and_each_its_own_script():
    for row in ROWS:
        gaps = sorted(name for name, _ in row.gaps)
        assert gaps == sorted(set(gaps)), row
        for other in (row.arabic, row.french):
            assert sorted(found[1] for found in GAP.finditer(other)) == gaps, row
            assert other.strip() == other != "", row
        assert ARABIC.search(row.arabic) or row.gaps or not re.search("[a-z]{3}", row.english), row
        assert "?" not in GAP.sub("", row.arabic) and not ARABIC.search(row.french), row


def test_no_sentence_stands_twice():
    english = [row.english for row in ROWS]
    assert sorted(english) == sorted(set(english))


@pytest.mark.parametrize("term", terms(), ids=lambda t: t["en"])
def test_one_term_has_one_translation(term):
    said = re.compile(rf"\b{re.escape(term['en'])}s?\b")
    held = [row for row in ROWS if said.search(row.english)]
    wrong = [row.english for row in held if not re.search(term["ar_stem"], row.arabic)]
    wrong += [row.english for row in held if not re.search(term["fr_stem"], row.french)]
    assert wrong == []
    assert re.search(term["ar_stem"], term["ar"]) and re.search(term["fr_stem"], term["fr"])


@pytest.mark.parametrize(
    ("tag", "country", "english", "said"),
    [
        ("ar", "iraq", "2015-05-28", "٢٨ أيار ٢٠١٥"),
        ("ar", "libya", "2015-06-10", "10 يونيو 2015"),
        ("ar-latn", "iraq", "June 2015", "يونيو 2015"),
        ("fr", "iraq", "2015-05-01", "1er mai 2015"),
        ("fr", "iraq", "1,280.5", "1\u202f280,5"),
        ("ar", "iraq", "1,280.5", "١٬٢٨٠٫٥"),
        ("ar", "iraq", "1 claim", "إفادة واحدة"),
        ("ar", "iraq", "two claims", "إفادتان"),
        ("ar", "iraq", "no claims", "لا إفادة"),
        ("ar", "iraq", "7 claims", "٧ إفادات"),
        ("ar", "iraq", "11 claims", "١١ إفادة"),
        ("ar", "iraq", "102 claims", "١٠٢ إفادة"),
        ("fr", "iraq", "0 claims", "0 élément"),
        ("fr", "iraq", "2 claims", "2 éléments"),
    ],
)
def test_numbers_days_and_plurals_are_those_of_the_reader(tag, country, english, said):
    assert bare(Edition.of(tag, country).said(english)) == said


def test_every_noun_has_every_form():
    for row in nouns().values():
        assert all(row.values()), row
        assert all("{n}" in row[form] for form in ("ar_few", "ar_many", "ar_other", "fr_one", "fr_other"))


def test_a_preposition_is_written_with_its_article():
    assert "للولايات المتحدة" in Edition.of("ar", "libya").said("For the United States, as of 2015-06-10: stop.")


def test_a_name_is_that_of_the_case_or_stands_apart():
    names = {"Badr Organisation": "منظمة بدر", "Ansar Brigade": ""}
    edition = Edition.of("ar", "iraq", names)
    said = edition.said("Badr Organisation fights Ansar Brigade")
    assert "منظمة بدر" in said and "\u2068Ansar Brigade\u2069" in said and not edition.left


def test_no_such_edition_is_said_with_those_there_are():
    with pytest.raises(UsageError, match=r"--lang 'de'.*fr"):
        Edition.of("de")


def page(*texts):
    return Document("Decision", (section("Sources", Paragraph(tuple(map(Sentence, texts)))),), foot="Signature")


def test_the_english_page_is_the_page():
    made = page("A text.")
    assert in_language(made, Edition.of("en")) is made


def test_what_has_no_translation_is_counted_and_marked_as_english():
    edition = Edition.of("ar", "iraq")
    made = in_language(
        page("The moon is round.", "Retrospective: some sources were published after the date."), edition
    )
    assert list(edition.left) == ["The moon is round."]
    html = as_html(made)
    assert '<html lang="ar" dir="rtl">' in html
    assert '<span lang="en" dir="ltr">The moon is round.</span>' in html
    assert edition.said(NOTICE) in html and edition.said("Sources") in html
    assert not MARKS.search(as_text(made)) and "The moon is round." in as_text(made)


def test_a_quotation_and_a_table_of_quotations_stay_as_they_are():
    rows = table(("Item", "Why"), [("training", "no")])
    quoted = Quoted("the moon")
    made = Document("Decision", (section("Sources", Paragraph((quoted,)), rows),))
    edition = Edition.of("fr")
    html = as_html(in_language(made, edition))
    assert '<span lang="en" dir="ltr">the moon</span>' in html and "formation" in html and not edition.left


def test_marks_that_somebody_else_wrote_turn_nothing():
    html = as_html(in_language(page("Sly \u2066mark\u2069."), Edition.of("ar", "iraq")))
    assert "\\u2066mark" in html

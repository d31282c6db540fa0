"""The letter of questions: its head, its order, three languages, and each of its forms."""

import json
import re
import zipfile
from io import BytesIO

import pytest

from tether.charter import charter_from_text
from tether.charter.check import check
from tether.charter.library import historical, names
from tether.charter.reports.letter import FIRST_PAGE, LetterHead, letter, letter_document
from tether.cli import main
from tether.report.docx import as_docx
from tether.report.html import as_html
from tether.report.markdown import as_markdown
from tether.report.text import as_text

GUARD = """
charter: "0.3"
meta: {id: x, title: Guard of Nahr, kind: [guard], country: Iraq, text_seen: full}
actors:
  - {id: pm, name: Prime Minister, kind: office, state: true, head: true}
  - {id: mod, name: Ministry of Defence, kind: ministry, state: true}
posts: [{id: p1, title: Commander of the Guard, unit: hq, appointed_by: pm, removable_by: unknown, article: "7(2)"}]
groups: [{id: m1, name: River Brigade}]
forces: [{id: g, name: Guard of Nahr, kind: guard, status: new}]
units: [{id: hq, force: g}]
induction: [{id: s1, from: m1, into: g, min_age: unknown}]
"""


@pytest.fixture(scope="module")
def report():
    return check(charter_from_text(GUARD, "x.yaml"), open_world=True)


@pytest.fixture(scope="module")
def closed():
    return check(charter_from_text(GUARD, "x.yaml"), open_world=False)


def written(report, language, **head):
    return letter(report, LetterHead(language, **head))


def test_it_is_a_letter_with_date_sender_addressee_subject_and_deadline(report):
    said = as_markdown(letter_document(written(report, "en", date="2026-03-01", sender="p1", by="2026-04-01")))
    lines = said.splitlines()
    assert "Date: 1 March 2026" in lines and "From: Commander of the Guard" in lines
    assert "To: Prime Minister" in lines and "Subject: Questions on Guard of Nahr" in lines
    assert "Please answer by 1 April 2026." in lines
    assert "To: Ministry of Defence" in as_markdown(letter_document(written(report, "en", addressee="mod")))


def test_without_a_date_or_deadline_it_leaves_a_line_and_asks(report):
    said = as_markdown(letter_document(letter(report)))
    assert re.search(r"^Date: _{8,}$", said, re.M) and "Please say by which day you can answer." in said


def test_an_office_keeps_the_charters_words_and_heads_its_questions(report):
    said = as_markdown(letter_document(written(report, "ar")))
    assert "## إلى وزارة الدفاع: «Ministry of Defence»" in said
    assert "«Commander of the Guard»" in said and "المادة ٧(٢)" in said


@pytest.mark.parametrize(("language", "asks"), [("ar", "لماذا:"), ("fr", "Pourquoi\u00a0:")])
def test_each_question_says_why_and_what_waits_for_it(report, language, asks):
    said = as_markdown(letter_document(written(report, language)))
    first = len(re.findall(r"^\d+\. ", said, re.M))
    annex = len(re.findall(r"^\| [\d٠-٩]+ \|", said, re.M))
    assert first == said.count(asks) == FIRST_PAGE and first + annex == letter(report).count > 20
    stops = {"ar": "لا يجوز إعطاء شيء", "fr": "Rien ne peut être donné"}[language]
    assert stops in said
    assert "anglais" not in said and "بالإنكليزية" not in said, "no question had to be quoted in English"


def test_what_the_text_does_not_say_is_asked_and_marked(closed):
    made = letter(closed)
    assert made.unsaid and all(q.text.endswith(("?", ".")) and q.state for q in made.unsaid)
    said = as_markdown(letter_document(made))
    assert "not said; " in said and f"says nothing of {len(made.unsaid)} more points" in said
    assert len(re.findall(r"^(?:\d+\. |\| \d+ \|)", said, re.M)) == made.count + len(made.unsaid)
    french = as_markdown(letter_document(written(closed, "fr")))
    assert "non dit ; " in french.replace("\u00a0", " ")


def test_what_something_waits_for_comes_first_under_each_office(closed):
    for _, questions in letter(closed).all_groups:
        stops = [q.stops for q in questions]
        assert stops == sorted(stops, reverse=True)


def test_a_sentence_that_would_answer_stands_once_with_its_questions(closed):
    said = as_markdown(letter_document(letter(closed)))
    answers = said.partition("## Sentences that would answer")[2]
    assert "no lawyer has reviewed them" in answers
    assert len(re.findall(r"\bDUT11 \(question", answers)) == 1
    assert "Members are paid by the treasury" in answers


def test_figures_that_are_not_known_stand_below_the_question_and_not_in_it():
    made = letter(check(historical("iraq-national-guard-bill-2015"), open_world=True))
    asked = [q for _, group in made.groups for q in group if q.missing]
    assert asked and not any("Not known" in q.text or "places.1" in q.text for q in asked)
    assert "Figures that the file leaves open: the population of “Anbar”" in as_markdown(letter_document(made))


@pytest.mark.parametrize(
    "name", ["iraq-national-guard-bill-2015", "libya-presidential-guard-2016", "example-guard-law"]
)
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_no_question_of_the_library_is_left_in_english(name, language):
    made = written(check(historical(name)), language)
    assert not [q.english for _, group in made.all_groups for q in group if q.untranslated]


def test_the_arabic_page_runs_from_right_to_left_and_says_that_nobody_reviewed_it(report):
    page = as_html(letter_document(written(report, "ar", date="2026-03-01")))
    assert '<html lang="ar" dir="rtl">' in page and 'dir="auto"' not in page
    assert "«<bdi>Guard of Nahr</bdi>»" in page and "arabic-indic" in page
    assert "لم يراجعها بعد محامٍ" in page and "١ آذار/مارس ٢٠٢٦" in page


def test_the_arabic_word_file_runs_from_right_to_left(report):
    pytest.importorskip("docx")
    made = letter_document(written(report, "ar", date="2026-03-01"))
    with zipfile.ZipFile(BytesIO(as_docx(made))) as file:
        xml = file.read("word/document.xml").decode()
    paragraphs = re.findall(r"<w:p>.*?</w:p>|<w:p [^>]*>.*?</w:p>", xml, re.S)
    assert paragraphs and all("<w:bidi/>" in p for p in paragraphs)
    runs = re.findall(r"<w:r>.*?</w:r>", xml, re.S)
    arabic = [r for r in runs if re.search("[\u0621-\u064a]", r)]
    assert arabic and all("<w:rtl/>" in r and 'w:bidi="ar"' in r for r in arabic)
    latin = [r for r in runs if re.search(">[^<]*[A-Za-z]{3}", r.partition("<w:t")[2])]
    assert latin and not any("<w:rtl/>" in r for r in latin)
    assert "<w:bidi/>" in xml[xml.rindex("<w:sectPr") :]
    assert as_docx(made) == as_docx(made)


def test_the_word_file_says_what_the_page_says(report):
    docx = pytest.importorskip("docx")
    for language in ("en", "ar", "fr"):
        made = written(report, language)
        text = _all_words(docx.Document(BytesIO(as_docx(letter_document(made)))))
        assert all(q.text in text for _, group in made.groups for q in group), language
    assert "١. " in "\n".join(
        p.text for p in docx.Document(BytesIO(as_docx(letter_document(written(report, "ar"))))).paragraphs
    )


def test_plain_text_holds_it_too(report):
    assert "التاريخ: " in as_text(letter_document(written(report, "ar")))


def test_the_verb_writes_each_form_in_each_language(tmp_path, capsys):
    charter = tmp_path / "guard.yaml"
    charter.write_text(GUARD, "utf-8")
    for ending in (".md", ".html", ".txt", ".docx", ".json"):
        out = tmp_path / f"letter{ending}"
        assert main(["questions", str(charter), "--language", "fr", "--by", "2026-04-01", "--out", str(out)]) == 0
        assert out.stat().st_size > 500
    data = json.loads((tmp_path / "letter.json").read_text("utf-8"))
    assert data["language"] == "fr" and data["by"] == "2026-04-01" and data["groups"][0][1][0]["english"]
    capsys.readouterr()
    assert main(["questions", str(charter), "--language", "ar", "--from", "p1", "--date", "2026-03-01"]) == 0
    said = capsys.readouterr().out
    assert "من: Commander of the Guard" in said and "١ آذار/مارس ٢٠٢٦" in said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--language", "de"], "no language 'de'; allowed: ar, en, fr"),
        (["--by", "soon"], "--by 'soon' is no day; write it as 2026-03-31"),
        (["--date", "2026-02-30"], "--date '2026-02-30' is no day"),
    ],
)
def test_a_wrong_option_is_one_clear_message(tmp_path, capsys, words, told):
    charter = tmp_path / "guard.yaml"
    charter.write_text(GUARD, "utf-8")
    assert main(["questions", str(charter), *words]) == 2
    assert told in capsys.readouterr().err


def test_articles_are_cited_as_the_law_has_them(tmp_path, capsys):
    charter = tmp_path / "guard.yaml"
    charter.write_text(GUARD.replace("text_seen: full", "text_seen: full, law: law.md"), "utf-8")
    (tmp_path / "law.md").write_text(
        "# Guard Law\n\nArticle 7. Command\n\n(1) There is a Commander of the Guard.\n\n"
        "(2) The Prime Minister appoints the Commander of the Guard.\n",
        "utf-8",
    )
    assert main(["questions", str(charter)]) == 0
    assert "Article 7(2) (Command)" in capsys.readouterr().out


def _all_words(file):
    cells = (p for table in file.tables for row in table.rows for cell in row.cells for p in cell.paragraphs)
    return "\n".join(p.text for p in (*file.paragraphs, *cells))


def test_the_first_page_holds_what_decides_most_and_the_annex_the_rest(report):
    made = letter(report)
    leading, annex = made.pages
    first = [q for _, qs in leading for q in qs]
    assert len(first) == FIRST_PAGE and sum(len(qs) for _, qs in annex) == made.count - FIRST_PAGE
    rest = [q for _, qs in annex for q in qs]
    assert all(q.stops for q in first) or not any(q.stops for q in rest), "what stops a matter leads"
    said = as_markdown(letter_document(made))
    assert said.index("## Annex: ") > said.index(f"{FIRST_PAGE}. ") and f"| {FIRST_PAGE + 1} |" in said


def test_a_short_letter_has_no_annex():
    made = letter(check(charter_from_text(GUARD, "x.yaml"), open_world=True, select=["CMD"]))
    assert 0 < made.count <= FIRST_PAGE and "Annex" not in as_markdown(letter_document(made))


IDS = re.compile(
    r"(?:^|[“«\s(])[a-z]{2,}(?:-[a-z0-9]+)*-\d+(?:-\d+)*(?=[”»\s).,?]|$)|\w+\[[^\]]*\]|\b[a-z]+_[a-z_]+\b|\b\w+\.\d+\.\w+"
)


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_no_letter_prints_a_path_or_a_made_id(language):
    """Over the library: no place by its keys, no id such as ``unit-7-1``; and of ours nothing in English in Arabic."""
    found = {}
    for name in ("example-guard-law", "iraq-national-guard-bill-2015", "burundi-ceasefire-2003", "sons-of-iraq-2008"):
        if name in names():
            found |= _leaks(check(historical(name), open_world=True), language)
    filled_form = charter_from_text(CODED, "coded.yaml")
    found |= _leaks(check(filled_form), language) | _leaks(check(filled_form, open_world=True), language)
    assert found == {}


CODED = """
charter: "0.3"
meta: {id: x, title: Guard of Nahr, kind: [guard], country: Iraq, text_seen: full}
actors: [{id: pm, name: Prime Minister, kind: office, state: true, head: true}, {id: council-2-1, kind: community-body}]
posts: [{id: post-7, unit: unit-7-1, appointed_by: pm, removable_by: unknown, article: "7(2)"}]
groups: [{id: group-3, size: unknown}]
forces: [{id: g, name: Guard of Nahr, kind: guard, status: new, target_strength: unknown, ceiling: unknown}]
units: [{id: unit-7-1, force: g, size: unknown}, {id: unit-7-2, force: g, size: unknown}]
induction: [{id: induction-8, from: group-3, into: g, intake: unknown, starts: unknown, vetting: {by: council-2-1}}]
exits: [{id: exit-9, kind: apprenticeship, places: unknown, funded_until: unknown}]
obligations: [{id: obligation-4, bearer: pm, what: report, deadline: unknown}]
phases: [{id: phase-5, ends: unknown, tests: [{metric: arms handed in, op: ">=", threshold: unknown}]}]
joint_bodies: [{body: council-2-1, seats: unknown, members: [{who: pm, seats: unknown}]}]
"""


def _leaks(report, language):
    said = letter(report, LetterHead(language))
    words = [q.text for _, qs in said.all_groups for q in qs] + [
        m for _, qs in said.all_groups for q in qs for m in q.missing
    ]
    found = {text: IDS.findall(text) for text in (*words, *said.first) if IDS.search(text)}
    if language == "ar":
        for text in words:
            if left := re.findall("[A-Za-z]{3,}", re.sub(r"«[^«»]*»", "", text)):
                found[text] = left
    return found


def test_what_a_row_is_called_takes_the_place_of_its_noun():
    report = check(charter_from_text(CODED, "coded.yaml"), open_world=True)
    said = as_markdown(letter_document(letter(report)))
    assert not re.search(r"\bthe the\b|\bphase phase\b|\bpost-7\b|may it detention", said)

"""An amendment goes into the law's draft: each edit at its article, by what the article says, and only once."""

import re
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "law"))
from office import needs_office, printed
from test_law_import import LAWS, written
from test_word_changes import rejected, words
from test_word_comments import marked, part
from word_files import word

import tether
from tether.amend.clauses import LANGUAGES, clause_table
from tether.charter.schema_keys import key_at
from tether.cli import main
from tether.law import read_law

GUARD = Path(tether.__file__).parent / "charter" / "library" / "charters" / "example-guard-law.yaml"
TEXT = (LAWS / "example-guard-law.en.txt").read_text("utf-8")
IN_TEXT = {
    "one by one, at most 720": "in whole units, at most 720",
    "through a bank": "through the commander",
    "No person under eighteen years of age may enter. Entry opens on 1 February 2027 and closes on 31 December 2027.\n2.": (
        "No person under sixteen (16) years of age may enter. Entry opens on 1 February 2027 and closes on 31 December 2027.\n2."
    ),
    "count heads every three months": "count heads every twelve months",
}
IN_CHARTER = {
    "from: hill-front, into: guard, mode: individual": "from: hill-front, into: guard, mode: whole-unit",
    "via: bank": "via: commander",
    "min_age: 18": "min_age: 16",
    "headcount_months: 3": "headcount_months: 12",
}
FRENCH = """\
Loi n° 3 sur la garde
Article premier
La garde relève du commandant en chef.
Article 2
Nul ne peut entrer avant l'âge de seize (16) ans.
Article 3
Le ministère des finances verse la solde par l'intermédiaire du commandant."""
ARABIC = """\
قانون الحرس رقم (٣) لسنة ٢٠٢٦
المادة (١)
يرتبط الحرس بالقائد العام للقوات المسلحة.
المادة (٢)
لا يقبل من يقل عمره عن ست عشرة (١٦) سنة.
المادة (٣)
تدفع وزارة المالية الرواتب عن طريق القائد."""
SMALL = """\
charter: "0.3"
meta: {{id: guard, country: Iraq, text_seen: full, lang: {}, status: draft}}
sources: [{{id: text, kind: text, cite: Draft}}]
actors:
  - {{id: cinc, name: Commander-in-Chief, kind: office, state: true, head: true}}
  - {{id: mof, name: Ministry of Finance, kind: ministry, state: true}}
groups: [{{id: hill, name: Hill Front, size: 900}}]
forces: [{{id: guard, name: Guard, kind: guard, status: new}}]
units: [{{id: hq, force: guard, echelon: hq, parent: none}}]
command: [{{from: cinc, to: hq, type: full, when: always, article: "1"}}]
induction: [{{id: in, from: hill, into: guard, mode: individual, min_age: 16, article: "2"}}]
pay: [{{force: guard, payer: mof, via: commander, article: "3"}}]
"""


def changed(text, by):
    for before, after in by.items():
        assert before in text
        text = text.replace(before, after, 1)
    return text


@pytest.fixture
def bent(tmp_path):
    """Return a charter and a draft with the same faults in both."""
    charter = written(tmp_path, changed(GUARD.read_text("utf-8"), IN_CHARTER), "guard.yaml")
    lines = [line for line in changed(TEXT, IN_TEXT).splitlines() if line]
    return charter, written(tmp_path, word(*lines), "draft.docx")


def amended(capsys, charter, draft, out):
    assert main([str(a) for a in ("amend", charter, "--into", draft, "--out", out)]) == 0
    return capsys.readouterr().out


def test_each_edit_stands_at_its_article_and_rejecting_all_gives_the_draft_back(bent, tmp_path, capsys):
    charter, draft = bent
    before, out = draft.read_bytes(), tmp_path / "red.docx"
    said = amended(capsys, charter, draft, out)
    assert "edits written as tracked changes" in said and draft.read_bytes() == before
    assert "art. 8(1), in the sentence: induction[from-front]" in said and "art. 15, " in said
    xml = part(out.read_bytes())
    assert '<w:delText xml:space="preserve">sixteen (16)</w:delText>' in xml and ">18</w:t></w:r></w:ins>" in xml
    assert rejected(xml) == words(part(before))
    law = read_law(out)
    assert "No person under 18 years of age may enter." in law.words("art_8__para_1")
    assert "Members are counted in person every 3 months" in law.words("art_15") or "every 3 months" in law.words(
        "art_15"
    )
    assert [u.number for u in law.units] == [u.number for u in read_law(draft).units]
    comments = part(out.read_bytes(), "word/comments.xml")
    assert "Why: it clears PAY02" in comments and "Who must agree: the finance ministry" in comments
    places = marked(xml)
    for number, text in re.findall(r'<w:comment w:id="(\d+)"[^>]*>(.*?)</w:comment>', comments, re.DOTALL):
        if "min_age" in text or "age at entry" in text:
            assert places[int(number)] == "18"


def test_a_second_run_doubles_nothing(bent, tmp_path, capsys):
    charter, draft = bent
    amended(capsys, charter, draft, tmp_path / "one.docx")
    said = amended(capsys, charter, tmp_path / "one.docx", tmp_path / "two.docx")
    assert ": 0 edits written as tracked changes" in said and "were there already" in said
    assert part((tmp_path / "two.docx").read_bytes()) == part((tmp_path / "one.docx").read_bytes())


def test_check_and_amend_into_one_copy(bent, tmp_path, capsys):
    charter, draft = bent
    main(["check", str(charter), "--into", str(draft), "--out", str(tmp_path / "c.docx")])
    amended(capsys, charter, tmp_path / "c.docx", tmp_path / "d.docx")
    comments = part((tmp_path / "d.docx").read_bytes(), "word/comments.xml")
    assert re.search(r"Fault, Article 15: .*\(PAY02\)", comments) and "amendment, art. 15" in comments


@pytest.mark.parametrize(
    ("language", "text", "wanted"), [("fr", FRENCH, "numéro au nom|compte bancaire"), ("ar", ARABIC, "باسم كل منتسب")]
)
def test_french_and_arabic_drafts(tmp_path, capsys, language, text, wanted):
    charter = written(tmp_path, SMALL.format(language), "guard.yaml")
    draft = written(tmp_path, word(*text.splitlines()), "draft.docx")
    said = amended(capsys, charter, draft, tmp_path / "red.docx")
    xml = part((tmp_path / "red.docx").read_bytes())
    assert re.search(wanted, xml) and rejected(xml) == words(part(draft.read_bytes()))
    assert "no article, closing list" in said
    closing = {"fr": "Ce que la présente loi devrait régler", "ar": "مسائل يتعين على هذا القانون"}[language]
    assert xml.count(closing) == 1
    amended(capsys, charter, tmp_path / "red.docx", tmp_path / "two.docx")
    assert part((tmp_path / "two.docx").read_bytes()) == xml


def test_what_into_asks_for_and_a_draft_of_another_version(bent, tmp_path, capsys):
    charter, draft = bent
    other = written(tmp_path, word("Law on roads", "Article 1", "Roads are free."), "other.docx")
    locked = written(
        tmp_path,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "locked.docx",
    )
    calls = {
        ("--into", draft): "name the copy with --out redline.docx",
        ("--into", draft, "--out", draft): "the draft itself, left alone",
        ("--into", other, "--out", tmp_path / "c.docx"): "citations of",
        ("--into", written(tmp_path, "Article 1\nA.\n", "a.txt"), "--out", tmp_path / "c.docx"): "no Word file",
        ("--into", locked, "--out", tmp_path / "c.docx"): "locked with a password",
        ("--into", tmp_path / "none.docx", "--out", tmp_path / "c.docx"): "No such file",
    }
    for call, said in calls.items():
        assert main([str(a) for a in ("amend", charter, *call)]) in (2, 3)
        told = capsys.readouterr().err
        assert said in told and not (tmp_path / "c.docx").exists()


def test_the_table_of_clauses_names_keys_and_words_of_the_schema():
    for key, value in clause_table():
        row = clause_table()[key, value]
        assert all(row[language].strip() for language in LANGUAGES)
        fields = [set(re.findall(r"\{([\w%]+)\}", row[language])) for language in LANGUAGES]
        assert fields[0] == fields[1] == fields[2], (key, value)
        steps, known = key.split("."), None
        for cut in range(2 ** len(steps)):  # a step may be a list: try each with a row of it
            path = tuple(
                x for n, s in enumerate(steps) for x in ((s, 0) if cut >> n & 1 and n < len(steps) - 1 else (s,))
            )
            known = known or key_at(path)
        assert known is not None, key
        if known.words and value not in ("*", "yes", "no", "none", "0"):
            assert value in known.words, (key, value, known.words)


@needs_office
def test_libreoffice_shows_the_changes(bent, tmp_path, capsys):
    charter, draft = bent
    amended(capsys, charter, draft, tmp_path / "red.docx")
    shown = " ".join(printed(tmp_path / "red.docx", tmp_path).split())
    assert "sixteen (16)18 years" in shown and "in his own name" in shown

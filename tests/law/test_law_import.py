"""Texts in three languages and six forms become the same provisions, with ids that stay."""

import json
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from word_files import levels, odt, paragraph, pdf, table, word

import tether
from tether.law import import_law, read_law
from tether.law.as_markdown import as_markdown
from tether.law.headings import heading_of, markers

LAWS = Path(__file__).parents[1] / "data" / "laws"
ENGLISH = """\
Law No. (3) of 2026
on the Guard of the Province
The Assembly has passed the following law:
Chapter One: General provisions
Article (1) Definitions
In this law the following words have these meanings:
"Guard": the Guard of the Province.
"Minister" means the Minister of Interior.
Article (2)
The Guard
1. The Guard has at most 3,000 posts.
2. The Guard may:
(a) patrol roads;
(b) guard sites; and
(c) hold a person for up to 24 hours, as Article (4) says.
Chapter Two
Last provisions
Article 3 bis: Amnesty
No amnesty covers grave crimes under Article 12 of the Constitution.
Article (4)
A person who is held shall be handed to the police under paragraph 2 of Article (2), or under Article (9).
Schedule 1
Posts
1. Commander
"""
ARABIC = """\
قانون رقم (٣) لسنة ٢٠٢٦
بشأن حرس المحافظة
الباب الأول
أحكام عامة
المادة (١)
التعريفات
يقصد بالكلمات الآتية المعاني المبينة إزاءها:
أ- الحرس: حرس المحافظة.
ب- الوزير: وزير الداخلية.
المادة الثانية
أولاً: يتكون الحرس من ثلاثة آلاف فرد.
ثانياً: يجوز للحرس ما يأتي:
1- تسيير الدوريات.
2- حراسة المواقع وفق المادة (٤).
المادة (٢) مكرر: لا يجوز منح الحصانة خلافاً للمادة (٥) من الدستور.
مادة ٣ - يصدر الوزير التعليمات.
"""
FRENCH = """\
Loi n° 3 de 2026 portant création de la garde
TITRE PREMIER
DISPOSITIONS GÉNÉRALES
Article premier. - La garde est placée sous l'autorité du ministre.
Art. 2. - La garde peut :
a) patrouiller ;
b) garder les sites visés à l'article premier.
Article 3
Le ministre fixe par arrêté, conformément à l'article 12 de la Constitution, les conditions d'application.
"""


def written(folder, text, name="law.txt"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def ids(law):
    return [p.id for p in law.provisions]


def test_an_english_law(tmp_path):
    law = read_law(written(tmp_path, ENGLISH))
    assert law.title == "Law No. (3) of 2026 on the Guard of the Province" and law.language == "en"
    assert [u.number for u in law.units] == ["1", "2", "3bis", "4"]
    assert [u.heading for u in law.units] == ["Definitions", "The Guard", "Amnesty", ""]
    assert ids(law)[:1] == ["chp_1"] and law.provision("chp_2").heading == "Last provisions"
    assert law.provision("art_2__para_2__point_c").text.startswith("hold a person")
    assert law.provision("art_3bis").parent == "chp_2" and law.provision("att_1").heading == "Posts"
    assert [(d.term, d.provision.split("__")[0]) for d in law.definitions] == [
        ("Guard", "art_1"),
        ("Minister", "art_1"),
    ]
    told = [(r.number, r.target, bool(r.of)) for r in law.references]
    assert told == [("4", "art_4", False), ("12", "", True), ("2(2)", "art_2__para_2", False), ("9", "", False)]


def test_an_arabic_law(tmp_path):
    law = read_law(written(tmp_path, ARABIC))
    assert law.language == "ar" and law.title == "قانون رقم (٣) لسنة ٢٠٢٦ بشأن حرس المحافظة"
    assert [u.id for u in law.units] == ["art_1", "art_2", "art_2bis", "art_3"]
    assert law.provision("art_1").heading == "التعريفات" and law.provision("title_1").heading == "أحكام عامة"
    assert law.provision("art_2__para_2__point_2").text.startswith("حراسة المواقع")
    assert [d.term for d in law.definitions] == ["الحرس", "الوزير"]
    assert [(r.number, r.target, bool(r.of)) for r in law.references] == [("4", "", False), ("5", "", True)]


def test_a_french_law(tmp_path):
    law = read_law(written(tmp_path, FRENCH))
    assert law.language == "fr" and [u.id for u in law.units] == ["art_1", "art_2", "art_3"]
    assert law.provision("title_1").heading == "DISPOSITIONS GÉNÉRALES"
    assert law.provision("art_2__point_b").number == "b"
    assert [(r.number, r.target, bool(r.of)) for r in law.references] == [("12", "", True)] or law.references


@pytest.mark.parametrize(
    ("cited", "state", "found"),
    [
        ("2(2)(c)", "found", "art_2__para_2__point_c"),
        ("Article 2, paragraph 2", "found", "art_2__para_2"),
        ("paragraph 2 of Article 2", "found", "art_2__para_2"),
        ("3 bis", "found", "art_3bis"),
        ("المادة ٢ الفقرة ٢", "found", "art_2__para_2"),
        ("2(7)", "part", "art_2"),
        ("44", "missing", ""),
        ("", "missing", ""),
    ],
)
def test_what_an_article_s_number_points_at(tmp_path, cited, state, found):
    cited = read_law(written(tmp_path, ENGLISH)).find(cited)
    assert cited.state == state and (cited.provision.id if cited.provision else "") == found


def test_articles_that_start_anew_in_each_part_are_named_by_their_part(tmp_path):
    text = "Agreement\nProtocol I\nArticle 1\nOne stays.\nArticle 2\nTwo stays.\nProtocol II\nArticle 1\nOne.\nArticle 2\nTwo.\n"
    law = read_law(written(tmp_path, text))
    assert [u.id for u in law.units] == [f"protocol_{p}__art_{n}" for p in (1, 2) for n in (1, 2)]
    assert law.find("II 2").provision.id == "protocol_2__art_2" and law.find("2").state == "ambiguous"


def test_a_number_given_twice_keeps_both(tmp_path):
    law = read_law(written(tmp_path, "Law\nArticle 1\nA.\nArticle 2\nB.\nArticle 2\nC.\nArticle 3\nD.\n"))
    assert [u.id for u in law.units] == ["art_1", "art_2", "art_2~2", "art_3"]


def test_what_an_article_puts_into_another_law_is_no_article_of_this_one(tmp_path):
    quoted = (
        'Law\nArticle 1\nArticle 14 of Law No. 5 of 2010 shall read as follows:\n"Article 14\nThe ministry pays."\n'
    )
    for text in (quoted, quoted.replace('"', "")):
        law = read_law(written(tmp_path, f"{text}Article 2\nThis law enters into force.\n"))
        assert [u.id for u in law.units] == ["art_1", "art_2"]
        assert [(a.provision, a.action) for a in law.amendments] == [("art_1", "replace")]
        assert "The ministry pays." in law.words("art_1")


def test_a_table_of_contents_is_left_out(tmp_path):
    listed = "Law\nArticle 1 Aim\nArticle 2 Posts\nArticle 3 Pay\n"
    text = (
        listed + "Article 1 Aim\nThe aim is peace.\nArticle 2 Posts\nThere are ten.\nArticle 3 Pay\nPay is monthly.\n"
    )
    assert ids(read_law(written(tmp_path, text))) == ["art_1", "art_2", "art_3"]
    dotted = "Law\nArticle 1 Aim ........ 1\nArticle 2 Posts ....... 2\n" + text.removeprefix(listed)
    assert len(read_law(written(tmp_path, dotted)).units) == 3


def test_sections_and_bare_numbers_are_rules_where_no_article_is(tmp_path):
    act = "Guard Act\nSection 1. Short title\nThis Act is the Guard Act.\nSection 2. Posts\n(1) Ten.\n(2) Twenty.\n"
    assert ids(read_law(written(tmp_path, act)))[-1] == "sec_2__para_2"
    bare = "Basic rules\n1. Force is used last.\n2. Officers shall:\n(a) warn;\n(b) report.\n3. Each use is reported.\n"
    assert ids(read_law(written(tmp_path, bare))) == [
        "para_1",
        "para_2",
        "para_2__point_a",
        "para_2__point_b",
        "para_3",
    ]


def test_articles_that_are_divided_into_sections(tmp_path):
    text = "INTERIM CONSTITUTION\nARTICLE I\nTHE STATE\nSection 1. Name\nThe name is Sahar.\nSection 2. Capital\n(a) It is Nahr.\n"
    text += "(b) A law may move it.\nARTICLE II\nTHE ARMY\nSection 1.\nIt obeys.\nSection 2. No person shall enter under eighteen.\n"
    law = read_law(written(tmp_path, text))
    assert [u.id for u in law.units] == ["art_1", "art_2"] and law.provision("art_1").heading == "THE STATE"
    assert law.find("I 2").provision.id == "art_1__sec_2" == law.provision("art_1__sec_2__point_b").parent
    assert law.provision("art_2__sec_2").text.startswith("No person")


def test_a_list_of_contents_of_bare_numbers_is_left_out(tmp_path):
    listed = "THE GUARD ACT\nARRANGEMENT OF SECTIONS\n1. Short title\n2. Posts\n3. Pay\nAn Act to establish the Guard\n"
    text = "1. Short title\nThis Act is the Guard Act.\n2. Posts\nIt has ten posts.\n3. Pay\nPay is monthly.\nSCHEDULE\nForm of oath\nI swear.\n"
    law = read_law(written(tmp_path, listed + text))
    assert [(u.id, u.heading) for u in law.units] == [("sec_1", "Short title"), ("sec_2", "Posts"), ("sec_3", "Pay")]


def test_a_sentence_that_begins_with_a_reference_is_no_heading(tmp_path):
    text = "Law\nArticle 1\nA rule.\nArticle 12 of the Constitution applies.\nArticle 7, paragraph 2, stays.\nArticle 2\nB.\n"
    assert [u.number for u in read_law(written(tmp_path, text)).units] == ["1", "2"]


# ---- forms of files


def test_a_word_file_s_own_numbers_are_counted(tmp_path):
    numbering = levels(("decimal", "Article %1"), ("decimal", "%2."), ("lowerLetter", "(%3)"))
    blocks = [
        "Law on the Guard",
        paragraph("Aim", 1, 0),
        "The aim is peace.",
        paragraph("Powers", 1, 0),
        paragraph("The Guard may patrol.", 1, 1),
        paragraph("The Guard may:", 1, 1),
        paragraph("arrest;", 1, 2),
        paragraph("search.", 1, 2),
        paragraph("Last", 1, 0),
        paragraph("It lapses.", 1, 1),
    ]
    law = read_law(written(tmp_path, word(*blocks, numbering=numbering), "law.docx"))
    assert [(u.id, u.heading) for u in law.units] == [("art_1", "Aim"), ("art_2", "Powers"), ("art_3", "Last")]
    assert (
        law.provision("art_2__para_2__point_b").text == "search."
        and law.provision("art_3__para_1").text == "It lapses."
    )
    assert law.provision("art_2__para_2__point_b").at == (7,)


def test_arabic_forms_of_word_s_numbers(tmp_path):
    numbering = levels(("decimal", "المادة %1"), ("arabicAbjad", "%2-"), ("arabicAlpha", "(%3)"))
    blocks = ["قانون الحرس", *(paragraph(t, 1, n) for t, n in (("الحرس", 0), ("دورية", 1), ("حراسة", 1), ("تفتيش", 1)))]
    law = read_law(written(tmp_path, word(*blocks, numbering=numbering), "law.docx"))
    assert ids(law) == ["art_1", "art_1__point_a", "art_1__point_b", "art_1__point_c"]
    assert law.provision("art_1__point_c").label == "ج-"


def test_tracked_changes_are_read_as_accepted_and_told(tmp_path):
    changed = (
        "<w:p><w:r><w:t>The term is </w:t></w:r><w:del><w:r><w:delText>two</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>three</w:t></w:r></w:ins><w:r><w:t> years.</w:t></w:r></w:p>"
    )
    law = read_law(written(tmp_path, word("Law", "Article 1", changed), "law.docx"))
    assert law.provision("art_1").text == "The term is three years."
    assert "tracked changes (1 put in, 1 struck out): read as if all of them were accepted" in law.notes[0]


def test_a_table_s_row_is_one_paragraph(tmp_path):
    blocks = ["Law", "Article 1", "Definitions", "In this law the following words have these meanings:"]
    law = read_law(
        written(tmp_path, word(*blocks, table(("Guard", "the Guard"), ("Minister", "of Interior"))), "a.docx")
    )
    assert [(d.term, d.meaning) for d in law.definitions] == [("Guard", "the Guard"), ("Minister", "of Interior")]


def test_macros_and_embedded_files_are_told_and_left_alone(tmp_path):
    parts = {"word/vbaProject.bin": b"x", "word/embeddings/a.xlsx": b"y"}
    law = read_law(written(tmp_path, word("Law", "Article 1", "A.", parts=parts), "law.docm"))
    assert [n.split(":")[0] for n in law.notes] == ["it holds macros", "it holds 1 embedded file(s)"]


def test_an_opendocument_s_lists_are_counted(tmp_path):
    styles = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" '
        'style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="(" '
        'style:num-suffix=")"/></text:list-style>'
    )
    item = "<text:list-item><text:p>{}</text:p>{}</text:list-item>"
    inner = f"<text:list>{item.format('arrest;', '')}{item.format('search.', '')}</text:list>"
    listed = (
        f'<text:list text:style-name="L">{item.format("One.", "")}{item.format("The Guard may:", inner)}</text:list>'
    )
    body = f"<text:p>Law</text:p><text:h text:outline-level='1'>Article 1</text:h>{listed}<text:p>Article 2</text:p><text:p>B.</text:p>"
    law = read_law(written(tmp_path, odt(body, styles), "law.odt"))
    assert ids(law) == [
        "art_1",
        "art_1__para_1",
        "art_1__para_2",
        "art_1__para_2__point_a",
        "art_1__para_2__point_b",
        "art_2",
    ]


def test_a_web_page_and_markdown(tmp_path):
    page = (
        "<!doctype html><title>x</title><script>if (a<b) f()</script><nav>Article 9</nav><!-- Article 8 --><h1>Law on the Guard</h1><h2>Article 1</h2>"
        "<ol><li>One.<li>The Guard may:<ol type=a><li>arrest;<li>search.</ol></ol><h2>Article 2</h2><p>It stays.<br>It is read.</p>"
    )
    law = read_law(written(tmp_path, page, "law.html"))
    assert ids(law)[:3] == ["art_1", "art_1__para_1", "art_1__para_2"] and "art_2" in ids(law)
    assert law.preamble == ("Law on the Guard",) and law.words("art_2") == "It stays.\nIt is read."
    text = "# Law on the Guard\n\n## Article 1\n\n1. One.\n2. The Guard may:\n   - **arrest**;\n\n## Article 2\n\nThe Guard shall report\nto the Minister.\n"
    law = read_law(written(tmp_path, text, "law.md"))
    assert (
        law.provision("art_2").text == "The Guard shall report to the Minister."
        and law.provision("art_1__para_2__point_1").text == "arrest;"
    )


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext isn't installed")
def test_a_pdf_is_read_and_a_look_is_asked_for(tmp_path):
    lines = [
        "Law on the Guard",
        "",
        "Article 1",
        "The Guard keeps the peace in the whole province and on all",
        "of its roads.",
    ]
    law = read_law(written(tmp_path, pdf([*lines, "", "Article 2", "It has ten posts."]), "law.pdf"))
    assert [u.id for u in law.units] == ["art_1", "art_2"] and law.provision("art_1").text.endswith("of its roads.")
    assert "by eye" in law.notes[0]


def test_lines_that_a_program_broke_are_joined(tmp_path):
    rule = "The Guard shall keep the peace in the whole province, on its roads and in its towns, and it\nshall report."
    law = read_law(written(tmp_path, f"Law on the Guard\n\nArticle 1\n\n{rule}\n\nArticle 2\n\n{rule}\n"))
    assert law.provision("art_1").text == rule.replace("\n", " ")


def test_an_older_arabic_file_is_read_and_told(tmp_path):
    law = read_law(
        written(
            tmp_path,
            ARABIC.replace("٣", "3")
            .replace("١", "1")
            .replace("٢", "2")
            .replace("٤", "4")
            .replace("٠", "0")
            .replace("٦", "6")
            .replace("٥", "5")
            .encode("cp1256"),
        )
    )
    assert [u.id for u in law.units][-1] == "art_3" and "cp1256" in law.notes[0]


# ---- what an import writes


def test_an_import_is_written_whole_and_read_again(tmp_path):
    law = import_law(written(tmp_path, ENGLISH), tmp_path / "out")
    assert read_law(tmp_path / "out" / "law.json") == law == tether.read_law(tmp_path / "out" / "law.json")
    assert "`art_2__para_2__point_c`" in (tmp_path / "out" / "law.md").read_text("utf-8")
    root = ET.parse(tmp_path / "out" / "law.xml").getroot()
    assert root.tag == "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}akomaNtoso"
    again = read_law(tmp_path / "out" / "law.xml")
    assert ids(again) == ids(law) and [u.id for u in again.units] == [u.id for u in law.units]
    assert again.words("art_2") == law.words("art_2") and again.title == law.title
    import_law(tmp_path / "law.txt", tmp_path / "out")  # its own folder may be replaced


def test_a_law_json_that_somebody_changed_is_refused(tmp_path):
    import_law(written(tmp_path, ENGLISH), tmp_path / "out")
    tree = json.loads((tmp_path / "out" / "law.json").read_text("utf-8"))
    tree["provisions"][3]["parent"] = "nowhere"
    with pytest.raises(tether.InputError, match="hangs below one that isn't above it"):
        read_law(written(tmp_path, json.dumps(tree), "bad.json"))


# ---- real laws, under open terms; articles counted by hand

REAL = {  # file: articles, paragraphs and items set apart, title
    "libya-decree-1-2016-arrangements.en.txt": (2, 5, "Decree No. (1) of 2016 establishing an interim committee"),
    "libya-decree-217-2014-attaches.en.txt": (5, 2, "Decree No. (217) of 2014 on the organisation"),
    "libya-law-18-1964-security-force.en.txt": (4, 5, "Law No. (18) of 1964 AD on the Security Force"),
    "libya-law-1-1967-weapons.ar.txt": (2, 6, "مرسوم ملكي بقانون الأسلحة"),
    "libya-law-7-1981-weapons.ar.txt": (3, 2, "قانون رقم ( 7 ) لسنة 1981 م"),
    "libya-law-20-1994-coast.ar.txt": (3, 2, "قانون رقم (20) لسنة 1423م بشأن تحصين"),
}


@pytest.mark.parametrize("name", REAL)
def test_articles_of_real_laws_against_a_hand_count(name):
    law = read_law(LAWS / name)
    parts = sum(not p.unit and p.kind in ("paragraph", "item", "alinea") for p in law.provisions)
    articles, below, title = REAL[name]
    assert (len(law.units), parts) == (articles, below) and law.title.startswith(title)


@pytest.mark.parametrize(
    ("line", "number", "rest"),
    [
        ("ARTICLE 6.", "6", ""),
        ("Art. L. 5 - Nul ne peut", "L5", "Nul ne peut"),
        ("Art. 6.- Le commandant", "6", "Le commandant"),
        ("Article premier", "1", ""),
        ("Article Twenty-First: Pay", "21", "Pay"),
        ("المادة -١-", "1", ""),
        ("(المادة الأولى)", "1", ""),
        ("المادة الثانية والعشرون", "22", ""),
        ("المادة ٦ مكرراً (أ): نص", "6bisa", "نص"),
        ("مادة/ 3", "3", ""),
        ("المادّة (٤)", "4", ""),
    ],
)
def test_headings_of_articles(line, number, rest):
    found = heading_of(line)
    assert (found.kind, found.number, found.rest) == ("article", number, rest)


@pytest.mark.parametrize(
    "line", ["المادة 6 من الدستور", "Articles 5 and 6", "Part II of this Law applies to", "article 6"]
)
def test_what_is_no_heading(line):
    assert heading_of(line) is None


def test_marks_that_can_be_read_in_two_ways_are_given_in_both():
    assert [(m.form, m.value) for m in markers("(i) x")] == [("(a)", 9), ("(i)", 1)]
    assert [m.value for m in markers("ج- نص")] == [3, 5]
    assert [(m.form, m.value) for m in markers("ثانياً: نص")] == [("first", 2)]
    assert markers("2015. The year") == markers("a person may") == []


def test_the_title_stands_once_in_the_law_to_compare(tmp_path):
    law = read_law(LAWS / "new" / "canal-wardens.en.txt")
    assert as_markdown(law).count("Canal Wardens Bill 2027") == 1 and "Republic of Tamara" in as_markdown(law)


def test_a_number_that_word_sets_is_an_article_whatever_its_heading_begins_with(tmp_path):
    numbers = levels(("decimal", "مادة (%1)"))
    blocks = [
        p for text in ("النطاق", "من لم يقبل") for p in (paragraph(text, 1, 0), paragraph("يعمل الحرس في الميناء."))
    ]
    law = read_law(written(tmp_path, word("قانون الحرس", *blocks, numbering=numbers), "draft.docx"))
    assert [(u.number, u.heading) for u in law.units] == [("1", "النطاق"), ("2", "من لم يقبل")]

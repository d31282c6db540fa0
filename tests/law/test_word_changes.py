"""Tracked changes go into a Word file at their words; nothing else of it changes, and rejecting them gives it back."""

import re
from datetime import date
from io import BytesIO

import pytest
from office import needs_office, printed
from test_law_import import written
from test_word_comments import COMMENTS, LINKS, part
from word_files import W, word

from tether.law import read_law
from tether.law.rewording import forbidden, other_day, other_name, other_number, where_quoted
from tether.law.word_changes import WordChange, own_insertions, with_changes
from tether.law.word_comments import AUTHOR, WordParts
from tether.law.word_text import WordText

OURS = rf'w:id="\d+" w:author="{AUTHOR}" w:date="[^"]*"'
RTL = "<w:pPr><w:pStyle w:val='Body'/><w:numPr><w:ilvl w:val='0'/><w:numId w:val='4'/></w:numPr><w:bidi/></w:pPr>"


def runs(*given, properties=""):
    """Return a paragraph of runs: (text, look)."""
    made = "".join(f"<w:r><w:rPr>{look}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>" for text, look in given)
    return f"<w:p>{properties}{made}</w:p>"


def rejected(xml):
    """Return the words of each paragraph with our changes rejected."""
    xml = re.sub(rf"<w:ins [^>]*{OURS}>.*?</w:ins>", "", xml, flags=re.DOTALL)
    xml = re.sub(
        r"<w:p>(?:(?!</w:p>).)*?<w:ins [^>]*/></w:rPr></w:pPr>(?:(?!</w:p>).)*</w:p>", "", xml, flags=re.DOTALL
    )
    return [
        "".join(re.findall(r"<w:(?:t|delText)[^>]*>([^<]*)</w:(?:t|delText)>", p))
        for p in re.findall(r"<w:p[ >].*?</w:p>", xml, re.DOTALL)
    ]


def words(xml):
    return [
        "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", p)) for p in re.findall(r"<w:p[ >].*?</w:p>", xml, re.DOTALL)
    ]


def test_words_across_runs_are_struck_and_others_put_in(tmp_path):
    split = runs(("held for twenty-", "<w:b/>"), ("four (24", "<w:i/>"), (") hours at most.", ""))
    path = written(tmp_path, word("Law", "Article 1", split), "draft.docx")
    file = WordParts.of(path)
    text = file.text.paragraphs[2].text
    begin = text.index("twenty")
    data = with_changes(file, [WordChange(2, "48", (begin, text.index(")") + 1), ("why", "who"))])
    xml = part(data)
    assert re.findall(r"<w:delText[^>]*>([^<]*)<", xml) == ["twenty-", "four (24", ")"]
    assert "<w:i/></w:rPr><w:delText" in xml and words(xml)[2] == "held for 48 hours at most."
    assert rejected(xml) == words(part(path.read_bytes())) and "<w:b/></w:rPr><w:t" in xml
    again = written(tmp_path, data, "again.docx")
    assert read_law(again).provision("art_1").text == "held for 48 hours at most."
    assert read_law(again, without=AUTHOR).provision("art_1").text == text
    assert "why" in part(data, "word/comments.xml") and xml.count("commentRangeStart") == 1
    ids = re.findall(r'<w:(?:ins|del) w:id="(\d+)"', xml)
    assert len(ids) == len(set(ids)) == 4


def test_a_new_paragraph_has_the_look_of_the_one_before_without_its_number(tmp_path):
    arabic = runs(("يجوز للحرس التوقيف.", '<w:rFonts w:cs="Arial"/><w:b/><w:sz w:val="30"/><w:rtl/>'), properties=RTL)
    path = written(tmp_path, word("قانون الحرس", "المادة (1)", arabic, "المادة (2)", "ينشر."), "draft.docx")
    changes = [WordChange(2, "تُسجَّل كل قطعة سلاح برقمها."), WordChange(2, "[To be drafted: pay]")]
    xml = part(with_changes(WordParts.of(path), changes))
    first, second = re.findall(r"<w:p><w:pPr>(?:(?!</w:p>).)*?author=.*?</w:p>", xml, re.DOTALL)
    assert "<w:bidi/>" in first and "<w:rtl/>" in first and '<w:sz w:val="30"/>' in first and "<w:b/>" not in first
    assert "<w:bidi/>" not in second and "<w:rtl/>" not in second and "[To be drafted: pay]" in second
    assert first.count('numId w:val="0"') == 1 and "numId w:val='4'" not in first
    assert rejected(xml) == words(part(path.read_bytes()))


def test_changes_and_comments_of_others_stay_and_their_words_are_fixed(tmp_path):
    other = "<w:ins w:id='900' w:author='Minister'><w:r><w:t>thirty (30)</w:t></w:r></w:ins>"
    block = f"<w:p><w:r><w:t xml:space='preserve'>within </w:t></w:r>{other}<w:r><w:t xml:space='preserve'> days</w:t></w:r></w:p>"
    parts = {"word/comments.xml": COMMENTS, "word/_rels/document.xml.rels": LINKS}
    path = written(tmp_path, word("Law", "Article 1", block, parts=parts), "draft.docx")
    file = WordParts.of(path)
    place = file.text.paragraphs[2]
    assert place.text == "within thirty (30) days"
    assert place.fixed(7, 18) == "they stand in a tracked change" and place.fixed(0, 6) == ""
    data = with_changes(file, [WordChange(2, "Anew.", comment=("c",))])
    assert other in part(data) and 'w:author="Minister"' in part(data, "word/comments.xml")
    numbers = [int(n) for n in re.findall(rf'w:id="(\d+)" w:author="{AUTHOR}" w:date', part(data))]
    assert min(numbers) > 900
    assert own_insertions(WordParts.of(written(tmp_path, data, "b.docx"))) == {"Anew."}


def test_fields_hidden_words_and_struck_words(tmp_path):
    simple = "<w:fldSimple w:instr='REF x'><w:r><w:t>6</w:t></w:r></w:fldSimple>"
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r>"
    struck = "<w:del w:id='1' w:author='M'><w:r><w:delText>gone</w:delText></w:r></w:del>"
    complex_ = "".join(
        f"<w:r>{x}</w:r>"
        for x in (
            "<w:fldChar w:fldCharType='begin'/>",
            "<w:instrText>REF</w:instrText>",
            "<w:t>7</w:t>",
            "<w:fldChar w:fldCharType='end'/>",
        )
    )
    xml = f"<w:document xmlns:w='{W}'><w:body><w:p>{simple}{hidden}{struck}{complex_}<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r></w:p></w:body></w:document>"
    place = WordText(xml.encode(), "x").paragraphs[0]
    assert place.text == "67a\tb"
    assert place.fixed(0, 1) and place.fixed(1, 2) and not place.fixed(2, 5)


def test_bytes_are_the_same_each_time(tmp_path):
    path = written(tmp_path, word("Law", "Article 1", "Held for 24 hours."), "draft.docx")
    made = [with_changes(WordParts.of(path), [WordChange(2, "48", (9, 11), ("c",))]) for _ in range(2)]
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("text", "old", "new", "unit", "language", "said"),
    [
        ("within twenty-four (24) hours", 24, 48, "hours", "en", "within 48 hours"),
        ("a term of three years", 36, 24, "months", "en", "a term of 2 years"),
        ("a term of three years", 36, 18, "months", "en", "a term of 18 months"),
        ("a term of three years", 36, 12, "months", "en", "a term of 1 year"),
        ("a 24-hour limit", 24, 12, "hours", "en", "a 12-hour limit"),
        ("at most 33 per cent", 0.33, 0.2, "the whole (0 to 1)", "en", "at most 20 per cent"),
        ("at most 1,335 men", 1335, 12000, "", "en", "at most 12,000 men"),
        ("خلال أربع وعشرين (٢٤) ساعة", 24, 48, "hours", "ar", "خلال ٤٨ ساعة"),
        ("مدة خدمته ثلاث سنوات", 36, 24, "months", "ar", "مدة خدمته سنتين"),
        ("خلال ثلاثين (٣٠) يوماً", 30, 7, "days", "ar", "خلال ٧ أيام"),
        ("dans un délai de trente (30) jours", 30, 1, "days", "fr", "dans un délai de 1 jour"),
    ],
)
def test_a_number_in_the_texts_own_words(text, old, new, unit, language, said):
    made = other_number(text, old, new, unit, language)
    assert text[: made.begin] + made.text + text[made.end :] == said


def test_what_stands_twice_or_not_at_all_is_left():
    assert other_number("24 hours, and 24 hours more", 24, 48, "hours") is None
    assert other_number("48 hours", 24, 12, "hours") is None
    assert other_name("the Minister hears the Minister", "Minister", "President") is None
    assert forbidden("it may arrest and may search") is None and forbidden("it shall not") is None
    assert where_quoted(["other", "held  for\u200f 24 hours"], "Held for 24") == (1, 0, 13)
    assert where_quoted(["other"], "none of it") is None


def test_days_and_names():
    day = date(2027, 12, 31)
    for text, language, said in (
        ("until 31 December 2027.", "en", "until 30 June 2028."),
        ("حتى ٣١/١٢/٢٠٢٧", "ar", "حتى ٣٠/٦/٢٠٢٨"),
        ("في 31 كانون الأول 2027", "ar", "في 30 حزيران 2028"),
        ("au 31 décembre 2027", "fr", "au 30 juin 2028"),
    ):
        made = other_day(text, (day, day), date(2028, 6, 30), language)
        assert text[: made.begin] + made.text + text[made.end :] == said
    made = other_name("appointed by the President.", "The President", "Ministry of Defence")
    assert (made.text, made.begin) == ("Ministry of Defence", 17)
    assert forbidden("يجوز للحرس التوقيف").text == "لا يجوز" and forbidden("The Guard may arrest").text == "may not"


@needs_office
def test_libreoffice_opens_what_is_written(tmp_path):
    blocks = [
        runs(("The Guard may hold a person for 24 hours.", "")),
        "Article 2",
        runs(("يجوز للحرس.", "<w:rtl/>"), properties=RTL),
    ]
    path = written(tmp_path, word("Law", "Article 1", *blocks), "draft.docx")
    changes = [
        WordChange(2, "48", (32, 34), ("why",)),
        WordChange(4, "تُسجَّل كل قطعة."),
        WordChange(2, "A new sentence."),
    ]
    out = written(tmp_path, with_changes(WordParts.of(path), changes), "out.docx")
    shown = " ".join(printed(out, tmp_path).split())
    assert "for 2448 hours" in shown and "A new sentence." in shown and "Article 2" in shown


def test_python_docx_opens_it_too(tmp_path):
    docx = pytest.importorskip("docx")
    path = written(tmp_path, word("Law", "Article 1", "Held for 24 hours."), "draft.docx")
    data = with_changes(WordParts.of(path), [WordChange(2, "48", (9, 11), ("c",)), WordChange(2, "New.")])
    assert len(docx.Document(BytesIO(data)).paragraphs) == 4

"""What can't be seen is shown: in names, pages and messages; Arabic stays Arabic."""

import json
from dataclasses import replace

import pytest

from tether.documents.visible import HIDDEN, Shown, visible
from tether.report.blocks import Document, Paragraph, section
from tether.report.html import as_html
from tether.report.markdown import as_markdown
from tether.report.text import as_text

EVIL = "a\x1b[2J\x9b31m\u202eb\u2066c\u200bd\x07\ud800"


@pytest.mark.parametrize("text", ["منظمة بدر", "می\u200cخواهم", "Ḥashd – “x”", "a\tb\n", "क्\u200dष"])
def test_letters_stay(text):
    assert visible(text) == text


def test_codes_and_turns_are_written_as_escapes():
    assert visible(EVIL) == r"a\u001b[2J\u009b31m\u202eb\u2066c\u200bd\u0007\ud800"
    assert visible("x\u200cy") == r"x\u200cy" and visible("\U000e0041") == r"\udb40\udc41"


def test_json_printed_so_is_the_same_data():
    assert json.loads(visible(json.dumps([EVIL], ensure_ascii=False))) == [EVIL]


def test_the_programs_own_colours_pass():
    assert visible(Shown("\x1b[31mstop\x1b[0m")) == "\x1b[31mstop\x1b[0m"


@pytest.mark.parametrize("write", [as_text, as_markdown, as_html])
def test_no_page_carries_a_code_of_its_data(write):
    page = Document(EVIL, (section(EVIL, Paragraph((EVIL,))),), under=EVIL, foot=EVIL)
    assert HIDDEN.search(write(page)) is None and "\\u202e" in write(page)


def test_a_word_file_of_odd_characters_is_written():
    docx = pytest.importorskip("docx")
    from io import BytesIO

    from tether.report.docx import as_docx

    page = Document(EVIL, (section("s", Paragraph((EVIL,))),))
    assert any("\\u001b" in p.text for p in docx.Document(BytesIO(as_docx(page))).paragraphs)


def test_a_page_without_them_is_left_as_it_is():
    from tether.report.blocks import shown

    page = Document("Badr", (section("s", Paragraph(("words",))),))
    assert shown(page).sections is page.sections and shown(replace(page, title="x\x1b")).title == "x\\u001b"

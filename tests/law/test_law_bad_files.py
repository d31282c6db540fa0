"""Files that mean harm, or that hold no text: one line each, and nothing is written."""

import shutil
import zipfile

import pytest
from word_files import W, document, odt, pdf, word, zipped

from tether.cli import main
from tether.errors import InputError
from tether.law import import_law, read_law
from tether.law import pdf as pdf_module

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
ENTITY = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaa">]>' + document("Article 1", "&a;").partition("?>")[2]
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><akomaNtoso><act><body>&x;</body></act></akomaNtoso>'
DEEP = f'<w:document xmlns:w="{W}"><w:body>{"<w:sdt>" * 5000}{"</w:sdt>" * 5000}</w:body></w:document>'
LOCKED_ODT = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry>'
    "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
)
BAD = {
    "empty.docx": (b"", "an empty file"),
    "old.docx": (OLD, "an old Office file"),
    "locked.docx": (OLD + "EncryptedPackage".encode("utf-16-le"), "a file locked with a password"),
    "cut.docx": (word("Article 1", "A.")[:200], "cannot be unpacked"),
    "bomb.docx": (word("Article 1", " " * 3_000_000), "that unpack to"),
    "entity.docx": (word("x", parts={"word/document.xml": ENTITY}), "declares a document type (entities): refused"),
    "deep.docx": (word("x", parts={"word/document.xml": DEEP}), "nested more than"),
    "sheet.docx": (zipped({"xl/workbook.xml": "<x/>"}), "an Excel workbook"),
    "named.docx": (b"Article 1\nA.\n", "no .docx file, whatever its name says"),
    "broken.docx": (word("x", parts={"word/document.xml": "<w:document"}), "not XML"),
    "outside.xml": (OUTSIDE.encode(), "declares a document type (entities): refused"),
    "other.xml": (b"<note>hello</note>", "XML whose first element is <note>"),
    "locked.odt": (zipped({"content.xml": "x", "META-INF/manifest.xml": LOCKED_ODT}), "a file locked with a password"),
    "none.odt": (odt(""), "no words found"),
    "comments.html": (b"<html>" + b"<!--" * 50_000, "no words found"),
    "tags.html": (b"<html>" + b'<a b="' * 20_000, "no article found"),
    "old.rtf": (b"{\\rtf1 Article 1}", "an RTF file"),
    "binary.txt": (bytes(range(256)) * 50, "something else than text"),
    "prose.txt": (b"A letter to a friend, without any rule at all.", "no article found in 10 words"),
    "other.bin": (b"Article 1", "a file named .bin"),
    "bad.json": (b'{"law": "9"}', "a law of version 9"),
    "nothing.json": (b"{}", "JSON that holds no law"),
}


@pytest.mark.parametrize("name", BAD)
def test_one_line_and_nothing_written(tmp_path, name, capsys):
    data, said = BAD[name]
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        import_law(path, tmp_path / "out")
    assert said in str(caught.value) and len(str(caught.value).splitlines()) == 1
    assert [p.name for p in tmp_path.iterdir()] == [name]
    assert main(["law", "import", str(path), "--out", str(tmp_path / "out")]) == 3
    assert said in capsys.readouterr().err


def test_a_missing_file_and_a_folder(tmp_path):
    for path, said in ((tmp_path / "none.docx", "No such file"), (tmp_path, "a folder")):
        with pytest.raises(InputError, match=said):
            read_law(path)


def test_a_part_outside_the_file_is_never_opened(tmp_path):
    rels = '<Relationships><Relationship Type="x/officeDocument" Target="file:///etc/passwd"/></Relationships>'
    (tmp_path / "a.docx").write_bytes(zipped({"_rels/.rels": rels, "a.txt": "x"}))
    with pytest.raises(InputError, match="a zip without a Word text in it"):
        read_law(tmp_path / "a.docx")


def test_a_folder_that_is_none_of_ours_is_left_alone(tmp_path, capsys):
    (tmp_path / "law.txt").write_text("Law\nArticle 1\nA.\n")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("x")
    assert main(["law", "import", str(tmp_path / "law.txt"), "--out", str(tmp_path / "mine")]) == 2
    assert "left alone" in capsys.readouterr().err and [p.name for p in (tmp_path / "mine").iterdir()] == ["notes.txt"]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext isn't installed")
def test_a_scanned_a_locked_and_a_broken_pdf(tmp_path):
    (tmp_path / "scan.pdf").write_bytes(pdf([]))
    with pytest.raises(InputError, match=r"a scanned PDF: .* have its text recognised"):
        read_law(tmp_path / "scan.pdf")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing")
    with pytest.raises(InputError, match="a PDF that cannot be read"):
        read_law(tmp_path / "broken.pdf")


def test_arabic_that_comes_out_of_a_pdf_wrongly_is_refused(tmp_path, monkeypatch):
    text = "المادة الأولى تسري أحكام هذا القانون على جميع أفراد الحرس في المحافظة من تاريخ نشره في الجريدة الرسمية " * 5
    cases = {
        "in reverse": text[::-1],
        "as other letters": "".join(chr(0x628 + (ord(c) % 20)) if c != " " else c for c in text),
    }
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    for said, shown in cases.items():
        monkeypatch.setattr(pdf_module, "_pages", lambda path, shown=shown: [shown])
        with pytest.raises(InputError, match=said):
            read_law(tmp_path / "a.pdf")
    monkeypatch.setattr(pdf_module, "_pages", lambda path: [f"المادة (1)\n{text}"])
    assert len(read_law(tmp_path / "a.pdf").units) == 1


def test_a_pdf_without_the_program_that_reads_it(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(pdf_module.shutil, "which", lambda name: None)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    assert main(["law", "import", str(tmp_path / "a.pdf")]) == 2
    assert (
        "pdftotext, which isn't installed; install poppler-utils, or ask for the Word file" in capsys.readouterr().err
    )


def test_check_says_what_a_written_text_is_for(tmp_path, capsys):
    files = {"draft.docx": word("Article 1", "A."), "draft.txt": b"Article 1\nA.\n", "draft.pdf": b"%PDF-1.4\n"}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        assert main(["check", str(tmp_path / name)]) == 3
        said = capsys.readouterr().err
        assert "a written text, and no charter" in said and f"tether law import {tmp_path / name}" in said
    (tmp_path / "charter.txt").write_text('charter: "0.3"\nmeta: {id: a}\n')
    assert main(["check", str(tmp_path / "charter.txt")]) in (0, 1)


def test_a_word_file_with_every_part_spoilt_gives_a_law_or_one_line(tmp_path):
    """Bytes changed one after another: whatever happens is a law or a located message."""
    good = word("Law", "Article 1", "A.", "Article 2", "B.")
    for at in range(30, len(good), 37):
        spoilt = bytearray(good)
        spoilt[at] ^= 0x55
        (tmp_path / "a.docx").write_bytes(spoilt)
        try:
            assert read_law(tmp_path / "a.docx").units
        except InputError as error:
            assert str(error).startswith(str(tmp_path))
    assert zipfile.is_zipfile(tmp_path / "a.docx") in (True, False)

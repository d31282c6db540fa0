"""From a file to a ``WrittenLaw``: the form is told by the file's first bytes and its name, then read within bounds.

    law = read_law("draft.docx")            # .docx .odt .txt .md .html .pdf, Akoma Ntoso .xml, law.json
    law = import_law("draft.docx", "law")   # and writes law/law.md, law/law.json, law/law.xml

``law.json`` is what ``import_law`` wrote: the same law, read again without its file.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from tether.documents.files import replacing_folder
from tether.documents.json_file import read_json
from tether.documents.packed import MB
from tether.errors import InputError, Problem
from tether.law.akoma_ntoso import as_akoma_ntoso, read_akoma_ntoso
from tether.law.as_markdown import as_markdown
from tether.law.cross_references import amendments_of, references_of
from tether.law.definitions import definitions_of
from tether.law.hypertext import read_hypertext
from tether.law.opendocument import read_opendocument
from tether.law.pdf import read_pdf
from tether.law.plain_text import read_plain_text
from tether.law.structure import as_law
from tether.law.word import read_word
from tether.law.written_law import VERSION, WrittenLaw

EXPECTED = "a written text: .docx, .odt, .txt, .md, .html, .pdf, Akoma Ntoso .xml, or law.json"
KIND = "imported law"  # the mark of the folder that an import writes
READERS = {
    "odt": read_opendocument,
    "html": read_hypertext,
    "pdf": read_pdf,
    "txt": read_plain_text,
}
FORMS = {
    ".docx": "docx",
    ".docm": "docx",
    ".dotx": "docx",
    ".odt": "odt",
    ".ott": "odt",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".txt": "txt",
    ".text": "txt",
    ".md": "txt",
    ".markdown": "txt",
    ".xml": "akn",
    ".akn": "akn",
    ".json": "json",
}
ELSEWHERE = {".rtf": "an RTF file", ".doc": "an old Word file", ".wpd": "a WordPerfect file", ".pages": "a Pages file"}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_law(path: str | Path, *, without: str = "") -> WrittenLaw:
    """Read a written text as a law; of a Word file without the tracked changes of an author, where one is named.

    Raises:
        InputError: it can't be read (missing, locked, damaged, too large, scanned, in a form that isn't known), or it
            holds no provision. UsageError: a PDF, and pdftotext isn't installed.
    """
    path = Path(path)
    form = form_of(path)
    if form == "json":
        return _from_json(path)
    digest = _digest(path)
    if form == "akn":
        law = read_akoma_ntoso(path, sha256=digest)
    else:
        source = read_word(path, without) if form == "docx" else READERS[form](path)
        law = as_law(source, file=str(path), sha256=digest)
    if not law.units:
        remedy = "write 'Article 1' (المادة ١) before each article, in a line of its own"
        raise InputError(
            Problem(_no_rule(law), where=str(path), expected="numbered articles or sections", remedy=remedy)
        )
    law = replace(law, amendments=amendments_of(law))
    return replace(law, definitions=definitions_of(law), references=references_of(law))


def import_law(path: str | Path, folder: str | Path) -> WrittenLaw:
    """Read a law and write it into a folder as ``law.md``, ``law.json`` and ``law.xml``, all or nothing.

    Raises:
        InputError, UsageError: as ``read_law``; or the folder holds something that is no import of ours.
    """
    law = read_law(path)
    with replacing_folder(folder, KIND) as draft:
        (draft / "law.md").write_text(as_markdown(law), "utf-8")
        (draft / "law.json").write_text(as_json(law), "utf-8")
        (draft / "law.xml").write_text(as_akoma_ntoso(law), "utf-8")
    return law


def form_of(path: Path) -> str:
    """Return the form of a file by its first bytes, or by its name where they say nothing.

    Raises:
        InputError: no file, or one in a form that isn't read, with what to do.
    """
    where = str(path)
    try:
        if path.is_dir():
            raise InputError(Problem("a folder", where=where, expected=EXPECTED))
        with path.open("rb") as file:
            first = file.read(1024)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputError(Problem(f"cannot be read: {why}", where=where, expected=EXPECTED)) from None
    if not first.strip():
        raise InputError(Problem("an empty file", where=where, expected=EXPECTED))
    ending = path.suffix.lower()
    if first[:4] == b"PK\x03\x04" or first[:8] == OLD_OFFICE:
        return "odt" if ending in (".odt", ".ott") or b"opendocument.text" in first[:200] else "docx"
    if b"%PDF-" in first:
        return "pdf"
    if first[:5] == b"{\\rtf" or ending in ELSEWHERE:
        found = "an RTF file" if first[:5] == b"{\\rtf" else ELSEWHERE[ending]
        raise InputError(
            Problem(found, where=where, expected=EXPECTED, remedy="open it in its program and save it as .docx")
        )
    form = FORMS.get(ending, "")
    if form in ("docx", "odt", "pdf"):
        raise InputError(Problem(f"no {ending} file, whatever its name says", where=where, expected=EXPECTED))
    start = first.lstrip(b"\xef\xbb\xbf \r\n\t")[:400].lower()
    if form in ("", "txt", "html") and (re.match(rb"<!doctype\s+html|<\s*html", start) or form == "html"):
        return "html"
    if not form:
        raise InputError(Problem(f"a file named {ending or 'without an ending'}", where=where, expected=EXPECTED))
    return form


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(MB):
            found.update(piece)
    return found.hexdigest()


def _no_rule(law: WrittenLaw) -> str:
    words = sum(len(line.split()) for line in law.preamble)
    return f"no article found in {words:,} words" if words else "no words found"


# ---- law.json ------------------------------------------------------------------------------------------------------


def as_json(law: WrittenLaw) -> str:
    """Return a law as JSON that ``read_law`` reads again."""
    return json.dumps({"law": VERSION, **asdict(law)}, ensure_ascii=False, indent=1) + "\n"


def _from_json(path: Path) -> WrittenLaw:
    tree = read_json(path, "a law.json of tether law import")
    if not isinstance(tree, dict) or "law" not in tree:
        raise InputError(Problem("JSON that holds no law", where=str(path), expected="a law.json of tether law import"))
    if tree["law"] != VERSION:
        remedy = "import the text again with this Tether"
        raise InputError(Problem(f"a law of version {tree['law']!s:.20}", str(path), expected=VERSION, remedy=remedy))
    law = _checked({key: value for key, value in tree.items() if key != "law"}, path)
    ids = {provision.id for provision in law.provisions}
    strays = [p.id for p in law.provisions if p.parent and p.parent not in ids]
    order = {p.id: n for n, p in enumerate(law.provisions)}
    strays += [p.id for p in law.provisions if p.parent in ids and order[p.parent] >= order[p.id]]
    if strays or len(ids) < len(law.provisions):
        found = (
            f"provision '{strays[0]:.60}' hangs below one that isn't above it" if strays else "two provisions of one id"
        )
        raise InputError(Problem(found, where=str(path), remedy="import the text again"))
    return law


def _checked(tree: dict[str, Any], path: Path) -> WrittenLaw:
    try:
        return TypeAdapter(WrittenLaw).validate_python(tree)
    except ValidationError as error:
        told = [
            Problem(
                str(fault["msg"])[:120],
                str(path),
                path=".".join(map(str, fault["loc"]))[:120],
                remedy="import the text again",
            )
            for fault in error.errors(include_url=False)[:20]
        ]
        raise InputError(told) from None

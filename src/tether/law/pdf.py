"""Reads the text of a PDF by ``pdftotext`` (Poppler), a program of its own, in a bounded process of its own.

A PDF holds letters and places, no paragraphs: what comes out is to be checked by eye, and the notes say so. Refused,
with what to do: a file with a password, one that is pictures of pages (scanned), Arabic whose letters come out in
reverse or as other letters. Lines that stand at the top or foot of most pages, and page numbers, are left out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tether.documents.packed import MB
from tether.errors import InputError, Problem, UsageError
from tether.law.headings import heading_of, opens_item
from tether.law.numerals import plain
from tether.law.plain_text import joined
from tether.law.source import SourceText, cleaned, paragraphs_of

LARGEST, LARGEST_TEXT = 200 * MB, 64 * MB
MOST_SECONDS, MOST_MEMORY = 120, 2048 * MB
# A process that bounds itself and becomes pdftotext: a child forked from here would copy a process of many threads.
BOUNDED = f"""
import os, resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({MOST_MEMORY}, {MOST_MEMORY}))
resource.setrlimit(resource.RLIMIT_CPU, ({MOST_SECONDS}, {MOST_SECONDS}))
resource.setrlimit(resource.RLIMIT_FSIZE, ({LARGEST_TEXT}, {LARGEST_TEXT}))
os.execv(sys.argv[1], sys.argv[1:])
"""
SCANNED = 40  # characters a page, below which it is a picture
USUAL = frozenset(
    ["في", "من", "على", "إلى", "المادة", "أن", "هذا", "القانون", "لا", "أو", "التي", "ما", "هذه", "الذي", "بموجب", "عن"]
)
ARABIC_WORD = re.compile("[\u0621-\u064a]{2,}")
BY_EYE = "read from a PDF, which holds no paragraphs: compare law.md with the PDF by eye before you rely on it"
WORD_FILE = "ask for the Word file"
PAGE_NUMBER = re.compile(r"(?:(?:page|p\.|صفحة) ?)?\d{1,4}(?: ?(?:/|of|de|sur|من) ?\d{1,4})?", re.IGNORECASE)


def read_pdf(path: Path) -> SourceText:
    """Read a PDF that holds text.

    Raises:
        UsageError: pdftotext isn't installed.
        InputError: it is no PDF, has a password, is too large, is scanned, or its Arabic comes out wrong.
    """
    where = str(path)
    if path.stat().st_size > LARGEST:
        raise InputError(Problem(f"{path.stat().st_size:,} bytes", where=where, expected=f"at most {LARGEST:,}"))
    pages = _pages(path)
    _refuse_scanned(pages, where)
    _refuse_wrong_arabic("\n".join(pages), where)
    lines = [line for page in _without_margins(pages) for line in page]
    return SourceText("pdf", paragraphs_of(joined(lines)), (BY_EYE,))


def _pages(path: Path) -> list[str]:
    program = shutil.which("pdftotext")
    if program is None:
        raise UsageError(
            f"{path}: a PDF is read by pdftotext, which isn't installed; install poppler-utils, or {WORD_FILE}"
        )
    with TemporaryDirectory() as folder:
        out = Path(folder) / "text"
        asked = [program, "-enc", "UTF-8", "-eol", "unix", str(path.resolve()), str(out)]
        bounded = [sys.executable, "-I", "-c", BOUNDED, *asked] if os.name == "posix" else asked
        try:
            done = subprocess.run(bounded, capture_output=True, timeout=MOST_SECONDS, stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            found = f"more than {MOST_SECONDS} seconds to read"
            raise InputError(Problem(found, where=str(path), remedy=f"split it, or {WORD_FILE}")) from None
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        if done.returncode != 0 or not out.exists():
            raise _unread(path, done.returncode, " ".join(said[-2:]))
        return out.read_text("utf-8", errors="replace").split("\f")


def _unread(path: Path, code: int, said: str) -> InputError:
    if "password" in said.lower():
        return InputError(Problem("a PDF locked with a password", where=str(path), remedy="save it without a password"))
    found = f"a PDF that cannot be read ({said[:120] or f'pdftotext ended with {code}'})"
    return InputError(Problem(found, where=str(path), remedy=f"print it into a new PDF, or {WORD_FILE}"))


def _refuse_scanned(pages: list[str], where: str) -> None:
    kept = [page for page in pages if page.strip() or page is not pages[-1]]
    letters = sum(sum(not c.isspace() for c in page) for page in kept)
    if letters < SCANNED * max(1, len(kept)):
        found = f"a scanned PDF: {letters} letters on {len(kept)} pages, the rest are pictures"
        remedy = f"have its text recognised (OCR, such as ocrmypdf -l ara+eng) and check it by eye, or {WORD_FILE}"
        raise InputError(Problem(found, where=where, expected="a PDF that holds text", remedy=remedy))


def _refuse_wrong_arabic(text: str, where: str) -> None:
    """Refuse Arabic in reverse (ةداملا for المادة) or in other letters: the usual words are missing."""
    words = ARABIC_WORD.findall(cleaned(text[:400_000].replace("\n", " ")))
    if len(words) < 40:
        return
    right, reverse = (sum(word in USUAL for word in tried) for tried in (words, [w[::-1] for w in words]))
    if reverse > right:
        found = "Arabic that comes out of the PDF in reverse (ةداملا for المادة)"
    elif right < len(words) / 100:
        found = "Arabic that comes out of the PDF as other letters: its font names them wrongly"
    else:
        return
    remedy = f"{WORD_FILE}, or have the text recognised from the pictures of its pages (ocrmypdf --force-ocr -l ara)"
    raise InputError(Problem(found, where=where, expected="Arabic letters in their order", remedy=remedy))


def _without_margins(pages: list[str]) -> list[list[str]]:
    """Return the lines of each page without those that stand at the edge of most pages, and page numbers."""
    given = [page.split("\n") for page in pages if page.strip()]
    edges: Counter[str] = Counter()
    for page in given:
        edges.update({_shape(line) for line in _edge(page) if not _opens(line)})
    often = {shape for shape, count in edges.items() if count >= max(3, len(given) / 2)}
    kept = []
    for page in given:
        edge = {id(line) for line in _edge(page)}
        kept.append([line for line in page if id(line) not in edge or not _is_margin(line, often)])
    return kept


def _is_margin(line: str, often: set[str]) -> bool:
    numbered = PAGE_NUMBER.fullmatch(cleaned(plain(line)).strip("-–—|[]() ."))
    return numbered is not None or (_shape(line) in often and not _opens(line))


def _opens(line: str) -> bool:
    """Return whether a line at the edge of a page begins an article or an item: it is no running title."""
    return heading_of(cleaned(line)) is not None or opens_item(cleaned(line))


def _edge(page: list[str]) -> list[str]:
    filled = [line for line in page if line.strip()]
    return filled[:2] + filled[2:][-2:]


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", plain(" ".join(line.split())))

"""The forms that every page comes in, by name and by a file's ending.

    render(document, "markdown")                    # text
    render(document, "", Path("note.docx"))         # bytes: the form follows from the ending
    save(document, Path("note.html"))

``json`` is a page's plain data, ``twin`` the whole page as JSON, every sentence with what it rests on (``json_twin``);
a file that ends in ``.twin.json`` is one.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tether.documents.files import replacing_pair, write_bytes
from tether.errors import UsageError, did_you_mean
from tether.report.blocks import Document
from tether.report.docx import as_docx
from tether.report.html import as_html
from tether.report.json_twin import as_data_text, as_twin_text
from tether.report.markdown import as_markdown
from tether.report.text import as_text

WRITERS: dict[str, Callable[[Document], str | bytes]] = {
    "text": as_text,
    "markdown": as_markdown,
    "html": as_html,
    "json": as_data_text,
    "twin": as_twin_text,
    "docx": as_docx,
}
ENDINGS = {".txt": "text", ".md": "markdown", ".html": "html", ".json": "json", ".docx": "docx"}

TWIN = ".twin.json"


def form_of(form: str, out: Path | None = None) -> str:
    """Return the form named, else the one of the file's ending, else text.

    Raises:
        UsageError: there is no such form, or a Word file is asked for without a file to write.
    """
    if not form and out is not None:
        form = "twin" if out.name.endswith(TWIN) else ENDINGS.get(out.suffix, "text")
    form = form or "text"
    if form not in WRITERS:
        raise UsageError(f"format '{form}': {did_you_mean(form, WRITERS)}")
    if form == "docx" and out is None:
        raise UsageError("format 'docx': a Word file needs --out FILE.docx")
    return form


def render(document: Document, form: str = "", out: Path | None = None) -> str | bytes:
    """Return the page in a form: the one named, else the one of the file's ending, else text."""
    return WRITERS[form_of(form, out)](document)


def part_of(out: Path, part: str) -> Path:
    """Return the name of one part of a page that is written in parts: ``note-us.twin.json`` of ``note.twin.json``."""
    ending = TWIN if out.name.endswith(TWIN) else out.suffix
    return out.with_name(f"{out.name.removesuffix(ending)}-{part}{ending}")


def save(document: Document, path: Path, form: str = "") -> Path:
    """Write the page to a file, in the form named or that of the file's ending; return the path."""
    made = render(document, form, path)
    return write_bytes(path, made.encode("utf-8") if isinstance(made, str) else made)


def save_with_twin(document: Document, path: Path) -> Path:
    """Write a page as HTML and its JSON twin beside it, whole or not at all; return the page's path.

    Raises:
        UsageError: ``path`` is where the twin would stand.
    """
    return put_with_twin(path, as_html(document).encode("utf-8"), as_twin_text(document).encode("utf-8"))


def put_with_twin(path: Path, page: bytes, twin: bytes) -> Path:
    """Put a finished page and its twin in place, whole or not at all; return the page's path.

    Raises:
        UsageError: ``path`` is where the twin would stand.
    """
    with replacing_pair(path, twin_path(path)) as (page_draft, twin_draft):
        page_draft.write_bytes(page)
        twin_draft.write_bytes(twin)
    return path


def twin_path(page: Path) -> Path:
    """Return where the JSON twin of a page stands.

    Raises:
        UsageError: the page's own name ends in .json.
    """
    if page.suffix == ".json":
        raise UsageError(f"{page}: a page is an HTML file, and its JSON twin stands beside it; name it .html")
    return page.with_suffix(".json")

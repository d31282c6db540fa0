"""The text that a charter codes: the file that ``meta.law`` names, or one that the caller gives.

law = coded_text(charter)                     # meta.law, beside the charter
law = coded_text(charter, Path("draft.docx"))
"""

from __future__ import annotations

from pathlib import Path

from tether.charter.schema.charter import Charter
from tether.errors import InputError, Problem, UsageError
from tether.law.read import read_law
from tether.law.written_law import WrittenLaw


def coded_text(charter: Charter, given: Path | None = None) -> WrittenLaw:
    """Return the law that a charter codes.

    Raises:
        UsageError: no file is given, and the charter names none. InputError: the file can't be read; it says where the
            charter names it.
    """
    if given is not None:
        return read_law(given)
    named = charter.meta.law if charter.meta else None
    if not named:
        raise UsageError(
            f"{charter.file}: names no text of its law; give one with --law draft.docx, or write meta.law: draft.docx"
        )
    path = Path(charter.file).parent / str(named)
    if not path.exists():
        place = charter.position("meta.law")
        found = f"no file '{named}' beside the charter"
        raise InputError(Problem(found, charter.file, place.line, place.column, "meta.law", "the law's own text"))
    return read_law(path)

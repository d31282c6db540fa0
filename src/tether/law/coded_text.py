"""The text that a charter codes: the file that ``meta.law`` names, or one that the caller gives.

law = coded_text(charter)                     # meta.law, beside the charter
law = coded_text(charter, Path("draft.docx"))
cited_articles(charter)                       # {"7(2)": "Article 7(2) (Command)"}: where the law has what the rows name
"""

from __future__ import annotations

from pathlib import Path

from tether.charter.letter.languages import Language
from tether.charter.schema.charter import Charter
from tether.errors import InputError, Problem, UsageError
from tether.law.anchors import Anchor, anchors_of
from tether.law.cited_as import cited_as
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


def cited_articles(charter: Charter, given: Path | None = None, language: Language | None = None) -> dict[str, str]:
    """Return, for each article that a charter's rows name and its law has, how the law calls, numbers and heads it.

    Empty where the charter names no text and none is given. What the law does not have stays as the row has it.
    ``language`` is that of the letter: in another language than the law's, a common word stands for the law's own.
    """
    if given is None and not (charter.meta and charter.meta.law):
        return {}
    return articles_in(charter, coded_text(charter, given), language)


def articles_in(charter: Charter, law: WrittenLaw, language: Language | None = None) -> dict[str, str]:
    """Return, for each article that a charter's rows name and a law has, how the law calls, numbers and heads it."""
    found = {}
    for a in anchors_of(charter, law):
        if a.article and a.provision and a.state in ("found", "part", "normalised"):
            heading = _heading(law, a.provision)
            place = cited_as(law, _as_cited(law, a), language)
            found[a.article] = f"{place} ({heading})" if heading else place
    return found


def _as_cited(law: WrittenLaw, anchor: Anchor) -> str:
    """Return the provision that a row cites, where the law has it; else where its words stand."""
    cited = law.find(anchor.article).provision
    return cited.id if cited is not None else anchor.provision


def _heading(law: WrittenLaw, provision: str) -> str:
    """Return the heading of a provision, or of the nearest above it that has one within the same article."""
    unit = law.unit_of(provision)
    here = law.provision(provision)
    return here.heading or unit.heading

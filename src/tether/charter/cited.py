"""Which of a row's sources speaks of one of its keys, and so in which article of the law that key stands.

    article_at(charter, "law.immunity")      # '20', though the row of the law cites articles 8, 19 and 20

A row that is coded from several articles says of each citation which keys it gives (``says: [immunity]``). A citation
without ``says`` speaks of the whole row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from tether.charter.paths import value_at
from tether.charter.schema.authority import Law
from tether.charter.values import Blank
from tether.documents.yaml_file import key_of


def article_at(charter: BaseModel, path: str) -> str:
    """Return the article of the law that a place codes: its own, or that of a source cited there for it."""
    return article_of(rows_above(charter, path))


def article_of(rows: Iterable[tuple[Any, str]]) -> str:
    """Return the article that a place codes, from the rows above it (``rows_above``)."""
    for row, below in rows:
        own = getattr(row, "article", None)
        cited = next((c.article for c in citations_for(row, below) if getattr(c, "article", None)), None)
        if own or cited:
            return str(own or cited)
    return ""


def citations_for(row: Any, below: str) -> tuple[Any, ...]:
    """Return the sources of a row that speak of what stands at a path below it; all of them for the row itself.

    What no citation gives stands with the row's others: a removal that isn't written is missing where the post is made.
    The part ``law`` holds matters of many articles: what none of them gives stands in none.
    """
    cited = tuple(getattr(row, "src", None) or ())
    if not cited:
        return ()
    own = tuple(c for c in cited if below and _names(c, below))
    rest = tuple(c for c in cited if c not in own)
    return (
        *own,
        *(c for c in rest if not keys_given(c)),
        *(c for c in rest if keys_given(c) and not (below and _is_law(row))),
    )


def _is_law(row: Any) -> bool:
    return isinstance(row, Law)


def keys_given(citation: Any) -> tuple[str, ...]:
    """Return the keys of its row that a citation gives, where it says so."""
    said = getattr(citation, "says", None)
    return said if isinstance(said, tuple) else ()


def _names(citation: Any, below: str) -> bool:
    return any(
        below == key or below.startswith(f"{key}.") or key.startswith(f"{below}.") for key in keys_given(citation)
    )


def rows_above(charter: BaseModel, path: str) -> Iterator[tuple[Any, str]]:
    """Yield the value at a path and everything above it, innermost first, each with the path that leads below it."""
    key = [str(step) for step in key_of(path)]
    above: list[Any] = []
    here: Any = charter
    for step in key:
        try:
            here = value_at(here, step)
        except KeyError:
            break
        if here is None or isinstance(here, Blank):
            break
        above.append(here)
    for depth in range(len(above), 0, -1):
        yield above[depth - 1], ".".join(key[depth:])

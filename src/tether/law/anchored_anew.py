"""A form that was made for an earlier version of a text: each row finds its article again by its words.

    form, moved = anchored_anew(form, law)
    moved         # ('r7: article 9 is now article 10', …)

A row whose words stand in one other article takes that article. One that quotes nothing (whoever is named) goes where
the rows of its article went, if they all went to one. Words that stand nowhere, or twice, stay where they were cited:
the form's check then tells them.
"""

from __future__ import annotations

from dataclasses import replace

from tether.law.anchors import how_it_stands
from tether.law.coding_rows import CodingForm, CodingRow
from tether.law.proposing import citation
from tether.law.written_law import Provision, WrittenLaw


def anchored_anew(form: CodingForm, law: WrittenLaw) -> tuple[CodingForm, tuple[str, ...]]:
    """Return a form with each row at the article in which its words stand now, and what moved."""
    found = {row.number: _article_now(row, law) for row in form.rows if row.quote}
    went: dict[str, set[str]] = {}
    for row in form.rows:
        if found.get(row.number):
            went.setdefault(_head(row.article), set()).add(_head(found[row.number]))
    rows, moved = [], []
    for row in form.rows:
        now = found.get(row.number, "")
        others = went.get(_head(row.article), set())
        if not row.quote and row.article and len(others) == 1 and _head(row.article) not in others:
            now = next(iter(others))
        if now and now != row.article:
            moved.append(f"{row.number} ({row.section}): article {row.article} is now article {now}")
            row = replace(row, article=now)
        rows.append(row)
    return replace(form, rows=tuple(rows)), tuple(moved)


def _article_now(row: CodingRow, law: WrittenLaw) -> str:
    """Return the article in which a row's words stand: as cited where they stand there, '' where nobody can tell."""
    cited = law.find(row.article).provision if row.article else None
    if cited is not None and any(how_it_stands(law, p, row.quote) for p in (cited, law.unit_of(cited.id))):
        return row.article
    homes = [unit for unit in law.units if how_it_stands(law, unit, row.quote)]
    return citation(law, _deepest(law, homes[0], row.quote).id) if len(homes) == 1 else ""


def _deepest(law: WrittenLaw, unit: Provision, quote: str) -> Provision:
    """Return the paragraph or item of an article in which words stand: the article where they stand in several."""
    within = [p for p in law.children(unit.id) if how_it_stands(law, p, quote)]
    return _deepest(law, within[0], quote) if len(within) == 1 else unit


def _head(article: str) -> str:
    return article.split("(")[0].strip()

"""What would have to change, in section 4: for each charter the cheapest edits that clear its stops and errors.

Prices are points of a table that a user may replace: cheapest is so in the menu, at these prices.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from tether.amend.amendment import CharterAmendment
from tether.amend.report import HONEST
from tether.brief.content import BriefContent
from tether.brief.sentences import title
from tether.charter.check import Report
from tether.report.blocks import Block, File, Files, Heading, Method, Paragraph, Quoted, Row, Table
from tether.report.numbers import count, counted

CHANGE = "What would have to change"
NAMED = 3  # edits named in a row, the dearest first


def amended_blocks(content: BriefContent) -> tuple[Block, ...]:
    """Return one short table, and whom to ask for the rest; nothing where no amendment was sought."""
    found, reports = content.amendments, content.findings
    if not found or reports is None:
        return ()
    rows = tuple(_row(name, found[name], reports[name]) for name in reports if name in found)
    columns = ("Charter", "Edits", "Points", "The dearest of them", "What is proved")
    run = f"tether amend CHARTER --case {content.case.id}"
    missing = [title(report) for name, report in reports.items() if name not in found]
    left = (Paragraph((Quoted(f"Not asked: {', '.join(missing)}."),), "note"),) if missing else ()
    return (
        Heading(CHANGE),
        Paragraph((Method(f"{HONEST} Every edit, what it clears and its proof: {run}"),)),
        Table("", columns, rows, numeric=(1, 2), quoted=(0, 3)),
        *left,
        Files((File("amendments", "The edits, one by one", amendments_table(found)),)),
    )


def amendments_table(found: Mapping[str, CharterAmendment]) -> pd.DataFrame:
    """Return one row per edit, and one per charter without any, with ``result`` ids: amendments/<charter>/<edit>."""
    rows = [
        {
            "result": f"amendments/{name}/{number}",
            "charter": name,
            "where": edit.at,
            "before": edit.before,
            "after": edit.sentence,
            "clears": ", ".join(dict.fromkeys(f.code for f in one.cleared if edit.number in f.without)),
            "who_must_agree": ", ".join(edit.agree),
            "kind": edit.kind,
            "points": edit.price,
        }
        for name, one in found.items()
        for number, edit in enumerate(one.edits, 1)
    ]
    none = [
        {"result": f"amendments/{name}/none", "charter": name, "after": _proved(one)}
        for name, one in found.items()
        if not one.edits
    ]
    return pd.DataFrame([*rows, *none])


def _row(name: str, found: CharterAmendment, report: Report) -> Row:
    dearest = sorted(found.edits, key=lambda e: (-e.price, e.number))
    told = tuple(e.at for e in dearest[:NAMED])
    more = len(dearest) - NAMED
    places = (*told, f"and {counted(more, 'more edit')}") if more > 0 else told
    cells = (title(report), count(len(found.edits)), count(found.price), places or ("–",), _proved(found))
    return Row(cells, f"amendments/{name}")


def _proved(found: CharterAmendment) -> str:
    """Return what is known of a set, or of there being none."""
    aside = f"; {counted(len(found.spared), 'finding')} that no edit in the menu clears" if found.spared else ""
    aside += f"; {counted(len(found.untried), 'finding')} not looked at" if found.untried else ""
    if found.conflict:
        return f"no set of edits does it{aside}"
    if found.after is None:
        return f"no set was found in the runs allowed{aside}"
    if not found.edits:
        return f"nothing that an edit could clear{aside}"
    return f"no set in the menu costs less{aside}" if found.proved else f"none costs less than {found.floor}{aside}"

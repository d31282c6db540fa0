"""Recorded displacement: families on lists of displaced people, where they are from, where they stay, who is back.

Part of the record, in one table of the last list of each series by the cut-off. Each list is a stock as of its day:
nothing is added up over time, and nothing of it is projected.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from tether.brief.content import RecordedDisplacement
from tether.report.blocks import Block, File, Files, Heading, Paragraph, Row, Sentence, Table
from tether.report.numbers import count, listed

TITLE = "Recorded displacement"
MEANS = (
    "Families on the lists of the Displacement Tracking Matrix, a count of those whom it reached: not of everybody. "
    "Nothing here is projected."
)
SAID = {
    "from": "{total} families were displaced, most of them from {most}",
    "hosted": "{total} displaced families stayed in the country, most of them in {most}",
    "returned": "{total} families had come back since the lists began, most of them to {most}",
}
HEADS = {"from": "Come from there", "hosted": "Stay there", "returned": "Came back there"}
MOST = 3  # places named in a sentence


def recorded_displacement(found: RecordedDisplacement | None) -> tuple[Block, ...]:
    """Return the sentences, the table and the file of the record; nothing where there is none."""
    if found is None:
        return ()
    sentences = tuple(_sentence(last) for name in SAID if len(last := last_list(found.table, name)))
    file = File("recorded-displacement", "Families displaced and come back, last list of each month", found.table)
    return (
        Heading(TITLE),
        Paragraph((*sentences, MEANS)),
        _by_place(found.table),
        Files((file,)),
    )


def last_list(table: pd.DataFrame, series: str) -> pd.DataFrame:
    """Return the rows of the last list of a series, most families first."""
    rows = table[table["series"] == series]
    return rows[rows["day"] == rows["day"].max()].sort_values(["families", "name"], ascending=[False, True])


def _sentence(rows: pd.DataFrame) -> Sentence:
    first = rows.iloc[0]
    most = [f"{r['name']} ({count(r['families'])})" for r in rows.head(MOST).to_dict("records") if r["families"]]
    said = SAID[first["series"]].format(total=count(rows["families"].sum()), most=listed(most))
    return Sentence(
        f"By the list of {first['day'].day} {first['day']:%B %Y}, {said}.",
        f"displaced/{first['day']}/{first['series']}",
    )


def _by_place(table: pd.DataFrame) -> Table:
    """Return one row per place: families of the last list of each series, a dash where no list counts it."""
    last: dict[str, dict[str, Any]] = {}
    for series in SAID:
        for row in last_list(table, series).to_dict("records"):
            last.setdefault(row["name"], {})[series] = row
    shown = [name for name in SAID if any(name in found for found in last.values())]
    ranked = sorted(last, key=lambda name: (-sum(r["families"] for r in last[name].values()), name))
    rows = []
    for name in ranked:
        cells = [count(last[name][s]["families"]) if s in last[name] else "–" for s in shown]
        first = next(iter(last[name].values()))
        rows.append(Row((name, *cells), first["result"]))
    heads = ("Place", *(HEADS[s] for s in shown))
    return Table("Families, by the last list of each kind", heads, tuple(rows), numeric=tuple(range(1, len(heads))))

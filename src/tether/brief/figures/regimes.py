"""Section 2's bars: of the regimes asked for each decider, how many stop it, leave it open or bar nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from tether.brief.content import BriefContent
from tether.brief.figures.stacks import draw, in_words
from tether.dossier.profile import ORDER, WORDS, Result
from tether.gate.note import ScreeningNote
from tether.report.blocks import Cell, Figure, File
from tether.report.numbers import count, sentence_case

FILLS = dict(zip(WORDS.values(), ("#a3401a", "#d9a441", "#8fb4c4", "#17506b", "#dcdbd7"), strict=True))


ASKED: dict[Result, str] = {"stop": "Stopped", "open": "Left open"}


def regimes_table(notes: Sequence[ScreeningNote]) -> pd.DataFrame:
    """Return one row per decider and result: result, row, part, value; a regime counts once, by its worst item."""
    found = []
    for note in notes:
        worst: dict[str, int] = {}
        for result in (r for item in note.items for r in item.results):
            worst[result.regime] = min(worst.get(result.regime, len(ORDER)), ORDER.index(result.result))
        for place, name in enumerate(ORDER):
            number = sum(w == place for w in worst.values())
            found.append((f"regimes/{note.decider}/{name}", sentence_case(note.decider_name), WORDS[name], number))
    return pd.DataFrame(found, columns=["result", "row", "part", "value"])


def regimes_figure(content: BriefContent) -> Figure | None:
    """Return the bars; None where nothing was screened."""
    notes = content.screening
    if not notes:
        return None
    table = regimes_table(notes)
    names = {sentence_case(n.decider_name): n.decider_name for n in notes}
    title = "How many regimes stop the request, by decider"
    return Figure(
        id="regimes",
        title=_title(table, names),
        unit="regimes, each by the worst of what it says to the items asked for",
        source="the screening of the request (annex)",
        cut_off=content.case.cut_off,
        cells=(Cell(draw(table, FILLS), f"Bars of regimes by result. {in_words(table)}."),),
        file=File("regimes", title, table),
        on_paper=False,
    )


def _title(table: pd.DataFrame, names: Mapping[str, str]) -> str:
    asked = table.groupby("row", sort=False)["value"].sum()
    for result, says in ASKED.items():
        part = table[table["part"] == WORDS[result]].set_index("row")["value"]
        if part.max() > 0:
            who = str(part.idxmax())
            return f"{says} for {names[who]} by {count(part[who])} of {count(asked[who])} regimes"
    return "No regime stops the request or leaves a question open"

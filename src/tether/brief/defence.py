"""A defence: each headline sentence, the result it rests on, the assumption behind it, its source, and what to answer.

For whoever must stand up for a brief before people who disagree. The sentence, the result's rows, the assumptions with
label and source are the page's own (``reread``); the objection and the answer are fixed for each kind of result, and
the answer claims no more than the page does. To add a kind of result: a row of ``ANSWERS``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from tether.brief.reread import PrintedSentence, RereadBrief

HEADLINES = ("question", "agreed")  # sections whose sentences are headlines
ANSWERS = {
    "screening": (
        "The facts about the recipient may be otherwise.",
        "They may: each item names the fact it hangs on and the paper that would lift a stop. Software screens; a "
        "person signs.",
    ),
    "findings": (
        "These rules are opinions.",
        "A stop rests on law or arithmetic and quotes its source; errors and warnings say how strong their evidence "
        "is. The rules locate faults and foretell nothing.",
    ),
    "passage": (
        "You know how these votes ended, and the stands are guesses.",
        "The stands are intervals and say so. What is learnt comes only from bills decided by the cut-off, and the "
        "score on bills left out is printed beside it; it shows little.",
    ),
    "plan": (
        "Nobody asked these men.",
        "Section 5 says whether the roster was counted or invented. A plan shows what the charter's own rules leave "
        "possible with such men, not what will be; with another roster, tether plan does it again.",
    ),
    "break-even": (
        "The range of that assumption was set by hand.",
        "It was. That is why the value at which the sign turns is printed, and under how many theories it lies inside "
        "the range, and not a difference.",
    ),
    "comparison": (
        "These worlds are invented.",
        "They are sampled from assumptions under five rival theories. A count of worlds says how far a statement hangs "
        "on them, and nothing of how often it would come true.",
    ),
    "jackknife": ("You left out what suits you.", "Each source in turn, and the conclusions that change are listed."),
    "record": (
        "Recorded deaths are not all deaths.",
        "They are not. What could not be placed is counted beside every map, and missing is never zero.",
    ),
}


@dataclass(frozen=True)
class Defence:
    """One headline sentence with what stands behind it and what may be said against it."""

    sentence: str
    result: str
    rows: int  # rows of the page's tables that the sentence prints
    assumptions: tuple[str, ...]  # "meaning: range (label; source)"
    objection: str
    answer: str


def defended(page: RereadBrief) -> tuple[Defence, ...]:
    """Return a defence of each headline sentence."""
    said = [s for s in page.said if s.section in HEADLINES and s.kind == "result" and s.on_paper]
    return tuple(_defence(s, page) for s in said)


def _defence(said: PrintedSentence, page: RereadBrief) -> Defence:
    kind = said.result.split("/")[0].removesuffix("-score")
    objection, answer = ANSWERS.get(kind, ("What does this rest on?", "On the rows named, carried inside the page."))
    rows = sum(_behind(table, said.result) for table in page.tables.values())
    return Defence(said.text, said.result, rows, _assumptions(said, page), objection, answer)


def _behind(table: pd.DataFrame, result: str) -> int:
    if "result" not in table:
        return 0
    ids = table["result"].astype(str)
    return int(((ids == result) | ids.str.startswith(result + "/")).sum())


def _assumptions(said: PrintedSentence, page: RereadBrief) -> tuple[str, ...]:
    """Return the assumption that a break-even turns on, or those that carry a comparison's spread most."""
    known = next((t for n, t in page.tables.items() if n.endswith("-assumptions")), pd.DataFrame())
    parts = said.result.split("/")
    if known.empty:
        return ()
    symbols = [p for p in parts if p in set(known["symbol"])]
    if parts[0] == "comparison":
        symbols = _carriers(page)
    return tuple(_told(known[known["symbol"] == s]) for s in symbols)


def _carriers(page: RereadBrief, most: int = 3) -> list[str]:
    shares = next((t for n, t in page.tables.items() if n.endswith("-shares")), pd.DataFrame())
    if shares.empty:
        return []
    total = shares.groupby("symbol")["share"].sum().sort_values(ascending=False, kind="stable")
    return [str(s) for s in total.index if str(s) not in ("rest", "luck")][:most]


def _told(rows: pd.DataFrame) -> str:
    if rows.empty:
        return ""
    first = rows.iloc[0]
    span = f"{rows['lo'].min():g} to {rows['hi'].max():g} {first['unit']}".strip()
    return f"{first['meaning']}: {span} ({first['label']}; {first['source']})"

"""Section 9: every assumption with its range, source and label; the theories; what the model leaves out."""

from __future__ import annotations

import pandas as pd

from tether.brief.content import BriefContent
from tether.brief.parts.held_against import held_blocks
from tether.brief.phrases import LEFT_OUT, PLAN
from tether.report.blocks import (
    Block,
    File,
    Files,
    Fold,
    Heading,
    Listing,
    Paragraph,
    Quoted,
    Row,
    Section,
    Sentence,
    Table,
)
from tether.report.numbers import count, listed, measure, word

BELIEFS = "The user’s own beliefs"
LABELS_MEAN = (
    "Estimated: moved by the data (the overlap of what was assumed and what was found is printed). Literature "
    "range: taken from a published source. Assumption: set by the authors."
)
NOTHING_ASSUMED = "Nothing is projected, so no parameter of a model is assumed here."
LEFT_OUT_NONE = "The case lists nothing that its model leaves out."


def section(content: BriefContent) -> Section:
    """Return the section of assumptions."""
    ready = assumptions_table(content)
    theories = tuple(Row((t.title, t.says)) for t in content.comparison.theories) if content.comparison else ()
    left_out = Listing(tuple(Quoted(s) for s in content.left_out)) if content.left_out else Paragraph((LEFT_OUT_NONE,))
    blocks: tuple[Block, ...] = (
        *(_assumed(content, ready) if len(ready) else (Paragraph((NOTHING_ASSUMED,)),)),
        *((Table("The rival theories", ("Theory", "What decides"), theories, quoted=(1,)),) if theories else ()),
        *(_carried(ready) if len(ready) else ()),
        *held_blocks(content),
        Heading(LEFT_OUT),
        left_out,
    )
    return Section(9, "assumptions", PLAN[9], blocks)


def _assumed(content: BriefContent, ready: pd.DataFrame) -> tuple[Block, ...]:
    return (Paragraph((assumptions_counted(ready), LABELS_MEAN)), *_beliefs(content))


def _carried(ready: pd.DataFrame) -> tuple[Block, ...]:
    fold = Fold("All assumptions, their ranges and sources", (_printed(ready),))
    return (fold, Files((File("assumptions", "Assumptions", ready),)))


def assumptions_table(content: BriefContent) -> pd.DataFrame:
    """Return the assumptions with ``result`` ids: assumption/<symbol>/<theory>."""
    table = content.assumptions.copy()
    table.insert(0, "result", "assumption/" + table["symbol"] + "/" + table["theory"])
    return table


def assumptions_counted(table: pd.DataFrame) -> Sentence:
    """Say how many assumptions there are, and how many the data moved."""
    by_label = table.drop_duplicates("symbol")["label"].value_counts()
    parts = listed(f"{word(int(number))} labelled {label}" for label, number in by_label.items())
    return Sentence(f"The run rests on {count(by_label.sum())} parameters: {parts}.", "assumption")


def _printed(table: pd.DataFrame) -> Table:
    columns = ("Symbol", "Meaning", "Unit", "Theory", "Range", "Label", "Source")
    rows = tuple(
        Row((r["symbol"], r["meaning"], r["unit"], r["theory"], _range(r), _label(r), r["source"]), r["result"])
        for _, r in table.iterrows()
    )
    return Table("", columns, rows, quoted=(0, 1, 2, 6))


def _beliefs(content: BriefContent) -> tuple[Block, ...]:
    """Return the table of the user's own beliefs, beside what they replace; nothing where there are none."""
    if content.judgement is None or content.judgement.effect_of_beliefs is None:
        return ()
    columns = ("Symbol", "Meaning", "Unit", "Theory", "Believed", "Authored", "Who", "Why")
    rows = tuple(
        Row(
            (
                *(r[n] for n in ("symbol", "meaning", "unit", "theory")),
                _span(r["lo"], r["hi"]),
                _span(r["authored_lo"], r["authored_hi"]),
                *(r["author"], r["reason"]),
            ),
            f"belief/{r['symbol']}/{r['theory']}",
        )
        for _, r in content.judgement.effect_of_beliefs.ranges.iterrows()
    )
    return (Table(BELIEFS, columns, rows, quoted=(0, 1, 2, 6, 7)),)


def _span(lo: float, hi: float) -> str:
    return measure(lo) if lo == hi else f"{measure(lo)} to {measure(hi)}"


def _range(row: pd.Series) -> str:
    return _span(row["lo"], row["hi"])


def _label(row: pd.Series) -> str:
    overlap = row.get("overlap", float("nan"))
    return row["label"] if pd.isna(overlap) else f"{row['label']}, overlap {measure(overlap)}"

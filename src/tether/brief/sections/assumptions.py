"""Section 9: every assumption with its range, source and label; the theories; what the model leaves out."""

from __future__ import annotations

import pandas as pd

from tether.armed_order.theories import Theory
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
from tether.report.numbers import count, listed, measure, share, word

BELIEFS = "The user’s own beliefs"
LABELS_MEAN = (
    "Estimated: moved by the data (the overlap of what was assumed and what was found is printed). Literature "
    "range: taken from a published source. Assumption: set by the authors."
)
NOTHING_ASSUMED = "Nothing is projected, so no parameter of a model is assumed here."
WEIGHED = (
    "No number of this brief uses the last column: theories weigh alike. It says how the record of {} past designs in "
    "other countries, whose two years had passed by the cut-off, fits what each theory expects of it; the designs were "
    "not drawn by lot, and people who know the history coded them (tether after-designs)."
)
LEFT_OUT_NONE = "The case lists nothing that its model leaves out."


def section(content: BriefContent) -> Section:
    """Return the section of assumptions."""
    ready = assumptions_table(content)
    left_out = Listing(tuple(Quoted(s) for s in content.left_out)) if content.left_out else Paragraph((LEFT_OUT_NONE,))
    blocks: tuple[Block, ...] = (
        *(_assumed(content, ready) if len(ready) else (Paragraph((NOTHING_ASSUMED,)),)),
        *_theories(content),
        *(_carried(ready) if len(ready) else ()),
        *held_blocks(content),
        Heading(LEFT_OUT),
        left_out,
    )
    return Section(9, "assumptions", PLAN[9], blocks)


def _theories(content: BriefContent) -> tuple[Block, ...]:
    """Return the rival theories; where past designs were scored, with the weight that the record would give each."""
    if content.comparison is None:
        return ()
    theories = content.comparison.theories
    fits = {f.theory: f for f in content.designs.theories} if content.designs else {}
    if not fits:
        return (Table("The rival theories", ("Theory", "What decides"), _plain(theories), quoted=(1,)),)
    equal = share(1 / len(theories))
    rows = tuple(Row((t.title, t.says, equal, share(fits[t.id].weight)), f"theory/{t.id}") for t in theories)
    columns = ("Theory", "What decides", "Weight in this brief", "Weighed by the record")
    assert content.designs is not None
    said = Sentence(WEIGHED.format(count(content.designs.designs)), "theory")
    table = pd.DataFrame([{"result": f"theory/{f.theory}", "bits": f.bits, "weight": f.weight} for f in fits.values()])
    return (
        Table("The rival theories", columns, rows, numeric=(2, 3), quoted=(1,)),
        Paragraph((said,), "note"),
        Files((File("theories", "The theories by the record of past designs", table),)),
    )


def _plain(theories: tuple[Theory, ...]) -> tuple[Row, ...]:
    return tuple(Row((t.title, t.says)) for t in theories)


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

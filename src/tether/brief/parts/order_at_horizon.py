"""The order at the horizon, by side: a row for each outcome without a series, a column for each option."""

from __future__ import annotations

from tether.brief.content import Comparison
from tether.brief.results import PairVerdict, pair_id, verdicts
from tether.brief.sentences import pair_title
from tether.futures.outcomes import Outcome
from tether.report.blocks import (
    Block,
    Fold,
    Heading,
    Listing,
    Method,
    Paragraph,
    Quoted,
    Row,
    Table,
)

ORDER_ENDS = "The order at the horizon, by side"
ORDER_ENDS_MEANS = (
    "Each option against the status quo, the other decider keeping it. Nothing here has an observed series, so only "
    "the side is told: lower or higher under a theory where at least 95 in 100 of its worlds lie there, else open."
)
ORDER_MEANINGS = "What each of these counts"
SHOWN = 6  # options in the printed table; the file of all pairs has the others


def order_blocks(comparison: Comparison) -> tuple[Block, ...]:
    """Return the table of sides and the definitions behind a fold; nothing where no such outcome was compared."""
    unseen = [o for o in comparison.outcomes if not o.observed and verdicts(comparison, o.id)]
    if not unseen:
        return ()
    columns = _options(comparison, unseen[0])
    rows = tuple(_row(o, columns, comparison) for o in unseen)
    table = Table("", ("At the horizon", *(pair_title(c, comparison) for c in columns)), rows, quoted=(0,))
    meanings = Listing(tuple(Quoted(f"{o.title}: {o.meaning}.") for o in unseen if o.meaning))
    return (
        Heading(ORDER_ENDS),
        Paragraph((Method(ORDER_ENDS_MEANS),), "note"),
        table,
        Fold(ORDER_MEANINGS, (meanings,)),
    )


def side_words(verdict: PairVerdict) -> str:
    """Return a verdict on an outcome without a series in a table's cell: sides and under how many theories."""
    if verdict.tied == verdict.worlds:
        return "no difference in any world"
    both = (("lower", verdict.lower), ("higher", verdict.higher))
    sides = [f"{way} under {len(theories)} of {verdict.theories}" for way, theories in both if theories]
    return ", ".join(sides) or "open"


def _options(comparison: Comparison, outcome: Outcome) -> list[str]:
    """Return each option of one decider while the other keeps the status quo, at most ``SHOWN``."""
    still = comparison.status_quo
    base = pair_id(still, still)
    pairs = [v.pair for v in verdicts(comparison, outcome.id) if v.against == base and still in v.pair.split("+")]
    return pairs[:SHOWN]


def _row(outcome: Outcome, columns: list[str], comparison: Comparison) -> Row:
    still = pair_id(comparison.status_quo, comparison.status_quo)
    found = {v.pair: v for v in verdicts(comparison, outcome.id) if v.against == still}
    return Row((outcome.title, *(side_words(found[c]) for c in columns)), f"comparison/{outcome.id}")

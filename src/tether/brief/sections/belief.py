"""Section 7: what you would have to believe. Break-evens first, then charters side by side under every theory."""

from __future__ import annotations

import pandas as pd

from tether.brief import phrases, wording
from tether.brief.blocks import Block, File, Files, Heading, Listing, Paragraph, Row, Section, Table
from tether.brief.content import BriefContent, Comparison, Outcome
from tether.brief.figures.breakeven import break_even_figure
from tether.brief.figures.differences import differences_figure, differences_table
from tether.brief.numerals import interval, listed, sentence_case, signed
from tether.brief.results import break_evens, facts
from tether.brief.verdict import verdicts


def section(content: BriefContent) -> Section:
    """Return the comparison's section."""
    comparison = content.comparison
    headline = next(o for o in comparison.outcomes if o.headline)
    rest = [o for o in comparison.outcomes if o.id != headline.id]
    blocks: tuple[Block, ...] = (
        Paragraph((phrases.ORDER, phrases.WORLDS)),
        *_baseline(content),
        Heading("Break-even"),
        *_break_even(content, headline),
        *_outcome(content, headline, figure=True),
        *(block for outcome in rest for block in _outcome(content, outcome, figure=outcome.observed)),
        Paragraph((phrases.UNOBSERVED.format(listed(comparison.unobserved)),), "note"),
        Files((File("comparison", "All pairs, theories and outcomes", differences_table(comparison)),)),
    )
    return Section(7, "belief", phrases.PLAN[7], blocks)


def _baseline(content: BriefContent) -> tuple[Block, ...]:
    known, comparison = facts(content), content.comparison
    said = [wording.baseline(known)] if comparison.baseline else []
    said += [wording.clipped(known)] if comparison.clip_share is not None else []
    return (Paragraph(tuple(said), "note"),) if said else ()


def _break_even(content: BriefContent, headline: Outcome) -> tuple[Block, ...]:
    comparison = content.comparison
    rows = break_evens(comparison)
    if rows.empty:
        return (Paragraph((phrases.NO_BREAK_EVEN,)),)
    groups = [g for _, g in rows.groupby(["outcome", "a", "b", "symbol"], sort=False)]
    figure = break_even_figure(content, headline.id)
    told = Listing(tuple(wording.break_even_sentence(g, comparison) for g in groups))
    return (told, figure) if figure else (told,)


def _outcome(content: BriefContent, outcome: Outcome, figure: bool) -> tuple[Block, ...]:
    comparison = content.comparison
    found = verdicts(comparison, outcome.id)
    if not found:
        return ()
    told = Listing(tuple(wording.verdict_sentence(v, comparison) for v in found))
    remark = _remark(outcome)
    drawn = (differences_figure(content, outcome),) if figure else ()
    return (Heading(sentence_case(outcome.title)), *remark, told, *drawn, _matrix(comparison, outcome))


def _remark(outcome: Outcome) -> tuple[Block, ...]:
    if not outcome.observed:
        return (Paragraph((phrases.SIGNS,), "note"),)
    return (Paragraph((phrases.FIGHTERS,), "note"),) if "fighter" in outcome.id else ()


def _matrix(comparison: Comparison, outcome: Outcome) -> Table:
    columns = ("Charters", *(t.title for t in comparison.theories))
    rows = []
    for verdict in verdicts(comparison, outcome.id):
        a, b = (wording.pair_title(p, comparison) for p in (verdict.pair, verdict.against))
        cells = tuple(_cell(row) for _, row in verdict.rows.iterrows())
        rows.append(Row(((a, f"against {b}"), *cells), verdict.result))
    return Table(
        wording.table_caption(comparison, outcome),
        columns,
        tuple(rows),
        numeric=tuple(range(1, len(columns))),
        on_paper=not outcome.observed,
    )


def _cell(row: pd.Series) -> tuple[str, ...]:
    worlds = wording.worlds_lower(row)
    return (worlds,) if row["kind"] == "sign" else (signed(row["value"]), interval(row["lo"], row["hi"]), worlds)

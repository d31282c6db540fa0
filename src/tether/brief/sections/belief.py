"""Section 7: what you would have to believe. Break-evens first, then charters side by side under every theory.

The headline outcome is shown whole: sentence, chart, table. Every other outcome has its sentence on the page and its
table behind a fold, so that a study of many charters stays readable.
"""

from __future__ import annotations

import pandas as pd

from tether.brief.content import BriefContent, Comparison
from tether.brief.figures.breakeven import break_even_figure
from tether.brief.figures.differences import differences_figure, differences_table
from tether.brief.headline import evidence_table
from tether.brief.parts.held_against import LABELS
from tether.brief.parts.order_at_horizon import order_blocks
from tether.brief.phrases import BREAK_EVENS, PLAN, WORLDS
from tether.brief.reason import END, HEADLINE, SIGNPOST, START, reasons_from
from tether.brief.results import PairVerdict, break_evens, fact, facts, verdicts
from tether.brief.sections.tried import base_rates
from tether.brief.sentences import (
    break_even_sentence,
    holds,
    overview,
    pair_title,
    summary_caption,
    table_caption,
    verdict_sentence,
    verdict_words,
    worlds_lower,
)
from tether.brief.turning import TURNING, turning_table
from tether.futures.outcomes import Outcome
from tether.report.blocks import (
    Block,
    File,
    Files,
    Fold,
    Heading,
    Listing,
    Method,
    Paragraph,
    Quoted,
    Row,
    Section,
    Sentence,
    Table,
)
from tether.report.numbers import count, interval, listed, sentence_case, share, signed

READING_ORDER = (
    "What can be shown comes first. What rests on assumptions comes after, and says so. Charters stand side by side "
    "under every theory; where a difference holds under some theories only, the same sentence names them."
)
SIGNS = "Where no series is observed, only the side and the count of worlds are printed, never a size."
UNOBSERVED = "Not observed at all, and so in no table here: {}."
NOTHING_COMPARED = "Nothing is compared in this brief: it holds the record and the status quo’s projection only. Why:"
NOTHING_PROJECTED = (
    "No option is projected or compared in this brief, for the case names no events: what it says of the options rests "
    "on their texts, on law, on arithmetic and on past cases. Section 6 says how to add events."
)
NOT_ALL_SHOWN = "The first comparisons are shown; the file at the end of the section has them all."
NO_BREAK_EVEN = "No break-even was computed for this run."
SHOWN_SENTENCES = 8  # distinguishable comparisons told in full
SHOWN = 40  # comparisons in a printed table; the file has all


def section(content: BriefContent) -> Section:
    """Return the comparison's section; where nothing was compared, one that says so."""
    comparison = content.comparison
    blocks = _nothing(content) if comparison is None else _compared(content, comparison)
    return Section(7, "belief", PLAN[7], blocks)


def _nothing(content: BriefContent) -> tuple[Block, ...]:
    if content.record is None:
        return (Paragraph((Method(NOTHING_PROJECTED),)),)
    return (Paragraph((NOTHING_COMPARED,)), Listing(tuple(Quoted(s) for s in content.left_out)))


def _compared(content: BriefContent, comparison: Comparison) -> tuple[Block, ...]:
    headline = comparison.outcome(comparison.headline)
    rest = [o for o in comparison.outcomes if o.id != headline.id and verdicts(comparison, o.id)]
    return (
        Paragraph((READING_ORDER, WORLDS)),
        *_skill(content),
        *_baseline(content, comparison),
        *base_rates(content),
        *_reasons(content, comparison, START, HEADLINE),
        Heading(BREAK_EVENS),
        *_break_even(content, comparison, headline),
        Heading(sentence_case(headline.title)),
        *_headline(content, comparison, headline),
        *_reasons(content, comparison, HEADLINE, END),
        *order_blocks(comparison),
        *_reasons(content, comparison, END, SIGNPOST),
        *_carried(content),
        Heading("Other outcomes"),
        Listing(tuple(overview(verdicts(comparison, o.id), comparison, 2, "in its table") for o in rest)),
        *(_folded(comparison, outcome) for outcome in rest),
        Paragraph((UNOBSERVED.format(listed(comparison.unobserved)),), "note"),
        Files(
            (
                File("comparison", "All pairs, theories and outcomes", differences_table(comparison)),
                File("evidence", "What the comparison hangs on", evidence_table(content)),
                *((File("turning-inputs", TURNING, turned),) if len(turned := turning_table(content)) else ()),
            )
        ),
    )


def baseline(facts: pd.DataFrame) -> Sentence:
    """Say how the sum of places, from which charters differ, stands to the forecast of the status quo."""
    model, other = (fact(facts, f"comparison-run/baseline/{n}") for n in ("sum-of-places", "forecast"))
    lost = fact(facts, "comparison-run/baseline/unplaced")["value"]
    gap = model["value"] - other["value"]
    relation = "the same as" if round(gap) == 0 else f"{count(abs(gap))} {'above' if gap > 0 else 'below'}"
    text = (
        f"Differences are measured from the model’s sum of places under the status quo, {count(model['value'])} "
        f"{model['unit']}, which is {relation} the status-quo forecast of section 6 ({count(other['value'])}); "
        f"{share(lost)} of the events before the cut-off have no place and are in neither charter’s sum."
    )
    return Sentence(text, "comparison-run/baseline")


def clipped(facts: pd.DataFrame) -> Sentence:
    """Say how often the order's pull on the core was cut at its bound."""
    value = fact(facts, "comparison-run/clipped")["value"]
    return Sentence(
        f"The mechanisms’ pull on the status quo was cut at its bound in {share(value)} of cases.",
        "comparison-run/clipped",
    )


def _skill(content: BriefContent) -> tuple[Block, ...]:
    """Say first whether the mechanisms have shown any skill: words alone, no score beside a difference."""
    if content.held is None:
        return ()
    return (Paragraph((LABELS[content.held.record.label(content.held.country, content.case.cut_off)],), "lead"),)


def _baseline(content: BriefContent, comparison: Comparison) -> tuple[Block, ...]:
    known = facts(content)
    said = [baseline(known)] if comparison.baseline else []
    said += [clipped(known)] if comparison.clip_share is not None else []
    return (Paragraph(tuple(said), "note"),) if said else ()


def _reasons(content: BriefContent, comparison: Comparison, start: int, end: int) -> tuple[Block, ...]:
    found = content.judgement
    return tuple(b for r in reasons_from(start, end) for b in r.blocks(found, comparison)) if found else ()


def _carried(content: BriefContent) -> tuple[Block, ...]:
    found = content.judgement
    return (Files(tuple(f for r in reasons_from(START, SIGNPOST) for f in r.carry(found))),) if found else ()


def _break_even(content: BriefContent, comparison: Comparison, headline: Outcome) -> tuple[Block, ...]:
    rows = break_evens(comparison)
    if rows.empty:
        return (Paragraph((NO_BREAK_EVEN,)),)
    groups = [g for _, g in rows.groupby(["outcome", "a", "b", "symbol"], sort=False)]
    figure = break_even_figure(content, comparison, headline.id)
    listing = Listing(tuple(break_even_sentence(g, comparison) for g in groups))
    return (listing, figure) if figure else (listing,)


def _headline(content: BriefContent, comparison: Comparison, outcome: Outcome) -> tuple[Block, ...]:
    found = verdicts(comparison, outcome.id)
    apart = tuple(verdict_sentence(v, comparison) for v in found if v.distinguishable)[:SHOWN_SENTENCES]
    return (
        Paragraph((overview(found, comparison, name=0),)),
        *((Listing(apart),) if apart else ()),
        *((differences_figure(content, comparison, outcome),) if outcome.observed else ()),
        *_summary(found, comparison, outcome),
        Fold("Theory by theory", (_matrix(found[:SHOWN], comparison, outcome),)),
    )


def _folded(comparison: Comparison, outcome: Outcome) -> Fold:
    found = verdicts(comparison, outcome.id)
    said = () if outcome.observed else (SIGNS, *((Quoted(outcome.meaning),) if outcome.meaning else ()))
    remark = (Paragraph(said, "note"),) if said else ()
    return Fold(sentence_case(outcome.title), (*remark, *_summary(found, comparison, outcome)))


def _summary(found: list[PairVerdict], comparison: Comparison, outcome: Outcome) -> tuple[Block, ...]:
    columns = ["Charters", "Verdict", "A difference holds under", "Worlds lower", "higher", "tied"]
    columns += ["Medians, by theory"] if outcome.observed else []
    rows = tuple(Row(_summary_cells(v, comparison, outcome), v.result) for v in found[:SHOWN])
    caption = summary_caption(found, comparison, outcome)
    table = Table(caption, tuple(columns), rows, numeric=(3, 4, 5, *((6,) if outcome.observed else ())))
    return (table, *((Paragraph((NOT_ALL_SHOWN,), "note"),) if len(found) > SHOWN else ()))


def _summary_cells(verdict: PairVerdict, comparison: Comparison, outcome: Outcome) -> tuple[object, ...]:
    a, b = (pair_title(p, comparison) for p in (verdict.pair, verdict.against))
    worlds = (count(verdict.below), count(verdict.above), count(verdict.tied))
    values = verdict.rows["value"]
    sizes = (f"{signed(values.min())} to {signed(values.max())}",) if outcome.observed else ()
    return ((a, f"against {b}"), verdict_words(verdict), holds(verdict, comparison), *worlds, *sizes)


def shares_table(content: BriefContent, comparison: Comparison) -> Table:
    """Return options against the status quo: medians by theory as shares of its sum, and the verdict in words."""
    total = comparison.status_quo_sum or float("nan")
    base = f"{comparison.status_quo}+{comparison.status_quo}"
    found = [v for v in verdicts(comparison, comparison.headline) if v.against == base][:SHOWN_SENTENCES]
    columns = ("Option, against the status quo", "Verdict", *(t.title for t in comparison.theories))
    rows = []
    for verdict in found:
        by_theory = dict(zip(verdict.rows["theory"], verdict.rows["value"], strict=True))
        cells = (_part(by_theory.get(t.id, float("nan")), total) for t in comparison.theories)
        rows.append(Row((pair_title(verdict.pair, comparison), verdict_words(verdict), *cells), verdict.result))
    outcome = comparison.outcome(comparison.headline).title
    caption = Method(f"{sentence_case(outcome)}: median difference as a share of the status quo’s sum, by theory")
    return Table(caption, columns, tuple(rows), numeric=tuple(range(2, len(columns))))


def _part(value: float, total: float) -> str:
    if value != value or total != total or not total:
        return "–"
    text = f"{100 * value / total:+.1f}"
    return f"{'0.0' if float(text) == 0 else text}\u00a0%".replace("-", "−")


def _matrix(found: list[PairVerdict], comparison: Comparison, outcome: Outcome) -> Table:
    columns = ("Charters", *(t.title for t in comparison.theories))
    rows = []
    for verdict in found:
        a, b = (pair_title(p, comparison) for p in (verdict.pair, verdict.against))
        cells = tuple(_cell(row) for _, row in verdict.rows.iterrows())
        rows.append(Row(((a, f"against {b}"), *cells), verdict.result))
    caption = table_caption(comparison, outcome)
    return Table(caption, columns, tuple(rows), numeric=tuple(range(1, len(columns))))


def _cell(row: pd.Series) -> tuple[str, ...]:
    worlds = worlds_lower(row)
    return (worlds,) if row["kind"] == "sign" else (signed(row["value"]), interval(row["lo"], row["hi"]), worlds)

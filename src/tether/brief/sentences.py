"""Sentences that set charters side by side: differences under which theories, in how many worlds, and break-evens.

Every sentence with a number is made from a result and carries that result's id. The rules, held by ``restraint`` and
its tests: counts of worlds and never a likelihood; "not distinguishable" is a result; what holds under some theories
only names them in the same sentence; no size for what has no series; a charter's run is a projection, and only the
status quo has a forecast; nothing is called good, and nothing is advised.

    verdict_sentence(verdict, comparison).text
    "P10 comes out lower than the status quo on civilian deaths under all five theories: lower in 1,201 of …"

Several sections use these; a sentence that one section alone prints stands with that section.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from tether.brief.content import BriefContent, Comparison
from tether.brief.results import CONTRAST, PairVerdict
from tether.charter.check import Report
from tether.futures.outcomes import Outcome
from tether.report.blocks import Sentence
from tether.report.numbers import count, interval, listed, measure, sentence_case, signed, word

PLAIN = ("", "1", "share", "fraction", "ratio")  # units that a reader need not be told


def pair_title(pair: str, comparison: Comparison) -> str:
    """Return how a pair of charters is called: ``the status quo``, one charter's title, or ``A with B``."""
    titles = comparison.charters
    chosen = [titles[p] for p in pair.split("+") if p != comparison.status_quo]
    return " with ".join(chosen) or "the status quo"


def outcome_title(name: str, comparison: Comparison) -> str:
    """Return how an outcome is called, by its id; the id where the comparison does not hold it."""
    return next((o.title for o in comparison.outcomes if o.id == name), name)


def contrast_titles(row: Mapping[str, Any] | pd.Series, comparison: Comparison) -> tuple[str, str]:
    """Return how the two pairs of a contrast are called; ``row`` has the contrast's columns."""
    a, b = (f"{row[s]}+{row[h]}" for s, h in (CONTRAST[:2], CONTRAST[2:]))
    return pair_title(a, comparison), pair_title(b, comparison)


def verdict_sentence(verdict: PairVerdict, comparison: Comparison, sizes: bool = True) -> Sentence:
    """Say how two pairs stand to one another on one outcome, naming every theory under which a difference holds.

    ``sizes`` adds the smallest and the largest median over theories with their intervals, where there is a series.
    """
    return Sentence(
        sentence_case(_verdict_text(verdict, comparison, sizes)), verdict.result, (*verdict.lower, *verdict.higher)
    )


def _verdict_text(verdict: PairVerdict, comparison: Comparison, sizes: bool) -> str:
    a, b = (pair_title(p, comparison) for p in (verdict.pair, verdict.against))
    outcome = comparison.outcome(verdict.outcome)
    worlds = f"{count(verdict.worlds)} assumed worlds"
    counts = (
        f"lower in {count(verdict.below)}, higher in {count(verdict.above)}, tied in {count(verdict.tied)} of {worlds}"
    )
    size = f" {_sizes(verdict, comparison)}" if outcome.observed and sizes else ""
    if not verdict.distinguishable:
        return f"{a} is not distinguishable from {b} on {outcome.title}: {counts}; {_few(verdict, comparison)}.{size}"
    if verdict.lower and verdict.higher:
        sides = f"lower {under(verdict.lower, comparison)}, higher {under(verdict.higher, comparison)}"
        return f"{a} lies on opposite sides of {b} on {outcome.title}: {sides}; {counts}.{size}"
    way, holds, number = (
        ("lower", verdict.lower, verdict.below) if verdict.lower else ("higher", verdict.higher, verdict.above)
    )
    rest = f" (not distinguishable under {named(verdict.open, comparison)})" if verdict.open else ""
    ties = f", tied in {count(verdict.tied)}" if verdict.tied else ""
    return (
        f"{a} comes out {way} than {b} on {outcome.title} {under(holds, comparison)}{rest}: "
        f"{way} in {count(number)} of {worlds}{ties}.{size}"
    )


def overview(
    verdicts: list[PairVerdict], comparison: Comparison, name: int = 3, where: str = "in section 7"
) -> Sentence:
    """Say how many comparisons on one outcome are distinguishable, and name at most ``name`` with their theories.

    ``verdicts``: the verdicts of one outcome, not empty.
    """
    outcome = comparison.outcome(verdicts[0].outcome)
    apart = [v for v in verdicts if v.distinguishable]
    number = f"{word(len(apart)) if apart else 'none'} of the {count(len(verdicts))} comparisons of charters"
    verb = "are" if len(apart) > 1 else "is"
    if len(verdicts) == 1:
        number, verb = "the one comparison of charters", "is" if apart else "is not"
    text = f"On {outcome.title}, {number} {verb} distinguishable"
    clauses = [_clause(v, comparison) for v in apart[:name]]
    more = [f"{word(len(apart) - name)} more {where}"] if name and len(apart) > name else []
    said = f": {'; '.join([*clauses, *more])}" if clauses else ""
    return Sentence(f"{text}{said}.", f"comparison/{outcome.id}")


def _clause(verdict: PairVerdict, comparison: Comparison) -> str:
    """Return ``P10 lower than the status quo under article and strength only (in 1,102 of 1,280 assumed worlds)``."""
    a, b = (pair_title(p, comparison) for p in (verdict.pair, verdict.against))
    both = (("lower", verdict.lower, verdict.below), ("higher", verdict.higher, verdict.above))
    sides = [
        f"{way} than {b} {under(theories, comparison)} (in {count(worlds)} of {count(verdict.worlds)} assumed worlds)"
        for way, theories, worlds in both
        if theories
    ]
    return f"{a} {', '.join(sides)}"


def verdict_words(verdict: PairVerdict) -> str:
    """Return a verdict in a table's cell."""
    if not verdict.distinguishable:
        return "not distinguishable"
    if verdict.lower and verdict.higher:
        return "distinguishable, on opposite sides"
    return f"distinguishable: {'lower' if verdict.lower else 'higher'}"


def holds(verdict: PairVerdict, comparison: Comparison) -> str:
    """Return the theories under which a difference holds, with its side, for a table's cell."""
    both = (("lower", verdict.lower), ("higher", verdict.higher))
    return "; ".join(f"{named(t, comparison)} ({way})" for way, t in both if t) or "none"


def summary_caption(verdicts: list[PairVerdict], comparison: Comparison, outcome: Outcome) -> Sentence:
    """Say what an outcome's summary table holds."""
    worlds = listed(count(n) for n in sorted({v.worlds for v in verdicts}))
    unit = f", {comparison.unit(outcome)}" if outcome.observed else ""
    theories = word(len(comparison.theories))
    text = f"{outcome.title}{unit}: each comparison over {worlds} assumed worlds under {theories} theories."
    return Sentence(sentence_case(text), f"comparison/{outcome.id}")


def under(theories: tuple[str, ...], comparison: Comparison) -> str:
    """Return ``under all five theories`` or ``under article and strength only``."""
    if len(theories) == len(comparison.theories):
        return f"under all {word(len(theories))} theories"
    return f"under {named(theories, comparison)} only"


def named(theories: Iterable[str], comparison: Comparison) -> str:
    """Return theories as a list in words; "none" where there are none."""
    return listed(theory(t, comparison) for t in theories)


def _few(verdict: PairVerdict, comparison: Comparison) -> str:
    if not (verdict.lower or verdict.higher):
        return f"the interval leaves zero out under none of the {word(verdict.theories)} theories"
    sides = [
        f"{named(t, comparison)} ({way})" for way, t in (("lower", verdict.lower), ("higher", verdict.higher)) if t
    ]
    return f"a difference holds under {listed(sides)} only"


def _sizes(verdict: PairVerdict, comparison: Comparison) -> str:
    low, high = (verdict.rows.loc[verdict.rows["value"].sort_values().index[i]] for i in (0, -1))
    ends = [
        f"{signed(r['value'])} {interval(r['lo'], r['hi'])} ({theory(r['theory'], comparison)})" for r in (low, high)
    ]
    unit = comparison.unit(comparison.outcome(verdict.outcome))
    return f"The median difference runs from {ends[0]} to {ends[1]}, in {unit}."


def worlds_lower(row: pd.Series) -> str:
    """Return ``140 lower, 3 tied`` for one theory's cell of a table; the caption says of how many."""
    ties = f", {count(row['worlds_tied'])} tied" if row["worlds_tied"] else ""
    return f"{count(row['worlds_below'])} lower{ties}"


def table_caption(comparison: Comparison, outcome: Outcome) -> Sentence:
    """Say what the cells of an outcome's table hold."""
    rows = comparison.table[comparison.table["outcome"] == outcome.id]
    worlds = listed(count(n) for n in sorted(set(rows["worlds_total"])))
    counts = f"in how many of {worlds} worlds under each theory it is lower, and tied"
    sizes = (
        f", {comparison.unit(outcome)}: median paired difference, 5th to 95th percentile across worlds, and below them "
        if outcome.observed
        else ": "
    )
    return Sentence(sentence_case(f"{outcome.title}{sizes}{counts}."), f"comparison/{outcome.id}")


def theory_claims(comparison: Comparison) -> str:
    """Return the rival theories with their claims in two words each."""
    told = listed(f"{t.title} ({t.in_a_word})" for t in comparison.theories)
    return f"{sentence_case(word(len(comparison.theories)))} rival accounts of what decides: {told}."


def theory(name: str, comparison: Comparison) -> str:
    """Return how a theory is called inside a sentence."""
    return next(t.title for t in comparison.theories if t.id == name).lower()


def break_even_sentence(rows: pd.DataFrame, comparison: Comparison) -> Sentence:
    """Say at which values of one assumption one pair comes out lower than another, theory by theory.

    ``rows``: the break-even rows of one outcome, one pair of pairs and one symbol.
    """
    first = rows.iloc[0]
    a, b = (pair_title(first[n], comparison) for n in ("a", "b"))
    outcome = comparison.outcome(first["outcome"]).title
    unit = f" {first['unit']}" if first["unit"] not in PLAIN else ""
    low, high = rows["range_lo"].min(), rows["range_hi"].max()
    ranges = "Assumed range" if rows[["range_lo", "range_hi"]].nunique().max() == 1 else "Assumed range, all theories"
    inside = int(rows["value"].notna().sum())
    text = (
        f"{a} comes out lower than {b} on {outcome}, averaged over the other assumptions, "
        f"{_turns(rows, unit, high - low, comparison)}{_flat_sides(rows, comparison)}. "
        f"{ranges}: {measure(low)} to {measure(high)}{unit}; the sign turns inside it "
        f"under {word(inside) if inside else 'none'} of {word(len(rows))} theories."
    )
    theories = tuple(rows.loc[rows["a_lower"] != "never", "theory"])
    return Sentence(sentence_case(text), first["result"].rsplit("/", 1)[0], theories)


def _turns(rows: pd.DataFrame, unit: str, span: float, comparison: Comparison) -> str:
    """Say where the sign turns: ``if x is above 0.42 [0.32 to 0.54] (article), or below 0.31 […] (strength)``."""
    sides = [(way, rows[rows["a_lower"] == way]) for way in ("above", "below")]
    said = [
        f"{way} {listed((_crossing(r, unit, span, comparison) for _, r in part.iterrows()), 'or')}"
        for way, part in sides
        if len(part)
    ]
    return f"if {rows['meaning'].iloc[0]} is {', or '.join(said)}" if said else ""


def _flat_sides(rows: pd.DataFrame, comparison: Comparison) -> str:
    """Say under which theories the sign never turns in the range."""
    ways = (("always", "every"), ("never", "no"))
    held = [(value, rows.loc[rows["a_lower"] == way, "theory"]) for way, value in ways]
    turning = rows["a_lower"].isin(["above", "below"]).any()
    what = "" if turning else f" of {rows['meaning'].iloc[0]}"
    parts = [f"at {value} value{what} under {named(theories, comparison)}" for value, theories in held if len(theories)]
    return f"{'; ' if turning and parts else ''}{', '.join(parts)}"


def _crossing(row: pd.Series, unit: str, span: float, comparison: Comparison) -> str:
    value, around = measure(row["value"], span), _ends(row, span)
    return f"{value}{unit} [{around}] ({theory(row['theory'], comparison)})"


def _ends(row: pd.Series, span: float) -> str:
    """Return a break-even's interval; an end outside the range that was assumed is not reached inside it."""
    lo, hi = (measure(row[name], span) for name in ("lo", "hi"))
    below, above = row["lo"] < row["range_lo"], row["hi"] > row["range_hi"]
    if below and above:
        return f"ends {NOT_REACHED}"
    if below:
        return f"up to {hi} (lower end {NOT_REACHED})"
    return f"from {lo} (upper end {NOT_REACHED})" if above else f"{lo} to {hi}"


NOT_REACHED = "not reached inside the range assumed"


def charter_titles(content: BriefContent) -> dict[str, str]:
    """Return the titles of the charters that this brief knows, by id."""
    compared = content.comparison.charters if content.comparison else {}
    return {**{name: title(report) for name, report in (content.findings or {}).items()}, **compared}


def title(report: Report) -> str:
    """Return how a checked charter is called: the title that it gives itself, else its id."""
    meta = report.charter.meta
    return str(meta.title) if meta and meta.title else report.charter.id

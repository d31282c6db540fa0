"""Results with names, and what a comparison may claim.

Every number that a sentence may print is a row with an id in the column ``result``. Ids are paths, from the general to
the particular: ``comparison/civilian_deaths/p9+status-quo/article`` is one row; a sentence over all theories cites
``comparison/civilian_deaths/p9+status-quo``; a contrast with something else than the status quo on both sides carries
it after a tilde. The same rows are the CSV files that the page carries, so a reader can follow any sentence to its
numbers, and a test can too (``resolves``).

A pair stands *lower* under a theory when the upper end of the 90 % interval across worlds of the paired difference is
below zero, *higher* when the lower end is above it; for an outcome without a series, when at least 95 in 100 of the
theory's worlds lie on that side (the same rule: the 95th percentile is below zero exactly then). All else is open.
Two pairs are distinguishable when that happens under at least four of five theories.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tether.brief.content import BriefContent, CaseCard, Comparison, PrintedRecord
from tether.evidence.calendar import months_between
from tether.report.numbers import month, month_text, spell

Fact = tuple[str, str, float, float, float, str]
FACT_COLUMNS = ["result", "what", "value", "lo", "hi", "unit"]
NAN = float("nan")
CONTRAST = ["sponsor", "host", "against_sponsor", "against_host"]
ENOUGH = 4  # of five theories
SIDE = 0.95  # share of a theory's worlds, where there is no interval


def pair_id(sponsor: str, host: str) -> str:
    """Return the id of a sponsor's and a host's charter together: ``p3+status-quo``."""
    return f"{sponsor}+{host}"


def compared(comparison: Comparison) -> pd.DataFrame:
    """Return the comparison's table with ``pair``, ``against`` (ids of pairs), ``worlds_above`` and ``result``.

    Pairs compared with something else than the status quo carry it in their id, after a tilde. Made once: not to be
    changed.
    """
    if "compared" not in comparison.made:
        comparison.made["compared"] = _compared(comparison)
    found: pd.DataFrame = comparison.made["compared"]
    return found


def _compared(comparison: Comparison) -> pd.DataFrame:
    rows = comparison.table.copy()
    for side in ("against_sponsor", "against_host"):
        if side not in rows:
            rows[side] = comparison.status_quo
    rows["pair"] = rows["sponsor"] + "+" + rows["host"]
    rows["against"] = rows["against_sponsor"] + "+" + rows["against_host"]
    rows["worlds_above"] = rows["worlds_total"] - rows["worlds_below"] - rows["worlds_tied"]
    usual = rows["against"] == pair_id(comparison.status_quo, comparison.status_quo)
    named = rows["pair"].where(usual, rows["pair"] + "~" + rows["against"])
    rows.insert(0, "result", "comparison/" + rows["outcome"] + "/" + named + "/" + rows["theory"])
    return rows


def break_evens(comparison: Comparison) -> pd.DataFrame:
    """Return the break-even rows with ``a``, ``b`` (ids of pairs) and ``result``."""
    rows = comparison.break_even.copy()
    if rows.empty:
        return rows.assign(result=pd.Series(dtype=str), a=pd.Series(dtype=str), b=pd.Series(dtype=str))
    rows["a"] = rows["a_sponsor"] + "+" + rows["a_host"]
    rows["b"] = rows["b_sponsor"] + "+" + rows["b_host"]
    path = rows["outcome"] + "/" + rows["a"] + "~" + rows["b"] + "/" + rows["symbol"] + "/" + rows["theory"]
    rows.insert(0, "result", "break-even/" + path)
    return rows


def facts(content: BriefContent) -> pd.DataFrame:
    """Return the single figures of the record and the run: result, what, value, lo, hi, unit."""
    recorded = _record_facts(content.record) if content.record is not None else ()
    rows = [*recorded, *_age_fact(content.case), *_run_facts(content)]
    return pd.DataFrame(rows, columns=FACT_COLUMNS)


def fact(facts: pd.DataFrame, result: str) -> Any:
    """Return the row of one fact by its id."""
    return facts[facts["result"] == result].iloc[0]


def national(record: PrintedRecord) -> pd.DataFrame:
    """Return the country's months: sums over places and what could not be placed; NaN where any part is missing."""
    columns = [c for c in ("events", "best", "low", "high", "civilians") if c in record.history]
    by_month = record.history["month"].map(month)
    sums = record.history[columns].groupby(by_month).sum()
    return sums.mask(record.history[columns].isna().groupby(by_month).any()).reset_index()


def entries(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table's rows as dicts by column name."""
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]


def resolves(result: str, ids: set[str]) -> bool:
    """Return whether a cited id names a row, or a group of rows."""
    return result in ids or any(i.startswith(result + "/") for i in ids)


def _record_facts(record: PrintedRecord) -> Iterator[Fact]:
    months = national(record)
    year = months.tail(12)
    until = month_text(months["month"].iloc[-1])
    yield (
        "record/last-year/deaths",
        f"deaths in the 12 months to {until}",
        *_sums(year, "best", "low", "high"),
        "deaths",
    )
    yield ("record/last-year/events", f"events in the 12 months to {until}", *_sums(year, "events"), "events")
    if "civilians" in year:
        yield (
            "record/last-year/civilians",
            f"civilian deaths in the 12 months to {until}",
            *_sums(year, "civilians"),
            "deaths",
        )
    span = f"{month_text(record.map_months[0])} to {month_text(record.map_months[1])}"
    for what in ("events", "deaths"):
        count, total = getattr(record.unplaced, what), getattr(record.unplaced, f"total_{what}")
        yield (f"record/unplaced/{what}", f"unplaced {what}, {span}", count, NAN, NAN, what)
        yield (f"record/counted/{what}", f"{what} counted, {span}", total, NAN, NAN, what)
    for name, count in sorted(record.warnings.items()):
        yield (f"record/warning/{name.replace(' ', '-')}", name, count, NAN, NAN, "rows")
    last = record.projection.iloc[-1]
    low, high, _ = widest(record.projection)
    yield (
        "record/projection/end",
        f"deaths in {spell(last['month'])}",
        last["q50"],
        last[low],
        last[high],
        "deaths a month",
    )
    for _, row in record.ess.sort_values("minimum", kind="stable").iterrows():
        name = f"record/ess/{row['place']}"
        yield (name, "smallest effective sample", row["minimum"], NAN, NAN, "share of particles")


def _age_fact(case: CaseCard) -> Iterator[Fact]:
    if case.data_until and case.made:
        what = "months from the last month of the event data to the day on which the brief was made"
        yield ("record/data-age", what, months_between(case.data_until, case.made), NAN, NAN, "months")


def _run_facts(content: BriefContent) -> Iterator[Fact]:
    comparison = content.comparison
    if comparison is None:
        return
    if comparison.clip_share is not None:
        yield ("comparison-run/clipped", "tilts clipped", comparison.clip_share, NAN, NAN, "share")
    if base := comparison.baseline:
        yield ("comparison-run/baseline/sum-of-places", "sum of places", base.sum_of_places, NAN, NAN, base.unit)
        yield (
            "comparison-run/baseline/forecast",
            "status-quo forecast of section 6",
            base.forecast,
            NAN,
            NAN,
            base.unit,
        )
        yield ("comparison-run/baseline/unplaced", "unplaced share of events", base.unplaced_share, NAN, NAN, "share")


def widest(frame: pd.DataFrame) -> tuple[str, str, int]:
    """Return the outermost pair of quantile columns of a projection and the per cent between them."""
    return bands(frame)[0]


def bands(frame: pd.DataFrame) -> list[tuple[str, str, int]]:
    """Return the bands to draw, outermost first: (low column, high column, per cent inside).

    95 % where the frame has q025 and q975, else 90 %; then 80 % and 50 %.
    """
    pairs = [("q025", "q975", 95), ("q05", "q95", 90), ("q10", "q90", 80), ("q25", "q75", 50)]
    found = [p for p in pairs if p[0] in frame and p[1] in frame]
    return [p for p in found if not (p[2] == 90 and found[0][2] == 95)]


def _sums(frame: pd.DataFrame, *columns: str) -> tuple[float, float, float]:
    sums = [float(frame[c].sum(min_count=len(frame))) for c in columns]
    return (*sums, *[NAN] * (3 - len(sums)))  # type: ignore[return-value]


def contrast_id(row: Mapping[str, Any] | pd.Series) -> str:
    """Return the id of a contrast: ``p3+p9~status-quo+status-quo``."""
    return f"{row['sponsor']}+{row['host']}~{row['against_sponsor']}+{row['against_host']}"


def with_ids(table: pd.DataFrame, name: Callable[[Any], str]) -> pd.DataFrame:
    """Return a table with the id that ``name`` gives each row in a first column ``result``; an empty one as it is."""
    ids = [name(row) for _, row in table.iterrows()]
    return table.assign(result=ids)[["result", *table.columns]] if len(table) else table


@dataclass(frozen=True)
class PairVerdict:
    """One pair against another on one outcome. Theories are ids, in the comparison's order."""

    result: str
    pair: str
    against: str
    outcome: str
    lower: tuple[str, ...]
    higher: tuple[str, ...]
    open: tuple[str, ...]
    below: int
    tied: int
    above: int
    worlds: int
    rows: pd.DataFrame

    @property
    def theories(self) -> int:
        """Return under how many theories the pair was run."""
        return len(self.lower) + len(self.higher) + len(self.open)

    @property
    def distinguishable(self) -> bool:
        """Return whether zero lies outside the interval under at least four theories."""
        return len(self.lower) + len(self.higher) >= ENOUGH


def verdicts(comparison: Comparison, outcome: str) -> list[PairVerdict]:
    """Return one verdict per pair on one outcome, in the table's order. Made once: not to be changed."""
    if "verdicts" not in comparison.made:
        comparison.made["verdicts"] = _by_outcome(comparison)
    found: list[PairVerdict] = comparison.made["verdicts"].get(outcome, [])
    return found


def _by_outcome(comparison: Comparison) -> dict[str, list[PairVerdict]]:
    """Return the verdicts on every outcome."""
    order = {theory.id: i for i, theory in enumerate(comparison.theories)}
    rows = compared(comparison)
    contrasts = list(rows.drop_duplicates(["pair", "against"])[["pair", "against"]].itertuples(index=False, name=None))
    rows = rows.iloc[np.argsort(rows["theory"].map(order).to_numpy(float), kind="stable")]
    sides, where = _sides(rows), rows.groupby(["outcome", "pair", "against"], sort=False).indices
    found: dict[str, list[PairVerdict]] = {}
    for outcome in dict.fromkeys(rows["outcome"]):
        keys = [(outcome, *contrast) for contrast in contrasts if (outcome, *contrast) in where]
        own = [np.asarray(where[key]) for key in keys]
        found[outcome] = [_verdict(rows.take(index), sides[index]) for index in own]
    return found


def _sides(rows: pd.DataFrame) -> NDArray[np.str_]:
    """Return "lower", "higher" or "open" for each row; see the lecture above."""
    sign = (rows["kind"] == "sign").to_numpy(bool)
    below, above, total = (rows[f"worlds_{n}"].to_numpy(float) for n in ("below", "above", "total"))
    low, high = (rows[n].to_numpy(float) for n in ("lo", "hi"))
    lower = np.where(sign, below >= SIDE * total, high < 0)
    higher = np.where(sign, above >= SIDE * total, low > 0)
    return np.where(lower, "lower", np.where(higher, "higher", "open"))


def _verdict(rows: pd.DataFrame, sides: NDArray[np.str_]) -> PairVerdict:
    theories = rows["theory"].tolist()
    first = {name: rows[name].iloc[0] for name in ("result", "pair", "against", "outcome")}
    lower, higher, undecided = (
        tuple(t for t, s in zip(theories, sides, strict=True) if s == name) for name in ("lower", "higher", "open")
    )
    return PairVerdict(
        result=first["result"].rsplit("/", 1)[0],
        pair=first["pair"],
        against=first["against"],
        outcome=first["outcome"],
        lower=lower,
        higher=higher,
        open=undecided,
        below=int(rows["worlds_below"].sum()),
        tied=int(rows["worlds_tied"].sum()),
        above=int(rows["worlds_above"].sum()),
        worlds=int(rows["worlds_total"].sum()),
        rows=rows.reset_index(drop=True),
    )

"""The door of the room: is the content what ``content.py`` promises? All problems at once, before a byte is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from tether.brief.content import BriefContent, Comparison, PrintedRecord
from tether.brief.results import compared, verdicts
from tether.errors import Problems
from tether.report.charts import rings_clockwise

COLUMNS = {
    "record.history": ("month", "place", "events", "best", "low", "high"),
    "record.map_table": ("place", "events", "deaths"),
    "record.projection": ("month", "q50", "q10", "q90", "q25", "q75"),
    "record.paths": ("month", "path", "value"),
    "record.place_projection": ("place", "month", "q50", "q10", "q90"),
    "record.ess": ("place", "minimum", "mean"),
    "comparison.table": (
        *("sponsor", "host", "theory", "outcome", "kind", "value", "lo", "hi"),
        *("worlds_below", "worlds_tied", "worlds_total", "distinguishable", "label"),
    ),
    "comparison.break_even": (
        *("a_sponsor", "a_host", "b_sponsor", "b_host", "outcome", "symbol", "meaning", "unit", "theory"),
        *("value", "lo", "hi", "range_lo", "range_hi", "a_lower"),
    ),
    "assumptions": ("symbol", "unit", "meaning", "theory", "lo", "hi", "source", "label"),
}
SIDES = {"above", "below", "always", "never"}


def check(content: BriefContent) -> None:
    """Raise ``InputError`` with every way in which the content breaks its contract; return if there is none."""
    problems = Problems("brief content")
    for path, columns in COLUMNS.items():
        if (frame := _frame(content, path)) is not None:
            _has_columns(problems, path, frame, columns)
    problems.raise_if_any()
    if content.record is not None:
        _check_record(problems, content.record)
    if content.comparison is not None:
        _check_comparison(problems, content.comparison)
        _check_ranges(problems, content)
    problems.raise_if_any()


def _check_ranges(problems: Problems, content: BriefContent) -> None:
    """One number, one source: an assumption's range in a break-even is the one that the table of assumptions prints."""
    assert content.comparison is not None
    told = content.assumptions.set_index(["symbol", "theory"])[["lo", "hi"]]
    known = {at: (lo, hi) for at, lo, hi in zip(told.index, told["lo"], told["hi"], strict=True)}
    for _, row in content.comparison.break_even.iterrows():
        symbol, span = row["symbol"], (row["range_lo"], row["range_hi"])
        printed = known.get((symbol, row["theory"]), known.get((symbol, "all")))
        if printed is not None and not np.allclose(printed, span):
            problems.add(
                f"two ranges of {symbol} under {row['theory']}: {span[0]:g} to {span[1]:g} here, "
                f"{printed[0]:g} to {printed[1]:g} among the assumptions",
                path="comparison.break_even",
                expected="one range, computed once",
            )


def _frame(content: BriefContent, path: str) -> pd.DataFrame | None:
    value: Any = content
    for name in path.split("."):
        value = None if value is None else getattr(value, name)
    return value


def _has_columns(problems: Problems, path: str, frame: pd.DataFrame, columns: Sequence[str]) -> None:
    if missing := [c for c in columns if c not in frame]:
        problems.add(f"column {', '.join(missing)} is missing", path=path, expected=", ".join(columns))


def _check_record(problems: Problems, record: PrintedRecord) -> None:
    known = {p.id for p in record.places}
    for path, names in (
        ("record.map_table", record.map_table["place"]),
        ("record.place_projection", record.place_projection["place"]),
        ("record.features", pd.Series([f["properties"]["id"] for f in record.features])),
        ("record.history", record.history["place"][record.history["place"] != "unplaced"]),
    ):
        if strange := sorted(set(names) - known):
            problems.add(f"place {', '.join(strange)} is not one of the theatre's", path=path)
    if lost := sorted(known - {f["properties"]["id"] for f in record.features}):
        problems.add(f"no polygon for {', '.join(lost)}", path="record.features", expected="one feature per place")
    if reversed_ := [f["properties"]["id"] for f in record.features if not rings_clockwise(f)]:
        problems.add(
            f"polygon of {', '.join(reversed_)} runs counter-clockwise",
            path="record.features",
            expected="outer rings clockwise, as d3 and Vega read them",
        )
    for path, frame in (("record.projection", record.projection), ("record.history", record.history)):
        if frame.empty:
            problems.add("no rows", path=path, expected="at least one month")


def _check_comparison(problems: Problems, comparison: Comparison) -> None:
    rows = compared(comparison)
    for column, allowed in (
        ("theory", {t.id for t in comparison.theories}),
        ("outcome", {o.id for o in comparison.outcomes}),
        ("sponsor", set(comparison.charters)),
        ("host", set(comparison.charters)),
    ):
        if strange := sorted(set(rows[column]) - allowed):
            problems.add(f"{column} {', '.join(strange)} has no card", path="comparison.table")
    if comparison.headline not in {o.id for o in comparison.outcomes}:
        problems.add(
            f"headline {comparison.headline} has no card", path="comparison.headline", expected="an outcome's id"
        )
    if strange := sorted(set(comparison.break_even["a_lower"]) - SIDES):
        problems.add(
            f"a_lower {', '.join(map(str, strange))}", path="comparison.break_even", expected=", ".join(sorted(SIDES))
        )
    _check_verdicts(problems, comparison)


def _check_verdicts(problems: Problems, comparison: Comparison) -> None:
    theories = len(comparison.theories)
    unseen = {o.id for o in comparison.outcomes if not o.observed}
    for outcome in comparison.outcomes:
        for verdict in verdicts(comparison, outcome.id):
            if verdict.theories != theories or verdict.rows["theory"].nunique() != theories:
                problems.add(
                    f"{verdict.result}: {verdict.theories} of {theories} theories", expected="a row per theory"
                )
            elif set(verdict.rows["distinguishable"]) != {verdict.distinguishable}:
                apart = len(verdict.lower) + len(verdict.higher)
                problems.add(
                    f"{verdict.result}: distinguishable is {sorted(set(verdict.rows['distinguishable']))}, "
                    f"but zero lies outside the interval under {apart} of {theories} theories",
                    expected=str(verdict.distinguishable),
                )
            if outcome.id in unseen and set(verdict.rows["kind"]) != {"sign"}:
                problems.add(f"{verdict.result}: sizes for an outcome without a series", expected="kind 'sign'")

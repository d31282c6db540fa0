"""What happened after a case's cut-off: the forecast of the status quo made then, and what was recorded since.

    fan = fan_afterwards("iraq-2015")
    fan.months                       # month, observed, q05 … q95: deaths of all the country's places together
    afterwards_of_case("iraq-2015")  # the page: `tether dossier iraq-2015 --afterwards`

The forecast is by the law that a brief projects and charters tilt (``forecast/own_record.py``), from the file up to the
cut-off and with parameters that were known by then; its luck is not the brief's. What was recorded later is read here,
for this one page: no case, brief or score reads it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tether.errors import InputError, Problem
from tether.evidence.calendar import month as month_of
from tether.evidence.sources import SourceCard
from tether.forecast.own_record import BEFORE, LEVELS, UNIT, past_paths
from tether.forecast.paths import FARTHEST, SPREAD
from tether.forecast.series import Series, series_of_panel
from tether.forecast.sum_scores import by_country
from tether.forecast.sums import SPANS, recorded_sums, sum_table, sums_along
from tether.randomness.noise import Noise
from tether.report import svg
from tether.report.blocks import Document, Paragraph, Picture, Sentence, bullets, section
from tether.report.numbers import count, spell
from tether.report.words import FOOT
from tether.study.case import open_inputs

MONTHS = max(SPANS)
HISTORY = 36  # months of the record that are drawn before the cut-off
WARNING = "None of this was known at the cut-off, and nothing else in this package reads it."


@dataclass(frozen=True)
class FanAfterwards:
    """One case's forecast of deaths a month, all places together, beside what was recorded; ``sums``: by span."""

    case: str
    title: str
    cut_off: str
    before: pd.DataFrame  # month, observed
    months: pd.DataFrame  # month, observed (NaN where the file does not reach), q05 … q95
    sums: pd.DataFrame  # span, observed, percentile, q05, median, q95
    source: SourceCard

    @property
    def outside(self) -> int:
        """Return how many of the recorded months lie outside the 90 % band."""
        known = self.months.dropna(subset=["observed"])
        return int(((known["observed"] < known["q05"]) | (known["observed"] > known["q95"])).sum())

    @property
    def said(self) -> list[str]:
        """Say each recorded sum beside what was foretold, then how many months left the band."""
        rows: list[dict[Any, Any]] = self.sums.dropna(subset=["observed"]).to_dict("records")
        told = [
            f"Over {row['span']} months {count(row['observed'])} deaths were recorded in the places of the file; the "
            f"forecast's median was {count(row['median'])}, its 90 % interval {count(row['q05'])} to "
            f"{count(row['q95'])} (percentile {row['percentile']:.2f}: one half would be the median)."
            for row in rows
        ]
        known = int(self.months["observed"].notna().sum())
        return [*told, f"Of {known} months recorded, {self.outside} lie outside their 90 % band."]


def fan_afterwards(case: str) -> FanAfterwards:
    """Forecast a case's status quo from its cut-off and set what was recorded beside it."""
    opened = open_inputs(case)
    panel, source = opened.source
    whole, cut_off = series_of_panel(panel, UNIT), str(opened.spec.cut_off)
    _check(case, whole, cut_off)
    noise, together = Noise(opened.spec.seed), by_country(whole)
    ((_, drawn),) = past_paths(whole, (cut_off,), noise)
    total = drawn.sum(axis=1, dtype=np.float64).astype(np.float32)  # (month, draw)
    known = recorded_sums(together, cut_off)
    return FanAfterwards(
        case,
        opened.spec.title or case,
        cut_off,
        _months(together, cut_off, range(1 - HISTORY, 1)),
        _months(together, cut_off, range(1, MONTHS + 1)).assign(**_bands(total)),
        sum_table(sums_along(total[None], SPANS), known, together.until(cut_off), SPANS, noise),
        source,
    )


def _check(case: str, whole: Series, cut_off: str) -> None:
    """Refuse a case whose file ends with its cut-off, or has too few months before it."""
    behind, ahead = whole.index(cut_off) + 1, int((whole.end - month_of(cut_off)).astype(int))
    if ahead < 1:
        found, expected = f"the event file ends with {whole.end}", f"a file that reaches past the cut-off, {cut_off}"
        remedy = "give a later release of the event data"
    elif behind < BEFORE:
        found, expected = f"{behind} months before the cut-off", f"{BEFORE} or more"
        remedy = "give a longer file"
    else:
        return
    raise InputError(Problem(found, where=f"{case}: --afterwards", expected=expected, remedy=remedy))


def _months(together: Series, cut_off: str, steps: range) -> pd.DataFrame:
    seen = together.at(cut_off, tuple(steps))[0]
    return pd.DataFrame({"month": [str(month_of(cut_off) + k) for k in steps], "observed": seen})


def _bands(total: NDArray[np.float32]) -> dict[str, NDArray[np.float64]]:
    quantiles = np.quantile(total.astype(np.float64), list(LEVELS.values()), axis=1)
    return dict(zip(LEVELS, quantiles, strict=True))


def law_now() -> str:
    """Return the hash of what such a forecast rests on: members, gates, the pull, the law of paths."""
    state = hashlib.sha256(repr((SPREAD, FARTHEST)).encode())
    for name in ("pooled.csv", "gates.csv", "pull.csv"):
        state.update((files("tether.forecast") / name).read_bytes())
    return state.hexdigest()[:16]


# --- the page ---------------------------------------------------------------------------------------------------------


def afterwards_of_case(case: str) -> Document:
    """Return the page of one case: the picture, and the sums."""
    fan = fan_afterwards(case)
    alt = (
        f"The forecast of {spell(fan.cut_off)} for {MONTHS} months as bands of 50 and 90 %, and deaths recorded each "
        f"month as a line: {fan.outside} of the recorded months lie outside the 90 % band."
    )
    rows: dict[str, Any] = {
        name: table.astype(object).where(table.notna(), None).to_dict("records")
        for name, table in (("months", fan.months), ("sums", fan.sums))
    }
    said = bullets(Sentence(text, f"afterwards/{n}") for n, text in enumerate(fan.said, start=1))
    return Document(
        f"What happened afterwards: {fan.title}",
        (section("", Paragraph((WARNING,)), Picture(picture_of_fan(fan), alt), said),),
        f"After {fan.cut_off}; {fan.source.title} {fan.source.version}",
        (),
        FOOT,
        {"case": case, "cut_off": fan.cut_off, **rows},
        f"{fan.case}-afterwards",
    )


WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 760.0, 340.0, 60.0, 30.0, 300.0
RIGHT = WIDTH - 16


def picture_of_fan(fan: FanAfterwards) -> str:
    """Return the fan over what was recorded, as SVG; months along the foot, deaths a month upwards from nothing."""
    record = pd.concat([fan.before, fan.months[["month", "observed"]]], ignore_index=True)
    most = float(np.nanmax([fan.months["q95"].max(), record["observed"].max(), 1.0])) * 1.05
    first = len(fan.before)

    def x(month: float) -> float:
        return LEFT + month * (RIGHT - LEFT) / (len(record) - 1)

    def y(deaths: float) -> float:
        return BOTTOM - deaths * (BOTTOM - TOP) / most

    def line(values: Any, start: int) -> str:
        points = [(x(start + n), y(v)) for n, v in enumerate(values) if not np.isnan(v)]
        return "M" + " L".join(f"{a:.1f},{b:.1f}" for a, b in points)

    body = _scale(most, y, [(x(n), m) for n, m in enumerate(record["month"]) if m.endswith("-01")])
    for low, high, shade in (("q05", "q95", svg.SEA[0]), ("q25", "q75", svg.SEA[1])):
        upper, lower = line(fan.months[high], first), line(fan.months[low], first)
        back = " L".join(reversed(lower[1:].split(" L")))
        body += f'<path d="{upper} L{back} Z" fill="{shade}" fill-opacity="0.55"/>'
    body += svg.path(line(fan.months["q50"], first), stroke=svg.SEA[3], stroke_width="2")
    body += svg.path(line(record["observed"], 0), stroke=svg.INK, stroke_width="1.6")
    body += svg.path(f"M{x(first - 0.5):.1f},{TOP} V{BOTTOM}", stroke=svg.FAULT, stroke_dasharray="5 3")
    body += svg.words(x(first - 0.5) - 6, TOP - 8, f"cut-off {spell(fan.cut_off)}", size=11, anchor="end")
    body += svg.words(RIGHT, TOP - 8, "line: recorded; bands: 50 and 90 % of the forecast", size=11, anchor="end")
    return svg.frame(WIDTH, HEIGHT, f"{fan.title}: forecast and record", " ".join(fan.said), body)


def _scale(most: float, y: Any, years: list[tuple[float, str]]) -> str:
    step = 10.0 ** np.floor(np.log10(most / 2))
    step *= 5 if most / step > 25 else 2 if most / step > 10 else 1
    body = svg.words(LEFT - 50, TOP - 8, "deaths a month", size=11)
    for tick in np.arange(0.0, most, step):
        body += svg.path(f"M{LEFT:.1f},{y(tick):.1f} H{RIGHT:.1f}", stroke=svg.RULE)
        body += svg.words(LEFT - 6, y(tick) + 4, count(tick), size=11, anchor="end")
    for at, month in years:
        body += svg.words(at, BOTTOM + 18, month[:4], size=11, anchor="middle")
    return body

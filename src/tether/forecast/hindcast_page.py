"""The page of a hindcast: misses first, then scores against every simple history, by origin, lead and unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tether.errors import numbered
from tether.forecast import scores as paired
from tether.forecast.core_forecaster import SMALLEST
from tether.forecast.series import Series
from tether.forecast.sum_scores import summary_of_sums
from tether.randomness.noise import Noise
from tether.report.blocks import Block, Document, Paragraph, Picture, Row, Section, Sentence, Sign, Table, section
from tether.report.numbers import count, decimals, percent, sentence_case
from tether.report.svg import bars

if TYPE_CHECKING:
    from tether.forecast.series import HindcastTask

SCORES = {
    "crps": "CRPS", "ign": "IGN (bits)", "mis": "MIS 90", "crps_log1p": "CRPS of log(1+x)", "twcrps": "CRPS above 25",
    "cover50": "in 50 %", "cover80": "in 80 %", "cover90": "in 90 %",
}  # fmt: skip
HEADINGS = SCORES | {
    "unit": "Unit", "month": "Month", "origin": "Origin", "lead": "Lead", "observed": "Observed", "mean": "Mean",
    "forecaster": "Forecaster", "smallest share": "Smallest share",
}  # fmt: skip
WHOLE = ("observed",)  # counts, kept as floating numbers for the sake of what is missing
SIMPLE = ("nb-12", "nb-24", "conflictology-12", "change-120", "boot240-own")
BINS = 10
LARGEST = 25  # units shown
CALIBRATION = (
    "Randomised PIT of the published forecast on units with NB-12's CRPS above .15: even bars are right, and end at "
    "the dashed line."
)
POSTERIOR_MEANS = (
    "The prior is the pool's, the posterior this record's. Overlap 1: nothing was learned; .2: all weight lies in one "
    "fifth of the prior. The forecast from it is scored above as core-posterior and is not the one published."
)


SUM_HEADINGS = {
    "span": "Months", "forecaster": "Forecaster", "cells": "Cells", "crps_log1p": "CRPS of log(1+sum)",
    "ign": "IGN (bits)", "percentile": "Mean percentile", "cover50": "in 50 %", "cover80": "in 80 %",
    "cover90": "in 90 %", "rose": "Above median, after a rise", "fell": "after a fall",
    "foretold": "Median over last year's rate", "recorded": "Recorded over it",
}  # fmt: skip
SUMS_MEAN = (
    "A sum is taken along each path. A mean percentile of .5 is right; above it, more was recorded than foretold. "
    "Medians and records are geometric means over the rate of the year before the origin. Origins whose months reach "
    "past the data are left out of the span."
)
SUMMED = "The places' model summed by country: what a brief's sums are."


def hindcast_page(
    series: Series,
    task: HindcastTask,
    scores: pd.DataFrame,
    notes: list[dict[str, Any]],
    sums: pd.DataFrame | None = None,
) -> Document:
    """Return the page of finished scores; ``notes`` are the origins' own (left out, diagnoses)."""
    core = _of(scores, "core")
    by_unit = _by(scores, "unit").sort_values("core", ascending=False).head(LARGEST)
    sections = (
        section("", *_opening(series, task, scores, notes)),
        section("The largest misses", _table(misses(core), "misses", keys=3)),
        section("Scores", _table(summary(scores), "scores")),
        *_sums(sums),
        section("By origin (CRPS)", _table(_by(scores, "origin"), "origins")),
        section("By lead (CRPS)", _table(_by(scores, "lead"), "leads")),
        section(f"By unit (CRPS, the {LARGEST} largest)", _table(by_unit, "units")),
        section("Calibration", Paragraph((CALIBRATION,)), _histogram(scores)),
        section("The filter", *(Paragraph((Sentence(s, "filter"),)) for s in _filter_says(notes)), _weakest(notes)),
        *_learned(notes),
    )
    data = {"series": series.name, "origins": task.origins, "leads": task.leads, "draws": task.draws, "seed": task.seed}
    return Document(f"Hindcast: {series.name}", sections, data=data, name="hindcast")


def _opening(series: Series, task: HindcastTask, scores: pd.DataFrame, notes: list[dict[str, Any]]) -> list[Block]:
    label, verdict = verdict_of(scores)
    size = (
        f"{numbered(scores['unit'].nunique(), 'unit')}, {numbered(len(task.origins), 'origin')} "
        f"({', '.join(task.origins)}: last month "
        f"of data), leads {task.leads[0]}–{task.leads[-1]} months, {numbered(task.draws, 'draw')}."
    )
    unit = "Deaths per unit and month. Lower is better in every score but coverage."
    said = [*series.notes, *_left_out(notes)]
    verdict_said = Paragraph((Sign(label), Sentence(verdict, "scores")), "lead")
    return [verdict_said, Paragraph((Sentence(size, "scores"), unit)), *(Paragraph((s,), "note") for s in said)]


def _sums(sums: pd.DataFrame | None) -> tuple[Section, ...]:
    """Return the section on sums, where they were scored."""
    if sums is None:
        return ()
    blocks: list[Block] = [Paragraph((SUMS_MEAN,), "note")]
    for level, caption in (("unit", ""), ("summed", SUMMED)):
        part = sums[sums["level"] == level]
        if part["observed"].notna().any():
            told = summary_of_sums(part).rename(columns=SUM_HEADINGS)
            blocks.append(_table(told, f"sums/{level}", caption, keys=2))
    if len(blocks) == 1:
        blocks.append(Paragraph(("No sum of 12 months after an origin lies inside the data.",)))
    return (section("Sums over 12, 24 and 36 months", *blocks),)


def _table(frame: pd.DataFrame, result: str, caption: str = "", keys: int = 1) -> Table:
    """Return a table with numbers as the house prints them; each row's id ends in its first ``keys`` cells."""
    rows = []
    frame = frame.astype({name: int for name in WHOLE if name in frame and frame[name].notna().all()})
    for values in frame.itertuples(index=False, name=None):
        rows.append(Row(tuple(_shown(v) for v in values), "/".join([result, *map(str, values[:keys])])))
    numeric = tuple(i for i, name in enumerate(frame.columns) if i and pd.api.types.is_numeric_dtype(frame[name]))
    return Table(caption, tuple(HEADINGS.get(str(c), str(c)) for c in frame.columns), tuple(rows), numeric)


def _shown(value: Any) -> str:
    if value is None or isinstance(value, float | np.floating):
        return decimals(float("nan") if value is None else float(value))
    return count(int(value)) if isinstance(value, int | np.integer) else str(value)


def _histogram(scores: pd.DataFrame) -> Picture:
    lively = paired.lively_units(_of(scores, "nb-12").dropna(subset=["crps"]))
    core = _of(scores, "core")
    pit = core[core["unit"].isin(lively)]["pit"].dropna()
    shares = [float(s) for s in np.histogram(pit, BINS, (0, 1))[0] / max(len(pit), 1)]
    alt = f"Histogram of the PIT in ten bins: {', '.join(percent(s, 0) for s in shares)}."
    labels: Sequence[str] = [f"{(n + 0.5) / BINS:.2f}" for n in range(BINS)]
    return Picture(bars(shares, "PIT of the published forecast", alt, even=1 / BINS, labels=labels), alt, wide=True)


def _weakest(notes: list[dict[str, Any]]) -> Table:
    return _table(weakest(notes), "filter", "Units by the smallest effective share of their particles.")


def _learned(notes: list[dict[str, Any]]) -> tuple[Section, ...]:
    """Return the prior–posterior report of the last origin, where one was asked for."""
    found = notes[-1].get("posterior")
    if not found:
        return ()
    sentence = Sentence(f"At {notes[-1]['origin']}: {found['said']}", "posterior")
    report = _table(pd.DataFrame(found["report"]), "posterior")
    title = "Hyper-parameters: prior and posterior"
    return (section(title, Paragraph((sentence,)), Paragraph((POSTERIOR_MEANS,), "note"), report),)


def verdict_of(scores: pd.DataFrame) -> tuple[str, str]:
    """Return the label ("beats simple history here" or not) and the sentence that gives its figures.

    The core beats simple history where its mean CRPS is below that of the best of ``SIMPLE`` and its ignorance too.
    """
    table = scores.dropna(subset=["crps"]).groupby("forecaster")[["crps", "ign"]].mean()
    if "core" not in table.index:
        return "Nothing to score.", "No month after an origin lies inside the data."
    crps, bits = ({str(n): float(v) for n, v in table[s].items()} for s in ("crps", "ign"))
    bar, bar_bits = min(SIMPLE, key=crps.__getitem__), min(SIMPLE, key=bits.__getitem__)
    won = crps["core"] < crps[bar] and bits["core"] < bits[bar_bits]
    gap = paired.difference_by_origin(_of(scores, "core"), _of(scores, bar), Noise(0))
    said = (
        f"CRPS {crps['core']:.3g} against {crps[bar]:.3g} ({bar}, the best simple history); difference {gap} "
        f"(95 %, origins resampled); ignorance {bits['core']:.3f} against {bits[bar_bits]:.3f} bits ({bar_bits})."
    )
    return ("Beats simple history here." if won else "Does not beat simple history here."), said


def summary(scores: pd.DataFrame) -> pd.DataFrame:
    """Return mean scores per forecaster, best CRPS first, and the share of origins, leads and units won over NB-12."""
    table = scores.groupby("forecaster")[list(SCORES)].mean().sort_values("crps")
    for by in ("origin", "lead", "unit"):
        table[f"{by}s won"] = [
            paired.wins(_of(scores, str(n)), _of(scores, "nb-12"), by)["won"].mean() for n in table.index
        ]
    return table.rename(columns=SCORES).reset_index()


def misses(core: pd.DataFrame, most: int = 12) -> pd.DataFrame:
    """Return the cells with the largest CRPS: what was recorded, what had been expected."""
    worst = core.sort_values("crps", ascending=False).head(most)
    return worst[["unit", "month", "origin", "lead", "observed", "mean", "crps"]]


def weakest(notes: list[dict[str, Any]], most: int = 40) -> pd.DataFrame:
    """Return per unit the smallest effective share over all origins and members, and its month, smallest first."""
    rows = [(d["unit"], d["month"], d["smallest"]) for note in notes for d in note["diagnoses"]]
    table = pd.DataFrame(rows, columns=["unit", "month", "smallest share"]).sort_values("smallest share")
    return table.drop_duplicates("unit").head(most)


def _of(scores: pd.DataFrame, name: str) -> pd.DataFrame:
    return scores[scores["forecaster"] == name]


def _by(scores: pd.DataFrame, key: str) -> pd.DataFrame:
    wide = scores.pivot_table(index=key, columns="forecaster", values="crps", aggfunc="mean")
    return wide.reindex(columns=["core", "core-model", *SIMPLE]).reset_index()


def _left_out(notes: list[dict[str, Any]]) -> list[str]:
    out = []
    for note in notes:
        for key, why in (("no_history", "no known month yet"), ("named_later", "first named after it")):
            if note[key]:
                out.append(
                    f"At {note['origin']} {numbered(len(note[key]), 'unit')} left out ({why}): "
                    f"{', '.join(note[key][:8])}."
                )
    return out


def _filter_says(notes: list[dict[str, Any]]) -> list[str]:
    rows = [(d["smallest"], d["unit"], d["month"]) for note in notes for d in note["diagnoses"]]
    smallest = min(rows)
    weak = sum(share < SMALLEST for share, _, _ in rows)
    said = sorted({d["said"] for note in notes for d in note["diagnoses"]})
    return [
        *(f"{sentence_case(s)}." for s in said),
        f"The smallest effective share of the particles was {percent(smallest[0], 2)} ({smallest[1]}, {smallest[2]}).",
        f"In {weak} of {numbered(len(rows), 'unit-origin')} it fell below {percent(SMALLEST, 0)} at "
        "some month: the filter "
        "degenerated there and recovered from few particles; mostly the first months of a war.",
    ]

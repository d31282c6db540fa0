"""Track records of the status quo's forecast: those that ship, and the one that a brief makes of its own file.

    record = track_record("iraq")      # None where nothing ships; ``forecast/own_record.py`` makes others
    record.scores      # unit, model, score, value, origin ("all" or a month), without ("2017" or "")
    record.misses      # kind, unit, month, origin, observed, mean, crps: the largest misses, worst first
    record.label(np.datetime64("2015-05"), "adm1")    # "beats simple history here", from origins up to the cut-off

``core`` is the published mix, ``core-model`` what charters tilt. Those that ship are finished hindcasts of our cases'
countries, as ``bench/skill.py`` scored them (``scripts/make_records.py``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import pandas as pd

from tether.evidence.calendar import month as month_of

LAST_LEAD = 14  # months from an origin to its last scored month
SIMPLE = ("nb-12", "nb-24", "conflictology-12", "change-120", "boot240-own")
MODELS = ("core", "core-model", *SIMPLE)
SCORES = ("crps", "ign", "mis", "crps_log1p", "cover50", "cover80", "cover90")
COLUMNS = ["unit", "model", "score", "value", "origin", "without"]
MISSES, MISSED = 8, ["unit", "month", "origin", "observed", "mean", "crps"]


@dataclass(frozen=True)
class TrackRecord:
    """Scores and largest misses of one country's hindcasts.

    ``own``: made of the file at hand, by the model of the places alone. ``why``: why nothing was scored. ``sums``
    (``forecast/sums.py``) and ``fans`` (origin, month, observed, q05 … q95) are past forecasts of the whole country.
    """

    country: str
    origins: tuple[str, ...]
    scores: pd.DataFrame
    misses: pd.DataFrame
    own: bool = False
    why: str = ""
    sums: pd.DataFrame | None = None
    fans: pd.DataFrame | None = None

    def label(self, cut_off: np.datetime64 | str | None = None, unit: str = "adm1", model: str = "core-model") -> str:
        """Return whether ``model`` beats the best simple history in CRPS and ignorance.

        With a cut-off only origins count whose last scored month lies within it.
        """
        table = self.scores[(self.scores["unit"] == unit) & (self.scores["origin"] != "all")]
        if cut_off is not None:
            table = table[[month_of(o) + LAST_LEAD <= month_of(cut_off) for o in table["origin"]]]
        if table.empty:
            return "not scored"
        means = table.groupby(["score", "model"])["value"].mean()
        won = all(means[s, model] < min(means[s, name] for name in SIMPLE) for s in ("crps", "ign"))
        return "beats simple history here" if won else "doesn't beat simple history here"


def track_record(country: str) -> TrackRecord | None:
    """Return the shipped record of a country id, or None."""
    folder = files("tether.forecast.records")
    if not (folder / f"{country}.csv").is_file():
        return None
    scores = pd.read_csv(str(folder / f"{country}.csv"), keep_default_na=False)
    misses = pd.read_csv(str(folder / f"{country}-misses.csv"))
    origins = tuple(sorted(set(scores["origin"]) - {"all"}))
    return TrackRecord(country, origins, scores, misses)


def long_scores(parts: Iterable[tuple[str, pd.DataFrame]], unit: str = "", without: str = "") -> pd.DataFrame:
    """Return mean scores, one row per model and score, of (origin or "all", scores by cell)."""
    found = []
    for origin, scores in parts:
        table = scores.groupby("forecaster")[list(SCORES)].mean()
        table = table.loc[[m for m in MODELS if m in table.index]].round(5)
        long = table.rename_axis("model").reset_index().melt("model", var_name="score")
        found.append(long.assign(unit=unit, origin=str(origin), without=without))
    return pd.concat(found)[COLUMNS] if found else pd.DataFrame(columns=COLUMNS)


def worst_misses(parts: Iterable[tuple[str, pd.DataFrame]]) -> pd.DataFrame:
    """Return the largest misses of (kind, one model's scores by cell), worst first in each kind."""
    columns = [*MISSED, "kind"]
    worst = [s.nlargest(MISSES, "crps")[MISSED].round(2).assign(kind=kind) for kind, s in parts]
    return pd.concat(worst) if worst else pd.DataFrame(columns=columns)

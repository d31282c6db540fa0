"""Track records that ship: finished hindcasts of our cases' countries, as ``bench/skill.py`` scored them.

    record = track_record("iraq")      # None where nothing ships
    record.scores      # unit, model, score, value, origin ("all" or a month), without ("2017" or "")
    record.misses      # kind, unit, month, origin, observed, mean, crps: the largest misses, worst first
    record.label(np.datetime64("2015-05"), "adm1")    # "beats simple history here", from origins up to the cut-off

``core`` is the published mix, ``core-model`` what charters tilt. Made by ``scripts/make_records.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import pandas as pd

from tether.evidence.calendar import month as month_of

LAST_LEAD = 14  # months from an origin to its last scored month
SIMPLE = ("nb-12", "nb-24", "conflictology-12", "change-120", "boot240-own")


@dataclass(frozen=True)
class ShippedRecord:
    """Scores and largest misses of one country's hindcasts."""

    country: str
    origins: tuple[str, ...]
    scores: pd.DataFrame
    misses: pd.DataFrame

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


def track_record(country: str) -> ShippedRecord | None:
    """Return the shipped record of a country id, or None."""
    folder = files("tether.forecast.records")
    if not (folder / f"{country}.csv").is_file():
        return None
    scores = pd.read_csv(str(folder / f"{country}.csv"), keep_default_na=False)
    misses = pd.read_csv(str(folder / f"{country}-misses.csv"))
    origins = tuple(sorted(set(scores["origin"]) - {"all"}))
    return ShippedRecord(country, origins, scores, misses)

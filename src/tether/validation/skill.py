"""What ships of the order's own record: scores at dated policy shocks, facts against replays, and what they add up to.

    record = order_record()
    record.difference("crps", record.shocks("iraq"))     # order less core, mean over shocks, shocks resampled
    record.label("iraq", cut_off="2015-06")              # "no predictive skill" | "predictive skill" | …

Made by ``scripts/make_order_scorecard.py`` and ``scripts/make_facts.py``; no number here is typed by hand. A label asks
both the CRPS and the ignorance score, over shocks whose last scored month the cut-off knows: *predictive skill* where
both 95 % intervals of the difference lie below zero, *costs skill* where one lies above it, else *no predictive skill*;
fewer than ``FEW`` shocks cannot tell. Shocks of one country overlap in time: the intervals are too narrow, if anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files

import numpy as np
import pandas as pd

from tether.armed_order.theories import THEORIES
from tether.errors import UsageError, did_you_mean
from tether.evidence.calendar import month
from tether.forecast.scores import BootstrapMean, bootstrap_mean
from tether.randomness.noise import Noise
from tether.validation.facts import facts
from tether.validation.replays import IntervalCoverage, coverage
from tether.validation.shocks import CORE, ORDER, Shock, shocks

FEW = 5
LEADS = 12
JUDGED = ("crps", "ign")
SKILL, NO_SKILL, COSTS, CANNOT_TELL = "predictive skill", "no predictive skill", "costs skill", "cannot tell"
MODELS = (CORE, ORDER, *(f"{ORDER}:{t.id}" for t in THEORIES))


@dataclass(frozen=True)
class OrderRecord:
    """``scores``: shock, model, score, value, cells (one mean each); ``facts``: the rows of ``judge_facts``."""

    scores: pd.DataFrame
    facts: pd.DataFrame

    def __repr__(self) -> str:
        judged = len(self.facts["fact"].unique()) if len(self.facts) else 0
        return (
            f"Record of the mechanisms: {judged} dated facts replayed, {len(self.shocks())} policy shocks scored\n"
            f"  facts in their own units, shocks in deaths a place and month (CRPS) and bits (ignorance)\n"
            f"  over all shocks: {self.label()}"
        )

    def only(self, named: Iterable[str]) -> OrderRecord:
        """Return the record with the shocks of these ids alone; its facts stay."""
        return replace(self, scores=self.scores[self.scores["shock"].isin(list(named))].reset_index(drop=True))

    def to_dataframe(self, table: str = "facts") -> pd.DataFrame:
        """Return ``facts`` (one row per fact and theory, and pooled) or ``shocks`` (one row per shock, model, score).

        Raises:
            UsageError: no such table.
        """
        tables = {"facts": self.facts, "shocks": self.scores}
        if table not in tables:
            raise UsageError(f"table {table!r}: {did_you_mean(str(table), tables)}")
        frame = tables[table].copy()
        if table == "facts":
            unit = {f.id: f.unit for f in facts()}
            frame.insert(1, "unit", frame["fact"].map(unit))
        frame.attrs["units"] = "as in the column unit" if table == "facts" else "deaths a place and month, bits, shares"
        frame.attrs["cut_off"] = max((str(s.origin + LEADS) for s in self.shocks()), default="")
        return frame

    def shocks(self, country: str = "", out_of_sample: bool = False, cut_off: object = None) -> tuple[Shock, ...]:
        """Return the scored shocks: of one country, that fed no prior, whose months a cut-off knows."""
        scored = set(self.scores["shock"])
        known = month(cut_off) if cut_off else None
        return tuple(
            s
            for s in shocks(country)
            if s.id in scored
            and (s.out_of_sample or not out_of_sample)
            and (known is None or s.origin + LEADS <= known)
        )

    def mean(self, score: str, chosen: tuple[Shock, ...], model: str = ORDER) -> float:
        """Return the mean over shocks of a model's score."""
        return float(np.mean(self._values(score, chosen, model)))

    def difference(self, score: str, chosen: tuple[Shock, ...], model: str = ORDER) -> BootstrapMean:
        """Return model less core, the mean over shocks and its 95 % interval, shocks drawn with replacement."""
        paired = self._values(score, chosen, model) - self._values(score, chosen, CORE)
        return bootstrap_mean(paired, np.array([s.id for s in chosen]), Noise(1))

    def moved(self, chosen: tuple[Shock, ...]) -> float:
        """Return the share of place-months whose forecast the order moved at all."""
        return self.mean("moved", chosen)

    def label(self, country: str = "", cut_off: object = None, model: str = ORDER) -> str:
        """Return what the shocks say of the mechanisms' skill; see the lecture above."""
        asked = (country, str(cut_off or ""), model)
        if asked not in self._labels:
            self._labels[asked] = self._label(self.shocks(country, cut_off=cut_off), model)
        return self._labels[asked]

    @cached_property
    def _labels(self) -> dict[tuple[str, str, str], str]:
        """Labels by (country, cut-off, model): a brief prints one in many places, and each takes a bootstrap."""
        return {}

    def _label(self, chosen: tuple[Shock, ...], model: str) -> str:
        if len(chosen) < FEW:
            return CANNOT_TELL
        found = [self.difference(score, chosen, model) for score in JUDGED]
        if any(f.low > 0 for f in found):
            return COSTS
        return SKILL if all(f.high < 0 for f in found) else NO_SKILL

    def coverage(self) -> tuple[IntervalCoverage, ...]:
        """Return how many facts lie inside the replays' intervals, by group."""
        return coverage(self.facts)

    def _values(self, score: str, chosen: tuple[Shock, ...], model: str) -> np.ndarray:
        return self._by_shock[score, model].loc[[s.id for s in chosen]].to_numpy(dtype=float)

    @cached_property
    def _by_shock(self) -> dict[tuple[str, str], pd.Series]:
        """The values of each score and model, indexed by shock."""
        kinds = self.scores.groupby(["score", "model"], sort=False)
        return {(str(score), str(model)): rows.set_index("shock")["value"] for (score, model), rows in kinds}


@cache
def order_record() -> OrderRecord:
    """Return the record that ships with this package."""
    folder = files("tether.validation") / "records"
    return OrderRecord(
        pd.read_csv(str(folder / "order-scores.csv")), pd.read_csv(str(folder / "facts.csv"), keep_default_na=False)
    )

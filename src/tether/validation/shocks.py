"""Dated policy shocks: what was decided when, what the order can say of it, and which priors were drawn from it.

    for shock in shocks("iraq"): print(shock.origin, shock.title, shock.fed)

One YAML per country in ``shocks/``: every row of the evidence's key dates that marks a policy. A shock gives what was
in force before and what it changed, as overlays in the charter's own language, the groups that played a part, and the
parameters that its episode fed. *Out of sample* is said only of a shock that fed none; a test holds ``fed`` against
the registry's sources. A shock without a lever (``still``) is listed and never scored. What a date's own claims do not
say is read from ``<country>-claims.yaml`` beside it, whose intervals are wide and mostly recalled.

Does the order add anything? Core against core + order at dated policy shocks, by the scores of the core's record.

    cells = score_shock(shock, theatre, panel, Size())       # one row per forecaster, place and month

At the last month before a shock the core is fitted on the record up to there, with parameters that the month may know;
the order's setting is read from claims as of then; the shock's own charter is projected as any charter is, anchored to
the core's paths. The forecast of the *core* lets the shock change nothing; that of the *order* pools the five theories
in equal parts; each theory also stands alone. All are drawn from the same luck, and every forecast holds equally many
draws (the core's and a single theory's are repeated), so that a score that counts draws favours nobody. Smaller scores
are nearer to what happened.

A shock's months are scored in every place, deaths of all types, leads 1 to 12; months beyond the record are left out
and counted. A score judges the mechanisms together with the coding of the shock; it can't tell which of them failed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tether.armed_order.start import OrderSetting, Roles, setting_from
from tether.charter import Charter, charter_from_text
from tether.charter.schema import VERSION
from tether.documents.models import KNOWN_KEYS, Shape, Words, read_model
from tether.evidence.calendar import Month, MonthRead, months_between
from tether.evidence.claims import Claims, load_claims, read_claims
from tether.forecast.posterior import fit_published
from tether.forecast.scores import crps, crps_log1p, ignorance, interval, interval_score
from tether.futures.basis import make_basis
from tether.futures.project import deaths_by_month
from tether.futures.worlds import draw_worlds, ground_of
from tether.levers.codebook import ReadingContext
from tether.levers.compile import CharterPair, compile_pair
from tether.randomness.noise import Noise
from tether.randomness.sizes import Sizes
from tether.theatre import Panel, Theatre

FOLDER = Path(str(files("tether.validation") / "shock_dates"))
COUNTRIES = tuple(sorted(p.stem for p in FOLDER.glob("*.yaml") if not p.stem.endswith("-claims")))


@dataclass(frozen=True)
class Shock:
    """One dated policy. ``words``: how a source of the registry would name its episode (for the test)."""

    __pydantic_config__ = KNOWN_KEYS

    id: Words
    date: MonthRead
    title: Words
    tag: Literal["S", "D", "R"]
    fed: tuple[str, ...]
    words: tuple[str, ...]
    still: str = ""
    reading: str = ""
    militias: tuple[str, ...] = ()
    insurgent: str = ""
    state: tuple[str, ...] = ()
    before: str = ""
    host: str = ""
    sponsor: str = ""
    country: str = ""

    @property
    def roles(self) -> Roles:
        """Return the groups that played a part."""
        return Roles(self.militias, self.insurgent, self.state)

    @property
    def origin(self) -> Month:
        """Return the last month before the shock: all that its forecasts may know."""
        last: Month = self.date - 1
        return last

    @property
    def out_of_sample(self) -> bool:
        """Return whether no prior was drawn from it."""
        return not self.fed

    def charters(self, theatre: Theatre) -> tuple[Charter, Charter, Charter]:
        """Return the status quo, the sponsor's and the host's side (the status quo itself where it changed nothing)."""
        base = self._charter("status-quo", "both", self.before, theatre)
        sponsor = self._charter(f"{self.id}-sponsor", "sponsor", self.sponsor, theatre) if self.sponsor else base
        host = self._charter(f"{self.id}-host", "host", self.host, theatre) if self.host else base
        return base, sponsor, host

    def _charter(self, name: str, decider: str, body: str, theatre: Theatre) -> Charter:
        head = f'charter: "{VERSION}"\nmeta: {{id: {name}, title: "{name}", decider: {decider}, starts: {self.date}}}\n'
        return charter_from_text(head + body, f"{self.id} ({name})", theatre)


def shocks(country: str = "") -> tuple[Shock, ...]:
    """Return the shocks of one country, or of all, in the order of their dates."""
    return tuple(s for c in COUNTRIES if country in ("", c) for s in _read(c))


def claims_at(country: str, origin: Month) -> Claims:
    """Return what the country's claims and the scorecard's own say as of the origin."""
    own = read_claims(FOLDER / f"{country}-claims.yaml")
    shipped = load_claims(country)
    return replace(shipped, claims=(*shipped.claims, *own.claims)).as_of(str(origin)).exportable()


class ShocksFile(Shape):
    """The keys of a file of shocks."""

    country: Words
    shocks: tuple[Shock, ...]


def _read(country: str) -> list[Shock]:
    path = FOLDER / f"{country}.yaml"
    written = read_model(path, ShocksFile, name=path.name)
    return sorted((replace(s, country=country) for s in written.shocks), key=lambda s: s.date)


CORE, ORDER = "core", "order"
LEVELS = (50, 80, 90)
SCORES = ("crps", "crps_log1p", "ign", "mis", *(f"cover{level}" for level in LEVELS))
Draws = NDArray[np.float32]


@dataclass(frozen=True)
class Size:
    """How much is drawn: points × particles lanes, months ahead, particles of the filter, the seed."""

    points: int = 128
    particles: int = 8
    months: int = 12
    filter: int = 4096
    seed: int = 1

    @property
    def sizes(self) -> Sizes:
        """Return the projection's sizes, all points in blocks of at most 64."""
        return Sizes(self.points, self.particles, min(self.points, 64))


def score_shock(
    shock: Shock, theatre: Theatre, panel: Panel, size: Size, active: tuple[str, ...] | None = None
) -> pd.DataFrame:
    """Return one row per forecaster (core, order, each theory), place and lead, with all scores and the mean."""
    theories, deaths = forecast_shock(shock, theatre, panel, size, active)
    observed = _observed(panel, shock, size.months)  # (month, place), NaN beyond the record
    core, tilted = deaths[0], deaths[1]  # (theory, month, place, lane)
    rows = {CORE: _pooled(core), ORDER: _pooled(tilted)}
    alike = (1, 1, len(theories))
    rows |= {f"{ORDER}:{name}": np.tile(tilted[i], alike) for i, name in enumerate(theories)}
    parts = [_scored(name, draws, observed, theatre.place_ids) for name, draws in rows.items()]
    return pd.concat(parts, ignore_index=True).assign(shock=shock.id)


def forecast_shock(
    shock: Shock, theatre: Theatre, panel: Panel, size: Size, active: tuple[str, ...] | None = None
) -> tuple[tuple[str, ...], Draws]:
    """Return the theories and deaths by (core or order, theory, month, place, lane), from what the origin knows."""
    known, noise = panel.until(shock.origin), Noise(size.seed)
    setting = setting_from(theatre, claims_at(shock.country, shock.origin), shock.roles)
    posterior = fit_published(known, noise, size.filter)
    basis = make_basis(known, posterior, size.sizes, size.months, noise)
    worlds = draw_worlds(setting, size.points, size.seed)
    pairs = pairs_of_shock(shock, theatre, setting)
    return worlds.theories, deaths_by_month(basis, worlds, ground_of(setting), setting.groups, pairs, active)


def pairs_of_shock(shock: Shock, theatre: Theatre, setting: OrderSetting) -> tuple[CharterPair, CharterPair]:
    """Return the status quo of the month before, and the shock."""
    base, sponsor, host = shock.charters(theatre)
    frame = ReadingContext(setting.groups, shock.roles.state, {}, shock.origin, carried_out=True)
    return compile_pair(base, base, base, frame), compile_pair(base, sponsor, host, frame)


def summary(cells: pd.DataFrame) -> pd.DataFrame:
    """Return means over places and months: shock, model, score, value, cells; ``moved`` is the share of cells moved."""
    known = cells.dropna(subset=["crps"])
    core = known[known["model"] == CORE].set_index(["place", "lead"])["mean"]
    rows = []
    for model, part in known.groupby("model", sort=False):
        values = {score: float(part[score].mean()) for score in SCORES}
        values["moved"] = float((part.set_index(["place", "lead"])["mean"] != core).mean())
        values["mean"] = float(part["mean"].mean())
        values["observed"] = float(part["observed"].mean())
        shock = str(part["shock"].iloc[0])
        rows += [(shock, model, score, round(value, 6), len(part)) for score, value in values.items()]
    return pd.DataFrame(rows, columns=["shock", "model", "score", "value", "cells"])


def _observed(panel: Panel, shock: Shock, months: int) -> NDArray[np.float64]:
    first = months_between(panel.start, shock.date)
    deaths = panel.cells.best.sum(axis=2)[first : first + months].astype(float)
    missing = np.full((months - len(deaths), deaths.shape[1]), np.nan)
    return np.concatenate([deaths, missing])


def _pooled(draws: Draws) -> Draws:
    """Set the theories' draws side by side: (theory, month, place, lane) → (month, place, theory × lane)."""
    return np.concatenate(list(draws), axis=-1)


def _scored(model: str, draws: Draws, observed: NDArray[np.float64], places: tuple[str, ...]) -> pd.DataFrame:
    x, y = np.sort(draws.astype(np.float64), axis=-1), np.nan_to_num(observed)
    columns = {"crps": crps(x, y), "crps_log1p": crps_log1p(x, y), "ign": ignorance(x, y), "mis": interval_score(x, y)}
    for level in LEVELS:
        low, high = interval(x, level)
        columns[f"cover{level}"] = ((y >= low) & (y <= high)).astype(float)
    months, width = observed.shape
    frame = pd.DataFrame(
        {"model": model, "place": np.tile(places, months), "lead": np.repeat(range(1, months + 1), width)}
    )
    frame["observed"], frame["mean"] = observed.ravel(), x.mean(axis=-1).ravel()
    for name, values in columns.items():
        frame[name] = np.where(np.isnan(observed), np.nan, values).ravel()
    return frame

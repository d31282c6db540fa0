"""A forecast from the posterior over hyper-parameters (``inference/tempered.py``): the user's own country, by itself.

    draws, note = posterior_forecast(history, (3, 14), 1000, Noise(1), unit="adm1")

All units of the series share one parameter set per draw. It is scored beside the published forecast and never
published: what it costs and whether it forecast better stands in docs/posterior.md.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tether.errors import UsageError
from tether.inference.filter import MixtureFilter
from tether.inference.following import ahead, record_of
from tether.inference.model import CoreModel
from tether.inference.prior import pool_prior
from tether.inference.published import find_weights
from tether.inference.tempered import PARTICLES, SETS, Tempered, check_blackjax, fit_tempered
from tether.randomness.noise import Noise, SeriesNoise
from tether.scorecard.series import Series

POSTERIOR = "core-posterior"
MOST_UNITS = 40  # more units would take hours, and the likelihood's noise grows with them


def check_few(series: Series) -> None:
    """Refuse where the sampler is not installed or the series is too wide for it."""
    check_blackjax()
    if len(series.units) > MOST_UNITS:
        raise UsageError(f"--posterior with {len(series.units)} units: {MOST_UNITS} at most, for it takes minutes each")


def posterior_forecast(
    history: Series, leads: tuple[int, ...], draws: int, noise: Noise, unit: str
) -> tuple[NDArray[np.float32], dict[str, Any]]:
    """Return draws (unit, lead, draw) from the posterior at the history's last month, and what is to be said of it."""
    found = fit_history(history, unit, noise)
    note = {"said": found.said(), "report": found.report().to_dict("records")}
    return forecast_sets(found, history, leads, draws, noise), note


def posterior_table(notes: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the prior–posterior report of every origin, one row per origin and symbol."""
    return pd.DataFrame([{"origin": n["origin"], **row} for n in notes for row in n["posterior"]["report"]])


def fit_history(history: Series, unit: str, noise: Noise, sets: int = SETS, particles: int = PARTICLES) -> Tempered:
    """Return the posterior at the history's last month; the prior is the pool's row that was known then."""
    kind = "deaths" if history.events is None else unit
    prior = pool_prior(find_weights(history.end, kind))
    return fit_tempered(
        record_of(history.deaths, history.events), prior, noise, history.deaths.shape[1] - 1, sets, particles
    )


def forecast_sets(
    found: Tempered, history: Series, leads: tuple[int, ...], draws: int, noise: Noise, particles: int = PARTICLES
) -> NDArray[np.float32]:
    """Return deaths (unit, lead, draw): each set filters the whole history and gives an equal share of the draws."""
    last = history.deaths.shape[1] - 1
    record, count = record_of(history.deaths, history.events), len(found.x)
    core = MixtureFilter(CoreModel("informed"), found.sets, SeriesNoise(noise.seed, 0))
    state = core.advance(core.start(len(history.units), particles), record, 0, last + 1)
    each = -(-draws // count)
    drawn = np.asarray(ahead(core, state, last, leads, each, history.events is None))
    flat = np.moveaxis(drawn, (2, 0), (0, 1)).reshape(len(history.units), len(leads), each * count)
    order = np.argsort(np.asarray(noise.uniforms("posterior.order", last, 0, (each * count,))), kind="stable")
    return np.ascontiguousarray(flat[:, :, order[:draws]])

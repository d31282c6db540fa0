"""The fit of a gate: weights' law and recalibration that score best on training cells.

    fit = fit_gate(cells, chosen, parts, ridge=5e-3, how=PUBLISHED)
    gate = gate_of(fit, "adm1", 2012, "mix", names)
    ratio, bits, units = judge(cells, others, parts, gate)

The loss is the scorecard's, on the fit's grid: a unit's CRPS over its usual one, plus ``performance.TRADE`` times its
ignorance in bits; units count alike, old cells a little less.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree
from scipy.optimize import minimize
from training_pool import Cells

from tether.forecast import cdf as grid
from tether.forecast import filter_history as performance
from tether.forecast import mixture as recalibration
from tether.forecast import mixture as stacking
from tether.forecast.filter_history import SCORED

TILT = 1e-2  # penalty on what of a recalibration changes with the lead


class How(NamedTuple):
    """What a fit may use: features and evidence, a recalibration; what of its weight a cell keeps per year of age."""

    state: bool
    recalibrate: bool
    late: float


LATE = 0.93  # what of its weight a training cell keeps per year of age
STATIC, MODEL, PUBLISHED = How(False, False, 1.0), How(True, False, LATE), How(True, True, LATE)


def cell_weights(cells: Cells, at: np.ndarray, late: float) -> tuple[np.ndarray, np.ndarray]:
    """Return how much a cell's CRPS and bits count: units alike, CRPS relative to the unit's usual, old cells less."""
    unit = cells.unit[at]
    count = np.bincount(unit)[unit]
    usual = (np.bincount(unit, weights=cells.usual[at]) / np.maximum(np.bincount(unit), 1))[unit]
    lively = usual > performance.FLOOR
    age = late ** ((cells.month[at].max() - cells.month[at]) / 12.0)
    share = age / age.mean() * lively / count / max(len(np.unique(unit[lively])), 1)
    return share / np.maximum(usual, performance.FLOOR), share


class Fit(NamedTuple):
    """What a gate is made of, as the optimiser sees it."""

    bias: Any  # (component,)
    slopes: Any  # (component, feature)
    log_tau: Any  # (2,)
    law: Any  # (4,): the recalibration


def fit_gate(
    cells: Cells, chosen: np.ndarray, parts: np.ndarray, ridge: float, how: How, start: Fit | None = None
) -> Fit:
    """Return what minimises the mixture's score on the chosen cells, looked for from ``start``."""
    at = np.flatnonzero(chosen)
    crps_weight, bit_weight = (jnp.asarray(w) for w in cell_weights(cells, at, how.late))
    cdf, seen = jnp.asarray(cells.cdf[np.ix_(at, parts)]), cells.seen[at]
    below = jnp.asarray(seen[..., None] <= grid.GRID, jnp.float32)
    bins = jnp.asarray(np.searchsorted(grid.UPPER, seen, side="left"))[..., None]
    x, z = jnp.asarray(cells.x[at]) * how.state, jnp.asarray(cells.z[:, at][:, :, parts]) * how.state
    size, wide, width = parts.size, cells.x.shape[1], jnp.asarray(grid.weights(), jnp.float32)
    flat, unravel = ravel_pytree(start or Fit(jnp.zeros(size), jnp.zeros((size, wide)), jnp.zeros(2), jnp.zeros(4)))

    @jax.jit
    @jax.value_and_grad
    def loss(flat, cdf, below, bins, x, z):
        q = unravel(flat)
        a = jax.nn.softmax(q.bias + x @ q.slopes.T - jnp.einsum("e,eck->ck", jnp.exp(q.log_tau), z), axis=1)
        mixed = jnp.einsum("ck,cklg->clg", a.astype(jnp.float32), cdf)
        mixed = recalibrated(mixed, q.law) if how.recalibrate else mixed
        crps = (jnp.square(mixed - below) * width).sum(axis=-1).mean(axis=1)
        edges = mixed[..., np.searchsorted(grid.GRID, grid.UPPER)]
        steps = jnp.diff(edges, axis=-1, prepend=jnp.zeros_like(edges[..., :1]), append=jnp.ones_like(edges[..., :1]))
        p = jnp.maximum(jnp.take_along_axis(steps, bins, axis=-1)[..., 0], 0.0)
        bits = -jnp.log2((1000.0 * p + 1.0) / 1011.0).mean(axis=1)
        penalty = ridge * jnp.square(q.slopes).sum() + 1e-5 * jnp.square(q.bias - q.bias.mean()).sum()
        penalty += TILT * jnp.square(q.law[1::2]).sum()
        return crps_weight @ crps + performance.TRADE * (bit_weight @ bits) + penalty

    data = (cdf, below, bins, x, z)
    step = lambda f: [np.asarray(v, float) for v in loss(jnp.asarray(f), *data)]  # noqa: E731
    found = minimize(step, np.asarray(flat, float), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return unravel(jnp.asarray(found.x))


def recalibrated(cdf, law):
    """Return 1 − (1 − F^α)^β of ``forecast/mixture.py``, safe to differentiate; cdf (cell, lead, grid)."""
    place = (jnp.array(SCORED) - recalibration.MIDDLE_LEAD) / recalibration.LEAD_SCALE
    law = law.astype(jnp.float32)
    alpha, beta = (jnp.exp(law[k] + law[k + 1] * place.astype(jnp.float32))[:, None] for k in (0, 2))
    inner = jnp.clip(cdf, 1e-6, 1.0 - 1e-6)
    return jnp.where(cdf >= 1.0 - 1e-7, 1.0, 1.0 - (1.0 - inner**alpha) ** beta)


def gate_of(fit: Fit, kind: str, year: int, style: str, names: tuple[str, ...]) -> stacking.Gate:
    """Wrap what was fitted as a gate; short series of deaths have no past to go by."""
    tau = np.exp(np.asarray(fit.log_tau)) * (kind != "deaths")
    law = recalibration.Recalibration(*map(float, fit.law))
    bias, slopes = np.asarray(fit.bias), np.asarray(fit.slopes)
    return stacking.Gate(kind, np.datetime64(f"{year}-10"), style, names, bias, slopes, tau, law)


def judge(cells: Cells, chosen: np.ndarray, parts: np.ndarray, gate: stacking.Gate) -> tuple[float, float, int]:
    """Return the mean unit CRPS ratio to NB-12, the mean difference in bits, and the number of lively units."""
    at = np.flatnonzero(chosen)
    a = gate.weights(cells.x[at], cells.z[:, at][:, :, parts])
    mixed = np.einsum("ck,cklg->clg", a, cells.cdf[np.ix_(at, parts)])
    mixed = gate.law.published(mixed, SCORED).astype(np.float32)
    crps = np.square(grid.residuals(mixed, cells.seen[at])).sum(axis=-1).mean(axis=1)
    bits = grid.surprise(grid.bin_probability(mixed, cells.seen[at])).mean(axis=1)
    index = np.unique(cells.unit[at], return_inverse=True)[1]
    mean = [np.bincount(index, weights=v) / np.bincount(index) for v in (crps, cells.usual[at], bits - cells.bits[at])]
    lively = mean[1] > performance.FLOOR
    return (
        float(np.clip(mean[0][lively] / mean[1][lively], 0, 5).mean()),
        float(mean[2][lively].mean()),
        int(lively.sum()),
    )

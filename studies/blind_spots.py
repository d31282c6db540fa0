"""What the record does not see: what the blind spots of event data would add to a projection.

    python -m studies.blind_spots iraq 2015-05 12    # quantiles of the country's total, recorded and behind the record

Two blind spots of event data, each from a published study (evidence.md §3.2–3.3):

**Recorded events undercount.** Experts' error model (Vesco et al. 2024, arXiv 2409.08779): given f recorded deaths, the
true number is f with probability w, else Gumbel(loc, scale), never below 0, with x = ln(1 + f) and, by type,

    loc = exp(a + b x) − 1;  scale = exp(c + d x) − 1;  logit w = e + g x

**Small events go unrecorded.** Of fatal incidents in a military log, media-based counts held 17 % of single killings
and 94 % of events with 20 dead (Carpenter, Fuller & Roberts 2013): logit P(recorded | size s) = −1.56 + 1.25 ln s.
Given n recorded events of mean size s̄, the missed ones are NB: failures before n successes of probability P(s̄).
Events smaller than the mean are missed more and larger ones less, so this is a rough centre of a wide prior (46–81 % of
deaths recorded in Iraq 2004–09), not an estimate for another country.

    more = true_deaths(events, deaths, uniforms, lucks)   # (type, …): what may have happened behind a drawn record
"""

from __future__ import annotations

import sys

import jax
import jax.numpy as jnp
import numpy as np

from tether.forecast.observation import type_shares
from tether.forecast.paths import project, simulate
from tether.forecast.posterior import fit_published
from tether.randomness.noise import Noise
from tether.randomness.sampler import Luck, draw_luck, gamma_ratio, poisson
from tether.theatre import load_panel

# a, b, c, d, e, g per type of violence: state-based, non-state, one-sided
EXPERTS = (
    (0.609, 0.9325, -0.304, 0.8226, -0.086, -0.0527),
    (0.575, 0.9361, -0.702, 0.8553, -0.341, -0.0301),
    (0.540, 0.9398, -0.762, 0.8706, -0.341, -0.0181),
)
AT_ONE, PER_LOG_DEATH = -1.56, 1.25  # of the detection curve's logit


def detection(size: jax.Array) -> jax.Array:
    """Return P(recorded) of an event with ``size`` deaths (at least 1)."""
    return jax.nn.sigmoid(AT_ONE + PER_LOG_DEATH * jnp.log(jnp.maximum(size, 1.0)))


def expert_error(recorded: jax.Array, kind: int, exact: jax.Array, spread: jax.Array) -> jax.Array:
    """Return true deaths behind ``recorded`` deaths of type ``kind`` (0–2); ``exact`` and ``spread`` are uniforms."""
    a, b, c, d, e, g = EXPERTS[kind]
    x = jnp.log1p(recorded)
    drawn = jnp.expm1(a + b * x) - jnp.maximum(jnp.expm1(c + d * x), 1e-6) * jnp.log(-jnp.log(spread))
    kept = exact < jax.nn.sigmoid(e + g * x)
    return jnp.where(recorded <= 0, 0.0, jnp.where(kept, recorded, jnp.maximum(jnp.rint(drawn), 0.0)))


def missed_deaths(events: jax.Array, deaths: jax.Array, frailty: Luck, count: Luck) -> jax.Array:
    """Return deaths in events that nobody recorded, given ``events`` recorded with ``deaths``."""
    size = jnp.where(events > 0, deaths / jnp.maximum(events, 1.0), 1.0)
    p = detection(size)
    mean = events * (1.0 - p) / p
    missed = poisson(count, mean * gamma_ratio(frailty, jnp.maximum(events, 1.0)))
    return missed * size


def true_deaths(events: jax.Array, deaths: jax.Array, uniforms: jax.Array, lucks: tuple[Luck, Luck]) -> jax.Array:
    """Return what may have happened behind a record: both blind spots, (type, …).

    ``events``, ``deaths`` (type, …); ``uniforms`` (2, type, …); ``lucks`` of shape (type, …).
    """
    known = jnp.stack([expert_error(deaths[k], k, uniforms[0, k], uniforms[1, k]) for k in range(deaths.shape[0])])
    return known + missed_deaths(events, deaths, *lucks)


def main(country: str, cut_off: str, months: int) -> None:
    """Project the status quo from a shipped panel and pass each drawn record through both blind spots."""
    noise, particles = Noise(1), 1000
    panel = load_panel(country).until(cut_off)
    state, parameters = fit_published(panel, noise, particles).cloud(particles, noise)
    paths = simulate(state, parameters, noise, 0, months)
    totals = {name: np.zeros(particles) for name in ("recorded", "and experts' error", "and missed events")}
    shares = jnp.asarray(type_shares(panel)[..., None])
    for month, record in enumerate(project(paths, shares, parameters, noise, 0)):
        shape = record.deaths.shape
        u = noise.uniforms("blind.experts", month, 0, (2, *shape))
        known = np.stack([np.asarray(expert_error(record.deaths[k], k, u[0, k], u[1, k])) for k in range(shape[0])])
        frailty, count = (draw_luck(noise, f"blind.{part}", month, 0, shape) for part in ("frailty", "count"))
        missed = np.asarray(missed_deaths(record.events, record.deaths, frailty, count))
        totals["recorded"] += np.asarray(record.deaths).sum(axis=(0, 1))
        totals["and experts' error"] += known.sum(axis=(0, 1))
        totals["and missed events"] += (known + missed).sum(axis=(0, 1))
    for name, draws in totals.items():
        low, middle, high = np.quantile(draws, [0.05, 0.5, 0.95])
        print(f"{name:20s} {middle:8.0f} [{low:.0f}, {high:.0f}] deaths in {months} months")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))

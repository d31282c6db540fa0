"""Several versions of the core filtered side by side on the same luck: the finite posterior over hyper-parameters.

A *bank* is a handful of parameter sets (members). Each is filtered over each series by itself; how much each counts
is decided afterwards, by multi-step scores (``stacking.py``). Members share their uniforms: random numbers, the dearest
part, are drawn once for all, and members differ by their parameters and not by their luck.

    luck = SeriesNoise(seed=7, block=0)
    run = start(members, luck, series=18, particles=512)
    run = advance(run, members, record, 0, 286, luck)          # months 0 … 285
    draws = ahead(run, members, 286, luck, leads=(3, 14), draws=256)  # deaths (lead, member, series, draw)

**Proposals.** An onset is a jump of small probability: few particles foresee it. ``proposal.py`` has the ways in which
a month's state is proposed; all mend the weights, so that the likelihood stays unbiased. Cost is linear in members ×
series × particles × months.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from tether.core import dynamics
from tether.core.observation import log_density, no_tilt, observation_luck, observe
from tether.core.parameters import CoreParameters
from tether.core.state import CoreState
from tether.inference.model import MonthRecord
from tether.inference.proposal import PROPOSALS, Guide
from tether.randomness.noise import Noise

POOR = 0.5  # share of the particles below which the weights are resampled
BLOCK = 32  # of the running sum
MONTHS = 4096  # more months than any file has: keeps the streams of two blocks apart


class SeriesNoise(NamedTuple):
    """Whose luck: the seed, and the block of series (a fixed slice of a file's units)."""

    seed: int
    block: int

    def uniforms(self, name: str, month: Any, shape: tuple[int, ...]) -> jax.Array:
        """Return this stream's uniforms of ``name`` and ``month``."""
        return Noise(self.seed).uniforms(name, month, self.block, shape)


class Run(NamedTuple):
    """The filter between two months; leaves of state and ``log_weight`` are (member, series, particle), float32."""

    state: CoreState
    log_weight: jax.Array
    log_likelihood: jax.Array  # (member, series), float64
    ess: jax.Array  # (member, series): smallest share so far
    worst: jax.Array  # (member, series): the month of that minimum, int32


def columns(members: CoreParameters) -> CoreParameters:
    """Return parameters with leaves (member,) as float32 columns (member, 1, 1) that broadcast over clouds."""
    return CoreParameters(*(jnp.asarray(leaf, jnp.float32).reshape(-1, 1, 1) for leaf in members))


@partial(jax.jit, static_argnames=("series", "particles"))
def start(members: CoreParameters, luck: SeriesNoise, series: int, particles: int) -> Run:
    """Return the wide start of every member; ``members`` has leaves (member,)."""
    uniforms = luck.uniforms("bank.initial", 0, (dynamics.DRAWS, series, particles))
    count = jnp.asarray(members.rho).shape[0]
    shape = (count, series, particles)
    state = CoreState(*(jnp.broadcast_to(leaf, shape) for leaf in dynamics.initial(uniforms, columns(members))))
    return Run(
        state,
        jnp.full(shape, -jnp.log(jnp.float32(particles)), jnp.float32),
        jnp.zeros((count, series), jnp.float64),
        jnp.ones((count, series), jnp.float32),
        jnp.zeros((count, series), jnp.int32),
    )


@partial(jax.jit, static_argnames="guide")
def advance(
    run: Run,
    members: CoreParameters,
    record: MonthRecord,
    first: int,
    last: int,
    luck: SeriesNoise,
    guide: Guide = "blind",
) -> Run:
    """Filter months ``first`` … ``last`` − 1 of ``record`` (leaves (month, series)); one program for any span."""
    parameters = columns(members)

    def one_month(month: jax.Array, run: Run) -> Run:
        seen = MonthRecord(record.events[month], record.excess[month])
        return _assimilate(run, parameters, seen, month, luck, guide)

    return jax.lax.fori_loop(first, last, one_month, run)


def _assimilate(
    run: Run, parameters: CoreParameters, seen: MonthRecord, month: jax.Array, luck: SeriesNoise, guide: Guide
) -> Run:
    series, particles = run.log_weight.shape[1:]
    shock = dynamics.shocks(luck.uniforms("bank.step", month, (dynamics.DRAWS, series, particles)))
    state, mend = PROPOSALS[guide](run.state, parameters, seen, shock)
    joint = run.log_weight + mend + log_density(seen.events, seen.excess, state, parameters)
    gain = jax.scipy.special.logsumexp(joint, axis=2)
    log_weight = joint - gain[..., None]
    ess = 1.0 / (particles * jnp.sum(jnp.exp(2.0 * log_weight), axis=2))
    poor = (ess < POOR)[..., None]
    point = luck.uniforms("bank.resample", month, (series, 1))
    chosen = jnp.where(poor, _ancestors(log_weight, point), jnp.arange(particles, dtype=jnp.int32))
    state = _gather(state, chosen)
    return Run(
        state,
        jnp.where(poor, -jnp.log(jnp.float32(particles)), log_weight),
        run.log_likelihood + gain.astype(jnp.float64),
        jnp.minimum(run.ess, ess),
        jnp.where(ess < run.ess, month.astype(jnp.int32), run.worst),
    )


def _ancestors(log_weight: jax.Array, point: jax.Array, count: int | None = None) -> jax.Array:
    """Return systematic ancestors (…, count), as ``filter.systematic`` but by counting, 7 ns instead of 55 each.

    A particle whose cumulative weight ends at e is the ancestor of the marks i + ``point`` below e: count the ends at
    or below each mark. ``point`` broadcasts to (…, 1).
    """
    particles = log_weight.shape[-1]
    wanted = particles if count is None else count
    ends = _running_sum(jnp.exp(log_weight))
    ends = jnp.clip(jnp.ceil(ends / ends[..., -1:] * wanted - point), 0, wanted).astype(jnp.int32)
    rows = ends.reshape(-1, particles)
    slots = (rows + jnp.arange(rows.shape[0], dtype=jnp.int32)[:, None] * (wanted + 1)).ravel()
    counts = jnp.zeros(rows.shape[0] * (wanted + 1), jnp.float32).at[slots].add(1.0)
    below = _running_sum(counts.reshape(*log_weight.shape[:-1], wanted + 1)[..., :wanted])
    return jnp.minimum(below.astype(jnp.int32), particles - 1)


def _gather(state: CoreState, chosen: jax.Array) -> CoreState:
    """Return the particles ``chosen`` (…, int32: indices of 64 bits would cost more memory than the clouds)."""
    return CoreState(*(jnp.take_along_axis(leaf, chosen, axis=2, mode="promise_in_bounds") for leaf in state))


def _running_sum(values: jax.Array) -> jax.Array:
    """Cumulative sum over the last axis by blocks of ``BLOCK`` and a triangular product (XLA's own is slow here)."""
    size = values.shape[-1]
    padded = jnp.pad(values, [(0, 0)] * (values.ndim - 1) + [(0, -size % BLOCK)])
    blocks = padded.reshape(*values.shape[:-1], -1, BLOCK)
    inner = blocks @ jnp.triu(jnp.ones((BLOCK, BLOCK), jnp.float32))
    total = inner[..., -1]
    return (inner + (jnp.cumsum(total, axis=-1) - total)[..., None]).reshape(padded.shape)[..., :size]


@partial(jax.jit, static_argnames="draws")
def thin(run: Run, month: int, luck: SeriesNoise, draws: int) -> CoreState:
    """Return ``draws`` equally weighted states per member and series, leaves (member, series, draw)."""
    point = luck.uniforms("bank.thin", month, (run.log_weight.shape[1], 1))
    chosen = _ancestors(run.log_weight, point, draws)
    return _gather(run.state, chosen)


@partial(jax.jit, static_argnames=("leads", "alone"))
def project_totals(
    state: CoreState,
    parameters: CoreParameters,
    month: int,
    luck: SeriesNoise,
    leads: tuple[int, ...],
    alone: bool = False,
) -> jax.Array:
    """Return drawn deaths of the months ``leads`` after ``month``, (lead, place, particle), float32.

    ``state`` and ``parameters`` have leaves that broadcast to (place, particle). The law is ``observe``'s with one type
    and no tilt. ``alone``: events were not known, the record's "events" are the deaths themselves.
    """
    places, particles = state.m.shape
    still, whole = no_tilt(places, particles, 1), jnp.ones((1, 1, 1), jnp.float32)
    noise, block = Noise(luck.seed), luck.block * MONTHS + month  # one stream per block and origin

    def one_month(state: CoreState, lead: Any) -> tuple[CoreState, tuple[jax.Array, jax.Array]]:
        own = noise.uniforms("bank.ahead", lead, block, (dynamics.DRAWS, places, particles))
        state = dynamics.step(state, parameters, dynamics.shocks(own))
        return state, (state.log_rate, state.log_size)

    def recorded(path: tuple[Any, jax.Array, jax.Array]) -> jax.Array:
        lead, log_rate, log_size = path
        record = observe(
            log_rate, log_size, whole, still, observation_luck(noise, lead, block, places, particles, 1), parameters
        )
        return (record.events if alone else record.deaths)[0]

    _, (log_rate, log_size) = jax.lax.scan(one_month, state, jnp.arange(1, max(leads) + 1))
    asked = jnp.array(leads)
    return jax.lax.map(recorded, (asked, log_rate[asked - 1], log_size[asked - 1]))


def ahead(
    run: Run,
    members: CoreParameters,
    month: int,
    luck: SeriesNoise,
    leads: tuple[int, ...],
    draws: int,
    alone: bool = False,
) -> jax.Array:
    """Return each member's drawn deaths of the months ``leads`` after ``month``: (lead, member, series, draw)."""
    state = thin(run, month, luck, draws)
    count, series = state.m.shape[:2]
    flat = CoreState(*(leaf.reshape(count * series, draws) for leaf in state))
    parameters = CoreParameters(*(jnp.repeat(leaf[:, 0], series, axis=0) for leaf in columns(members)))
    return project_totals(flat, parameters, month, luck, leads, alone).reshape(len(leads), count, series, draws)

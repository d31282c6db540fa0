"""From a path and a tilt to a month's outcomes: the one compiled function that core and charters both use.

Whole counts in float32 are summed exactly; shares of them are rounded once, and places are summed in float64, all in
the same compiled function for the core's own projection and for every charter and theory, one row after another: equal
tilts give equal bytes. (Rows batched together would be compiled anew for every number of charters.)
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp

from tether.core.observation import DrawnRecord, ObservationLuck, Tilt, observe
from tether.core.parameters import CoreParameters
from tether.futures.outcomes import ONE_SIDED, Outcome, record_outcomes


class Recorded(NamedTuple):
    """One row's month, float32; outcomes in the order of ``record_outcomes``."""

    totals: jax.Array  # (outcome, particle), summed over places
    places: jax.Array  # (outcome, place, particle)
    events: jax.Array  # (place, particle) one-sided events
    deaths: jax.Array  # (place, particle) deaths of one-sided violence


@partial(jax.jit, static_argnames="civilians_known")
def recorded(
    log_rate: jax.Array,
    log_size: jax.Array,
    shares: jax.Array,
    tilt: Tilt,
    luck: ObservationLuck,
    parameters: CoreParameters,
    shared: jax.Array,
    civilians: jax.Array | None,
    civilians_known: bool,
) -> Recorded:
    """Draw a month's record and measure it; arguments as of ``observe``, civilians (type, place, 1) or None."""
    record = observe(log_rate, log_size, shares, tilt, luck, parameters, shared)
    places = measure(record, civilians, civilians_known)
    totals = places.sum(axis=1, dtype=jnp.float64).astype(jnp.float32)
    return Recorded(totals, places, record.events[ONE_SIDED], record.deaths[ONE_SIDED])


def measure(record: DrawnRecord, civilians: jax.Array | None, civilians_known: bool) -> jax.Array:
    """Return (outcome, place, particle), float32, in the order of ``record_outcomes``."""
    return jnp.stack([o.measure(record, civilians) for o in record_outcomes(civilians_known)])


def measured(civilians: jax.Array | None) -> tuple[Outcome, ...]:
    """Return the outcomes that :func:`measure` gives, in order."""
    return record_outcomes(civilians is not None)

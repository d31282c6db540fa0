"""From a month's record to the outcomes' sums: the one compiled function that core and charters both use.

Whole counts in float32 are summed exactly; shares of them are rounded once, in the same compiled function for the
core's own projection and for every charter, so that equal records give equal bytes.
"""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp

from tether.core.observation import Record
from tether.futures.outcomes import Outcome, record_outcomes


@partial(jax.jit, static_argnames="civilians_known")
def measure(record: Record, civilians: jax.Array | None, civilians_known: bool) -> jax.Array:
    """Return (outcome, place, particle), float32, in the order of ``record_outcomes``."""
    return jnp.stack([o.measure(record, civilians) for o in record_outcomes(civilians_known)])


def measured(civilians: jax.Array | None) -> tuple[Outcome, ...]:
    """Return the outcomes that :func:`measure` gives, in order."""
    return record_outcomes(civilians is not None)

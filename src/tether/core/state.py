"""The hidden state of the core: four numbers per place and particle."""

from __future__ import annotations

from typing import NamedTuple

import jax


class CoreState(NamedTuple):
    """Arrays (place, particle), float32."""

    m: jax.Array  # slow level: log expected events per month
    u: jax.Array  # transient: what passes within months
    s: jax.Array  # log mean excess size: log of deaths per event beyond the first
    o: jax.Array  # this month's massacre term, 0 in most months

    @property
    def log_rate(self) -> jax.Array:
        """Log of the expected number of events this month."""
        return self.m + self.u

    @property
    def log_size(self) -> jax.Array:
        """Log of the expected excess deaths per event this month."""
        return self.s + self.o

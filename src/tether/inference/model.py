"""The core as a state space that the filter can run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import jax

from tether.core import dynamics, observation
from tether.core.parameters import CoreParameters
from tether.core.state import CoreState


class MonthRecord(NamedTuple):
    """Leaves (month, place), float32: events, and deaths beyond one per event; negative where missing."""

    events: jax.Array
    excess: jax.Array


@dataclass(frozen=True)
class CoreModel:
    """``StateSpace`` of ``core/dynamics.py`` and ``core/observation.py``."""

    draws: int = dynamics.DRAWS

    def initial(self, parameters: CoreParameters, uniforms: jax.Array) -> CoreState:
        """Wide start of ``dynamics.initial``."""
        return dynamics.initial(uniforms, parameters)

    def step(self, parameters: CoreParameters, state: CoreState, uniforms: jax.Array) -> CoreState:
        """One month of ``dynamics.step``."""
        return dynamics.step(state, parameters, dynamics.shocks(uniforms))

    def log_density(self, parameters: CoreParameters, observation_: MonthRecord, state: CoreState) -> jax.Array:
        """``observation.log_density`` of one month's record."""
        return observation.log_density(observation_.events, observation_.excess, state, parameters)

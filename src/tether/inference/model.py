"""The core as a state space that the filter can run.

    core = MixtureFilter(CoreModel("informed"), members, SeriesNoise(7, 0))

Its law is ``core/dynamics.py`` and ``core/observation.py``; ``guide`` names the way in which a month is proposed
(``proposal.py``).
"""

from __future__ import annotations

from dataclasses import dataclass

import jax

from tether.core import dynamics, observation
from tether.core.observation import MonthRecord
from tether.core.parameters import CoreParameters
from tether.core.state import CoreState
from tether.inference.proposal import PROPOSALS, Guide


@dataclass(frozen=True)
class CoreModel:
    """The ``StateSpace`` of the core."""

    guide: Guide = "blind"
    draws: int = dynamics.DRAWS

    def initial(self, parameters: CoreParameters, uniforms: jax.Array) -> CoreState:
        """Return the wide start of ``dynamics.initial``."""
        return dynamics.initial(uniforms, parameters)

    def propose(
        self, parameters: CoreParameters, state: CoreState, observed: MonthRecord, uniforms: jax.Array
    ) -> tuple[CoreState, jax.Array]:
        """Return one month of ``dynamics.step``, proposed by the guide, and the log of model / proposal."""
        return PROPOSALS[self.guide](state, parameters, observed, dynamics.shocks(uniforms))

    def log_density(self, parameters: CoreParameters, observed: MonthRecord, state: CoreState) -> jax.Array:
        """Return ``observation.log_density`` of one month's record."""
        return observation.log_density(observed.events, observed.excess, state, parameters)

"""What a forecaster is: a function from a history to draws. Benchmarks and the core are the same kind of thing.

    def forecaster(history: Series, leads, draws, noise) -> array (unit, lead, draw)

``history`` ends at the origin; lead 1 is the next month. A forecaster takes all its randomness from ``noise`` by name
(forecaster, unit) and month (the origin), so that its draws depend neither on which other units are forecast beside it
nor on the order of calls. To add one: write the function, and give it a name in a table of forecasters.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tether.evidence.calendar import month as month_of
from tether.randomness.noise import Noise
from tether.scorecard.series import Series


class Forecaster(Protocol):
    """Draws of deaths for every unit and lead, float32 (unit, lead, draw), none negative."""

    def __call__(self, history: Series, leads: tuple[int, ...], draws: int, noise: Noise) -> NDArray[np.float32]:
        """Forecast from ``history``'s last month."""


def uniforms(noise: Noise, name: str, history: Series, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return float64 uniforms of ``shape`` for ``name`` (forecaster/unit) at the history's last month."""
    origin = int(month_of(history.end).astype(int)) & 0x7FFFFFFF
    return np.asarray(noise.uniforms(name, origin, 0, shape), dtype=np.float64)

"""From a panel to a posterior: one equally weighted cloud per place at the cut-off.

    posterior = fit_published(panel.until("2015-06"), Noise(7))      # inference/published.py
    state, parameters = posterior.cloud(2048, Noise(7))    # (place, 2048), places paired by a named permutation

``weak`` lists the places and months where the effective sample fell below a floor: the brief says so. ``diagnostics()``
adds what was learned of each hyper-parameter: prior, posterior, and their overlap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jax
import jax.numpy as jnp
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tether.core.parameters import CoreParameters
from tether.core.state import CoreState
from tether.randomness.noise import Noise

if TYPE_CHECKING:
    import xarray as xr

STATE_UNITS = {
    **dict.fromkeys(("m", "u"), "log of events a month"),
    **dict.fromkeys(("s", "o"), "log of deaths an event beyond the first"),
}
ESS_FLOOR = 0.01  # share of the particles below which a month's cloud rests on few


@dataclass(frozen=True)
class Diagnostics:
    """What a posterior rests on. Printed, it reads as a page."""

    said: str
    learned: pd.DataFrame | None
    weak: pd.DataFrame  # place, month, effective share of the particles
    smallest: float

    def __repr__(self) -> str:
        parts = [self.said, f"Smallest effective share of the particles: {self.smallest:.2%}."]
        if len(self.weak):
            parts.append(f"Months that rest on few particles:\n{self.weak.to_string(index=False)}")
        if self.learned is not None:
            table = self.learned.round(3).to_string(index=False)
            parts.append(
                f"Hyper-parameters (overlap 1: nothing was learned; .2: all in one fifth of the prior):\n{table}"
            )
        return "\n\n".join(p for p in parts if p)


@dataclass(frozen=True)
class Posterior:
    """State clouds (place, particle) at ``origin``, the parameters used, and how well the filter held."""

    places: tuple[str, ...]
    origin: np.datetime64
    state: CoreState
    parameters: CoreParameters
    log_likelihood: NDArray[np.float64]  # (place,)
    ess: NDArray[np.float32]  # (place, month), share of the particles
    start: np.datetime64
    worst: NDArray[np.datetime64] | None = None  # (place,): the month of each place's smallest share, where only that
    # is kept (``ess`` is then (place, 1))
    said: str = ""  # where the parameters come from
    learned: pd.DataFrame | None = None  # prior and posterior of each hyper-parameter (``learned.py``)

    def __repr__(self) -> str:
        return (
            f"Posterior at {self.origin} (cut-off): {len(self.places)} places × {self.state.m.shape[1]:,} particles, "
            "equally weighted\n"
            f"  smallest effective share {float(self.ess.min()):.2%}; {self.said or 'parameters as given'}"
        )

    def to_xarray(self) -> xr.Dataset:
        """Return the clouds (place, particle) of each state, float32, the likelihood (place) and the shares (place, …).

        ``ess`` has dims (place, month), or (place) where only each place's smallest share was kept.
        """
        import xarray as xr

        arrays: dict[str, Any] = {
            name: (("place", "particle"), np.asarray(values), {"units": STATE_UNITS[name]})
            for name, values in self.state._asdict().items()
        }
        arrays["log_likelihood"] = ("place", self.log_likelihood, {"units": "nats"})
        axes: dict[str, Any] = {"place": list(self.places)}
        share = {"units": "share of the particles"}
        if self.worst is None:
            arrays["ess"] = (("place", "month"), self.ess, share)
            axes["month"] = (self.start + np.arange(self.ess.shape[1])).astype("datetime64[ns]")
        else:
            arrays["ess"] = ("place", self.ess[:, 0], share)
        return xr.Dataset(arrays, axes, {"cut_off": str(self.origin), "said": self.said})

    def cloud(self, size: int, noise: Noise) -> tuple[CoreState, CoreParameters]:
        """Return ``size`` equally weighted draws per place, in an order named per place, so that places are unpaired.

        Parameters that differ by particle travel with their particle; others are returned as they are.
        """
        particles = self.state.m.shape[1]
        marks = noise.uniforms("posterior.thin", 0, 0, (len(self.places), 1))
        kept = jnp.floor((jnp.arange(size)[None, :] + marks) * (particles / size)).astype(jnp.int32)
        order = jnp.argsort(noise.uniforms("posterior.pairing", 0, 0, (len(self.places), size)), axis=1)
        chosen = jnp.take_along_axis(jnp.clip(kept, 0, particles - 1), order, axis=1)
        return take_particles((self.state, self.parameters), chosen, particles)

    def weak(self, floor: float = ESS_FLOOR) -> list[tuple[str, np.datetime64, float]]:
        """Return (place, month, share) wherever the effective sample fell below ``floor``, worst first."""
        rows, columns = np.nonzero(self.ess < floor)
        cells = [(int(r), int(c)) for r, c in zip(rows, columns, strict=True)]
        found = [(self.places[r], self._month(r, c), float(self.ess[r, c])) for r, c in cells]
        return sorted(found, key=lambda item: item[2])

    def diagnostics(self, floor: float = ESS_FLOOR) -> Diagnostics:
        """Return where the parameters come from, what was learned of them, and the months where the filter was weak."""
        weak = pd.DataFrame(self.weak(floor), columns=["place", "month", "share"])
        return Diagnostics(self.said, self.learned, weak, float(self.ess.min()))

    def _month(self, place: int, column: int) -> np.datetime64:
        return self.start + column if self.worst is None else self.worst[place]


def take_particles(tree: Any, chosen: jax.Array, particles: int) -> Any:
    """Gather particles ``chosen`` (place, kept) from every leaf (place, particle); leave other leaves alone."""

    def take(leaf: Any) -> Any:
        per_particle = jnp.ndim(leaf) == 2 and jnp.shape(leaf)[1] == particles and particles > 1
        return jnp.take_along_axis(leaf, chosen, axis=1) if per_particle else leaf

    return jax.tree.map(take, tree)

"""What the blind spots of event data would add to a projection: recorded deaths against what may lie behind them.

    python scripts/blind_spots.py iraq 2015-05 12

Projects the status quo for some months from a shipped panel, and passes each drawn record through
``core/blindspots.py``. Prints quantiles of the country's total, recorded and behind the record.
"""

import sys

import numpy as np

from tether.core.blindspots import expert_error, missed_deaths
from tether.core.paths import project, simulate
from tether.core.shares import type_shares
from tether.inference.published import fit_published
from tether.randomness.noise import Noise
from tether.randomness.sampler import draw_luck
from tether.theatre import load_panel


def main(country: str, cut_off: str, months: int) -> None:
    noise, particles = Noise(1), 1000
    panel = load_panel(country).until(cut_off)
    state, parameters = fit_published(panel, noise, particles).cloud(particles, noise)
    paths = simulate(state, parameters, noise, 0, months)
    totals = {"recorded": 0.0, "and experts' error": 0.0, "and missed events": 0.0}
    for month, record in enumerate(project(paths, type_shares(panel)[..., None], parameters, noise, 0)):
        shape = record.deaths.shape
        u = noise.uniforms("blind.experts", month, 0, (2, *shape))
        known = np.stack([np.asarray(expert_error(record.deaths[k], k, u[0, k], u[1, k])) for k in range(shape[0])])
        luck = [draw_luck(noise, f"blind.{part}", month, 0, shape) for part in ("frailty", "count")]
        missed = np.asarray(missed_deaths(record.events, record.deaths, *luck))
        totals["recorded"] += np.asarray(record.deaths).sum(axis=(0, 1))
        totals["and experts' error"] += known.sum(axis=(0, 1))
        totals["and missed events"] += (known + missed).sum(axis=(0, 1))
    for name, draws in totals.items():
        low, middle, high = np.quantile(draws, [0.05, 0.5, 0.95])
        print(f"{name:20s} {middle:8.0f} [{low:.0f}, {high:.0f}] deaths in {months} months")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))

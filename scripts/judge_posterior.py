"""Does a country's own posterior forecast better than the published mixture? On windows to 2015 only.

    python scripts/judge_posterior.py DATA --units 3      # prints the table of docs/explanation/posterior.md

Countries of the world's regions panel with at most ``--units`` units. The posterior is fitted once, at 2012-10, on what
was known then, and forecasts leads 3–14 from the Octobers of 2012–14, as do the published core, the model alone and
NB-12. Nothing after 2015-12 is read. ``--guide`` scores the core with each of the filter's proposals on the panel.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))  # for studies/, which is no part of the package

from studies.panels import world_regions
from tether.forecast import scores as paired
from tether.forecast.benchmarks import BENCHMARKS
from tether.forecast.core_forecaster import CoreForecaster, fit_history, forecast_sets
from tether.forecast.filter import PROPOSALS
from tether.forecast.scores import score_cells
from tether.forecast.series import Series
from tether.randomness.noise import Noise

ORIGINS, LEADS, DRAWS, NOISE = ("2012-10", "2013-10", "2014-10"), tuple(range(3, 15)), 1000, Noise(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--units", type=int, default=3)
    parser.add_argument("--least", type=int, default=1)
    parser.add_argument("--guide", action="store_true")
    args = parser.parse_args()
    series = world_regions(args.data).until("2015-12")
    cells = _guides(series) if args.guide else _posteriors(series, args.least, args.units)
    bar = cells[cells["forecaster"] == "nb-12"]
    print("| forecaster | CRPS | IGN | cover 90 | unit ratio to NB-12 | bits |\n|---|---|---|---|---|---|")
    for name, mine in cells.groupby("forecaster", sort=False):
        ratio, bits = paired.ratio_by_country(mine, bar, NOISE), paired.difference_by_country(mine, bar, NOISE)
        print(
            f"| {name} | {mine['crps'].mean():.2f} | {mine['ign'].mean():.3f} | {mine['cover90'].mean():.2f} ", end=""
        )
        print(f"| {ratio} | {bits} |")


def _posteriors(series: Series, least: int, most: int) -> pd.DataFrame:
    names, sizes = np.unique(series.groups, return_counts=True)
    out = []
    for country in names[(sizes >= least) & (sizes <= most)]:
        mine = series.only([i for i, g in enumerate(series.groups) if g == country])
        began = time.perf_counter()
        found = fit_history(mine.until(ORIGINS[0]), "adm1", NOISE)
        learned = found.report().set_index("symbol")["overlap"].nsmallest(3)
        print(f"{country}: {len(mine.units)} units, {time.perf_counter() - began:.0f} s; {found.said()} ", end="")
        print("Most learned: " + ", ".join(f"{s} {o:.2f}" for s, o in learned.items()), flush=True)
        for origin in ORIGINS:
            history = mine.until(origin)
            mix, model, *_ = CoreForecaster("mix", "adm1").both(history, LEADS, DRAWS, NOISE)
            drawn = {
                "core": mix,
                "core-model": model,
                "core-posterior": forecast_sets(found, history, LEADS, DRAWS, NOISE),
            }
            drawn["nb-12"] = BENCHMARKS["nb-12"](history, LEADS, DRAWS, NOISE)
            out += [score_cells(d, mine, origin, LEADS, NOISE).assign(forecaster=n) for n, d in drawn.items()]
    return pd.concat(out)


def _guides(series: Series) -> pd.DataFrame:
    out = []
    for origin in ORIGINS:
        history = series.until(origin)
        drawn = {"nb-12": BENCHMARKS["nb-12"](history, LEADS, DRAWS, NOISE)}
        for guide in PROPOSALS:
            mix, model, *_ = CoreForecaster("mix", "adm1", guide=guide).both(history, LEADS, DRAWS, NOISE)
            drawn |= {f"core, {guide}": mix, f"core-model, {guide}": model}
        out += [score_cells(d, series, origin, LEADS, NOISE).assign(forecaster=n) for n, d in drawn.items()]
        print(f"{origin} done", flush=True)
    return pd.concat(out)


if __name__ == "__main__":
    main()

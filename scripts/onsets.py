"""How well the filter holds at the onset of a war, by proposal: effective particles and the noise of the likelihood.

    python scripts/onsets.py DATA      # Iraq's 18 governorates to 2016-12; the table of explanation/filter.md

For each proposal and number of particles: over ``--seeds`` seeds, the sd of the log likelihood's estimate summed over
places, its mean, and the smallest effective number of particles. The estimate of the likelihood is unbiased, so that of
its log lies below the truth by about half its variance: the proposal with the higher mean is the better.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))  # for studies/, which is no part of the package

from studies.panels import iraq_governorates
from tether.forecast.filter import PROPOSALS, CoreModel, MixtureFilter
from tether.forecast.filter_history import record_of
from tether.forecast.hyperparameters import design
from tether.randomness.noise import SeriesNoise


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--particles", type=int, nargs="+", default=[512, 2_000])
    parser.add_argument("--seeds", type=int, default=8)
    args = parser.parse_args()
    series = iraq_governorates(args.data).until("2016-12")
    record, months = record_of(series.deaths, series.events), series.deaths.shape[1]
    prototype, places = design(1, "adm1"), len(series.units)
    print("| proposal | particles | log likelihood | sd over seeds | sd, worst place | effective particles | seconds |")
    print("|---|---|---|---|---|---|---|")
    for count in args.particles:
        for guide in PROPOSALS:
            found, least, taken = [], [], []
            for seed in range(args.seeds):
                began, core = time.process_time(), MixtureFilter(CoreModel(guide), prototype, SeriesNoise(seed, 0))
                state = core.advance(core.start(places, count), record, 0, months)
                found.append(np.asarray(state.log_likelihood)[0])
                least.append(np.asarray(state.ess)[0].min() * count)
                taken.append(time.process_time() - began)
            each = np.array(found)  # (seed, place)
            total, worst = each.sum(axis=1), each.std(axis=0, ddof=1).max()
            print(f"| {guide} | {count} | {total.mean():.0f} | {total.std(ddof=1):.1f} | {worst:.1f} ", end="")
            print(f"| {np.mean(least):.1f} | {min(taken):.1f} |", flush=True)


if __name__ == "__main__":
    main()

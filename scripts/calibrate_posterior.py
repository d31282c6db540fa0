"""Simulation-based calibration of the posterior over hyper-parameters, larger than the tests' own.

    python scripts/calibrate_posterior.py --replicates 96 --units 2 --months 60   # the table of docs/posterior.md

Each replicate draws a set from the pool's prior (bank of 2014-10), a record of ``units`` × ``months`` from the set, and
the posterior given the record; the rank of the true value among the posterior's is uniform if sampler, likelihood and
simulator are of one law. Chi-square of ranks in tenths, 9 degrees of freedom: 27.9 is exceeded once in a thousand.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from tether.inference.calibration import calibrate_tempered, histogram, unevenness
from tether.inference.prior import pool_prior
from tether.inference.published import find_basis
from tether.inference.tempered import MOVES, SETS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replicates", type=int, default=96)
    parser.add_argument("--units", type=int, default=2)
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("--sets", type=int, default=SETS)
    parser.add_argument("--particles", type=int, default=64)
    parser.add_argument("--moves", type=int, default=MOVES)
    parser.add_argument("--seed", type=int, default=5)
    args = parser.parse_args()
    began = time.perf_counter()
    prior = pool_prior(find_basis(np.datetime64("2014-10"), "adm1"))
    found = calibrate_tempered(
        prior, args.replicates, args.units, args.months, args.seed, args.sets, args.particles, args.moves
    )
    print(f"{args.replicates} replicates of {args.units} units × {args.months} months, {args.sets} sets,")
    print(f"{args.particles} particles, {args.moves} moves: {time.perf_counter() - began:.0f} s;")
    print(f"sd of the log likelihood's estimate {np.median(found.noise):.1f} (median)")
    print("| symbol | ranks in tenths | chi-square | shrinkage of the sd |\n|---|---|---|---|")
    for name, ranks in found.ranks.items():
        counts = " ".join(str(n) for n in histogram(ranks))
        print(f"| {name} | {counts} | {unevenness(ranks):.1f} | {found.shrinkage[name]:.2f} |")
    print(f"largest of {len(found.ranks)}: {max(map(unevenness, found.ranks.values())):.1f}")


if __name__ == "__main__":
    main()

"""Makes the pooled rows of early origins: gates fitted to other countries, each country's by a fold that lacks it.

    python scripts/fit_left_out.py DATA --work WORK      # writes src/tether/precedents/left_out.csv; resumes

The scorecard's rows (``forecast/gates.csv``) know nothing after their year and begin in 2008. What came after a design
of 1994 is set beside a forecast from 1994, for which there is no such row. A row here has seen *other countries*, early
and late, and never the country that it is used for: it is cross-fitted by country, not by time, and is no basis for
any claim about the scorecard. Countries are dealt into ``FOLDS`` folds in turn of their names; the gate and the
recalibration of a fold are fitted to the countries of all other folds (Aprils and Octobers 1996–2018, all types of
violence, fewer draws than the published fit: this machine had two cores to share). Members are those of the published
bank: five sets out of a design drawn without data, chosen on all countries' origins of 1996–2006; that choice is not
repeated without each country.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import training_pool
from fit_pool import GATE_HEAD, ROOT, read_bank, write
from gate_fit import PUBLISHED, Fit, fit_gate, gate_of
from training_pool import Pool, cells, pool, tables

from tether.forecast import mixture as stacking
from tether.forecast.benchmarks import HISTORIES

LAST, FOLDS = 2018, 8
PARTICLES, DRAWS = 400, 256
EVERYBODY = "-"  # the row of a country that no training unit belongs to


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--ridge", type=float, default=5e-3)
    parser.add_argument("--out", type=Path, default=ROOT / "precedents/left_out.csv")
    args = parser.parse_args()
    names, sets = read_bank(ROOT / "forecast/pooled.csv", "country")
    training_pool.PARTICLES = PARTICLES
    train = all_types(pool("country", args.data, LAST))
    reduced = cells(train, tables(train, sets, DRAWS, args.work), HISTORIES)
    country = np.array(train.series.clusters)[reduced.unit]
    dealt = {name: number % FOLDS for number, name in enumerate(sorted(set(country)))}
    components, gates = (*names, *HISTORIES), {}
    fit = None
    for fold in [EVERYBODY, *range(FOLDS)]:
        kept = args.work / f"left-out-{fold}.npz"
        chosen = np.array([dealt[c] != fold for c in country])
        fit = _load(kept) or fit_gate(reduced, chosen, np.arange(len(components)), args.ridge, PUBLISHED, fit)
        np.savez(kept, *(np.asarray(leaf) for leaf in fit))
        gates[fold] = gate_of(fit, "country", 2008, "mix", components)
        print(fold, int(chosen.sum()), "cells", np.round(gates[fold].tau, 3), file=sys.stderr, flush=True)
    rows = []
    for left_out, fold in [(EVERYBODY, EVERYBODY), *sorted(dealt.items())]:
        rows += [[left_out, fold, name, *_numbers(gates[fold], k)] for k, name in enumerate(components)]
    write(args.out, ["left_out", "fold", *GATE_HEAD[3:], *stacking.NUMBERS], rows)


def all_types(train: Pool) -> Pool:
    """Return the pool without the countries' state-based twins: what is forecast here is all violence."""
    kept = [i for i, u in enumerate(train.series.units) if not u.endswith(" (state-based)")]
    return Pool(train.series.only(kept), train.origins, train.active[:, kept], train.alone)


def _numbers(gate: stacking.Gate, k: int) -> list[str]:
    return [f"{v:.4f}" for v in (gate.bias[k], *gate.slopes[k], *gate.tau, *gate.law)]


def _load(path: Path) -> Fit | None:
    return Fit(*np.load(path).values()) if path.exists() else None


if __name__ == "__main__":
    main()

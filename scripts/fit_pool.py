"""Makes the core's pooled fit: a bank of parameter sets per unit kind, and one row of mixture weights per origin year.

    python scripts/fit_pool.py all DATA --work WORK     # both of the below: remakes all that ships, hours; resumes
    python scripts/fit_pool.py bank DATA --work WORK    # writes src/tether/forecast/pooled.csv
    python scripts/fit_pool.py rows DATA --work WORK    # prunes the bank, writes src/tether/forecast/gates.csv

DATA is the folder of raw files (UCDP's world table without the countries that are judged: Iraq and Libya are not in
it). WORK keeps finished tables (``training_pool.py``): a search that was interrupted takes up where it stopped.
Everything random is named: the same command makes the same files.

``bank``: candidates are the first ``--candidates`` of ``forecast/hyperparameters.py``, and ``--moves`` small steps
away from each of
the ``HEAVIEST`` of them. All are filtered over the world's units and made to forecast 3–14 months from the Aprils and
Octobers of 1996–2006. A convex program finds the weights of the best mixture of all (relative CRPS and ignorance,
units weighing alike); the members that keep weight are the bank. Nothing after December 2007 is read. The prototype's
set is always kept.

``rows``: with the bank fixed, the gate (``forecast/mixture.py``) of year Y is fitted to origins whose fourteen months
end before October of Y. The script prints each row's score on the two years after it, which the row has not seen.
"""

from __future__ import annotations

import argparse
import csv
import os
from pathlib import Path

import numpy as np
from gate_fit import MODEL, PUBLISHED, STATIC, Fit, fit_gate, gate_of, judge
from training_pool import Cells, Pool, cells, pool, tables

from tether.forecast import mixture as stacking
from tether.forecast.benchmarks import HISTORIES
from tether.forecast.filter_history import SCORED
from tether.forecast.hyperparameters import ALONE, LOG, PLAIN, design
from tether.forecast.model import CoreParameters

ROOT = Path(__file__).parents[1] / "src" / "tether"
BANK_UNTIL = 2006
SCREEN = 96  # draws per forecast in the search (the gates' own fit has more)
HEAVIEST, STRIDE = 5, 0.15  # whom the local moves start from; their sd as a share of the design's range
BANK_HEAD, GATE_HEAD = ("unit", "origin", "member", "source"), ("unit", "origin", "kind", "component", "bias")
LIGHT = 0.02  # mean weight below which a member of the bank is dropped (judged on origins to 2010)


def find_bank(kind: str, data: Path, work: Path | None, count: int, keep: int, moves: int) -> CoreParameters:
    """Return the members of the best static mixture on origins to ``BANK_UNTIL``, heaviest first."""
    train, drawn = pool(kind, data, BANK_UNTIL), design(count, kind)
    cdf = tables(train, drawn, SCREEN, work)
    if moves:
        near = moved(_only(drawn, heaviest(train, cdf)[:HEAVIEST]), kind, moves)
        drawn = CoreParameters(*(np.concatenate(both) for both in zip(drawn, near, strict=True)))
        cdf = np.concatenate([cdf, tables(train, near, SCREEN, work)], axis=1)
    order = heaviest(train, cdf)
    print(kind, "candidates by weight", order.tolist(), flush=True)
    return _only(drawn, np.array([0, *[k for k in order if k != 0][: keep - 1]]))  # the prototype is always kept


def heaviest(train: Pool, cdf: np.ndarray) -> np.ndarray:
    """Return the members (columns of ``cdf``) by their weight in the best static mixture, heaviest first."""
    reduced = cells(train, cdf, HISTORIES)
    every = np.arange(reduced.cdf.shape[1])
    fit = fit_gate(reduced, np.ones(reduced.unit.size, bool), every, 1e-5, STATIC)
    return np.argsort(-np.asarray(fit.bias)[: cdf.shape[1]], kind="stable")


def moved(sets: CoreParameters, kind: str, moves: int, seed: int = 17) -> CoreParameters:
    """Return ``moves`` sets near each of ``sets``: half of the numbers, at random, take a step of ``STRIDE``."""
    rng, ranges = np.random.default_rng(seed), LOG | (ALONE if kind == "deaths" else {}) | PLAIN
    out = CoreParameters(*(np.repeat(leaf, moves) for leaf in sets))
    for name, (low, high) in ranges.items():
        leaf = getattr(out, name)
        step = rng.normal(0.0, STRIDE, leaf.size) * (rng.uniform(size=leaf.size) < 0.5)
        near = leaf * (high / low) ** step if name in LOG else leaf + (high - low) * step
        out = out._replace(**{name: np.clip(near, low, high).astype(np.float32)})
    return out


def _only(sets: CoreParameters, rows: np.ndarray) -> CoreParameters:
    return CoreParameters(*(leaf[rows] for leaf in sets))


def write(path: Path, header: list[str], rows: list[list[object]]) -> None:
    """Write a CSV whole or not at all."""
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)
    os.replace(partial, path)


def command_bank(args: argparse.Namespace) -> None:
    """Search the banks and write them."""
    rows = []
    for kind in args.kinds:
        found = find_bank(kind, args.data, args.work, args.candidates, args.keep, args.moves)
        for number in range(len(found.rho)):
            values = [f"{float(leaf[number]):.6g}" for leaf in found]
            rows.append([kind, f"{BANK_UNTIL + 2}-10", f"{kind}-{number + 1}", "scripts/fit_pool.py", *values])
    write(args.pooled, [*BANK_HEAD, *CoreParameters._fields], [*_of_others(args, args.pooled), *rows])


def command_rows(args: argparse.Namespace) -> None:
    """Fit the gates of each kind and year and write them."""
    rows = []
    for kind in args.kinds:
        names, sets = read_bank(args.pooled, kind)
        train = pool(kind, args.data, args.last - 2)
        cdf = tables(train, sets, work=args.work)
        reduced = cells(train, cdf, HISTORIES)
        names, reduced = prune(args.pooled, kind, names, train, cdf, reduced, args.ridge)
        for style, size in (("model", len(names)), ("mix", len(names) + len(HISTORIES))):
            fit = None  # each year is looked for from the year before
            for year in range(args.first, args.last + 1):
                made, fit = gate_rows(reduced, kind, year, style, (*names, *HISTORIES)[:size], args.ridge, fit)
                rows += made
    write(args.gates, [*GATE_HEAD, *stacking.NUMBERS], [*_of_others(args, args.gates), *rows])


def command_all(args: argparse.Namespace) -> None:
    """Search the banks, then fit the gates: everything that ships, by one command."""
    command_bank(args)
    command_rows(args)


def gate_rows(
    cells: Cells, kind: str, year: int, style: str, components: tuple[str, ...], ridge: float, start: Fit | None
) -> tuple[list, Fit]:
    """Return a gate's rows and its fit; print how it scores on its training cells and on the two years after."""
    parts, begin = np.arange(len(components)), october(year)
    past = cells.month + max(SCORED) < begin
    fit = fit_gate(cells, past, parts, ridge, PUBLISHED if style == "mix" else MODEL, start)
    gate = gate_of(fit, kind, year, style, components)
    new = (cells.month == begin) | (cells.month == begin + 12)
    fresh = np.round(judge(cells, new, parts, gate), 4) if new.any() else "none yet"
    print(kind, style, year, "trained", np.round(judge(cells, past, parts, gate), 4), "next two", fresh, flush=True)
    return [
        [kind, f"{year}-10", style, name, *(f"{v:.4f}" for v in (gate.bias[k], *gate.slopes[k], *gate.tau, *gate.law))]
        for k, name in enumerate(components)
    ], fit


def october(year: int) -> int:
    """Return October of a year in months since January 1970."""
    return (year - 1970) * 12 + 9


def read_bank(path: Path, kind: str) -> tuple[tuple[str, ...], CoreParameters]:
    """Return names and sets, leaves float32 (member,), of a bank's file."""
    rows = [row for row in csv.DictReader(path.read_text("utf-8").splitlines()) if row["unit"] == kind]
    leaves = (np.array([float(row[name]) for row in rows], np.float32) for name in CoreParameters._fields)
    return tuple(row["member"] for row in rows), CoreParameters(*leaves)


def _of_others(args: argparse.Namespace, path: Path) -> list[list[str]]:
    """Return the rows of kinds that are not being remade, where they are to be kept."""
    if not args.add:
        return []
    return [row for row in csv.reader(path.read_text("utf-8").splitlines()) if row[0] not in (*args.kinds, "unit")]


def prune(path: Path, kind: str, names, pool: Pool, cdf: np.ndarray, reduced: Cells, ridge: float):
    """Drop members whose weight stays light in the mix fitted to origins up to 2010; rewrite the bank's file."""
    every, past = np.arange(reduced.cdf.shape[1]), reduced.month <= october(2010)
    fit = fit_gate(reduced, past, every, ridge, PUBLISHED)
    gate = gate_of(fit, kind, 2012, "mix", (*names, *HISTORIES))
    weight = gate.weights(reduced.x, reduced.z)[past].mean(axis=0)
    heavy = [k for k in range(len(names)) if weight[k] >= LIGHT or k == 0]
    print(kind, "mean weights", dict(zip(gate.components, np.round(weight, 3).tolist(), strict=True)), flush=True)
    kept = {names[k] for k in heavy}
    table = list(csv.reader(path.read_text("utf-8").splitlines()))
    write(path, table[0], [row for row in table[1:] if row[0] != kind or row[2] in kept])
    return tuple(names[k] for k in heavy), cells(pool, cdf[:, heavy], HISTORIES)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["all", "bank", "rows"])
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, help="folder of finished tables: an interrupted search resumes")
    parser.add_argument("--kinds", nargs="+", default=["adm1", "country", "deaths"])
    parser.add_argument("--pooled", type=Path, default=ROOT / "forecast/pooled.csv")
    parser.add_argument("--gates", type=Path, default=ROOT / "forecast/gates.csv")
    parser.add_argument("--add", action="store_true", help="keep the files' rows of other kinds")
    parser.add_argument("--candidates", type=int, default=96)
    parser.add_argument("--moves", type=int, default=6, help="small steps away from each of the heaviest")
    parser.add_argument("--keep", type=int, default=12)
    parser.add_argument("--first", type=int, default=BANK_UNTIL + 2)
    parser.add_argument("--last", type=int, default=2020)
    parser.add_argument("--ridge", type=float, default=5e-3)
    args = parser.parse_args()
    {"all": command_all, "bank": command_bank, "rows": command_rows}[args.what](args)


if __name__ == "__main__":
    main()

"""Makes the core's pooled fit: a bank of parameter sets per unit kind, and one row of mixture weights per origin year.

    python scripts/fit_pool.py bank DATA --candidates 48       # writes src/tether/core/pooled.csv
    python scripts/fit_pool.py rows DATA --first 2008 --last 2020   # writes src/tether/inference/gates.csv

DATA is the folder of raw files (UCDP's world table without the countries that are judged: Iraq and Libya are not in
it).

``bank``: candidates are ``core/design.py``'s, filtered over the world's
units, and made to forecast 3–14 months from the Octobers of 1996–2006. A convex program finds the weights of the best
mixture of all (relative CRPS and ignorance, units weighing alike); the members that keep weight are the bank. Nothing
after December 2007 is read. The prototype's set is always kept.

``rows``: with the bank fixed, the gate (``inference/stacking.py``) of year Y is fitted to origins whose fourteen months
end before October of Y. The script prints each row's score on the two years after it, which the row has not seen.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from scipy.optimize import minimize

from tether.core.design import design
from tether.core.parameters import CoreParameters
from tether.inference import bank, grid, stacking
from tether.inference.bank import Stream
from tether.inference.following import SCORED, record_of
from tether.scorecard import panels
from tether.scorecard.components import HISTORIES, history_cdf
from tether.scorecard.series import Series

ROOT = Path(__file__).parents[1] / "src" / "tether"
BANK_UNTIL, FIRST_ORIGIN = 2006, 1996
SEED, PARTICLES, DRAWS, BATCH, ROWS = 11, 400, 320, 8, 64
LIGHT = 0.02  # mean weight below which a member of the bank is dropped (judged on origins to 2010)
NEVER = 76  # states without a recorded event in the world table: they count where quiet countries do


@dataclass(frozen=True)
class Pool:
    """Units to learn from, at yearly origins; ``cells`` are (origin index, unit) pairs that count."""

    series: Series
    origins: tuple[int, ...]  # month indices
    years: tuple[int, ...]
    active: np.ndarray  # (origin, unit)
    alone: bool


def pool(kind: str, data: Path, last: int) -> Pool:
    """Return the training units of a kind.

    A unit counts at an origin if at it, or up to three years before, it had 12 months with deaths, 6 of them in the
    last three years: the rule by which the world panels were drawn, applied at every origin alike.
    """
    series = {
        "adm1": lambda: panels.every_region(data),
        "country": lambda: _together(panels.every_country(data), panels.every_country(data, True)),
        "deaths": lambda: _with_quiet(panels.every_country(data, True)),
    }[kind]()
    years = tuple(range(FIRST_ORIGIN, last + 1))
    origins = tuple(series.index(f"{y}-10") for y in years)
    some = series.deaths > 0
    lively = [[_lively(some, o - 12 * back) for back in range(4)] for o in origins]
    active = np.stack([np.any(each, axis=0) for each in lively])
    if kind == "deaths":
        active[:] = True  # quiet countries count: most of the world is one
    kept = np.flatnonzero(active.any(axis=0))
    series = series.only(kept).until(f"{last + 1}-12")
    return Pool(series, origins, years, active[:, kept], kind == "deaths")


def _lively(some: np.ndarray, o: int) -> np.ndarray:
    return (some[:, : o + 1].sum(axis=1) >= 12) & (some[:, o - 35 : o + 1].sum(axis=1) >= 6)


def _with_quiet(series: Series) -> Series:
    units = tuple(f"quiet state {number + 1}" for number in range(NEVER))
    deaths = np.concatenate([series.deaths, np.zeros((NEVER, series.deaths.shape[1]))])
    return Series((*series.units, *units), series.start, deaths, None, (*series.groups, *units), series.name)


def _together(a: Series, b: Series) -> Series:
    units = (*a.units, *(f"{u} (state-based)" for u in b.units))
    events = np.concatenate([a.events, b.events])
    return Series(units, a.start, np.concatenate([a.deaths, b.deaths]), events, (*a.groups, *b.groups), a.name)


def tables(pool: Pool, members: CoreParameters, draws: int = DRAWS) -> np.ndarray:
    """Return every member's forecasts at the active cells, (cell, member, lead, grid), cells by origin then unit."""
    out = [[] for _ in pool.origins]
    for block, rows in enumerate(np.array_split(np.arange(len(pool.series.units)), -(-len(pool.series.units) // ROWS))):
        units = pool.series.only(np.resize(rows, ROWS))  # one shape for all blocks
        record = record_of(units.deaths, None if pool.alone else units.events)
        luck, month = Stream(SEED, block), 0
        run = bank.start(members, luck, ROWS, PARTICLES)
        for number, origin in enumerate(pool.origins):
            run = bank.advance(run, members, record, month, origin + 1, luck)
            month = origin + 1
            wanted = np.flatnonzero(pool.active[number, rows])
            if wanted.size:
                out[number].append(_some(run, members, origin, luck, wanted, pool.alone, draws))
    return np.concatenate([np.concatenate(parts) for parts in out if parts])


def _some(run, members, month, luck, wanted, alone, draws) -> np.ndarray:
    size = next(n for n in (8, 16, 32, 64) if n >= wanted.size)
    part = jax.tree.map(lambda leaf: leaf[:, np.resize(wanted, size)], run)
    drawn = np.asarray(bank.ahead(part, members, month, luck, SCORED, draws, alone))[:, :, : wanted.size]
    return grid.cdf_of_draws(np.transpose(drawn, (2, 1, 0, 3))).astype(np.float16)


@dataclass(frozen=True)
class Cells:
    """What the weights are fitted to: per cell the products of residuals Q, probabilities p, unit, year, features."""

    products: np.ndarray  # (cell, component, component)
    probability: np.ndarray  # (cell, component, lead)
    usual: np.ndarray  # (cell,): NB-12's CRPS, the unit's usual error
    bits: np.ndarray  # (cell,): NB-12's ignorance
    unit: np.ndarray
    year: np.ndarray
    x: np.ndarray
    z: np.ndarray


def cells(pool: Pool, cdf: np.ndarray, histories: tuple[str, ...]) -> Cells:
    """Reduce forecasts (cell, member, lead, grid) and the named simple histories to what fitting needs."""
    number, unit = np.nonzero(pool.active)
    leads = np.array(SCORED)
    y = np.stack([pool.series.deaths[u, pool.origins[n] + leads] for n, u in zip(number, unit, strict=True)])
    past = [pool.series.deaths[u, : pool.origins[n] + 1] for n, u in zip(number, unit, strict=True)]
    extra = np.stack([[history_cdf(name, x) for name in (*histories, "nb-12")] for x in past]).astype(np.float32)
    extra = np.broadcast_to(extra[:, :, None], (*extra.shape[:2], leads.size, grid.GRID.size))
    full = np.concatenate([cdf.astype(np.float32), extra], axis=1)
    residual = grid.residuals(full, y[:, None])
    flat = residual.reshape(*residual.shape[:2], -1)
    products = np.einsum("cag,cbg->cab", flat, flat, optimize=True) / leads.size
    probability = grid.bin_probability(full, np.broadcast_to(y[:, None], full.shape[:3]))
    usual, bits = products[:, -1, -1], grid.surprise(probability[:, -1]).mean(axis=-1)
    x = np.stack([stacking.features(p[None])[0] for p in past])
    products, probability = products[:, :-1, :-1], probability[:, :-1]
    z = past_scores(products, probability, unit, np.array(pool.years)[number], cdf.shape[1])
    z *= not pool.alone  # short series have no past to go by
    return Cells(products, probability, usual, bits, unit, np.array(pool.years)[number], x, z)


def past_scores(products, probability, unit, year, members) -> np.ndarray:
    """Return z (cell, component): as ``stacking.past_scores``, from earlier cells of the same unit."""
    crps = np.diagonal(products, axis1=1, axis2=2)
    scale = np.maximum(crps[:, :members].mean(axis=1, keepdims=True), stacking.FLOOR)
    score = crps / scale + stacking.TRADE * grid.surprise(probability).mean(axis=-1)
    z = np.zeros_like(score)
    for who in np.unique(unit):
        mine = np.flatnonzero(unit == who)
        for cell in mine:
            age = year[cell] - year[mine]
            before = mine[(age >= 2) & (age <= 13)]
            discount = stacking.FORGET ** (year[cell] - year[before])[:, None]
            z[cell] = (discount * score[before]).sum(axis=0) / (discount.sum() + stacking.SHRINK)
    return z


def cell_weights(cells: Cells, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how much a cell's CRPS and bits count: units alike, CRPS relative to the unit's usual (NB-12's)."""
    unit = cells.unit[chosen]
    count = np.bincount(unit)[unit]
    usual = (np.bincount(unit, weights=cells.usual[chosen]) / np.maximum(np.bincount(unit), 1))[unit]
    lively = usual > stacking.FLOOR
    total = max(len(np.unique(unit[lively])), 1)
    return np.where(lively, 1.0 / np.maximum(usual, stacking.FLOOR), 0.0) / count / total, lively / count / total


def fit_gate(cells: Cells, chosen: np.ndarray, parts: np.ndarray, ridge: float, state: bool = True) -> np.ndarray:
    """Return the flat parameters (bias, slopes, log τ) that minimise the mixture's score on the chosen cells."""
    crps_weight, bit_weight = (jnp.asarray(w) for w in cell_weights(cells, chosen))
    at = np.flatnonzero(chosen)
    q = jnp.asarray(cells.products[np.ix_(at, parts, parts)])
    p = jnp.asarray(cells.probability[np.ix_(at, parts)])
    x, z = jnp.asarray(cells.x[at]) * state, jnp.asarray(cells.z[np.ix_(at, parts)]) * state
    size, wide = parts.size, cells.x.shape[1]

    @jax.jit
    @jax.value_and_grad
    def loss(flat):
        bias, slopes = flat[:size], flat[size:-1].reshape(size, wide)
        a = jax.nn.softmax(bias + x @ slopes.T - jnp.exp(flat[-1]) * z, axis=1)
        crps = jnp.einsum("ca,cab,cb->c", a, q, a)
        bits = -jnp.log2((1000.0 * jnp.einsum("ca,cal->cl", a, p) + 1.0) / 1011.0).mean(axis=1)
        penalty = ridge * jnp.square(slopes).sum() + 1e-5 * jnp.square(bias - bias.mean()).sum()
        return crps_weight @ crps + stacking.TRADE * (bit_weight @ bits) + penalty

    first = np.zeros(size * (1 + wide) + 1)
    found = minimize(lambda f: [np.asarray(v, float) for v in loss(f)], first, jac=True, method="L-BFGS-B")
    return found.x


def gate_of(flat: np.ndarray, kind: str, year: int, style: str, names: tuple[str, ...]) -> stacking.Gate:
    """Wrap flat parameters as a gate."""
    size = len(names)
    slopes = flat[size:-1].reshape(size, len(stacking.FEATURES))
    return stacking.Gate(kind, np.datetime64(f"{year}-10"), style, names, flat[:size], slopes, float(np.exp(flat[-1])))


def judge(cells: Cells, chosen: np.ndarray, parts: np.ndarray, a: np.ndarray) -> tuple[float, float, int]:
    """Return the mean unit CRPS ratio to NB-12, the mean difference in bits, and the number of lively units."""
    at = np.flatnonzero(chosen)
    crps = np.einsum("ca,cab,cb->c", a[at], cells.products[np.ix_(at, parts, parts)], a[at])
    bits = grid.surprise(np.einsum("ca,cal->cl", a[at], cells.probability[np.ix_(at, parts)])).mean(axis=1)
    index = np.unique(cells.unit[at], return_inverse=True)[1]
    mean = [np.bincount(index, weights=v) / np.bincount(index) for v in (crps, cells.usual[at], bits - cells.bits[at])]
    lively = mean[1] > stacking.FLOOR
    return (
        float(np.clip(mean[0][lively] / mean[1][lively], 0, 5).mean()),
        float(mean[2][lively].mean()),
        int(lively.sum()),
    )


def find_bank(kind: str, data: Path, count: int, keep: int) -> CoreParameters:
    """Return the members of the best static mixture on origins to ``BANK_UNTIL``, heaviest first."""
    train, drawn = pool(kind, data, BANK_UNTIL), design(count, kind)
    parts = []
    for first in range(0, count, BATCH):
        began = time.time()
        parts.append(tables(train, CoreParameters(*(leaf[first : first + BATCH] for leaf in drawn)), 96))
        print(f"{kind}: candidates {first}–{first + BATCH - 1} in {time.time() - began:.0f} s", file=sys.stderr)
    reduced = cells(train, np.concatenate(parts, axis=1), HISTORIES)
    everyone = np.ones(reduced.unit.size, bool)
    every = np.arange(reduced.products.shape[1])
    flat = fit_gate(reduced, everyone, every, 1e-5, state=False)
    weight = np.exp(flat[: every.size])[:count]
    order = np.array([0, *[k for k in np.argsort(-weight) if k != 0][: keep - 1]])  # the prototype is always kept
    print(kind, "shares of the kept members", np.round(weight[order] / np.exp(flat[: every.size]).sum(), 3))
    return CoreParameters(*(leaf[order] for leaf in drawn))


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
        found = find_bank(kind, args.data, args.candidates, args.keep)
        for number in range(len(found.rho)):
            values = [f"{float(leaf[number]):.6g}" for leaf in found]
            rows.append([kind, f"{BANK_UNTIL + 2}-10", f"{kind}-{number + 1}", "scripts/fit_pool.py", *values])
    kept = (
        [r for r in csv.reader(args.out.open(encoding="utf-8")) if r[0] not in (*args.kinds, "unit")]
        if args.add
        else []
    )
    write(args.out, ["unit", "origin", "member", "source", *CoreParameters._fields], [*kept, *rows])


def command_rows(args: argparse.Namespace) -> None:
    """Fit the gates of each kind and year and write them."""
    from tether.core.parameters import members

    rows = []
    for kind in args.kinds:
        names, sets = members(np.datetime64(f"{BANK_UNTIL + 2}-10"), kind)
        train = pool(kind, args.data, args.last - 2)
        cdf = tables(train, sets)
        reduced = cells(train, cdf, HISTORIES)
        names, reduced = prune(args.pooled, kind, names, train, cdf, reduced, args.ridge)
        for style, size in (("model", len(names)), ("mix", len(names) + len(HISTORIES))):
            parts, components = np.arange(size), (*names, *HISTORIES)[:size]
            for year in range(args.first, args.last + 1):
                flat = fit_gate(reduced, reduced.year <= year - 2, parts, args.ridge)
                gate = gate_of(flat, kind, year, style, components)
                seen = judge(reduced, reduced.year <= year - 2, parts, gate.weights(reduced.x, reduced.z[:, parts]))
                new = (reduced.year == year) | (reduced.year == year + 1)
                fresh = judge(reduced, new, parts, gate.weights(reduced.x, reduced.z[:, parts])) if new.any() else None
                print(kind, style, year, "trained", np.round(seen, 4), "next two", np.round(fresh or 0, 4), flush=True)
                for index, name in enumerate(components):
                    slopes = [f"{v:.4f}" for v in gate.slopes[index]]
                    rows.append(
                        [kind, f"{year}-10", style, name, f"{gate.bias[index]:.4f}", *slopes, f"{gate.tau:.4f}"]
                    )
    kept = (
        [r for r in csv.reader(args.out.open(encoding="utf-8")) if r[0] not in (*args.kinds, "unit")]
        if args.add
        else []
    )
    write(args.out, ["unit", "origin", "kind", "component", "bias", *stacking.FEATURES, "tau"], [*kept, *rows])


def prune(path: Path, kind: str, names, pool: Pool, cdf: np.ndarray, reduced: Cells, ridge: float):
    """Drop members whose weight stays light in the mix fitted to origins up to 2010; rewrite the bank's file."""
    every = np.arange(reduced.products.shape[1])
    gate = gate_of(fit_gate(reduced, reduced.year <= 2010, every, ridge), kind, 2012, "mix", (*names, *HISTORIES))
    weight = gate.weights(reduced.x, reduced.z)[reduced.year <= 2010].mean(axis=0)
    heavy = [k for k in range(len(names)) if weight[k] >= LIGHT or k == 0]
    print(kind, "mean weights", dict(zip(gate.components, np.round(weight, 3).tolist(), strict=True)), flush=True)
    kept = {names[k] for k in heavy}
    table = list(csv.reader(path.open(encoding="utf-8")))
    write(path, table[0], [row for row in table[1:] if row[0] != kind or row[2] in kept])
    return tuple(names[k] for k in heavy), cells(pool, cdf[:, heavy], HISTORIES)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = parser.add_subparsers(required=True)
    for name, run, out in (("bank", command_bank, "core/pooled.csv"), ("rows", command_rows, "inference/gates.csv")):
        part = parts.add_parser(name)
        part.add_argument("data", type=Path)
        part.add_argument("--kinds", nargs="+", default=["adm1", "country", "deaths"])
        part.add_argument("--out", type=Path, default=ROOT / out)
        part.add_argument("--add", action="store_true", help="keep the file's rows of other kinds")
        part.set_defaults(run=run)
        if name == "bank":
            part.add_argument("--candidates", type=int, default=48)
            part.add_argument("--keep", type=int, default=12)
        else:
            part.add_argument("--pooled", type=Path, default=ROOT / "core/pooled.csv")
            part.add_argument("--first", type=int, default=BANK_UNTIL + 2)
            part.add_argument("--last", type=int, default=2020)
            part.add_argument("--ridge", type=float, default=5e-3)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()

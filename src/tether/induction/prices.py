"""Prices: what a dual vector proves, in closed form and independent of how it was found.

Give every row a price μ ≥ 0. Whatever plan keeps the rows, its objective is at least what it would be if each head
chose for itself the cheapest of its doors, paying those prices:

    bound = Σ_cells heads · min( min over locations of price, exit price, unplaced price ) − Σ_rows μ · right-hand side

    price of a head of militia m, community e, rank r at location l
        = 2a[m,l] − Σ_m' a[m',l]²            concentration, at any shares a (``squares.py``)
        + μ_bloc[m,l] − α Σ μ_bloc[·,l] + …   every row in which the head counts, sizes included
        + distance band

So a wrong or inexact solver can only weaken a certificate, never fake one. The objectives come in order: earlier ones
enter with a weight and are capped at what the plan achieved, which gives a bound for each alone:

    bound_k = (bound of the weighted sum − Σ_{j≠k} weight_j · achieved_j) / weight_k
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from tether.induction.cells import Floats
from tether.induction.intake import EXIT_ONLY, Intake
from tether.induction.linear import LinearSolution
from tether.induction.rows import Program

CHUNK = 4096  # lines of the price table at a time


@dataclass(frozen=True)
class Prices:
    """Prices per row, all ≥ 0: (bloc, location), (key, location), (location,) or (row,); ``shares`` prices Σ X²/S."""

    weights: Mapping[str, float]
    shares: Floats
    bloc: Floats
    officers: Floats
    subunit: Floats
    rank_low: Floats
    rank_high: Floats
    community_low: Floats
    community_high: Floats
    local_low: Floats
    local_high: Floats
    manning_low: Floats
    manning_high: Floats
    vetting: Floats
    budget: float = 0.0
    exits: float = 0.0


def prices_of(program: Program, answer: LinearSolution, weights: Mapping[str, float], shares: Floats | None) -> Prices:
    """Read the prices off a solution; the sign that a row can't have is cut off."""
    intake, blocks, locations = program.intake, program.book.row_blocks, len(program.size)

    def price(name: str, sign: float) -> Floats:
        if name not in blocks:
            return np.zeros((0, locations))
        return np.maximum(sign * answer.prices[blocks[name]], 0).reshape(-1, locations)

    def single(name: str) -> float:
        return float(max(-answer.prices[blocks[name]][0], 0)) if name in blocks else 0.0

    screening = [max(-answer.prices[blocks[f"vetting-{i}"]][0], 0) for i in range(len(intake.thresholds))]
    empty = np.zeros((len(program.blocs), locations))
    found = Prices(
        weights=dict(weights),
        shares=empty if shares is None else shares,
        bloc=price("bloc", -1),
        officers=price("officers", -1),
        subunit=price("subunit", -1),
        rank_low=price("rank-low", 1),
        rank_high=price("rank-high", -1),
        community_low=price("community-low", 1),
        community_high=price("community-high", -1),
        local_low=price("local-low", 1)[0],
        local_high=price("local-high", -1)[0],
        manning_low=np.zeros(locations),
        manning_high=np.zeros(locations),
        vetting=np.array(screening),
        budget=single("budget"),
        exits=single("exits"),
    )
    net = -answer.prices[blocks["size"]] - _size_price(intake, found)
    return _with_manning(found, net)


def _with_manning(found: Prices, net: Floats) -> Prices:
    return replace(found, manning_low=np.maximum(-net, 0), manning_high=np.maximum(net, 0))


def lower_bound(intake: Intake, prices: Prices) -> float:
    """Return the bound on the weighted sum of objectives, in heads (concentration: Σ X²/S; distance: heads × band)."""
    return _choices(intake, prices) - _right_sides(intake, prices)


def objective_bound(intake: Intake, prices: Prices, name: str, achieved: Mapping[str, float]) -> float:
    """Return the bound on one objective alone, given what the plan achieved on the others; never below zero."""
    others = sum(w * achieved[k] for k, w in prices.weights.items() if k != name)
    return max(0.0, (lower_bound(intake, prices) - others) / prices.weights[name])


def plain_prices(intake: Intake, name: str) -> Prices:
    """Return the prices by which everybody counts alike: enough where posts and exit places are what binds."""
    blocs, locations = int(intake.cells.blocs.sum()), len(intake.units.locations)
    zero = np.zeros((blocs, locations))
    ranks, communities = (np.zeros((len(n), locations)) for n in (intake.cells.ranks, intake.cells.communities))
    large = np.zeros((int(intake.large_subunits.sum()), locations))
    return Prices(
        weights={"unplaced": 1.0} | {name: 1.0},
        shares=zero,
        bloc=zero,
        officers=zero,
        subunit=large,
        manning_low=np.zeros(locations),
        manning_high=np.ones(locations),
        vetting=np.zeros(len(intake.thresholds)),
        exits=1.0 if name == "unplaced" else 0.0,
        rank_low=ranks,
        rank_high=ranks,
        community_low=communities,
        community_high=communities,
        local_low=np.zeros(locations),
        local_high=np.zeros(locations),
    )


def _size_price(intake: Intake, prices: Prices) -> Floats:
    """Return what one more head at a location costs through the rows that are shares of its size."""
    policy = intake.policy
    low, high = intake.community_range
    out = -policy.battalion_cap * prices.bloc.sum(0) + prices.manning_high - prices.manning_low
    out -= policy.subunit_cap * prices.subunit.sum(0)
    out += (prices.community_low * low.T).sum(0) - (prices.community_high * high.T).sum(0)
    out += prices.local_low * policy.local_low - prices.local_high * policy.local_high
    return out - prices.weights.get("concentration", 0.0) * (prices.shares**2).sum(0)


def _type_prices(intake: Intake, prices: Prices) -> Floats:
    """Return the price of a stranger of each type at each location, without distance, shape (type, location)."""
    types, cells = intake.types, intake.cells
    bloc = np.full(len(cells.militias), -1)
    bloc[cells.blocs] = np.arange(int(cells.blocs.sum()))
    of = bloc[types.militia]
    militia = prices.bloc + 2 * prices.weights.get("concentration", 0.0) * prices.shares
    out = np.where(of[:, None] >= 0, militia[of], 0.0)
    officer = intake.officer[types.rank][:, None]
    out += np.where(officer & (of[:, None] >= 0), prices.officers[of], 0.0)
    out -= np.where(officer, intake.policy.officer_cap * prices.officers.sum(0), 0.0)
    out += (prices.rank_high - prices.rank_low)[types.rank]
    out += (prices.community_high - prices.community_low)[types.community]
    large = np.full(len(cells.subunits) + 1, -1)
    large[np.flatnonzero(intake.large_subunits)] = np.arange(int(intake.large_subunits.sum()))
    told = large[types.subunit]
    if len(prices.subunit):
        out += np.where(told[:, None] >= 0, prices.subunit[told], 0.0)
    screened = np.concatenate([[0.0], prices.vetting.cumsum()])[types.arrival]
    out += (screened + prices.budget * intake.pay[types.rank])[:, None]
    return out + _size_price(intake, prices)[None, :]


def _choices(intake: Intake, prices: Prices) -> float:
    """Return Σ heads · price of the cheapest door."""
    cells, types = intake.cells, intake.types
    table = _type_prices(intake, prices)
    shut = intake.barred[types.bar] | (types.consent >= EXIT_ONLY)[:, None]
    table[shut] = np.inf
    keys, inverse = np.unique(types.of_cell * len(cells.homes) + cells.home, return_inverse=True)
    heads = np.bincount(inverse.reshape(-1), cells.heads, len(keys))
    kind, home = np.divmod(keys, len(cells.homes))
    extra = prices.local_high - prices.local_low
    far = prices.weights.get("distance", 0.0)
    door = prices.weights.get("exits", 0.0) + prices.exits + prices.budget * intake.exit_cost
    leave = np.where((types.consent == 0) | (types.consent == EXIT_ONLY), door, np.inf)
    outside = np.minimum(leave, prices.weights.get("unplaced", 0.0))
    total = 0.0
    for start in range(0, len(keys), CHUNK):
        part = slice(start, start + CHUNK)
        band = intake.band[home[part]]
        posted = (table[kind[part]] + np.where(band == 0, extra, far * band)).min(1)
        total += float(heads[part] @ np.minimum(posted, outside[kind[part]]))
    return total


def _right_sides(intake: Intake, prices: Prices) -> float:
    """Return Σ price · right-hand side over all rows."""
    cells, number = intake.cells, intake.battalions
    militias = tuple(n for n, bloc in zip(cells.militias, cells.blocs, strict=True) if bloc)
    large = tuple(cells.subunits[s] for s in np.flatnonzero(intake.large_subunits))
    rank_low, rank_high = intake.rank_range
    low, high = intake.battalion_range

    def slack(family: str, keys: tuple[str, ...]) -> Floats:
        return np.asarray(intake.slack(family, keys).T * number, np.float64)

    total = (prices.bloc * slack("bloc", militias)).sum()
    total += (prices.officers * (slack("officers", militias) + intake.one_officer * number)).sum()
    if len(large):
        total += (prices.subunit * (slack("subunit", large) + intake.one_comrade * number)).sum()
    total += (prices.rank_high * rank_high.T * number).sum() - (prices.rank_low * rank_low.T * number).sum()
    total += (prices.community_high * slack("community-high", cells.communities)).sum()
    total += (prices.community_low * slack("community-low", cells.communities)).sum()
    total += (prices.local_high * intake.slack("local-high") * number).sum()
    total += (prices.local_low * intake.slack("local-low") * number).sum()
    total += (prices.manning_high * number * high).sum() - (prices.manning_low * number * low).sum()
    total += float(prices.vetting @ intake.screening) + prices.exits * intake.policy.exit_places
    if intake.policy.annual_budget is not None:
        total += prices.budget * (intake.policy.annual_budget + intake.policy.slack("budget", ""))
    return float(total)

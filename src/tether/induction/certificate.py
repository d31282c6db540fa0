"""Prices: what a dual vector proves, in closed form and independent of how it was found.

Give every row a price μ ≥ 0. Whatever plan keeps the rows, its objective is at least what it would be if each head
chose for itself the cheapest of its doors, paying those prices:

    bound = Σ_cells heads · min( min over locations of price, exit price, unplaced price ) − Σ_rows μ · right-hand side

    price of a head of militia m, community e, rank r at location l
        = 2a[m,l] − Σ_m' a[m',l]²            concentration, at any shares a (``posting_lp.py``)
        + μ_bloc[m,l] − α Σ μ_bloc[·,l] + …   every row in which the head counts, sizes included
        + distance band

So a wrong or inexact solver can only weaken a certificate, never fake one. The objectives come in order: earlier ones
enter with a weight and are capped at what the plan achieved, which gives a bound for each alone:

    bound_k = (bound of the weighted sum − Σ_{j≠k} weight_j · achieved_j) / weight_k

Stages: the objectives in their order, each bounded by itself.

    1 unplaced, 2 exits      nobody without a post or a way out; posts before exits
    3 concentration          Σ X²/S, the earlier ones held
    4 distance               heads × band, concentration held within ``TOLERANCE`` of its optimum

A weighted sum would let a large easy objective hide a bad small one, so each has its own bound. Where there are at
least as many postable people as posts, every post is filled and sizes are constants: one program settles stages 1–3.
Else sizes are free. All rows are elastic in the first program, at a price above what breaking them could gain; what is
still broken then goes to ``conflicts.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from tether.induction.cells import Floats
from tether.induction.linear_program import LinearSolution, solve
from tether.induction.posting_lp import (
    ELASTIC,
    PIECES,
    Margins,
    Program,
    add_pieces,
    cap_squares,
    concentration,
    points_near,
    points_to_cap,
    posting_program,
    priced_shares,
    share_points,
)
from tether.induction.problem import EXIT_ONLY, Intake

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
    prices = Prices(
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
    net = -answer.prices[blocks["size"]] - _size_price(intake, prices)
    return _with_manning(prices, net)


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


FILLING = {"unplaced": 10.0, "exits": 3.0}
MIXING = {"unplaced": 10.0, "exits": 3.0, "concentration": 1.0}
MOVING = {"unplaced": 100.0, "exits": 30.0, "distance": 1.0}
BREAKING = 50.0  # price per head of breaking a row, against at most 1 for the worst concentration
FORBIDDING = 5000.0  # the same, where the first price was paid
FEW_ROWS = 25_000  # rows up to which simplex is tried
MANY = 4  # times the steps that the first program was allowed: pieces take more
TOLERANCE = 0.003  # by how much concentration may rise for shorter ways
NEGLIGIBLE = 0.01  # heads of slack that are the solver's inexactness


@dataclass(frozen=True)
class RelaxedPlan:
    """A fractional plan by type and location, and the prices that bound each objective."""

    program: Program
    values: Floats
    prices: Mapping[str, Prices]  # objective: prices
    broken: Mapping[str, float]  # family: heads of slack, empty where the plan keeps every row

    @property
    def feasible(self) -> bool:
        """Return whether every row is kept."""
        return not self.broken


def relax(
    intake: Intake,
    margins: Margins,
    *,
    distance: bool = True,
    threads: int = 2,
    free: bool = False,
    mix_broken: bool = False,
) -> RelaxedPlan:
    """Solve the stages; the answer's rows are tightened by ``margins``, its bounds are not.

    Full posts are tried first, unless ``free`` says that they can't be had. Where no sizes keep every row, the
    plan that breaks them least is returned as found, without an objective on mixing unless ``mix_broken`` asks for it.
    """
    full = None if free else _full(intake)
    if full is not None:
        mixed = _mix(intake, margins, full, threads)
        if not _broken(*mixed):
            return _staged(intake, margins, mixed, True, distance, threads, 0)
    fit = posting_program(intake, margins=margins, elastic=ELASTIC)
    pivots = simplex_steps(fit)
    first = solve(fit.book, fit.cost(**FILLING, slack=FORBIDDING), threads=threads, pivots=pivots)
    broken = _broken(fit, first)
    if broken and not mix_broken:
        return RelaxedPlan(fit, first.values, _plain(intake), broken)
    pivots = MANY * pivots if first.by_simplex else 0
    sizes = np.maximum(first.values[fit.size], 0)
    mixed = _mix_free(intake, margins, sizes, None, threads, pivots)
    if distance:  # once more near the shares found, which prices them and the sizes closely
        mixed = _mix_free(intake, margins, sizes, _shares(*mixed), threads, pivots)
    return _staged(intake, margins, mixed, False, distance, threads, pivots)


def simplex_steps(program: Program) -> int:
    """Return how many steps of simplex are worth trying on a program; none for one of many rows."""
    rows = program.book.row_count
    return rows // 2 if rows <= FEW_ROWS else 0


def _staged(
    intake: Intake,
    margins: Margins,
    mixed: tuple[Program, LinearSolution],
    full: bool,
    distance: bool,
    threads: int,
    pivots: int,
) -> RelaxedPlan:
    """Return the plan of a mixing, its ways shortened where that is asked for and no row is broken."""
    program, answer = mixed
    broken = _broken(program, answer)
    prices = _plain(intake) | {"concentration": prices_of(program, answer, MIXING, priced_shares(program, answer))}
    if not broken and distance:
        moved, end, way = _move(intake, margins, full, program, answer, threads, pivots)
        if end.status == "Optimal":
            return RelaxedPlan(moved, end.values, prices | {"distance": way}, broken)
    return RelaxedPlan(program, answer.values, prices, broken)


def _plain(intake: Intake) -> dict[str, Prices]:
    return {name: plain_prices(intake, name) for name in ("unplaced", "exits")}


def settle_unplaced(intake: Intake, threads: int = 2) -> Prices:
    """Return prices for the bound on unplaced heads, from a program of its own (where the plain prices don't do)."""
    program = posting_program(intake)
    answer = solve(program.book, program.cost(unplaced=1.0), threads=threads)
    return prices_of(program, answer, {"unplaced": 1.0}, None)


def settle_exits(intake: Intake, threads: int = 2) -> Prices:
    """Return prices for the bound on exits, unplaced people counting a hundredfold."""
    weights = {"unplaced": 100.0, "exits": 1.0}
    program = posting_program(intake)
    answer = solve(program.book, program.cost(**weights), threads=threads)
    return prices_of(program, answer, weights, None)


def bounds(intake: Intake, prices: Mapping[str, Prices], achieved: Mapping[str, float]) -> dict[str, float]:
    """Return the bound on each objective, given what the plan achieved on the ones before."""
    return {name: objective_bound(intake, found, name, achieved) for name, found in prices.items()}


def _full(intake: Intake) -> Floats | None:
    high = intake.battalions * intake.battalion_range[1]
    postable = intake.cells.heads[intake.postable].sum()
    return high.astype(float) if postable >= high.sum() else None


def _mix(intake: Intake, margins: Margins, sizes: Floats, threads: int) -> tuple[Program, LinearSolution]:
    """Mix militias at fixed sizes."""
    program = posting_program(intake, margins=margins, elastic=ELASTIC, sizes=sizes)
    add_pieces(program, sizes, share_points(intake, PIECES))
    return program, solve(program.book, program.cost(**MIXING, slack=BREAKING), threads=threads)


def _mix_free(
    intake: Intake, margins: Margins, sizes: Floats, shares: Floats | None, threads: int, pivots: int
) -> tuple[Program, LinearSolution]:
    """Mix militias at sizes that are free, near those found; and near the ``shares`` found before, if there are any."""
    program = posting_program(intake, margins=margins, elastic=ELASTIC)
    points = points_to_cap(intake) if shares is None else points_near(intake, shares)
    add_pieces(program, sizes, points, shares)
    cost = program.cost(**MIXING, slack=FORBIDDING)
    return program, solve(program.book, cost, threads=threads, pivots=pivots)


def _shares(program: Program, answer: LinearSolution) -> Floats:
    """Return the share of each bloc at each location, shape (bloc, location)."""
    heads: Floats = answer.values[program.heads].reshape(len(program.blocs), -1)
    return heads / np.maximum(answer.values[program.size], 1e-9)


def _move(
    intake: Intake, margins: Margins, full: bool, mixed: Program, before: LinearSolution, threads: int, pivots: int
) -> tuple[Program, LinearSolution, Prices]:
    """Shorten the ways, concentration held: strangers travel by militia between provinces."""
    heads, filled = before.values[mixed.heads].reshape(len(mixed.blocs), -1), before.values[mixed.size]
    program = posting_program(intake, margins=margins, distance=True, sizes=_full(intake) if full else None)
    shares = _shares(mixed, before)
    add_pieces(program, filled, points_near(intake, shares), None if full else shares)
    cap_squares(program, concentration(heads, filled) * (1 + TOLERANCE))
    answer = solve(program.book, program.cost(**MOVING), threads=threads, pivots=pivots)
    weight = float(max(-answer.prices[program.book.row_blocks["concentration"]][0], 0))
    prices = prices_of(program, answer, MOVING | {"concentration": weight}, priced_shares(program, answer, weight))
    return program, answer, prices


def _broken(program: Program, answer: LinearSolution) -> dict[str, float]:
    slack = {family: float(answer.values[columns].sum()) for family, columns in program.slack.items()}
    return {family: amount for family, amount in slack.items() if amount > NEGLIGIBLE}

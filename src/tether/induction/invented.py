"""An invented country of any size: homes, units and a roster, for trying, testing and timing.

    intake = invented(heads=10_000, militias=12, homes=30, seed=7)

Nothing in it is any real place's. Provinces lie on a ring and touch their two neighbours; militias are unequal (sizes
fall like rank^−0.7), each has a province it comes from, a main community, and former sub-units of about ``subunit``
people from one or two homes. Counts are made by systematic rounding, so that they sum to what was asked for.
"""

from __future__ import annotations

import numpy as np

from tether.induction.cells import Floats, Ints, RosterCells
from tether.induction.intake import Intake
from tether.induction.policy import ExitRoute, Policy
from tether.induction.units import RANKS, BattalionType, Homes, Location, Units, pyramid
from tether.randomness.noise import Noise

RANK_SHARES = (0.006, 0.04, 0.17, 0.784)  # of the roster: a little more officers than the pyramid needs


def invented(
    *,
    heads: int = 10_000,
    militias: int = 12,
    homes: int = 30,
    provinces: int = 6,
    communities: int = 3,
    posts_share: float = 0.9,
    battalion: int = 500,
    companies: int = 4,
    subunit: int = 150,
    months: int = 6,
    seed: int = 7,
    policy: Policy | None = None,
) -> Intake:
    """Return an intake of ``heads`` volunteers for ``posts_share`` as many posts."""
    noise = Noise(seed)
    places = _homes(homes, provinces, noise)
    cells = _cells(noise, places, heads, militias, communities, subunit, months)
    units = _units(cells, places, round(heads * posts_share), battalion, companies)
    spare = max(0, heads - units.total)
    rules = policy or Policy(company_cap=0.33, battalion_cap=0.264, exits=(ExitRoute("job-public", 2 * spare + 1),))
    return Intake(cells, units, places, rules)


def _homes(count: int, provinces: int, noise: Noise) -> Homes:
    weight = _even(noise, "invented.home", count) + 0.2
    names = [f"p{i % provinces:02d}/h{i // provinces:02d}" for i in range(count)]
    ring = {
        f"p{i:02d}": frozenset({f"p{(i + 1) % provinces:02d}", f"p{(i - 1) % provinces:02d}"} - {f"p{i:02d}"})
        for i in range(provinces)
    }
    return Homes({n: n[:3] for n in names}, ring, {}, dict(zip(names, map(float, weight), strict=True)))


def _cells(
    noise: Noise, homes: Homes, heads: int, militias: int, communities: int, subunit: int, months: int
) -> RosterCells:
    names = homes.ids
    province = np.array([homes.provinces.index(homes.province_of[h]) for h in names])
    people = np.array([homes.population[h] for h in names])
    size = (1 + np.arange(militias)) ** -0.7
    main = np.floor(_even(noise, "invented.main", militias) * communities).astype(int)
    seat = np.floor(_even(noise, "invented.seat", militias) * len(homes.provinces)).astype(int)
    gap = np.abs(seat[:, None] - province[None, :])
    away = np.minimum(gap, len(homes.provinces) - gap)
    pull = people * np.exp(-1.2 * away)  # (militia, home)
    pull /= pull.sum(1, keepdims=True)
    number = np.maximum(1, np.round(heads * size / size.sum() / subunit)).astype(int)
    unit_of = np.repeat(np.arange(militias), number)
    first = _choose(pull[unit_of], _even(noise, "invented.first", len(unit_of)))
    second = _choose(pull[unit_of], _even(noise, "invented.second", len(unit_of)))
    lean = 0.25 + 0.75 * _even(noise, "invented.lean", len(unit_of))
    rows = _cross(unit_of, first, second, main, communities)
    weight = rows.pop("weight") * np.concatenate([lean, 1 - lean])[rows.pop("line")]
    weight = weight * (size / size.sum() / number)[rows["militia"]]
    count = _systematic(weight / weight.sum() * heads, _even(noise, "invented.count", 1)[0])
    held = count > 0
    month = np.floor(_even(noise, "invented.month", len(count)) ** 2 * months).astype(np.int64)
    zero = np.zeros(int(held.sum()), np.int64)
    return RosterCells(
        militias=tuple(f"m{i:02d}" for i in range(militias)),
        subunits=("", *(f"m{m:02d}-{i}" for i, m in enumerate(unit_of))),
        homes=names,
        communities=tuple(f"c{i}" for i in range(communities)),
        ranks=tuple(r.id for r in RANKS),
        bars=(frozenset(),),
        month=month[held],
        consent=zero,
        bar=zero,
        low=count[held] - count[held] // 5,
        heads=count[held],
        high=count[held] + count[held] // 10,
        **{name: values[held] for name, values in rows.items()},
    )


def _cross(unit_of: Ints, first: Ints, second: Ints, main: Ints, communities: int) -> dict[str, np.ndarray]:
    """Return every (sub-unit, home, community, rank) with its weight; two homes, the main community and the next."""
    lines = np.arange(2 * len(unit_of))
    kinds = min(2, communities)
    line, kind, rank = (
        a.reshape(-1) for a in np.meshgrid(lines, np.arange(kinds), np.arange(len(RANKS)), indexing="ij")
    )
    unit = line % len(unit_of)
    belongs = np.array([0.9, 0.1]) if kinds == 2 else np.ones(1)
    return {
        "militia": unit_of[unit],
        "subunit": unit + 1,
        "home": np.where(line < len(unit_of), first[unit], second[unit]),
        "community": (main[unit_of[unit]] + kind) % communities,
        "rank": rank,
        "weight": belongs[kind] * np.array(RANK_SHARES)[rank],
        "line": line,
    }


def _units(cells: RosterCells, homes: Homes, posts: int, battalion: int, companies: int) -> Units:
    """Place battalions where volunteers live: whole battalions by cumulative rounding over homes."""
    at_home = cells.by("home").astype(float)
    total = max(1, posts // battalion)
    number = _systematic(at_home / at_home.sum() * total, 0.5)
    kind = BattalionType("line", battalion, companies, pyramid(battalion))
    placed = [
        Location(f"at-{h.replace('/', '-')}", h, int(n), "line") for h, n in zip(cells.homes, number, strict=True) if n
    ]
    return Units((kind,), tuple(placed))


def _choose(shares: Floats, uniform: Floats) -> Ints:
    return np.minimum((shares.cumsum(1) < uniform[:, None]).sum(1), shares.shape[1] - 1)


def _systematic(expected: Floats, start: float) -> Ints:
    edges = np.floor(np.concatenate([[0.0], expected.cumsum()]) + start)
    edges[-1] = round(float(expected.sum())) + edges[0]
    return np.diff(edges).astype(np.int64)


def _even(noise: Noise, name: str, size: int) -> Floats:
    return np.asarray(noise.uniforms(name, 0, 0, (size,)), float)

"""A synthetic roster: an invented list of volunteers whose sums agree with what a dossier says of its groups.

    table, told = synthetic_roster(groups, size=120_000, starts="2015-07", noise=Noise(7))

No row of it is anybody. What is taken from claims: the interval of each group's size, where it is rooted, its
community, its share of ghosts, and named formations whose size is claimed. What is invented: other formations of about
600 men, former sub-units of ``subunit``, ranks, when they come, who wants an exit only. ``heads`` are the
men believed to be there; ``heads_low`` and ``heads_high`` are what the same list would hold if the share of ghosts were
at the high or the low end of its claim:

    list = heads / (1 − g),   low = list · (1 − g_high),   high = list · (1 − g_low)

Sizes: with t in [−1, 1] the same for all groups, heads = middle + t · (distance to the interval's end), so that they
sum to ``size``; above all the high ends together the rest are ordinary recruits, below all the low ends a part comes.

An invented country of any size: homes, units and a roster, for trying, testing and timing.

    intake = invented(heads=10_000, militias=12, homes=30, seed=7)

Nothing in it is any real place's. Provinces lie on a ring and touch their two neighbours; militias are unequal (sizes
fall like rank^−0.7), each has a province it comes from, a main community, and former sub-units of about ``subunit``
people from one or two homes. Counts are made by systematic rounding, so that they sum to what was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from tether.evidence.calendar import month
from tether.induction.cells import (
    POPULATION,
    RANKS,
    BattalionType,
    Floats,
    Homes,
    Ints,
    Location,
    RosterCells,
    Units,
    pyramid,
)
from tether.induction.problem import ExitRoute, Intake, Policy
from tether.randomness.noise import Noise

FORMATION = 600  # men of an invented formation, on average
SUBUNIT = 125  # men of a former sub-unit (a company)
MONTHS = 12  # from the first to the last who come
EXIT_ONLY = 0.10  # Adhamiya 2008: 10 % of 2,000 signed up for civil training (an assumption here)
COLUMNS = (
    *("militia", "subunit", "home", "community", "rank", "month", "consent"),
    *("heads_low", "heads", "heads_high"),
)


@dataclass(frozen=True)
class GroupFacts:
    """What a dossier says of one group: size (low, middle, high), shares by home, community and formation, ghosts."""

    id: str
    size: tuple[float, float, float]
    homes: Mapping[str, float]
    communities: Mapping[str, Mapping[str, float]]  # home: {community: share}
    ghosts: tuple[float, float, float] = (0.0, 0.0, 0.0)
    formations: Mapping[str, float] = field(default_factory=dict)  # named formation: share of the group


def synthetic_roster(
    groups: Sequence[GroupFacts],
    size: int,
    starts: str,
    noise: Noise,
    *,
    population: GroupFacts | None = None,
    subunit: int = SUBUNIT,
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the roster's table and, per group, how its heads agree with its claims."""
    heads, rest = _sizes(groups, size)
    parts = [_group(g, n, noise, subunit) for g, n in zip(groups, heads, strict=True) if n]
    told = [_agreement(g, n) for g, n in zip(groups, heads, strict=True)]
    if rest and population is not None:
        parts.append(_group(population, rest, noise, subunit))
        told.append(f"population: {rest:,} ordinary recruits, beyond what the groups' claims allow")
    table = pd.concat(parts, ignore_index=True)
    first = month(starts)
    table["month"] = [str(first + int(m)) for m in table["month"]]
    keys = [c for c in COLUMNS if not c.startswith("heads")]
    summed = table.groupby(keys, sort=True, as_index=False).sum()
    return summed[list(COLUMNS)], tuple(told)


def _sizes(groups: Sequence[GroupFacts], size: int) -> tuple[list[int], int]:
    """Return heads by group and ordinary recruits."""
    low, middle, high = (np.array([g.size[i] for g in groups]) for i in range(3))
    if size < low.sum():
        wanted = low * size / low.sum()
    elif size > high.sum():
        wanted = high
    else:
        near = high if size >= middle.sum() else low
        span = (near - middle).sum()
        wanted = middle + (near - middle) * ((size - middle.sum()) / span if span else 0.0)
    whole = _whole(wanted)
    return [int(n) for n in whole], max(0, size - int(whole.sum())) if size > high.sum() else 0


def _agreement(group: GroupFacts, heads: int) -> str:
    low, _, high = group.size
    words = "within" if low <= heads <= high else "below" if heads < low else "above"
    return f"{group.id}: {heads:,} heads, {words} the dossier's {low:,.0f} to {high:,.0f}"


def _group(group: GroupFacts, heads: int, noise: Noise, subunit: int) -> pd.DataFrame:
    """Return one group's cells: sub-units along its homes, formations over sub-units, then ranks and communities."""
    name = f"synthetic.{group.id}"
    number = max(1, round(heads / subunit))
    weight = 0.5 + _even(noise, f"{name}.weight", number)  # sub-units are unequal
    homes = sorted(h for h, share in group.homes.items() if share > 0)
    edges = np.cumsum([group.homes[h] for h in homes]) / sum(group.homes.values())
    middle = (weight.cumsum() - weight / 2) / weight.sum()
    unit = pd.DataFrame({"place": np.minimum(np.searchsorted(edges, middle), len(homes) - 1), "weight": weight})
    unit["militia"] = _formations(group, heads, number, noise)
    unit["subunit"] = [f"{m.split('/')[-1]}-{i:03d}" for i, m in enumerate(unit["militia"])]
    unit["month"] = np.floor(_even(noise, f"{name}.month", number) ** 2 * MONTHS).astype(int)
    rows = [_crossed(unit.iloc[i], homes[int(unit["place"].iloc[i])], group) for i in range(number)]
    table = pd.DataFrame([row for part in rows for row in part])
    table["heads"] = _whole(table.pop("weight").to_numpy() / weight.sum() * heads)
    ghosts_low, ghosts, ghosts_high = group.ghosts
    listed = table["heads"] / max(1 - ghosts, 1e-9)
    table["heads_low"] = np.minimum(np.floor(listed * (1 - ghosts_high)).astype(int), table["heads"])
    table["heads_high"] = np.maximum(np.ceil(listed * (1 - ghosts_low)).astype(int), table["heads"])
    if group.id == POPULATION:
        table["subunit"] = ""
    return table[table["heads_high"] > 0]


def _formations(group: GroupFacts, heads: int, number: int, noise: Noise) -> list[str]:
    """Return the formation of each sub-unit: the named ones everywhere, invented ones in neighbouring homes."""
    if group.id == POPULATION:
        return [POPULATION] * number
    place = (np.arange(number) * 0.6180339887498949) % 1.0  # evenly spread along the homes
    owner = np.full(number, -1)
    bound = 0.0
    names = list(group.formations)
    for k, share in enumerate(group.formations.values()):
        owner[(place >= bound) & (place < bound + share)] = k
        bound += share
    left = np.flatnonzero(owner < 0)
    count = max(1, round(heads * (1 - bound) / FORMATION)) if len(left) else 0
    size = (1 + np.arange(count)) ** -0.5
    size = size[np.argsort(_even(noise, f"synthetic.{group.id}.formation", count), kind="stable")] if count else size
    edges = np.round(size.cumsum() / size.sum() * len(left)) if count else size
    owner[left] = len(names) + np.searchsorted(edges, np.arange(len(left)), side="right")
    names += [f"f{i + 1:02d}" for i in range(count)]
    return [f"{group.id}/{names[k]}" for k in owner]


def _crossed(unit: pd.Series, home: str, group: GroupFacts) -> list[dict[str, object]]:
    """Return a sub-unit's cells with weights: communities of its home, ranks, and an exit only for some soldiers."""
    same = {"militia": unit["militia"], "subunit": unit["subunit"], "home": home, "month": unit["month"]}
    out: list[dict[str, object]] = []
    for community, share in group.communities[home].items():
        for rank, of in zip(RANKS, RANK_SHARES, strict=True):
            leaving = EXIT_ONLY if rank.id == "soldier" else 0.0
            for consent, part in (("either", 1 - leaving), ("exit", leaving)):
                if share * of * part > 0:
                    weight = unit["weight"] * share * of * part
                    out.append({**same, "community": community, "rank": rank.id, "consent": consent, "weight": weight})
    return out


def _whole(expected: Floats) -> Ints:
    """Return whole numbers near the expected ones that sum to their rounded sum (cumulative rounding)."""
    edges = np.floor(np.concatenate([[0.0], np.asarray(expected, float).cumsum()]) + 0.5 + 1e-9)
    return np.diff(edges).astype(np.int64)


def _even(noise: Noise, name: str, size: int) -> Floats:
    return np.asarray(noise.uniforms(name, 0, 0, (size,)), float)


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
    weight = _invented_even(noise, "invented.home", count) + 0.2
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
    main = np.floor(_invented_even(noise, "invented.main", militias) * communities).astype(int)
    seat = np.floor(_invented_even(noise, "invented.seat", militias) * len(homes.provinces)).astype(int)
    gap = np.abs(seat[:, None] - province[None, :])
    away = np.minimum(gap, len(homes.provinces) - gap)
    pull = people * np.exp(-1.2 * away)  # (militia, home)
    pull /= pull.sum(1, keepdims=True)
    number = np.maximum(1, np.round(heads * size / size.sum() / subunit)).astype(int)
    unit_of = np.repeat(np.arange(militias), number)
    first = _choose(pull[unit_of], _invented_even(noise, "invented.first", len(unit_of)))
    second = _choose(pull[unit_of], _invented_even(noise, "invented.second", len(unit_of)))
    lean = 0.25 + 0.75 * _invented_even(noise, "invented.lean", len(unit_of))
    rows = _cross(unit_of, first, second, main, communities)
    weight = rows.pop("weight") * np.concatenate([lean, 1 - lean])[rows.pop("line")]
    weight = weight * (size / size.sum() / number)[rows["militia"]]
    count = _systematic(weight / weight.sum() * heads, _invented_even(noise, "invented.count", 1)[0])
    held = count > 0
    month = np.floor(_invented_even(noise, "invented.month", len(count)) ** 2 * months).astype(np.int64)
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


def _invented_even(noise: Noise, name: str, size: int) -> Floats:
    return np.asarray(noise.uniforms(name, 0, 0, (size,)), float)

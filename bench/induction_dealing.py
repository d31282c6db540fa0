"""The dealing step against an exchange heuristic on maximally-diverse-grouping instances.

n people into equal groups so that the sum of distances within groups is greatest. Instances by published recipes:

    Geo       points with coordinates uniform in [0, 10], Euclidean distances (Gallego, Laguna, Martí and Duarte 2013)
    RanReal   distances uniform in [0, 100] (Fan et al. 2011): no traits, so there is nothing to deal by

and one of our own kind: recruits of an invented roster at one location, distance = traits in which two differ. The
exchange heuristic is that of anticlust (Papenberg and Klau 2021): everybody in turn swaps with whoever gains most,
until nobody gains. Beside the deal alone stands the deal with the planner's own exchange (``tether plan --exchange``)
after it, by the same distances; of RanReal random groups with it. Seconds are the processor's. The aim: level.
"""

from __future__ import annotations

import time

import numpy as np

from tether.induction.cells import RANKS, BattalionType, Homes, Location, Units, from_columns
from tether.induction.deal import deal
from tether.induction.exchange import TraitDistances, exchange_groups
from tether.induction.problem import Intake, Policy
from tether.induction.rounding import Postings
from tether.induction.synthetic_roster import invented


def main() -> None:
    rng = np.random.default_rng(7)
    print(
        f"{'instance':28} {'n':>5} {'groups':>6}  over random's diversity, CPU seconds: deal, deal + exchange, opponent"
    )
    for size, groups, dimensions in ((240, 12, 2), (240, 12, 8), (960, 24, 2), (960, 24, 8)):
        points = rng.uniform(0, 10, (size, dimensions))
        distance = np.sqrt(((points[:, None] - points[None]) ** 2).sum(-1))
        compare(f"Geo, {dimensions} coordinates", distance, groups, rng, traits=terciles(points))
    compare("RanReal", symmetric(rng.uniform(0, 100, (240, 240))), 12, rng, traits=None)
    for size, groups in ((240, 12), (960, 24)):
        traits = recruits(size)
        distance = (traits[:, None] != traits[None]).sum(-1).astype(float)
        compare("recruits, 5 traits", distance, groups, rng, traits=traits)


def compare(name: str, distance: np.ndarray, groups: int, rng: np.random.Generator, traits: np.ndarray | None) -> None:
    size = len(distance)
    base = np.mean([within(distance, rng.permutation(size) % groups) for _ in range(20)])
    start = time.process_time()
    dealt = None if traits is None else deal_traits(traits, groups)
    took = [time.process_time() - start]
    begun = rng.permutation(size) % groups if dealt is None else dealt
    start = time.process_time()
    recruited = traits is not None and name.startswith("recruits")
    mixed = exchange_groups(TraitDistances(traits, begun) if recruited else DistanceTable(distance, begun), begun)
    took.append(took[0] + time.process_time() - start)
    start = time.process_time()
    swapped = exchange(distance, rng.permutation(size) % groups)
    took.append(time.process_time() - start)
    first = "     n/a" if dealt is None else f"{within(distance, dealt) / base:8.4f}"
    told = f"{first} {within(distance, mixed.group) / base:8.4f} {within(distance, swapped) / base:8.4f}"
    end = "" if mixed.settled else f" (stopped at {mixed.sweeps} sweeps)"
    print(f"{name:22} {size:5} {groups:6}  {told}   {took[0]:6.3f} {took[1]:6.3f} {took[2]:6.3f}{end}")


class DistanceTable:
    """Distances that come as a table, shape (person, person), for ``exchange_groups``."""

    def __init__(self, distance: np.ndarray, group: np.ndarray):
        self.distance = distance
        self.to = np.stack([distance[:, group == g].sum(1) for g in range(int(group.max()) + 1)])  # (group, person)

    def kinds(self, people: np.ndarray) -> np.ndarray:
        return people

    def within(self, people: np.ndarray, group: int) -> np.ndarray:
        return self.to[group, people]

    def between(self, some: np.ndarray, others: np.ndarray) -> np.ndarray:
        return self.distance[np.ix_(some, others)]

    def swap(self, one: int, here: int, other: int, there: int) -> None:
        moved = self.distance[other] - self.distance[one]
        self.to[here] += moved
        self.to[there] -= moved


def within(distance: np.ndarray, group: np.ndarray) -> float:
    return float(sum(distance[np.ix_(group == g, group == g)].sum() for g in np.unique(group)) / 2)


def exchange(distance: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Swap pairs until no swap of anybody with anybody gains."""
    group, count = group.copy(), int(group.max()) + 1
    to = np.stack([distance[:, group == g].sum(1) for g in range(count)], 1)  # (person, group)
    gained = True
    while gained:
        gained = False
        for i in range(len(group)):
            here = group[i]
            own = to[np.arange(len(group)), group]
            gain = to[i, group] + to[:, here] - to[i, here] - own - 2 * distance[i]
            gain[group == here] = -np.inf
            j = int(gain.argmax())
            if gain[j] > 1e-9:
                there, gained = group[j], True
                to[:, here] += distance[:, j] - distance[:, i]
                to[:, there] += distance[:, i] - distance[:, j]
                group[i], group[j] = there, here
    return group


def deal_traits(traits: np.ndarray, groups: int) -> np.ndarray:
    """Deal people by the planner's own step: traits as militia, community, rank, sub-unit, month, in this order."""
    keys, person = np.unique(traits, axis=0, return_inverse=True)
    person = person.reshape(-1)
    padded = np.zeros((len(keys), 4), int)
    padded[:, : min(4, keys.shape[1])] = keys[:, :4]
    rest = np.unique(keys[:, 4:], axis=0, return_inverse=True)[1].reshape(-1) if keys.shape[1] > 4 else 0 * keys[:, 0]
    columns = {
        "militia": [f"m{v}" for v in padded[:, 0]],
        "community": [f"c{v}" for v in padded[:, 1]],
        "rank": ["soldier"] * len(keys),
        "subunit": [f"s{a}-{b}" for a, b in padded[:, 2:4]],
        "month": rest,
        "home": ["p/x"] * len(keys),
        "heads": np.bincount(person),
    }
    homes = Homes({"p/x": "p"})
    names = tuple(sorted(set(columns["community"])))
    cells = from_columns(columns, homes=homes.ids, communities=names, ranks=tuple(r.id for r in RANKS))
    kind = BattalionType("b", len(person) // groups, 1, ())
    intake = Intake(cells, Units((kind,), (Location("at", "p/x", groups, "b"),)), homes, Policy())
    every, none = np.arange(len(keys)), np.zeros(len(keys), int)
    roll = deal(intake, Postings(every, 0 * every, cells.heads, none, none))
    out = np.zeros(len(person), int)
    for key in every:
        out[person == key] = roll.battalion[roll.cell == key]
    return out


def terciles(points: np.ndarray) -> np.ndarray:
    return np.floor(points / 10 * 3).astype(int)


def symmetric(values: np.ndarray) -> np.ndarray:
    upper = np.triu(values, 1)
    return upper + upper.T


def recruits(size: int) -> np.ndarray:
    cells = invented(heads=size, homes=6, provinces=3, battalion=size // 4, subunit=40, seed=3).cells
    people = np.repeat(np.arange(len(cells)), cells.heads)
    names = ("militia", "community", "subunit", "rank", "home")
    return np.stack([getattr(cells, n)[people] for n in names], 1)


if __name__ == "__main__":
    main()

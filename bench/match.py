"""How well names of groups are matched, against plain rapidfuzz: precision and recall, and 100,000 entries timed.

    python bench/match.py                      # the shipped actor lists
    python bench/match.py --ucdp DIR           # DIR/ucdp-actor-221.csv: the whole world, most of it never looked at

True pairs: two names of one group (UCDP's short name, original, English and later names; the theatres' aliases, many of
which no comparison of spellings can find: "Sahwa", "Sons of Iraq"). Near misses: pairs of names of different groups,
the 500 that plain rapidfuzz finds most alike and the 500 that ours does, so that neither is spared its worst. Each
method is shown at the shipped cut-off, and at the threshold best for it on half of the data, scored on the other half.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import random
import time
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process, utils

from tether.dossier.names import NameIndex, score
from tether.evidence.claims.ucdp import _actors
from tether.theatre.actors import load_actors

CUTOFF = 82.0  # what tether gate asks for
COUNTRIES = ("iraq", "libya", "syria", "yemen", "lebanon")
NAMES = (
    "NameData",
    "NameOrig",
    "NameOrigFull",
    "NameOrigFullEng",
    "NewName",
    "NewNameFullMotherTongue",
    "NewNameFullEng",
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--ucdp", type=Path)
    asked = options.parse_args()
    groups = world(asked.ucdp) if asked.ucdp else shipped()
    pairs = true_pairs(groups)
    misses = near_misses(groups, plain, 500) + near_misses(groups, score, 500)
    misses = list(dict.fromkeys(misses))
    print(f"{len(groups)} groups, {len(pairs)} true pairs, {len(misses)} near misses")
    for name, method in (
        ("plain rapidfuzz (token_sort_ratio)", plain),
        ("plain rapidfuzz (WRatio)", weighted),
        ("tether", score),
    ):
        report(name, method, pairs, misses)
        share = reached(method, groups)
        print(f"  {'':36} found through another name of the group at {CUTOFF:.0f}: {share:.3f} of the names")
    timing(groups)


def plain(a: str, b: str) -> float:
    return fuzz.token_sort_ratio(a, b, processor=utils.default_process)


def weighted(a: str, b: str) -> float:
    return fuzz.WRatio(a, b, processor=utils.default_process)


def report(name: str, method, pairs, misses) -> None:
    good = np.array([method(a, b) for a, b in pairs])
    bad = np.array([method(a, b) for a, b in misses])
    luck = np.random.default_rng(1)
    half_good, half_bad = luck.random(len(good)) < 0.5, luck.random(len(bad)) < 0.5
    best = max(np.arange(40, 100.5, 0.5), key=lambda t: f_measure(good[half_good], bad[half_bad], t)[0])
    f, precision, recall = f_measure(good[~half_good], bad[~half_bad], best)
    at95 = recall_at(good[~half_good], bad[~half_bad], 0.95)
    _, p, r = f_measure(good, bad, CUTOFF)
    print(f"  {name:36} at {CUTOFF:.0f}: precision {p:.3f}, recall {r:.3f}")
    held = f"precision {precision:.3f}, recall {recall:.3f}, F {f:.3f}"
    print(f"  {'':36} threshold {best:5.1f}: {held}; recall at precision .95: {at95:.3f}")


def reached(method, groups) -> float:
    """Return the share of names that reach the cutoff with another name of their group."""
    many = [names for names in groups.values() if len(names) > 1]
    found = [any(method(n, m) >= CUTOFF for m in names if m is not n) for names in many for n in names]
    return sum(found) / len(found)


def f_measure(good: np.ndarray, bad: np.ndarray, threshold: float) -> tuple[float, float, float]:
    hits, false = int((good >= threshold).sum()), int((bad >= threshold).sum())
    precision = hits / (hits + false) if hits + false else 0.0
    recall = hits / len(good)
    return (2 * precision * recall / (precision + recall) if hits else 0.0), precision, recall


def recall_at(good: np.ndarray, bad: np.ndarray, wanted: float) -> float:
    found = [f_measure(good, bad, t) for t in np.arange(40, 100.5, 0.5)]
    return max((r for _, p, r in found if p >= wanted), default=0.0)


def shipped() -> dict[str, list[str]]:
    """Names by group: the theatres' actors and UCDP's of the five countries, states left out."""
    groups: dict[str, list[str]] = {}
    for country in COUNTRIES:
        for actor in load_actors(country):
            if actor.kind in ("group", "umbrella", "force", "unit"):
                groups.setdefault(actor.id, list(actor.names))
    taken = {f"ucdp-{n}" for c in COUNTRIES for a in load_actors(c) for n in a.ucdp}
    for named in _actors().values():
        if named.kind == "group" and named.id not in taken:
            groups[named.id] = [named.name, *named.aliases]
    return {k: list(dict.fromkeys(v)) for k, v in groups.items()}


def world(folder: Path) -> dict[str, list[str]]:
    with (folder / "ucdp-actor-221.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["Org"] in ("1", "2")]
    found = {f"ucdp-{r['ActorId']}": [r[c].strip() for c in NAMES if r[c].strip() not in ("", "n/a")] for r in rows}
    return {k: list(dict.fromkeys(v)) for k, v in found.items()}


def true_pairs(groups: dict[str, list[str]]) -> list[tuple[str, str]]:
    pairs = [p for names in groups.values() for p in itertools.combinations(names, 2)]
    return [p for p in pairs if p[0].casefold() != p[1].casefold()]


def near_misses(groups: dict[str, list[str]], method, wanted: int) -> list[tuple[str, str]]:
    """Return the pairs of names of different groups that the method finds most alike (identical names left out)."""
    names = [(g, n) for g, listed in groups.items() for n in listed]
    luck = random.Random(2)
    if len(names) > 900:
        names = luck.sample(names, 900)
    found = []
    for (g, a), (h, b) in itertools.combinations(names, 2):
        if g != h and a.casefold() != b.casefold():
            found.append((method(a, b), a, b))
    found.sort(reverse=True)
    return [(a, b) for _, a, b in found[:wanted]]


def timing(groups: dict[str, list[str]], entries: int = 100_000) -> None:
    luck = random.Random(3)
    words = [w for listed in groups.values() for n in listed for w in n.split()]
    names = [(f"e{i}", " ".join(luck.choices(words, k=luck.randrange(2, 5)))) for i in range(entries)]
    start = time.perf_counter()
    index = NameIndex(names)
    built = time.perf_counter() - start
    asked = [n for listed in groups.values() for n in listed][:20]
    start = time.perf_counter()
    for name in asked:
        index.near(name, 86)
    ours = (time.perf_counter() - start) / len(asked)
    choices = [n for _, n in names]
    start = time.perf_counter()
    for name in asked:
        process.extract(
            name, choices, scorer=fuzz.token_sort_ratio, processor=utils.default_process, score_cutoff=86, limit=None
        )
    theirs = (time.perf_counter() - start) / len(asked)
    print(f"{entries:,} entries: index {built:.1f} s, {1000 * ours:.0f} ms a name; plain {1000 * theirs:.0f} ms a name")


if __name__ == "__main__":
    main()

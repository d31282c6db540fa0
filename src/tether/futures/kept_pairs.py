"""Projected pairs kept between runs, so that a changed clause projects only the pairs that it touches.

    kept = KeptPairs.of(plan)
    missing = kept.missing([0, 1])              # pairs to run for these blocks, the status quo first; () for none
    kept.completed(0, missing, draws)           # the whole block: what was run, and the rest as it was kept

What a pair gives depends on the pair itself, the status quo's, and what all pairs share, never on the pairs beside it
(``block.py``). So a pair's key is the hash of those, and of all that a checkpoint's key names (``checkpoints.py``). A
block of a pair is an entry of its own. ``tether verify`` runs without (``documents/cache.py: without_cache``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tether.documents.cache import MB, Cache, digest
from tether.futures.block import BlockDraws, BlockTask
from tether.futures.checkpoints import common_key
from tether.randomness.provenance import packed, unpacked

CACHE = Cache("pairs", 512 * MB)
LARGEST = 2048 * MB  # of a run before it is packed: a larger one would push itself out

PairDraws = dict[str, NDArray[Any]]  # one pair's slice of each field of ``BlockDraws``


@dataclass(frozen=True)
class KeptPairs:
    """The pairs of one plan that an earlier run has projected, block by block; ``keys`` is empty where none is kept."""

    plan: BlockTask
    keys: tuple[str, ...] = ()

    @classmethod
    def of(cls, plan: BlockTask) -> KeptPairs:
        """Return the store of the plan's own pairs; one that keeps nothing for a run too large."""
        if _size(plan) * plan.basis.blocks * len(plan.pairs) > LARGEST:
            return cls(plan)
        common = digest((common_key(plan), repr(plan.pairs[0])))
        return cls(plan, tuple(digest((common, repr(pair))) for pair in plan.pairs))

    def missing(self, blocks: Iterable[int]) -> tuple[int, ...]:
        """Return the pairs, by index, of which some of ``blocks`` are not kept; the status quo's first where any."""
        lacking = {i for block in blocks for i in range(len(self.plan.pairs)) if not self._has(i, block)}
        return tuple(sorted({0, *lacking})) if lacking else ()

    def only(self, pairs: tuple[int, ...]) -> BlockTask:
        """Return the plan of some pairs alone, the status quo's among them."""
        return replace(self.plan, pairs=tuple(self.plan.pairs[i] for i in pairs), stages=self.plan.depth)

    def load(self, block: int) -> BlockDraws | None:
        """Return a block of which every pair is kept; None where one is not."""
        found = [self._load(i, block) for i in range(len(self.plan.pairs))]
        return self._together([f for f in found if f is not None]) if all(f is not None for f in found) else None

    def completed(self, block: int, pairs: tuple[int, ...], draws: BlockDraws) -> BlockDraws | None:
        """Keep what was run of a block, and return all of it; None where a pair that was kept has gone meanwhile."""
        staged = self.only(pairs).staged
        for at, i in enumerate(pairs):
            self._save(i, block, _of_pair(draws, at, staged))
        if len(pairs) == len(self.plan.pairs):
            return draws
        ran = {i: _of_pair(draws, at, staged) for at, i in enumerate(pairs)}
        found = [ran[i] if i in ran else self._load(i, block) for i in range(len(self.plan.pairs))]
        whole = [f for f in found if f is not None]
        return self._together(whole) if len(whole) == len(found) else None

    def _has(self, pair: int, block: int) -> bool:
        return bool(self.keys) and CACHE.has(f"{self.keys[pair]}-{block}")

    def _load(self, pair: int, block: int) -> PairDraws | None:
        found = CACHE.get(f"{self.keys[pair]}-{block}") if self.keys else None
        return None if found is None else unpacked(found)

    def _save(self, pair: int, block: int, draws: PairDraws) -> None:
        if self.keys:
            CACHE.put(f"{self.keys[pair]}-{block}", packed(draws))

    def _together(self, found: list[PairDraws]) -> BlockDraws:
        """Return the pairs' slices as one block."""
        whole = {name: np.stack([f[name] for f in found]) for name in BlockDraws._fields if name != "stages"}
        stages = [found[i]["stages"] for i in self.plan.staged]
        rows = len(self.plan.worlds.theories), self.plan.basis.months, self.plan.basis.sizes.lanes
        return BlockDraws(**whole, stages=np.stack(stages) if stages else np.zeros((0, *rows), np.int8))


def _of_pair(draws: BlockDraws, at: int, staged: tuple[int, ...]) -> PairDraws:
    found = {name: getattr(draws, name)[at] for name in BlockDraws._fields if name != "stages"}
    return found | ({"stages": draws.stages[staged.index(at)]} if at in staged else {})


def _size(plan: BlockTask) -> int:
    """Return about how many bytes one pair's block takes: totals by month, sums by place."""
    basis = plan.basis
    return 4 * 4 * len(plan.worlds.theories) * basis.sizes.lanes * (basis.months + len(basis.places))

"""Finished blocks on disk, so that an interrupted run goes on where it stopped, and never with another study's blocks.

    finished = Finished.of(plan, scratch=Path("runs/.unfinished"))
    draws = finished.load(3)          # None: not done yet
    finished.save(3, draws)           # written aside, then renamed: a file is whole or not there

A folder is named by the *key*: the SHA-256 of everything that a block's bytes depend on (the cloud, the worlds, the
compiled charters, sizes, seed, the code of the rooms that compute, versions, the kind of machine and device). Each file
carries the key of its run and its own number, and one that carries another is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tether.documents.cache import digest
from tether.documents.files import replacing
from tether.documents.locks import end_work, leave_work, work_folder
from tether.documents.packed import read_arrays
from tether.errors import InputError, Problem
from tether.futures.block import BlockDraws, BlockTask
from tether.futures.status_quo import basis_parts
from tether.randomness.provenance import array_parts, code_key

# Rooms whose code and tables a block's bytes depend on.
ROOMS = ("randomness", "charter", "forecast", "armed_order", "levers", "futures")
UNFINISHED = ".unfinished"


@dataclass(frozen=True)
class Checkpoints:
    """The finished blocks of one run; ``folder`` None keeps none."""

    folder: Path | None = None
    key: str = ""

    @classmethod
    def of(cls, plan: BlockTask, scratch: Path | None) -> Checkpoints:
        """Return the store of the plan's own blocks below ``scratch``; ours alone until ``clear`` or ``leave``."""
        if scratch is None:
            return cls()
        key = key_of(plan)
        return cls(work_folder(scratch / key[:16]), key)

    def load(self, block: int) -> BlockDraws | None:
        """Return a finished block; None where it isn't.

        Raises:
            InputError: the file is another run's or another block's, or cannot be read.
        """
        path = self._path(block)
        if path is None or not path.exists():
            return None
        try:
            stored = read_arrays(path, where=str(path))
            told = (str(stored["key"]), int(stored["block"]))
            draws = BlockDraws(*(stored[name] for name in BlockDraws._fields))
        except (OSError, ValueError, KeyError, InputError) as error:
            raise self._refused(path, f"a block that cannot be read ({error})") from None
        if told != (self.key, block):
            raise self._refused(path, f"block {told[1]} of a run with key {told[0][:16]}")
        return draws

    def save(self, block: int, draws: BlockDraws) -> None:
        """Write a finished block, whole or not at all."""
        path = self._path(block)
        if path is None:
            return
        with replacing(path) as draft:
            np.savez(draft, key=np.array(self.key), block=np.array(block), **draws._asdict())

    def _path(self, block: int) -> Path | None:
        return None if self.folder is None else self.folder / f"block-{block:04d}.npz"

    def _refused(self, path: Path, found: str) -> InputError:
        remedy = "delete the file and run again: only its block is computed anew"
        return InputError(Problem(found, str(path), expected=f"a block of key {self.key[:16]}", remedy=remedy))


def clear(folder: Path | None) -> None:
    """Remove the blocks of a run that is whole, and the scratch folder around them when nothing else is in it."""
    if folder is not None:
        end_work(folder)


def leave(folder: Path | None) -> None:
    """Let go of the folder and keep its finished blocks for another run."""
    if folder is not None:
        leave_work(folder)


def key_of(plan: BlockTask) -> str:
    """Return the key of a plan: equal for equal inputs, code, versions and kind of machine."""
    return digest((common_key(plan), repr(plan.pairs)))


def common_key(plan: BlockTask) -> str:
    """Return the key of all that the plan's pairs share."""
    worlds = plan.worlds
    said = (plan.groups, plan.active, worlds.theories, plan.depth)
    tables = {name: worlds.parameters[name] for name in sorted(worlds.parameters)}
    sizes = (worlds.heads, worlds.insurgents, worlds.state, worlds.away, worlds.patron)
    unstated = {name: worlds.unstated[name] for name in sorted(worlds.unstated)}
    arrays = array_parts((plan.ground, plan.parts, tables, sizes, *([unstated] if unstated else [])))
    return digest((code_key(ROOMS), repr(said), *basis_parts(plan.basis), *arrays))

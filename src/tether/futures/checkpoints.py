"""Finished blocks on disk, so that an interrupted run goes on where it stopped, and never with another study's blocks.

    finished = Finished.of(plan, scratch=Path("runs/.unfinished"))
    draws = finished.load(3)          # None: not done yet
    finished.save(3, draws)           # written aside, then renamed: a file is whole or not there

A folder is named by the *key*: the SHA-256 of everything that a block's bytes depend on (the cloud, the worlds, the
compiled charters, sizes, seed, the code of the rooms that compute, versions, the kind of machine and device). Each file
carries the key of its run and its own number, and one that carries another is refused.
"""

from __future__ import annotations

import hashlib
import platform
import shutil
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import jax
import numpy as np

from tether.documents.files import replacing
from tether.errors import InputError, Problem
from tether.futures.block import BlockDraws, BlockTask

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
        """Return the store of the plan's own blocks below ``scratch``."""
        if scratch is None:
            return cls()
        key = key_of(plan)
        folder = scratch / key[:16]
        folder.mkdir(parents=True, exist_ok=True)
        return cls(folder, key)

    def load(self, block: int) -> BlockDraws | None:
        """Return a finished block; None where it isn't.

        Raises:
            InputError: the file is another run's or another block's, or cannot be read.
        """
        path = self._path(block)
        if path is None or not path.exists():
            return None
        try:
            with np.load(path) as stored:
                told = (str(stored["key"]), int(stored["block"]))
                draws = BlockDraws(*(stored[name] for name in BlockDraws._fields))
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
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
    if folder is None:
        return
    shutil.rmtree(folder, ignore_errors=True)
    if folder.parent.exists() and not any(folder.parent.iterdir()):
        folder.parent.rmdir()


def key_of(plan: BlockTask) -> str:
    """Return the key of a plan: equal for equal inputs, code, versions and kind of machine."""
    digest = hashlib.sha256(code_key().encode())
    basis, worlds = plan.basis, plan.worlds
    said = (basis.places, basis.sizes, basis.months, basis.noise, plan.groups, plan.pairs, plan.active, worlds.theories)
    digest.update(repr(said).encode())
    tables = {name: worlds.parameters[name] for name in sorted(worlds.parameters)}
    sizes = (worlds.heads, worlds.insurgents, worlds.state, worlds.away, worlds.patron)
    arrays = (basis.state, basis.parameters, basis.shares, basis.civilians, plan.ground, plan.parts, tables, sizes)
    for leaf in jax.tree.leaves(arrays):
        values = np.ascontiguousarray(leaf)
        digest.update(f"{values.dtype}{values.shape}".encode())
        digest.update(values.data)
    return digest.hexdigest()


@cache
def code_key() -> str:
    """Return the key of what computes: code and tables of ``ROOMS``, library versions, kind of machine and device."""
    digest = hashlib.sha256()
    for room in ROOMS:
        root = Path(str(files("tether") / room))
        for path in _sources(root):
            digest.update(str(path.relative_to(root)).encode() + path.read_bytes())
    device: Any = jax.devices()[0]
    versions = [version(name) for name in ("jax", "jaxlib", "numpy")]
    digest.update(repr((*versions, platform.machine(), platform.system(), device.device_kind)).encode())
    return digest.hexdigest()


def _sources(root: Path) -> Iterable[Path]:
    return sorted(p for p in root.rglob("*") if p.suffix in (".py", ".csv", ".npz"))

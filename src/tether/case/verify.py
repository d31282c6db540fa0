"""Runs a run again from its manifest and compares the hashes of every number."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tether.case.case import open_case
from tether.errors import InputError, Problem
from tether.futures.basis import Sizes


@dataclass(frozen=True)
class Verification:
    """What came out the same, what did not, and what was not there."""

    same: tuple[str, ...]
    different: tuple[str, ...]

    @property
    def reproduced(self) -> bool:
        """Return whether every output came out byte for byte."""
        return not self.different


def verify_run(folder: Path, workers: int = 1) -> Verification:
    """Rerun a run folder.

    Raises:
        InputError: no readable manifest, or an input's checksum is no longer the one it was run with.
    """
    from tether.case.store import output_hashes

    told = _manifest(folder)
    case = open_case(told["folder"])
    resolved, sizes = told["case"], told["case"]["sizes"]
    spec = replace(
        case.spec,
        seed=resolved["seed"],
        horizon_months=resolved["horizon_months"],
        sizes=Sizes(sizes["points"], sizes["particles"], sizes["block"]),
        filter=sizes["filter"],
        worlds=_worlds(folder, told),
    )
    case = type(case)(spec)
    _, card = case.source
    if card.sha256 != told["inputs"]["events"]:
        found = f"event data with checksum {card.sha256[:12]}…"
        raise InputError(
            Problem(found, str(folder), path="inputs.events", expected=f"{told['inputs']['events'][:12]}…")
        )
    study = case.project(told["charters"] or None, workers=workers)
    now = output_hashes(study)
    names = sorted({*now, *told["outputs"]})
    different = tuple(n for n in names if now.get(n) != told["outputs"].get(n))
    return Verification(tuple(n for n in names if n not in different), different)


def _worlds(folder: Path, told: dict[str, Any]) -> str:
    """Return the path of the beliefs that the run carries with it; refuse them if they were changed since."""
    wanted = told["inputs"].get("worlds")
    if not wanted:
        return ""
    path = (folder / "worlds.yaml").resolve()
    found = hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "none"
    if found != wanted:
        said = f"beliefs with checksum {found[:12]}…" if path.exists() else "no file of beliefs"
        raise InputError(Problem(said, str(path), path="inputs.worlds", expected=f"{wanted[:12]}…"))
    return str(path)


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    if not path.is_file():
        raise InputError(Problem("no manifest.json", str(folder), expected="a run folder that tether brief wrote"))
    try:
        told = json.loads(path.read_text("utf-8"))
        for key in ("folder", "case", "inputs", "outputs", "charters"):
            told[key]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            Problem(f"no readable manifest ({error})", str(path), expected="a run folder that tether brief wrote")
        ) from None
    return told

"""A run done again from its manifest, and the hashes of every number compared.

verification = verify_run(Path("runs/2026-11-22T0931Z-iraq-2015-7f3a"))
verification.reproduced                 # every array and table came out byte for byte
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tether.errors import InputError, Problem, Problems
from tether.randomness.sizes import Sizes
from tether.study.case import CaseInputs, open_inputs
from tether.study.futures import project_case
from tether.study.plans import roster_path
from tether.study.run_folder import charter_bytes, output_hashes, sha


@dataclass(frozen=True)
class Verification:
    """What came out the same, what did not, and what was not there."""

    same: tuple[str, ...]
    different: tuple[str, ...]

    def __repr__(self) -> str:
        named = ", ".join(self.different[:3]) + (" …" if len(self.different) > 3 else "")
        return (
            f"Verification: {len(self.same)} outputs came out byte for byte, {len(self.different)} differ"
            f"{f' ({named})' if named else ''}"
        )

    @property
    def reproduced(self) -> bool:
        """Return whether every output came out byte for byte."""
        return not self.different


def verify_run(folder: Path, workers: int = 1) -> Verification:
    """Rerun a run folder.

    Raises:
        InputError: no readable manifest, or an input's checksum is no longer the one it was run with.
    """
    told = _manifest(folder)
    case = open_inputs(told["folder"])
    resolved, sizes = told["case"], told["case"]["sizes"]
    spec = replace(
        case.spec,
        seed=resolved["seed"],
        horizon_months=resolved["horizon_months"],
        sizes=Sizes(sizes["points"], sizes["particles"], sizes["block"]),
        filter=sizes["filter"],
        worlds=_worlds(folder, told),
    )
    case = CaseInputs(spec)
    options = _options(folder, told)
    _refuse_other_inputs(case, options, folder, told["inputs"])
    charters = case.read_charters(options) if options else case.charters
    study = project_case(case, charters, workers)
    now = output_hashes(study)
    names = sorted({*now, *told["outputs"]})
    different = tuple(n for n in names if now.get(n) != told["outputs"].get(n))
    return Verification(tuple(n for n in names if n not in different), different)


def _options(folder: Path, told: dict[str, Any]) -> list[str]:
    """Return the options, by the files that the run carries with it; by name where it carries none."""
    carried = {name: (folder / "charters" / f"{name}.yaml").resolve() for name in told["charters"]}
    return [str(path) if path.exists() else name for name, path in carried.items()]


def _refuse_other_inputs(case: CaseInputs, options: list[str], folder: Path, wanted: dict[str, str]) -> None:
    """Refuse inputs that are not those of the run, all told at once; what its manifest doesn't name is not judged."""
    _, card = case.source
    found = {"events": card.sha256, **{c.id: sha(charter_bytes(c)) for c in case.read_charters(options).values()}}
    roster = roster_path(case)
    if roster is not None:
        found["roster"] = sha(roster.read_bytes())
    problems = Problems(str(folder))
    for name, now in found.items():
        if now != wanted.get(name, now):
            said = f"{name} with checksum {now[:12]}…"
            problems.add(said, path=f"inputs.{name}", expected=f"{wanted[name][:12]}…")
    problems.raise_if_any()


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

"""Faults written without a look at the checks: how many were found before anything was mended, and how many are now?

    python -m studies.blind_faults              # each set: found, silent, and look-alikes at which a part speaks

The planted faults of ``studies/planted_faults.py`` were written beside the checks and say little of a stranger's. Each
set of ``tests/charter/data/blind`` was written from the schema and from what a law may get wrong, run once, and kept
with what was found then (``before``); only afterwards were the checks made more general. The next set is the next
measure.

A fault is a small edit of a charter of the library: ``set`` a value at a path, ``add`` rows to a list, ``drop`` paths
(rows of a list by id or by number). It is *found* where a finding of its part names every clause listed (``a|b``:
either), or as many as the set's ``least``, where its author named more than a contradiction takes. A *look-alike* is
an edit that is odd and consistent: no part may speak, or only mildly where it is ``mild``.
"""

from __future__ import annotations

import argparse
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from studies.planted_faults import FAMILY
from tether.charter import charter_from_text
from tether.charter.check import check
from tether.charter.findings import Finding
from tether.errors import TetherError

SETS = Path(__file__).parents[1] / "tests" / "charter" / "data" / "blind"


@dataclass(frozen=True)
class BlindFault:
    """One edit of a charter of the library: a fault with its clauses, or a look-alike without any."""

    id: str
    base: str
    said: str
    row: dict[str, Any]
    engine: str = ""  # numbers, time, dependence, grants, any (a rule too); empty for a look-alike
    clauses: tuple[str, ...] = ()
    least: int = 0  # so many of the clauses must be named by one finding; 0: all

    def charter(self) -> dict[str, Any]:
        """Return the base with the edit made."""
        data = copy.deepcopy(_library(self.base))
        for path, rows in self.row.get("add", {}).items():
            holder, last = _holder(data, path, make=True)
            holder[last] = [*(holder.get(last) or ()), *copy.deepcopy(rows)]
        for path, value in self.row.get("set", {}).items():
            holder, last = _holder(data, path, make=True)
            holder[last] = value
        for path in self.row.get("drop", ()):
            holder, last = _holder(data, path)
            del holder[last]
        return data

    def findings(self) -> tuple[Finding, ...] | None:
        """Return what the four parts say; None where the charter is refused when it is read."""
        text = yaml.dump(self.charter(), Dumper=yaml.CSafeDumper, sort_keys=False, default_flow_style=None, width=10**6)
        try:
            charter = charter_from_text(text, "law.yaml")
        except TetherError:
            return None
        return check(charter, select=() if self.engine == "any" else list(FAMILY.values())).fired

    def found(self) -> bool:
        """Whether a finding of the right part names every clause."""
        data = self.charter()
        wanted = [[_numbered(data, path) for path in clause.split("|")] for clause in self.clauses]
        families = () if self.engine == "any" else (FAMILY[self.engine],)
        return any(
            (not families or f.code.startswith(families))
            and sum(any(_names(f, path) for path in paths) for paths in wanted) >= (self.least or len(wanted))
            for f in self.findings() or ()
        )

    def spoken(self) -> tuple[Finding, ...]:
        """Return what is said of a look-alike that is not said of its base."""
        known = _said_of(self.base)
        mild = bool(self.row.get("mild"))
        return tuple(
            f
            for f in self.findings() or ()
            if (f.code, f.path) not in known and not (mild and f.severity in ("warning", "note"))
        )


@dataclass(frozen=True)
class BlindSet:
    """One set: its name, faults, look-alikes, and what was found and said before anything was mended."""

    name: str
    about: str
    faults: tuple[BlindFault, ...]
    decoys: tuple[BlindFault, ...]
    found_before: frozenset[str]
    spoke_before: frozenset[str]
    missed: dict[str, str]  # faults that are not found, each with the reason


@cache
def _said_of(base: str) -> frozenset[tuple[str, str]]:
    return frozenset((f.code, f.path) for f in BlindFault("", base, "", {}).findings() or ())


@cache
def _library(name: str) -> dict[str, Any]:
    beside = SETS.parent / f"{name}.yaml"  # a law of the tests, else one of the library
    library = resources.files("tether.charter") / "library" / "charters" / f"{name}.yaml"
    data: dict[str, Any] = yaml.safe_load((beside if beside.exists() else library).read_text("utf-8"))
    return data


def _holder(data: Any, path: str, *, make: bool = False) -> tuple[Any, Any]:
    """Return what holds the last step of a path, and that step; missing maps on the way are made where asked."""
    *steps, last = path.split(".")
    for step in steps:
        if isinstance(data, list):
            data = data[_index(data, step)]
            continue
        if make and not isinstance(data.get(step), dict | list):
            data[step] = {}
        data = data[step]
    return data, _index(data, last) if isinstance(data, list) else last


def _index(rows: list[Any], step: str) -> int:
    return int(step) if step.isdigit() else next(n for n, row in enumerate(rows) if row.get("id") == step)


def _numbered(data: Any, path: str) -> str:
    """Return a path with numbers for ids, as findings name it."""
    steps: list[str] = []
    for step in path.split("."):
        if isinstance(data, list):
            number = _index(data, step)
            data, step = data[number], str(number)
        else:
            data = data.get(step) if isinstance(data, dict) else None
        steps.append(step)
    return ".".join(steps)


def _names(finding: Finding, clause: str) -> bool:
    paths = (finding.path, *finding.related)
    return any(p == clause or p.startswith(f"{clause}.") or clause.startswith(f"{p}.") for p in paths)


def blind_sets() -> Iterator[BlindSet]:
    """Yield the sets in the order in which they were written."""
    for path in sorted(SETS.glob("*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        base, before, least = data["base"], data["before"], data.get("least", 0)
        faults = tuple(
            BlindFault(r["id"], r.get("base", base), r["fault"], r, r["engine"], tuple(r["clauses"]), least)
            for r in data["faults"]
        )
        decoys = tuple(BlindFault(r["id"], r.get("base", base), r["why"], r) for r in data["decoys"])
        ids = {f.id for f in faults}
        unfound = set(before["missed"])
        if not unfound <= ids:
            raise ValueError(f"{path.name}: no faults of these ids: {sorted(unfound - ids)}")
        yield BlindSet(
            path.stem.split("-", 1)[-1],
            data["about"],
            faults,
            decoys,
            frozenset(ids - unfound),
            frozenset(before["spoke"]),
            data.get("missed", {}),
        )


def as_markdown(sets: tuple[BlindSet, ...]) -> str:
    """Return the part of the page of planted faults that counts the blind sets, from what the tests hold."""
    lines = ["", "## Faults written without a look at the checks", "", "Counted by `python -m studies.blind_faults`."]
    lines += [
        "Each set was written from the schema alone, run once, and kept with what was found at that time. *Before* is",
        "the measure of what a stranger's fault meets; *now* only says that the set has been learnt from. A look-alike",
        "is odd and consistent, and any finding of it is false.",
        "",
        "| set | faults | found before | found now | look-alikes | spoken of before | now |",
        "|---|---|---|---|---|---|---|",
    ]
    rest = []
    for one in sets:
        n, m = len(one.faults), len(one.decoys)
        now = n - len(one.missed)  # held by tests/charter/test_blind_faults.py, as is that no look-alike is spoken of
        before = f"{len(one.found_before)} ({100 * len(one.found_before) / n:.0f} %)"
        lines.append(f"| {one.about} | {n} | {before} | {now} | {m} | {len(one.spoke_before)} | 0 |")
        rest += [f"- {next(f.said for f in one.faults if f.id == i)}: {why}" for i, why in one.missed.items()]
    lines += ["", "Not found, and why:", "", *rest] if rest else []
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print what is found of each set, what is not, and what is said of look-alikes."""
    argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0]).parse_args()
    for one in blind_sets():
        silent = [f for f in one.faults if not f.found()]
        print(f"{one.name}: {len(one.faults) - len(silent)} of {len(one.faults)} found; before {len(one.found_before)}")
        for fault in silent:
            print(f"  silent: {fault.id}: {fault.said}")
        for decoy in one.decoys:
            for finding in decoy.spoken():
                print(f"  false: {decoy.id} ({decoy.said}): {finding.code} {finding.message}")


if __name__ == "__main__":
    main()

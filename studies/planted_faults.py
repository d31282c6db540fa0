"""Faults planted in the model law, one at a time: how many does ``charter/consistency`` find, at which clauses?

    python studies/planted_faults.py            # found, silent and beside the point, by engine

Each fault of ``tests/charter/data/planted-faults.yaml`` is a small edit of a law in which no rule fires, after which
clauses of it cannot all be true. It counts as *found* where a finding of the right part (numbers, time, dependence,
grants) names every clause that the plant lists, as its place or beside it; as *silent* otherwise. *Beside* counts
findings of the four parts that name none of these clauses. The faults are the authors' own: they say that what was
meant is found, not how many faults of others would be.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from tether.charter import charter_from_text
from tether.charter.check import check
from tether.charter.findings import Finding

PLANTED = Path(__file__).parents[1] / "tests" / "charter" / "data" / "planted-faults.yaml"
FAMILY = {"numbers": "NUM", "time": "TIM", "dependence": "DEP", "grants": "GRF"}


@dataclass(frozen=True)
class PlantedFault:
    """One fault: who must find it, in words, the edits that plant it, and the clauses that must be named."""

    id: str
    engine: str
    fault: str
    edits: tuple[tuple[str, str], ...]
    clauses: tuple[str, ...]

    def law(self) -> str:
        """Return the model law with the fault in it; ValueError where an edit has nowhere to stand."""
        text = model_law()
        for cut, put in self.edits:
            if cut not in text:
                raise ValueError(f"{self.id}: {cut!r} does not stand in the model law")
            text = text.replace(cut, put, 1)
        return text


@dataclass(frozen=True)
class Seen:
    """What the checker said of one planted fault."""

    fault: PlantedFault
    found: tuple[Finding, ...]  # of the right part, naming every clause
    beside: tuple[Finding, ...]  # of the four parts, naming none


def model_law() -> str:
    """Return the text of the model law."""
    return (resources.files("tether.charter") / "library" / "charters" / "example-guard-law.yaml").read_text("utf-8")


def planted() -> tuple[PlantedFault, ...]:
    """Return every planted fault, in the order of the file."""
    rows: list[dict[str, Any]] = yaml.safe_load(PLANTED.read_text("utf-8"))["faults"]
    return tuple(
        PlantedFault(
            row["id"],
            row["engine"],
            row["fault"],
            ((row["cut"], row["put"]), *((cut, put) for cut, put in row.get("more", ()))),
            tuple(row["clauses"]),
        )
        for row in rows
    )


def seen(fault: PlantedFault) -> Seen:
    """Return what is found of a planted fault."""
    fired = check(charter_from_text(fault.law(), "law.yaml"), select=list(FAMILY.values())).fired
    own = [f for f in fired if f.code.startswith(FAMILY[fault.engine])]
    found = tuple(f for f in own if all(_names(f, clause) for clause in fault.clauses))
    beside = tuple(f for f in fired if not any(_names(f, clause) for clause in fault.clauses))
    return Seen(fault, found, beside)


def _names(finding: Finding, clause: str) -> bool:
    """Whether a finding names a clause: its path, one within it, or the row that holds it."""
    paths = (finding.path, *finding.related)
    return any(p == clause or p.startswith(f"{clause}.") or clause.startswith(f"{p}.") for p in paths)


def counts(every: tuple[Seen, ...]) -> dict[str, tuple[int, int, int, int]]:
    """Return (planted, found, silent, beside) by engine."""
    table = {}
    for engine in FAMILY:
        ours = [s for s in every if s.fault.engine == engine]
        found = sum(bool(s.found) for s in ours)
        table[engine] = (len(ours), found, len(ours) - found, sum(len(s.beside) for s in ours))
    return table


def as_markdown(every: tuple[Seen, ...]) -> str:
    """Return the page of the planted faults."""
    unspoilt = len(check(charter_from_text(model_law(), "law.yaml")).findings)
    lines = ["# Planted faults", "", "Counted by `python -m studies.planted_faults`.", ""]
    lines += [
        "Each row is a small edit of the model law, after which clauses of it cannot all be true. *Found*: a finding",
        "of the right part names every clause listed; *silent*: none does; *beside*: findings that name none of these",
        f"clauses. In the law as it stands {unspoilt} findings fire. The faults are the authors' own.",
        "",
        "| part | planted | found | silent | beside |",
        "|---|---|---|---|---|",
    ]
    table = counts(every)
    lines += [f"| {engine} | {' | '.join(map(str, row))} |" for engine, row in table.items()]
    lines += [f"| all | {' | '.join(str(sum(column)) for column in zip(*table.values(), strict=True))} |", ""]
    lines += ["| part | what was planted | found as | at |", "|---|---|---|---|"]
    for s in every:
        code = s.found[0].code if s.found else "not found"
        at = f"`{s.found[0].path}`" if s.found else ""
        lines.append(f"| {s.fault.engine} | {s.fault.fault} | {code} | {at} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the counts, and each fault that was not found."""
    argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0]).parse_args()
    every = tuple(seen(fault) for fault in planted())
    print("part        planted  found  silent  beside")
    for engine, row in counts(every).items():
        print(f"{engine:<10}" + "".join(f"{n:>8}" for n in row))
    for s in every:
        if not s.found:
            print(f"silent: {s.fault.id}: {s.fault.fault}")


if __name__ == "__main__":
    main()

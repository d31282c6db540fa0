"""Which kinds of clause are read against others by which relation: a matrix of parts of a charter × codes.

    python -m studies.consistency_cells             # the matrix, from the table of witnesses
    python -m studies.consistency_cells --measure   # run every planted and blind fault and write the table anew

A cell is filled where a fault of the tests (planted, or of a blind set) is found by that code and lists a clause of
that part: its *witness* stands in ``tests/charter/data/cells.csv``. An empty cell means that no test shows such a
relation: either none can be (a command has no sum), or nobody has thought of it yet.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

from studies.blind_faults import _names, _numbered, blind_sets
from studies.planted_faults import FAMILY, planted, seen

TABLE = Path(__file__).parents[1] / "tests" / "charter" / "data" / "cells.csv"
PARTS = (  # a part of a charter, in words, and the keys that belong to it; the first that fits
    ("the text itself", ("meta", "sources", "waivers")),
    ("places, communities", ("places", "communities")),
    ("actors", ("actors",)),
    ("groups", ("groups",)),
    ("forces", ("forces",)),
    ("units", ("units",)),
    ("posts", ("posts",)),
    ("command, precedence", ("command", "precedence")),
    ("powers", ("powers", "powers_required")),
    ("joint bodies", ("joint_bodies",)),
    ("outside administrations", ("administrations",)),
    ("camps", ("cantonments",)),
    ("streams in", ("induction",)),
    ("centre and place, partners", ("sharing.territorial", "sharing.central", "sharing.partners")),
    ("shares, quotas", ("sharing.allocation",)),
    ("ways out, choices", ("exits", "choices", "exit_demand")),
    ("people, the displaced", ("people", "displacement")),
    ("the law, its courts", ("law",)),
    ("pay", ("pay",)),
    ("arms, surrender", ("arms", "surrender")),
    ("assets", ("assets",)),
    ("backers, aid", ("patrons", "aid")),
    ("consent, complaint", ("trust",)),
    ("enforcement", ("enforcement",)),
    ("phases, steps", ("phases", "steps")),
    ("the end", ("end_state",)),
    ("passage, players", ("politics",)),
    ("oversight", ("oversight",)),
    ("duties, what is left open", ("obligations", "delegations")),
    ("totals", ("totals",)),
)
CODES = tuple(f"{family}0{n}" for family, most in (("NUM", 7), ("TIM", 6), ("DEP", 7), ("GRF", 5))
              for n in range(1, most + 1))  # fmt: skip


def part_of(path: str) -> str:
    """Return the part of a charter to which a path belongs."""
    return next((name for name, keys in PARTS for key in keys if path == key or path.startswith(f"{key}.")), "")


def cells() -> dict[tuple[str, str], str]:
    """Return the witness of each filled cell, from the table."""
    rows = csv.DictReader(TABLE.read_text("utf-8").splitlines())
    return {(row["part"], row["code"]): row["witness"] for row in rows}


def measured() -> Iterator[tuple[str, str, str]]:
    """Yield (part, code, witness) of every fault that is found, by its own clauses."""
    for fault in planted():
        for finding in seen(fault).found[:1]:
            for clause in fault.clauses:
                yield part_of(clause), finding.code, f"planted/{fault.id}"
    for one in blind_sets():
        for blind in one.faults:
            data = blind.charter()
            wanted = [[_numbered(data, path) for path in clause.split("|")] for clause in blind.clauses]
            families = tuple(FAMILY.values()) if blind.engine == "any" else (FAMILY[blind.engine],)
            for finding in blind.findings() or ():
                named = [next((p for p in paths if _names(finding, p)), "") for paths in wanted]
                if finding.code.startswith(families) and all(named):
                    for path in named:
                        yield part_of(path), finding.code, f"{one.name}/{blind.id}"
                    break


def as_markdown() -> str:
    """Return the matrix: a filled cell has a dot."""
    filled = cells()
    lines = [f"| | {' | '.join(CODES)} |", "|---" * (len(CODES) + 1) + "|"]
    for name, _ in PARTS:
        marks = ["•" if (name, code) in filled else " " for code in CODES]
        lines.append(f"| {name} | {' | '.join(marks)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the matrix, or write the table of witnesses anew."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--measure", action="store_true", help="run every fault and write the table of witnesses")
    if parser.parse_args().measure:
        first: dict[tuple[str, str], str] = {}
        for part, code, witness in measured():
            first.setdefault((part, code), witness)
        order = [(name, code) for name, _ in PARTS for code in CODES if (name, code) in first]
        lines = ["part,code,witness", *(f'"{part}",{code},{first[part, code]}' for part, code in order)]
        TABLE.write_text("\n".join(lines) + "\n", "utf-8")
    print(as_markdown())


if __name__ == "__main__":
    main()

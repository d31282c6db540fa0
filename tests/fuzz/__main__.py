"""Runs every campaign of this folder and prints one table of counts: ``make fuzz``, ``make fuzz ROUNDS=2000``.

A campaign is a file ``NAME_campaign.py`` with

    def campaign(rounds: int, seed: int, folder: Path) -> dict[str, int]

that makes ``rounds`` attacks with the random choices of ``seed``, writes in ``folder`` alone, and returns counts as
they came out. A count whose name begins with "missed" is a fault of the product: any such count above 0, and a campaign
that breaks, ends the run with code 1. It is found by being there; each runs in a process of its own, so that one that
eats the memory (``MOST_MEMORY``) or breaks leaves the others standing.
"""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
MOST_MEMORY = 6 * 2**30  # bytes that a campaign's process may write to; what a library only reserves is not counted


def campaigns() -> list[str]:
    """Return the names of the campaigns in this folder."""
    return sorted(path.stem.removesuffix("_campaign") for path in HERE.glob("*_campaign.py"))


def run_here(name: str, rounds: int, seed: int, folder: Path) -> dict[str, int]:
    """Run one campaign in this process."""
    return dict(importlib.import_module(f"{name}_campaign").campaign(rounds, seed, folder))


def run_apart(name: str, rounds: int, seed: int) -> dict[str, int]:
    """Run one campaign in a process of its own; one that breaks is a miss, its last words on stderr."""
    with tempfile.TemporaryDirectory(prefix=f"fuzz-{name}-") as folder:
        told = Path(folder) / "counts.json"
        call = [sys.executable, str(HERE), "--one", name, "--rounds", str(rounds), "--seed", str(seed)]
        done = subprocess.run([*call, "--counts", str(told)], cwd=HERE.parents[1], check=False)
        if done.returncode or not told.exists():
            return {f"missed: the campaign itself ended with code {done.returncode}": 1}
        return {str(k): int(v) for k, v in json.loads(told.read_text("utf-8")).items()}


def table(counts: dict[str, dict[str, int]]) -> str:
    """Return the counts as a Markdown table, one row a count."""
    rows = [(name, what, f"{n:,}") for name, found in counts.items() for what, n in found.items()]
    widths = [max(len(row[i]) for row in [*rows, ("campaign", "count of", "number")]) for i in range(3)]

    def line(cells: tuple[str, str, str]) -> str:
        return f"| {cells[0]:<{widths[0]}} | {cells[1]:<{widths[1]}} | {cells[2]:>{widths[2]}} |"

    rule = f"|{'-' * (widths[0] + 2)}|{'-' * (widths[1] + 2)}|{'-' * (widths[2] + 1)}:|"
    return "\n".join([line(("campaign", "count of", "number")), rule, *map(line, rows)])


def main(argv: list[str] | None = None) -> int:
    """Run the campaigns asked for; 1 where one missed something."""
    ask = argparse.ArgumentParser(prog="tests/fuzz", description="Run the campaigns and print their counts.")
    ask.add_argument("--rounds", type=int, default=500, help="attacks of each campaign")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--only", default="", help="these campaigns, joined by commas")
    ask.add_argument("--one", default="", help=argparse.SUPPRESS)
    ask.add_argument("--counts", type=Path, help=argparse.SUPPRESS)
    asked = ask.parse_args(argv)
    if asked.one:
        resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))
        folder = asked.counts.parent / "folder"
        folder.mkdir()
        asked.counts.write_text(json.dumps(run_here(asked.one, asked.rounds, asked.seed, folder)), "utf-8")
        return 0
    names = [n for n in asked.only.split(",") if n] or campaigns()
    unknown = sorted(set(names) - set(campaigns()))
    if unknown:
        ask.error(f"no campaign {', '.join(unknown)}; there are {', '.join(campaigns())}")
    counts = {}
    for name in names:
        print(f"{name}: {asked.rounds} rounds, seed {asked.seed}", file=sys.stderr, flush=True)
        counts[name] = run_apart(name, asked.rounds, asked.seed)
    print(table(counts))
    missed = any(n for found in counts.values() for what, n in found.items() if what.startswith("missed"))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

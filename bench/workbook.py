"""Reads a roster of 120,000 rows x 10 columns from a workbook: our reader against openpyxl (and calamine), in one run.

    python bench/workbook.py [--rows 120000]

Each reader runs in a process of its own, so that peak memory is its own. Ratios are reported, never asserted. Ours
checks the zip and refuses entities on the way; calamine is asked where it is installed.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

READERS = ("tether", "openpyxl", "calamine")


def main() -> None:
    """Make the workbook, run every reader on it, print a line for each."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=120_000)
    options.add_argument("--one", choices=READERS, default=None)
    options.add_argument("--file", type=Path, default=None)
    asked = options.parse_args()
    if asked.one:
        print(*READ[asked.one](asked.file))
        return
    with tempfile.TemporaryDirectory() as scratch:
        file = make(Path(scratch) / "roster.xlsx", asked.rows)
        print(f"{asked.rows:,} rows x 10 columns, {file.stat().st_size / 1e6:.1f} MB")
        found = {name: run(name, file) for name in READERS if name != "calamine" or find_spec("python_calamine")}
    ours = found["tether"]
    for name, (cpu, memory, rows) in found.items():
        ratios = f"x{cpu / ours[0]:.2f} CPU, x{memory / ours[1]:.2f} memory of ours"
        print(f"{name:10s} {cpu:6.2f} s CPU {memory:6.0f} MB peak  {rows:,.0f} rows  ({ratios})")


def make(file: Path, rows: int) -> Path:
    """Write a workbook of eight columns of ids and two of numbers."""
    from openpyxl import Workbook

    draw, book = random.Random(1), Workbook(write_only=True)
    sheet = book.create_sheet("roster")
    kinds = {"militia": 60, "subunit": 900, "home": 18, "community": 5, "rank": 4, "month": 12, "consent": 3, "bar": 3}
    sheet.append([*kinds, "heads_low", "heads"])
    for _ in range(rows):
        sheet.append([*(f"{k}-{draw.randrange(n)}" for k, n in kinds.items()), draw.randrange(9), draw.randrange(90)])
    book.save(file)
    return file


def run(name: str, file: Path) -> tuple[float, float, float]:
    """Return (cpu seconds, peak MB, rows) of one reader in a process of its own."""
    command = [sys.executable, __file__, "--one", name, "--file", str(file)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(said[0]), float(said[1]), float(said[2])


def by_tether(file: Path) -> tuple[float, float, int]:
    from tether.documents.xlsx import open_workbook

    start = time.process_time()
    with open_workbook(file, expected="a roster") as book:
        rows = sum(1 for _ in book.rows(book.sheets[0], columns=40))
    return time.process_time() - start, peak(), rows


def by_openpyxl(file: Path) -> tuple[float, float, int]:
    from openpyxl import load_workbook

    start = time.process_time()
    book = load_workbook(file, read_only=True, data_only=True)
    rows = sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))
    return time.process_time() - start, peak(), rows


def by_calamine(file: Path) -> tuple[float, float, int]:
    from python_calamine import CalamineWorkbook

    start = time.process_time()
    rows = len(CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python())
    return time.process_time() - start, peak(), rows


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


READ = {"tether": by_tether, "openpyxl": by_openpyxl, "calamine": by_calamine}

if __name__ == "__main__":
    main()

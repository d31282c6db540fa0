"""100,000 claims: read, checked and asked as of a date, against the same in pandas and in plain Python.

    python bench/claims.py [rows]

The wish: checked and queried in under 1 s.
"""

from __future__ import annotations

import csv
import random
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from tether.evidence.claims.model import PREDICATES
from tether.evidence.claims.table import COLUMNS, read_table


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claims.csv"
        make(path, rows)
        print(f"{rows:,} claims, {path.stat().st_size / 1e6:.0f} MB of CSV")
        ours = timed("read, checked, asked as of 2015-06 (DuckDB)", lambda: ours_once(path))
        frames = timed("the same questions in pandas, unchecked", lambda: pandas_once(path))
        plain = timed("the same questions in csv + Python, unchecked", lambda: plain_once(path))
        assert ours_once(path) == pandas_once(path) == plain_once(path)
        print(f"DuckDB takes {ours / frames:.2f} of pandas' time, {ours / plain:.2f} of plain Python's, and checks")


def ours_once(path: Path) -> int:
    known = read_table(path).as_of("2015-06")
    return len(known) + len(known.about("group-17", "size"))


def pandas_once(path: Path) -> int:
    import pandas as pd

    frame = pd.read_csv(path, dtype=str)
    frame = frame[pd.to_datetime(frame.known_from) <= "2015-06-30"]
    return len(frame) + int(((frame.subject == "group-17") & (frame.predicate == "size")).sum())


def plain_once(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        known = [r for r in csv.DictReader(file) if date.fromisoformat(r["known_from"]) <= date(2015, 6, 30)]
    return len(known) + sum(r["subject"] == "group-17" and r["predicate"] == "size" for r in known)


def timed(label: str, call) -> float:
    call()
    best = min(_once(call) for _ in range(3))
    print(f"{best:6.2f} s  {label}")
    return best


def _once(call) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def make(path: Path, rows: int) -> None:
    luck = random.Random(1)
    sizes = [p for p in PREDICATES if PREDICATES[p].value == "count" and PREDICATES[p].object == "none"]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        for _ in range(rows):
            day = date(2000, 1, 1) + timedelta(luck.randrange(8000))
            lo = luck.randrange(1000)
            out.writerow(
                (f"group-{luck.randrange(500)}", luck.choice(sizes), "", lo, lo + 10, lo + 50, "men", "claimed", day,
                 day + timedelta(90), day, day + timedelta(200), "2026-11-22", f"source-{luck.randrange(300)}", "press",
                 "true", "public", "", "")
            )  # fmt: skip


if __name__ == "__main__":
    main()

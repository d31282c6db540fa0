"""Freezes facts.csv anew: python scripts/freeze_facts.py "why it had to change". It stays in facts-frozen.csv."""

from __future__ import annotations

import csv
import hashlib
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOM = Path(__file__).parents[1] / "src" / "tether" / "validation"


def main(reason: str) -> None:
    digest = hashlib.sha256((ROOM / "facts.csv").read_bytes()).hexdigest()
    with (ROOM / "facts-frozen.csv").open("a", encoding="utf-8", newline="") as ledger:
        csv.writer(ledger, lineterminator="\n").writerow([digest, f"{datetime.now(UTC):%Y-%m-%d}", reason])
    print(digest)


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        sys.exit("give one reason, in quotes")
    main(sys.argv[1])

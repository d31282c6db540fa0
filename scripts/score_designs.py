"""Makes ``outlooks.csv``: every shipped design, agreement and placebo date forecast once, stamped with the freeze.

    python scripts/score_designs.py --work WORK --workers 2     # resumes; workers change no byte

The coding must stand as it was frozen: run this after the commit of the freeze, never before.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from tether.precedents.after_designs import wanted_outlooks
from tether.precedents.designs import check_frozen
from tether.precedents.outlooks import outlooks, outlooks_text, stamp_now

TARGET = Path(__file__).parents[1] / "src" / "tether" / "precedents"


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=1)
    args = parser.parse_args()
    check_frozen()
    args.work.mkdir(parents=True, exist_ok=True)
    began = time.time()

    def told(text: str) -> None:
        print(f"{time.time() - began:5.0f} s  {text}", file=sys.stderr, flush=True)

    found = outlooks(wanted_outlooks(), work=args.work, workers=args.workers, again=True, say=told)
    (TARGET / "outlooks.csv").write_text(outlooks_text(found.values()), "utf-8")
    (TARGET / "outlooks.json").write_text(json.dumps(stamp_now(), indent=1) + "\n", "utf-8")
    print(f"{len(found):,} outlooks in {time.time() - began:.0f} s")


if __name__ == "__main__":
    main()

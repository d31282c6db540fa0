"""Scores core against core + order at every dated policy shock and writes the shipped table.

    nice -n 10 python scripts/make_order_scorecard.py work      # resumable: two files a shock in work/
    python scripts/make_order_scorecard.py work --assemble      # only writes the table from what is there

Sizes: 128 points × 8 particles × 5 theories, 12 months, seed 1.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pandas as pd

from tether.theatre import load
from tether.theatre.open_panel import load_panel
from tether.validation.shocks import Size, score_shock, shocks, summary

OUT = Path(__file__).parents[1] / "src" / "tether" / "validation" / "records"


def main(folder: Path, run: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    scored = [s for s in shocks() if not s.still]
    for shock in scored if run else ():
        path = folder / f"{shock.id}.csv"
        if path.exists():
            continue
        began = time.perf_counter()
        cells = score_shock(shock, load(shock.country), load_panel(shock.country), Size())
        cells.to_parquet(path.with_suffix(".parquet"), index=False)
        aside = path.with_suffix(".tmp")
        summary(cells).to_csv(aside, index=False)
        aside.rename(path)
        print(f"{shock.id}: {time.perf_counter() - began:.0f} s", flush=True)
    parts = [pd.read_csv(folder / f"{s.id}.csv") for s in scored if (folder / f"{s.id}.csv").exists()]
    if len(parts) < len(scored):
        sys.exit(f"{len(parts)} of {len(scored)} shocks are finished: run again without --assemble")
    OUT.mkdir(exist_ok=True)
    pd.concat(parts).to_csv(OUT / "order-scores.csv", index=False)
    print(f"{OUT / 'order-scores.csv'}: {len(parts)} shocks")


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--assemble" not in sys.argv)

"""Every step of every verb that writes, failed: ``campaign`` tries ``rounds`` of them, drawn by chance.

    python tests/fuzz --only faults --rounds 500

A round is a verb of ``writing.py``, one of its operations and a fault of ``faults.py``; it must leave the old or the
new, whole, no draft after the next start, and one line that names the file.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections import Counter
from pathlib import Path

from faults import FAULTS
from writing import WRITES, Expected, tried


def campaign(rounds: int, seed: int, folder: Path) -> dict[str, int]:
    """Fail ``rounds`` operations; return how many of each fault were met, and what was missed."""
    rng, counts = random.Random(seed), Counter({"missed": 0})
    known: dict[str, Expected] = {}
    for _ in range(rounds):
        name, fault = rng.choice(sorted(WRITES)), rng.choice(sorted(FAULTS))
        if name not in known:
            shutil.rmtree(folder / "at", ignore_errors=True)
            known[name] = Expected.of(name, folder / "at")
        at = rng.randint(1, known[name].operations)
        shutil.rmtree(folder / "at", ignore_errors=True)
        missed = tried(name, folder / "at", known[name], at, fault)
        counts[f"operations failed: {fault}"] += 1
        counts["missed"] += bool(missed)
        if missed:
            print(f"missed: {missed}", file=sys.stderr)
    return dict(sorted(counts.items()))

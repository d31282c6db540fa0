"""Single bits flipped in every file of a run folder and of a plan folder; ``campaign`` counts those that pass unseen.

    python tests/fuzz --only verify --rounds 1000 --seed 7

One plan is made once, and in a long campaign one small run of a shipped case with its charters, drawings and comparison
(``tests/study/test_run.py`` flips a bit in each file of its run). Each round takes the next file, flips one bit that
chance names, checks the files alone and puts the bit back.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from certificate_campaign import lawful_plan

from tether.documents.file_list import check_files
from tether.errors import InputError
from tether.induction.verification import verify_folder
from tether.randomness.sizes import Sizes
from tether.study import open_case
from tether.study.verify_run import verify_run

LONG = 200  # rounds from which there is a run as well: a minute to make


def small_run(folder: Path) -> Path:
    """Write a run of tiny sizes, with everything that a run can have."""
    case = open_case("iraq-2015").with_(sizes=Sizes(points=4, particles=2, block=4), filter=64, horizon_months=4)
    return case.project().write_run(folder)


def campaign(rounds: int, seed: int, folder: Path) -> dict[str, int]:
    """Flip and check; return counts, misses included."""
    kinds = {"plan": lawful_plan(folder)} | ({"run": small_run(folder / "runs")} if rounds >= LONG else {})
    assert not any(_found(place, kind) for kind, place in kinds.items())
    files = [
        (kind, p) for kind, place in kinds.items() for p in sorted(place.rglob("*")) if p.is_file() and p.stat().st_size
    ]
    counts: Counter[str] = Counter({"files": len(files), "missed flips": 0})
    for number in range(rounds):
        rng, (kind, path) = random.Random(f"{seed} {number}"), files[number % len(files)]
        whole = path.read_bytes()
        bit = rng.randrange(8 * len(whole))
        path.write_bytes(_flipped(whole, bit))
        found = _found(kinds[kind], kind)
        path.write_bytes(whole)
        counts[f"{kind}: {'found' if found else 'missed'}"] += 1
        counts["found flips" if found else "missed flips"] += 1
        if not found:
            counts[f"missed: {path.name}, bit {bit}"] += 1
    assert all(check_files(place).ok for place in kinds.values()), "every bit was put back"
    return dict(counts)


def _flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << (bit % 8)
    return bytes(changed)


def _found(folder: Path, kind: str) -> bool:
    try:
        return not (verify_run if kind == "run" else verify_folder)(folder, files_only=True).ok
    except InputError:
        return True

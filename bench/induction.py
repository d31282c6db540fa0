"""Seconds, memory and certified gaps of the induction planner by size; HiGHS on the per-cell integer program beside it.

python bench/induction.py [--large]      # 1,000 and 10,000 recruits; with --large 100,000, 150,000 and 1,000,000 too
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np

from tether.induction.conflicts import Conflict, plan_or_conflict
from tether.induction.intake import Intake
from tether.induction.invented import invented
from tether.induction.linear import solve_whole
from tether.induction.program import posting_program
from tether.induction.squares import TANGENTS, add_tangents, share_points, squares

SMALL = {
    1_000: {"militias": 8, "homes": 6, "provinces": 3, "battalion": 300, "subunit": 30},
    10_000: {},
}
LARGE = {
    100_000: {"militias": 25, "homes": 60, "provinces": 18, "communities": 5, "battalion": 600},
    150_000: {"militias": 25, "homes": 60, "provinces": 18, "communities": 5, "battalion": 600},
    1_000_000: {"militias": 40, "homes": 100, "provinces": 18, "communities": 5, "battalion": 560, "subunit": 250},
}
SECONDS = 30.0  # for the opponent


def main() -> None:
    """Print one line per size, and the opponent's where it is small enough to be asked."""
    sizes = SMALL | (LARGE if "--large" in sys.argv else {})
    print(f"{'heads':>9} {'cells':>7} {'units':>6} {'wall s':>7} {'cpu s':>7} {'MB':>6}  gaps")
    for heads, shape in sizes.items():
        intake = invented(heads=heads, **shape)
        wall, cpu = time.perf_counter(), time.process_time()
        found = plan_or_conflict(intake, explain=False)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        plan = found.plan if isinstance(found, Conflict) else found
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        gaps = ", ".join(f"{name} {gap:.3%}" for name, gap in plan.gaps.items())
        kind = f"conflict, {found.least:.1f} heads; relaxed: " if isinstance(found, Conflict) else ""
        units = int(intake.battalions.sum())
        print(f"{heads:9,} {len(intake.cells):7,} {units:6,} {wall:7.1f} {cpu:7.1f} {memory:6.0f}  {kind}{gaps}")
        if heads in SMALL and not isinstance(found, Conflict):
            opponent(intake, plan.achieved["concentration"], cpu)


def opponent(intake: Intake, reached: float, cpu: float) -> None:
    """Whole heads by type and location, HiGHS' branch and bound on the same rows (companies left out)."""
    program = posting_program(intake)
    add_tangents(program, share_points(intake, TANGENTS))
    whole = np.concatenate([program.post, program.own, program.exit, program.unplaced])
    start = time.process_time()
    cost = program.cost(unplaced=10, exits=3, concentration=1)
    answer = solve_whole(program.book, cost, whole, seconds=SECONDS, gap=0.005)
    took = time.process_time() - start
    values = answer.values if len(answer.values) else np.full(program.book.column_count, np.nan)
    mixed = squares(values[program.heads].reshape(len(program.blocs), -1), values[program.size])
    print(
        f"{'':9} per-type MILP: {answer.status}, {took:.1f} cpu s ({took / cpu:.1f} ×), {mixed:.2f}; ours {reached:.2f}"
    )


if __name__ == "__main__":
    main()

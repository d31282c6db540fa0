"""Seconds, memory and certified gaps of the induction planner, with its opponents in the same run.

python bench/induction.py                  # 1,000 and 10,000 recruits against exact integer programs; the dealing step
python bench/induction.py --large          # 100,000, 150,000 and 1,000,000 recruits too
python bench/induction.py --heads 150000   # one size alone
python bench/induction.py --growth         # cost by heads, militias and districts
python bench/induction.py --rosters 100    # that many sampled rosters of 150,000 recruits, two workers
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import replace

import induction_dealing
from induction_exact import Exact, by_cpsat, by_highs

from tether.induction.conflicts import Conflict, plan_or_conflict
from tether.induction.plan import Plan
from tether.induction.problem import Intake
from tether.induction.synthetic_roster import invented
from tether.induction.uncertainty import robustness

SMALL = {
    1_000: {"militias": 8, "homes": 6, "provinces": 3, "battalion": 300, "subunit": 30, "seed": 3},
    10_000: {},
}
SCALE = {"militias": 25, "homes": 60, "provinces": 18, "communities": 5, "battalion": 600}
LARGE = {
    100_000: SCALE,
    150_000: SCALE,
    1_000_000: {"militias": 40, "homes": 100, "provinces": 18, "communities": 5, "battalion": 560, "subunit": 250},
}
GROWTH = {
    "heads": [{"heads": n} for n in (5_000, 10_000, 20_000, 40_000)],
    "militias": [{"heads": 20_000, "militias": n} for n in (10, 20, 40)],
    "districts": [{"heads": 20_000, "homes": n, "provinces": 10} for n in (20, 40, 80)],
}
SECONDS = 60.0  # for an opponent


def main() -> None:
    """Run what was asked for."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--large", action="store_true")
    asked.add_argument("--heads", type=int, choices=sorted(SMALL | LARGE))
    asked.add_argument("--growth", action="store_true")
    asked.add_argument("--rosters", type=int, default=0)
    asked.add_argument("--seconds", type=float, default=SECONDS)
    said = asked.parse_args()
    if said.growth:
        growth()
    elif said.rosters:
        rosters(said.rosters)
    elif said.heads:
        sizes({said.heads: (SMALL | LARGE)[said.heads]}, said.seconds)
    else:
        sizes(SMALL | (LARGE if said.large else {}), said.seconds)
        induction_dealing.main()


def sizes(wanted: dict[int, dict[str, int]], seconds: float) -> None:
    """Print one line per size, and the opponents' where it is small enough for them to be asked."""
    print(f"{'heads':>9} {'cells':>7} {'units':>6} {'wall s':>7} {'cpu s':>7} {'MB':>6}  gaps")
    for heads, shape in wanted.items():
        intake = invented(heads=heads, **shape)
        found, wall, cpu = timed(intake)
        plan = found.plan if isinstance(found, Conflict) else found
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        gaps = ", ".join(f"{name} {gap:.3%}" for name, gap in plan.gaps.items())
        kind = f"conflict, {found.least:.1f} heads; relaxed: " if isinstance(found, Conflict) else ""
        units = int(intake.battalions.sum())
        print(
            f"{heads:9,} {len(intake.cells):7,} {units:6,} {wall:7.1f} {cpu:7.1f} {memory:6.0f}  {kind}{gaps}",
            flush=True,
        )
        if heads in SMALL and not isinstance(found, Conflict):
            opponents(intake, found, cpu, seconds)


def timed(intake: Intake) -> tuple[Plan | Conflict, float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    found = plan_or_conflict(intake, explain=False)
    return found, time.perf_counter() - wall, time.process_time() - cpu


def opponents(intake: Intake, plan: Plan, cpu: float, seconds: float) -> None:
    """Print what exact integer programs by battalion reach, companies and commanders left out."""
    ours = plan.achieved["concentration"]
    for kind in ("person", "cell"):
        model = Exact(intake, kind)
        for name, solver in (("HiGHS", by_highs), ("CP-SAT", by_cpsat)):
            status, took, values = solver(model, seconds)
            said = f"          per-{kind} {name}, {len(model.x):,} integers: {status}"
            if took:
                said += f", {took:.1f} cpu s ({took / cpu:.1f} × ours)"
            if len(values):
                theirs = model.concentration(values)
                out = round(float(values[model.left].sum())), round(float(values[model.exit].sum()))
                said += (
                    f", concentration {theirs:.2f}, ours {ours:.2f} ({ours / theirs - 1:+.2%}); unplaced, exits {out}"
                )
            print(said, flush=True)
    print(f"          ours: unplaced {plan.achieved['unplaced']:.0f}, exits {plan.achieved['exits']:.0f}", flush=True)


def growth() -> None:
    """Print cost by one dimension at a time, local men not asked for: a home without volunteers would be a conflict."""
    for name, shapes in GROWTH.items():
        for shape in shapes:
            intake = invented(**{"militias": 12, "homes": 30, **shape})
            intake = replace(intake, policy=replace(intake.policy, local_low=0.0))
            found, wall, cpu = timed(intake)
            kind = "conflict" if isinstance(found, Conflict) else "plan"
            print(f"{name:10} {shape}  {len(intake.cells):,} cells  {wall:.1f} s, {cpu:.1f} cpu s  {kind}", flush=True)


def rosters(number: int) -> None:
    """Print what becomes of sampled rosters of 150,000 recruits."""
    intake = invented(heads=150_000, **SCALE)
    wall = time.perf_counter()
    found = robustness(intake, rosters=number, workers=2)
    wall = time.perf_counter() - wall
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{number} rosters of 150,000: {wall:.0f} s, {used.ru_utime + used.ru_stime:.0f} cpu s; {found.sentence}")


if __name__ == "__main__":
    main()

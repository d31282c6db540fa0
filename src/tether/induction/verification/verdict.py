"""The verdict on a plan folder: lawful or not, its claims true or not, its gaps proved.

Telling a verdict: as text for a terminal, or as JSON.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from tether.induction.verification.bound import proved_bounds
from tether.induction.verification.lawful import POPULATION, faults
from tether.induction.verification.reading import Folder, read_folder

EQUAL = 1e-6  # relative difference between a claimed and a recomputed figure that arithmetic explains


@dataclass(frozen=True)
class PlanVerdict:
    """``faults`` are broken rows or untrue claims, in sentences; ``gaps`` are (achieved − bound) / achieved.

    The gaps of unplaced and exits are shares of all heads.
    """

    faults: tuple[str, ...]
    achieved: dict[str, float] = field(default_factory=dict)
    bounds: dict[str, float] = field(default_factory=dict)
    gaps: dict[str, float] = field(default_factory=dict)
    heads: int = 0

    def __repr__(self) -> str:
        gaps = ", ".join(f"{name} {gap:.2%}" for name, gap in self.gaps.items()) or "none proved"
        said = "lawful, and true of itself" if self.ok else f"{len(self.faults)} faults; the first: {self.faults[0]}"
        return f"Verdict on a plan of {self.heads:,} heads: {said}\n  largest share by which it could be better: {gaps}"

    @property
    def ok(self) -> bool:
        """Return whether the plan keeps every row and says nothing untrue of itself."""
        return not self.faults


def verify_folder(path: Path | str) -> PlanVerdict:
    """Verify a plan folder; InputError if it can't be read."""
    plan = read_folder(Path(path))
    broken = faults(plan)
    if any(fault.startswith("cell") for fault in broken):
        return PlanVerdict(tuple(broken))
    reached = counted_objectives(plan)
    proved = proved_bounds(plan, reached)
    heads = int(plan.roster.heads.sum())
    scale = {"unplaced": heads, "exits": heads}
    gaps = {k: (reached[k] - b) / max(scale.get(k, reached[k]), 1e-9) for k, b in proved.items()}
    return PlanVerdict((*broken, *_untrue(plan, reached, proved)), reached, proved, gaps, heads)


def counted_objectives(plan: Folder) -> dict[str, float]:
    """Return each objective, counted from the postings."""
    posted, homes = plan.posted, plan.rules["homes"]
    heads = posted[posted.militia != POPULATION].groupby(["location", "battalion", "militia"]).heads.sum()
    size = posted.groupby(["location", "battalion"]).heads.sum()
    squares = (heads**2).groupby(level=["location", "battalion"]).sum()
    without = plan.leaving.exit == ""
    return {
        "unplaced": float(plan.leaving.loc[without, "heads"].sum()),
        "exits": float(plan.leaving.loc[~without, "heads"].sum()),
        "concentration": float((squares / size).sum()),
        "distance": float(posted.heads.to_numpy() @ _bands(plan, homes)),
    }


def _bands(plan: Folder, homes: dict[str, str]) -> np.ndarray:
    post = plan.posted.location.map({p["id"]: p["home"] for p in plan.rules["locations"]})
    mine, there = plan.posted.home.map(homes), post.map(homes)
    near = {(a, b) for a, many in plan.rules["neighbours"].items() for b in many}
    near |= {(b, a) for a, b in near}
    pairs = pd.Series(list(zip(mine, there, strict=True)), index=mine.index, dtype=object)
    band = np.where(mine == there, 1, np.where(pairs.isin(near), 2, 3))
    local = mine == there if plan.policy["local_level"] == "province" else plan.posted.home == post
    return np.where(local, 0, band)


def _untrue(plan: Folder, reached: dict[str, float], proved: dict[str, float]) -> list[str]:
    out = []
    for kind, found in (("achieved", reached), ("bounds", proved)):
        for name, said in plan.claims.get(kind, {}).items():
            true = found.get(name, 0.0)
            wrong = (
                abs(said - true) > EQUAL * max(abs(true), 1.0)
                if kind == "achieved"
                else said > true * (1 + EQUAL) + 1e-3
            )
            if wrong:
                out.append(f"claims {kind} {name} {said:.6g}, found {true:.6g}")
    for name, bound in proved.items():
        if bound > reached[name] * (1 + EQUAL) + 1e-3:
            out.append(
                f"bound on {name} {bound:.6g} above what the plan reaches, {reached[name]:.6g}: rules and prices differ"
            )
    return out


SHOWN = 20  # faults printed; the rest are counted
NAMES = {
    "unplaced": "without a post or an exit (heads)",
    "exits": "leaving by an exit (heads)",
    "concentration": "bloc concentration (Σ X²/S)",
    "distance": "distance (heads × band)",
}


def verdict_text(verdict: PlanVerdict) -> str:
    """Return the verdict in lines: faults first, then each objective with its proved bound and gap."""
    lines = [f"lawful: every row kept, {verdict.heads:,} heads" if verdict.ok else f"{len(verdict.faults)} faults"]
    lines += [f"  {fault}" for fault in verdict.faults[:SHOWN]]
    if len(verdict.faults) > SHOWN:
        lines.append(f"  and {len(verdict.faults) - SHOWN} more")
    for name, title in NAMES.items():
        if name in verdict.bounds:
            reached, bound, gap = verdict.achieved[name], verdict.bounds[name], verdict.gaps[name]
            lines.append(f"{title}: {reached:,.1f}; no plan goes below {bound:,.1f}; gap {gap:.3%}")
    return "\n".join(lines)


def verdict_json(verdict: PlanVerdict) -> str:
    """Return the verdict as JSON, with ``ok``."""
    return json.dumps({"ok": verdict.ok, **asdict(verdict)}, indent=1)

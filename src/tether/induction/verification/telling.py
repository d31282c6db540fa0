"""Telling a verdict: as text for a terminal, or as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict

from tether.induction.verification.verdict import PlanVerdict

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

"""The heads of a plan, by whom they come from and where they go: what an amendment's edits are counted in.

    planned = planned_heads(Path("plan-iraq-2026"))
    planned.of(["in-hill", "hill"])        # ((1200.0, 1200.0), "placed by the plan plan-iraq-2026")

A plan counts groups (``militia`` of its roster, before the stroke), ways out and places; what it does not count stays
with the charter's own numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class PlannedHeads:
    """Heads that a plan places or lets leave, by the id of the group or of the way out."""

    name: str
    placed: Mapping[str, int]
    left: Mapping[str, int]

    def of(self, ids: Iterable[str]) -> tuple[tuple[float, float], str] | None:
        """Return the heads of the first of these that the plan counts, and what is counted; None where it has none."""
        for one in ids:
            for heads, said in ((self.placed, "placed by"), (self.left, "leaving by")):
                if one in heads:
                    return (float(heads[one]), float(heads[one])), f"{said} the plan {self.name}, {one}"
        return None


def planned_heads(path: Path) -> PlannedHeads:
    """Return the heads of a plan folder.

    Raises:
        InputError: no plan folder, or what is wrong with its tables.
    """
    from tether.induction.verification.reading import read_folder

    plan = read_folder(path)
    group = plan.posted["militia"].astype(str).str.partition("/")[0]
    leaving = plan.leaving[plan.leaving.exit != ""]
    return PlannedHeads(
        path.name,
        {str(k): int(v) for k, v in plan.posted.heads.groupby(group).sum().items()},
        {str(k): int(v) for k, v in leaving.groupby("exit").heads.sum().items()},
    )

"""Planned: one charter put to one roster. A plan, or a conflict with its witness, or units taken in whole.

    planned = put(terms, cells, charter)
    planned.plan.measures, planned.conflict, planned.broken
    handover(planned)                                       # what the simulated guard gets (handover.py)

Individual entry is planned; whole units are absorbed; entry on paper is planned in the register and absorbed in the
field. ``plans_by_mode`` measures all three on the same volunteers, so that a reader sees what the mode alone does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tether.charter import Charter
from tether.errors import UsageError, did_you_mean
from tether.induction.absorption import Absorbed, absorb, on_paper
from tether.induction.cells import RosterCells
from tether.induction.clauses import by_family
from tether.induction.conflicts import Conflict, plan_or_conflict
from tether.induction.establishment import asked_posts, intake_of
from tether.induction.handover import Handover, HandoverGroup, HandoverMonth, Mode
from tether.induction.intake import Intake
from tether.induction.measures import by_month
from tether.induction.planning import Plan
from tether.induction.tally import count, tally_of
from tether.induction.terms import CharterTerms

if TYPE_CHECKING:
    import pandas as pd

MOST_IN = 0.9  # of those inducted: the month in which so many are in
TOLD = 3  # relaxed families that a hand-over words
NEAR = 0.05  # and the mixture is this close to the last


@dataclass(frozen=True)
class CharterPlan:
    """What became of a charter's intake. ``broken``: heads beyond rows by family, for entry that plans nothing.

    ``stated``: the families of rows that the charter itself states.
    """

    charter: str
    mode: Mode
    asked: int
    plan: Plan
    conflict: Conflict | None = None
    broken: Mapping[str, int] = field(default_factory=dict)
    stated: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        measures, policy = self.plan.measures, self.plan.intake.policy
        kept = "every row that it states is kept" if self.feasible else "not every row can be kept"
        return (
            f"Plan of {self.charter}: {self.mode} entry from {policy.starts or 'its start'}, {policy.months} months\n"
            f"  {measures.posted:,} heads on {self.asked:,} posts, {measures.exits:,} leave, {measures.unplaced:,} are "
            f"not placed\n"
            f"  {kept}"
        )

    def to_dataframe(self, table: str = "after") -> pd.DataFrame:
        """Return one of the tables that may be published, in long form: two keys and ``heads`` (float64, a row each).

        ``table``: before (militia, province), after (militia, where), ranks or communities (each by where). ``heads``
        is NaN where it is withheld, because a number could point at people. Everything else of a plan is restricted.

        Raises:
            UsageError: no such table.
        """
        import pandas as pd

        from tether.induction.disclosure import publish

        tables = {t.name: t for t in publish(self.plan)}
        if table not in tables:
            raise UsageError(f"table {table!r}: {did_you_mean(str(table), tables)}")
        chosen = tables[table]
        wide = pd.DataFrame(chosen.counts, pd.Index(chosen.rows, name=chosen.row_key), list(chosen.columns))
        tall: Any = wide.rename_axis(columns=chosen.column_key).stack(future_stack=True)
        frame: pd.DataFrame = tall.rename("heads").reset_index()
        frame.attrs = {"charter": self.charter, "units": {"heads": "heads"}, "withheld_below": chosen.threshold}
        frame.attrs["cut_off"] = self.plan.intake.policy.starts
        return frame

    @property
    def feasible(self) -> bool:
        """Return whether every row is kept; of entry that plans nothing, every row that the charter itself states."""
        return self.conflict is None and not self.stated & set(self.broken)

    @property
    def relaxed(self) -> tuple[str, ...]:
        """Return which families of rows had to give way, in words without militias and places."""
        return by_family(self.conflict.clauses)[:TOLD] if self.conflict is not None else ()

    @property
    def intake(self) -> Intake:
        """Return the problem with the rows that were asked for, none of them relaxed."""
        intake = self.plan.intake
        return replace(intake, policy=replace(intake.policy, relaxations=()))


def plan_charter(
    terms: CharterTerms,
    cells: RosterCells,
    charter: Charter | None = None,
    *,
    explain: bool = True,
    all_posts: bool = False,
    threads: int = 2,
) -> CharterPlan:
    """Put a charter's terms to the volunteers; ``explain`` says of a conflict which families clash (slower)."""
    intake = intake_of(terms, cells, charter, all_posts=all_posts)
    asked = asked_posts(terms, cells, intake, charter)
    if terms.mode == "whole-unit":
        return _taken_whole(terms, asked, absorb(intake))
    found = plan_or_conflict(intake, threads=threads, explain=explain)
    conflict = found if isinstance(found, Conflict) else None
    plan = found.plan if isinstance(found, Conflict) else found
    assert plan is not None
    if terms.mode == "paper":
        return _taken_whole(terms, asked, on_paper(plan))
    return CharterPlan(terms.charter, terms.mode, asked, plan, conflict, {}, terms.stated)


def plans_by_mode(planned: CharterPlan) -> dict[str, Plan]:
    """Return the plan beside the same volunteers taken in whole, and beside the plan kept on paper only."""
    whole = absorb(planned.plan.intake).plan
    if planned.mode == "individual":
        return {"individual": planned.plan, "whole-unit": whole, "paper": on_paper(planned.plan).plan}
    found: dict[str, Plan] = {planned.mode: planned.plan}
    return found | ({"whole-unit": whole} if planned.mode == "paper" else {})


def handover(planned: CharterPlan, roster: Sequence[str] = ()) -> Handover:
    """Return what the plan hands to the simulated guard; ``roster``: what the volunteers' file says of itself."""
    plan, measures = planned.plan, planned.plan.measures
    roll, policy = plan.roll, plan.intake.policy
    months = tuple(
        HandoverMonth(m, heads, heads / max(planned.asked, 1), mixed, left)
        for m, heads, mixed, left in by_month(roll, plan.schedule)
    )
    units = max(len(roll.commander), 1)
    return Handover(
        charter=planned.charter,
        mode=planned.mode,
        feasible=planned.feasible,
        posts=planned.asked,
        inducted=measures.posted,
        concentration=measures.concentration,
        floor=measures.floor,
        retention=measures.retention_subunit,
        largest_share=measures.spread["largest share, battalion"].get("mean", 0.0),
        command=measures.commanders_of_largest / units,
        months=_months(months),
        exits_needed=measures.exits + measures.unplaced,
        exit_places=policy.exit_places,
        unplaced=measures.unplaced,
        cost_per_year=measures.cost_per_year if policy.pay_per_year else float("nan"),
        capture=measures.capture,
        group_concentration=measures.group_concentration,
        relaxed=planned.relaxed,
        roster=roster[0] if roster else "",
        by_month=months,
        by_group=_groups(plan),
    )


def _taken_whole(terms: CharterTerms, asked: int, found: Absorbed) -> CharterPlan:
    return CharterPlan(terms.charter, terms.mode, asked, found.plan, None, dict(found.heads_beyond_rows), terms.stated)


def _months(rows: tuple[HandoverMonth, ...]) -> int:
    """Return the first month in which most are in and the mixture is near its last."""
    last = rows[-1]
    near = NEAR * max(last.concentration, 1e-9)
    mixed = [r for r in rows if abs(r.concentration - last.concentration) <= near]
    done = [r for r in mixed if r.inducted >= MOST_IN * last.inducted]
    return done[0].month + 1 if done else len(rows)


def _groups(plan: Plan) -> tuple[HandoverGroup, ...]:
    """Return, by group (the name before the ``/``), who enters when and how many comrades each meets."""
    roll, cells, tally = plan.roll, plan.intake.cells, tally_of(plan.roll)
    names, group = np.unique(cells.groups, return_inverse=True)
    entered = count(group[roll.trait("militia")], plan.schedule.month, len(names), plan.intake.policy.months).cumsum(1)
    left = np.bincount(group[cells.militia], cells.heads, len(names)) - entered[:, -1]
    size = np.maximum(tally.size, 1)[:, None]
    together = np.zeros((len(tally.size), len(names)))
    np.add.at(together.T, group, tally.militia.T)
    out = []
    for k, name in enumerate(names):
        mine, heads = tally.militia[:, group == k].astype(float), max(float(entered[k, -1]), 1.0)
        out.append(
            HandoverGroup(
                group=str(name),
                inducted=tuple(int(n) for n in entered[k]),
                left=int(left[k]),
                concentration=float((mine**2 / size).sum() / heads),
                group_concentration=float((together[:, k] ** 2 / size[:, 0]).sum() / heads),
            )
        )
    return tuple(out)

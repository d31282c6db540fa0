"""Wording: a plan, or why there is none, in words and numbers for a terminal.

Everything printed is a row of a result: nothing is rounded away that decides, and what disappoints stands first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tether.induction.conflicts import Conflict, clause
from tether.induction.measures import Measures
from tether.induction.modes import CharterPlan, plans_by_mode
from tether.induction.plan import Plan

NAMES = {  # objective: what its bound is of
    "unplaced": "without a post or an exit (heads)",
    "exits": "leaving by an exit (heads)",
    "concentration": "bloc concentration (Σ X²/S)",
    "distance": "distance (heads × band)",
}
COLUMNS = (  # measure, title, format
    ("posted", "in the force", ",.0f"),
    ("unplaced", "left over", ",.0f"),
    ("exits", "into exits", ",.0f"),
    ("concentration", "two of a battalion from one militia", ".3f"),
    ("floor", "  the same, perfectly mixed", ".3f"),
    ("group_concentration", "two of a battalion from one group", ".3f"),
    ("capture", "serve where one group is above half", ".0%"),
    ("retention_subunit", "comrades in one company, × chance", ".1f"),
    ("local_share", "serve where they are at home", ".0%"),
    ("commanders_of_largest", "battalions led by their largest bloc", ",.0f"),
)
SHOWN = 12


def as_text(planned: CharterPlan, roster: tuple[str, ...] = ()) -> str:
    """Return the whole account of a plan."""
    lines = [
        *_head(planned, roster),
        *_conflict(planned),
        *_table(plans_by_mode(planned)),
        *_spread(planned.plan.measures),
    ]
    return "\n".join([*lines, *_certificate(planned.plan), *_notes(planned.plan)])


def conflict_lines(conflict: Conflict, names: Mapping[str, str] | None = None) -> list[str]:
    """Return why no plan keeps every row, and what would make one possible."""
    lines = ["no plan keeps every row."]
    if conflict.least > 0.5:
        lines.append(f"  rows must give way by at least {conflict.least:,.0f} heads in all, whatever the plan")
    else:
        lines.append("  fractional people would fit, so this is no proof: no plan in whole people was found")
    alone = {f: heads for f, heads in conflict.alternatives.items() if heads is not None}
    if alone:
        either = ", or ".join(
            f"{family} by {heads:,.0f}" for family, heads in sorted(alone.items(), key=lambda a: a[1])
        )
        lines.append(f"  giving way in one family is enough: {either}")
    elif conflict.alternatives:
        lines.append("  no single family is enough")
    if conflict.clash:
        lines.append(f"  these can't all hold: {', '.join(conflict.clash)}")
    lines += [f"    row: {row}" for row in conflict.clash_rows[:SHOWN]]
    lines.append("  nearest relaxations under which a plan was found:")
    clauses = sorted(conflict.clauses, key=lambda c: -c.heads)
    lines += [f"    {clause(c, names)}" for c in clauses[:SHOWN]]
    return lines + ([f"    and {len(clauses) - SHOWN} more"] if len(clauses) > SHOWN else [])


def _head(planned: CharterPlan, roster: tuple[str, ...]) -> Iterator[str]:
    measures = planned.plan.measures
    yield f"{planned.charter}: {planned.mode} entry, {planned.asked:,} posts asked for, {measures.posts:,} raised"
    for line in roster[:1]:
        yield f"roster: {line}"
    if planned.broken:
        broken = ", ".join(
            f"{family} {heads:,}" for family, heads in sorted(planned.broken.items(), key=lambda b: -b[1])
        )
        yield f"nothing is planned: rows are broken by these heads: {broken}"
    elif planned.conflict is None:
        yield "a plan that keeps every row"


def _conflict(planned: CharterPlan) -> list[str]:
    if planned.conflict is None:
        return []
    return ["", *conflict_lines(planned.conflict, planned.plan.intake.homes.names)]


def _table(plans: Mapping[str, Plan]) -> Iterator[str]:
    """Return the measures of the ways of entry, side by side."""
    yield ""
    yield f"{'the same volunteers':38}" + "".join(f"{mode:>14}" for mode in plans)
    for name, title, form in COLUMNS:
        yield f"{title:38}" + "".join(f"{format(getattr(p.measures, name), form):>14}" for p in plans.values())


def _spread(measures: Measures) -> Iterator[str]:
    yield ""
    yield f"{'over units':38}" + "".join(f"{name:>9}" for name in ("least", "p10", "median", "p90", "most", "mean"))
    for name, spread in measures.spread.items():
        if spread:
            yield f"{name:38}" + "".join(
                f"{spread[k]:>9.3f}" for k in ("least", "p10", "median", "p90", "most", "mean")
            )
    for kind, (used, places) in measures.exits_by_kind.items():
        yield f"exit {kind}: {used:,} of {places:,} places"
    yield f"months until nine in ten are in: {measures.months}"
    if measures.cost_per_year:
        yield f"pay a year: {measures.cost_per_year:,.0f}; exits once: {measures.exit_cost:,.0f}"


def _certificate(plan: Plan) -> Iterator[str]:
    yield ""
    if not plan.bounds:
        yield "no certificate: this way of entry seeks no best plan"
    for name, bound in plan.bounds.items():
        reached, gap = plan.achieved[name], plan.gaps[name]
        yield f"{NAMES[name]}: {reached:,.1f}; no plan goes below {bound:,.1f}; gap {gap:.3%}"


def _notes(plan: Plan) -> Iterator[str]:
    yield ""
    yield "where the numbers come from:"
    for note in plan.intake.policy.notes:
        yield f"  {note}"

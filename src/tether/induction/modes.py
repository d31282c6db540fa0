"""Planned: one charter put to one roster. A plan, or a conflict with its witness, or units taken in whole.

    planned = put(terms, cells, charter)
    planned.plan.measures, planned.conflict, planned.broken
    handover(planned)                                       # what the simulated guard gets (handover.py)

Individual entry is planned; whole units are absorbed; entry on paper is planned in the register and absorbed in the
field. ``plans_by_mode`` measures all three on the same volunteers, so that a reader sees what the mode alone does.

Absorption: the other ways of taking militias in, as plans that the same measures judge.

    whole-unit   each former sub-unit is given posts together, near where it is from, under a commander of its own,
                 until the posts run out; who is left over takes an exit while there are places, or stays unplaced
    paper        an individual plan, kept in the register and nowhere else: the same people hold as many posts, paid and
                 screened alike, but those of one sub-unit serve side by side. Libya's Supreme Security Committee
                 signed individual contracts in 2012 and its units survived whole (docs/explanation/induction.md)

    found = absorb(intake);  found.plan.measures.retention_subunit;  found.broken
    paper = on_paper(plan)                                # plan: what the register says

Both keep the doors that come before any plan (consent, places barred for a family's safety, months) and no other row:
``broken`` lists what they break, in heads. They claim no certificate, since they look for no best: ``bounds`` is empty.
Assumptions: the largest militia is served first, and in it the largest sub-unit, because that is who can ask; people
whose sub-unit is not known stand with their militia from the same home; ordinary recruits fill what is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tether.charter import Charter
from tether.errors import UsageError, did_you_mean
from tether.induction.cells import Ints, RosterCells
from tether.induction.charter_terms import CharterTerms
from tether.induction.commanders import appoint
from tether.induction.conflicts import Conflict, by_family, plan_or_conflict
from tether.induction.deal import PostingRoll, first_companies, frame_of, schedule
from tether.induction.establishment import asked_posts, intake_of
from tether.induction.exchange import exchange_plan
from tether.induction.measures import Handover, HandoverGroup, HandoverMonth, Mode, by_month, measure, origin_of
from tether.induction.plan import Breaches, Plan, achieved
from tether.induction.problem import EXIT_ONLY, POST_ONLY, Intake, Step, quiet
from tether.induction.seats import breaches, count, tally_of

if TYPE_CHECKING:
    import pandas as pd

    from tether.induction.disclosure import PublishedTable

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
    secret: str = field(default="", repr=False, compare=False)  # of the ledger of editions; "" where there is none

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
        is NaN where it is withheld, because a number could point at people; which others are withheld beside the small
        ones is chosen by the secret of the roster's ledger of editions, or of the roster itself where it has none.
        Everything else of a plan is restricted, and this writes no edition into the ledger: ``tether plan`` does.

        Raises:
            UsageError: no such table.
        """
        import pandas as pd

        tables = {t.name: t for t in self.published}
        if table not in tables:
            raise UsageError(f"table {table!r}: {did_you_mean(str(table), tables)}")
        chosen = tables[table]
        wide = pd.DataFrame(chosen.counts, pd.Index(chosen.rows, name=chosen.row_key), list(chosen.columns))
        tall: Any = wide.rename_axis(columns=chosen.column_key).stack(future_stack=True)
        frame: pd.DataFrame = tall.rename("heads").reset_index()
        frame.attrs = {"charter": self.charter, "units": {"heads": "heads"}, "withheld_below": chosen.threshold}
        frame.attrs["cut_off"] = self.plan.intake.policy.starts
        return frame

    @cached_property
    def published(self) -> tuple[PublishedTable, ...]:
        """Return the tables that may be published."""
        from tether.induction.disclosure import publish, secret_of

        return publish(self.plan, self.secret or secret_of(self.plan.intake.cells))

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
    exchange: bool = False,
    threads: int = 2,
    step: Step = quiet,
) -> CharterPlan:
    """Put a charter's terms to the volunteers; ``explain`` says of a conflict which families clash.

    ``exchange`` swaps people of one place until nobody gains (``exchange.py``); it says nothing of whole units.
    """
    intake = intake_of(terms, cells, charter, all_posts=all_posts)
    asked = asked_posts(terms, cells, intake, charter)
    if terms.mode == "whole-unit":
        return _taken_whole(terms, asked, absorb(intake))
    outcome = plan_or_conflict(intake, threads=threads, explain=explain, step=step)
    conflict = outcome if isinstance(outcome, Conflict) else None
    plan = outcome.plan if isinstance(outcome, Conflict) else outcome
    assert plan is not None
    if exchange:
        plan = exchange_plan(plan).plan
    if terms.mode == "paper":
        return _taken_whole(terms, asked, on_paper(plan))
    return CharterPlan(terms.charter, terms.mode, asked, plan, conflict, {}, terms.stated)


def plans_by_mode(planned: CharterPlan) -> dict[str, Plan]:
    """Return the plan beside the same volunteers taken in whole, and beside the plan kept on paper only."""
    whole = absorb(planned.plan.intake).plan
    if planned.mode == "individual":
        return {"individual": planned.plan, "whole-unit": whole, "paper": on_paper(planned.plan).plan}
    plans: dict[str, Plan] = {planned.mode: planned.plan}
    return plans | ({"whole-unit": whole} if planned.mode == "paper" else {})


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
        roster=origin_of(roster),
        by_month=months,
        by_group=_groups(plan),
    )


def _taken_whole(terms: CharterTerms, asked: int, found: AlternativePlan) -> CharterPlan:
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


Way = Literal["whole-unit", "paper"]


@dataclass(frozen=True)
class AlternativePlan:
    """A plan that seeks no best. ``broken`` are the rows it breaks, {family: [(unit, key, heads)]}."""

    way: Way
    plan: Plan
    broken: Breaches

    @property
    def heads_beyond_rows(self) -> Mapping[str, int]:
        """Return heads beyond the rows, by family."""
        return {family: sum(heads for _, _, heads in rows) for family, rows in self.broken.items()}


def absorb(intake: Intake) -> AlternativePlan:
    """Return the plan that takes former sub-units in whole."""
    intake.check()
    willing = np.where(intake.postable, intake.cells.heads, 0)
    cell, seat, location = _seated(intake, willing)
    left = intake.cells.heads - np.bincount(cell, minlength=len(intake.cells))
    exits = leaving(intake, left)
    return _absorbed("whole-unit", _roll(intake, cell, seat, location, exits, left - exits))


def on_paper(plan: Plan) -> AlternativePlan:
    """Return what an individual plan is in the field if only its contracts are individual."""
    register, intake = plan.roll, plan.roll.intake
    cell, seat, location = _seated(intake, np.bincount(register.cell, minlength=len(intake.cells)))
    posted = np.bincount(cell, minlength=len(intake.cells))
    lost = np.bincount(register.cell, minlength=len(intake.cells)) - posted
    return _absorbed("paper", _roll(intake, cell, seat, location, register.exit, register.unplaced + lost))


def _absorbed(way: Way, roll: PostingRoll) -> AlternativePlan:
    when = schedule(roll)
    plan = Plan(roll.intake, roll, when, measure(roll, when), achieved(roll), {}, {})
    return AlternativePlan(way, plan, breaches(roll))


def _seated(intake: Intake, heads: Ints) -> tuple[Ints, Ints, Ints]:
    """Seat comrades side by side; return (cell, seat at its location, location), one entry per head."""
    left, room = heads.copy(), intake.battalions * intake.battalion_range[1]
    taken = np.zeros_like(room)
    lines: list[tuple[int, int, int, int]] = []  # cell, location, first seat, heads
    for cells in _comrades(intake, heads):
        for place in _nearest(intake, cells, left[cells], room - taken):
            for cell in cells[~intake.barred[intake.cells.bar[cells], place]]:
                number = int(min(left[cell], room[place] - taken[place]))
                if number > 0:
                    lines.append((int(cell), int(place), int(taken[place]), number))
                    left[cell] -= number
                    taken[place] += number
            if not left[cells].any():
                break
    of, at, first, count = np.array(lines, np.int64).reshape(-1, 4).T
    within = np.arange(int(count.sum())) - np.repeat(count.cumsum() - count, count)
    return np.repeat(of, count), np.repeat(first, count) + within, np.repeat(at, count)


def _comrades(intake: Intake, heads: Ints) -> list[Ints]:
    """Return the cells of each sub-unit: largest militia first, in it the largest sub-unit, ordinary recruits last."""
    cells = intake.cells
    known = cells.subunit > 0
    stand = np.where(known, cells.subunit, len(cells.subunits) + cells.home)
    keys, group = np.unique(cells.militia * (int(stand.max(initial=0)) + 1) + stand, return_inverse=True)
    size = np.bincount(group, heads, len(keys))
    militia = np.zeros(len(keys), np.int64)
    militia[group] = cells.militia
    power = np.bincount(cells.militia, heads, len(cells.militias))
    order = np.lexsort((-size, militia, -power[militia], ~cells.blocs[militia]))
    members = np.split(np.argsort(group, kind="stable"), np.bincount(group, minlength=len(keys)).cumsum()[:-1])
    return [members[g] for g in order if size[g] > 0]


def _nearest(intake: Intake, cells: Ints, heads: Ints, room: Ints) -> Ints:
    """Return locations with room, the one with the shortest ways for these people first, then the roomiest."""
    ways = heads @ intake.band[intake.cells.home[cells]]
    order = np.lexsort((-room, ways))
    return order[room[order] > 0]


def leaving(intake: Intake, left: Ints) -> Ints:
    """Return exits by cell: those who agree to nothing else first, then in the order of arrival."""
    cells = intake.cells
    willing = np.where(cells.consent == POST_ONLY, 0, left)
    order = np.lexsort((cells.month, cells.consent != EXIT_ONLY))
    before = willing[order].cumsum() - willing[order]
    exits = np.zeros_like(left)
    exits[order] = np.clip(intake.policy.exit_places - before, 0, willing[order])
    return exits


def _roll(intake: Intake, cell: Ints, seat: Ints, location: Ints, exits: Ints, unplaced: Ints) -> PostingRoll:
    """Number the seats through battalions and companies, one after the other, and let each unit lead itself."""
    frame, posts = frame_of(intake), intake.battalion_range[1]
    battalion = frame.first[location] + seat // np.maximum(posts[location], 1)
    within = seat % np.maximum(posts[location], 1)
    company = first_companies(frame)[battalion] + within * frame.companies[location] // posts[location]
    none = np.full(len(frame.location), -1)
    own = replace(intake, policy=replace(intake.policy, commander_rule="same-group"))
    led = appoint(PostingRoll(own, cell, location, battalion, company, exits, unplaced, none))
    return replace(led, intake=intake)

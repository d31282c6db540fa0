"""Absorption: the other ways of taking militias in, as plans that the same measures judge.

    whole-unit   each former sub-unit is given posts together, near where it is from, under a commander of its own,
                 until the posts run out; who is left over takes an exit while there are places, or stays unplaced
    paper        an individual plan, kept in the register and nowhere else: the same people hold as many posts, paid and
                 screened alike, but those of one sub-unit serve side by side. Libya's Supreme Security Committee
                 signed individual contracts in 2012 and its units survived whole (docs/induction.md)

    found = absorb(intake);  found.plan.measures.retention_subunit;  found.broken
    paper = on_paper(plan)                                # plan: what the register says

Both keep the doors that come before any plan (consent, places barred for a family's safety, months) and no other row:
``broken`` lists what they break, in heads. They claim no certificate, since they look for no best: ``bounds`` is empty.
Assumptions: the largest militia is served first, and in it the largest sub-unit, because that is who can ask; people
whose sub-unit is not known stand with their militia from the same home; ordinary recruits fill what is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from tether.induction.cells import Ints
from tether.induction.commanders import appoint
from tether.induction.dealing import PostingRoll, first_companies, frame_of
from tether.induction.intake import EXIT_ONLY, POST_ONLY, Intake
from tether.induction.measures import measure
from tether.induction.planning import Breaches, Plan, achieved
from tether.induction.schedule import schedule
from tether.induction.tally import breaches

Way = Literal["whole-unit", "paper"]


@dataclass(frozen=True)
class Absorbed:
    """A plan that seeks no best. ``broken`` are the rows it breaks, {family: [(unit, key, heads)]}."""

    way: Way
    plan: Plan
    broken: Breaches

    @property
    def heads_beyond_rows(self) -> Mapping[str, int]:
        """Return heads beyond the rows, by family."""
        return {family: sum(heads for _, _, heads in rows) for family, rows in self.broken.items()}


def absorb(intake: Intake) -> Absorbed:
    """Return the plan that takes former sub-units in whole."""
    intake.check()
    willing = np.where(intake.postable, intake.cells.heads, 0)
    cell, seat, location = _seated(intake, willing)
    left = intake.cells.heads - np.bincount(cell, minlength=len(intake.cells))
    exits = leaving(intake, left)
    return _absorbed("whole-unit", _roll(intake, cell, seat, location, exits, left - exits))


def on_paper(plan: Plan) -> Absorbed:
    """Return what an individual plan is in the field if only its contracts are individual."""
    register, intake = plan.roll, plan.roll.intake
    cell, seat, location = _seated(intake, np.bincount(register.cell, minlength=len(intake.cells)))
    posted = np.bincount(cell, minlength=len(intake.cells))
    lost = np.bincount(register.cell, minlength=len(intake.cells)) - posted
    return _absorbed("paper", _roll(intake, cell, seat, location, register.exit, register.unplaced + lost))


def _absorbed(way: Way, roll: PostingRoll) -> Absorbed:
    when = schedule(roll)
    plan = Plan(roll.intake, roll, when, measure(roll, when), achieved(roll), {}, {})
    return Absorbed(way, plan, breaches(roll))


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

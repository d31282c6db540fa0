"""Means over time: exits, pay, backers, aid and arms have money and permission as long as they are needed."""

from __future__ import annotations

from typing import Any

from tether.charter.consistency.clauses import CharterClause
from tether.charter.consistency.dates.calendar import MONTH, SLACK, Calendar
from tether.charter.consistency.dates.life import brought
from tether.charter.consistency.roles import last_phase
from tether.charter.schema.entities import Group
from tether.charter.values import NONE, UNKNOWN, Blank, Number, When


def write_exits(c: Calendar) -> None:
    """Write down the ways out: money lasts to the last instalment."""
    for path, e in c.design.rows("exits"):
        name = repr(e.id)
        starts = c.day(f"{path}.starts", e.starts, f"exit {name} opens on {{}}")
        ends = c.day(f"{path}.ends", e.ends, f"exit {name} ends on {{}}")
        paid = c.day(f"{path}.funded_until", e.funded_until, f"exit {name} has money until {{}}")
        c.after("TIM01", ends, starts, "what begins ends later")
        c.after("TIM04", "end_state.sunset", ends, "the law lasts as long as its exits")
        if not c.design.open_world:
            c.after("TIM02", starts, "meta.starts", "no exit opens before the charter acts")
        brought(c, starts, "exits")
        if isinstance(e.support_months, Number):
            said = (CharterClause(f"{path}.support_months", f"exit {name} supports for {e.support_months} months"),)
            days = e.support_months.lo * MONTH - SLACK
            why = "money lasts until the first who enters has had his support"
            c.after("TIM03", paid, starts, why, days=days, clauses=said)
        c.after("TIM03", paid, ends, "a way out has money to its last day")


def write_pay(c: Calendar) -> None:
    """Write down until when each force is paid."""
    design, last = c.design, last_phase(c.design)
    created = {f.id for _, f in design.new_forces()}
    for path, row in design.rows("pay"):
        paid = c.day(f"{path}.funded_until", row.funded_until, f"{row.force!r} has money until {{}}")
        entered = [at for at, stream in design.rows("induction") if stream.into == row.force]
        if row.force in created:
            c.after("TIM03", paid, "end_state.date", "a force is paid until its end")
        if last and (row.force in created or entered):
            c.after("TIM03", paid, f"{last}.ends", "a force is paid until the last phase ends")
        for at in entered:
            c.after("TIM03", paid, f"{at}.ends", "those who are taken in are paid", path=paid)


def write_backers(c: Calendar) -> None:
    """Pay that rests on a backer's money lasts no longer than the backing."""
    design = c.design
    for path, pay in design.rows("pay"):
        whose = [(f"{path}.{key}", getattr(pay, key)) for key in ("funder", "payer")]
        for at, row in design.rows("patrons"):
            backs = row.to in (pay.force, pay.payer) and "funds" in (row.kinds or ())
            until = c.day(f"{at}.ends", row.ends, f"{row.actor!r} backs {row.to!r} until {{}}")
            for key, who in whose:
                if who == row.actor and (backs or key.endswith("payer")):
                    said = (CharterClause(key, f"the pay of {pay.force!r} rests on {who!r}"),)
                    why = "pay lasts no longer than the money it rests on"
                    c.after("TIM03", until, f"{path}.funded_until", why, clauses=said)
        for at, aid in design.rows("aid"):
            if aid.item == "salaries" and aid.to == pay.force and aid.donor in (pay.funder, pay.payer):
                until = c.day(f"{at}.ends", aid.ends, f"item {aid.id!r} ends on {{}}")
                said = (CharterClause(f"{at}.item", f"{aid.donor!r} gives the salaries of {pay.force!r}"),)
                why = "pay lasts no longer than the money it rests on"
                c.after("TIM03", until, f"{path}.funded_until", why, clauses=said)


_GIVEN = {  # what a backer backs with, and the items of aid that are of that sort
    "training": ("training",),
    "funds": ("salaries", "infrastructure"),
    "arms": ("small-arms", "ammunition", "night-vision", "armour", "uas", "air-support"),
}


def _within_the_backing(c: Calendar, path: str, aid: Any) -> None:
    """What a backer gives of the sort that he backs somebody with lasts no longer than the backing."""
    force = getattr(c.design.named(aid.to), "force", aid.to)
    for at, row in c.design.rows("patrons"):
        kinds = [k for k in row.kinds or () if aid.item in _GIVEN.get(k, ())]
        if row.actor == aid.donor and row.to in (aid.to, force) and isinstance(row.to, str) and kinds:
            until = c.day(f"{at}.ends", row.ends, f"{row.actor!r} backs {row.to!r} until {{}}")
            said = (CharterClause(f"{at}.kinds", f"{row.actor!r} backs {row.to!r} with {kinds[0]}"),)
            why = "what a backer gives lasts no longer than his backing"
            c.after("TIM03", until, f"{path}.ends", why, clauses=said, path=f"{path}.ends", lesser=True)


def write_aid(c: Calendar) -> None:
    """Write down from when aid flows: after its clearance."""
    design = c.design
    for path, aid in design.rows("aid"):
        name = repr(aid.id)
        starts = c.day(f"{path}.starts", aid.starts, f"item {name} starts on {{}}")
        ends = c.day(f"{path}.ends", aid.ends, f"item {name} ends on {{}}")
        c.after("TIM01", ends, starts, "what begins ends later")
        brought(c, starts, "aid")
        _to_a_new_force(c, path, aid)
        _within_the_backing(c, path, aid)
        if not isinstance(aid.eum, Blank) and isinstance(aid.eum.months, Number):
            said = (CharterClause(f"{path}.eum.months", f"item {name} is checked every {aid.eum.months} months"),)
            days = aid.eum.months.lo * MONTH - SLACK
            c.after("TIM04", ends, starts, "a check comes before the end", days=days, clauses=said)
            if not isinstance(aid.ends, When):
                why, at = "a check comes before the law lapses", f"{path}.eum.months"
                c.after("TIM04", "end_state.sunset", "meta.starts", why, days=days, clauses=said, path=at, lesser=True)
        for at, row in design.rows("law.due_diligence"):
            if row.applies_to == aid.to and isinstance(aid.to, str):
                said = (CharterClause(f"{path}.to", f"item {name} goes to {aid.to!r}"),)
                cleared = c.day(f"{at}.date", row.date, f"{aid.to!r} was cleared on {{}}")
                c.after("TIM02", starts, cleared, "aid starts after its recipient is cleared", clauses=said)


def _to_a_new_force(c: Calendar, path: str, aid: Any) -> None:
    """What is given to a force that the charter creates is given while that force exists."""
    design = c.design
    row = design.named(aid.to)
    name = getattr(row, "force", aid.to)
    force = next((f for _, f in design.new_forces() if f.id == name), None)
    if force is None:
        return
    said = (CharterClause(f"{path}.to", f"item {aid.id!r} goes to {aid.to!r}, which this charter creates"),)
    why = "nothing is given to a force before it exists"
    for since in ("meta.starts", "law.instrument.date"):
        c.after("TIM02", f"{path}.starts", since, why, clauses=said)
    if design.at("end_state.kind") == "dissolve":
        ended = (*said, CharterClause("end_state.kind", f"{name!r} is dissolved at the end"))
        why = "nothing is given to a force that has ended"
        c.after("TIM04", "end_state.date", f"{path}.ends", why, clauses=ended)


def write_arms(c: Calendar) -> None:
    """A group holds no arms after the last step that disarms it."""
    design = c.design
    _armed_to_the_end(c)
    disarm = [(p, s) for p, s in design.rows("steps") if s.kind == "disarm"]
    if not disarm or design.at("surrender.required") is False:
        return
    if not all(isinstance(s.date, When) for _, s in disarm):
        return
    last = max(disarm, key=lambda pair: pair[1].date.hi)[0]
    groups = {g.id for _, g in design.rows("groups")}
    for path, row in design.rows("arms"):
        own = [p for p, s in disarm if s.by == row.force]
        if isinstance(design.named(row.force), Group) or own:
            until = c.day(f"{path}.ends", row.ends, f"{row.force!r} holds arms until {{}}")
            why = "nobody holds arms after he is disarmed"
            c.after("TIM05", f"{own[-1] if own and row.force not in groups else last}.date", until, why, path=until)


def _armed_to_the_end(c: Calendar) -> None:
    """A new force does not lose its last arms before its last phase is over."""
    design, last = c.design, last_phase(c.design)
    for _, force in design.new_forces():
        rows = [(p, r) for p, r in design.rows("arms") if r.force == force.id]
        if not rows or any(r.ends is NONE for _, r in rows):
            continue
        unsure = next(((p, r) for p, r in rows if r.ends is UNKNOWN), None)  # it may be the last
        path, row = unsure or max(rows, key=lambda pair: pair[1].ends.hi)
        until = c.day(f"{path}.ends", row.ends, f"{force.id!r} holds arms until {{}}")
        why = "a force has arms as long as it serves"
        c.after("TIM03", until, "end_state.date", why, lesser=True)
        if last:
            c.after("TIM03", until, f"{last}.ends", why, lesser=True)

"""Steps in turn, the mandates of who measures and verifies, and what comes round before its phase or term ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from tether.charter.consistency.clauses import CharterClause
from tether.charter.consistency.dates.calendar import MONTH, SLACK, Calendar
from tether.charter.consistency.dates.life import brought, course_of
from tether.charter.consistency.dependence.powers import powers_of
from tether.charter.consistency.roles import HeldRole, held_roles
from tether.charter.reading import BINDING, Design
from tether.charter.schema.entities import Force, Group, Unit
from tether.charter.values import NONE, UNKNOWN, Blank, Number, When


def write_steps(c: Calendar) -> None:
    """Write down the steps: each after what it depends on."""
    design = c.design
    steps = {row.id: path for path, row in design.rows("steps")}
    rows = list(design.rows("steps"))
    for number, (path, step) in enumerate(rows):
        before = rows[:number]
        at = c.day(f"{path}.date", step.date, f"step {step.id!r} comes on {{}}")
        c.after("TIM04", "end_state.sunset", at, "the law lasts as long as its steps")
        if not design.open_world and step.kind in ("disarm", "discharge", "deploy", "exit-open"):
            c.after("TIM02", at, "meta.starts", "no step is taken before the charter acts")
        if not design.open_world and step.kind == "amnesty":
            c.after("TIM02", at, "law.instrument.date", "nobody is forgiven before the law that forgives")
        for name in step.depends_on or ():
            if name in steps:
                said = (CharterClause(f"{path}.depends_on", f"step {step.id!r} depends on {name!r}"),)
                why = "a step comes after what it depends on"
                c.after("TIM05", at, f"{steps[name]}.date", why, clauses=said)
        _in_time(c, path, step)
        enacted = design.at("law.instrument.status") == "law"  # else it is another vote: a referendum
        if step.kind == "vote" and enacted and not any(s.kind == "vote" for _, s in before):
            c.after("TIM02", "law.instrument.date", at, "a law is in force after the vote on it")
        bill = design.at("meta.status") in ("draft", "bill")
        if step.kind == "vote" and bill and not design.open_world and not any(s.kind == "vote" for _, s in before):
            c.after("TIM02", "meta.starts", at, "a bill acts after the vote on it")
        if step.kind == "merge" and str(design.at("end_state.kind")).startswith("merge") and not design.open_world:
            said = (CharterClause("end_state.kind", f"in the end the force is merged ({design.at('end_state.kind')})"),)
            c.after("TIM01", "end_state.date", at, "the end comes when all are merged", clauses=said, lesser=True)
        if step.kind == "law-in-force":
            for one, other in ((at, "law.instrument.date"), ("law.instrument.date", at)):
                c.after("TIM02", one, other, "a law comes into force once", path=at)
        _first_of(c, at, step)
        if step.kind == "discharge":
            _while_exits_are_open(c, at)


_BEFORE = {"discharge": ("register", "disarm"), "merge": ("register", "disarm"), "disarm": ("register",)}  # a man's way


def write_way(c: Calendar) -> None:
    """Nobody's men leave, or are merged, before the first of them are registered or disarmed."""
    rows = [(p, s) for p, s in c.design.rows("steps") if isinstance(s.date, When)]
    for path, step in rows:
        for kind in _BEFORE.get(str(step.kind), ()):
            earlier = [(p, s) for p, s in rows if s.kind == kind and s.by == step.by]
            same = sum(s.kind == kind and s.by == step.by for _, s in c.design.rows("steps"))
            if earlier and len(earlier) == same and isinstance(step.by, str):
                first, other = min(earlier, key=lambda pair: pair[1].date.lo)
                said = (CharterClause(f"{first}.kind", f"step {other.id!r}, of the same men: {kind}"),)
                why = f"the first step to {kind} comes before men {_DOES[str(step.kind)]}"
                c.after("TIM05", f"{path}.date", f"{first}.date", why, clauses=said, lesser=True)


_DOES = {"discharge": "are discharged", "merge": "are merged", "disarm": "are disarmed"}


def _while_exits_are_open(c: Calendar, at: str) -> None:
    """Of a text seen whole: nobody is discharged long after the last way out has closed."""
    rows = [(p, e) for p, e in c.design.rows("exits")]
    if c.design.open_world or not rows or not all(isinstance(e.ends, When) for _, e in rows):
        return
    path, last = max(rows, key=lambda pair: pair[1].ends.hi)
    others = tuple(CharterClause(f"{p}.ends", f"{e.id!r} ends on {e.ends}") for p, e in rows if p != path)
    why = f"the last way out, {last.id!r}, is open when men are discharged"
    c.after("TIM04", f"{path}.ends", at, why, days=-SLACK, clauses=others, path=at)


def _in_time(c: Calendar, path: str, step: Any) -> None:
    """A step comes no later than so many days after the last of those on which it depends."""
    rows = {row.id: (at, row) for at, row in c.design.rows("steps")}
    before = [rows[name] for name in step.depends_on or () if name in rows]
    if not isinstance(step.within_days, Number) or not before:
        return
    if len(before) > 1 and not all(isinstance(row.date, When) for _, row in before):
        return
    last, first = max(before, key=lambda pair: pair[1].date.hi) if len(before) > 1 else before[0]
    said = (
        CharterClause(f"{path}.within_days", f"step {step.id!r} comes within {step.within_days} days"),
        CharterClause(f"{path}.depends_on", f"step {step.id!r} depends on {first.id!r}"),
    )
    why = "a step comes within its days after what it depends on"
    c.after("TIM05", f"{last}.date", f"{path}.date", why, days=-step.within_days.hi, clauses=said, path=f"{path}.date")


def _first_of(c: Calendar, at: str, step: Any) -> None:
    """An opening of exits comes no earlier than the first exit opens; a deployment, than the first are trained."""
    rows: list[tuple[str, Any, float, tuple[CharterClause, ...]]]
    if step.kind == "exit-open":
        rows = [(p, e, 0.0, ()) for p, e in c.design.rows("exits")]
        why = "the ways out are open when the first of them opens"
    elif step.kind == "deploy":
        for section in ("powers", "pay"):
            brought(c, at, section)
        rows = [(p, s, *course_of(p, s)) for p, s in c.design.rows("induction")]
        why = "nobody is deployed before he is taken in and trained"
    elif step.kind == "discharge":
        rows = [(p, e, 0.0, ()) for p, e in c.design.rows("exits")]
        why = "the first way out is open when men are discharged"
    else:
        return
    if not rows or not all(isinstance(row.starts, When) for _, row, _, _ in rows):
        return
    path, _, days, said = min(rows, key=lambda r: r[1].starts.lo.toordinal() + r[2])
    others = tuple(
        CharterClause(f"{p}.starts", f"{row.id!r} opens on {row.starts}") for p, row, _, _ in rows if p != path
    )
    lesser = step.kind == "discharge"
    c.after("TIM05", at, f"{path}.starts", why, days=days, clauses=(*said, *others), lesser=lesser)


def write_mandates(c: Calendar) -> None:
    """Whoever has a task is still there when it is due, and already there."""
    design = c.design
    tasks = list(_tasks(design))
    stays = {row.actor for _, row in design.rows("enforcement")}
    for path, row in design.rows("enforcement"):
        until = c.day(f"{path}.until", row.until, f"{row.actor!r} stays until {{}}")
        _not_after(c, until, row.actor, tasks, "who has a task is there until it is done")
        if not design.open_world:
            why = "who makes others comply with a law is there when it begins"
            c.after("TIM03", until, "meta.starts", why, path=until, lesser=True)
    _trainers(c, tasks)
    _administering(c, [t for t in tasks if t.who not in stays])
    _withdrawn(c, [t for t in tasks if t.who not in stays])
    _gone(c, tasks)
    _promises(c)


def _not_after(
    c: Calendar, until: str, who: Any, tasks: list[HeldRole], why: str, said: tuple[CharterClause, ...] = (),
    lesser: bool = False,
) -> None:  # fmt: skip
    """Somebody has no task that is due after a day."""
    for task in tasks:
        if task.who == who and task.due != until:
            clauses = (*said, CharterClause(task.path, f"{who!r} {task.said}"))
            c.day(task.due, c.design.at(task.due), "this is due on {}")
            c.after("TIM03", until, task.due, why, clauses=clauses, lesser=lesser or task.role.mild)


def _withdrawn(c: Calendar, tasks: list[HeldRole]) -> None:
    """Who withdraws with all his men has no task afterwards."""
    design = c.design
    for who in dict.fromkeys(s.by for _, s in design.rows("steps") if s.kind == "withdrawal"):
        leaving = [(p, s) for p, s in design.rows("steps") if s.kind == "withdrawal" and s.by == who]
        whole = all(isinstance(s.date, When) and isinstance(s.persons, Blank) for _, s in leaving)
        if not isinstance(who, str) or not whole or isinstance(design.named(who), Group):
            continue
        last, step = max(leaving, key=lambda pair: pair[1].date.hi)
        said = (CharterClause(f"{last}.by", f"{who!r} withdraws by step {step.id!r}"),)
        mine = tasks
        if isinstance(design.named(who), Force | Unit):  # a force withdraws from some places, to others
            left = set(step.places or ())
            mine = [t for t in tasks if left and left >= set(getattr(t.row, "places", None) or ("elsewhere",))]
        _not_after(c, f"{last}.date", who, mine, "who has withdrawn has no task any more", said, lesser=True)


def _gone(c: Calendar, tasks: list[HeldRole]) -> None:
    """Of a text seen whole: a group of which nobody is left, and a force that is dissolved, have no task afterwards."""
    design = c.design
    if design.open_world:
        return
    stay = design.at("totals.to_remain")
    for _, group in design.rows("groups") if isinstance(stay, Number) and stay.hi == 0 else ():
        ways = [(p, s) for p, s in design.rows("induction") if s.from_ == group.id]
        ways += [(p, e) for p, e in design.rows("exits") if e.for_ in (group.id, NONE)]
        if ways and all(isinstance(w.ends, When) for _, w in ways):
            path, last = max(ways, key=lambda pair: pair[1].ends.hi)
            others = [CharterClause(f"{p}.ends", f"{w.id!r} ends on {w.ends}") for p, w in ways if p != path]
            said = (CharterClause("totals.to_remain", f"nobody of {group.id!r} is to stay as he is"), *others)
            why = f"nobody of a group has a task when all have come in or left, the last by {last.id!r}"
            _not_after(c, f"{path}.ends", group.id, tasks, why, said, lesser=True)
    _merged(c, tasks)
    if design.at("end_state.kind") == "dissolve":
        for _, force in design.new_forces():
            for who in sorted(powers_of(design).whole(force.id)):
                said = (CharterClause("end_state.kind", f"{force.id!r} is dissolved at the end"),)
                _not_after(c, "end_state.date", who, tasks, "a force that is dissolved has no task", said, lesser=True)


def _merged(c: Calendar, tasks: list[HeldRole]) -> None:
    """Of a text seen whole: a group whose men are taken in, and of which nobody is to stay, is gone when all merge."""
    design, kind, stay = c.design, str(c.design.at("end_state.kind")), c.design.at("totals.to_remain")
    if not kind.startswith("merge-") or stay is UNKNOWN or (isinstance(stay, Number) and stay.hi > 0):
        return
    for who in dict.fromkeys(s.from_ for _, s in design.militia_streams() if isinstance(s.from_, str)):
        if isinstance(design.named(who), Group):
            said = (CharterClause("end_state.kind", f"in the end all are merged ({kind})"),)
            _not_after(c, "end_state.date", who, tasks, "a group that is merged has no task", said, lesser=True)


def _promises(c: Calendar) -> None:
    """What is promised is there when it is to be had: its law, its money, and the day on which one comes in."""
    design = c.design
    for path, row in design.rows("politics.inducements"):
        until = c.day(f"{path}.until", row.until, f"the promise {row.id!r} holds until {{}}")
        if not design.open_world:
            why, mild = "what is promised is given by a law in force", row.kind != "amnesty"
            c.after("TIM03", until, "law.instrument.date", why, path=until, lesser=mild)
        into = [s.into for _, s in design.rows("induction") if s.from_ == row.to]
        for at, pay in design.rows("pay") if row.kind == "pay" and isinstance(row.to, str) else ():
            if pay.force in (row.to, *into):
                said = (CharterClause(f"{path}.kind", f"{row.to!r} is promised pay by {row.id!r}"),)
                why = "pay is promised no longer than there is money for it"
                c.after("TIM03", f"{at}.funded_until", until, why, clauses=said, path=until, lesser=True)
        for at, stream in design.rows("induction"):
            if stream.from_ == row.to and isinstance(row.to, str):
                c.after("TIM03", until, f"{at}.starts", "a promise holds when those it is made to come in", path=until)


def _trainers(c: Calendar, tasks: list[HeldRole]) -> None:
    """An outsider who trains does so as long as his backing, or his item of aid, lasts."""
    design, ends = c.design, []
    for path, row in design.rows("patrons"):
        if "training" in (row.kinds or ()):
            ends.append((c.day(f"{path}.ends", row.ends, f"{row.actor!r} backs {row.to!r} until {{}}"), row.actor))
    for path, aid in design.rows("aid"):
        if aid.item == "training":
            ends.append((c.day(f"{path}.ends", aid.ends, f"item {aid.id!r} ends on {{}}"), aid.donor))
    training = [task for task in tasks if task.path.endswith("training.by")]
    for until, actor in ends:
        _not_after(c, until, actor, training, "who trains is there until the last course")


def _administering(c: Calendar, tasks: list[HeldRole]) -> None:
    """Who holds powers of the state for a time has no task, and commands in no phase, after that time."""
    design = c.design
    phases = {row.id: path for path, row in design.rows("phases")}
    why = "who holds powers for a time has no task after it"
    for path, row in design.rows("administrations"):
        until = c.day(f"{path}.ends", row.ends, f"the mandate of {row.actor!r} ends on {{}}")
        _not_after(c, until, row.actor, tasks, why, lesser=True)
        _not_before(c, path, row)
        for at, line in design.rows("command"):
            if line.from_ == row.actor and line.type in BINDING and line.phase in phases:
                said = (CharterClause(f"{at}.phase", f"{row.actor!r} commands {line.to!r} in phase {line.phase!r}"),)
                c.after("TIM03", until, f"{phases[line.phase]}.ends", why, clauses=said)


_SINCE = (  # what takes men on the spot from a day on: section, key, the day, and in words
    ("cantonments", "guarded_by", "starts", "guards the camps of {of!r}"),
    ("assets", "guarded_by", "date", "guards {id!r} after the hand-over"),
    ("assets", "goes_to", "date", "receives {id!r}"),
    ("steps", "by", "date", "takes step {id!r}"),
    ("steps", "to", "date", "receives what step {id!r} hands over"),
)


def _not_before(c: Calendar, path: str, held: Any) -> None:
    """Who comes to hold powers for a time is not on the spot with his men before that time."""
    starts = c.day(f"{path}.starts", held.starts, f"the mandate of {held.actor!r} begins on {{}}")
    for section, key, day, said in _SINCE:
        for at, row in c.design.rows(section):
            if getattr(row, key) == held.actor and isinstance(held.actor, str):
                c.day(f"{at}.{day}", getattr(row, day), "this begins on {}")
                words = said.format(of=getattr(row, "of", ""), id=getattr(row, "id", ""))
                clauses = (CharterClause(f"{at}.{key}", f"{held.actor!r} {words}"),)
                why = "who holds powers for a time has no task before it"
                c.after("TIM02", f"{at}.{day}", starts, why, clauses=clauses, lesser=True)


def _tasks(design: Design) -> Iterator[HeldRole]:
    """Yield every role that is needed until a day; who verifies arms is needed at each step that disarms."""
    for held in held_roles(design):
        if held.due:
            yield held
        elif held.path == "surrender.verified_by":
            disarm = [path for path, step in design.rows("steps") if step.kind == "disarm"]
            yield from (replace(held, due=f"{path}.date") for path in disarm)


_TURNS: tuple[tuple[str, str, Callable[[Any], str]], ...] = (  # what comes round: section, key, and in words
    ("oversight", "reports_months", lambda r: f"{r.body!r} reports"),
    ("arms", "inventory_months", lambda r: f"the arms of {r.force!r} are counted"),
    ("posts", "term_months", lambda r: f"a term as {r.title or r.id!r} ends"),
    ("sharing.allocation", "review_months", lambda r: f"the allocation of {r.pool!r} is reviewed"),
    ("trust.grievance", "public_months", lambda _: "complaints are reported in public"),
)


_SPANS: tuple[tuple[str, str, str], ...] = (  # what lasts, or is waited for, so many days: section, key, and in words
    ("trust.grievance", "deadline_days", "a complaint is answered after"),
    ("joint_bodies", "deadlock_days", "a deadlock lasts"),
    ("powers", "max_days", "a power may be used for"),
    ("obligations", "deadline_days", "duty {id!r} is due after"),
    ("delegations", "within_days", "what is left open is settled within"),
)


def write_periods(c: Calendar) -> None:
    """What happens every so many months happens at least once before the law lapses."""
    design = c.design
    rows = [
        (f"{path}.{key}", getattr(row, key), said(row))
        for section, key, said in _TURNS
        for path, row in design.rows(section)
    ]
    for path, months, said in rows:
        if isinstance(months, Number):
            clause = (CharterClause(path, f"{said} after {months} months"),)
            days = months.lo * MONTH - SLACK
            why, mild = "a rule does not lapse before its first turn", path.endswith("term_months")
            c.after("TIM04", "end_state.sunset", "meta.starts", why, days=days, clauses=clause, path=path, lesser=mild)
    crisis = "sharing.territorial.crisis_rule.max_days"
    counted = [(crisis, design.at(crisis), "a takeover in a crisis may last")]
    counted += [
        (f"{p}.{key}", getattr(r, key), said.format(id=getattr(r, "id", "")))
        for section, key, said in _SPANS
        for p, r in design.rows(section)
    ]
    counted += [
        (f"{p}.vetting.provisional_days", s.vetting.provisional_days, f"entry by stream {s.id!r} is on trial for")
        for p, s in design.rows("induction")
        if not isinstance(s.vetting, Blank)
    ]
    for path, count, said in counted:
        if count is UNKNOWN and design.charter.at(path) is UNKNOWN:
            c.spans.append(path)
        if isinstance(count, Number):
            clause = (CharterClause(path, f"{said} {count} days"),)
            why = "a rule does not lapse before its first turn"
            c.after("TIM04", "end_state.sunset", "meta.starts", why, days=count.lo, clauses=clause, path=path)
    _counted(c)


def _counted(c: Calendar) -> None:
    """Arms are counted while a new force holds them, and a roll while there is money for it."""
    design = c.design
    created = {f.id for _, f in design.new_forces()}
    for path, row in design.rows("arms"):
        if row.force in created and isinstance(row.inventory_months, Number) and isinstance(row.ends, When):
            until = c.day(f"{path}.ends", row.ends, f"{row.force!r} holds arms until {{}}")
            said = f"the arms of {row.force!r} are counted every {row.inventory_months} months"
            clause = (CharterClause(f"{path}.inventory_months", said),)
            days, why = row.inventory_months.lo * MONTH - SLACK, "arms are counted while they are held"
            c.after("TIM04", until, "meta.starts", why, days=days, clauses=clause, path=f"{path}.inventory_months")
    for path, row in design.rows("pay"):
        months = NONE if isinstance(row.roll, Blank) else row.roll.headcount_months
        if isinstance(months, Number):
            clause = (CharterClause(f"{path}.roll.headcount_months", f"its roll is counted every {months} months"),)
            why, days = "the roll is counted while there is money", months.lo * MONTH - SLACK
            at = f"{path}.roll.headcount_months"
            c.after("TIM04", f"{path}.funded_until", "meta.starts", why, days=days, clauses=clause, path=at)
            _counted_in_the_phase(c, row, days, clause[0])


_COUNTS = re.compile(r"muster|roll|head ?count|present", re.IGNORECASE)  # measures that are read off a count


def _counted_in_the_phase(c: Calendar, pay: Any, days: float, counted: CharterClause) -> None:
    """A test that is read off the roll has a count within its phase."""
    for path, phase in c.design.rows("phases"):
        for n, test in enumerate(phase.tests or ()):
            if test.measured_by == pay.roll.audit_by and isinstance(test.metric, str) and _COUNTS.search(test.metric):
                said = (counted, CharterClause(f"{path}.tests.{n}", f"phase {phase.id!r} ends by {test.metric!r}"))
                why = "a test that is read off a count has one within its phase"
                c.after("TIM04", f"{path}.ends", f"{path}.starts", why, days=days, clauses=said, lesser=True)

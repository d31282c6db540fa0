"""Steps in turn, the mandates of who measures and verifies, and what comes round before its phase or term ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from tether.charter.consistency.clauses import CharterClause
from tether.charter.consistency.dates.calendar import MONTH, SLACK, Calendar
from tether.charter.consistency.dates.life import brought, course_of
from tether.charter.consistency.dates.means import last_phase
from tether.charter.reading import BINDING, Design
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
    """Whoever measures, verifies, screens, watches or backs is still there when it is due."""
    design = c.design
    tasks = list(_tasks(design))
    for path, row in design.rows("enforcement"):
        until = c.day(f"{path}.until", row.until, f"{row.actor!r} stays until {{}}")
        for at, who, said, due, lesser in tasks:
            if who == row.actor and isinstance(who, str):
                why = "who has a task is there until it is done"
                clause = (CharterClause(at, f"{who!r} {said}"),)
                c.after("TIM03", until, due, why, clauses=clause, lesser=lesser)
    _trainers(c, tasks)
    _administering(c, tasks)
    for path, row in design.rows("politics.inducements"):
        until = c.day(f"{path}.until", row.until, f"the promise {row.id!r} holds until {{}}")
        if row.kind == "amnesty" and not design.open_world:
            why = "what is promised is given by a law in force"
            c.after("TIM03", until, "law.instrument.date", why, path=until)
        for at, stream in design.rows("induction"):
            if stream.from_ == row.to and isinstance(row.to, str):
                c.after("TIM03", until, f"{at}.starts", "a promise holds when those it is made to come in", path=until)


def _trainers(c: Calendar, tasks: list[tuple[str, Any, str, str, bool]]) -> None:
    """An outsider who trains does so as long as his backing, or his item of aid, lasts."""
    design, ends = c.design, []
    for path, row in design.rows("patrons"):
        if "training" in (row.kinds or ()):
            ends.append((c.day(f"{path}.ends", row.ends, f"{row.actor!r} backs {row.to!r} until {{}}"), row.actor))
    for path, aid in design.rows("aid"):
        if aid.item == "training":
            ends.append((c.day(f"{path}.ends", aid.ends, f"item {aid.id!r} ends on {{}}"), aid.donor))
    for until, actor in ends:
        for at, who, said, due, _ in tasks:
            if who == actor and isinstance(who, str) and at.endswith("training.by"):
                clause = (CharterClause(at, f"{who!r} {said}"),)
                c.after("TIM03", until, due, "who trains is there until the last course", clauses=clause)


def _administering(c: Calendar, tasks: list[tuple[str, Any, str, str, bool]]) -> None:
    """Who holds powers of the state for a time has no task, and commands in no phase, after that time."""
    design = c.design
    phases = {row.id: path for path, row in design.rows("phases")}
    leading = [
        (f"{p}.phase", e.from_, f"commands {e.to!r} in phase {e.phase!r}", f"{phases[e.phase]}.ends", False)
        for p, e in design.rows("command")
        if e.type in BINDING and e.phase in phases
    ]
    for path, row in design.rows("administrations"):
        until = c.day(f"{path}.ends", row.ends, f"the mandate of {row.actor!r} ends on {{}}")
        stays = {r.actor for _, r in design.rows("enforcement")}
        for at, who, said, due, lesser in [*leading, *([] if row.actor in stays else tasks)]:
            if who == row.actor:
                clause = (CharterClause(at, f"{who!r} {said}"),)
                c.after("TIM03", until, due, "who holds powers for a time has no task after it", clauses=clause,
                        lesser=lesser or not at.endswith("phase"))  # fmt: skip


def _tasks(design: Design) -> Iterator[tuple[str, Any, str, str, bool]]:
    """Yield (path, who, in words, the date until which he is needed, whether its lack is the lesser fault)."""
    for at, phase in design.rows("phases"):
        for n, test in enumerate(phase.tests or ()):
            yield f"{at}.tests.{n}", test.measured_by, f"measures the test of phase {phase.id!r}", f"{at}.ends", False
    for at, step in design.rows("steps"):
        if step.kind == "disarm":
            who = design.at("surrender.verified_by")
            yield "surrender.verified_by", who, "verifies the arms handed in", f"{at}.date", False
    for at, e in design.rows("exits"):
        yield f"{at}.verified_by", e.verified_by, f"verifies exit {e.id!r}", f"{at}.ends", False
        yield f"{at}.delivered_by", e.delivered_by, f"delivers exit {e.id!r}", f"{at}.ends", False
    for at, stream in design.rows("induction"):
        for key, does in (("vetting", "screens"), ("training", "trains")):
            who = design.at(f"{at}.{key}.by")
            yield f"{at}.{key}.by", who, f"{does} the men of stream {stream.id!r}", f"{at}.ends", False
    for at, pay in design.rows("pay"):
        who = design.at(f"{at}.roll.audit_by")
        yield f"{at}.roll.audit_by", who, f"counts the roll of {pay.force!r}", f"{at}.funded_until", False
    for at, promise in design.rows("politics.inducements"):
        yield f"{at}.backed_by", promise.backed_by, f"stands behind {promise.id!r}", f"{at}.until", False
    for at, duty in design.rows("obligations"):
        yield f"{at}.bearer", duty.bearer, f"bears the duty {duty.id!r}", f"{at}.deadline", False
        if duty.default_to != duty.bearer:
            yield f"{at}.default_to", duty.default_to, f"acts where {duty.id!r} is not done", f"{at}.deadline", False
    for at, matter in design.rows("delegations"):
        yield f"{at}.to", matter.to, f"settles {matter.matter!s}", f"{at}.until", False
    for at, aid in design.rows("aid"):
        yield f"{at}.suspended_by", aid.suspended_by, f"decides when {aid.id!r} stops", f"{at}.ends", False
    last = last_phase(design)
    if last:
        for section, does in (("oversight", "watches over the force"), ("trust.grievance", "hears complaints")):
            for at, row in design.rows(section):
                yield f"{at}.body", row.body, does, f"{last}.ends", False
        who = design.at("displacement.monitored_by")
        yield "displacement.monitored_by", who, "watches the return", f"{last}.ends", True


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

"""What must stand as long as the force does, and nobody who acts before he is there."""

from __future__ import annotations

from tether.charter.consistency.clauses import CharterClause
from tether.charter.consistency.dates.calendar import Calendar
from tether.charter.consistency.dates.life import PAUSE
from tether.charter.consistency.dependence.lines import lines_of
from tether.charter.consistency.dependence.powers import powers_of
from tether.charter.consistency.roles import held_roles
from tether.charter.reading import ORDERS
from tether.charter.schema.entities import Group
from tether.charter.values import NONE, When


def write_standing(c: Calendar) -> None:
    """Of a text seen whole: command lasts to the end; a new force acts when it has men; men are listed as they come."""
    if c.design.open_world:
        return
    _commanded_to_the_end(c)
    _acting_when_there(c)
    _listed_in_time(c)


def _commanded_to_the_end(c: Calendar) -> None:
    """A new force whose every line of orders holds in a phase alone is commanded in one that lasts to the end."""
    design = c.design
    phases = {row.id: (path, row) for path, row in design.rows("phases")}
    for _, force in design.new_forces():
        roots = [u.id for _, u in design.rows("units") if u.force == force.id and not isinstance(u.parent, str)]
        into = [k for k in lines_of(design) if k.below in (force.id, *roots) and k.clause.path.startswith("command")]
        into = [line for line in into if line.type in (*ORDERS, None)]
        held = [phases[line.phase] for line in into if line.phase in phases]
        if not into or len(held) < len(into) or not all(isinstance(p.ends, When) for _, p in held):
            continue
        last = max(held, key=lambda pair: pair[1].ends.hi)[0]
        said = tuple(CharterClause(f"{k.clause.path}.phase", f"{k.clause.said} in phase {k.phase!r}") for k in into)
        why = f"somebody commands {force.id!r} until the end"
        c.after("TIM03", f"{last}.ends", "end_state.date", why, days=-PAUSE, clauses=said, path=said[-1].path)


_SENT = ("deploy", "protection", "release", "disarm", "canton", "register")  # steps that a force takes with its men


def _acting_when_there(c: Calendar) -> None:
    """A force that a charter creates takes no step, and owes no duty, before its first men come in."""
    design = c.design
    for _, force in design.new_forces():
        streams = [(p, s) for p, s in design.rows("induction") if s.into == force.id]
        if not streams or not all(isinstance(s.starts, When) for _, s in streams):
            continue
        path, _ = min(streams, key=lambda pair: pair[1].starts.lo)
        others = tuple(CharterClause(f"{p}.starts", f"{s.id!r} opens on {s.starts}") for p, s in streams if p != path)
        parts = powers_of(design).whole(force.id)
        for held in held_roles(design):
            step = held.path.startswith("steps.") and getattr(held.row, "kind", "") in _SENT[1:]  # deploy: TIM05 too
            duty = held.path.startswith("obligations.") and held.path.endswith(".bearer")
            if held.who in parts and held.due and (step or duty):
                clauses = (CharterClause(held.path, f"{held.who!r} {held.said}"), *others)
                c.day(held.due, design.at(held.due), "this is due on {}")
                why = "nobody acts before he is there"
                c.after("TIM05", held.due, f"{path}.starts", why, clauses=clauses, path=held.due, lesser=True)


def _listed_in_time(c: Calendar) -> None:
    """Men of a group are registered before the last of its streams and ways out has closed."""
    design = c.design
    rows = [(p, s) for p, s in design.rows("steps") if s.kind == "register"]
    for path, step in rows if len(rows) == 1 else ():
        groups = [g.id for _, g in design.rows("groups")]
        whose = [step.by] if isinstance(design.named(step.by), Group) else groups
        ways = [(p, s) for p, s in design.rows("induction") if s.from_ in whose]
        ways += [(p, e) for p, e in design.rows("exits") if e.for_ in (*whose, NONE)]
        if not isinstance(step.date, When) or not ways or not all(isinstance(w.ends, When) for _, w in ways):
            continue
        for at, stream in (w for w in ways if w[0].startswith("induction")):
            said = (CharterClause(f"{path}.kind", f"step {step.id!r} registers the men"),)
            why = f"nobody is registered when stream {stream.id!r} has closed"
            c.after("TIM05", f"{at}.ends", f"{path}.date", why, clauses=said, path=f"{path}.date", lesser=True)

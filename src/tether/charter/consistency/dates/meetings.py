"""Steps that meet another clause: command with posts, pay with service, withdrawal with mandates, arms with camps."""

from __future__ import annotations

from tether.charter.consistency.clauses import CharterClause
from tether.charter.consistency.dates.calendar import SLACK, Calendar
from tether.charter.schema.entities import Force, Post, Unit
from tether.charter.values import NONE, Blank, When

LATE = 62  # days after which a first pay is late, or a withdrawal is no end of a mandate


def write_meetings(c: Calendar) -> None:
    """Write down steps that meet another clause: of command, pay, withdrawal, hand-over, and arms in camps."""
    _commanded_when_filled(c)
    _paid_when_taken_in(c)
    _withdrawn_at_the_end(c)
    _handed_over_in_time(c)
    _armed_in_camps(c)


def _first_step(c: Calendar, kind: str) -> str:
    """Return the path of the first dated step of a kind, where all of that kind are dated; or nothing."""
    rows = [(p, s) for p, s in c.design.rows("steps") if s.kind == kind]
    if not rows or not all(isinstance(s.date, When) for _, s in rows):
        return ""
    return min(rows, key=lambda pair: pair[1].date.lo)[0]


def _commanded_when_filled(c: Calendar) -> None:
    """Command passes to a force, a unit or a post when its posts are filled."""
    filled, design = _first_step(c, "appoint"), c.design
    for path, step in design.rows("steps"):
        ours = isinstance(design.named(step.to), Force | Unit | Post)
        if filled and step.kind == "command" and ours and any(True for _ in design.rows("posts")):
            said = (CharterClause(f"{path}.to", f"command passes to {step.to!r}"),)
            why = "command passes when the posts are filled"
            c.after("TIM05", f"{path}.date", f"{filled}.date", why, clauses=said, path=f"{path}.date", lesser=True)


def _paid_when_taken_in(c: Calendar) -> None:
    """The first pay comes within two months of the first day of service."""
    paid, design = _first_step(c, "pay"), c.design
    created = {f.id for _, f in design.new_forces()}
    to = design.at(f"{paid}.to") if paid else NONE
    for path, stream in design.rows("induction") if paid else ():
        if stream.into in created and to in (stream.into, NONE):
            said = (CharterClause(f"{path}.into", f"men of stream {stream.id!r} serve in {stream.into!r}"),)
            why = "men are paid when they are taken in"
            c.after("TIM02", f"{path}.starts", f"{paid}.date", why, days=-LATE, clauses=said, path=f"{paid}.date",
                    lesser=True)  # fmt: skip


def _withdrawn_at_the_end(c: Calendar) -> None:
    """Who withdraws with all his men before his mandate ends does not stay until then."""
    for path, row in c.design.rows("enforcement"):
        leaving = [(p, s) for p, s in c.design.rows("steps") if s.kind == "withdrawal" and s.by == row.actor]
        if not leaving or not all(isinstance(s.date, When) and isinstance(s.persons, Blank) for _, s in leaving):
            continue
        last, step = max(leaving, key=lambda pair: pair[1].date.hi)
        said = (CharterClause(f"{last}.by", f"{step.by!r} withdraws by step {step.id!r}"),)
        why = "who stays until a day does not withdraw long before it"
        c.after("TIM03", f"{last}.date", f"{path}.until", why, days=-LATE, clauses=said, lesser=True)


def _handed_over_in_time(c: Calendar) -> None:
    """Who holds powers for a time hands over, measures and reports no later than they end."""
    for path, row in c.design.rows("administrations"):
        for at, step in c.design.rows("steps"):
            if step.kind in ("hand-over", "command") and step.by == row.actor:
                said = (CharterClause(f"{at}.by", f"{step.by!r} hands over by step {step.id!r}"),)
                why = "who hands powers over holds them until then"
                c.after("TIM03", f"{path}.ends", f"{at}.date", why, days=-SLACK, clauses=said, path=f"{at}.date")


def _armed_in_camps(c: Calendar) -> None:
    """Men in camps carry no arms after the last step that disarms them."""
    design = c.design
    for path, row in design.rows("cantonments"):
        steps = [(p, s) for p, s in design.rows("steps") if s.kind == "disarm" and s.by in (NONE, row.of)]
        if row.arms != "carried" or not steps or not all(isinstance(s.date, When) for _, s in steps):
            continue
        last = max(steps, key=lambda pair: pair[1].date.hi)[0]
        said = (CharterClause(f"{path}.arms", f"the men of {row.of!r} carry their arms in the camps"),)
        why = "nobody carries arms after he is disarmed"
        c.after("TIM05", f"{last}.date", f"{path}.ends", why, clauses=said, path=f"{path}.arms")

"""Steps that meet another clause: command with posts, pay with service, withdrawal with mandates, arms with camps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tether.charter.consistency.clauses import CharterClause
from tether.charter.consistency.dates.calendar import SLACK, Calendar
from tether.charter.consistency.dates.life import course_of
from tether.charter.consistency.dependence.powers import powers_of
from tether.charter.reading import Design
from tether.charter.schema.entities import Force, Post, Unit
from tether.charter.values import NONE, Blank, Number, When

_Dated = tuple[str, Any]  # a row and its path

LATE = 62  # days after which a first pay is late, or a withdrawal is no end of a mandate


def write_meetings(c: Calendar) -> None:
    """Write down steps that meet another clause: of command, pay, withdrawal, hand-over, and arms in camps."""
    _commanded_when_filled(c)
    _paid_when_taken_in(c)
    _withdrawn_at_the_end(c)
    _handed_over_in_time(c)
    _armed_in_camps(c)
    _handed_in_at_camps(c)
    _gathered_while_open(c)
    _ways_out_at_the_end(c)
    _received_by_men(c)
    _posts_before_deployment(c)
    _out_of_camps(c)
    _into_camps(c)
    _of_one_asset(c)
    _refused_after_trial(c)
    _listed_before_it_was_written(c)


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


_TAKEN_IN = ("handed-in", "joint-store", "double-key")  # what becomes of arms in camps that somebody else keeps


def _handed_in_at_camps(c: Calendar) -> None:
    """Arms that are handed in at camps are handed in while a camp of that group is open."""
    design = c.design
    for path, row in design.rows("cantonments"):
        same = [(p, r) for p, r in design.rows("cantonments") if r.of == row.of]
        if row.arms != "handed-in" or any(r.arms not in _TAKEN_IN for _, r in same) or path != same[0][0]:
            continue
        if not all(isinstance(r.ends, When) for _, r in same):
            continue
        last, camp = max(same, key=lambda pair: pair[1].ends.hi)
        for at, step in design.rows("steps"):
            groups = [g for _, g in design.rows("groups")]
            if step.kind == "disarm" and (step.by == row.of or (step.by is NONE and len(groups) == 1)):
                said = (CharterClause(f"{last}.arms", f"the men of {camp.of!r} hand in their arms in camps"),)
                why = "arms are handed in while the camps are open"
                c.after("TIM05", f"{last}.ends", f"{at}.date", why, days=-SLACK, clauses=said, path=f"{at}.date")


def _gathered_while_open(c: Calendar) -> None:
    """Men gather in camps from the day on which the first of theirs opens, until the last closes."""
    design = c.design
    for at, step in design.rows("steps"):
        camps = [(p, r) for p, r in design.rows("cantonments") if r.of == step.by]
        if step.kind != "canton" or not camps:
            continue
        if all(isinstance(r.starts, When) for _, r in camps):
            first, camp = min(camps, key=lambda pair: pair[1].starts.lo)
            said = (CharterClause(f"{first}.of", f"these camps are for the men of {camp.of!r}"),)
            why = "men gather when their camps are open"
            c.after("TIM05", f"{at}.date", f"{first}.starts", why, days=-SLACK, clauses=said, lesser=True)
        if all(isinstance(r.ends, When) for _, r in camps):
            last, camp = max(camps, key=lambda pair: pair[1].ends.hi)
            said = (CharterClause(f"{last}.of", f"these camps are for the men of {camp.of!r}"),)
            c.after("TIM05", f"{last}.ends", f"{at}.date", "men gather while their camps are open", clauses=said)


def _ways_out_at_the_end(c: Calendar) -> None:
    """Of a text seen whole: a force that is dissolved leaves its men a way out that is still open."""
    design = c.design
    exits = [(p, e) for p, e in design.rows("exits")]
    if design.at("end_state.kind") != "dissolve" or design.open_world or not exits:
        return
    if any(not isinstance(e.ends, When) for _, e in exits) or not any(True for _ in design.new_forces()):
        return
    path, _ = max(exits, key=lambda pair: pair[1].ends.hi)
    others = tuple(CharterClause(f"{p}.ends", f"exit {e.id!r} ends on {e.ends}") for p, e in exits if p != path)
    said = (CharterClause("end_state.kind", "the new force is dissolved at the end"), *others)
    why = "whoever is dismissed at the end finds a way out open"
    c.after(
        "TIM04", f"{path}.ends", "end_state.date", why, days=-LATE, clauses=said, path="end_state.kind", lesser=True
    )


def _received_by_men(c: Calendar) -> None:
    """Nothing is handed to a new force, nor guarded by it, before its first men are trained."""
    design = c.design
    for _, force in design.new_forces():
        streams = [(p, s) for p, s in design.rows("induction") if s.into == force.id]
        if not streams or not all(isinstance(s.starts, When) for _, s in streams) or design.open_world:
            continue
        path, first = min(streams, key=lambda pair: pair[1].starts.lo.toordinal() + course_of(*pair)[0])
        days, course = course_of(path, first)
        others = tuple(CharterClause(f"{p}.starts", f"{s.id!r} opens on {s.starts}") for p, s in streams if p != path)
        parts = powers_of(design).whole(force.id)
        for day, at, who, said in _received(design):
            if who in parts:
                clauses = (CharterClause(at, f"{who!r} {said}"), *course, *others)
                why = "a force has men when something is given into their hands"
                c.after("TIM05", day, f"{path}.starts", why, days=days, clauses=clauses, path=day, lesser=True)


def _received(design: Design) -> Iterator[tuple[str, str, Any, str]]:
    """Yield (the day, the clause, who, in words) of whatever is given into somebody's hands."""
    for path, asset in design.rows("assets"):
        yield f"{path}.date", f"{path}.goes_to", asset.goes_to, f"receives {asset.id!r}"
        if asset.guarded_by != asset.goes_to:
            yield f"{path}.date", f"{path}.guarded_by", asset.guarded_by, f"guards {asset.id!r}"
    for path, step in design.rows("steps"):
        if step.kind == "hand-over":
            yield f"{path}.date", f"{path}.to", step.to, f"receives what step {step.id!r} hands over"
    for path, held in design.rows("administrations"):
        yield f"{path}.ends", f"{path}.hands_to", held.hands_to, f"takes over from {held.actor!r}"
    for path, camp in design.rows("cantonments"):
        yield f"{path}.starts", f"{path}.guarded_by", camp.guarded_by, f"guards the camps of {camp.of!r}"


def _posts_before_deployment(c: Calendar) -> None:
    """A new force is deployed when its first posts are filled."""
    design, filled = c.design, _first_step(c, "appoint")
    for path, step in design.rows("steps") if filled else ():
        ours = any(step.by in powers_of(design).whole(f.id) for _, f in design.new_forces() if isinstance(step.by, str))
        if step.kind == "deploy" and ours:
            said = (CharterClause(f"{path}.by", f"{step.by!r}, which this charter creates, is deployed"),)
            why = "a force is deployed under commanders"
            c.after("TIM05", f"{path}.date", f"{filled}.date", why, clauses=said, path=f"{path}.date", lesser=True)


def _camps_and_ways(design: Design, of_camp: str, of_way: str) -> Iterator[tuple[list[_Dated], list[_Dated]]]:
    """Give, of a text seen whole, the camps of each group and its men's ways in and out, where all have these days."""
    for of in dict.fromkeys(row.of for _, row in design.rows("cantonments")):
        camps = [(p, r) for p, r in design.rows("cantonments") if r.of == of]
        ways = [(p, e) for p, e in design.rows("exits") if e.for_ in (of, NONE)]
        ways += [(p, s) for p, s in design.rows("induction") if s.from_ == of]
        days = [*(getattr(r, of_camp) for _, r in camps), *(getattr(w, of_way) for _, w in ways)]
        if ways and not design.open_world and all(isinstance(day, When) for day in days):
            yield camps, ways


def _out_of_camps(c: Calendar) -> None:
    """Of a text seen whole: the last camp of a group closes when a way in or out for its men has opened."""
    for camps, ways in _camps_and_ways(c.design, "ends", "starts"):
        last = max(camps, key=lambda pair: pair[1].ends.hi)[0]
        path, first = min(ways, key=lambda pair: pair[1].starts.lo)
        others = tuple(CharterClause(f"{p}.starts", f"{w.id!r} opens on {w.starts}") for p, w in ways if p != path)
        why = f"men leave their camps when a way in or out is open to them, the first of which is {first.id!r}"
        c.after("TIM04", f"{last}.ends", f"{path}.starts", why, clauses=others, path=f"{last}.ends", lesser=True)


def _into_camps(c: Calendar) -> None:
    """Of a text seen whole: the first camp of a group opens before the last way in or out for its men has closed."""
    for camps, ways in _camps_and_ways(c.design, "starts", "ends"):
        first = min(camps, key=lambda pair: pair[1].starts.lo)[0]
        path, last = max(ways, key=lambda pair: pair[1].ends.hi)
        others = tuple(CharterClause(f"{p}.ends", f"{w.id!r} ends on {w.ends}") for p, w in ways if p != path)
        why = f"men gather in camps before they come in or leave, the last of them by {last.id!r}"
        c.after("TIM05", f"{path}.ends", f"{first}.starts", why, clauses=others, path=f"{first}.starts", lesser=True)


def _of_one_asset(c: Calendar) -> None:
    """A step that hands over the one asset between two hands comes on the day of that asset's row."""
    design = c.design
    for at, step in design.rows("steps"):
        rows = [(p, a) for p, a in design.rows("assets") if a.held_by == step.by and a.goes_to == step.to]
        if step.kind != "hand-over" or len(rows) != 1 or not isinstance(step.by, str) or not isinstance(step.to, str):
            continue
        path, asset = rows[0]
        meet = not asset.places or not step.places or set(asset.places) & set(step.places)
        same = [s for _, s in design.rows("steps") if s.kind == "hand-over" and (s.by, s.to) == (step.by, step.to)]
        if meet and len(same) == 1:
            said = (CharterClause(f"{at}.to", f"step {step.id!r} hands over from {step.by!r} to {step.to!r}"),)
            for one, other in ((f"{path}.date", f"{at}.date"), (f"{at}.date", f"{path}.date")):
                why = f"{asset.id!r} is handed over once"
                c.after("TIM01", one, other, why, days=-SLACK, clauses=said, path=f"{at}.date", lesser=True)


def _refused_after_trial(c: Calendar) -> None:
    """Of a text seen whole: the first who fails his time on trial finds a way out that is still open."""
    design = c.design
    for path, stream in design.militia_streams():
        exits = [(p, e) for p, e in design.rows("exits") if e.for_ in (stream.from_, NONE)]
        days = NONE if isinstance(stream.vetting, Blank) else stream.vetting.provisional_days
        dated = bool(exits) and all(isinstance(e.ends, When) for _, e in exits)
        if design.open_world or not isinstance(days, Number) or not dated:
            continue
        last, _ = max(exits, key=lambda pair: pair[1].ends.hi)
        at = f"{path}.vetting.provisional_days"
        clauses = [CharterClause(at, f"men of stream {stream.id!r} are on trial for {days} days")]
        clauses += [CharterClause(f"{p}.ends", f"exit {e.id!r} ends on {e.ends}") for p, e in exits if p != last]
        why, said = "who fails his trial finds a way out open", tuple(clauses)
        c.after("TIM04", f"{last}.ends", f"{path}.starts", why, days=days.lo, clauses=said, path=at, lesser=True)


def _listed_before_it_was_written(c: Calendar) -> None:
    """A draft knows of no listing that came after it was written."""
    if c.design.at("meta.status") not in ("draft", "bill"):
        return
    for path, group in c.design.rows("groups"):
        for n, row in enumerate(group.listed or ()):
            since = c.day(
                f"{path}.listed.{n}.since", row.since, f"{group.id!r} stands on the list of {row.by!s} since {{}}"
            )
            c.after("TIM01", "meta.drafted", since, "a text knows what came before it", path=since, lesser=True)

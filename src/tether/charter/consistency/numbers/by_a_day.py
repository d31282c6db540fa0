"""What can have been done by a day: men trained, camps and ways out open.

A dated step that says how many men it takes is bounded by what has happened by then, not by what will be in the end:

    deploy      no more men of a new force than its streams have screened and trained by that day
    canton      no more than the camps hold that are open
    discharge   no more than the ways out take that are open
    merge       no more than the streams take in that are open
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from tether.charter.consistency.clauses import CharterClause
from tether.charter.consistency.dependence.powers import powers_of
from tether.charter.consistency.numbers.sheet import NumberSheet, Terms, quoted
from tether.charter.values import NONE, Number, When

MONTH = 30.4375  # days
Rows = list[tuple[str, Any]]


def write_by_a_day(sheet: NumberSheet) -> None:
    """Hold the men of each dated step against what can have been done by its day."""
    design = sheet.design
    if not sheet.closed:
        return
    for path, step in design.rows("steps"):
        if not (isinstance(step.persons, Number) and isinstance(step.date, When)):
            continue
        if step.kind == "deploy":
            _trained_by_then(sheet, path, step)
        elif step.kind == "canton":
            camps = [(p, r) for p, r in design.rows("cantonments") if r.of == step.by]
            _open_by_then(sheet, path, step, camps, lambda r: r.persons, "camp:{p}", "the camps that are open hold")
        elif step.kind == "discharge":
            ways = [(p, e) for p, e in design.rows("exits") if e.for_ in (step.by, NONE) or step.by is NONE]
            _open_by_then(sheet, path, step, ways, lambda e: e.places, "places:{id}", "the ways out that are open take")
        elif step.kind == "merge":
            into = [(p, s) for p, s in design.rows("induction") if s.from_ == step.by]
            _open_by_then(sheet, path, step, into, lambda s: s.intake, "intake:{id}", "the streams that are open bring")


def _open_by_then(
    sheet: NumberSheet, path: str, step: Any, rows: Rows, room: Callable[[Any], Any], name: str, words: str
) -> None:
    """Hold the men of a step against those of its rows that have opened by its day, where others open later."""
    if not all(isinstance(row.starts, When) and isinstance(room(row), Number) for _, row in rows):
        return
    later = [(p, row) for p, row in rows if row.starts.lo > step.date.hi]
    ready = [(p, row) for p, row in rows if row.starts.lo <= step.date.hi]
    if not later or not ready:
        return  # all are open, or none: the dates say that
    said = [CharterClause(f"{path}.date", f"it comes on {step.date}")]
    said += [CharterClause(f"{p}.starts", f"{quoted(row.id or p)} opens on {row.starts}") for p, row in later]
    terms: Terms = [(1.0, f"step:{path}")]
    terms += [(-(1 + sheet.gap), name.format(p=p, id=getattr(row, "id", ""))) for p, row in ready]
    why, question = f"no more men take a step than {words} by its day", "How many men take each step?"
    sheet.relate("NUM01", terms, -math.inf, 0.0, why, f"{path}.persons", question, said, lesser=True)


def _trained_by_then(sheet: NumberSheet, path: str, step: Any) -> None:
    """No more men of a new force are deployed on a day than can have been screened and trained by then."""
    design = sheet.design
    new = [f for _, f in design.new_forces()]
    ours = [f for f in new if step.by in powers_of(design).whole(f.id)]
    if not ours and len(new) == 1 and (step.by is NONE or powers_of(design).hires(str(step.by), new[0].id)):
        ours = new if not _of_another(design, step, new[0]) else []
    streams = [(p, s) for p, s in design.rows("induction") if ours and s.into == ours[0].id]
    if not streams or not all(isinstance(s.intake, Number) and isinstance(s.starts, When) for _, s in streams):
        return
    said = [CharterClause(f"{path}.date", f"step {quoted(step.id)} comes on {step.date}")]
    terms: Terms = [(1.0, f"step:{path}")]
    for at, stream in streams:
        ready = f"of:{path}:{stream.id}"
        said.append(CharterClause(f"{at}.starts", f"stream {quoted(stream.id)} opens on {stream.starts}"))
        _as_many_as(sheet, path, step, at, stream, ready)
        terms.append((-(1 + sheet.gap), ready))
    why = "no more are deployed than can have been screened and trained by that day"
    question = "How many men take each step?"
    sheet.relate("NUM06", terms, -math.inf, 0.0, why, f"{path}.persons", question, said, lesser=True)


def _of_another(design: Any, step: Any, force: Any) -> bool:
    """Whether who takes a step also has other forces, some of whose men it may deploy there."""
    others = [f for _, f in design.rows("forces") if f.id != force.id and f.status in ("existing", NONE)]
    return isinstance(step.by, str) and any(
        powers_of(design).above(step.by, f.id) or f.commander == step.by for f in others
    )


def _as_many_as(sheet: NumberSheet, path: str, step: Any, at: str, stream: Any, ready: str) -> None:
    """Bound those of a stream who are ready on the day of a step by its intake, its courses and its screening."""
    days, code, question = max((step.date.hi - stream.starts.lo).days, 0), "NUM06", ""
    why, where = "men are ready when they are screened and trained", f"{path}.persons"
    sheet.relate(code, [(1.0, ready), (-1.0, f"intake:{stream.id}")], -math.inf, 0.0, why, where, question, lesser=True)
    vetting, training, weeks = stream.vetting, stream.training, getattr(stream.training, "weeks", None)
    course = 7 * weeks.lo if isinstance(weeks, Number) else 0.0
    if isinstance(getattr(training, "places", None), Number) and course:
        said = (CharterClause(f"{at}.training.weeks", f"a course for {quoted(stream.id)} takes {weeks} weeks"),)
        seats, words = f"trained:{at}", f"{{}} men at a time can be trained for {quoted(stream.id)}"
        if seats not in sheet.known:
            sheet.number(seats, training.places, f"{at}.training.places", words)
        terms: Terms = [(1.0, ready), (-float(days // course), seats)]
        sheet.relate(code, terms, -math.inf, 0.0, why, where, question, said, lesser=True)
    if isinstance(getattr(vetting, "per_month", None), Number):
        rate, words = f"screened:{at}", f"{{}} men a month can be screened for {quoted(stream.id)}"
        if rate not in sheet.known:
            sheet.number(rate, vetting.per_month, f"{at}.vetting.per_month", words)
        terms = [(1.0, ready), (-max(days - course, 0.0) / MONTH, rate)]
        sheet.relate(code, terms, -math.inf, 0.0, why, where, question, lesser=True)

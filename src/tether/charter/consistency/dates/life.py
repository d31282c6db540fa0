"""The life of a charter: law, phases, intake, quotas, waivers and what is due while the law holds."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from tether.charter.consistency.clauses import CharterClause
from tether.charter.consistency.dates.calendar import MONTH, SLACK, Calendar
from tether.charter.reading import Design
from tether.charter.values import NONE, Blank, Number, When

ENACTED = ("law", "decree", "agreement")


def write_life(c: Calendar) -> None:
    """Write down the charter's first and last days."""
    design = c.design
    meta, end = design.at("meta"), design.at("end_state")
    if not isinstance(meta, Blank):
        c.day("meta.starts", meta.starts, "the charter starts to act on {}")
        c.day("meta.drafted", meta.drafted, "it was written on {}")
        if meta.status in ("draft", "bill"):
            c.after("TIM01", "meta.starts", "meta.drafted", "a draft acts after it was written")
    if not isinstance(end, Blank):
        c.day("end_state.date", end.date, "the end comes on {}")
        c.day("end_state.sunset", end.sunset, "the law lapses on {}")
        c.after("TIM04", "end_state.sunset", "end_state.date", "the law lasts until the end")
        for at in ("end_state.date", "end_state.sunset"):
            c.after("TIM01", at, "meta.starts", "the end comes after the beginning")
    instrument = design.at("law.instrument")
    if not isinstance(instrument, Blank) and instrument.status in ENACTED:
        at = c.day("law.instrument.date", instrument.date, "the law came into force on {}")
        c.after("TIM02", "meta.starts", at, "a charter acts when its law is in force", path=at)
        if not isinstance(meta, Blank) and meta.status in ("draft", "bill"):
            c.after("TIM01", at, "meta.drafted", "a law is in force after it was written")


def write_phases(c: Calendar) -> None:
    """Write down the phases: in order, reviewed and repeated in time."""
    design = c.design
    for path, phase in design.rows("phases"):
        name = repr(phase.id)
        starts = c.day(f"{path}.starts", phase.starts, f"phase {name} begins on {{}}")
        ends = c.day(f"{path}.ends", phase.ends, f"phase {name} ends on {{}}")
        c.after("TIM01", ends, starts, "what begins ends later")
        c.after("TIM01", starts, "meta.starts", "no phase begins before the charter acts")
        c.after("TIM04", "end_state.sunset", ends, "the law lasts as long as its phases")
        if not phase.parallel:
            c.after("TIM01", "end_state.date", ends, "the end comes after the last phase")
        if isinstance(phase.review_months, Number):
            said = (
                CharterClause(f"{path}.review_months", f"phase {name} is reviewed every {phase.review_months} months"),
            )
            days = phase.review_months.lo * MONTH - SLACK
            c.after("TIM04", ends, starts, "a review comes before the end", days=days, clauses=said)
        if isinstance(phase.extend_months, Number):
            said = (
                CharterClause(f"{path}.extend_months", f"phase {name} may be extended by {phase.extend_months} months"),
            )
            days, why = phase.extend_months.lo * MONTH - SLACK, "a phase is extended within the life of the law"
            c.after("TIM04", "end_state.sunset", ends, why, days=days, clauses=said)
            if not phase.parallel:
                why = "a phase is over, and extended, before the end comes"
                c.after("TIM04", "end_state.date", ends, why, days=days, clauses=said, lesser=True)
        for n, test in enumerate(phase.tests or ()):
            due = c.day(f"{path}.tests.{n}.due", test.due, f"a test of phase {name} is due on {{}}")
            c.after("TIM01", ends, due, "a phase ends after the tests that end it", path=due)
            c.after("TIM01", due, starts, "a test is passed in its phase", path=due)
        if phase.if_failed == "repeat" and isinstance(phase.starts, When) and isinstance(phase.ends, When):
            length = max((phase.ends.lo - phase.starts.hi).days, 0)
            again = (CharterClause(f"{path}.if_failed", f"phase {name} is repeated where a test has failed"),)
            why = "there is time to repeat a phase before the law lapses"
            c.after("TIM04", "end_state.sunset", ends, why, days=length, clauses=again, lesser=True)
    serial = [(path, phase) for path, phase in design.rows("phases") if not phase.parallel]
    for (first, _), (second, _) in pairwise(serial):
        why = "phases that are not parallel follow each other"
        c.after("TIM01", f"{second}.starts", f"{first}.ends", why)
    _without_a_gap(c)


PAUSE = 62  # days between two phases that are no gap


def _without_a_gap(c: Calendar) -> None:
    """Of a text seen whole: phases that follow each other leave no months between them to which no phase belongs."""
    dated = [(p, r) for p, r in c.design.rows("phases") if isinstance(r.starts, When) and isinstance(r.ends, When)]
    if c.design.open_world or len(dated) < len(list(c.design.rows("phases"))):
        return
    dated.sort(key=lambda pair: pair[1].starts.lo)
    last: tuple[str, Any] | None = None  # the phase that ends last of those before
    for path, phase in dated:
        if last is not None:
            why = "phases follow each other without months between them in which none holds"
            c.after("TIM01", f"{last[0]}.ends", f"{path}.starts", why, days=-PAUSE, path=f"{path}.starts", lesser=True)
        if last is None or phase.ends.hi > last[1].ends.hi:
            last = path, phase


def bringing(design: Design, section: str) -> str:
    """Return the path of the first phase that brings a section into force, or nothing."""
    found = (p for p, row in design.rows("phases") if isinstance(row.brings, tuple) and section in row.brings)
    return next(found, "")


def brought(c: Calendar, start: str, section: str) -> None:
    """Set a start no earlier than the phase that brings its section into force."""
    phase = bringing(c.design, section)
    if phase:
        name = c.design.at(f"{phase}.id")
        said = (CharterClause(f"{phase}.brings", f"phase {name!r} brings {section} into force"),)
        why = "nothing starts before the phase that brings it"
        c.after("TIM02", start, f"{phase}.starts", why, clauses=said)


def write_streams(c: Calendar) -> None:
    """Write down the intake: after the law, its phase and its pay, before the end."""
    design = c.design
    phases = {row.id: path for path, row in design.rows("phases")}
    ending = design.at("end_state.kind")
    pay = bringing(design, "pay")
    for path, stream in design.rows("induction"):
        name = repr(stream.id)
        starts = c.day(f"{path}.starts", stream.starts, f"stream {name} opens on {{}}")
        ends = c.day(f"{path}.ends", stream.ends, f"stream {name} closes on {{}}")
        c.after("TIM01", ends, starts, "what begins ends later")
        c.after("TIM02", starts, "meta.starts", "nobody is taken in before the charter acts")
        c.after("TIM02", starts, "law.instrument.date", "men are taken in under a law that is in force")
        c.after("TIM04", "end_state.sunset", ends, "the law lasts as long as the intake")
        if ending in ("dissolve", "merge-army", "merge-police", "permanent-reserve"):
            said = (CharterClause("end_state.kind", f"the force ends by {ending}"),)
            c.after("TIM04", "end_state.date", ends, "nobody enters a force that has ended", clauses=said)
        _not_before_the_phases(c, path, stream)
        if isinstance(stream.phase, str) and stream.phase in phases:
            said = (CharterClause(f"{path}.phase", f"stream {name} comes with phase {stream.phase!r}"),)
            why = "nothing starts before the phase that brings it"
            c.after("TIM02", starts, f"{phases[stream.phase]}.starts", why, clauses=said)
        else:
            brought(c, starts, "induction")
        _shared_out(c, path, stream)
        if pay:
            said = (CharterClause(f"{pay}.brings", f"phase {design.at(f'{pay}.id')!r} brings pay into force"),)
            c.after("TIM02", starts, f"{pay}.starts", "men are paid when they are taken in", clauses=said)
    _watched_from_the_first_day(c)


def _not_before_the_phases(c: Calendar, path: str, stream: Any) -> None:
    """Of a text seen whole: nobody is taken in long before its first phase."""
    dated = [(p, r) for p, r in c.design.rows("phases") if isinstance(r.starts, When) and isinstance(r.ends, When)]
    if c.design.open_world or not dated or len(dated) < len(list(c.design.rows("phases"))):
        return
    first = min(dated, key=lambda pair: pair[1].starts.lo)[0]
    why = "men are taken in when the first phase has begun"
    c.after("TIM02", f"{path}.starts", f"{first}.starts", why, days=-PAUSE, lesser=True)


def _shared_out(c: Calendar, path: str, stream: Any) -> None:
    """Men who are shared out by a quota come in when it is in force."""
    phase = bringing(c.design, "sharing")
    pool = next((p for p, r in c.design.rows("sharing.allocation") if r.pool == stream.into), "")
    if phase and pool:
        said = (
            CharterClause(f"{phase}.brings", f"phase {c.design.at(f'{phase}.id')!r} brings sharing into force"),
            CharterClause(pool, f"the men of {stream.into!r} are shared out"),
        )
        why = "a quota is in force when those it shares out come in"
        c.after("TIM02", f"{path}.starts", f"{phase}.starts", why, clauses=said)


def _watched_from_the_first_day(c: Calendar) -> None:
    """Powers come no earlier than oversight, and than complaint and consent; what no phase brings holds at once."""
    design = c.design
    powers = bringing(design, "powers")
    for section, why, lesser in (
        ("oversight", "nobody has powers before somebody watches him", False),
        ("trust", "nobody has powers before one may complain of him", True),
    ):
        watch = bringing(design, section)
        if not watch or watch == powers:
            continue
        name = design.at(f"{watch}.id")
        clauses = [CharterClause(f"{watch}.brings", f"phase {name!r} brings {section} into force")]
        if powers:
            said = f"phase {design.at(f'{powers}.id')!r} brings powers into force"
            clauses.append(CharterClause(f"{powers}.brings", said))
            c.after("TIM02", f"{powers}.starts", f"{watch}.starts", why, clauses=tuple(clauses), lesser=lesser)
        else:
            _before_the_first_are_trained(c, watch, why, clauses, lesser)


def _before_the_first_are_trained(
    c: Calendar, watch: str, why: str, clauses: list[CharterClause], lesser: bool
) -> None:
    """No phase brings powers, which then hold as soon as the first men of a new force are trained."""
    design = c.design
    created = {f.id for _, f in design.new_forces()}
    held = next((p for p, r in design.rows("powers") if r.force in created and r.grant != "forbidden"), "")
    streams = [(p, s) for p, s in design.rows("induction") if s.into in created]
    if design.open_world or not held or not streams or not all(isinstance(s.starts, When) for _, s in streams):
        return
    path, first = min(streams, key=lambda pair: pair[1].starts.lo.toordinal() + course_of(*pair)[0])
    days, course = course_of(path, first)
    said = (*clauses, CharterClause(held, f"powers of {first.into!r} hold at once"), *course)
    c.after("TIM02", f"{path}.starts", f"{watch}.starts", why, days=-days, clauses=said, lesser=lesser)


def course_of(path: str, stream: Any) -> tuple[float, tuple[CharterClause, ...]]:
    """Return how many days the first course of a stream takes, with its clause."""
    weeks = NONE if isinstance(stream.training, Blank) else stream.training.weeks
    if not isinstance(weeks, Number):
        return 0.0, ()
    return 7 * weeks.lo, (CharterClause(f"{path}.training.weeks", f"a course for {stream.id!r} takes {weeks} weeks"),)


def write_quotas(c: Calendar) -> None:
    """A rule of allocation lasts until its review, and as long as the intake that it shares out."""
    design = c.design
    for path, row in design.rows("sharing.allocation"):
        until = c.day(f"{path}.sunset", row.sunset, f"the allocation of {row.pool!r} lapses on {{}}")
        if isinstance(row.review_months, Number):
            said = (CharterClause(f"{path}.review_months", f"it is reviewed after {row.review_months} months"),)
            days = row.review_months.lo * MONTH - SLACK
            c.after("TIM04", until, "meta.starts", "a rule lasts until its review", days=days, clauses=said)
        for at, stream in design.rows("induction"):
            if stream.into == row.pool:
                c.after("TIM04", until, f"{at}.ends", "a quota lasts as long as the intake that it shares out")


def write_waivers(c: Calendar) -> None:
    """Write down until when rules are waived."""
    for path, row in c.design.rows("waivers"):
        until = c.day(f"{path}.until", row.until, f"the waiver of {row.rule} lapses on {{}}")
        c.after("TIM04", until, "meta.starts", "a waiver holds when the charter acts")
        c.after("TIM04", "end_state.sunset", until, "a waiver ends with the law at the latest", path=until)


def write_due(c: Calendar) -> None:
    """Duties, what is left open, choices and hand-overs are due while the law holds; what opens closes later."""
    design = c.design
    for path, row in design.rows("obligations"):
        _while_the_law_holds(c, f"{path}.deadline", row.deadline, f"duty {row.id!r} is due on {{}}")
        _one_last_day(c, f"{path}.deadline", f"{path}.deadline_days", row.deadline_days, f"duty {row.id!r} is due")
    for path, row in design.rows("delegations"):
        _while_the_law_holds(c, f"{path}.until", row.until, f"{row.matter!s} is settled by {{}}")
        _one_last_day(c, f"{path}.until", f"{path}.within_days", row.within_days, f"{row.matter!s} is settled")
    _other_laws(c)
    for path, row in design.rows("choices"):
        _while_the_law_holds(c, f"{path}.until", row.until, f"the men of {row.for_!s} choose until {{}}")
        ways = {r.id: p for section in ("induction", "exits") for p, r in design.rows(section)}
        for way in row.options or ():
            if way in ways:
                said = (CharterClause(f"{path}.options", f"the men of {row.for_!s} may choose {way!r}"),)
                why = "what one may choose is open as long as one may choose"
                c.after("TIM04", f"{ways[way]}.ends", f"{path}.until", why, clauses=said, lesser=True)
    for path, row in design.rows("assets"):
        _while_the_law_holds(c, f"{path}.date", row.date, f"{row.id!r} is handed over on {{}}")
    for section in ("cantonments", "administrations"):
        for path, row in design.rows(section):
            starts = c.day(f"{path}.starts", row.starts, f"{path} begins on {{}}")
            ends = c.day(f"{path}.ends", row.ends, f"{path} ends on {{}}")
            c.after("TIM01", ends, starts, "what begins ends later")
            if not design.open_world:
                why = "the law lasts as long as what it opens"
                c.after("TIM04", "end_state.sunset", ends, why, path=ends, lesser=True)
                c.after("TIM04", "end_state.sunset", starts, why, path=starts)
    for path, row in design.rows("law.due_diligence") if not design.open_world else ():
        cleared = c.day(f"{path}.date", row.date, f"{row.applies_to!r} was cleared on {{}}")
        c.after("TIM04", "end_state.sunset", cleared, "a clearance comes while the law holds", path=cleared)


def _other_laws(c: Calendar) -> None:
    """What this law rests on is in force with it; what it does to other laws it does while it is in force."""
    design = c.design
    for path, law in design.rows("law.other_laws"):
        if law.effect in ("refers", "keeps", "yields") and not design.open_world:
            since = c.day(f"{path}.from", law.from_, f"{law.ref!s} holds from {{}}")
            why = "a law rests on what is in force with it"
            c.after("TIM02", "law.instrument.date", since, why, path=since, lesser=True)
        if law.effect in _DONE:
            gone = c.day(f"{path}.from", law.from_, f"{law.ref!s} is {_DONE[law.effect]} from {{}}")
            if law.effect == "repeals":
                why = "no law is repealed before the law that repeals it is in force"
                c.after("TIM02", gone, "law.instrument.date", why, path=gone)
            c.after("TIM04", "end_state.sunset", gone, "a law acts on others while it is in force", path=gone)


_DONE = {"repeals": "repealed", "amends": "amended", "suspends": "suspended"}


def _one_last_day(c: Calendar, day: str, count: str, days: Any, said: str) -> None:
    """A last day that is written as a date and as days after the start is one day."""
    if isinstance(days, Number):
        clause = (CharterClause(count, f"{said} within {days} days after the start"),)
        why = "one matter has one last day"
        c.after("TIM01", day, "meta.starts", why, days=days.lo - SLACK, clauses=clause, path=day)
        c.after("TIM01", "meta.starts", day, why, days=-days.hi - SLACK, clauses=clause, path=day)


def _while_the_law_holds(c: Calendar, path: str, day: Any, said: str) -> None:
    at = c.day(path, day, said)
    c.after("TIM01", at, "meta.starts", "nothing is due before the charter acts")
    c.after("TIM04", "end_state.sunset", at, "the law lasts until what it asks for is due", path=at)

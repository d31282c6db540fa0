"""A claim, its source, and the interval that several claims span.

Three stamps: *happened* (the time that the statement is about), *published* (when its source said it) and *coded*
(when it was entered here). A claim that happened before a cut-off and was published after it is *retrospective*:
usable in a study of the past, and said to be so.

Dates as sources give them: a day, a month, a year, a span, or "since then".

    2015-06-09            that day
    2015-06               some time in June 2015: first to last day
    2012..2014-05         from the first day of 2012 to the last of May 2014
    2014-06..             since June 2014, no end known

A vague date is an interval, never a guessed day. For what may be known at a cut-off the *last* day of a vague date
counts: what happened "in 2015" is not known before the year is out, nor is a report dated so.

The words of a claim: predicates, bases, grades, handling marks. One row per predicate; a new one is a new row.

``object`` says what may stand as object: an ``actor``, a ``place``, a ``community``, any of them, free ``text``, or
nothing. ``value`` says what the number is: a ``share`` or ``strength`` in [0, 1], a ``count`` of men or things, an
amount of ``money``; None: no number. ``bases`` are the ways in which the number can be meant, which are never mixed:
men *claimed* by a spokesman are not men on a *payroll* nor men in the *field*.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class ClaimSource:
    """Who said it: author, title, outlet, date (last day it may stand for), url, grade."""

    id: str
    title: str
    grade: str
    published: date
    author: str = ""
    outlet: str = ""
    url: str = ""
    dated: str = ""  # the date as the source gives it
    weak: str = ""  # why its truth is doubtful, where its existence is not

    @property
    def cite(self) -> str:
        """Return the one-line citation."""
        parts = (self.author, self.title, self.outlet, self.dated, self.url)
        return ", ".join(p for p in parts if p)


@dataclass(frozen=True)
class Claim:
    """One dated, sourced, graded statement.

    ``known_from`` is the day by which it had surely begun (the last day of a vague start): a cut-off asks for it.
    ``lo ≤ v ≤ hi`` in ``unit`` (None where the statement has no number); ``happened_to`` None: no end known.
    ``seen``: the figure was read in the source. ``derived``: arithmetic on seen figures. ``judged_by``: whose judgement
    it is, where no reading would settle it. What is neither seen nor judged is a fact that somebody recalled, to be
    read before anything rests on it.
    """

    subject: str
    predicate: str
    happened_from: date
    happened_to: date | None
    known_from: date
    published: date
    coded: date
    source: ClaimSource
    object: str = ""
    lo: float | None = None
    v: float | None = None
    hi: float | None = None
    unit: str = ""
    basis: str = ""
    seen: bool = False
    derived: bool = False
    judged_by: str = ""
    handling: str = "public"
    quote: str = ""  # words that stand in the source, in its own language
    settled_by: str = ""  # what reading would settle it, where nobody has read it yet
    note: str = ""  # a remark of the coder's: paraphrase, arithmetic, doubt
    kinds: tuple[str, ...] = ()  # of support: funds, arms, advisers, training, intelligence, troops, sanctuary
    where: str = ""  # file:line

    @property
    def grade(self) -> str:
        """Return the grade of the source."""
        return self.source.grade

    @property
    def period(self) -> Period:
        """Return the time that the statement is about."""
        return Period(self.happened_from, self.happened_to, self.known_from)

    @property
    def tag(self) -> str:
        """Return S (seen), D (derived from seen figures), J (a judgement) or R (a fact recalled, which nobody read)."""
        return ("D" if self.derived else "S") if self.seen else "J" if self.judged_by else "R"

    @property
    def family(self) -> str:
        """Return the family of the predicate."""
        return PREDICATES[self.predicate].family


@dataclass(frozen=True)
class Interval:
    """The hull of one or more claims: lowest ``lo``, highest ``hi``, the middle of the best-graded ``v``.

    ``claims`` are those it was made from, so that every world's number leads back to who said it.
    """

    lo: float
    v: float
    hi: float
    unit: str
    claims: tuple[Claim, ...]

    @property
    def recalled(self) -> bool:
        """Return whether nothing but recalled claims stands behind it."""
        return not any(c.seen for c in self.claims)


_PARTS = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1500, 2100  # of what a claim may be about


@dataclass(frozen=True)
class Period:
    """First and last day (inclusive); ``end`` is None where no end is known.

    ``known`` is the day by which it had surely begun: the last day of a vague start.
    """

    start: date
    end: date | None
    known: date = date.min

    def holds(self, day: date) -> bool:
        """Return whether ``day`` lies inside."""
        return self.start <= day and (self.end is None or day <= self.end)


def read_period(text: str) -> Period:
    """Read one of the forms above; raises ``ValueError`` with what was expected."""
    begin, dots, finish = str(text).strip().partition("..")
    start, last = _span(begin)
    if not dots:
        return Period(start, last, last)
    period = Period(start, _span(finish)[1] if finish.strip() else None, last)
    if period.end is not None and period.end < period.start:
        raise ValueError(f"the end {finish} lies before the start {begin}")
    return period


def last_day(when: str | date) -> date:
    """Return the last day of a day, month or year: the moment a cut-off is taken at."""
    return when if isinstance(when, date) else _span(str(when))[1]


def _span(text: str) -> tuple[date, date]:
    found = _PARTS.fullmatch(text.strip())
    if not found:
        digits = ", in the digits 0 to 9" if any(c.isdigit() and not c.isascii() for c in text) else ""
        raise ValueError(f"'{text}' is no date: write YYYY, YYYY-MM, YYYY-MM-DD, A..B or A..{digits}")
    year, month, day = (int(p) if p else None for p in found.groups())
    assert year is not None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        hijri = ": a Hijri year? Write the Gregorian one" if 1300 <= year < FIRST_YEAR else ""
        raise ValueError(f"the year {year} lies outside {FIRST_YEAR} to {LAST_YEAR}{hijri}")
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if not 1 <= month <= 12:
        raise ValueError(f"'{text}' has no month {month}: write YYYY, YYYY-MM or YYYY-MM-DD")
    if day is None:
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise ValueError(f"'{text}' is no day: the month {year:04d}-{month:02d} ends on day {last}")
    return date(year, month, day), date(year, month, day)


GRADES = {
    "public-record": "a law, a decree, a gazette, a published data set",
    "court": "a court's or a panel of experts' finding",
    "official": "said on the record by an official body about itself or another",
    "press": "reported by a newspaper, agency or broadcaster",
    "analysis": "a researcher's, institute's or organisation's own finding",
    "private-admission": "said in private by an official, reported by another",
}
PUBLIC = "public"
HANDLINGS = {
    PUBLIC: "may be exported",
    "internal": "may be read here, is left out of every export",
}
BASES = {
    "claimed": "said by the force or its friends or foes",
    "payroll": "on a pay list",
    "field": "present and fit to be used",
    "authorised": "posts allowed by a law, a budget or an order",
    "planned": "foreseen in a plan or a bill",
    "counted": "counted by the source",
    "judged": "put on a scale by the coder of this file, from the sources named: an assumption, not a measurement",
    "survey": "share of people asked",
    "derived": "arithmetic on other claims, shown in the text",
}
RECORDS = {
    "credible": "said by an official body, a court or an organisation that shows its evidence",
    "alleged": "said, without evidence shown",
    "lesser": "credible, and no gross violation in the sense of the laws on assistance",
    "remedied": "those responsible were tried or removed",
    "none-found": "looked for and not found",
}
KINDS = (
    "funds",
    "arms",
    "advisers",
    "training",
    "intelligence",
    "troops",
    "sanctuary",
    "air",
    "political",
)  # of support
Objects = Literal["actor", "place", "community", "party", "any", "text", "none"]
Values = Literal["share", "strength", "count", "money", "any"] | None


@dataclass(frozen=True)
class Predicate:
    """One relation or property: its sentence, object and value kinds, and family.

    In the sentence ``{s}`` is the subject, ``{o}`` the object, ``[is|are]`` the verb for one and for many.

    ``family`` is ``relation`` for the edges of the patron graph, else the section of a profile.
    """

    sentence: str
    object: Objects = "none"
    value: Values = None
    family: str = "property"
    valued: bool = False  # the number is required


def _relations() -> dict[str, Predicate]:
    rows: dict[str, tuple[str, Objects, Values]] = {
        "fights": ("{s} [fights|fight] {o}", "party", None),
        "requests": ("{s} [asks|ask] {o} for help", "actor", None),
        "aids": ("{s} [aids|aid] {o}", "actor", "any"),
        "refuses": ("{s} [refuses|refuse] {o}", "actor", None),
        "commands": ("{s} [commands|command] {o}", "actor", "strength"),
        "composed-of": ("{s} [is|are] composed of {o}", "actor", "share"),
        "aligned-with": ("{s} [is|are] aligned with {o}", "actor", "strength"),
        "recognises": ("{s} [recognises|recognise] {o}", "actor", None),
        "patron-of": ("{s} [is|are] patron of {o}", "actor", "strength"),
        "rooted-in": ("{s} [is|are] rooted in {o}", "any", "share"),
        "abuses": ("{s} [is|are] recorded as abusing {o}", "any", "count"),
        "fears": ("{s} [fears|fear] {o}", "actor", "strength"),
        "distrusts": ("{s} [distrusts|distrust] {o}", "actor", "share"),
        "competes-with": ("{s} [competes|compete] with {o}", "actor", "strength"),
        "controls": ("{s} [controls|control] {o}", "place", "share"),
        "recruits-from": ("{s} [recruits|recruit] from {o}", "any", "share"),
        "defects-from": ("{s} [defects|defect] from {o}", "actor", "any"),
        "organ-of": ("{s} [is|are] in law a force of {o}", "actor", None),
        "not-organ-of": ("{s} [is|are] in law no force of {o}", "actor", None),
        "recognised-by": ("{s} [is|are] recognised by {o}", "any", None),
        "unrecognised-by": ("{s} [is|are] not recognised by {o}", "any", None),
        "designated-by": ("{s} [is|are] on a terrorist list of {o}", "actor", None),
        "not-designated-by": ("{s} [is|are] on no terrorist list of {o}", "actor", None),
        "tied-to": ("{s} [is|are] said to be tied to {o}", "actor", "strength"),
        "consents-to": ("{s} [consents|consent] to help for {o}", "actor", None),
        "supports-in-fight-with": (
            "{s} [supports|support] a side (the source does not say which) against {o} or with it",
            "actor",
            None,
        ),
        "shares-power-with": ("{s} [shares|share] power with {o}", "actor", None),
    }
    return {k: Predicate(sentence, obj, value, "relation") for k, (sentence, obj, value) in rows.items()}


PREDICATES: dict[str, Predicate] = _relations() | {
    "size": Predicate("strength of {s}", "none", "count", "strength", valued=True),
    "ghost-share": Predicate("share of {s} that is paid and absent", "none", "share", "strength", valued=True),
    "present-in": Predicate("share of {s} present in {o}", "place", "share", "reach", valued=True),
    "equipment": Predicate("{s} [holds|hold] {o}", "text", "count", "strength"),
    "losses": Predicate("{s} lost men", "text", "any", "record"),
    "share-of-fighting": Predicate("share of the fighting against {o} borne by {s}", "actor", "share", "record"),
    "pay": Predicate("{s} [is|are] paid a month", "none", "money", "money", valued=True),
    "budget": Predicate("{s} [has|have] a budget a year", "text", "money", "money", valued=True),
    "community-share": Predicate("share of {o} among the people of {s}", "community", "share", "society", valued=True),
    "population": Predicate("{s} [has|have] inhabitants", "none", "count", "society", valued=True),
    "status": Predicate("legal status of {s}: {o}", "text", None, "status"),
    "discipline": Predicate("discipline of {s}", "text", "strength", "record"),
    "effectiveness": Predicate("{s} in the fight: {o}", "text", "strength", "record"),
    "abuse-record": Predicate("{s}: grave abuses, {o}", "text", "any", "record"),
    "vetted-by": Predicate("the men of {s} were vetted by {o}", "actor", None, "record"),  # kinds: for what support
    "event": Predicate("{s}: {o}", "text", "any", "record"),
    "motive": Predicate("{s} [is|are] moved by {o}", "text", None, "society"),
    "legitimacy": Predicate("share of {o} that trusts {s}", "community", "share", "society"),
    "seats": Predicate("{s} [holds|hold] seats", "none", "count", "politics", valued=True),
    "position": Predicate("{s} on the guard: {o}", "text", None, "politics"),
    "turnover": Predicate("{s}: {o}", "text", "any", "strength"),
    "said": Predicate("said of {s}: {o}", "text", None, "record"),
}

"""A claim, its source, and the interval that several claims span.

Three stamps: *happened* (the time that the statement is about), *published* (when its source said it) and *coded*
(when it was entered here). A claim that happened before a cut-off and was published after it is *retrospective*:
usable in a study of the past, and said to be so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tether.evidence.claims.dates import Period
from tether.evidence.claims.vocabulary import PREDICATES


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
    ``seen``: the figure was read in the source; False: recalled, to be checked before anything rests on it.
    ``derived``: arithmetic on seen figures.
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
    handling: str = "public"
    quote: str = ""
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
        """Return S (seen), D (derived from seen figures) or R (recalled)."""
        return ("D" if self.derived else "S") if self.seen else "R"

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

"""What a rule says: it fires, it is quiet, or it cannot tell.

A rule looks at one place of a charter after another and yields a ``RuleVerdict`` for each; a place without one was none
of its business. The checker turns verdicts into ``Finding``s: with line and column, the words the rule rests on,
and the remedy. "Cannot tell" is never a pass: it becomes a note, and a question in the letter to the drafter.

Four helpers give the usual verdicts, so that most rules are a few lines:

    yield given(path, row.ends, "no end date", "When does it end?")            # known · none · unknown
    yield holds(path, row.appeal, "no appeal", "May a refused man appeal?")    # true · false or none · unknown
    yield within(path, row.gap_days, "days without pay", at_most=30, question="How many days …?")
    yield one_of(path, row.via, ("bank", "mobile"), "pay passes through …", "How does pay reach the man?")

Whether a rule applies to a row may itself be unknown (is the force new?). Then its verdicts are worked
out all the same, and where one of them would not be quiet the rule asks, once:

    applies = among(e.kind, JOBS)                                  # True, False, or None where the kind is unknown
    yield from provided(applies, _employer(path, e), f"{path}.kind", f"What does {e.id!r} offer?")
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from tether.charter.values import NONE, UNKNOWN, Blank, Number
from tether.documents.files import short_name

Severity = Literal["stop", "error", "warning", "note"]
Evidence = Literal["strong", "mixed", "weak", "normative"]
Outcome = Literal["fires", "quiet", "cannot tell"]
SEVERITIES: tuple[Severity, ...] = ("stop", "error", "warning", "note")


@dataclass(frozen=True)
class RuleVerdict:
    """One rule about one place: ``message`` is what was found, or the question that could not be answered."""

    result: Outcome
    path: str
    message: str = ""
    partly: bool = False  # only part of an interval is wrong: one severity lower, and the report says so
    measured: str = ""  # the number against its bound
    ask: str = ""  # who must answer, where it is not the rule's usual addressee
    related: tuple[str, ...] = ()  # other paths that belong to it
    lesser: bool = False  # a lesser form of the fault, or a value near its bound: one severity lower


@dataclass(frozen=True)
class Finding:
    """A verdict with its rule, its place in the file and what a reader needs to act on it."""

    code: str
    severity: Severity
    result: Outcome
    path: str
    file: str
    line: int
    col: int
    end_line: int
    end_col: int
    message: str
    words: str
    source: str
    evidence: Evidence
    remedy: str
    statement: str = ""
    measured: str = ""
    article: str = ""  # article of the law that the row codes
    ask: str = ""
    second: str = ""
    reading: str = "open"
    partly: bool = False
    tensions: tuple[int, ...] = ()
    related: tuple[str, ...] = ()
    waived: str = ""  # reason and date of a waiver that covers it
    silence: bool = False  # it rests on an absent clause alone: one of the checklist, no fault of what is written
    part_of: str = ""  # the duty whose silence says it already (its code)
    missing: str = ""  # the key that would stand at the place, which then is a point between clauses
    quotes: tuple[str, ...] = field(default=(), repr=False)  # the charter's own sources at this place
    because: tuple[str, ...] = field(default=(), repr=False)  # the paths that it rests on, where they were traced

    @property
    def place(self) -> str:
        """``file:line:column``."""
        return f"{self.file}:{self.line}:{self.col}"

    @property
    def short_place(self) -> str:
        """The place as a page prints it: ``iraq-2026/bill-2025:39:13`` for a charter of a shipped case."""
        return f"{short_name(self.file)}:{self.line}:{self.col}"

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON-ready data; with ``because`` only where it was traced."""
        return {key: value for key, value in asdict(self).items() if key != "because" or value}


def fires(
    path: str,
    said: str,
    *,
    partly: bool = False,
    measured: str = "",
    related: tuple[str, ...] = (),
    lesser: bool = False,
) -> RuleVerdict:
    """The charter breaks the rule here; ``partly`` or ``lesser`` costs one degree of severity."""
    return RuleVerdict("fires", path, said, partly, measured, related=related, lesser=lesser)


def quiet(path: str) -> RuleVerdict:
    """The charter keeps the rule here."""
    return RuleVerdict("quiet", path)


def cannot_tell(path: str, question: str, *, ask: str = "") -> RuleVerdict:
    """The charter does not say; ``question`` is a whole sentence for the drafter."""
    return RuleVerdict("cannot tell", path, question, ask=ask)


def beside(verdict: RuleVerdict, *paths: str) -> RuleVerdict:
    """Name the other clauses that a fault rests on, where there is one."""
    related = tuple(dict.fromkeys((*verdict.related, *(p for p in paths if p and p != verdict.path))))
    return replace(verdict, related=related) if verdict.result == "fires" else verdict


def among(value: Any, words: Container[Any]) -> bool | None:
    """Whether a value is one of these; None where it is unknown."""
    return None if value is UNKNOWN else value in words


def true(value: bool | Blank) -> bool | None:
    """Whether a flag is true; None where it is unknown."""
    return None if value is UNKNOWN else bool(value)


def either(*truths: bool | None) -> bool | None:
    """Whether one of them holds; None where none does and one of them is unknown."""
    return True if True in truths else None if None in truths else False


def both(*truths: bool | None) -> bool | None:
    """Whether all of them hold; None where none fails and one of them is unknown."""
    return False if False in truths else None if None in truths else True


def provided(
    applies: bool | None, verdicts: Iterable[RuleVerdict], path: str, question: str, *, ask: str = ""
) -> Iterator[RuleVerdict]:
    """Give the verdicts where a rule applies; where that is unknown and one of them would not be quiet, ask once."""
    if applies:
        yield from verdicts
    elif applies is None and any(v.result != "quiet" for v in verdicts):
        yield cannot_tell(path, question, ask=ask)


def given(path: str, value: Any, said: str, question: str, *, ask: str = "") -> RuleVerdict:
    """Quiet if a value is there (also ``false`` and 0), fires on ``none`` or an empty list, cannot tell on unknown."""
    if value is UNKNOWN:
        return cannot_tell(path, question, ask=ask)
    return fires(path, said) if isinstance(value, Blank) or value in ((), {}, "") else quiet(path)


def holds(path: str, value: bool | Blank, said: str, question: str, *, ask: str = "") -> RuleVerdict:
    """Quiet on true, fires on false or none, cannot tell on unknown."""
    if value is UNKNOWN:
        return cannot_tell(path, question, ask=ask)
    return quiet(path) if value else fires(path, said)


def one_of(
    path: str,
    value: Any,
    allowed: tuple[str, ...],
    said: str,
    question: str,
    *,
    none_is_fine: bool = False,
    ask: str = "",
) -> RuleVerdict:
    """Quiet on an allowed word, fires on another (or on none), cannot tell on unknown."""
    if value is UNKNOWN:
        return cannot_tell(path, question, ask=ask)
    if value in allowed or (none_is_fine and value is NONE):
        return quiet(path)
    return fires(path, said, measured=f"found {value}; wanted {' or '.join(allowed)}")


def within(
    path: str,
    value: Number | Blank,
    what: str,
    question: str,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
    near: float = 0.1,
    none_is_fine: bool = False,
    ask: str = "",
) -> RuleVerdict:
    """Compare a number with its bounds: fires, only partly (interval or nearness), quiet, or cannot tell."""
    if value is UNKNOWN:
        return cannot_tell(path, question, ask=ask)
    if isinstance(value, Blank):
        return quiet(path) if none_is_fine else fires(path, f"no {what}")
    if at_most is not None and value.hi > at_most:
        partly, close = value.lo <= at_most, value.lo <= at_most * (1 + near)
        bound = f"at most {at_most:,.10g}"
    elif at_least is not None and value.lo < at_least:
        partly, close = value.hi >= at_least, value.hi >= at_least * (1 - near)
        bound = f"at least {at_least:,.10g}"
    else:
        return quiet(path)
    lesser = close and not partly
    return fires(path, f"{what}: {value}", partly=partly, lesser=lesser, measured=f"{value} against {bound}")

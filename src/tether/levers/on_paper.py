"""A clause on paper is not a fact in the field: what of a charter's promises a projection may count.

Places in civil life, training and posts cost money, begin on a day and are delivered by somebody. A clause that states
all three counts as it is written. One that leaves one of them out counts as nothing, and is listed; one that says of
one of them that it is ``unknown`` is drawn between nothing and what is written, and is listed too.

    found = paper_clauses(charter, status_quo)       # those that lack something, with what they lack
    share = counted(standing)                        # (0, 0), (0, 1) or (1, 1): the ends of what counts

What each needs (``NEEDS``): an exit its cost a place or capital, its opening day (or the phase that brings it) and who
delivers it; training a sum for the pay of the force or its budget, a day and who trains; a post a payer, who is both
the purse and the hand, and a day. Whether the payer has the money is asked apart ("Can it be paid?"). A row that
stands word for word in the status quo is in force: it is a fact, and counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tether.charter import ABSENT, NONE, UNKNOWN, Charter, Number
from tether.charter.values import Blank

MONEY, DATE, DELIVERER = "money", "a date", "who delivers it"
NEEDS = (MONEY, DATE, DELIVERER)
Standing = dict[str, bool | None]  # of ``NEEDS``: stated, not stated, unknown


@dataclass(frozen=True)
class PaperClause:
    """A clause that counts as nothing, or as an open range, and what it lacks."""

    charter: str
    path: str  # in the charter, "exits.0"
    what: str  # "places in civil life", "training", "posts"
    heads: float | None  # persons that it promises, at most; None where it has no number
    lacks: tuple[str, ...]
    unknown: tuple[str, ...]  # said to be unknown, where nothing is left out

    @property
    def nothing(self) -> bool:
        """Return whether it counts as nothing, not as a range."""
        return bool(self.lacks)


def counted(standing: Standing) -> tuple[float, float]:
    """Return the least and the most of a clause that counts, 0 to 1."""
    if False in standing.values():
        return 0.0, 0.0
    return (0.0, 1.0) if None in standing.values() else (1.0, 1.0)


def exit_standing(row: Any, charter: Charter, status_quo: Charter) -> Standing:
    """Return what an exit states of money, date and deliverer."""
    if _in_force(row, charter, status_quo, "exits"):
        return dict.fromkeys(NEEDS, True)
    dated = _stated(row.starts, _brought(charter, "exits"))
    return {MONEY: _stated(row.cost, row.capital), DATE: dated, DELIVERER: _stated(row.delivered_by)}


def training_standing(stream: Any, charter: Charter, status_quo: Charter) -> Standing:
    """Return what the training of a stream states."""
    if _in_force(stream, charter, status_quo, "induction"):
        return dict.fromkeys(NEEDS, True)
    pay = _pay_of(stream.into, charter, status_quo)
    sums = [value for row in pay for value in (row.base_month, row.annual_budget)]
    by = stream.training.by if stream.training else ABSENT
    return {MONEY: _stated(*sums), DATE: _dated(stream, charter), DELIVERER: _stated(by)}


def post_standing(stream: Any, charter: Charter, status_quo: Charter) -> Standing:
    """Return what the posts of a stream state: a payer is both the purse and the hand."""
    if _in_force(stream, charter, status_quo, "induction"):
        return dict.fromkeys(NEEDS, True)
    paid = _pay(charter, status_quo)
    payer = None if paid is UNKNOWN else _stated(*(r.payer for r in _pay_of(stream.into, charter, status_quo)))
    return {MONEY: payer, DATE: _dated(stream, charter), DELIVERER: payer}


def paper_clauses(charter: Charter, status_quo: Charter) -> tuple[PaperClause, ...]:
    """Return the clauses of a charter that count as nothing or as a range, in its order."""
    if charter.id == status_quo.id:
        return ()
    return tuple(c for c in _clauses(charter, status_quo) if c.lacks or c.unknown)


def _clauses(charter: Charter, status_quo: Charter) -> Iterator[PaperClause]:
    for index, stream in _rows(charter.induction):
        posts = post_standing(stream, charter, status_quo)
        yield _clause(charter, f"induction.{index}", "posts", stream.intake, posts)
        if stream.training and stream.training.weeks not in (ABSENT, NONE):
            taught = training_standing(stream, charter, status_quo)
            yield _clause(charter, f"induction.{index}.training", "training", stream.intake, taught)
    for index, row in _rows(charter.exits):
        yield _clause(
            charter, f"exits.{index}", "places in civil life", row.places, exit_standing(row, charter, status_quo)
        )


def _clause(charter: Charter, path: str, what: str, heads: Any, standing: Standing) -> PaperClause:
    lacks = tuple(n for n in NEEDS if standing[n] is False)
    unknown = () if lacks else tuple(n for n in NEEDS if standing[n] is None)
    return PaperClause(charter.id, path, what, heads.hi if isinstance(heads, Number) else None, lacks, unknown)


def _rows(section: Any) -> Iterable[tuple[int, Any]]:
    return () if isinstance(section, Blank) or not section else enumerate(section)


def _stated(*values: Any) -> bool | None:
    """Return whether any of these says something: True; None where all that is said is unknown; else False."""
    if any(not isinstance(v, Blank) and not _nothing(v) for v in values):
        return True
    return None if any(v is UNKNOWN for v in values) else False


def _nothing(value: Any) -> bool:
    return isinstance(value, Number) and value.hi <= 0


def _dated(stream: Any, charter: Charter) -> bool | None:
    starts = charter.meta.starts if charter.meta else ABSENT
    return _stated(stream.starts, stream.phase, _brought(charter, "induction"), starts)


def _brought(charter: Charter, section: str) -> Any:
    """Return the phase that brings a section, where one does: a clause that waits for it has its day."""
    return next((p.id for _, p in _rows(charter.phases) if section in (p.brings or ())), ABSENT)


def _pay(charter: Charter, status_quo: Charter) -> Any:
    return status_quo.pay if charter.pay is ABSENT else charter.pay


def _pay_of(force: Any, charter: Charter, status_quo: Charter) -> list[Any]:
    return [row for _, row in _rows(_pay(charter, status_quo)) if row.force == force]


def _in_force(row: Any, charter: Charter, status_quo: Charter, section: str) -> bool:
    """Return whether a row stands as it is in the status quo, or is the status quo's own."""
    if charter.id == status_quo.id:
        return True
    said = row.model_dump()
    return any(other.model_dump() == said for _, other in _rows(getattr(status_quo, section)))

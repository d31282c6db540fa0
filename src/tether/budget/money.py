"""Who pays, by a charter's own lines: payers with their budgets, those whose money it is, donors with their gifts.

    named_money(charter, status_quo, {"ing"}, names, months=24)

A payer without a sum is somebody, and no money: ``NamedMoney.total`` is None then. A year's budget counts for the
planned months, up to the day until which the charter says that there is money; a gift counts once. What the claims say
that was foreseen for a force stands beside it (``claimed_budgets``) and covers nothing: the charter does not name it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tether.budget.price_book import MoneySpan
from tether.charter import Blank, Charter, Number
from tether.evidence.calendar import months_between
from tether.evidence.claims import Claims
from tether.induction.charter_terms import section_of


@dataclass(frozen=True)
class NamedMoney:
    """Somebody whom the charter names: ``role`` is payer, funder or donor; None: no sum is stated."""

    who: str
    role: str
    total: MoneySpan | None = None  # over the planned months, in the charter's currency


@dataclass(frozen=True)
class ClaimedBudget:
    """A sum that somebody claims was foreseen for a force."""

    amount: MoneySpan
    currency: str
    what: str
    source: str
    later: bool = False  # its source is dated after the day up to which the brief reads


def named_money(
    charter: Charter, base: Charter | None, forces: set[str], names: Mapping[str, str], months: int, starts: str
) -> tuple[NamedMoney, ...]:
    """Return everybody whom the rows of pay and aid name for these forces, each once, those with a sum first."""
    found = [*_payers(charter, base, forces, months, starts), *_donors(charter, base, forces)]
    said: dict[tuple[str, str], NamedMoney] = {}
    for one in found:
        key = one.who, one.role
        before = said.get(key)
        total = one.total if before is None or before.total is None else _both(before.total, one.total)
        said[key] = NamedMoney(names.get(one.who, one.who), one.role, total)
    return tuple(sorted(said.values(), key=lambda m: m.total is None))


def claimed_budgets(claims: Claims | None, forces: Iterable[str], as_of: str = "") -> tuple[ClaimedBudget, ...]:
    """Return what claims say was foreseen for the forces by ``as_of`` (YYYY-MM or longer; "": whenever)."""
    if claims is None:
        return ()
    found = [c for force in sorted(forces) for c in claims.about(force, "budget") if c.v is not None]
    return tuple(
        ClaimedBudget(
            MoneySpan(c.v if c.lo is None else c.lo, c.v, c.v if c.hi is None else c.hi),
            c.unit,
            c.object,
            ", ".join(p for p in (c.source.title, c.source.outlet, c.source.dated) if p),
            later=bool(as_of) and c.source.dated[: len(as_of)] > as_of,
        )
        for c in found
        if c.v is not None
    )


def span_of(number: Number) -> MoneySpan:
    """Return a charter's number; an open end is its best value."""
    high = number.mid if number.hi == float("inf") else number.hi
    return MoneySpan(number.lo, number.mid, high)


def _payers(charter: Charter, base: Charter | None, forces: set[str], months: int, starts: str) -> Iterator[NamedMoney]:
    for row in _rows(section_of(charter, base, "pay")):
        if row.force not in forces:
            continue
        total = None
        if isinstance(row.annual_budget, Number):
            total = span_of(row.annual_budget) * (_funded(row, months, starts) / 12)
        funder = str(row.funder) if not isinstance(row.funder, Blank) and row.funder else ""
        payer = str(row.payer) if not isinstance(row.payer, Blank) and row.payer else ""
        if funder and funder != payer:
            yield NamedMoney(funder, "funder", total)
            total = None
        if payer or total is not None:
            yield NamedMoney(payer or "nobody by name", "payer", total)


def _funded(row: Any, months: int, starts: str) -> int:
    """Return the planned months for which there is money."""
    if isinstance(row.funded_until, Blank) or not row.funded_until or not starts:
        return months
    until = f"{row.funded_until.hi:%Y-%m}"
    return max(0, min(months, months_between(starts, until) + 1)) if until >= starts else 0


def _donors(charter: Charter, base: Charter | None, forces: set[str]) -> Iterator[NamedMoney]:
    for row in _rows(section_of(charter, base, "aid")):
        if row.to in forces and not isinstance(row.donor, Blank) and row.donor:
            yield NamedMoney(str(row.donor), "donor", span_of(row.value) if isinstance(row.value, Number) else None)


def _rows(section: Any) -> Iterable[Any]:
    return () if isinstance(section, Blank) or not section else section


def _both(one: MoneySpan, other: MoneySpan | None) -> MoneySpan:
    return one if other is None else one + other

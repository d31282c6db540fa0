"""Provisions: what a charter provides for an intake beside its streams: pace, money, exits, quotas.

Each function returns part of a ``Policy`` and tells a ``Provenance`` where every number comes from: the charter, by
file and line, or an assumption of ours. A number given as an interval enters with its middle.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from tether.charter import NONE, UNKNOWN, Blank, Charter, Number
from tether.charter.settings import Settings
from tether.errors import Problems
from tether.induction.ground import Containment
from tether.induction.policy import ExitRoute
from tether.induction.units import RANKS

MONTH_WEEKS = 52 / 12


class Provenance:
    """Where each number comes from: the charter, or an assumption of ours."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def said(self, what: str, where: str) -> None:
        """Note what the charter says, and where."""
        self.notes.append(f"{what} ({where})")

    def assumed(self, what: str) -> None:
        """Note what we assume."""
        self.notes.append(f"assumed: {what}")


def pace(charter: Charter, streams: list[tuple[str, Any]], told: Provenance) -> dict[str, Any]:
    """Return heads that can be taken in a month: the least of screening and training places."""
    rates = dict(_rates(charter, streams))
    weeks = [row.training.weeks.mid for _, row in streams if row.training and isinstance(row.training.weeks, Number)]
    training = {"training_months": max(1, math.ceil(max(weeks) / MONTH_WEEKS))} if weeks else {}
    if not rates:
        told.assumed("no limit on heads screened or trained a month: the charter gives none")
        return training
    least = min(rates, key=lambda words: rates[words])
    told.notes.append(f"at most {rates[least]:,.0f} heads a month: {least}")
    return {"vetting_per_month": int(rates[least]), **training}


def _rates(charter: Charter, streams: list[tuple[str, Any]]) -> Iterator[tuple[str, float]]:
    bodies: dict[str, tuple[float, str]] = {}
    schools: dict[str, tuple[float, str]] = {}
    for path, row in streams:
        if row.vetting and isinstance(row.vetting.per_month, Number):
            bodies[str(row.vetting.by)] = row.vetting.per_month.mid, located(charter, f"{path}.vetting.per_month")
        weeks = row.training.weeks if row.training else None
        if isinstance(weeks, Number) and weeks.mid > 0 and isinstance(row.training.places, Number):
            rate = row.training.places.mid * MONTH_WEEKS / weeks.mid
            schools[str(row.training.by)] = rate, located(charter, f"{path}.training.places")
    for what, found in (("screening", bodies), ("training places", schools)):
        if found:
            yield f"{what} ({', '.join(where for _, where in found.values())})", sum(r for r, _ in found.values())


def money(charter: Charter, base: Charter | None, force: str, told: Provenance) -> dict[str, Any]:
    """Return pay per head and year by rank and the budget, in the charter's currency."""
    rows = [row for row in section_of(charter, base, "pay") or () if row.force == force]
    budgets = [row.annual_budget.mid for row in rows if isinstance(row.annual_budget, Number)]
    monthly = [row.base_month.mid for row in rows if isinstance(row.base_month, Number)]
    out: dict[str, Any] = {}
    currency = str(charter.meta.currency) if charter.meta and charter.meta.currency else "its currency"
    if monthly:
        year = sum(monthly) * 12 * Settings().oncost
        out["pay_per_year"] = {rank.id: year for rank in RANKS}
        told.assumed(f"{year:,.0f} {currency} a head and year: base pay × 12 × {Settings().oncost:g}, every rank alike")
    else:
        told.assumed("no pay per head: the charter gives none, so the cost is not counted")
    if budgets and monthly:
        out["annual_budget"] = sum(budgets)
        told.notes.append(f"at most {sum(budgets):,.0f} {currency} a year ({located(charter, 'pay')})")
    elif budgets:
        told.assumed("the budget binds nothing, since no pay per head is given")
    return out


def exits_of(charter: Charter, base: Charter | None, told: Provenance) -> tuple[ExitRoute, ...]:
    """Return the exits with their places; those without a number count as none."""
    section, out = section_of(charter, base, "exits"), []
    if isinstance(section, Blank):
        words = {UNKNOWN: "unknown, counted as none", NONE: "none, as the charter says"}
        told.assumed(f"exits: {words.get(section, 'none, since the charter names none')}")
        return ()
    for index, row in enumerate(section or ()):
        if row.kind and isinstance(row.places, Number):
            cost = row.cost.mid if isinstance(row.cost, Number) else 0.0
            out.append(ExitRoute(str(row.kind), int(row.places.mid), float(cost), str(row.id)))
        else:
            told.assumed(f"exits.{index} ({row.id}): kind {row.kind}, places {row.places}, counted as none")
    if any(row.for_ for row in section or ()):
        told.assumed("places meant for one group are pooled")
    return tuple(out)


def quotas(charter: Charter, ground: Containment, found: Problems) -> dict[str, dict[str, float]]:
    """Return community quotas by province from units that state them."""
    targets: dict[str, dict[str, float]] = {}
    for index, unit in enumerate(charter.units or ()):
        shares = {k: v.mid for k, v in (unit.community_shares or {}).items() if isinstance(v, Number)}
        if sum(shares.values()) > 1 + 1e-9:
            said = f"quotas of {sum(shares.values()):.0%} together"
            add_problem(found, charter, f"units.{index}.community_shares", said, "shares that sum to at most 100 %")
        elif shares:
            for home in ground.within(unit.places):
                targets.setdefault(ground.homes.province_of[home], shares)
    return targets


def section_of(charter: Charter, base: Charter | None, name: str) -> Any:
    """Return a section of the charter, or the status quo's where an overlay leaves it out."""
    own = getattr(charter, name)
    return getattr(base, name) if str(own) == "absent" and base is not None else own


def located(charter: Charter, path: str) -> str:
    """Return file:line of a path, the file without its folder."""
    return f"{PurePath(charter.file).name}:{charter.position(path).line}"


def add_problem(found: Problems, charter: Charter, path: str, said: str, expected: str) -> None:
    """Add a problem at a path of the charter."""
    place = charter.position(path)
    found.add(said, line=place.line, column=place.column, path=path, expected=expected)

"""Dated policy shocks: what was decided when, what the order can say of it, and which priors were drawn from it.

    for shock in shocks("iraq"): print(shock.origin, shock.title, shock.fed)

One YAML per country in ``shocks/``: every row of the evidence's key dates that marks a policy. A shock gives what was
in force before and what it changed, as overlays in the charter's own language, the groups that played a part, and the
parameters that its episode fed. *Out of sample* is said only of a shock that fed none; a test holds ``fed`` against
the registry's sources. A shock without a lever (``still``) is listed and never scored. What a date's own claims do not
say is read from ``<country>-claims.yaml`` beside it, whose intervals are wide and mostly recalled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from tether.charter import Charter, charter_from_text
from tether.documents.yaml_file import read_yaml
from tether.errors import InputError, Problem
from tether.evidence.calendar import Month, month
from tether.evidence.claims import Claims, load_claims, read_claims
from tether.order.setting import Roles
from tether.theatre import Theatre

COUNTRIES = ("iraq", "libya")
KEYS = {"id", "date", "title", "tag", "militias", "state", "insurgent", "reading", "before", "host", "sponsor", "still"}
KEYS |= {"fed", "words"}


@dataclass(frozen=True)
class Shock:
    """One dated policy. ``words``: how a source of the registry would name its episode (for the test)."""

    id: str
    country: str
    date: Month
    title: str
    tag: str
    fed: tuple[str, ...]
    words: tuple[str, ...]
    still: str = ""
    reading: str = ""
    roles: Roles = field(default_factory=Roles)
    before: str = ""
    host: str = ""
    sponsor: str = ""

    @property
    def origin(self) -> Month:
        """Return the last month before the shock: all that its forecasts may know."""
        return self.date - 1

    @property
    def out_of_sample(self) -> bool:
        """Return whether no prior was drawn from it."""
        return not self.fed

    def charters(self, theatre: Theatre) -> tuple[Charter, Charter, Charter]:
        """Return the status quo, the sponsor's and the host's side (the status quo itself where it changed nothing)."""
        base = self._charter("status-quo", "both", self.before, theatre)
        sponsor = self._charter(f"{self.id}-sponsor", "sponsor", self.sponsor, theatre) if self.sponsor else base
        host = self._charter(f"{self.id}-host", "host", self.host, theatre) if self.host else base
        return base, sponsor, host

    def _charter(self, name: str, decider: str, body: str, theatre: Theatre) -> Charter:
        head = f'charter: "0.2"\nmeta: {{id: {name}, title: "{name}", decider: {decider}, starts: {self.date}}}\n'
        return charter_from_text(head + body, f"{self.id} ({name})", theatre)


def shocks(country: str = "") -> tuple[Shock, ...]:
    """Return the shocks of one country, or of all, in the order of their dates."""
    return tuple(s for c in COUNTRIES if country in ("", c) for s in _read(c))


def claims_at(country: str, origin: Month) -> Claims:
    """Return what the country's claims and the scorecard's own say as of the origin."""
    own = read_claims(Path(str(files("tether.judgement") / "shocks" / f"{country}-claims.yaml")))
    shipped = load_claims(country)
    return replace(shipped, claims=(*shipped.claims, *own.claims)).as_of(str(origin))


def _read(country: str) -> list[Shock]:
    path = Path(str(files("tether.judgement") / "shocks" / f"{country}.yaml"))
    text = read_yaml(path, name=path.name)
    if text.problems:
        raise InputError(*text.problems)
    assert isinstance(text.tree, dict)
    return sorted((_shock(country, row) for row in text.tree["shocks"]), key=lambda s: s.date)


def _shock(country: str, row: Mapping[str, Any]) -> Shock:
    unknown = sorted(set(row) - KEYS)
    if unknown:
        raise InputError(Problem(f"unknown key {', '.join(unknown)}", f"{country}.yaml", expected=", ".join(KEYS)))
    told = {n: str(row[n]) for n in ("still", "reading", "before", "host", "sponsor") if n in row}
    roles = Roles(tuple(row.get("militias", ())), str(row.get("insurgent", "")), tuple(row.get("state", ())))
    fed, words = tuple(row["fed"]), tuple(map(str, row["words"]))
    return Shock(str(row["id"]), country, month(str(row["date"])), str(row["title"]), str(row["tag"]), fed, words,
                 roles=roles, **told)  # fmt: skip

"""Dated policy shocks: what was decided when, what the order can say of it, and which priors were drawn from it.

    for shock in shocks("iraq"): print(shock.origin, shock.title, shock.fed)

One YAML per country in ``shocks/``: every row of the evidence's key dates that marks a policy. A shock gives what was
in force before and what it changed, as overlays in the charter's own language, the groups that played a part, and the
parameters that its episode fed. *Out of sample* is said only of a shock that fed none; a test holds ``fed`` against
the registry's sources. A shock without a lever (``still``) is listed and never scored. What a date's own claims do not
say is read from ``<country>-claims.yaml`` beside it, whose intervals are wide and mostly recalled.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Literal

from tether.charter import Charter, charter_from_text
from tether.documents.models import KNOWN_KEYS, Shape, Words, read_model
from tether.evidence.calendar import Month, MonthRead
from tether.evidence.claims import Claims, load_claims, read_claims
from tether.order.setting import Roles
from tether.theatre import Theatre

COUNTRIES = ("iraq", "libya")


@dataclass(frozen=True)
class Shock:
    """One dated policy. ``words``: how a source of the registry would name its episode (for the test)."""

    __pydantic_config__ = KNOWN_KEYS

    id: Words
    date: MonthRead
    title: Words
    tag: Literal["S", "D", "R"]
    fed: tuple[str, ...]
    words: tuple[str, ...]
    still: str = ""
    reading: str = ""
    militias: tuple[str, ...] = ()
    insurgent: str = ""
    state: tuple[str, ...] = ()
    before: str = ""
    host: str = ""
    sponsor: str = ""
    country: str = ""

    @property
    def roles(self) -> Roles:
        """Return the groups that played a part."""
        return Roles(self.militias, self.insurgent, self.state)

    @property
    def origin(self) -> Month:
        """Return the last month before the shock: all that its forecasts may know."""
        last: Month = self.date - 1
        return last

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


class ShocksFile(Shape):
    """The keys of a file of shocks."""

    country: Words
    shocks: tuple[Shock, ...]


def _read(country: str) -> list[Shock]:
    path = Path(str(files("tether.judgement") / "shocks" / f"{country}.yaml"))
    written = read_model(path, ShocksFile, name=path.name)
    return sorted((replace(s, country=country) for s in written.shocks), key=lambda s: s.date)

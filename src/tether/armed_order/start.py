"""What a theatre's claims say about the order at the cut-off: fixed arrays and intervals, no number in code.

    setting = setting_from(theatre, claims.as_of("2015-05"), roles)

``Roles`` name who plays which part (a case's choice): militias, the insurgent, the state's forces. Sizes are field
strengths as claimed, with their intervals; where a militia is rooted and where its men stand away from home are claims;
so is the community of each place. What has no claim is listed in ``missing`` and enters as NaN-free absence: a group
without a size plays no part and the brief says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tether.documents.models import KNOWN_KEYS, Line
from tether.evidence.claims import Claims
from tether.theatre import Theatre

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Roles:
    """Actor ids by part; ``militias`` may enter a guard, ``insurgent`` is whom all of them fight."""

    __pydantic_config__ = KNOWN_KEYS

    militias: tuple[Line, ...] = ()
    insurgent: str = ""
    state: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Spread:
    """An interval from claims: low, middle, high; and whether anything but recollection stands behind it."""

    low: float
    middle: float
    high: float
    recalled: bool = True
    shared: frozenset[str] = frozenset()  # causes that it may share with others: "source:<id>", "patron:<state>"


@dataclass(frozen=True)
class OrderSetting:
    """Fixed arrays (float32) and the intervals that worlds are drawn from."""

    groups: tuple[str, ...]
    places: tuple[str, ...]
    home: Array  # (group, place), rows sum to 1
    away: Array  # (group, place, 3): low, middle, high share of the group's men that stand there
    outsider: Array  # (group, place): share of the place's people that are not of the group's community
    kin: Array  # (group,): 1 where the insurgent recruits from the group's community
    constituency: Array  # (place,): share of people from whom the insurgent recruits
    patrons: Array  # (group,): how many foreign patrons stand behind the group
    held: Array  # (place,): share of the people under the insurgent
    insurgents: Array  # (place,): where the insurgent's men stand, sums to 1
    state_outsider: Array  # (place,): men-weighted share of strangers among the state's forces, in place
    state_men: Array  # (place,): share of the state's men that stand there
    sizes: Mapping[str, Spread]  # heads by group, and under "insurgent" and "state"
    patron: Mapping[str, Spread]  # strength of the strongest foreign patron's hold, by group
    people: Mapping[str, Array] = field(default_factory=dict)  # community → published share of each place's people
    missing: tuple[str, ...] = ()
    claims_used: tuple[Any, ...] = field(default=(), repr=False)


def setting_from(theatre: Theatre, claims: Claims, roles: Roles) -> OrderSetting:
    """Read the order's setting from the claims that stand at their cut-off. Shapes as in :class:`OrderSetting`."""
    reader = _ClaimReader(theatre, claims)
    groups = tuple(g for g in roles.militias if reader.size(g) is not None)
    people = {c.id: reader.community(c.id) for c in theatre.communities}
    of = {a.id: a.community for a in theatre.actors}
    foe = of.get(roles.insurgent, "")
    zero = np.zeros(len(theatre.places), np.float32)
    state = [s for f in roles.state if (s := reader.state_force(f)) is not None]
    men = sum((heads.middle * where for heads, where in state), start=zero)
    strangers = 1.0 - max((people[c] for c in people), key=lambda shares: float(shares.mean()), default=zero)
    sizes = {g: size for g in groups if (size := reader.size(g)) is not None}
    insurgent = reader.size(roles.insurgent) if roles.insurgent else None
    sizes["insurgent"] = insurgent or Spread(0.0, 0.0, 0.0)
    sizes["state"] = _total([heads for heads, _ in state])
    return OrderSetting(
        groups,
        tuple(p.id for p in theatre.places),
        home=_rows([reader.rooted(g) for g in groups], (len(theatre.places),)),
        away=_rows([reader.present(g) for g in groups], (len(theatre.places), 3)),
        outsider=_rows([1.0 - people.get(of.get(g, ""), zero) for g in groups], (len(theatre.places),)),
        kin=np.array([float(bool(foe) and of.get(g) == foe) for g in groups], np.float32),
        constituency=people.get(foe, zero).astype(np.float32),
        patrons=np.array([reader.patrons(g) for g in groups], np.float32),
        held=reader.held(roles.insurgent) if roles.insurgent else zero,
        insurgents=reader.standing(roles.insurgent) if roles.insurgent else zero,
        state_outsider=strangers.astype(np.float32),
        state_men=_normal(men),
        sizes=sizes,
        patron={g: reader.patron(g) for g in groups},
        people={c: shares for c, shares in people.items() if shares.any()},
        missing=tuple(reader.missing),
        claims_used=tuple(dict.fromkeys(reader.used)),
    )


def untied(setting: OrderSetting) -> OrderSetting:
    """Return the setting with every interval drawn alone, whatever causes it shares with others."""
    sizes, patron = ({n: replace(s, shared=frozenset()) for n, s in m.items()} for m in (setting.sizes, setting.patron))
    return replace(setting, sizes=sizes, patron=patron)


class _ClaimReader:
    """Asks the claims, remembers what was used and what was missing."""

    def __init__(self, theatre: Theatre, claims: Claims):
        self.places = [p.id for p in theatre.places]
        self.claims = claims
        self.missing: list[str] = []
        self.used: list[Any] = []
        self.foreign = {a.id: a.part_of or a.country or a.id for a in theatre.actors if a.kind in ("state", "agency")}

    def size(self, group: str) -> Spread | None:
        for basis in ("field", "claimed", "payroll"):
            spread = self._spread(group, "size", basis=basis)
            if spread is not None:
                return spread
        self._miss(f"no claim gives the size of {group}: it plays no part in the projection")
        return None

    def rooted(self, group: str) -> Array:
        shares = self._places(group, "rooted-in")[:, 1]
        if not shares.any():
            self._miss(f"no claim says where {group} is rooted: its men are spread evenly")
            shares = np.ones(len(self.places), np.float32)
        return _normal(shares)

    def present(self, group: str) -> Array:
        return self._places(group, "present-in")

    def standing(self, group: str) -> Array:
        """Where a group's men stand: as present, else as rooted."""
        shares = self.present(group)[:, 1]
        return _normal(shares) if shares.any() else self.rooted(group)

    def patron(self, group: str) -> Spread:
        """Return the strongest patron's hold; it shares its cause with other clients of the same state."""
        found = {c.subject: self._spread(c.subject, "patron-of", group) for c in self.claims.naming(group, "patron-of")}
        known = {p: s for p, s in found.items() if s is not None}
        if not known:
            return Spread(0.0, 0.0, 0.0)
        patron = max(known, key=lambda p: known[p].middle)
        return replace(known[patron], shared=frozenset({f"patron:{self.foreign.get(patron, patron)}"}))

    def patrons(self, group: str) -> float:
        """Return how many foreign states are claimed as patrons, an agency counted with its state."""
        known = {c.subject for c in self.claims.naming(group, "patron-of")} & set(self.foreign)
        return float(len({self.foreign[subject] for subject in known}))

    def held(self, insurgent: str) -> Array:
        """Return the share of each place's people under the insurgent."""
        return self._places(insurgent, "controls")[:, 1]

    def community(self, community: str) -> Array:
        values = [self._spread(p, "community-share", community) for p in self.places]
        if not any(values):
            self._miss(f"no claim gives the share of {community} by place")
        return np.array([0.0 if v is None else v.middle for v in values], np.float32)

    def state_force(self, force: str) -> tuple[Spread, Array] | None:
        size = self.size(force)
        where = self.present(force)[:, 1]
        if size is None:
            return None
        return size, _normal(where if where.any() else np.ones(len(self.places), np.float32))

    def _places(self, subject: str, predicate: str) -> Array:
        rows = [self._spread(subject, predicate, p) for p in self.places]
        return np.array([(0, 0, 0) if r is None else (r.low, r.middle, r.high) for r in rows], np.float32)

    def _spread(
        self, subject: str, predicate: str, object: str | None = None, basis: str | None = None
    ) -> Spread | None:
        interval = self.claims.interval(subject, predicate, object, basis=basis)
        if interval is None:
            return None
        self.used.extend(interval.claims)
        causes = frozenset(f"source:{c.source.id}" for c in interval.claims)
        return Spread(interval.lo, interval.v, interval.hi, interval.recalled, causes)

    def _miss(self, sentence: str) -> None:
        if sentence not in self.missing:
            self.missing.append(sentence)


def _rows(rows: list[Array], shape: tuple[int, ...]) -> Array:
    return np.array(rows, np.float32).reshape(len(rows), *shape)


def _normal(shares: Array) -> Array:
    total = float(shares.sum())
    return (shares / total if total else shares).astype(np.float32)


def _total(spreads: list[Spread]) -> Spread:
    return Spread(
        sum(s.low for s in spreads),
        sum(s.middle for s in spreads),
        sum(s.high for s in spreads),
        all(s.recalled for s in spreads),
        frozenset().union(*(s.shared for s in spreads)),
    )

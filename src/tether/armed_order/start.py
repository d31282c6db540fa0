"""What a theatre's claims say about the order at the cut-off: fixed arrays and intervals, no number in code.

    setting = setting_from(theatre, claims.as_of("2015-05"), roles)

``Roles`` name who plays which part (a case's choice): militias, the insurgent, the state's forces. Sizes are field
strengths as claimed, with their intervals; where a militia is rooted and where its men stand away from home are claims;
so is the community of each place. What has no claim is listed in ``missing``: a group without a size plays no part and
the brief says so. Whose community nobody states is no stranger, and no neighbour either: what it would decide
(``WIDENED``) is then an interval, from ``low`` to the array, drawn in every world (``futures/worlds.py``).
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
WIDENED = ("outsider", "kin", "constituency", "state_outsider")  # arrays that an unstated community leaves open
FILLED = 0.05  # share of a place's people below which those that are stated leave no room for another community


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
    low: Mapping[str, Array] = field(default_factory=dict)  # of WIDENED: the lower end, where an array is the upper one
    missing: tuple[str, ...] = ()
    claims_used: tuple[Any, ...] = field(default=(), repr=False)


def setting_from(theatre: Theatre, claims: Claims, roles: Roles) -> OrderSetting:
    """Read the order's setting from the claims that stand at their cut-off. Shapes as in :class:`OrderSetting`."""
    reader = _ClaimReader(theatre, claims)
    groups = tuple(g for g in roles.militias if reader.size(g) is not None)
    zero = np.zeros(len(theatre.places), np.float32)
    state = [s for f in roles.state if (s := reader.state_force(f)) is not None]
    men = sum((heads.middle * where for heads, where in state), start=zero)
    sizes = {g: size for g in groups if (size := reader.size(g)) is not None}
    insurgent = reader.size(roles.insurgent) if roles.insurgent else None
    sizes["insurgent"] = insurgent or Spread(0.0, 0.0, 0.0)
    sizes["state"] = _total([heads for heads, _ in state])
    ends = reader.neighbours(groups, roles.insurgent)
    people = {c.id: reader.community(c.id) for c in theatre.communities}
    return OrderSetting(
        groups,
        tuple(p.id for p in theatre.places),
        home=_rows([reader.rooted(g) for g in groups], (len(theatre.places),)),
        away=_rows([reader.present(g) for g in groups], (len(theatre.places), 3)),
        **{name: high for name, (_, high) in ends.items()},
        patrons=np.array([reader.patrons(g) for g in groups], np.float32),
        held=reader.held(roles.insurgent) if roles.insurgent else zero,
        insurgents=reader.standing(roles.insurgent) if roles.insurgent else zero,
        state_men=_normal(men),
        sizes=sizes,
        patron={g: reader.patron(g) for g in groups},
        people={c: shares for c, shares in people.items() if shares.any()},
        low={name: low for name, (low, high) in ends.items() if not np.array_equal(low, high)},
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
        self.communities = [c.id for c in theatre.communities]
        self.of = {a.id: a.community for a in theatre.actors}

    def size(self, group: str) -> Spread | None:
        for basis in ("field", "claimed", "payroll"):
            spread = self._spread(group, "size", basis=basis)
            if spread is not None:
                return spread
        self._miss(f"no claim gives the size of {group}: it plays no part in the projection")
        return None

    def rooted(self, group: str) -> Array:
        """Return where a group's men are at home: as rooted, else as present, else evenly, which is said."""
        shares = self._places(group, "rooted-in")[:, 1]
        if not shares.any():
            shares = self.present(group)[:, 1]
            spread = "where they stand" if shares.any() else "evenly, for no claim says where they stand either"
            self._miss(f"no claim says where {group} is rooted: its men are spread {spread}")
            shares = shares if shares.any() else np.ones(len(self.places), np.float32)
        return _normal(shares)

    def neighbours(self, groups: tuple[str, ...], insurgent: str) -> dict[str, tuple[Array, Array]]:
        """Return the low and high ends of ``WIDENED``: equal where communities and their shares are stated."""
        people = {c: self._share_of(c) for c in self.communities}
        zero, one = (np.full(len(self.places), x, np.float32) for x in (0.0, 1.0))
        mine = [people.get(self.of.get(g, ""), (zero, one)) for g in groups]
        largest = max(people, key=lambda c: float(people[c][0].mean()), default="")
        state = people.get(largest, (zero, one))
        foe = self.of.get(insurgent, "") if insurgent else ""
        sure = [bool(foe and self.of.get(g)) or not insurgent for g in groups]
        kin = [float(bool(foe) and self.of.get(g) == foe) for g in groups]
        for name in (g for g in (*groups, insurgent) if g and not self.of.get(g)):
            self._miss(
                f"nothing says of which community {name} is: whether its men are strangers is drawn in every world"
            )
        shape = (len(self.places),)
        return {
            "outsider": (_rows([1.0 - m[1] for m in mine], shape), _rows([1.0 - m[0] for m in mine], shape)),
            "kin": (
                np.array([k if s else 0.0 for k, s in zip(kin, sure, strict=True)], np.float32),
                np.array([k if s else 1.0 for k, s in zip(kin, sure, strict=True)], np.float32),
            ),
            "constituency": people.get(foe, (zero, one)) if insurgent else (zero, zero),
            "state_outsider": (1.0 - state[1], 1.0 - state[0]),
        }

    def _share_of(self, community: str) -> tuple[Array, Array]:
        """Return the least and the most that a community can be of each place's people."""
        known = np.array([[self._share(p, c) for c in self.communities] for p in self.places], np.float32)
        stated = known[:, self.communities.index(community)]
        room = np.clip(1.0 - np.nansum(known, axis=1), 0.0, 1.0)
        room[room < FILLED] = 0.0
        unsaid = np.isnan(stated)
        if (unsaid & (room > 0)).any() and not unsaid.all():
            lost = ", ".join(p for p, u, r in zip(self.places, unsaid, room, strict=True) if u and r > 0)
            self._miss(f"no claim gives the share of {community} in {lost}: drawn from none to what others leave")
        return np.where(unsaid, 0.0, stated).astype(np.float32), np.where(unsaid, room, stated).astype(np.float32)

    def _share(self, place: str, community: str) -> float:
        spread = self._spread(place, "community-share", community)
        return float("nan") if spread is None else spread.middle

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

"""Ids: unique where they must be, and every reference points at something.

An id is resolved in the file itself, then in the status quo that an overlay is laid over, then in the theatre. In the
file one namespace holds places, actors, groups, forces, units and posts; the ids of streams, exits, items of aid,
phases and steps need only be unique in their own list. A declared province or community must be one of the theatre's,
because those are its fixed axes; a declared force, group or actor may be new (a charter may create a force).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tether.charter.paths import references
from tether.charter.schema import Charter
from tether.documents.yaml_file import Key, path_of
from tether.errors import Problems, did_you_mean

KINDS = {
    "place": "places",
    "community": "communities",
    "actor": "actors",
    "group": "groups",
    "force": "forces",
    "unit": "units",
    "post": "posts",
    "source": "sources",
    "phase": "phases",
    "step": "steps",
    "stream": "induction",
    "exit": "exits",
}
SHARED = ("place", "actor", "group", "force", "unit", "post")  # one namespace
OWN_LISTS = (
    *("communities", "sources", "induction", "exits", "aid", "phases", "steps", "powers", "pay"),
    *("cantonments", "choices", "assets", "obligations", "delegations"),
)
MOST_GUESSED = 100  # ids misspelt, each of which gets a guess; a text with more is no slip of the pen
ORIGINS = ("population", "recruits", "army", "police", "other", "former-army")
FIXED = (("place", "places"), ("community", "communities"))


def check_references(charter: Charter, problems: Problems, theatre: Any = None, base: Charter | None = None) -> None:
    """Add a problem for each duplicate, dangling or misdirected id (``SCH02``)."""
    declared = _declared(charter)
    _duplicates(charter, problems)
    if theatre is not None:
        _outside_axes(charter, problems, theatre)
    known = _known(declared, theatre, base)
    floating = bool(charter.meta and charter.meta.overlay) and theatre is None and base is None
    if floating:
        return
    remedies: dict[tuple[str, tuple[str, ...]], str] = {}  # an id misspelt a thousand times is looked up once
    for path, name, kinds in references(charter):
        if charter.origin(path).text is not charter._text:
            continue  # written in a file of the general law, which was checked by itself
        if not any(name in known[kind] for kind in kinds):
            if (name, kinds) not in remedies and len(remedies) < MOST_GUESSED:
                allowed = set().union(*(known[k] for k in kinds))
                remedies[name, kinds] = did_you_mean(name, allowed)
            _dangling(charter, problems, path, name, kinds, known, remedies.get((name, kinds), ""))


def _declared(charter: Charter) -> dict[str, set[str]]:
    names = {kind: {item.id for item in getattr(charter, attr) or ()} for kind, attr in KINDS.items()}
    return {**names, "origin": set(ORIGINS)}


def _known(declared: dict[str, set[str]], theatre: Any, base: Charter | None) -> dict[str, set[str]]:
    known = {kind: set(names) for kind, names in declared.items()}
    if base is not None:
        for kind, names in _declared(base).items():
            known[kind] |= names
    if theatre is not None:
        known["place"] |= {p.id for p in theatre.places}
        known["community"] |= {c.id for c in theatre.communities}
        for kind in ("actor", "group", "force"):
            known[kind] |= {a.id for a in theatre.actors}
    return known


def _dangling(
    charter: Charter,
    problems: Problems,
    path: Key,
    name: str,
    kinds: tuple[str, ...],
    known: dict[str, set[str]],
    remedy: str,
) -> None:
    wanted = [k for k in kinds if k != "origin"]
    other = next((k for k in KINDS if k not in kinds and name in known[k]), None)
    found = f"{name!r}, which is {_a(other)}" if other else f"{name!r}, which nothing here declares"
    _add(charter, problems, path, found, f"the id of {' or '.join(map(_a, wanted))}", remedy)


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeio" else f"a {noun}"


def _duplicates(charter: Charter, problems: Problems) -> None:
    seen: dict[str, str] = {}
    for kind in SHARED:
        _once(charter, problems, KINDS[kind], seen)
    for section in OWN_LISTS:
        _once(charter, problems, section, {})


def _once(charter: Charter, problems: Problems, section: str, seen: dict[str, str]) -> None:
    for index, item in enumerate(getattr(charter, section) or ()):
        if not item.id:
            continue
        if item.id in seen:
            found = f"the id {item.id!r} a second time (first at {seen[item.id]})"
            _add(charter, problems, (section, index, "id"), found, "each id once")
        seen.setdefault(item.id, f"{section}.{index}")


def _outside_axes(charter: Charter, problems: Problems, theatre: Any) -> None:
    places = {p.id for p in theatre.places}
    for index, place in enumerate(charter.places or ()):
        if place.kind == "province" and place.id not in places:
            _foreign(charter, problems, ("places", index, "id"), place.id, places, "province")
    communities = {c.id for c in theatre.communities}
    for index, community in enumerate(charter.communities or ()):
        if community.id not in communities:
            _foreign(charter, problems, ("communities", index, "id"), community.id, communities, "community")


def _foreign(charter: Charter, problems: Problems, path: Key, name: str, allowed: Iterable[str], kind: str) -> None:
    _add(charter, problems, path, f"{name!r}", f"a {kind} of the theatre", did_you_mean(name, allowed, most=20))


def _add(charter: Charter, problems: Problems, path: Key, found: str, expected: str, remedy: str = "") -> None:
    place = charter.position(path_of(path))
    problems.add(found, line=place.line, column=place.column, path=path_of(path), expected=expected, remedy=remedy)

"""What an edit is worth in votes, and how many men it is about: as far as the charter's own sheet and streams say so.

    costs(search, edits)       # one EditCost for each edit of a set

votes   the fewest and the most in favour with all edits of the set, less those without this one. Where no bloc's demand
        turns on what it changes nobody can tell: a bloc that did not tie its vote to a clause must be asked again.
heads   the persons whom the clause is about, of the stream, group, force, unit or way out that it names; of a number of
        persons that it writes anew, by how much. How many a bound of age or a screening turns away only a roster knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from tether.amend.edits import Edit, touches
from tether.amend.oracle import State
from tether.amend.planned import PlannedHeads
from tether.amend.search import AmendmentSearch
from tether.amend.votes import counted, vote_of
from tether.charter.id_paths import place_at
from tether.charter.paths import value_at
from tether.charter.references import KINDS
from tether.charter.schema import Charter
from tether.charter.schema_keys import key_at
from tether.charter.values import Blank, Number
from tether.documents.yaml_file import key_of
from tether.errors import InputError

PERSONS = ("men", "persons")
CANNOT_TELL = "cannot tell"


@dataclass(frozen=True)
class EditCost:
    """Votes gained by one edit in the fewest and the most case, persons it is about; None and why where none can tell.

    ``change``: whether ``heads`` is by how much a number moves, and not how many the clause is about.
    """

    edit: int
    votes: tuple[int, int] | None
    votes_why: str
    heads: tuple[float, float] | None
    heads_why: str
    change: bool = False


def costs(search: AmendmentSearch, edits: Sequence[Edit], planned: PlannedHeads | None = None) -> tuple[EditCost, ...]:
    """Return what each edit of a set costs, beside its price; men by a plan where one is given and counts them."""
    whole = search.oracle.desk.whole
    told = []
    for edit in edits:
        votes, votes_why = _votes(search, edits, edit)
        heads, heads_why, change = _heads(whole, edit)
        if planned is not None and not change and (counted_by := planned.of(_ids(whole, edit))) is not None:
            heads, heads_why = counted_by
        told.append(EditCost(edit.number, votes, votes_why, heads, heads_why, change))
    return tuple(told)


def _votes(search: AmendmentSearch, edits: Sequence[Edit], edit: Edit) -> tuple[tuple[int, int] | None, str]:
    oracle = search.oracle
    vote = vote_of(oracle.desk.whole, oracle.under)
    if not vote.counted:
        return None, vote.flaw or "nobody votes on it"
    if not touches(edit, frozenset(_places_of_demands(oracle.desk.whole))):
        return None, "no bloc's demand turns on it"
    try:
        without: State = oracle.state([e for e in edits if e is not edit], traced=False)
    except InputError:
        return None, "without it the text can't be read"
    found = [counted(state.charter, oracle.under) for state in (oracle.state(edits), without)]
    if found[0] is None or found[1] is None:
        return None, "its votes can't be counted"
    return (found[0][0] - found[1][0], found[0][1] - found[1][1]), ""


def _places_of_demands(charter: Charter) -> Iterator[str]:
    """Yield the places on which demands turn."""
    vetoes = value_at(charter, "politics.vetoes")
    for veto in vetoes if isinstance(vetoes, tuple) else ():
        for demand in veto.demands or ():
            at = getattr(demand.when, "at", None)
            place = place_at(charter, at) if isinstance(at, str) else None
            if place is not None:
                yield place


def _heads(charter: Charter, edit: Edit) -> tuple[tuple[float, float] | None, str, bool]:
    for key, value in edit.values:
        at = f"{edit.path}.{key}" if edit.path else key
        known, before = key_at(key_of(at)), value_at(charter, at) if edit.op != "add" else None
        persons = known is not None and known.quantity is not None and known.quantity.unit in PERSONS
        if persons and isinstance(before, Number) and isinstance(value, int | float):
            return (value - before.hi, value - before.lo), "", True
    row = value_at(charter, edit.path) if edit.path and edit.op != "add" else None
    own = _of_row(charter, row) if isinstance(row, BaseModel) else None
    if own is not None:
        return *own, False
    for name in _named(edit, row):
        found = _of_id(charter, name)
        if found is not None:
            return *found, False
    return None, "no stream or strength is given for those it is about", False


def _ids(charter: Charter, edit: Edit) -> list[str]:
    """Return the ids of those whom an edit is about: its row's own first, and of a stream whence its men come."""
    row = value_at(charter, edit.path) if edit.path and edit.op != "add" else None
    name = getattr(row, "id", None)
    own = [name] if isinstance(name, str) else []
    return [*own, *_named(edit, row if isinstance(row, BaseModel) else None)]


def _of_row(charter: Charter, row: BaseModel) -> tuple[tuple[float, float], str] | None:
    """Return the persons of a stream, a unit, a way out, or whoever the row is one of."""
    for key, said in (("intake", "persons to be taken in"), ("places", "places"), ("size", "persons")):
        value = getattr(row, key, None)
        if isinstance(value, Number):
            return (value.lo, value.hi), said
    name = getattr(row, "id", None)
    return _of_id(charter, name) if isinstance(name, str) else None


def _named(edit: Edit, row: Any) -> Iterator[str]:
    """Yield the ids of those whom a clause is about, the nearest first."""
    keys = ("from", "for", "force", "into", "unit", "to", "over")
    values = dict(edit.values)
    for key in keys:
        held = getattr(row, f"{key}_" if key in ("from", "for") else key, None) if row is not None else values.get(key)
        for one in held if isinstance(held, tuple | list) else (held,):
            if isinstance(one, str):
                yield one


def _of_id(charter: Charter, name: str) -> tuple[tuple[float, float], str] | None:
    """Return the persons of a declared group, force or unit: its size, its planned strength, or what streams bring."""
    for section in KINDS.values():
        for row in getattr(charter, section) or ():
            if row.id != name:
                continue
            for key, said in (("size", "persons"), ("target_strength", "persons planned")):
                value = getattr(row, key, None)
                if isinstance(value, Number):
                    return (value.lo, value.hi), f"{said}, {name}"
    streams = [s for s in _rows(charter.induction) if s.into == name or s.from_ == name]
    groups = {row.id: row.size for row in _rows(charter.groups)}
    told = [s.intake if isinstance(s.intake, Number) else groups.get(s.from_) for s in streams]
    sizes = [n for n in told if isinstance(n, Number)]
    if streams and len(sizes) == len(streams):
        return (sum(n.lo for n in sizes), sum(n.hi for n in sizes)), f"persons to be taken in, {name}"
    return None


def _rows(value: Any) -> tuple[Any, ...]:
    return () if isinstance(value, Blank) else tuple(value)

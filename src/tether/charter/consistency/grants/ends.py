"""What rests on a force that is dissolved or stays outside: men, powers, posts, watch, money, assets, command (GRF01).

``roles.csv`` says what one may be given to do in the new order, on which others rest. A force that ends may still hand
over, be counted, hand in its arms and command its own units; it may not be what others rest on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tether.charter.consistency.clauses import CharterClause, Inconsistency
from tether.charter.consistency.grants.places import ENDED
from tether.charter.consistency.grants.tasks import force_of
from tether.charter.consistency.roles import held_roles, worded
from tether.charter.reading import BINDING, Design


def resting_on_an_end(design: Design) -> Iterator[Inconsistency]:
    """Yield what is given to, filled by or left to a force that ends or stays outside."""
    status = {f.id: (p, f.status) for p, f in design.rows("forces") if f.status in ENDED}
    for path, stream in design.rows("induction"):
        if stream.into in status:
            at, what = status[stream.into]
            clauses = (
                CharterClause(f"{path}.into", f"stream {stream.id!r} takes men into {stream.into!r}"),
                CharterClause(f"{at}.status", f"{stream.into!r} {how_it_ends(what)}"),
            )
            yield Inconsistency("GRF01", clauses, ("nobody is taken into a force that ends or stays outside",))
    yield from _merged_into_an_end(design)
    yield from _of_those_outside(design)
    yield from _led_by_an_end(design, status)


def _merged_into_an_end(design: Design) -> Iterator[Inconsistency]:
    """The new force ends in an army or a police of which nothing is left."""
    kind = str(design.at("end_state.kind"))
    into = kind.removeprefix("merge-") if kind.startswith("merge-") else ""
    forces = [(p, f) for p, f in design.rows("forces") if f.kind == into]
    if into and forces and all(f.status in ENDED for _, f in forces):
        clauses = [CharterClause("end_state.kind", f"in the end the force merges into the {into}")]
        clauses += [CharterClause(f"{p}.status", f"{f.id!r} {how_it_ends(f.status)}") for p, f in forces]
        yield Inconsistency("GRF01", tuple(clauses), ("nothing merges into a force that ends or stays outside",))


_OUTSIDE = (  # what is done with the men of a force: section, key, in words; and the kinds of step that do it
    ("induction", "from_", "from", "stream {id!r} takes men from {from_!r}", ()),
    ("exits", "for_", "for", "exit {id!r} is for {for_!r}", ()),
    ("choices", "for_", "for", "the men of {for_!r} choose", ()),
    ("cantonments", "of", "of", "the men of {of!r} gather in camps", ()),
    ("sharing.allocation", "pool", "pool", "the men of {pool!r} are shared out", ()),
    ("steps", "by", "by", "{by!r} takes step {id!r}", ("disarm", "discharge", "canton", "merge", "register")),
)


def _of_those_outside(design: Design) -> Iterator[Inconsistency]:
    """Men of a force that is left outside are taken in, leave, choose, gather, disarm or are shared out."""
    status = {f.id: p for p, f in design.rows("forces") if f.status == "excluded"}
    for section, key, written, said, kinds in _OUTSIDE if status else ():
        for path, row in design.rows(section):
            who = getattr(row, key)
            if who in status and (not kinds or row.kind in kinds):
                clauses = (
                    CharterClause(f"{path}.{written}", worded(said, (row,))),
                    CharterClause(f"{status[who]}.status", f"{who!r} is left outside"),
                )
                why = "nothing is done with the men of a force that is left outside"
                yield Inconsistency("GRF01", clauses, (why,), lesser=key != "from_")


def how_it_ends(status: str) -> str:
    """Return the words for a force that ends."""
    return "is to be dissolved" if status == "to-dissolve" else "is left outside"


_OF = ("to", "unit", "force", "of")  # keys by which a row is about a force: its own affairs may be left to it


def _led_by_an_end(design: Design, status: dict[str, tuple[str, str]]) -> Iterator[Inconsistency]:
    """A force that ends, or stays outside, leads, commands, decides, watches, pays or receives in the new order."""
    for path, who, said, about in _given(design) if status else ():
        force = force_of(design, who) or who
        if not isinstance(who, str) or force not in status or force == about:
            continue
        at, what = status[force]
        clauses = (
            CharterClause(path, f"{who!r} {said}"),
            CharterClause(f"{at}.status", f"{force!r} {how_it_ends(what)}"),
        )
        yield Inconsistency("GRF01", clauses, ("nobody rests on a force that ends or stays outside",), lesser=True)


def _given(design: Design) -> Iterator[tuple[str, Any, str, str]]:
    """Yield (path, who, what he does, the force whose own affair it is) of every task."""
    for p, e in design.rows("command"):
        if e.type in BINDING:
            yield f"{p}.from", e.from_, f"commands {e.to!r}", force_of(design, e.to)
    for p, row in design.rows("powers"):
        if row.grant in ("lead", "shared") and not design.open_world:
            yield p, row.force, f"{'leads on' if row.grant == 'lead' else 'shares in'} {row.power}", ""
    for held in held_roles(design):
        if held.role.rests:
            keys = [k for k in _OF if not held.role.key.endswith(f".{k}")]
            about = next((f for k in keys if (f := force_of(design, getattr(held.row, k, None)))), "")
            yield held.path, held.who, held.said, about

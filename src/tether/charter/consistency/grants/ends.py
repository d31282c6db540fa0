"""What rests on a force that is dissolved or stays outside: men, powers, posts, watch, money, assets, command (GRF01).

``_TASKS`` is a table of everything that one may be given to do in the new order, by section and key. A force that ends
may still hand over, be counted, hand in its arms and command its own units; it may not be what others rest on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tether.charter.consistency.clauses import CharterClause, Inconsistency
from tether.charter.consistency.grants.places import ENDED
from tether.charter.consistency.grants.tasks import force_of
from tether.charter.reading import BINDING, Design
from tether.charter.values import Blank


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


def how_it_ends(status: str) -> str:
    """Return the words for a force that ends."""
    return "is to be dissolved" if status == "to-dissolve" else "is left outside"


_TASKS = (  # section, key (below a list: section.*.list), and in words what is done
    ("powers", "commanded_by", "commands {force!r} during {power}"),
    ("powers", "decided_by", "decides on {power} of {force!r}"),
    ("induction", "training.by", "trains the men of stream {id!r}"),
    ("induction", "vetting.by", "screens the men of stream {id!r}"),
    ("posts", "appointed_by", "appoints {id!r}"),
    ("posts", "nominated_by", "proposes {id!r}"),
    ("posts", "confirmed_by", "confirms {id!r}"),
    ("posts", "removable_by", "can remove {id!r}"),
    ("oversight", "body", "watches over others"),
    ("trust.grievance", "body", "hears complaints"),
    ("trust.consent", "body", "agrees for the places"),
    ("pay", "payer", "pays {force!r}"),
    ("pay", "roll.audit_by", "counts the roll of {force!r}"),
    ("assets", "goes_to", "receives {id!r}"),
    ("assets", "guarded_by", "guards {id!r} after the hand-over"),
    ("cantonments", "guarded_by", "guards the camps of {of!r}"),
    ("cantonments", "watched_by", "counts in the camps of {of!r}"),
    ("administrations", "hands_to", "takes over the powers of {actor!r}"),
    ("administrations", "complaints_to", "hears complaints against {actor!r}"),
    ("joint_bodies", "chair", "presides over {body!r}"),
    ("joint_bodies", "deadlock_to", "decides where {body!r} cannot"),
    ("obligations", "default_to", "acts where duty {id!r} is not done"),
    ("exits", "delivered_by", "delivers exit {id!r}"),
    ("exits", "verified_by", "verifies exit {id!r}"),
    ("enforcement", "actor", "makes others comply"),
    ("phases", "failed_decided_by", "finds that a test of phase {id!r} has failed"),
    ("phases.*.tests", "measured_by", "measures a test"),
    ("phases.*.reversal", "decided_by", "decides on taking a phase back"),
    ("aid", "suspended_by", "decides when {id!r} stops"),
)
_ALONE = (  # single clauses
    ("surrender.verified_by", "verifies the arms handed in"),
    ("sharing.territorial.owner", "owns the local force"),
    ("sharing.territorial.dispute_body", "hears disputes between centre and place"),
    ("sharing.territorial.crisis_rule.who", "takes over in a crisis"),
    ("displacement.monitored_by", "watches the return"),
    ("displacement.return_decided_by", "decides on return"),
    ("people.victims_body", "hears victims"),
    ("law.minors.release_to", "takes the children found"),
)
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
    for section, key, said in _TASKS:
        for p, row in _rows(design, section):
            if said.startswith(("commands", "decides on {power}")) and row.grant == "forbidden":
                continue
            value = row
            for step in key.split("."):
                value = value if isinstance(value, Blank) else getattr(value, step)
            words = {k: getattr(row, k, None) for k in ("id", "force", "power", "of", "actor", "body")}
            about = next((f for k in _OF if (f := force_of(design, getattr(row, k, None)))), "")
            for who in value if isinstance(value, tuple) else (value,):
                yield f"{p}.{key}", who, said.format(**words), about
    for path, said in _ALONE:
        yield path, design.at(path), said, ""


def _rows(design: Design, section: str) -> Iterator[tuple[str, Any]]:
    """Yield the rows of a list, or of a list in each row of a list."""
    outer, _, inner = section.partition(".*.")
    for path, row in design.rows(outer):
        if not inner:
            yield path, row
            continue
        for n, part in enumerate(getattr(row, inner) or ()):
            yield f"{path}.{inner}.{n}", part

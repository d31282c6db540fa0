"""Who watches, audits, measures, screens or hears complaints is out of reach of those he watches (DEP02)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from tether.charter.consistency.clauses import CharterClause, Inconsistency, apart
from tether.charter.consistency.dependence.powers import PowerGraph, powers_of
from tether.charter.findings import RuleVerdict, cannot_tell, quiet
from tether.charter.reading import Design
from tether.charter.rules.rule import rule
from tether.charter.schema.entities import Force, Group, Post, Unit
from tether.charter.values import UNKNOWN

MOST = 12  # tasks named in one question


@dataclass(frozen=True)
class _Watch:
    """One body watches others from outside: where, who, whom, in words, and whether independence is claimed."""

    path: str
    watcher: Any  # an id, or UNKNOWN
    watched: tuple[str, ...]
    said: str
    claim: CharterClause | None = None
    lesser: bool = False
    own: bool = False  # whether backing one of the watched is a fault without any claim to independence


def _watches(design: Design) -> Iterator[_Watch]:
    """Yield everything in a charter that is done from outside, by its own words or by what it is."""
    created = tuple(f.id for _, f in design.new_forces())
    entered = tuple(dict.fromkeys(s.into for _, s in design.rows("induction") if isinstance(s.into, str)))
    ours = tuple(dict.fromkeys((*created, *entered)))
    for path, row in design.rows("oversight"):
        watched = tuple(w for w in row.over or () if isinstance(w, str))
        claim = _claimed(f"{path}.independent", row.independent, row.body)
        yield from _watch(f"{path}.body", row.body, watched, "watches over", claim)
    for path, pay in design.rows("pay"):
        auditor = design.at(f"{path}.roll.audit_by")
        yield from _watch(f"{path}.roll.audit_by", auditor, (pay.force,), "counts the roll of")
        outside = not isinstance(design.named(auditor), Force | Unit | Post)
        if outside and auditor != pay.payer and isinstance(pay.payer, str):  # one body in both parts is DEP03's
            paying = CharterClause(f"{path}.payer", f"{pay.payer!r} pays {pay.force!r}")
            said = "counts what is paid by"
            yield from _watch(f"{path}.roll.audit_by", auditor, (pay.payer,), said, paying, lesser=True)
        yield from _watch(f"{path}.payer", pay.payer, (pay.force,), "pays")
    for path, phase in design.rows("phases"):
        for n, test in enumerate(phase.tests or ()):
            yield from _watch(
                f"{path}.tests.{n}.measured_by", test.measured_by, ours, f"measures the test of {phase.id!r} for"
            )
    for path, row in design.rows("trust.grievance"):
        claim = _claimed(f"{path}.independent", row.independent, row.body)
        yield from _watch(f"{path}.body", row.body, ours, "hears complaints against", claim)
    for path, row in design.rows("trust.consent"):
        yield from _watch(f"{path}.body", row.body, ours, "agrees for the place to")
    for path, stream in design.rows("induction"):
        by, free = design.at(f"{path}.vetting.by"), design.at(f"{path}.vetting.independent")
        if free is True:  # else who screens is IND05's business
            watched = tuple(n for n in (stream.from_, stream.into) if isinstance(n, str))
            claim = _claimed(f"{path}.vetting.independent", free, by)
            yield from _watch(f"{path}.vetting.by", by, watched, "screens entrants for", claim)
    for n, aim in enumerate(design.at("meta.objectives") or ()):
        yield from _watch(f"meta.objectives.{n}.measured_by", aim.measured_by, ours, "measures the aim of")
    for path, row in design.rows("cantonments"):
        yield from _watch(f"{path}.watched_by", row.watched_by, (row.of,), "counts in the camps of", own=True)
    yield from _watches_of_people(design, ours, created)


def _watches_of_people(design: Design, ours: tuple[str, ...], created: tuple[str, ...]) -> Iterator[_Watch]:
    feeding = tuple(dict.fromkeys(s.from_ for _, s in design.militia_streams() if isinstance(s.from_, str)))
    verifier = design.at("surrender.verified_by")
    yield from _watch("surrender.verified_by", verifier, (*ours, *feeding), "verifies the arms handed in by", own=True)
    watch = design.at("displacement.monitored_by")
    yield from _watch("displacement.monitored_by", watch, created, "watches return beside")
    for at, what in (
        ("people.victims_body", "hears victims of"),
        ("displacement.return_decided_by", "decides on return beside"),
    ):
        if design.at(at) is UNKNOWN or isinstance(
            design.named(design.at(at)), Post
        ):  # a force or a unit there is PPL05's or DIS02's business
            yield from _watch(at, design.at(at), created, what)
    body = design.at("displacement.property_body")
    yield from _watch("displacement.property_body", body, created, "hears claims to property beside")
    agency = design.at("law.minors.release_to")
    if not isinstance(design.named(agency), Force | Unit | Post):  # GRF05's business
        yield from _watch("law.minors.release_to", agency, created, "takes the children found by")
        if isinstance(agency, str):
            yield from _watch("law.minors.release_to", agency, feeding, "takes the children found with", own=True)


def _claimed(path: str, independent: Any, body: Any) -> CharterClause | None:
    return CharterClause(path, f"{body!r} is independent") if independent is True else None


def _watch(
    path: str,
    watcher: Any,
    watched: Iterable[str],
    said: str,
    claim: CharterClause | None = None,
    lesser: bool = False,
    own: bool = False,
) -> Iterator[_Watch]:
    if isinstance(watcher, str) or (watcher is UNKNOWN and not lesser):
        yield _Watch(path, watcher, tuple(watched), said, claim, lesser, own)


@rule(
    code="DEP02",
    severity="error",
    statement="Whoever watches, audits, measures, screens or hears complaints is out of reach of those he watches",
    words="The censors cannot be judges, ministers, and parties",
    source="Coke, Dr. Bonham's Case, 1610, 8 Co. Rep. 107a, 114a, in modern spelling",
    second="ICG Asia 268, 4 Jun 2015, on the Afghan Local Police: complaints went to those who were complained of; "
    "OECD, Handbook on Security System Reform, 2007, on oversight from outside the service",
    evidence="normative",
    remedy="Name a body that those it watches neither command, appoint, pay nor contain, or strike 'independent'.",
    asks="the justice ministry",
    fails="""
forces: [{id: g, status: new}]
units: [{id: hq, force: g}]
oversight: [{body: hq, over: [g], independent: true}]
""",
    passes="""
actors: [{id: ombudsman, state: true}]
forces: [{id: g, status: new}]
units: [{id: hq, force: g}]
oversight: [{body: ombudsman, over: [g], independent: true}]
""",
)
def watched_from_outside(design: Design) -> Iterator[RuleVerdict]:
    """Paths of power from the watched to oversight, audit, tests, complaints, consent, screening and verification."""
    powers, found = powers_of(design), []
    watches = list(_watches(design))
    for watch in watches:
        if design.named(watch.watcher) is None:
            continue
        conflict = _reached(design, powers, watch)
        if conflict is not None:
            found.append(conflict)
        elif watch.watched:
            yield quiet(watch.path)
    for conflict in apart(found):
        yield conflict.verdict(design)
    unwatched = _unwatched(design)
    if unwatched is not None:
        yield unwatched.verdict(design)
    for path, row in design.rows("oversight"):
        if row.body is UNKNOWN or row.over is UNKNOWN:
            yield cannot_tell(path, "Who watches over whom, and does nobody whom he watches have power over him?")
    yield from _unnamed([w for w in watches if w.watcher is UNKNOWN and not w.path.startswith("oversight")])


def _unnamed(watches: list[_Watch]) -> Iterator[RuleVerdict]:
    """Ask once of all tasks that are done from outside, and of which nobody says by whom."""
    open_ = {
        watch.path: f"who {watch.said} {' and '.join(map(repr, watch.watched))}" for watch in watches if watch.watched
    }
    if open_:
        told = list(dict.fromkeys(open_.values()))
        more = f"; and {len(told) - MOST} more" if len(told) > MOST else ""
        question = f"Is it somebody over whom those he watches have no power: {'; '.join(told[:MOST])}{more}?"
        first, *others = open_
        yield replace(cannot_tell(first, question), related=tuple(others))


def _unwatched(design: Design) -> Inconsistency | None:
    """Under the closed reading: oversight that names forces, and not the one that the charter creates."""
    rows = [(p, r) for p, r in design.rows("oversight") if isinstance(r.over, tuple) and r.over]
    if design.open_world or not rows:
        return None
    named = {name for _, row in rows for name in row.over}
    for path, force in design.new_forces():
        if not named & powers_of(design).whole(force.id):
            clauses = [CharterClause(f"{p}.over", f"{r.body!r} watches over {', '.join(r.over)}") for p, r in rows]
            clauses.append(CharterClause(f"{path}.status", f"{force.id!r} is the force that this charter creates"))
            return Inconsistency("DEP02", tuple(clauses), (f"somebody watches over {force.id!r}",))
    return None


def _reached(design: Design, powers: PowerGraph, watch: _Watch) -> Inconsistency | None:
    """Return how a watcher is reached by one whom he watches, or commands him while he claims to be independent."""
    for watched in watch.watched:
        said = CharterClause(watch.path, f"{watch.watcher!r} {watch.said} {watched!r}")
        route = powers.path(watched, watch.watcher)
        if route is not None:
            claim = (watch.claim,) if watch.claim else ()
            why = "who watches is not part of, nor under, those whom he watches"
            return Inconsistency("DEP02", (said, *claim, *route), (why,), lesser=watch.lesser)
        backed = powers.one_backer(watch.watcher, watched)
        if backed and not watch.lesser:
            why = "who watches does not live on the money of those who back the watched"
            claim = (watch.claim,) if watch.claim else ()
            return Inconsistency("DEP02", (said, *claim, *backed), (why,), lesser=True)
        tied = _tied(design, powers, watch, watched, said) if watch.claim else None
        if tied is not None:
            return tied
        kin = _kin(design, watch.watcher, watched) if watch.claim or watch.own else ()
        if kin:
            claim = (watch.claim,) if watch.claim else ()
            why = "who watches from outside does not speak for those whom he watches"
            return Inconsistency("DEP02", (said, *claim, *kin), (why,), lesser=True)
        seats = powers.seats(watch.watcher, watched) if watch.claim or watch.own else ()
        if seats:
            claim = (watch.claim,) if watch.claim else ()
            why = "who watches from outside is no body in which those sit whom he watches"
            return Inconsistency("DEP02", (said, *claim, *seats), (why,), lesser=True)
        owned = powers.owns(watch.watcher, watched) if watch.said.startswith("measures") else ()
        if owned:
            why = "who measures whether a force has passed does not own it"
            return Inconsistency("DEP02", (said, *owned), (why,), lesser=True)
        if watch.own and isinstance(design.named(watched), Group):
            chain = powers.above(watch.watcher, watched)
            if chain:
                why = "who verifies or counts from outside does not lead those whom he counts"
                return Inconsistency("DEP02", (said, *chain), (why,))
            backing = powers.backs(watch.watcher, watched)
            if backing:
                why = "who verifies or counts does not back those whom he counts"
                return Inconsistency("DEP02", (said, backing), (why,), lesser=True)
    return None


def _kin(design: Design, watcher: str, watched: str) -> tuple[CharterClause, ...]:
    """Return the clauses by which a body speaks for the community of a group."""
    body, group = design.named(watcher), design.named(watched)
    name = getattr(body, "community", None)
    if not (isinstance(group, Group) and isinstance(name, str) and name == group.community):
        return ()
    of, at = (
        next((p for p, r in design.rows(s) if r.id == i), s) for s, i in (("actors", watcher), ("groups", watched))
    )
    return (
        CharterClause(f"{of}.community", f"{watcher!r} speaks for {name!r}"),
        CharterClause(f"{at}.community", f"{watched!r} is of {name!r}"),
    )


def _tied(design: Design, powers: PowerGraph, watch: _Watch, watched: str, said: CharterClause) -> Inconsistency | None:
    """Return how one who claims independence commands, backs, fills, owns or shares a superior with the watched."""
    claim = watch.claim
    if claim is None or not isinstance(design.named(watched), Force | Unit | Group):
        return None
    chain = powers.above(watch.watcher, watched)
    if chain:
        why = "who is independent of others stands in no line above them"
        return Inconsistency("DEP02", (claim, said, *chain), (why,))
    own = powers.backs(watch.watcher, watched)
    if own:
        why = "who is independent of a force does not back it"
        every = powers.every_backing(watch.watcher, watched)
        return Inconsistency("DEP02", (claim, said, own, *(e for e in every if e != own)), (why,), lesser=True)
    hired = powers.hires(watch.watcher, watched)
    if hired:
        why = "who is independent of a force does not appoint or remove its commanders"
        return Inconsistency("DEP02", (claim, said, *hired), (why,), lesser=True)
    owned = powers.owns(watch.watcher, watched)
    if owned:
        why = "who is independent of a force does not own it"
        return Inconsistency("DEP02", (claim, said, *owned), (why,), lesser=True)
    shared = powers.over_both(watch.watcher, watched)
    if shared:
        why = "who is independent of a force is not under those who have it"
        return Inconsistency("DEP02", (claim, said, *shared), (why,), lesser=True)
    return None

"""Reads the facts a legal test asks for out of claims, as of a date: yes, no or unknown, with the claims behind each.

Four rules keep it honest. A recalled claim decides nothing: it is shown, and the fact stays unknown until someone reads
the source. Claims on both sides leave the fact unknown, both shown. What would have to be on paper (consent, a remedy)
and is on no paper is *no*. What nobody looked for (a list, a record) is *unknown*, never *no*.
A record of abuse counts whenever it happened; everything else must stand at the date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial

from tether.dossier.profile import statement
from tether.dossier.store import Store
from tether.evidence.claims import Claim
from tether.gate.catalogue import Decider
from tether.gate.note import FactFinding
from tether.gate.questions import PAPERS, RECIPIENT
from tether.gate.request import Request

Reader = Callable[[], tuple[list[Claim], list[Claim]]]  # claims for yes, claims for no
SIDE = 0.3  # an alignment whose middle is at least this puts an actor on a side: "loosely aligned" counts


def recipient_facts(store: Store, unit: str, who: Decider) -> tuple[FactFinding, ...]:
    """Return every ``recipient.*`` fact about ``unit``, as ``who`` must see it."""
    known = store.claims.standing()
    chain = lineage(store, unit)
    sides = _sides(known.claims, chain)
    readers: dict[str, Reader] = {
        "recipient.organ": lambda: _organ(known.claims, chain),
        "recipient.recognised": lambda: _recognised(store, known.claims, chain, who),
        "recipient.hostile": lambda: _hostile(store, known.claims, chain, sides, _governments(known.claims, who)),
        "recipient.consent": lambda: ([c for c in known if c.predicate == "consents-to" and c.object in chain], []),
        "recipient.grave-record": lambda: _record(store.claims.claims, chain, ("credible",), ("none-found",)),
        "recipient.remedied": lambda: _record(store.claims.claims, chain, ("remedied",), ()),
        "recipient.terror-ties": lambda: _terror(known.claims, chain),
    } | _by_row(store, known.claims, chain)
    findings = [_finding(store, name, *(readers[name]() if name in readers else ([], []))) for name in RECIPIENT]
    return tuple(_without_organ(findings))


def _by_row(store: Store, claims: tuple[Claim, ...], chain: frozenset[str]) -> dict[str, Reader]:
    """Return the readers of facts whose row of ``questions.yaml`` says what they hang on."""
    readers: dict[str, Reader] = {}
    for name, row in RECIPIENT.items():
        if row.listed_by:
            readers[name] = partial(_listed, claims, chain, row.listed_by)
        elif row.tied_to:
            readers[name] = partial(_ties, claims, chain, row.tied_to)
        elif row.government_of and row.government_of == store.country:
            readers[name] = partial(_with_government, store, claims, chain)
    return readers


def paper_facts(request: Request, store: Store) -> tuple[FactFinding, ...]:
    """Return every ``paper.*`` fact: yes for what the request has on file, dated no later than the store's day."""
    findings = []
    for name, question in PAPERS.items():
        held = [p for p in request.papers if f"paper.{p.kind}" == name and p.date <= store.as_of]
        because = "; ".join(f"{p.authority}, {p.date}, {p.ref}" for p in held) or "none on file"
        findings.append(FactFinding(name, question, "yes" if held else "no", "paper", because))
    return tuple(findings)


def supposed_facts(request: Request, facts: Iterable[FactFinding]) -> tuple[FactFinding, ...]:
    """Return the facts with those that an exercise takes as given put in their place, marked so."""
    given: Mapping[str, str] = dict(request.supposed)
    return tuple(
        replace(f, value=given[f.name], basis="supposed", because=request.supposed_because)  # type: ignore[arg-type]
        if f.name in given
        else f
        for f in facts
    )


def lineage(store: Store, unit: str) -> frozenset[str]:
    """Return the unit and the groups and umbrellas it is part of, up to but without governments and ministries."""
    chain, at = [], store.by_id.get(unit)
    while at is not None and at.id not in chain and at.kind in ("unit", "group", "umbrella", "force"):
        chain.append(at.id)
        at = store.by_id.get(at.part_of)
    return frozenset(chain or [unit])


def _finding(store: Store, name: str, yes: list[Claim], no: list[Claim]) -> FactFinding:
    sure, against = [c for c in yes if c.seen], [c for c in no if c.seen]
    shown = (*yes, *no)
    question = RECIPIENT[name].asks
    if sure and against:
        return FactFinding(name, question, "unknown", "claims", "claims stand on both sides", shown, contested=True)
    if sure:
        return FactFinding(name, question, "yes", "claims", _words(store, sure), shown)
    if against:
        return FactFinding(name, question, "no", "claims", _words(store, against), shown)
    if shown:
        return FactFinding(name, question, "unknown", "claims", "recalled or judged only: to be looked up", shown)
    if RECIPIENT[name].government_of and RECIPIENT[name].government_of != store.country:
        return FactFinding(name, question, "no", "country", f"the request is of {store.title}")
    if RECIPIENT[name].on_paper:
        return FactFinding(name, question, "no", "nothing", "none on record; such a thing is on paper or it is not")
    return FactFinding(name, question, "unknown", "nothing", "nothing in the dossier: to be asked")


def _without_organ(found: list[FactFinding]) -> list[FactFinding]:
    """Where the recipient is no force of any government, no recognised authority stands behind it."""
    organ = next(f for f in found if f.name == "recipient.organ")
    if organ.value != "no":
        return found
    because = "it is no force of any government, recognised or not"
    return [
        replace(f, value="no", basis=organ.basis, because=because, claims=organ.claims + f.claims)
        if f.name == "recipient.recognised" and f.value == "unknown" and not f.contested
        else f
        for f in found
    ]


def _about(claims: Iterable[Claim], subjects: Iterable[str], *predicates: str) -> list[Claim]:
    wanted = frozenset(subjects)
    return [c for c in claims if c.subject in wanted and c.predicate in predicates]


def _organ(claims: tuple[Claim, ...], chain: frozenset[str]) -> tuple[list[Claim], list[Claim]]:
    return _about(claims, chain, "organ-of"), _about(claims, chain, "not-organ-of")


def _recognised(
    store: Store, claims: tuple[Claim, ...], chain: frozenset[str], who: Decider
) -> tuple[list[Claim], list[Claim]]:
    authorities = {c.object for c in _about(claims, chain, "organ-of")} | _sides(claims, chain)
    authorities |= {store.by_id[a].part_of for a in authorities if a in store.by_id and store.by_id[a].part_of}
    yes = [c for c in _about(claims, authorities, "recognised-by") if c.object in who.recognition]
    no = [c for c in _about(claims, authorities, "unrecognised-by") if c.object in who.recognition]
    return ([], no) if not _about(claims, chain, "organ-of") else (yes, no)


def _governments(claims: tuple[Claim, ...], who: Decider) -> frozenset[str]:
    return frozenset(c.subject for c in claims if c.predicate == "recognised-by" and c.object in who.recognition)


def _sides(claims: tuple[Claim, ...], chain: Iterable[str]) -> frozenset[str]:
    aligned = [c for c in _about(claims, chain, "aligned-with") if c.v is None or c.v >= SIDE]
    return frozenset(c.object for c in aligned)


def _hostile(
    store: Store, claims: tuple[Claim, ...], chain: frozenset[str], sides: frozenset[str], governments: frozenset[str]
) -> tuple[list[Claim], list[Claim]]:
    def serves(claim: Claim) -> bool:
        whole = store.by_id.get(claim.object)
        return claim.object in governments or (whole is not None and whole.part_of in governments)

    side = chain | sides
    forces = {c.subject for c in claims if c.predicate == "organ-of" and serves(c)} | governments
    fighting = [c for c in _about(claims, side - forces, "fights") if c.object in forces]
    fighting += [c for c in claims if c.predicate == "fights" and c.subject in forces and c.object in side - forces]
    return fighting, [] if fighting else [c for c in _about(claims, chain, "organ-of") if serves(c)]


def _record(
    claims: tuple[Claim, ...], chain: frozenset[str], yes: tuple[str, ...], no: tuple[str, ...]
) -> tuple[list[Claim], list[Claim]]:
    records = _about(claims, chain, "abuse-record")
    return [c for c in records if c.object.startswith(yes)], [c for c in records if no and c.object.startswith(no)]


def _listed(claims: tuple[Claim, ...], chain: frozenset[str], holder: str) -> tuple[list[Claim], list[Claim]]:
    yes = [c for c in _about(claims, chain, "designated-by") if c.object == holder]
    return yes, [c for c in _about(claims, chain, "not-designated-by") if c.object == holder]


def _terror(claims: tuple[Claim, ...], chain: frozenset[str]) -> tuple[list[Claim], list[Claim]]:
    listed = {c.subject for c in claims if c.predicate == "designated-by"} - chain
    ties = [c for c in _about(claims, chain, "tied-to", "aligned-with", "composed-of") if c.object in listed]
    return ties, []


def _ties(claims: tuple[Claim, ...], chain: frozenset[str], others: tuple[str, ...]) -> tuple[list[Claim], list[Claim]]:
    ties = [c for c in _about(claims, chain, "tied-to", "aligned-with") if c.object in others]
    return ties + [c for c in _about(claims, others, "patron-of", "commands") if c.object in chain], []


def _with_government(store: Store, claims: tuple[Claim, ...], chain: frozenset[str]) -> tuple[list[Claim], list[Claim]]:
    kinds = ("government", "ministry", "office")
    governments = {a.id for a in store.actors if a.kind in kinds and a.country == store.country}
    return [c for c in _about(claims, chain, "organ-of", "recognised-by") if c.object in governments], []


def _words(store: Store, claims: Iterable[Claim]) -> str:
    return "; ".join(dict.fromkeys(statement(c, store.names) for c in claims))

"""What a case's comparison hangs on, counted: parties to the fighting, claims that were read, whether it was scored.

    standing_of(study)          # None where nothing is compared; ``brief/headline.py`` judges it
    paper_of(study)             # clauses that count as nothing, or as a range

A party is in the order where it, a part of it, or the whole that it is part of plays a role in the case and has a size
that somebody claimed; a government is there with the forces of its state.
"""

from __future__ import annotations

from tether.brief.content import EvidenceStanding, FightingParty, PromisedClause
from tether.dossier.fighting import parties
from tether.dossier.store import open_store
from tether.study.case import CaseInputs
from tether.study.futures import CaseFutures

TENTH = 0.1  # of the last year's deaths: who has as much is a party that no comparison may leave out
RULES = ("government", "state")  # kinds of actor that fight with the state's forces


def standing_of(study: CaseFutures) -> EvidenceStanding | None:
    """Return what the comparison hangs on; None where nothing is compared."""
    if study.projected is None:
        return None
    case = study.case
    used = [c for c in case.setting.claims_used if not c.source.id.startswith("ucdp-")]
    read = sum(c.tag in ("S", "D") for c in used)
    why = case.past.why
    return EvidenceStanding(_parties(case), read, len(used), not why, *case.spec.matters, unscored=why)


def paper_of(study: CaseFutures) -> tuple[PromisedClause, ...]:
    """Return each clause once that the projection does not count as it is written."""
    found = dict.fromkeys(clause for pair in study.pairs for clause in pair.paper)
    return tuple(PromisedClause(c.charter, c.path, c.what, c.heads, c.lacks, c.unknown) for c in found)


def _parties(case: CaseInputs) -> tuple[FightingParty, ...]:
    spec = case.spec
    own = spec.country.endswith((".yaml", ".yml"))
    store = open_store(spec.country if own else case.theatre.id, str(spec.cut_off), folder=spec.folder)
    whole = {a.id: a.part_of for a in case.theatre.actors}
    kinds = {a.id: a.kind for a in store.actors}
    sized = {g for g in (*case.setting.groups, *spec.roles.state, spec.roles.insurgent) if g and _sized(case, g)}
    named = {*spec.roles.militias, *spec.roles.state, spec.roles.insurgent} - {""}
    found = []
    for party in parties(store):
        if party.share < TENTH:
            continue
        ruling = kinds.get(party.actor) in RULES or party.name.startswith("Government of")
        alike = set(spec.roles.state) if ruling else {n for n in named if _akin(n, party.actor, whole)}
        found.append(FightingParty(party.name, party.share, bool(alike & named), bool(alike & sized)))
    return tuple(found)


def _sized(case: CaseInputs, actor: str) -> bool:
    return any(case.claims.interval(actor, "size", basis=basis) for basis in ("field", "claimed", "payroll"))


def _akin(one: str, other: str, whole: dict[str, str]) -> bool:
    """Return whether one of two actors is the other, or a part of it at any depth."""
    return bool(one and other) and (one in _line(other, whole) or other in _line(one, whole))


def _line(actor: str, whole: dict[str, str]) -> list[str]:
    line = [actor]
    while (above := whole.get(line[-1], "")) and above not in line:
        line.append(above)
    return line

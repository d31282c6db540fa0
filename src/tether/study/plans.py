"""The plans behind a case's projection: what each option of its host would achieve with the volunteers there are.

    plans = plans_of(case, charters)      # charter id → Handover; {} where the case names no roster

A plan takes seconds to minutes. Those of the shipped cases are kept in ``plans.json`` beside the roster, each under the
checksum of all that it is made from (the roster's bytes, the charter's terms, the planner's edition). A plan whose
checksum is not there is made anew, so a kept one can't outlive its inputs. ``scripts/make_plans.py`` writes the file.

A case plans every option of its host that takes men in, on the roster that it names. What a word on the command line
stands for is read in ``plan_request.py``.

Who could volunteer in a case: group facts from its claims, and the synthetic roster made of them.

    table, told = volunteers(case, size=120_000, seed=7)

Sizes and roots are those of the projection (``case.setting``); ghosts, communities and named formations are read from
the same claims. Only groups with a size play a part.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from statistics import median
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from tether.budget import CharterCost, cost_of
from tether.charter import Blank, Charter
from tether.documents.cache import MB, Cache, digest
from tether.documents.file_list import checksum
from tether.documents.files import write_text
from tether.documents.plain_json import without_nan
from tether.errors import InputError, Problem, UsageError
from tether.induction.cells import POPULATION
from tether.induction.charter_terms import read_terms
from tether.induction.editions import ENDING, open_ledger
from tether.induction.measures import Handover, HandoverGroup, HandoverMonth
from tether.induction.modes import CharterPlan, handover, plan_charter
from tether.induction.problem import Step, quiet
from tether.induction.roster import SYNTHETIC, about, read_roster, write_roster
from tether.induction.roster_words import read_mapping
from tether.induction.synthetic_roster import SUBUNIT, GroupFacts, synthetic_roster
from tether.randomness.noise import Noise
from tether.randomness.provenance import code_key
from tether.study.case import CaseInputs

if TYPE_CHECKING:
    from tether.induction.cells import RosterCells
    from tether.induction.charter_terms import CharterTerms
    from tether.theatre import Theatre

EDITION = 1  # of the planner: raise it when the same input gives another plan
STORE = "plans.json"
ROOMS = ("randomness", "charter", "induction")  # whose code a plan depends on
PLANS = Cache("plans", 16 * MB)  # what an edited charter's plan came to, so that it is planned once


def plans_of(case: CaseInputs, charters: dict[str, Charter], step: Step = quiet) -> dict[str, Handover]:
    """Return what the options that take men in achieve, from the store or planned."""
    options = [c for c in list(charters.values())[1:] if c.decider != "sponsor" and takes_in(c)]
    path = roster_path(case)
    if path is None or not options:
        return {}
    if not path.exists():
        remedy = f"tether roster {case.spec.id} --size 20000 --out {case.spec.roster} makes a synthetic one"
        said, where = f"no file {case.spec.roster}", str(case.spec.folder / "case.yaml")
        raise InputError(Problem(said, where, path="roster", expected="a roster of volunteers", remedy=remedy))
    kept, found = _store(case), {}
    requests = requests_of_case(case, charters)
    for done, one in enumerate(requests):
        step("plans", done, len(requests))
        key = plan_checksum(one)
        plan = read_handover(kept[key]) if key in kept else plan_kept(one, key)
        found[one.charter.id] = replace(plan, charter=one.charter.id)
    step("plans", len(requests), len(requests))
    return found


def write_plans(case: CaseInputs, names: Iterable[str] = ()) -> Path:
    """Plan the case's options (or those named) and keep what they achieve beside the roster."""
    requests = requests_of_case(case, case.read_charters(names or case.spec.charters))
    kept, _ = without_nan({plan_checksum(one): asdict(plan_made(one)) for one in requests})
    path = case.spec.folder / STORE
    return write_text(path, json.dumps(kept, separators=(",", ":"), sort_keys=True, allow_nan=False) + "\n")


def plan_made(request: PlanRequest) -> Handover:
    """Plan, without the search for which families clash, and return what is handed over."""
    return handover(make_plan(request, explain=False), request.about())


def plan_kept(request: PlanRequest, inputs: str) -> Handover:
    """Return a plan as this code and solver made it before from ``inputs`` (their checksum), else made now."""
    key = digest((code_key(ROOMS), version("highspy"), version("scipy"), inputs))
    kept = PLANS.get(key)
    if kept is not None:
        return read_handover(json.loads(kept))
    made = plan_made(request)
    plain, _ = without_nan(asdict(made))
    PLANS.put(key, json.dumps(plain, allow_nan=False).encode())
    return made


def plan_checksum(request: PlanRequest) -> str:
    """Return the checksum of all that a plan is made from; two charters with the same terms share it."""
    terms = request.terms()
    homes = terms.homes
    said = {
        "edition": EDITION,
        "roster": hashlib.sha256(request.roster.read_bytes()).hexdigest(),
        **({"mapping": hashlib.sha256(request.mapping.read_bytes()).hexdigest()} if request.mapping else {}),
        "streams": [asdict(replace(s, path="")) for s in terms.streams],
        "policy": asdict(replace(terms.policy, notes=())),
        "stated": sorted(terms.stated),
        "force": [terms.force, terms.posts, terms.places, terms.communities, str(request.charter.units or "")],
        "homes": [dict(homes.province_of), {k: sorted(v) for k, v in homes.neighbours.items()}],
        "ground": [dict(terms.ground.parent), dict(terms.ground.part_of)],
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def plan_binds(request: PlanRequest, all_posts: bool = False) -> dict[str, Any]:
    """Return what a plan's certificate is bound to: charter, status quo and roster by their checksums."""
    charters = {"charter": request.charter, "base": request.base}
    bound: dict[str, Any] = {}
    for name, charter in charters.items():
        if charter is not None:
            digest = hashlib.sha256(charter_bytes(charter)).hexdigest()
            bound[name] = {"id": charter.id, "file": f"{charter.id}.yaml", "sha256": digest}
    roster = {"file": request.roster.name, "sha256": checksum(request.roster), "size": request.roster.stat().st_size}
    return bound | {"roster": roster, "all_posts": all_posts}


def charter_bytes(charter: Charter) -> bytes:
    """Return a charter as it was written."""
    text = charter._text
    return "\n".join(text.lines).encode() if text is not None else charter.id.encode()


def read_handover(said: dict[str, Any]) -> Handover:
    """Return a hand-over from plain values; null is a figure that is not defined."""
    said = {name: math.nan if value is None else value for name, value in said.items()}
    months = tuple(HandoverMonth(**m) for m in said["by_month"])
    groups = tuple(HandoverGroup(**{**g, "inducted": tuple(g["inducted"])}) for g in said["by_group"])
    return Handover(**{**said, "by_month": months, "by_group": groups, "relaxed": tuple(said["relaxed"])})


def _store(case: CaseInputs) -> dict[str, Any]:
    path = case.spec.folder / STORE
    found = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class PlanRequest:
    """One charter and the roster that it is put to. ``base``: the status quo that it is laid over."""

    charter: Charter
    theatre: Theatre | None
    base: Charter | None
    roster: Path
    mapping: Path | None = None  # the ids that words of the roster stand for
    as_of: str = ""  # the case's cut-off: prices published later are not known; no part of the plan

    def terms(self) -> CharterTerms:
        """Return what the charter asks for."""
        return read_terms(self.charter, self.theatre, self.base)

    def cells(self, terms: CharterTerms) -> RosterCells:
        """Return the volunteers."""
        mapping = read_mapping(self.mapping, terms.words) if self.mapping is not None else None
        return read_roster(self.roster, terms.homes, terms.words, starts=terms.policy.starts, mapping=mapping)

    def about(self) -> tuple[str, ...]:
        """Return what the roster says of itself; the file is read once."""
        return self._about

    @cached_property
    def _about(self) -> tuple[str, ...]:
        return about(self.roster)

    def cost(self, plan: Handover) -> CharterCost:
        """Return what the charter costs as planned: the count that the brief prints."""
        names = {a.id: a.name for a in self.theatre.actors} if self.theatre is not None else {}
        country = self.theatre.country.name if self.theatre is not None else ""
        return cost_of(self.charter, self.base, plan, country=country, as_of=self.as_of, names=names)

    def ledger_for(self, out: Path) -> Path:
        """Return where the ledger of editions lies: beside the roster; of a shipped one, beside the folder ``out``."""
        shipped = Path(str(files("tether"))).resolve() in self.roster.resolve().parents
        named = out if shipped else self.roster
        return named.with_name(named.name + ENDING)


def requests_of_case(
    case: CaseInputs,
    charters: dict[str, Charter],
    roster: Path | None = None,
    mapping: Path | None = None,
) -> tuple[PlanRequest, ...]:
    """Return the options of a case's host that take men in; a roster of the caller's goes with its own mapping."""
    first, *options = charters.values()
    chosen = [c for c in options if c.decider != "sponsor" and takes_in(c)]
    if not chosen:
        names = ", ".join(c.id for c in options) or "none"
        raise UsageError(f"nothing to plan in {case.spec.id}: no option of the host has induction streams ({names})")
    own = case.spec.folder / case.spec.mapping if case.spec.mapping and roster is None else None
    known = str(case.spec.cut_off)
    return tuple(PlanRequest(c, case.theatre, first, _roster_of(case, roster), mapping or own, known) for c in chosen)


def takes_in(charter: Charter) -> bool:
    """Return whether a charter has streams of its own."""
    return not isinstance(charter.induction, Blank) and bool(charter.induction)


def make_plan(
    request: PlanRequest, *, step: Step = quiet, numbers: Mapping[str, float] = MappingProxyType({}), **options: Any
) -> CharterPlan:
    """Read the roster and plan (``options`` are those of ``plan_charter``); ``step`` is told.

    ``numbers``: of the rules, put otherwise than the charter has them, to see what that makes possible.
    """
    terms = request.terms()
    if numbers:
        said = (f"asked: {name} {value:g} in place of {getattr(terms.policy, name)}" for name, value in numbers.items())
        changed: dict[str, Any] = {**numbers, "notes": (*terms.policy.notes, *said)}
        terms = replace(terms, policy=replace(terms.policy, **changed))
    step("reading the roster", 0, 1)
    cells = request.cells(terms)
    step("reading the roster", 1, 1)
    beside = request.roster.with_name(request.roster.name + ENDING)
    secret = open_ledger(beside).secret if beside.exists() else ""
    return replace(plan_charter(terms, cells, request.charter, step=step, **options), secret=secret)


def roster_path(case: CaseInputs) -> Path | None:
    """Return the roster that a case names; None where it names none."""
    return case.spec.folder / case.spec.roster if case.spec.roster else None


def _roster_of(case: CaseInputs, roster: Path | None) -> Path:
    found = roster or roster_path(case)
    if found is None:
        size = f"tether roster {case.spec.id} --size 20000 --out roster.csv"
        raise UsageError(f"no roster: give --roster FILE, or name one in case.yaml; {size} makes a synthetic one")
    return found


OWN_COMMUNITY = 0.95  # of a group's men, where no claim says how far it is rooted in its community


def volunteers(case: CaseInputs, size: int, seed: int, subunit: int = SUBUNIT) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return a synthetic roster of the case and how it agrees with the dossier."""
    starts = str(case.spec.cut_off + 1)
    facts = [group_facts(case, g) for g in case.setting.groups]
    return synthetic_roster(facts, size, starts, Noise(seed), population=_people(case), subunit=subunit)


def group_facts(case: CaseInputs, group: str) -> GroupFacts:
    """Return what the case's claims say of one group."""
    setting, claims = case.setting, case.claims
    row, size = setting.home[setting.groups.index(group)], setting.sizes[group]
    community = next((a.community for a in case.theatre.actors if a.id == group), "")
    rooted = claims.interval(group, "rooted-in", community) if community else None
    return GroupFacts(
        id=group,
        size=(size.low, size.middle, size.high),
        homes=dict(zip(setting.places, map(float, row), strict=True)),
        communities=_communities(case, community, rooted.v if rooted else OWN_COMMUNITY),
        ghosts=ghosts(case, group),
        formations=_formations(case, group),
    )


def ghosts(case: CaseInputs, group: str) -> tuple[float, float, float]:
    """Return the share of a list that is not there: the group's claim, else the hull of all that is told of others."""
    own = case.claims.interval(group, "ghost-share")
    if own:
        return own.lo, own.v, own.hi
    told = [(c.lo, c.v, c.hi) for c in case.claims if c.predicate == "ghost-share" and c.v is not None]
    known = [(v if lo is None else lo, v, v if hi is None else hi) for lo, v, hi in told]
    if not known:
        return 0.0, 0.0, 0.0
    return min(k[0] for k in known), float(median(k[1] for k in known)), max(k[2] for k in known)


def _formations(case: CaseInputs, group: str) -> dict[str, float]:
    """Return the share of the group that each named part of it claims, of what the group itself claims."""
    whole = case.claims.interval(group, "size", basis="claimed")
    parts = {
        a.id: case.claims.interval(a.id, "size", basis="claimed") for a in case.theatre.actors if a.part_of == group
    }
    shares = {name: part.v / whole.v for name, part in parts.items() if part and whole and whole.v}
    return shares if sum(shares.values()) < 1 else {}


def _communities(case: CaseInputs, own: str, share: float) -> dict[str, dict[str, float]]:
    """Return by place the group's own community, and the place's largest other one with what is left."""
    ids = [c.id for c in case.theatre.communities]
    out = {}
    for place in case.setting.places:
        others = {c: _share(case, place, c) for c in ids if c != own}
        other = max(others, key=lambda c: others[c], default="")
        if not own:
            out[place] = {other: 1.0}
        elif others.get(other, 0.0) > 0:
            out[place] = {own: share, other: 1 - share}
        else:
            out[place] = {own: 1.0}
    return out


def _people(case: CaseInputs) -> GroupFacts:
    """Return ordinary recruits: homes by population, communities as the place's own."""
    places = case.setting.places
    counted = {p: i.v for p in places if (i := case.claims.interval(p, "population"))} or dict.fromkeys(places, 1.0)
    ids = [c.id for c in case.theatre.communities]
    shares = {p: {c: s for c in ids if (s := _share(case, p, c)) > 0} or {ids[0]: 1.0} for p in counted}
    return GroupFacts(POPULATION, (0.0, 0.0, 0.0), counted, {p: _normal(s) for p, s in shares.items()})


def _share(case: CaseInputs, place: str, community: str) -> float:
    interval = case.claims.interval(place, "community-share", community)
    return interval.v if interval else 0.0


def _normal(shares: dict[str, float]) -> dict[str, float]:
    total = sum(shares.values())
    return {k: v / total for k, v in shares.items()}


def write_volunteers(
    case: CaseInputs, size: int, seed: int, path: Path, *, dry_run: bool = False
) -> tuple[pd.DataFrame, list[str]]:
    """Write a synthetic roster of the case, labelled in the file; return its table and its lines."""
    table, told = volunteers(case, size, seed)
    lines = [
        f"{SYNTHETIC}; made by: tether roster {case.spec.id} --size {size} --seed {seed}",
        "heads_low and heads_high: the same list at the high and the low end of the claimed share of ghosts",
        *told,
    ]
    if not dry_run:
        write_roster(table, path, lines)
    return table, lines

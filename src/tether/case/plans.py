"""The plans behind a case's projection: what each option of its host would achieve with the volunteers there are.

    plans = plans_of(case, charters)      # charter id → Handover; {} where the case names no roster

A plan takes seconds to minutes. Those of the shipped cases are kept in ``plans.json`` beside the roster, each under the
checksum of all that it is made from (the roster's bytes, the charter's terms, the planner's edition). A plan whose
checksum is not there is made anew, so a kept one can't outlive its inputs. ``scripts/make_plans.py`` writes the file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from tether.case.case import Case
from tether.case.planning import PlanRequest, asked_in, plan_asked, roster_path, takes_in
from tether.charter import Charter
from tether.documents.files import write_text
from tether.errors import InputError, Problem
from tether.induction.handover import Handover, HandoverGroup, HandoverMonth
from tether.induction.planned import handover

EDITION = 1  # of the planner: raise it when the same input gives another plan
STORE = "plans.json"


def plans_of(
    case: Case, charters: dict[str, Charter], step: Callable[[str, int, int], None] = lambda name, done, of: None
) -> dict[str, Handover]:
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
    asked = asked_in(case, charters)
    for done, one in enumerate(asked):
        step("plans", done, len(asked))
        key = made_from(one)
        plan = read_handover(kept[key]) if key in kept else plan_made(one)
        found[one.charter.id] = replace(plan, charter=one.charter.id)
    step("plans", len(asked), len(asked))
    return found


def write_plans(case: Case, names: Iterable[str] = ()) -> Path:
    """Plan the case's options (or those named) and keep what they achieve beside the roster."""
    asked = asked_in(case, case.read_charters(names or case.spec.charters))
    kept = {made_from(one): asdict(plan_made(one)) for one in asked}
    path = case.spec.folder / STORE
    return write_text(path, json.dumps(kept, separators=(",", ":"), sort_keys=True) + "\n")


def plan_made(asked: PlanRequest) -> Handover:
    """Plan, without the search for which families clash, and return what is handed over."""
    return handover(plan_asked(asked, explain=False), asked.about())


def made_from(asked: PlanRequest) -> str:
    """Return the checksum of all that a plan is made from; two charters with the same terms share it."""
    terms = asked.terms()
    homes = terms.homes
    said = {
        "edition": EDITION,
        "roster": hashlib.sha256(asked.roster.read_bytes()).hexdigest(),
        "streams": [asdict(replace(s, path="")) for s in terms.streams],
        "policy": asdict(replace(terms.policy, notes=())),
        "stated": sorted(terms.stated),
        "force": [terms.force, terms.posts, terms.places, terms.communities, str(asked.charter.units or "")],
        "homes": [dict(homes.province_of), {k: sorted(v) for k, v in homes.neighbours.items()}],
        "ground": [dict(terms.ground.parent), dict(terms.ground.part_of)],
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def read_handover(said: dict[str, Any]) -> Handover:
    """Return a hand-over from plain values."""
    months = tuple(HandoverMonth(**m) for m in said["by_month"])
    groups = tuple(HandoverGroup(**{**g, "inducted": tuple(g["inducted"])}) for g in said["by_group"])
    return Handover(**{**said, "by_month": months, "by_group": groups, "relaxed": tuple(said["relaxed"])})


def _store(case: Case) -> dict[str, Any]:
    path = case.spec.folder / STORE
    found = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return found if isinstance(found, dict) else {}

"""A plan folder held against the charter and the roster themselves.

    verdict = verify_plan(Path("plan"), plan_requests("iraq-2015/p10-individuals")[0])

``induction/verification`` judges a folder by itself: rows, prices, claims. A folder in which roster or rules were
changed and everything else was made to fit is a lawful plan of something else. So whoever holds the charter and the
roster gives them: their checksums must be those that the certificate names, and the rules and the cells that follow
from them those of the folder, but for the rows that the plan says gave way. Reading a charter and a roster is the
planner's own reading; of its solver nothing is used here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tether.induction.establishment import intake_of
from tether.induction.plan_folder import roster_table, rules_of
from tether.induction.verification import PlanVerdict, read_folder, verify_folder, working_folder
from tether.induction.verification.reading import Folder
from tether.study.plans import PlanRequest, plan_binds

NOT_HELD = "not held against charter and roster themselves: give --charter and --roster"


def verify_plan(folder: Path, request: PlanRequest | None = None, *, files_only: bool = False) -> PlanVerdict:
    """Verify a plan folder, with a request also against the charter and the roster that it names.

    Raises:
        InputError: the folder, the charter or the roster can't be read.
    """
    verdict = verify_folder(folder, files_only=files_only)
    if files_only:
        return verdict
    if request is None:
        return replace(verdict, notes=(*verdict.notes, NOT_HELD))
    plan = read_folder(working_folder(folder))
    return replace(verdict, faults=(*verdict.faults, *_foreign(plan, request)))


def _foreign(plan: Folder, request: PlanRequest) -> Iterator[str]:
    """Give in words what of the folder does not follow from this charter and this roster."""
    bound = plan.claims.get("binds", {})
    wanted = plan_binds(request, bool(bound.get("all_posts")))
    for name in ("charter", "base", "roster"):
        said, true = bound.get(name), wanted.get(name)
        if _sum(said) != _sum(true):
            yield f"{name}: the certificate is bound to {_named(said)}; given is {_named(true)}"
    terms = request.terms()
    intake = intake_of(terms, request.cells(terms), request.charter, all_posts=wanted["all_posts"])
    rules = json.loads(json.dumps(rules_of(intake)))
    yield from _unlike({**plan.policy, "relaxations": []}, {**rules["policy"], "relaxations": []}, "policy.")
    yield from _unlike({**plan.rules, "policy": 0}, {**rules, "policy": 0}, "")
    cells, mine = roster_table(intake.cells), plan.roster
    if len(cells) != len(mine) or not all((cells[n].to_numpy() == mine[n].to_numpy()).all() for n in cells):
        yield "roster.parquet: other cells than this roster gives under this charter"


def _unlike(said: Mapping[str, Any], true: Mapping[str, Any], path: str) -> Iterator[str]:
    for key in sorted({*said, *true}):
        if said.get(key) != true.get(key):
            found, wanted = (json.dumps(rules.get(key))[:60] for rules in (said, true))
            yield f"rules.json: {path}{key}: {found}; the charter and the roster give {wanted}"


def _sum(entry: Any) -> Any:
    return entry.get("sha256") if isinstance(entry, dict) else None


def _named(entry: Any) -> str:
    return f"{entry.get('file')} with checksum {str(_sum(entry))[:12]}…" if isinstance(entry, dict) else "none"

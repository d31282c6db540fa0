"""What ``tether roster`` and ``tether plan`` do: open, make or plan, write, say what it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tether.cli.progress import announced, progress
from tether.cli.screen import say
from tether.documents.cells import csv_text
from tether.documents.files import ask_writable, below, refuse_foreign, replacing_folder, write_text
from tether.errors import numbered

if TYPE_CHECKING:
    from tether.induction.modes import CharterPlan
    from tether.induction.problem import Step
    from tether.study.plans import PlanRequest

WORKING, PUBLISHED = "working", "published"
REFUSED = (
    "with an edition before it the tables would point at people. Wait until every number that changed changed by 10 or "
    "more, or publish all the same with --second-edition"
)
PLAN = "folder of a plan"  # its mark (documents/files.py)


@dataclass(frozen=True)
class PlanOptions:
    """What to ask of a plan beside itself."""

    rosters: int = 0
    frontier: bool = False
    rolling: bool = False
    all_posts: bool = False
    seed: int = 7
    workers: int = 1
    editions: Path | None = None
    second_edition: bool = False
    exchange: bool = False


def run_plan(requests: tuple[PlanRequest, ...], out: Path, options: PlanOptions, as_json: bool, dry_run: bool) -> int:
    """Plan each charter, write its folders, print the account; return 1 where rows can't all be kept."""
    from tether.study.plans import make_plan, plan_binds

    folders = [below(out, one.charter.id) if len(requests) > 1 else out for one in requests]
    for folder in folders:
        refuse_foreign(folder, PLAN)
        ask_writable(folder)
    told, code = [], 0
    for one, folder in zip(requests, folders, strict=True):
        if dry_run:
            told.append(_dry(one))
            continue
        editions = options.editions or one.ledger_for(out), options.second_edition
        with progress() as step:
            planned = make_plan(one, all_posts=options.all_posts, exchange=options.exchange, step=step)
            more = dict(_more(planned, options, step))
            binds = plan_binds(one, options.all_posts)
            step("writing", 0, 1)
            with replacing_folder(folder, PLAN, {"plan": binds}) as draft:
                told.append(_write(one, planned, more, binds, draft, folder, editions))
            step("writing", 1, 1)
        code = code or int(not planned.feasible or not told[-1]["published"])
        if not as_json:
            say(_page(one, planned, more, folder, told[-1]))
    if as_json or dry_run:
        text = json.dumps(told if len(told) > 1 else told[0], indent=1, default=str, allow_nan=False)
        say(text if as_json else "\n".join(t["read"] for t in told))
    return code


def _dry(request: PlanRequest) -> dict[str, str]:
    terms = request.terms()
    cells = request.cells(terms)
    streams = f"{numbered(len(terms.streams), 'stream')}, {terms.mode} entry"
    return {"read": f"{terms.charter}: {streams}; {cells.total:,} volunteers; nothing planned"}


def _more(planned: CharterPlan, options: PlanOptions, step: Step) -> Iterator[tuple[str, Any]]:
    """Give what was asked for beside the plan: tables by name, and how often a plan exists; ``step`` is told."""
    intake = planned.intake
    if options.rosters:
        from tether.induction.uncertainty import robustness

        asked = {"rosters": options.rosters, "seed": options.seed, "workers": options.workers}
        yield "rosters", robustness(intake, **asked, step=step)
    if options.frontier:
        from tether.induction.uncertainty import frontier

        yield "frontier", frontier(intake, workers=options.workers, step=step)
    if options.rolling:
        from tether.induction.rolling_horizon import rolling
        from tether.induction.uncertainty import sample_cells
        from tether.randomness.noise import Noise

        yield "rolling", rolling(intake, sample_cells(intake.cells, Noise(options.seed), 0), step=step)


def _write(
    request: PlanRequest,
    planned: CharterPlan,
    more: dict[str, Any],
    binds: dict[str, Any],
    folder: Path,
    named: Path,
    editions: tuple[Path, bool],
) -> dict[str, Any]:
    """Write the restricted folder and what may be published; return the account of the plan as plain values.

    ``editions``: the ledger of what was published of this roster, and whether to publish whatever two editions reveal.
    The ledger is written before the tables: what is out must be in it, whatever happens in between.
    """
    from tether.induction.disclosure import write_published
    from tether.induction.editions import compared, open_ledger, people_of, write_ledger
    from tether.induction.measures import INVENTED, SYNTHETIC
    from tether.induction.plan_folder import write_plan

    path, second = editions
    ledger = open_ledger(path)
    planned = replace(planned, secret=ledger.secret)
    people = people_of(planned.plan.intake.cells, planned.plan.intake.homes.province_of)
    found = compared(ledger, planned.published, people)
    out = second or not found.refused
    told = _account(request, planned, more, named)
    told |= {"published": out, "editions": list(found.said), "ledger": str(path)}
    beside = {"report.json": json.dumps(told, indent=1, default=str, allow_nan=False)}
    if "rosters" in more:
        beside["rosters.csv"] = csv_text(more["rosters"].rows)
    write_plan(planned.plan, folder / WORKING, binds, beside)
    invented = any(line.startswith(SYNTHETIC) for line in request.about())
    if out:
        write_ledger(ledger.with_edition(planned.published, people, planned.charter, len(found.changes)), path)
        write_published(planned.published, folder / PUBLISHED, INVENTED if invented else "")
    for name, table in _tables(more).items():
        write_text(folder / f"{name}.csv", csv_text(table))
    if planned.mode == "individual" and out:
        _picture(planned, more, folder, invented)
    return told


def _tables(more: dict[str, Any]) -> dict[str, Any]:
    tables = {"frontier": more.get("frontier"), "rolling": more["rolling"].compared if "rolling" in more else None}
    return {name: table for name, table in tables.items() if table is not None}


def _account(request: PlanRequest, planned: CharterPlan, more: dict[str, Any], named: Path) -> dict[str, Any]:
    """Return the account as plain values; a figure that is not defined is null, and ``undefined`` says why."""
    from tether.documents.plain_json import without_nan
    from tether.induction.measures import UNDEFINED
    from tether.induction.modes import handover, plans_by_mode

    told = {
        "charter": planned.charter,
        "mode": planned.mode,
        "feasible": planned.feasible,
        "roster": list(request.about()),
        "achieved": dict(planned.plan.achieved),
        "bounds": dict(planned.plan.bounds),
        "gaps": planned.plan.gaps,
        "measures": {mode: asdict(plan.measures) for mode, plan in plans_by_mode(planned).items()},
        "handover": asdict(handover(planned, request.about())),
        "broken": dict(planned.broken),
        "conflict": _conflict(planned),
        "cost": _cost_data(request, planned),
        "notes": list(planned.plan.intake.policy.notes),
        "folder": str(named),
    }
    if "rosters" in more:
        told["rosters"] = {"feasible": more["rosters"].feasible, "of": len(more["rosters"].sampled)}
    told |= {name: json.loads(table.to_json(orient="records")) for name, table in _tables(more).items()}
    plain, undefined = without_nan(told)
    why = {path: UNDEFINED.get(path.rpartition(".")[2], "not defined for this plan") for path in undefined}
    return {**plain, **({"undefined": why} if why else {})}


def _cost_data(request: PlanRequest, planned: CharterPlan) -> dict[str, Any]:
    from tether.induction.modes import handover

    cost = request.cost(handover(planned, request.about()))
    whole = {"total": asdict(cost.total), "full_year": asdict(cost.full_year), "word": cost.word}
    return {**asdict(cost), **whole}


def _picture(planned: CharterPlan, more: dict[str, Any], folder: Path, invented: bool) -> None:
    """Write the plan page and its JSON twin, made from the published tables."""
    from tether.induction.modes import absorb, on_paper
    from tether.induction.report import PlanExtras, plan_page
    from tether.report.writers import save_with_twin

    plan = planned.plan
    others = (absorb(plan.intake), on_paper(plan))
    extras = (others, more.get("frontier"), more.get("rosters"), more.get("rolling"))
    beside = PlanExtras(*extras, invented=invented, tables=planned.published)
    page = plan_page(planned.conflict or plan, title=planned.charter, beside=beside)
    save_with_twin(page, folder / "plan.html")


def _conflict(planned: CharterPlan) -> dict[str, Any] | None:
    if planned.conflict is None:
        return None
    from tether.induction.wording import conflict_lines

    found = planned.conflict
    return {
        "words": conflict_lines(found, planned.plan.intake.homes.names),
        "least": found.least,
        "alternatives": dict(found.alternatives),
        "clash": list(found.clash),
        "clauses": [asdict(c) for c in found.clauses],
    }


def _page(
    request: PlanRequest, planned: CharterPlan, more: dict[str, Any], folder: Path, account: dict[str, Any]
) -> str:
    from tether.induction.wording import as_text

    lines = [as_text(planned, request.about()), "", *_cost_lines(request, planned)]
    if "rosters" in more:
        lines += ["", more["rosters"].sentence, more["rosters"].rows.head(10).to_string(index=False)]
    if "frontier" in more:
        from tether.induction.uncertainty import most_local

        lines += ["", "largest local share at which the rows can hold, by bloc cap and months (a bound):"]
        lines.append(most_local(more["frontier"]).to_string())
    if "rolling" in more:
        lines += ["", "planned month by month, against the plan that knew who would come:"]
        lines.append(more["rolling"].compared.to_string(index=False))
    where = f"RESTRICTED {folder / WORKING}: keep it here; check it with: tether verify-plan {folder / WORKING}"
    page = f", {folder / 'plan.html'}" if planned.mode == "individual" else ""
    editions = [f"ledger {account['ledger']}: {line}" for line in account["editions"]]
    out = f"may be published: {folder / PUBLISHED}{page}" if account["published"] else f"NOT PUBLISHED: {REFUSED}"
    return "\n".join([*lines, "", where, *editions, out, ""])


def _cost_lines(request: PlanRequest, planned: CharterPlan) -> list[str]:
    """Return what the plan costs, the same count as in the brief."""
    from tether.brief.money import cost_lines
    from tether.induction.modes import handover

    return cost_lines(request.cost(handover(planned, request.about())))


def run_roster(name: str, size: int, seed: int | None, out: Path, as_json: bool, dry_run: bool) -> str:
    """Write the roster and return what to print."""
    from tether.study import open_case
    from tether.study.plans import write_volunteers

    case = open_case(name)
    used = case.spec.seed if seed is None else seed
    with progress() as step, announced(step, "inventing volunteers"):
        table, lines = write_volunteers(case, size, used, out, dry_run=dry_run)
    sums = table[["heads_low", "heads", "heads_high"]].sum()
    if as_json:
        group = table["militia"].str.split("/").str[0]
        told = {"file": str(out), "written": not dry_run, "synthetic": True, "seed": used, "cells": len(table)}
        return json.dumps({**told, "about": lines, "groups": table.groupby(group)["heads"].sum().to_dict()}, indent=1)
    counted = f"{sums.heads:,} heads ({sums.heads_low:,} to {sums.heads_high:,}) in {numbered(len(table), 'cell')}"
    return "\n".join([*lines, counted, f"{'not written: ' if dry_run else ''}{out}"])

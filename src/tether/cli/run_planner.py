"""What ``tether roster`` and ``tether plan`` do: open, make or plan, write, say what it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from tether.documents.files import write_text

if TYPE_CHECKING:
    from tether.induction.modes import CharterPlan
    from tether.study.plans import PlanRequest

WORKING, PUBLISHED = "working", "published"


@dataclass(frozen=True)
class PlanOptions:
    """What to ask of a plan beside itself."""

    rosters: int = 0
    frontier: bool = False
    rolling: bool = False
    all_posts: bool = False
    seed: int = 7
    workers: int = 1


def run_plan(requests: tuple[PlanRequest, ...], out: Path, options: PlanOptions, as_json: bool, dry_run: bool) -> int:
    """Plan each charter, write its folders, print the account; return 1 where rows can't all be kept."""
    from tether.study.plans import make_plan

    told, code = [], 0
    for one in requests:
        folder = out / one.charter.id if len(requests) > 1 else out
        if dry_run:
            told.append(_dry(one))
            continue
        planned = make_plan(one, all_posts=options.all_posts)
        more = dict(_more(planned, options))
        told.append(_write(one, planned, more, folder))
        code = code or int(not planned.feasible)
        if not as_json:
            typer.echo(_page(one, planned, more, folder))
    if as_json or dry_run:
        text = json.dumps(told if len(told) > 1 else told[0], indent=1, default=str)
        typer.echo(text if as_json else "\n".join(t["read"] for t in told))
    return code


def _dry(request: PlanRequest) -> dict[str, str]:
    terms = request.terms()
    cells = request.cells(terms)
    streams = f"{len(terms.streams)} streams, {terms.mode} entry"
    return {"read": f"{terms.charter}: {streams}; {cells.total:,} volunteers; nothing planned"}


def _more(planned: CharterPlan, options: PlanOptions) -> Iterator[tuple[str, Any]]:
    """Give what was asked for beside the plan: tables by name, and how often a plan exists."""
    intake = planned.intake
    if options.rosters:
        from tether.induction.uncertainty import robustness

        yield "rosters", robustness(intake, rosters=options.rosters, seed=options.seed, workers=options.workers)
    if options.frontier:
        from tether.induction.uncertainty import frontier

        yield "frontier", frontier(intake, workers=options.workers)
    if options.rolling:
        from tether.induction.rolling_horizon import rolling
        from tether.induction.uncertainty import sample_cells
        from tether.randomness.noise import Noise

        yield "rolling", rolling(intake, sample_cells(intake.cells, Noise(options.seed), 0))


def _write(request: PlanRequest, planned: CharterPlan, more: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Write the restricted folder and what may be published; return the account as plain values."""
    from tether.induction.disclosure import publish, write_published
    from tether.induction.measures import INVENTED, SYNTHETIC
    from tether.induction.modes import handover, plans_by_mode
    from tether.induction.plan_folder import write_plan

    folder.mkdir(parents=True, exist_ok=True)
    write_plan(planned.plan, folder / WORKING)
    invented = any(line.startswith(SYNTHETIC) for line in request.about())
    write_published(publish(planned.plan), folder / PUBLISHED, INVENTED if invented else "")
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
        "notes": list(planned.plan.intake.policy.notes),
        "folder": str(folder),
    }
    if "rosters" in more:
        write_text(folder / WORKING / "rosters.csv", more["rosters"].rows.to_csv(index=False, lineterminator="\n"))
        told["rosters"] = {"feasible": more["rosters"].feasible, "of": len(more["rosters"].sampled)}
    tables = {"frontier": more.get("frontier"), "rolling": more["rolling"].compared if "rolling" in more else None}
    for name, table in tables.items():
        if table is not None:
            write_text(folder / f"{name}.csv", table.to_csv(index=False, lineterminator="\n"))
            told[name] = json.loads(table.to_json(orient="records"))
    if planned.mode == "individual":
        _picture(planned, more, folder, invented)
    write_text(folder / WORKING / "report.json", json.dumps(told, indent=1, default=str))
    return told


def _picture(planned: CharterPlan, more: dict[str, Any], folder: Path, invented: bool) -> None:
    """Write the plan page and its JSON twin, made from the published tables."""
    from tether.induction.modes import absorb, on_paper
    from tether.induction.report import PlanExtras, plan_page
    from tether.report.writers import save_with_twin

    plan = planned.plan
    others = (absorb(plan.intake), on_paper(plan))
    beside = PlanExtras(others, more.get("frontier"), more.get("rosters"), more.get("rolling"), invented=invented)
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


def _page(request: PlanRequest, planned: CharterPlan, more: dict[str, Any], folder: Path) -> str:
    from tether.induction.wording import as_text

    lines = [as_text(planned, request.about())]
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
    return "\n".join([*lines, "", where, f"may be published: {folder / PUBLISHED}{page}", ""])


def run_roster(name: str, size: int, seed: int | None, out: Path, as_json: bool, dry_run: bool) -> str:
    """Write the roster and return what to print."""
    from tether.study import open_case
    from tether.study.plans import write_volunteers

    case = open_case(name)
    used = case.spec.seed if seed is None else seed
    table, lines = write_volunteers(case, size, used, out, dry_run=dry_run)
    sums = table[["heads_low", "heads", "heads_high"]].sum()
    if as_json:
        group = table["militia"].str.split("/").str[0]
        told = {"file": str(out), "written": not dry_run, "synthetic": True, "seed": used, "cells": len(table)}
        return json.dumps({**told, "about": lines, "groups": table.groupby(group)["heads"].sum().to_dict()}, indent=1)
    counted = f"{sums.heads:,} heads ({sums.heads_low:,} to {sums.heads_high:,}) in {len(table):,} cells"
    return "\n".join([*lines, counted, f"{'not written: ' if dry_run else ''}{out}"])

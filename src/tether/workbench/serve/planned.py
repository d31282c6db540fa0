"""The job that plans who goes where: what may be shown to everybody, and what stays with the roster.

What counts people in small cells (the working tables, the flow of each group, rows that give way by name) is written
under names that begin with ``restricted-``. Of a roster that is not kept it lies in the folder ``unkept``, from which
the server takes it into memory; it never stands in the workspace. ``plan.json`` and the published tables are for all.

One number of the rules may be put otherwise than the charter has it (``relax``), to see what that makes possible.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tether.documents.files import write_bytes, write_text
from tether.errors import InputError, Problem, UsageError
from tether.workbench.serve.jobs import BACK, KEPT, RESTRICTED, UNKEPT

if TYPE_CHECKING:
    from tether.induction.modes import CharterPlan
    from tether.study.plans import PlanRequest

Step = Callable[[str, int, int], None]
NUMBERS = {  # number of the rules → the families of rows that rest on it
    "battalion_cap": ("bloc",),
    "company_cap": ("bloc-company",),
    "subunit_cap": ("subunit", "subunit-company"),
    "officer_cap": ("officers",),
    "community_band": ("community-low", "community-high"),
    "local_low": ("local-low",),
    "local_high": ("local-high",),
    "manning_low": ("manning",),
    "vetting_per_month": ("vetting",),
    "annual_budget": ("budget",),
}
SHARES = tuple(n for n in NUMBERS if n not in ("vetting_per_month", "annual_budget"))
MOST = 1e12
LANGUAGES = ("en", "ar", "fr")


def checked_number(name: str, text: str) -> float:
    """Return the value that somebody gives one number of the rules.

    Raises:
        InputError: no such number, or a value that it can't have.
    """
    if name not in NUMBERS:
        raise InputError(Problem(f"number {name!r:.40}", "form", expected=", ".join(NUMBERS)))
    try:
        value = float(text.strip().removesuffix("%").strip().replace(",", "") or "none")
    except ValueError:
        value = -1.0
    value = value / 100 if text.strip().endswith("%") else value
    most = 1.0 if name in SHARES else MOST
    if not 0 <= value <= most:
        wanted = "a share: 0 to 1, or 0 % to 100 %" if name in SHARES else f"a number from 0 to {MOST:,.0f}"
        raise InputError(Problem(f"{name}: {text!r:.40}", "form", expected=wanted))
    return value


def plan(asked: dict[str, Any], folder: Path, given: list[Path], draft: Path, step: Step) -> str:
    """Plan from a roster that is there for this job alone; write what may be shown, and what not."""
    from tether.study.plan_request import one_request
    from tether.study.plans import make_plan

    place = KEPT if (folder / KEPT).is_dir() else UNKEPT
    roster = next(iter(sorted((folder / place).glob("roster.*"))), None)
    if asked.get("roster") and roster is None:
        raise UsageError("the roster was not kept; give it again with a new plan")
    request = one_request(str(given[0]) if given else asked["target"], roster)
    changed = {n: int(v) if n == "vetting_per_month" else v for n, v in dict(asked.get("relax", {})).items()}
    planned = make_plan(request, step=step, numbers=changed)
    step("writing", 0, 1)
    held = draft if roster is None or place == KEPT else folder / UNKEPT / BACK
    said = _published(draft, planned, request, _ledger_of(asked, folder))
    write_text(draft / "plan.json", json.dumps(told(planned, request), ensure_ascii=False, allow_nan=False))
    _restricted(held, planned, request)
    plain = "a plan that keeps every row" if planned.feasible else "no plan keeps every row"
    return f"{plain}\n{said}" if said else plain


def told(planned: CharterPlan, request: PlanRequest) -> dict[str, Any]:
    """Return what everybody may see of a plan: by family of rows, never by place or group."""
    from tether.induction.disclosure import THRESHOLD
    from tether.induction.measures import SYNTHETIC
    from tether.induction.report import leaving_words

    measures, conflict, policy = planned.plan.measures, planned.conflict, planned.intake.policy
    out, neither = leaving_words(measures.exits_by_kind, measures.unplaced, THRESHOLD)
    alone = {f: h for f, h in conflict.alternatives.items() if h is not None} if conflict else {}
    return {
        "charter": planned.charter,
        "mode": planned.mode,
        "feasible": planned.feasible,
        "posts": planned.asked,
        "raised": measures.posts,
        "posted": measures.posted,
        "exits": out,
        "neither": neither,
        "invented": any(line.startswith(SYNTHETIC) for line in request.about()),
        "least": round(conflict.least) if conflict else 0,
        "alone": {f: max(1, round(h)) for f, h in sorted(alone.items(), key=lambda a: a[1])},
        "clash": list(conflict.clash) if conflict else [],
        "gives_way": by_heads(conflict.clauses) if conflict else [],
        "broken": dict(planned.broken),
        "numbers": {n: getattr(policy, n) for n in NUMBERS if getattr(policy, n) is not None},
    }


def by_heads(clauses: Any) -> list[dict[str, Any]]:
    """Return what gives way by family: heads in all and the number of places, the largest first."""
    found: dict[str, dict[str, Any]] = {}
    for row in clauses:
        one = found.setdefault(row.family, {"family": row.family, "heads": 0.0, "places": set()})
        one["heads"] += row.heads
        one["places"].add(row.place)
    rows = [{**one, "heads": round(one["heads"]), "places": len(one["places"])} for one in found.values()]
    return sorted(rows, key=lambda row: -row["heads"])


def _restricted(held: Path, planned: CharterPlan, request: PlanRequest) -> None:
    """Write what counts people in small cells: the account, the flow of each group, the plan and its roster."""
    from tether.induction.conflicts import clause
    from tether.induction.plan_folder import write_plan
    from tether.induction.wording import as_text
    from tether.study.plans import plan_binds
    from tether.study.workbooks import restricted_workbook

    names = planned.plan.intake.homes.names
    rows = sorted(planned.conflict.clauses, key=lambda c: -c.heads) if planned.conflict else []
    flow, drawn = _flow(planned, request)
    said = {"clauses": [clause(row, names) for row in rows], "flow": flow}
    write_text(held / f"{RESTRICTED}rows.json", json.dumps(said, ensure_ascii=False))
    write_text(held / f"{RESTRICTED}account.txt", as_text(planned, request.about()))
    for language, svg in drawn.items():
        write_text(held / f"{RESTRICTED}flow-{language}.svg", svg)
    working = write_plan(planned.plan, held / "working", plan_binds(request), {})
    write_bytes(held / f"{RESTRICTED}plan.xlsx", restricted_workbook(working))


def _flow(planned: CharterPlan, request: PlanRequest) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Return, for each group, who gets a post, a way out or neither, and page one's bars of it in each language."""
    from tether.brief.figures.men import men_picture, men_rows
    from tether.induction.modes import handover
    from tether.report.blocks import Document, Section
    from tether.report.charts import drawings
    from tether.report.editions.edition import Edition
    from tether.report.editions.pages import in_language

    theatre, charter = request.theatre, request.charter
    rows_named = (*theatre.actors, *theatre.places) if theatre is not None else ()
    title = str(charter.meta.title) if charter.meta and charter.meta.title else charter.id
    passed = handover(planned, request.about())
    table = men_rows({charter.id: passed}, {charter.id: title}, {a.id: a.name for a in rows_named})
    until = planned.plan.intake.policy.starts or "2015-01"
    page = Document("", (Section(1, "flow", "", (men_picture(table, passed, until, "wide"),)),), name="flow")
    country = theatre.country.name if theatre is not None else ""
    arabic = {row.name: row.name_ar for row in rows_named}
    drawn = {}
    for language in LANGUAGES:
        made = in_language(page, Edition.of(language, country, arabic))
        drawn[language] = next(iter(drawings(made).values())).svg
    wide = table.pivot_table(index="group", columns="fate", values="men", aggfunc="sum", sort=False)
    counted = [(str(g), {str(f): int(n) for f, n in row.items()}) for g, row in wide.iterrows()]
    return [{"group": g, "group_ar": arabic.get(g) or g, **row} for g, row in counted], drawn


def _ledger_of(asked: Mapping[str, Any], folder: Path) -> Path:
    """Return where it is noted what was published of a roster: one file for each, by what the roster holds."""
    named = asked["roster"]["sha256"][:32] if asked.get("roster") else asked.get("target", "own").replace("/", "-")
    return folder.parent.parent / "runs" / "editions" / f"{named}.json"


def _published(draft: Path, planned: CharterPlan, request: PlanRequest, path: Path) -> str:
    """Write the tables and the page that may be published, unless two editions would point at people."""
    from tether.induction.disclosure import write_published
    from tether.induction.editions import compared, open_ledger, people_of, write_ledger
    from tether.induction.measures import INVENTED, SYNTHETIC
    from tether.induction.report import PlanExtras, plan_page
    from tether.report.writers import render
    from tether.study.workbooks import published_workbook

    path.parent.mkdir(parents=True, exist_ok=True)
    ledger = open_ledger(path)
    planned = replace(planned, secret=ledger.secret)
    people = people_of(planned.plan.intake.cells, planned.plan.intake.homes.province_of)
    found = compared(ledger, planned.published, people)
    if found.refused:
        return "not published: with an edition before it, the tables would point at people"
    write_ledger(ledger.with_edition(planned.published, people, planned.charter, len(found.changes)), path)
    invented = any(line.startswith(SYNTHETIC) for line in request.about())
    write_published(planned.published, draft / "published", INVENTED if invented else "")
    for table in sorted((draft / "published").rglob("*.csv")):
        write_bytes(draft / f"published-{table.name}", table.read_bytes())
    write_bytes(draft / "published.xlsx", published_workbook(draft / "published"))
    if planned.mode == "individual":
        beside = PlanExtras((), None, None, None, invented=invented, tables=planned.published)
        page = plan_page(planned.conflict or planned.plan, title=planned.charter, beside=beside)
        made = render(page, out=draft / "plan.html")
        write_bytes(draft / "plan.html", made.encode() if isinstance(made, str) else made)
    return ""

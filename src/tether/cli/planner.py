"""``tether plan``: who goes where, with a certificate; or in words why no plan exists and what to relax.

``tether roster CASE``: a synthetic list of volunteers that agrees with the dossier's sizes.

``tether verify-plan``: is a posting plan lawful, and its certificate true?
"""

from __future__ import annotations

from pathlib import Path

import typer

from tether.cli.screen import say


def plan(
    charter: str = typer.Argument(..., help="A case, one of its charters (iraq-2015/p10-individuals), or a file."),
    roster: Path = typer.Option(None, "--roster", "-r", help="Volunteers: .csv, .parquet, .xlsx (else the case's)."),
    mapping: Path = typer.Option(None, "--mapping", "-m", help="YAML: words of the roster → ids of the case."),
    out: Path = typer.Option(Path("plan"), "--out", "-o", help="Folder of the plan; one below it for each charter."),
    editions: Path = typer.Option(None, "--editions", help="Ledger of what was published (else beside the roster)."),
    second: bool = typer.Option(False, "--second-edition", help="Publish though two editions reveal small numbers."),
    rosters: int = typer.Option(0, "--rosters", min=0, help="Plan so many rosters drawn from the counts' intervals."),
    frontier: bool = typer.Option(False, "--frontier", help="Bloc cap against local men and months (minutes)."),
    rolling: bool = typer.Option(False, "--rolling", help="Plan month by month when nobody knows who comes (minutes)."),
    all_posts: bool = typer.Option(False, "--all-posts", help="Raise posts for which nobody volunteers, too."),
    exchange: bool = typer.Option(False, "--exchange", help="Swap people of one place until units mix no better."),
    country: str = typer.Option("", "--country", help="Theatre of a charter file (default: its meta.country)."),
    base: Path = typer.Option(None, "--base", help="The status quo that a charter file is laid over."),
    seed: int = typer.Option(7, "--seed", min=0, help="Seed of the rosters drawn."),
    workers: int = typer.Option(1, "--workers", min=1, help="Processes for --rosters and --frontier; change no byte."),
    as_json: bool = typer.Option(False, "--json", help="Print the account as JSON."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Read and check everything, plan nothing."),
) -> None:
    """Plan an induction; exit 1 where the charter's rows can't all be kept.

    Example: tether plan libya-2015/p10-individuals --out plan
    """
    from tether.cli.progress import folder_target
    from tether.cli.run_planner import PlanOptions, run_plan
    from tether.study.plan_request import plan_requests

    folder_target(out, replaced=True)
    options = PlanOptions(rosters, frontier, rolling, all_posts, seed, workers, editions, second, exchange)
    raise typer.Exit(run_plan(plan_requests(charter, roster, country, base, mapping), out, options, as_json, dry_run))


def roster(
    case: str = typer.Argument(..., help="A shipped case (iraq-2015) or the folder of a case."),
    size: int = typer.Option(..., "--size", min=1, max=5_000_000, help="Heads on the list."),
    seed: int = typer.Option(None, "--seed", min=0, help="Seed of all named noise (default: the case's)."),
    out: Path = typer.Option(..., "--out", "-o", help="A file that ends in .csv, .parquet or .xlsx."),
    as_json: bool = typer.Option(False, "--json", help="Print sums by group as JSON."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Say what would be written, write nothing."),
) -> None:
    """Invent a roster of volunteers for a case; the file says of itself that it is synthetic.

    Example: tether roster iraq-2015 --size 120000 --seed 7 --out roster.csv
    """
    from tether.cli.progress import file_target
    from tether.cli.run_planner import run_roster

    file_target(out)
    say(run_roster(case, size, seed, out, as_json, dry_run))


def verify_plan(
    folder: Path = typer.Argument(..., help="A plan folder as `tether plan` writes it."),
    charter: str = typer.Option("", "--charter", help="Hold it against this: iraq-2015/p10-individuals, or a file."),
    roster: Path = typer.Option(None, "--roster", "-r", help="And against these volunteers (else the case's)."),
    mapping: Path = typer.Option(None, "--mapping", "-m", help="YAML: words of the roster → ids of the case."),
    country: str = typer.Option("", "--country", help="Theatre of a charter file (default: its meta.country)."),
    base: Path = typer.Option(None, "--base", help="The status quo that a charter file is laid over."),
    files_only: bool = typer.Option(False, "--files-only", help="Check the files against their list alone (a second)."),
    as_json: bool = typer.Option(False, "--json", help="Print the verdict as JSON."),
) -> None:
    """Check a posting plan by code of its own: every hard row, every claim, and the bounds from the prices alone.

    Example: tether verify-plan plan --charter libya-2015/p10-individuals
    """
    from tether.induction.verification.verdict import verdict_json, verdict_text
    from tether.study.plan_request import one_request
    from tether.study.verify_plan import verify_plan as verified

    request = one_request(charter, roster, country, base, mapping) if charter else None
    verdict = verified(folder, request, files_only=files_only)
    say(verdict_json(verdict) if as_json else verdict_text(verdict))
    raise typer.Exit(0 if verdict.ok else 1)


VERBS = (
    plan,
    roster,
    verify_plan,
)

"""``tether plan``: who goes where, with a certificate; or in words why no plan exists and what to relax."""

from __future__ import annotations

from pathlib import Path

import typer


def plan(
    charter: str = typer.Argument(..., help="A case, one of its charters (iraq-2015/p10-individuals), or a file."),
    roster: Path = typer.Option(None, "--roster", "-r", help="Volunteers: .csv, .parquet, .xlsx (else the case's)."),
    out: Path = typer.Option(Path("plan"), "--out", "-o", help="Folder of the plan; one below it for each charter."),
    rosters: int = typer.Option(0, "--rosters", min=0, help="Plan so many rosters drawn from the counts' intervals."),
    frontier: bool = typer.Option(False, "--frontier", help="Bloc cap against local men and months (minutes)."),
    rolling: bool = typer.Option(False, "--rolling", help="Plan month by month when nobody knows who comes (minutes)."),
    all_posts: bool = typer.Option(False, "--all-posts", help="Raise posts for which nobody volunteers, too."),
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
    from tether.case.planning import asked_of
    from tether.cli.planning import PlanOptions, run_plan
    from tether.cli.targets import folder_target

    folder_target(out)
    wanted = PlanOptions(rosters, frontier, rolling, all_posts, seed, workers)
    raise typer.Exit(run_plan(asked_of(charter, roster, country, base), out, wanted, as_json, dry_run))

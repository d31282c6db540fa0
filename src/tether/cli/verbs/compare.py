"""``tether compare CASE``: how the charters of a case stand to one another, under every theory."""

from __future__ import annotations

from pathlib import Path

import typer


def compare(
    case: str = typer.Argument(..., help="A shipped case (iraq-2015) or the folder of a case."),
    charter: list[Path] = typer.Option([], "--charter", help="Compare these charter files instead of the case's own."),
    theory: str = typer.Option(None, "--theory", help="The theory that leads; all are run and printed."),
    outcome: str = typer.Option(None, "--outcome", help="Another outcome than the one that leads."),
    months: int = typer.Option(None, "--months", min=1, max=120, help="Horizon (default: the case's)."),
    worlds: Path = typer.Option(None, "--worlds", help="A file of your own beliefs (worlds.yaml)."),
    workers: int = typer.Option(2, "--workers", min=1, help="Threads; changes no byte."),
    jackknife: bool = typer.Option(False, "--jackknife", help="Leave out each source in turn (slow)."),
    precision: str = typer.Option("normal", "--precision", help="normal, or high: 1,024 worlds × 16 particles."),
    scheduler: str = typer.Option("", "--scheduler", help="Address of a Dask cluster to run on; changes no byte."),
    json_: bool = typer.Option(False, "--json", help="Print every table and sentence as JSON."),
) -> None:
    """Compare the sponsor's and the host's options of a case.

    Example: tether compare iraq-2015 --theory settlement
    """
    from tether.cli.comparing import run_compare

    run_compare(case, charter, theory, outcome, months, workers, jackknife, json_, precision, scheduler, worlds)

"""``tether brief CASE``: from a case to a run folder with its brief."""

from __future__ import annotations

from pathlib import Path

import typer


def brief(
    case: str = typer.Argument(..., help="A shipped case (iraq-2015) or the folder of a case."),
    charter: list[Path] = typer.Option([], "--charter", help="Compare these charter files instead of the case's own."),
    out: Path = typer.Option(None, "--out", help="Also copy the brief to this file."),
    runs: Path = typer.Option(Path("runs"), "--runs", help="Where run folders are written."),
    seed: int = typer.Option(None, "--seed", min=0, help="Seed of all named noise (default: the case's)."),
    months: int = typer.Option(None, "--months", min=1, max=120, help="Horizon (default: the case's)."),
    worlds: Path = typer.Option(None, "--worlds", help="A file of your own beliefs (worlds.yaml)."),
    workers: int = typer.Option(2, "--workers", min=1, help="Threads; changes no byte."),
    jackknife: bool = typer.Option(False, "--jackknife", help="Say what hangs on one source (a minute more)."),
    precision: str = typer.Option("normal", "--precision", help="normal, or high: 1,024 worlds × 16 particles."),
    scheduler: str = typer.Option("", "--scheduler", help="Address of a Dask cluster to run on; changes no byte."),
    json_: bool = typer.Option(False, "--json", help="Print the manifest instead of the folder."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Read and check everything, project nothing."),
) -> None:
    """Run a case and write its brief.

    Example: tether brief iraq-2015 --out brief.html
    """
    from tether.cli.briefing import run_brief

    run_brief(case, charter, out, runs, seed, months, workers, json_, dry_run, jackknife, precision, scheduler, worlds)

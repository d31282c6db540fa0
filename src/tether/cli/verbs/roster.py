"""``tether roster CASE``: a synthetic list of volunteers that agrees with the dossier's sizes."""

from __future__ import annotations

from pathlib import Path

import typer


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
    from tether.cli.planning import run_roster
    from tether.cli.targets import file_target

    file_target(out)
    typer.echo(run_roster(case, size, seed, out, as_json, dry_run))

"""``tether verify RUN``: runs a run folder again and compares every number."""

from __future__ import annotations

from pathlib import Path

import typer


def verify(
    run: Path = typer.Argument(..., help="A run folder that tether brief wrote."),
    workers: int = typer.Option(1, "--workers", min=1, help="Threads; changes no byte."),
) -> None:
    """Reproduce a run from its manifest; exit 1 if any number differs.

    Example: tether verify runs/2026-11-22T0931Z-iraq-2015-7f3a
    """
    from tether.case.verify import verify_run

    found = verify_run(run, workers)
    for name in found.different:
        typer.echo(f"differs: {name}")
    typer.echo(f"{len(found.same)} outputs reproduced byte for byte, {len(found.different)} differ")
    raise typer.Exit(0 if found.reproduced else 1)

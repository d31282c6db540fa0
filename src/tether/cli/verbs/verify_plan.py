"""``tether verify-plan``: is a posting plan lawful, and its certificate true?"""

from __future__ import annotations

from pathlib import Path

import typer


def verify_plan(
    folder: Path = typer.Argument(..., help="A plan folder as `tether plan` writes it."),
    as_json: bool = typer.Option(False, "--json", help="Print the verdict as JSON."),
) -> None:
    """Check a posting plan by code of its own: every hard row, and the bounds from the prices alone.

    Example: tether verify-plan plan/working
    """
    from tether.induction.verification import verify_folder
    from tether.induction.verification.telling import verdict_json, verdict_text

    verdict = verify_folder(folder)
    typer.echo(verdict_json(verdict) if as_json else verdict_text(verdict))
    if not verdict.ok:
        raise typer.Exit(1)

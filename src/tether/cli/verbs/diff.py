"""``tether diff A B``: what changed in meaning between two charters."""

from __future__ import annotations

from pathlib import Path

import typer


def diff(
    before: Path = typer.Argument(..., help="The earlier charter (YAML)."),
    after: Path = typer.Argument(..., help="The later charter (YAML)."),
    world: str = typer.Option("", help="open (absent = unknown) or closed (absent = none); default: as the files say."),
    as_json: bool = typer.Option(False, "--json", help="Print data instead of text."),
) -> None:
    """Compare two charters: command, powers, induction, sharing, money; findings that appeared or went.

    Example: tether diff draft-1.yaml draft-2.yaml
    """
    from tether.charter.reports.output import run_diff

    typer.echo(run_diff(before, after, world, as_json), nl=False)

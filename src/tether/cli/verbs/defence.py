"""``tether defence RUN``: each headline sentence, what it rests on, an objection and the answer."""

from __future__ import annotations

from pathlib import Path

import typer


def defence(
    run: Path = typer.Argument(..., help="A run folder, or its brief.html or brief.json."),
    json_: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Print what stands behind each headline sentence of a finished brief.

    Example: tether defence runs/2026-11-22T0931Z-iraq-2015-7f3a
    """
    from tether.brief.exports import defended, read_brief
    from tether.cli.defence_text import defence_as_json, defence_as_text

    found = defended(read_brief(run))
    typer.echo(defence_as_json(found) if json_ else defence_as_text(found))

"""``tether coverage``: what the article says, row by row, and what carries it here."""

from __future__ import annotations

import typer


def coverage(
    json_: bool = typer.Option(False, "--json", help="Print JSON."),
    row: int = typer.Option(0, "--row", min=0, max=67, help="One row alone."),
) -> None:
    """Print the acceptance table from the code itself, with how strong each row is.

    Example: tether coverage --row 58
    """
    from tether.case.coverage import coverage as rows_of
    from tether.case.coverage import named_things
    from tether.cli.coverage_text import as_json, as_text

    rows = [r for r in rows_of() if row in (0, r.number)]
    things = named_things() if not row else {}
    typer.echo(as_json(rows, things) if json_ else as_text(rows, things))

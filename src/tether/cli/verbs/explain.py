"""``tether explain CODE``: what a rule asks and what it rests on."""

from __future__ import annotations

from pathlib import Path

import typer


def explain(
    code: str = typer.Argument("", help="A rule (IND03) or a family (IND); empty lists all rules."),
    as_json: bool = typer.Option(False, "--json", help="Print data instead of text."),
    out: Path | None = typer.Option(None, "--out", "-o", help="Write the page of every rule into this folder."),
) -> None:
    """Explain a rule of the charter checker.

    Example: tether explain IND03
    """
    from tether.charter.cases import tally_of
    from tether.charter.reports.catalogue import explained, write_pages

    typer.echo(write_pages(tally_of, out) if out else explained(tally_of, code, as_json=as_json))

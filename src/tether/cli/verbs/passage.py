"""``tether passage [CASE]``: whose votes are there, and how counting them did on past bills."""

from __future__ import annotations

from pathlib import Path

import typer


def passage(
    case: str = typer.Argument("", help="A case; without one, the score on past bills."),
    charter: list[Path] = typer.Option([], "--charter", help="These charters (names or files) instead of the case's."),
    json_: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Count the votes of a case's charters, or score the counting on past bills.

    Example: tether passage iraq-2015 --charter p10-individuals
    """
    from tether.cli.passage_text import of_bills, of_case

    typer.echo(of_case(case, charter, json_) if case else of_bills(json_))

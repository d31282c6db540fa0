"""``tether facts``: what the mechanisms were held against, misses first: dated facts replayed, policy shocks scored."""

from __future__ import annotations

import typer


def facts(
    country: str = typer.Option("", "--country", help="Policy shocks of one country alone: iraq or libya."),
    again: bool = typer.Option(False, "--again", help="Replay the facts now instead of reading the shipped table."),
    json_: bool = typer.Option(False, "--json", help="Print both tables as JSON."),
) -> None:
    """Print facts against replays and core against core + order, as they came out.

    Example: tether facts --country iraq
    """
    from tether.cli.facts_text import facts_as_json, facts_as_text, record_of

    record = record_of(again, country)
    typer.echo(facts_as_json(record, country) if json_ else facts_as_text(record, country))

"""``tether gate REQUEST``: may this help be given? A screening note per decider; software screens, a person signs."""

from __future__ import annotations

from pathlib import Path

import typer


def gate(
    request: str = typer.Argument(..., help="A case (libya-2015), a variation (libya-2015/partial-items), or a file."),
    decider: list[str] = typer.Option([], "--for", help="us, eu-member, un-mission, host or iran (default: as asked)."),
    as_of: str = typer.Option("", "--as-of", help="The law and the facts of this day (default: the request's)."),
    recipient: str = typer.Option("", "--recipient", help="Ask for another unit in the requester's place."),
    listed: Path | None = typer.Option(None, "--list", help="A list of designated groups: FollowTheMoney JSON or CSV."),
    form: str = typer.Option("", "--format", help="text, html, markdown, json, docx or twin (default: by --out's)."),
    as_json: bool = typer.Option(False, "--json", help="The same as --format json."),
    out: Path | None = typer.Option(None, "--out", "-o", help="Write to this file; more deciders: one file each."),
    without_source: str = typer.Option("", "--without-source", help="Leave this source out."),
    without_recalled: bool = typer.Option(False, "--without-recalled", help="Leave out what is recalled."),
) -> None:
    """Screen a request for help: stops, open questions, conditions, signature lines.

    Example: tether gate libya-2015 --for us --format html --out note.html
    """
    from tether.dossier.report import DossierOptions, notes
    from tether.report.writers import render, save

    form = "json" if as_json else form
    wanted = DossierOptions(as_of, without_source, without_recalled)
    made = notes(request, decider, wanted, recipient=recipient, listed=listed)
    for note, page in made:
        target = out.with_stem(f"{out.stem}-{note.decider}") if out and len(made) > 1 else out
        save(page, target, form) if target else typer.echo(render(page, form))
    raise typer.Exit(1 if any(n.verdict == "stop" for n, _ in made) else 0)

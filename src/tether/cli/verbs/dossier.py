"""``tether dossier CASE [ACTOR]``: who is that? A profile as of a date, every sentence with its source."""

from __future__ import annotations

from pathlib import Path

import typer


def dossier(
    case: str = typer.Argument(..., help="A case (iraq-2015) or a country (libya)."),
    actor: str = typer.Argument("", help="Id, name or alias of a group, force, office, place; none: list them."),
    as_of: str = typer.Option("", "--as-of", help="Day or month to know no more than (default: the case's cut-off)."),
    form: str = typer.Option("", "--format", help="text, html, markdown, json, docx or twin (default: by --out's)."),
    as_json: bool = typer.Option(False, "--json", help="The same as --format json."),
    out: Path | None = typer.Option(None, "--out", "-o", help="Write to this file instead of the screen."),
    graph: Path | None = typer.Option(None, "--graph", help="Write the patron graph: .html, .graphml, .csv, …"),
    afterwards: bool = typer.Option(False, "--afterwards", help="What happened after the cut-off, on a page apart."),
    published_only: bool = typer.Option(False, "--published-only", help="Nothing published after the date."),
    without_source: str = typer.Option("", "--without-source", help="Leave this source out."),
    without_recalled: bool = typer.Option(False, "--without-recalled", help="Leave out what is recalled."),
    grade: list[str] = typer.Option([], "--grade", help="Only sources of this grade; may be given again."),
) -> None:
    """Show who an actor is, as of a date.

    Example: tether dossier iraq-2015 badr-organisation --as-of 2015-06-01
    """
    from tether.dossier.report import DossierOptions, dossier_page, save_graph
    from tether.report.writers import render, save

    form = "json" if as_json else form
    wanted = DossierOptions(as_of, without_source, without_recalled, tuple(grade), published_only)
    if graph is not None:
        typer.echo(save_graph(case, wanted, graph), err=True)
    if graph is None or actor:
        page = dossier_page(case, actor, wanted, afterwards=afterwards)
        save(page, out, form) if out else typer.echo(render(page, form), nl=False)

"""``tether check FILE…``: where a written design breaks the known lessons, located and explained."""

from __future__ import annotations

from pathlib import Path

import typer


def check(
    files: list[Path] = typer.Argument(..., metavar="FILE…", help="Charter files (YAML)."),
    form: str = typer.Option("text", "--format", help="text, json, sarif, html, markdown, docx or twin."),
    as_json: bool = typer.Option(False, "--json", help="The same as --format json."),
    out: Path | None = typer.Option(None, "--out", "-o", help="Write to this file instead of the screen."),
    select: str = typer.Option("", help="Only these rules or families: CMD,IND03."),
    ignore: str = typer.Option("", help="Not these rules or families."),
    world: str = typer.Option("", help="open (absent = unknown) or closed (absent = none); default: as the file says."),
    bound: list[str] = typer.Option([], "--set", help="A bound of the rules: bloc_cap=0.5."),
    fail_on: str = typer.Option("error", help="Exit with 1 from this severity on: stop, error, warning, note, never."),
    notes: bool = typer.Option(False, "--notes", help="List what could not be told, too."),
    country: str = typer.Option("", help="Take ids from this theatre: iraq, libya, …"),
    base: Path | None = typer.Option(None, help="The status quo that an overlay is laid over (a charter file)."),
) -> None:
    """Check written designs against the rules.

    Example: tether check guard.yaml --format html --out report.html
    """
    from tether.charter.reports.output import CheckOptions, run_check

    form = "json" if as_json else form
    wanted = CheckOptions(form, out, select, ignore, world, tuple(bound), fail_on, notes, country, base)
    text, code = run_check(files, wanted)
    typer.echo(text, nl=False)
    raise typer.Exit(code)

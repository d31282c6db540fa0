"""``tether questions FILE``: what could not be told, as a letter to those who must answer."""

from __future__ import annotations

from pathlib import Path

import typer


def questions(
    file: Path = typer.Argument(..., help="A charter file (YAML)."),
    out: Path | None = typer.Option(None, "--out", "-o", help="Write to this file: .md, .docx, .html or .txt."),
    world: str = typer.Option("", help="open (absent = unknown) or closed (absent = none); default: as the file says."),
    as_json: bool = typer.Option(False, "--json", help="Print data instead of text."),
) -> None:
    """Word everything that could not be told as a letter of questions.

    Example: tether questions guard.yaml --out letter.docx
    """
    from tether.charter.reports.output import write_letter

    typer.echo(write_letter(file, out, world, as_json), nl=False)

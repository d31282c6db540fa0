"""``tether memo RUN``: two pages for a cabinet, as a Word file, from a finished brief."""

from __future__ import annotations

from pathlib import Path

import typer


def memo(
    run: Path = typer.Argument(..., help="A run folder, or its brief.html or brief.json."),
    out: Path = typer.Option(Path("memo.docx"), "--out", help="Where the memo is written."),
) -> None:
    """Write a memo of the brief's own sentences, each with the id of its result.

    Example: tether memo runs/2026-11-22T0931Z-iraq-2015-7f3a --out memo.docx
    """
    from tether.brief.exports import read_brief, write_memo
    from tether.cli.targets import file_target

    file_target(out)
    typer.echo(write_memo(read_brief(run), out))

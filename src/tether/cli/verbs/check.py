"""``tether check FILE…``: reads charters and tells every problem, located."""

from __future__ import annotations

from pathlib import Path

import typer


def check(files: list[Path] = typer.Argument(..., metavar="FILE…", help="Charter files (YAML).")) -> None:
    """Check written designs.

    Example: tether check guard.yaml
    """
    from tether.charter import read_charter
    from tether.errors import InputError, Problem

    problems: list[Problem] = []
    for file in files:
        try:
            charter = read_charter(file)
        except InputError as error:
            problems += error.problems
        else:
            typer.echo(f"{file}: a charter of schema {charter.version}; no problem found by the schema")
    if problems:
        raise InputError(problems)

"""``tether code``: a charter by plain questions in a workbook, and back."""

from __future__ import annotations

from pathlib import Path

import typer


def code(
    form: Path | None = typer.Option(None, "--form", help="Write the form to this workbook (.xlsx)."),
    filled: Path | None = typer.Option(None, "--from", help="Read a filled form and code it as a charter."),
    charter: Path | None = typer.Option(None, "--charter", help="With --form: fill it from this charter."),
    out: Path | None = typer.Option(None, "--out", "-o", help="With --from: write the charter here (else: print it)."),
) -> None:
    """Turn about sixty plain questions into a charter file, and a charter back into a form.

    Example: tether code --form form.xlsx; tether code --from form.xlsx --out guard.yaml
    """
    from tether.charter.reports.output import run_code

    typer.echo(run_code(form, filled, charter, out), nl=False)

"""``tether check FILE…``: where a written design breaks the known lessons, located and explained.

``tether code``: a charter by plain questions in a workbook, and back.

``tether diff A B``: what changed in meaning between two charters.

``tether explain CODE``: what a rule asks and what it rests on.

``tether questions FILE``: what could not be told, as a letter to those who must answer.

``tether schema``: the charter's JSON Schema, for editors and other programs.
"""

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
    options = CheckOptions(form, out, select, ignore, world, tuple(bound), fail_on, notes, country, base)
    text, code = run_check(files, options)
    typer.echo(text, nl=False)
    raise typer.Exit(code)


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


def diff(
    before: Path = typer.Argument(..., help="The earlier charter (YAML)."),
    after: Path = typer.Argument(..., help="The later charter (YAML)."),
    world: str = typer.Option("", help="open (absent = unknown) or closed (absent = none); default: as the files say."),
    as_json: bool = typer.Option(False, "--json", help="Print data instead of text."),
) -> None:
    """Compare two charters: command, powers, induction, sharing, money; findings that appeared or went.

    Example: tether diff draft-1.yaml draft-2.yaml
    """
    from tether.charter.reports.output import run_diff

    typer.echo(run_diff(before, after, world, as_json), nl=False)


def explain(
    code: str = typer.Argument("", help="A rule (IND03) or a family (IND); empty lists all rules."),
    as_json: bool = typer.Option(False, "--json", help="Print data instead of text."),
    out: Path | None = typer.Option(None, "--out", "-o", help="Write the page of every rule into this folder."),
) -> None:
    """Explain a rule of the charter checker.

    Example: tether explain IND03
    """
    from tether.charter.reports.rule_pages import explained, write_pages
    from tether.precedents.cases import tally_of

    typer.echo(write_pages(tally_of, out) if out else explained(tally_of, code, as_json=as_json))


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


def schema(
    tables: bool = typer.Option(False, "--tables", help="Print Markdown tables of all keys instead."),
) -> None:
    """Print the JSON Schema of a charter, with a sentence on every key.

    Example: tether schema > charter.schema.json
    """
    import json

    from tether.charter.reports.rule_pages import schema_tables
    from tether.charter.schema.charter import json_schema

    typer.echo(schema_tables() if tables else json.dumps(json_schema(), indent=2, ensure_ascii=False))


VERBS = (
    check,
    code,
    diff,
    explain,
    questions,
    schema,
)

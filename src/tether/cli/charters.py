"""``tether check FILE…``: where a written design breaks the known lessons, located and explained.

``tether code``: a charter by plain questions in a workbook, and back.

``tether diff A B``: what changed in meaning between two charters.

``tether explain CODE``: what a rule asks and what it rests on.

``tether lsp``: the checker in an editor.

``tether migrate FILE…``: rewrites a charter of an older schema as one of today's.

``tether questions FILE``: what could not be told, as a letter to those who must answer.

``tether schema``: the charter's JSON Schema, for editors and other programs.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tether.cli.screen import say

if TYPE_CHECKING:
    from tether.charter.reports.output import AlsoAsked, CheckContext, CheckOptions

WORLD = "What an absent key means: open (unknown), closed (none), general (its general_law); default: as the file says."


LANG = "Headings and fixed words of the page in ar or fr; with --into: comments in en, ar or fr (usual: the draft's)."


def check(
    files: list[Path] = typer.Argument(..., metavar="FILE…", help="Charter files (YAML)."),
    form: str = typer.Option("text", "--format", help="text, json, sarif, github, html, markdown, docx or twin."),
    as_json: bool = typer.Option(False, "--json", help="The same as --format json."),
    out: Path | None = typer.Option(None, "--out", "-o", help="Write to this file instead of the screen."),
    select: str = typer.Option("", help="Only these rules or families: CMD,IND03."),
    ignore: str = typer.Option("", help="Not these rules or families."),
    world: str = typer.Option("", help=WORLD),
    bound: list[str] = typer.Option([], "--set", help="A bound of the rules: bloc_cap=0.5."),
    fail_on: str = typer.Option("", help="Exit with 1 from here on: stop, error (as usual), warning, note, never."),
    notes: bool = typer.Option(False, "--notes", help="List what could not be told, too."),
    kind: str = typer.Option("", help="What kind of design it is, if the charter does not say: guard,demobilisation."),
    country: str = typer.Option("", help="Take ids and the claims on them from this theatre: iraq, libya, …"),
    as_of: str = typer.Option("", help="With --country: use claims up to this day (default: the charter's own date)."),
    case: str = typer.Option("", help="Take ids, claims, cut-off and status quo from this case: iraq-2015, a folder."),
    base: Path | None = typer.Option(None, help="The status quo that an overlay is laid over (a charter file)."),
    because: bool = typer.Option(False, "--because", help="With --json: the paths that each finding rests on."),
    config: Path | None = typer.Option(None, help="This file of settings, and no other (usual: the nearest above)."),
    no_config: bool = typer.Option(False, "--no-config", help="No file of settings."),
    fix: bool = typer.Option(False, "--fix", help="First make the fixes that change the form alone, in the files."),
    show_fixes: bool = typer.Option(False, "--diff", help="Show what --fix would change, and exit with 1 if anything."),
    baseline: Path | None = typer.Option(None, help="Findings that are known: only new ones are told and count."),
    into: Path | None = typer.Option(None, help="The law's draft (.docx): its copy (--out) gets comments."),
    lang: str = typer.Option("", help=LANG),
    write_baseline: bool = typer.Option(False, "--write-baseline", help="Write what is found today as that file."),
) -> None:
    """Check written designs against the rules.

    Example: tether check guard.yaml --format html --out report.html
    """
    from tether.charter.reports.output import CheckOptions, run_check
    from tether.cli.progress import file_target

    file_target(out)
    files, case = named_charters(files, case, country, base)
    if into is not None:
        raise typer.Exit(_into_draft(files, into, out, select, ignore, world, country, lang))
    asked = (select, ignore, world, tuple(bound), fail_on, notes, country, base, because)
    known = (config, no_config, baseline, write_baseline)
    options = CheckOptions("json" if as_json else form, out, *asked, *known, as_of, case, context_of_case, kind, lang)
    if show_fixes or fix:
        _fix(files, options, write_them=not show_fixes)
    text, code = run_check(files, options)
    say(text, nl=False)
    raise typer.Exit(code)


def named_charters(files: list[Path], case: str, country: str, base: Path | None) -> tuple[list[Path], str]:
    """Return the charters' files and their case: CASE/CHARTER names a charter of a case, and so brings the case."""
    from tether.charter.reports.output import of_another_country

    found, cases = list(files), {case} - {""}
    for at, file in enumerate(files):
        if file.suffix not in (".yaml", ".yml") and not file.exists():
            from tether.study.case import charter_of_case

            of_case = charter_of_case(file)
            if of_case is not None:
                found[at] = of_case[1]
                cases |= {of_case[0]}
    for remark in of_another_country(found, country) if country else ():
        say(remark, err=True)
    alone = len(cases) == 1 and not country and base is None
    return found, cases.pop() if alone else case


def _fix(files: list[Path], options: CheckOptions, *, write_them: bool) -> None:
    """Make the fixes of form in the files and say which; or only show them, and end with 1 if there are any."""
    from tether.charter.reports.output import fix_files

    text, changed = fix_files(files, options, write_them=write_them)
    say(text, err=write_them, nl=False)
    if not write_them:
        raise typer.Exit(int(changed > 0))


def _into_draft(
    files: list[Path], into: Path, out: Path | None, select: str, ignore: str, world: str, country: str, lang: str
) -> int:
    """Write what is found as comments into a copy of a Word draft; return the exit code."""
    from tether.charter.clauses.model_clauses import language_of
    from tether.charter.reports.output import CheckOptions, run_reports
    from tether.cli.progress import progress
    from tether.errors import UsageError
    from tether.law.commented import comment_draft

    language = language_of(lang) if lang else None

    if out is None:
        raise UsageError("--into puts comments into a copy of the draft; name the copy with --out commented.docx")
    if len(files) != 1:
        raise UsageError(f"--into takes one charter and its draft; {len(files)} charters are named")
    reports, failed = run_reports(files, CheckOptions(select=select, ignore=ignore, world=world, country=country))
    with progress() as step:
        said = comment_draft(into, out, reports[0], language=language, step=step)
    say(said, nl=False)
    return int(failed)


def context_of_case(case: str) -> CheckContext:
    """Return what a case gives a charter: its theatre, its status quo and what its claims know."""
    from tether.charter.reports.output import CheckContext
    from tether.study.case import open_inputs

    inputs = open_inputs(case)
    return CheckContext(inputs.theatre, inputs.base, inputs.known)


def code(
    form: Path | None = typer.Option(None, "--form", help="Write the form to this workbook (.xlsx)."),
    filled: Path | None = typer.Option(None, "--from", help="Read a filled form and code it as a charter."),
    charter: Path | None = typer.Option(None, "--charter", help="With --form: fill it from this charter."),
    out: Path | None = typer.Option(None, "--out", "-o", help="With --from: write the charter here (else: print it)."),
    country: str = typer.Option("", help="Take ids from this theatre: iraq, libya, …"),
) -> None:
    """Turn about sixty plain questions into a charter file, and a charter into a form that goes back into it.

    Example: tether code --form form.xlsx; tether code --from form.xlsx --out guard.yaml
    """
    from tether.charter.reports.output import run_code
    from tether.cli.progress import file_target

    file_target(form)
    file_target(out)
    text, notes = run_code(form, filled, charter, out, country)
    say(text, nl=False)
    say(notes, err=True, nl=False)


def diff(
    before: Path = typer.Argument(..., help="The earlier charter (YAML), or the law's earlier text (.docx, .odt, …)."),
    after: Path = typer.Argument(..., help="The later charter, or the law's later text."),
    charters: tuple[Path, Path] | None = typer.Option(
        None, help="With two texts: the charters that code them (default: those beside them)."
    ),
    world: str = typer.Option("", help=WORLD),
    country: str = typer.Option("", help="Take ids and the claims on them from this theatre: iraq, libya, …"),
    as_of: str = typer.Option("", help="With --country: use claims up to this day (default: the charter's own date)."),
    case: str = typer.Option("", help="Take ids, claims, cut-off and status quo from this case: iraq-2015, a folder."),
    base: Path | None = typer.Option(None, help="The status quo that an overlay is laid over (a charter file)."),
    no_config: bool = typer.Option(False, "--no-config", help="No file of settings."),
    as_json: bool = typer.Option(False, "--json", help="Print data instead of text."),
    form: str = typer.Option("", "--format", help="text, json, html, markdown or docx."),
    out: Path | None = typer.Option(None, "--out", "-o", help="Write to this file instead of the screen."),
) -> None:
    """Compare two charters, or two texts of a law with theirs: words, meaning, findings, heads, money, votes.

    Example: tether diff draft-1.docx draft-2.docx --charters one.yaml two.yaml
    """
    from tether.charter.reports.output import run_diff
    from tether.cli.progress import file_target
    from tether.law.drafts import compared_drafts, is_written_text
    from tether.report.writers import form_of

    file_target(out)
    texts = [is_written_text(path) for path in (before, after)]
    if not any(texts):
        (before, after), case = named_charters([before, after], case, country, base)
    asked = replace(_asked(world, as_json, country, as_of, case, base, no_config), out=out)
    asked = replace(asked, form="json" if as_json else (form_of(form, out) if form or out else "text"))
    if all(texts):
        say(compared_drafts(before, after, charters, asked), nl=False)
        return
    if any(texts) or charters is not None:
        _refuse_mixed(before, after, texts)
    say(run_diff(before, after, asked), nl=False)


def _refuse_mixed(before: Path, after: Path, texts: list[bool]) -> None:
    """Say what the two are, where one is a charter and the other a text, or charters were named for charters."""
    from tether.errors import UsageError

    if not any(texts):
        raise UsageError("--charters goes with two texts of a law; these are charters themselves")
    text, charter = (before, after) if texts[0] else (after, before)
    raise UsageError(f"{text} is a law's own text, and {charter} is none; give two texts, or two charters")


def _asked(
    world: str, as_json: bool, country: str, as_of: str, case: str, base: Path | None, no_config: bool
) -> CheckOptions:
    from tether.charter.reports.output import CheckOptions

    form = "json" if as_json else "text"
    return CheckOptions(
        form,
        world=world,
        country=country,
        as_of=as_of,
        case=case,
        base=base,
        isolated=no_config,
        open_case=context_of_case,
    )


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

    say(write_pages(tally_of, out) if out else explained(tally_of, code, as_json=as_json))


def lsp() -> None:
    """Serve the checker to an editor by the Language Server Protocol, over stdin and stdout.

    Example: in an editor's settings for YAML files, the command: tether lsp
    """
    from tether.cli.language_server import server

    server().start_io()


def migrate(
    files: list[Path] = typer.Argument(..., metavar="FILE…", help="Charter files (YAML)."),
    out: Path | None = typer.Option(None, "--out", "-o", help="Write here and leave the file as it is."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Say what would change, and write nothing."),
) -> None:
    """Rewrite charters of an older schema as ones of today's; comments and layout are kept.

    Example: tether migrate guard.yaml --dry-run
    """
    from tether.charter.migrate import migrate_files
    from tether.cli.progress import file_target

    file_target(out)
    say(migrate_files(files, out, dry_run=dry_run), nl=False)


def questions(
    file: Path = typer.Argument(..., help="A charter file (YAML)."),
    out: Path | None = typer.Option(None, "--out", "-o", help="Write to this file: .md, .docx, .html or .txt."),
    world: str = typer.Option("", help=WORLD),
    country: str = typer.Option("", help="Take ids and the claims on them from this theatre: iraq, libya, …"),
    as_of: str = typer.Option("", help="With --country: use claims up to this day (default: the charter's own date)."),
    case: str = typer.Option("", help="Take ids, claims, cut-off and status quo from this case: iraq-2015, a folder."),
    base: Path | None = typer.Option(None, help="The status quo that an overlay is laid over (a charter file)."),
    no_config: bool = typer.Option(False, "--no-config", help="No file of settings."),
    as_json: bool = typer.Option(False, "--json", help="Print data instead of text."),
    language: str = typer.Option("en", help="In English (en), Arabic (ar) or French (fr)."),
    to: str = typer.Option("", help="The office it goes to: an id of the charter, or words (usual: its head)."),
    sender: str = typer.Option("", "--from", help="The office it comes from: an id of the charter, or words."),
    day: str = typer.Option("", "--date", help="Its date (usual: --as-of, or the case's day; else a line to fill)."),
    by: str = typer.Option("", help="The day by which to answer (usual: the letter asks for one)."),
    law: Path | None = typer.Option(None, help="The law's own text: cite its articles as it has them."),
) -> None:
    """Word everything that could not be told as a letter of questions, in English, Arabic or French.

    Example: tether questions guard.yaml --language ar --by 2026-03-31 --out letter.docx
    """
    from tether.charter.clauses.model_clauses import language_of
    from tether.charter.reports.letter import LetterHead
    from tether.charter.reports.output import write_letter
    from tether.cli.progress import file_target
    from tether.law.coded_text import cited_articles
    from tether.law.letter_notes import text_notes

    file_target(out)
    (file,), case = named_charters([file], case, country, base)
    asked = _asked(world, as_json, country, as_of, case, base, no_config)
    head = LetterHead(language_of(language), day, sender, to, by)
    articles = partial(cited_articles, given=law, language=head.language)
    notes = partial(text_notes, given=law, language=head.language)
    say(write_letter(file, replace(asked, out=out), head, articles, notes, _costs_of(case)), nl=False)


def _costs_of(case: str) -> AlsoAsked | None:
    """Return what prices no book has: asked of a charter in its case, whose extra they need, and of no file alone."""
    if not case:
        return None
    from tether.budget.questions import cost_questions

    return cost_questions


def schema(
    tables: bool = typer.Option(False, "--tables", help="Print Markdown tables of all keys instead."),
) -> None:
    """Print the JSON Schema of a charter, with a sentence on every key.

    Example: tether schema > charter.schema.json
    """
    import json

    from tether.charter.reports.rule_pages import schema_tables
    from tether.charter.schema.charter import json_schema

    say(schema_tables() if tables else json.dumps(json_schema(), indent=2, ensure_ascii=False))


VERBS = (
    check,
    code,
    diff,
    explain,
    lsp,
    migrate,
    questions,
    schema,
)

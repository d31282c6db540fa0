"""``tether law import FILE``: a written law (Word, OpenDocument, text, web page, PDF, Akoma Ntoso) as provisions.

Its other verbs read what an import gives, or the text itself.
"""

from __future__ import annotations

from pathlib import Path

import typer

from tether.cli.screen import say

law_verbs = typer.Typer(help="A law's own text: read it as provisions, look for its faults.")
FILE = typer.Argument(help="A written text: .docx, .odt, .txt, .md, .html, .pdf, Akoma Ntoso .xml, or a law.json.")


@law_verbs.command(name="import")
def import_(
    file: Path = FILE,
    out: Path | None = typer.Option(
        None, "--out", "-o", help="The folder to write (default: the file's name, law-NAME)."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print the law as JSON instead, and write nothing."),
) -> None:
    """Read a law into provisions with ids that stay: law.md to compare by eye, law.json, Akoma Ntoso law.xml.

    Example: tether law import draft.docx --out draft-law
    """
    from tether.cli.progress import folder_target
    from tether.law import import_law, read_law
    from tether.law.read import as_json as law_as_json
    from tether.law.summary import summary

    if as_json:
        say(law_as_json(read_law(file)), nl=False)
        return
    folder = out or Path(f"law-{file.stem}")
    folder_target(folder, replaced=True)
    law = import_law(file, folder)
    say(summary(law, str(folder)), nl=False)


@law_verbs.command()
def check(
    file: Path = FILE,
    as_json: bool = typer.Option(False, "--json", help="Print data instead of text."),
    out: Path | None = typer.Option(None, "--out", "-o", help="Put the faults as comments into a copy of a Word file."),
) -> None:
    """Look for faults of the text itself: references that lead nowhere, numbers, terms, what is left open.

    Example: tether law check draft.docx
    """
    from tether.cli.progress import progress
    from tether.law import read_law
    from tether.law.commented import comment_draft
    from tether.law.faults import faults_of
    from tether.law.summary import faults_as_json, faults_as_text

    if out is not None:
        with progress() as step:
            said = comment_draft(file, out, step=step)
        say(said, err=True, nl=False)
    law = read_law(file)
    found = faults_of(law)
    say(faults_as_json(law, found) if as_json else faults_as_text(law, found), nl=False)
    raise typer.Exit(int(any(fault.degree == "fault" for fault in found)))


CHARTER = typer.Argument(help="A charter (YAML) that codes the law.")
LAW = typer.Option(None, "--law", help="The law's text (default: the file that the charter's meta.law names).")


@law_verbs.command()
def anchors(
    charter: Path = CHARTER,
    law: Path | None = LAW,
    since: Path | None = typer.Option(None, "--since", help="An earlier version of the text: tell only what moved."),
    as_json: bool = typer.Option(False, "--json", help="Print data instead of text."),
) -> None:
    """Look up what a charter says of articles in the law itself: what is not there, and what says something else.

    Example: tether law anchors guard.yaml --law draft.docx
    """
    from tether.charter import read_charter
    from tether.law import read_law
    from tether.law.anchors import moved_between
    from tether.law.coded_text import coded_text
    from tether.law.coverage import coverage_of
    from tether.law.summary import anchors_as_text, coverage_as_json, moved_as_text

    coded = read_charter(charter)
    text = coded_text(coded, law)
    if since is not None:
        moved = moved_between(coded, read_law(since), text)
        say(moved_as_text(moved), nl=False)
        raise typer.Exit(int(bool(moved)))
    found = coverage_of(coded, text)
    say(coverage_as_json(found) if as_json else anchors_as_text(found, text), nl=False)
    loose = any(not a.stands or a.not_grounded for a in found.anchors)
    raise typer.Exit(int(loose or bool(found.left_out)))


@law_verbs.command()
def coverage(
    charter: Path = CHARTER,
    law: Path | None = LAW,
    as_json: bool = typer.Option(False, "--json", help="Print data instead of text."),
) -> None:
    """Say which articles of a law its charter codes, which wait, and which no key of a charter speaks of.

    Example: tether law coverage guard.yaml --law draft.docx
    """
    from tether.charter import read_charter
    from tether.law.coded_text import coded_text
    from tether.law.coverage import coverage_of
    from tether.law.summary import coverage_as_json, coverage_as_text

    coded = read_charter(charter)
    found = coverage_of(coded, coded_text(coded, law))
    say(coverage_as_json(found) if as_json else coverage_as_text(found), nl=False)


@law_verbs.command()
def code(
    law: Path = FILE,
    out: Path | None = typer.Option(
        None, "--out", "-o", help="Write the form (.xlsx, .yaml, .json); with --confirm: the charter (.yaml)."
    ),
    proposals: Path | None = typer.Option(
        None,
        "--proposals",
        help="Rows that somebody else proposes (JSON): those that stand in the law go into the form.",
    ),
    confirm: Path | None = typer.Option(
        None, "--confirm", help="A form in which a person confirmed rows: make the charter of these alone."
    ),
) -> None:
    """Propose rows of a charter, article by article, for a person to confirm; then make a charter of those.

    Example: tether law code draft.docx --out form.xlsx; tether law code draft.docx --confirm form.xlsx --out guard.yaml
    """
    from tether.cli.progress import file_target
    from tether.law.coding import code_law

    file_target(out)
    said, notes, code = code_law(law, out=out, proposals=proposals, confirm=confirm)
    say(said, nl=False)
    say(notes, err=True, nl=False)
    raise typer.Exit(code)


VERBS = ()
GROUPS = {"law": law_verbs}

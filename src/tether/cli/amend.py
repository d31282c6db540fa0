"""``tether amend FILE``: the smallest changes that clear a charter's faults, with proof.

``tether verify-amendment CERTIFICATE FILE``: whether such a proof holds, by code of its own.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from tether.cli.screen import say
from tether.errors import numbered

if TYPE_CHECKING:
    from tether.amend.amendment import CharterAmendment

WORLD = "What an absent key means: open (unknown), closed (none), general (its general_law); default: as the file says."


def amend(
    file: Path = typer.Argument(..., metavar="CHARTER", help="A charter file (YAML), or CASE/CHARTER."),
    clear: str = typer.Option("stops,errors", help="What is to be cleared: stops, errors, warnings."),
    red_line: list[str] = typer.Option([], "--red-line", help="A place that stays: induction[in-hill].mode, pay."),
    most: int | None = typer.Option(None, help="At most so many edits."),
    votes: int | None = typer.Option(None, help="At least so many votes, as the charter's sheet counts them."),
    case_of_votes: str = typer.Option("worst", "--votes-in", help="The case in which they are counted: worst, best."),
    prices: Path | None = typer.Option(None, help="Your own prices (CSV: path,set,add,drop,kind,agree,why)."),
    out: Path | None = typer.Option(
        None, "--out", "-o", help="Write the amended charter (YAML) here; with --into the redlined draft (.docx)."
    ),
    into: Path | None = typer.Option(None, help="The law's draft (.docx): its copy (--out) gets tracked changes."),
    page: Path | None = typer.Option(None, help="Write the account to this file: .html, .md, .docx, .json, .txt."),
    certificate: Path | None = typer.Option(None, help="Write the proof to this file (.json)."),
    form: str = typer.Option("", "--format", help="Of what is printed: text, markdown, json."),
    world: str = typer.Option("", help=WORLD),
    kind: str = typer.Option("", help="What kind of design it is, if the charter does not say: guard,demobilisation."),
    case: str = typer.Option("", help="Take ids, claims and status quo from this case: iraq-2015, a folder."),
    country: str = typer.Option("", help="Take ids from this theatre: iraq, libya, …"),
    base: Path | None = typer.Option(None, help="The status quo that an overlay is laid over (a charter file)."),
    on: str = typer.Option("", help="The day on which waivers are read, YYYY-MM-DD (default: today)."),
    frontier: bool = typer.Option(False, help="Also sets with more votes or fewer warnings, and their price."),
    plan: Path | None = typer.Option(None, help="A plan that tether plan wrote: men of each edit are counted in it."),
    seconds: float = typer.Option(
        60.0,
        help=(
            "Stop offering edits and looking after so many seconds of the processor (three times as many by the clock)."
        ),
    ),
) -> None:
    """Find the cheapest edits in a menu that clear a charter's stops and errors, or what can't be had together.

    Example: tether amend guard.yaml --red-line pay --out amended.yaml
    """
    from tether.cli.charters import named_charters

    _check_targets(form, out, into, page, certificate)
    (file,), case = named_charters([file], case, country, base)
    asked = _asked(clear, tuple(red_line), most, (votes, case_of_votes), prices, seconds, frontier)
    redline = (into, out) if into is not None and out is not None else None
    found, said = _found(file, replace(asked, planned=_planned(plan)), (world, kind, case, country, base, on), redline)
    _tell(found, form, out if into is None else None, page, certificate)
    if said:
        say(said, err=bool(form), nl=False)
    raise typer.Exit(0 if found.found else 1)


def _found(
    file: Path, asked: Any, under: tuple[str, str, str, str, Path | None, str], redline: tuple[Path, Path] | None
) -> tuple[CharterAmendment, str]:
    """Read, seek and write the tracked changes, each told while it is under way; return what was found, and where."""
    from tether.amend.amendment import amend as amended
    from tether.cli.progress import announced, progress

    with progress(everywhere=True) as step:
        with announced(step, f"reading {file.name}"):
            charter, checked = _read(file, *under)
        found = amended(charter, asked, checked, step)
        with announced(step, "writing"):
            return found, _redlined(found, charter, *redline) if redline else ""


def _planned(plan: Path | None) -> Any:
    from tether.amend.planned import planned_heads

    return planned_heads(plan) if plan is not None else None


def _check_targets(form: str, out: Path | None, into: Path | None, page: Path | None, certificate: Path | None) -> None:
    """Refuse what cannot be written before anything is looked for."""
    from tether.cli.progress import file_target
    from tether.errors import UsageError
    from tether.report.writers import ENDINGS, form_of

    for target in (out, page, certificate):
        file_target(target)
    form_of(form)
    if out is not None and into is None and out.suffix not in (".yaml", ".yml"):
        raise UsageError(f"{out}: --out writes the amended charter; expected a name that ends in .yaml")
    if page is not None and page.suffix not in ENDINGS:
        raise UsageError(f"{page}: --page writes the account; expected one of {', '.join(ENDINGS)}")
    if certificate is not None and certificate.suffix != ".json":
        raise UsageError(f"{certificate}: --certificate writes the proof; expected a name that ends in .json")
    if into is None:
        return
    if out is None:
        raise UsageError("--into writes the edits into a copy of the draft; name the copy with --out redline.docx")
    if out.exists() and into.exists() and out.resolve() == into.resolve():
        raise UsageError(f"{out}: the draft itself, left alone; name another file for the copy with the changes")


def _redlined(found: CharterAmendment, charter: Any, into: Path, out: Path) -> str:
    """Write the edits as tracked changes into a copy of the draft; return where each went."""
    from tether.amend.redline import redline
    from tether.documents.files import write_bytes

    if not found.edits:
        return f"{out}: not written, there is no edit to make\n"
    made = redline(found, charter, into)
    write_bytes(out, made.data)
    there = f"; {made.there} were there already" if made.there else ""
    head = f"{out}: {numbered(made.added, 'edit')} written as tracked changes{there}"
    return "\n".join([head, *(f"  {line}" for line in made.told)]) + "\n"


def _tell(found: CharterAmendment, form: str, out: Path | None, page: Path | None, certificate: Path | None) -> None:
    """Write what is asked for and print the account."""
    from tether.amend.certificate import certificate_text
    from tether.amend.report import amendment_document
    from tether.documents.files import write_text
    from tether.report.writers import render, save

    document = amendment_document(found)
    if page is not None:
        save(document, page)
    if out is not None and found.text:
        write_text(out, found.text)
    if certificate is not None and found.certificate:
        write_text(certificate, certificate_text(found.certificate))
    say(render(document, form))
    said = _written(found, out, page, certificate)
    if said:
        say(said, err=True)


def _written(found: CharterAmendment, out: Path | None, page: Path | None, certificate: Path | None) -> str:
    told = [f"wrote {path}" for path in (page, certificate if found.certificate else None) if path is not None]
    if certificate is not None and not found.certificate:
        told.append(f"{certificate}: not written, nothing was found or proved in the time given")
    if out is not None:
        told.append(f"wrote {out}" if found.text else f"{out}: not written, there is no set of edits to make")
    return "\n".join(told)


def _asked(
    clear: str,
    red_lines: tuple[str, ...],
    most: int | None,
    votes: tuple[int | None, str],
    prices: Path | None,
    seconds: float,
    frontier: bool,
) -> Any:
    from tether.amend.amendment import AmendmentAsked
    from tether.amend.votes import votes_asked
    from tether.errors import UsageError

    wanted = votes_asked(*votes)

    words = tuple(word.strip().removesuffix("s") for word in clear.split(",") if word.strip())
    if not 0 < seconds <= 86_400:
        raise UsageError(f"seconds: {seconds:g}; expected more than 0, and a day at most")
    return AmendmentAsked(words, red_lines, most, wanted, prices, seconds, frontier)  # type: ignore[arg-type]


def _read(file: Path, world: str, kind: str, case: str, country: str, base: Path | None, on: str) -> tuple[Any, Any]:
    """Return the charter and how it is checked."""
    from tether.amend.oracle import CheckedUnder
    from tether.charter.known import known_in
    from tether.charter.read import read_charter
    from tether.errors import Problems, UsageError

    if case and (country or base):
        raise UsageError("--case brings its own country and status quo; give it alone, or --country and --base")
    theatre: Any = None
    laid: Any = None
    known: Any = None
    if case:
        from tether.study.case import open_inputs

        inputs = open_inputs(case)
        theatre, laid, known = inputs.theatre, inputs.base, inputs.known
    elif country:
        from tether.theatre import load

        theatre = load(country)
    problems = Problems(str(file))
    with problems.collecting():
        laid = read_charter(base, theatre) if base is not None else laid
    with problems.collecting():
        charter = read_charter(file, theatre, base=laid)
    problems.raise_if_any()
    if theatre is not None and known is None:
        known = known_in(theatre, charter)
    kinds = tuple(word.strip() for word in kind.split(",") if word.strip())
    return charter, CheckedUnder(_day(on), world, kinds, theatre=theatre, known=known)


def verify_amendment(
    certificate: Path = typer.Argument(..., help="The proof that tether amend --certificate wrote (JSON)."),
    file: Path = typer.Argument(..., metavar="CHARTER", help="The charter that it is of (YAML)."),
    prices: Path | None = typer.Option(None, help="The prices that it was made with, if not those that ship (CSV)."),
    case: str = typer.Option("", help="The case that it was made in: iraq-2015, a folder."),
    country: str = typer.Option("", help="The theatre that it was made in: iraq, libya, …"),
    base: Path | None = typer.Option(None, help="The status quo that the charter is laid over."),
    as_json: bool = typer.Option(False, "--json", help="Print data instead of text."),
) -> None:
    """Verify the proof of an amendment: checks every set of edits again, reads the clauses anew, proves the bound anew.

    Example: tether verify-amendment proof.json guard.yaml
    """
    import json
    from dataclasses import asdict

    from tether.amend.prices import price_table
    from tether.amend.verification.verdict import CheckedAgain
    from tether.amend.verification.verdict import verify_amendment as verified
    from tether.documents.json_file import read_json

    data = read_json(certificate, "the certificate of an amendment (JSON)")
    charter, under = _read(file, "", "", case, country, base, "")
    at_hand = CheckedAgain(under.theatre, under.known)
    verdict = verified(data, charter, price_table(prices), at_hand, where=str(certificate))
    say(json.dumps({"ok": verdict.ok, **asdict(verdict)}, indent=1) if as_json else str(verdict))
    raise typer.Exit(0 if verdict.ok else 1)


def _day(on: str) -> Any:
    from datetime import date

    from tether.errors import UsageError

    try:
        return date.fromisoformat(on) if on else date.today()
    except ValueError:
        raise UsageError(f"on: {on!r}; expected a day as YYYY-MM-DD") from None


VERBS = (amend, verify_amendment)

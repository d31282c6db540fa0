"""``tether dossier CASE [ACTOR]``: who is that? A profile as of a date, every sentence with its source.

``tether gate REQUEST``: may this help be given? A screening note per decider; software screens, a person signs.

``tether law-status``: which law is on file, and when somebody last looked.

``tether data add|check|cite|list|fetch``: a user's own event files.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typer

from tether.cli.screen import read_here, say, show
from tether.errors import UsageError, numbered

LANG = "In English (en), Arabic (ar; ar-arab or ar-latn: with these digits) or French (fr)."


def dossier(
    case: str = typer.Argument(..., help="A case (iraq-2015) or a country (libya)."),
    actor: str = typer.Argument("", help="Id, name or alias of a group, force, office, place; none: list them."),
    as_of: str = typer.Option("", "--as-of", help="Day or month to know no more than (default: the case's cut-off)."),
    form: str = typer.Option("", "--format", help="text, html, markdown, json, docx or twin (default: by --out's)."),
    as_json: bool = typer.Option(False, "--json", help="The same as --format json."),
    out: Path | None = typer.Option(None, "--out", "-o", help="Write to this file instead of the screen."),
    graph: Path | None = typer.Option(None, "--graph", help="Write the patron graph: .html, .graphml, .csv, …"),
    afterwards: bool = typer.Option(False, "--afterwards", help="What happened after the cut-off, on a page apart."),
    unread: bool = typer.Option(False, "--unread", help="The facts that nobody read, and what would settle each."),
    published_only: bool = typer.Option(False, "--published-only", help="Nothing published after the date."),
    without_source: str = typer.Option("", "--without-source", help="Leave this source out."),
    without_recalled: bool = typer.Option(False, "--without-recalled", help="Leave out what is recalled."),
    grade: list[str] = typer.Option([], "--grade", help="Only sources of this grade; may be given again."),
    lang: str = typer.Option("en", "--lang", help=LANG),
) -> None:
    """Show who an actor is, as of a date.

    With --afterwards and no actor: the forecast made at the case's cut-off, beside what was recorded since.

    Example: tether dossier iraq-2015 badr-organisation --as-of 2015-06-01
    """
    from tether.cli.progress import file_target
    from tether.dossier.page import dossier_page
    from tether.dossier.patron_graph import save_graph
    from tether.dossier.store import DossierOptions
    from tether.report.writers import save

    file_target(out)
    file_target(graph)
    form = "json" if as_json else form
    here = read_here(form, out) and graph is None
    options = DossierOptions(as_of, without_source, without_recalled, tuple(grade), published_only, here)
    if graph is not None:
        say(save_graph(case, options, graph), err=True)
    if afterwards and not actor and graph is None:
        _after_a_case(case, options.as_of, form, lang, out)
    elif graph is None or actor:
        page = dossier_page(case, actor, options, afterwards=afterwards, unread=unread, lang=lang)
        save(page, out, form) if out else show(page, form, nl=False)


def _after_a_case(case: str, as_of: str, form: str, lang: str, out: Path | None) -> None:
    """Show what was recorded after a case's cut-off, over the forecast made then."""
    from tether.report.writers import save
    from tether.study import known_cases
    from tether.study.afterwards import afterwards_of_case

    if as_of or lang != "en":
        raise UsageError(
            "--afterwards without an actor: the case's own cut-off, in English; leave out --as-of and --lang"
        )
    if case not in known_cases() and not Path(case).exists():
        raise UsageError(f"--afterwards for {case}: name an actor, or give a case ({', '.join(known_cases())})")
    page = afterwards_of_case(case)
    save(page, out, form) if out else show(page, form, nl=False)


def gate(
    request: str = typer.Argument(..., help="A case (libya-2015), a variation (libya-2015/partial-items), or a file."),
    decider: list[str] = typer.Option([], "--for", help="Who decides: us, eu-member, host, … (default: as asked)."),
    as_of: str = typer.Option("", "--as-of", help="The law and the facts of this day (default: the request's)."),
    recipient: str = typer.Option("", "--recipient", help="Ask for another unit in the requester's place."),
    listed: Path | None = typer.Option(None, "--list", help="A list of designated groups: FollowTheMoney JSON or CSV."),
    form: str = typer.Option("", "--format", help="text, html, markdown, json, docx or twin (default: by --out's)."),
    as_json: bool = typer.Option(False, "--json", help="The same as --format json."),
    out: Path | None = typer.Option(None, "--out", "-o", help="Write to this file; more deciders: one file each."),
    without_source: str = typer.Option("", "--without-source", help="Leave this source out."),
    without_recalled: bool = typer.Option(False, "--without-recalled", help="Leave out what is recalled."),
    lang: str = typer.Option("en", "--lang", help=LANG),
) -> None:
    """Screen a request for help: stops, open questions, conditions, signature lines.

    Example: tether gate libya-2015 --for us --format html --out note.html
    """
    from tether.cli.progress import file_target
    from tether.dossier.store import DossierOptions
    from tether.gate.report import notes
    from tether.report.writers import part_of, save

    file_target(out)
    form = "json" if as_json else form
    options = DossierOptions(as_of, without_source, without_recalled, internal=read_here(form, out))
    made = notes(request, decider, options, recipient=recipient, listed=listed, lang=lang)
    for note, page in made:
        target = part_of(out, note.decider) if out and len(made) > 1 else out
        save(page, target, form) if target else show(page, form)
    raise typer.Exit(1 if any(n.verdict == "stop" for n, _ in made) else 0)


def law_status(
    country: str = typer.Argument("", help="A country (libya); none: all."),
    on: str = typer.Option("", "--on", help="Seen from this day (default: today)."),
    form: str = typer.Option("", "--format", help="text, html, markdown, json, docx or twin (default: by --out's)."),
    as_json: bool = typer.Option(False, "--json", help="The same as --format json."),
    out: Path | None = typer.Option(None, "--out", "-o", help="Write to this file instead of the screen."),
) -> None:
    """List the law on file: since when, until when, when it was last looked up, what was not read.

    Example: tether law-status libya --on 2026-11-30
    """
    from tether.cli.progress import file_target
    from tether.gate.report import status_of_law
    from tether.report.writers import save

    file_target(out)
    form = "json" if as_json else form
    page = status_of_law(country, on)
    save(page, out, form) if out else show(page, form)


data_verbs = typer.Typer(help="Event files: add one country's events, check a file, cite it, fetch from UCDP.")
FILE = typer.Argument(help="A UCDP GED file (csv, zip, parquet), a located-events table, or a stored set's name.")
COUNTRY = typer.Option("", "--country", help="UCDP's name, a modern name, an ISO3 code or a Gleditsch–Ward number.")
PLACES = typer.Option("", "--place-column", help="Column of first-order places (default adm_1, else ne_adm1).")
RELEASE = typer.Option("", "--release", help="GED release, where the file's name does not say it, e.g. 25.1.")
FOLDER = typer.Option(
    None, "--folder", help="Where stored sets lie (default: TETHER_DATA, else the user's data folder)."
)
AS_JSON = typer.Option(False, "--json", help="Print JSON.")


@data_verbs.command()
def add(
    file: str = typer.Argument("", help="A UCDP GED file (csv, zip, parquet) or a located-events table."),
    country: str = COUNTRY,
    name: str = typer.Option("", "--name", help="Name of the set (default: country, kind and release)."),
    place_column: str = PLACES,
    release: str = RELEASE,
    folder: Path | None = FOLDER,
    displacement: list[Path] = typer.Option([], "--displacement", help="In place of events: IOM's lists (csv, xlsx)."),
    day: str = typer.Option("", "--date", help="Day of a list of displacement that does not say it."),
) -> None:
    """Keep one country's events, or its recorded displacement, typed and checked.

    Example: tether data add ged251-csv.zip --country Mali
    """
    from tether.cli.progress import announced, folder_target, progress
    from tether.evidence.ged import read_events
    from tether.evidence.store import add_events, data_folder

    if bool(file) == bool(displacement):
        raise UsageError("tether data add: give a file of events, or --displacement FILE, one of the two")
    folder_target(data_folder(folder))
    if displacement:
        _add_displacement(displacement, country, day, folder, name)
        return
    with progress() as step:
        with announced(step, "reading the events"):
            events = read_events(file, country, place_column=place_column, version=release)
        kept = add_events(events, folder, name)
    say(f"{kept.name}: {numbered(len(events), 'event')} in {kept.table}")
    for note in events.notes:
        say(note, err=True)


def _add_displacement(files: list[Path], country: str, day: str, folder: Path | None, name: str) -> None:
    from tether.evidence import displacement
    from tether.theatre import load

    if not country:
        raise UsageError("--displacement: give --country, whose first-order places the lists are summed to")
    theatre = load(country)
    read = [displacement.read_displacement(file, theatre.index.find, theatre.id, day=day) for file in files]
    for one in read:
        for remark in displacement.replaced_lists(one, folder, name):
            say(remark, err=True)
        kept = displacement.add_displacement(one, folder, name)
    whole = displacement.load_displacement(kept)
    days = sorted({c.day for c in whole.counts})
    said = f"{numbered(len(whole.counts), 'count')} of {numbered(len(days), 'day')}, {days[0]} to {days[-1]}, in {kept}"
    say(f"{kept.name.removesuffix(displacement.ENDING)}: {said}")
    say(displacement.LICENCE, err=True)


@data_verbs.command()
def check(
    file: str = FILE,
    country: str = COUNTRY,
    place_column: str = PLACES,
    release: str = RELEASE,
    as_json: bool = AS_JSON,
) -> None:
    """Say what a file holds and what is odd in it; write nothing.

    Example: tether data check ged191.csv --country IRQ
    """
    from tether.evidence.events import describe
    from tether.theatre import find_events
    from tether.theatre.new_theatre import unplaced_share

    events = find_events(file, country, place_column=place_column, version=release)
    said = describe(events)
    said["share of events in no place"] = f"{unplaced_share(events):.1%}"
    _print(said, as_json)


@data_verbs.command()
def cite(
    file: str = FILE,
    country: str = COUNTRY,
    release: str = RELEASE,
    bibtex: bool = typer.Option(False, "--bibtex", help="Print BibTeX."),
) -> None:
    """Print whom to cite, the licence and the checksum.

    Example: tether data cite iraq --bibtex
    """
    from tether.evidence.sources import bibtex as as_bibtex
    from tether.theatre.open_panel import find_card

    card = find_card(file, country, release)
    if bibtex:
        say(as_bibtex(card), nl=False)
        return
    say(f"{card.citation}\nLicence: {card.licence} ({card.licence_url})\n{card.file}, sha256 {card.sha256}")


@data_verbs.command("list")
def list_(folder: Path | None = FOLDER, as_json: bool = AS_JSON) -> None:
    """List the shipped packs and the stored sets, and how old their data are.

    Example: tether data list
    """
    from tether.theatre.data_age import data_on_file

    _print(data_on_file(folder), as_json)


@data_verbs.command()
def fetch(
    country: str = typer.Argument("", help="Through the API: UCDP's name, a modern name, an ISO3 code or a number."),
    release: str = typer.Option(
        "", "--release", help="Yearly (26.1) or candidates (26.0.8); none: list what is known."
    ),
    out: Path | None = typer.Option(None, "--out", help="The file to write (default: its published name)."),
    sha256: str = typer.Option("", "--sha256", help="Checksum that the file must have (default: the pinned one)."),
    site: str = typer.Option("https://ucdp.uu.se/downloads", "--site", help="Where the published files lie."),
    token_file: Path | None = typer.Option(None, "--token-file", help="File with your token (else UCDP_API_TOKEN)."),
    api: str = typer.Option("", "--api", help="Address of the API, which wants a token and one country."),
) -> None:
    """Download UCDP's events as published, without a key; with a token, one country's from the API.

    Example: tether data fetch --release 26.1
    """
    from tether.cli.progress import file_target
    from tether.evidence.fetch import DEFAULT_API, fetch_events, has_token, read_token
    from tether.evidence.releases import fetch_release, known_releases

    file_target(out)
    if country and (token_file or api or has_token()):
        token = read_token(token_file)
        say(fetch_events(country, release, token, out, api=api or DEFAULT_API, say=_told))
    elif release:
        found = fetch_release(release, out, sha256=sha256, site=site, say=_told)
        say(f"{found.said}\nThen: tether data add {found.path} --country {country or 'NAME'}")
    else:
        for row in known_releases():
            say(row.said)


def _told(text: str) -> None:
    say(text, err=True)


def _print(said: dict[str, Any], as_json: bool) -> None:
    if as_json:
        say(json.dumps(said, ensure_ascii=False, indent=1))
        return
    for key, value in said.items():
        for line in value if isinstance(value, list) else [f"{value:,}" if isinstance(value, int) else value]:
            say(f"{key}: {line}")


VERBS = (
    dossier,
    gate,
    law_status,
)
GROUPS = {"data": data_verbs}

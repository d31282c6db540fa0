"""``tether dossier CASE [ACTOR]``: who is that? A profile as of a date, every sentence with its source.

``tether gate REQUEST``: may this help be given? A screening note per decider; software screens, a person signs.

``tether data add|check|cite|list|fetch``: a user's own event files.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typer


def dossier(
    case: str = typer.Argument(..., help="A case (iraq-2015) or a country (libya)."),
    actor: str = typer.Argument("", help="Id, name or alias of a group, force, office, place; none: list them."),
    as_of: str = typer.Option("", "--as-of", help="Day or month to know no more than (default: the case's cut-off)."),
    form: str = typer.Option("", "--format", help="text, html, markdown, json, docx or twin (default: by --out's)."),
    as_json: bool = typer.Option(False, "--json", help="The same as --format json."),
    out: Path | None = typer.Option(None, "--out", "-o", help="Write to this file instead of the screen."),
    graph: Path | None = typer.Option(None, "--graph", help="Write the patron graph: .html, .graphml, .csv, …"),
    afterwards: bool = typer.Option(False, "--afterwards", help="What happened after the cut-off, on a page apart."),
    published_only: bool = typer.Option(False, "--published-only", help="Nothing published after the date."),
    without_source: str = typer.Option("", "--without-source", help="Leave this source out."),
    without_recalled: bool = typer.Option(False, "--without-recalled", help="Leave out what is recalled."),
    grade: list[str] = typer.Option([], "--grade", help="Only sources of this grade; may be given again."),
) -> None:
    """Show who an actor is, as of a date.

    Example: tether dossier iraq-2015 badr-organisation --as-of 2015-06-01
    """
    from tether.dossier.page import dossier_page
    from tether.dossier.patron_graph import save_graph
    from tether.dossier.store import DossierOptions
    from tether.report.writers import render, save

    form = "json" if as_json else form
    options = DossierOptions(as_of, without_source, without_recalled, tuple(grade), published_only)
    if graph is not None:
        typer.echo(save_graph(case, options, graph), err=True)
    if graph is None or actor:
        page = dossier_page(case, actor, options, afterwards=afterwards)
        save(page, out, form) if out else typer.echo(render(page, form), nl=False)


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
) -> None:
    """Screen a request for help: stops, open questions, conditions, signature lines.

    Example: tether gate libya-2015 --for us --format html --out note.html
    """
    from tether.dossier.store import DossierOptions
    from tether.gate.report import notes
    from tether.report.writers import render, save

    form = "json" if as_json else form
    options = DossierOptions(as_of, without_source, without_recalled)
    made = notes(request, decider, options, recipient=recipient, listed=listed)
    for note, page in made:
        target = out.with_stem(f"{out.stem}-{note.decider}") if out and len(made) > 1 else out
        save(page, target, form) if target else typer.echo(render(page, form))
    raise typer.Exit(1 if any(n.verdict == "stop" for n, _ in made) else 0)


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
    file: str = FILE,
    country: str = COUNTRY,
    name: str = typer.Option("", "--name", help="Name of the set (default: country, kind and release)."),
    place_column: str = PLACES,
    release: str = RELEASE,
    folder: Path | None = FOLDER,
) -> None:
    """Keep one country's events, typed and checked.

    Example: tether data add ged251-csv.zip --country Mali
    """
    from tether.evidence.ged import read_events
    from tether.evidence.store import add_events

    events = read_events(file, country, place_column=place_column, version=release)
    kept = add_events(events, folder, name)
    typer.echo(f"{kept.name}: {len(events):,} events in {kept.table}")
    for note in events.notes:
        typer.echo(note, err=True)


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
        typer.echo(as_bibtex(card), nl=False)
        return
    typer.echo(f"{card.citation}\nLicence: {card.licence} ({card.licence_url})\n{card.file}, sha256 {card.sha256}")


@data_verbs.command("list")
def list_(folder: Path | None = FOLDER, as_json: bool = AS_JSON) -> None:
    """List the shipped packs and the stored sets.

    Example: tether data list
    """
    from tether.evidence.packs import shipped_packs
    from tether.evidence.store import data_folder, stored_sets

    said = {"shipped": list(shipped_packs()), str(data_folder(folder)): [s.name for s in stored_sets(folder)]}
    _print(said, as_json)


@data_verbs.command()
def fetch(
    country: str = typer.Argument(help="UCDP's name, a modern name, an ISO3 code or a Gleditsch–Ward number."),
    release: str = typer.Option(..., "--release", help="GED release, e.g. 25.1."),
    token_file: Path | None = typer.Option(None, "--token-file", help="File with your token (else UCDP_API_TOKEN)."),
    out: Path | None = typer.Option(None, "--out", help="The csv to write (default: ged-RELEASE-COUNTRY.csv)."),
    api: str = typer.Option("https://ucdpapi.pcr.uu.se/api", "--api", help="Address of the API."),
) -> None:
    """Download one country's events from UCDP's API.

    Example: tether data fetch Mali --release 25.1
    """
    from tether.evidence.fetch import fetch_events, read_token

    def say(text: str) -> None:
        typer.echo(text, err=True)

    typer.echo(str(fetch_events(country, release, read_token(token_file), out, api=api, say=say)))


def _print(said: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(said, ensure_ascii=False, indent=1))
        return
    for key, value in said.items():
        for line in value if isinstance(value, list) else [f"{value:,}" if isinstance(value, int) else value]:
            typer.echo(f"{key}: {line}")


VERBS = (
    dossier,
    gate,
)
GROUPS = {"data": data_verbs}

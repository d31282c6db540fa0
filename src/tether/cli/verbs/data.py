"""``tether data add|check|cite|list|fetch``: a user's own event files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typer

app = typer.Typer(help="Event files: add one country's events, check a file, cite it, fetch from UCDP.")
FILE = typer.Argument(help="A UCDP GED file (csv, zip, parquet), a located-events table, or a stored set's name.")
COUNTRY = typer.Option("", "--country", help="UCDP's name, a modern name, an ISO3 code or a Gleditsch–Ward number.")
PLACES = typer.Option("", "--place-column", help="Column of first-order places (default adm_1, else ne_adm1).")
RELEASE = typer.Option("", "--release", help="GED release, where the file's name does not say it, e.g. 25.1.")
FOLDER = typer.Option(
    None, "--folder", help="Where stored sets lie (default: TETHER_DATA, else the user's data folder)."
)
AS_JSON = typer.Option(False, "--json", help="Print JSON.")


@app.command()
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
    from tether.evidence.store import add_events
    from tether.evidence.ucdp import read_events

    events = read_events(file, country, place_column=place_column, version=release)
    kept = add_events(events, folder, name)
    typer.echo(f"{kept.name}: {len(events):,} events in {kept.table}")
    for note in events.notes:
        typer.echo(note, err=True)


@app.command()
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
    from tether.evidence.describe import describe
    from tether.theatre import find_events
    from tether.theatre.sketching import unplaced_share

    events = find_events(file, country, place_column=place_column, version=release)
    said = describe(events)
    said["share of events in no place"] = f"{unplaced_share(events):.1%}"
    _print(said, as_json)


@app.command()
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
    from tether.theatre.opening import find_card

    card = find_card(file, country, release)
    if bibtex:
        typer.echo(as_bibtex(card), nl=False)
        return
    typer.echo(f"{card.citation}\nLicence: {card.licence} ({card.licence_url})\n{card.file}, sha256 {card.sha256}")


@app.command("list")
def list_(folder: Path | None = FOLDER, as_json: bool = AS_JSON) -> None:
    """List the shipped packs and the stored sets.

    Example: tether data list
    """
    from tether.evidence.packs import shipped_packs
    from tether.evidence.store import data_folder, stored_sets

    said = {"shipped": list(shipped_packs()), str(data_folder(folder)): [s.name for s in stored_sets(folder)]}
    _print(said, as_json)


@app.command()
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

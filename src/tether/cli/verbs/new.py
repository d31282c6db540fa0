"""``tether new``: a case of any country from an event file."""

from __future__ import annotations

from pathlib import Path

import typer


def new(
    name: str = typer.Argument(help="Name of the case: lower-case letters, digits and hyphens."),
    events: str = typer.Option(..., "--events", help="A GED file, a located-events table, or a stored set's name."),
    country: str = typer.Option(
        "", "--country", help="Any name, ISO3 code or number (default: the file's only country)."
    ),
    boundaries: Path | None = typer.Option(None, "--boundaries", help="GeoJSON of first-order units, in degrees."),
    name_property: str = typer.Option("", "--name-property", help="Property of the boundaries that holds the names."),
    place_column: str = typer.Option("", "--place-column", help="Column of places (default adm_1, else ne_adm1)."),
    release: str = typer.Option("", "--release", help="GED release, where the file's name does not say it."),
    cut_off: str = typer.Option("", "--cut-off", help="Last month that the case may know (default: the file's last)."),
    date_by: str = typer.Option("", "--date-by", help="end, start or spread (default: end where the file has it)."),
    out: Path = typer.Option(Path(), "--out", help="Folder in which the case folder is made."),
) -> None:
    """Make a case folder that runs and says what it lacks.

    Example: tether new mali-2024 --country Mali --events GEDEvent_v25_1.csv
    """
    from tether.evidence.boundaries import read_boundaries
    from tether.theatre import find_events
    from tether.theatre.casefolder import start_case

    found = find_events(events, country, place_column=place_column, version=release)
    units = read_boundaries(boundaries, found.country, name_property) if boundaries else []
    source = boundaries.name if boundaries else ""
    chosen = {"boundaries": units, "boundary_source": source, "cut_off": cut_off, "date_by": date_by or None}
    made = start_case(name, found, out, **chosen)  # type: ignore[arg-type]
    typer.echo((made.folder / "CHECKLIST.md").read_text("utf-8"), err=True)
    typer.echo(str(made.folder))

"""Opens the events of a case as a panel: a shipped pack, a file, or a set of the user's own store.

panel, card = open_panel({"pack": "iraq"}, theatre)
panel, card = open_panel({"file": "events.parquet", "date_by": "spread"}, theatre, folder)

A panel as a pack: written once by a script, read in tens of milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from tether.errors import InputError, Problem, Problems, did_you_mean
from tether.evidence.calendar import month
from tether.evidence.countries import find_country
from tether.evidence.events import Events
from tether.evidence.ged import read_events
from tether.evidence.packs import SHIPPED, Pack, read_pack, shipped_packs, write_pack
from tether.evidence.sources import SourceCard
from tether.evidence.store import StoredSet, data_folder, is_set, read_set, stored_events, stored_sets
from tether.theatre.panel import OPTIONAL, SURE, DateBy, EventCounts, Panel, build_panel
from tether.theatre.theatre import Theatre

SOURCES = ("pack", "file", "data")
OPTIONS = ("date_by", "span", "place_column", "release")


def open_panel(events: Mapping[str, Any], theatre: Theatre, folder: Path | None = None) -> tuple[Panel, SourceCard]:
    """Return the panel that a case's ``events`` names, and the card of its source.

    One of ``pack``, ``file`` (relative to ``folder``) or ``data`` (a stored set); ``date_by``, ``span``,
    ``place_column`` and ``release`` go with the last two.
    """
    _check(events)
    if "pack" in events:
        panel, card = load_panel(str(events["pack"])), load_card(str(events["pack"]))
        if panel.places != theatre.place_ids:
            raise InputError(_other_places(events["pack"], theatre))
        return panel, card
    found = open_events(events, theatre, folder)
    panel = build_panel(found, theatre, events.get("date_by"), str(events.get("span", "")))
    return panel, found.card


def event_files(events: Mapping[str, Any], folder: Path | None = None) -> dict[str, Path]:
    """Return every file that ``open_panel`` reads for a case's ``events``, by what it is."""
    if "pack" in events:
        name = str(events["pack"])
        return {"events": SHIPPED / f"{name}.npz", "events card": SHIPPED / f"{name}.json"}
    path = (folder or Path()) / str(events.get("file", ""))
    kept = StoredSet(str(events["data"]), data_folder()) if "data" in events else StoredSet(path.stem, path.parent)
    if "data" in events or is_set(path):
        return {"events": kept.table, "events card": kept.about}
    return {"events": path}


def open_events(events: Mapping[str, Any], theatre: Theatre, folder: Path | None = None) -> Events:
    """Return the events that ``file`` or ``data`` names, those of the theatre's country."""
    if "data" in events:
        found = stored_events(str(events["data"]))
    else:
        path = (folder or Path()) / str(events["file"])
        if is_set(path):
            found = read_set(StoredSet(path.stem, path.parent))
        else:
            column, release = (str(events.get(key, "")) for key in ("place_column", "release"))
            found = read_events(path, theatre.country.ucdp, place_column=column, version=release)
    if found.country.id != theatre.country.id:
        problems = Problems("case.yaml")
        problems.add(f"events of {found.country.name}", path="events", expected=f"events of {theatre.country.name}")
        problems.raise_if_any()
    return found


def events_named(named: str) -> dict[str, str]:
    """Return a case's ``events`` for what a user typed: the path of a file, or the name of a stored set.

    Raises:
        InputError: neither a file nor a stored set has that name.
    """
    path, stored = Path(named), {s.name for s in stored_sets()}
    if path.exists() or is_set(path):
        return {"file": str(path.resolve())}
    if named in stored:
        return {"data": named}
    hint = did_you_mean(named, stored) if stored else "tether data add FILE keeps a set"
    raise InputError(Problem(f"no file and no stored set '{named}'", "--events", expected="a GED file", remedy=hint))


def find_events(named: str, country: str = "", **options: str) -> Events:
    """Return events by what a user typed: the path of a file, or the name of a stored set (then of its country)."""
    path = Path(named)
    if path.exists() and not is_set(path):
        return read_events(path, country, **options)
    if not path.exists() and path.suffix and named not in {s.name for s in stored_sets()}:
        return read_events(path)  # says that there is no such file
    found = read_set(StoredSet(path.stem, path.parent)) if path.exists() else stored_events(named)
    if country and find_country(country).id != found.country.id:
        raise InputError(Problem(f"country '{country}'", where=named, expected=found.country.name))
    return found


def find_card(named: str, country: str = "", release: str = "") -> SourceCard:
    """Return the source card of a shipped pack, a stored set or a file."""
    if named in shipped_packs() and not Path(named).exists():
        return load_card(named)
    return find_events(named, country, version=release).card


def _check(events: Mapping[str, Any]) -> None:
    problems = Problems("case.yaml")
    named = [k for k in SOURCES if k in events]
    if len(named) != 1:
        problems.add(f"{' and '.join(named) or 'nothing'}", path="events", expected="one of " + ", ".join(SOURCES))
    for key in events:
        if key not in (*SOURCES, *OPTIONS):
            problems.add(f"unknown key '{key}'", path="events", remedy=did_you_mean(str(key), (*SOURCES, *OPTIONS)))
    if events.get("date_by") not in (None, *get_args(DateBy)):
        problems.add(f"'{events['date_by']}'", path="events.date_by", expected=" or ".join(get_args(DateBy)))
    problems.raise_if_any()


def _other_places(pack: str, theatre: Theatre) -> Problem:
    expected = f"a pack on the places of {theatre.name}"
    return Problem(f"pack '{pack}'", where="case.yaml", path="events.pack", expected=expected)


def load_panel(country: str, folder: Path = SHIPPED) -> Panel:
    """Return the panel of a shipped country, or of one in ``folder``; ``InputError`` if it is missing or damaged."""
    return panel_from(read_pack(country, folder), folder / f"{country}.npz")


def load_card(country: str, folder: Path = SHIPPED) -> SourceCard:
    """Return the source card of a pack."""
    return read_pack(country, folder).card


def save_panel(panel: Panel, card: SourceCard, name: str, folder: Path) -> None:
    """Write a panel and its card as the pack ``name``."""
    arrays = {f"{part}_{n}": getattr(cells, n) for part, cells in _parts(panel).items() for n in (*SURE, *OPTIONAL)}
    about = {
        "country": panel.country,
        "start": str(panel.start),
        "places": list(panel.places),
        "warnings": dict(panel.warnings),
        "notes": list(panel.notes),
    }
    write_pack(folder, name, {k: v for k, v in arrays.items() if v is not None}, about, card)


def panel_from(pack: Pack, where: Path) -> Panel:
    """Return the panel that a pack holds."""
    try:
        cells, unplaced = _cells(pack, "cells"), _cells(pack, "unplaced")
        about = pack.about
        if cells.best.shape[1] != len(about["places"]) or cells.best.shape[0] != unplaced.best.shape[0]:
            raise ValueError("its arrays and its axes disagree")
        return Panel(
            country=about["country"],
            start=month(about["start"]),
            places=tuple(about["places"]),
            cells=cells,
            unplaced=unplaced,
            source=pack.card.id,
            warnings=about["warnings"],
            notes=tuple(about["notes"]),
        )
    except (KeyError, ValueError, AttributeError, IndexError) as error:
        raise InputError(Problem(f"not a panel ({error})", where=str(where), remedy="make the pack again")) from None


def _cells(pack: Pack, part: str) -> EventCounts:
    values: dict[str, Any] = {n: pack.arrays[f"{part}_{n}"] for n in SURE}
    values |= {n: pack.arrays.get(f"{part}_{n}") for n in OPTIONAL}
    return EventCounts(**values)


def _parts(panel: Panel) -> dict[str, EventCounts]:
    return {"cells": panel.cells, "unplaced": panel.unplaced}

"""A panel as a pack: written once by a script, read in tens of milliseconds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tether.errors import InputError, Problem
from tether.evidence.calendar import month
from tether.evidence.packs import SHIPPED, Pack, read_pack, write_pack
from tether.evidence.sources import SourceCard
from tether.theatre.panel import OPTIONAL, SURE, EventCounts, Panel


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

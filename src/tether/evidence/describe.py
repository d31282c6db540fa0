"""What a person wants to know of an event file before resting anything on it."""

from __future__ import annotations

from typing import Any

from tether.evidence.coverage import LAST_COUNTED, coverage
from tether.evidence.events import Events


def describe(events: Events) -> dict[str, Any]:
    """Return rows, span, deaths, what is odd, and where the file comes from, as plain values in reading order."""
    frame, card = events.frame, events.card
    deaths = frame["best"].groupby(_years(events)).sum()
    found = coverage(events.country, dict(zip(deaths.index.tolist(), deaths.tolist(), strict=True)), events.last_year)
    first, last = found.window
    share = found.share(first, last)
    return {
        "country": events.country.name,
        "kind": {"ged": "GED file", "located": "located-events table"}[events.kind],
        "dated by": f"date_{events.dated_by}",
        "events": len(frame),
        "deaths, best estimate": int(frame["best"].sum()),
        "first event": card.happened[0],
        "last event": card.happened[1],
        "file reaches to": f"{events.last_year}-12",
        "events without a death in the best estimate": events.warnings["zero_death_events"],
        "events whose low, best and high are out of order": events.warnings["order_violations"],
        f"share of UCDP's deaths {first}–{min(last, LAST_COUNTED)}": "not known" if share is None else f"{share:.0%}",
        "place column": events.place_column or "none",
        "release": card.version,
        "licence": card.licence,
        "sha256": card.sha256,
        "file": card.file,
        "citation": card.citation,
        "notes": list(events.notes),
    }


def _years(events: Events) -> Any:
    return events.frame[f"date_{events.dated_by}"].dt.year

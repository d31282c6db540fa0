"""Starts a case for any country: a folder that runs as it stands and says all that it lacks.

    start_case("mali-2024", "GEDEvent_v25_1.csv", "Mali", Path("."))

The folder gets ``case.yaml``, the country's events (``events.parquet`` with card and checksum),
``charters/status-quo.yaml``, ``CHECKLIST.md``, and, unless the package ships them, ``theatre.yaml`` with polygons or
outlines, ``actors.yaml`` (who fights in the event file, names only) and ``claims.yaml`` (empty, with what a person
must add with sources). It is made under a temporary name and moved into place when whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tether.documents.files import replacing_folder
from tether.errors import InputError, Problem, UsageError
from tether.evidence.boundaries import Boundary
from tether.evidence.countries import fold, slug
from tether.evidence.events import Events
from tether.evidence.store import add_events
from tether.theatre.actors import SHARED, TheatreActor, read_actors
from tether.theatre.building import DateBy, build_panel
from tether.theatre.casetext import actors_text, case_text, checklist, claims_text, status_quo_text
from tether.theatre.panel import Panel
from tether.theatre.sketching import sketch_theatre
from tether.theatre.theatre import SHIPPED, Theatre, known_countries, load
from tether.theatre.writing import write_theatre

MOST_ACTORS = 20


@dataclass(frozen=True)
class Started:
    """What was made: the folder, the axes, the panel that a run will read, and whether the package had the theatre."""

    folder: Path
    theatre: Theatre
    panel: Panel
    shipped: bool


def start_case(
    name: str,
    events: Events,
    where: Path = Path(),
    *,
    boundaries: Sequence[Boundary] = (),
    boundary_source: str = "",
    cut_off: str = "",
    date_by: DateBy | None = None,
) -> Started:
    """Make the case folder ``where/name`` and return what stands in it; raises before anything is written."""
    target = where / name
    _check_target(name, target)
    shipped = not boundaries and events.country.id in known_countries()
    theatre = load(events.country.id) if shipped else sketch_theatre(events, boundaries, boundary_source)
    panel = build_panel(events, theatre, date_by)
    last = str(panel.end)
    _check_cut_off(cut_off, str(panel.start), last)
    with replacing_folder(target, replace=False) as draft:
        _write(draft, events, theatre, panel, _Choices(name, cut_off or last, date_by, shipped))
    made = load(target / "theatre.yaml") if (target / "theatre.yaml").exists() else theatre
    return Started(target, made, panel, shipped)


def _check_target(name: str, target: Path) -> None:
    if not name or name != slug(name):
        raise UsageError(
            f"name '{name}': expected lower-case letters, digits and hyphens, e.g. {slug(name) or 'mali-2024'}"
        )
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"{target} exists already: choose another name, or move it away")


def _check_cut_off(cut_off: str, first: str, last: str) -> None:
    if not cut_off:
        return
    ok = len(cut_off) == 7 and cut_off[:4].isdigit() and cut_off[4] == "-" and cut_off[5:] in _MONTHS
    if not ok or not first <= cut_off <= last:
        raise InputError(Problem(f"cut-off '{cut_off}'", where="--cut-off", expected=f"a month from {first} to {last}"))


_MONTHS = frozenset(f"{m:02d}" for m in range(1, 13))


@dataclass(frozen=True)
class _Choices:
    name: str
    cut_off: str
    date_by: DateBy | None
    shipped: bool


def _write(part: Path, events: Events, theatre: Theatre, panel: Panel, choices: _Choices) -> None:
    name, cut_off, shipped = choices.name, choices.cut_off, choices.shipped
    (part / "charters").mkdir(parents=True)
    add_events(events, part, "events")
    own = not (shipped and (SHIPPED / f"{theatre.id}-actors.yaml").exists())
    texts = {
        "case.yaml": case_text(name, theatre, panel, cut_off, "theatre.yaml" if own else "", choices.date_by),
        "charters/status-quo.yaml": status_quo_text(theatre, cut_off),
    }
    actors = _actors(events, theatre) if own else ()
    if own:
        write_theatre(theatre, part)
        texts["actors.yaml"] = actors_text(theatre, actors)
    if not _has_claims(theatre, shipped):
        texts["claims.yaml"] = claims_text(theatre, actors)
    texts["CHECKLIST.md"] = checklist(name, theatre, panel, [*texts, *(["theatre.yaml"] if own else [])])
    for file, text in texts.items():
        (part / file).write_text(text, "utf-8")


def _has_claims(theatre: Theatre, shipped: bool) -> bool:
    from tether.evidence.packs import SHIPPED as PACKS

    return shipped and (PACKS / "claims" / f"{theatre.id}.yaml").exists()


def _actors(events: Events, theatre: Theatre) -> tuple[TheatreActor, ...]:
    """Return who fights in the file, by name: those with most deaths are kept, ids apart from the places'."""
    frame = events.frame
    deaths: dict[str, int] = {}
    for side in ("side_a", "side_b"):
        for who, total in frame.groupby(side)["best"].sum().items():
            deaths[str(who)] = deaths.get(str(who), 0) + int(total)
    deaths.pop("Civilians", None)
    found: dict[str, TheatreActor] = {}
    shared = {fold(n) for a in read_actors([SHIPPED / SHARED]) for n in a.names}
    for who in sorted(deaths, key=lambda w: (-deaths[w], w))[:MOST_ACTORS]:
        if fold(who.removeprefix("Government of ")) in shared:
            continue
        base = slug(who)
        known = f"{base}-forces" if base in theatre.place_ids else base
        if known and known not in found:
            found[known] = TheatreActor(known, who, _kind(who, events))
    return tuple(found[k] for k in sorted(found))


def _kind(who: str, events: Events) -> str:
    if not who.startswith("Government of "):
        return "group"
    return "government" if events.country.is_called(who.removeprefix("Government of ")) else "state"

"""What the command line asks of this room: the screening notes of a request, each with its page."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from pathlib import Path

from tether.dossier.store import DossierOptions, Store, store_of
from tether.errors import UsageError, did_you_mean
from tether.gate.facts import lineage
from tether.gate.listed_names import read_list, screen_names
from tether.gate.note import ScreeningNote
from tether.gate.page import note_page
from tether.gate.request import Request, read_request
from tether.gate.screen import note_leaning, screen
from tether.report.blocks import Document


def notes(
    asked: str, deciders: Iterable[str], options: DossierOptions, *, recipient: str = "", listed: Path | None = None
) -> tuple[tuple[ScreeningNote, Document], ...]:
    """Return one note and its page per decider, for a case's own request or a request file."""
    request = read_request(request_file(asked))
    store = store_of(
        request.country, DossierOptions(**{**options.__dict__, "as_of": options.as_of or str(request.date)})
    )
    candidates = _candidates(store, recipient or request.unit, listed)

    def note(who: str, at: Store) -> ScreeningNote:
        return screen(request, who, store=at, recipient=recipient, candidates=candidates)

    found = []
    for who in tuple(deciders) or request.deciders:
        leans = note_leaning(store, lambda at, who=who: note(who, at))  # type: ignore[misc]
        made = note(who, store)
        found.append((made, note_page(made, leans)))
    return tuple(found)


def request_file(asked: str) -> Path:
    """Return the request of a case ("libya-2015"), one of its variations ("libya-2015/partial-items") or a file."""
    if Path(asked).suffix in (".yaml", ".yml"):
        return Path(asked)
    cases = Path(str(resources.files("tether"))) / "cases"
    case, _, variation = asked.partition("/")
    folder = cases / case
    path = folder / "requests" / f"{variation}.yaml" if variation else folder / "request.yaml"
    if not path.exists():
        known = [f"{p.parent.name}" for p in cases.glob("*/request.yaml")]
        known += [f"{p.parents[1].name}/{p.stem}" for p in cases.glob("*/requests/*.yaml")]
        raise UsageError(f"no request '{asked}': {did_you_mean(asked, known)}, or a request.yaml")
    return path


def _candidates(store: Store, unit: str, listed: Path | None) -> tuple[str, ...]:
    if listed is None:
        return ()
    actor = store.actor(unit)
    wholes = {a for a in store.actors if a.id in lineage(store, actor.id)}
    names = [n for a in (actor, *sorted(wholes, key=lambda a: a.id)) for n in a.names]
    candidates = screen_names(tuple(dict.fromkeys(names)), read_list(listed))
    return tuple(map(str, candidates))


def request_of(asked: str) -> Request:
    """Return the checked request of a case, a variation or a file."""
    return read_request(request_file(asked))

"""What the command line asks of this room: the screening notes of a request, each with its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tether.documents.yaml_file import read_yaml
from tether.dossier.edition import edition_of
from tether.dossier.store import SHIPPED, DossierOptions, Store, store_of
from tether.errors import InputError, Problem, UsageError, did_you_mean
from tether.evidence.claims import last_day
from tether.gate.facts import lineage
from tether.gate.law_status import law_status
from tether.gate.listed_names import read_list, screen_names
from tether.gate.note import ScreeningNote
from tether.gate.page import note_page
from tether.gate.regimes import load_regimes
from tether.gate.request import Request, read_request
from tether.gate.screen import note_leaning, screen
from tether.report.blocks import Document
from tether.report.editions.pages import in_language
from tether.theatre import known_countries

HOW_TO_ASK = (
    "write it with id, title, country, date, deciders: [us], items: [{{item: training}}] and requester: "
    "{{unit: an id that tether dossier {case} lists}}"
)


def notes(
    asked: str,
    deciders: Iterable[str],
    options: DossierOptions,
    *,
    recipient: str = "",
    listed: Path | None = None,
    lang: str = "en",
) -> tuple[tuple[ScreeningNote, Document], ...]:
    """Return one note and its page per decider, for a case's own request or a request file, in a language."""
    path = request_file(asked)
    request = read_request(path)
    store = request_store(request, path, options)
    candidates = _candidates(store, recipient or request.unit, listed)

    def note(who: str, at: Store) -> ScreeningNote:
        return screen(request, who, store=at, recipient=recipient, candidates=candidates)

    found = []
    for who in tuple(deciders) or request.deciders:
        leans = note_leaning(store, lambda at, who=who: note(who, at))  # type: ignore[misc]
        made = note(who, store)
        page = replace(note_page(made, leans), internal=store.internal, withheld=store.withheld)
        found.append((made, in_language(page, edition_of(lang, store, (*candidates, *_own_words(request))))))
    return tuple(found)


def _own_words(request: Request) -> list[str]:
    """Return what the request's author wrote: an edition has words for our own examples alone."""
    written = [request.title, request.voice, request.channel, request.losses, request.urgency, request.note]
    written += [request.supposed_because, *(w for i in request.items for w in (i.said, i.quantity))]
    written += [w for p in request.papers for w in (p.authority, p.ref)]
    if request.decision is not None:
        written += [request.decision.office, request.decision.words]
    return [w for w in written if w]


def request_file(asked: str) -> Path:
    """Return the request of a case ("libya-2015", a case folder), one of its variations ("libya-2015/x") or a file."""
    if Path(asked).suffix in (".yaml", ".yml") and Path(asked).name != "case.yaml":
        return Path(asked)
    case, _, variation = asked.rpartition("/")
    whole = _case_folder(asked)
    if whole is not None:
        path = whole / _named_request(whole)
        if path.exists():
            return path
        raise UsageError(f"no {path.name} in case {whole.name}: {HOW_TO_ASK.format(case=asked)}")
    folder = _case_folder(case) if case else None
    path = folder / "requests" / f"{variation}.yaml" if folder is not None else Path()
    if folder is None or not path.exists():
        own = {f"{case}/{p.stem}" for p in folder.glob("requests/*.yaml")} if folder is not None else set()
        known = [f"{p.parent.name}" for p in SHIPPED.glob("*/request.yaml")]
        known += [f"{p.parents[1].name}/{p.stem}" for p in SHIPPED.glob("*/requests/*.yaml")]
        raise UsageError(f"no request '{asked}': {did_you_mean(asked, sorted(own) or known)}, or a request.yaml")
    return path


def request_store(request: Request, path: Path, options: DossierOptions | None = None) -> Store:
    """Return the evidence on which a request is screened: that of the case in whose folder it lies, else its country's.

    The law and the facts are of the request's day, unless ``options`` name another.
    """
    chosen = options or DossierOptions()
    chosen = replace(chosen, as_of=chosen.as_of or str(request.date))
    own = path.parent.parent if path.parent.name == "requests" else path.parent
    if not (own / "case.yaml").exists():
        return store_of(request.country, chosen)
    store = store_of(str(own), chosen)
    if store.country != request.country:
        expected = f"{store.country}, the country of case {own.resolve().name}"
        raise InputError(Problem(f"country '{request.country}'", str(path), path="country", expected=expected))
    return store


def _case_folder(named: str) -> Path | None:
    """Return the folder of a case of one's own, or of a shipped one, by its path or name; None where there is none."""
    path = Path(named)
    folders = (path.parent if path.name == "case.yaml" else path, SHIPPED / named)
    return next((f for f in folders if (f / "case.yaml").exists()), None)


def _named_request(folder: Path) -> str:
    """Return the request that a case names, request.yaml where it names none."""
    tree = read_yaml(folder / "case.yaml", "a case (YAML)").tree
    named = tree.get("request") if isinstance(tree, dict) else None
    return named if isinstance(named, str) and named else "request.yaml"


def _candidates(store: Store, unit: str, listed: Path | None) -> tuple[str, ...]:
    if listed is None:
        return ()
    actor = store.actor(unit)
    wholes = {a for a in store.actors if a.id in lineage(store, actor.id)}
    names = [n for a in (actor, *sorted(wholes, key=lambda a: a.id)) for n in a.names]
    candidates = screen_names(tuple(dict.fromkeys(names)), read_list(listed))
    return tuple(map(str, candidates))


def request_of(asked: str, as_of: str = "") -> tuple[Request, Store]:
    """Return the checked request of a case, a variation or a file, and the evidence on which it is screened."""
    path = request_file(asked)
    request = read_request(path)
    return request, request_store(request, path, DossierOptions(as_of))


def status_of_law(country: str = "", on: str = "") -> Document:
    """Return the page of the law on file for a country by any of its names, seen from a day; ``UsageError`` if none."""
    known = {*known_countries(), *(c for r in load_regimes() for c in r.countries)}
    asked = country.strip().lower()
    if asked and asked not in known:
        raise UsageError(f"no country '{country}': {did_you_mean(asked, sorted(known))}")
    try:
        day = last_day(on) if on else None
    except ValueError as error:
        raise UsageError(f"--on: {error}") from None
    return law_status(asked, day)

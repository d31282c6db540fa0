"""What the command line asks of this room: a dossier, a graph, a screening note, as text or as a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from tether.dossier.age_of_militias import SOURCE as AGE_SOURCE
from tether.dossier.age_of_militias import age_of_militias, age_source
from tether.dossier.page import afterwards_page, profile_page
from tether.dossier.patron_graph import graph_page, patron_graph, write_graph
from tether.dossier.profile import make_profile, source_entry
from tether.dossier.store import Store, case_of, open_store
from tether.errors import UsageError, did_you_mean
from tether.evidence.claims import GRADES
from tether.gate.listed_names import read_list, screen_names
from tether.gate.note import ScreeningNote
from tether.gate.page import note_page
from tether.gate.request import Request, read_request
from tether.gate.screen import note_leaning, screen
from tether.report.blocks import Document, Paragraph, Sentence, bullets, section, table
from tether.report.words import FOOT
from tether.report.writers import ENDINGS, save

TODAY = "2015-06"  # the cut-off where neither a case nor --as-of gives one


@dataclass(frozen=True)
class DossierOptions:
    """How the evidence is to be read: the date, and what is left out."""

    as_of: str = ""
    without_source: str = ""
    without_recalled: bool = False
    grades: tuple[str, ...] = ()
    published_only: bool = False


def store_of(case: str, options: DossierOptions) -> Store:
    """Return the store of a case or country, read as wanted."""
    country, cut_off = case_of(case)
    for grade in options.grades:
        if grade not in GRADES:
            raise UsageError(f"grade '{grade}': {did_you_mean(grade, GRADES)}")
    store = open_store(country, options.as_of or cut_off or TODAY)
    if options.without_source and options.without_source not in store.claims.sources:
        raise UsageError(
            f"source '{options.without_source}': {did_you_mean(options.without_source, store.claims.sources)}"
        )
    if options.published_only:
        store = store.published_only()
    if options.without_source or options.without_recalled or options.grades:
        store = store.without(source=options.without_source, recalled=options.without_recalled, grades=options.grades)
    return store


def dossier_page(case: str, actor: str, options: DossierOptions, *, afterwards: bool = False) -> Document:
    """Return the page of one actor, or the list of all actors where none is named."""
    store = store_of(case, options)
    if not actor:
        return _listing(store)
    profile = make_profile(store, actor)
    return afterwards_page(profile) if afterwards else profile_page(profile)


def save_graph(case: str, options: DossierOptions, path: Path) -> str:
    """Write the patron graph (a page, or .graphml or .csv); return what was written, in words."""
    store = store_of(case, options)
    if path.suffix in ENDINGS:
        save(graph_page(store), path)
    else:
        write_graph(patron_graph(store), path)
    return str(path)


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


def _listing(store: Store) -> Document:
    counts = {a.id: 0 for a in store.actors}
    for claim in store.claims:
        for identity in {claim.subject, claim.object} & set(counts):
            counts[identity] += 1
    own = [a for a in store.actors if not a.id.startswith("ucdp-")]
    rows = [(a.id, a.name, a.kind, str(counts[a.id])) for a in own]
    others = len(store.actors) - len(own)
    more = f"And {others} that only UCDP's tables name, as ucdp-NUMBER."
    age = age_of_militias(store.as_of.year - 1)
    counted = {s: Sentence(s, "age", sources=(AGE_SOURCE,)) for s in age.sentences}
    sections = (
        section("", table(("id", "name", "kind", "claims"), rows, numeric=3), Paragraph((more,))),
        section(
            "Is it an age of Arab militias?",
            bullets(counted.values()),
            Paragraph(("What these counts cannot see:",)),
            bullets(age.blind),
        ),
    )
    data = {"actors": [{"id": i, "name": n, "kind": k, "claims": int(c)} for i, n, k, c in rows], "age": age.sentences}
    title, under = f"Dossiers: {store.country.title()}", f"As of {store.as_of}"
    return Document(title, sections, under, (source_entry(age_source()),), FOOT, data, f"{store.country}-actors")


def _candidates(store: Store, unit: str, listed: Path | None) -> tuple[str, ...]:
    if listed is None:
        return ()
    actor = store.actor(unit)
    wholes = {a for a in store.actors if a.id in _chain(store, actor.id)}
    names = [n for a in (actor, *sorted(wholes, key=lambda a: a.id)) for n in a.names]
    found = screen_names(tuple(dict.fromkeys(names)), read_list(listed))
    return tuple(map(str, found))


def _chain(store: Store, unit: str) -> frozenset[str]:
    from tether.gate.facts import lineage

    return lineage(store, unit)


def request_of(asked: str) -> Request:
    """Return the checked request of a case, a variation or a file."""
    return read_request(request_file(asked))

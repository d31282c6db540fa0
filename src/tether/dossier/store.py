"""Opens what a dossier is made from: the actors of a country, its claims, and the ids that both may name.

    store = open_store("iraq", "2015-06")
    store.actor("badr-organisation"); store.claims.about("badr-organisation")

A case's id ("iraq-2015") stands for its country and cut-off; the folder of a case of one's own stands for what lies in
it: its theatre, its actors and its claims.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from tether.documents.models import root_of
from tether.documents.spelling import key_of
from tether.documents.yaml_file import read_yaml
from tether.errors import Problems, UsageError, did_you_mean, numbered
from tether.evidence.claims import (
    GRADES,
    Claims,
    DroppedClaim,
    claims_file,
    dropped,
    last_day,
    load_claims,
    read_claims,
)
from tether.evidence.claims.ucdp import load_ucdp, ucdp_actors
from tether.theatre.actors import TheatreActor, actor_kinds, load_actors

if TYPE_CHECKING:
    from tether.theatre import Theatre

TODAY = "2015-06"  # the cut-off where neither a case nor --as-of gives one
MOST_MEANT = 8  # actors named where a name may mean several
SHIPPED = Path(str(resources.files("tether"))) / "cases"
WRITTEN = {"country": "a shipped country, or the path of a theatre.yaml", "cut_off": "a month as YYYY-MM"}


@dataclass(frozen=True)
class Store:
    """One country as of one day; ``names`` covers actors, places and communities."""

    country: str
    as_of: date
    actors: tuple[TheatreActor, ...]
    kinds: dict[str, str]
    names: dict[str, str]
    claims: Claims  # as of the day
    later: Claims  # after it, for the page of what happened afterwards
    parts: str = ""  # which part of the evidence this is: "" all, else what was left out
    title: str = ""  # the country's name as it is printed
    own: bool = False  # a case folder's own claims, and not the package's
    folder: Path | None = None  # of the case, where it is one

    @property
    def internal(self) -> int:
        """Return how many claims it holds that may be read here and written nowhere."""
        return self.claims.internal + self.later.internal

    @property
    def withheld(self) -> int:
        """Return how many claims were left out because they are marked internal."""
        return self.claims.withheld + self.later.withheld

    def actor(self, name: str) -> TheatreActor:
        """Return the actor with an id or any of its names; raises ``UsageError`` with near ones."""
        found = self.by_name.get(key_of(name))
        if found is None:
            near = did_you_mean(name, sorted(self.by_id))
            guess = near if near.startswith("did you mean") else f"{len(self.by_id)} are listed by tether dossier CASE"
            raise UsageError(f"no actor '{name}' in {self.country}: {guess}; people have no dossier")
        return found

    def find(self, name: str) -> TheatreActor:
        """Return the actor that a name means: any of its names, else the one whose name holds the words and fits best.

        "badr" and "بدر" find the Badr Organisation. A name that may mean several is a ``UsageError`` that lists them.
        """
        if key_of(name) in self.by_name:
            return self.by_name[key_of(name)]
        meant = self._meant(name)
        if len(meant) > 1:
            listed = "; ".join(f"{a.name} ({a.id})" for a in meant[:MOST_MEANT])
            more = f" and {len(meant) - MOST_MEANT} more" if len(meant) > MOST_MEANT else ""
            raise UsageError(
                f"'{name}' may mean {numbered(len(meant), 'actor')} of {self.title}: {listed}{more}; give the id"
            )
        return meant[0] if meant else self.actor(name)

    def _meant(self, name: str) -> tuple[TheatreActor, ...]:
        """Return the actors one of whose names holds all the words asked for; one alone where it fits best of all."""
        from tether.dossier.names import MET_ALL, holds_words, score

        for near in (False, True):
            found = [a for a in self.actors if any(holds_words(n, name, near=near) for n in a.names)]
            if found:
                break
        found = [a for a in found if not a.id.startswith("ucdp-")] or found  # the theatre's own before UCDP's
        fits = sorted(((max(score(name, n) for n in a.names), a.id) for a in found), reverse=True)
        if len(fits) > 1 and fits[0][0] >= MET_ALL and fits[0][0] > fits[1][0]:
            return (self.by_id[fits[0][1]],)
        return tuple(found)

    def name_of(self, identity: str) -> str:
        """Return the printed name of an id, the id itself where it has none."""
        return self.names.get(identity, identity)

    def without(self, *, source: str = "", recalled: bool = False, grades: Iterable[str] = ()) -> Store:
        """Return the store without a source, without what is recalled, or with some grades only (see jackknife)."""
        wanted = tuple(grades)
        said = [f"without {source}"] * bool(source) + ["without what is recalled"] * recalled
        said += [f"grades {', '.join(wanted)} only"] * bool(wanted)
        return replace(
            self,
            claims=self.claims.without(source=source, recalled=recalled, grades=wanted),
            parts=" and ".join(said),
        )

    def published_only(self) -> Store:
        """Return the store with nothing that was published after the day."""
        return replace(self, claims=self.claims.as_of(self.as_of, published=True), parts="published by then only")

    @cached_property
    def dropped(self) -> tuple[DroppedClaim, ...]:
        """Return the claims of the case's file that do not count at the day, each with the reason."""
        found = dropped(self.claims, self.later, self.as_of)
        return tuple(d for d in found if not d.claim.source.id.startswith("ucdp-"))

    @cached_property
    def by_id(self) -> dict[str, TheatreActor]:
        """Return the actors by id."""
        return {a.id: a for a in self.actors}

    @cached_property
    def by_name(self) -> dict[str, TheatreActor]:
        """Return the actors by id and by every folded name; ids first."""
        table = {key_of(n): a for a in reversed(self.actors) for n in a.names}
        return table | {key_of(a.id): a for a in self.actors}


def open_store(country: str, as_of: str | date, *, internal: bool = False, folder: Path | None = None) -> Store:
    """Return the store of a shipped country as of a day (or the end of a month or year).

    ``folder`` is that of a case of one's own: its actors and claims are read in place of the package's. Claims marked
    internal are left out and counted, so that what is made of it may leave; ``internal`` keeps them for reading here,
    and then no page of it is written.
    """
    try:
        day = last_day(as_of)
    except ValueError as error:
        raise UsageError(f"as of: {error}") from None
    theatre, actors = _theatre_of(country, folder)
    kinds, names = actor_kinds(actors), {a.id: a.name for a in actors}
    axes = tuple(a for a in _axes(theatre) if a.id not in kinds)
    actors += axes
    kinds |= actor_kinds(axes)
    names |= {a.id: a.name for a in axes}
    identity = theatre.id if theatre is not None else country
    authored, own = _authored(identity, kinds, folder)
    machine = load_ucdp(identity, {number: a.id for a in reversed(actors) for number in a.ucdp})
    others = ucdp_actors(i for c in machine for i in (c.subject, c.object))
    actors += tuple(TheatreActor(n.id, n.name, n.kind, aliases=n.aliases, note="as UCDP names it") for n in others)
    kinds |= {n.id: n.kind for n in others}
    names |= {n.id: n.name for n in others}
    claims = Claims(identity, authored.claims + machine)
    known, later = claims.as_of(day), claims.after(day)
    if not internal:
        known, later = known.exportable(), later.exportable()
    title = theatre.name if theatre is not None else country.title()
    return Store(identity, day, actors, kinds, names, known, later, title=title, own=own, folder=folder)


def _theatre_of(country: str, folder: Path | None) -> tuple[Theatre | None, tuple[TheatreActor, ...]]:
    """Return the theatre (None where the package has actors of a country and no map) and its actors."""
    from tether.theatre import load

    if folder is not None and Path(country).suffix in (".yaml", ".yml"):
        theatre = load(folder / country)
        return theatre, theatre.actors
    try:
        theatre = load(country)
    except UsageError:
        return None, load_actors(country)
    return theatre, load_actors(theatre.id)


def _authored(country: str, kinds: dict[str, str], folder: Path | None) -> tuple[Claims, bool]:
    """Return the claims that people wrote, and whether they are the case's own: those in its folder go before ours."""
    own = folder / "claims.yaml" if folder is not None else None
    if own is not None and own.exists():
        return read_claims(own, kinds), folder is not None and SHIPPED not in folder.resolve().parents
    if folder is not None and claims_file(country) is None:
        return Claims(country, ()), True
    return load_claims(country, kinds), False


@dataclass(frozen=True)
class DossierOptions:
    """How the evidence is to be read: the date, and what is left out."""

    as_of: str = ""
    without_source: str = ""
    without_recalled: bool = False
    grades: tuple[str, ...] = ()
    published_only: bool = False
    internal: bool = False  # with claims marked internal: to be read here, written nowhere


def store_of(case: str, options: DossierOptions) -> Store:
    """Return the store of a case or country, read as they say."""
    meant = case_of(case)
    for grade in options.grades:
        if grade not in GRADES:
            raise UsageError(f"grade '{grade}': {did_you_mean(grade, GRADES)}")
    as_of = options.as_of or meant.cut_off or TODAY
    store = open_store(meant.country, as_of, internal=options.internal, folder=meant.folder)
    if options.without_source and options.without_source not in store.claims.sources:
        raise UsageError(
            f"source '{options.without_source}': {did_you_mean(options.without_source, store.claims.sources)}"
        )
    if options.published_only:
        store = store.published_only()
    if options.without_source or options.without_recalled or options.grades:
        store = store.without(source=options.without_source, recalled=options.without_recalled, grades=options.grades)
    return store


@dataclass(frozen=True)
class CaseEvidence:
    """Where a case's evidence lies: its country (or its own theatre's file), its cut-off, its folder.

    ``cut_off`` is "" for a country and ``folder`` None for one, or for a name with a year that has no folder.
    """

    country: str
    cut_off: str = ""
    folder: Path | None = None


def case_of(text: str) -> CaseEvidence:
    """Return where the evidence of a case folder, a shipped case or a country lies."""
    named = Path(text)
    folders = (named.parent if named.name == "case.yaml" else named, SHIPPED / text)
    folder = next((f for f in folders if (f / "case.yaml").exists()), None)
    if folder is not None:
        document = read_yaml(folder / "case.yaml", "a case (YAML)", name=f"{folder.name}/case.yaml")
        problems = Problems(document.file)
        tree = root_of(document, problems, "a case (YAML)")
        for key in ("country", "cut_off"):
            if not isinstance(tree.get(key), str):
                problems.add(f"no {key}", expected=f"{key}: {WRITTEN[key]}")
        problems.raise_if_any()
        return CaseEvidence(str(tree.get("country")), str(tree.get("cut_off")), folder)
    country, _, year = text.rpartition("-")
    return CaseEvidence(country, f"{year}-06") if country and year.isdigit() and len(year) == 4 else CaseEvidence(text)


def _axes(theatre: Theatre | None) -> list[TheatreActor]:
    """Return the theatre's places and communities, which claims may be about too."""
    if theatre is None:
        return []
    places = [TheatreActor(p.id, p.name, "place", p.name_ar, aliases=p.aliases) for p in theatre.places]
    return places + [TheatreActor(c.id, c.name, "community", c.name_ar) for c in theatre.communities]

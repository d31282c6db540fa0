"""Opens what a dossier is made from: the actors of a country, its claims, and the ids that both may name.

    store = open_store("iraq", "2015-06")
    store.actor("badr-organisation"); store.claims.about("badr-organisation")

A case's id ("iraq-2015") stands for its country and cut-off.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from importlib import resources
from pathlib import Path

from tether.documents.models import root_of
from tether.documents.yaml_file import read_yaml
from tether.errors import Problems, UsageError, did_you_mean
from tether.evidence.claims import GRADES, Claims, last_day, load_claims
from tether.evidence.claims.ucdp import load_ucdp, ucdp_actors
from tether.theatre.actors import TheatreActor, actor_kinds, load_actors

TODAY = "2015-06"  # the cut-off where neither a case nor --as-of gives one


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

    def actor(self, name: str) -> TheatreActor:
        """Return the actor with an id or any of its names; raises ``UsageError`` with near ones."""
        found = self.by_name.get(_fold(name))
        if found is None:
            near = did_you_mean(name, sorted(self.by_id))
            raise UsageError(f"no actor '{name}' in {self.country}: {near}; people have no dossier")
        return found

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
    def by_id(self) -> dict[str, TheatreActor]:
        """Return the actors by id."""
        return {a.id: a for a in self.actors}

    @cached_property
    def by_name(self) -> dict[str, TheatreActor]:
        """Return the actors by id and by every folded name; ids first."""
        table = {_fold(n): a for a in reversed(self.actors) for n in a.names}
        return table | {_fold(a.id): a for a in self.actors}


def open_store(country: str, as_of: str | date) -> Store:
    """Return the store of a shipped country as of a day (or the end of a month or year)."""
    try:
        day = last_day(as_of)
    except ValueError as error:
        raise UsageError(str(error)) from None
    actors = load_actors(country)
    kinds, names = actor_kinds(actors), {a.id: a.name for a in actors}
    axes = tuple(a for a in _axes(country) if a.id not in kinds)
    actors += axes
    kinds |= actor_kinds(axes)
    names |= {a.id: a.name for a in axes}
    authored = load_claims(country, kinds)
    machine = load_ucdp(country, {number: a.id for a in reversed(actors) for number in a.ucdp})
    others = ucdp_actors(i for c in machine for i in (c.subject, c.object))
    actors += tuple(TheatreActor(n.id, n.name, n.kind, aliases=n.aliases, note="as UCDP names it") for n in others)
    kinds |= {n.id: n.kind for n in others}
    names |= {n.id: n.name for n in others}
    claims = Claims(country, authored.claims + machine)
    return Store(country, day, actors, kinds, names, claims.as_of(day), claims.after(day))


@dataclass(frozen=True)
class DossierOptions:
    """How the evidence is to be read: the date, and what is left out."""

    as_of: str = ""
    without_source: str = ""
    without_recalled: bool = False
    grades: tuple[str, ...] = ()
    published_only: bool = False


def store_of(case: str, options: DossierOptions) -> Store:
    """Return the store of a case or country, read as they say."""
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


def case_of(text: str) -> tuple[str, str]:
    """Return (country, cut-off) of a case id or a country id; the cut-off is "" for a country."""
    folder = Path(str(resources.files("tether"))) / "cases" / text
    if (folder / "case.yaml").exists():
        document = read_yaml(folder / "case.yaml", "a case (YAML)", name=f"{text}/case.yaml")
        problems = Problems(document.file)
        tree = root_of(document, problems, "a case (YAML)")
        problems.raise_if_any()
        return str(tree.get("country")), str(tree.get("cut_off"))
    country, _, year = text.rpartition("-")
    return (country, f"{year}-06") if country and year.isdigit() and len(year) == 4 else (text, "")


def _axes(country: str) -> list[TheatreActor]:
    """Return the theatre's places and communities, which claims may be about too."""
    from tether.theatre import load

    try:
        theatre = load(country)
    except UsageError:
        return []
    places = [TheatreActor(p.id, p.name, "place", p.name_ar, aliases=p.aliases) for p in theatre.places]
    return places + [TheatreActor(c.id, c.name, "community", c.name_ar) for c in theatre.communities]


def _fold(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").replace("’", "'").split())

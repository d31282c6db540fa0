"""The actors of a theatre: states, forces, groups, offices, blocs, named towns. Names and ids, never sizes.

One YAML per country (``countries/<country>-actors.yaml``), and one of actors that act in several
(``countries/shared-actors.yaml``). An entry:

    badr-organisation: {name: Badr Organisation, name_ar: منظمة بدر, kind: group, community: shia-arab,
                        part_of: hashd-iran, aliases: [Badr Brigade, Badr Corps], ucdp: [231]}

``kind`` is one of ``KINDS``. Nobody's name is an entry: an office is entered, its holder is not. Sizes, patrons and
records are claims (``tether.evidence.claims``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from tether.documents.models import KNOWN_KEYS, Shape, Whole, Words, by_id, root_of, validated, wrong
from tether.documents.spelling import foreign_letters, key_of
from tether.documents.yaml_file import read_yaml
from tether.errors import InputError, Problem, Problems, did_you_mean

KINDS = {
    "state": "a country as sponsor, host or neighbour",
    "government": "who governs, or claims to",
    "office": "a post of state, whoever holds it",
    "institution": "a parliament, council, court or commission",
    "ministry": "a ministry",
    "force": "an armed force of a state",
    "umbrella": "a label over several groups",
    "group": "an armed group, a militia",
    "unit": "a named part of a force or group",
    "party": "a political party or bloc",
    "agency": "a foreign service or force",
    "organisation": "an international organisation",
    "society": "people of one kind: a class, tribes, officers; never a person",
    "place": "a town or road below the theatre's places",
}
SHARED = "shared-actors.yaml"
WHAT = "a file of actors (YAML)"


def _kind(value: str) -> str:
    if value not in KINDS:
        person = "people have no entry; enter the office or the group"
        raise wrong(value, "a kind of actor", person if value == "person" else did_you_mean(value, KINDS))
    return value


def _binds(value: str) -> str:
    if value not in ("", "every-state", "its-own"):
        raise wrong(value, "every-state or its-own")
    return value


@dataclass(frozen=True)
class TheatreActor:
    """One actor: id, names, kind; ``community`` and ``part_of`` are ids; ``ucdp`` actor ids in UCDP's table."""

    __pydantic_config__ = KNOWN_KEYS

    id: str
    name: Annotated[Words, Field(description="the name that is shown")]
    kind: Annotated[str, AfterValidator(_kind), Field(description="a kind of actor, such as group or office")]
    name_ar: str = ""
    community: str = ""
    part_of: str = ""
    aliases: tuple[str, ...] = ()
    ucdp: tuple[Whole, ...] = ()
    country: str = ""
    note: str = ""
    list_binds: Annotated[str, AfterValidator(_binds)] = ""  # whom a list that it keeps binds: every-state, its-own
    list_law: str = ""  # and under which law
    bound_by: tuple[str, ...] = ()  # as a donor: Leahy, HRDDP (the laws of ``charter.schema.entities.Actor``)

    @property
    def names(self) -> tuple[str, ...]:
        """Return every name the actor goes by, the first being the one shown."""
        return tuple(n for n in (self.name, self.name_ar, *self.aliases) if n)


def load_actors(country: str | Path) -> tuple[TheatreActor, ...]:
    """Return the actors of a shipped country, or of a case folder's ``actors.yaml``; then those shared by theatres."""
    if isinstance(country, Path):
        own = country / "actors.yaml"
        return read_actors([p for p in (own, _folder() / SHARED) if p.exists()])
    folder = _folder()
    own = folder / f"{country}-actors.yaml"
    if not own.exists():
        known = [p.name.removesuffix("-actors.yaml") for p in folder.glob("*-actors.yaml") if p.name != SHARED]
        raise InputError(Problem(f"no actors for '{country}'", "country", remedy=did_you_mean(country, known)))
    return _load((own, folder / SHARED))


def read_actors(paths: Iterable[str | Path]) -> tuple[TheatreActor, ...]:
    """Read actor files; an id of an earlier file wins over the same id later."""
    problems = Problems()
    actors: dict[str, TheatreActor] = {}
    for path in map(Path, paths):
        for actor in _read(path, problems):
            actors.setdefault(actor.id, actor)
    _check_parts(actors, problems)
    _check_spelling(actors.values(), problems)
    problems.raise_if_any()
    return tuple(actors.values())


def actor_kinds(actors: Iterable[TheatreActor]) -> dict[str, str]:
    """Return id → kind, as ``load_claims(country, ids=...)`` takes it."""
    return {a.id: a.kind for a in actors}


def _folder() -> Path:
    return Path(str(resources.files("tether.theatre"))) / "countries"


@cache
def _load(paths: tuple[Path, ...]) -> tuple[TheatreActor, ...]:
    return read_actors(paths)


class ActorsFile(Shape):
    """The keys of a file of actors."""

    actors: dict[str, Any] = Field(description="actors by id")
    country: str = ""
    note: str = ""


def _read(path: Path, problems: Problems) -> list[TheatreActor]:
    with problems.collecting():
        document = read_yaml(path, WHAT, name=path.name)
        here = Problems(document.file)
        root_of(document, here, WHAT)
        whole = validated(ActorsFile, document, here)
        actors = by_id(TheatreActor, document, here, ("actors",))
        here.raise_if_any()
        assert whole is not None
        return [a if a.country else replace(a, country=whole.country) for a in actors.values()]
    return []


def _check_spelling(actors: Iterable[TheatreActor], problems: Problems) -> None:
    """Report ids that are one word in two spellings, and words of two scripts: one group under two ids slips a cap."""
    first: dict[str, str] = {}
    for actor in actors:
        at = f"actors.{actor.id}"
        other = first.setdefault(key_of(actor.id), actor.id)
        if other != actor.id:
            said = f"'{actor.id}' and '{other}' are one id in two spellings"
            problems.add(said, where=actor.country, path=at, expected="one id for each actor")
        for text in (actor.id, *actor.names):
            strange = foreign_letters(text)
            if strange:
                said = f"'{text}' has {', '.join(strange)}"
                problems.add(said, where=actor.country, path=at, expected="words of one script each")


def _check_parts(actors: Mapping[str, TheatreActor], problems: Problems) -> None:
    for actor in actors.values():
        if actor.part_of and actor.part_of not in actors:
            remedy = did_you_mean(actor.part_of, actors)
            problems.add(f"part_of '{actor.part_of}'", where=actor.country, path=f"actors.{actor.id}", remedy=remedy)

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
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from tether.errors import InputError, Problem, Problems, did_you_mean
from tether.evidence.claims.nodes import Mapped, compose

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
ENTRY_KEYS = ("name", "name_ar", "kind", "community", "part_of", "aliases", "ucdp", "country", "note")
SHARED = "shared-actors.yaml"


@dataclass(frozen=True)
class TheatreActor:
    """One actor: id, names, kind; ``community`` and ``part_of`` are ids; ``ucdp`` actor ids in UCDP's table."""

    id: str
    name: str
    kind: str
    name_ar: str = ""
    community: str = ""
    part_of: str = ""
    aliases: tuple[str, ...] = ()
    ucdp: tuple[int, ...] = ()
    country: str = ""
    note: str = ""

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


def _read(path: Path, problems: Problems) -> list[TheatreActor]:
    here = Problems(path.name)
    root = compose(path, here)
    found = []
    if root is not None:
        root.only(("country", "actors", "note"), here)
        country = str(root.get("country", ""))
        found = [_actor(key, entry, country, here) for key, entry in root.children("actors", here)]
    problems.extend(here.found)
    return [a for a in found if a is not None]


def _actor(key: str, entry: Mapped, country: str, problems: Problems) -> TheatreActor | None:
    entry.only(ENTRY_KEYS, problems)
    kind, name = str(entry.get("kind", "")), str(entry.get("name", ""))
    if kind not in KINDS:
        remedy = (
            "people have no entry; enter the office or the group" if kind == "person" else did_you_mean(kind, KINDS)
        )
        problems.add(f"kind '{kind}'", line=entry.line, path=f"actors.{key}.kind", remedy=remedy)
        return None
    if not name:
        problems.add("no name", line=entry.line, path=f"actors.{key}")
        return None
    text = {k: str(entry.get(k) or "") for k in ("name_ar", "community", "part_of", "note")}
    ucdp = tuple(int(i) for i in entry.get("ucdp") or ())
    aliases = tuple(str(a) for a in entry.get("aliases") or ())
    return TheatreActor(
        key, name, kind, aliases=aliases, ucdp=ucdp, country=str(entry.get("country") or country), **text
    )


def _check_parts(actors: Mapping[str, TheatreActor], problems: Problems) -> None:
    for actor in actors.values():
        if actor.part_of and actor.part_of not in actors:
            remedy = did_you_mean(actor.part_of, actors)
            problems.add(f"part_of '{actor.part_of}'", where=actor.country, path=f"actors.{actor.id}", remedy=remedy)

"""A charter as it would stand: an overlay over its status quo, and under both the general law of the state.

    laid = laid_over(option, status_quo)            # an option of a case, with the values that it keeps
    law, filled = under_the_law(laid)               # absent keys taken from what the general law says

An *overlay* names what it changes. A key that is absent keeps the status quo's value; of what is declared (places,
communities, actors, groups, forces, units, posts) the status quo's rows stand beside the overlay's own; any other list
that is written replaces the whole of the status quo's.

The *general law* (``general_law``) answers where the charter is silent: courts, age, pay scales, the army's law. A row
of it holds for a key (``law.courts.abuse_cases``; in a list, for each of its rows: ``pay.base_month``). With a value it
fills what is absent; without one it says only where to look, so that the key is unknown: a question with an address.
A row that names a ``file`` holds whatever that file says, a charter of the general law with an article at each row.

Every value knows where it is written (``Origin``): an overlay's finding may stand in the status quo's file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

from tether.charter.paths import names_of, part_within, value_at
from tether.charter.schema import Charter
from tether.charter.schema.charter import Origin
from tether.charter.values import ABSENT, UNKNOWN, Blank, Number, When
from tether.documents.yaml_file import Key, YamlFile, path_of

T = TypeVar("T", bound=BaseModel)
DECLARED = ("sources", "places", "communities", "actors", "groups", "forces", "units", "posts")
OF_THE_STATE = ("country", "currency", "recognised")  # keys of ``meta`` that an overlay keeps; the rest is its own
OWN = ("version", "meta", "waivers", "contradictions", "general_law")


@dataclass(frozen=True)
class GeneralRule:
    """What the general law says at one key of a charter: a value, or (UNKNOWN) only where to look."""

    key: Key
    value: Any
    cite: str
    origin: Origin

    @property
    def silent(self) -> bool:
        """Whether it only says which law governs."""
        return self.value is UNKNOWN

    def covers(self, key: Key) -> bool:
        """Whether a place of the charter is this key or below it."""
        return key[: len(self.key)] == self.key


def laid_over(charter: Charter, base: Charter) -> Charter:
    """Return an overlay with the values that it keeps of its status quo, each with its place."""
    origins: dict[Key, Origin] = {}
    base_text = base._text
    whole = _merged(charter, base, (), (), base_text, origins)
    meta, below = charter.meta, base.meta
    if isinstance(meta, BaseModel) and isinstance(below, BaseModel):
        kept = {n: getattr(below, n) for n in OF_THE_STATE if getattr(meta, n) is ABSENT}
        full = "full" if charter.meta.text_seen == below.text_seen == "full" else "part"  # type: ignore[union-attr]
        whole = whole.model_copy(update={"meta": meta.model_copy(update={**kept, "text_seen": full})})
        origins |= {("meta", n): Origin(base_text, ("meta", n)) for n in kept}
    whole._origins = {**{k: base.origin(o.key) for k, o in origins.items()}, **charter._origins}
    whole._base, whole._laid = None, True
    whole._clauses = charter._clauses or base._clauses
    whole._laws = charter._laws or base._laws
    return whole


def under_the_law(charter: Charter) -> tuple[Charter, tuple[GeneralRule, ...]]:
    """Return a charter with its absent keys taken from the general law that it names, and what was taken."""
    rules = tuple(general_rules(charter))
    return with_rules(charter, rules), rules


def with_rules(charter: Charter, rules: Iterable[GeneralRule]) -> Charter:
    """Return a charter with these rules of the general law in the place of what it leaves out."""
    whole, origins = charter, dict(charter._origins)
    for rule in sorted(rules, key=lambda r: [str(k).zfill(6) for k in r.key]):
        whole = _put(whole, rule.key, rule.value)
        origins[rule.key] = rule.origin
    if whole is not charter:
        whole._origins = origins
    return whole


def general_rules(charter: Charter) -> Iterator[GeneralRule]:
    """Yield what the general law says at each key that a charter leaves out; the first that speaks of a key counts."""
    taken: set[Key] = set()
    every = [*_of_clauses(charter), *_of_laws(charter)]
    for rule in sorted(every, key=lambda r: r.silent):  # a value before an address
        if not any(rule.key[:n] in taken for n in range(1, len(rule.key) + 1)):
            taken.add(rule.key)
            yield rule


def _of_clauses(charter: Charter) -> Iterator[GeneralRule]:
    for clause in charter._clauses:
        origin = Origin(clause.text, clause.key)
        for key, whole in _absent(charter, clause.steps, ()):
            value = clause.value if whole and clause.value is not ABSENT else UNKNOWN
            yield GeneralRule(key, value, clause.cite, origin)


def _absent(part: BaseModel, steps: tuple[str, ...], key: Key) -> Iterator[tuple[Key, bool]]:
    """Yield each absent key that the steps lead to, and whether it is the whole of what they name."""
    name = names_of(type(part))[steps[0]]
    value, here, rest = getattr(part, name), (*key, steps[0]), steps[1:]
    if not rest:
        if value is ABSENT:
            yield here, True
    elif isinstance(value, tuple):
        for index, row in enumerate(value):
            yield from _absent(row, rest, (*here, index))
    elif isinstance(value, BaseModel):
        yield from _absent(value, rest, here)
    elif value is ABSENT:
        child, many = part_within(type(part), name)
        if child is not None and not many:
            yield from _absent(child.model_construct(), rest, here)
        else:  # a list that is not written: nothing to fill, and the law governs it all the same
            yield here, False


def _of_laws(charter: Charter) -> Iterator[GeneralRule]:
    for law in charter._laws:
        for key, below, value in _left_out(charter, law, (), ()):
            yield GeneralRule(key, value, cited(law, below), Origin(law._text, below))


def cited(law: Charter, key: Key) -> str:
    """Return law and article of a place in a file of the general law: those of the nearest row that has them."""
    sources = {s.id: s for s in law.sources or ()}
    article, name = "", ""
    for n in range(len(key), -1, -1):
        row = value_at(law, path_of(key[:n])) if n else law
        for cite in getattr(row, "src", None) or ():
            source = sources.get(cite.id)
            article = article or str(cite.article or "")
            name = name or str((source and source.cite) or cite.id)
        article = article or str(getattr(row, "article", None) or "")
    title = law.meta.title if law.meta else ""
    name = name or str(title or law.id)
    return f"{name}, art. {article}" if article else name


def _left_out(part: BaseModel, below: BaseModel, key: Key, at: Key) -> Iterator[tuple[Key, Key, Any]]:
    """Yield (key, key in the law's file, value) of what the law says and the charter leaves out."""
    for step, name in names_of(type(part)).items():
        own, theirs, here, there = getattr(part, name), getattr(below, name), (*key, step), (*at, step)
        if theirs is ABSENT or (not key and name in (*OWN, "sources")) or name in ("id", "src", "article", "note"):
            continue
        if own is ABSENT and _is_object(theirs):  # key by key, so that each has its own article
            yield from _left_out(type(theirs).model_construct(), theirs, here, there)
        elif own is ABSENT:
            yield here, there, theirs
        elif _is_object(own) and isinstance(theirs, type(own)):
            yield from _left_out(own, theirs, here, there)
        elif isinstance(own, tuple) and isinstance(theirs, tuple) and theirs and hasattr(theirs[0], "id"):
            yield from _rows_left_out(own, theirs, here, there, declared=not key and name in DECLARED)


def _is_object(value: Any) -> bool:
    return isinstance(value, BaseModel) and not isinstance(value, Number | When)


def _rows_left_out(own: Any, theirs: Any, here: Key, there: Key, *, declared: bool) -> Iterator[tuple[Key, Key, Any]]:
    places = {row.id: index for index, row in enumerate(own)}
    new = 0
    for index, row in enumerate(theirs):
        if row.id in places and not isinstance(row.id, Blank):
            at = places[row.id]
            yield from _left_out(own[at], row, (*here, at), (*there, index))
        elif declared:
            yield (*here, len(own) + new), (*there, index), row
            new += 1


def _merged(top: T, below: BaseModel, key: Key, at: Key, text: YamlFile | None, origins: dict[Key, Origin]) -> T:
    """Return ``top`` with the keys that it leaves out taken from ``below``; their places are put into ``origins``."""
    changes: dict[str, Any] = {}
    for step, name in names_of(type(top)).items():
        own, theirs, here, there = getattr(top, name), getattr(below, name), (*key, step), (*at, step)
        if theirs is ABSENT or (not key and name in ("version", "meta")):
            continue
        if own is ABSENT:
            changes[name], origins[here] = theirs, Origin(text, there)
        elif _is_object(own) and isinstance(theirs, type(own)):
            changes[name] = _merged(own, theirs, here, there, text, origins)
        elif not key and name in DECLARED and isinstance(own, tuple) and isinstance(theirs, tuple):
            changes[name] = _declared(own, theirs, here, there, text, origins)
    return top.model_copy(update=changes)


def _declared(own: Any, theirs: Any, here: Key, there: Key, text: Any, origins: dict[Key, Origin]) -> tuple[Any, ...]:
    places = {row.id: index for index, row in enumerate(own)}
    rows = list(own)
    for index, row in enumerate(theirs):
        if row.id in places:
            at = places[row.id]
            rows[at] = _merged(rows[at], row, (*here, at), (*there, index), text, origins)
        else:
            origins[(*here, len(rows))] = Origin(text, (*there, index))
            rows.append(row)
    return tuple(rows)


def _put(part: Any, key: Key, value: Any) -> Any:
    """Return a part with a value at a key below it; objects on the way that it leaves out are made."""
    step, rest = key[0], key[1:]
    if isinstance(part, tuple):
        index = int(step)
        row = _put(part[index], rest, value) if rest else value
        return (*part[:index], row, *part[index + 1 :])
    model: type[BaseModel] = type(part)
    name = names_of(model)[str(step)]
    below = getattr(part, name)
    if rest and below is ABSENT:
        child, _ = part_within(model, name)
        assert child is not None
        below = child.model_construct()
    return part.model_copy(update={name: _put(below, rest, value) if rest else value})

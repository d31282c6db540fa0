"""Charters with one field changed: every field of the schema, the values that it may take, and a charter with another."""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from tether.charter.paths import names_of, value_at
from tether.charter.references import KINDS, ORIGINS
from tether.charter.schema import Charter
from tether.charter.values import ABSENT, NONE, UNKNOWN, Blank, Number, Quantity, Refers, When

TOLD = {"src", "conf", "article", "note"}  # of every part: its sources and a reader's notes
LATE, EARLY = When(lo=date(2040, 1, 1), hi=date(2040, 1, 31)), When(lo=date(1990, 1, 1), hi=date(1990, 1, 31))
SECTIONS = KINDS  # kind of thing that may be pointed at → its section


def part_of(annotation: Any) -> type[BaseModel] | None:
    """Return the part that a field holds, alone or in a list; None for a value."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return None if annotation in (Number, When) else annotation
    inner = [part_of(a) for a in get_args(annotation)] if get_origin(annotation) is not Literal else []
    return next((p for p in inner if p is not None), None)


def schema_fields(model: type[BaseModel] = Charter, above: str = "") -> Iterator[tuple[str, Any, list[Any]]]:
    """Yield every field of the schema: its path without positions, its annotation and its marks."""
    for key, name in names_of(model).items():
        if key in TOLD:
            continue
        field = model.model_fields[name]
        path = f"{above}.{key}" if above else key
        below = part_of(field.annotation)
        yield path, field.annotation, list(field.metadata)
        if below is not None:
            yield from schema_fields(below, path)


FIELDS = {path: (annotation, marks) for path, annotation, marks in schema_fields()}


def bare(path: str) -> str:
    """Return a path without positions."""
    return ".".join(step for step in path.split(".") if not step.isdigit())


def domain(charter: Charter, path: str) -> list[Any]:
    """Return values that a field may take, ``none`` first; nothing for a field that must be a known word."""
    annotation, marks = FIELDS.get(bare(path), (None, []))
    if annotation is None or not _may_be_blank(annotation):
        return []
    if part_of(annotation) is not None:
        return [NONE, ()] if _holds(annotation, tuple) else [NONE]
    own = value_at(charter, path.rpartition(".")[0] + ".id") if path.count(".") == 2 and "id" in _row_keys(path) else ""
    barred = _inside(charter, path.partition(".")[0], own) if path.endswith(".parent") else {own} if own else set()
    found = _values(annotation, marks, charter)
    return [NONE, *(v for v in found if not barred & set(v if isinstance(v, tuple | dict) else (str(v),)))]


def _inside(charter: Charter, section: str, own: Any) -> set[str]:
    """Return an id with those of the places (or units) inside it: none of them holds it, for nothing lies in itself."""
    found, rows = {own}, value_at(charter, section)
    while new := {row.id for row in rows if row.parent in found} - found:
        found |= new
    return found


def _row_keys(path: str) -> set[str]:
    section = path.partition(".")[0]
    return {field.partition(".")[2] for field in FIELDS if field.startswith(f"{section}.")}


def _may_be_blank(annotation: Any) -> bool:
    return Blank in get_args(annotation) or any(_may_be_blank(a) for a in get_args(annotation))


def _holds(annotation: Any, kind: type) -> bool:
    return get_origin(annotation) is kind or any(_holds(a, kind) for a in get_args(annotation))


def _marks(annotation: Any, marks: list[Any], kind: type) -> Any:
    found = [m for m in (*marks, *_within(annotation)) if isinstance(m, kind)]
    return found[0] if found else None


def _within(annotation: Any) -> Iterator[Any]:
    for argument in get_args(annotation) if get_origin(annotation) is not Literal else ():
        yield argument
        yield from _within(argument)


def _values(annotation: Any, marks: list[Any], charter: Charter) -> list[Any]:
    many, keyed = _holds(annotation, tuple), _holds(annotation, dict)
    words = next((get_args(a) for a in (annotation, *_within(annotation)) if get_origin(a) is Literal), ())
    kinds = {annotation, *(a for a in _within(annotation) if isinstance(a, type))}
    refers, quantity = _marks(annotation, marks, Refers), _marks(annotation, marks, Quantity)
    if keyed:
        names = _ids(charter, refers)[:2] if refers else ["a"]
        share = [Number(v=0.1), Number(v=0.9), Number(v=1)] if Number in kinds else ["a word", "a word"]
        return [{}, {names[0]: share[-1]}, *([dict(zip(names, share, strict=False))] if len(names) > 1 else [])]
    if Number in kinds:
        most, least = (quantity.most, quantity.least) if quantity else (1e9, 0)
        some = {least, min(1, most), min(12, most), min(500, most), min(100_000, most), most} | (
            {0.1, 0.5} if most == 1 else set()
        )
        return [Number(v=v) for v in sorted(some)]
    if When in kinds:
        return [EARLY, LATE]
    if bool in kinds:
        return [True, False]
    singles = list(words) or (_ids(charter, refers) if refers else ["some words of 2027"])
    return [(), *((s,) for s in singles), tuple(singles)] if many else singles


def _ids(charter: Charter, refers: Refers) -> list[str]:
    found = [row.id for kind in refers.kinds if kind in SECTIONS for row in getattr(charter, SECTIONS[kind]) or ()]
    found += list(ORIGINS) if "origin" in refers.kinds else []
    return [*dict.fromkeys(found), "somebody"]


def with_value(part: Any, path: str, value: Any) -> Any:
    """Return a copy of a charter with another value at a path; nothing is validated."""
    head, _, rest = path.partition(".")
    if isinstance(part, tuple):
        at = int(head)
        return (*part[:at], with_value(part[at], rest, value) if rest else value, *part[at + 1 :])
    name = names_of(type(part))[head]
    return part.model_copy(update={name: with_value(getattr(part, name), rest, value) if rest else value})


def paths(part: Any, above: str = "") -> Iterator[str]:
    """Yield the path of every field of a charter, written or not, of every part that is there."""
    for key, name in names_of(type(part)).items():
        if key in TOLD:
            continue
        value, path = getattr(part, name), f"{above}.{key}" if above else key
        yield path
        if isinstance(value, BaseModel) and not isinstance(value, Number | When):
            yield from paths(value, path)
        elif isinstance(value, tuple):
            for n, row in enumerate(value):
                if isinstance(row, BaseModel):
                    yield from paths(row, f"{path}.{n}")


def filled(rng: Random, rows: int = 2, blanks: float = 0.0) -> Charter:
    """Return a charter with a value in every field, drawn from what the field may take; ``rows`` rows in each list.

    ``blanks``: the share of fields that are none or unknown instead.
    """
    ids = Charter.model_construct(**{s: _named(s, rows) for s in SECTIONS.values()})
    return _full(Charter, "", ids, rng, rows, blanks=blanks)


def _named(section: str, rows: int) -> tuple[Any, ...]:
    model = part_of(FIELDS[section][0])
    assert model is not None
    return tuple(model.model_construct(id=f"{section}-{n}") for n in range(rows))


def _full(
    model: type[BaseModel], above: str, ids: Charter, rng: Random, rows: int, number: int = 0, blanks: float = 0.0
) -> Any:
    values: dict[str, Any] = {}
    for key, name in names_of(model).items():
        path = f"{above}.{key}" if above else key
        annotation, marks = FIELDS.get(path, (None, []))
        below = part_of(annotation)
        if key in TOLD:
            values[name] = ABSENT
        elif key == "id" and above in SECTIONS.values():
            values[name] = f"{above}-{number}"
        elif below is not None and _holds(annotation, tuple):
            values[name] = tuple(_full(below, path, ids, rng, rows, n, blanks) for n in range(rows))
        elif below is not None:
            values[name] = _full(below, path, ids, rng, rows, 0, blanks)
        elif blanks and _may_be_blank(annotation) and rng.random() < blanks:
            values[name] = rng.choice((NONE, UNKNOWN))
        else:
            some = [v for v in _values(annotation, marks, ids) if v not in ((), {}, "somebody", ("somebody",))]
            values[name] = rng.choice(some or ["somebody"])
    return model.model_construct(**values)

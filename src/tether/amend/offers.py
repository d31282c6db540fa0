"""What may be written against one finding: edits that might be made, before any is priced or tried.

    for offer in Offers(desk, finding, price_table()).all(): …

It comes from four places, and nothing is made up:

    the schema          the words of a key, true or false, the declared ids of a kind that it may name
    the rule            the values and rows of its passing snippet, its ids replaced by those that the charter declares
    the model law       the clause that the example law has at the same key
    the finding         the numbers and days in its sentence, their sums and differences, the ids and words it names
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice, product
from typing import Any

from pydantic import BaseModel

from tether.amend.edits import Desk, Operation
from tether.amend.oracle import FindingLeft
from tether.amend.prices import UNSETTLED, PriceTable
from tether.charter.paths import references, value_at
from tether.charter.read import charter_from_text
from tether.charter.references import KINDS, ORIGINS
from tether.charter.rules import rule_of
from tether.charter.schema import Charter
from tether.charter.schema_keys import SchemaKey, key_at
from tether.charter.values import Blank, Number, When
from tether.documents.yaml_file import key_of
from tether.documents.yaml_patch import plain_values

MOST_IDS = 8  # ids offered at one key
MOST_VARIANTS = 6  # of one row or object from a snippet
UNWRITTEN = ("src", "conf", "note", "article", "id")
TO_WRITE = "to be written"


@dataclass(frozen=True)
class Offer:
    """An edit that might be made, before it has a number and a price."""

    op: Operation
    path: str
    values: tuple[tuple[str, Any], ...] = ()


def operation(known: SchemaKey | None, value: Any) -> Operation:
    """A reference that is written anew moves the clause to another holder."""
    return "move" if known is not None and known.refers and isinstance(value, str) else "set"


@dataclass
class Offers:
    """The offers against one finding of one state."""

    desk: Desk
    finding: FindingLeft
    table: PriceTable

    @property
    def whole(self) -> Charter:
        """The charter before any edit."""
        return self.desk.whole

    def all(self) -> Iterator[Offer]:
        """Yield every offer, the nearest to the finding's own clause first."""
        yield from self._at(self.finding.path)
        yield from self._strike(self._places()[:1])
        for path in self._places()[1:]:
            yield from self._at(path)
        yield from self._strike(self._places()[1:])
        yield from self._added()
        yield from self._beside()

    def _places(self) -> list[str]:
        """Return the finding's place and those related to it, that the charter before any edit has."""
        paths = [self.finding.path, *(p for p in self.finding.related if "+" not in p)]
        return [p for p in dict.fromkeys(paths) if self._there(p)]

    def _there(self, path: str) -> bool:
        steps = path.split(".")
        rows = [".".join(steps[: n + 1]) for n, step in enumerate(steps) if step.isdigit()]
        try:
            value_at(self.whole, path)
            return not any(isinstance(value_at(self.whole, row), Blank) for row in rows)
        except (KeyError, ValueError):
            return False

    def _at(self, path: str) -> Iterator[Offer]:
        """Yield other values at a place: of a key, of the keys of a row, of a clause that is not there."""
        if not self._there(path):
            return
        known = key_at(key_of(path))
        if known is None:
            return
        value = value_at(self.whole, path)
        if isinstance(value, BaseModel) and not isinstance(value, Number | When):
            for key in _keys_read(path, self.finding.reads):
                yield from self._at(f"{path}.{key}")
            yield from self._grafts(path)
            return
        above, _, key = path.rpartition(".")
        if known.form == "object" or (known.many and known.below is not None):
            yield from self._grafts(path)
        elif not key.isdigit():
            yield from (Offer(self._op(path), above, ((key, v),)) for v in self._values(path, known, value))
            yield from self._grafts(above) if above else ()

    def _op(self, path: str) -> Operation:
        """A reference that is written anew moves the clause to another holder."""
        return operation(key_at(key_of(path)), value_at(self.whole, path))

    def _values(self, path: str, known: SchemaKey, value: Any) -> Iterator[Any]:
        """Yield plain values for a key, other than the one it has."""
        now = _plain(value)
        for one in self._domain(path, known, value):
            if one != now:
                yield one

    def _domain(self, path: str, known: SchemaKey, value: Any) -> Iterator[Any]:
        yield from self._exemplary(path, known)
        if known.mapped:
            yield from self._maps(known, value)
        elif known.many:
            yield from _lists(known.words or tuple(self._ids(known)), value)
        elif known.form == "flag":
            yield from (True, False)
        elif known.words:
            yield from known.words
        elif known.refers:
            yield from self._ids(known)
        elif known.form == "number":
            yield from self._numbers(known, value)
        elif known.form == "date":
            yield from self._days()
        elif known.form == "text" and isinstance(value, Blank):
            yield f"{TO_WRITE}: {known.sentence}"
        if not known.needed and known.name in _NONE_IS_MEANT:
            yield "none"

    def _exemplary(self, path: str, known: SchemaKey) -> Iterator[Any]:
        """Yield what the rule's passing snippet and the model law have at a key, if it names no ids of theirs."""
        if (
            known.refers
            or known.form in ("date", "object")
            or known.mapped
            or (known.form == "text" and not known.words)
        ):
            return
        if known.quantity is not None and known.quantity.unit in UNSETTLED:
            return
        for source in self._sources():
            for one in _found(source, _bare(path)):
                plain = _plain(one)
                if plain not in ("none", "unknown", "absent"):
                    yield plain

    def _sources(self) -> list[Charter]:
        rule = rule_of(self.finding.code)
        return [*([_fragment(rule.passes)] if rule else []), model_law()]

    # ids, words and numbers that the finding names

    def _ids(self, known: SchemaKey) -> list[str]:
        """Return the declared ids that a key may name: those in the finding's sentence first, then offices of state."""
        named = self._named()
        rows = [(kind, row) for kind in known.refers if kind in KINDS for row in getattr(self.whole, KINDS[kind]) or ()]
        ordered = sorted(rows, key=lambda kr: (kr[1].id not in named, not getattr(kr[1], "state", None), kr[1].id))
        own = getattr(self._row(), "id", None)  # nobody stands above himself, or removes himself
        return [row.id for _, row in ordered if row.id != own][:MOST_IDS]

    def _named(self) -> set[str]:
        return set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", self.finding.message))

    def _numbers(self, known: SchemaKey, value: Any) -> Iterator[Any]:
        """Yield the numbers of the sentence and what a number would be with their differences, within its bounds."""
        said = self._figures()
        own = [value.mid] if isinstance(value, Number) else []
        sums = [n + d for n in own for a in said for b in said if (d := a - b)]
        most = known.quantity.most if known.quantity else 1e15
        shares = known.quantity is not None and known.quantity.most == 1
        for number in dict.fromkeys([*said, *sums, sum(said)]):
            if 0 < number <= most and (shares or number == int(number) or known.quantity is None):
                yield round(number, 6) if number != int(number) else int(number)

    def _figures(self) -> list[float]:
        text = f"{self.finding.message} {self.finding.measured}"
        text = re.sub(r"\(line \d+\)|\d{4}-\d{2}(-\d{2})?", " ", text)
        said = [float(n.replace(",", "")) for n in re.findall(r"(?<![\w.-])\d[\d,]*(?:\.\d+)?(?![\w-])", text)]
        said += [float(n) / 100 for n in re.findall(r"(\d+(?:\.\d+)?) ?%", text)]
        return list(dict.fromkeys(said))[:12]

    def _days(self) -> Iterator[str]:
        """Yield the days of the sentence and of the places it names."""
        yield from dict.fromkeys(re.findall(r"\d{4}-\d{2}(?:-\d{2})?", self.finding.message))
        for path in self._places():
            value = value_at(self.whole, path)
            if isinstance(value, When):
                yield from dict.fromkeys((value.lo.isoformat(), value.hi.isoformat()))
        starts = _start_of(self.whole)
        if starts is not None:
            yield from (_after(starts, years).isoformat() for years in (1, 2, 3))

    def _maps(self, known: SchemaKey, value: Any) -> Iterator[dict[str, Any]]:
        """Yield a map with a word for each id that the finding names, with a share it names, with a key less."""
        now = _plain(value) if isinstance(value, dict) else {}
        quoted = dict.fromkeys(re.findall(r"'([a-z0-9]+(?:-[a-z0-9]+)*)'", self.finding.message))
        others = {row.id for kind, at in KINDS.items() if kind != "community" for row in getattr(self.whole, at) or ()}
        named = [name for name in quoted if name not in now and name not in others]
        if known.form == "text" and named:
            yield {**now, **dict.fromkeys(named, f"{TO_WRITE}: {known.sentence}")}
        if known.form == "number":
            shares = [figure for figure in self._figures() if 0 < figure < 1]
            moved = (_with_share(now, key, share, known) for key in now for share in shares)
            yield from (row for row in moved if row is not None)
        yield from ({k: v for k, v in now.items() if k != key} for key in now if len(now) > 1)

    # clauses from the snippet and the model law

    def _grafts(self, path: str) -> Iterator[Offer]:
        """Yield what the sources have at an object, a row or a clause that is not there, with the charter's ids."""
        known = key_at(key_of(path))
        here = value_at(self.whole, path)
        if known is None:
            return
        row = here if isinstance(here, BaseModel) else None
        for source in self._sources():
            for one in _found(source, _bare(path)):
                for part in one if isinstance(one, tuple) else (one,):
                    if isinstance(part, BaseModel):
                        yield from self._graft(path, row, part, known, source)

    def _graft(
        self, path: str, row: BaseModel | None, part: BaseModel, known: SchemaKey, source: Charter
    ) -> Iterator[Offer]:
        for variant in islice(self._variants(part, key_of(path), source, row), MOST_VARIANTS):
            if row is None and known.many:
                yield Offer("add", path, tuple(variant.items()))
            elif row is None:
                above, _, key = path.rpartition(".")
                yield Offer("set", above, ((key, variant),))
            else:
                now = _plain(row)
                changed = {k: v for k, v in variant.items() if now.get(k) != v and k not in UNWRITTEN}
                priced = {k: self._sober(f"{path}.{k}", v) for k, v in changed.items() if k not in _subjects(row)}
                priced = {k: v for k, v in priced.items() if v is not None}
                if source is model_law():  # of a whole row of the model, what the finding asked about
                    priced = {k: v for k, v in priced.items() if k in _keys_read(path, self.finding.reads)}
                missing = {k: v for k, v in priced.items() if k not in now}
                for some in (missing, priced):
                    if some:
                        yield Offer("set", path, tuple(some.items()))

    def _sober(self, path: str, value: Any) -> Any:
        """Return what a source has at a key, without what holds of the source alone; None where nothing is left.

        Heads and sums of money are the source's own, its words stand for words that are still to be written, its days
        for a day within two years.
        """
        known = key_at(key_of(path))
        if known is None or self.table.points(path, "set") is None:
            return None
        if known.form == "number" and known.quantity is not None and known.quantity.unit in UNSETTLED:
            return None
        if known.form == "date":
            return next(self._days(), value)
        if known.form == "text" and not known.words and not known.refers and not known.mapped:
            return f"{TO_WRITE}: {known.sentence}"
        return value

    def _added(self) -> Iterator[Offer]:
        """Yield rows of lists that the finding reads as a whole, as the sources have them."""
        lists = [p for p in sorted(self.finding.reads) if "+" not in p and self._is_list(p)]
        for path in lists:
            known = key_at(key_of(path))
            for source in self._sources() if known is not None else ():
                for rows in _found(source, _bare(path)):
                    for part in rows if isinstance(rows, tuple) else ():
                        if isinstance(part, BaseModel):
                            for variant in islice(
                                self._variants(part, (*key_of(path), 0), source, None), MOST_VARIANTS
                            ):
                                yield Offer("add", path, tuple(variant.items()))

    def _is_list(self, path: str) -> bool:
        known = key_at(key_of(path))
        return known is not None and known.many and known.below is not None and self._there(path)

    def _variants(self, part: BaseModel, key: Any, source: Charter, row: BaseModel | None) -> Iterator[dict[str, Any]]:
        """Yield a row of a source as plain values, with the charter's own ids and words for the source's."""
        plain = {k: v for k, v in _plain(part).items() if k not in ("src", "conf", "note", "article")}
        plain = _shifted(plain, _start_of(source), _start_of(self.whole))
        names = sorted({(i, kinds) for _, i, kinds in references(part) if not _is_origin(i, kinds)})
        choices = [self._instead(name, kinds, source, row) for name, kinds in names]
        if not all(choices):
            return
        for some in product(*choices):
            ids = {name: new for (name, _), new in zip(names, some, strict=True)}
            made = self._with_words(_renamed(plain, ids), _bare_key(key))
            if "id" in made:
                made["id"] = self._new_id(str(made["id"]))
            sober = _without_own_figures(made, _bare_key(key))
            yield from (one for one in ((sober, made) if sober != made else (made,)) if one)

    def _instead(self, name: str, kinds: tuple[str, ...], source: Charter, row: BaseModel | None) -> list[str]:
        """Return ids of the charter for one of a source: itself, the row's own, those named, those alike."""
        rows = {r.id: (kind, r) for kind in kinds if kind in KINDS for r in getattr(self.whole, KINDS[kind]) or ()}
        if name in rows:
            return [name]
        model = next((r for s in KINDS.values() for r in getattr(source, s) or () if r.id == name), None)
        named, around = self._named(), set(_ids_within(self._row()))
        own = set(_ids_within(row)) if row is not None else set()

        def far(item: tuple[str, tuple[str, Any]]) -> tuple[Any, ...]:
            one, (_, found) = item
            return one not in own, one not in named, one not in around, -_alike(model, found), one

        return [one for one, _ in sorted(rows.items(), key=far)][:3]

    def _row(self) -> BaseModel | None:
        """Return the row that the finding stands in."""
        steps = self.finding.path.split(".")
        while steps:
            if steps[-1].isdigit() and self._there(".".join(steps)):
                found = value_at(self.whole, ".".join(steps))
                return found if isinstance(found, BaseModel) else None
            steps.pop()
        return None

    def _with_words(self, plain: dict[str, Any], bare: str) -> dict[str, Any]:
        """Return a row with the word of a list of words, or the places, that the finding names for the source's."""
        named = self._named()
        made = dict(plain)
        for key, value in plain.items():
            known = key_at(key_of(f"{bare}.{key}"))
            if known is None:
                continue
            said = [w for w in known.words if w in named]
            if said and not known.many and value not in said:
                made[key] = said[0]
            if known.many and known.refers == ("place",):
                places = [p.id for p in self.whole.places or () if p.id in named]
                made[key] = places or value
        return made

    def _new_id(self, name: str) -> str:
        taken = {row.id for section in KINDS.values() for row in getattr(self.whole, section) or ()}
        taken |= {
            row.id
            for s in ("exits", "phases", "steps", "aid", "assets")
            for row in getattr(self.whole, s) or ()
            if row.id
        }
        return next(one for n in range(len(taken) + 2) if (one := f"{name}-{n}" if n else name) not in taken)

    def _strike(self, places: Sequence[str]) -> Iterator[Offer]:
        """Yield the striking of the rows in which places stand, where no other clause names them."""
        for path in places:
            steps = path.split(".")
            while steps and not steps[-1].isdigit():
                steps.pop()
            row = ".".join(steps)
            if steps and self._there(row) and not self._is_named(value_at(self.whole, row)):
                yield Offer("drop", row)

    def _is_named(self, row: Any) -> bool:
        name = getattr(row, "id", None)
        return name is not None and any(other == name for _, other, _ in references(self.whole))

    def _beside(self) -> Iterator[Offer]:
        """Yield other values of the keys that the finding read beside its places: words, flags, lists and holders."""
        near = set(self._places())
        for path in sorted(self.finding.reads):
            if "+" in path or path in near or not self._there(path):
                continue
            known = key_at(key_of(path))
            above, _, key = path.rpartition(".")
            if known is None or known.below is not None or key.isdigit():
                continue
            if known.form == "text" and not (known.words or known.mapped):
                continue
            value = value_at(self.whole, path)
            if not isinstance(value, Blank) or known.form == "flag" or known.mapped:
                yield from (Offer(self._op(path), above, ((key, v),)) for v in self._values(path, known, value))


_NONE_IS_MEANT = ("amnesty", "immunity", "ceiling_lifted_by", "settlement", "secession_bar")
_SUBJECT_KEYS = ("from", "into", "force", "power", "actor", "to", "for", "pool", "unit", "body", "who", "of", "parent")


_ATTRIBUTES = {"from": "from_", "for": "for_"}


def _is_origin(name: str, kinds: tuple[str, ...]) -> bool:
    return "origin" in kinds and name in ORIGINS


def _with_share(now: dict[str, Any], key: str, share: float, known: SchemaKey) -> dict[str, Any] | None:
    """Return a map with one share changed; where the shares fill the whole the others take or give the difference.

    Men who no longer come from the only origin named come from recruits. None where nobody named could take the rest.
    """
    made = {**now, key: share}
    whole = known.quantity is not None and known.quantity.closes
    if not whole or not all(isinstance(v, int | float) for v in now.values()) or abs(sum(now.values()) - 1) > 1e-6:
        return made
    others = sum(v for k, v in now.items() if k != key)
    if others:
        return made | {k: round(v * (1 - share) / others, 4) for k, v in now.items() if k != key}
    return made | {"recruits": round(1 - share, 4)} if "origin" in known.refers else None


def _subjects(row: BaseModel) -> set[str]:
    """Return the keys that say what a row is about: they are no part of what is grafted onto it."""
    return {
        key
        for key in _SUBJECT_KEYS
        if not isinstance(getattr(row, f"{key}_" if key == "from" else key, Blank.ABSENT), Blank)
    }


@cache
def model_law() -> Charter:
    """Return the example law, whose clauses are offered where the charter has none."""
    from tether.charter.library import historical

    return historical("example-guard-law")


@cache
def _fragment(text: str) -> Charter:
    return charter_from_text(text, "snippet", fragment=True)


def _bare(path: str) -> tuple[str, ...]:
    return tuple(step for step in path.split(".") if not step.isdigit())


def _bare_key(key: Any) -> str:
    return ".".join(str(step) for step in key)


def _found(part: Any, steps: Sequence[str]) -> Iterator[Any]:
    """Yield what stands at a path without positions, of every row on the way."""
    if isinstance(part, Blank):
        return
    if not steps:
        yield part
        return
    for one in part if isinstance(part, tuple) else (part,):
        if isinstance(one, BaseModel):
            try:
                below = value_at(one, steps[0])
            except KeyError:
                continue
            yield from _found(below, steps[1:])


def _plain(value: Any) -> Any:
    """Return a value of a charter as its text would write it."""
    if isinstance(value, Blank):
        return value.value
    if isinstance(value, When):
        return str(value) if " to " not in str(value) else {"lo": value.lo.isoformat(), "hi": value.hi.isoformat()}
    if isinstance(value, Number):
        if value.exact:
            return int(value.lo) if value.lo == int(value.lo) else value.lo
        return {k: v for k, v in (("v", value.v), ("lo", value.lo), ("hi", value.hi)) if v is not None}
    if isinstance(value, BaseModel):
        dumped = {f.alias or n: getattr(value, n) for n, f in type(value).model_fields.items()}
        return {k: _plain(v) for k, v in dumped.items() if v is not Blank.ABSENT}
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, tuple) else plain_values(value)


def _lists(words: Sequence[str], value: Any) -> Iterator[list[str]]:
    """Yield a list of words with one more, with one less, and with one alone."""
    now = list(value) if isinstance(value, tuple) else []
    if not all(isinstance(w, str) for w in now):
        return
    yield from ([*now, word] for word in words if word not in now)
    yield from ([w for w in now if w != word] for word in now if len(now) > 1)


def _renamed(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {ids.get(k, k): _renamed(v, ids) for k, v in value.items()}
    if isinstance(value, list):
        return [_renamed(v, ids) for v in value]
    return ids.get(value, value) if isinstance(value, str) else value


def _ids_within(part: BaseModel | None) -> Iterator[str]:
    if part is not None:
        yield from (name for _, name, _ in references(part))
        if isinstance(getattr(part, "id", None), str):
            yield part.id  # type: ignore[attr-defined]


def _alike(one: Any, other: Any) -> int:
    """Return in how many words two declared rows are alike; offices of state come first for one not declared."""
    if one is None:
        return 2 * (getattr(other, "state", None) is True) - 3 * (getattr(other, "head", None) is True)
    keys = ("kind", "level", "state", "head", "civil", "status", "local")
    return sum(getattr(one, k, None) == getattr(other, k, None) for k in keys)


def _start_of(charter: Charter) -> date | None:
    """Return the day on which a charter starts, else that on which it was drafted."""
    for path in ("meta.starts", "meta.drafted"):
        day = value_at(charter, path)
        if isinstance(day, When):
            return day.lo
    return None


def _shifted(value: Any, theirs: date | None, ours: date | None) -> Any:
    """Return a row of a source with its days as far from the charter's start as they are from the source's."""
    if theirs is None or ours is None:
        return value
    if isinstance(value, dict):
        return {key: _shifted(below, theirs, ours) for key, below in value.items()}
    if isinstance(value, list):
        return [_shifted(below, theirs, ours) for below in value]
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return (date.fromisoformat(value) + (ours - theirs)).isoformat()
    return value


def _after(day: date, years: int) -> date:
    return date(day.year + years, day.month, min(day.day, 28))


def _without_own_figures(row: dict[str, Any], path: str) -> dict[str, Any]:
    """Return a row of a source without the heads and sums of money that say nothing outside their own text.

    What is empty without them is left out too: an empty clause says nothing.
    """
    made = {}
    for key, value in row.items():
        known = key_at(key_of(f"{path}.{key}"))
        if known is not None and known.quantity is not None and known.quantity.unit in UNSETTLED:
            continue
        below = _without_own_figures(value, f"{path}.{key}") if isinstance(value, dict) else value
        if below != {}:
            made[key] = below
    return made


def _keys_read(path: str, reads: frozenset[str]) -> list[str]:
    """Return the keys of a row that were read, in order."""
    start = f"{path}."
    return sorted({read[len(start) :].split(".")[0] for read in reads if read.startswith(start)})

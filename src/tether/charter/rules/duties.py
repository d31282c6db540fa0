"""DUT: what a design of its kind must speak of, from ``duties.csv``: one row, one rule.

    duties_of(("guard",))                          # the rows that are due, in the order of the table
    speaks(charter, "powers[power=arrest].grant")  # True · False · UNKNOWN

A charter *speaks of* a thing where it writes a value, or ``none`` (it says that there is none); ``unknown`` is a
question, and an absent key is silence. Read closed, silence is an error, told in one checklist apart from the faults of
what is written; read openly it is a question, since the text seen does not say. An option laid over a status quo (an
overlay) is not asked: what it leaves out, the status quo says.

A row's ``speaks`` names paths, any of which will do: ``pay.payer`` is that key in any row of ``pay``,
``powers[power=arrest|detain]`` a row with one of these words, ``forces[own].places`` the forces that the design raises
or fills. ``kinds`` are the kinds of design (``kinds.csv``) for which it is due; ``any`` marks what is asked of a design
whose kind nobody can tell. To add a duty: a row with its reason and source, and a snippet that passes.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, partial
from importlib.resources import files
from typing import Any, cast

from pydantic import BaseModel

from tether.charter.findings import RuleVerdict, cannot_tell, fires, quiet
from tether.charter.kinds import kind_names, kinds_of
from tether.charter.paths import names_of
from tether.charter.reading import Design
from tether.charter.rules.rule import Addressee, Rule
from tether.charter.schema import Charter
from tether.charter.values import UNKNOWN, Blank, Number, When

ANY_KIND = "any"
FAMILY = "DUT"


@dataclass(frozen=True)
class Duty:
    """One thing that designs of some kinds must speak of."""

    code: str
    thing: str  # "who screens those who enter"
    question: str
    asks: str
    speaks: tuple[str, ...]
    kinds: tuple[str, ...]
    reason: str
    source: str
    second: str
    passes: str

    @cached_property
    def prefixes(self) -> tuple[tuple[str, ...], ...]:
        """The paths of its clauses without rows: ("pay", "roll")."""
        return tuple(tuple(name for name, _ in _steps(path)) for path in self.speaks)


@cache
def duties() -> tuple[Duty, ...]:
    """Return the table, in its order."""
    text = (files("tether.charter") / "duties.csv").read_text("utf-8")
    return tuple(_duty(row) for row in csv.DictReader(text.splitlines()))


def _duty(row: dict[str, str]) -> Duty:
    paths = re.split(r"\|(?![^\[]*\])", row.pop("speaks"))  # at the bars outside brackets
    return Duty(speaks=tuple(paths), kinds=tuple(row.pop("kinds").split()), **row)


def duties_of(kinds: tuple[str, ...]) -> tuple[Duty, ...]:
    """Return what a design of these kinds must speak of; without a kind, what every force must."""
    wanted = set(kinds) or {ANY_KIND}
    return tuple(duty for duty in duties() if wanted & set(duty.kinds))


def due(design: Design) -> tuple[Duty, ...]:
    """Return what this design must speak of: nothing for an overlay, and for a fragment that says nothing of itself."""
    if design.at("meta.overlay") or (design.open_world and isinstance(design.charter.meta, Blank)):
        return ()
    return duties_of(kinds_of(design).names)


def speaks(charter: Charter, path: str) -> Any:
    """Whether the charter speaks of a path: True, False, or UNKNOWN where all it says is ``unknown``."""
    values = list(_values(charter, charter, _steps(path)))
    if any(not isinstance(v, Blank) or v is Blank.NONE for v in values):
        return True
    return UNKNOWN if UNKNOWN in values else False


def _steps(path: str) -> list[tuple[str, str]]:
    return re.findall(r"(\w+)(?:\[([^\]]*)\])?", path)


def _values(charter: Charter, here: Any, steps: list[tuple[str, str]]) -> Iterator[Any]:
    """Yield what is written at a path: values and blanks, of every row that the path admits."""
    if isinstance(here, Blank) or not steps:
        yield here
        return
    (name, wanted), rest = steps[0], steps[1:]
    value = _field(here, name)
    if not (isinstance(value, tuple) and value and isinstance(value[0], BaseModel)):
        yield from _values(charter, value, rest if not isinstance(value, tuple | Number | When) else [])
        return
    for row in value:
        if _admitted(charter, row, wanted):
            yield from _values(charter, row, rest)


def _admitted(charter: Charter, row: Any, wanted: str) -> bool:
    if wanted == "own":
        return row.id in _own(charter)
    key, _, words = wanted.partition("=")
    return not wanted or _field(row, key) in words.split("|")


def _field(part: BaseModel, key: str) -> Any:
    return getattr(part, names_of(type(part))[key])


def _own(charter: Charter) -> set[str]:
    """Return the forces that the design raises or fills; all of them where it marks none."""
    forces = charter.forces or ()
    fed = {s.into for s in charter.induction or () if isinstance(s.into, str)}
    own = {f.id for f in forces if f.status == "new" or f.id in fed}
    return own or {f.id for f in forces}


def where_written(charter: Charter, path: str) -> str:
    """Return the path at which an absent clause would stand: ``pay.0.roll`` where pay has rows, else ``pay``."""
    here: Any = charter
    found: list[str] = []
    for name, wanted in _steps(path):
        value = _field(here, name)
        found.append(name)
        if isinstance(value, Blank | Number | When):
            break
        if isinstance(value, tuple):
            rows = [n for n, row in enumerate(value) if isinstance(row, BaseModel) and _admitted(charter, row, wanted)]
            found.append(str(rows[0] if rows else len(value)))
            if not rows:
                break
            value = value[rows[0]]
        here = value
    return ".".join(found)


def _check(duty: Duty, design: Design) -> Iterator[RuleVerdict]:
    """Look for any clause that speaks of the thing."""
    if duty not in due(design):
        return
    said = {path: speaks(design.charter, path) for path in duty.speaks}
    at = where_written(design.charter, duty.speaks[0])
    if True in said.values():
        yield quiet(next(where_written(design.charter, path) for path, found in said.items() if found is True))
    elif UNKNOWN in said.values():
        at = next(where_written(design.charter, path) for path, found in said.items() if found is UNKNOWN)
        yield cannot_tell(at, duty.question)
    elif design.open_world:
        yield cannot_tell(at, duty.question)
    else:
        yield fires(at, f"the charter does not say {duty.thing}")


@cache
def duty_rules() -> tuple[Rule, ...]:
    """Return a rule for each row of the table."""
    return tuple(_rule(duty) for duty in duties())


def _rule(duty: Duty) -> Rule:
    kinds = [kind_names()[k][0] for k in duty.kinds if k != ANY_KIND]
    check = partial(_check, duty)
    asked = ", ".join(kinds)
    check.__doc__ = (
        f"Whether a clause says {duty.thing}; any word there answers it, a bare figure too; asked of: {asked}."
    )
    keys = " or ".join(dict.fromkeys(path.split("[")[0] for path in duty.speaks))
    return Rule(
        code=duty.code,
        severity="error",
        statement=f"The charter says {duty.thing}",
        words="",
        source=f"judged: {duty.reason}",
        second=f"{duty.source}; {duty.second}",
        evidence="normative",
        remedy=f"Write it under {keys}; where there is none, write none.",
        fails=f"meta: {{kind: [{duty.kinds[0]}]}}",
        passes=f"meta: {{kind: [{duty.kinds[0]}]}}\n{duty.passes}",
        check=check,
        asks=cast(Addressee, duty.asks),
    )

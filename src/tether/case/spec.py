"""``case.yaml``: what a case is, read with places, every problem at once.

    id, title, country (a shipped id or the path of a theatre.yaml), question, cut_off (last month it may know),
    retrospective, events {pack | file | data, …}, horizon_months, seed, sizes {points, particles, block, filter},
    roles {militias, insurgent, state}, status_quo, charters [...], request, worlds, roster, lang

Unknown keys are errors. To add a key: one row in ``KEYS`` and a field of ``CaseSpec``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tether.documents.yaml_file import YamlFile, key_of, read_yaml
from tether.errors import Problems, did_you_mean
from tether.evidence.calendar import Month, month
from tether.order.setting import Roles
from tether.randomness.sizes import Sizes

FILTER = 4096  # particles per place while filtering


@dataclass(frozen=True)
class CaseSpec:
    """A case as written. ``folder`` is where its files lie."""

    id: str
    country: str
    cut_off: Month
    events: Mapping[str, Any]
    folder: Path
    title: str = ""
    question: str = ""
    retrospective: bool = True
    horizon_months: int = 36
    seed: int = 0
    sizes: Sizes = field(default_factory=Sizes)
    filter: int = FILTER
    roles: Roles = field(default_factory=Roles)
    status_quo: str = "status-quo"
    charters: tuple[str, ...] = ()
    request: str = ""
    worlds: str = ""
    roster: str = ""
    lang: str = "en"

    def resolved(self) -> dict[str, Any]:
        """Return the case as plain data, defaults filled in: what the manifest keeps."""
        sizes = {"points": self.sizes.points, "particles": self.sizes.particles, "block": self.sizes.block}
        roles = {
            "militias": list(self.roles.militias),
            "insurgent": self.roles.insurgent,
            "state": list(self.roles.state),
        }
        return {
            **{n: getattr(self, n) for n in ("id", "title", "country", "question", "retrospective", "horizon_months")},
            **{n: getattr(self, n) for n in ("seed", "status_quo", "lang")},
            "cut_off": str(self.cut_off),
            "events": dict(self.events),
            "sizes": {**sizes, "filter": self.filter},
            "roles": roles,
            "charters": list(self.charters),
            **({"request": self.request} if self.request else {}),
            **({"worlds": Path(self.worlds).name} if self.worlds else {}),
            **({"roster": self.roster} if self.roster else {}),
        }


def read_spec(path: Path) -> CaseSpec:
    """Read a case file; raises ``InputError`` with every problem, located."""
    text = read_yaml(path, "a case (YAML)")
    problems = Problems(str(path))
    problems.extend(text.problems)
    tree = text.tree if isinstance(text.tree, dict) else {}
    if not tree:
        problems.add("no keys", line=1, expected="a case: id, country, cut_off, events, …")
    for name in tree:
        if name not in KEYS:
            _at(problems, text, name, f"unknown key '{name}'", remedy=did_you_mean(str(name), KEYS))
    for name in ("id", "country", "cut_off", "events"):
        if tree and name not in tree:
            problems.add(f"no '{name}'", line=1, path=name, expected=KEYS[name][1])
    values = {n: _read(problems, text, n, v) for n, v in tree.items() if n in KEYS}
    problems.raise_if_any()
    sizes = values.pop("sizes", {})
    drawn = {k: v for k, v in sizes.items() if k != "filter"}
    return CaseSpec(**values, folder=path.parent, sizes=Sizes(**drawn), filter=sizes.get("filter", FILTER))


def _read(problems: Problems, text: YamlFile, name: str, value: Any) -> Any:
    reader, expected = KEYS[name]
    try:
        return reader(value)
    except (ValueError, TypeError, KeyError) as error:
        detail = f" ({error})" if str(error) and name in ("sizes", "roles") else ""
        _at(problems, text, name, f"{value!r}{detail}", expected=expected)
        return None


def _at(problems: Problems, text: YamlFile, path: str, found: str, **more: str) -> None:
    mark = text.position(key_of(path))
    problems.add(found, line=mark.key_line, column=mark.key_column, path=path, **more)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return " ".join(value.split())


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, tuple | list):
        raise TypeError
    return tuple(_text(v) for v in value)


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError
        return value

    return read


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _month(value: Any) -> Month:
    text = str(value)
    if len(text) < 7 or text[4] != "-":
        raise ValueError
    return month(text)


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not value:
        raise TypeError
    return value


def _sizes(value: Any) -> dict[str, int]:
    known = {"points": (2, 65536), "particles": (1, 4096), "block": (1, 65536), "filter": (64, 1_000_000)}
    given = _mapping(value)
    for name in given:
        if name not in known:
            raise ValueError(f"unknown size '{name}': {did_you_mean(str(name), known)}")
    sizes = {n: _whole(*known[n])(v) for n, v in given.items()}
    points, block = sizes.get("points", 256), sizes.get("block", 64)
    if points & (points - 1):
        raise ValueError("points must be a power of two")
    if points % block:
        raise ValueError("points must be divisible by block")
    return sizes


def _roles(value: Any) -> Roles:
    given = _mapping(value)
    for name in given:
        if name not in ("militias", "insurgent", "state"):
            raise ValueError(f"unknown role '{name}': {did_you_mean(str(name), ('militias', 'insurgent', 'state'))}")
    return Roles(_texts(given.get("militias", ())), str(given.get("insurgent", "")), _texts(given.get("state", ())))


KEYS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "id": (_text, "a short name such as iraq-2015"),
    "title": (_text, "a title"),
    "country": (_text, "a shipped country or the path of a theatre.yaml"),
    "question": (_text, "the case's question in a sentence or two"),
    "cut_off": (_month, "a month as YYYY-MM"),
    "retrospective": (_flag, "true or false"),
    "events": (_mapping, "{pack: NAME}, {file: PATH} or {data: NAME}"),
    "horizon_months": (_whole(1, 120), "a whole number of months from 1 to 120"),
    "seed": (_whole(0, 2**31 - 1), "a whole number from 0"),
    "sizes": (_sizes, "{points: a power of two, particles, block, filter}, points divisible by block"),
    "roles": (_roles, "{militias: [...], insurgent: ID, state: [...]}"),
    "status_quo": (_text, "the name of a file in charters/"),
    "charters": (_texts, "a list of names of files in charters/"),
    "request": (_text, "a file name"),
    "worlds": (_text, "the name of a file of beliefs, such as worlds.yaml"),
    "roster": (_text, "the file name of a roster of volunteers: .csv, .parquet or .xlsx"),
    "lang": (_text, "a language code"),
}

"""Dated designs, coded twice before any score was computed: who enters how, what is shared, who stands behind it.

    cases = dated_designs()                  # the frozen base, refused where it was changed after the freeze
    cases = read_designs("my-designs.yaml")  # a file of your own, scored with the shipped numbers
    agreement()                              # how often the two codings say the same, Cohen's kappa by field

A design is a country, a month and six fields: ``entry``, ``sharing``, ``exits``, ``patrons``, ``enforcement``,
``context``. ``designs.yaml`` holds what each provided, its sources, and a first coding with tags (S seen, R recalled);
``designs_second.csv`` a second one, made from the words alone. ``frozen.json`` holds the hash of both files and the
comparisons that were fixed with them (``CONTRASTS``): scores carry the same hash, and a test compares the three.

A file of your own may be written in three forms: as ``designs.yaml`` (``first`` or ``f``; values bare or with a tag),
as ``cases.yaml`` (``start``, ``f`` with ``mode``, ``patron``, ``third_party``; the country is read from ``country`` or
from the words before " - " in the name), or as CSV with columns id, name, country, month, sources and any field.
What can't be scored honestly is refused, all of it at once; what can be scored with a caution is listed in ``notes``.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import Field

from tether.documents.csv_file import check_csv
from tether.documents.models import Shape, Words, root_of, shown, validated
from tether.documents.spelling import key_of
from tether.documents.yaml_file import YamlFile, read_yaml
from tether.errors import InputError, Problem, Problems, did_you_mean
from tether.evidence.countries import lookup, unknown_country

FIELDS: dict[str, tuple[str, ...]] = {
    "entry": ("individual", "whole-unit", "sub-unit", "mixed", "none", "unknown"),
    "sharing": ("centre", "local", "both", "none", "unknown"),
    "exits": ("jobs", "cash", "mixed", "none", "unknown"),
    "patrons": ("none", "aligned", "competing", "multiple", "unknown"),
    "enforcement": ("none", "light", "heavy", "unknown"),
    "context": ("ongoing", "post", "unknown"),
}
MEANINGS = {
    "entry": "how men enter",
    "sharing": "power-sharing",
    "exits": "ways out",
    "patrons": "outside backers",
    "enforcement": "outside force",
    "context": "whether the war was on",
}


@dataclass(frozen=True)
class DesignContrast:
    """One comparison fixed with the freeze: designs whose ``field`` is in ``one`` against those in ``other``."""

    id: str
    field: str
    one: tuple[str, ...]
    other: tuple[str, ...]
    one_said: str
    other_said: str

    def side(self, codes: Mapping[str, str]) -> int | None:
        """Return 1 or 0 for the side that a coding stands on; None where on neither."""
        value = codes.get(self.field, "unknown")
        return 1 if value in self.one else 0 if value in self.other else None


CONTRASTS = (
    DesignContrast(
        "entry", "entry", ("whole-unit", "sub-unit"), ("individual",), "men enter in units", "men enter one by one"
    ),
    DesignContrast(
        "sharing", "sharing", ("centre", "local", "both"), ("none",), "power is shared", "no power is shared"
    ),
    DesignContrast(
        "exits", "exits", ("jobs", "cash", "mixed"), ("none",), "there are ways out", "there are no ways out"
    ),
    DesignContrast(
        "patrons",
        "patrons",
        ("competing", "multiple"),
        ("none", "aligned"),
        "outside backers compete",
        "no backers, or they stand behind it",
    ),
    DesignContrast(
        "enforcement",
        "enforcement",
        ("heavy",),
        ("none", "light"),
        "an outside force is strong",
        "it is light or absent",
    ),
)


@dataclass(frozen=True)
class DatedDesign:
    """One design: ``month`` as YYYY-MM, ``codes`` by field, ``tags`` S or R, ``country`` as UCDP writes it."""

    id: str
    name: str
    country: str
    month: str
    says: str
    sources: tuple[str, ...]
    codes: dict[str, str]
    tags: dict[str, str]


@dataclass(frozen=True)
class DesignFile:
    """Designs of a file, and what was widened or read with a caution."""

    designs: tuple[DatedDesign, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class FieldAgreement:
    """How two codings of a field agree: over all designs, and where both say something."""

    field: str
    designs: int
    same: float
    kappa: float
    both_known: int
    same_where_known: float


# --- the frozen base --------------------------------------------------------------------------------------------------


def _shipped(name: str) -> Path:
    return Path(str(files("tether.precedents"))) / name


def freeze_hash(first: bytes | None = None, second: bytes | None = None) -> str:
    """Return the hash of both codings and of the comparisons, as the files stand (or of the bytes given)."""
    parts = (
        _shipped("designs.yaml").read_bytes() if first is None else first,
        _shipped("designs_second.csv").read_bytes() if second is None else second,
        repr([(c.id, c.field, c.one, c.other) for c in CONTRASTS]).encode(),
    )
    return hashlib.sha256(b"".join(hashlib.sha256(p).digest() for p in parts)).hexdigest()


def frozen_hash() -> str:
    """Return the hash that was written down when the coding was frozen."""
    return str(json.loads(_shipped("frozen.json").read_text("utf-8"))["sha256"])


def check_frozen() -> None:
    """Refuse a base that was changed after the freeze."""
    if freeze_hash() != frozen_hash():
        raise InputError(
            Problem(
                "the coding was changed after it was frozen",
                where="designs.yaml",
                expected="the hash in frozen.json",
                remedy="take the change back, or give the changed designs as a file of their own with --cases",
            )
        )


@cache
def dated_designs() -> tuple[DatedDesign, ...]:
    """Return the frozen designs by country and month, first coding."""
    check_frozen()
    return read_designs(_shipped("designs.yaml"), "designs.yaml").designs


@cache
def second_coding() -> dict[str, dict[str, str]]:
    """Return the second coding: field to value, by design."""
    rows = csv.DictReader(_shipped("designs_second.csv").read_text("utf-8").splitlines())
    return {row.pop("id"): dict(row) for row in rows}


def agreement() -> tuple[FieldAgreement, ...]:
    """Return how the two codings agree, by field."""
    second = second_coding()
    return tuple(
        agreement_of(field, [(d.codes[field], second[d.id][field]) for d in dated_designs()]) for field in FIELDS
    )


def agreement_of(field: str, pairs: list[tuple[str, str]]) -> FieldAgreement:
    """Return agreement and Cohen's kappa, (p − e) / (1 − e), of pairs of codes."""
    count = len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    same = sum(a == b for a, b in pairs) / count
    chance = sum(first[v] * second[v] for v in first) / count**2
    known = [(a, b) for a, b in pairs if "unknown" not in (a, b)]
    kappa = (same - chance) / (1 - chance) if chance < 1 else 1.0
    return FieldAgreement(field, count, same, kappa, len(known), sum(a == b for a, b in known) / max(len(known), 1))


# --- a file of designs ---------------------------------------------------------------------------------------------

HOUSE = {"mode": "entry", "patron": "patrons", "third_party": "enforcement"}  # names in cases.yaml
RENAMED = {("entry", "individual-paper"): "mixed", ("entry", "n/a"): "unknown"}
MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")


class DesignRow(Shape):
    """A design as written; ``first`` and ``f`` are the same, ``month`` and ``start`` too."""

    id: Words
    name: Words = ""
    country: Words = ""
    month: Words = ""
    start: Words = ""
    says: str = ""
    text: str = ""
    sources: tuple[str, ...] = ()
    src: tuple[str, ...] = ()
    first: dict[str, Any] = Field(default_factory=dict)
    f: dict[str, Any] = Field(default_factory=dict)
    o: dict[str, Any] = Field(default_factory=dict)
    conf: str = ""


def read_designs(path: Path | str, name: str = "") -> DesignFile:
    """Return the designs of a YAML or CSV file by country and month; raise with every problem at once."""
    if str(path).lower().endswith(".csv"):
        rows, problems = _csv_rows(path)
    else:
        rows, problems = _yaml_rows(path, name)
    found: list[DatedDesign] = []
    notes: list[str] = []
    for line, row in rows:
        design = _design(row, line, problems, notes)
        found += [design] if design else []
    for twice in [i for i, n in Counter(d.id for d in found).items() if n > 1]:
        problems.add(f"two designs are called {twice}", expected="one id per design")
    if not rows and not problems.found:
        problems.add("no designs", expected="a list under designs: or cases:")
    problems.raise_if_any()
    return DesignFile(tuple(sorted(found, key=lambda d: (d.country, d.month, d.id))), tuple(notes))


def _yaml_rows(path: Path | str, name: str) -> tuple[list[tuple[int, DesignRow]], Problems]:
    document = read_yaml(path, "a file of designs", name=name)
    problems = Problems(document.file)
    tree = root_of(document, problems, "a file of designs")
    key = "designs" if "designs" in tree else "cases"
    for other in sorted(set(tree) - {key, "coded"}):
        problems.found.append(document.problem((other,), f"unknown key '{other}'", "designs or cases", at_key=True))
    listed = tree.get(key)
    if listed is not None and not isinstance(listed, list | tuple):
        problems.found.append(document.problem((key,), shown(listed), "a list of designs"))
    rows = []
    for number in range(len(listed) if isinstance(listed, list | tuple) else 0):
        row = validated(DesignRow, document, problems, (key, number))
        rows += [(_line(document, (key, number)), row)] if row else []
    return rows, problems


def _line(document: YamlFile, at: tuple[Any, ...]) -> int:
    return document.problem(at, "").line or 1


def _csv_rows(path: Path | str) -> tuple[list[tuple[int, DesignRow]], Problems]:
    header = check_csv(path, "a file of designs (.csv)")
    problems = Problems(str(path))
    lacking = [c for c in ("id", "country", "month") if c not in header]
    if lacking:
        problems.add(f"no column {', '.join(lacking)}", line=1, expected="id, country, month, sources and fields")
        problems.raise_if_any()
    rows = []
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, skipinitialspace=True)
        for cells in reader:
            told = {str(k).strip(): str(v or "").strip() for k, v in cells.items()}
            codes = {f: told[f] for f in (*FIELDS, *HOUSE) if told.get(f)}
            sources = tuple(s.strip() for s in told.get("sources", "").split(";") if s.strip())
            row = DesignRow(
                id=told.get("id") or f"row {reader.line_num}",
                name=told.get("name") or told.get("id") or "-",
                country=told.get("country") or "-",
                month=told.get("month") or "-",
                sources=sources,
                first=codes,
            )
            rows.append((reader.line_num, row))
    return rows, problems


def _design(row: DesignRow, line: int, problems: Problems, notes: list[str]) -> DatedDesign | None:
    before = len(problems.found)
    said = row.country or row.name.split(" - ")[0]
    country = lookup(_parts().get(key_of(said), said))
    if country is None:
        problem = unknown_country(said)
        problems.add(f"{row.id}: {problem.found}", line=line, expected=problem.expected, remedy=problem.remedy)
    month = (row.month or row.start)[:7]
    if not MONTH.fullmatch(month):
        problems.add(f"{row.id}: month '{month}'", line=line, expected="a month as YYYY-MM")
    sources = row.sources or row.src
    if not any(s.strip() for s in sources):
        problems.add(f"{row.id}: no source", line=line, expected="sources: what the coding rests on, with its date")
    codes, tags = _codes(row, line, problems, notes)
    if len(problems.found) > before or country is None:
        return None
    return DatedDesign(row.id, row.name or row.id, country.ucdp, month, row.says or row.text, sources, codes, tags)


@cache
def _parts() -> dict[str, str]:
    """Return the country that a part of one belongs to in UCDP's files, by the part's name."""
    rows = csv.DictReader(_shipped("parts.csv").read_text("utf-8").splitlines())
    return {key_of(row["part"]): row["country"] for row in rows}


def _codes(row: DesignRow, line: int, problems: Problems, notes: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the six fields of a row; other fields of the house's form are left aside."""
    codes, tags = dict.fromkeys(FIELDS, "unknown"), dict.fromkeys(FIELDS, "R")
    for written, value in {**row.f, **row.first}.items():
        field = HOUSE.get(written, written)
        if field not in FIELDS:
            continue
        code, tag = (str(value[0]), str(value[-1])) if isinstance(value, list | tuple) and value else (str(value), "R")
        renamed = RENAMED.get((field, code), "unknown" if code == "n/a" else code)
        if renamed != code:
            notes.append(f"{row.id}: {written} {code} is counted as {renamed}.")
        if renamed not in FIELDS[field]:
            problems.add(
                f"{row.id}: {written} '{code}'",
                line=line,
                expected=", ".join(FIELDS[field]),
                remedy=did_you_mean(code, FIELDS[field]),
            )
            continue
        codes[field], tags[field] = renamed, tag if tag in ("S", "R") else "R"
    return codes, tags


def countries_of(designs: Iterable[DatedDesign]) -> tuple[str, ...]:
    """Return the designs' countries in order."""
    return tuple(sorted({d.country for d in designs}))

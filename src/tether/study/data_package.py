"""What the files of a run hold, so that another program can read them: ``datapackage.json`` (Frictionless).

    package = run_package(study, folder, run_id, made)         # written into every run folder, listed in its manifest
    package = package_of(read_package(run), files)             # of an export: the same head, other files

Each table is a resource with a schema: every field has a type, a title in words, a unit and what it means, from
``fields.csv`` and, for drawn inputs, from the input itself. The head names the licence, the sources with what their
providers ask to be cited, and the country and places by their codes, which exports read. A column without a row in
``fields.csv`` is an error, so that nothing leaves undescribed: to add a column to a table, add its row.

Form: Data Package and Table Schema, version 1 of the specifications (specs.frictionlessdata.io).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from tether import __version__
from tether.decisions.inputs import DrawnInput
from tether.documents.file_list import checksum
from tether.documents.json_file import read_json
from tether.errors import InputError, Problem
from tether.evidence.countries import lookup
from tether.evidence.sources import SourceCard
from tether.futures.outcomes import ORDER_OUTCOMES, RECORD_OUTCOMES
from tether.study.futures import CaseFutures

PACKAGE = "datapackage.json"
OLDER_RUN = "an older version of Tether made this run without it; make the run again: tether brief"
TABULAR = {".csv": "text/csv", ".parquet": "application/vnd.apache.parquet"}
NETCDF = "application/netcdf"
QUANTILES = {"q025": 2.5, "q05": 5, "q10": 10, "q25": 25, "q50": 50, "q75": 75, "q90": 90, "q95": 95, "q975": 97.5}
PREFIXES = {"projection": QUANTILES, "place_projection": QUANTILES}


@dataclass(frozen=True)
class TableField:
    """One column: its name, its heading in words, its type by Table Schema, its unit, what it means."""

    name: str
    title: str
    type: str
    unit: str
    description: str

    def plain(self) -> dict[str, Any]:
        """Return the field as a schema prints it."""
        told = {k: v for k, v in asdict(self).items() if v}
        return told | ({"format": "default"} if self.type in ("date", "yearmonth") else {})


@cache
def _dictionary() -> dict[str, dict[str, TableField]]:
    """Return the fields of each table, by name."""
    found: dict[str, dict[str, TableField]] = {}
    for row in csv.DictReader((files("tether.study") / "fields.csv").read_text("utf-8").splitlines()):
        field = TableField(row["field"], row["title"], row["type"], row["unit"], row["description"])
        found.setdefault(row["table"], {})[field.name] = field
    for table, levels in PREFIXES.items():
        for name, level in levels.items():
            said = f"{level:g} % quantile of the deaths a month that are forecast under the status quo"
            found[table][name] = TableField(name, f"{level:g} % quantile", "number", "deaths a month", said)
    return found


def fields_of(
    table: str, columns: Iterable[str], drawn: Mapping[str, DrawnInput] | None = None
) -> tuple[TableField, ...]:
    """Return the fields of a table's columns, in their order.

    Raises:
        ValueError: a column that nobody describes.
    """
    known = _dictionary().get(table, {})
    inputs = {n: TableField(n, n, "number", d.unit, _meaning(d)) for n, d in (drawn or {}).items()}
    named = list(columns)
    found = {n: known.get(n) or inputs.get(n) or _outcome(n) for n in named}
    if unknown := [n for n, field in found.items() if field is None]:
        raise ValueError(f"{table}: no description of {', '.join(unknown)}; add rows to study/fields.csv")
    return tuple(field for n in named if (field := found[n]) is not None)


def _meaning(drawn: DrawnInput) -> str:
    return f"{drawn.meaning} ({drawn.label}; {drawn.source})"


def _outcome(name: str) -> TableField | None:
    """Return the field of an outcome under a pair, named OUTCOME:SPONSOR+HOST; None for any other name."""
    outcome, _, pair = name.partition(":")
    known = {o.id: o for o in (*RECORD_OUTCOMES, *ORDER_OUTCOMES)}.get(outcome)
    if known is None or not pair:
        return None
    span = "summed over the months" if known.observed else "at the horizon"
    said = f"{known.title} under {pair} (sponsor's option + host's option), {span}: mean over the world's particles"
    return TableField(name, f"{known.title}, {pair}", "number", known.unit, said)


def resource(path: Path, name: str, fields: Iterable[TableField] = (), **more: Any) -> dict[str, Any]:
    """Return one file as a resource; with ``fields`` as a table. ``name`` is its path within the package."""
    kind = path.suffix
    told: dict[str, Any] = {
        "name": name.lower().replace("/", "-").replace(".", "-").replace("_", "-"),
        "path": name,
        "format": kind.removeprefix("."),
        "mediatype": TABULAR.get(kind, NETCDF),
        "bytes": path.stat().st_size,
        "hash": f"sha256:{checksum(path)}",
        **more,
    }
    if kind == ".csv":
        told |= {"encoding": "utf-8", "dialect": {"delimiter": ",", "header": True}}
    schema = {"fields": [f.plain() for f in fields], "missingValues": [""]}
    return told | ({"profile": "tabular-data-resource", "schema": schema} if schema["fields"] else {})


def run_package(
    study: CaseFutures, folder: Path, tables: Mapping[str, Iterable[str]], drawn: Mapping[str, DrawnInput], made: str
) -> dict[str, Any]:
    """Return the package of a run: its head, and each data file that ``folder`` holds.

    ``tables``: columns of each table by the name of its file without ending, those of ``tables/`` and of the worlds.
    """
    found = []
    for path in sorted([*folder.glob("tables/*"), *folder.glob("*.parquet")]):
        fields = fields_of(path.stem, tables[path.stem], drawn)
        found.append(resource(path, path.relative_to(folder).as_posix(), fields))
    draws = folder / "draws.nc"
    if draws.is_file():
        found.append(resource(draws, draws.name, description="country draws of every outcome, with units"))
    return {**_head(study, made), "resources": found}


def package_of(head: Mapping[str, Any], form: str, resources: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the package of an export: the head of its run's, other files."""
    return {**head, "name": f"{head['name']}-{form}", "resources": [dict(r) for r in resources]}


def fields_in(package: Mapping[str, Any], table: str) -> tuple[TableField, ...]:
    """Return the fields of a table as a run's package describes them; none where it doesn't."""
    wanted = (f"{table}.csv", f"{table}.parquet")
    for told in package["resources"]:
        if isinstance(told, dict) and str(told.get("path", "")).rpartition("/")[2] in wanted:
            fields = (told.get("schema") or {}).get("fields") or ()
            keys = ("name", "title", "type", "unit", "description")
            return tuple(TableField(*(str(f.get(k, "")) for k in keys)) for f in fields if isinstance(f, dict))
    return ()


def read_package(run: Path) -> dict[str, Any]:
    """Return a run's package.

    Raises:
        InputError: the run has none, since an older version made it; or a damaged one.
    """
    path = run / PACKAGE
    if not path.is_file():
        raise InputError(Problem(f"no {PACKAGE}", str(run), expected="a run folder", remedy=OLDER_RUN))
    told = read_json(path, "the data package of a run")
    country = told.get("country") if isinstance(told, dict) else None
    fits = isinstance(country, dict) and isinstance(told.get("resources"), list) and isinstance(told.get("name"), str)
    if not fits or not all(isinstance(p, dict) and isinstance(p.get("id"), str) for p in told.get("places", [None])):
        raise InputError(
            Problem(f"no readable {PACKAGE}", str(path), expected="what tether brief wrote", remedy="run it again")
        )
    return dict(told)


def _head(study: CaseFutures, made: str) -> dict[str, Any]:
    spec, theatre = study.case.spec, study.case.theatre
    country = lookup(theatre.country.name)
    card = study.case.source[1] if spec.events else None
    places = [
        {"id": p.id, "name": p.name, **({"iso3166_2": p.iso3166_2} if p.iso3166_2 else {})} for p in theatre.places
    ]
    return {
        "profile": "data-package",
        "name": f"tether-{spec.id}",
        "title": f"Tether run of {spec.title or spec.id}",
        "description": (
            "The status quo's forecast from recorded events, and what options change under five authored theories, in "
            "assumed worlds. Counts of worlds are no probabilities. Not legal advice; not for targeting."
        ),
        "created": made,
        "version": __version__,
        "licenses": [_licence(card)] if card else [{"name": "other", "title": "as the sources of its claims"}],
        "sources": _sources(study, card),
        "cut_off": str(spec.cut_off),
        "country": {
            "id": theatre.id,
            "name": theatre.name,
            "iso3": country.iso3 if country else "",
            "gwcode": country.gw[0] if country and country.gw else None,
        },
        "places": places,
    }


def _licence(card: SourceCard) -> dict[str, str]:
    """Return the licence of the events, which their derivatives carry on."""
    name = card.licence.replace("CC BY", "CC-BY").replace(" ", "-") if card.licence.startswith("CC") else "other"
    return {
        "name": name,
        "title": card.licence or "not stated",
        **({"path": card.licence_url} if card.licence_url else {}),
    }


def _sources(study: CaseFutures, card: SourceCard | None) -> list[dict[str, str]]:
    """Return the events' source with its citation, then those of the claims in use."""
    found = [{"title": card.citation, **({"path": card.url} if card.url else {})}] if card else []
    claims = {c.source.id: c.source for c in study.case.setting.claims_used}
    return found + [
        {"title": s.cite or s.id, **({"path": s.url} if s.url.startswith("http") else {})} for s in claims.values()
    ]

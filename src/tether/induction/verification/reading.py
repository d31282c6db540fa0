"""Reading a plan folder for verification: plain tables and dictionaries, every fault of form reported together.

A certificate is believed for what it proves, so its form is strict: known columns of whole numbers and names without
gaps, cells and places that exist, JSON without NaN, infinity or a key said twice, rules in their bounds (``rules.py``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from tether.documents.cells import unguarded_table
from tether.documents.files import sweep
from tether.errors import Problems
from tether.induction.verification.rules import check_rules

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "roster.parquet": {
        **dict.fromkeys(("militia", "subunit", "home", "community", "rank", "consent", "barred"), "text"),
        **dict.fromkeys(("month", "low", "heads", "high"), "whole"),
    },
    "postings.parquet": {
        "location": "text",
        **dict.fromkeys(("cell", "battalion", "company", "month", "heads"), "whole"),
    },
    "leaving.parquet": {"cell": "whole", "exit": "text", "heads": "whole"},
    "commanders.csv": {"location": "text", "battalion": "whole", "cell": "whole"},
    "prices.parquet": {**dict.fromkeys(("objective", "family", "key", "place"), "text"), "price": "number"},
}
CLAIMS = {"version", "heads", "achieved", "bounds", "gaps", "measures", "binds"}
CONSENT = ("either", "post", "exit")
MOST = 10**9  # heads of a cell


@dataclass(frozen=True)
class Folder:
    """What a plan folder holds. ``posted`` joins postings with the traits of their cells; ``sums`` are checksums."""

    roster: pd.DataFrame
    posted: pd.DataFrame
    leaving: pd.DataFrame
    commanders: pd.DataFrame
    prices: pd.DataFrame
    rules: dict[str, Any]
    claims: dict[str, Any]
    sums: dict[str, str]

    @property
    def policy(self) -> dict[str, Any]:
        """Return the policy as written."""
        return self.rules["policy"]

    def slack(self, family: str, place: str, key: str = "") -> float:
        """Return how far a row was relaxed: whole heads, or money for the budget."""
        rows = self.policy["relaxations"]
        given = sum(r["amount"] for r in rows if r["family"] == family and r["place"] == place and r["key"] == key)
        return float(given if family in ("budget", "vetting") else round(given))


def read_folder(path: Path) -> Folder:
    """Read a plan folder; InputError names every file, column or value that is missing or broken."""
    path = Path(path)
    problems = Problems(str(path))
    if not path.exists():  # a plan that was being replaced when its writer was killed
        sweep(path.absolute().parent)
        sweep(path.absolute().parent.parent)
    if not (path / "rules.json").exists() and not (path / "postings.parquet").exists():
        below = path / "working"
        remedy = f"try {below}" if below.is_dir() else ""
        problems.add("no plan here", expected="the folder 'working' that `tether plan` writes", remedy=remedy)
        problems.raise_if_any()
    tables = {name: _table(path / name, problems) for name in COLUMNS}
    rules, claims = (read_json(path / name, problems) for name in ("rules.json", "claims.json"))
    if rules:
        check_rules(rules, problems)
    if claims:
        _check_claims(claims, problems)
    problems.raise_if_any()
    roster, postings = tables["roster.parquet"], tables["postings.parquet"]
    _check_roster(roster, rules, problems)
    for name in ("postings.parquet", "leaving.parquet", "commanders.csv"):
        cells = tables[name]["cell"]
        if len(cells) and not cells.between(0, len(roster) - 1).all():
            problems.add(
                f"cells outside 0 … {len(roster) - 1}", path=name, remedy="the roster isn't the one planned on"
            )
        if "heads" in tables[name] and (tables[name]["heads"] > MOST).any():
            problems.add(f"more than {MOST:,} heads in a line", path=name)
    problems.raise_if_any()
    traits = roster.drop(columns=["heads", "month", "low", "high"]).assign(arrival=roster["month"])
    sums = {name: hashlib.sha256((path / name).read_bytes()).hexdigest() for name in (*COLUMNS, "rules.json")}
    left, led, prices = (tables[n] for n in ("leaving.parquet", "commanders.csv", "prices.parquet"))
    return Folder(roster, postings.join(traits, on="cell"), left, led, prices, rules, claims, sums)


def read_json(path: Path, problems: Problems) -> dict[str, Any]:
    """Return the keys and values of a JSON file; a NaN, an infinity or a key said twice is a problem, noted."""
    try:
        return dict(json.loads(path.read_text("utf-8"), parse_constant=_refuse, object_pairs_hook=_once))
    except (OSError, ValueError, TypeError, RecursionError) as error:
        missing = isinstance(error, FileNotFoundError)
        said = "missing" if missing else f"unreadable ({type(error).__name__}: {error})"
        problems.add(said[:200], path=path.name, expected="a plan folder as `tether plan` writes it")
        return {}


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key '{key}' twice")
        found[key] = value
    return found


def _table(path: Path, problems: Problems) -> pd.DataFrame:
    kinds = COLUMNS[path.name]
    try:
        table = _read(path, kinds)
    except FileNotFoundError:
        problems.add("missing", path=path.name, expected="a plan folder as `tether plan` writes it")
        return pd.DataFrame()
    except Exception as error:  # pyarrow and pandas raise many kinds
        problems.add(f"unreadable ({type(error).__name__})", path=path.name)
        return pd.DataFrame()
    missing, extra = sorted(set(kinds) - set(table.columns)), sorted(set(table.columns) - set(kinds))
    if missing or extra:
        said = [f"{verb} {', '.join(map(str, names))}" for verb, names in (("lacks", missing), ("has", extra)) if names]
        problems.add(" and ".join(said), path=path.name, expected=", ".join(kinds))
        return table
    for name, kind in kinds.items():
        if not _fits(table[name], kind):
            problems.add(f"column {name}: gaps, or values of another kind", path=path.name, expected=kind)
    return table


def _read(path: Path, kinds: Mapping[str, str]) -> pd.DataFrame:
    if path.suffix == ".csv":
        texts = {n: str for n, kind in kinds.items() if kind == "text"}
        table = unguarded_table(pd.read_csv(path, dtype=texts, keep_default_na=False))
        whole = [n for n, kind in kinds.items() if kind == "whole" and n in table]
        return table if len(table) else table.astype(dict.fromkeys(whole, "int64"))
    import pyarrow.parquet as parquet

    table = parquet.read_table(path).to_pandas(ignore_metadata=True)
    for name, kind in kinds.items():
        if kind == "text" and name in table and table[name].notna().all():
            table[name] = table[name].astype(object)
    return table


def _fits(column: pd.Series, kind: str) -> bool:
    if column.isna().any():
        return False
    if kind == "text":
        return all(isinstance(v, str) for v in column.unique())
    if kind == "whole":
        return pd.api.types.is_integer_dtype(column)
    return pd.api.types.is_float_dtype(column)


def _check_claims(claims: dict[str, Any], problems: Problems) -> None:
    for key in sorted(CLAIMS - {"binds"} - set(claims)):
        problems.add(f"lacks '{key}'", path="claims.json", expected="what a plan says of itself")
    for key in sorted(set(claims) - CLAIMS):
        problems.add(f"unknown key '{key}'", path="claims.json")
    for kind in ("achieved", "bounds", "gaps"):
        said = claims.get(kind, {})
        if not isinstance(said, dict) or not all(type(v) in (int, float) for v in said.values()):
            problems.add(f"{kind}: {said!r:.60}", path="claims.json", expected="numbers by objective")
    if not isinstance(claims.get("measures", {}), dict) or not isinstance(claims.get("binds", {}), dict):
        problems.add("measures or binds", path="claims.json", expected="keys and values")


def _check_roster(roster: pd.DataFrame, rules: dict[str, Any], problems: Problems) -> None:
    """Note what can be no cell: unknown names, counts that are none, months before the first."""
    known = {
        "home": set(rules["homes"]),
        "community": set(rules["communities"]),
        "rank": set(rules["rank_order"]),
        "consent": set(CONSENT),
    }
    for column, names in known.items():
        unknown = sorted(set(roster[column].unique()) - names)
        if unknown:
            problems.add(
                f"{column}: {', '.join(map(repr, unknown[:5]))}", path="roster.parquet", expected="a known name"
            )
    if (roster.militia == "").any():
        problems.add("militia: an empty name", path="roster.parquet", expected="a name, or population")
    counted = roster[["low", "heads", "high"]]
    if (counted < 0).any(axis=None) or (counted > MOST).any(axis=None) or (roster["month"] < 0).any():
        problems.add("counts or months below zero, or no counts", path="roster.parquet", expected=f"0 to {MOST:,}")
    if ((roster.low > roster.heads) | (roster.heads > roster.high)).any():
        problems.add("heads outside their interval", path="roster.parquet", expected="low ≤ heads ≤ high")

"""Reading a plan folder for verification: plain tables and dictionaries, every fault of form reported together."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from tether.errors import Problems

COLUMNS = {
    "roster.parquet": {"militia", "subunit", "home", "community", "rank", "month", "consent", "barred", "heads"},
    "postings.parquet": {"cell", "location", "battalion", "company", "month", "heads"},
    "leaving.parquet": {"cell", "exit", "heads"},
    "commanders.csv": {"location", "battalion", "cell"},
    "prices.parquet": {"objective", "family", "key", "place", "price"},
}


@dataclass(frozen=True)
class Folder:
    """What a plan folder holds. ``posted`` joins postings with the traits of their cells."""

    roster: pd.DataFrame
    posted: pd.DataFrame
    leaving: pd.DataFrame
    commanders: pd.DataFrame
    prices: pd.DataFrame
    rules: dict[str, Any]
    claims: dict[str, Any]

    @property
    def policy(self) -> dict[str, Any]:
        """Return the policy as written."""
        return self.rules["policy"]

    def slack(self, family: str, place: str, key: str = "") -> float:
        """Return how far a row was relaxed."""
        rows = self.policy["relaxations"]
        return sum(r["amount"] for r in rows if r["family"] == family and r["place"] == place and r["key"] == key)


def read_folder(path: Path) -> Folder:
    """Read a plan folder; InputError names every file or column that is missing or broken."""
    path = Path(path)
    problems = Problems(str(path))
    if not (path / "rules.json").exists() and not (path / "postings.parquet").exists():
        below = path / "working"
        remedy = f"try {below}" if below.is_dir() else ""
        problems.add("no plan here", expected="the folder 'working' that `tether plan` writes", remedy=remedy)
        problems.raise_if_any()
    tables = {name: _table(path / name, problems) for name in COLUMNS}
    rules, claims = (_json(path / name, problems) for name in ("rules.json", "claims.json"))
    problems.raise_if_any()
    roster, postings = tables["roster.parquet"], tables["postings.parquet"].copy()
    for name in ("postings.parquet", "leaving.parquet", "commanders.csv"):
        cells = tables[name]["cell"]
        if len(cells) and not cells.between(0, len(roster) - 1).all():
            problems.add(
                f"cells outside 0 … {len(roster) - 1}", path=name, remedy="the roster isn't the one planned on"
            )
    problems.raise_if_any()
    postings["location"] = postings["location"].astype(str)
    traits = roster.drop(columns=["heads", "month"]).assign(arrival=roster["month"])
    posted = postings.join(traits, on="cell")
    return Folder(
        roster, posted, tables["leaving.parquet"], tables["commanders.csv"], tables["prices.parquet"], rules, claims
    )


def _table(path: Path, problems: Problems) -> pd.DataFrame:
    try:
        table = pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)
    except FileNotFoundError:
        problems.add("missing", path=path.name, expected="a plan folder as `tether plan` writes it")
        return pd.DataFrame()
    except Exception as error:  # pyarrow and pandas raise many kinds
        problems.add(f"unreadable ({type(error).__name__})", path=path.name)
        return pd.DataFrame()
    missing = COLUMNS[path.name] - set(table.columns)
    if missing:
        problems.add(f"lacks {', '.join(sorted(missing))}", path=path.name)
    return table


def _json(path: Path, problems: Problems) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError) as error:
        said = "missing" if isinstance(error, FileNotFoundError) else f"unreadable ({type(error).__name__})"
        problems.add(said, path=path.name, expected="a plan folder as `tether plan` writes it")
        return {}

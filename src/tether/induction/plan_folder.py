"""Files: the working folder of a plan, local and restricted, enough for ``tether verify-plan`` and nothing published.

    RESTRICTED.txt       what this is and who must not get it
    roster.parquet       cells by name with counts: the input, no persons
    rules.json           policy, units, homes: every number that the rows are made of
    postings.parquet     heads by cell, location, battalion, company and month of intake
    leaving.parquet      heads by cell and exit, "" = unplaced
    commanders.csv       one line per battalion led from the roster
    prices.parquet       objective, family, key, place, price: the dual vector of the certificate
    claims.json          what the plan says of itself: objectives, bounds, gaps, measures, and what it is bound to
    manifest.json        every file with checksum and size, under the seal in manifest.sha256

``binds`` in claims.json names the charter and the roster that were planned by their checksums, and the checksum of each
file above that the certificate is about. A measure that is not defined is null (``measures.UNDEFINED`` says why).

A folder is written under a temporary name and put in place whole. Nothing else of a roster is ever stored.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from tether import __version__
from tether.documents.cells import csv_text
from tether.documents.file_list import checksum
from tether.documents.files import replacing_folder
from tether.documents.plain_json import without_nan
from tether.induction.cells import CONSENT, RosterCells
from tether.induction.deal import frame_of
from tether.induction.plan import Plan
from tether.induction.problem import Intake

WARNING = """RESTRICTED: working file of an induction plan.

It counts volunteers in cells small enough to point at people. Keep it on the machine where the plan is made.
No party to a conflict may be its sole user. See INTENDED_USE.md.
"""
BOUND = ("roster.parquet", "rules.json", "postings.parquet", "leaving.parquet", "commanders.csv", "prices.parquet")
KEYED = {
    "bloc": "militia",
    "officers": "militia",
    "shares": "militia",
    "subunit": "subunit",
    "rank_low": "rank",
    "rank_high": "rank",
    "community_low": "community",
    "community_high": "community",
}


def write_plan(
    plan: Plan,
    folder: Path,
    binds: Mapping[str, Any] = MappingProxyType({}),
    beside: Mapping[str, str] = MappingProxyType({}),
) -> Path:
    """Write the working folder; replaces an older one of the same name only when complete.

    ``binds``: the charter and the roster that were planned, as the certificate names them; ``beside``: further files.
    """
    folder = Path(folder)
    with replacing_folder(folder, "working folder of a plan", {"plan": dict(binds)}) as draft:
        (draft / "RESTRICTED.txt").write_text(WARNING, "utf-8")
        roster_table(plan.intake.cells).to_parquet(draft / "roster.parquet")
        (draft / "rules.json").write_text(json.dumps(rules_of(plan.intake), indent=1, allow_nan=False), "utf-8")
        postings_table(plan).to_parquet(draft / "postings.parquet")
        leaving_table(plan).to_parquet(draft / "leaving.parquet")
        (draft / "commanders.csv").write_text(csv_text(commanders_table(plan)), "utf-8")
        prices_table(plan).to_parquet(draft / "prices.parquet")
        bound = {**binds, "files": {name: checksum(draft / name) for name in BOUND}}
        claims, _ = without_nan({**claims_of(plan), "binds": bound})
        (draft / "claims.json").write_text(json.dumps(claims, indent=1, allow_nan=False), "utf-8")
        for name, text in beside.items():
            (draft / name).write_text(text, "utf-8")
    return folder


def roster_table(cells: RosterCells) -> pd.DataFrame:
    """Return the cells with names, one row per cell, in the order of their numbers."""
    bars = np.array([";".join(sorted(b)) for b in cells.bars], dtype=object)
    return pd.DataFrame(
        {
            "militia": np.array(cells.militias, object)[cells.militia],
            "subunit": np.array(cells.subunits, object)[cells.subunit],
            "home": np.array(cells.homes, object)[cells.home],
            "community": np.array(cells.communities, object)[cells.community],
            "rank": np.array(cells.ranks, object)[cells.rank],
            "month": cells.month,
            "consent": np.array(CONSENT, object)[cells.consent],
            "barred": bars[cells.bar],
            "low": cells.low,
            "heads": cells.heads,
            "high": cells.high,
        }
    )


def rules_of(intake: Intake) -> dict[str, Any]:
    """Return policy, units and homes as plain values."""
    homes = intake.homes
    return {
        "policy": asdict(intake.policy),
        "types": [asdict(t) for t in intake.units.types],
        "locations": [asdict(place) for place in intake.units.locations],
        "ranks": [asdict(r) for r in intake.ranks],
        "rank_order": list(intake.cells.ranks),
        "communities": list(intake.cells.communities),
        "homes": dict(homes.province_of),
        "neighbours": {k: sorted(v) for k, v in homes.neighbours.items()},
    }


def postings_table(plan: Plan) -> pd.DataFrame:
    """Return heads by cell, location, battalion (1, 2, … at the location), company (1, 2, …) and month."""
    roll, frame = plan.roll, frame_of(plan.intake)
    first = np.searchsorted(frame.battalion, np.arange(len(frame.location)))
    keys = np.stack([roll.cell, roll.location, roll.battalion, roll.company, plan.schedule.month], 1)
    sizes = keys.max(0, initial=0) + 1
    code = np.zeros(len(keys), np.int64)
    for column, size in zip(keys.T, sizes, strict=True):
        code = code * size + column
    _, at, heads = np.unique(code, return_index=True, return_counts=True)
    cell, location, battalion, company, month = keys[at].T
    names = pd.Categorical(np.array([p.id for p in plan.intake.units.locations], object)[location])
    return pd.DataFrame(
        {
            "cell": cell.astype(np.int32),
            "location": names,
            "battalion": (battalion - frame.first[location] + 1).astype(np.int16),
            "company": (company - first[battalion] + 1).astype(np.int16),
            "month": month.astype(np.int16),
            "heads": heads.astype(np.int32),
        }
    )


def leaving_table(plan: Plan) -> pd.DataFrame:
    """Return heads by cell and exit; exit "" are those without a place."""
    kinds = [e.id or e.kind for e in plan.intake.policy.exits]
    cell, kind = np.nonzero(plan.schedule.exits)
    left = pd.DataFrame({"cell": cell, "exit": np.array(kinds, object)[kind], "heads": plan.schedule.exits[cell, kind]})
    without = np.flatnonzero(plan.roll.unplaced)
    rest = pd.DataFrame({"cell": without, "exit": "", "heads": plan.roll.unplaced[without]})
    return pd.concat([left, rest], ignore_index=True).astype({"cell": np.int32, "heads": np.int32})


def commanders_table(plan: Plan) -> pd.DataFrame:
    """Return location, battalion and cell of each commander taken from the roster."""
    roll, frame = plan.roll, frame_of(plan.intake)
    led = np.flatnonzero(roll.commander >= 0)
    place = frame.location[led]
    return pd.DataFrame(
        {
            "location": [plan.intake.units.locations[p].id for p in place],
            "battalion": led - frame.first[place] + 1,
            "cell": roll.cell[roll.commander[led]],
        }
    )


def prices_table(plan: Plan) -> pd.DataFrame:
    """Return the dual vector in named rows; zero prices are left out."""
    parts = [pd.DataFrame({"objective": [], "family": [], "key": [], "place": [], "price": []})]
    for objective, prices in plan.prices.items():
        rows = [("weight", name, "", value) for name, value in prices.weights.items()]
        rows += [("budget", "", "", prices.budget), ("exits", "", "", prices.exits)]
        rows += [("vetting", str(t), "", float(p)) for t, p in zip(plan.intake.thresholds, prices.vetting, strict=True)]
        parts.append(pd.DataFrame(rows, columns=["family", "key", "place", "price"]).assign(objective=objective))
        parts += [_keyed(plan.intake, prices, family).assign(objective=objective) for family in KEYED]
        for family in ("local_low", "local_high", "manning_low", "manning_high"):
            parts.append(_flat(plan.intake, getattr(prices, family), family).assign(objective=objective))
    table = pd.concat(parts, ignore_index=True)
    return table[(table.price != 0) | (table.family == "weight")].reset_index(drop=True)


def claims_of(plan: Plan) -> dict[str, Any]:
    """Return what the plan says of itself."""
    return {
        "version": __version__,
        "heads": plan.intake.cells.total,
        "achieved": dict(plan.achieved),
        "bounds": dict(plan.bounds),
        "gaps": plan.gaps,
        "measures": asdict(plan.measures),
    }


def _keyed(intake: Intake, prices: Any, family: str) -> pd.DataFrame:
    cells, table = intake.cells, getattr(prices, family)
    names = {
        "militia": [n for n, bloc in zip(cells.militias, cells.blocs, strict=True) if bloc],
        "subunit": [cells.subunits[s] for s in np.flatnonzero(intake.large_subunits)],
        "rank": list(cells.ranks),
        "community": list(cells.communities),
    }[KEYED[family]]
    key, place = np.nonzero(table) if table.size else (np.zeros(0, int), np.zeros(0, int))
    places = np.array([p.id for p in intake.units.locations], object)
    data = {"family": family, "key": np.array(names, object)[key], "place": places[place], "price": table[key, place]}
    return pd.DataFrame(data)


def _flat(intake: Intake, values: Any, family: str) -> pd.DataFrame:
    places = [p.id for p in intake.units.locations]
    return pd.DataFrame({"family": family, "key": "", "place": places, "price": values})

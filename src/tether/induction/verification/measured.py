"""Measures, counted again from the postings by code of its own; what each means stands in ``induction/measures.py``.

All are taken over whoever is posted; ordinary recruits are no bloc. A measure that is not defined (nobody posted names
a former sub-unit) is None.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tether.induction.verification.lawful import POPULATION, distance_bands, is_local
from tether.induction.verification.reading import Folder

BATTALION, COMPANY = ["location", "battalion"], ["location", "battalion", "company"]
QUANTILES = (("least", 0.0), ("p10", 0.1), ("median", 0.5), ("p90", 0.9), ("most", 1.0))


def counted_measures(plan: Folder) -> dict[str, Any]:
    """Return every measure of a plan, as plain values."""
    local = pd.Series(is_local(plan), plan.posted.index, dtype=bool)
    posted = plan.posted.assign(group=plan.posted.militia.str.split("/").str[0], local=local)
    bloc, total, policy = posted[posted.militia != POPULATION], int(posted.heads.sum()), plan.policy
    people, left = max(total, 1), plan.leaving[plan.leaving.exit != ""]
    size, group = _sums(posted, BATTALION), _sums(bloc, [*BATTALION, "group"])
    most = group.groupby(level=BATTALION).max()
    used = left.groupby("exit").heads.sum()
    exits = {(e["id"] or e["kind"]): e for e in policy["exits"]}
    pay = posted["rank"].map(policy["pay_per_year"]).fillna(0.0).to_numpy(float)
    arrived = np.bincount(posted["month"], posted.heads, 1).cumsum()
    return {
        "posted": total,
        "posts": sum(p["battalions"] * _type(plan, p)["posts"] for p in plan.rules["locations"]),
        "exits": int(left.heads.sum()),
        "unplaced": int(plan.leaving.heads.sum() - left.heads.sum()),
        "concentration": _mixed(bloc, posted, "militia") / people,
        "floor": float(((_sums(bloc, ["militia"]) / people) ** 2).sum()),
        "same_militia_battalion": _meet(bloc, posted, BATTALION),
        "same_militia_company": _meet(bloc, posted, COMPANY),
        "retention_subunit": _retention(posted[posted.subunit != ""], posted, "subunit"),
        "retention_militia": _retention(bloc, posted, "militia"),
        "group_concentration": _mixed(bloc, posted, "group") / people,
        "group_floor": float(((_sums(bloc, ["group"]) / people) ** 2).sum()),
        "capture": float(size[most.reindex(size.index, fill_value=0) > 0.5 * size].sum() / people),
        "local_share": float(posted.heads[local].sum() / people),
        "distance": int(posted.heads.to_numpy() @ distance_bands(plan)),
        "commanders_of_largest": _led_by_largest(plan, bloc),
        "cost_per_year": float(posted.heads.to_numpy() @ pay),
        "exit_cost": float(sum(n * exits[str(e)]["cost"] for e, n in used.items() if e in exits)),
        "months": int(np.searchsorted(arrived, 0.9 * total)) + 1,
        "spread": _spreads(plan, posted, bloc),
        "exits_by_kind": {name: [int(used.get(name, 0)), e["places"]] for name, e in exits.items()},
    }


def _type(plan: Folder, place: dict[str, Any]) -> dict[str, Any]:
    return next(t for t in plan.rules["types"] if t["id"] == place["type"])


def _sums(table: pd.DataFrame, by: list[str]) -> pd.Series:
    return table.groupby(by).heads.sum()


def _mixed(bloc: pd.DataFrame, posted: pd.DataFrame, key: str) -> float:
    """Return Σ X² / S over battalions."""
    squares = (_sums(bloc, [*BATTALION, key]).astype(float) ** 2).groupby(level=BATTALION).sum()
    return float((squares / _sums(posted, BATTALION)).sum())


def _meet(bloc: pd.DataFrame, posted: pd.DataFrame, unit: list[str]) -> float:
    """Return the chance that two different members of a unit share a militia, averaged over members."""
    heads, size = _sums(bloc, [*unit, "militia"]).astype(float), _sums(posted, unit)
    pairs = (heads * (heads - 1)).groupby(level=unit).sum()
    return float((pairs / np.maximum(size - 1, 1)).sum() / max(size.sum(), 1))


def _retention(known: pd.DataFrame, posted: pd.DataFrame, key: str) -> float | None:
    """Return how much likelier former comrades meet in a company than any two do."""
    together, before = (_sums(known, by).astype(float) for by in ([*COMPANY, key], [key]))
    size, everyone = _sums(posted, COMPANY).astype(float), float(posted.heads.sum())
    chance = float((size * (size - 1)).sum()) / max(everyone * (everyone - 1), 1.0)
    comrades = float((before * (before - 1)).sum())
    return float((together * (together - 1)).sum()) / comrades / chance if comrades and chance else None


def _led_by_largest(plan: Folder, bloc: pd.DataFrame) -> int:
    heads = _sums(bloc, [*BATTALION, "militia"])
    largest = heads[heads == heads.groupby(level=BATTALION).transform("max")]
    militia = plan.roster.militia.to_numpy()
    led = zip(*(plan.commanders[name].tolist() for name in ("location", "battalion", "cell")), strict=True)
    return sum((place, number, militia[cell]) in largest.index for place, number, cell in led)


def _spreads(plan: Folder, posted: pd.DataFrame, bloc: pd.DataFrame) -> dict[str, dict[str, float]]:
    size, teams = _sums(posted, BATTALION), _sums(posted, COMPANY)
    largest = _sums(bloc, [*BATTALION, "militia"]).groupby(level=BATTALION).max().reindex(size.index, fill_value=0)
    in_team = _sums(bloc, [*COMPANY, "militia"]).groupby(level=COMPANY).max().reindex(teams.index, fill_value=0)
    local = _sums(posted[posted.local], BATTALION).reindex(size.index, fill_value=0)
    units = [(p["id"], n + 1, _type(plan, p)["posts"]) for p in plan.rules["locations"] for n in range(p["battalions"])]
    return {
        "largest share, battalion": _spread(largest / size),
        "largest share, company": _spread(in_team / teams),
        "local share, battalion": _spread(local / size),
        "manning, battalion": _spread([size.get((place, n), 0) / posts for place, n, posts in units]),
        "community off national": _spread(_off_national(plan, posted, size)),
    }


def _off_national(plan: Folder, posted: pd.DataFrame, size: pd.Series) -> Any:
    names = plan.rules["communities"]
    if not names or posted.empty:
        return []
    heads = posted.pivot_table("heads", BATTALION, "community", "sum", 0).reindex(size.index).reindex(columns=names)
    heads = heads.fillna(0)
    return (heads.div(size, axis=0) - heads.sum() / posted.heads.sum()).abs().max(axis=1)


def _spread(values: Any) -> dict[str, float]:
    held = np.asarray(values, float)
    if not len(held):
        return {}
    return {name: float(np.quantile(held, q)) for name, q in QUANTILES} | {"mean": float(held.mean())}

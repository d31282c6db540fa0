"""Bound: the certificate, recomputed from prices alone.

Written for the full model, cell by cell and location by location, with no types, hubs or flows: whoever set the
prices, the sum over cells of the cheapest door, less what the rows allow, can't exceed the objective of any lawful
plan. Proof in one line: for such a plan every term price · (left side − right side) is ≤ 0, and Σ X²/S ≥ Σ 2aX − a²S
for any a. That prices stand for rows that exist, and have their sign, is for ``certificate.py`` to see to.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from tether.induction.verification.lawful import POPULATION, TINY, community_targets
from tether.induction.verification.reading import Folder


def proved_bounds(plan: Folder, achieved: dict[str, float]) -> dict[str, float]:
    """Return the proved least value of each objective that has prices, the others held at what was achieved."""
    out = {}
    for objective, table in plan.prices.groupby("objective"):
        weights = {
            str(k): float(v) for k, v in table[table.family == "weight"][["key", "price"]].itertuples(index=False)
        }
        others = sum(w * achieved[name] for name, w in weights.items() if name != objective)
        out[str(objective)] = max(0.0, (_bound(plan, table, weights) - others) / weights[str(objective)])
    return out


def _bound(plan: Folder, table: pd.DataFrame, weights: dict[str, float]) -> float:
    price = _Prices(plan, table, weights)
    cells = plan.roster
    posts = price.post_prices()
    outside = np.full(len(cells), weights.get("unplaced", 0.0))
    leave = weights.get("exits", 0.0) + price.one("exits") + price.one("budget") * price.dearest
    late = cells["month"] >= plan.policy["months"]
    outside = np.where(cells.consent != "post", np.minimum(outside, leave), outside)
    posts[(late | (cells.consent == "exit")).to_numpy()] = np.inf
    return float(cells.heads.to_numpy() @ np.minimum(posts.min(1, initial=np.inf), outside)) - price.right_sides()


class _Prices:
    """The prices of one objective, looked up by name."""

    def __init__(self, plan: Folder, table: pd.DataFrame, weights: dict[str, float]):
        self.plan, self.weights = plan, weights
        rows = table[table.family != "weight"]
        self.of = {
            (f, k, p): float(v) for f, k, p, v in rows[["family", "key", "place", "price"]].itertuples(index=False)
        }
        self.places = plan.rules["locations"]
        self.kinds = {t["id"]: t for t in plan.rules["types"]}
        self.targets = community_targets(plan)
        self.dearest = max((e["cost"] for e in plan.policy["exits"]), default=0.0)
        self.militias = sorted(set(plan.roster.militia) - {POPULATION})
        self.subunits = sorted({k for f, k, _ in self.of if f == "subunit"})
        self.officers = {r["id"] for r in plan.rules["ranks"] if r["officer"]}

    def one(self, family: str, key: str = "", place: str = "") -> float:
        return self.of.get((family, key, place), 0.0)

    def share(self, militia: str, place: str) -> float:
        return self.one("shares", militia, place)

    def post_prices(self) -> np.ndarray:
        """Return the price of one head of each cell at each location, shape (cell, location)."""
        cells, policy = self.plan.roster, self.plan.policy
        homes = self.plan.rules["homes"]
        columns = []
        for place in self.places:
            here = place["id"]
            militia = {m: self.one("bloc", m, here) + 2 * self._mixing * self.share(m, here) for m in self.militias}
            column = cells.militia.map(militia).fillna(0.0).to_numpy()
            column = column + cells["rank"].map(self._rank_prices(here)).to_numpy()
            column += cells.community.map(self._community_prices(here)).fillna(0.0).to_numpy()
            led = cells["rank"].isin(self.officers).to_numpy()
            officer = {m: self.one("officers", m, here) for m in self.militias}
            total = policy["officer_cap"] * sum(officer.values())
            column += np.where(led, cells.militia.map(officer).fillna(0.0) - total, 0.0)
            comrades = {s: self.one("subunit", s, here) for s in self.subunits}
            column += cells.subunit.map(comrades).fillna(0.0).to_numpy()
            column += self._size_price(here) + self._place_price(place, homes)
            column[self._shut(place, homes)] = np.inf
            columns.append(column)
        screened = [(int(k), v) for (f, k, _), v in self.of.items() if f == "vetting"]
        late = sum((v * (cells["month"] >= t).to_numpy() for t, v in screened), np.zeros(len(cells)))
        return np.stack(columns, 1) + late[:, None]

    @property
    def _mixing(self) -> float:
        return self.weights.get("concentration", 0.0)

    def _rank_prices(self, here: str) -> dict[str, float]:
        pay, money = self.plan.policy["pay_per_year"], self.one("budget")
        names = self.plan.rules["rank_order"]
        return {
            r: self.one("rank_high", r, here) - self.one("rank_low", r, here) + money * pay.get(r, 0.0) for r in names
        }

    def _community_prices(self, here: str) -> dict[str, float]:
        names = self.plan.rules["communities"]
        return {c: self.one("community_high", c, here) - self.one("community_low", c, here) for c in names}

    def _community_range(self, here: str, community: str) -> tuple[float, float]:
        """Return the least and the most share of a community at a place: all of it where the rules ask for none."""
        share, band = self.targets[here].get(community), self.plan.policy["community_band"]
        return (0.0, 1.0) if share is None else (max(0.0, share - band), min(1.0, share + band))

    def _size_price(self, here: str) -> float:
        policy = self.plan.policy
        out = self.one("manning_high", "", here) - self.one("manning_low", "", here)
        for m in self.militias:
            out -= policy["battalion_cap"] * self.one("bloc", m, here) + self._mixing * self.share(m, here) ** 2
        out -= policy["subunit_cap"] * sum(self.one("subunit", s, here) for s in self.subunits)
        for community in self.plan.rules["communities"]:
            low, high = self._community_range(here, community)
            out += self.one("community_low", community, here) * low
            out -= self.one("community_high", community, here) * high
        out += policy["local_low"] * self.one("local_low", "", here)
        return out - policy["local_high"] * self.one("local_high", "", here)

    def _place_price(self, place: dict[str, Any], homes: dict[str, str]) -> np.ndarray:
        """Return what locality and distance cost each cell at a place."""
        mine, there = self.plan.roster.home, homes[place["home"]]
        province = mine.map(homes)
        local = (province == there) if self.plan.policy["local_level"] == "province" else (mine == place["home"])
        near = self.plan.rules["neighbours"]
        touching = {p for p in set(homes.values()) if there in near.get(p, ()) or p in near.get(there, ())}
        band = np.where(province == there, 1, np.where(province.isin(touching), 2, 3))
        extra = self.one("local_high", "", place["id"]) - self.one("local_low", "", place["id"])
        return np.where(local, extra, self.weights.get("distance", 0.0) * band)

    def _shut(self, place: dict[str, Any], homes: dict[str, str]) -> np.ndarray:
        closed = {place["id"], place["home"], homes[place["home"]]}
        barred = self.plan.roster.barred
        table = {b: bool(closed & set(str(b).split(";"))) for b in barred.unique()}
        return barred.map(table).to_numpy(bool)

    def right_sides(self) -> float:
        """Return Σ price · what the row allows."""
        policy, total = self.plan.policy, 0.0
        for place in self.places:
            total += place["battalions"] * self._allowed(place)
        for (family, key, _), price in self.of.items():
            if family == "vetting":
                left = (policy["vetting_per_month"] or 0) * (policy["months"] - int(key))
                total += price * (left + self.plan.slack("vetting", ""))
        total += self.one("exits") * sum(e["places"] for e in policy["exits"])
        if policy["annual_budget"] is not None:
            total += self.one("budget") * (policy["annual_budget"] + self.plan.slack("budget", ""))
        return total

    def _allowed(self, place: dict[str, Any]) -> float:
        """Return the same for one battalion at a place."""
        here, policy, kind = place["id"], self.plan.policy, self.kinds[place["type"]]
        slack = self.plan.slack
        low = max(0, math.ceil(policy["manning_low"] * kind["posts"] - TINY) - round(slack("manning", here)))
        high = math.floor(policy["manning_high"] * kind["posts"] + TINY)
        out = self.one("manning_high", "", here) * high - self.one("manning_low", "", here) * low
        led = 0
        for row in kind["ranks"]:
            least = max(0, row["low"] - round(slack("rank-low", here, row["rank"])))
            led += least if row["rank"] in self.officers else 0
            most = row["high"] + round(slack("rank-high", here, row["rank"]))
            out += self.one("rank_high", row["rank"], here) * most - self.one("rank_low", row["rank"], here) * least
        for name in set(self.plan.rules["rank_order"]) - {row["rank"] for row in kind["ranks"]}:
            out += self.one("rank_high", name, here) * kind["posts"]
        one_officer = max(0.0, 1 - policy["officer_cap"] * led)
        one_comrade = max(0.0, 1 - policy["subunit_cap"] * low)
        for m in self.militias:
            out += self.one("bloc", m, here) * slack("bloc", here, m)
            out += self.one("officers", m, here) * (slack("officers", here, m) + one_officer)
        for s in self.subunits:
            out += self.one("subunit", s, here) * (slack("subunit", here, s) + one_comrade)
        for c in self.plan.rules["communities"]:
            out += self.one("community_low", c, here) * slack("community-low", here, c)
            out += self.one("community_high", c, here) * slack("community-high", here, c)
        return out + sum(self.one(f"local_{s}", "", here) * slack(f"local-{s}", here) for s in ("low", "high"))

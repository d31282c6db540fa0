"""Lawful: every hard row, counted again from the postings.

Shares are of the unit's own heads; caps are whole heads, rounded down (an officer cap and a sub-unit cap allow at least
one person), least numbers rounded up. A relaxation adds its heads to one row of every unit at a place.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from tether.induction.verification.reading import Folder

TINY = 1e-9
POPULATION = "population"


def faults(plan: Folder) -> list[str]:
    """Return every broken row as a sentence; none for a lawful plan. A line about a cell begins with ``cell``."""
    return [*_heads(plan), *_doors(plan), *_national(plan), *_battalions(plan), *_companies(plan), *_commands(plan)]


def _heads(plan: Folder) -> Iterator[str]:
    """Everybody of a cell is posted, leaves or stays unplaced, once."""
    used = pd.concat([plan.posted[["cell", "heads"]], plan.leaving[["cell", "heads"]]]).groupby("cell").heads.sum()
    planned = plan.roster.heads
    off = (used.reindex(planned.index, fill_value=0) - planned).loc[lambda d: d != 0]
    for cell, by in off.items():
        yield f"cell {cell}: {abs(by)} heads {'too many' if by > 0 else 'missing'}"
    for table, name in ((plan.posted, "postings"), (plan.leaving, "leaving")):
        if (table.heads <= 0).any():
            yield f"{name}: lines without heads"


def _doors(plan: Folder) -> Iterator[str]:
    """Consent, bars, arrival, and the exits' places."""
    posted, homes = plan.posted, plan.rules["homes"]
    for cell in posted.loc[posted.consent == "exit", "cell"].unique():
        yield f"cell {cell} agreed to an exit only and is posted"
    late = posted[posted.month < posted.arrival]
    for cell in late.cell.unique():
        yield f"cell {cell} is taken in before it arrives"
    where = {place["id"]: {place["id"], place["home"], homes[place["home"]]} for place in plan.rules["locations"]}
    for line in posted[posted.barred != ""][["cell", "location", "barred"]].drop_duplicates().itertuples():
        if set(str(line.barred).split(";")) & where[str(line.location)]:
            yield f"cell {line.cell} is posted to {line.location}, which is barred to it"
    used = plan.leaving.groupby("exit").heads.sum()
    places = {(e["id"] or e["kind"]): e["places"] for e in plan.policy["exits"]}
    for name, heads in used.items():
        if name and heads > places.get(str(name), 0):
            yield f"exit {name}: {heads} heads for {places.get(str(name), 0)} places"
    consent = plan.roster.consent
    for cell in plan.leaving.loc[
        (plan.leaving.exit != "") & (plan.leaving.cell.map(consent) == "post"), "cell"
    ].unique():
        yield f"cell {cell} agreed to a post only and is given an exit"


def _national(plan: Folder) -> Iterator[str]:
    """Screening by month and the budget."""
    policy, posted = plan.policy, plan.posted
    months = policy["months"]
    if len(posted) and not posted.month.between(0, months - 1).all():
        yield f"people taken in outside months 0 … {months - 1}"
    if policy["vetting_per_month"] is not None:
        taken = posted.groupby("month").heads.sum()
        for month, heads in taken.items():
            room = policy["vetting_per_month"] + (plan.slack("vetting", "") if month == months - 1 else 0)
            if heads > room + TINY:
                yield f"month {month}: {heads} screened, {room:g} possible"
    if policy["annual_budget"] is not None:
        pay = policy["pay_per_year"]
        cost = sum(pay.get(r, 0.0) * h for r, h in posted.groupby("rank").heads.sum().items())
        dearest = max((e["cost"] for e in policy["exits"]), default=0.0)
        cost += dearest * int(plan.leaving.loc[plan.leaving.exit != "", "heads"].sum())
        room = policy["annual_budget"] + plan.slack("budget", "")
        if cost > room * (1 + 1e-6) + TINY:
            yield f"budget: {cost:.0f} a year, {room:.0f} possible"


def _battalions(plan: Folder) -> Iterator[str]:
    kinds = {kind["id"]: kind for kind in plan.rules["types"]}
    local = is_local(plan)
    targets = community_targets(plan)
    grouped = dict(tuple(plan.posted.assign(local=local).groupby(["location", "battalion"])))
    for place in plan.rules["locations"]:
        for number in range(1, place["battalions"] + 1):
            unit = grouped.get((place["id"], number), plan.posted.iloc[:0].assign(local=[]))
            yield from _battalion(plan, place, kinds[place["type"]], number, unit, targets[place["id"]])
    known = {(p["id"], n) for p in plan.rules["locations"] for n in range(1, p["battalions"] + 1)}
    for unknown in set(grouped) - known:
        yield f"{unknown[0]} has no battalion {unknown[1]}"


def _battalion(
    plan: Folder,
    place: dict[str, Any],
    kind: dict[str, Any],
    number: int,
    unit: pd.DataFrame,
    targets: dict[str, float],
) -> Iterator[str]:
    policy, here, name = plan.policy, place["id"], f"{place['id']} battalion {number}"
    size = int(unit.heads.sum())
    low = max(0, math.ceil(policy["manning_low"] * kind["posts"] - TINY) - round(plan.slack("manning", here)))
    high = math.floor(policy["manning_high"] * kind["posts"] + TINY)
    if not low <= size <= high:
        yield f"{name}: {size} heads, {low} to {high} asked"
    yield from _capped(plan, name, here, unit, size, "battalion_cap", "bloc", "subunit")
    ranks = unit.groupby("rank").heads.sum()
    for row in kind["ranks"]:
        held = int(ranks.get(row["rank"], 0))
        least = row["low"] - round(plan.slack("rank-low", here, row["rank"]))
        most = row["high"] + round(plan.slack("rank-high", here, row["rank"]))
        if not least <= held <= most:
            yield f"{name}: {held} {row['rank']}, {least} to {most} asked"
    for rank in sorted(set(ranks.index) - {row["rank"] for row in kind["ranks"]}):
        if ranks[rank] > kind["posts"]:
            yield f"{name}: {ranks[rank]} {rank} on {kind['posts']} posts"
    yield from _officers(plan, name, here, unit)
    yield from _mixture(plan, name, here, unit, size, targets)


def _capped(
    plan: Folder, name: str, here: str, unit: pd.DataFrame, size: int, cap: str, bloc: str, comrades: str
) -> Iterator[str]:
    most = math.floor(plan.policy[cap] * size + TINY)
    for militia, heads in unit.groupby("militia").heads.sum().items():
        room = most + round(plan.slack(bloc, here, str(militia)))
        if militia != POPULATION and heads > room:
            yield f"{name}: {heads} of {size} from {militia}, {room} allowed"
    most = max(1, math.floor(plan.policy["subunit_cap"] * size + TINY))
    for subunit, heads in unit[unit.subunit != ""].groupby("subunit").heads.sum().items():
        if heads > most and heads > most + round(plan.slack(comrades, here, str(subunit))):
            yield f"{name}: {heads} of {size} from former sub-unit {subunit}, {most} allowed"


def _officers(plan: Folder, name: str, here: str, unit: pd.DataFrame) -> Iterator[str]:
    officers = {r["id"] for r in plan.rules["ranks"] if r["officer"]}
    by = unit[unit["rank"].isin(officers)].groupby("militia").heads.sum()
    known = by.drop(POPULATION, errors="ignore")
    most = max(1, math.floor(plan.policy["officer_cap"] * int(by.sum()) + TINY))
    for militia, heads in known.items():
        room = most + round(plan.slack("officers", here, str(militia)))
        if heads > room:
            yield f"{name}: {heads} of {int(by.sum())} officers from {militia}, {room} allowed"


def _mixture(
    plan: Folder, name: str, here: str, unit: pd.DataFrame, size: int, targets: dict[str, float]
) -> Iterator[str]:
    policy, band = plan.policy, plan.policy["community_band"]
    held = unit.groupby("community").heads.sum()
    for community, share in targets.items():
        least = math.ceil(max(0.0, share - band) * size - TINY) - round(plan.slack("community-low", here, community))
        most = math.floor(min(1.0, share + band) * size + TINY) + round(plan.slack("community-high", here, community))
        if not least <= int(held.get(community, 0)) <= most:
            yield f"{name}: {int(held.get(community, 0))} of {community}, {least} to {most} asked"
    local = int(unit.loc[unit.local.astype(bool), "heads"].sum())
    least = math.ceil(policy["local_low"] * size - TINY) - round(plan.slack("local-low", here))
    most = math.floor(policy["local_high"] * size + TINY) + round(plan.slack("local-high", here))
    if not least <= local <= most:
        yield f"{name}: {local} local men, {least} to {most} asked"


def _companies(plan: Folder) -> Iterator[str]:
    teams = {kind["id"]: kind["companies"] for kind in plan.rules["types"]}
    there = {place["id"]: teams[place["type"]] for place in plan.rules["locations"]}
    for (here, battalion, company), unit in plan.posted.groupby(["location", "battalion", "company"]):
        if not 1 <= int(str(company)) <= there.get(str(here), 0):
            yield f"{here} battalion {battalion} has no company {company}"
        size, name = int(unit.heads.sum()), f"{here} battalion {battalion} company {company}"
        yield from _capped(plan, name, str(here), unit, size, "company_cap", "bloc-company", "subunit-company")


def _commands(plan: Folder) -> Iterator[str]:
    """Commands are given once; no battalion is led by its largest bloc, and each is led by a senior of its own."""
    known = {(p["id"], n) for p in plan.rules["locations"] for n in range(1, p["battalions"] + 1)}
    for line in plan.commanders.itertuples(index=False):
        if (line.location, line.battalion) not in known:
            yield f"a commander for {line.location} battalion {line.battalion}, which is none of the units"
    for line in plan.commanders[plan.commanders.duplicated(["location", "battalion"])].itertuples(index=False):
        yield f"{line.location} battalion {line.battalion}: two commanders"
    if plan.policy["commander_rule"] != "other-group":
        return
    seniors = {r["id"] for r in plan.rules["ranks"] if r["senior"]}
    columns = (plan.commanders[name].tolist() for name in ("location", "battalion", "cell"))
    led: dict[Any, int] = {(place, number): int(cell) for place, number, cell in zip(*columns, strict=True)}
    spared: dict[str, int] = {}
    for (here, number), unit in plan.posted.groupby(["location", "battalion"]):
        reason = _command(led.get((here, number)), unit, seniors)
        if reason:
            spared[str(here)] = spared.get(str(here), 0) + 1
            if spared[str(here)] > round(plan.slack("commander", str(here))):
                yield f"{here} battalion {number}: {reason}"


def _command(cell: int | None, unit: pd.DataFrame, seniors: set[str]) -> str:
    if cell is None:
        return "no commander"
    mine = unit[unit.cell == cell]
    if mine.empty or mine["rank"].iloc[0] not in seniors:
        return "its commander is no senior officer of the battalion"
    blocs = unit[unit.militia != POPULATION].groupby("militia").heads.sum()
    largest = set(blocs[blocs == blocs.max()].index)
    return f"commanded by its largest bloc, {mine.militia.iloc[0]}" if mine.militia.iloc[0] in largest else ""


def is_local(plan: Folder) -> np.ndarray:
    """Return for each line of the postings whether its people are posted where they are at home, shape (line,)."""
    homes, level = plan.rules["homes"], plan.policy["local_level"]
    post = plan.posted.location.map({p["id"]: p["home"] for p in plan.rules["locations"]})
    if level == "province":
        return (plan.posted.home.map(homes) == post.map(homes)).to_numpy(bool)
    return (plan.posted.home == post).to_numpy(bool)


def distance_bands(plan: Folder) -> np.ndarray:
    """Return the distance band of each line of the postings, 0 local to 3 farther than a neighbour, shape (line,)."""
    homes = plan.rules["homes"]
    post = plan.posted.location.map({p["id"]: p["home"] for p in plan.rules["locations"]})
    mine, there = plan.posted.home.map(homes), post.map(homes)
    near = {(a, b) for a, many in plan.rules["neighbours"].items() for b in many}
    near |= {(b, a) for a, b in near}
    pairs = pd.Series(list(zip(mine, there, strict=True)), index=mine.index, dtype=object)
    band = np.where(mine == there, 1, np.where(pairs.isin(near), 2, 3))
    return np.where(is_local(plan), 0, band)


def community_targets(plan: Folder) -> dict[str, dict[str, float]]:
    """Return target shares by location: those of the rules for its province, else of the roster's people from there."""
    homes, given = plan.rules["homes"], plan.policy["community_targets"]
    province = plan.roster.home.map(homes)
    heads = plan.roster.groupby([province, "community"]).heads.sum()
    out = {}
    for place in plan.rules["locations"]:
        there = homes[place["home"]]
        if there in given:
            out[place["id"]] = dict(given[there])
            continue
        mine = heads.get(there, pd.Series(dtype=float))
        total = float(mine.sum())
        names = plan.rules["communities"] if total else []
        out[place["id"]] = {c: float(mine.get(c, 0)) / total for c in names}
    return out

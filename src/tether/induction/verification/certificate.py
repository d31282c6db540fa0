"""The form of a certificate: prices for rows that exist, each once, finite and with the sign that its row can have.

A price on a row that no plan has to keep proves nothing: with one line for screening in a month after the last, or for
a budget that the rules don't set, any bound could be claimed. So every line is matched with the rules and the roster:

    objective   one of the four; its own weight is above zero, no weight is below (the others are held from above)
    family      key and place of a row of that family (``_rows``); at most one line for each
    price       0 or more; a share at which Σ X²/S is priced lies between 0 and 1
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from tether.induction.verification.lawful import POPULATION
from tether.induction.verification.reading import Folder

OBJECTIVES = ("unplaced", "exits", "concentration", "distance")
MOST = 1e12  # a price, in heads; beyond it sums lose their digits


def price_faults(plan: Folder) -> list[str]:
    """Return every line of the prices that no certificate can have, as a sentence; none for a sound one."""
    table, rows, faults = plan.prices, _rows(plan), []
    names = ["objective", "family", "key", "place"]
    twice = table.duplicated(names).tolist()
    for *line, price, again in zip(*(table[n].tolist() for n in (*names, "price")), twice, strict=True):
        objective, family, key, place = line
        named = f"prices: {' '.join(str(part)[:60] for part in line if part)}"
        if again:
            faults.append(f"{named}: twice")
        if objective not in OBJECTIVES:
            faults.append(f"{named}: no objective; expected one of {', '.join(OBJECTIVES)}")
        elif family not in rows:
            faults.append(f"{named}: no such family of rows")
        elif key not in rows[family][0] or place not in rows[family][1]:
            faults.append(f"{named}: the rules have no such row")
        most = 1.0 if family == "shares" else MOST
        if not (math.isfinite(price) and 0 <= price <= most):
            faults.append(f"{named}: {price:g}; expected a number from 0 to {most:g}")
    return faults + list(_weights(plan))


def _weights(plan: Folder) -> Iterator[str]:
    weights = plan.prices[plan.prices.family == "weight"]
    own = dict(zip(zip(weights.objective, weights.key, strict=True), weights.price, strict=True))
    for objective in plan.prices.objective.unique():
        if not own.get((objective, objective), 0.0) > 0:
            yield f"prices: {objective} has no weight of its own, so its prices bound nothing"


def _rows(plan: Folder) -> dict[str, tuple[set[str], set[str]]]:
    """Return by family the keys and the places of its rows."""
    policy, none = plan.policy, {""}
    places = {place["id"] for place in plan.rules["locations"]}
    militias = (set(plan.roster.militia) - {POPULATION}, places)
    ranks, communities = (set(plan.rules["rank_order"]), places), (set(plan.rules["communities"]), places)
    rows = {"weight": (set(OBJECTIVES), none), "exits": (none, none)}
    rows |= {"bloc": militias, "officers": militias, "shares": militias}
    rows |= {"subunit": (set(plan.roster.subunit) - none, places)}
    rows |= {"rank_low": ranks, "rank_high": ranks, "community_low": communities, "community_high": communities}
    rows |= dict.fromkeys(("local_low", "local_high", "manning_low", "manning_high"), (none, places))
    if policy["vetting_per_month"] is not None:
        rows["vetting"] = ({str(t) for t in range(policy["months"])}, none)
    if policy["annual_budget"] is not None:
        rows["budget"] = (none, none)
    return rows

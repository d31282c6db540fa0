"""Forged plan folders: what a careful forger changes, with hashes and seal written anew; ``campaign`` counts what passes.

    python tests/fuzz --only certificate --rounds 1000 --seed 7

One small lawful plan is made once, and one of a shipped charter. Each round draws a kind of forgery, applies it to a copy, writes
the checksums in claims.json and the seal anew, so that no refusal rests on them, and verifies. A folder in which roster
or rules were changed and everything else was made to fit is lawful in itself: for those kinds (``NEEDS_ORIGINALS``) the
verifier is given the charter and the roster, as whoever received the plan for a charter has them. ``honest`` rounds
make the plan worse and tell every figure truly: those must pass, with a larger gap.

To add a kind: a function of this file's form in ``KINDS``.
"""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from tether.documents.file_list import checksum, read_manifest, seal
from tether.errors import InputError
from tether.induction.conflicts import plan_or_conflict
from tether.induction.plan import Plan
from tether.induction.plan_folder import BOUND, write_plan
from tether.induction.problem import ExitRoute, Policy
from tether.induction.synthetic_roster import invented
from tether.induction.verification import read_folder, verify_folder
from tether.induction.verification.bound import proved_bounds
from tether.induction.verification.measured import counted_measures
from tether.induction.verification.verdict import _gaps, counted_objectives
from tether.study import open_case
from tether.study.plan_request import one_request
from tether.study.plans import PlanRequest, make_plan, plan_binds, write_volunteers
from tether.study.verify_plan import verify_plan

CHARTER, OTHER = "libya-2015/p10-individuals", "libya-2015/p9-whole-units"
Forgery = Callable[[Path, random.Random], None]


def lawful_plan(folder: Path) -> Path:
    """Write a small plan that keeps every row with small gaps, and its account; return its folder."""
    policy = Policy(vetting_per_month=180, months=12, exits=(ExitRoute("job-public", 120, 50.0), ExitRoute("land", 60)))
    plan = plan_or_conflict(invented(heads=900, homes=6, battalion=150, seed=3, policy=policy), threads=1)
    assert isinstance(plan, Plan)
    return _with_account(write_plan(plan, folder / "plan"))


def charter_plan(folder: Path) -> tuple[Path, PlanRequest]:
    """Write the plan of a shipped charter on a small roster; return its folder and the request."""
    roster = folder / "roster.csv"
    write_volunteers(open_case("libya-2015"), 600, 7, roster)
    request = one_request(CHARTER, roster)
    planned = make_plan(request, explain=False, threads=1)
    return _with_account(write_plan(planned.plan, folder / "of-charter", plan_binds(request))), request


def _with_account(made: Path) -> Path:
    claims = _claims(made)
    account = {k: claims[k] for k in ("achieved", "bounds", "gaps")} | {"mode": "individual"}
    (made / "report.json").write_text(json.dumps(account | {"measures": {"individual": claims["measures"]}}), "utf-8")
    _reseal(made)
    return made


def campaign(rounds: int, seed: int, folder: Path) -> dict[str, int]:
    """Forge and verify; return counts by kind, misses included."""
    made, (chartered, request) = lawful_plan(folder), charter_plan(folder)
    assert verify_folder(made).ok and verify_plan(chartered, request).ok
    counts: Counter[str] = Counter({"missed forgeries": 0})
    names = list(KINDS)
    for number in range(rounds):
        rng, name = random.Random(f"{seed} {number}"), names[number % len(names)]
        held = name in NEEDS_ORIGINALS
        copy = shutil.copytree(chartered if held else made, folder / "forged", dirs_exist_ok=True)
        try:
            KINDS[name](copy, rng)
        except NotMadeError:
            counts["not made"] += 1
            shutil.rmtree(copy)
            continue
        if name not in ("hash fields", "unsealed"):
            _bind(copy)
        if name != "unsealed":
            _reseal(copy)
        refused = _refused(copy, request if held else None)
        passed = "wrongly refused" if refused else "honest and accepted"
        outcome = passed if name == "honest" else "refused" if refused else "missed forgeries"
        counts[outcome] += 1
        counts[f"{name}: {outcome}"] += 1
        if outcome in ("missed forgeries", "wrongly refused"):
            counts[f"missed: seed {seed}, round {number}, {name}"] += 1
        shutil.rmtree(copy)
    return dict(counts)


def _refused(folder: Path, request: PlanRequest | None) -> bool:
    try:
        return not (verify_folder(folder) if request is None else verify_plan(folder, request)).ok
    except InputError:
        return True


def _claims(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "claims.json").read_text("utf-8"))


def _say(folder: Path, claims: dict[str, Any]) -> None:
    (folder / "claims.json").write_text(json.dumps(claims, indent=1), "utf-8")


def _bind(folder: Path) -> None:
    claims = _claims(folder)
    claims["binds"]["files"] = {name: checksum(folder / name) for name in BOUND}
    _say(folder, claims)


def _reseal(folder: Path) -> None:
    told = {k: v for k, v in read_manifest(folder).items() if k != "files"}
    seal(folder, told)


def _retell(folder: Path) -> None:
    """Write every claim as it is counted from the folder, and the account with it."""
    plan = read_folder(folder)
    reached = counted_objectives(plan)
    proved = proved_bounds(plan, reached)
    heads = int(plan.roster.heads.sum())
    claims = plan.claims | {"heads": heads, "achieved": reached, "bounds": proved}
    claims |= {"gaps": _gaps(reached, proved, heads), "measures": counted_measures(plan)}
    _say(folder, claims)
    account = {k: claims[k] for k in ("achieved", "bounds", "gaps")} | {"mode": "individual"}
    (folder / "report.json").write_text(json.dumps(account | {"measures": {"individual": claims["measures"]}}), "utf-8")


def _table(folder: Path, name: str) -> pd.DataFrame:
    table = pd.read_parquet(folder / name)
    return table.assign(location=table.location.astype(str)) if name == "postings.parquet" else table


def _edit_price(folder: Path, rng: random.Random, value: Callable[[float], float]) -> None:
    table = _table(folder, "prices.parquet")
    at = rng.randrange(len(table))
    table.loc[at, "price"] = value(float(table.loc[at, "price"]))
    table.to_parquet(folder / "prices.parquet")


def _edit_claim(folder: Path, rng: random.Random, kind: str, value: Callable[[float], float]) -> None:
    claims = _claims(folder)
    name = rng.choice(sorted(claims[kind]))
    claims[kind][name] = value(float(claims[kind][name]))
    _say(folder, claims)


def extra_price(folder: Path, rng: random.Random) -> None:
    """One more line of prices, on a row that the rules don't have (or on one that has a price already)."""
    table, rules = _table(folder, "prices.parquet"), json.loads((folder / "rules.json").read_text("utf-8"))
    months, place = rules["policy"]["months"], rules["locations"][0]["id"]
    screening, money = (rules["policy"][k] is None for k in ("vetting_per_month", "annual_budget"))
    rows = [("vetting", str(months + rng.randint(0, 99)), ""), ("vetting", "-1", ""), ("subunit", "", place)]
    rows += [("bloc", "population", place), ("bloc", "nobody", place), ("officers", "", place), ("weight", "size", "")]
    rows += [("exits", "", place), ("local_low", "", "nowhere"), ("manning_low", "x", place), ("charity", "", "")]
    rows += ([("vetting", str(rng.randrange(months)), "")] if screening else []) + (
        [("budget", "", "")] if money else []
    )
    used = table[table.family != "weight"].iloc[rng.randrange((table.family != "weight").sum())]
    rows.append((used.family, used.key, used.place))
    family, key, where = rng.choice(rows)
    price = rng.choice([0.1, 1.0, 50.0, 1e6])
    objective = rng.choice(sorted(table.objective.unique()))
    extra = pd.DataFrame(
        [[objective, family, key, where, price]], columns=["objective", "family", "key", "place", "price"]
    )
    if family == used.family and key == used.key and where == used.place:
        extra["objective"] = used.objective
    pd.concat([table, extra], ignore_index=True).to_parquet(folder / "prices.parquet")


def flipped_sign(folder: Path, rng: random.Random) -> None:
    """A price, or a weight, below zero."""
    _edit_price(folder, rng, lambda v: -(v or 1.0))


def not_a_number(folder: Path, rng: random.Random) -> None:
    """NaN for a price or a claim."""
    _wild(folder, rng, float("nan"))


def infinity(folder: Path, rng: random.Random) -> None:
    """An infinity, or a price so large that sums become one."""
    _wild(folder, rng, rng.choice([float("inf"), float("-inf"), 1e300]))


def _wild(folder: Path, rng: random.Random, value: float) -> None:
    kind = rng.choice(["price", "achieved", "bounds", "gaps", "measures"])
    if kind == "price":
        _edit_price(folder, rng, lambda v: value)
    elif kind == "measures":
        claims = _claims(folder)
        claims["measures"]["concentration"] = value
        _say(folder, claims)
    else:
        _edit_claim(folder, rng, kind, lambda v: value)


def scaled_bound(folder: Path, rng: random.Random) -> None:
    """A bound claimed higher (or lower) than its prices prove."""
    factor = rng.choice([0.5, 0.9, 1.01, 1.2, 3.0])
    claims = _claims(folder)
    name = rng.choice([n for n, v in claims["bounds"].items() if v > 1])
    claims["bounds"][name] *= factor
    _say(folder, claims)


def scaled_prices(folder: Path, rng: random.Random) -> None:
    """All prices of one objective higher, the claims as they were."""
    table = _table(folder, "prices.parquet")
    chosen = (table.objective == "concentration") & (table.family != "weight")
    table.loc[chosen, "price"] *= rng.uniform(1.05, 4)
    table.to_parquet(folder / "prices.parquet")


def edited_measure(folder: Path, rng: random.Random) -> None:
    """One measure otherwise, deep in the tree as well."""
    claims = _claims(folder)
    leaves = list(_leaves(claims["measures"]))
    where, key = rng.choice(leaves)
    where[key] = rng.choice([v for v in (0, 1, where[key] * 0.9, where[key] + 1, None) if v != where[key]])
    _say(folder, claims)


def _leaves(tree: dict[str, Any]) -> Any:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _leaves(value)
        elif isinstance(value, int | float):
            yield tree, key


def edited_gap(folder: Path, rng: random.Random) -> None:
    """A gap told smaller: nothing better exists."""
    claims = _claims(folder)
    name = max(claims["gaps"], key=lambda n: claims["gaps"][n])
    claims["gaps"][name] = rng.choice([0.0, claims["gaps"][name] / 2, -claims["gaps"][name]])
    _say(folder, claims)


def worse_by_hand(folder: Path, rng: random.Random) -> None:
    """People change places so that the blocs thicken; what was reached is told, bounds and gaps say nothing is better."""
    told = _claims(folder)
    _worsen(folder, rng)
    true = _claims(folder)
    way = rng.choice(["as before", "zero gaps", "bounds of what was reached"])
    claims = true | {"bounds": told["bounds"], "gaps": told["gaps"]}
    if way == "zero gaps":
        claims["gaps"] = dict.fromkeys(true["gaps"], 0.0)
    elif way == "bounds of what was reached":
        claims |= {"bounds": {n: true["achieved"][n] for n in true["bounds"]}, "gaps": dict.fromkeys(true["gaps"], 0.0)}
    _say(folder, claims)


def honest(folder: Path, rng: random.Random) -> None:
    """The same worse plan, of which every figure is told truly: no forgery, a plan with a larger gap."""
    _worsen(folder, rng)


class NotMadeError(Exception):
    """Chance found no forgery of this kind."""


def _worsen(folder: Path, rng: random.Random) -> None:
    """Exchange heads of one rank, home and community between battalions until the plan is worse and still lawful."""
    plan = read_folder(folder)
    start, table = counted_objectives(plan)["concentration"], _table(folder, "postings.parquet")
    lines = plan.posted[~plan.posted.cell.isin(set(plan.commanders.cell))]
    alike = [part for _, part in lines.groupby(["home", "community", "rank", "barred"]) if part.militia.nunique() > 1]
    for _ in range(80):
        part = rng.choice(alike)
        a, b = (int(x) for x in rng.sample(sorted(part.index), 2))
        one, other = part.loc[a], part.loc[b]
        if one.militia == other.militia or (one.location, one.battalion) == (other.location, other.battalion):
            continue
        _exchanged(table, a, b).to_parquet(folder / "postings.parquet")
        _retell(folder)
        _bind(folder)
        found = verify_folder(folder)
        laws = [f for f in found.faults if not f.startswith(("changed", "missing"))]
        if not laws and found.achieved["concentration"] > start * (1 + 1e-4):
            return
    raise NotMadeError


def _exchanged(table: pd.DataFrame, a: int, b: int) -> pd.DataFrame:
    """Return the postings with one head of two lines in each other's place; each keeps its month."""
    place = ["location", "battalion", "company"]
    table = table.copy()
    moved = table.loc[[a, b]].assign(heads=1)
    moved[place] = table.loc[[b, a], place].to_numpy()
    table.loc[[a, b], "heads"] -= 1
    joined = pd.concat([table[table.heads > 0], moved], ignore_index=True)
    whole = ["cell", "battalion", "company", "month"]
    return joined.groupby(["cell", *place, "month"], as_index=False).heads.sum().astype(dict.fromkeys(whole, "int32"))


def moved_heads(folder: Path, rng: random.Random) -> None:
    """A line of postings in another battalion, or in none that there is."""
    table = _table(folder, "postings.parquet")
    at = rng.randrange(len(table))
    table.loc[at, "battalion"] += rng.choice([1, 7])
    if rng.random() < 0.5:
        _edit_location(table, at, rng)
    table.to_parquet(folder / "postings.parquet")


def _edit_location(table: pd.DataFrame, at: int, rng: random.Random) -> None:
    others = sorted(set(table.location) - {table.loc[at, "location"]})
    table.loc[at, "location"] = rng.choice([*others, "nowhere"])


def dropped_row(folder: Path, rng: random.Random) -> None:
    """One line of a table gone."""
    name = rng.choice(["postings.parquet", "leaving.parquet", "roster.parquet", "prices.parquet"])
    table = _table(folder, name)
    if name == "prices.parquet":  # without it the claims say more than the prices prove
        chosen = table.index[(table.family != "weight") & (table.price > 0.05)]
        table = table.drop(index=chosen)
    else:
        table = table.drop(index=rng.randrange(len(table)))
    table.reset_index(drop=True).to_parquet(folder / name)


def duplicated_person(folder: Path, rng: random.Random) -> None:
    """Somebody counted twice."""
    name = rng.choice(["postings.parquet", "leaving.parquet"])
    table = _table(folder, name)
    table.loc[rng.randrange(len(table)), "heads"] += 1
    table.to_parquet(folder / name)


def hidden_unplaced(folder: Path, rng: random.Random) -> None:
    """People without a post told as having left: by an exit without a name, or one that there isn't."""
    table = _table(folder, "leaving.parquet")
    table["exit"] = table["exit"].astype(object)
    table.loc[rng.randrange(len(table)), "exit"] = rng.choice([None, "by-the-back-door", float("nan")])
    table.to_parquet(folder / "leaving.parquet")


def hash_fields(folder: Path, rng: random.Random) -> None:
    """A checksum in the certificate that is another file's."""
    claims = _claims(folder)
    name = rng.choice(sorted(BOUND))
    claims["binds"]["files"][name] = rng.choice([f"{rng.getrandbits(256):064x}", "", None])
    if rng.random() < 0.2:
        del claims["binds"]["files"]
    _say(folder, claims)


def no_claim(folder: Path, rng: random.Random) -> None:
    """A claim left out, or one too many."""
    claims = _claims(folder)
    kind = rng.choice(["achieved", "bounds", "gaps"])
    if rng.random() < 0.5:
        del claims[kind][rng.choice(sorted(claims[kind]))]
    else:
        claims[kind]["honour"] = 0.0
    _say(folder, claims)


def edited_account(folder: Path, rng: random.Random) -> None:
    """The account beside the certificate says it better."""
    account = json.loads((folder / "report.json").read_text("utf-8"))
    rng.choice([account["gaps"], account["measures"]["individual"]])["concentration"] = 0.0001
    (folder / "report.json").write_text(json.dumps(account), "utf-8")


def broken_rules(folder: Path, rng: random.Random) -> None:
    """A rule that can be none: it would switch a row off."""
    rules = json.loads((folder / "rules.json").read_text("utf-8"))
    policy, name = rules["policy"], rng.choice(["battalion_cap", "company_cap", "officer_cap", "subunit_cap", "months"])
    policy[name] = rng.choice([float("nan"), float("inf"), -1, 2.5, "many", None])
    if rng.random() < 0.3:
        place = rules["locations"][0]["id"]
        policy["relaxations"] = [{"family": "bloc", "place": place, "key": "x", "amount": -5}]
    (folder / "rules.json").write_text(json.dumps(rules), "utf-8")


def swapped_charter(folder: Path, rng: random.Random) -> None:
    """The certificate names another charter; everything else fits."""
    other = one_request(OTHER)
    claims = _claims(folder)
    claims["binds"]["charter"] = plan_binds(other)["charter"]
    _say(folder, claims)


def edited_roster(folder: Path, rng: random.Random) -> None:
    """One volunteer more or fewer than the roster has; leaving and claims made to fit."""
    roster, left = _table(folder, "roster.parquet"), _table(folder, "leaving.parquet")
    at = rng.randrange(len(left))
    cell = int(left.loc[at, "cell"])
    roster.loc[cell, ["heads", "high"]] += 1
    left.loc[at, "heads"] += 1
    roster.to_parquet(folder / "roster.parquet")
    left.to_parquet(folder / "leaving.parquet")
    _retell(folder)


def loosened_rules(folder: Path, rng: random.Random) -> None:
    """A looser cap or more exit places than the charter gives; claims made to fit."""
    rules = json.loads((folder / "rules.json").read_text("utf-8"))
    policy = rules["policy"]
    name = rng.choice(["officer_cap", "subunit_cap", "company_cap", "community_band", "training_months", "starts"])
    policy[name] = "2099-01" if name == "starts" else policy[name] + (1 if name == "training_months" else 0.01)
    (folder / "rules.json").write_text(json.dumps(rules), "utf-8")
    _retell(folder)


def unbound(folder: Path, rng: random.Random) -> None:
    """A certificate that no longer names its charter or its roster."""
    claims = _claims(folder)
    del claims["binds"][rng.choice(["charter", "roster"])]
    _say(folder, claims)


def unsealed(folder: Path, rng: random.Random) -> None:
    """Any file otherwise, the seal as it was."""
    path = rng.choice(sorted(p for p in folder.iterdir() if p.stat().st_size))
    data = bytearray(path.read_bytes())
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    path.write_bytes(bytes(data))


KINDS: dict[str, Forgery] = {
    "extra price row": extra_price,
    "flipped sign": flipped_sign,
    "NaN": not_a_number,
    "infinity": infinity,
    "scaled bound": scaled_bound,
    "scaled prices": scaled_prices,
    "edited measure": edited_measure,
    "edited gap": edited_gap,
    "worse by hand": worse_by_hand,
    "heads moved": moved_heads,
    "row dropped": dropped_row,
    "duplicated person": duplicated_person,
    "hidden unplaced": hidden_unplaced,
    "hash fields": hash_fields,
    "claim left out": no_claim,
    "edited account": edited_account,
    "broken rules": broken_rules,
    "swapped charter": swapped_charter,
    "edited roster": edited_roster,
    "loosened rules": loosened_rules,
    "unbound": unbound,
    "unsealed": unsealed,
    "honest": honest,
}
NEEDS_ORIGINALS = ("swapped charter", "edited roster", "loosened rules", "unbound")

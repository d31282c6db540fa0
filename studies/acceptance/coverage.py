"""What the article says, row by row, and what in this code carries it.

``rows.csv`` is the table. ``carriers.csv`` says which rows each rule, mechanism and outcome carries; they count while
the code has them. Which rows a relation of the claims store, the article's request, a series or a comparison states is
written in this file; a relation counts only where some claim uses it. A row may be carried in several ways, and all of
them are printed, for the strongest alone would flatter:

    proved      a rule of law, arithmetic or design that locates a fault in a text; it says nothing of effects
    data        a series moved it
    claim       dated, sourced, graded statements, printed in a dossier or a screening note
    held        a mechanism held against dated facts or policy shocks, hit or miss: it can fail, and says how often
    assumption  a mechanism or a comparison whose numbers are ranges and assumptions
    nothing     no carrier yet: the row is open, and said to be

``named_things`` does the same for the list of forces, states, places and relations that must exist.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from tether.armed_order.mechanisms import mechanisms
from tether.charter.rules import all_rules
from tether.evidence.claims import PREDICATES, Claim, claimed_countries, load_claims
from tether.futures.outcomes import ORDER_OUTCOMES, RECORD_OUTCOMES
from tether.precedents.bills import coded_bills
from tether.precedents.cases import coded_cases
from tether.theatre import load
from tether.validation.facts import facts
from tether.validation.replays import POOLED
from tether.validation.skill import order_record

HERE = Path(__file__).parent
STRENGTHS = ("proved", "data", "claim", "held", "assumption", "nothing")
RELATIONS = {  # relation of the claims store -> rows whose words it states
    "requests": (1, 4),
    "status": (7, 13),
    "recognised-by": (7, 9),
    "unrecognised-by": (7, 9),
    "rooted-in": (8, 21),
    "aligned-with": (9, 34),
    "size": (12, 18),
    "ghost-share": (12,),
    "event": (14, 15, 27, 32, 45),
    "composed-of": (34,),
    "share-of-fighting": (36,),
    "refuses": (37,),
    "said": (38,),
    "effectiveness": (16,),
    "discipline": (19,),
    "abuse-record": (20, 63),
    "patron-of": (23, 24, 26),
    "fears": (28, 29),
    "distrusts": (62,),
    "controls": (11, 32),
    "losses": (3,),
    "pay": (18,),
    "position": (46,),
    "competes-with": (51,),
}
PASSAGE = {  # what counting votes says before anything starts; each counts only if its bill, or its country's, is coded
    44: ("iraq-guard-2015", "passage: the Iraqi guard bill counted from what its blocs had asked for"),
    45: ("libya", "passage: Libya's votes, and where they cannot be told"),
    46: ("iraq-guard-2015", "passage: replays that can fail and can pass, learning only from bills decided before"),
    47: ("iraq-pmf-2016", "passage in section 5, effects in section 7: neither reads the other"),
}
TRIED = {48: "past cases nearest by clause: sourced counts, unlike ends first, no cause claimed"}
JUDGED = {  # what a comparison says that no rule, claim or mechanism does alone
    18: "judgement: pay as claimed against a soldier's, months to half of an ordered move, cost by the charter's lines",
    39: "charters in phases: what waiting costs against the same charter in force from its start",
    47: "five theories: the effect of the design (article) apart from that of the setting (settlement)",
    60: "judgement: months until the guard has its intake, censored at the horizon",
    67: "verdicts: a win of another option, and not distinguishable, are results",
}
HELD = {  # quantity of a replayed fact -> rows whose mechanism it tests
    "guard_share": (57,),
    "guard_heads": (57,),
    "taken_share": (57,),
    "bloc": (58,),
    "exits_share": (59,),
    "left_share": (22,),
    "lost_share": (22,),
    "outside_share": (22,),
    "armed_share": (22,),
    "held": (32,),
    "insurgent_log": (11,),
    "army": (12, 64),
    "militia_mix": (36,),
}
PLANNED = {  # what a plan's rows, measures and certificate state, recounted by tether verify-plan
    57: "plan: individual entry with a certificate; whole units and paper measured alike",
    58: "plan: bloc caps kept, concentration and comrade retention against their floors",
    59: "plan: exits by kind against their places",
}
SERIES = {65: "UCDP country-years: a trend claim checked against data", 64: "the status quo's forecast can be tested"}


@dataclass(frozen=True)
class AcceptanceRow:
    """One row of the acceptance table, as the code stands."""

    number: int
    words: str
    must_contain: str
    carriers: tuple[str, ...]
    strength: str  # of the strongest carrier
    kinds: tuple[str, ...] = ()  # every kind of carrier, strongest first


def coverage() -> tuple[AcceptanceRow, ...]:
    """Return every row with its carriers and its strength."""
    found = _carriers()
    rows = []
    for entry in _table("rows.csv"):
        number = int(entry["row"])
        carried = found.get(number, [])
        kinds = tuple(sorted({kind for kind, _ in carried}, key=STRENGTHS.index)) or ("nothing",)
        names = tuple(name for _, name in carried)
        rows.append(AcceptanceRow(number, entry["words"], entry["must_contain"], names, kinds[0], kinds))
    return tuple(rows)


def named_things() -> dict[str, bool]:
    """Return, for each thing that must exist, whether a theatre names it and a claim or a place stands behind it."""
    found: dict[str, bool] = {}
    told = {name for c in _claims() for name in (c.subject, c.object)}
    used = {c.predicate for c in _claims()}
    there: dict[str, Callable[[str, str], bool]] = {
        "actor": lambda country, name: name in told and name in {a.id for a in load(country).actors},
        "place": lambda country, name: name in load(country).place_ids,
        "theatre": lambda country, _: bool(load(country).places),
        "relation": lambda _, name: name in PREDICATES and name in used,
    }
    for row in _table("required.csv"):
        label = row["country"] if row["kind"] in ("actor", "place") else row["kind"]
        found[f"{label}: {row['id']}"] = there[row["kind"]](row["country"], row["id"])
    return found


def _carriers() -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    for kind, name, numbers in parts_of_the_code():
        for number in numbers:
            found.setdefault(number, []).append(("proved" if kind == "rule" else "assumption", f"{kind} {name}"))
    used = {c.predicate for c in _claims()}
    for predicate, numbers in RELATIONS.items():
        for number in numbers if predicate in used else ():
            found.setdefault(number, []).append(("claim", f"claims: {predicate}"))
    for number, what in SERIES.items():
        found.setdefault(number, []).append(("data", what))
    for number, what in PLANNED.items():
        found.setdefault(number, []).append(("proved", what))
    for number, what in JUDGED.items():
        found.setdefault(number, []).append(("assumption", what))
    bills = {name for bill in coded_bills() for name in (bill.id, bill.country.lower())}
    for number, (bill, what) in PASSAGE.items():
        if bill in bills:
            found.setdefault(number, []).append(("assumption", what))
    for number, what in TRIED.items() if coded_cases() else ():
        found.setdefault(number, []).append(("claim", what))
    for number, what in _requests().items():
        found.setdefault(number, []).append(("claim", what))
    for number, what in _held().items():
        found.setdefault(number, []).append(("held", what))
    return found


def parts_of_the_code() -> list[tuple[str, str, tuple[int, ...]]]:
    """Return (kind, name, rows) of each rule, mechanism and outcome of ``carriers.csv`` that the code has."""
    there = {
        "rule": {rule.code for rule in all_rules()},
        "mechanism": set(mechanisms()),
        "outcome": {outcome.id for outcome in (*RECORD_OUTCOMES, *ORDER_OUTCOMES)},
    }
    entries = [(e["kind"], e["name"], tuple(map(int, e["rows"].split()))) for e in _table("carriers.csv")]
    return [entry for entry in entries if entry[1] in there[entry[0]]]


def _table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _held() -> dict[int, str]:
    """Return, for each row whose mechanism was held against facts, against how many and how many it missed."""
    verdicts = {r["fact"]: r["verdict"] for r in order_record().facts.to_dict("records") if r["theory"] == POOLED}
    rows: dict[int, list[str]] = {}
    for fact in (f for f in facts() if f.id in verdicts):
        for number in HELD[fact.quantity]:
            rows.setdefault(number, []).append(verdicts[fact.id])
    told = {n: f"{len(v)} facts replayed, {v.count('miss')} missed outright" for n, v in rows.items()}
    return told | {46: f"{order_record().scores['shock'].nunique()} policy shocks replayed from what was known before"}


def _claims() -> tuple[Claim, ...]:
    return tuple(c for country in claimed_countries() for c in load_claims(country))


def _requests() -> dict[int, str]:
    """Return the rows that the article's own request states, if a case ships it."""
    if not any((case / "request.yaml").is_file() for case in files("tether.cases").iterdir() if case.is_dir()):
        return {}
    fields = {1: "requester", 2: "threat", 3: "losses", 4: "deciders", 5: "items"}
    return {number: f"request: {name}" for number, name in fields.items()}

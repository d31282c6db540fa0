"""Certificates that say something untrue: each change is sealed anew, so that only its content can give it away.

python tests/amend/certificate_mutations.py --count 1000 --seed 7      # how many are refused, by kind of change
"""

from __future__ import annotations

import argparse
import copy
import random
from collections import Counter
from contextlib import suppress
from datetime import date
from typing import Any

from tether.amend.amendment import AmendmentAsked, amend
from tether.amend.certificate import seal_of
from tether.amend.oracle import CheckedUnder
from tether.amend.prices import price_table
from tether.amend.verification.verdict import CheckedAgain, verify_amendment
from tether.amend.votes import VotesAsked
from tether.charter import charter_from_text


class NotHere(Exception):
    """A change that this certificate has no place for."""


DAY = date(2026, 11, 30)
VOTED = """charter: "0.3"
meta: {id: voted, status: bill, kind: [integration]}
actors:
  - {id: mof, name: Ministry of Finance, kind: ministry, state: true}
  - {id: parliament, kind: institution, state: true}
  - {id: north, kind: bloc}
  - {id: south, kind: bloc}
groups: [{id: hill, name: Hill men, size: 900}]
forces: [{id: g, name: Guard, kind: guard, status: new, local: true}]
induction:
  - {id: in-hill, from: hill, into: g, mode: whole-unit, contract_with: commander, deploy: home}
pay:
  - {force: g, payer: mof, via: commander}
politics:
  passage: {venue: parliament, rule: majority-present, seats: 100, quorum: 51, attendance: 100}
  vetoes:
    - actor: north
      seats: 55
      position: conditional
      demands: [{want: no whole units, when: {at: "induction[in-hill].mode", op: is-not, value: whole-unit}}]
    - actor: south
      seats: 45
      position: conditional
      demands:
        - {want: men who serve elsewhere, when: {at: "induction[in-hill].deploy", value: elsewhere}}
        - {want: pay by bank, when: {at: "pay[force=g].via", value: bank}}
"""
ASKED = {
    "cleared": AmendmentAsked(),
    "voted": AmendmentAsked(votes=VotesAsked(60)),
    "conflict": AmendmentAsked(red_lines=("induction[in-hill]",)),
    "few": AmendmentAsked(most=1),
}


def certificate(asked: AmendmentAsked) -> dict[str, Any]:
    """Return a true certificate."""
    return amend(charter_from_text(VOTED, "voted.yaml"), asked, CheckedUnder(DAY)).certificate


def refused(data: dict[str, Any]) -> bool:
    """Whether a certificate is refused."""
    charter = charter_from_text(VOTED, "voted.yaml")
    return not verify_amendment(data, charter, price_table(), CheckedAgain()).ok


def mutated(data: dict[str, Any], rng: random.Random) -> tuple[str, dict[str, Any]]:
    """Return a certificate with one untrue thing in it, sealed anew, and what was changed."""
    while True:
        name, change = rng.choice(CHANGES)
        made = copy.deepcopy(data)
        with suppress(NotHere):
            change(made, rng)
            if made != data:
                made["seal"] = seal_of(made)
                return name, made


def _price(data: dict[str, Any], rng: random.Random) -> None:
    edit = rng.choice(data["menu"])
    more = rng.choice((-1, 1, 2)) if edit["price"] > 1 else 1
    edit["price"] += more
    if data["edits"] and edit["number"] in data["edits"]:
        data["price"] += more
        data["floor"] += more


def _floor(data: dict[str, Any], rng: random.Random) -> None:
    if data["edits"] is None:
        raise NotHere
    more = rng.randint(1, 5)
    data["floor"] += more
    data["price"] += more


def _cheaper(data: dict[str, Any], rng: random.Random) -> None:
    if data["edits"] is None:
        raise NotHere
    data["price"] -= rng.randint(1, 3)


def _left_out(data: dict[str, Any], rng: random.Random) -> None:
    if not data["edits"]:
        raise NotHere
    gone = data["edits"].pop(rng.randrange(len(data["edits"])))
    data["price"] -= data["menu"][gone]["price"]
    data["floor"] = data["price"]


def _exchanged(data: dict[str, Any], rng: random.Random) -> None:
    others = [e["number"] for e in data["menu"] if data["edits"] and e["number"] not in data["edits"]]
    if not others:
        raise NotHere
    at = rng.randrange(len(data["edits"]))
    data["edits"][at] = rng.choice(others)
    data["edits"].sort()
    if sum(data["menu"][n]["price"] for n in data["edits"]) == data["price"]:
        raise NotHere  # perhaps as good a set
    data["price"] = data["floor"] = sum(data["menu"][n]["price"] for n in data["edits"])


def _clause(data: dict[str, Any], rng: random.Random) -> None:
    clause = rng.choice(data["clauses"])
    side = rng.choice(("more", "fewer"))
    numbers = clause[side]
    if numbers and rng.random() < 0.5:
        numbers.pop(rng.randrange(len(numbers)))
    else:
        other = [e["number"] for e in data["menu"] if e["number"] not in (*clause["more"], *clause["fewer"])]
        if not other:
            raise NotHere
        numbers.append(rng.choice(other))


def _state(data: dict[str, Any], rng: random.Random) -> None:
    clause = rng.choice(data["clauses"])
    if not clause["more"]:
        raise NotHere
    clause["state"] = sorted({*clause["state"], rng.choice(clause["more"])})


def _code(data: dict[str, Any], rng: random.Random) -> None:
    clause = rng.choice(data["clauses"])
    key = rng.choice(("code", "path"))
    if clause["code"] == "votes" and key == "path":
        raise NotHere
    clause[key] = "IND99" if key == "code" else f"{clause['path']}.nowhere"


def _no_proof(data: dict[str, Any], rng: random.Random) -> None:
    data["clauses"] = []


def _spared(data: dict[str, Any], rng: random.Random) -> None:
    clause = rng.choice([c for c in data["clauses"] if c["code"] != "votes"])
    data["spared"].append([clause["code"], clause["path"]])


def _place(data: dict[str, Any], rng: random.Random) -> None:
    rng.choice(data["menu"])["path"] = rng.choice(("pay.7", "nothing", "forces.0", "groups.0"))


def _striking(data: dict[str, Any], rng: random.Random) -> None:
    edit = rng.choice([e for e in data["menu"] if e["op"] in ("set", "move")])
    edit["op"] = "drop"


def _text(data: dict[str, Any], rng: random.Random) -> None:
    key = rng.choice(("charter", "prices", "checked"))
    if key == "prices":
        data[key] = "0" * 64
    elif key == "charter":
        data[key][rng.choice(("text", "base", "id", "laws"))] = "0" * 8
    else:
        data[key][rng.choice(("day", "bounds", "known"))] = "otherwise"


def _conflict(data: dict[str, Any], rng: random.Random) -> None:
    if not data["conflict"]:
        data["conflict"] = [{"kind": "rule", "name": "IND01", "without": []}]
        data["edits"] = None
        return
    how = rng.randrange(3)
    wish = rng.choice(data["conflict"])
    if how == 0:
        data["conflict"].remove(wish)
    elif how == 1:
        data["conflict"].append({"kind": "rule", "name": "PAY01", "without": []})
    elif not any(w["kind"] in ("rule", "votes") for w in data["conflict"] if w is not wish):
        raise NotHere  # red lines and a most are met by no edit at all: the empty set is another true witness
    else:
        wish["without"] = []


def _untried(data: dict[str, Any], rng: random.Random) -> None:
    clause = rng.choice([c for c in data["clauses"] if c["code"] != "votes"])
    data["untried"].append([clause["code"], clause["path"]])


CHANGES = (
    ("a price", _price),
    ("a higher floor and price", _floor),
    ("a lower price", _cheaper),
    ("an edit left out", _left_out),
    ("an edit exchanged", _exchanged),
    ("a clause's edits", _clause),
    ("a clause's state", _state),
    ("a clause's finding", _code),
    ("no clauses", _no_proof),
    ("a finding spared", _spared),
    ("an edit's place", _place),
    ("an edit's operation", _striking),
    ("what it is bound to", _text),
    ("the conflict", _conflict),
    ("a finding not looked at", _untried),
)


def main() -> None:
    """Count the certificates refused."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    told = parser.parse_args()
    rng = random.Random(told.seed)
    true = {name: certificate(asked) for name, asked in ASKED.items()}
    print("true ones refused:", sum(refused(data) for data in true.values()))
    made, kept = Counter[str](), Counter[str]()
    for _ in range(told.count):
        which = rng.choice(sorted(true))
        name, data = mutated(true[which], rng)
        made[name] += 1
        if not refused(data):
            kept[f"{which}: {name}"] += 1
    print(f"{sum(made.values())} changed certificates, {sum(kept.values())} not refused: {dict(kept)}")
    for name, count in sorted(made.items()):
        print(f"  {count:4d} {name}")


if __name__ == "__main__":
    main()

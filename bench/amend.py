"""Times amendments, and holds their price against the count of all sets and against a drafter's own way.

    python bench/amend.py                 # a real bill, ten planted faults in 2,000 lines, 200 small charters
    python bench/amend.py --small 20      # fewer small charters

Goals: a real bill under 5 s of the processor; ten planted faults in a charter of 2,000 lines under 60 s, with a proved
optimum or a gap; the price of the count of all sets on every small charter. Small charters are the failing snippets of
rules, alone and in pairs. The drafter's way (greedy) takes, again and again, the edit that clears most for its points.
The last covering program of each search is also given to CP-SAT, in a process of its own (``amend_cpsat.py``), and to
the branch and bound of the verification: costs must be equal, times are the processor's.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from datetime import date
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from studies.planted_faults import model_law, planted
from tether.amend.amendment import AmendmentAsked, amend
from tether.amend.covering import cheapest, exclusions
from tether.amend.edits import Desk, exclude
from tether.amend.menu import Menu
from tether.amend.oracle import CheckedUnder, Oracle
from tether.amend.prices import price_table
from tether.amend.search import AmendmentGoal, AmendmentSearch, greedy
from tether.amend.verification.bound import TooManyBranches, cheaper_than
from tether.charter import charter_from_text
from tether.charter.library import historical
from tether.charter.rules import all_rules
from tether.errors import InputError

UNDER = CheckedUnder(date(2026, 11, 30))
MOST_COUNTED = 12  # edits of a menu of which all sets are counted
PLANTED = (
    *("ceiling-below-plan", "phases-overlap", "pay-ends-before-end", "sunset-before-end", "review-after-sunset"),
    *("floor-on-shares", "women-above-places", "attendance-below-quorum", "law-shuts-out", "ages-backward"),
)


def searched(text: str, seconds: float = 60.0) -> AmendmentSearch:
    """Return a search for a text, not yet run."""
    oracle = Oracle(Desk.of(charter_from_text(text, "bench.yaml")), UNDER, ("stop", "error"))
    return AmendmentSearch(oracle, Menu(oracle, price_table()), AmendmentGoal(), seconds)


def by_count(search: AmendmentSearch) -> int | None:
    """Return the least price over all sets of the menu's edits; None where no set does."""
    wishes, best = search.wishes(search.oracle.state(())), None
    for size in range(len(search.menu.edits) + 1):
        for some in combinations(search.menu.edits, size):
            price = sum(e.price for e in some)
            if (best is not None and price >= best) or any(exclude(a, b) for a, b in combinations(some, 2)):
                continue
            if not search.open(search.oracle.state(some), wishes):
                best = price
    return best


def small_charters(count: int) -> list[str]:
    """Return small charters: failing snippets of rules, alone and in pairs."""
    rules = [r for r in all_rules() if r.severity in ("stop", "error") and r.family not in ("SCH", "DUT")]
    texts = [f'charter: "0.3"\n{r.fails}\n' for r in rules]
    rng = random.Random(7)
    for _ in range(40 * count):
        one, other = rng.sample(rules, 2)
        tops = [set(re.findall(r"^(\w+):", r.fails, re.MULTILINE)) for r in (one, other)]
        if not tops[0] & tops[1]:
            texts.append(f'charter: "0.3"\n{one.fails}\n{other.fails}\n')
    return list(dict.fromkeys(texts))


def agree(count: int) -> None:
    """Compare the search with the count of all sets on small charters."""
    compared = equal = dearer = 0
    for text in small_charters(count):
        try:
            search = searched(text)
        except InputError:
            continue
        result = search.run()
        if not search.learnt or len(search.menu.edits) > MOST_COUNTED:
            continue
        counted = by_count(search)
        compared += 1
        equal += counted == (result.price if result.edits is not None else None)
        by_hand = greedy(search, search.wishes(search.oracle.state(())))
        dearer += by_hand is None or search.price(by_hand) > result.price
        if compared == count:
            break
    print(
        f"small charters: {equal} of {compared} cost what the count of all sets costs; greedy dearer or stuck: {dearer}"
    )


def large() -> str:
    """Return the model law with ten faults, and further units, posts and powers up to 2,000 lines."""
    text, planted_by_id = model_law(), {f.id: f for f in planted()}
    for name in PLANTED:
        for cut, put in planted_by_id[name].edits:
            text = text.replace(cut, put, 1)
    lines = text.splitlines()
    more: dict[str, list[str]] = {"places": [], "powers": [], "actors": []}
    for n in range((2_000 - len(lines)) // 5 + 1):
        more["places"] += [f"  - id: ward-{n}", "    kind: municipality", "    parent: sahar"]
        more["powers"] += [f"  - {{force: police, power: crowd, places: [ward-{n}], grant: lead}}"]
        more["actors"] += [f"  - {{id: office-{n}, kind: office, level: local, state: true}}"]
    made: list[str] = []
    for line in lines:
        made.append(line)
        made += more.get(line.split(":")[0], []) if re.match(r"\w+:\s*(#.*)?$", line) else []
    return "\n".join(made) + "\n"


def against_solvers(searches: list[tuple[str, AmendmentSearch]], seconds: float = 60.0) -> None:
    """Print cost and time of HiGHS, CP-SAT and branch and bound on the last covering program of each search."""
    posed, told = [], []
    for name, search in searches:
        wishes = search.wishes(search.oracle.state(()))
        problem = search.problem(wishes)
        prices = [e.price for e in problem.edits]
        clauses = [(sorted(r.more), sorted(r.fewer)) for r in problem.rows]
        pairs = exclusions(problem.edits)
        posed.append({"prices": prices, "clauses": clauses, "pairs": pairs})
        start = time.process_time()
        chosen = cheapest(problem)
        highs = time.process_time() - start
        cost = search.price(chosen or ())
        start = time.process_time()
        rows = [(frozenset(more), frozenset(fewer)) for more, fewer in clauses]
        try:
            lower = cheaper_than(prices, rows, pairs, frozenset(), None, cost)
            ours = f"{'none cheaper' if lower is None else 'A CHEAPER SET'} {time.process_time() - start:.2f} s"
        except TooManyBranches:
            ours = f"not settled in {time.process_time() - start:.1f} s"
        told.append((name, len(prices), len(rows), cost, highs, ours))
    with tempfile.TemporaryDirectory() as folder:
        problems, answers = Path(folder) / "problems.json", Path(folder) / "answers.json"
        problems.write_text(json.dumps(posed), "utf-8")
        script = Path(__file__).with_name("amend_cpsat.py")
        python = os.environ.get("TETHER_ORTOOLS_PYTHON", sys.executable)
        run = [python, str(script), str(problems), str(answers), str(seconds)]
        ran = subprocess.run(run, capture_output=True, check=False).returncode == 0
        found = json.loads(answers.read_text("utf-8")) if ran else [None] * len(told)
    for (name, edits, rows_, cost, highs, ours), other in zip(told, found, strict=True):
        cpsat = "not run: no ortools (set TETHER_ORTOOLS_PYTHON to a Python that has it)"
        if other is not None:
            cpsat = f"{other['cost']} points {'proved' if other['proved'] else 'not proved'} {other['cpu']:.2f} s"
        print(f"{name}: {edits} edits, {rows_} clauses; HiGHS {cost} points {highs:.2f} s; ", end="")
        print(f"CP-SAT {cpsat}; branch and bound {ours}")


def timed(name: str, text: str) -> AmendmentSearch:
    """Print what an amendment of a text takes, and what the drafter's way costs."""
    start = time.process_time()
    found = amend(charter_from_text(text, "bench.yaml"), AmendmentAsked(seconds=50), UNDER)
    spent = time.process_time() - start
    whole = searched(text)
    whole.run()
    search = searched(text)
    search.menu.grow(search.oracle.state(()))
    began = time.process_time()
    by_hand = greedy(search, search.wishes(search.oracle.state(())))
    drafted = f"{search.price(by_hand)} points" if by_hand is not None else "stuck"
    drafted += f", {time.process_time() - began:.1f} s beside the menu"
    state = "proved" if found.proved else f"floor {found.floor}"
    cleared, edits = len(found.cleared), len(found.edits)
    print(f"{name}: {len(text.splitlines())} lines, {cleared} findings cleared by {edits} edits, {found.price} points")
    print(f"  {state}, {found.offered} offered, {found.rounds} rounds, {spent:.1f} s; greedy {drafted}")
    return whole


def main() -> None:
    """Run all three."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", type=int, default=200)
    told = parser.parse_args()
    bill = historical("iraq-national-guard-bill-2015")
    syria = historical("syria-sdf-2025")
    texts = {"Iraq's bill of 2015": "\n".join(bill.lines) + "\n", "ten planted faults": large()}
    texts["Syria and the SDF, March 2025"] = "\n".join(syria.lines) + "\n"
    against_solvers([(name, timed(name, text)) for name, text in texts.items()])
    agree(told.small)


if __name__ == "__main__":
    main()

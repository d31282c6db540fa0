"""Times the charter checker on a charter of 10,000 lines (500 units, 2,000 rows of power).

    python bench/check.py              # warm time, growth, cost of each rule and part, a chain of 2,500 units

Goal: reading and checking 10,000 lines in under 1 s, warm (the second run in one process). Times are reported, never
asserted in the tests. The charter is invented and written one key a line, as people write; its units form a tree, its
powers are spread over 60 nested places, and every section that a rule reads has rows.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable

from tether.charter import charter_from_text
from tether.charter.check import check
from tether.charter.reading import Design
from tether.charter.rules import all_rules

POWERS = (
    "arrest",
    "detain",
    "search",
    "patrol",
    "checkpoint",
    "border",
    "intelligence",
    "crowd",
    "protect-sites",
    "fees",
)
GRANTS = ("lead", "support", "shared", "on-request")


def charter_of(units: int, powers: int) -> str:
    """Return a charter with so many units and rows of power, every row written one key a line."""
    places = max(3, powers // 35)
    lines = ['charter: "0.3"', "meta:", "  id: bench", "  text_seen: part"]
    lines += _rows("places", [{"id": "country", "kind": "country", "parent": "none", "population": 30000000}])
    lines += _rows(
        "",
        [
            {"id": f"p{n}", "parent": "country" if n < 12 else f"p{n % 12}", "population": 50000 + n}
            for n in range(places)
        ],
    )
    lines += _rows("communities", [{"id": c} for c in ("hill", "river")])
    lines += _rows(
        "actors",
        [
            {"id": "pm", "kind": "office", "state": "true", "head": "true"},
            {"id": "mof", "kind": "ministry", "state": "true"},
        ],
    )
    groups = max(2, units // 50)
    lines += _rows(
        "groups",
        [{"id": f"m{n}", "size": "{v: 900, lo: 600, hi: 1200}", "home": f"[p{n % places}]"} for n in range(groups)],
    )
    forces = [
        {"id": f"f{n}", "kind": k, "status": s}
        for n, (k, s) in enumerate((("army", "existing"), ("police", "existing"), ("guard", "new")))
    ]
    lines += _rows("forces", [{**f, "local": "true", "places": "[country]"} for f in forces])
    lines += _rows("units", [_unit(n, places, groups) for n in range(units)])
    lines += _rows(
        "posts",
        [
            {"id": f"c{n}", "unit": f"u{n}", "appointed_by": "pm", "removable_by": "[pm]", "ex_group": "army"}
            for n in range(units // 4)
        ],
    )
    lines += _rows("command", [{"from": "pm", "to": "u0", "type": "full", "when": "always"}])
    lines += _rows("powers", [_power(n, places) for n in range(powers)])
    lines += _rows(
        "induction",
        [{"id": f"s{n}", "from": f"m{n}", "into": "f2", "mode": "individual", "intake": 500} for n in range(groups)],
    )
    lines += _rows("pay", [{"force": "f2", "payer": "mof", "via": "bank", "base_month": 500, "annual_budget": 9000000}])
    return "\n".join(lines) + "\n"


def _unit(n: int, places: int, groups: int) -> dict[str, object]:
    parent = "none" if n == 0 else f"u{(n - 1) // 6}"
    origin = f"{{m{n % groups}: 0.3, recruits: 0.7}}"
    return {"id": f"u{n}", "force": "f2", "parent": parent, "places": f"[p{n % places}]", "size": 200, "origin": origin}


def _power(n: int, places: int) -> dict[str, object]:
    place = f"p{(n // len(POWERS)) % places}"
    return {"force": f"f{n % 3}", "power": POWERS[n % len(POWERS)], "places": f"[{place}]", "grant": GRANTS[n % 4]}


def _rows(section: str, rows: list[dict[str, object]]) -> list[str]:
    lines = [f"{section}:"] if section else []
    for row in rows:
        for number, (key, value) in enumerate(row.items()):
            lines.append(f"  {'- ' if number == 0 else '  '}{key}: {value}")
    return lines


def timed(work: Callable[[], object], repeats: int = 5) -> float:
    """Return the median seconds of warm runs (the first is thrown away)."""
    work()
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def growth() -> None:
    """Print reading, checking and the sum for growing charters."""
    print("lines   units powers  read s  check s  both s  findings")
    for units, powers in ((5, 12), (15, 60), (50, 200), (150, 600), (500, 2000)):
        text = charter_of(units, powers)
        charter = charter_from_text(text, "bench.yaml")
        read, run = timed(lambda t=text: charter_from_text(t, "bench.yaml")), timed(lambda c=charter: check(c))
        found = len(check(charter).findings)
        print(
            f"{len(text.splitlines()):>6} {units:>6} {powers:>6} {read:>7.3f} {run:>8.3f} {read + run:>7.3f} {found:>9}"
        )


def by_rule(most: int = 12) -> None:
    """Print the costliest rules on the largest charter, and the cost of all."""
    design = Design(charter_from_text(charter_of(500, 2000), "bench.yaml"))
    costs = {rule.code: timed(lambda r=rule: list(r.check(design)), 3) for rule in all_rules()}
    ranked = sorted(costs.items(), key=lambda item: -item[1])
    print(f"\ncost per rule, 500 units and 2,000 powers ({len(costs)} rules, {sum(costs.values()):.3f} s in all)")
    for code, seconds in ranked[:most]:
        print(f"  {code} {1000 * seconds:8.2f} ms")
    rest = [s for _, s in ranked[most:]]
    print(f"  the other {len(rest)}: {1000 * sum(rest):.2f} ms together")


PARTS = {"numbers": "NUM", "dates": "TIM", "dependence": "DEP", "grants": "GRF"}


def by_part() -> None:
    """Print what each part of ``charter/consistency`` costs, for growing charters."""
    print("\ncost of each part of charter/consistency, in ms\nlines   " + "".join(f"{name:>12}" for name in PARTS))
    for units, powers in ((5, 12), (15, 60), (50, 200), (150, 600), (500, 2000)):
        text = charter_of(units, powers)
        charter = charter_from_text(text, "bench.yaml")
        costs = [timed(lambda c=charter, f=family: check(c, select=[f]), 3) for family in PARTS.values()]
        empty = timed(lambda c=charter: check(c, select=["SCH04"]), 3)
        print(f"{len(text.splitlines()):>6}  " + "".join(f"{1000 * max(cost - empty, 0):>12.1f}" for cost in costs))


def chain(units: int) -> str:
    """Return a charter whose units hang below one another in one line."""
    head = ['charter: "0.3"', "actors: [{id: pm, state: true, head: true}]", "forces: [{id: g, status: new}]"]
    head += ["command: [{from: pm, to: u0, type: full}]", "units:"]
    rows = [f"  - {{id: u{n}, force: g, parent: {'none' if n == 0 else f'u{n - 1}'}, size: 2}}" for n in range(units)]
    return "\n".join([*head, *rows]) + "\n"


def chains() -> None:
    """Print how the check of a chain of units grows."""
    print("\na chain of units\n units  check s")
    for units in (625, 1250, 2500):
        charter = charter_from_text(chain(units), "chain.yaml")
        print(f"{units:>6} {timed(lambda c=charter: check(c), 3):>8.3f}")


def main() -> None:
    """Run what was asked for."""
    argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0]).parse_args()
    growth()
    by_rule()
    by_part()
    chains()


if __name__ == "__main__":
    sys.exit(main())

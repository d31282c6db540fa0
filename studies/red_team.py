"""Red team by machine: for every rule, the cheapest edit in the menu that silences it on its failing snippet.

    python -m studies.red_team                 # prints a table: rule, points, edit, whether the remedy asks for it

The cheapest repair is the cheapest cheat: a word exchanged for its milder neighbour, a row struck that said too much.
Where the edit does not cure what the rule is about, the rule is to be mended, or the hole written on its page. What is
printed is for a reader to judge; *strikes* marks edits that only take out what the rule reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tether.amend.edits import Desk, Edit
from tether.amend.menu import Menu
from tether.amend.oracle import CheckedUnder, Oracle
from tether.amend.prices import price_table
from tether.charter.findings import SEVERITIES
from tether.charter.read import charter_from_text
from tether.charter.rules import Rule, all_rules
from tether.errors import InputError

DAY = date(2026, 11, 30)


@dataclass(frozen=True)
class Silenced:
    """A rule and the cheapest edit that silences it on its failing snippet; None where the menu has none."""

    rule: Rule
    edit: Edit | None


def silenced() -> Iterator[Silenced]:
    """Yield every rule whose failing snippet reads as a charter, with its cheapest edit."""
    for rule in all_rules():
        if rule.family == "SCH":
            continue
        try:
            charter = charter_from_text(f'charter: "0.3"\n{rule.fails}\n', f"{rule.code}.yaml")
        except InputError:
            continue  # a snippet that names what it does not declare
        oracle = Oracle(Desk.of(charter), CheckedUnder(DAY, world="closed"), SEVERITIES[:3])
        menu = Menu(oracle, price_table())
        state = oracle.state(())
        own = [f for f in state.left if f.code == rule.code]
        if not own:
            continue
        menu.grow(state)
        clearing = [e for e in menu.edits if all(menu.clears(e, f) for f in own)]
        yield Silenced(rule, min(clearing, key=lambda e: (e.price, e.number), default=None))


def as_text() -> str:
    """Return the table."""
    lines = []
    for found in silenced():
        edit = found.edit
        strikes = "strikes " if edit is not None and edit.op == "drop" else ""
        told = f"{edit.price:3d} {strikes}{edit.sentence[:150]}" if edit is not None else "  – no edit"
        lines.append(f"{found.rule.code} {told}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(as_text())

"""A role that a body of that kind cannot have: a table of keys against what is said of the body itself (DEP07).

``fitting.csv``: the key that names the body, the words of its row by which the role is of this sort (none: always), the
attribute of the actor and the values there that do not fit. Aid from outside is not given by an organ of the state; the
place does not agree by a foreign mission; who keeps the peace by arms is no civil office.

To add a pair: a row.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from tether.charter.consistency.clauses import CharterClause, Inconsistency
from tether.charter.consistency.roles import named_by, worded
from tether.charter.reading import Design
from tether.charter.values import UNKNOWN, Blank


@dataclass(frozen=True)
class Misfit:
    """A role, and what an actor who has it is not."""

    key: str
    told_by: str
    words: frozenset[str]
    attribute: str
    values: frozenset[str]
    said: str
    is_: str
    why: str


@cache
def misfits() -> tuple[Misfit, ...]:
    """Return the table."""
    text = (resources.files("tether.charter.consistency.dependence") / "fitting.csv").read_text("utf-8")
    found = []
    for row in csv.DictReader(text.splitlines()):
        words, values = (frozenset(row[k].split("|")) for k in ("words", "values"))
        found.append(
            Misfit(row["key"], row["told_by"], words, row["attribute"], values, row["said"], row["is"], row["why"])
        )
    return tuple(found)


def of_a_kind(design: Design) -> Iterator[tuple[str, Inconsistency | str | None]]:
    """Yield each role whose body is of a kind that does not fit it, or may be."""
    at = {row.id: path for path, row in design.rows("actors")}
    for misfit in misfits():
        for path, who, rows in named_by(design, misfit.key):
            told: Any = getattr(rows[-1], misfit.told_by) if misfit.told_by else None
            if who not in at or (misfit.told_by and told is not UNKNOWN and str(told).lower() not in misfit.words):
                continue
            value: Any = getattr(design.named(who), misfit.attribute)
            if value is UNKNOWN and design.charter.at(f"{at[who]}.{misfit.attribute}") is UNKNOWN:
                yield path, f"Is {who!r} an organ of this state, is it civil, and has it men under arms?"
            elif isinstance(value, Blank) or str(value).lower() not in misfit.values:
                yield path, None
            elif told is UNKNOWN:
                yield path, f"Of which sort is this, which {who!r} does: {' or '.join(sorted(misfit.words))}?"
            else:
                clauses = [
                    CharterClause(path, worded(misfit.said, rows)),
                    CharterClause(f"{at[who]}.{misfit.attribute}", f"{who!r} {misfit.is_}"),
                ]
                if misfit.told_by:
                    sort = f"{path.rpartition('.')[0]}.{misfit.told_by}"
                    words = f"it counts as {misfit.told_by}" if told is True else f"its {misfit.told_by}: {told}"
                    clauses.append(CharterClause(sort, words))
                yield path, Inconsistency("DEP07", tuple(clauses), (misfit.why,), lesser=True)

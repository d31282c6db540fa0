"""Where an unknown counts as a fault, or as a pass, by design: rule, field, reason (``charter/unknowns.csv``).

Everywhere else what cannot be told is a question: no rule surely finds a fault that the answer could clear, and none is
silent where the answer could be a fault. A test tries every rule with every field that it reads.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class UnknownByDesign(NamedTuple):
    """One row of the table; a rule or a field that ends in ``*`` stands for all that begin so."""

    rule: str
    field: str
    reason: str


@cache
def designs() -> tuple[UnknownByDesign, ...]:
    """Return the table, one row for each rule and field."""
    return tuple(
        UnknownByDesign(code, field, row["reason"])
        for row in _table("unknowns")
        for code in row["rules"].split()
        for field in row["fields"].split()
    )


def by_design(code: str, field: str) -> bool:
    """Whether an unknown in this field may be a fault or a pass to this rule."""
    return any(_fits(row.rule, code) and _fits(row.field, field) for row in designs())


def _fits(wanted: str, field: str) -> bool:
    return field.startswith(wanted[:-1]) if wanted.endswith("*") else field == wanted


PAGE = """# What is not known

Made from the code by `scripts/make_docs.py`.

A key of a charter may be `unknown`, and under the open reading an absent key is. What cannot be told is never a pass
and never a fault: with a field unknown no rule surely finds a fault that some value of the field would clear, and none
is silent where some value would make it find one. Such a rule asks (`tether check --notes`, `tether questions`). Where
it is unknown whether a rule applies at all, it works its verdicts out as if it did, and asks only if one of them would
not be quiet. A fault that only an exception nobody knows of would excuse is told one degree milder.

A test tries every rule with every field that it reads, known and unknown. These are the exceptions, each by design:

| rules | fields | why |
|---|---|---|
"""


UNREAD = """
## Keys that no rule reads

Every other key is read by a rule, by one of the checks for contradictions, by the planner of an intake or by the
reading of levers. A test runs them all over charters with a value in every field, and watches what they read.

| keys | why |
|---|---|
"""


def page() -> str:
    """Return the page of the docs that lists what breaks the rule on unknowns by design, and what no rule reads."""
    rows = [f"| {_listed(r['rules'])} | {_listed(r['fields'], '`')} | {r['reason']} |" for r in _table("unknowns")]
    unread = [f"| {_listed(r['fields'], '`')} | {r['reason']} |" for r in _table("unread")]
    return PAGE + "\n".join(rows) + "\n" + UNREAD + "\n".join(unread) + "\n"


def read_elsewhere(field: str) -> bool:
    """Whether a field is there for something else than the rules, by ``unread.csv``."""
    return any(_fits(wanted, field) for row in _table("unread") for wanted in row["fields"].split())


def _table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((files("tether.charter") / f"{name}.csv").read_text("utf-8").splitlines()))


def _listed(words: str, quote: str = "") -> str:
    return ", ".join(f"{quote}{word}{quote}" for word in words.split())

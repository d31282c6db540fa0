"""The page of the tables behind what a report tells first: what broke past attempts, and which rules a kind leaves out.

page()      # docs/reference/what-matters-first.md, made by scripts/make_docs.py
"""

from __future__ import annotations

from tether.charter.applicability import left_out
from tether.charter.consequences import breakings, order_of
from tether.charter.kinds import kind_names

TAGS = {"S": "seen", "R": "recalled"}


def page() -> str:
    """Return the page: classes of consequence, cases with their sources, the order by kind, rules left out by kind."""
    names = {c.id: c.name for c in order_of(())}
    parts = [_LECTURE.strip(), "## What broke past attempts", _cases(names), "## The order by kind", _orders()]
    parts += ["## Rules that a kind leaves out", _LEFT_OUT.strip(), _rules()]
    return "\n\n".join(parts) + "\n"


_LECTURE = """
# What matters first

Made from `broke.csv`, `consequences.csv` and `applicability.csv` by `scripts/make_docs.py`. What a report tells
first goes by what broke comparable designs: each class of consequence weighs as much as the cases of the kind that
it broke (a first cause 1, a second 1/2, a third 1/3; cases of other kinds a quarter). It counts what was told of
these cases, and is no estimate. A question is among what matters first only where it bears on the design: whose
money pays it is not asked first of an army that the treasury pays, nor what becomes of those left over where nobody
is.
"""

_LEFT_OUT = """
A rule is not asked where every kind of the design leaves it out.
"""


def _cases(names: dict[str, str]) -> str:
    rows = [
        f"| {b.case} | {b.year} | {' '.join(b.kinds)} | {names[b.consequence]} | {b.rank} | {b.what} | {b.source} "
        f"| {TAGS[b.tag]} |"
        for b in breakings()
    ]
    head = "| case | year | kinds | what broke it | rank | what was told | source | the source was |\n|---" + "|---" * 7
    return f"{head}|\n" + "\n".join(rows)


def _orders() -> str:
    rows = []
    for kind, (name, _) in kind_names().items():
        told = [f"{c.name} ({c.weight:.2g})" for c in order_of((kind,))[:5]]
        rows.append(f"| {name} | {'; '.join(told)} |")
    return "| kind | first five classes, with their weights |\n|---|---|\n" + "\n".join(rows)


def _rules() -> str:
    rows = [f"| {kind_names()[kind][0]} | {' '.join(codes)} | {reason} |" for kind, codes, reason in left_out()]
    return "| kind | rules | why |\n|---|---|---|\n" + "\n".join(rows)

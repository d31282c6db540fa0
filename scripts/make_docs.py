"""Make the pages of docs/ that come from the code: ``python scripts/make_docs.py`` (a test compares them).

docs/order.md: mechanisms with their equations, parameters by theory, levers, codings, outcomes.
docs/cli.md: every verb with its first line. docs/coverage.md: the article row by row. docs/facts-printed.md: what the
mechanisms were held against, as printed.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # for studies/, which is no part of the package

from studies.acceptance.coverage import coverage, named_things
from studies.acceptance.text import coverage_as_text
from tether.armed_order.levers import registry
from tether.armed_order.mechanisms import mechanisms
from tether.armed_order.theories import THEORIES, parameters
from tether.cli.scores_text import facts_as_text
from tether.futures.outcomes import ORDER_OUTCOMES, RECORD_OUTCOMES, Outcome
from tether.levers.codebook import codings
from tether.validation.skill import order_record

DOCS = Path(__file__).parents[1] / "docs"


def pages() -> dict[str, str]:
    """Return file name → text of every generated page."""
    return {"order.md": _order(), "cli.md": _cli(), "coverage.md": _coverage(), "facts-printed.md": _facts()}


def main() -> None:
    for name, text in pages().items():
        (DOCS / name).write_text(text, "utf-8")
        print(f"docs/{name}: {len(text.splitlines())} lines")


def _order() -> str:
    parts = [
        "# The armed order\n\nMade from the code by `scripts/make_docs.py`. Nearly all of it is ranges and assumptions."
    ]
    parts.append("## Theories\n\n" + "\n".join(f"- **{t.title}**: {t.says}" for t in THEORIES))
    for name, mechanism in mechanisms().items():
        doc = mechanism.__doc__.strip()
        first, _, rest = doc.partition("\n\n")
        parts.append(f"## {name}\n\n{' '.join(first.split())}\n\n```\n{rest}\n```\n\n{_parameters(name)}")
    parts.append("## practice\n\n" + _parameters("practice"))
    rows = "\n".join(
        f"| {r.symbol} | {r.unit} | {r.status_quo:g} | {r.off:g} | {r.low:g} to {r.high:g} | {r.meaning} |"
        for r in registry().values()
    )
    head = "| lever | unit | status quo | none | unknown | meaning |\n|---|---|---|---|---|---|\n"
    parts.append(f"## Levers\n\n{head}{rows}")
    parts.append("## Codings of words\n\n" + _codings())
    outcomes = [*RECORD_OUTCOMES, *ORDER_OUTCOMES]
    rows = "\n".join(
        f"| {o.id} | {o.title} | {o.unit} | {_series(o)} | {o.aim or 'none stated'} | {o.meaning} |" for o in outcomes
    )
    head = "| id | what | unit | has a series | aim | what it counts |\n|---|---|---|---|---|---|\n"
    parts.append(f"## Outcomes\n\n{head}{rows}")
    return "\n\n".join(parts) + "\n"


def _series(outcome: Outcome) -> str:
    return "yes" if outcome.observed else "no: sign alone" if outcome.compared else "no: told alone, in worlds"


def _parameters(mechanism: str) -> str:
    rows = []
    for row in (p for p in parameters().values() if p.mechanism == mechanism):
        own = "; ".join(f"{t}: {q[1]:g}–{q[3]:g}" for t, q in row.overrides.items())
        span = f"{row.default[1]:g} to {row.default[3]:g}"
        rows.append(f"| {row.symbol} | {row.unit} | {span} | {own} | {row.meaning} | {row.label} | {row.source} |")
    names = ("symbol", "unit", "90 % range", "theories that differ", "meaning", "label", "source")
    head = f"| {' | '.join(names)} |\n|{'---|' * len(names)}\n"
    return head + "\n".join(rows)


def _codings() -> str:
    rows = [
        f"| {r.field} | {r.word} | {r.value:g} | {f'{r.low:g} to {r.high:g}' if r.low < r.high else 'by definition'} "
        f"| {r.meaning} | {r.reason} |"
        for r in codings().values()
    ]
    said = (
        "Each word is an assumption with a range, read at one rank a field and world, so that words keep their order "
        "(`levers/codebook.py`).\n\n| field | word | middle | range | meaning | why this range |\n"
        "|---|---|---|---|---|---|\n"
    )
    return said + "\n".join(rows)


def _cli() -> str:
    from tether.cli.app import verbs

    lines = ["# Verbs\n\nMade from the code by `scripts/make_docs.py`; `tether VERB --help` says all options.\n"]
    for name, verb in sorted(verbs().items()):
        first = (verb.__doc__ or "").split("\n\n")[0]
        lines.append(f"- `tether {name}`: {' '.join(first.split())}")
    return "\n".join(lines) + "\n"


def _coverage() -> str:
    table = coverage_as_text(list(coverage()), named_things())
    return f"# The article, row by row\n\nPrinted by `python -m studies.acceptance`.\n\n```\n{table}\n```\n"


def _facts() -> str:
    head = "# Facts and policy shocks, as printed\n\nPrinted by `tether facts`; `docs/facts.md` says what it means.\n\n"
    return f"{head}```\n{facts_as_text(order_record())}\n```\n"


if __name__ == "__main__":
    main()

"""Make the pages of docs/ that come from the code: ``python scripts/make_docs.py`` (a test compares them).

docs/reference/order.md           mechanisms with their equations, parameters by theory, levers, codings, outcomes
docs/reference/cli.md             every verb with its first line
docs/reference/python.md          every name of the front door, with what it takes and gives
docs/reference/coverage.md        the article row by row
docs/reference/facts-printed.md   what the mechanisms were held against, as printed
docs/reference/charter.md         every key of a charter
docs/reference/planted-faults.md  faults planted in the model law, and where each is found
docs/reference/real-designs.md    what is found in real designs, what is missed, and what is said in vain
docs/reference/unread-facts.md    facts of the shipped claims that nobody read, and what would settle each
docs/reference/unknowns.md        where an unknown counts as a fault or as a pass, by design
docs/reference/what-matters-first.md  what broke past attempts, and which rules a kind of design leaves out
docs/reference/rules/             a page for each rule
docs/explanation/after-designs.md what happened after past designs, as the record has it, and its picture
docs/explanation/rooms.svg        the rooms and the direction of their imports
"""

from __future__ import annotations

import importlib
import inspect
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # for studies/, which is no part of the package

import tether as tt
from studies import blind_faults, real_designs
from studies.acceptance.coverage import coverage, named_things
from studies.acceptance.text import coverage_as_text
from studies.planted_faults import as_markdown, planted, seen
from tether.armed_order.levers import registry
from tether.armed_order.mechanisms import mechanisms
from tether.armed_order.theories import THEORIES, parameters
from tether.charter.reports import first_page
from tether.charter.reports.rule_pages import PAGES, rule_pages, schema_tables
from tether.charter.rules import unknowns
from tether.cli.scores_text import facts_as_text
from tether.documents.files import MARK, mark_text
from tether.dossier.profile import statement, when
from tether.dossier.store import open_store
from tether.dossier.unread import settled_by
from tether.evidence.claims import Claims, load_claims
from tether.evidence.claims.read import claimed_countries
from tether.futures.outcomes import ORDER_OUTCOMES, RECORD_OUTCOMES, Outcome
from tether.levers.codebook import codings
from tether.precedents.after_designs import after_designs
from tether.precedents.after_designs_page import after_designs_page, picture
from tether.precedents.cases import tally_of
from tether.report.markdown import as_markdown as as_page
from tether.report.svg import GREY, INK, PALE, box, frame, words, wrapped
from tether.validation.skill import order_record

DOCS = Path(__file__).parents[1] / "docs"
# The rooms from the ground up, as tests/test_architecture.py holds them, in bands that a reader can take in.
BANDS = (
    ("what a reader touches", ("cli", "workbench", "api", "study", "brief")),
    ("what would follow, and how far to trust it", ("validation", "decisions", "futures", "levers", "armed_order")),
    ("who asks, and who goes where", ("dossier", "gate", "induction", "budget", "amend")),
    ("what violence does by itself, and what came of past designs", ("forecast", "precedents")),
    ("the written design", ("charter", "law")),
    ("what is known", ("evidence", "theatre")),
    ("the ground", ("report", "randomness", "documents", "errors")),
)


def pages() -> dict[str, str]:
    """Return path below ``docs/`` → text of every generated page."""
    rules = {f"reference/rules/{name}": text for name, text in rule_pages(tally_of).items()}
    return {
        "reference/order.md": _order(),
        "reference/cli.md": _cli(),
        "reference/python.md": _python(),
        "reference/coverage.md": _coverage(),
        "reference/facts-printed.md": _facts(),
        "reference/charter.md": _charter(),
        "reference/planted-faults.md": as_markdown(tuple(map(seen, planted())))
        + blind_faults.as_markdown(tuple(blind_faults.blind_sets())),
        "reference/real-designs.md": real_designs.as_markdown(),
        "reference/unknowns.md": unknowns.page(),
        "reference/what-matters-first.md": first_page.page(),
        "reference/unread-facts.md": _unread(),
        "explanation/after-designs.md": _after_designs(),
        "explanation/after-designs.svg": picture(after_designs()),
        "explanation/rooms.svg": rooms_picture(),
        **rules,
        f"reference/rules/{MARK}": mark_text(PAGES, rule_pages(tally_of)),
    }


def main() -> None:
    for name, text in pages().items():
        (DOCS / name).write_text(text, "utf-8")
        print(f"docs/{name}: {len(text.splitlines())} lines")


def _after_designs() -> str:
    """Return the page of past designs, its picture beside it."""
    made = (
        "Made by `scripts/make_docs.py` from what `tether after-designs` prints, as it came out; the designs are in "
        "`src/tether/precedents/designs.yaml`, the forecasts `outlooks.csv` beside it (`scripts/score_designs.py`).\n\n"
        "![One dot a design on the percentile scale of the forecast, by clause](after-designs.svg)\n"
    )
    title, rest = as_page(after_designs_page(after_designs())).split("\n\n", 1)
    return f"{title}\n\n{made}\n{rest}"


def _unread() -> str:
    parts = [
        "# Facts that nobody read\n\nMade from the shipped claims by `scripts/make_docs.py`; `tether dossier iraq-2015 "
        "--unread` lists them as of a day. A fact is settled by reading; a judgement by no reading, so the two are "
        "counted apart and never together.\n\n| Country | Claims | Read in their source | Arithmetic on such | "
        "Facts nobody read | Judgements |\n|---|---|---|---|---|---|\n"
        + "\n".join(f"| {c.title()} | {_tags(load_claims(c))} |" for c in claimed_countries())
    ]
    for country in claimed_countries():
        store = open_store(country, "2100")
        rows = [
            f"| {statement(c, store.names)} | {when(c)} | {c.source.title} | {settled_by(c)} |"
            for c in load_claims(country)
            if c.tag == "R"
        ]
        head = "| Fact | When | Recalled from | What would settle it |\n|---|---|---|---|"
        parts.append(f"## {country.title()}\n\n{head}\n" + "\n".join(rows))
    return "\n\n".join(parts) + "\n"


def _tags(claims: Claims) -> str:
    return " | ".join([str(len(claims)), *(str(sum(c.tag == tag for c in claims)) for tag in "SDRJ")])


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
    from tether.cli.app import groups, verbs

    lines = ["# Verbs\n\nMade from the code by `scripts/make_docs.py`; `tether VERB --help` says all options.\n"]
    for name, verb in sorted(verbs().items()):
        first = (verb.__doc__ or "").split("\n\n")[0]
        lines.append(f"- `tether {name}`: {' '.join(first.split())}")
    lines += [f"- `tether {name} …`: {group.info.help}" for name, group in groups().items()]
    return "\n".join(lines) + "\n"


def _python() -> str:
    head = (
        "# Python: the front door\n\nMade from the code by `scripts/make_docs.py`. "
        "`import tether as tt`; `dir(tt)` lists these.\n"
    )
    parts = [head]
    for name in (n for n in dir(tt) if not n.startswith("_")):
        thing = getattr(tt, name)
        kind = "" if inspect.isclass(thing) else str(inspect.signature(thing))
        text = inspect.getdoc(thing) or ""
        parts.append(f"## {name}\n\n```python\ntt.{name}{kind}\n```\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


def _charter() -> str:
    head = (
        "# Every key of a charter\n\n`tether schema --tables` prints these tables; "
        "`tether schema` prints the JSON Schema.\n\n"
    )
    return head + schema_tables()


def rooms_picture() -> str:
    """Return the picture of the rooms: the first line of each room's own account, bands from the ground up."""
    wide, high, gap, left = 1000, 92, 10, 16
    parts: list[str] = []
    for row, (title, rooms) in enumerate(BANDS):
        top = 20 + row * (high + 34)
        parts.append(words(left, top + 10, title, size=13, weight="bold", fill=INK))
        each = (wide - 2 * left - gap * (len(rooms) - 1)) / len(rooms)
        for column, room in enumerate(rooms):
            x = left + column * (each + gap)
            parts.append(box(x, top + 18, each, high - 14, fill=PALE, stroke=GREY))
            parts.append(words(x + 8, top + 36, room, size=13, weight="bold"))
            lines = wrapped(_account(room), each - 16, 3)
            parts += [words(x + 8, top + 54 + 15 * i, line, size=11, fill=GREY) for i, line in enumerate(lines)]
    height = 20 + len(BANDS) * (high + 34)
    told = "Each room imports only rooms of its own band and of those below."
    return frame(wide, height, "The rooms of the house", told, "".join(parts)) + "\n"


def _account(room: str) -> str:
    doc = (importlib.import_module(f"tether.{room}").__doc__ or "").split("\n\n")[0]
    return " ".join(doc.replace("``", "").split())


def _coverage() -> str:
    table = coverage_as_text(list(coverage()), named_things())
    return f"# The article, row by row\n\nPrinted by `python -m studies.acceptance`.\n\n```\n{table}\n```\n"


def _facts() -> str:
    head = (
        "# Facts and policy shocks, as printed\n\nPrinted by `tether facts`; "
        "[facts](../explanation/facts.md) says what it means.\n\n"
    )
    return f"{head}```\n{facts_as_text(order_record())}\n```\n"


if __name__ == "__main__":
    main()

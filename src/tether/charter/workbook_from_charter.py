"""The way back: a form filled from a charter, as far as the form reaches, and a list of what it does not show.

What it does not show goes along on the sheet Charter, so that nothing is lost (``workbook_merge``).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from pydantic import BaseModel

from tether.charter.migrate import migration_of
from tether.charter.paths import names_of
from tether.charter.schema import Charter
from tether.charter.values import ABSENT, NONE, Blank, Number
from tether.charter.workbook import BLANKS, Answers, FormAnswer, FormQuestion, FormRow, form_of, questions
from tether.charter.workbook_words import LABELLED, ROWS
from tether.documents.yaml_file import Key
from tether.errors import InputError, Problem

SHOWN = {"places", "actors", "groups", "sources", "communities"}  # sections that the tables show


class Placed(NamedTuple):
    """Where a charter answers a question: the rows that do, with their paths, and the path below them."""

    rows: tuple[tuple[Key, Any], ...]
    rest: str


def filled_form(charter: Charter) -> tuple[bytes, tuple[str, ...]]:
    """Return a form filled from a charter, and the sections that it keeps without showing them.

    InputError where the charter was made in memory and has no text that could be kept.
    """
    if not charter.lines:
        remedy = "write it into a file and read it with read_charter"
        found = "a charter made in memory, without a text"
        raise InputError(Problem(found, where=charter.file, expected="a charter that was read", remedy=remedy))
    text = migration_of("\n".join(charter.lines), charter.file).text
    answers, left_out = answers_from(charter)
    kept = tuple(text.splitlines())
    return form_of(Answers(answers.file, answers.answers, answers.who, answers.places, answers.groups, kept)), left_out


def answers_from(charter: Charter) -> tuple[Answers, tuple[str, ...]]:
    """Return the answers that a charter gives to the form, and the sections that the form does not show."""
    guard = new_force(charter)
    names = shown_names(charter)
    answers = {}
    for number, question in enumerate(questions(), 3):
        placed = place_of(charter, question.path)
        said = _answer(charter, question, placed, names, guard)
        if said is not None:
            article = _article(placed.rows[0][1]) if placed.rows else ""
            answers[question.path] = FormAnswer(said, article, f"Questions!C{number}")
    held = {q.path.split(".")[0].split("[")[0] for q in questions()} | SHOWN
    left_out = tuple(k for k, n in names_of(Charter).items() if getattr(charter, n) is not ABSENT and k not in held)
    shown = Answers(charter.file, answers, _who(charter), _places(charter, guard), _groups(charter, names))
    return shown, tuple(k for k in left_out if k not in ("charter", "src", "note"))


def new_force(charter: Charter) -> Any:
    """Return the force that a form calls the new one: the first that the charter creates, or None."""
    return next((f for f in charter.forces or () if f.status == "new"), None)


def shown_names(charter: Charter) -> dict[str, str]:
    """Return how each actor and group is named in a cell: its name, or its id where a name would be misread."""
    named: list[Any] = [*(charter.actors or ()), *(charter.groups or ())]
    names = {row.id: " ".join(str(row.name or row.id).split()) for row in named}
    taken = [name.lower() for name in names.values()]
    ids = set(names)
    return {
        i: i if taken.count(n.lower()) > 1 or "," in n or n.lower() in BLANKS or (n in ids and n != i) else n
        for i, n in names.items()
    }


def place_of(charter: Charter, path: str) -> Placed:
    """Return where a charter answers a question; no rows where it has none that could."""
    found = LABELLED.match(path)
    if found is None:
        section, _, rest = path.partition(".")
        return Placed((((section,), getattr(charter, section)),), rest)
    steps = found["list"].split(".")
    rows: Any = charter
    for step in steps:
        rows = getattr(rows, step, None) if not isinstance(rows, Blank) else None
    listed = [((*steps, index), row) for index, row in enumerate(rows or ())]
    return Placed(tuple(_asked(charter, found["list"], found["label"], listed)), found["rest"])


def _asked(charter: Charter, name: str, label: str, rows: list[tuple[Key, Any]]) -> list[tuple[Key, Any]]:
    """Return the rows of a list of which a question speaks: all streams from groups, else one at most."""
    force = new_force(charter)
    guard = force.id if force else "guard"
    if label == "*":
        groups = {g.id for g in charter.groups or ()}
        return [(k, r) for k, r in rows if r.from_ in groups] or rows
    tops = {guard, *(u.id for u in charter.units or () if u.force == guard and not isinstance(u.parent, str))}
    if name == "command":
        lines = [(k, r) for k, r in rows if r.to in tops and r.type in ("full", "operational")]
        return lines[:1] if label == "main" else lines[1:2]
    if name == "posts":
        return [(k, r) for k, r in rows if r.unit in tops][:1]
    wanted = {k: guard if v == "guard" else v for k, v in ROWS[f"{name}[{label}]"].items() if k != "id"}
    return [(k, r) for k, r in rows if all(at(r, step) == value for step, value in wanted.items())][:1]


def at(row: Any, path: str) -> Any:
    """Return the value at a dotted path below a row; a blank where anything on the way is one."""
    for step in path.split("."):
        if row is None or isinstance(row, Blank):
            return row
        model: type[BaseModel] = type(row)
        name = names_of(model).get(step)
        row = getattr(row, name) if name else None
    return row


def _answer(charter: Charter, question: FormQuestion, placed: Placed, names: dict[str, str], guard: Any) -> str | None:
    """Return what the cell of a question shows; None where it stays empty (streams that differ show nothing)."""
    if question.path == "exits[exit].kind" and charter.exits is NONE:
        return "none"
    values = [at(row, placed.rest) for _, row in placed.rows]
    if not values or values[0] in (None, ABSENT) or any(v != values[0] for v in values):
        return None
    said = _said(values[0], question, names)
    if question.choices and said not in (*question.choices, *BLANKS):
        return _kind(charter, said, guard, question)
    return said or None


def _kind(charter: Charter, said: str, guard: Any, question: FormQuestion) -> str | None:
    """Return what a force is to the form, which knows guard, army and police; None where it is none of them."""
    if guard is not None and said == guard.id:
        return "guard" if "guard" in question.choices else None
    force = next((f for f in charter.forces or () if f.id == said), None)
    return str(force.kind) if force is not None and force.kind in question.choices else None


def _said(value: Any, question: FormQuestion, names: dict[str, str]) -> str:
    if isinstance(value, Blank):
        return value.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Number):
        return shown_number(value)
    if isinstance(value, tuple):
        return ", ".join(names.get(v, str(v)) for v in value)
    words = names.get(value, str(value)) if question.kind == "who" else str(value)
    return " ".join(words.split())


def shown_number(value: Number) -> str:
    """Return a number or a span as a cell shows it."""
    return f"{value.lo:.10g}" if value.exact else f"{value.lo:.10g}-{value.hi:.10g}"


def _article(row: Any) -> str:
    own = getattr(row, "article", None)
    cited = getattr(row, "src", None) or ()
    said = own or next((c.article for c in cited if getattr(c, "article", None)), None) or ""
    return " ".join(str(said).split())


def _who(charter: Charter) -> tuple[FormRow, ...]:
    words = {True: "yes", False: "no"}
    rows = []
    for number, actor in enumerate(charter.actors or (), 2):
        flags = {k: words[v] if isinstance(v := getattr(actor, k), bool) else _word(v) for k in ("state", "head")}
        cells = {"name": _name(actor), "kind": _word(actor.kind), **flags, "id": actor.id}
        rows.append(FormRow(cells, f"Who!A{number}"))
    return tuple(rows)


def _name(row: Any) -> str:
    return " ".join(str(row.name or row.id).split())


def _places(charter: Charter, guard: Any) -> tuple[FormRow, ...]:
    stands = set(guard.places or ()) if guard else set()
    rows = []
    for number, place in enumerate(charter.places or (), 2):
        cells = {
            "name": _name(place),
            "kind": _word(place.kind),
            "people": _word(place.population),
            "communities": _communities(place.communities),
            "force": "yes" if place.id in stands else "",
            "id": place.id,
        }
        rows.append(FormRow(cells, f"Places!A{number}"))
    return tuple(rows)


def _communities(shares: Any) -> str:
    """Return communities with their shares; empty where one is not known, since the form can't say so."""
    known = [(name, share) for name, share in (shares or {}).items() if isinstance(share, Number)]
    return (
        ", ".join(f"{name} {shown_number(share)}" for name, share in known) if len(known) == len(shares or {}) else ""
    )


def _groups(charter: Charter, names: dict[str, str]) -> tuple[FormRow, ...]:
    places = {p.id: _name(p) for p in charter.places or ()}
    once: dict[str, str] = {
        i: n if list(places.values()).count(n) == 1 and "," not in n else i for i, n in places.items()
    }
    rows = []
    for number, group in enumerate(charter.groups or (), 2):
        streams = [s for s in charter.induction or () if s.from_ == group.id]
        cells = {
            "name": _name(group),
            "fighters": _word(group.size),
            "basis": _word(group.size_basis),
            "community": _word(group.community),
            "home": _listed(group.home, once),
            "patron": _listed(group.patron, names),
            "abuse": _word(at(group, "record.grave_abuse")),
            "intake": _word(streams[0].intake) if len(streams) == 1 else "",
            "id": group.id,
        }
        rows.append(FormRow(cells, f"Groups!A{number}"))
    return tuple(rows)


def _listed(value: Any, names: dict[str, str]) -> str:
    return ", ".join(names.get(str(v), str(v)) for v in value) if isinstance(value, tuple) else _word(value)


def _word(value: Any) -> str:
    if value is ABSENT:
        return ""
    return shown_number(value) if isinstance(value, Number) else str(value)

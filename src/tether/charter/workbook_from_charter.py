"""The way back: a form filled from a charter, as far as the form reaches, and a list of what it does not hold."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from tether.charter.paths import names_of
from tether.charter.schema import Charter
from tether.charter.values import ABSENT, NONE, Blank, Number
from tether.charter.workbook import BLANKS, Answers, FormAnswer, FormQuestion, FormRow, form_of, questions
from tether.charter.workbook_to_charter import LABELLED, ROWS


def filled_form(charter: Charter) -> tuple[bytes, tuple[str, ...]]:
    """Return a form filled from a charter, and the sections of the charter that the form does not hold."""
    answers, left_out = answers_from(charter)
    return form_of(answers), left_out


def answers_from(charter: Charter) -> tuple[Answers, tuple[str, ...]]:
    """Return the answers that a charter gives to the form, and the sections that the form does not hold."""
    guard = next((f for f in charter.forces or () if f.status == "new"), None)
    held = {q.path.split(".")[0].split("[")[0] for q in questions()} | {
        "places",
        "actors",
        "groups",
        "sources",
        "communities",
    }
    named: list[Any] = [*(charter.actors or ()), *(charter.groups or ())]
    names = {row.id: str(row.name or row.id) for row in named}
    answers = {}
    for question in questions():
        row, key = _row(charter, question.path, guard.id if guard else "guard")
        value = NONE if question.path == "exits[exit].kind" and charter.exits is NONE else _at(row, key)
        said = None if value is None or value is ABSENT else _said(value, question, names)
        if said is not None and question.choices and said not in (*question.choices, *BLANKS):
            said = _kind(charter, said, guard, question)
        if said is not None:
            answers[question.path] = FormAnswer(said, _article(row), "")
    left_out = tuple(k for k, n in names_of(Charter).items() if getattr(charter, n) is not ABSENT and k not in held)
    tables = {"who": _who(charter), "places": _places(charter, guard), "groups": _groups(charter, names)}
    return Answers(charter.file, answers, **tables), tuple(k for k in left_out if k not in ("charter", "src", "note"))


def _kind(charter: Charter, said: str, guard: Any, question: FormQuestion) -> str | None:
    """Return what a force is to the form, which knows guard, army and police; None where it is none of them."""
    if guard is not None and said == guard.id:
        return "guard"
    force = next((f for f in charter.forces or () if f.id == said), None)
    return str(force.kind) if force is not None and force.kind in question.choices else None


def _row(charter: Charter, path: str, guard: str) -> tuple[Any, str]:
    """Return the object that a question codes, and the path from it."""
    found = LABELLED.match(path)
    if found is None:
        section, _, rest = path.partition(".")
        return getattr(charter, section), rest
    rows: Any = charter
    for step in found["list"].split("."):
        rows = getattr(rows, step, None) if not isinstance(rows, Blank) else None
    rows = rows or ()
    name, label = found["list"], found["label"]
    if label == "*":
        return next(iter(rows), None), found["rest"]
    wanted = {k: guard if v == "guard" else v for k, v in ROWS[f"{name}[{label}]"].items()}
    if name == "command":
        tops = {guard, *(u.id for u in charter.units or () if u.force == guard and not isinstance(u.parent, str))}
        lines = [r for r in rows if r.to in tops and r.type in ("full", "operational")]
        return next(iter(lines[0 if label == "main" else 1 :]), None), found["rest"]
    keys = [k for k in wanted if k not in ("title", "status", "id", "grant")] if name != "forces" else ["status"]
    return next((r for r in rows if all(_at(r, k) == wanted[k] for k in keys)), None), found["rest"]


def _at(row: Any, path: str) -> Any:
    for step in path.split("."):
        if row is None or isinstance(row, Blank):
            return row
        model: type[BaseModel] = type(row)
        name = names_of(model).get(step)
        row = getattr(row, name) if name else None
    return row


def _said(value: Any, question: FormQuestion, names: dict[str, str]) -> str:
    if isinstance(value, Blank):
        return value.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Number):
        return _number(value)
    if isinstance(value, tuple):
        return ", ".join(names.get(v, str(v)) for v in value)
    return names.get(value, str(value)) if question.kind == "who" else str(value)


def _number(value: Number) -> str:
    return f"{value.lo:.10g}" if value.exact else f"{value.lo:.10g}-{value.hi:.10g}"


def _article(row: Any) -> str:
    cited = getattr(row, "src", None) or ()
    return next((str(c.article) for c in cited if getattr(c, "article", None)), str(getattr(row, "article", "") or ""))


def _who(charter: Charter) -> tuple[FormRow, ...]:
    words = {True: "yes", False: "no"}
    return tuple(
        FormRow(
            {
                "name": str(a.name or a.id),
                "kind": str(a.kind or ""),
                "state": words.get(a.state, "") if isinstance(a.state, bool) else "",
                "head": words.get(a.head, "") if isinstance(a.head, bool) else "",
            },
            "",
        )
        for a in charter.actors or ()
    )


def _places(charter: Charter, guard: Any) -> tuple[FormRow, ...]:
    stands = set(guard.places or ()) if guard else set()
    rows = []
    for place in charter.places or ():
        shares = [f"{c} {_number(s)}" for c, s in (place.communities or {}).items() if isinstance(s, Number)]
        people = _number(place.population) if isinstance(place.population, Number) else ""
        cells = {"name": str(place.name or place.id), "kind": str(place.kind or ""), "people": people}
        rows.append(
            FormRow({**cells, "communities": ", ".join(shares), "force": "yes" if place.id in stands else ""}, "")
        )
    return tuple(rows)


def _groups(charter: Charter, names: dict[str, str]) -> tuple[FormRow, ...]:
    place_names = {p.id: str(p.name or p.id) for p in charter.places or ()}
    intake = {s.from_: s.intake for s in charter.induction or ()}
    rows = []
    for group in charter.groups or ():
        abuse = group.record.grave_abuse if group.record else group.record
        home = group.home[0] if group.home else ""
        patron = group.patron if isinstance(group.patron, Blank) else group.patron[0] if group.patron else "none"
        cells = {
            "name": str(group.name or group.id),
            "fighters": _word(group.size),
            "basis": _word(group.size_basis),
            "community": _word(group.community),
            "home": place_names.get(home, home),
            "patron": names.get(str(patron), _word(patron)),
            "abuse": _word(abuse),
            "intake": _word(intake.get(group.id, ABSENT)),
        }
        rows.append(FormRow(cells, ""))
    return tuple(rows)


def _word(value: Any) -> str:
    if value is ABSENT:
        return ""
    return _number(value) if isinstance(value, Number) else str(value)

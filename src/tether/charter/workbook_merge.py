"""A form that came from a charter goes back into it: what its cells changed wins, everything else stays as it was.

The charter's file comes with the form (sheet Charter). It is read again and asked for the form that it would fill;
where a cell says something else than that, somebody changed it, and the value at the cell's path is set, or taken out
where the cell is empty. So an untouched form gives back the very file, and a changed cell changes one value in it;
comments and everything that the form doesn't show stay (``documents/yaml_patch``). Rows of the tables are known by
their id; a row that is new is added, a row that is gone is taken out unless something else in the charter names it.

One answer may stand for several rows (every stream of men from a group). Where they differ the cell is empty; an answer
written there holds for all of them, and ``CodedForm.notes`` names them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tether.charter.paths import references
from tether.charter.read import charter_from_text
from tether.charter.schema import Charter
from tether.charter.workbook import KEPT, Answers, FormAnswer, FormQuestion, FormRow, questions
from tether.charter.workbook_from_charter import Placed, answers_from, at, new_force, place_of
from tether.charter.workbook_words import LABELLED, OMITTED, ROWS, STANDING, FormWords, by_name, slug
from tether.documents.yaml_file import Key, path_of
from tether.documents.yaml_patch import plain_values, text_saying
from tether.errors import InputError, Problem, Problems, numbered

GONE = object()  # what a cell that was emptied says


@dataclass(frozen=True)
class CodedForm:
    """What a form codes: the text, the cell that says each path, and what a reader should be told."""

    text: str
    cells: dict[str, str]
    notes: tuple[str, ...] = ()


def kept_charter(form: Answers) -> Charter:
    """Return the charter whose file a form carries; what is wrong with it is told by the cell of its line."""
    try:
        return charter_from_text("\n".join([*form.kept, ""]), form.file, fragment=True)
    except InputError as error:
        raise InputError(kept_problem(form, p) for p in error.problems) from None


def kept_problem(form: Answers, problem: Problem) -> Problem:
    """Return a problem of a line of the charter's file as one of the cell that carries it."""
    row = form.kept_rows[min(problem.line, len(form.kept_rows)) - 1] if form.kept_rows else 1
    found = f"{problem.path}: {problem.found}" if problem.path else problem.found
    return Problem(found, form.file, path=f"{KEPT}!A{row}", expected=problem.expected, remedy=problem.remedy)


def merged(form: Answers, problems: Problems) -> CodedForm:
    """Return the charter's file with what the form changed; faults of cells are noted in ``problems``."""
    base = kept_charter(form)
    expected, _ = answers_from(base)
    merge = _Merge(form, base, problems)
    merge.tables(expected)
    merge.answers(expected)
    merge.finish()
    text = "\n".join([*form.kept, ""])
    if merge.changed:
        text = text_saying(text, merge.tree)
    return CodedForm(text, merge.cells, tuple(merge.notes))


class _Merge:
    """Sets in the tree of one charter what a form says otherwise; remembers which cell said what."""

    def __init__(self, form: Answers, base: Charter, problems: Problems):
        self.form, self.base, self.problems = form, base, problems
        assert base._text is not None
        self.tree: dict[str, Any] = plain_values(base._text.tree)
        self.cells: dict[str, str] = {}
        self.notes: list[str] = []
        self.changed = False
        self.rows_made: dict[str, list[Key]] = {}  # by list and label
        self._rows_gone: set[Key] = set()
        self.guard = new_force(base)
        people = [*form.who, *form.groups]
        places = by_name(form.places, [_id(row) for row in form.places])
        self.words = FormWords(problems, self._everyone(people), places, self._forces())
        self.words.names = [row.cells["name"] for row in people]

    def _everyone(self, rows: list[FormRow]) -> dict[str, str]:
        sections = ("actors", "groups", "forces", "units", "posts")
        ids = {row.id: row.id for section in sections for row in getattr(self.base, section) or ()}
        named = {name for _, name, kinds in references(self.base) if "actor" in kinds}  # of a theatre or a status quo
        return {**{name: name for name in named}, **by_name(rows, [_id(row) for row in rows]), **ids}

    def _forces(self) -> dict[str, str]:
        """Return the ids of the forces that the form calls guard, army and police."""
        forces = list(self.base.forces or ())
        found = {kind: kind for kind in STANDING}
        for kind in STANDING:
            same = [f.id for f in forces if f.kind == kind and f is not self.guard]
            if same and kind not in (f.id for f in forces):
                found[kind] = same[0]
        return {**found, "guard": self.guard.id if self.guard else "guard"}

    # changes

    def _set(self, key: Key, value: Any, cell: str) -> None:
        """Set a value, or take it out; objects on the way are made."""
        self.changed = True
        self.cells[path_of(key)] = cell
        row: Any = self.tree
        for step, below in pairwise(key):
            there = row[step] if isinstance(step, int) or step in row else None
            if value is GONE and not isinstance(there, dict | list):
                return
            if not isinstance(there, dict | list):
                row[step] = [] if isinstance(below, int) else {}
            row = row[step]
        if value is GONE and isinstance(row, list):
            self._rows_gone.add(key)  # taken out last, so that the places of the others hold
        elif value is GONE:
            row.pop(key[-1], None)
        else:
            row[key[-1]] = value

    def finish(self) -> None:
        """Take out the rows that are gone."""
        for key in sorted(self._rows_gone, key=lambda k: int(k[-1]), reverse=True):
            rows: Any = self.tree
            for step in key[:-1]:
                rows = rows[step]
            del rows[key[-1]]

    def _append(self, section: Key, row: dict[str, Any], cell: str) -> Key:
        """Add a row to a list, which is begun where there is none; return its path."""
        here: Any = self.tree
        for step in section[:-1]:
            if not isinstance(here.get(step), dict):
                here[step] = {}
            here = here[step]
        if not isinstance(here.get(section[-1]), list):
            here[section[-1]] = []
        here[section[-1]].append(row)
        self.changed = True
        key = (*section, len(here[section[-1]]) - 1)
        self.cells[path_of(key)] = cell
        return key

    # answers

    def answers(self, expected: Answers) -> None:
        """Bring in every answer that is not what the charter gives."""
        for number, question in enumerate(questions(), 3):
            was, now = expected.answers.get(question.path), self.form.answers.get(question.path)
            if now is None:
                if was is not None:
                    self._cleared(question, f"Questions!C{number}")
            elif was is None or was.value != now.value:
                self._answered(question, now)
            if now is not None and now.article != (was.article if was else ""):
                self._cited(question, now)

    def _cleared(self, question: FormQuestion, cell: str) -> None:
        placed = place_of(self.base, question.path)
        if question.path == "exits[exit].kind" and self.tree.get("exits") == "none":
            self._set(("exits",), GONE, cell)
        for key, row in placed.rows:
            needed = _is_needed(row, placed.rest)
            self._set(key if needed else (*key, *placed.rest.split(".")), GONE, cell)

    def _answered(self, question: FormQuestion, answer: FormAnswer) -> None:
        value = self.words.value(question, answer)
        if value is None:
            return
        placed = place_of(self.base, question.path)
        if question.path in OMITTED and value == "none":
            self._omitted(question, placed, answer.cell)
            return
        if not placed.rows:
            placed = Placed(tuple((key, None) for key in self._new_rows(question, answer.cell)), placed.rest)
        self._told_apart(question, placed, answer)
        for key, _ in placed.rows:
            self._set((*key, *placed.rest.split(".")), value, answer.cell)

    def _omitted(self, question: FormQuestion, placed: Placed, cell: str) -> None:
        """Take out the row that a form says there is none of; of ways out, all of them."""
        if question.path.startswith("exits"):
            lost = [row.id for row in self.base.exits or ()]
            if len(lost) > 1:
                self.notes.append(f"{cell}: none; all {numbered(len(lost), 'way')} out are gone: {', '.join(lost)}")
            self._set(("exits",), "none", cell)
            return
        for key, _ in placed.rows:
            self._set(key, GONE, cell)

    def _told_apart(self, question: FormQuestion, placed: Placed, answer: FormAnswer) -> None:
        values = {path_of(key): at(row, placed.rest) for key, row in placed.rows if row is not None}
        if len({str(v) for v in values.values()}) > 1:
            said = ", ".join(f"{path} said {value}" for path, value in values.items())
            self.notes.append(f"{answer.cell}: {answer.value} now holds for all, which differed: {said}")

    def _new_rows(self, question: FormQuestion, cell: str) -> list[Key]:
        """Add the row that a question asks about and the charter lacks; of streams, one for each group."""
        found = LABELLED.match(question.path)
        assert found is not None
        section = tuple(found["list"].split("."))
        label = found["list"] + found["label"]
        if label not in self.rows_made:
            starts = self._starts(found["list"], found["label"])
            self.rows_made[label] = [self._append(section, row, cell) for row in starts]
        return self.rows_made[label]

    def _starts(self, name: str, label: str) -> list[dict[str, Any]]:
        if label == "*":
            groups = [_id(row) for row in self.form.groups]
            return [{"id": self._free(f"from-{g}"), "from": g, "into": self.words.forces["guard"]} for g in groups]
        row = dict(ROWS[f"{name}[{label}]"])
        row = {key: self.words.forces.get(v, v) if key != "id" else v for key, v in row.items()}
        if "id" in row:
            row["id"] = self._free(row["id"])
        return [row]

    def _free(self, name: str) -> str:
        """Return an id that nothing in the charter has yet."""
        taken = {str(row["id"]) for rows in self.tree.values() if isinstance(rows, list) for row in rows
                 if isinstance(row, dict) and "id" in row}  # fmt: skip
        return next(n for n in (name, *(f"{name}-{i}" for i in range(2, 10_000))) if n not in taken)

    def _cited(self, question: FormQuestion, answer: FormAnswer) -> None:
        """Set the article of the row that an answer codes."""
        placed = place_of(self.base, question.path)
        label = question.path.rpartition("]")[0].replace("[", "")
        for key in [key for key, _ in placed.rows] or self.rows_made.get(label, []):
            self._set((*key, "article"), answer.article or GONE, answer.article_cell)

    # tables

    def tables(self, expected: Answers) -> None:
        """Bring in the rows of the tables that are new, gone or changed."""
        lists: tuple[tuple[str, tuple[FormRow, ...], tuple[FormRow, ...], _Change], ...] = (
            ("actors", expected.who, self.form.who, self._actor),
            ("places", expected.places, self.form.places, self._place),
            ("groups", expected.groups, self.form.groups, self._group),
        )
        for section, was, now, change in lists:
            before = {row.cells["id"]: (index, row) for index, row in enumerate(was)}
            seen: set[str] = set()
            for row in now:
                name = _id(row)
                if name in seen:
                    self.words.fault(row.at("id"), name, f"each id once on the sheet {row.cell.partition('!')[0]}")
                    continue
                seen.add(name)
                if name in before:
                    index, old = before[name]
                    change((section, index), old, row)
                else:
                    key = self._append((section,), {"id": name}, row.cell)
                    change(key, FormRow(dict.fromkeys(row.cells, ""), row.cell), row)
            for name, (index, old) in reversed(before.items()):
                if name not in seen:
                    self._gone((section, index), name, old)

    def _gone(self, key: Key, name: str, row: FormRow) -> None:
        used = [path_of(path) for path, named, _ in references(self.base) if named == name]
        if used:
            remedy = f"put the row back, or change {'them' if len(used) > 1 else 'it'} in the charter's file first"
            places = f"{', '.join(used[:5])}{' and more' if len(used) > 5 else ''}"
            sheet = row.cell.partition("!")[0]
            found = f"no row of {name!r}, which the charter names at {places}"
            self.problems.add(found, path=sheet, expected="every row that something names", remedy=remedy)
            return
        self._set(key, GONE, row.cell)

    def _changed(self, old: FormRow, row: FormRow, *names: str) -> Iterator[tuple[str, str, str]]:
        """Yield name, text and cell of each cell of a row that changed."""
        for name in names:
            if old.cells.get(name, "") != row.cells.get(name, ""):
                yield name, row.cells.get(name, ""), row.at(name)

    def _put(self, key: Key, word: str, cell: str, read: Callable[[str, str], Any]) -> None:
        value = read(word, cell) if word else GONE
        if value is not None:
            self._set(key, value, cell)

    def _actor(self, key: Key, old: FormRow, row: FormRow) -> None:
        for name, word, cell in self._changed(old, row, "name", "kind", "state", "head"):
            self._put((*key, name), word, cell, _as_it_is if name in ("name", "kind") else self.words.yes)

    def _place(self, key: Key, old: FormRow, row: FormRow) -> None:
        for name, word, cell in self._changed(old, row, "name", "kind", "people", "communities", "force"):
            if name == "force":
                self._stands(_id(row), word, cell)
            elif name == "communities":
                self._put((*key, "communities"), word, cell, lambda *_: self._communities(row))
            else:
                field = {"people": "population"}.get(name, name)
                self._put((*key, field), word, cell, self.words.number if name == "people" else _as_it_is)

    def _communities(self, row: FormRow) -> dict[str, Any]:
        shares = self.words.shares(row)
        for name in shares:
            self._known_community(name, row.at("communities"))
        return shares

    def _known_community(self, name: str, cell: str) -> None:
        declared = [c for c in self.tree.get("communities") or () if isinstance(c, dict)]
        meta = self.tree.get("meta")
        if name not in [c.get("id") for c in declared] and not (isinstance(meta, dict) and meta.get("overlay")):
            self._append(("communities",), {"id": name}, cell)

    def _stands(self, place: str, word: str, cell: str) -> None:
        """Let the new force stand in a place, or no longer."""
        wanted = self.words.yes(word, cell) if word else False
        index = next((i for i, f in enumerate(self.base.forces or ()) if f is self.guard), None)
        if wanted is None or index is None:
            if index is None and wanted:
                self.words.fault(cell, word, "a new force, which this charter has not")
            return
        here = self.tree["forces"][index].get("places")
        places = [p for p in here if p != place] if isinstance(here, list) else []
        self._set(("forces", index, "places"), [*places, place] if wanted is True else places, cell)

    def _group(self, key: Key, old: FormRow, row: FormRow) -> None:
        names = ("name", "fighters", "basis", "community", "home", "patron", "abuse", "intake")
        for name, word, cell in self._changed(old, row, *names):
            if name == "intake":
                self._intake(_id(row), word, cell)
                continue
            path, read = {
                "name": (("name",), _as_it_is),
                "fighters": (("size",), self.words.number),
                "basis": (("size_basis",), _as_it_is),
                "community": (("community",), self._community),
                "home": (("home",), self.words.place_ids),
                "patron": (("patron",), self._patrons),
                "abuse": (("record", "grave_abuse"), _as_it_is),
            }[name]
            self._put((*key, *path), word, cell, read)

    def _community(self, word: str, cell: str) -> str:
        if word.lower() in ("none", "unknown"):
            return word.lower()
        self._known_community(slug(word), cell)
        return slug(word)

    def _patrons(self, word: str, cell: str) -> Any:
        return word.lower() if word.lower() in ("none", "unknown") else self.words.ids(word, cell)

    def _intake(self, group: str, word: str, cell: str) -> None:
        streams = [i for i, s in enumerate(self.base.induction or ()) if s.from_ == group]
        if len(streams) > 1:
            ids = ", ".join(self.base.induction[i].id for i in streams)  # type: ignore[index]
            remedy = "write each stream's number in the charter's file"
            found = f"one number for {numbered(len(streams), 'stream')} from {group!r}: {ids}"
            self.problems.add(found, path=cell, expected="a group with one stream", remedy=remedy)
            return
        keys: list[Key] = [("induction", i) for i in streams]
        if not keys and word:
            start = {"id": self._free(f"from-{group}"), "from": group, "into": self.words.forces["guard"]}
            keys = [self._append(("induction",), start, cell)]
        for key in keys:
            self._put((*key, "intake"), word, cell, self.words.number)


_Change = Callable[[Key, FormRow, FormRow], None]


def _as_it_is(word: str, cell: str) -> str:
    return word


def _id(row: FormRow) -> str:
    """Return the id of a table's row: as it came, or made of its name."""
    return row.cells.get("id") or slug(row.cells["name"])


def _is_needed(row: Any, rest: str) -> bool:
    """Whether a row can't be without a value."""
    return any((f.alias or n) == rest and f.is_required() for n, f in type(row).model_fields.items()) if row else False

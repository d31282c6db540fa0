"""From a filled form to a charter file: every answer goes to its path, every fault is told with its cell.

A form that was filled from a charter goes back into it (``workbook_merge``); one that was begun empty is coded from
nothing: names become ids, the article of an answer is the article of the row that it codes.

The text is read as a charter before it is given out. What the reader finds is told with the cell that said it, or with
the cell of the sheet Charter that carries the line, together with what was wrong with the cells themselves.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tether.charter.read import charter_from_text
from tether.charter.schema import VERSION
from tether.charter.workbook import BLANKS, Answers, FormAnswer, FormQuestion, questions
from tether.charter.workbook_merge import CodedForm, kept_problem, merged
from tether.charter.workbook_words import LABELLED, OMITTED, ROWS, STANDING, FormWords, by_name, set_at, slug
from tether.documents.slug import as_slug
from tether.documents.yaml_patch import block_text
from tether.errors import InputError, Problem, Problems

as_yaml = block_text


def coded(form: Answers, theatre: Any = None, *, base: Any = None) -> str:
    """Return the charter file that a filled form codes; ``InputError`` with the cell of every fault."""
    return coding_of(form, theatre, base=base).text


def coding_of(form: Answers, theatre: Any = None, *, base: Any = None) -> CodedForm:
    """Return the charter file that a filled form codes, and what a reader should be told of it.

    ``theatre`` and ``base`` (the status quo under an overlay) widen what ids may point at, as for ``read_charter``.
    """
    problems = Problems(form.file)
    found = merged(form, problems) if form.kept else _Coder(form, problems).coding()
    try:
        charter_from_text(found.text, form.file, theatre, base=base)
    except InputError as error:
        told = {p.path for p in problems.found}
        problems.extend(p for p in (_by_cell(form, found, q) for q in error.problems) if p.path not in told)
    problems.raise_if_any()
    return found


def _by_cell(form: Answers, coding: CodedForm, problem: Problem) -> Problem:
    """Return a problem of the text as one of the cell that said it."""
    path = problem.path
    while path:
        if path in coding.cells:
            return replace(problem, where=form.file, line=0, column=0, path=coding.cells[path])
        path = path.rpartition(".")[0]
    if form.kept and coding.text == "\n".join([*form.kept, ""]):
        return kept_problem(form, problem)
    return replace(problem, where=form.file, line=0, column=0)


class _Coder:
    """Builds the tree of one form from nothing; collects problems by cell."""

    def __init__(self, form: Answers, problems: Problems):
        self.form = form
        people = [row for row in form.who if row.cells["name"]]
        self.place_ids = [slug(row.cells["name"]) for row in form.places if row.cells["name"]]
        self.group_ids = [slug(row.cells["name"]) for row in form.groups if row.cells["name"]]
        places = by_name([r for r in form.places if r.cells["name"]], self.place_ids)
        forces = {name: name for name in ("guard", *STANDING)}
        who = by_name(people, [slug(row.cells["name"]) for row in people])
        self.words = FormWords(problems, who, places, forces)
        self.words.names = [row.cells["name"] for row in people]
        self.labelled: dict[str, dict[str, dict[str, Any]]] = {}
        self.said: list[tuple[dict[str, Any], str, str]] = []  # row, path below it, cell

    def coding(self) -> CodedForm:
        """Return the text, and the cell of every path that an answer set."""
        tree = self.tree()
        comment = f"Coded from {self.form.file.rsplit('/', 1)[-1]} with tether code."
        return CodedForm(block_text(tree, comment), self._cells(tree))

    def _cells(self, tree: dict[str, Any]) -> dict[str, str]:
        """Return the cells by path, and for what no answer set the first cell of the row of the table."""
        paths: dict[int, str] = {}
        for section, value in tree.items():
            _note_paths(value, section, paths)
        found: dict[str, str] = {}
        sheets = (("places", self.form.places), ("actors", self.form.who), ("groups", self.form.groups))
        for section, rows in sheets:
            found |= {f"{section}.{i}": row.cell for i, row in enumerate(rows)}
        for row, rest, cell in self.said:
            if id(row) in paths:
                found[f"{paths[id(row)]}.{rest}"] = cell
        return found

    def tree(self) -> dict[str, Any]:
        """Return what the form says, section by section."""
        tree: dict[str, Any] = {"charter": VERSION, "meta": {"id": as_slug(slug(self._title()))}}
        tree["sources"] = [{"id": "text", "kind": "text", "cite": self._title()}]
        tree |= {"places": self._places(), "communities": self._communities(), "actors": self._actors()}
        tree |= {"groups": self._groups(), "forces": self._standing()}
        for question in questions():
            answer = self.form.answers.get(question.path)
            if answer is not None and answer.value:
                self._place(tree, question, answer)
        self._streams_intake(tree)
        self._close(tree)
        return {key: value for key, value in tree.items() if value not in ([], {})}

    def _title(self) -> str:
        return self.form.answers["meta.title"].value if "meta.title" in self.form.answers else "unnamed text"

    # tables

    def _places(self) -> list[dict[str, Any]]:
        rows = []
        country = next((slug(r.cells["name"]) for r in self.form.places if r.cells["kind"] == "country"), None)
        for row in self.form.places:
            name, kind = row.cells["name"], row.cells["kind"] or "province"
            place: dict[str, Any] = {"id": slug(name), "name": name, "kind": kind}
            place["parent"] = "none" if kind == "country" or country is None else country
            if row.cells["people"]:
                self._put(place, "population", self.words.number(row.cells["people"], row.at("people")))
            if row.cells["communities"]:
                place["communities"] = self.words.shares(row)
            rows.append(place)
        return rows

    def _put(self, row: dict[str, Any], key: str, value: Any) -> None:
        if value is not None:
            row[key] = value

    def _communities(self) -> list[dict[str, Any]]:
        problems, self.words.problems = self.words.problems, Problems()  # told once, with the places
        named = [c for row in self.form.places if row.cells["communities"] for c in self.words.shares(row)]
        self.words.problems = problems
        named += [slug(row.cells["community"]) for row in self.form.groups if row.cells["community"]]
        return [{"id": name} for name in dict.fromkeys(named) if name not in BLANKS]

    def _actors(self) -> list[dict[str, Any]]:
        rows = []
        for row in self.form.who:
            actor: dict[str, Any] = {"id": slug(row.cells["name"]), "name": row.cells["name"]}
            if row.cells["kind"]:
                actor["kind"] = row.cells["kind"]
                self.said.append((actor, "kind", row.at("kind")))
            for key in ("state", "head"):
                if row.cells[key]:
                    self._put(actor, key, self.words.yes(row.cells[key], row.at(key)))
            rows.append(actor)
        return rows

    def _groups(self) -> list[dict[str, Any]]:
        rows = []
        for row in self.form.groups:
            cells = row.cells
            group: dict[str, Any] = {"id": slug(cells["name"]), "name": cells["name"]}
            if cells["fighters"]:
                self._put(group, "size", self.words.number(cells["fighters"], row.at("fighters")))
            if cells["basis"]:
                group["size_basis"] = cells["basis"]
                self.said.append((group, "size_basis", row.at("basis")))
            if cells["community"]:
                group["community"] = cells["community"] if cells["community"] in BLANKS else slug(cells["community"])
            if cells["home"]:
                self._put(group, "home", self.words.place_ids(cells["home"], row.at("home")))
            if cells["patron"]:
                said, cell = cells["patron"], row.at("patron")
                self._put(group, "patron", said if said in BLANKS else self.words.ids(said, cell))
            if cells["abuse"]:
                group["record"] = {"grave_abuse": cells["abuse"]}
                self.said.append((group, "record.grave_abuse", row.at("abuse")))
            rows.append(group)
        return rows

    def _standing(self) -> list[dict[str, Any]]:
        country = [slug(r.cells["name"]) for r in self.form.places if r.cells["kind"] == "country"]
        where = {"places": country} if country else {}
        return [{"id": kind, "kind": kind, "status": "existing", **where} for kind in STANDING]

    # answers

    def _place(self, tree: dict[str, Any], question: FormQuestion, answer: FormAnswer) -> None:
        if question.path in OMITTED and answer.value == "none":
            if question.path.startswith("exits"):
                tree["exits"] = "none"
            return
        value = self.words.value(question, answer)
        if value is None:
            return
        for row, key in self._rows(tree, question.path):
            set_at(row, key, value)
            self.said.append((row, key, answer.cell))
            self._cite(row, answer)

    def _cite(self, row: dict[str, Any], answer: FormAnswer) -> None:
        """Give a row its article; a second answer's other article is cited beside it."""
        if not answer.article:
            return
        row.setdefault("article", answer.article)
        cited = {"id": "text", "article": answer.article}
        if row["article"] != answer.article and cited not in row.get("src", ()):
            row.setdefault("src", []).append(cited)

    def _rows(self, tree: dict[str, Any], path: str) -> list[tuple[dict[str, Any], str]]:
        found = LABELLED.match(path)
        if found is None:
            section, _, rest = path.partition(".")
            return [(tree.setdefault(section, {}), rest)]
        name, label, rest = found["list"], found["label"], found["rest"]
        labels = self.group_ids if label == "*" else [label]
        rows = [self._row(tree, name, one, "*" if label == "*" else one) for one in labels]
        return [(row, rest) for row in rows if row is not None]

    def _row(self, tree: dict[str, Any], name: str, label: str, kind: str) -> dict[str, Any] | None:
        section, _, below = name.partition(".")
        home = tree.setdefault(section, {}) if below else tree
        rows = home.setdefault(below or section, [])
        known = self.labelled.setdefault(name, {})
        if label not in known and isinstance(rows, list):
            start = {"id": f"from-{label}", "from": label, "into": "guard"} if kind == "*" else ROWS[f"{name}[{kind}]"]
            known[label] = dict(start)
            rows.append(known[label])
        return known.get(label)

    # the whole

    def _streams_intake(self, tree: dict[str, Any]) -> None:
        for row in self.form.groups:
            if row.cells["intake"]:
                stream = self._row(tree, "induction", slug(row.cells["name"]), "*")
                if stream is not None:
                    self._put(stream, "intake", self.words.number(row.cells["intake"], row.at("intake")))
                    self.said.append((stream, "intake", row.at("intake")))

    def _close(self, tree: dict[str, Any]) -> None:
        """Join what the form leaves implicit: where the force stands, the line from the head, where powers hold."""
        stands = [slug(r.cells["name"]) for r in self.form.places if r.cells["force"].lower() == "yes"]
        guard = self.labelled.get("forces", {}).get("guard")
        if guard is not None and stands:
            guard["places"] = stands
        for row in tree.get("powers", []):
            row["places"] = stands or self.place_ids
        for row in tree.get("trust", {}).get("consent", []) if isinstance(tree.get("trust"), dict) else []:
            row["places"] = stands or self.place_ids
        head = next((slug(r.cells["name"]) for r in self.form.who if r.cells["head"].lower() == "yes"), None)
        above = self.labelled.get("command", {}).get("main", {}).get("from")
        if head and above and above != head and above not in BLANKS:
            tree["command"].insert(0, {"from": head, "to": above, "type": "full", "when": "always"})


def _note_paths(value: Any, path: str, paths: dict[int, str]) -> None:
    if isinstance(value, dict):
        paths[id(value)] = path
        for key, below in value.items():
            _note_paths(below, f"{path}.{key}", paths)
    elif isinstance(value, list):
        for index, row in enumerate(value):
            _note_paths(row, f"{path}.{index}", paths)

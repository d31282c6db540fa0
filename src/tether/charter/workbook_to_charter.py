"""From a filled form to a charter file: every answer goes to its path, every fault is told with its cell.

Paths may enter a list by a label, ``powers[arrest].grant``; ``ROWS`` says what such a row holds from the start, and
``induction[*]`` means one stream for each group. Names become ids; the article of an answer becomes a citation of the
text on the row it codes.

Writes a tree as a charter file: sections in blocks, each row of a list on one line.
"""

from __future__ import annotations

import json
import re
from typing import Any

from tether.charter.schema import VERSION
from tether.charter.workbook import BLANKS, Answers, FormAnswer, FormQuestion, FormRow, questions
from tether.errors import Problems, did_you_mean

ROWS: dict[str, dict[str, Any]] = {
    "forces[guard]": {"id": "guard", "status": "new"},
    "command[main]": {"to": "guard", "type": "full", "when": "always"},
    "command[other]": {"to": "guard", "type": "operational", "when": "always"},
    "precedence[guard]": {"unit": "guard"},
    "posts[commander]": {"id": "commander", "unit": "guard", "title": "commander of the force"},
    "powers[arrest]": {"force": "guard", "power": "arrest"},
    "powers[checkpoint]": {"power": "checkpoint", "grant": "lead"},
    "powers[outside]": {"force": "guard", "power": "outside-home"},
    "exits[exit]": {"id": "exit"},
    "pay[guard]": {"force": "guard"},
    "sharing.allocation[guard]": {"pool": "guard"},
    "trust.consent[place]": {},
    "trust.grievance[complaint]": {},
}
OMITTED = {"command[other].from", "powers[checkpoint].force", "exits[exit].kind"}  # "none" means: no such row
LABELLED = re.compile(r"^(?P<list>[\w.]+)\[(?P<label>[\w*]+)\]\.(?P<rest>.+)$")


def coded(form: Answers) -> str:
    """Return the charter file that a filled form codes; ``InputError`` with the cell of every fault."""
    problems = Problems(form.file)
    coder = _Coder(form, problems)
    tree = coder.tree()
    problems.raise_if_any()
    return as_yaml(tree, f"Coded from {form.file.rsplit('/', 1)[-1]} with tether code.")


def slug(name: str) -> str:
    """Turn a name into an id: letters of any script become Latin ones, everything else a hyphen."""
    from anyascii import anyascii

    return re.sub(r"[^a-z0-9]+", "-", anyascii(name).lower()).strip("-") or "unnamed"


class _Coder:
    """Builds the tree of one form; collects problems by cell."""

    def __init__(self, form: Answers, problems: Problems):
        self.form, self.problems = form, problems
        self.who = {row.cells["name"].lower(): slug(row.cells["name"]) for row in form.who if row.cells["name"]}
        self.place_ids = [slug(row.cells["name"]) for row in form.places if row.cells["name"]]
        self.group_ids = [slug(row.cells["name"]) for row in form.groups if row.cells["name"]]
        self.labelled: dict[str, dict[str, dict[str, Any]]] = {}

    def tree(self) -> dict[str, Any]:
        tree: dict[str, Any] = {"charter": VERSION, "meta": {"id": slug(self._title())}}
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

    def _fault(self, cell: str, found: str, expected: str, remedy: str = "") -> None:
        self.problems.add(repr(found), path=cell, expected=expected, remedy=remedy)

    # tables

    def _places(self) -> list[dict[str, Any]]:
        rows = []
        country = next((slug(r.cells["name"]) for r in self.form.places if r.cells["kind"] == "country"), None)
        for row in self.form.places:
            name, kind = row.cells["name"], row.cells["kind"] or "province"
            place: dict[str, Any] = {"id": slug(name), "name": name, "kind": kind}
            place["parent"] = "none" if kind == "country" or country is None else country
            if row.cells["people"]:
                place["population"] = self._number(row.cells["people"], row.cell)
            if row.cells["communities"]:
                place["communities"] = self._shares(row)
            rows.append(place)
        return rows

    def _shares(self, row: FormRow) -> dict[str, Any]:
        shares = {}
        for piece in row.cells["communities"].split(","):
            found = re.match(r"^\s*(.+?)\s+([\d.]+(?:\s*-\s*[\d.]+)?\s*%?)\s*$", piece)
            if found is None:
                self._fault(row.cell, piece.strip(), "a community and its share, such as hill 0.6")
                continue
            shares[slug(found[1])] = self._share(found[2], row.cell)
        return shares

    def _communities(self) -> list[dict[str, Any]]:
        named = [c for place in self._places() for c in place.get("communities", {})]
        named += [slug(row.cells["community"]) for row in self.form.groups if row.cells["community"]]
        return [{"id": name} for name in dict.fromkeys(named) if name not in BLANKS]

    def _actors(self) -> list[dict[str, Any]]:
        rows = []
        for row in self.form.who:
            actor: dict[str, Any] = {"id": slug(row.cells["name"]), "name": row.cells["name"]}
            if row.cells["kind"]:
                actor["kind"] = row.cells["kind"]
            for key in ("state", "head"):
                if row.cells[key]:
                    actor[key] = self._yes(row.cells[key], row.cell)
            rows.append(actor)
        return rows

    def _groups(self) -> list[dict[str, Any]]:
        rows = []
        for row in self.form.groups:
            cells = row.cells
            group: dict[str, Any] = {"id": slug(cells["name"]), "name": cells["name"]}
            if cells["fighters"]:
                group["size"] = self._number(cells["fighters"], row.cell)
            if cells["basis"]:
                group["size_basis"] = cells["basis"]
            if cells["community"]:
                group["community"] = cells["community"] if cells["community"] in BLANKS else slug(cells["community"])
            if cells["home"]:
                group["home"] = self._known(cells["home"], self.place_ids, row.cell, "a place of the sheet Places")
            if cells["patron"]:
                group["patron"] = (
                    [self._who(cells["patron"], row.cell)] if cells["patron"] not in BLANKS else cells["patron"]
                )
            if cells["abuse"]:
                group["record"] = {"grave_abuse": cells["abuse"]}
            rows.append(group)
        return rows

    def _standing(self) -> list[dict[str, Any]]:
        country = [slug(r.cells["name"]) for r in self.form.places if r.cells["kind"] == "country"]
        where = {"places": country} if country else {}
        kinds = (("army", "army"), ("police", "police"))
        return [{"id": i, "kind": k, "status": "existing", **where} for i, k in kinds]

    def _known(self, name: str, known: list[str], cell: str, expected: str) -> Any:
        if name in BLANKS:
            return name
        if slug(name) not in known:
            self._fault(cell, name, expected, did_you_mean(slug(name), known))
        return [slug(name)]

    # answers

    def _place(self, tree: dict[str, Any], question: FormQuestion, answer: FormAnswer) -> None:
        if question.path in OMITTED and answer.value == "none":
            if question.path.startswith("exits"):
                tree["exits"] = "none"
            return
        value = self._value(question, answer)
        for row, key in self._rows(tree, question.path):
            if not isinstance(row, dict):
                continue
            _set(row, key, value)
            cited = {"id": "text", "article": answer.article}
            if answer.article and cited not in row.get("src", ()):
                row.setdefault("src", []).append(cited)

    def _rows(self, tree: dict[str, Any], path: str) -> list[tuple[dict[str, Any], str]]:
        found = LABELLED.match(path)
        if found is None:
            section, _, rest = path.partition(".")
            return [(tree.setdefault(section, {}), rest)]
        name, label, rest = found["list"], found["label"], found["rest"]
        labels = self.group_ids if label == "*" else [label]
        return [(self._row(tree, name, one, "*" if label == "*" else one), rest) for one in labels]

    def _row(self, tree: dict[str, Any], name: str, label: str, kind: str) -> dict[str, Any]:
        section, _, below = name.partition(".")
        home = tree.setdefault(section, {}) if below else tree
        rows = home.setdefault(below or section, [])
        known = self.labelled.setdefault(name, {})
        if label not in known and isinstance(rows, list):
            start = {"id": f"from-{label}", "from": label, "into": "guard"} if kind == "*" else ROWS[f"{name}[{kind}]"]
            known[label] = dict(start)
            rows.append(known[label])
        return known.get(label, {})

    def _value(self, question: FormQuestion, answer: FormAnswer) -> Any:
        value, cell = answer.value, answer.cell
        if value.lower() in BLANKS:
            return value.lower()
        if question.kind == "yesno":
            return self._yes(value, cell)
        if question.choices:
            if value not in question.choices:
                self._fault(cell, value, "one of the words of the list", did_you_mean(value, question.choices))
            return value
        if question.kind == "number":
            return self._number(value, cell)
        if question.kind == "share":
            return self._share(value, cell)
        if question.kind == "date" and " to " in value:
            return dict(zip(("lo", "hi"), value.split(" to ", 1), strict=True))
        if question.kind == "whos":
            return [self._who(name.strip(), cell) for name in value.split(",")]
        return self._who(value, cell) if question.kind == "who" else value

    def _who(self, name: str, cell: str) -> str:
        if name.lower() not in self.who:
            known = [row.cells["name"] for row in self.form.who]
            self._fault(cell, name, "a name of the sheet Who", did_you_mean(name, known))
        return self.who.get(name.lower(), slug(name))

    def _yes(self, value: str, cell: str) -> Any:
        words = {"yes": True, "no": False, "true": True, "false": False, "none": "none", "unknown": "unknown"}
        if value.lower() not in words:
            self._fault(cell, value, "yes or no")
        return words.get(value.lower())

    def _number(self, value: str, cell: str) -> Any:
        if value.lower() in BLANKS:
            return value.lower()
        pieces = [p.replace(",", "").replace(" ", "") for p in re.split(r"\s*(?:-|–|to)\s*", value)]
        try:
            numbers = [float(p) for p in pieces]
        except ValueError:
            numbers = []
        if len(numbers) not in (1, 2) or numbers != sorted(numbers):
            self._fault(cell, value, "a number, or a span such as 2000-4000")
            return 0
        plain = [int(n) if n.is_integer() else n for n in numbers]
        return plain[0] if len(plain) == 1 else {"lo": plain[0], "hi": plain[1]}

    def _share(self, value: str, cell: str) -> Any:
        number = self._number(value.replace("%", "").strip(), cell)
        return round(number / 100, 6) if "%" in value and not isinstance(number, dict | str) else number

    # the whole

    def _streams_intake(self, tree: dict[str, Any]) -> None:
        for row in self.form.groups:
            if row.cells["intake"]:
                stream = self._row(tree, "induction", slug(row.cells["name"]), "*")
                stream["intake"] = self._number(row.cells["intake"], row.cell)

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


def _set(row: dict[str, Any], path: str, value: Any) -> None:
    *above, last = path.split(".")
    for step in above:
        row = row.setdefault(step, {})
    row[last] = value


PLAIN = re.compile(r"^[A-Za-z][A-Za-z0-9 ./()'-]*$")
RESERVED = ("true", "false", "null")


def as_yaml(tree: dict[str, Any], comment: str = "") -> str:
    """Return YAML 1.2 text of a tree of dicts, lists and plain values."""
    lines = [f"# {line}" for line in comment.splitlines()]
    for key, value in tree.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines += [f"{key}:", *(f"  - {_flow(row)}" for row in value)]
        elif isinstance(value, dict) and any(isinstance(v, dict | list) for v in value.values()):
            lines += [f"{key}:", *_block(value)]
        else:
            lines.append(f"{key}: {_flow(value)}")
    return "\n".join(lines) + "\n"


def _block(section: dict[str, Any]) -> list[str]:
    lines = []
    for key, value in section.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines += [f"  {key}:", *(f"    - {_flow(row)}" for row in value)]
        else:
            lines.append(f"  {key}: {_flow(value)}")
    return lines


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:.12g}"
    text = str(value)
    if re.match(r"^\d{4}(-\d\d){0,2}$", text) or (PLAIN.match(text) and text.lower() not in RESERVED):
        return text
    return json.dumps(text, ensure_ascii=False)

"""A charter while somebody writes it: what an editor shows beside the text, offers at the cursor, and explains.

    draft = Draft().with_text(text, "guard.yaml")
    draft.marks              # findings and faults, each with its stretch of text
    draft.explained(12, 8)   # the schema's sentence of the key there, and what its findings rest on
    draft.completions(12, 8) # keys, words and declared ids that may stand there

A text that breaks while it is typed keeps the findings of the last one that read, moved along with their lines, and
says so. Lines and columns count from 1, in characters; the protocol's own counting is the language server's affair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from tether.charter.check import Report
from tether.charter.configuration import CheckSettings
from tether.charter.cursor import Cursor, cursor_in
from tether.charter.findings import Finding
from tether.charter.fixes import Fix, known_ids
from tether.charter.known import Known
from tether.charter.mending import Examined, examined, mended, migration_fix
from tether.charter.read import EMPTY
from tether.charter.references import KINDS
from tether.charter.rules import rule_of
from tether.charter.schema import Charter
from tether.charter.schema_keys import SchemaKey, key_at, keys_at
from tether.documents.yaml_edit import BREAKS, TextEdit, YamlEditor, edits_between, with_edits
from tether.documents.yaml_file import Key, YamlFile, key_of, parse_yaml, path_of
from tether.errors import InputError, Problem

MOST_TRIED = 200_000  # characters of a text in which other values are tried out
_CHARTER = re.compile(r"^(?:\ufeff)?[\"']?charter[\"']?[ \t]*:", re.MULTILINE)
KEPT = "the findings are those of the text before this fault; they are renewed when it reads again"


@dataclass(frozen=True)
class Stretch:
    """From a place up to another, from 1, in characters."""

    line: int
    column: int
    end_line: int
    end_column: int

    def holds(self, line: int, column: int) -> bool:
        """Return whether a place lies in it or at its end."""
        return (self.line, self.column) <= (line, column) <= (self.end_line, self.end_column)


@dataclass(frozen=True)
class Mark:
    """What an editor shows at a stretch of text."""

    at: Stretch
    severity: str
    code: str
    message: str
    path: str = ""
    related: tuple[tuple[str, Stretch, str], ...] = ()  # file, place, what it is
    finding: Finding | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Completion:
    """A word that may stand at the cursor, and what it means."""

    label: str
    kind: Literal["key", "word", "id"]
    detail: str = ""
    explained: str = ""


@dataclass(frozen=True)
class Symbol:
    """A part of the charter by its name, with the parts in it."""

    name: str
    detail: str
    at: Stretch
    key: Stretch
    below: tuple[Symbol, ...] = ()


@dataclass(frozen=True)
class Draft:
    """One state of a text; ``with_text`` gives the next."""

    text: str = ""
    file: str = "charter"
    found: Examined = field(default_factory=Examined)
    document: YamlFile | None = None  # the last text that was YAML …
    whole: str = ""  # … as it was written
    kept: Examined | None = None  # what was found in the last text that read …
    kept_text: str = ""  # … as it was written
    settings: CheckSettings = field(default_factory=CheckSettings)
    theatre: Any = None
    base: Charter | None = None
    known: Known | None = None  # a case's, instead of the claims on the theatre's country

    @property
    def is_charter(self) -> bool:
        """Whether the text has a key ``charter`` at its beginning of a line: only charters are served."""
        return _CHARTER.search(self.text) is not None

    @property
    def current(self) -> bool:
        """Whether the text reads, so that its findings are its own."""
        return self.found.report is not None

    def with_text(
        self,
        text: str,
        file: str = "",
        settings: CheckSettings | None = None,
        theatre: Any = None,
        base: Charter | None = None,
        known: Known | None = None,
    ) -> Draft:
        """Return the draft with another text, read and checked."""
        file = file or self.file
        settings = settings or self.settings
        made = replace(self, text=text, file=file, settings=settings, theatre=theatre, base=base, known=known)
        if not made.is_charter:
            return Draft(text=text, file=file, settings=settings, theatre=theatre, base=base, known=known)
        found = examined(text, file, settings, theatre, base, known=known)
        made = replace(made, found=found)
        if found.is_yaml:
            made = replace(made, document=parse_yaml(text, file, empty=EMPTY), whole=text)
        return replace(made, kept=found, kept_text=text) if found.report is not None else made

    def retyped(self, text: str) -> Draft:
        """Return the draft with a text that nobody has checked yet; its findings are those of the last that read."""
        if text == self.text:
            return self
        try:
            document, whole = parse_yaml(text, self.file, empty=EMPTY), text
        except InputError:
            return replace(self, text=text, found=Examined(is_yaml=False))
        return replace(self, text=text, document=document, whole=whole, found=Examined())

    # What is shown

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Findings and faults; of a text that does not read its faults, and the findings of the last that did."""
        if not self.is_charter:
            return ()
        if self.found.report is not None:
            return tuple(self._of_report(self.found.report, self.text))
        marks = [self._of_problem(p) for p in self.found.problems]
        if self.kept is not None and self.kept.report is not None and marks:
            marks.append(Mark(marks[0].at, "note", "", KEPT))
            marks += self._of_report(self.kept.report, self.kept_text)
        return tuple(marks)

    def _of_report(self, report: Report, text: str) -> Iterator[Mark]:
        move = _moves(text, self.text)
        for f in report.fired:
            if f.file != report.charter.file or f.part_of:
                continue
            at = self._short(move(Stretch(f.line, f.col, f.end_line, f.end_col)))
            article = f" [Art. {f.article}]" if f.article else ""
            partly = " (only in part of what is known)" if f.partly else ""
            related = tuple(self._related(report, path, move) for path in dict.fromkeys(f.related))
            severity = "note" if f.silence and f.severity != "stop" else f.severity  # faults stand out from silences
            yield Mark(at, severity, f.code, f"{f.message}{partly}{article}", f.path, related, f)

    def _related(self, report: Report, path: str, move: Any) -> tuple[str, Stretch, str]:
        origin = report.whole.origin(key_of(path))
        place = origin.place
        at = Stretch(place.line, place.column, place.end_line, place.end_column)
        own = origin.file in ("", report.charter.file)
        return ("" if own else origin.file), (self._short(move(at)) if own else at), path

    def _of_problem(self, problem: Problem) -> Mark:
        line, column = max(1, problem.line), max(1, problem.column)
        at = Stretch(line, column, line, column)
        if self.found.is_yaml and self.document is not None:
            place = self.document.positions.get(key_of(problem.path))
            if place is not None and (place.line, place.column) == (line, column):
                at = Stretch(line, column, place.end_line, place.end_column)
        if (at.end_line, at.end_column) == (line, column):
            rest = re.match(r"[^\s,\]}]+", self._line(line)[column - 1 :])
            at = Stretch(line, column, line, column + max(1, len(rest.group()) if rest else 1))
        more = [f"expected {problem.expected}" if problem.expected else "", problem.remedy]
        return Mark(self._short(at), "error", "SCH01", "; ".join(p for p in (problem.found, *more) if p), problem.path)

    def _line(self, number: int) -> str:
        lines = BREAKS.split(self.text)
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def _short(self, at: Stretch) -> Stretch:
        """Return a stretch on its first line alone: a whole section underlined hides what is in it."""
        line = self._line(at.line)
        column = min(at.column, len(line) + 1)
        if at.end_line == at.line:
            return Stretch(at.line, column, at.line, min(max(at.end_column, column), len(line) + 1))
        return Stretch(at.line, column, at.line, max(column, len(line.rstrip()) + 1))

    # What is offered

    def fixes(self, mark: Mark) -> tuple[Fix, ...]:
        """Return the ways to mend what a mark shows, the safe ones first; none while the text does not read for it."""
        own = [f for f in self.found.fixes if f.code == (mark.code if mark.finding else "") and f.path == mark.path]
        if mark.finding is not None and self.current:
            own += list(self._tried(mark.finding))
        order = ("safe", "changes meaning", "needs words")
        return tuple(sorted(own, key=lambda f: order.index(f.kind)))

    @property
    def all_safe(self) -> Fix | None:
        """Every safe fix of the text in one, an older schema's among them; None where there is none."""
        if not self.is_charter:
            return None
        made = mended(self.text, self.file, self.settings, self.theatre, self.base)
        if made.after == self.text:
            return None
        title = f"make all {len(made.done)} safe fixes" if len(made.done) > 1 else made.done[0].partition("fixed: ")[2]
        return Fix(title, "safe", "", "", edits_between(self.text, made.after))

    @property
    def migration(self) -> Fix | None:
        """What writes the text by today's schema; None where it is."""
        return migration_fix(self.text, self.file) if self.is_charter else None

    def _tried(self, finding: Finding) -> Iterator[Fix]:
        """Yield other values of the place of a finding with which its rule no longer fires there: each was tried."""
        key = self._key_of(finding)
        schema = key_at(key) if key else None
        report = self.found.report
        if report is None or key is None or schema is None or not schema.values or len(self.text) > MOST_TRIED:
            return
        if schema.many or schema.mapped or len(schema.values) > 12:
            return
        editor = YamlEditor(parse_yaml(self.text, self.file, empty=EMPTY), self.text)
        there = key in editor.document.positions
        fired = sum(f.code == finding.code for f in report.fired)
        for value in schema.values:
            edit = editor.replaced(key, value) if there else editor.added(key, value)
            if edit is not None and self._fires(edit, finding) < fired:
                title = f"{path_of(key)}: write {value}, with which {finding.code} is quiet here"
                yield Fix(title, "changes meaning", finding.path, finding.code, (edit,))

    def _key_of(self, finding: Finding) -> Key | None:
        report = self.found.report
        if report is None:
            return None
        origin = report.whole.origin(key_of(finding.path))
        return origin.key if origin.file == self.file else None

    def _fires(self, edit: TextEdit, finding: Finding) -> float:
        """Return how often a rule fires on the text with an edit; infinite where it still fires here, or can't read."""
        settings = replace(self.settings, select=(finding.code,), ignore=())
        found = examined(
            with_edits(self.text, [edit]), self.file, settings, self.theatre, self.base, known=self.known
        ).report
        if found is None or any(f.path == finding.path for f in found.fired):
            return float("inf")
        return len(found.fired)

    def completions(self, line: int, column: int) -> tuple[Completion, ...]:
        """Return what may stand at the cursor: keys with their sentences, words, declared ids of the right kind."""
        cursor = cursor_in(self.text, line, column) if self.is_charter else None
        if cursor is None:
            return ()
        schema = key_at(cursor.path) if cursor.path else None
        if cursor.is_key and schema is not None and not schema.below:
            cursor = replace(cursor, is_key=False)  # a word of a list, or an id of a map
        if cursor.is_key:
            return tuple(self._keys(cursor))
        return tuple(self._values(schema)) if schema is not None else ()

    def _keys(self, cursor: Cursor) -> Iterator[Completion]:
        there = self._at(cursor.path)
        taken = cursor.taken | (set(there) - {cursor.word} if isinstance(there, dict) else set())
        for key in keys_at(cursor.path).values():
            if key.name not in taken:
                yield Completion(key.name, "key", key.kind[:80], key.sentence)

    def _values(self, schema: SchemaKey) -> Iterator[Completion]:
        ids = known_ids(self.document.tree if self.document else None, self.theatre, self.base)
        for kind in schema.refers:
            for name in sorted(ids.get(kind, ())):
                yield Completion(name, "id", kind, self._named(name))
        for word in schema.values if len(schema.values) <= 60 else sorted(schema.values):
            yield Completion(word, "word", "", schema.sentence)
        if schema.form != "object":
            yield Completion("unknown", "word", "we do not know", schema.sentence)
            yield Completion("none", "word", "we know that there is none", schema.sentence)

    def _at(self, path: Key) -> Any:
        try:
            return self.document.at(path) if self.document else None
        except (KeyError, IndexError, TypeError):
            return None

    def _named(self, name: str) -> str:
        row = self._at(declared[:-1]) if (declared := self._declared(name)) else None
        return str(row.get("name") or row.get("title") or "") if isinstance(row, dict) else ""

    # What is explained

    def explained(self, line: int, column: int) -> tuple[str, Stretch] | None:
        """Return what stands at a place in Markdown: the key's sentence, the id's name, and its findings' lessons."""
        key = self._key_at(line, column)
        if key is None or self.document is None:
            return None
        schema = key_at(key)
        parts = []
        if schema is not None:
            parts.append(f"**{path_of(key)}**: {schema.sentence}\n\n{schema.kind[:400]}")
            value = self._at(key)
            if schema.refers and isinstance(value, str) and self._declared(value):
                name = self._named(value)
                parts.append(f"`{value}`{f': {name}' if name else ''}, declared in line {self._line_of(value)}")
        here = [m for m in self.marks if m.finding is not None and m.at.holds(line, column)]
        parts += [_lesson(m.finding) for m in here if m.finding is not None]
        if not parts:
            return None
        move = _moves(self.whole, self.text)
        return "\n\n---\n\n".join(parts), self._short(move(self._stretch(key)))

    def defined(self, line: int, column: int) -> Stretch | None:
        """Return where the id at a place is declared; None where none stands there, or none declares it."""
        key = self._key_at(line, column)
        schema = key_at(key) if key else None
        value = self._at(key) if key else None
        if schema is None or not schema.refers:
            return None
        name = value if isinstance(value, str) else key[-1] if key and isinstance(key[-1], str) else ""
        declared = self._declared(name)
        return _moves(self.whole, self.text)(self._stretch(declared)) if declared else None

    def symbols(self) -> tuple[Symbol, ...]:
        """Return the sections of the text, with the rows that have an id."""
        if self.document is None or not self.is_charter or not isinstance(self.document.tree, dict):
            return ()
        found = []
        for name, value in self.document.tree.items():
            rows = [
                self._symbol((name, n), str(row["id"]), str(row.get("name") or ""))
                for n, row in enumerate(value if isinstance(value, tuple) else ())
                if isinstance(row, dict) and row.get("id")
            ]
            known = key_at((name,))
            found.append(replace(self._symbol((name,), str(name), known.sentence if known else ""), below=tuple(rows)))
        return tuple(found)

    def _symbol(self, key: Key, name: str, detail: str) -> Symbol:
        at, move = self._stretch(key), _moves(self.whole, self.text)
        assert self.document is not None
        place = self.document.positions[key]
        start = Stretch(place.key_line, place.key_column, at.end_line, at.end_column)
        word = Stretch(place.key_line, place.key_column, place.key_line, place.key_column + len(name))
        return Symbol(name, detail, move(start), move(word))

    def _stretch(self, key: Key) -> Stretch:
        assert self.document is not None
        place = self.document.position(key)
        return Stretch(place.line, place.column, place.end_line, place.end_column)

    def _key_at(self, line: int, column: int) -> Key | None:
        """Return the path of the innermost key or value at a place."""
        if self.document is None or not self.is_charter:
            return None
        line = _line_before(self.whole, self.text, line)
        best: Key | None = None
        for key, place in self.document.positions.items():
            start = (place.key_line, place.key_column)
            if start <= (line, column) <= (place.end_line, place.end_column) and (best is None or len(key) > len(best)):
                best = key
        return best or None

    def _declared(self, name: str) -> Key | None:
        tree = self.document.tree if self.document else None
        for section in KINDS.values() if isinstance(tree, dict) else ():
            rows = tree.get(section) if isinstance(tree, dict) else None
            for index, row in enumerate(rows if isinstance(rows, tuple) else ()):
                if isinstance(row, dict) and row.get("id") == name:
                    return section, index, "id"
        return None

    def _line_of(self, name: str) -> int:
        declared = self._declared(name)
        return self._stretch(declared).line if declared else 0


def _lesson(finding: Finding) -> str:
    """Return what a finding rests on, in Markdown."""
    rule = rule_of(finding.code)
    lines = [f"**{finding.code} {finding.severity}**: {finding.message}", f"*{finding.statement}*"]
    if finding.measured:
        lines.append(f"measured: {finding.measured}")
    if finding.words:
        lines.append(f"> {finding.words}\n>\n> {finding.source} (evidence: {finding.evidence})")
    if rule is not None and rule.second:
        lines.append(rule.second)
    lines.append(f"**Mend:** {finding.remedy}")
    lines.append(f"`tether explain {finding.code}`")
    return "\n\n".join(lines)


def _same_lines(before: str, after: str) -> tuple[list[str], list[str], int, int]:
    """Return the lines of two texts, and how many are the same at their beginning and at their end."""
    one, other = BREAKS.split(before), BREAKS.split(after)
    most = min(len(one), len(other))
    start = next((n for n in range(most) if one[n] != other[n]), most)
    end = next((n for n in range(most - start) if one[-1 - n] != other[-1 - n]), most - start)
    return one, other, start, end


def _moves(before: str, after: str) -> Any:
    """Return the function that moves a stretch of one text to where its line stands in another."""
    if before == after:
        return lambda at: at
    one, other, start, end = _same_lines(before, after)

    def line(number: int) -> int:
        if number <= start:
            return number
        if number > len(one) - end:
            return number + len(other) - len(one)
        return min(number, max(1, len(other) - end))

    return lambda at: Stretch(line(at.line), at.column, line(at.end_line), at.end_column)


def _line_before(before: str, after: str, number: int) -> int:
    """Return the line of an earlier text that stands at a line of a later one."""
    back = _moves(after, before)
    found: Stretch = back(Stretch(number, 1, number, 1))
    return found.line

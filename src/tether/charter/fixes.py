"""Fixes: what may be mended in a charter's text, and whether a machine may do it unasked.

    safe             only the form changes: the writer can have meant one thing alone. ``tether check --fix`` does it.
    changes meaning  the design says something else afterwards: offered in an editor, never done by ``--fix``.
    needs words      somebody must write a reason, a name or a clause first: a stub is offered.

A text that cannot be read is mended from the schema: a word one slip away from the only word that fits, ``yes`` for
``true``, ``2026-1-5`` for a date, ``33 %`` for a share, one id where a list is due. A slip is one letter more, less,
other or two swapped, in one part of a word of four letters or more, not its first letter and no digit: ``unit-1`` is no
slip for ``unit-2``. A text that reads is mended where a finding's cure is a matter of form. To add one: a function with
the finding's code in ``CURES``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from tether.charter.check import Report
from tether.charter.findings import Finding
from tether.charter.id_paths import IdPaths
from tether.charter.paths import value_at
from tether.charter.schema_keys import SchemaKey, ids_in, key_at, keys_at
from tether.charter.values import FIRST_YEAR, LAST_YEAR
from tether.charter.waivers import is_waivable
from tether.documents.yaml_edit import TextEdit, YamlEditor, quoted
from tether.documents.yaml_file import Key, YamlFile, key_of, path_of
from tether.errors import Problem

FixKind = Literal["safe", "changes meaning", "needs words"]


@dataclass(frozen=True)
class Fix:
    """One way to mend one place: what it does in a sentence, how far a machine may go, and the edits of the text."""

    title: str
    kind: FixKind
    path: str
    code: str  # of the finding; "" for a text that cannot be read
    edits: tuple[TextEdit, ...]


# What keeps a charter from being read


def fixes_of_problem(problem: Problem, editor: YamlEditor, known: Mapping[str, set[str]]) -> Iterator[Fix]:
    """Yield the fixes of a fault of form. ``known``: the ids that may be named, by kind (``known_ids``)."""
    key = key_of(problem.path)
    document = editor.document
    if problem.path == "charter" and key not in document.positions:
        yield from _first_line(editor)
        return
    if key not in document.positions:
        return
    schema = key_at(key)
    if schema is None:
        yield from _key_renamed(key, editor)
        return
    value = document.at(key) if key not in document.empty else None
    if schema.name == "id" and not schema.refers and isinstance(key[-1], str):
        yield from _id_mended(key, value, editor, known)
        return
    if schema.mapped and isinstance(value, dict):
        return
    if schema.refers and (declared := _declared_amiss(value, schema, editor, known)) is not None:
        yield declared
        return
    found = _listed(schema, value, known) if schema.many else _mended(schema, value, known)
    for text, kind in found:
        edit = editor.replaced(key, text)
        if edit is not None:
            yield Fix(f"{path_of(key)}: write {text} for {_short(value)}", kind, path_of(key), "", (edit,))


def known_ids(tree: Any, theatre: Any = None, base: Any = None) -> dict[str, set[str]]:
    """Return the ids that a text may name, by kind: its own, those of the status quo and of the theatre."""
    known = ids_in(tree)
    if base is not None and base._text is not None:
        for kind, ids in ids_in(base._text.tree).items():
            known[kind] |= ids
    if theatre is not None:
        known["place"] |= {p.id for p in theatre.places}
        known["community"] |= {c.id for c in theatre.communities}
        for kind in ("actor", "group", "force"):
            known[kind] |= {a.id for a in theatre.actors}
    return known


def one_near(word: str, allowed: Iterable[str]) -> str:
    """Return the one allowed word for which a word can only be a slip; "" where there is none, or more than one.

    >>> one_near("comander", ["commander"]), one_near("Whole_Unit", ["whole-unit"]), one_near("unit-1", ["unit-2"])
    ('commander', 'whole-unit', '')
    """
    words = sorted(set(allowed))
    folded = _folded(word)
    same = [w for w in words if _folded(w) == folded]
    near = same or [w for w in words if _is_slip(folded, _folded(w))]
    return near[0] if len(near) == 1 else ""


def _folded(word: str) -> str:
    return re.sub(r"[\s_-]+", "-", word.strip().casefold())


def _is_slip(one: str, other: str) -> bool:
    if len(one) > 80 or re.sub(r"\D", "", one) != re.sub(r"\D", "", other):
        return False
    if one.replace("-", "") == other.replace("-", ""):
        return True
    parts, others = one.split("-"), other.split("-")
    if len(parts) != len(others):
        return False
    differing = [(a, b) for a, b in zip(parts, others, strict=True) if a != b]
    return len(differing) == 1 and _one_apart(*differing[0])


def _one_apart(one: str, other: str) -> bool:
    """Return whether two words of four letters or more differ by one letter, or two swapped, after their first."""
    if min(len(one), len(other)) < 4 or one[0] != other[0] or abs(len(one) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    if len(a) == len(b):
        swapped = len(a) > 1 and a[:2] == b[1::-1] and a[2:] == b[2:]
        return swapped or (a[1:] == b[1:] and len(one) > 4)
    return a[1:] == b or a == b[1:]


def _first_line(editor: YamlEditor) -> Iterator[Fix]:
    from tether.charter.schema import VERSION

    at = re.match(r"(?:\ufeff)?(?:[ \t]*(?:#[^\r\n]*)?\r?\n)*(?:---[ \t]*\r?\n)?", editor.text)
    start = at.end() if at else 0
    line, column = editor.places.place(start)
    if column == 1 and editor.text[start : start + 1] not in ("{", "["):
        edit = TextEdit(line, 1, line, 1, f'charter: "{VERSION}"\n')
        yield Fix(f'write the version of the schema first: charter: "{VERSION}"', "safe", "charter", "", (edit,))


def _key_renamed(key: Key, editor: YamlEditor) -> Iterator[Fix]:
    allowed = keys_at(key[:-1])
    parent = editor.document.at(key[:-1])
    if not allowed or not isinstance(key[-1], str) or not isinstance(parent, dict):
        return
    empty = {k[-1] for k in editor.document.empty if k[:-1] == key[:-1]}
    name = one_near(key[-1], set(allowed) - set(parent) - empty)
    edit = editor.renamed(key, name) if name else None
    if edit is not None:
        yield Fix(f"{path_of(key)}: the key is {name!r}, not {key[-1]!r}", "safe", path_of(key), "", (edit,))


def _id_mended(key: Key, value: Any, editor: YamlEditor, known: Mapping[str, set[str]]) -> Iterator[Fix]:
    """Write an id in lower case and hyphens, here and wherever it is named; drop a row that stands there twice."""
    document = editor.document
    if _stands_before(key, document):
        edit = editor.without(key[:-1])
        if edit is not None:
            at = path_of(key[:-1])
            yield Fix(f"{at}: take out the row, which stands here twice", "safe", at, "", (edit,))
        return
    if not isinstance(value, str) or not value.isascii():
        return
    better = re.sub(r"[^a-z0-9]+", "-", value.casefold()).strip("-")
    if not better or better == value or any(better in ids for ids in known.values()):
        return
    named = [k for k in document.positions if _names(k, value, document)]
    edits = [editor.replaced(k, better) for k in (key, *named)]
    if all(e is not None for e in edits):
        title = f"{path_of(key)}: write the id {value!r} as {better!r}" + (", also where it is named" if named else "")
        yield Fix(title, "safe", path_of(key), "", tuple(e for e in edits if e is not None))


def _declared_amiss(value: Any, schema: SchemaKey, editor: YamlEditor, known: Mapping[str, set[str]]) -> Fix | None:
    """Return what mends the declaration of an id that is named twice or more otherwise, and never as it is declared."""
    allowed = set().union(*(known.get(kind, set()) for kind in schema.refers))
    if not isinstance(value, str) or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        return None
    near = one_near(value, allowed)
    named = [editor.document.at(k) for k in editor.document.positions if (s := key_at(k)) and s.refers and not s.mapped]
    if not near or named.count(value) < 2 or near in named:
        return None
    places = [k for k in editor.document.positions if k[-1:] == ("id",) and editor.document.at(k) == near]
    edit = editor.replaced(places[0], value) if len(places) == 1 else None
    if edit is None:
        return None
    at = path_of(places[0])
    return Fix(f"{at}: write the id {near!r} as {value!r}, as it is named elsewhere", "safe", at, "", (edit,))


def _stands_before(key: Key, document: YamlFile) -> bool:
    """Return whether the row of an id stands, word for word, earlier in its list."""
    rows = document.at(key[:-2]) if len(key) > 1 else None
    index = key[-2] if len(key) > 1 else None
    return isinstance(rows, tuple) and isinstance(index, int) and rows[index] in rows[:index]


def _names(key: Key, value: str, document: YamlFile) -> bool:
    schema = key_at(key)
    return schema is not None and bool(schema.refers) and not schema.mapped and document.at(key) == value


def _listed(schema: SchemaKey, value: Any, known: Mapping[str, set[str]]) -> Iterator[tuple[str, FixKind]]:
    """One word, or words between commas, where a list is due: the list of them, if each is a word that may stand."""
    if not isinstance(value, str) or not (schema.words or schema.refers):
        return
    allowed = set(schema.words).union(*(known.get(kind, set()) for kind in schema.refers))
    words = [w.strip() for w in value.split(",")]
    if all(word in allowed for word in words):
        yield f"[{', '.join(words)}]", "safe"


def _mended(schema: SchemaKey, value: Any, known: Mapping[str, set[str]]) -> Iterator[tuple[str, FixKind]]:
    if schema.form == "flag":
        word = str(value).casefold() if isinstance(value, str) else ""
        if word in ("yes", "on", "y", "true", "no", "off", "n", "false"):
            yield ("true" if word in ("yes", "on", "y", "true") else "false"), "safe"
    elif schema.form == "date":
        yield from _dates(str(value))
    elif schema.form == "number" and not isinstance(value, dict | tuple | bool):
        yield from _numbers(schema, value)
    elif isinstance(value, str) and (schema.words or schema.refers):
        allowed = set(schema.words).union(*(known.get(kind, set()) for kind in schema.refers))
        declared = set().union(*known.values())
        if value not in declared or schema.words:
            near = one_near(value, allowed)
            if near and near != value:
                yield near, "safe"


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YMD = re.compile(r"(\d{4})[-/. ](\d{1,2})(?:[-/. ](\d{1,2}))?(?:[T ]\d{2}:\d{2}(?::\d{2})?\S{0,6})?", re.ASCII)
_DMY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", re.ASCII)
_WORDED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)? )?([A-Za-z]{3,9})\.?(?: (\d{1,2})(?:st|nd|rd|th)?,)? (\d{4})", re.ASCII
)


def _dates(written: str) -> Iterator[tuple[str, FixKind]]:
    """A date written otherwise: the year first, or the month's name; two readings where day and month may be either."""
    text = " ".join(written.split())
    if first := _YMD.fullmatch(text):
        yield from _day(int(first[1]), int(first[2]), int(first[3] or 0))
    elif worded := _WORDED.fullmatch(text):
        named = [n for n, m in enumerate(_MONTHS, 1) if worded[2].casefold().startswith(m)]
        if named and not (worded[1] and worded[3]):
            yield from _day(int(worded[4]), named[0], int(worded[1] or worded[3] or 0))
    elif last := _DMY.fullmatch(text):
        one, other, year = int(last[1]), int(last[2]), int(last[3])
        readings = list(dict.fromkeys([*_day(year, other, one), *_day(year, one, other)]))
        yield from readings if len(readings) == 1 else [(day, "changes meaning") for day, _ in readings]


def _day(year: int, month: int, day: int) -> Iterator[tuple[str, FixKind]]:
    if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12:
        if not day:
            yield f"{year:04d}-{month:02d}", "safe"
        else:
            try:
                yield date(year, month, day).isoformat(), "safe"
            except ValueError:
                return


def _numbers(schema: SchemaKey, value: Any) -> Iterator[tuple[str, FixKind]]:
    """Thousands apart in a whole number, a share in per cent or with a comma; a share above 1 may be per cent."""
    quantity = schema.quantity
    if quantity is None:
        return
    text = " ".join(value.split()) if isinstance(value, str) else ""
    if quantity.whole and re.fullmatch(r"\d{1,3}([,' _\u202f\u00a0]\d{3})+|\d+", text, re.ASCII):
        number = int(re.sub(r"\D", "", text))
        if quantity.least <= number <= quantity.most:
            yield str(number), "safe"
    elif quantity.closes and (percent := re.fullmatch(r"(\d{1,3}(?:[.,]\d{1,6})?) ?%", text, re.ASCII)):
        yield from _share(float(percent[1].replace(",", ".")) / 100, "safe")
    elif quantity.closes and re.fullmatch(r"0,\d{1,6}", text, re.ASCII):
        yield from _share(float(text.replace(",", ".")), "safe")
    elif quantity.closes and isinstance(value, int | float) and 1 < value <= 100:
        yield from _share(value / 100, "changes meaning")


def _share(number: float, kind: FixKind) -> Iterator[tuple[str, FixKind]]:
    if 0 <= number <= 1:
        yield f"{round(number, 8):.8g}", kind


def _short(value: Any) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


# What a finding says of a text that reads


def fixes_of_finding(finding: Finding, report: Report, editor: YamlEditor) -> Iterator[Fix]:
    """Yield the fixes of a finding that are a matter of its code alone: the safe ones first."""
    cure = CURES.get(finding.code)
    if cure is not None and finding.result == "fires":
        yield from cure(finding, report, editor)
    if finding.result == "fires" and not finding.waived and finding.severity != "stop" and is_waivable(finding.code):
        yield from _waiver(finding, report, editor)


def fixes_of(report: Report) -> dict[int, tuple[Fix, ...]]:
    """Return the fixes of each finding of a report that has some, by the ``id`` of the finding."""
    written = report.charter._text
    if written is None:
        return {}
    editor = YamlEditor(written, "\n".join(written.lines))
    found = {id(f): tuple(fixes_of_finding(f, report, editor)) for f in report.findings}
    return {key: fixes for key, fixes in found.items() if fixes}


def _written(path: str, report: Report, editor: YamlEditor) -> Key | None:
    """Return the key under which a text holds a path of the charter; None where another text does."""
    origin = report.whole.origin(key_of(path))
    same = origin.text is not None and origin.text.file == editor.document.file
    return origin.key if same and origin.key in editor.document.positions else None


def _paths(report: Report) -> IdPaths:
    design = report.design
    return IdPaths(report.whole) if design is None else design.once("id paths", lambda d: IdPaths(d.charter))


def _place_by_id(finding: Finding, report: Report, editor: YamlEditor) -> Iterator[Fix]:
    key = _written(finding.path, report, editor)
    place = value_at(report.whole, finding.path)
    edit = editor.replaced(key, f'"{_paths(report).of(place.strip())}"') if key else None
    if edit is not None:
        yield Fix(f"{finding.path}: write the place by ids: {edit.text}", "safe", finding.path, finding.code, (edit,))


def _waiver_out(finding: Finding, report: Report, editor: YamlEditor) -> Iterator[Fix]:
    row = path_of(key_of(finding.path)[:2])
    key = _written(row, report, editor)
    edit = editor.without(key) if key else None
    if edit is not None:
        title = f"{row}: take out the waiver of {value_at(report.whole, row).rule}"
        yield Fix(title, "changes meaning", finding.path, finding.code, (edit,))


def _repeated_out(finding: Finding, report: Report, editor: YamlEditor) -> Iterator[Fix]:
    key = _written(finding.path, report, editor)
    edit = editor.without(key) if key else None
    if edit is not None:
        title = f"{finding.path}: take out {value_at(report.whole, finding.path)!r}, which stands here twice"
        yield Fix(title, "safe", finding.path, finding.code, (edit,))


def _waiver(finding: Finding, report: Report, editor: YamlEditor) -> Iterator[Fix]:
    at = quoted(_paths(report).of(finding.path))
    row = f"{{rule: {finding.code}, at: {at}, reason: unknown, by: unknown, until: unknown}}"
    edit = editor.appended(("waivers",), row)
    if edit is not None:
        title = f"waive {finding.code} here: write the reason, the office and the day"
        yield Fix(title, "needs words", finding.path, finding.code, (edit,))


CURES: dict[str, Callable[[Finding, Report, YamlEditor], Iterator[Fix]]] = {
    "SCH06": _waiver_out,
    "SCH08": _place_by_id,
    "SCH09": _repeated_out,
}

"""A coding as rows that a person confirms: what was proposed, what was answered, and where each answer stands.

    form = form_of(proposals_of(law))            # meta, who is named, and the proposed rows
    page = form_text(form, "yaml")               # or "json"; ``coding_form`` writes and reads a workbook
    form = read_rows("rows.yaml")

A row's ``state`` is *proposed* until a person writes *confirmed* (or *rejected*). Row ``m1`` is about the text, ``w1``
and on name whom the law names, ``r1`` and on are what its articles say, ``p1`` and on are others' proposals.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tether.charter.schema_keys import SchemaKey
from tether.documents.json_file import read_json
from tether.documents.yaml_file import YamlFile, read_yaml
from tether.documents.yaml_patch import flow_text, plain_values
from tether.errors import InputError, Problem, Problems, did_you_mean
from tether.law.faults import sentences
from tether.law.named import NamedBody
from tether.law.proposing import LawProposals, ProposedRow, citation, quoted
from tether.law.quantities import dates
from tether.law.written_law import WrittenLaw

VERSION = "1"
STATES = ("proposed", "confirmed", "rejected")
UNCLEAR = "unclear"  # of a row whose answer is none of these
ROW_KEYS = ("row", "state", "section", "article", "quote", "values", "sure", "why", "by")
MOST_FORM_ROWS = 5_000
STATUS: tuple[tuple[str, tuple[str, ...]], ...] = (  # how far a text has come, by the words of its title
    ("draft", ("draft", "مشروع", "مسودة", "projet")),
    ("bill", ("bill", "proposition de loi")),
    ("decree", ("decree", "مرسوم", "décret")),
    ("agreement", ("agreement", "اتفاق", "accord")),
    ("law", ("law", "act", "قانون", "loi")),
)


@dataclass(frozen=True)
class CodingRow:
    """One row of a form: what it says, whether a person confirmed it, and where each of its answers stands."""

    number: str
    section: str
    article: str
    quote: str
    values: dict[str, Any]
    state: str = "proposed"
    sure: str = ""
    why: str = ""
    by: str = "tether"
    where: str = ""  # the row's own place in the form: a cell, or file:line
    cells: dict[str, str] = field(default_factory=dict, repr=False)  # key → its place
    missing: tuple[str, ...] = ()

    def at(self, key: str) -> str:
        """Return where the answer to a key stands, or the row, where it has no place of its own."""
        return self.cells.get(key, self.where)


@dataclass(frozen=True)
class CodingForm:
    """The rows of a form, and the text that they were proposed for."""

    file: str
    law_file: str
    law_title: str
    sha256: str
    rows: tuple[CodingRow, ...]
    faults: tuple[Problem, ...] = ()  # answers that could not be read

    @property
    def confirmed(self) -> tuple[CodingRow, ...]:
        """The rows that a person confirmed."""
        return tuple(row for row in self.rows if row.state == "confirmed")

    @property
    def answered(self) -> tuple[CodingRow, ...]:
        """The rows that a person confirmed, and those whose answer could not be read: all whose words are looked up."""
        return tuple(row for row in self.rows if row.state in ("confirmed", UNCLEAR))


def form_of(proposals: LawProposals) -> CodingForm:
    """Return the form of a law: nothing in it is confirmed."""
    law = proposals.law
    about = _about(law)
    rows = (about, *_instrument(about), *_who(proposals), *(_row(r) for r in proposals.rows))
    return CodingForm(law.file, law.file, law.title, law.sha256, rows)


def _row(row: ProposedRow) -> CodingRow:
    return CodingRow(
        row.number,
        row.section,
        row.article,
        row.quote,
        row.values,
        "proposed",
        row.sure,
        row.why,
        row.by,
        missing=row.missing,
    )


def _about(law: WrittenLaw) -> CodingRow:
    """Return what the text says of itself; its country and kind only a person can tell."""
    title = " ".join(law.title.split())
    flat = title.casefold()
    values: dict[str, Any] = {"title": title} if title else {}
    status = next((name for name, words in STATUS if any(w in flat for w in words)), "")
    values |= {"status": status} if status else {}
    start = _start(law)
    values |= {"starts": start[0]} if start else {}
    values |= {"text_seen": "part"}
    article, quote = start[1:] if start else ("", "")
    why = "part: what no row says is asked; write full once every paragraph is coded: then it counts as not there"
    return CodingRow("m1", "meta", article, quote, values, sure="medium", why=why, missing=("country", "kind"))


def _instrument(about: CodingRow) -> Iterator[CodingRow]:
    """Give what the text is in law, where its title says it: how far it has come, and from which day it holds."""
    if "status" not in about.values:
        return
    values = {"instrument.status": about.values["status"]}
    values |= {"instrument.date": about.values["starts"]} if "starts" in about.values else {}
    why = "the text itself is the instrument by which the force exists"
    yield CodingRow("m2", "law", about.article, about.quote, values, sure="medium", why=why)


def _start(law: WrittenLaw) -> tuple[str, str, str] | None:
    """Return the day on which a law enters into force, its article and words; None where it names none."""
    for provision in reversed(law.provisions):
        for sentence in sentences(provision.text):
            flat = sentence.casefold()
            said = ("into force", "takes effect", "en vigueur", "يعمل به", "ينفذ", "نافذ")
            days = dates(sentence) if any(word in flat for word in said) else set()
            if days:
                words = quoted(provision.text, sentence.strip(), sentence.strip())
                return min(days).isoformat(), citation(law, provision.id), words
    return None


def _who(proposals: LawProposals) -> Iterator[CodingRow]:
    law, named = proposals.law, proposals.named
    used = {str(v) for r in proposals.rows for values in r.values.values() for v in _several(values)}
    order = sorted(named.bodies, key=lambda b: (b is not named.main, b.id not in used))
    for n, body in enumerate(order, 1):
        yield _named_row(law, body, n, body is named.main, body.id in used or body is named.main)


def _several(values: Any) -> tuple[Any, ...]:
    return tuple(values) if isinstance(values, list | tuple) else (values,)


def _named_row(law: WrittenLaw, body: NamedBody, n: int, main: bool, used: bool) -> CodingRow:
    values: dict[str, Any] = {"id": body.id, "name": body.name}
    if body.section == "posts":
        values = {"id": body.id, "title": body.name}
    if body.kind:
        values["kind"] = body.kind
    if body.section == "actors" and body.kind not in ("foreign", "community-body"):
        values["state"] = True
    if body.section == "forces":
        values["status"] = "new" if main else "existing"
    article = citation(law, body.provision) if body.provision else ""
    why = "named in the law" + (" as the force that it is about" if main else "" if used else "; no row names it")
    return CodingRow(f"w{n}", body.section, article, "", values, sure="high" if used else "low", why=why)


# ---- as YAML and JSON


def form_text(form: CodingForm, kind: str) -> str:
    """Return a form as YAML or JSON that ``read_rows`` reads."""
    law = {"file": form.law_file, "title": form.law_title, "sha256": form.sha256}
    rows = [_tree(row) for row in form.rows]
    if kind == "json":
        return json.dumps({"proposals": VERSION, "law": law, "rows": rows}, ensure_ascii=False, indent=1) + "\n"
    lines = [
        "# Proposed rows of a charter. Nothing is taken that you don't confirm: write state: confirmed (or rejected).",
        "# Correct wrong values; leave quotes as the law has them. Then: tether law code LAW --confirm FILE",
        f'proposals: "{VERSION}"',
        f"law: {flow_text(law)}",
        "rows:",
    ]
    for row in rows:
        first, *others = row.items()
        lines.append(f"  - {first[0]}: {flow_text(first[1])}")
        lines += [f"    {key}: {flow_text(value)}" for key, value in others]
    return "\n".join(lines) + "\n"


def _tree(row: CodingRow) -> dict[str, Any]:
    tree = {"row": row.number, "state": row.state, "section": row.section, "article": row.article, "quote": row.quote}
    tree["values"] = row.values  # type: ignore[assignment]
    told = {"missing": list(row.missing), "sure": row.sure, "why": row.why, "by": row.by}
    return tree | {key: value for key, value in told.items() if value}


def read_rows(path: str | Path, *, at_once: bool = True) -> CodingForm:
    """Read rows as YAML or JSON; ``InputError`` with every fault, or (not ``at_once``) the form with its faults."""
    path = Path(path)
    written = None if path.suffix.lower() == ".json" else read_yaml(path, "rows of a coding (YAML or JSON)")
    tree = read_json(path, "rows of a coding (JSON)") if written is None else plain_values(written.tree)
    problems = Problems(str(path))
    if written is not None:
        problems.extend(written.problems)
    if not isinstance(tree, dict) or not isinstance(tree.get("rows"), list):
        problems.add("no rows", expected='proposals: "1", law: {…}, rows: [{section, article, quote, values}, …]')
        raise InputError(problems.found)
    if str(tree.get("proposals", "")) != VERSION:
        problems.add(f"proposals: {tree.get('proposals', 'not said')!s:.20}", expected=f'proposals: "{VERSION}"')
    if len(tree["rows"]) > MOST_FORM_ROWS:
        problems.add(f"{len(tree['rows']):,} rows", expected=f"at most {MOST_FORM_ROWS:,}")
        raise InputError(problems.found)
    law = tree.get("law") if isinstance(tree.get("law"), dict) else {}
    assert isinstance(law, dict)
    rows = [_read_row(row, n, path, written, problems) for n, row in enumerate(tree["rows"])]
    if at_once:
        problems.raise_if_any()
    said = {key: str(law.get(key, "")) for key in ("file", "title", "sha256")}
    read = tuple(r for r in rows if r is not None)
    return CodingForm(str(path), said["file"], said["title"], said["sha256"], read, tuple(problems.found))


def _read_row(row: Any, n: int, path: Path, written: YamlFile | None, problems: Problems) -> CodingRow | None:
    where = f"{path}: rows.{n}"
    if written is not None:
        place = written.position(("rows", n))
        where = f"{path}:{place.line}:{place.column}: rows.{n}"
    if not isinstance(row, dict):
        problems.add(f"{row!r:.60}", where=where, expected="a row: {section, article, quote, values}")
        return None
    for key in row:
        if key not in (*ROW_KEYS, "missing", "place"):
            problems.add(
                f"key '{key!s:.40}'", where=where, expected="a key of a row", remedy=did_you_mean(str(key), ROW_KEYS)
            )
    for key in ("section", "article", "quote", "state", "by", "why", "sure", "row"):
        if key in row and not isinstance(row[key], str | int | float):
            problems.add(f"{row[key]!r:.60}", where=f"{where}.{key}", expected="a text")
            return None
    values = row.get("values", {})
    if not isinstance(values, dict) or not all(isinstance(k, str) for k in values):
        problems.add(f"{values!r:.60}", where=f"{where}.values", expected="keys and values")
        return None
    state = str(row.get("state", "proposed"))
    if state not in STATES:
        problems.add(f"state '{state:.40}'", where=where, expected=f"one of {', '.join(STATES)}")
        state = UNCLEAR
    told = {key: str(row.get(key, "")) for key in ("section", "article", "quote", "sure", "why")}
    return CodingRow(
        str(row.get("row", f"p{n + 1}")),
        told["section"],
        told["article"],
        told["quote"],
        flattened(values),
        state,
        told["sure"],
        told["why"],
        str(row.get("by", "")),
        where=where,
    )


def flattened(values: dict[str, Any], above: str = "") -> dict[str, Any]:
    """Return nested values by dotted keys: ``{vetting: {by: x}}`` is ``{vetting.by: x}``; numbers with bounds stay."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, dict) and not set(value) & {"v", "lo", "hi"} and not above.count(".") > 3:
            found |= flattened(value, f"{above}{key}.")
        else:
            found[f"{above}{key}"] = value
    return found


def answer(known: SchemaKey, said: str) -> Any:
    """Return what a cell says as a charter would write it; ValueError with what is expected where it says nothing."""
    word = " ".join(said.split())
    if word.lower() in ("none", "unknown"):
        return word.lower()
    if known.many:
        return [_one(replace(known, many=False), part.strip()) for part in word.split(",") if part.strip()]
    return _one(known, word)


def _one(known: SchemaKey, word: str) -> Any:
    if known.form == "flag":
        flags = {"yes": True, "true": True, "no": False, "false": False}
        if word.lower() not in flags:
            raise ValueError("yes or no")
        return flags[word.lower()]
    if known.form == "number":
        return _figure(known, word)
    if known.words and word not in known.words:
        raise ValueError(f"one of {', '.join(known.words)}")
    return word


def _figure(known: SchemaKey, word: str) -> Any:
    plain = word.replace(",", "").replace(" ", "").removesuffix("%")
    try:
        number = float(plain)
    except ValueError:
        raise ValueError(known.quantity.expected if known.quantity else "a number") from None
    number = round(number / 100, 6) if word.endswith("%") else number
    return int(number) if number.is_integer() else number


def row_problem(row: CodingRow, found: str, expected: str = "", remedy: str = "", key: str = "") -> Problem:
    """Return a problem of a row with its place, its number and its article."""
    cited = f" (article {row.article})" if row.article else ""
    return Problem(found, row.at(key), path=f"{row.number}{cited}: {row.section}", expected=expected, remedy=remedy)

"""What changed between two charters, as text, data and a page: meaning, findings, heads, money, votes to ask again.

comparison_text(difference(before, after))
comparison_document(difference(before, after))      # a Document: HTML, Word, Markdown, text
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, get_args

from pydantic import BaseModel

from tether.charter.check import Report
from tether.charter.compare import HEADINGS, Difference
from tether.charter.findings import Finding
from tether.charter.id_paths import IdPaths
from tether.charter.paths import names_of, parts
from tether.charter.reading import Design
from tether.charter.values import Number, Quantity
from tether.charter.vote import read_vote
from tether.documents.files import short_name
from tether.documents.yaml_file import path_of
from tether.report.blocks import Document, Listing, Paragraph, Row, Section, Sentence, Table, section

LISTS = ("appeared", "went", "answered", "opened", "gone")
TITLES = {
    "appeared": "Findings that appeared",
    "went": "Findings that went (mended, or their clauses are gone)",
    "answered": "Questions no longer asked: answered, or no longer a matter",
    "gone": "Questions no longer asked: the clauses that they were about are gone",
    "opened": "Questions that are new",
}
REWORDED = "Found and asked as before, in other words or degree"
NO_VOTE = "no vote can be counted"


@dataclass(frozen=True)
class SettledNumber:
    """A number of men or a sum of money that two charters give otherwise; '' where one gives none."""

    kind: str  # heads, money
    at: str  # by ids
    before: str
    after: str


def comparison_text(found: Difference) -> str:
    """Return the difference as text: changes by heading, then findings and questions that appeared or went."""
    names = [short_name(report.charter.file) for report in (found.before, found.after)]
    lines = [f"from {names[0]}", f"to   {names[1]}", ""]
    for heading in HEADINGS:
        changes = [c for c in found.changes if c.heading == heading]
        if changes:
            lines += [f"{heading[0].upper()}{heading[1:]}", *(f"  {c}" for c in changes), ""]
    if not found.changes:
        lines += ["Nothing changed in meaning.", ""]
    for name, title in TITLES.items():
        findings = getattr(found, name)
        if findings:
            lines += [title, *(f"  {_line(f)}" for f in findings), ""]
    if found.reworded:
        lines += [REWORDED, *(f"  {_reworded(*pair)}" for pair in found.reworded), ""]
    if not (found.appeared or found.went):
        lines += ["No finding appeared or went.", ""]
    numbers = settled_numbers(found)
    if numbers:
        lines += ["Heads and money", *(f"  {n.at}: {n.before or 'none'} → {n.after or 'none'}" for n in numbers), ""]
    if found.changes:
        lines += ["Votes", *(f"  {line}" for line in votes_to_ask(found)), ""]
    return "\n".join(lines)


def comparison_data(found: Difference) -> dict[str, Any]:
    """Return the difference as JSON-ready data."""
    lists = {k: [f.as_data() for f in getattr(found, k)] for k in LISTS}
    return {
        "from": found.before.charter.file,
        "to": found.after.charter.file,
        "changes": [asdict(c) for c in found.changes],
        **lists,
        "reworded": [{"before": a.as_data(), "after": b.as_data()} for a, b in found.reworded],
        "numbers": [asdict(n) for n in settled_numbers(found)],
        "votes": list(votes_to_ask(found)) if found.changes else [],
    }


def comparison_document(found: Difference) -> Document:
    """Return the difference as a page."""
    names = [short_name(report.charter.file) for report in (found.before, found.after)]
    under = f"from {names[0]} to {names[1]}"
    sections = tuple(comparison_sections(found))
    return Document("What changed between two designs", sections, under=under, data=comparison_data(found), name="diff")


def comparison_sections(found: Difference) -> Iterator[Section]:
    """Give the sections of a page: meaning, findings and questions, heads and money, votes."""
    rows = tuple(Row((c.heading, c.about, c.before or "", c.after or "")) for c in found.changes)
    none = Paragraph(("Nothing changed in meaning.",))
    yield section("Changed in meaning", Table("", ("heading", "about", "before", "after"), rows) if rows else none)
    for name, title in TITLES.items():
        findings = getattr(found, name)
        if findings:
            yield section(title, Listing(tuple((Sentence(_line(f), f"rules/{f.code}"),) for f in findings)))
    if not (found.appeared or found.went):
        yield section("Findings", Paragraph(("No finding appeared or went.",)))
    if found.reworded:
        yield section(REWORDED, Listing(tuple((_reworded(*pair),) for pair in found.reworded)))
    numbers = settled_numbers(found)
    if numbers:
        told = tuple(Row((n.kind, n.at, n.before or "none", n.after or "none")) for n in numbers)
        yield section("Heads and money", Table("", ("", "where", "before", "after"), told))
    if found.changes:
        yield section("Votes to ask again", Listing(tuple((line,) for line in votes_to_ask(found))))


def settled_numbers(found: Difference) -> tuple[SettledNumber, ...]:
    """Return the numbers of men and the sums of money that the two give otherwise, in the order of the charters."""
    before, after = (dict(_numbers(report)) for report in (found.before, found.after))
    told = []
    for key in dict.fromkeys([*before, *after]):
        was, now = before.get(key), after.get(key)
        if was != now:
            told.append(SettledNumber(*key, str(was or ""), str(now or "")))
    return tuple(told)


def _numbers(report: Report) -> Iterator[tuple[tuple[str, str], Number]]:
    charter, places = report.charter, IdPaths(report.charter)
    for key, part in parts(charter):
        model = type(part)
        for name, attribute in names_of(model).items():
            value = getattr(part, attribute)
            kind = _kind_of(model, attribute) if isinstance(value, Number) else ""
            if kind:
                path = path_of(key)
                yield (kind, places.of(f"{path}.{name}" if path else name)), value


def _kind_of(model: type[BaseModel], name: str) -> str:
    field = model.model_fields[name]
    marks = [*field.metadata, *(m for a in get_args(field.annotation) for m in getattr(a, "__metadata__", ()))]
    unit = next((m.unit for m in marks if isinstance(m, Quantity)), "")
    return {"men": "heads", "meta.currency": "money"}.get(unit, "")


def votes_to_ask(found: Difference) -> Iterator[str]:
    """Give how many are in favour before and after, as the sheets have it, and whom to ask again, and why."""
    counted = [_in_favour(report) for report in (found.before, found.after)]
    if counted[0] or counted[1]:
        yield f"In favour, as the sheets have it: {counted[0] or NO_VOTE} before, {counted[1] or NO_VOTE} after."
    else:
        yield f"{NO_VOTE.capitalize()} from either sheet."
    blocs = [row for row in _vetoes(found.after) if row.actor]
    for row in blocs:
        touched = [c.about for c in found.changes if _concerns(row, c.about, f"{c.before} {c.after}")]
        if touched:
            more = f", and {len(touched) - 3} more" if len(touched) > 3 else ""
            yield f"{row.actor}: ask again; what changed concerns it: {', '.join(touched[:3])}{more}."
        else:
            yield f"{row.actor}: its stand was given on the earlier text; nothing that names it changed."


def _vetoes(report: Report) -> tuple[Any, ...]:
    politics = report.whole.politics
    rows = getattr(politics, "vetoes", None)
    return rows if isinstance(rows, tuple) else ()


def _concerns(row: Any, about: str, said: str) -> bool:
    words = f" {about} {said} ".replace(",", " ").replace("[", " ").replace("]", " ").split()
    if str(row.actor) in words and not about.startswith("politics"):
        return True
    if about.startswith("politics") and str(row.actor) in about.split():
        return True
    for demand in row.demands if isinstance(row.demands, tuple) else ():
        at = str(getattr(demand.when, "at", "") or "") if demand.when else ""
        section, _, rest = at.partition("[")
        name = rest.partition("]")[0].partition("=")[2] or rest.partition("]")[0]
        if at and about.split()[0] == section.partition(".")[0] and (not name or name in words):
            return True
    return False


def _in_favour(report: Report) -> str:
    vote = read_vote(report.design or Design(report.charter))
    if vote.flaw or not vote.counted:
        return ""
    least, most = vote.bounds.in_favour.lo, vote.bounds.in_favour.hi
    return f"{least:g}" if least == most else f"{least:g} to {most:g}"


def _reworded(before: Finding, after: Finding) -> str:
    degree = f" {before.severity} →" if before.severity != after.severity else ""
    return f"{after.code}{degree} {after.severity}  {after.message} (before: {before.message})"


def _line(finding: Finding) -> str:
    return f"{finding.code} {finding.severity}  {finding.message} ({finding.short_place})"

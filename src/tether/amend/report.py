"""An amendment as a page: before and after, why, who must agree, what it costs; or what can't be had together.

amendment_document(found)       # a Document: text, HTML, Markdown, Word, JSON
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tether.amend.amendment import CharterAmendment, ClearedFinding
from tether.amend.edits import Edit
from tether.amend.search import Wish
from tether.charter.check import Report
from tether.charter.findings import SEVERITIES
from tether.report.blocks import Block, Document, Listing, Method, Paragraph, Row, Section, Sentence, Table, section

HONEST = (
    "Cheapest means cheapest in this menu at these prices (--prices takes your own). An amended charter clears the "
    "rules; it is not thereby a good law. What a projection says of it stands apart, and its votes must be asked again."
)


def amendment_document(found: CharterAmendment) -> Document:
    """Return the page of an amendment."""
    title = f"What would have to change in {found.charter}"
    sections = [Section(0, "answer", "", tuple(_answer(found)))]
    if found.edits:
        sections.append(section("Edits", _edits(found)))
    if found.cleared:
        sections.append(section("What they clear", Listing(tuple(_cleared(found)))))
    if found.spared:
        why = "Left aside: no clause of this law would mend them (facts, or matters that the menu has no edit for)."
        sections.append(section("What no edit offered clears", Paragraph((why,)), Listing(tuple(_spared(found)))))
    return Document(title, tuple(sections), under=_under(found), data=amendment_data(found), name="amendment")


def _under(found: CharterAmendment) -> str:
    asked = ", ".join(f"{severity}s" for severity in found.asked.clear)
    return f"{found.file}; to be cleared: {asked}; checked as of {found.day}."


def _answer(found: CharterAmendment) -> list[Block]:
    return [
        Paragraph((Sentence(_headline(found), "amendment"),), "lead"),
        *_account(found),
        Paragraph((Method(HONEST),), "note"),
    ]


def _headline(found: CharterAmendment) -> str:
    if found.conflict:
        return f"No set of edits in this menu does it. These can't be had together: {_wishes(found.conflict)}."
    if found.after is None:
        return f"Nothing was found in {found.asked.seconds:g} seconds; no set costs less than {found.floor} points."
    if not found.edits:
        return "There is nothing to clear that an edit could clear."
    count = f"{len(found.edits)} edit{'s' * (len(found.edits) != 1)}"
    proof = "no set in the menu costs less" if found.proved else f"no set costs less than {found.floor} points"
    return f"{count} for {found.price} points clear all that can be cleared; {proof}."


def _wishes(conflict: tuple[Wish, ...]) -> str:
    told = {"rule": "{} cleared", "red line": "the red line on {}", "most": "at most {} edits", "votes": "{} votes"}
    return ", ".join(told[w.kind].format(w.name) for w in conflict)


def _account(found: CharterAmendment) -> list[Block]:
    said = f"{found.offered} edits were in the menu; the checker was asked in {found.rounds} rounds."
    if found.after is not None:
        said += f" {_counts(found.before, found.after)}"
        if None not in found.votes:
            told = [f"{v[0]} to {v[1]}" for v in found.votes if v is not None]
            said += f" Members in favour, as the charter's own sheet has it: {' before, '.join(told)} after."
    return [Paragraph((Sentence(said, "amendment"),))]


def _counts(before: Report, after: Report) -> str:
    told = [
        f"{name} {before.count(severity)} → {after.count(severity)}"
        for severity, name in zip(SEVERITIES, ("stops", "errors", "warnings", "questions"), strict=True)
    ]
    return f"Before and after: {', '.join(told)}."


def _edits(found: CharterAmendment) -> Table:
    columns = ("edit", "where", "before", "after", "why", "who must agree", "kind", "points")
    rows = [
        Row((str(n), e.at, e.before, _after(e), _why(found, e), ", ".join(e.agree), e.kind, e.price))
        for n, e in enumerate(found.edits, 1)
    ]
    return Table(Sentence("The edits, each with what it clears", "amendment"), columns, tuple(rows), numeric=(7,))


def _after(edit: Edit) -> str:
    """Return what an edit would have the law say, without the place, which stands beside it."""
    return edit.sentence.partition(": ")[2] if edit.op in ("set", "move") else edit.sentence


def _why(found: CharterAmendment, edit: Edit) -> str:
    codes = dict.fromkeys(f.code for f in found.cleared if edit.number in f.without)
    reasons = [*codes, *(["votes"] if edit.number in found.for_votes else [])]
    return ", ".join(reasons) or "keeps others from coming up"


def _cleared(found: CharterAmendment) -> list[tuple[Any, ...]]:
    return [(Sentence(_line(f), f"rules/{f.code}"),) for f in found.cleared]


def _spared(found: CharterAmendment) -> list[tuple[Any, ...]]:
    return [(Sentence(_line(f), f"rules/{f.code}"),) for f in found.spared]


def _line(finding: ClearedFinding) -> str:
    return f"{finding.code} {finding.severity} at {finding.at}: {finding.message}"


def amendment_data(found: CharterAmendment) -> dict[str, Any]:
    """Return an amendment as plain data."""
    return {
        "charter": found.charter,
        "file": found.file,
        "day": found.day.isoformat(),
        "clear": list(found.asked.clear),
        "red_lines": list(found.asked.red_lines),
        "most": found.asked.most,
        "edits": [edit_data(e) for e in found.edits],
        "price": found.price,
        "floor": found.floor,
        "proved": found.proved,
        "out_of_time": found.out_of_time,
        "conflict": [asdict(w) for w in found.conflict],
        "cleared": [asdict(f) for f in found.cleared],
        "spared": [asdict(f) for f in found.spared],
        "offered": found.offered,
        "rounds": found.rounds,
        "votes": {"before": found.votes[0], "after": found.votes[1]},
        "counts": {
            name: {s: report.count(s) for s in SEVERITIES}
            for name, report in (("before", found.before), ("after", found.after))
            if report is not None
        },
        "words": HONEST,
    }


def edit_data(edit: Edit) -> dict[str, Any]:
    """Return an edit as plain data."""
    return {
        "number": edit.number,
        "op": edit.op,
        "at": edit.at,
        "path": edit.path,
        "values": dict(edit.values),
        "price": edit.price,
        "kind": edit.kind,
        "agree": list(edit.agree),
        "before": edit.before,
        "after": edit.sentence,
    }

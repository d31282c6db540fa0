"""An amendment as a page: before and after, why, who must agree, what it costs; or what can't be had together.

amendment_document(found)       # a Document: text, HTML, Markdown, Word, JSON
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tether.amend.amendment import CharterAmendment, ClearedFinding
from tether.amend.costs import EditCost
from tether.amend.edits import Edit
from tether.amend.frontier import AmendmentFrontier
from tether.amend.search import Wish
from tether.charter.check import Report
from tether.charter.findings import SEVERITIES
from tether.documents.files import short_name
from tether.errors import numbered
from tether.report.blocks import Block, Document, Listing, Method, Paragraph, Row, Section, Sentence, Table, section

HONEST = (
    "Cheapest means cheapest in this menu at these prices (tether amend --prices takes your own). An amended charter "
    "clears the rules; it is not thereby a good law. What a projection says of it stands apart, and its votes must be "
    "asked again."
)
COSTS = (
    "Points are those of the table of prices. Votes are by the charter's own sheet, where a bloc's demand turns on the "
    "clause; a bloc that tied its vote to no clause must be asked again. Men are those whom the clause is about, or by "
    "how much a number moves; how many a bound turns away only a roster knows."
)
FRONTIER = "No set in that menu is cheaper with as many votes in the worst case and as few warnings."


def amendment_document(found: CharterAmendment) -> Document:
    """Return the page of an amendment."""
    title = f"What would have to change in {found.charter}"
    sections = [Section(0, "answer", "", tuple(_answer(found)))]
    if found.edits:
        sections.append(section("Edits", _edits(found)))
        sections.append(section("What each edit costs", Paragraph((f"{COSTS} {_men_by(found)}",)), _costs(found)))
    if found.frontier is not None:
        sections.append(section("More votes, fewer warnings", *_frontier(found, found.frontier)))
    if found.cleared:
        sections.append(section("What they clear", Listing(tuple(_cleared(found)))))
    if found.spared:
        why = "Left aside: no clause of this law would mend them (facts, or matters that the menu has no edit for)."
        sections.append(section("What no edit offered clears", Paragraph((why,)), Listing(tuple(_spared(found)))))
    if found.untried:
        said = "The time given ended the offering of edits before these: no edit against them was looked for."
        lines = tuple((Sentence(_line(f), f"rules/{f.code}"),) for f in found.untried)
        sections.append(section("What was not looked at", Paragraph((said,)), Listing(lines)))
    return Document(title, tuple(sections), under=_under(found), data=amendment_data(found), name="amendment")


def _men_by(found: CharterAmendment) -> str:
    """Say by what the men of the edits are counted."""
    if found.asked.planned is None:
        return "No plan was given: all are the charter's own numbers (tether amend --plan FOLDER counts them)."
    return f"Those that the plan {found.asked.planned.name} places or lets leave are counted in it."


def _under(found: CharterAmendment) -> str:
    asked = ", ".join(f"{severity}s" for severity in found.asked.clear)
    return f"{short_name(found.file)}; to be cleared: {asked}; checked as of {found.day}."


def _answer(found: CharterAmendment) -> list[Block]:
    return [
        Paragraph((Sentence(_headline(found), "amendment"),), "lead"),
        *_account(found),
        Paragraph((Method(HONEST),), "note"),
    ]


def _headline(found: CharterAmendment) -> str:
    if found.conflict:
        open_ = " Whether each of them is needed for that was not settled in the time given." * found.out_of_time
        return f"No set of edits in this menu does it. These can't be had together: {_wishes(found.conflict)}.{open_}"
    if found.after is None:
        proved = f"; no set costs less than {numbered(found.floor, 'point')}" if found.floor else ""
        return (
            f"No whole set was found in {numbered(found.asked.seconds, 'second')}{proved}. Give "
            "it more time (--seconds)."
        )
    if not found.edits:
        return "There is nothing to clear that an edit could clear." if not found.untried else _untried_said(found)
    count = numbered(len(found.edits), "edit")
    clears = "clears" if len(found.edits) == 1 else "clear"
    what = "all that was looked at and can be cleared" if found.untried else "all that can be cleared"
    said = f"{count} for {numbered(found.price, 'point')} {clears} {what}; {_proof(found)}."
    return f"{said} {_untried_said(found)}" if found.untried else said


def _proof(found: CharterAmendment) -> str:
    if not found.proved:
        gap = found.price - found.floor
        return f"no set costs less than {numbered(found.floor, 'point')} (gap {gap}: the time given ended the search)"
    menu = "the menu, as far as it was offered in the time given," if found.out_of_time else "the menu"
    return f"no set in {menu} costs less"


def _untried_said(found: CharterAmendment) -> str:
    were = "were" if len(found.untried) != 1 else "was"
    return f"{numbered(len(found.untried), 'finding')} {were} not looked at in the time given."


def _wishes(conflict: tuple[Wish, ...]) -> str:
    told = {"rule": "{} cleared", "red line": "the red line on {}", "most": "at most {} edits", "votes": "{} votes"}
    return ", ".join(told[w.kind].format(w.name) for w in conflict)


def _account(found: CharterAmendment) -> list[Block]:
    said = (
        f"The menu held {numbered(found.offered, 'edit')}; the checker was asked in {numbered(found.rounds, 'round')}."
    )
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


def _costs(found: CharterAmendment) -> Table:
    columns = ("edit", "where", "points", "votes", "men")
    rows = [
        Row((str(n), e.at, e.price, _votes_of(cost), _heads_of(cost)))
        for n, (e, cost) in enumerate(zip(found.edits, found.costs, strict=True), 1)
    ]
    return Table(Sentence("Points, votes and men of each edit", "amendment"), columns, tuple(rows), numeric=(2,))


def _votes_of(cost: EditCost) -> str:
    if cost.votes is None:
        return f"cannot tell: {cost.votes_why}"
    low, high = cost.votes
    if not (low or high):
        return "none by the sheet"
    return f"fewest in favour {low:+d}, most {high:+d}"


def _heads_of(cost: EditCost) -> str:
    if cost.heads is None:
        return f"cannot tell: {cost.heads_why}"
    low, high = sorted(cost.heads)
    if cost.change:
        return f"{low:+,.0f}" if low == high else f"{low:+,.0f} to {high:+,.0f}"
    size = f"{low:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"
    return f"about {size} ({cost.heads_why})"


def _frontier(found: CharterAmendment, frontier: AmendmentFrontier) -> list[Block]:
    """Return the points, each with what its set has that the answer has not."""
    said = (
        f"Sought in a longer menu of {numbered(frontier.offered, 'edit')}, with edits against warnings too. {FRONTIER}"
    )
    if not frontier.whole:
        said += " The time given ended the search: there may be better points."
    if not frontier.points:
        return [Paragraph((said,)), Paragraph(("No set was found.",))]
    rows = [
        Row((str(n), len(p.edits), p.price, _in_favour(p.votes), p.warnings)) for n, p in enumerate(frontier.points, 1)
    ]
    columns = ("set", "edits", "points", "in favour", "warnings left")
    table = Table(Sentence("Sets of which none is worse in all three", "amendment"), columns, tuple(rows), (1, 2, 4))
    sets = [
        block
        for n, p in enumerate(frontier.points, 1)
        for block in (
            Paragraph((Sentence(f"Set {n}, {numbered(p.price, 'point')}:", "amendment"),)),
            Listing(tuple((Sentence(f"{e.at}: {_after(e)}", "amendment"),) for e in p.edits)),
        )
    ]
    return [Paragraph((said,)), table, *sets]


def _in_favour(votes: tuple[int, int] | None) -> str:
    return f"{votes[0]} to {votes[1]}" if votes is not None else "not counted"


def _after(edit: Edit) -> str:
    """Return what an edit would have the law say, without the place, which stands beside it."""
    return edit.sentence.partition(": ")[2] if edit.op in ("set", "move") else edit.sentence


def _why(found: CharterAmendment, edit: Edit) -> str:
    codes = dict.fromkeys(f.code for f in found.cleared if edit.number in f.without)
    reasons = [*codes, *(["votes"] if edit.number in found.for_votes else [])]
    kept_off = dict.fromkeys(f.code for f in found.kept_off if edit.number in f.without)
    if kept_off and not reasons:
        return f"keeps {', '.join(kept_off)} from coming up by the other edits"
    return ", ".join(reasons)


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
        "untried": [asdict(f) for f in found.untried],
        "kept_off": [asdict(f) for f in found.kept_off],
        "costs": [asdict(c) for c in found.costs],
        "frontier": _frontier_data(found.frontier),
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


def _frontier_data(frontier: AmendmentFrontier | None) -> dict[str, Any] | None:
    if frontier is None:
        return None
    points = [
        {"price": p.price, "votes": p.votes, "warnings": p.warnings, "edits": [edit_data(e) for e in p.edits]}
        for p in frontier.points
    ]
    return {"points": points, "offered": frontier.offered, "whole": frontier.whole}


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

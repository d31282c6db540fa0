"""Section 5, first part: can it be agreed. Votes with attendance and positions as intervals, apart from any effect.

Passage comes before anything starts, so it stands here and nowhere beside a difference between charters: whether a
design works is another question than whether its setting would let it pass.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from tether.brief.content import BriefContent
from tether.brief.phrases import AGREED, PLAN
from tether.brief.titles import charter_titles
from tether.brief.wording.agreed import calibration_sentence, miss_sentence, passage_sentence, score_sentence
from tether.charter.vote import Interval
from tether.judgement.passage import PassageCount, Scored, scored
from tether.report.blocks import (
    Block,
    File,
    Files,
    Fold,
    Heading,
    Listing,
    Method,
    Paragraph,
    Row,
    Section,
    Table,
)
from tether.report.numbers import count, measure

NOT_AGREED = "Votes were not examined: whether a charter passes is not said here."
VOTES = (
    "Whether a charter passes is one question, what it does once in force another: this part answers the first, and no "
    "figure of the other sections depends on it. Attendance and positions are drawn from intervals, quorum and "
    "threshold are arithmetic; how many are present, in favour and needed is given at the ends of all intervals, as in "
    "section 4. The status quo needs no vote, and a sponsor’s own options are not put to the host’s."
)
WHO_VOTES = "seats, attendance, positions"
OF_DRAWS = (
    "Of {} draws. As bent: the share in force drawn towards the base rate of past bills, as far as they ask for it."
)
BLOCS = "Intervals, set from what was said before the vote by a fixed table of words; assumptions, all of them."


def section(content: BriefContent) -> Section | None:
    """Return the part on votes; None where nothing is put to a vote."""
    if not content.passage:
        return _unasked(content)
    found, titles, record = content.passage, charter_titles(content), scored()
    told = {name: p for name, p in found.items() if p.told}
    blocks: tuple[Block, ...] = (
        Heading(AGREED),
        Paragraph((VOTES,)),
        Listing(tuple(passage_sentence(name, titles.get(name, name), p) for name, p in found.items())),
        *((Paragraph((calibration_sentence(next(iter(told.values())).calibration),)),) if told else ()),
        *((_table(told, titles),) if told else ()),
        *(Fold(f"{titles.get(name, name)}: {WHO_VOTES}", (_blocs(name, p),)) for name, p in told.items()),
        Paragraph((score_sentence(record), miss_sentence(record)), "note"),
        Files(
            (
                File("passage", "What becomes of each vote", passage_table(found)),
                File("passage-blocs", "Blocs, their seats, attendance and positions", blocs_table(found)),
                File("passage-score", "Past bills, each left out in turn", score_table(record)),
            )
        ),
    )
    return Section(5, "agreed", PLAN[5], blocks)


def _unasked(content: BriefContent) -> Section | None:
    if not content.plan:
        return None
    return Section(5, "agreed", PLAN[5], (Paragraph((NOT_AGREED,), "note"),))


def passage_table(found: Mapping[str, PassageCount]) -> pd.DataFrame:
    """Return one row per charter with ``result`` ids: passage/<charter>. What cannot be told is empty."""
    rows = []
    for name, p in found.items():
        row: dict[str, object] = {"result": f"passage/{name}", "charter": name, "venue": p.venue, "cannot_tell": p.why}
        if p.told and p.count:
            n = p.count
            row |= {"draws": n.draws, "passed": n.passed, "voted_down": n.voted_down, "no_quorum": n.no_quorum}
            row |= {"stopped": n.stopped, "fell_with_another": n.fell_with_another, "calibrated": p.calibrated}
            for what in ("present", "in_favour", "needed") if p.vote.counted else ():
                span = getattr(p.vote.bounds, what)
                row |= {f"{what}_low": span.lo, f"{what}_high": span.hi}
        rows.append(row)
    return pd.DataFrame(rows)


def blocs_table(found: Mapping[str, PassageCount]) -> pd.DataFrame:
    """Return one row per charter and bloc, with its intervals."""
    rows = [
        {
            "result": f"passage-blocs/{name}/{b.name}",
            **dict(zip(("seats_low", "seats_high"), b.seats, strict=True)),
            **dict(zip(("present_low", "present_high"), b.present, strict=True)),
            **dict(zip(("in_favour_low", "in_favour_high"), b.in_favour, strict=True)),
        }
        for name, p in found.items()
        for b in p.vote.blocs
    ]
    return pd.DataFrame(rows)


def score_table(record: Scored) -> pd.DataFrame:
    """Return the methods' scores and the bills' figures in one table with ``result`` ids."""
    scores = record.scores.assign(result="passage-score/" + record.scores["method"].str.replace(" ", "-"))
    bills = record.bills.assign(result="passage-score/bill/" + record.bills["bill"])
    whole = pd.concat([scores, bills], ignore_index=True)
    return whole[["result", *(c for c in whole if c != "result")]]


def _table(told: Mapping[str, PassageCount], titles: Mapping[str, str]) -> Table:
    columns = ("Charter", "In force", "Voted down", "No quorum", "Stopped outside", "Fell with another bill", "As bent")
    rows = tuple(
        Row(
            (
                titles.get(name, name),
                *(count(n) for n in (p.count.passed, p.count.voted_down, p.count.no_quorum)),
                *(count(n) for n in (p.count.stopped, p.count.fell_with_another)),
                measure(p.calibrated) if p.calibrated is not None else "–",
            ),
            f"passage/{name}",
        )
        for name, p in told.items()
        if p.count
    )
    draws = next(iter(told.values())).count
    caption = Method(OF_DRAWS.format(count(draws.draws))) if draws else ""
    return Table(caption, columns, rows, numeric=(1, 2, 3, 4, 5, 6), quoted=(0,), on_paper=False)


def _blocs(name: str, found: PassageCount) -> Table:
    rows = [
        Row((b.name, _span(b.seats), _percent(b.present), _percent(b.in_favour)), f"passage-blocs/{name}/{b.name}")
        for b in found.vote.blocs
    ]
    rows += [Row((o.name, "outside", "–", f"stops it: {_percent(o.stops)}")) for o in found.vote.outsiders]
    return Table(
        Method(BLOCS),
        ("Who", "Seats", "Of these present", "Of those present in favour"),
        tuple(rows),
        numeric=(1, 2, 3),
        quoted=(0,),
    )


def _span(interval: Interval) -> str:
    low, high = (count(x) for x in interval)
    return low if low == high else f"{low} to {high}"


def _percent(interval: Interval) -> str:
    low, high = (count(100 * x) for x in interval)
    return f"{low} %" if low == high else f"{low} to {high} %"

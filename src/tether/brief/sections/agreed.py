"""Section 5, first part: can it be agreed. Votes with attendance and positions as intervals, apart from any effect.

Passage comes before anything starts, so it stands here and nowhere beside a difference between charters: whether a
design works is another question than whether its setting would let it pass. A count is of draws of attendance and
positions over their intervals. It is never called a likelihood: what past bills teach about such counts is said beside
it, with the number of bills that it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from tether.brief.content import BriefContent
from tether.brief.phrases import AGREED, PLAN
from tether.brief.sentences import charter_titles
from tether.charter.vote import Interval, Vote
from tether.errors import numbered
from tether.precedents.bills import coded_bills
from tether.precedents.passage import Calibration, Ends, PassageCount, ScoredBills, scored
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
    Sentence,
    Table,
)
from tether.report.numbers import count, decimals, listed, measure, sentence_case, spell

NOT_AGREED = "Votes were not examined: this brief does not say whether a charter would pass."
VOTES = (
    "Whether a charter passes is one question; what it does once in force is another. This part answers the first, and "
    "no figure of the other sections depends on it. Attendance and positions are drawn from intervals, quorum and "
    "threshold are arithmetic. How many are present, in favour and needed is given at the ends of all intervals; the "
    "findings of the rules give the same. A count is of votes that are held; a bill may also be kept off the agenda "
    "or lapse, and past bills say how often. The status quo needs no vote, and a sponsor’s own options are not put to "
    "the host’s."
)
WHO_VOTES = "seats, attendance, positions"
OF_DRAWS = (
    "Of {} draws of a vote that is held. Last columns: the shares in force, and kept off the agenda or lapsed, drawn "
    "to the base rates of past bills as far as they demand."
)
BLOCS = "Intervals, read by a fixed table of words from what was said before the vote. All of them are assumptions."
NAMED = 4  # charters named on the first page
TRUSTED = 0.5  # weight of the base rate above which a count of votes has little credit
SCORED = {
    "count": "the count alone",
    "calibrated": "corrected by the other bills",
    "base rate": "their base rate alone",
    "coin": "a coin",
}


def section(content: BriefContent) -> Section | None:
    """Return the part on votes; None where nothing is put to a vote."""
    if not content.passage:
        return _unasked(content)
    found, titles, record = content.passage, charter_titles(content), scored()
    told = {name: p for name, p in found.items() if p.told}
    blocks: tuple[Block, ...] = (
        Heading(AGREED),
        Paragraph((Method(VOTES),)),
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
            row |= {"stopped": n.stopped, "fell_with_another": n.fell_with_another, "calibrated": None}
            if p.calibrated is not None:
                ends = p.calibrated
                row |= {"calibrated": ends.in_force, "decided_against": ends.decided_against}
                row |= {"never_decided": ends.never_decided}
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


def score_table(record: ScoredBills) -> pd.DataFrame:
    """Return the methods' scores and the bills' figures in one table with ``result`` ids."""
    scores = record.scores.assign(result="passage-score/" + record.scores["method"].str.replace(" ", "-"))
    bills = record.bills.assign(result="passage-score/bill/" + record.bills["bill"])
    whole = pd.concat([scores, bills], ignore_index=True)
    return whole[["result", *(c for c in whole if c != "result")]]


def _table(told: Mapping[str, PassageCount], titles: Mapping[str, str]) -> Table:
    columns = (
        "Charter",
        "In force",
        "Voted down",
        "No quorum",
        "Stopped outside",
        "Fell with another bill",
        "As past bills suggest",
        "Of these never decided",
    )
    rows = tuple(
        Row(
            (
                titles.get(name, name),
                *(count(n) for n in (p.count.passed, p.count.voted_down, p.count.no_quorum)),
                *(count(n) for n in (p.count.stopped, p.count.fell_with_another)),
                *_bent(p),
            ),
            f"passage/{name}",
        )
        for name, p in told.items()
        if p.count
    )
    draws = next(iter(told.values())).count
    caption = Method(OF_DRAWS.format(count(draws.draws))) if draws else ""
    return Table(caption, columns, rows, numeric=(1, 2, 3, 4, 5, 6, 7), quoted=(0,), on_paper=False)


def _bent(found: PassageCount) -> tuple[str, str]:
    ends = found.calibrated
    return ("–", "–") if ends is None else (measure(ends.in_force), measure(ends.never_decided))


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


def agreed_answer(found: Mapping[str, PassageCount], titles: Mapping[str, str]) -> Sentence:
    """Return the first page's answer: whose votes were counted, and in how many draws each comes into force."""
    told = {name: p for name, p in found.items() if p.told and p.count}
    untold = len(found) - len(told)
    parts = [
        f"{titles.get(n, n)} passes in {count(p.count.passed)} of {numbered(p.count.draws, 'draw')}"
        for n, p in told.items()
        if p.count
    ]
    if not parts:
        which = (
            f"any of the {numbered(untold, 'charter')} that need a vote"
            if untold > 1
            else "the one charter that needs a vote"
        )
        return Sentence(f"Agreed: cannot tell for {which}.", "passage")
    more = f"; and {count(len(parts) - NAMED)} more" if len(parts) > NAMED else ""
    rest = f"; cannot tell for {count(untold)}" if untold else ""
    drawn = "where a vote is held; attendance and positions drawn over assumed intervals"
    if any(p.calibration and p.calibration.weight > TRUSTED for p in told.values()):
        drawn += "; past bills give such counts little credit"
    return Sentence(f"Agreed: {'; '.join(parts[:NAMED])}{more}{rest} ({drawn}).", "passage")


def passage_sentence(name: str, title: str, found: PassageCount) -> Sentence:
    """Say what becomes of one charter's vote; where it cannot be told, why."""
    claims = "also claims the right to decide, and is" if len(found.rivals) == 1 else "also claim that right, and are"
    rivals = f" {sentence_case(listed(found.rivals))} {claims} not asked." if found.rivals else ""
    if not found.told or found.count is None:
        votes = f" {sentence_case(found.venue)} would vote." if found.venue else ""
        return Sentence(f"{title}: cannot tell; {found.why}.{votes}{rivals}", f"passage/{name}")
    n = found.count
    fell = (
        (n.voted_down, "voted down"),
        (n.no_quorum, "without a quorum"),
        (n.stopped, "stopped from outside"),
        (n.fell_with_another, "fallen with a bill to which it is tied"),
    )
    fates = listed(f"{count(k)} {what}" for k, what in fell if k) if n.passed < n.draws else "none fails"
    voters = f" of a vote by the {found.venue}" if found.venue and found.vote.counted else ""
    bent = _suggested(found.calibrated) if found.calibrated is not None else ""
    text = f"{title}: in force in {count(n.passed)} of {numbered(n.draws, 'draw')}{voters}; {fates}.{bent}"
    return Sentence(f"{text}{_votes(found.vote)}{rivals}", f"passage/{name}")


def _suggested(ends: Ends) -> str:
    shares = [decimals(share, 2) for share in (ends.in_force, ends.decided_against, ends.never_decided)]
    return " Past bills suggest shares of {} in force, {} decided against and {} never decided.".format(*shares)


def _votes(vote: Vote) -> str:
    """Say the two intervals in the words of rule POL01, which reads them from the same object."""
    if not vote.counted:
        return ""
    bounds = vote.bounds
    settled = {"carried": ", enough at any attendance", "lost": ", too few at any attendance", "open": ""}
    votes = f"{bounds.in_favour} in favour, {bounds.needed} needed{settled[vote.outcome]}"
    return f" With {bounds.present} members present: {votes}."


def calibration_sentence(found: Calibration | None) -> Sentence:
    """Say what bills decided by the cut-off teach about such counts."""
    if found is None:
        return Sentence("Too few past bills were decided by the cut-off to say how far such counts hold.", "passage")
    by = f" by {spell(found.before)}" if found.before else ""
    weights = f"{numbered(100 * found.weight, 'part')} of 100"
    text = (
        f"Of the {count(found.bills)} coded bills decided{by}, {count(found.in_force)} came into force and "
        f"{_lapsed(found.never_decided)}. These base rates weigh {weights} here, the count of votes the rest."
    )
    if found.weight > TRUSTED:
        text += " Those bills give the count little credit."
    return Sentence(text, "passage")


def score_sentence(found: ScoredBills) -> Sentence:
    """Say how counts did on past bills, each left out in turn, whatever came out."""
    rows = found.scores.set_index("method")
    brier = listed(f"{measure(float(rows['brier'][m]))} ({what})" for m, what in SCORED.items())
    gain, error = (measure(float(rows[c]["calibrated"])) for c in ("gain_on_coin", "coin_error"))
    text = (
        f"On {count(rows['bills'].iloc[0])} past bills, some of them after the cut-off, each left out in turn, the "
        f"Brier score (smaller is nearer) is {brier}; against a coin the corrected count gains {gain} (standard "
        f"error {error}). {_ends_sentence(found)} The bills are few, chosen because their facts are known, and were "
        "coded by somebody who knew how they ended: this shows little."
    )
    return Sentence(text, "passage-score")


def _lapsed(bills: int) -> str:
    return f"{count(bills)} {'was' if bills == 1 else 'were'} kept off the agenda or lapsed"


def _ends_sentence(found: ScoredBills) -> str:
    """Say how bills ended that did not come into force, and how the methods did on the three ends."""
    ended, rows = found.bills["ended"], found.scores.set_index("method")
    fallen, never = int((ended != "in-force").sum()), int((ended == "lapsed").sum())
    brier = listed(f"{measure(float(rows['brier_of_ends'][m]))} ({what})" for m, what in SCORED.items())
    return (
        f"Of the {count(fallen)} that did not come into force {_lapsed(never)}: no vote decided them. On the three "
        f"ends (in force, decided against, never decided) the score is {brier}."
    )


def miss_sentence(found: ScoredBills) -> Sentence:
    """Name the two bills on which the count alone was furthest off."""
    table, titles = found.bills, {bill.id: bill.title for bill in coded_bills()}
    off = (table["in_force"].astype(float) - table["count"]).abs().sort_values(ascending=False, kind="stable")
    worst = table.loc[off.index[:2]]
    said = listed(
        f"“{titles.get(str(r['bill']), r['bill'])}” ({measure(r['count'])} of the draws, and "
        f"{'came into force' if r['in_force'] else 'did not'})"
        for _, r in worst.iterrows()
    )
    return Sentence(f"Its worst misses: {said}.", "passage-score")

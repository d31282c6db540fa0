"""Sentences about passage: how often a charter's vote carries, what fells it, how far such counts are to be trusted.

A count is of draws of attendance and positions over their intervals. It is never called a likelihood: what past bills
teach about such counts is said beside it, with the number of bills that it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping

from tether.charter.vote import Vote
from tether.judgement.passage import Calibration, PassageCount, Scored
from tether.report.blocks import Sentence
from tether.report.numbers import count, listed, measure, sentence_case, spell

NAMED = 4  # charters named on the first page
TRUSTED = 0.5  # weight of the base rate above which a count of votes has little credit


def agreed_answer(found: Mapping[str, PassageCount], titles: Mapping[str, str]) -> Sentence:
    """Return the first page's answer: whose votes were counted, and in how many draws each comes into force."""
    told = {name: p for name, p in found.items() if p.told and p.count}
    untold = len(found) - len(told)
    parts = [
        f"{titles.get(n, n)} passes in {count(p.count.passed)} of {count(p.count.draws)} draws"
        for n, p in told.items()
        if p.count
    ]
    if not parts:
        which = (
            f"any of the {count(untold)} charters that need a vote"
            if untold > 1
            else "the one charter that needs a vote"
        )
        return Sentence(f"Agreed: cannot tell for {which}.", "passage")
    more = f"; and {count(len(parts) - NAMED)} more" if len(parts) > NAMED else ""
    rest = f"; cannot tell for {count(untold)}" if untold else ""
    drawn = "attendance and positions drawn over assumed intervals"
    if any(p.calibration and p.calibration.weight > TRUSTED for p in told.values()):
        drawn += "; past bills give such counts little credit"
    return Sentence(f"Agreed: {'; '.join(parts[:NAMED])}{more}{rest} ({drawn}).", "passage")


def passage_sentence(name: str, title: str, found: PassageCount) -> Sentence:
    """Say what becomes of one charter's vote; where it cannot be told, why."""
    rivals = f" {sentence_case(listed(found.rivals))} claims to decide too, and is not asked." if found.rivals else ""
    if not found.told or found.count is None:
        votes = f" {sentence_case(found.venue)} would vote." if found.venue else ""
        return Sentence(f"{title}: cannot tell; {found.why}.{votes}{rivals}", f"passage/{name}")
    n = found.count
    fell = (
        (n.voted_down, "voted down"),
        (n.no_quorum, "without a quorum"),
        (n.stopped, "stopped from outside"),
        (n.fell_with_another, "fallen with a bill that it is tied to"),
    )
    fates = listed(f"{count(k)} {what}" for k, what in fell if k) if n.passed < n.draws else "none fails"
    voters = f" of a vote by the {found.venue}" if found.venue and found.vote.counted else ""
    bent = (
        f" Past bills bend that to {measure(found.calibrated)} on a scale to 1." if found.calibrated is not None else ""
    )
    text = f"{title}: in force in {count(n.passed)} of {count(n.draws)} draws{voters}; {fates}.{bent}"
    return Sentence(f"{text}{_votes(found.vote)}{rivals}", f"passage/{name}")


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
    weights = f"{count(100 * found.weight)} parts of 100"
    text = (
        f"Learnt from the {count(found.bills)} coded bills decided{by}, of which {count(found.in_force)} came into "
        f"force: their base rate weighs {weights}, the count of votes the rest."
    )
    if found.weight > TRUSTED:
        text += " Those bills give the count little credit."
    return Sentence(text, "passage")


def score_sentence(found: Scored) -> Sentence:
    """Say how counts did on past bills, each left out in turn, whatever came out."""
    rows = found.scores.set_index("method")
    brier = listed(f"{measure(float(rows['brier'][m]))} ({what})" for m, what in SCORED.items())
    gain, error = (measure(float(rows[c]["calibrated"])) for c in ("gain_on_coin", "coin_error"))
    text = (
        f"On {count(rows['bills'].iloc[0])} past bills, some of them after the cut-off, each left out in turn, the "
        f"Brier score (smaller is nearer) is {brier}; what the bent count gains on a coin is {gain}, standard error "
        f"{error}. The bills are few, chosen because their facts are known, and were coded by somebody who knew how "
        "they ended: this shows little."
    )
    return Sentence(text, "passage-score")


SCORED = {
    "count": "the count alone",
    "calibrated": "bent by the other bills",
    "base rate": "their base rate alone",
    "coin": "a coin",
}


def miss_sentence(found: Scored) -> Sentence:
    """Name the two bills on which the count alone was furthest off."""
    table = found.bills
    off = (table["in_force"].astype(float) - table["count"]).abs().sort_values(ascending=False, kind="stable")
    worst = table.loc[off.index[:2]]
    said = listed(
        f"“{r['bill']}” ({measure(r['count'])} of the draws, and {'came into force' if r['in_force'] else 'did not'})"
        for _, r in worst.iterrows()
    )
    return Sentence(f"Its worst misses: {said}.", "passage-score")

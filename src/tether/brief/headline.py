"""What a comparison needs before page one prints it; where it lacks something, what, and who could supply it.

    missing(content)             # in the order of the rules; () where a comparison may lead
    matters(content)             # the smallest difference that is told, in the headline outcome's unit
    speaks_of(report)            # (3, 22): of how much of what such a law must speak of a design speaks

Four rules, in this order (docs/explanation/brief.md): who fights is in the order with a claimed size; half of the
claims were read; the status quo of this country was scored; some difference is larger than what matters. They are asked
of every case, whatever came out. Unknown is never a stop: a design is never stopped for what nobody looked up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from tether.brief.content import BriefContent, EvidenceStanding, PromisedClause
from tether.brief.results import PairVerdict, verdicts
from tether.brief.sentences import charter_titles
from tether.charter.check import Report
from tether.report.blocks import Sentence
from tether.report.numbers import count, listed, percent

HALF = 0.5  # of the claims in use must have been read
WHO = {  # who could supply what a rule lacks
    "parties": "an analyst of the conflict, from published counts",
    "read": "whoever reads the sources named below",
    "scored": "whoever runs the hindcast (tether hindcast)",
    "matters": "nobody, by more runs: it is what the assumptions leave open",
}


@dataclass(frozen=True)
class Lack:
    """One thing that a comparison lacks: the rule, what is missing, who could supply it."""

    rule: str
    sentence: Sentence
    who: str


def missing(content: BriefContent) -> tuple[Lack, ...]:
    """Return what keeps the comparison off page one, in the order of the rules; () where it may lead."""
    if content.comparison is None:
        return ()
    if content.standing is None:
        return (_lack("parties", "nobody counted what the comparison hangs on"),)
    return tuple(_lacks(content, content.standing))


def may_lead(content: BriefContent) -> bool:
    """Return whether page one may print a difference."""
    return content.comparison is not None and not missing(content)


def matters(content: BriefContent) -> float:
    """Return the smallest difference that is told: both a share of the status quo's sum and a number of deaths."""
    found, comparison = content.standing or EvidenceStanding((), 0, 0, False), content.comparison
    total = comparison.status_quo_sum if comparison and comparison.status_quo_sum else 0.0
    return max(found.matters_share * total, found.matters_deaths)


def matters_sentence(content: BriefContent) -> Sentence:
    """Say which difference matters, and that it is a setting."""
    found = content.standing or EvidenceStanding((), 0, 0, False)
    text = (
        f"A difference matters here where it is above {count(matters(content))} deaths: {percent(found.matters_share)} "
        f"of the status quo’s sum, and at least {count(found.matters_deaths)} (a setting of the case)."
    )
    return Sentence(text, "evidence/matters")


def telling(content: BriefContent) -> list[PairVerdict]:
    """Return the comparisons on the headline outcome that are distinguishable and larger than what matters."""
    comparison = content.comparison
    if comparison is None:
        return []
    least = matters(content)
    found = verdicts(comparison, comparison.headline)
    return [v for v in found if v.distinguishable and v.rows["value"].abs().median() > least]


def speaks_of(report: Report) -> tuple[int, int]:
    """Return of how many things a design speaks, and of how many a design of its kind must speak."""
    return sum(d.code in report.kept for d in report.duties), len(report.duties)


def evidence_table(content: BriefContent) -> pd.DataFrame:
    """Return what the comparison hangs on with ``result`` ids: evidence/<rule>, and each promise that counts less."""
    found = content.standing or EvidenceStanding((), 0, 0, False)
    rows: list[tuple[str, str, float]] = [
        (f"evidence/parties/{n}", f"{p.name}: share of the last year’s deaths; in the model: {p.in_order}", p.share)
        for n, p in enumerate(found.parties, 1)
    ]
    rows += [("evidence/parties", "parties with a tenth of the last year’s deaths", len(found.parties))]
    rows += [
        ("evidence/read", "claims in use that were read", found.read),
        ("evidence/read/of", "claims", found.claims),
    ]
    rows += [("evidence/scored", "status quo scored on past origins (1 yes)", float(found.scored))]
    rows += [("evidence/matters", "smallest difference that is told, deaths", matters(content))]
    rows += [
        (f"evidence/paper/{c.charter}/{c.path}", f"{c.what}: {'; '.join(c.lacks or c.unknown)} not stated", _heads(c))
        for c in content.paper
    ]
    return pd.DataFrame(rows, columns=["result", "what", "value"])


def promised(content: BriefContent) -> tuple[Sentence, ...]:
    """Say of each option what it promises on paper alone, and that it counts as nothing, or as a range."""
    titles, said = charter_titles(content), []
    groups: dict[tuple[str, str, tuple[str, ...], tuple[str, ...]], list[PromisedClause]] = {}
    for clause in content.paper:
        groups.setdefault((clause.charter, clause.what, clause.lacks, clause.unknown), []).append(clause)
    for (charter, what, lacks, unknown), clauses in groups.items():
        heads = sum(c.heads or 0 for c in clauses)
        number = f" for {count(heads)} men" if heads else ""
        how = "counts as nothing in the projection" if lacks else "is drawn between nothing and what is written"
        verb = "states no" if lacks else "says is unknown:"
        result = f"evidence/paper/{charter}" if len(clauses) > 1 else f"evidence/paper/{charter}/{clauses[0].path}"
        text = f"{titles.get(charter, charter)}: {what}{number} {how}: the text {verb} {_plain(lacks or unknown)}."
        said.append(Sentence(text, result))
    return tuple(said)


def _plain(needs: tuple[str, ...]) -> str:
    return listed((WORDS.get(n, n) for n in needs), "or")


WORDS = {"a date": "date", "who delivers it": "deliverer"}


def _heads(clause: PromisedClause) -> float:
    return float("nan") if clause.heads is None else clause.heads


def _lacks(content: BriefContent, found: EvidenceStanding) -> Iterator[Lack]:
    if not found.parties:
        yield _lack("parties", "the event data name no party, so nobody can say whether all who fight are in the model")
    absent = [p for p in found.parties if not (p.in_order and p.sized)]
    if absent:
        told = listed(f"{p.name} ({percent(p.share)} of the last year’s deaths)" for p in absent)
        what = "is not in the model with a size that somebody claimed"
        yield _lack("parties", f"{told} {what if len(absent) == 1 else what.replace('is', 'are', 1)}")
    if found.read < HALF * found.claims or not found.claims:
        told = f"{count(found.read)} of the {count(found.claims)} claims that it hangs on were read in their source"
        yield _lack("read", told)
    if not found.scored:
        why = f": {found.unscored}" if found.unscored else ""
        yield _lack("scored", f"the status quo of this country was never scored on past origins{why}")
    if not telling(content):
        yield _lack("matters", f"no difference is both distinguishable and above {count(matters(content))} deaths")


def _lack(rule: str, text: str) -> Lack:
    return Lack(rule, Sentence(f"{text[:1].upper()}{text[1:]}.", f"evidence/{rule}"), WHO[rule])

"""Votes as intervals: who is in favour, how many are needed, and what would be cheapest to trade.

In favour for certain are supporters, and conditional players whose every demand is met; possibly in favour are
conditional players with a demand partly met or unknown, and players whose position or seats are unknown. Needed is what
the passage says, or follows from its rule: of all seats, or of those present, where attendance lies between the quorum
and all seats unless it is given.

    Iraq 2015: 328 seats, quorum 165, a majority of those present: between 83 and 165 votes are needed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from tether.charter.blanks import UNKNOWN, Blank, Number
from tether.charter.design import Design


@dataclass(frozen=True)
class Ballot:
    """Votes in favour and votes needed, as intervals; what makes them unsure; the cheapest unmet demand."""

    in_favour: Number
    needed: Number
    said: str
    unsure: tuple[str, ...]  # questions whose answers would narrow the intervals
    cheapest: str


def ballot(design: Design) -> Ballot | None:
    """Count the votes; None where no passage or no player is given, or nothing says how many votes are needed."""
    passage = design.at("politics.passage")
    vetoes = [row for _, row in design.rows("politics.vetoes")]
    if isinstance(passage, Blank) or not vetoes:
        return None
    needed, questions = _needed(passage)
    if needed is None:
        return None
    in_favour = [_votes(v, questions) for v in vetoes]
    lo, hi = sum(n.lo for n in in_favour), sum(n.hi for n in in_favour)
    seats = _ends(passage.seats)
    if seats is not None and math.isfinite(hi):
        hi = min(hi, seats[1])
    said = str(passage.rule) if not isinstance(passage.rule, Blank) else "passage"
    return Ballot(Number(lo=lo, hi=max(lo, hi)), needed, said, tuple(questions), _cheapest(vetoes))


def _ends(value: Any) -> tuple[float, float] | None:
    return None if isinstance(value, Blank) else (value.lo, value.hi)


def _needed(passage: Any) -> tuple[Number | None, list[str]]:
    if not isinstance(passage.needs, Blank):
        return passage.needs, []
    share = 2 / 3 if str(passage.rule).startswith("two-thirds") else 1 / 2
    base, questions = _ends(passage.seats), []
    if not str(passage.rule).endswith("-all"):
        present = _ends(passage.attendance)
        if present is None:
            quorum = _ends(passage.quorum)
            present = (quorum[0], base[1]) if quorum and base else None
            questions = ["How many members will be present?"]
        base = present
    if base is None or isinstance(passage.rule, Blank) or passage.rule == "decree":
        return None, []
    return Number(lo=_votes_of(base[0], share), hi=_votes_of(base[1], share)), questions


def _votes_of(present: float, share: float) -> float:
    """Return the votes needed: more than half, or at least two thirds."""
    return math.floor(present / 2) + 1 if share == 1 / 2 else math.ceil(present * share)


def _votes(veto: Any, questions: list[str]) -> Number:
    if veto.seats is UNKNOWN:
        questions.append(f"How many seats has {veto.actor!r}?")
    seats = _ends(veto.seats) or ((0.0, math.inf) if veto.seats is UNKNOWN else (0.0, 0.0))
    met = [d.met for d in veto.demands or ()]
    if veto.position == "support":
        return Number(lo=seats[0], hi=seats[1])
    if veto.position == "conditional":
        if met and all(m == "yes" for m in met):
            return Number(lo=seats[0], hi=seats[1])
        if veto.demands is UNKNOWN or any(m is UNKNOWN for m in met):
            questions.append(f"Are the demands of {veto.actor!r} met?")
            return Number(lo=0, hi=seats[1])
        return Number(lo=0, hi=seats[1] if met and "no" not in met and "partly" in met else 0)
    if veto.position is UNKNOWN:
        questions.append(f"Where does {veto.actor!r} stand?")
        return Number(lo=0, hi=seats[1])
    return Number(lo=0, hi=0)


def _cheapest(vetoes: list[Any]) -> str:
    """Return, in words, the conditional player with the fewest unmet demands for the most seats."""
    open_ = [(v, [d.want for d in v.demands or () if d.met in ("no", "partly")]) for v in vetoes]
    waiting = [(len(wants), -v.seats.hi, v, wants) for v, wants in open_ if wants and isinstance(v.seats, Number)]
    waiting = [w for w in waiting if w[2].position == "conditional"]
    if not waiting:
        return ""
    _, _, veto, wants = min(waiting, key=lambda w: w[:2])
    return f"; cheapest unmet: {veto.actor!r} ({veto.seats} seats) wants {' and '.join(f'“{w}”' for w in wants)}"

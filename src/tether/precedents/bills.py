"""Past bills on militias, devolution and power-sharing, coded as of the eve of their vote.

``bills.csv`` has one row a bill, ``players.csv`` one row a bloc or a player outside; every field has a tag: S (read in
a source), R (recalled, check before use). Positions and attendance are words, what was known before the vote;
the charter room's ``stances.csv`` turns words into intervals. ``ended`` says what became of the text as put to this
vote: a word of ``ENDINGS``. A bill that was taken off the agenda, or whose last reading was never held, was never
decided: it lapsed, and no count of votes speaks of that.

    coded_bills(before="2015-06")     # only those decided by then: what a case of June 2015 may learn from

The sheet was frozen before any model was run on it. Whoever coded it knew how the votes ended: words chosen with
hindsight would flatter the count, so its score is at best an upper bound.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from tether.charter.vote import Bloc, Outsider, Vote, stances

Ending = Literal["in-force", "voted-down", "stopped", "lapsed"]
ENDINGS: dict[Ending, str] = {
    "in-force": "came into force as it stood",
    "voted-down": "was voted down",
    "stopped": "was passed, and vetoed or rejected by who could stop it",
    "lapsed": "was kept off the agenda, or lapsed before its last vote was held",
}


@dataclass(frozen=True)
class Bill:
    """One coded bill: its vote, how it ended, when, and what of it was only recalled."""

    id: str
    title: str
    country: str
    as_of: str  # the day whose knowledge was coded
    decided: str  # the day on which its fate was known
    ended: Ending
    vote: Vote
    sources: str
    note: str
    seen: int  # fields tagged S
    recalled: int  # fields tagged R

    @property
    def in_force(self) -> bool:
        """Return whether the text as put to this vote came into force."""
        return self.ended == "in-force"


def coded_bills(before: str = "") -> tuple[Bill, ...]:
    """Return the bills by date of decision; ``before`` (YYYY-MM or a day) keeps those decided by then."""
    found = sorted(_all(), key=lambda b: (b.decided, b.id))
    return tuple(b for b in found if not before or b.decided[: len(before)] <= before)


@cache
def _all() -> tuple[Bill, ...]:
    players = _rows("players.csv")
    return tuple(_bill(row, [p for p in players if p["bill"] == row["bill"]]) for row in _rows("bills.csv"))


def _bill(row: dict[str, str], players: list[dict[str, str]]) -> Bill:
    words = stances()
    tags = [v for r in (row, *players) for k, v in r.items() if k.endswith("_tag")]
    vote = Vote(
        row["bill"],
        row["rule"],
        (float(row["seats"]), float(row["seats"])),
        (float(row["quorum"]), float(row["quorum"])),
        tuple(_bloc(p) for p in players if p["kind"] == "bloc"),
        tuple(Outsider(p["player"], words["veto", p["position"]]) for p in players if p["kind"] == "outside"),
        words["coupled", row["coupled"]],
    )
    return Bill(
        id=row["bill"],
        title=row["title"],
        country=row["country"],
        as_of=row["coded_as_of"],
        decided=row["decided"],
        ended=_ending(row["ended"]),
        vote=vote,
        sources=row["sources"],
        note=row["note"],
        seen=tags.count("S"),
        recalled=tags.count("R"),
    )


def _ending(word: str) -> Ending:
    if word not in ENDINGS:
        raise ValueError(f"bills.csv: ended '{word}'; expected one of {', '.join(ENDINGS)}")
    return cast(Ending, word)


def _bloc(row: dict[str, str]) -> Bloc:
    words = stances()
    seats = (float(row["seats_low"]), float(row["seats_high"]))
    return Bloc(row["player"], seats, words["attendance", row["attendance"]], words["position", row["position"]])


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("tether.precedents") / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))

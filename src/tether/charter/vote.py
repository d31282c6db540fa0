"""One vote: who is present, who is in favour, how many are needed, read from a charter's ``politics`` and counted once.

    vote = read_vote(Design(charter))
    vote.bounds.in_favour, vote.bounds.needed        # what rule POL01 and both sections of the brief print
    vote.outcome                                     # "carried", "lost" or "open"

The procedure
-------------
A *quorum* is of members present, whatever they vote. A member who is absent votes for nobody; one who is present and
abstains counts as present, so under a majority of those present abstaining is voting against. With N present of S seats

    majority-present    ⌊N / 2⌋ + 1        majority-all      ⌊S / 2⌋ + 1
    two-thirds-present  ⌈2 N / 3⌉          two-thirds-all    ⌈2 S / 3⌉        or what ``needs`` says, whatever the rule

votes are needed. Where fewer than the quorum come no vote is held: the intervals are of votes that are held (of all
sittings, where none can be).

The sheet
---------
Each player with seats is a bloc: sᵢ seats, of whom a share aᵢ comes, of whom a share pᵢ is in favour, each an interval:

    seats       as written. Seats that no row holds are a bloc "others", of whom nothing is known
    attendance  the row's own; else the house's, the same interval of shares for all; else a word of ``stances.csv``
    position    the row's ``votes_for``; else the word for its position: support, oppose, conditional (with all
                demands met: support; some partly, none refused: leaning; not known: all from conditional to support)

A player without seats stands outside; it, and a bloc with a formal veto, may stop what the chamber passed. A bill tied
to this one may fall, and this one with it. ``stances.csv`` says what each word is worth: assumptions, all of them.
A decree needs no vote. What the passage count samples is this sheet, by this arithmetic.

The bounds
----------
Members are whole: xᵢ of a bloc come, ⌊sᵢ·min aᵢ⌋ ≤ xᵢ ≤ ⌈sᵢ·max aᵢ⌉, all told as many as the house's attendance
allows, and fᵢ of them are in favour, round(xᵢ·min pᵢ) ≤ fᵢ ≤ round(xᵢ·max pᵢ), halves up. Attendance moves both sides
of the scale: a supporter who stays away is a vote less, and half a vote less that is needed. So the ends must not be
added up apart. For every number N of members present that attendance allows, the fewest and the most in favour are
found exactly, bloc by bloc

    F(N) = min over x of  F_before(N − x) + round(x · min p)             (and max for the most)

and from these, over N: present, needed(N), in favour, and the *margin* F(N) − needed(N) of the same sitting. Each end
is attained by some sitting, the ends of two intervals not always by the same one: whether the vote is carried or lost
for certain follows from the margin and the quorum, never from two intervals side by side. Where a bloc's seats are
themselves an interval the ends are safe, but two blocs may use the same seat.

    Iraq 2015, P10 (``iraq-2015/p10-individuals``): 328 seats, quorum 165, 165 to 270 present and so half to 82 % of
    each bloc, a majority of those present: 83 to 136 are needed. Where 165 come, State of Law with 46 may give 10 %,
    Sadr with 17 a half, ISCI with 15 and the Sunni bloc with 26 10 % each, the Kurds with 31 75 %, 30 others nobody:
    5 + 9 + 2 + 3 + 23 + 0 = 42. Where 270 come, 225 at the most. 42 to 225 in favour, 83 to 136 needed: open.

    The example law: 53 to 120 in favour, 46 to 61 needed, and yet it is carried: where only 53 are in favour 101 come,
    of whom 51 are a majority.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal

from tether.charter.demands import with_demands
from tether.charter.intervals import span
from tether.charter.reading import Design
from tether.charter.values import NONE, UNKNOWN, Blank, Number

Interval = tuple[float, float]
Fate = Literal["carried", "lost", "open"]
RULES = ("majority-present", "majority-all", "two-thirds-present", "two-thirds-all", "decree")
ENOUGH_SILENT = 0.5  # share of the seats of unknown position from which a count is one of guesses
LARGEST = 3000  # seats; larger bodies are not counted member by member
EASE = 1e-9  # so that 100 × 0.29 is 29


@dataclass(frozen=True)
class Bloc:
    """Members who sit together: seats, share of them present, share of those present in favour."""

    name: str
    seats: Interval
    present: Interval
    in_favour: Interval

    @property
    def silent(self) -> bool:
        """Whether nothing at all is known of where it stands."""
        return self.in_favour == (0.0, 1.0)

    @property
    def comers(self) -> tuple[int, int]:
        """Return the fewest and the most of its members who may be present."""
        return math.floor(self.seats[0] * self.present[0] + EASE), math.ceil(self.seats[1] * self.present[1] - EASE)


@dataclass(frozen=True)
class Outsider:
    """Who could stop what the chamber passed; ``stops``: the interval of the chance that it does."""

    name: str
    stops: Interval


@dataclass(frozen=True)
class Bounds:
    """What a vote comes to at the ends of all intervals; whole members.

    ``present``, ``in_favour``, ``needed``: of votes that are held. ``sitting``: present whether or not they are enough
    for a quorum. ``margin``: in favour less needed in one and the same sitting, the least and the most.
    """

    sitting: Number
    present: Number
    in_favour: Number
    needed: Number
    quorum: Number
    margin: tuple[int, int]

    @property
    def quorum_missed(self) -> bool:
        """Whether too few can come for any vote to be held."""
        return self.sitting.hi < self.quorum.lo

    @property
    def quorum_sure(self) -> bool:
        """Whether enough come whatever happens."""
        return self.sitting.lo >= self.quorum.hi


@dataclass(frozen=True)
class Vote:
    """All that a vote hangs on. ``needs`` replaces the rule's own threshold; ``coupled``: the other bill passes.

    ``questions``: what an answer to would narrow the intervals; ``cheapest``: the cheapest unmet demand, in words;
    ``flaw``: why the votes cannot be counted at all.
    """

    name: str
    rule: str
    seats: Interval
    quorum: Interval
    blocs: tuple[Bloc, ...]
    outsiders: tuple[Outsider, ...] = ()
    coupled: Interval = (1.0, 1.0)
    needs: Interval | None = None
    attendance: Interval | None = None  # members present, all told
    questions: tuple[str, ...] = ()
    cheapest: str = ""
    flaw: str = ""

    @property
    def silent_share(self) -> float:
        """Return the share of the seats of whose holders' position nothing is known."""
        total = sum(b.seats[1] for b in self.blocs)
        return sum(b.seats[1] for b in self.blocs if b.silent) / total if total else 1.0

    @property
    def room(self) -> tuple[int, int]:
        """Return the fewest and the most members who may be present together."""
        least, most = self.attendance or (0.0, math.inf)
        return math.ceil(least), math.floor(min(most, self.seats[1]))

    @cached_property
    def bounds(self) -> Bounds:
        """The intervals; only for votes that are counted (no ``flaw``, no decree)."""
        return _bounds(self)

    @property
    def counted(self) -> bool:
        """Whether members vote and their votes can be counted."""
        return not self.flaw and self.rule != "decree"

    @property
    def outcome(self) -> Fate:
        """Whether the chamber passes it whatever happens, cannot pass it, or may."""
        if not self.counted:
            return "open"
        if self.bounds.quorum_missed or self.bounds.margin[1] < 0:
            return "lost"
        return "carried" if self.bounds.quorum_sure and self.bounds.margin[0] >= 0 else "open"

    @property
    def doubt(self) -> str:
        """Why no answer may be printed; empty where one may."""
        if self.flaw:
            return self.flaw
        if self.rule == "decree":
            return "" if self.outsiders else "it needs no vote, and nothing is written on who outside could stop it"
        if self.outcome == "open" and self.silent_share >= ENOUGH_SILENT:
            return "nothing is known of where at least half of the members stand"
        return ""

    def needed(self, present: int) -> tuple[int, int]:
        """Return how many votes are needed with so many present, at least and at most."""
        if self.needs is not None:
            return math.ceil(self.needs[0]), math.ceil(self.needs[1])
        share = _two_thirds if self.rule.startswith("two-thirds") else _majority
        if not self.rule.endswith("-all"):
            return share(present), share(present)
        return share(math.floor(self.seats[0])), share(math.floor(self.seats[1]))


def whole(value: float) -> int:
    """Round to whole members, halves up."""
    return math.floor(value + 0.5)


@cache
def stances() -> dict[tuple[str, str], Interval]:
    """Return the interval of each word of the table, by (kind, word)."""
    rows = csv.DictReader((files("tether.charter") / "stances.csv").read_text("utf-8").splitlines())
    return {(r["kind"], r["word"]): (float(r["low"]), float(r["high"])) for r in rows}


# --- the bounds -----------------------------------------------------------------------------------------------------


def _bounds(vote: Vote) -> Bounds:
    sittings = _sittings(vote)
    least, most = (math.ceil(q) for q in vote.quorum)
    held = [s for s in sittings if s[0] >= least] or sittings
    needed = [vote.needed(n) for n, _, _ in held]
    return Bounds(
        sitting=span(sittings[0][0], sittings[-1][0]),
        present=span(held[0][0], held[-1][0]),
        in_favour=span(min(f for _, f, _ in held), max(f for _, _, f in held)),
        needed=span(min(n for n, _ in needed), max(n for _, n in needed)),
        quorum=span(least, most),
        margin=(
            min(few - most for (_, few, _), (_, most) in zip(held, needed, strict=True)),
            max(many - least for (_, _, many), (least, _) in zip(held, needed, strict=True)),
        ),
    )


def _sittings(vote: Vote) -> list[tuple[int, int, int]]:
    """Return (present, fewest in favour, most in favour) for every number of members who may be present."""
    least, most = vote.room
    few, many = _extremes(vote, most, min, 0), _extremes(vote, most, max, 1)
    first = sum(b.comers[0] for b in vote.blocs)
    both = zip(few, many, strict=True)
    return [(n, int(lo), int(hi)) for n, (lo, hi) in enumerate(both, first) if n >= least]


def _extremes(vote: Vote, most: int, better: Callable[[float, float], float], end: int) -> list[float]:
    """Return the fewest (or the most) in favour by number present, from as few as may come up to ``most``."""
    worst = math.inf if better is min else -math.inf
    first, best = 0, [0.0]
    for bloc in vote.blocs:
        low, high = bloc.comers
        first += low
        longer = [worst] * (len(best) + high - low)
        for more in range(high - low + 1):
            votes = whole((low + more) * bloc.in_favour[end])
            stretch = slice(more, more + len(best))
            longer[stretch] = map(better, longer[stretch], [b + votes for b in best])
        best = longer[: max(0, most - first + 1)]
    return best


def _majority(members: int) -> int:
    return members // 2 + 1


def _two_thirds(members: int) -> int:
    return -(-2 * members // 3)


# --- the sheet ------------------------------------------------------------------------------------------------------


def read_vote(design: Design, called: Mapping[str, str] | None = None) -> Vote:
    """Read the vote of a charter; ``called``: how ids are printed. What cannot be counted says so in ``flaw``.

    The vote is named by who votes: two charters put to one chamber share its luck.
    """
    passage = design.at("politics.passage")
    if isinstance(passage, Blank):
        return _flawed("", "", "no vote sheet is written: who votes, by which rule, and where the players stand")
    name = str(passage.venue)
    rows = [with_demands(design, row) for _, row in design.rows("politics.vetoes")]
    names = called or {}
    coupled = _coupled([p for _, p in design.rows("politics.packages")])
    if passage.rule == "decree":
        return Vote(name, "decree", (1, 1), (0, 0), (), _outsiders(rows, names), coupled)
    if isinstance(passage.rule, Blank) and isinstance(passage.needs, Blank):
        return _flawed(name, "", "the rule of decision is not known", "By which rule is it decided?")
    rule = "needs" if isinstance(passage.rule, Blank) else str(passage.rule)
    if isinstance(passage.seats, Blank):
        return _flawed(name, rule, "the size of the chamber is not known", "How many seats has the chamber?")
    seated = [row for row in rows if _seated(row)]
    seats = _ends(passage.seats)
    blocs = _blocs(seated, seats, passage, names)
    vote = Vote(
        name,
        rule,
        seats,
        _quorum(passage, seats),
        blocs,
        _outsiders([row for row in rows if not _seated(row) or row.formal is True], names),
        coupled,
        None if isinstance(passage.needs, Blank) else _ends(passage.needs),
        None if isinstance(passage.attendance, Blank) else _ends(passage.attendance),
        _questions(passage, rows, blocs[len(seated) :]),
        _cheapest(seated, names),
    )
    return replace(vote, flaw=_flaw_of(vote))


def _flawed(name: str, rule: str, why: str, question: str = "") -> Vote:
    return Vote(name, rule, (0, 0), (0, 0), (), questions=(question,) if question else (), flaw=why)


def _flaw_of(vote: Vote) -> str:
    """Say why a sheet cannot be counted: it is too large, or contradicts itself."""
    if vote.seats[1] > LARGEST:
        return f"a body of more than {LARGEST:,} members is not counted member by member"
    if sum(b.seats[0] for b in vote.blocs) > vote.seats[1]:
        return "the players' seats add up to more than the chamber has"
    if vote.room[0] > vote.room[1]:
        return "more members are expected than the chamber has seats, or no whole number of them"
    fewest, most = (sum(b.comers[end] for b in vote.blocs) for end in (0, 1))
    if fewest > vote.room[1] or most < vote.room[0]:
        return "so many present in all cannot be, with what is said of the players' own attendance"
    return ""


def _blocs(rows: list[Any], house: Interval, passage: Any, called: Mapping[str, str]) -> tuple[Bloc, ...]:
    seats = _within_house([_ends(r.seats) for r in rows], house)
    usual = _house_share(passage, house)
    named = [
        Bloc(
            called.get(r.actor, r.actor),
            s,
            usual if isinstance(r.attendance, Blank) else _ends(r.attendance),
            _favour(r),
        )
        for r, s in zip(rows, seats, strict=True)
    ]
    left = max(0.0, house[0] - sum(s[1] for s in seats)), max(0.0, house[1] - sum(s[0] for s in seats))
    rest = Bloc("others", left, _house_share(passage, house, "unknown"), stances()["position", "unknown"])
    return (*named, rest) if left[1] > 0 else tuple(named)


def _within_house(seats: list[Interval], house: Interval) -> list[Interval]:
    """Cut each bloc's seats to what the least of the others leave it."""
    least = sum(low for low, _ in seats)
    return [(low, max(low, min(high, house[1] - (least - low)))) for low, high in seats]


def _house_share(passage: Any, house: Interval, otherwise: str = "") -> Interval:
    """Return the share present that the passage itself expects, else that of a word."""
    if isinstance(passage.attendance, Blank):
        return stances()["attendance", otherwise or ("unknown" if passage.attendance is UNKNOWN else "usual")]
    low, high = _ends(passage.attendance)
    return min(low / house[1], 1.0), min(high / house[0], 1.0) if house[0] else 1.0


def _quorum(passage: Any, seats: Interval) -> Interval:
    if isinstance(passage.quorum, Blank):
        return (0.0, 0.0) if passage.quorum is NONE else (0.0, float(_majority(math.floor(seats[1]))))
    return _ends(passage.quorum)


def _favour(row: Any) -> Interval:
    if isinstance(row.votes_for, Number):
        return _ends(row.votes_for)
    low, high = _stand(row)
    return stances()["position", low][0], stances()["position", high][1]


def _stand(row: Any) -> tuple[str, str]:
    """Return the words between which a player stands: one word twice, but where its demands are not known."""
    if row.position != "conditional":
        return (str(row.position),) * 2 if row.position in ("support", "oppose") else ("unknown", "unknown")
    met = [d.met for d in row.demands or ()]
    if row.demands is UNKNOWN or UNKNOWN in met:
        return "conditional", "conditional" if NONE in met or "no" in met else "support"
    if met and all(m in ("yes", "partly") for m in met):
        return ("leaning", "leaning") if "partly" in met else ("support", "support")
    return "conditional", "conditional"


def _outsiders(rows: list[Any], called: Mapping[str, str]) -> tuple[Outsider, ...]:
    return tuple(Outsider(called.get(r.actor, r.actor), _stops(r)) for r in rows)


def _stops(row: Any) -> Interval:
    sides = {"support": "supports", "leaning": "supports", "oppose": "opposed"}
    low, high = _stand(row)
    stand = sides.get(low, "undeclared") if low == high else "undeclared"
    kind = "formal" if row.formal is True or row.formal is UNKNOWN else "informal"
    return stances()["veto", stand if (kind, stand) == ("informal", "supports") else f"{kind}-{stand}"]


def _coupled(packages: list[Any]) -> Interval:
    low, high = 1.0, 1.0
    for p in packages:
        word = "none" if p.passed is True or not (p.coupled or p.coupled is UNKNOWN) else ""
        least, most = stances()["coupled", word or ("open" if p.coupled else "unknown")]
        low, high = low * least, high * most
    return low, high


def _questions(passage: Any, rows: list[Any], rest: tuple[Bloc, ...]) -> tuple[str, ...]:
    """Return what an answer to would narrow the intervals."""
    asked = [f"How many seats has {r.actor!r}?" for r in rows if r.seats is UNKNOWN]
    seated = [r for r in rows if _seated(r)]
    if isinstance(passage.attendance, Blank) and (not seated or any(isinstance(r.attendance, Blank) for r in seated)):
        asked.insert(0, "How many members will be present?")
    if passage.quorum is UNKNOWN:
        asked.append("How many members make a quorum?")
    for row in (r for r in seated if isinstance(r.votes_for, Blank)):
        if row.position is UNKNOWN:
            asked.append(f"Where does {row.actor!r} stand?")
        elif row.position == "conditional" and len(set(_stand(row))) > 1:
            asked.append(f"Are the demands of {row.actor!r} met?")
    for others in (r for r in rest if r.seats[1] >= ENOUGH_SILENT * passage.seats.hi):
        asked.append(f"Where do the {span(*others.seats)} members stand for whom no row speaks?")
    return tuple(asked)


def _cheapest(rows: list[Any], called: Mapping[str, str]) -> str:
    """Return, in words, the conditional player with the fewest unmet demands for the most seats."""
    waiting = [
        (len(wants), -row.seats.hi, index, wants)
        for index, row in enumerate(rows)
        if row.position == "conditional" and (wants := [d.want for d in row.demands or () if d.met in ("no", "partly")])
    ]
    if not waiting:
        return ""
    _, _, index, wants = min(waiting)
    actor = called.get(rows[index].actor, rows[index].actor)
    return f"{actor!r} ({rows[index].seats} seats) wants {' and '.join(f'“{w}”' for w in wants)}"


def _seated(row: Any) -> bool:
    return isinstance(row.seats, Number) and row.seats.hi > 0


def _ends(value: Any) -> Interval:
    return float(value.lo), float(value.hi)

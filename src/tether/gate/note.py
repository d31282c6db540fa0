"""The screening note: what the law says to a request, item by item, and what is still asked.

Software screens, a person signs. Nothing is weighed: a stop stands until the paper that clears it is on file, whatever
else speaks for helping. The worst result of any regime is the item's, the worst of any item the request's:

    stop > open > condition > clear > not-reached

``not-reached``: the regime does not apply to this decider, recipient, item or date, which is no permission.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tether.documents.models import KNOWN_KEYS, Words
from tether.dossier.profile import ORDER, WORDS, Result
from tether.errors import numbered
from tether.evidence.claims import Claim, ClaimSource
from tether.gate.questions import PaperKind
from tether.report.blocks import Sentence

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class LegalText:
    """One provision: where it stands, since when, what it says in our words, and whether it was read or recalled."""

    ref: str
    says: str
    since: str = ""
    seen: bool = False
    url: str = ""
    until: str = ""


@dataclass(frozen=True)
class Clearing:
    """What lifts a stop: who may, by which paper; ``paper`` is the kind that a request lists."""

    __pydantic_config__ = KNOWN_KEYS

    authority: str
    document: str
    paper: PaperKind = ""


@dataclass(frozen=True)
class FactFinding:
    """One fact the tests ask for: ``value`` yes, no or unknown, and why; ``claims`` are those it was read from.

    ``basis``: claims · paper (a document on file) · catalogue (the item's legal nature) · supposed (an exercise) ·
    country (the question is of another one) · nothing.
    ``contested``: claims stand on both sides, so the value is unknown and both are shown.
    """

    name: str
    question: str
    value: Literal["yes", "no", "unknown"]
    basis: str
    because: str = ""
    claims: tuple[Claim, ...] = ()
    contested: bool = False


@dataclass(frozen=True)
class RegimeResult:
    """One regime applied to one item: the result, the rule that gave it, what would clear it, what is still asked.

    ``hangs_on`` are the facts whose being otherwise would change the result; for an open question, those to establish.
    """

    regime: str
    name: str
    item: str
    result: Result
    because: str
    texts: tuple[LegalText, ...]
    clearing: Clearing | None = None
    hangs_on: tuple[str, ...] = ()
    could_be: tuple[Result, ...] = ()
    lawyer: str = ""
    unsure: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conditions:
    """What an item needs if it is given at all: against diversion and escalation, on end use and suspension."""

    diversion: str
    escalation: str
    end_use: str
    suspension: str


@dataclass(frozen=True)
class ItemScreen:
    """One item: its results, the worst first, and its conditions."""

    id: str
    name: str
    quantity: str
    results: tuple[RegimeResult, ...]
    conditions: Conditions

    @property
    def verdict(self) -> Result:
        """Return the worst result of any regime."""
        return worst(r.result for r in self.results)

    def having(self, result: Result) -> tuple[RegimeResult, ...]:
        """Return the results of one kind."""
        return tuple(r for r in self.results if r.result == result)


@dataclass(frozen=True)
class Leg:
    """One stretch of road between two towns, km as the crow flies."""

    start: str
    end: str
    km: float


@dataclass(frozen=True)
class Distance:
    """The distance of a threat: direct, and along the towns of a road (a lower bound of the road itself)."""

    start: str
    end: str
    road: str
    direct_km: float
    legs: tuple[Leg, ...]
    said_km: float | None

    @property
    def along_km(self) -> float:
        """Return the sum of the legs."""
        return sum(leg.km for leg in self.legs)

    @property
    def nearer(self) -> str:
        """Return which of the two measures what was said comes nearer to: direct, along, or nothing said."""
        if self.said_km is None:
            return "nothing said"
        return "direct" if abs(self.said_km - self.direct_km) <= abs(self.said_km - self.along_km) else "along"


@dataclass(frozen=True)
class Decision:
    """An officer's decision as recorded in the request: office, date, words. Never a person's name."""

    __pydantic_config__ = KNOWN_KEYS

    office: Words
    date: Words
    words: Words
    papers: tuple[str, ...] = ()


@dataclass(frozen=True)
class LawClock:
    """How far the law on file reaches: each regime that concerns the request, with the day of the last look.

    ``as_of`` is the earliest of these days; ``stale`` are the regimes whose last look lies before the note's day;
    ``of_country`` says whether any regime on file is on this country alone.
    """

    as_of: str
    looks: tuple[tuple[str, str, str], ...]  # (regime, its name, day of the last look)
    stale: tuple[str, ...]
    of_country: bool

    def sentences(self, country: str, day: str) -> tuple[str, ...]:
        """Return what a reader must hear first: law that may be older than the case, a country without an entry."""
        found = []
        if self.stale:
            old = [(name, on) for regime, name, on in self.looks if regime in self.stale]
            days = dict.fromkeys(on for _, on in sorted(old, key=lambda pair: pair[1]))
            said = "; ".join(f"as of {on}: {', '.join(name for name, other in old if other == on)}" for on in days)
            found.append(f"The law on file is older than the case, which is of {day}. {said[:1].upper()}{said[1:]}.")
            found.append("What has become law since then nobody has looked up here.")
        if not self.of_country:
            found.append(f"No regime of {country} alone is on file: what binds there besides, a lawyer must say.")
        return tuple(found)


@dataclass(frozen=True)
class PaperAsked:
    """A paper that would settle what stops or is open: what it is, from which office, the results that wait for it."""

    document: str
    authority: str
    results: tuple[RegimeResult, ...]

    @property
    def stops(self) -> int:
        """Return how many of the results are stops."""
        return sum(r.result == "stop" for r in self.results)


@dataclass(frozen=True)
class ScreeningNote:
    """Section 2 of a brief: one request, one decider, one date.

    ``refusal`` says what refusing costs, from claims; ``decision`` is None until an officer signs; ``clock`` says how
    far the law on file reaches.
    """

    id: str
    title: str
    country: str
    decider: str
    decider_name: str
    as_of: str
    recipient: str
    recipient_name: str
    request_text: tuple[Sentence, ...]
    facts: tuple[FactFinding, ...]
    items: tuple[ItemScreen, ...]
    refusal: tuple[Sentence, ...]
    distance: Distance | None = None
    decision: Decision | None = None
    supposed: bool = False
    retrospective: bool = False
    candidates: tuple[str, ...] = ()  # list entries that may be the recipient: to be decided by a person
    clock: LawClock | None = None
    sources: tuple[ClaimSource, ...] = ()

    def __repr__(self) -> str:
        return (
            f"Screening note {self.id}: {WORDS[self.verdict]} for {self.decider_name}, as of {self.as_of} (cut-off)\n"
            f"  {numbered(len(self.items), 'item')} for {self.recipient_name}; "
            f"{numbered(len(self.stops), 'stop')}, {numbered(len(self.open_questions), 'open question')}\n"
            f"  software screens, a person signs: {'signed' if self.decision else 'not signed'}"
        )

    def to_dataframe(self) -> pd.DataFrame:
        """Return one row per item and regime, the worst first: result, because, who may clear it, what it hangs on."""
        import pandas as pd

        columns = ["item", "quantity", "regime", "result", "because", "cleared_by", "hangs_on"]
        rows = [
            (i.id, i.quantity, r.regime, r.result, r.because, _clears(r), ", ".join(r.hangs_on))
            for i in self.items
            for r in i.results
        ]
        frame = pd.DataFrame(rows, columns=columns)
        frame.attrs = {"decider": self.decider, "recipient": self.recipient, "cut_off": self.as_of}
        frame.attrs["units"] = "results in words: " + ", ".join(ORDER)
        return frame

    @property
    def verdict(self) -> Result:
        """Return the worst result of any item."""
        return worst(i.verdict for i in self.items)

    @property
    def stops(self) -> tuple[RegimeResult, ...]:
        """Return every stop, item by item."""
        return tuple(r for i in self.items for r in i.having("stop"))

    @property
    def open_questions(self) -> tuple[FactFinding, ...]:
        """Return the facts that an open result hangs on, each once."""
        asked = {name for i in self.items for r in i.having("open") for name in r.hangs_on}
        return tuple(f for f in self.facts if f.name in asked)

    @property
    def asked(self) -> tuple[FactFinding, ...]:
        """Return the unknown facts that an open result hangs on: what somebody could answer."""
        return tuple(f for f in self.open_questions if f.value == "unknown")

    @property
    def papers(self) -> tuple[PaperAsked, ...]:
        """Return the papers that would settle it, each from its office: those first that lift most stops.

        Two documents of one kind from one office are one paper, which must say what either asks. What is open because a
        fact is unknown is settled by an answer and needs no paper (``asked``).
        """
        waiting: dict[tuple[str, str], list[RegimeResult]] = {}
        for result in (r for i in self.items for r in (*i.having("stop"), *i.having("open"))):
            if result.clearing is not None and len(result.could_be) < 2:
                clearing = result.clearing
                waiting.setdefault((clearing.authority, clearing.paper or clearing.document), []).append(result)
        found = [_paper(results) for results in waiting.values()]
        return tuple(sorted(found, key=lambda p: (-p.stops, -len(p.results))))

    @property
    def answer(self) -> str:
        """Return the one sentence for page one; it permits nothing."""
        groups = {r: [i.name for i in self.items if i.verdict == r] for r in ORDER}
        said = [f"{WORDS[r]} ({', '.join(names)})" for r, names in groups.items() if names]
        return f"For {self.decider_name}, as of {self.as_of}: {'; '.join(said)}."


def _paper(results: list[RegimeResult]) -> PaperAsked:
    clearings = [r.clearing for r in results if r.clearing is not None]
    fullest = max(dict.fromkeys(c.document for c in clearings), key=len)
    return PaperAsked(fullest, clearings[0].authority, tuple(results))


def worst(results: Iterable[Result]) -> Result:
    """Return the worst of some results; "not-reached" for none."""
    found = set(results)
    return next((r for r in ORDER if r in found), "not-reached")


def _clears(result: RegimeResult) -> str:
    return f"{result.clearing.authority}: {result.clearing.document}" if result.clearing else ""

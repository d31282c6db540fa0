"""The profile of an actor as of a date: what stands in the claims about it, section by section, and what does not.

    profile = make_profile(open_store("iraq", "2015-06"), "badr-organisation")
    profile.sections["patrons"]          # claims, in time order; each leads to its source
    profile.gaps                         # what nobody said: never the same as "none"

A section is a row of ``SECTIONS``: the predicates read with the actor as subject, and those read with it as object.
State forces and militias go through the same rows: one rule for both. To add a section, add a row.

A claim as a sentence: what is said, by what measure, when, and on whose word. Every sentence names its source.

Claims that cannot all be true: numbers whose intervals do not meet, and statements that deny each other.

Contradictions are kept and shown, never averaged away. Bases are not mixed: 100,000 men on a payroll do not contradict
60,000 in the field.

The words for what a legal regime says to a request, the gravest first.

What hangs on one source: leave each out in turn and see which conclusions go with it.

For a profile a conclusion is that a section has something read in its source. What hangs on one source is printed
first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from tether.dossier.fighting import Fighting, fighting
from tether.dossier.store import Store
from tether.errors import numbered
from tether.evidence.claims import PREDICATES, Claim, ClaimSource, DroppedClaim
from tether.evidence.claims.model import PUBLIC
from tether.report.blocks import Sentence, SourceEntry
from tether.theatre.actors import TheatreActor

if TYPE_CHECKING:
    import pandas as pd

MANY = ("people", "men", "police", "clergy", "bedouin")
TAGS = {"S": "", "D": "derived", "R": "recalled, to be checked", "J": "judged by {by}, {coded}"}


def sentence(claim: Claim, names: Mapping[str, str]) -> Sentence:
    """Return the claim as one sentence with its source and, where it is recalled or judged, that said."""
    said = statement(claim, names)
    text = f"{said[:1].upper()}{said[1:]} ({'; '.join(_reservations(claim))})."
    return Sentence(text, claim_id(claim), sources=(claim.source.id,), recalled=not claim.seen)


def claim_id(claim: Claim) -> str:
    """Return the id under which a page and its twin print a claim: the file and line that hold it."""
    return f"claims/{claim.where}" if claim.where else ""


def source_entry(source: ClaimSource) -> SourceEntry:
    """Return a source as it stands in the list at a page's end."""
    weak = f" (weak: {source.weak})" if source.weak else ""
    return SourceEntry(source.id, f"{source.cite}. {source.grade}{weak}", source.weak)


def statement(claim: Claim, names: Mapping[str, str]) -> str:
    """Return what the claim says, without its source: relation or property, number, kinds, words quoted, remark."""
    predicate = PREDICATES[claim.predicate]
    subject, object_ = names.get(claim.subject, claim.subject), names.get(claim.object, claim.object)
    verb = r"\2" if plural(subject) else r"\1"
    said = re.sub(r"\[(\w+)\|(\w+)\]", verb, predicate.sentence).format(s=subject, o=object_)
    if predicate.object == "text" and "{o}" not in predicate.sentence and claim.object:
        said += f" ({claim.object})"
    if claim.v is not None:
        said += f": {number(claim)}" + (f", {claim.basis}" if claim.basis and claim.basis != "judged" else "")
    if claim.kinds:
        said += f" [{', '.join(claim.kinds)}]"
    said += f": “{claim.quote}”" if claim.quote else ""
    return said + (f". {claim.note[:1].upper()}{claim.note[1:]}" if claim.note else "")


def plural(name: str) -> bool:
    """Return whether a name takes a plural verb: by its head noun ("Sunni Arabs", "brigades", not "United States")."""
    head = re.split(r" of | in | loyal | \(|, | / ", name)[0].strip().lower()
    last = head.split()[-1] if head else ""
    one = last.endswith(("ss", "us")) or head.startswith("united")
    return last in MANY or (last.endswith("s") and not one)


def number(claim: Claim) -> str:
    """Return the number as a person reads it: one figure, or the middle with its range, and the unit."""
    assert claim.lo is not None and claim.v is not None and claim.hi is not None
    as_share = claim.unit == "share" or claim.unit.startswith("share ")
    form = (lambda x: f"{100 * x:.3g} %") if as_share else _plain
    unit = claim.unit.removeprefix("share").strip() if as_share else "" if claim.unit == "strength" else claim.unit
    unit = "people" if claim.predicate == "size" and unit == "men" else unit  # women's units are counted, too
    text = form(claim.v) if claim.lo == claim.hi else f"{form(claim.v)} ({form(claim.lo)} to {form(claim.hi)})"
    return f"{text} {unit}".strip()


def when(claim: Claim) -> str:
    """Return the time of a claim: a day, a month, a year, a span, or since when."""
    start, end = claim.happened_from, claim.happened_to
    if end is None:
        return f"since {_short(start, first=True)}"
    if start == end:
        return str(start)
    if (start.month, start.day) == (1, 1) and (end.month, end.day) == (12, 31):
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    if start.year == end.year and start.month == end.month:
        return f"{start:%Y-%m}"
    return f"{_short(start, first=True)} to {_short(end, first=False)}"


def _reservations(claim: Claim) -> list[str]:
    said = [when(claim), f"{claim.source.id}, {claim.grade}"]
    if claim.basis == "judged" and claim.tag != "J":
        said.append("the number is the coder's judgement")
    if TAGS[claim.tag]:
        said.append(TAGS[claim.tag].format(by=claim.judged_by, coded=claim.coded))
    if claim.handling != PUBLIC:
        said.append(claim.handling)
    return said + ([f"weak: {claim.source.weak}"] if claim.source.weak and claim.seen else [])


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


def _short(day: date, *, first: bool) -> str:
    if first and day.day == 1:
        return f"{day.year}" if day.month == 1 else f"{day:%Y-%m}"
    return str(day) if first or day.day < 28 else f"{day:%Y-%m}"


DENIALS = (("organ-of", "not-organ-of"), ("recognised-by", "unrecognised-by"), ("designated-by", "not-designated-by"))


@dataclass(frozen=True)
class ClaimContradiction:
    """Two claims that do not agree, and how."""

    one: Claim
    other: Claim
    how: str


def contradictions(claims: Iterable[Claim]) -> tuple[ClaimContradiction, ...]:
    """Return the pairs of claims that contradict each other at the same time."""
    listed = list(claims)
    return tuple(_numbers(listed) + _denials(listed))


def _numbers(claims: list[Claim]) -> list[ClaimContradiction]:
    groups: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.v is not None and claim.predicate not in ("turnover", "losses", "event"):
            groups[claim.subject, claim.predicate, claim.object, claim.basis, claim.unit].append(claim)
    found = []
    for members in groups.values():
        for one, other in combinations(members, 2):
            if _meet_in_time(one, other) and not _overlap(one, other):
                low, high = sorted((one, other), key=lambda c: c.v or 0.0)
                found.append(ClaimContradiction(low, high, f"by a factor of {_factor(low, high):.3g}"))
    return found


def _denials(claims: list[Claim]) -> list[ClaimContradiction]:
    found = []
    for yes, no in DENIALS:
        for one in (c for c in claims if c.predicate == yes):
            for other in (c for c in claims if c.predicate == no):
                if (one.subject, one.object) == (other.subject, other.object) and _meet_in_time(one, other):
                    found.append(ClaimContradiction(one, other, "one denies the other"))
    return found


def _meet_in_time(one: Claim, other: Claim) -> bool:
    first, second = sorted((one, other), key=lambda c: c.happened_from)
    return first.happened_to is None or first.happened_to >= second.happened_from


def _overlap(one: Claim, other: Claim) -> bool:
    assert one.lo is not None and one.hi is not None and other.lo is not None and other.hi is not None
    return one.lo <= other.hi and other.lo <= one.hi


def _factor(low: Claim, high: Claim) -> float:
    assert low.v is not None and high.v is not None
    return high.v / low.v if low.v else float("inf")


@dataclass(frozen=True)
class ProfileHeading:
    """One heading: predicates with the actor as subject, as object, and what is asked if nothing is found."""

    title: str
    subject: tuple[str, ...] = ()
    object: tuple[str, ...] = ()
    gap: str = ""
    armed: bool = False  # asked of armed actors only


SECTIONS: Mapping[str, ProfileHeading] = {
    "status": ProfileHeading(
        "Status in law",
        ("status", "organ-of", "not-organ-of", "designated-by", "not-designated-by"),
        ("consents-to",),
        "what it is in law, and since when",
    ),
    "recognition": ProfileHeading(
        "Recognition",
        ("recognised-by", "unrecognised-by", "recognises"),
        ("recognises",),
        "who recognises it, and since when",
    ),
    "composition": ProfileHeading(
        "Composition beneath the label", ("composed-of",), ("composed-of", "organ-of"), "whom it is made of", armed=True
    ),
    "command": ProfileHeading("Command", ("commands",), ("commands",), "who commands it, and how firmly", armed=True),
    "alignment": ProfileHeading(
        "Alignments over time",
        ("aligned-with", "tied-to", "defects-from"),
        ("aligned-with",),
        "whose side it is on",
        armed=True,
    ),
    "patrons": ProfileHeading(
        "Patrons and clients",
        ("patron-of", "aids", "refuses", "requests", "supports-in-fight-with"),
        ("patron-of", "aids", "refuses", "requests", "supports-in-fight-with"),
        "who pays, arms, trains or advises it",
        armed=True,
    ),
    "home": ProfileHeading(
        "Home and reach",
        ("rooted-in", "present-in", "controls", "recruits-from", "motive", "population", "community-share"),
        ("rooted-in", "controls", "recruits-from"),
        "where it is at home, and where it can go",
        armed=True,
    ),
    "size": ProfileHeading(
        "Strength on paper and in the field",
        ("size", "ghost-share", "equipment", "turnover", "pay", "budget"),
        (),
        "how many men, on which list, how many present, what they are paid",
        armed=True,
    ),
    "record": ProfileHeading(
        "Record, by one rule for state and militia",
        ("abuse-record", "vetted-by", "abuses", "discipline", "effectiveness", "losses", "event", "said"),
        ("abuses",),
        "what it did to people, and how it fought",
        armed=True,
    ),
    "foes": ProfileHeading(
        "Foes and rivals",
        ("fights", "competes-with", "share-of-fighting"),
        ("fights", "competes-with"),
        "whom it fights",
    ),
    "politics": ProfileHeading(
        "Trust, fear and politics",
        ("seats", "position", "legitimacy", "distrusts", "fears", "shares-power-with"),
        ("distrusts", "fears", "legitimacy", "shares-power-with"),
        "who trusts or fears it",
    ),
}  # fmt: skip
ARMED = ("force", "group", "umbrella", "unit")


@dataclass(frozen=True)
class Profile:
    """What is known about one actor at one date; ``later`` is for the page of what happened afterwards."""

    actor: TheatreActor
    store: Store
    sections: Mapping[str, tuple[Claim, ...]]
    fighting: Fighting | None
    contradictions: tuple[ClaimContradiction, ...]
    gaps: tuple[str, ...]
    later: tuple[Claim, ...]
    dropped: tuple[DroppedClaim, ...] = ()  # what does not count at the date, with the reason

    def __repr__(self) -> str:
        return (
            f"Dossier of {self.actor.name} ({self.actor.id}, {self.actor.kind}), as of {self.store.as_of} (cut-off)\n"
            f"  {numbered(len(self.claims), 'claim')} from {numbered(len(self.sources), 'source')}, "
            f"{self.tagged('R')} facts unread, "
            f"{self.tagged('J')} judgements; "
            f"{numbered(len(self.contradictions), 'contradiction')}, {numbered(len(self.gaps), 'gap')}"
        )

    def to_dataframe(self) -> pd.DataFrame:
        """Return the claims, one row per section and claim: ``section``, then as in ``Claims.to_dataframe``."""
        pairs = [(key, claim) for key, claims in self.sections.items() for claim in claims]
        frame = replace(self.store.claims, claims=tuple(claim for _, claim in pairs)).to_dataframe()
        frame.insert(0, "section", [key for key, _ in pairs])
        frame.attrs = {"actor": self.actor.id, "units": "as in the column unit", "cut_off": str(self.store.as_of)}
        return frame

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """Return every claim of the profile, each once, in the order of the sections."""
        return tuple(dict.fromkeys(c for claims in self.sections.values() for c in claims))

    @cached_property
    def sources(self) -> tuple[ClaimSource, ...]:
        """Return the sources, in the order in which the profile first uses them."""
        return tuple({c.source.id: c.source for c in self.claims}.values())

    def tagged(self, tag: str) -> int:
        """Return how many claims have a tag: S, D, R or J."""
        return sum(c.tag == tag for c in self.claims)

    @property
    def may_headline(self) -> bool:
        """Return whether anything may be said about it on a first page: some claim was read in its source."""
        return any(c.seen for c in self.claims)


def make_profile(store: Store, name: str) -> Profile:
    """Return the profile of the actor called ``name`` (id, name or alias)."""
    actor = store.find(name)
    sections = {key: _gather(store, actor.id, section) for key, section in SECTIONS.items()}
    every = tuple(dict.fromkeys(c for claims in sections.values() for c in claims))
    return Profile(
        actor=actor,
        store=store,
        sections=sections,
        fighting=fighting(store, actor) if actor.kind in (*ARMED, "government") else None,
        contradictions=contradictions(every),
        gaps=_gaps(actor, sections),
        later=tuple(c for c in store.later if actor.id in (c.subject, c.object)),
        dropped=tuple(d for d in store.dropped if actor.id in (d.claim.subject, d.claim.object)),
    )


def _gather(store: Store, identity: str, section: ProfileHeading) -> tuple[Claim, ...]:
    found = [c for c in store.claims if c.subject == identity and c.predicate in section.subject]
    found += [c for c in store.claims if c.object == identity and c.predicate in section.object]
    return tuple(sorted(dict.fromkeys(found), key=lambda c: (c.subject != identity, c.predicate, c.happened_from)))


def _gaps(actor: TheatreActor, sections: Mapping[str, tuple[Claim, ...]]) -> tuple[str, ...]:
    """Return what no claim answers, and what only recalled claims answer."""
    gaps = []
    for key, section in SECTIONS.items():
        if not section.gap or (section.armed and actor.kind not in ARMED):
            continue
        if not sections[key]:
            gaps.append(f"Not in the evidence: {section.gap}.")
        elif not any(c.seen for c in sections[key]):
            gaps.append(f"Recalled only, to be looked up: {section.gap}.")
    if actor.kind in ARMED:
        bases = {c.basis for c in sections["size"] if c.predicate == "size"}
        if bases and "field" not in bases:
            gaps.append("No count of those present in the field: every size above is claimed or on paper.")
    return tuple(gaps)


Result = Literal["stop", "open", "condition", "clear", "not-reached"]
ORDER: tuple[Result, ...] = ("stop", "open", "condition", "clear", "not-reached")
WORDS: dict[Result, str] = {
    "stop": "stop",
    "open": "open question",
    "condition": "only on conditions",
    "clear": "no bar found",
    "not-reached": "does not reach this",
}


@dataclass(frozen=True)
class SourceDependence:
    """A source, and what is lost without it."""

    source: str
    loss: str


def source_dependence(profile: Profile) -> tuple[SourceDependence, ...]:
    """Return the sources that alone carry a section of a profile, those that carry most first."""
    alone: dict[str, list[str]] = {}
    for key, claims in profile.sections.items():
        behind = {c.source.id for c in claims if c.seen}
        if len(behind) == 1:
            alone.setdefault(behind.pop(), []).append(SECTIONS[key].title.lower())
    ranked = sorted(alone.items(), key=lambda pair: -len(pair[1]))
    return tuple(
        SourceDependence(source, f"nothing read in a source remains on {', '.join(lost)}") for source, lost in ranked
    )

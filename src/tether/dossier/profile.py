"""The profile of an actor as of a date: what stands in the claims about it, section by section, and what does not.

    profile = make_profile(open_store("iraq", "2015-06"), "badr-organisation")
    profile.sections["patrons"]          # claims, in time order; each leads to its source
    profile.gaps                         # what nobody said: never the same as "none"

A section is a row of ``SECTIONS``: the predicates read with the actor as subject, and those read with it as object.
State forces and militias go through the same rows: one rule for both. To add a section, add a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from tether.dossier.contradictions import ClaimContradiction, contradictions
from tether.dossier.fighting import Fighting, fighting
from tether.dossier.store import Store
from tether.evidence.claims import Claim, ClaimSource
from tether.theatre.actors import TheatreActor

if TYPE_CHECKING:
    import pandas as pd


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
        ("abuse-record", "abuses", "discipline", "effectiveness", "losses", "event", "said"),
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

    def __repr__(self) -> str:
        return (
            f"Dossier of {self.actor.name} ({self.actor.id}, {self.actor.kind}), as of {self.store.as_of} (cut-off)\n"
            f"  {len(self.claims)} claims from {len(self.sources)} sources, {self.recalled_share:.0%} recalled; "
            f"{len(self.contradictions)} contradictions, {len(self.gaps)} gaps"
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

    @property
    def recalled_share(self) -> float:
        """Return the share of the claims that are recalled."""
        return sum(not c.seen for c in self.claims) / len(self.claims) if self.claims else 0.0

    @property
    def may_headline(self) -> bool:
        """Return whether anything may be said about it on a first page: some claim was read in its source."""
        return any(c.seen for c in self.claims)


def make_profile(store: Store, name: str) -> Profile:
    """Return the profile of the actor called ``name`` (id, name or alias)."""
    actor = store.actor(name)
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
            gaps.append("No count of men present in the field: every size above is claimed or on paper.")
    return tuple(gaps)

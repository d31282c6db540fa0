"""Two sections that say one thing of one body, and say it otherwise: a table of pairs (GRF01).

    Mirror(Says("arms.storage", ("home",), "…"), ("force",), Says("cantonments.arms", (…), "…"), ("of",), why)

Rows of two lists are about one body where the keys that name it agree; both clauses then say where its arms are,
whether its money passes through the treasury, whether it may refuse.

To add a pair: one row of ``MIRRORS``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tether.charter.consistency.clauses import CharterClause
from tether.charter.consistency.grants.pairs import ExclusivePair, Says, says, worded_value
from tether.charter.consistency.roles import attribute
from tether.charter.reading import Design
from tether.charter.values import ABSENT, NONE


@dataclass(frozen=True)
class Mirror:
    """Two keys of two lists that shut each other out where both rows name one body, by these keys."""

    one: Says
    by: tuple[str, ...]
    other: Says
    and_by: tuple[str, ...]
    why: str
    lesser: bool = True


_STORED = ("joint-store", "double-key", "handed-in")

MIRRORS = (
    Mirror(Says("arms.storage", ("home",), "{name} keeps its arms at home"), ("force",),
           Says("cantonments.arms", _STORED, "in their camps the arms of {name} {value}"), ("of",),
           "arms lie in one place", False),
    Mirror(Says("arms.storage", ("joint-depot",), "the arms of {name} lie in a joint depot"), ("force",),
           Says("cantonments.arms", ("carried", "own-store"), "in their camps the arms of {name} {value}"), ("of",),
           "arms lie in one place"),
    Mirror(Says("sharing.partners.power", ("vetoes",), "{name} has a veto"), ("actor",),
           Says("trust.consent.can_refuse", (False,), "{name}, which agrees for the places, may not say no"), ("body",),
           "who has a veto may say no"),
    Mirror(Says("politics.vetoes.formal", (True,), "{name} holds a formal veto"), ("actor",),
           Says("trust.consent.can_refuse", (False,), "{name}, which agrees for the places, may not say no"), ("body",),
           "who has a veto may say no"),
    Mirror(Says("politics.vetoes.formal", (False,), "{name} holds no formal veto"), ("actor",),
           Says("sharing.partners.power", ("vetoes",), "{name} has a veto"), ("actor",),
           "one has a veto, or has none"),
    Mirror(Says("politics.rival_tracks.funded", (False,), "the rival track {name} is not paid"), ("force",),
           Says("forces.funded_in_parallel", (True,), "{name} is paid by the state beside the new force"), ("id",),
           "one is paid, or is not", False),
    Mirror(Says("politics.rival_tracks.funded", (True,), "the rival track {name} is paid"), ("force",),
           Says("forces.funded_in_parallel", (False,), "{name} is not paid by the state beside the new force"), ("id",),
           "one is paid, or is not"),
    Mirror(Says("politics.rival_tracks.funded", (False,), "the rival track {name} is not paid"), ("force",),
           Says("pay.base_month", (), "a man of {name} earns {value} a month"), ("force",),
           "one is paid, or is not", False),
    Mirror(Says("politics.rival_tracks.open", (True,), "the rival track {name} takes men now"), ("force",),
           Says("forces.status", ("to-dissolve",), "{name} is to be dissolved"), ("id",),
           "what is dissolved takes nobody in"),
    Mirror(Says("patrons.via_state", (False,), "what {name} gives goes past the state"), ("actor", "to"),
           Says("pay.funder_via_state", (True,), "the pay that {name} funds passes through the treasury"),
           ("funder", "force"), "one backer's money takes one way"),
    Mirror(Says("patrons.via_state", (True,), "what {name} gives passes through the state"), ("actor", "to"),
           Says("pay.funder_via_state", (False,), "the pay that {name} funds goes past the treasury"),
           ("funder", "force"), "one backer's money takes one way"),
    Mirror(Says("groups.patron", (NONE,), "{name} has no outside backer"), ("id",),
           Says("arms.owner", ("patron",), "the arms of {name} belong to an outside backer"), ("force",),
           "a backer who owns arms is a backer", False),
    Mirror(Says("aid.eum.serials", (True,), "the serial numbers of what {name} is given are followed"), ("to",),
           Says("arms.registered", (False,), "the arms of {name} are on no list"), ("force",),
           "what is followed by its number is on a list"),
    Mirror(Says("politics.rival_tracks.open", (True,), "the rival track {name} takes men now"), ("force",),
           Says("pay.registration", ("closed",), "the list of {name} is closed"), ("force",),
           "a list that is closed takes nobody"),
    Mirror(Says("politics.rival_tracks.open", (False,), "the rival track {name} takes nobody"), ("force",),
           Says("pay.registration", ("open",), "the list of {name} is open"), ("force",),
           "a list that is open takes men"),
)  # fmt: skip


def mirrored(design: Design) -> Iterator[ExclusivePair]:
    """Yield each pair of clauses of two lists that speak of one body."""
    for mirror in MIRRORS:
        mine = list(_told(design, mirror.one, mirror.by))
        for name, one, first in mine:
            for other_name, other, second in _told(design, mirror.other, mirror.and_by):
                if name == other_name:
                    yield ExclusivePair((one, first), (other, second), mirror.why, mirror.lesser)


def _told(
    design: Design, said: Says, by: tuple[str, ...]
) -> Iterator[tuple[tuple[Any, ...], CharterClause, bool | None]]:
    """Yield (whom a row is about, its clause, whether it says so) of each row of a list that may say so."""
    section, key = next((s, said.key.removeprefix(f"{s}.")) for s in _SECTIONS if said.key.startswith(f"{s}."))
    for path, row in design.rows(section):
        names = tuple(getattr(row, attribute(name)) for name in by)
        value = design.charter.at(f"{path}.{key}")
        truth = False if value is ABSENT else says(value, said.of)
        if truth is not False and all(isinstance(name, str) for name in names):
            words = said.said.format(name=repr(names[0]), value=worded_value(value))
            yield names, CharterClause(f"{path}.{key}", words), truth


_SECTIONS = (
    "arms", "cantonments", "sharing.partners", "trust.consent", "politics.vetoes", "politics.rival_tracks", "forces",
    "groups", "pay", "patrons", "aid",
)  # fmt: skip

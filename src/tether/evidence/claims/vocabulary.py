"""The words of a claim: predicates, bases, grades, handling marks. One row per predicate; a new one is a new row.

``object`` says what may stand as object: an ``actor``, a ``place``, a ``community``, any of them, free ``text``, or
nothing. ``value`` says what the number is: a ``share`` or ``strength`` in [0, 1], a ``count`` of men or things, an
amount of ``money``; None: no number. ``bases`` are the ways in which the number can be meant, which are never mixed:
men *claimed* by a spokesman are not men on a *payroll* nor men in the *field*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

GRADES = {
    "public-record": "a law, a decree, a gazette, a published data set",
    "court": "a court's or a panel of experts' finding",
    "official": "said on the record by an official body about itself or another",
    "press": "reported by a newspaper, agency or broadcaster",
    "analysis": "a researcher's, institute's or organisation's own finding",
    "private-admission": "said in private by an official, reported by another",
}
HANDLINGS = {
    "public": "may be exported",
    "internal": "may be read here, is left out of every export",
}
BASES = {
    "claimed": "said by the force or its friends or foes",
    "payroll": "on a pay list",
    "field": "present and fit to be used",
    "authorised": "posts allowed by a law, a budget or an order",
    "planned": "foreseen in a plan or a bill",
    "counted": "counted by the source",
    "judged": "put on a scale by the coder of this file, from the sources named: an assumption, not a measurement",
    "survey": "share of people asked",
    "derived": "arithmetic on other claims, shown in the text",
}
RECORDS = {
    "credible": "said by an official body, a court or an organisation that shows its evidence",
    "alleged": "said, without evidence shown",
    "remedied": "those responsible were tried or removed",
    "none-found": "looked for and not found",
}
Objects = Literal["actor", "place", "community", "party", "any", "text", "none"]
Values = Literal["share", "strength", "count", "money", "any"] | None


@dataclass(frozen=True)
class Predicate:
    """One relation or property: its sentence (``{s}`` subject, ``{o}`` object), object and value kinds, and family.

    ``family`` is ``relation`` for the edges of the patron graph, else the section of a profile.
    """

    sentence: str
    object: Objects = "none"
    value: Values = None
    family: str = "property"
    valued: bool = False  # the number is required


def _relations() -> dict[str, Predicate]:
    rows: dict[str, tuple[str, Objects, Values]] = {
        "fights": ("{s} fights {o}", "party", None),
        "requests": ("{s} asks {o} for help", "actor", None),
        "aids": ("{s} aids {o}", "actor", "any"),
        "refuses": ("{s} refuses {o}", "actor", None),
        "commands": ("{s} commands {o}", "actor", "strength"),
        "composed-of": ("{s} is composed of {o}", "actor", "share"),
        "aligned-with": ("{s} is aligned with {o}", "actor", "strength"),
        "recognises": ("{s} recognises {o}", "actor", None),
        "patron-of": ("{s} is patron of {o}", "actor", "strength"),
        "rooted-in": ("{s} is rooted in {o}", "any", "share"),
        "abuses": ("{s} is recorded as abusing {o}", "any", "count"),
        "fears": ("{s} fears {o}", "actor", "strength"),
        "distrusts": ("{s} distrusts {o}", "actor", "share"),
        "competes-with": ("{s} competes with {o}", "actor", "strength"),
        "controls": ("{s} controls {o}", "place", "share"),
        "recruits-from": ("{s} recruits from {o}", "any", "share"),
        "defects-from": ("{s} defects from {o}", "actor", "any"),
        "organ-of": ("{s} is in law a force of {o}", "actor", None),
        "not-organ-of": ("{s} is in law no force of {o}", "actor", None),
        "recognised-by": ("{s} is recognised by {o}", "any", None),
        "unrecognised-by": ("{s} is not recognised by {o}", "any", None),
        "designated-by": ("{s} is on a terrorist list of {o}", "actor", None),
        "not-designated-by": ("{s} is on no terrorist list of {o}", "actor", None),
        "tied-to": ("{s} is said to be tied to {o}", "actor", "strength"),
        "consents-to": ("{s} consents to help for {o}", "actor", None),
        "shares-power-with": ("{s} shares power with {o}", "actor", None),
    }
    return {k: Predicate(sentence, obj, value, "relation") for k, (sentence, obj, value) in rows.items()}


PREDICATES: dict[str, Predicate] = _relations() | {
    "size": Predicate("{s} has men", "none", "count", "strength", valued=True),
    "ghost-share": Predicate("share of {s} that is paid and absent", "none", "share", "strength", valued=True),
    "present-in": Predicate("share of {s} present in {o}", "place", "share", "reach", valued=True),
    "equipment": Predicate("{s} holds {o}", "text", "count", "strength"),
    "losses": Predicate("{s} lost men", "text", "any", "record"),
    "share-of-fighting": Predicate("share of the fighting against {o} borne by {s}", "actor", "share", "record"),
    "pay": Predicate("{s} is paid a month", "none", "money", "money", valued=True),
    "budget": Predicate("{s} has a budget a year", "text", "money", "money", valued=True),
    "community-share": Predicate("share of {o} among the people of {s}", "community", "share", "society", valued=True),
    "population": Predicate("{s} has inhabitants", "none", "count", "society", valued=True),
    "status": Predicate("legal status of {s}: {o}", "text", None, "status"),
    "discipline": Predicate("discipline of {s}", "text", "strength", "record"),
    "effectiveness": Predicate("{s} in the fight: {o}", "text", "strength", "record"),
    "abuse-record": Predicate("{s}: grave abuses, {o}", "text", "any", "record"),
    "event": Predicate("{s}: {o}", "text", "any", "record"),
    "motive": Predicate("{s} is moved by {o}", "text", None, "society"),
    "legitimacy": Predicate("share of {o} that trusts {s}", "community", "share", "society"),
    "seats": Predicate("{s} holds seats", "none", "count", "politics", valued=True),
    "position": Predicate("{s} on the guard: {o}", "text", None, "politics"),
    "turnover": Predicate("{s}: {o}", "text", "any", "strength"),
    "said": Predicate("said of {s}: {o}", "text", None, "record"),
}

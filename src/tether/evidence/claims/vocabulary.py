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
    "lesser": "credible, and no gross violation in the sense of the laws on assistance",
    "remedied": "those responsible were tried or removed",
    "none-found": "looked for and not found",
}
KINDS = (
    "funds",
    "arms",
    "advisers",
    "training",
    "intelligence",
    "troops",
    "sanctuary",
    "air",
    "political",
)  # of support
Objects = Literal["actor", "place", "community", "party", "any", "text", "none"]
Values = Literal["share", "strength", "count", "money", "any"] | None


@dataclass(frozen=True)
class Predicate:
    """One relation or property: its sentence, object and value kinds, and family.

    In the sentence ``{s}`` is the subject, ``{o}`` the object, ``[is|are]`` the verb for one and for many.

    ``family`` is ``relation`` for the edges of the patron graph, else the section of a profile.
    """

    sentence: str
    object: Objects = "none"
    value: Values = None
    family: str = "property"
    valued: bool = False  # the number is required


def _relations() -> dict[str, Predicate]:
    rows: dict[str, tuple[str, Objects, Values]] = {
        "fights": ("{s} [fights|fight] {o}", "party", None),
        "requests": ("{s} [asks|ask] {o} for help", "actor", None),
        "aids": ("{s} [aids|aid] {o}", "actor", "any"),
        "refuses": ("{s} [refuses|refuse] {o}", "actor", None),
        "commands": ("{s} [commands|command] {o}", "actor", "strength"),
        "composed-of": ("{s} [is|are] composed of {o}", "actor", "share"),
        "aligned-with": ("{s} [is|are] aligned with {o}", "actor", "strength"),
        "recognises": ("{s} [recognises|recognise] {o}", "actor", None),
        "patron-of": ("{s} [is|are] patron of {o}", "actor", "strength"),
        "rooted-in": ("{s} [is|are] rooted in {o}", "any", "share"),
        "abuses": ("{s} [is|are] recorded as abusing {o}", "any", "count"),
        "fears": ("{s} [fears|fear] {o}", "actor", "strength"),
        "distrusts": ("{s} [distrusts|distrust] {o}", "actor", "share"),
        "competes-with": ("{s} [competes|compete] with {o}", "actor", "strength"),
        "controls": ("{s} [controls|control] {o}", "place", "share"),
        "recruits-from": ("{s} [recruits|recruit] from {o}", "any", "share"),
        "defects-from": ("{s} [defects|defect] from {o}", "actor", "any"),
        "organ-of": ("{s} [is|are] in law a force of {o}", "actor", None),
        "not-organ-of": ("{s} [is|are] in law no force of {o}", "actor", None),
        "recognised-by": ("{s} [is|are] recognised by {o}", "any", None),
        "unrecognised-by": ("{s} [is|are] not recognised by {o}", "any", None),
        "designated-by": ("{s} [is|are] on a terrorist list of {o}", "actor", None),
        "not-designated-by": ("{s} [is|are] on no terrorist list of {o}", "actor", None),
        "tied-to": ("{s} [is|are] said to be tied to {o}", "actor", "strength"),
        "consents-to": ("{s} [consents|consent] to help for {o}", "actor", None),
        "supports-in-fight-with": (
            "{s} [supports|support] a side (the source does not say which) against {o} or with it",
            "actor",
            None,
        ),
        "shares-power-with": ("{s} [shares|share] power with {o}", "actor", None),
    }
    return {k: Predicate(sentence, obj, value, "relation") for k, (sentence, obj, value) in rows.items()}


PREDICATES: dict[str, Predicate] = _relations() | {
    "size": Predicate("{s} [has|have] men", "none", "count", "strength", valued=True),
    "ghost-share": Predicate("share of {s} that is paid and absent", "none", "share", "strength", valued=True),
    "present-in": Predicate("share of {s} present in {o}", "place", "share", "reach", valued=True),
    "equipment": Predicate("{s} [holds|hold] {o}", "text", "count", "strength"),
    "losses": Predicate("{s} lost men", "text", "any", "record"),
    "share-of-fighting": Predicate("share of the fighting against {o} borne by {s}", "actor", "share", "record"),
    "pay": Predicate("{s} [is|are] paid a month", "none", "money", "money", valued=True),
    "budget": Predicate("{s} [has|have] a budget a year", "text", "money", "money", valued=True),
    "community-share": Predicate("share of {o} among the people of {s}", "community", "share", "society", valued=True),
    "population": Predicate("{s} [has|have] inhabitants", "none", "count", "society", valued=True),
    "status": Predicate("legal status of {s}: {o}", "text", None, "status"),
    "discipline": Predicate("discipline of {s}", "text", "strength", "record"),
    "effectiveness": Predicate("{s} in the fight: {o}", "text", "strength", "record"),
    "abuse-record": Predicate("{s}: grave abuses, {o}", "text", "any", "record"),
    "event": Predicate("{s}: {o}", "text", "any", "record"),
    "motive": Predicate("{s} [is|are] moved by {o}", "text", None, "society"),
    "legitimacy": Predicate("share of {o} that trusts {s}", "community", "share", "society"),
    "seats": Predicate("{s} [holds|hold] seats", "none", "count", "politics", valued=True),
    "position": Predicate("{s} on the guard: {o}", "text", None, "politics"),
    "turnover": Predicate("{s}: {o}", "text", "any", "strength"),
    "said": Predicate("said of {s}: {o}", "text", None, "record"),
}

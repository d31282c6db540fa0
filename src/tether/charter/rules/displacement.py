"""DIS: those driven out may come back, and not by leave of the men who now hold the place.

In Iraq local and sub-state forces raised against the Islamic State blocked returns and drove people out, and in other
places made return possible (GPPi 2019): who decides and who watches makes the difference.
"""

from __future__ import annotations

from collections.abc import Iterator

from tether.charter.findings import RuleVerdict, among, cannot_tell, either, fires, given, provided, quiet
from tether.charter.reading import Design
from tether.charter.rules.rule import rule
from tether.charter.rules.sharing import raised_locally
from tether.charter.values import NONE, UNKNOWN, Blank, Number

RETURN = "Displaced persons have a right to voluntary return in safety to their homes or places of habitual residence"


@rule(
    code="DIS01",
    severity="stop",
    statement="Nobody is barred from coming home because of the community he belongs to, or sent home against his will",
    words=RETURN,
    source="ICRC, Customary International Humanitarian Law, rule 132",
    second="Guiding Principles on Internal Displacement (1998), principle 28(1): 'to return voluntarily, in safety and "
    "with dignity'; HRW, Oct 2017: families in Anbar barred for a relative's ties",
    evidence="normative",
    law="customary humanitarian law, rule 132, in international and non-international armed conflicts",
    remedy="Write that return is voluntary and individual, that nobody is barred as a group, and who hears a refusal.",
    asks="the interior ministry",
    fails="displacement: {return_free: false}",
    passes="displacement: {return_free: true}",
)
def free_to_return(design: Design) -> Iterator[RuleVerdict]:
    """Fires only where the charter itself denies free return; silence is a question, not a stop."""
    at, free = "displacement.return_free", design.at("displacement.return_free")
    if free is False:
        yield fires(at, "the charter lets people be barred from return as a group, or returned against their will")
    elif free is True:
        yield quiet(at)
    else:
        question = "May everybody who was driven out come back freely, whatever community he belongs to?"
        yield from provided(concerned(design), [cannot_tell(at, question)], at, question)


def concerned(design: Design) -> bool | None:
    """Whether the charter speaks of the displaced, or raises a local force where control is or was contested."""
    if design.at("displacement"):
        number = design.at("displacement.displaced")
        return None if number is UNKNOWN else not (isinstance(number, Number) and number.hi == 0)
    local = [(force.status, design.named(p)) for _, force in raised_locally(design) for p in force.places or ()]
    known = [(status, place.control) for status, place in local if place is not None]
    return either(*(among(control, CONTESTED) if status is not UNKNOWN else None for status, control in known))


DISPLACED = "How many people were driven out of the places in scope, if any?"
CONTESTED = ("contested", "insurgent", "other-force")


@rule(
    code="DIS02",
    severity="error",
    statement="The new force does not decide who may return",
    words="directly involved in blocking some IDPs' return",
    source="Gaston & Schulz, At the Tip of the Spear, GPPi, 18 Feb 2019, on local and sub-state forces in Iraq",
    second="Guiding Principles on Internal Displacement (1998), principle 28(1): competent authorities have 'the "
    "primary duty and responsibility'",
    evidence="mixed",
    remedy="Let civil authorities decide on return, with police screening by name; keep the new force out of both.",
    asks="the interior ministry",
    tensions=(1,),
    fails="""
forces: [{id: g, status: new}]
displacement: {force_screens: true, return_decided_by: g}
""",
    passes="""
forces: [{id: g, status: new}]
displacement: {force_screens: false, return_decided_by: governor}
""",
)
def not_decided_by_the_force(design: Design) -> Iterator[RuleVerdict]:
    """Who screens returnees, and who decides."""
    yield from provided(concerned(design), _not_the_force(design), "displacement.displaced", DISPLACED)


def _not_the_force(design: Design) -> Iterator[RuleVerdict]:
    if design.at("displacement") is UNKNOWN:
        question = "Who decides who may come back, and who screens them: police, or the new force?"
        yield cannot_tell("displacement", question)
        return
    at, screens = "displacement.force_screens", design.at("displacement.force_screens")
    if screens is UNKNOWN or isinstance(design.at("displacement"), Blank):
        yield cannot_tell(at, "Who screens those who come back: police, or the new force itself?")
    else:
        yield fires(at, "the new force itself screens those who come back") if screens else quiet(at)
    at, who = "displacement.return_decided_by", design.at("displacement.return_decided_by")
    new = {force.id: sure for _, force, sure in design.created()}
    decider = next((new[n] for n in (who, getattr(design.named(who), "force", NONE)) if n in new), False)
    if isinstance(who, str) and decider is not False:
        screens = ("displacement.force_screens",) if design.at("displacement.force_screens") is False else ()
        found = fires(at, f"{who!r}, the new force, decides who may return", related=screens)
        yield from provided(decider, [found], at, f"Is {who!r}, which decides who may return, the new force?")
    else:
        yield given(at, who, "nobody is named who decides on return", "Who decides who may come back, and when?")


@rule(
    code="DIS03",
    severity="warning",
    statement="Claims to house and land are heard, and someone outside watches return",
    words="The property rights of displaced persons must be respected",
    source="ICRC, Customary International Humanitarian Law, rule 133",
    second="CIVIC, Ignoring Iraq's Most Vulnerable, Apr 2021; GPPi, 18 Feb 2019: property destroyed and looted by "
    "forces raised against the Islamic State",
    evidence="normative",
    remedy="Name the body that hears claims to house and land, and who watches returns from outside.",
    asks="the justice ministry",
    fails="displacement: {property_body: none, monitored_by: none}",
    passes="displacement: {property_body: claims-commission, monitored_by: un-mission}",
)
def claims_and_watchers(design: Design) -> Iterator[RuleVerdict]:
    """A body for claims, and a watcher."""
    yield from provided(concerned(design), _claims(design), "displacement.displaced", DISPLACED)


def _claims(design: Design) -> Iterator[RuleVerdict]:
    if design.at("displacement") is UNKNOWN:
        yield cannot_tell("displacement", "Who hears claims to house and land, and who watches returns from outside?")
        return
    body = design.at("displacement.property_body")
    question = "Who hears claims to house and land left behind?"
    yield given("displacement.property_body", body, "nobody hears claims to house and land", question)
    watch = design.at("displacement.monitored_by")
    yield given(
        "displacement.monitored_by", watch, "nobody outside watches returns", "Who watches returns from outside?"
    )

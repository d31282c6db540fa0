"""Who commands whom, and who may do what where.

The law: the instrument, age, amnesty, immunity, courts, clearances, waivers.
"""

from __future__ import annotations

from typing import Annotated, Literal

from tether.charter.schema.part import Part, needed, said
from tether.charter.values import (
    Age,
    AnyoneRef,
    BodyRef,
    Day,
    Days,
    Flag,
    Hours,
    Id,
    Items,
    Many,
    Maybe,
    PlaceRefs,
    Refers,
    Text,
)
from tether.documents.models import Shape

Anyone = Annotated[str, Refers("actor", "group", "force", "unit", "post")]

Power = Literal[
    "arrest",
    "detain",
    "interrogate",
    "prison",
    "search",
    "patrol",
    "checkpoint",
    "fees",
    "border",
    "customs",
    "intelligence",
    "surveillance",
    "investigate",
    "crowd",
    "protect-sites",
    "offensive-operations",
    "heavy-weapons",
    "outside-home",
]


class CommandEdge(Part):
    """A line of command. Full and operational lines carry orders in the field; the others do not."""

    from_: Anyone = needed("who commands", "from")
    to: Anyone = needed("who is commanded")
    type: Maybe[Literal["full", "operational", "administrative", "disciplinary", "advisory", "on-request"]] = said(
        "the kind of line"
    )
    when: Maybe[Literal["always", "emergency", "joint-operation"]] = said("when it holds")
    phase: Annotated[Maybe[str], Refers("phase")] = said("the phase in which it holds; absent: in all")


class Precedence(Part):
    """Whose order prevails where two superiors command the same unit."""

    unit: Annotated[str, Refers("unit", "force")] = needed("the unit with two superiors")
    first: AnyoneRef = said("the superior whose order prevails")
    when: Maybe[Literal["always", "emergency", "joint-operation"]] = said("when it prevails")
    clause: Text = said("the clause that says so")


class PowerRow(Part):
    """A grant of one power to one force in some places."""

    id: Maybe[Id] = said("a name for the row")
    force: Annotated[str, Refers("force")] = needed("the force")
    power: Power = needed("the power")
    places: PlaceRefs = said("where; a grant on a place covers the places inside it")
    grant: Maybe[Literal["lead", "shared", "support", "on-request", "forbidden"]] = said("the rank of the grant")
    handover_to: Annotated[Maybe[str], Refers("actor", "force")] = said("to whom the seized are handed")
    limit_hours: Hours = said("within how many hours")
    decided_by: BodyRef = said("who decides on use")
    commanded_by: BodyRef = said("who commands during use")
    max_days: Days = said("for how many days at most")


class Instrument(Part):
    """The act that creates the force."""

    kind: Text = said("law, decree, order, agreement, …")
    status: Maybe[Literal["draft", "bill", "law", "decree", "agreement"]] = said("how far it has come")
    date: Day = said("when it came into force")
    ref: Text = said("number and title")
    articles: Items = said("number of articles")
    member_status: Maybe[Literal["military", "police", "auxiliary", "civil-servant", "contractor"]] = said(
        "what its members are in law"
    )


class Minors(Part):
    """What happens to children found."""

    release_to: BodyRef = said("the child-protection agency that receives them")
    safeguards: Flag = said(
        "whether a volunteer under 18 needs proof of age and his parents' consent, and is kept out of fighting"
    )


class Amnesty(Part):
    """The reach of an amnesty."""

    scope: Maybe[Literal["rebellion", "all"]] = said("what is forgiven: none, rebellion, all")
    excludes_grave: Flag = said("whether grave crimes are excluded")


class Courts(Part):
    """Which courts try members."""

    abuse_cases: Maybe[Literal["civilian", "military", "mixed"]] = said("for offences against civilians")
    military_crimes: Maybe[Literal["civilian", "military", "mixed"]] = said("for military offences")
    judge_hours: Hours = said("within how many hours whoever is seized comes before a judge")


class Clearance(Part):
    """A recorded result of screening a unit; it clears only with an authority, a document and a date."""

    rule: Maybe[Literal["HRDDP", "Leahy", "Leahy-defense", "national", "other"]] = said(
        "under which rule (Leahy-defense: 10 USC 362, for Defense funds)"
    )
    applies_to: Annotated[Maybe[str], Refers("group", "force", "unit")] = said("which unit, force or group")
    result: Maybe[Literal["clear", "remediated", "mitigated", "emergency", "waived", "refused", "pending"]] = said(
        "the result"
    )
    authority: AnyoneRef = said("who decided")
    document: Text = said("the document that records it")
    date: Day = said("when")
    stop_on_finding: Flag = said("whether support stops on a later finding")


class OtherLaw(Part):
    """Another law on which this one acts, or rests."""

    ref: Text = said("its number and title; none: it is not named")
    effect: Maybe[Literal["repeals", "amends", "suspends", "keeps", "refers", "prevails", "yields"]] = said(
        "what this text does: repeals, amends, suspends or keeps it, refers to it, prevails over it, yields to it"
    )
    articles: Text = said("which of its articles; absent: all")
    in_force: Flag = said("whether it is in force today")
    from_: Day = said("from when it is repealed, amended or relied on", "from")


class Law(Part):
    """The law of the force."""

    instrument: Maybe[Instrument] = said("the act that creates it")
    min_age: Age = said("age at entry, at least")
    minors: Maybe[Minors] = said("children found")
    amnesty: Maybe[Amnesty] = said("amnesty")
    immunity: Maybe[Literal["operational-limited", "blanket"]] = said("immunity: none, operational-limited, blanket")
    courts: Maybe[Courts] = said("courts")
    equal_rule: Flag = said("whether vetting, complaint and prosecution bind the regular forces too")
    party_ban: Flag = said("whether members must leave parties")
    due_diligence: Many[Clearance] = said("clearances under human-rights rules on aid")
    other_laws: Many[OtherLaw] = said("other laws: repealed, amended, relied on")


class Saying(Shape):
    """One source's version."""

    src: Annotated[Maybe[str], Refers("source")] = said("which source")
    says: Text = said("what it says")


class Contradiction(Part):
    """The same thing said differently by two sources."""

    at: str = needed("the path in this file, such as sharing.allocation.0.per_capita")
    a: Maybe[Saying] = said("one version")
    b: Maybe[Saying] = said("the other")
    resolved: Flag = said("whether it has been settled")


class Waiver(Part):
    """A finding that is accepted, by whom, why and until when. No stop can be waived."""

    rule: str = needed("the rule's code")
    at: Text = said('the place where it is accepted, by ids: "induction[front].vetting"; absent: everywhere')
    reason: Text = said("why it is accepted")
    by: Text = said("who accepts it (an office)")
    until: Day = said("until when")

"""Who commands whom, and who may do what where."""

from __future__ import annotations

from typing import Annotated, Literal

from tether.charter.blanks import AnyoneRef, BodyRef, Count, Id, Maybe, PlaceRefs, Refers, Text
from tether.charter.schema.part import Part, needed, said

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
    limit_hours: Count = said("within how many hours")
    decided_by: BodyRef = said("who decides on use")
    commanded_by: BodyRef = said("who commands during use")
    max_days: Count = said("for how many days at most")

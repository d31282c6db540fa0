"""Who and where: sources, places, communities, actors, groups, forces, units and posts.

Ids are unique over all of these, so that a line of command may start or end at any of them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from tether.charter.schema.part import Part, needed, said
from tether.charter.values import (
    ActorRef,
    ActorRefs,
    AnyoneRef,
    AnyoneRefs,
    CommunityRef,
    CommunityShares,
    Day,
    Flag,
    ForceRef,
    GroupRef,
    Heads,
    Id,
    Many,
    Maybe,
    Months,
    OriginShares,
    Persons,
    PlaceRef,
    PlaceRefs,
    Refers,
    Share,
    Text,
)


class Source(Part):
    """Something read: a text, a report, a recollection."""

    id: Id = needed("short name used in src")
    kind: Maybe[Literal["text", "law", "report", "press", "analysis", "interview", "recall"]] = said("what it is")
    cite: Text = said("author, title, date")
    url: Text = said("where to find it")
    quote: Text = said("the words relied on, in their own language")
    lang: Text = said("language of the quote, as an ISO 639 code")
    translation: Text = said("the words in English")
    published: Day = said("when it appeared")
    seen: Maybe[Literal["whole", "excerpt", "recalled"]] = said("how much of it the coder saw")


class Place(Part):
    """A place of the theatre, or one below or above it (a district, a region of provinces)."""

    id: Id = needed("the theatre's id, where the place is one of the theatre's")
    name: Text = said("its name")
    kind: Maybe[Literal["country", "region", "province", "district", "municipality", "town", "zone", "border"]] = said(
        "what it is"
    )
    parent: PlaceRef = said("the place that contains it; a power granted there covers it")
    population: Persons = said("persons")
    control: Maybe[Literal["government", "contested", "insurgent", "other-force"]] = said("who holds it")
    communities: CommunityShares = said("share of its population by community, as published")


class Community(Part):
    """A community as published aggregates know it; never written on a person's row."""

    id: Id = needed("the theatre's id")
    name: Text = said("its name")
    kind: Maybe[Literal["ethnic", "religious", "regional", "tribal", "party"]] = said("what binds it")
    share: Share = said("share of the country's population")


class Actor(Part):
    """An office, institution, bloc or outside power."""

    id: Id = needed("the theatre's id, where it has one")
    name: Text = said("its name")
    kind: Maybe[
        Literal["office", "institution", "ministry", "court", "bloc", "community-body", "foreign", "person", "agency"]
    ] = said("what it is (person: only as already public)")
    level: Maybe[Literal["national", "regional", "provincial", "local", "foreign", "international"]] = said("its level")
    state: Flag = said("whether it is an organ of this state")
    head: Flag = said("whether it is the top of the lawful chain of command")
    armed: Flag = said("whether it has men under arms of its own")
    community: CommunityRef = said("the community it speaks for")
    civil: Flag = said("whether it is civil rather than military or police")
    bound_by: Many[Literal["Leahy", "HRDDP", "national"]] = said(
        "as a donor, the law on aid that binds it: the United States' Leahy law, the UN's policy, its own"
    )


class AbuseRecord(Part):
    """What is recorded of a group's conduct."""

    grave_abuse: Maybe[Literal["alleged", "credible"]] = said("grave abuse: none, alleged, credible, unknown")
    children: Flag = said("whether it is known to use persons under 18")


class ListEntry(Part):
    """A list of terrorist or sanctioned groups on which a group stands."""

    by: Text = said("who keeps the list: the United Nations, a state, the European Union")
    since: Day = said("since when it stands there")
    binds: Maybe[Literal["every-state", "its-own"]] = said(
        "whom the list binds: every state (a list of the Security Council), or those under its keeper's law alone"
    )
    law: Text = said("the law under which the list is kept")


class Group(Part):
    """A militia or bloc from which men are taken in."""

    id: Id = needed("the theatre's id, where it has one")
    name: Text = said("its name")
    size: Heads = said("persons under arms")
    size_basis: Maybe[Literal["claimed", "payroll", "registered", "verified"]] = said("what the size rests on")
    community: CommunityRef = said("its community")
    home: PlaceRefs = said("where it is at home")
    patron: ActorRefs = said("outside backers")
    record: Maybe[AbuseRecord] = said("its record of abuse")
    listed: Many[ListEntry] = said("lists of terrorist or sanctioned groups on which it stands")
    members: AnyoneRefs = said("for a label over several groups: those that it covers")
    party: ActorRef = said("the party or bloc it belongs to")


class Force(Part):
    """A force: existing, new, to be dissolved, or left outside."""

    id: Id = needed("the theatre's id, where it has one")
    name: Text = said("its name")
    kind: Maybe[
        Literal[
            "army",
            "police",
            "gendarmerie",
            "guard",
            "border",
            "intelligence",
            "special",
            "militia-auxiliary",
            "paramilitary",
        ]
    ] = said("what it is")
    status: Maybe[Literal["existing", "new", "to-dissolve", "excluded"]] = said("what this charter does with it")
    local: Flag = said("raised in and for particular places")
    places: PlaceRefs = said("where it stands")
    strength: Heads = said("persons now")
    target_strength: Heads = said("persons planned")
    ceiling: Heads = said("persons at most")
    ceiling_lifted_by: Maybe[Literal["law", "decree", "order"]] = said("what can raise the ceiling")
    own_budget: Flag = said("a budget of its own, outside the ministries")
    own_intelligence: Flag = said("an intelligence service of its own")
    own_staff: Flag = said("a general staff of its own")
    own_arms_supply: Flag = said("a supply of arms of its own")
    settlement: Text = said("for an excluded force: the written settlement, with its date")
    funded_in_parallel: Flag = said("paid by the state beside the new force")
    commander: AnyoneRef = said("who commands it")
    record: Maybe[AbuseRecord] = said("its record of abuse, by the same rule as a militia's")
    party: ActorRef = said("the party to the agreement whose force it is, where armies are merged")


class Unit(Part):
    """A unit of a force."""

    id: Id = needed("its id")
    name: Text = said("its name")
    force: ForceRef = said("the force it belongs to")
    echelon: Maybe[Literal["squad", "platoon", "company", "battalion", "brigade", "region", "hq"]] = said(
        "its size class"
    )
    parent: Annotated[Maybe[str], Refers("unit", "force")] = said("the unit above it, or none")
    places: PlaceRefs = said("where it stands")
    size: Heads = said("persons")
    origin: OriginShares = said(
        "share of its men by group or force of origin (or population, recruits, army, police, other)"
    )
    community_shares: CommunityShares = said("share of its men by community, as planned aggregates")
    joint_patrol: Flag = said("whether it patrols together with police of another community")


class Post(Part):
    """A command post: who proposes, appoints, confirms and removes its holder."""

    id: Id = needed("its id")
    unit: Annotated[Maybe[str], Refers("unit", "force")] = said("the unit or force it commands")
    title: Text = said("its title")
    nominated_by: AnyoneRef = said("who proposes")
    appointed_by: AnyoneRef = said("who appoints")
    confirmed_by: AnyoneRefs = said("who must confirm")
    removable_by: AnyoneRefs = said("who can remove")
    removal_ground: Text = said("on what ground")
    term_months: Months = said("length of a term, in months")
    rotation_months: Months = said("months after which the holder moves on")
    ex_group: GroupRef = said("where the holder comes from: a group, a force, army or police")


def titled(post: Post) -> str:
    """Return a post by its title, else its id; a title with stops of its own stands in quotation marks."""
    title = str(post.title or post.id)
    return f"“{title}”" if any(mark in title for mark in ",;:") else title

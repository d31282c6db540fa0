"""Who shares power with whom, who must agree, and who could sink it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from tether.charter.schema.part import Part, needed, said
from tether.charter.values import (
    ActorRef,
    AnyoneRef,
    AnyoneRefs,
    BodyRef,
    CommunityRef,
    CommunityShares,
    Count,
    Day,
    Flag,
    Id,
    Many,
    MapOf,
    Maybe,
    Refers,
    Share,
    Text,
)


class CentralShare(Part):
    """A community's share at the centre."""

    community: Annotated[str, Refers("community")] = needed("the community")
    seats: Text = said("what it holds")
    constrains: Flag = said("whether it can block, appoint or dismiss")


class CrisisRule(Part):
    """Who may take over in a crisis."""

    who: AnyoneRef = said("who may take over")
    vote: AnyoneRef = said("who must vote for it")
    max_days: Count = said("for how many days")


class Territorial(Part):
    """The bargain between centre and place."""

    model: Maybe[Literal["centralised", "devolved", "federal", "mixed"]] = said("the kind of state")
    level: Maybe[Literal["region", "province", "municipality", "town"]] = said("the level to which power is given")
    owner: AnyoneRef = said("who owns the local force: the centre, the province, …")
    crisis_rule: Maybe[CrisisRule] = said("who decides in a crisis")
    dispute_body: AnyoneRef = said("who hears disputes")
    federal_path: Text = said("the lawful steps to a federal order, if one is opened")
    secession_bar: Flag = said("whether leaving the state is ruled out")


class Partner(Part):
    """A provincial, ethnic, religious or other leader with a say."""

    kind: Maybe[Literal["provincial", "ethnic", "religious", "tribal", "party", "municipal"]] = said(
        "what kind of leader"
    )
    actor: AnyoneRef = said("who")
    community: CommunityRef = said("for which community")
    power: Maybe[Literal["consulted", "nominates", "appoints", "dismisses", "vetoes", "budget"]] = said("what say")


class Allocation(Part):
    """How posts or men are shared out."""

    pool: Text = said("what is shared: a force's id, posts, budget, council")
    rule: Maybe[Literal["population", "parity", "quota", "need", "merit", "negotiated"]] = said("by which rule")
    per_capita: Count = said("persons per inhabitant")
    total: Count = said("persons in all")
    shares: CommunityShares = said("share by community")
    cap: Share = said("no share above")
    floor: Share = said("no share below")
    reason: MapOf[str] = said("for a community left out: why")
    review_months: Count = said("months until review")
    sunset: Day = said("when the rule ends")


class Sharing(Part):
    """Power-sharing at the centre, between centre and place, and in the force."""

    central: Many[CentralShare] = said("shares at the centre")
    territorial: Maybe[Territorial] = said("centre and place")
    partners: Many[Partner] = said("provincial, ethnic and religious leaders with a say")
    allocation: Many[Allocation] = said("how the force is shared out")


class Passage(Part):
    """What it takes to pass."""

    venue: AnyoneRef = said("who votes")
    rule: Maybe[Literal["majority-present", "majority-all", "two-thirds-present", "two-thirds-all", "decree"]] = said(
        "the rule of decision"
    )
    seats: Count = said("seats in all")
    quorum: Count = said("seats that must be present")
    attendance: Count = said("seats present, as expected")
    needs: Count = said("votes needed, where the rule alone does not say")


def _met(value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


class Demand(Part):
    """What a player wants, and whether the charter gives it."""

    want: Text = said("what it wants")
    met: Annotated[Maybe[Literal["yes", "no", "partly"]], BeforeValidator(_met)] = said("true, false or partly")


class Answer(Part):
    """What a losing player gets, or faces."""

    kind: Maybe[Literal["seat", "post", "guarantee", "exit", "sanction"]] = said("the kind of answer")
    what: Text = said("what exactly")


class Veto(Part):
    """A player who can block."""

    actor: Annotated[str, Refers("actor", "group", "force")] = needed("who")
    seats: Count = said("seats held")
    attendance: Share = said("share of its members who would be present")
    votes_for: Share = said("share of those present who would vote for it, where known better than by position")
    formal: Flag = said("whether it holds a formal veto")
    armed: Flag = said("whether it has men under arms")
    position: Maybe[Literal["support", "oppose", "conditional"]] = said("where it stands")
    demands: Many[Demand] = said("what it wants")
    answer: Maybe[Answer] = said("what it gets if it loses")


class Package(Part):
    """Another bill to which this one is tied."""

    with_: Text = said("the other bill", "with")
    coupled: Flag = said("whether one falls with the other")
    passed: Flag = said("whether the other has passed")


class RivalTrack(Part):
    """Another force that takes the same men."""

    force: Annotated[str, Refers("force", "group")] = needed("the other force")
    open: Flag = said("whether it takes men now")
    funded: Flag = said("whether it is paid")
    closed_by: Text = said("the clause that closes it")
    equal_terms: Flag = said("whether it offers no easier terms than this charter")


class Inducement(Part):
    """What a group is offered to change sides, and who backs the promise."""

    id: Id = needed("its id")
    to: AnyoneRef = said("to whom")
    kind: Maybe[Literal["pay", "posts", "amnesty", "arms", "services", "autonomy", "protection"]] = said("what")
    condition: Text = said("on what condition")
    backed_by: ActorRef = said("who stands behind the promise")
    until: Day = said("until when")


class Politics(Part):
    """Passage, players and rivals."""

    passage: Maybe[Passage] = said("what it takes to pass")
    vetoes: Many[Veto] = said("players who can block")
    packages: Many[Package] = said("bills to which it is tied")
    rival_tracks: Many[RivalTrack] = said("other forces for the same men")
    rival_claimants: AnyoneRefs = said("rival claimants to the state")
    inducements: Many[Inducement] = said("offers to change sides")


class Oversight(Part):
    """A body that watches the force."""

    body: BodyRef = said("who")
    over: AnyoneRefs = said("over whom")
    powers: Many[Literal["visit", "papers", "budget", "refer", "publish", "detention-visit"]] = said("what it may do")
    independent: Flag = said("whether it stands outside the force")
    reports_months: Count = said("months between reports")

"""Who shares power with whom, who must agree, who could sink it, what it obliges to and what it leaves open."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, WithJsonSchema

from tether.charter.schema.part import Part, needed, said
from tether.charter.values import (
    ActorRef,
    AnyoneRef,
    AnyoneRefs,
    BodyRef,
    CommunityRef,
    CommunityShares,
    Day,
    Days,
    Flag,
    Heads,
    HolderShares,
    House,
    Id,
    Many,
    MapOf,
    Maybe,
    Months,
    PlaceRefs,
    Refers,
    Seats,
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
    max_days: Days = said("for how many days")


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
    per_capita: Share = said("persons per inhabitant")
    total: Heads = said("persons in all")
    shares: CommunityShares = said("share by community")
    holders: HolderShares = said("share by party, army, group or force: whose men or nominees fill it")
    women: Share = said("share kept for women, at least")
    cap: Share = said("no share above")
    floor: Share = said("no share below")
    reason: MapOf[str] = said("for a community left out: why")
    review_months: Months = said("months until review")
    sunset: Day = said("when the rule ends")


class Sharing(Part):
    """Power-sharing at the centre, between centre and place, and in the force."""

    central: Many[CentralShare] = said("shares at the centre")
    territorial: Maybe[Territorial] = said("centre and place")
    partners: Many[Partner] = said("provincial, ethnic and religious leaders with a say")
    allocation: Many[Allocation] = said("how the force is shared out")


class BodySeats(Part):
    """Seats of a joint body that one member fills."""

    who: Annotated[str, Refers("actor", "group", "force", "unit", "post")] = needed(
        "the party, army, group, office or community that fills them"
    )
    seats: Seats = said("how many")
    veto: Flag = said("whether nothing passes against it")


class JointBody(Part):
    """A body in which several sides sit together: who sits there and how it decides."""

    body: Annotated[str, Refers("actor", "post")] = needed("the body, declared under actors")
    matters: Text = said("on what it decides")
    members: Many[BodySeats] = said("who sits there")
    seats: Seats = said("seats in all")
    women: Seats = said("seats kept for women, at least")
    chair: AnyoneRef = said("who presides")
    quorum: Seats = said("members who must be present")
    rule: Maybe[Literal["majority", "two-thirds", "three-quarters", "consensus", "chair"]] = said(
        "the rule of decision (chair: the chair decides, the others advise)"
    )
    deadlock: Maybe[Literal["chair", "referred", "arbiter", "court", "vote-again", "status-quo"]] = said(
        "what happens where it cannot decide: the chair decides, it goes to a higher body, an arbiter or a court, "
        "it is voted on again, nothing changes"
    )
    deadlock_to: AnyoneRef = said("who decides then")
    deadlock_days: Days = said("after how many days without a decision")


class Administration(Part):
    """An actor from outside that holds powers of the state for a time."""

    actor: Annotated[str, Refers("actor")] = needed("who")
    powers: Many[
        Literal["executive", "legislation", "courts", "police", "command", "appointments", "revenue", "border"]
    ] = said("which powers of the state it holds")
    places: PlaceRefs = said("where")
    mandate: Text = said("by what right: the resolution or treaty")
    starts: Day = said("from when")
    ends: Day = said("until when")
    hands_to: AnyoneRef = said("who takes the powers over from it")
    answers_to: AnyoneRef = said("to whom it answers")
    complaints_to: BodyRef = said("who hears complaints against it")


class Passage(Part):
    """What it takes to pass."""

    venue: AnyoneRef = said("who votes")
    rule: Maybe[Literal["majority-present", "majority-all", "two-thirds-present", "two-thirds-all", "decree"]] = said(
        "the rule of decision"
    )
    seats: House = said("seats in all")
    quorum: Seats = said("seats that must be present")
    attendance: Seats = said("seats present, as expected")
    needs: Seats = said("votes needed, where the rule alone does not say")


def _met(value: Any) -> Any:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _word(value: Any) -> Any:
    """Return a flag or a number as the word that a text would have there."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.12g}" if isinstance(value, int | float) else value


_WORD = WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "boolean"}]})


class DemandTest(Part):
    """The clause on which a demand turns, and what must stand there for it to be met."""

    at: Text = said("the place by ids, such as induction[in-hill].mode")
    op: Maybe[Literal["is", "is-not", "at-least", "at-most", "includes", "excludes"]] = said("comparison; absent: is")
    value: Annotated[Text, BeforeValidator(_word), _WORD] = said("with which word, number or day")


class Demand(Part):
    """What a player wants, and whether the charter gives it."""

    want: Text = said("what it wants")
    met: Annotated[Maybe[Literal["yes", "no", "partly"]], BeforeValidator(_met)] = said("true, false or partly")
    when: Maybe[DemandTest] = said(
        "the clause on which it turns: where it is written, it says whether the demand is met"
    )


class Answer(Part):
    """What a losing player gets, or faces."""

    kind: Maybe[Literal["seat", "post", "guarantee", "exit", "sanction"]] = said("the kind of answer")
    what: Text = said("what exactly")


class Veto(Part):
    """A player who can block."""

    actor: Annotated[str, Refers("actor", "group", "force")] = needed("who")
    seats: Seats = said("seats held")
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


class RedLine(Part):
    """A place of the charter that somebody will not see changed."""

    at: Text = said("the place by ids, such as induction[in-hill] or pay")
    by: AnyoneRef = said("who insists on it")
    why: Text = said("why")


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
    red_lines: Many[RedLine] = said("places that somebody will not see changed: no amendment is offered there")


class Oversight(Part):
    """A body that watches the force."""

    body: BodyRef = said("who")
    over: AnyoneRefs = said("over whom")
    powers: Many[Literal["visit", "papers", "budget", "refer", "publish", "detention-visit"]] = said("what it may do")
    independent: Flag = said("whether it stands outside the force")
    reports_months: Months = said("months between reports")


class Obligation(Part):
    """A duty that the text lays on somebody: who must do what until when, and what follows where nobody does it."""

    id: Id = needed("its id")
    bearer: AnyoneRef = said("who must do it")
    what: Text = said("what must be done")
    towards: AnyoneRef = said("to whom it is owed")
    deadline: Day = said("until when")
    deadline_days: Days = said("within how many days after the charter starts, where no date is written")
    default: Maybe[Literal["passes-on", "deemed-done", "lapses", "sanction", "court", "stops", "extended"]] = said(
        "what follows where it is not done: it passes to another, counts as done, lapses, is sanctioned, goes to "
        "court, what depends on it stops, the time is extended"
    )
    default_to: AnyoneRef = said("who acts, sanctions or decides then")


class Delegation(Part):
    """A matter that the text leaves to somebody to settle later, such as by regulation."""

    id: Maybe[Id] = said("a name for the row")
    matter: Text = said("what is left open")
    to: AnyoneRef = said("who settles it")
    form: Maybe[Literal["law", "decree", "regulation", "order", "agreement"]] = said("in what form")
    until: Day = said("until when")
    within_days: Days = said("within how many days after the charter starts, where no date is written")
    approved_by: AnyoneRefs = said("who must agree")
    meanwhile: Text = said("what holds until it is settled")

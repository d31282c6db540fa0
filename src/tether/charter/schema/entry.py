"""The way in and the ways out: cantonment, induction streams, exits, the choice between them.

Then what families, victims and the displaced are owed.
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
    ForceRef,
    GroupRef,
    Heads,
    Id,
    Items,
    Kilometres,
    Many,
    Maybe,
    Money,
    Months,
    Persons,
    PlaceRefs,
    Refers,
    Share,
    Text,
    Texts,
    Weeks,
)


class Vetting(Part):
    """Who screens entrants, how, and whether one may appeal."""

    by: AnyoneRef = said("who screens")
    level: Maybe[Literal["individual", "unit"]] = said("one by one, or unit by unit")
    independent: Flag = said("whether the screener is independent of the force and the group")
    criteria: Text = said("by what standard")
    per_month: Heads = said("persons screened a month")
    appeal: Flag = said("whether a refused person may appeal")
    provisional_days: Days = said("days of provisional entry")


class Identity(Part):
    """How a person is counted once."""

    methods: Many[
        Literal[
            "muster",
            "id-document",
            "payroll-match",
            "photo-register",
            "community-list",
            "bank-account",
            "commander-list",
        ]
    ] = said("the lists and checks used")
    biometric: Flag = said("whether the body is scanned")
    holder: BodyRef = said("who holds the biometric file")
    retention_months: Months = said("months after which it is deleted")


class Training(Part):
    """Training of entrants."""

    weeks: Weeks = said("length in weeks")
    apart: Flag = said("away from home")
    mixed: Flag = said("men of different origins together")
    places: Heads = said("persons trained at a time")
    by: BodyRef = said("who trains")


class Stream(Part):
    """A stream of men from one source into one force."""

    id: Id = needed("its id")
    from_: GroupRef = said("a group, a force that is merged, or population, army, police", "from")
    into: ForceRef = said("the force that takes them in")
    mode: Maybe[Literal["individual", "sub-unit", "mixed", "whole-unit"]] = said("how they enter")
    contract_with: Maybe[Literal["person", "unit", "commander"]] = said("with whom the state contracts")
    intake: Heads = said("persons to be taken in")
    numbers_from: Maybe[Literal["verified-list", "group-list", "census"]] = said("what the number rests on")
    max_group_share: Share = said("largest share of a unit that one group may hold")
    commander_rule: Maybe[Literal["other-group", "assigned", "same-group", "any"]] = said("who commands them")
    deploy: Maybe[Literal["home", "elsewhere", "mixed"]] = said("where they serve")
    vetting: Maybe[Vetting] = said("screening")
    identity: Maybe[Identity] = said("how a person is counted once")
    training: Maybe[Training] = said("training")
    min_age: Age = said("age at entry, at least")
    rank_rule: Text = said("how ranks are recognised")
    women: Flag = said("whether women may enter on the same terms")
    starts: Day = said("intake opens")
    ends: Day = said("intake closes")
    phase: Annotated[Maybe[str], Refers("phase")] = said("the phase with which it comes into force; absent: at once")


class Exit(Part):
    """A way out into civil life."""

    id: Id = needed("its id")
    kind: Maybe[
        Literal[
            "job-public",
            "job-private",
            "apprenticeship",
            "education",
            "scholarship",
            "business-capital",
            "land",
            "pension",
            "cash",
            "return-to-post",
        ]
    ] = said("what is offered")
    for_: GroupRef = said("for whom, where it is for one group only", "for")
    places: Heads = said("persons who can take it")
    cost: Money = said("cost per place, in meta.currency")
    capital: Money = said("start-up capital per person, in meta.currency")
    transfer: Maybe[Literal["lump", "tranches", "monthly"]] = said("how it is paid")
    support_months: Months = said("months of support")
    age_from: Age = said("youngest age served")
    age_to: Age = said("oldest age served")
    delivered_by: BodyRef = said("who delivers it")
    funded_until: Day = said("until when there is money")
    starts: Day = said("opens")
    ends: Day = said("last date")
    counted: Maybe[Literal["offered", "enrolled", "placed"]] = said("when a person counts as out")
    payable_on: Maybe[Literal["registration", "verification", "completion"]] = said("what triggers payment")
    verified_by: BodyRef = said("who verifies")
    community_share: Share = said("share of places open to the receiving community")
    women_places: Heads = said("places for women")
    voluntary: Flag = said("whether one may refuse")


class OptionChoice(Part):
    """A choice that men are offered between ways in and ways out."""

    id: Maybe[Id] = said("a name for the row")
    for_: GroupRef = said("whose men", "for")
    options: Annotated[Many[str], Refers("stream", "exit")] = said("the streams and exits among which one chooses")
    chosen_by: Maybe[Literal["person", "commander", "group", "state", "joint-body"]] = said("who chooses")
    assigned_by: BodyRef = said("who assigns, where it is not the man himself")
    informed: Flag = said("whether each man hears the terms of all before he chooses")
    until: Day = said("until when one must have chosen")
    default: Annotated[Maybe[str], Refers("stream", "exit")] = said("what holds for a man who has not chosen")


class Cantonment(Part):
    """Sites at which the men of a group or force gather."""

    id: Maybe[Id] = said("a name for the row")
    of: Annotated[str, Refers("group", "force")] = needed("whose men gather there")
    places: PlaceRefs = said("where")
    sites: Items = said("number of sites")
    radius_km: Kilometres = said("radius around a site that others may not enter and its men may not leave")
    persons: Heads = said("persons gathered there")
    guarded_by: AnyoneRef = said("who guards the sites")
    watched_by: BodyRef = said("who counts and reports from outside")
    supplied_by: BodyRef = said("who feeds and pays those in them")
    arms: Maybe[Literal["carried", "own-store", "double-key", "joint-store", "handed-in"]] = said(
        "what becomes of arms: carried, stored by the men, under two keys, in a joint store, handed in"
    )
    starts: Day = said("opens")
    ends: Day = said("closes")


class ExitDemand(Part):
    """How many must leave."""

    persons: Heads = said("persons who will leave")


class People(Part):
    """Those beside the fighting men: women, dependants, the disabled, victims."""

    women_associated: Heads = said("women in or attached to the groups in scope")
    women_eligible_unarmed: Flag = said("whether women qualify without handing in a weapon")
    women_screened_by_women: Flag = said("whether women screen and register women, apart")
    dependants_counted: Flag = said("whether families are registered")
    dependants_support: Text = said("what families receive")
    survivors_pension: Flag = said("whether the families of the dead are paid")
    disabled_support: Text = said("what disabled fighters receive")
    victims_heard: Flag = said("whether victims are heard before a person is taken in")
    victims_body: BodyRef = said("who hears them")
    reparation: Text = said("what victims receive")


class Displacement(Part):
    """Those driven out, and their return."""

    displaced: Persons = said("persons displaced from the places in scope")
    return_free: Flag = said("whether return is voluntary and nobody may be barred as a group")
    return_decided_by: AnyoneRef = said("who decides on return")
    force_screens: Flag = said("whether the new force itself screens returnees")
    property_body: BodyRef = said("who hears claims to house and land")
    places: PlaceRefs = said("where")
    monitored_by: BodyRef = said("who watches from outside")


class Consent(Part):
    """The agreement of a place."""

    places: PlaceRefs = said("the places covered")
    body: BodyRef = said("who agrees for them")
    method: Text = said("how they are asked")
    can_refuse: Flag = said("whether they may say no")
    can_recall: Flag = said("whether they may take it back")
    includes: Texts = said("who sits there: women, minorities, displaced, …")


class OfficerTerm(Part):
    """What the officers of an older force are offered."""

    for_: AnyoneRef = said("whose officers", "for")
    kind: Maybe[
        Literal[
            "seniority-protected",
            "command-posts",
            "promotion-parity",
            "pension",
            "training-lead",
            "secondment",
            "priority-entry",
            "standards",
        ]
    ] = said("what they are offered (standards: entrants must meet the army's)")
    answers: Maybe[Literal["competitors", "rabble", "both"]] = said("which grievance it answers")


class Grievance(Part):
    """A way for civilians to complain."""

    channel: Text = said("to whom")
    body: BodyRef = said("the body, where it has an id")
    independent: Flag = said("whether it stands outside the force")
    deadline_days: Days = said("days until an answer")
    reprisal_protection: Flag = said("whether those who complain are protected")
    public_months: Months = said("months between public reports")


class Trust(Part):
    """Consent, officers and complaint."""

    consent: Many[Consent] = said("the agreement of the places")
    officers: Many[OfficerTerm] = said("what older officers are offered")
    grievance: Many[Grievance] = said("ways to complain")

"""Money, arms, assets, patrons and aid."""

from __future__ import annotations

from typing import Annotated, Literal

from tether.charter.schema.part import Part, needed, said
from tether.charter.values import (
    ActorRef,
    AnyoneRef,
    BodyRef,
    Day,
    Days,
    Flag,
    Heads,
    HolderShares,
    Id,
    Items,
    Many,
    Maybe,
    Money,
    Months,
    Persons,
    PlaceRefs,
    Ratio,
    Refers,
    Share,
    Text,
    Texts,
)


class Roll(Part):
    """How the payroll is counted."""

    audit_by: BodyRef = said("who counts")
    headcount_months: Months = said("months between counts")
    cross_match: Flag = said("whether the list is matched against another")


class Pay(Part):
    """How one force is paid."""

    id: Maybe[Id] = said("a name for the row")
    force: Annotated[str, Refers("force", "group")] = needed("the force")
    payer: BodyRef = said("who pays")
    funder: BodyRef = said("whose money it is, where not the payer's")
    funder_via_state: Flag = said("whether the funder's money passes through the treasury")
    via: Maybe[Literal["bank", "mobile", "finance-officer", "commander"]] = said("how it reaches the man")
    base_month: Money = said("base pay a month, in meta.currency")
    army_base_month: Money = said("the army's base pay a month")
    on_transfer_ratio: Ratio = said("pay after a hand-over of payer as a ratio of pay before")
    gap_days: Days = said("days without pay at hand-over")
    roll: Maybe[Roll] = said("how the roll is counted")
    funded_until: Day = said("until when there is money")
    annual_budget: Money = said("money a year")
    registration: Maybe[Literal["open", "capped", "closed"]] = said("whether the list is open")
    death_cover: Flag = said("whether families are paid on death")


class Arms(Part):
    """The arms of one force, by class."""

    force: Annotated[str, Refers("force", "group")] = needed("the force")
    class_: Maybe[
        Literal["small", "medium", "heavy", "armour", "artillery", "air-defence", "uas-armed", "explosives"]
    ] = said("class of arms", "class")
    owner: Maybe[Literal["state", "group", "person", "patron", "mixed"]] = said("who owns them")
    registered: Flag = said("whether every serial number is on a list")
    inventory_months: Months = said("months between counts")
    storage: Maybe[Literal["armoury", "barracks", "home", "joint-depot"]] = said("where they are kept")
    ends: Day = said("when the holding ends")


class Surrender(Part):
    """Arms to be handed in."""

    required: Flag = said("whether arms must be handed in")
    per_person: Ratio = said("weapons per person")
    verified_by: BodyRef = said("who verifies")


class Asset(Part):
    """Something worth holding: a field, a crossing, a port, a prison, a camp."""

    id: Id = needed("its id")
    name: Text = said("its name")
    kind: Maybe[
        Literal[
            "oil",
            "gas",
            "mine",
            "power",
            "water",
            "crossing",
            "port",
            "airport",
            "road",
            "depot",
            "base",
            "prison",
            "camp",
            "building",
        ]
    ] = said("what it is")
    places: PlaceRefs = said("where")
    held_by: AnyoneRef = said("who holds it now")
    goes_to: AnyoneRef = said("who holds it after the hand-over; none: it stays")
    date: Day = said("when it is handed over")
    guarded_by: AnyoneRef = said("who guards it after the hand-over")
    revenue: HolderShares = said("share of its revenue by receiver, after the hand-over")
    persons: Persons = said("persons held or living there")


class Patron(Part):
    """An outside backer of a force or group."""

    actor: Annotated[str, Refers("actor")] = needed("the backer")
    to: Annotated[str, Refers("group", "force", "unit", "actor")] = needed("whom it backs")
    kinds: Many[Literal["funds", "arms", "advisers", "training", "command", "sanctuary", "guidance"]] = said(
        "with what"
    )
    via_state: Flag = said("whether it passes through the state")
    agreement: Text = said("the written agreement")
    ends: Day = said("when it ends")


class EndUse(Part):
    """How an item is followed after delivery."""

    method: Text = said("how")
    months: Months = said("months between checks")
    serials: Flag = said("whether serial numbers are recorded")


class Aid(Part):
    """One item of outside aid."""

    id: Id = needed("its id")
    donor: ActorRef = said("who gives")
    to: Annotated[Maybe[str], Refers("force", "group", "unit")] = said("who receives")
    item: Maybe[
        Literal[
            "medical",
            "mine-detectors",
            "training",
            "comms",
            "vehicles",
            "infrastructure",
            "salaries",
            "small-arms",
            "ammunition",
            "night-vision",
            "armour",
            "isr-feed",
            "uas",
            "air-support",
        ]
    ] = said("what")
    quantity: Items = said("how many")
    value: Money = said("worth, in meta.currency")
    lethal: Flag = said("whether it is meant to kill")
    diversion: Maybe[Literal["low", "medium", "high"]] = said("how easily it is sold or turned")
    escalation: Maybe[Literal["low", "medium", "high"]] = said("how far it may widen the war")
    recipient_vetted: Flag = said("whether the receiving unit was vetted")
    via_state: Flag = said("whether it passes through the state")
    scope: Maybe[Literal["open", "place-limited", "defensive"]] = said("limits of use")
    side_deal_known: Flag = said("whether rival claimants were told")
    eum: Maybe[EndUse] = said("end-use monitoring")
    condition: Text = said("what the recipient must do first")
    suspend_on: Texts = said("what stops it")
    suspended_by: BodyRef = said("who stops it")
    starts: Day = said("from when")
    ends: Day = said("until when")


class Enforcement(Part):
    """Someone who could make the strong comply: a peace force, a sanction, a garrison."""

    actor: BodyRef = said("who")
    kind: Maybe[Literal["peacekeepers", "monitors", "sanctions", "air", "garrison", "police"]] = said("what")
    strength: Heads = said("persons")
    mandate: Text = said("by what right")
    until: Day = said("until when")
    share: Share = said("share of the places in scope that it covers")

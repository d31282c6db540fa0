"""AID: outside aid, item by item: to whom, how followed, when stopped, and not into a broken chain or another war."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tether.charter.findings import RuleVerdict, cannot_tell, fires, given, quiet, within
from tether.charter.reading import Design
from tether.charter.rules.rule import Tally, rule
from tether.charter.values import UNKNOWN, Blank

SENSITIVE = (
    "training",
    "salaries",
    "isr-feed",
    "armour",
    "night-vision",
    "uas",
    "air-support",
    "small-arms",
    "ammunition",
)
WEAPONS = ("small-arms", "ammunition", "armour", "uas")


@rule(
    code="AID01",
    severity="stop",
    statement="The receiving unit is known and vetted before anything is shipped",
    words="credible information that the unit has committed a gross violation of human rights",
    source="CRS R43361 on the Leahy law",
    second="UN Human Rights Due Diligence Policy, A/67/775: an assessment of the risk comes before the support",
    evidence="normative",
    law="the giver must show it: no vetting, no shipment (22 USC 2378d; A/67/775); unknown counts as not done",
    remedy="Name the unit and its commander; vet; ship.",
    asks="the sponsor",
    fails="aid: [{id: a1, to: g, item: small-arms, lethal: true, recipient_vetted: unknown}]",
    passes="aid: [{id: a1, to: g, item: small-arms, lethal: true, recipient_vetted: true}]",
)
def recipient_is_vetted(design: Design) -> Iterator[RuleVerdict]:
    """Lethal items, training, salaries and sensitive equipment; fires on unknown too, since the giver must show it."""
    for path, aid in design.rows("aid"):
        if aid.lethal is UNKNOWN and aid.item is UNKNOWN:
            yield cannot_tell(path, f"What is item {aid.id!r}, and is it meant to kill?")
        elif aid.lethal or aid.item in SENSITIVE:
            to = "nobody named" if isinstance(aid.to, Blank) else repr(aid.to)
            if isinstance(aid.to, Blank) or aid.recipient_vetted is not True:
                how = "it is unknown whether it was vetted" if aid.recipient_vetted is UNKNOWN else "it was not vetted"
                yield fires(f"{path}.recipient_vetted", f"item {aid.id!r} ({aid.item}) goes to {to}; {how}")
            else:
                yield quiet(path)


@rule(
    code="AID02",
    severity="error",
    statement="Items that can be sold or turned are followed after delivery",
    words="DOD and MNF-I cannot ensure that Iraqi security forces received the equipment as intended",
    source="GAO-07-711, via NPR",
    second="10,000 of 370,000 serial numbers were recorded (SIGIR 06-033)",
    evidence="strong",
    remedy="List serial numbers; spot checks every 6 months; a photograph of each item with its holder; stop at 5 % "
    "lost.",
    asks="the sponsor",
    fails="aid: [{id: a1, item: night-vision, lethal: false, diversion: high, eum: none}]",
    passes="aid: [{id: a1, item: night-vision, lethal: false, diversion: high, eum: {method: serial-check, months: "
    "6, serials: true}}]",
)
def items_are_followed(design: Design) -> Iterator[RuleVerdict]:
    """Method, months between checks, and serial numbers for arms."""
    for path, aid in design.rows("aid"):
        if not (aid.lethal or aid.diversion in ("medium", "high")):
            if UNKNOWN in (aid.lethal, aid.diversion):
                yield cannot_tell(path, f"How easily could item {aid.id!r} be sold or turned, and is it meant to kill?")
            continue
        question = f"How is item {aid.id!r} followed after delivery, how often, and by serial number?"
        if isinstance(aid.eum, Blank):
            yield given(f"{path}.eum", aid.eum, f"nobody follows item {aid.id!r} after delivery", question)
            continue
        most = design.settings.end_use_months
        yield within(
            f"{path}.eum.months", aid.eum.months, f"months between checks of {aid.id!r}", question, at_most=most
        )
        if aid.lethal or aid.item in WEAPONS:
            yield given(
                f"{path}.eum.serials",
                aid.eum.serials or _no(aid.eum.serials),
                f"no serial numbers for {aid.id!r}",
                question,
            )


def _no(value: Any) -> Any:
    """Read ``false`` as none."""
    return () if value is False else value


@rule(
    code="AID03",
    severity="error",
    statement="Each item says what stops it and when it ends",
    words="tread carefully",
    source="Wehrey, The Hill 2015",
    second="Afghan Local Police: 'Pressure for expansion' (ICG Asia 268, 2015, heading), funded until 30 Sep 2020 "
    "(AAN)",
    evidence="weak",
    remedy="List 2–4 triggers (a finding of abuse, lost serials, an order refused, a patron's return), who stops it, "
    "and an "
    "end date.",
    asks="the sponsor",
    fails="aid: [{id: a1, item: armour, suspend_on: none, ends: none}]",
    passes="aid: [{id: a1, item: armour, suspend_on: [grave-abuse-finding, loss-over-5pct], ends: 2027-12-31}]",
)
def items_can_stop(design: Design) -> Iterator[RuleVerdict]:
    """At least one trigger, and an end date."""
    for path, aid in design.rows("aid"):
        yield given(
            f"{path}.suspend_on",
            aid.suspend_on,
            f"nothing stops item {aid.id!r}",
            f"What would stop item {aid.id!r}, and who decides?",
        )
        yield given(f"{path}.ends", aid.ends, f"item {aid.id!r} never ends", f"When does item {aid.id!r} end?")


@rule(
    code="AID04",
    severity="error",
    statement="No arms into a broken chain of command",
    words="should the U.S. use non-state militias to fight terrorists?",
    source="Wehrey, The Hill 2015",
    second="Libya Shield, paid and armed by the state: 31 killed at a Benghazi base, 8 Jun 2013 (AP, Libya Herald)",
    evidence="weak",
    remedy="Mend the finding on command first; until then give medical help, mine clearance and training in law only.",
    asks="the sponsor",
    tally=Tally("one_chain", ("no", "partial")),
    fails="""
actors: [{id: faction, kind: bloc, state: false}]
forces: [{id: g}]
command: [{from: faction, to: g, type: full}]
aid: [{id: a1, to: g, item: armour, lethal: true}]
""",
    passes="""
actors: [{id: pm, state: true, head: true}]
forces: [{id: g}]
command: [{from: pm, to: g, type: full}]
units: [{id: g1, force: g, parent: none}]
aid: [{id: a1, to: g, item: armour, lethal: true}]
""",
)
def no_arms_into_a_broken_chain(design: Design) -> Iterator[RuleVerdict]:
    """The recipient, with its units and the force above it, is free of CMD01, CMD02, CMD06 and PAT01."""
    broken = _broken_chains(design)
    for path, aid in design.rows("aid"):
        if not (aid.lethal or aid.item in ("isr-feed", "armour")) or isinstance(aid.to, Blank):
            continue
        recipient = {aid.to, getattr(design.named(aid.to), "force", None)}
        recipient |= {u.id for _, u in design.rows("units") if u.force == aid.to}
        found = [(code, v) for code, v in broken if _about(design, v.path) & recipient]
        if any(v.result == "fires" for _, v in found):
            code, verdict = next((c, v) for c, v in found if v.result == "fires")
            yield fires(
                path, f"item {aid.id!r} arms {aid.to!r}, on whose command {code} fires", related=(verdict.path,)
            )
        elif found:
            yield cannot_tell(path, f"Does {aid.to!r}, which item {aid.id!r} would arm, answer to the state alone?")
        else:
            yield quiet(path)


def _broken_chains(design: Design) -> list[tuple[str, RuleVerdict]]:
    from tether.charter.rules import rule_of

    rules = [r for code in ("CMD01", "CMD02", "CMD06", "PAT01") if (r := rule_of(code)) is not None]
    return [(r.code, v) for r in rules for v in r.check(design) if v.result != "quiet"]


def _about(design: Design, path: str) -> set[str]:
    """Return the ids that a row of command, a unit or a patron at this path is about."""
    row = design.at(".".join(path.split(".")[:2]))
    names = {getattr(row, key, None) for key in ("id", "to")}
    feeding = {s.into for _, s in design.rows("induction") if s.from_ in names}
    return {n for n in names | feeding if isinstance(n, str)}


@rule(
    code="AID05",
    severity="warning",
    statement="Help against one enemy does not arm one side of another war",
    words="for fear of exacerbating the country's civil war",
    source="Wehrey, The Hill 2015",
    second="Foreign-funded groups abuse more where patrons are several (Salehyan, Siroky & Wood, IO 2014); the LNA was "
    "backed by several and attacked Tripoli in April 2019 (SWP 2020)",
    evidence="weak",
    remedy="Limit it by place and time, give a feed and not hardware, and tell the rival claimant and the UN.",
    asks="the sponsor",
    fails="""
actors: [{id: hor, kind: institution}]
politics: {rival_claimants: [hor]}
aid: [{id: a1, item: armour, scope: open}]
""",
    passes="""
actors: [{id: hor, kind: institution}]
politics: {rival_claimants: [hor]}
aid: [{id: a1, item: isr-feed, scope: place-limited, side_deal_known: true}]
""",
)
def not_into_another_war(design: Design) -> Iterator[RuleVerdict]:
    """Where a rival claims the state, or the recipient's government is not recognised: scope limited, claimant told."""
    rivals, recognised = design.at("politics.rival_claimants"), design.at("meta.recognised")
    if not (rivals or recognised is False):
        return
    for path, aid in design.rows("aid"):
        if aid.item not in SENSITIVE or aid.item in ("training", "salaries"):
            continue
        yield given(
            f"{path}.scope",
            () if aid.scope == "open" else aid.scope,
            f"item {aid.id!r} may be used anywhere, while a rival claims the state",
            f"Where and for how long may item {aid.id!r} be used?",
        )
        yield given(
            f"{path}.side_deal_known",
            aid.side_deal_known or _no(aid.side_deal_known),
            f"the rival claimant has not been told of item {aid.id!r}",
            f"Has the rival claimant, or the UN, been told of item {aid.id!r}?",
        )

"""AID: outside aid, item by item: to whom, how followed, when stopped, and not into a broken chain or another war."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tether.charter.findings import (
    RuleVerdict,
    among,
    both,
    cannot_tell,
    either,
    fires,
    given,
    provided,
    quiet,
    true,
    within,
)
from tether.charter.known import KnownFact
from tether.charter.reading import Design
from tether.charter.rules.rule import Tally, rule
from tether.charter.values import NONE, UNKNOWN, Blank

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
HARDWARE = tuple(item for item in SENSITIVE if item not in ("training", "salaries"))
WEAPONS = ("small-arms", "ammunition", "armour", "uas")


@rule(
    code="AID01",
    severity="stop",
    statement="The receiving unit is known and vetted before anything is shipped",
    words="prior to a decision to provide any training, equipment, or other assistance to a unit of a foreign "
    "security force full consideration is given",
    source="10 USC 362(a)(2), for Defense funds",
    second="UN Human Rights Due Diligence Policy, A/67/775: an assessment of the risk comes before the support",
    evidence="normative",
    law="the giver must show it: no vetting, no shipment (22 USC 2378d; A/67/775)",
    remedy="Name the unit and its commander; vet; ship.",
    asks="the sponsor",
    fails="aid: [{id: a1, to: g, item: small-arms, lethal: true, recipient_vetted: false}]",
    passes="aid: [{id: a1, to: g, item: small-arms, lethal: true, recipient_vetted: true}]",
)
def recipient_is_vetted(design: Design) -> Iterator[RuleVerdict]:
    """Lethal items, training, salaries and sensitive equipment: unvetted is a stop, and what nobody knows a question.

    The evidence may answer it.
    """
    for path, aid in design.rows("aid"):
        applies = either(true(aid.lethal), among(aid.item, SENSITIVE))
        yield from provided(applies, [_vetted(design, f"{path}.recipient_vetted", aid)], path, what_is(aid))


def _vetted(design: Design, at: str, aid: Any) -> RuleVerdict:
    item = f"item {aid.id!r} ({aid.item})" if aid.item else f"item {aid.id!r}"
    if aid.to is UNKNOWN:
        return cannot_tell(at, f"Which unit receives {item}, and who has vetted it?")
    if isinstance(aid.to, Blank):
        return fires(at, f"{item} goes to nobody named")
    if aid.recipient_vetted is True:
        return quiet(at)
    if aid.recipient_vetted is False:
        return fires(at, f"{item} goes to {aid.to!r}, which was not vetted")
    said = vetted_for(design, aid)
    if said is not None and said.sure:
        return quiet(at)
    known = design.known_of(aid.to)
    other = said or (known.vetted(aid.to, aid.donor) if known else None)
    if aid.recipient_vetted is NONE and other is None:
        return fires(at, f"{item} goes to {aid.to!r}, which nobody vets")
    hint = f" It is said that {other.cited}: does that hold for this item?" if other else ""
    return cannot_tell(
        at, f"Was {aid.to!r} vetted before {item} goes to it?{hint} Who can answer: {who_vets(design, aid)}."
    )


# Who holds the answer, by the law on aid that binds the giver.
VETTERS = {
    "Leahy": "the embassy and the State Department's human-rights bureau that keep the vetting results; for Defense "
    "funds, the Department of Defense",
    "HRDDP": "the UN mission's human-rights component, which makes the risk assessment under the policy",
    "national": "the giver's foreign ministry or licensing office",
}
SUPPORT = {
    "training": "training",
    "salaries": "funds",
    "isr-feed": "intelligence",
    "air-support": "air",
}  # the kind of support that an item is, as claims name it; else arms


def vetted_for(design: Design, aid: Any) -> KnownFact | None:
    """Return what the evidence says of the vetting of a recipient for such an item by its giver; None: nothing."""
    known = design.known_of(aid.to)
    return known.vetted(aid.to, aid.donor, SUPPORT.get(str(aid.item), "arms")) if known else None


def who_vets(design: Design, aid: Any) -> str:
    """Return in words who can say whether a recipient was vetted: the giver's office, and the ministry above it."""
    laws = design.aid_laws(aid.donor)
    offices = [VETTERS[law] for law in ([] if isinstance(laws, Blank) else laws) if law in VETTERS]
    known = design.known_of(aid.to)
    above = known.by_id.get(known.by_id[aid.to].part_of) if known else None
    roll = [f"for its commanders and its roll, the {above.name}"] if above and above.kind == "ministry" else []
    return "; ".join([*(offices or ["the giver's embassy"]), *roll])


def what_is(aid: Any) -> str:
    """Return the question on an item of which nobody says what it is."""
    return f"What is item {aid.id!r}, and is it meant to kill?"


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
        applies = either(true(aid.lethal), among(aid.diversion, ("medium", "high")))
        question = f"How easily could item {aid.id!r} be sold or turned, and is it meant to kill?"
        yield from provided(applies, _followed(design, path, aid), path, question)


def _followed(design: Design, path: str, aid: Any) -> Iterator[RuleVerdict]:
    question = f"How is item {aid.id!r} followed after delivery, how often, and by serial number?"
    if isinstance(aid.eum, Blank):
        yield given(f"{path}.eum", aid.eum, f"nobody follows item {aid.id!r} after delivery", question)
        return
    if not design.silent(f"{path}.eum.method"):
        yield given(f"{path}.eum.method", aid.eum.method, f"nothing says how {aid.id!r} is followed", question)
    most, what = design.settings.end_use_months, f"months between checks of {aid.id!r}"
    yield within(f"{path}.eum.months", aid.eum.months, what, question, at_most=most)
    at, serials = f"{path}.eum.serials", aid.eum.serials or _no(aid.eum.serials)
    weapon = either(true(aid.lethal), among(aid.item, WEAPONS))
    numbered = given(at, serials, f"no serial numbers for {aid.id!r}", question)
    yield from provided(weapon, [numbered], path, what_is(aid))


def _no(value: Any) -> Any:
    """Read ``false`` as none."""
    return () if value is False else value


@rule(
    code="AID03",
    severity="error",
    statement="Each item says what stops it and when it ends",
    words="to suspend support under certain circumstances and to engage with national authorities towards "
    "addressing violations",
    source="UN, IDDRS 2.10 §8.2.3, on the Human Rights Due Diligence Policy",
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
    words="not part of any formal army and indeed, was not affiliated with any recognized government",
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
    """The recipient, with its units and the force above it, is free of CMD01, DEP01, CMD06 and PAT01."""
    broken = [(code, v, _about(design, v.path)) for code, v in _broken_chains(design)]
    for path, aid in design.rows("aid"):
        applies = either(true(aid.lethal), among(aid.item, ("isr-feed", "armour")))
        if aid.to is UNKNOWN:
            question = f"Who receives item {aid.id!r}, and does the receiver answer to the state alone?"
            applies = both(applies, bool(broken))
            yield from provided(applies, [cannot_tell(f"{path}.to", question)], path, what_is(aid))
        elif isinstance(aid.to, str):
            yield from provided(applies, [_armed(design, path, aid, broken)], path, what_is(aid))


def _armed(design: Design, path: str, aid: Any, broken: list[tuple[str, RuleVerdict, set[str]]]) -> RuleVerdict:
    recipient = {aid.to, getattr(design.named(aid.to), "force", None)}
    recipient |= {u.id for _, u in design.rows("units") if u.force == aid.to}
    found = [(code, v) for code, v, about in broken if about & recipient]
    for code, verdict in found:
        if verdict.result == "fires":
            said = f"item {aid.id!r} arms {aid.to!r}, on whose command {code} fires"
            return fires(path, said, related=(verdict.path,))
    question = f"Does {aid.to!r}, which item {aid.id!r} would arm, answer to the state alone?"
    return cannot_tell(path, question) if found else quiet(path)


def _broken_chains(design: Design) -> list[tuple[str, RuleVerdict]]:
    from tether.charter.rules import rule_of

    rules = [r for code in ("CMD01", "DEP01", "CMD06", "PAT01") if (r := rule_of(code)) is not None]
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
    second="Of rebels: groups with foreign money abuse more where patrons are several (Salehyan, Siroky & Wood, "
    "IO 68(3) 2014); the LNA was backed by several and attacked Tripoli in April 2019 (SWP 2020)",
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
    contested = either(
        None if rivals is UNKNOWN else bool(rivals), None if recognised is UNKNOWN else recognised is False
    )
    question = "Does anybody else claim to be the state, and is its government recognised abroad?"
    yield from provided(contested, _limited(design), "politics.rival_claimants", question)


def _limited(design: Design) -> Iterator[RuleVerdict]:
    for path, aid in design.rows("aid"):
        item = f"item {aid.id!r}"
        where = given(
            f"{path}.scope",
            () if aid.scope == "open" else aid.scope,
            f"{item} may be used anywhere, while a rival claims the state",
            f"Where and for how long may {item} be used?",
        )
        told = given(
            f"{path}.side_deal_known",
            aid.side_deal_known or _no(aid.side_deal_known),
            f"the rival claimant has not been told of {item}",
            f"Has the rival claimant, or the UN, been told of {item}?",
        )
        yield from provided(among(aid.item, HARDWARE), [where, told], path, f"What is {item}?")


@rule(
    code="AID06",
    severity="error",
    statement="What is given passes through the state",
    words="",
    source="judged: aid that goes past the ministry builds a force that answers to its giver; PAT02 asks the same of "
    "patrons",
    second="Conflict Armament Research, Weapons of the Islamic State, 2017: arms given to Syrian groups past any state "
    "were found with the Islamic State",
    evidence="mixed",
    remedy="Deliver to the ministry's depot, against its receipt, and let it issue.",
    asks="the sponsor",
    fails="aid: [{id: a1, to: g, item: vehicles, via_state: false}]",
    passes="aid: [{id: a1, to: g, item: vehicles, via_state: true}]",
)
def aid_through_the_state(design: Design) -> Iterator[RuleVerdict]:
    """Each item that somebody receives: fires where the charter says that it goes past the state."""
    for path, aid in design.rows("aid"):
        at, question = f"{path}.via_state", f"Does item {aid.id!r} pass through the state?"
        if aid.via_state is UNKNOWN:
            yield cannot_tell(at, question)
        elif aid.via_state is False:
            yield fires(at, f"item {aid.id!r} goes to {aid.to!r} past the state")
        elif aid.via_state is True:
            yield quiet(at)


@rule(
    code="AID07",
    severity="warning",
    statement="An item says how much of it is given, and on what condition",
    words="",
    source="judged: what has no number cannot be counted afterwards, and what has no condition cannot be stopped for a "
    "breach",
    second="GAO-07-711: 190,000 weapons issued in Iraq could not be accounted for, for want of consolidated records",
    evidence="mixed",
    remedy="Write the number of items or their worth, and what the recipient must have done before they are given.",
    asks="the sponsor",
    fails="aid: [{id: a1, to: g, item: small-arms, quantity: none, value: none, condition: none}]",
    passes="aid: [{id: a1, to: g, item: small-arms, quantity: 400, condition: serial numbers on the joint list}]",
)
def how_much_and_on_what_condition(design: Design) -> Iterator[RuleVerdict]:
    """Quantity or worth of each sensitive item, and its condition."""
    for path, aid in design.rows("aid"):
        item = f"item {aid.id!r}"
        known = [n for n in (aid.quantity, aid.value) if not isinstance(n, Blank)]
        amount = known[0] if known else UNKNOWN if UNKNOWN in (aid.quantity, aid.value) else aid.quantity
        question = f"How much of {item} is given: how many, or worth how much?"
        much = given(f"{path}.quantity", amount, f"nothing says how much of {item} is given", question)
        question = f"What must the recipient do before {item} is handed over?"
        said = f"{item} is given on no condition"
        on = given(f"{path}.condition", aid.condition, said, question)
        sensitive = either(true(aid.lethal), among(aid.item, SENSITIVE))
        silent = design.silent(f"{path}.quantity") and design.silent(f"{path}.value")
        told = [*([] if silent else [much]), *([] if design.silent(f"{path}.condition") else [on])]
        yield from provided(sensitive, told, path, what_is(aid))

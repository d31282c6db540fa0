"""ARM: the state owns the weapons, every one is on a list, heavy ones stay with the army, old ones are handed in."""

from __future__ import annotations

from collections.abc import Iterator

from tether.charter.findings import (
    RuleVerdict,
    among,
    beside,
    both,
    cannot_tell,
    fires,
    given,
    holds,
    one_of,
    provided,
    quiet,
    within,
)
from tether.charter.reading import SEIZERS, Design
from tether.charter.rules.induction import where_militias_enter
from tether.charter.rules.rule import Tally, rule
from tether.charter.schema.entities import Group
from tether.charter.values import NONE, UNKNOWN, Blank

HEAVY = ("heavy", "armour", "artillery", "air-defence", "uas-armed", "explosives")


@rule(
    code="ARM01",
    severity="error",
    statement="The state owns the weapons",
    words="part of a broader process of state regulation and control over the transfer, trafficking and use of weapons",
    source="UN, IDDRS 6.10 §5, on disarmament",
    second="Lacher & Cole, Small Arms Survey WP 20, 2014: Libya's Shield brigades kept their own arms beside the army",
    evidence="normative",
    remedy="Register and buy the weapons out, or swap them for issued ones at entry; take those back at discharge.",
    asks="the defence ministry",
    tally=Tally("arms", ("group", "mixed")),
    fails="arms: [{force: g, class: small, owner: group}]",
    passes="arms: [{force: g, class: small, owner: state}]",
)
def the_state_owns_them(design: Design) -> Iterator[RuleVerdict]:
    """The owner of each class of arms; what a group must hand in is its own until then, and ARM04's business."""
    handed_in = design.at("surrender.required")
    for path, row in design.rows("arms"):
        if isinstance(design.named(row.force), Group) and row.owner != "state" and handed_in in (True, UNKNOWN):
            if handed_in is UNKNOWN:
                yield cannot_tell(f"{path}.owner", f"Must {row.force!r} hand in its arms, or does it keep them?")
            continue
        kind = f"{row.class_} arms" if isinstance(row.class_, str) else "arms"
        whose = {"mixed": "partly its own", "group": "a group's", "person": "each man's own"}.get(
            str(row.owner), f"{row.owner}'s"
        )
        said = f"the {kind} of {row.force!r} are {whose}" if row.owner else f"nobody owns the {kind} of {row.force!r}"
        yield one_of(f"{path}.owner", row.owner, ("state",), said, f"Who owns the {kind} of {row.force!r}?")


@rule(
    code="ARM02",
    severity="error",
    statement="Every weapon has a serial number on a list, and the list is checked",
    words="Every six months, a 100 per cent physical stock check by quantity, type and serial number should be "
    "conducted",
    source="UN, IDDRS 4.10 §7.3.1",
    second="UN, MOSAIC 05.20, Stockpile management: weapons, 2012, after the International Tracing Instrument of 2005; "
    "SIGIR 06-033: some 10,000 of 370,000 serial numbers recorded",
    evidence="strong",
    remedy="Mark and record before issue, count once a year, publish losses.",
    asks="the defence ministry",
    fails="arms: [{force: g, owner: state, registered: false}]",
    passes="arms: [{force: g, owner: state, registered: true, inventory_months: 6}]",
)
def on_a_list(design: Design) -> Iterator[RuleVerdict]:
    """Registration and count of the arms that are not surely somebody else's."""
    most, near = design.settings.inventory_months, design.settings.near
    for path, row in design.rows("arms"):
        weapons, theirs = f"the weapons of {row.force!r}", among(row.owner, ("group", "person", "patron"))
        said, question = f"{weapons} are not registered by serial number", f"Is each of {weapons} on a list by number?"
        listed = holds(f"{path}.registered", row.registered, said, question)
        what, question = f"months between counts of {weapons}", f"How often are {weapons} counted?"
        at = f"{path}.inventory_months"
        counted = within(at, row.inventory_months, what, question, at_most=most, near=near)
        applies = None if theirs is None else not theirs
        yield from provided(applies, [listed, counted], f"{path}.owner", f"Who owns {weapons}, and who lists them?")


@rule(
    code="ARM03",
    severity="error",
    statement="Heavy weapons stay with the army",
    words="armament heavier than police and lighter than army",
    words_are="translated",
    source="Leaked draft of the Iraqi National Guard bill, 2015 (Arabic)",
    second="McQuinn, Small Arms Survey WP 12, Oct 2012: Misrata's brigades held 820 to 1,125 tanks",
    evidence="weak",
    remedy="Move them to a joint depot under a seal of army and observers, with a date; allow the guard small arms "
    "only.",
    asks="the defence ministry",
    tensions=(9,),
    tally=Tally("heavy", ("yes",)),
    fails="""
forces: [{id: g, kind: guard}]
arms: [{force: g, class: artillery, owner: state}]
""",
    passes="""
forces: [{id: g, kind: guard}]
arms: [{force: g, class: small, owner: state}]
""",
)
def heavy_ones_with_the_army(design: Design) -> Iterator[RuleVerdict]:
    """Heavy classes outside army and police, unless they lie in a joint depot until a date."""
    for path, row in design.rows("arms"):
        at, kind = f"{path}.class", getattr(design.named(row.force), "kind", NONE)
        outside = isinstance(design.named(row.force), Group) or kind in SEIZERS
        regular = None if kind is UNKNOWN else isinstance(kind, str) and not outside
        kept = both(regular, among(row.owner, ("state",)))
        if row.class_ is UNKNOWN:
            question = f"Which classes of arms does {row.force!r} hold?"
            yield quiet(at) if kept else cannot_tell(at, question)
        elif row.class_ not in HEAVY or kept:
            yield quiet(at)
        elif row.storage == "joint-depot":
            said = f"the {row.class_} of {row.force!r} lie in a joint depot, for no set time"
            yield given(f"{path}.ends", row.ends, said, f"Until when do the {row.class_} of {row.force!r} lie there?")
        elif kept is None:
            question = f"Is {row.force!r}, which holds {row.class_}, army or guard, and does the state own them?"
            yield cannot_tell(at, question)
        else:
            holds_it = f"holds {'heavy arms' if row.class_ == 'heavy' else row.class_}"
            open_ = row.storage is UNKNOWN
            unless = ", and whether they lie in a joint depot is not known" if open_ else ""
            found = fires(at, f"{row.force!r}, which is not the army, {holds_it}{unless}", partly=open_)
            yield beside(found, next((f"{p}.kind" for p, f in design.rows("forces") if f.id == row.force), ""))


@rule(
    code="ARM04",
    severity="warning",
    statement="Those who enter or leave hand in the weapons they came with, and an outsider counts them",
    words="it is handed over to a MILOB or representative of the military component in a mission setting or "
    "designated security official",
    source="UN, IDDRS 4.10 §6.2 (a MILOB is a military observer)",
    second="Mindanao: 4,625 weapons from 26,145 fighters of the MILF, 0.18 a head; Liberia 2004: about half of those "
    "who disarmed had no weapon (StrategyPage, 1 May 2004)",
    evidence="mixed",
    remedy="Ask for the weapon at entry against an issued one; count by person, with an outside verifier.",
    asks="the defence ministry",
    tensions=(11,),
    fails="""
induction: [{id: s1, from: m1}]
surrender: {required: true, per_person: 0.1, verified_by: none}
""",
    passes="""
induction: [{id: s1, from: m1}]
surrender: {required: true, per_person: 0.8, verified_by: un-mission}
""",
)
def handed_in(design: Design) -> Iterator[RuleVerdict]:
    """Whether weapons must be handed in, how many a head, and who counts."""
    yield from where_militias_enter(design, _handed_in(design))


def _handed_in(design: Design) -> Iterator[RuleVerdict]:
    at, row = "surrender", design.at("surrender")
    if isinstance(row, Blank) or row.required is not True:
        required = row if isinstance(row, Blank) else row.required
        question = "Must those who enter or leave hand in the weapons they came with?"
        yield holds(f"{at}.required", required, "nobody must hand in the weapons he came with", question)
        return
    least, near = design.settings.weapons_per_person, design.settings.near
    question = "How many weapons a head must be handed in?"
    yield within(
        f"{at}.per_person", row.per_person, "weapons a head to be handed in", question, at_least=least, near=near
    )
    said, question = "nobody outside counts the weapons handed in", "Who counts the weapons handed in?"
    yield given(f"{at}.verified_by", row.verified_by, said, question)

"""ARM: the state owns the weapons, every one is on a list, heavy ones stay with the army, old ones are handed in."""

from __future__ import annotations

from collections.abc import Iterator

from tether.charter.findings import RuleVerdict, cannot_tell, fires, given, holds, one_of, quiet, within
from tether.charter.reading import SEIZERS, Design
from tether.charter.rules.rule import Tally, rule
from tether.charter.schema.entities import Group
from tether.charter.values import NONE, UNKNOWN, Blank

HEAVY = ("heavy", "armour", "artillery", "air-defence", "uas-armed")


@rule(
    code="ARM01",
    severity="error",
    statement="The state owns the weapons",
    words="no other armed force or military force ... may be established",
    source="South Africa, Interim Constitution, s. 224(3) (Peace Accords Matrix)",
    second="Lacher & Cole, Small Arms Survey WP 20, 2014: Libya's Shield brigades kept their own arms beside the army",
    evidence="normative",
    remedy="Register and buy the weapons out, or swap them for issued ones at entry; take those back at discharge.",
    asks="the defence ministry",
    tally=Tally("arms", ("group", "mixed")),
    fails="arms: [{force: g, class: small, owner: group}]",
    passes="arms: [{force: g, class: small, owner: state}]",
)
def the_state_owns_them(design: Design) -> Iterator[RuleVerdict]:
    """The owner of each class of arms."""
    for path, row in design.rows("arms"):
        kind = f"{row.class_} arms" if isinstance(row.class_, str) else "arms"
        whose = {"mixed": "partly its own", "group": "a group's"}.get(str(row.owner), f"{row.owner}'s")
        said = f"the {kind} of {row.force!r} are {whose}" if row.owner else f"nobody owns the {kind} of {row.force!r}"
        yield one_of(f"{path}.owner", row.owner, ("state",), said, f"Who owns the {kind} of {row.force!r}?")


@rule(
    code="ARM02",
    severity="error",
    statement="Every weapon has a serial number on a list, and the list is checked",
    words="at least 190,000 weapons issued ... are missing",
    source="NPR on GAO-07-711, 2007",
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
        if row.owner in ("group", "person", "patron"):
            continue
        said = f"the weapons of {row.force!r} are not registered by serial number"
        yield holds(
            f"{path}.registered", row.registered, said, f"Is every weapon of {row.force!r} on a list by number?"
        )
        what, question = (
            f"months between counts of the weapons of {row.force!r}",
            f"How often are the weapons of {row.force!r} counted?",
        )
        yield within(f"{path}.inventory_months", row.inventory_months, what, question, at_most=most, near=near)


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
        at = f"{path}.class"
        kind = getattr(design.named(row.force), "kind", NONE)
        outside = isinstance(design.named(row.force), Group) or kind in SEIZERS
        if row.class_ is UNKNOWN and outside:
            yield cannot_tell(at, f"Which classes of arms does {row.force!r} hold?")
        elif row.class_ not in HEAVY or (isinstance(kind, str) and not outside and row.owner == "state"):
            yield quiet(at)
        elif row.storage == "joint-depot":
            said = f"the {row.class_} of {row.force!r} lie in a joint depot, for no set time"
            yield given(f"{path}.ends", row.ends, said, f"Until when do the {row.class_} of {row.force!r} lie there?")
        elif kind is UNKNOWN and row.owner in ("state", UNKNOWN):
            yield cannot_tell(at, f"Is {row.force!r}, which holds {row.class_}, army or guard?")
        else:
            yield fires(
                at,
                f"{row.force!r}, which is not the army, holds {'heavy arms' if row.class_ == 'heavy' else row.class_}",
            )


@rule(
    code="ARM04",
    severity="warning",
    statement="Those who enter or leave hand in the weapons they came with, and an outsider counts them",
    words="Integration without Demobilization and Disarmament",
    source="Ferrer, 1999, title, on the Moro National Liberation Front",
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
    if not any(design.militia_streams()):
        return
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

"""CAN and OPT: sites where men gather, and the choice they are offered between ways in and ways out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from tether.charter.belonging import is_of, stands_at
from tether.charter.findings import RuleVerdict, cannot_tell, fires, given, holds, quiet
from tether.charter.reading import Design
from tether.charter.rules.rule import rule
from tether.charter.schema.entities import Force, Group
from tether.charter.values import NONE, UNKNOWN, Blank, Number, When
from tether.errors import numbered

ACCORD = "Conciliation Resources, Accord, Nepal, on the People's Liberation Army after 2006"


@rule(
    code="CAN01",
    severity="error",
    statement="Men who are cantoned neither guard nor watch their own sites",
    words="the Maoist army maintains 524 weapons for cantonment perimeter security",
    source="UN Mission in Nepal, 11 Apr 2007 (raon.ch)",
    second="Angola, 1995: of the first 363 quartered the government said that most were children with weapons that did "
    "not work (Peace Accords Matrix, on the Lusaka Protocol)",
    evidence="weak",
    remedy="Let another force guard the sites, one that stands there, and somebody from outside count those in them.",
    fails="""
groups: [{id: front}]
actors: [{id: mission}]
cantonments: [{of: front, guarded_by: front, watched_by: mission}]
""",
    passes="""
groups: [{id: front}]
actors: [{id: mission}]
places: [{id: land}, {id: valley, parent: land}]
forces: [{id: army, places: [land]}]
cantonments: [{of: front, places: [valley], guarded_by: army, watched_by: mission}]
""",
)
def the_cantoned_do_not_guard_themselves(design: Design) -> Iterator[RuleVerdict]:
    """Who guards and who watches, against whose men are there; whether the guard stands there."""
    for path, row in design.rows("cantonments"):
        at, who = f"{path}.guarded_by", row.guarded_by
        if is_of(design, who, row.of):
            yield fires(at, f"the sites at which the men of {row.of!r} gather are guarded by {who!r}, their own")
        elif stands_at(design, who, row.places) is False:
            where = ", ".join(row.places)
            yield fires(at, f"{who!r} guards the sites of {row.of!r} in {where}, and does not stand there", lesser=True)
        elif isinstance(design.named(who), Force) and stands_at(design, who, row.places) is None:
            yield cannot_tell(at, f"Where are the sites of {row.of!r}, and does {who!r} stand there?")
        else:
            said = f"nothing says who guards the sites at which the men of {row.of!r} gather"
            yield given(at, who, said, f"Who guards the sites at which the men of {row.of!r} gather?")
        at, who = f"{path}.watched_by", row.watched_by
        if is_of(design, who, row.of):
            yield fires(at, f"{who!r} counts and reports on its own men in their sites")
        else:
            said = f"nothing says who from outside counts the men of {row.of!r} in their sites"
            found = given(at, who, said, f"Who counts the men of {row.of!r} in their sites?")
            yield fires(at, said, lesser=True) if found.result == "fires" else found


@rule(
    code="CAN02",
    severity="warning",
    statement="Arms in a cantonment are neither carried nor under the key of those who are in it",
    words="although the keys shall be with the Army themselves",
    source="ReliefWeb, 13 Apr 2007, on the Nepalese army's store",
    second="There the UN watched the containers day and night, with cameras (UN Mission in Nepal, 11 Apr 2007)",
    evidence="mixed",
    remedy="Put them in a joint store, under two keys, or take them in.",
    fails="""
groups: [{id: front}]
cantonments: [{of: front, arms: carried}]
""",
    passes="""
groups: [{id: front}]
cantonments: [{of: front, arms: double-key}]
""",
)
def arms_in_a_cantonment_are_locked(design: Design) -> Iterator[RuleVerdict]:
    """What becomes of arms; a store of one's own is a lesser fault."""
    for path, row in design.rows("cantonments"):
        at = f"{path}.arms"
        if row.arms == "carried":
            yield fires(at, f"the men of {row.of!r} carry their arms in their sites")
        elif row.arms == "own-store":
            yield fires(at, f"the arms of {row.of!r} lie in a store to which its men have the key", lesser=True)
        else:
            said = f"nothing says what becomes of the arms of {row.of!r} in its sites"
            yield given(at, row.arms, said, f"What becomes of the arms of {row.of!r} in its sites?")


@rule(
    code="CAN03",
    severity="warning",
    statement="A cantonment has a zone around it, somebody who feeds those in it, and a last day",
    words="troops have languished in the cantonment sites and training centres with very little support",
    source="the chairman of South Sudan's monitoring commission, The Brief, Nairobi",
    second="Nepal: allowances were paid by headcount in the sites, and misused (Conciliation Resources, Accord, Nepal)",
    evidence="mixed",
    remedy="Write the radius, who supplies them and with whose money, and when the sites close.",
    asks="the finance ministry",
    fails="""
groups: [{id: front}]
cantonments: [{of: front, radius_km: none, supplied_by: none, ends: none}]
""",
    passes="""
groups: [{id: front}]
actors: [{id: treasury}]
cantonments: [{of: front, radius_km: 15, supplied_by: treasury, ends: 2026-12-31}]
""",
)
def a_cantonment_is_supplied_and_ends(design: Design) -> Iterator[RuleVerdict]:
    """Radius, supply and closing day."""
    for path, row in design.rows("cantonments"):
        whose = f"the sites of {row.of!r}"
        said, question = (
            f"nothing says how far others must keep from {whose}",
            f"How far must others keep from {whose}?",
        )
        yield given(f"{path}.radius_km", row.radius_km, said, question)
        said, question = f"nobody is named who supplies {whose}", f"Who supplies {whose}?"
        yield given(f"{path}.supplied_by", row.supplied_by, said, question)
        question = f"When do {whose} close?"
        yield given(f"{path}.ends", row.ends, f"nothing says when {whose} close", question)


@rule(
    code="CAN04",
    severity="error",
    statement="No more men are cantoned than there are, and no more places named than sites",
    words="A total of 32,250 combatants had entered the cantonments",
    source=ACCORD,
    second="Only 19,602 of Nepal's 32,250 got through verification (the same)",
    evidence="normative",
    remedy="Mend the number of men, the group's size, or the number of sites.",
    fails="""
groups: [{id: front, size: 3000}]
cantonments: [{of: front, sites: 2, persons: 4500}]
""",
    passes="""
places: [{id: valley}]
groups: [{id: front, size: 3000}]
cantonments: [{of: front, places: [valley], sites: 2, persons: 2800}]
""",
)
def the_cantoned_are_no_more_than_there_are(design: Design) -> Iterator[RuleVerdict]:
    """Men at all sites of a group or force against its size; places against the number of sites."""
    gathered: dict[str, list[tuple[str, Any]]] = defaultdict(list)
    for path, row in design.rows("cantonments"):
        gathered[row.of].append((path, row))
    for name, rows in gathered.items():
        source = design.named(name)
        size = source.size if isinstance(source, Group) else source.strength if isinstance(source, Force) else UNKNOWN
        least, at = sum(row.persons.lo for _, row in rows if isinstance(row.persons, Number)), f"{rows[0][0]}.persons"
        faults = [
            fires(f"{path}.sites", f"{numbered(len(row.places), 'place')} are named for {row.sites} sites of {name!r}")
            for path, row in rows
            if isinstance(row.sites, Number) and isinstance(row.places, tuple) and len(row.places) > row.sites.hi
        ]
        if isinstance(size, Number) and least > size.hi:
            faults.append(fires(at, f"{least:,.10g} men of {name!r} are cantoned, and it has {size}"))
        yield from faults
        if not faults and UNKNOWN in (size, *(v for _, row in rows for v in (row.persons, row.sites, row.places))):
            question = f"How many men has {name!r}, how many of them gather at how many sites, and where?"
            yield cannot_tell(at, question)
        elif not faults:
            yield quiet(at)


@rule(
    code="OPT01",
    severity="error",
    statement="Each man chooses for himself among the ways that he is offered",
    words="allowed combatants to take the final decision over their own fate",
    source=ACCORD,
    second="There 9,702 men first chose the army, and 1,422 joined it after the decision was left to each (the same)",
    evidence="mixed",
    remedy="Let each man say what he wants, alone, to somebody from outside his unit.",
    fails="""
groups: [{id: front}]
choices: [{for: front, chosen_by: commander}]
""",
    passes="""
groups: [{id: front}]
choices: [{for: front, chosen_by: person, informed: true}]
""",
)
def each_man_chooses(design: Design) -> Iterator[RuleVerdict]:
    """Who chooses, who assigns where it is not the man, and whether he hears the terms of all."""
    for path, row in design.rows("choices"):
        at, whose = f"{path}.chosen_by", f"the men of {row.for_!r}"
        if row.chosen_by in ("commander", "group"):
            yield fires(at, f"for {whose} their {row.chosen_by} chooses")
        elif row.chosen_by in ("state", "joint-body"):
            who = row.assigned_by
            if who is UNKNOWN:
                yield cannot_tell(f"{path}.assigned_by", f"Who assigns {whose} to the ways that are offered?")
            elif who is NONE or is_of(design, who, row.for_):
                yield fires(f"{path}.assigned_by", f"{whose} do not choose, and {_nobody(who)} assigns them")
            else:
                yield fires(at, f"{whose} do not choose: {who!r} assigns them", lesser=True)
        else:
            said = f"nothing says who chooses for {whose}"
            yield given(at, row.chosen_by, said, f"Who chooses for {whose}, each man or somebody for him?")
        said, question = (
            f"{whose} need not hear the terms",
            f"Do {whose} hear the terms of all ways before they choose?",
        )
        found = holds(f"{path}.informed", row.informed, said, question)
        yield fires(found.path, said, lesser=True) if found.result == "fires" else found


def _nobody(who: Any) -> str:
    return "nobody" if isinstance(who, Blank) else repr(who)


@rule(
    code="OPT02",
    severity="error",
    statement="What men may choose is open to them, and still open when they choose",
    words="former Maoist combatants were given two choices: join the army or retire",
    source="KBR, on Nepal's former combatants",
    second="Of Nepal's three ways one, rehabilitation, was taken by six men (Conciliation Resources, Accord, Nepal)",
    evidence="normative",
    remedy="Offer two ways at least that are for these men, and keep them open until the last day of choosing.",
    fails="""
groups: [{id: front}, {id: other}]
induction: [{id: into-guard, from: other}]
exits: [{id: school, for: front, ends: 2028-12-31}]
choices: [{for: front, options: [into-guard, school], until: 2027-06-30}]
""",
    passes="""
groups: [{id: front}]
induction: [{id: into-guard, from: front, ends: 2027-12-31}]
exits: [{id: school, for: front, ends: 2028-12-31}]
choices: [{for: front, options: [into-guard, school], until: 2027-06-30}]
""",
)
def options_are_open(design: Design) -> Iterator[RuleVerdict]:
    """Each option: for these men, and its last day against the last day of choosing; two of them at least."""
    ways = {row.id: (f"{path}.from", row.from_, row.ends) for path, row in design.rows("induction")}
    ways |= {row.id: (f"{path}.for", row.for_, row.ends) for path, row in design.rows("exits")}
    for path, row in design.rows("choices"):
        at, whose = f"{path}.options", f"the men of {row.for_!r}"
        if isinstance(row.options, Blank):
            yield given(
                at, row.options, f"nothing says among which ways {whose} choose", f"Among which ways do {whose} choose?"
            )
            continue
        if len(set(row.options)) < 2:
            yield fires(at, f"{whose} have {len(set(row.options))} way to choose from")
        for name in row.options:
            if name in ways:
                yield _open(at, row, name, *ways[name])


def _open(at: str, row: Any, name: str, where: str, source: Any, ends: Any) -> RuleVerdict:
    whose = f"the men of {row.for_!r}"
    if isinstance(source, str) and isinstance(row.for_, str) and source != row.for_:
        return fires(at, f"{name!r} is for {source!r}, and is offered to {whose}", related=(where,))
    if isinstance(ends, When) and isinstance(row.until, When) and ends.hi < row.until.lo:
        return fires(at, f"{name!r} closes on {ends}, and {whose} may choose it until {row.until}")
    unsure = UNKNOWN in (source, row.for_) or (UNKNOWN in (ends, row.until) and NONE not in (ends, row.until))
    if unsure:
        return cannot_tell(at, f"Is {name!r} open to {whose}, and until when may they choose it?")
    return quiet(at)


@rule(
    code="OPT03",
    severity="warning",
    statement="A choice has a last day, and something holds for him who has not chosen",
    words="in the second and third rounds of the process, only 3,123 and then 1,460 decided to go for integration",
    source=ACCORD,
    second="Of 19,602 verified men in Nepal 2,456 were missing when the choosing began (the same)",
    evidence="weak",
    remedy="Write the last day, and which of the ways holds for a man who has said nothing.",
    fails="""
groups: [{id: front}]
exits: [{id: school}, {id: work}]
choices: [{for: front, options: [school], until: none, default: work}]
""",
    passes="""
groups: [{id: front}]
exits: [{id: school}, {id: work}]
choices: [{for: front, options: [school, work], until: 2027-06-30, default: work}]
""",
)
def a_choice_ends(design: Design) -> Iterator[RuleVerdict]:
    """The last day, and a default that is one of the options."""
    for path, row in design.rows("choices"):
        whose = f"the men of {row.for_!r}"
        yield given(
            f"{path}.until", row.until, f"nothing says until when {whose} choose", f"Until when do {whose} choose?"
        )
        at, default = f"{path}.default", row.default
        if isinstance(default, str) and isinstance(row.options, tuple) and default not in row.options:
            said = f"{default!r} holds for {whose} who have not chosen, and is not offered to them"
            yield fires(at, said, related=(f"{path}.options",))
        elif isinstance(default, str) and row.options is UNKNOWN:
            yield cannot_tell(at, f"Is {default!r} among the ways that {whose} are offered?")
        else:
            said = f"nothing says what holds for {whose} who have not chosen"
            yield given(at, default, said, f"What holds for {whose} who have not chosen?")

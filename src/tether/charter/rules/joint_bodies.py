"""BOD and ADM: bodies in which several sides decide together, and administrations from outside."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from tether.charter.belonging import is_of
from tether.charter.findings import RuleVerdict, cannot_tell, either, fires, given, quiet
from tether.charter.reading import Design, lies_in
from tether.charter.rules.rule import rule
from tether.charter.values import NONE, UNKNOWN, Number, When

LUSAKA = "Lusaka Protocol, 1994, on the army (Peace Accords Matrix)"


@rule(
    code="BOD01",
    severity="error",
    statement="A joint body has as many seats as its members fill, and its quorum can be met",
    words="The RJMEC meeting did not reach quorum",
    source="The Brief, Nairobi, on the thirty-third meeting of South Sudan's monitoring commission",
    second="Myanmar's guideline for joint monitoring, 15 Oct 2015, para. 54: a quorum by side, 3 of the "
    "government and 3 of the armed organisations (PA-X, agreement 1545)",
    evidence="normative",
    remedy="Let the members' seats sum to the body's, and ask for no more of them to be present than there are.",
    fails="""
actors: [{id: board}, {id: north}, {id: south}]
joint_bodies: [{body: board, seats: 4, quorum: 5, women: 1, members: [{who: north, seats: 2}, {who: south, seats: 2}]}]
""",
    passes="""
actors: [{id: board}, {id: north}, {id: south}]
joint_bodies: [{body: board, seats: 4, quorum: 3, women: 1, members: [{who: north, seats: 2}, {who: south, seats: 2}]}]
""",
)
def a_joint_body_can_meet(design: Design) -> Iterator[RuleVerdict]:
    """Seats of the members against seats in all, and quorum and women's seats against both."""
    for path, row in design.rows("joint_bodies"):
        members = [m.seats for m in row.members or ()]
        whole = isinstance(row.members, tuple) and all(isinstance(m, Number) for m in members)
        least = sum(m.lo for m in members if isinstance(m, Number))
        most = sum(m.hi for m in members if isinstance(m, Number)) if whole else math.inf
        seats = row.seats.hi if isinstance(row.seats, Number) else math.inf
        faults = []
        if least > seats:
            faults.append(
                fires(f"{path}.seats", f"the members of {row.body!r} fill {least:g} seats, and it has {row.seats}")
            )
        listed = most if isinstance(row.seats, Number) or not design.open_world else math.inf
        for key, count, said in (
            ("quorum", row.quorum, "asks for {} members to be present"),
            ("women", row.women, "keeps {} seats for women"),
        ):
            if isinstance(count, Number) and count.lo > min(seats, listed):
                there = f"it has {row.seats} seats" if seats <= listed else f"its members fill {most:g} seats"
                faults.append(fires(f"{path}.{key}", f"{row.body!r} {said.format(count)}, and {there}"))
        yield from faults
        if not faults and UNKNOWN in (row.seats, row.members, row.quorum, row.women, *members):
            question = f"How many seats has {row.body!r}, how many does each member fill, and how many must be present?"
            yield cannot_tell(path, question)
        elif not faults:
            yield quiet(path)


@rule(
    code="BOD02",
    severity="warning",
    statement="A body whose sides can block each other says who decides then, and that is none of its sides",
    words="all final decisions concerning its military matters shall be made by the IFOR Commander",
    source="Dayton Agreement, 1995, Annex 1-A, art. VIII(5), on the Joint Military Commission (Peace Accords Matrix)",
    second="Sudan, 2005: what the joint military committee could not settle went to the Ceasefire Political "
    "Commission, and then to the Presidency (Peace Accords Matrix)",
    evidence="normative",
    remedy="Write deadlock: an outside chair, a higher body, an arbiter or a court, with the days until then.",
    fails="""
actors: [{id: board}, {id: north}, {id: south}]
joint_bodies:
  - {body: board, matters: posts, rule: consensus, deadlock: none, members: [{who: north}, {who: south}]}
""",
    passes="""
actors: [{id: board}, {id: north}, {id: south}, {id: high-court}]
joint_bodies:
  - body: board
    matters: posts
    rule: consensus
    members: [{who: north}, {who: south}]
    deadlock: court
    deadlock_to: high-court
    deadlock_days: 14
""",
)
def a_joint_body_gets_over_a_deadlock(design: Design) -> Iterator[RuleVerdict]:
    """What happens in a deadlock, unless an odd number votes by majority without vetoes; who decides, and when."""
    for path, row in design.rows("joint_bodies"):
        may = _may_block(row)
        on = f" on {row.matters}" if isinstance(row.matters, str) else ""
        if may is False and row.rule != "chair":
            yield quiet(path)
        elif may is None or (row.deadlock is UNKNOWN and row.rule != "chair"):
            yield cannot_tell(
                f"{path}.deadlock", f"Where {row.body!r} cannot decide{on}, what happens, and who decides?"
            )
        elif row.rule == "chair" or row.deadlock not in (NONE, "vote-again", "status-quo"):
            yield from _who_decides(design, path, row)
        elif row.deadlock is NONE:
            said = f"the sides in {row.body!r} can block each other{on}, and nothing says what happens then"
            yield fires(f"{path}.deadlock", said)
        else:
            then = "it votes again, and nothing ends that" if row.deadlock == "vote-again" else "nothing changes"
            yield fires(f"{path}.deadlock", f"where {row.body!r} cannot decide{on}, {then}", lesser=True)


def _who_decides(design: Design, path: str, row: Any) -> Iterator[RuleVerdict]:
    """Look at whoever decides alone, or where the others cannot."""
    chaired = "chair" in (row.deadlock, row.rule)
    key, who = ("chair", row.chair) if chaired else ("deadlock_to", row.deadlock_to)
    does = "decides" if row.rule == "chair" else "decides where it cannot"
    sides = [m.who for m in row.members or () if is_of(design, who, m.who)]
    if who is UNKNOWN or (isinstance(who, str) and row.members is UNKNOWN):
        yield cannot_tell(f"{path}.{key}", f"In {row.body!r}, who {does}, and does he belong to one of its sides?")
        return
    if who is NONE:
        yield fires(f"{path}.{key}", f"in {row.body!r} nobody is named who {does}")
    elif sides:
        said = f"in {row.body!r} {who!r} {does}, who belongs to {sides[0]!r}, one of its sides"
        yield fires(f"{path}.{key}", said)
    elif who == row.body:
        yield fires(f"{path}.{key}", f"in {row.body!r} the body itself {does}")
    else:
        yield quiet(f"{path}.{key}")
    if row.rule != "chair" and isinstance(who, str):
        at, question = f"{path}.deadlock_days", f"After how many days without a decision does {who!r} decide?"
        said = f"nothing says after how many days {who!r} decides where {row.body!r} cannot"
        found = given(at, row.deadlock_days, said, question)
        yield fires(at, said, lesser=True) if found.result == "fires" else found


def _may_block(row: Any) -> bool | None:
    """Whether the sides of a body can block each other; None where that is not known."""
    if row.rule == "chair":
        return False
    vetoes = [m.veto for m in row.members or ()]
    if True in vetoes or row.rule in ("consensus", "two-thirds", "three-quarters"):
        return True
    unsure = UNKNOWN in (row.rule, row.members, row.seats, *vetoes)
    if not isinstance(row.seats, Number) or not row.seats.exact:
        return None if unsure or isinstance(row.seats, Number) else True
    if row.seats.lo % 2 == 0 and row.rule is not UNKNOWN:
        return True
    return None if unsure else False


@rule(
    code="ADM01",
    severity="error",
    statement="An administration from outside has a mandate, an end, and somebody who takes over",
    words="for an initial 12 months and indefinitely beyond then unless the Security Council would decide otherwise",
    source="planken.org, on Security Council resolution 1244 (1999)",
    words_are="paraphrase",
    second="UN Security Council resolution 1244 (1999), para. 11: the presence hands its tasks to provisional "
    "institutions as they are set up (not read)",
    evidence="normative",
    remedy="Cite the resolution or treaty, write the last day, and name who takes the powers over.",
    fails="""
actors: [{id: mission}]
administrations: [{actor: mission, mandate: resolution 1, starts: 2026-01-01, ends: none, hands_to: none}]
""",
    passes="""
actors: [{id: mission}, {id: council}]
administrations: [{actor: mission, mandate: resolution 1, starts: 2026-01-01, ends: 2027-12-31, hands_to: council}]
""",
)
def an_administration_ends(design: Design) -> Iterator[RuleVerdict]:
    """Mandate, first and last day, and who takes over, who isn't the administration itself."""
    for path, row in design.rows("administrations"):
        who = row.actor
        parts = (
            ("mandate", row.mandate, f"nothing says by what right {who!r} holds powers of the state", "By what right"),
            ("ends", row.ends, f"nothing ends the administration by {who!r}", "Until when"),
        )
        for key, value, said, asks in parts:
            yield given(f"{path}.{key}", value, said, f"{asks} does {who!r} hold powers of the state?")
        at, question = f"{path}.hands_to", f"Who takes its powers over from {who!r}?"
        if row.hands_to == who:
            yield fires(at, f"{who!r} hands its powers over to itself", related=(f"{path}.actor",))
        else:
            yield given(at, row.hands_to, f"nobody is named to whom {who!r} hands its powers over", question)


@rule(
    code="ADM02",
    severity="warning",
    statement="An administration from outside answers to somebody else, and one can complain of it elsewhere",
    words="aliquis non debet esse Judex in propria causa",
    source="Coke, Dr. Bonham's Case, 1610, 8 Co. Rep. 114a (nobody may be judge in his own cause)",
    second="Kosovo's Ombudsperson heard complaints against the UN's own administration (UNMIK regulation 2000/38; not "
    "read)",
    evidence="normative",
    remedy="Name the body to which it reports, and one that hears complaints against it.",
    fails="""
actors: [{id: mission}]
administrations: [{actor: mission, answers_to: mission, complaints_to: none}]
""",
    passes="""
actors: [{id: mission}, {id: united-nations}, {id: ombudsperson}]
administrations: [{actor: mission, answers_to: united-nations, complaints_to: ombudsperson}]
""",
)
def an_administration_answers_to_somebody(design: Design) -> Iterator[RuleVerdict]:
    """To whom it answers and who hears complaints: named, and not itself."""
    for path, row in design.rows("administrations"):
        who = row.actor
        for key, value, does in (
            ("answers_to", row.answers_to, "answers"),
            ("complaints_to", row.complaints_to, "can be complained of"),
        ):
            if is_of(design, value, who):
                yield fires(f"{path}.{key}", f"{who!r} {does} to itself")
                continue
            said = f"nobody is named to whom {who!r} {does}"
            yield given(f"{path}.{key}", value, said, f"To whom is it that {who!r} {does}?")


@rule(
    code="ADM03",
    severity="error",
    statement="No two administrations hold the same power in one place at one time",
    words="Ubi pugnantia inter se in testamento iuberentur, neutrum ratum est",
    source="Celsus, Digest 50.17.188 pr. (where a will orders things that contradict each other, neither stands)",
    second="Dayton Agreement, 1995, Annex 1-A, art. VIII: one commander decides on military matters, the High "
    "Representative advises (Peace Accords Matrix)",
    evidence="normative",
    remedy="Give each power, place and time to one of them.",
    fails="""
actors: [{id: a}, {id: b}]
places: [{id: land}, {id: town, parent: land}]
administrations:
  - {actor: a, powers: [police], places: [land], starts: 2026-01-01, ends: 2027-12-31}
  - {actor: b, powers: [police, courts], places: [town], starts: 2027-01-01, ends: 2028-12-31}
""",
    passes="""
actors: [{id: a}, {id: b}]
places: [{id: land}, {id: town, parent: land}]
administrations:
  - {actor: a, powers: [police], places: [land], starts: 2026-01-01, ends: 2026-12-31}
  - {actor: b, powers: [police, courts], places: [town], starts: 2027-01-01, ends: 2028-12-31}
""",
)
def administrations_do_not_overlap(design: Design) -> Iterator[RuleVerdict]:
    """Each pair: powers, places (nested) and times."""
    for (first, one), (path, two) in combinations(design.rows("administrations"), 2):
        if one.actor == two.actor:
            continue
        meets = (_shared(one.powers, two.powers), _shared_place(design, one, two), _same_time(one, two))
        if False in meets:
            yield quiet(path)
        elif None in meets:
            question = f"Which powers do {one.actor!r} and {two.actor!r} hold, where, from when and until when?"
            yield cannot_tell(path, question)
        else:
            powers = ", ".join(sorted(set(one.powers) & set(two.powers)))
            said = f"{one.actor!r} and {two.actor!r} both hold {powers} in one place at one time"
            yield fires(path, said, related=(first,))


def _shared(one: Any, two: Any) -> bool | None:
    if UNKNOWN in (one, two):
        return None
    return bool(set(one or ()) & set(two or ()))


def _shared_place(design: Design, one: Any, two: Any) -> bool | None:
    if UNKNOWN in (one.places, two.places):
        return None
    inside = [lies_in(design, place, two.places or ()) for place in one.places or ()]
    return either(*inside, *(lies_in(design, place, one.places or ()) for place in two.places or ()))


def _same_time(one: Any, two: Any) -> bool | None:
    """Whether two spans surely overlap; a span without an end goes on."""
    for first, last in ((one, two), (two, one)):
        if isinstance(first.ends, When) and isinstance(last.starts, When) and first.ends.hi < last.starts.lo:
            return False
    if UNKNOWN in (one.starts, one.ends, two.starts, two.ends):
        return None
    for first, last in ((one, two), (two, one)):
        if isinstance(first.ends, When) and isinstance(last.starts, When) and first.ends.lo < last.starts.hi:
            return None
    return True

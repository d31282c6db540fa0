"""AST: fields, crossings, ports, prisons and camps: who holds them, who earns, and when they change hands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tether.charter.belonging import is_of, stands_at
from tether.charter.findings import RuleVerdict, beside, cannot_tell, fires, given, quiet
from tether.charter.reading import SEIZERS, Design
from tether.charter.rules.rule import rule
from tether.charter.schema.entities import Force, Group
from tether.charter.values import NONE, UNKNOWN, Blank, Number

EARNING = ("oil", "gas", "mine", "power", "water", "crossing", "port", "airport", "road")
HOLDING = ("prison", "camp")


@rule(
    code="AST01",
    severity="error",
    statement="What changes hands has a day on which it does, and somebody who receives it",
    words="Jathran led blockades of the ports starting in 2013",
    source="Reuters, 25 Jul 2016, on Libya's Petroleum Facilities Guard",
    second="Sudan, 2005: the agreement named what producing states receive of the oil, and each army's place while it "
    "was shared (Comprehensive Peace Agreement; not read whole)",
    evidence="mixed",
    remedy="Write who holds it now, who receives it and on which day.",
    fails="""
groups: [{id: front}]
actors: [{id: oil-company, state: true}]
assets: [{id: terminal, kind: port, held_by: front, goes_to: oil-company, date: none}]
""",
    passes="""
groups: [{id: front}]
actors: [{id: oil-company, state: true}]
assets: [{id: terminal, kind: port, held_by: front, goes_to: oil-company, date: 2026-03-01}]
""",
)
def a_hand_over_has_a_day(design: Design) -> Iterator[RuleVerdict]:
    """Holder and receiver of each asset; where they differ, the day."""
    for path, row in design.rows("assets"):
        at, what = f"{path}.date", _called(row)
        if UNKNOWN in (row.goes_to, row.held_by):
            key = "goes_to" if row.goes_to is UNKNOWN else "held_by"
            yield cannot_tell(f"{path}.{key}", f"Who holds {what} now, and who after the hand-over?")
        elif row.goes_to is NONE and row.held_by is NONE:
            yield fires(f"{path}.held_by", f"nothing says who holds {what}")
        elif row.goes_to is NONE or row.goes_to == row.held_by:
            yield quiet(path)
        else:
            said = f"nothing says when {row.goes_to!r} receives {what} from {_who(row.held_by)}"
            yield given(at, row.date, said, f"On which day does {row.goes_to!r} receive {what}?")


def _called(row: Any) -> str:
    return str(row.name) if isinstance(row.name, str) else repr(row.id)


def _who(name: Any) -> str:
    return "nobody named" if isinstance(name, Blank) else repr(name)


@rule(
    code="AST02",
    severity="error",
    statement="What an asset earns goes neither to a group outside the state nor to more hands than there is",
    words='it would set a "terrible precedent" to make payments to Jathran',
    source="Reuters, 25 Jul 2016, on Libya's National Oil Corporation",
    second="Sudan, 2005: 2 per cent of oil revenue to the producing states, the rest shared between the two "
    "governments (as told by Phipps Resources, 13 Apr 2021)",
    evidence="mixed",
    remedy="Let the treasury receive it, and pay from the budget what was agreed.",
    asks="the finance ministry",
    fails="""
groups: [{id: front}]
actors: [{id: treasury, state: true}]
assets: [{id: field, kind: oil, revenue: {treasury: 0.6, front: 0.4}}]
""",
    passes="""
groups: [{id: front}]
actors: [{id: treasury, state: true}]
assets: [{id: field, kind: oil, revenue: {treasury: 1}}]
""",
)
def revenue_funds_no_group(design: Design) -> Iterator[RuleVerdict]:
    """Receivers of what it earns: groups, forces left outside or to be dissolved; the sum of the shares."""
    for path, row in design.rows("assets"):
        at, what = f"{path}.revenue", _called(row)
        question = f"After the hand-over, who receives the revenue of {what}, and which share?"
        if not isinstance(row.revenue, dict) or not row.revenue:
            if row.kind in EARNING or (row.kind is UNKNOWN and row.revenue is UNKNOWN):
                yield given(at, row.revenue, f"nothing says who receives the revenue of {what}", question)
            elif row.kind is UNKNOWN:
                yield cannot_tell(f"{path}.kind", f"What kind of asset is {what}: one with revenue?")
            continue
        yield _whole(design, at, what, row.revenue)
        for name, share in row.revenue.items():
            outside = _outside(design, name)
            if outside and share is UNKNOWN:
                yield cannot_tell(f"{at}.{name}", question)
            elif outside and isinstance(share, Number) and share.hi > 0:
                said = f"{name!r}, {outside}, receives {share} of the revenue of {what}"
                yield fires(f"{at}.{name}", said, partly=share.lo == 0)
            elif outside is None:
                yield cannot_tell(f"{at}.{name}", f"What becomes of {name!r}, which receives revenue of {what}?")
            else:
                yield quiet(f"{at}.{name}")


def _whole(design: Design, at: str, what: str, shares: dict[str, Any]) -> RuleVerdict:
    least = sum(s.lo for s in shares.values() if isinstance(s, Number))
    if least > 1 + design.settings.sum_gap:
        return fires(at, f"the shares in the revenue of {what} sum to {least:.4g}")
    if UNKNOWN in shares.values():
        return cannot_tell(at, f"Which share of the revenue of {what} does each receive?")
    return quiet(at)


def _outside(design: Design, name: str) -> str | None:
    """Return what a receiver is, where it is none of the state's; "" where it is fine, None where it isn't known."""
    row = design.named(name)
    if isinstance(row, Group):
        return "a group"
    if isinstance(row, Force):
        if row.status is UNKNOWN:
            return None
        return {"to-dissolve": "a force to be dissolved", "excluded": "a force left outside"}.get(str(row.status), "")
    return ""


@rule(
    code="AST03",
    severity="warning",
    statement="Who held an asset does not guard it after the hand-over, and who guards it stands there",
    words="has acted largely independently, switching political allegiances in recent years",
    source="Reuters, 25 Jul 2016, on the unit that guarded Libya's oil ports",
    second="Libya, 2013: guards on strike cut production to 300,000 barrels a day (Bloomberg, 1 Oct 2013, in the "
    "Libyan embassy's copy)",
    evidence="mixed",
    remedy="Name another guard, and give it the place.",
    fails="""
groups: [{id: front}]
actors: [{id: oil-company, state: true}]
assets: [{id: terminal, held_by: front, goes_to: oil-company, guarded_by: front}]
""",
    passes="""
groups: [{id: front}]
actors: [{id: oil-company, state: true}]
places: [{id: coast}]
forces: [{id: army, places: [coast]}]
assets: [{id: terminal, places: [coast], held_by: front, goes_to: oil-company, guarded_by: army}]
""",
)
def the_old_holder_does_not_guard(design: Design) -> Iterator[RuleVerdict]:
    """The guard against the old holder; a guard that is a force against the place."""
    for path, row in design.rows("assets"):
        if row.goes_to is NONE or (isinstance(row.goes_to, str) and row.goes_to == row.held_by):
            continue
        at, what, who = f"{path}.guarded_by", _called(row), row.guarded_by
        stands = stands_at(design, who, row.places)
        if row.held_by is UNKNOWN or row.goes_to is UNKNOWN:
            yield cannot_tell(at, f"Who holds {what} now, who after the hand-over, and who guards it then?")
        elif is_of(design, who, row.held_by):
            yield fires(
                at,
                f"{row.goes_to!r} receives {what}, and {who!r} of the old holder {row.held_by!r} is the guard",
                related=(f"{path}.held_by", f"{path}.goes_to"),
            )
        elif stands is False:
            found = fires(at, f"{who!r} guards {what} in {', '.join(row.places)}, and does not stand there")
            yield beside(found, f"{path}.places", *(f"{p}.places" for p, f in design.rows("forces") if f.id == who))
        elif stands is None and isinstance(design.named(who), Force):
            yield cannot_tell(at, f"Where does {who!r} stand, which guards {what}, and is that the place?")
        else:
            yield given(
                at,
                who,
                f"nothing says who guards {what} after the hand-over",
                f"Who guards {what} after the hand-over?",
            )


@rule(
    code="AST04",
    severity="warning",
    statement="Of a prison or camp the charter says how many are in it, and no new guard or militia keeps it",
    words="registration and record-keeping",
    source="Mail & Guardian, 31 Jul 2015, on what the Nelson Mandela Rules ask of prisons",
    second="Libya: 'arresting people first, then obtaining the corresponding arrest warrants' (Lacher & al-Idrissi, "
    "Capital of Militias, 2018, on the SDF)",
    evidence="normative",
    remedy="Count and name those held before the hand-over, and give the place to police or the prison service.",
    asks="the justice ministry",
    fails="""
forces: [{id: guard, kind: guard}]
assets: [{id: jail, kind: prison, persons: none, guarded_by: guard}]
""",
    passes="""
forces: [{id: police, kind: police}]
assets: [{id: jail, kind: prison, persons: 340, guarded_by: police}]
""",
)
def who_is_held_is_known(design: Design) -> Iterator[RuleVerdict]:
    """Of prisons and camps: the number held, and what kind of force holds or guards them."""
    for path, row in design.rows("assets"):
        what = _called(row)
        if row.kind is UNKNOWN:
            yield cannot_tell(f"{path}.kind", f"What kind of asset is {what}: is anybody held there?")
        if row.kind not in HOLDING:
            continue
        yield given(f"{path}.persons", row.persons, f"nothing says how many are in {what}", f"How many are in {what}?")
        if row.kind != "prison":
            continue
        for key, who in (("goes_to", row.goes_to), ("guarded_by", row.guarded_by)):
            force = design.named(who)
            if who is UNKNOWN or (isinstance(force, Force) and force.kind is UNKNOWN):
                yield cannot_tell(f"{path}.{key}", f"Who keeps {what} after the hand-over, and what force is that?")
            elif isinstance(force, Force) and force.kind in SEIZERS:
                found = fires(f"{path}.{key}", f"{who!r}, which is neither police nor prison service, keeps {what}")
                yield beside(found, f"{path}.kind", *(f"{p}.kind" for p, f in design.rows("forces") if f.id == who))
            else:
                yield quiet(f"{path}.{key}")

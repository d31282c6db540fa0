"""PWR, second half: the three kinds of partner, the three levels of locality, and a turn to federalism."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tether.charter.blanks import NONE, UNKNOWN, Blank
from tether.charter.design import Design
from tether.charter.findings import RuleVerdict, cannot_tell, fires, given, holds, quiet
from tether.charter.rules.command import WEHREY
from tether.charter.rules.rule import Tally, rule
from tether.charter.rules.sharing import BARGAIN, KINDS, REAL_SAY, raised_locally

FINENESS = {"region": 0, "province": 1, "municipality": 2, "district": 2, "zone": 2, "border": 1, "town": 3}
LEVELS = ("region", "province", "municipality", "town")


@rule(
    code="PWR06",
    severity="warning",
    statement="Provincial, ethnic and religious leaders each have a real say, not only a hearing",
    words=BARGAIN,
    source=WEHREY,
    second="Hartzell & Hoddie, AJPS 47(2) 2003: the more dimensions of power are shared, the longer peace lasts; "
    "against it Gates et al., JoP 2016: only what constrains counts",
    evidence="mixed",
    remedy="Let each kind of leader nominate, appoint, dismiss, block or hold part of the budget; name the office.",
    asks="the head of government",
    tensions=(5,),
    tally=Tally("sharing", ("none", "centre", "local")),
    fails="""
forces: [{id: g, local: true}]
sharing: {partners: [{kind: provincial, actor: gov, power: appoints}, {kind: religious, actor: waqf, power: consulted}]}
""",
    passes="""
forces: [{id: g, local: true}]
sharing: {partners: [{kind: provincial, actor: gov, power: appoints}, {kind: tribal, actor: council, power: nominates},
                     {kind: religious, actor: waqf, power: vetoes}]}
""",
)
def three_kinds_of_partner(design: Design) -> Iterator[RuleVerdict]:
    """One partner of each kind with a power beyond being heard."""
    if not raised_locally(design):
        return
    at, partners = "sharing.partners", [row for _, row in design.rows("sharing.partners")]
    if design.at(at) is UNKNOWN:
        yield cannot_tell(at, "Which provincial, ethnic and religious leaders have a say in the force, and what say?")
        return
    for kind, names in KINDS.items():
        of_kind = [p for p in partners if p.kind in names or p.kind is UNKNOWN]
        if any(p.power in REAL_SAY for p in of_kind if p.kind is not UNKNOWN):
            yield quiet(at)
        elif any(UNKNOWN in (p.power, p.kind) for p in of_kind):
            yield cannot_tell(at, f"What say do {kind} leaders have in the force: do they nominate, appoint or block?")
        else:
            heard = f"{kind} leaders are only consulted" if of_kind else f"no {kind} leader has a say in the force"
            yield fires(at, heard)


@rule(
    code="PWR07",
    severity="warning",
    statement="The bargain reaches down to the level at which the force is raised",
    words="geographic linkages—to town, municipality, or province",
    source=WEHREY,
    second="Mannheim Pro-Government Militias guidebook, id 601: some 200 to 236 brigades in the one city of Misrata",
    evidence="weak",
    remedy="Give the town or the municipality a part in consent, appointment or budget, or raise the force by "
    "province.",
    asks="the provinces",
    fails="""
places: [{id: ramadi, kind: town}]
forces: [{id: g, local: true, places: [ramadi]}]
sharing: {territorial: {level: province}}
""",
    passes="""
places: [{id: ramadi, kind: town}]
forces: [{id: g, local: true, places: [ramadi]}]
sharing: {territorial: {level: town}}
""",
)
def the_level_that_counts(design: Design) -> Iterator[RuleVerdict]:
    """The finest level at which a local force or its groups are rooted, against the level of the bargain."""
    for path, force in raised_locally(design):
        roots = [_kind(design, place) for place in _rooted(design, force)]
        known = [k for k in roots if k in FINENESS]
        at, level = "sharing.territorial.level", design.at("sharing.territorial.level")
        if not known:
            if UNKNOWN in (force.places, *roots):
                yield cannot_tell(f"{path}.places", f"Is {force.id!r} raised by town, by municipality or by province?")
            continue
        finest = max(FINENESS[k] for k in known)
        if level is UNKNOWN:
            yield cannot_tell(at, "To which level does power go: region, province, municipality or town?")
        elif level is NONE or FINENESS[str(level)] < finest:
            given_to = f"power goes to the {level}" if level else "power goes to no level below the centre"
            yield fires(at, f"{force.id!r} is rooted in the {LEVELS[finest]}, while {given_to}")
        else:
            yield quiet(at)


def _rooted(design: Design, force: Any) -> list[str]:
    homes = [place for group in design.feeding(force.id) for place in group.home or ()]
    return [*(force.places or ()), *homes]


def _kind(design: Design, place: str) -> str | Blank:
    """Return what a place is; one that the file does not declare is a province of the theatre."""
    row = design.named(place)
    return row.kind if row is not None else "province"


@rule(
    code="PWR08",
    severity="warning",
    statement="A turn to federalism is on a lawful path, and leaving the state is answered",
    words="national guards may herald a turn to federalism",
    source=WEHREY,
    second="Atlantic Council, Iraq's National Guard and the Perils of Decentralization, Feb 2015; Cederman et al., "
    "APSR 109(2) 2015: after a war autonomy alone comes too late",
    evidence="mixed",
    remedy="Write the steps (referendum, law, date), which powers move, and whether a region may leave.",
    asks="the legislature",
    tensions=(5,),
    fails="sharing: {territorial: {model: federal, federal_path: none, secession_bar: none}}",
    passes='sharing: {territorial: {model: federal, federal_path: "referendum and law by 2028", secession_bar: true}}',
)
def a_lawful_federal_path(design: Design) -> Iterator[RuleVerdict]:
    """For a federal model, or where a path is opened: the steps, and a word on secession."""
    at = "sharing.territorial"
    path = design.at(f"{at}.federal_path")
    if design.at(f"{at}.model") != "federal" and not isinstance(path, str):
        return
    question = "By which lawful steps, and when, does power move to the regions?"
    yield given(f"{at}.federal_path", path, "a federal order without lawful steps towards it", question)
    said = "nothing keeps a region with a force of its own from leaving the state"
    yield holds(f"{at}.secession_bar", design.at(f"{at}.secession_bar"), said, "Is leaving the state ruled out?")

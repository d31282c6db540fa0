"""TRU: the people of the place agree, older officers gain something, civilians can complain, no community guards alone.

Consent and local recruitment pull against individual entry and training away from home (tension 1): the article asks
for both. A way between: an individual contract, a mixed company, the home district, a commander from outside.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tether.charter.findings import RuleVerdict, among, both, cannot_tell, either, fires, given, provided, quiet
from tether.charter.intervals import percent
from tether.charter.reading import Design, covers, nest
from tether.charter.rules.command import WEHREY
from tether.charter.rules.rule import Tally, rule
from tether.charter.rules.sharing import of_local, raised_locally
from tether.charter.values import NONE, UNKNOWN, Blank, Number

GRIEVANCES = {
    "competitors": ("seniority-protected", "command-posts", "promotion-parity", "pension", "secondment"),
    "rabble": ("training-lead", "standards"),
}
OWED = {
    "independent": ("is not independent of the force", "is it independent of the force"),
    "deadline_days": ("need never answer", "within how many days must it answer"),
    "reprisal_protection": ("does not protect those who complain", "are those who complain protected"),
}


@rule(
    code="TRU01",
    severity="error",
    statement="The people of the place agree, and can say no",
    words="must build trust among the population",
    source=WEHREY,
    second="ICG, Asia 268, 4 Jun 2015: it works 'where local factors allow recruitment of members from the villages "
    "they patrol and where they respect their own communities'; HRW, Just Don't Call It a Militia, 2011, on elders' "
    "vouching",
    evidence="mixed",
    remedy="Add a meeting of consent with women and minorities present, a right to refuse a named person, and a recall "
    "vote.",
    asks="the provinces",
    tensions=(1,),
    fails="""
forces: [{id: g, local: true, places: [d1]}]
trust: {consent: []}
""",
    passes="""
forces: [{id: g, local: true, places: [d1]}]
trust: {consent: [{places: [d1], body: district-council, can_refuse: true}]}
""",
)
def the_place_agrees(design: Design) -> Iterator[RuleVerdict]:
    """For each place of a local force: a body that covers it and may refuse or recall."""
    for path, force in raised_locally(design):
        yield from of_local(path, force, _agreed(design, path, force))


def _agreed(design: Design, path: str, force: Any) -> Iterator[RuleVerdict]:
    above, at = nest(design), "trust.consent"
    rows = [row for _, row in design.rows(at)]
    if UNKNOWN in (force.places, design.at(at)):
        yield cannot_tell(at, f"Who agrees to {force.id!r} in each place where it stands, and may they say no?")
        return
    asked = {place: [r for r in rows if covers(r.places, place, above)] for place in force.places or ()}
    bare = [p for p, found in asked.items() if not any(_may_refuse(r) for r in found)]
    doubtful = [p for p in bare if any(UNKNOWN in (r.can_refuse, r.can_recall) for r in asked[p])]
    doubtful += [p for p in bare if p not in doubtful and any(_may_cover(r, p, design, above) for r in rows)]
    surely = [p for p in bare if p not in doubtful]
    if surely:
        where = ", ".join(map(repr, surely[:4])) + (f" and {len(surely) - 4} more" if len(surely) > 4 else "")
        yield fires(at, f"nobody in {where} can refuse {force.id!r} or recall it", related=(f"{path}.places",))
    if doubtful:
        yield cannot_tell(at, f"May the people of {doubtful[0]!r} refuse {force.id!r}, or recall it?")
    if not bare and asked:
        yield quiet(at)


def _may_cover(row: Any, place: str, design: Design, above: dict[str, frozenset[str]]) -> bool:
    """Whether a consent may be that of a place: its own places are unknown, or what contains the place is."""
    if not (_may_refuse(row) or UNKNOWN in (row.can_refuse, row.can_recall)):
        return False
    containers = above.get(place, frozenset((place,)))
    return row.places is UNKNOWN or any(getattr(design.named(p), "parent", NONE) is UNKNOWN for p in containers)


def _may_refuse(row: Any) -> bool:
    return row.can_refuse is True or row.can_recall is True


@rule(
    code="TRU02",
    severity="warning",
    statement="The older officers have an answer to both grievances: rivals for posts, and a rabble beside them",
    words="especially the older officer class, who will see them as competitors or as ill-disciplined rabble",
    source=WEHREY,
    second="Zena, Africa Security Brief 24, 2013: taking militias in 'impedes military professionalism'; Libya's guard "
    "of 2013 broke on old officers against revolutionaries (recalled)",
    evidence="weak",
    remedy="Against rivalry: posts in the guard that count for promotion, seniority, pensions. Against the rabble: the "
    "army's standards at entry, and its officers as trainers.",
    asks="the defence ministry",
    fails="""
forces: [{id: army, kind: army, status: existing}, {id: g, status: new}]
trust: {officers: [{for: army, kind: command-posts}]}
""",
    passes="""
forces: [{id: army, kind: army, status: existing}, {id: g, status: new}]
trust: {officers: [{for: army, kind: command-posts}, {for: army, kind: standards}]}
""",
)
def officers_gain(design: Design) -> Iterator[RuleVerdict]:
    """Some term answers each grievance, by its kind or in so many words."""
    every = [(path, f, _regular(f)) for path, f in design.rows("forces")]
    older = sorted((row for row in every if row[2] is not False), key=lambda row: row[2] is None)
    if not older:
        return
    path, force, sure = older[0]
    question = f"Is {force.id!r} an army or a gendarmerie that exists, and is a force created beside it?"
    at = f"{path}.status" if force.status is UNKNOWN else f"{path}.kind"
    created = either(*(new for _, f, new in design.created() if f.id != force.id))
    yield from provided(both(sure, created), _answered(design, force), at, question)


def _regular(force: Any) -> bool | None:
    return both(among(force.status, ("existing",)), among(force.kind, ("army", "gendarmerie")))


def _for_them(design: Design, row: Any, older: Any) -> bool | None:
    """Whether a term is for the officers of a force: by its id, a unit or post of it, or for nobody in particular."""
    if isinstance(row.for_, Blank):
        return None if row.for_ is UNKNOWN else True
    named = design.named(row.for_)
    unit = getattr(named, "unit", row.for_)
    return older.id in (row.for_, getattr(named, "force", None), unit, getattr(design.named(unit), "force", None))


def _answered(design: Design, older: Any) -> Iterator[RuleVerdict]:
    at, rows = "trust.officers", [row for _, row in design.rows("trust.officers")]
    if design.at(at) is UNKNOWN:
        question = f"What do the officers of {older.id!r} gain, and which standards must entrants meet?"
        yield cannot_tell(at, question)
        return
    rows = [row for row in rows if _for_them(design, row, older) is not False]
    for grievance, kinds in GRIEVANCES.items():
        said = {
            "competitors": f"the officers of {older.id!r} see rivals, and are offered no post, rank or pension",
            "rabble": f"the officers of {older.id!r} see a rabble, and neither set its standards nor train it",
        }[grievance]
        met = [r for r in rows if r.answers in (grievance, "both") or r.kind in kinds]
        if any(_for_them(design, r, older) for r in met):
            yield quiet(at)
        elif met or any(UNKNOWN in (r.kind, r.answers) for r in rows):
            yield cannot_tell(at, f"What are the officers of {older.id!r} offered, and which grievance does it answer?")
        else:
            yield fires(at, said)


@rule(
    code="TRU03",
    severity="error",
    statement="Civilians can complain to someone outside the force, without fear, and get an answer",
    words="independence should be demonstrated by the person or body concerned having control of the process",
    source="Hayes 1997, as the Northern Ireland Office quotes it to the Northern Ireland Affairs Committee, 2004",
    second="Afghan Local Police: 'Ineffective discipline systems' (ICG, Asia 268, 4 Jun 2015, heading)",
    evidence="mixed",
    remedy="Set up an ombudsman's line with a reply in 30 days, protection, and power to refer to the prosecutor.",
    asks="the justice ministry",
    tally=Tally("account", ("none", "weak")),
    fails="trust: {grievance: [{channel: unit-commander, independent: false}]}",
    passes="trust: {grievance: [{channel: ombudsman, independent: true, deadline_days: 30, reprisal_protection: "
    "true}]}",
)
def a_complaint_is_answered(design: Design) -> Iterator[RuleVerdict]:
    """One channel that is independent, has a deadline and protects; the best one is named."""
    at, rows = "trust.grievance", list(design.rows("trust.grievance"))
    unseen = design.at(at) is UNKNOWN
    if not rows:
        question = "To whom outside the force can civilians complain, how are they protected, when are they answered?"
        found = cannot_tell(at, question) if unseen else fires(at, "civilians can complain to nobody")
        spoken_of = any(design.rows("induction")) or bool(design.at("trust"))
        yield from provided(either(design.creates, spoken_of), [found], at, question)
        return
    told = ((path, row, *_lacking(row)) for path, row in rows)
    path, row, lacks, open_points = min(told, key=lambda one: (len(one[2]), len(one[3])))
    name = row.channel or row.body or "the complaints body"
    if lacks:
        yield fires(path, f"{name!r} {' and '.join(lacks)}")
    elif open_points:
        yield cannot_tell(path, f"Of complaints to {name!r}: {', '.join(open_points)}?")
    else:
        yield quiet(path)


def _lacking(row: Any) -> tuple[list[str], list[str]]:
    """Return what a channel surely lacks, and what is unknown of it."""
    values = {key: getattr(row, key) for key in OWED}
    lacks = [OWED[k][0] for k, v in values.items() if v is not UNKNOWN and (v is False or isinstance(v, Blank))]
    return lacks, [OWED[k][1] for k, v in values.items() if v is UNKNOWN]


@rule(
    code="TRU04",
    severity="warning",
    statement="A mixed place is not guarded by one community alone",
    words="Fear of the Shiite militias appears to drive Sunnis into the arms of the Islamic State",
    source=WEHREY,
    second="Stanton, JCR 59(5) 2015: militias drawn from the insurgents' own constituency are less likely to target "
    "civilians; Lyall, Blair & Imai, APSR 107(4) 2013: harm by outsiders costs more support",
    evidence="weak",
    remedy="Mix the unit, or pair it with police of the other community; keep it out of the other's quarters.",
    asks="the interior ministry",
    tensions=(1,),
    fails="""
forces: [{id: g, local: true}]
places: [{id: d, communities: {a: 0.5, b: 0.35}}]
units: [{id: u1, force: g, places: [d], community_shares: {b: 1.0}}]
""",
    passes="""
forces: [{id: g, local: true}]
places: [{id: d, communities: {a: 0.5, b: 0.35}}]
units: [{id: u1, force: g, places: [d], community_shares: {a: 0.55, b: 0.4}}]
""",
)
def no_community_alone(design: Design) -> Iterator[RuleVerdict]:
    """Each large community of a mixed place has at least half its share in the unit, or there are joint patrols."""
    local = {force.id: (path, force) for path, force in raised_locally(design)}
    for path, unit in design.rows("units"):
        if unit.echelon == "hq" or unit.joint_patrol is True:
            continue
        if unit.force in local:
            yield from of_local(*local[unit.force], _mixed_as_its_places(design, path, unit))
        elif unit.force is UNKNOWN and local:
            found = _mixed_as_its_places(design, path, unit)
            yield from provided(None, found, f"{path}.force", f"Of which force is {unit.id!r} a unit?")


def _mixed_as_its_places(design: Design, path: str, unit: Any) -> Iterator[RuleVerdict]:
    at, question = (
        f"{path}.community_shares",
        f"Which share of {unit.id!r} will come from each community, or will it patrol jointly?",
    )
    if unit.places is UNKNOWN:
        mixed = any(_large(design, place.id) for _, place in design.rows("places"))
        yield from [cannot_tell(f"{path}.places", f"Where does {unit.id!r} stand?")] if mixed else []
        return
    large = {c: share for place in unit.places or () for c, share in _large(design, place).items()}
    if len(large) > 1 and isinstance(unit.community_shares, Blank):
        yield cannot_tell(at, question)
    elif len(large) > 1:
        shares = [_has_its_share(design, at, unit, community, lives) for community, lives in large.items()]
        together = None if unit.joint_patrol is UNKNOWN else True
        yield from provided(
            together, shares, f"{path}.joint_patrol", f"Does {unit.id!r} patrol with police of another community?"
        )


def _large(design: Design, place: str) -> dict[str, Number]:
    """Return the communities above the bound of a mixed place, surely."""
    mix = getattr(design.named(place), "communities", NONE)
    numbers = {c: s for c, s in mix.items() if isinstance(s, Number)} if isinstance(mix, dict) else {}
    large = {c: s for c, s in numbers.items() if s.lo >= design.settings.mixed_place}
    return large if len(large) > 1 else {}


def _has_its_share(design: Design, at: str, unit: Any, community: str, lives: Number) -> RuleVerdict:
    least, got = design.settings.mixed_unit, unit.community_shares.get(community, NONE)
    if got is UNKNOWN:
        return cannot_tell(at, f"Which share of {unit.id!r} will come from {community!r}?")
    share = got if isinstance(got, Number) else Number(v=0.0)
    if share.lo >= least * lives.hi:
        return quiet(at)
    said = f"{community!r} is {percent(lives)} of the place that {unit.id!r} guards, and {percent(share)} of the unit"
    bound = least * lives.lo
    partly, close = share.hi >= bound, share.hi >= bound * (1 - design.settings.near)
    measured = f"{percent(share)} against at least {least:g} of {percent(lives)}"
    return fires(at, said, partly=partly, lesser=close and not partly, measured=measured)


@rule(
    code="TRU05",
    severity="warning",
    statement="Those who agree for a place include women and each community that lives there",
    words="particularly those formerly marginalized in DDR and post-conflict reconstruction processes, such as "
    "representatives of women’s groups",
    source="UN, IDDRS 2.10 §8.7",
    second="UNSCR 1325 (2000); HRW, Just Don't Call It a Militia, 2011: much rests on whether the shura that vouches "
    "is representative",
    evidence="mixed",
    remedy="Name women, and each community above a twentieth of the place, among those who sit in the consent meeting.",
    asks="the provinces",
    tensions=(1,),
    fails="trust: {consent: [{body: council, includes: [elders]}, {body: assembly}]}",
    passes="trust: {consent: [{body: council, includes: [elders, women, minorities]}]}",
)
def everybody_is_asked(design: Design) -> Iterator[RuleVerdict]:
    """Women, and minorities or each community by name, among those who sit there."""
    least = design.settings.small_community
    for path, row in design.rows("trust.consent"):
        at = f"{path}.includes"
        if row.includes is UNKNOWN:
            yield cannot_tell(at, f"Who sits in {row.body or 'the body that agrees'!r}: women, and each community?")
            continue
        sits = {str(word).lower() for word in row.includes or ()}
        lives = {
            c for p in row.places or () for c, s in _mix(design, p).items() if isinstance(s, Number) and s.lo >= least
        }
        missing = [] if "women" in sits else ["women"]
        if not sits & {"minorities", "all communities"} and not (lives and lives <= sits):
            missing += sorted(lives - sits) or ["minorities"]
        yield fires(at, f"without a seat where the place agrees: {', '.join(missing)}") if missing else quiet(at)


def _mix(design: Design, place: str) -> dict[str, Any]:
    mix = getattr(design.named(place), "communities", NONE)
    return mix if isinstance(mix, dict) else {}


@rule(
    code="TRU06",
    severity="warning",
    statement="It is written how a place is asked whether it agrees",
    words="with representative participation, and where possible, consultation of community stakeholders",
    source="UN, IDDRS 2.30, Community violence reduction, §3",
    second="HRW, Just Don't Call It a Militia, 2011: much rests on how the shura that vouches is called together",
    evidence="mixed",
    remedy="Write the procedure: who calls the meeting, how it is made public, how one votes.",
    asks="the provinces",
    tensions=(1,),
    fails="trust: {consent: [{body: council, method: none}]}",
    passes="trust: {consent: [{body: council, method: open meeting with a week's notice and a show of hands}]}",
)
def how_the_place_is_asked(design: Design) -> Iterator[RuleVerdict]:
    """The method of each consent."""
    for path, row in design.rows("trust.consent"):
        if design.silent(f"{path}.method"):
            continue
        body = repr(row.body) if isinstance(row.body, str) else "the body that agrees"
        said, question = f"nothing says how {body} is asked", f"How is {body} asked: by which meeting, notice and vote?"
        yield given(f"{path}.method", row.method, said, question)

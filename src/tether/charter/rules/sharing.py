"""PWR: a local force comes with a bargain. Partners with a real say, a share at the centre, one rule of allocation.

The evidence is divided (tension 5): counting dimensions helps, only constraining forms help, or territory helps after a
war only with a share at the centre. These rules take the third reading. PWR01 is one of the article's own lessons that
fit the coded cases least well; the three kinds of partner, the three levels
of locality and a turn to federalism make the second half.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from tether.charter.findings import (
    RuleVerdict,
    among,
    beside,
    both,
    cannot_tell,
    either,
    fires,
    given,
    holds,
    provided,
    quiet,
)
from tether.charter.intervals import bounds
from tether.charter.reading import Design
from tether.charter.rules.command import WEHREY, status_unknown
from tether.charter.rules.rule import Tally, rule
from tether.charter.values import NONE, UNKNOWN, Blank, Number

REAL_SAY = ("nominates", "appoints", "dismisses", "vetoes", "budget")
KINDS = {"provincial": ("provincial", "municipal"), "ethnic": ("ethnic", "tribal"), "religious": ("religious",)}
DEVOLVED = ("devolved", "federal", "mixed")
BARGAIN = "power-sharing arrangements between the central government and provincial, ethnic and religious leaders"


OUTSIDE = ("excluded", "to-dissolve")


def raised_locally(design: Design) -> list[tuple[str, Any]]:
    """Return the local forces that this charter raises or keeps (not those that it leaves outside).

    One of unknown status is among them: ``of_local`` asks for it.
    """
    return [(path, force) for path, force in design.local_forces() if force.status not in OUTSIDE]


def of_local(path: str, force: Any, verdicts: Iterable[RuleVerdict]) -> Iterator[RuleVerdict]:
    """Give the verdicts on a local force; where it is unknown what the charter does with it, ask that."""
    sure = None if force.status is UNKNOWN else True
    yield from provided(sure, verdicts, f"{path}.status", status_unknown(force))


def where_local(design: Design, verdicts: Iterable[RuleVerdict]) -> Iterator[RuleVerdict]:
    """Give the verdicts where the charter raises or keeps a local force at all."""
    local = raised_locally(design)
    sure = [(path, force) for path, force in local if force.status is not UNKNOWN]
    for path, force in (sure or local)[:1]:
        yield from of_local(path, force, verdicts)


@rule(
    code="PWR01",
    severity="error",
    statement="A local force comes with a power-sharing arrangement that binds",
    words="accompanied by power-sharing arrangements",
    source=WEHREY,
    second="Gates et al., JoP 2016: only forms that constrain pacify; Krebs & Licklider, IS 40(3) 2015/16: armies are "
    "mixed where politics is settled, not the other way round",
    evidence="mixed",
    remedy="Add the bargain: seats, a right to appoint or block, a share of the budget, a body for disputes.",
    asks="the head of government",
    tensions=(5,),
    tally=Tally("sharing", ("none",)),
    fails="""
forces: [{id: g, local: true, status: new}]
sharing: {central: [{community: a, constrains: false}]}
""",
    passes="""
forces: [{id: g, local: true, status: new}]
sharing: {central: [{community: a, constrains: true}]}
""",
)
def a_bargain_that_binds(design: Design) -> Iterator[RuleVerdict]:
    """Somebody can block, appoint or dismiss, or a written rule of allocation stands."""
    unsure = [p for p, f, _ in design.created() if f.local is UNKNOWN]
    if unsure and not raised_locally(design):
        yield cannot_tell(f"{unsure[0]}.local", "Is the new force raised in and for particular places?")
    yield from where_local(design, _bound(design))


def _bound(design: Design) -> Iterator[RuleVerdict]:
    central, allocation = list(design.rows("sharing.central")), list(design.rows("sharing.allocation"))
    partners = list(design.rows("sharing.partners"))
    if (
        any(c.constrains is True for _, c in central)
        or any(isinstance(a.rule, str) for _, a in allocation)
        or any(p.power in REAL_SAY for _, p in partners)
    ):
        yield quiet("sharing")
        return
    unseen = [design.at(f"sharing.{k}") for k in ("central", "allocation", "partners")]
    unseen += [c.constrains for _, c in central] + [p.power for _, p in partners] + [a.rule for _, a in allocation]
    if any(value is UNKNOWN for value in unseen):
        yield cannot_tell("sharing", "With whom, and by which right to block or appoint, is power shared?")
    else:
        yield fires("sharing", "a local force, and nobody shares power in a way that binds the centre")


@rule(
    code="PWR02",
    severity="warning",
    statement="Local control is matched by a share at the centre",
    words="too little, too late",
    source="Cederman, Hug, Schädel & Wucherpfennig, APSR 109(2), 2015",
    second="Gates et al., JoP 2016, the rival finding: only power-sharing that constrains pacifies",
    evidence="mixed",
    remedy="Give the community a post or a veto on appointments at the centre.",
    asks="the head of government",
    tensions=(5,),
    tally=Tally("sharing", ("local",)),
    fails="""
sharing: {territorial: {model: devolved}, central: [{community: sunni, seats: speaker, constrains: false}]}
forces: [{id: g, local: true, places: [anbar]}]
places: [{id: anbar, communities: {sunni: 0.95}}]
""",
    passes="""
sharing: {territorial: {model: devolved}, central: [{community: sunni, seats: "defence minister", constrains: true}]}
forces: [{id: g, local: true, places: [anbar]}]
places: [{id: anbar, communities: {sunni: 0.95}}]
""",
)
def a_share_at_the_centre(design: Design) -> Iterator[RuleVerdict]:
    """Each community that is the largest where a local force stands holds something at the centre."""
    model = design.at("sharing.territorial.model")
    if model is UNKNOWN or model in DEVOLVED:
        yield from where_local(design, _at_the_centre(design, model))


def _at_the_centre(design: Design, model: Any) -> Iterator[RuleVerdict]:
    if model is UNKNOWN or design.at("sharing.central") is UNKNOWN:
        question = "How is power divided between centre and place, and who holds a share at the centre?"
        yield cannot_tell("sharing", question)
        return
    local = raised_locally(design)
    held = {c.community: (path, c.constrains, c.seats) for path, c in design.rows("sharing.central")}
    homes = _home_communities(design, local)
    for community in homes:
        path, constrains, seats = held.get(community, ("sharing.central", NONE, NONE))
        if constrains is UNKNOWN:
            question = f"Can {community!r} block, appoint or dismiss at the centre, and what?"
            yield cannot_tell(f"{path}.constrains", question)
        elif constrains:
            yield quiet(path)
        else:
            holds = f" ({seats})" if isinstance(seats, str) else ""
            yield fires(path, f"{community!r} gets a force of its own, and at the centre nothing that binds{holds}")
    unknown = [g.id for _, f in local for g in design.feeding(f.id) if g.community is UNKNOWN]
    if homes and unknown:
        names = ", ".join(map(repr, dict.fromkeys(unknown)))
        yield cannot_tell("groups", f"Of which community is each of {names}, whose men enter the local force?")
    if not homes:
        yield cannot_tell("places", "Which community is the largest in the places where the local force stands?")


def _home_communities(design: Design, local: list[tuple[str, Any]]) -> list[str]:
    """Return the largest community of each place of the local forces, and those of the groups that feed them."""
    found: dict[str, None] = {}
    for _, force in local:
        for place in force.places or ():
            mix = getattr(design.named(place), "communities", NONE)
            if isinstance(mix, dict) and mix:
                found[max(mix, key=lambda c: bounds(mix[c]).mid)] = None
        for group in design.feeding(force.id):
            if isinstance(group.community, str):
                found[group.community] = None
    return list(found)


@rule(
    code="PWR03",
    severity="error",
    statement="One rule of allocation, and nobody who lives there is left out",
    words="shall not promote or disadvantage any political party or ethnic group",
    source="Arusha Agreement (Burundi), Protocol II art. 11(4)(b)",
    second="Iraq, September 2015: the Sunni bloc wanted only the fallen provinces, the Shia bloc all of them "
    "(dinarupdates, 10 and 27 Sep 2015); the bill never came to a vote",
    evidence="weak",
    remedy="Choose one rule (population, parity, need), print the table, add a floor for small communities.",
    asks="the provinces",
    tensions=(5,),
    fails="""
forces: [{id: g, local: true, places: [d]}]
places: [{id: d, communities: {a: 0.5, b: 0.35, k: 0.1}}]
sharing: {allocation: [{pool: g, rule: quota, shares: {a: 0.6, b: 0.4}}]}
""",
    passes="""
forces: [{id: g, local: true, places: [d]}]
places: [{id: d, communities: {a: 0.5, b: 0.35, k: 0.1}}]
sharing: {allocation: [{pool: g, rule: quota, shares: {a: 0.53, b: 0.36, k: 0.11}}]}
""",
)
def one_rule_for_all(design: Design) -> Iterator[RuleVerdict]:
    """For each local force: one row of allocation with a rule, and a share (or a reason) for each community."""
    for path, force in raised_locally(design):
        yield from of_local(path, force, _shared_out(design, force))


def _shared_out(design: Design, force: Any) -> Iterator[RuleVerdict]:
    rows = [(path, row) for path, row in design.rows("sharing.allocation") if row.pool == force.id]
    if not rows:
        said = f"nothing says by which rule {force.id!r} is shared out"
        unseen = design.at("sharing.allocation") is UNKNOWN
        unseen = unseen or any(row.pool is UNKNOWN for _, row in design.rows("sharing.allocation"))
        at = "sharing.allocation"
        yield cannot_tell(at, _by_which(force.id)) if unseen else fires(at, said)
        return
    if len(rows) > 1:
        yield fires(rows[1][0], f"{force.id!r} is shared out by {len(rows)} rules at once", related=(rows[0][0],))
    path, row = rows[0]
    yield given(f"{path}.rule", row.rule, f"{force.id!r} has shares but no rule", _by_which(force.id))
    yield from _left_out(design, path, row, force)


def _by_which(force: str) -> str:
    return f"By which rule is {force!r} shared out among provinces and communities?"


def _left_out(design: Design, path: str, row: Any, force: Any) -> Iterator[RuleVerdict]:
    """Fires for each community above the floor of the settings that gets nothing and no reason."""
    least = design.settings.small_community
    if isinstance(row.shares, Blank):
        if row.rule in ("quota", "negotiated", "need", "merit"):
            yield cannot_tell(f"{path}.shares", f"What share of {force.id!r} does each community get?")
        return
    mixed = {p: getattr(design.named(p), "communities", NONE) for p in force.places or ()}
    if force.places is UNKNOWN:
        yield cannot_tell(f"{path}.shares", f"Where does {force.id!r} stand, and which communities live there?")
        return
    for place, mix in mixed.items():
        if mix is UNKNOWN:
            yield cannot_tell(f"{path}.shares", f"Which communities live in {place!r}, where {force.id!r} stands?")
    lives = {c: s for p in mixed for c, s in _mix(design, p).items() if isinstance(s, Number)}
    at, got = f"{path}.shares", {c: row.shares.get(c, NONE) for c in lives}
    owed = [c for c, s in lives.items() if s.hi >= least and not (row.reason or {}).get(c)]
    unseen = [c for c in owed if got[c] is UNKNOWN]
    nothing = [c for c in owed if c not in unseen and bounds(got[c]).hi == 0]
    if unseen:
        yield cannot_tell(at, f"What share of {force.id!r} do these communities get: {', '.join(unseen)}?")
    if nothing:
        names, partly = ", ".join(map(repr, nothing)), all(lives[c].lo < least for c in nothing)
        lives_there = "lives" if len(nothing) == 1 else "live"
        said = f"{names} {lives_there} where {force.id!r} stands, and without a share of it or a reason"
        homes = [p for p, r in design.rows("places") if r.id in (force.places or ())]
        there = [f"{p}.communities.{c}" for p in homes for c in nothing if c in (design.at(f"{p}.communities") or ())]
        yield beside(fires(at, said, partly=partly), *there)
    elif lives and not unseen:
        yield quiet(at)


def _mix(design: Design, place: str) -> dict[str, Any]:
    mix = getattr(design.named(place), "communities", NONE)
    return mix if isinstance(mix, dict) else {}


@rule(
    code="PWR04",
    severity="error",
    statement="Centre and province know who decides in a crisis, by what vote, for how long, and who hears a dispute",
    words="for thirty days, which can be extended, with approval each time",
    words_are="translated",
    source="Constitution of Iraq, 2005, art. 61(9)(b), on a state of emergency",
    second="Arusha Agreement (Burundi), Protocol II art. 11(5): 'Only the President may authorize the employment "
    "of the defence and security forces', and informs both houses promptly",
    evidence="weak",
    remedy="Write who may take over, by what vote, for how many days, and which court or council hears a dispute.",
    asks="the legislature",
    tensions=(5,),
    fails="""
forces: [{id: g, local: true}]
sharing: {territorial: {model: mixed, crisis_rule: none, dispute_body: none}}
""",
    passes="""
forces: [{id: g, local: true}]
sharing: {territorial: {model: mixed, crisis_rule: {who: pm, vote: parliament, max_days: 30}, dispute_body: court}}
""",
)
def a_rule_for_the_crisis(design: Design) -> Iterator[RuleVerdict]:
    """Taker, vote and limit of a take-over, and the body that hears a dispute."""
    yield from where_local(design, _crisis(design))


def _crisis(design: Design) -> Iterator[RuleVerdict]:
    at = "sharing.territorial"
    whole = design.at(f"{at}.crisis_rule")
    if isinstance(whole, Blank):
        question = "Who may take the local force over in a crisis, by whose vote, for how many days?"
        yield given(f"{at}.crisis_rule", whole, "nothing says who takes the local force over in a crisis", question)
    else:
        asked = {
            "who": ("nobody is named who may take the local force over", "Who may take the local force over?"),
            "vote": ("the local force may be taken over without a vote", "Who must vote before it is taken over?"),
            "max_days": ("a take-over has no limit in days", "For how many days at most may it be taken over?"),
        }
        for key, (said, question) in asked.items():
            yield given(f"{at}.crisis_rule.{key}", getattr(whole, key), said, question)
    question = "Which court or council hears a dispute between centre and province?"
    yield given(f"{at}.dispute_body", design.at(f"{at}.dispute_body"), "no body hears disputes", question)


@rule(
    code="PWR05",
    severity="warning",
    statement="A force left outside has a written settlement and a date",
    words="Hezbollah was allowed to remain active",
    source="Peace Accords Matrix, Taif Accord, 1991",
    second="Vines, International Peacekeeping 20(3) 2013: Renamo 'mostly' demobilized in 1992, and armed violence "
    "followed in 2013",
    evidence="mixed",
    remedy="Put the carve-out in writing: size, arms, command, joint body, date of review.",
    asks="the head of government",
    tensions=(10,),
    fails="forces: [{id: h, status: excluded, settlement: none}]",
    passes='forces: [{id: h, status: excluded, settlement: "joint command by 2027"}]',
)
def a_settlement_for_those_outside(design: Design) -> Iterator[RuleVerdict]:
    """Each excluded force has a settlement, and the settlement a year."""
    for path, force in design.rows("forces"):
        outside = among(force.status, ("excluded",))
        yield from provided(outside, [_settlement(path, force)], f"{path}.status", status_unknown(force))


def _settlement(path: str, force: Any) -> RuleVerdict:
    at, text = f"{path}.settlement", force.settlement
    if isinstance(text, str) and not re.search(r"(19|20)\d\d", text):
        return fires(at, f"the settlement with {force.id!r} gives no year", lesser=True)
    said = f"{force.id!r} is left outside without a written settlement"
    return given(at, text, said, f"What is agreed with {force.id!r}, which is left outside, and until when?")


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
    yield from where_local(design, _partners(design))


def _partners(design: Design) -> Iterator[RuleVerdict]:
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
            heard = (
                f"{kind} leaders are only consulted"
                if of_kind
                else f"the charter gives no {kind} leader a say in the force"
            )
            there = _lives_there(design, kind, names)
            if there is not False:
                yield fires(at, heard, partly=there is None)


def _lives_there(design: Design, kind: str, names: tuple[str, ...]) -> bool | None:
    """Whether there are communities of a kind at all, as far as the charter says of those it names."""
    bonds = [row.kind for _, row in design.rows("communities")]
    if kind == "provincial" or not bonds or NONE in bonds:
        return True
    return either(*(among(bond, names) for bond in bonds))


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
        yield from of_local(path, force, _level(design, path, force))


def _level(design: Design, path: str, force: Any) -> Iterator[RuleVerdict]:
    roots = [_kind(design, place) for place in _rooted(design, force)]
    known = [k for k in roots if k in FINENESS]
    at, level = "sharing.territorial.level", design.at("sharing.territorial.level")
    if not known:
        if UNKNOWN in (force.places, *roots):
            yield cannot_tell(f"{path}.places", f"Is {force.id!r} raised by town, by municipality or by province?")
        return
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
    question = "By which lawful steps, and when, does power move to the regions?"
    steps = given(f"{at}.federal_path", path, "a federal order without lawful steps towards it", question)
    said = "nothing keeps a region with a force of its own from leaving the state"
    bar = holds(f"{at}.secession_bar", design.at(f"{at}.secession_bar"), said, "Is leaving the state ruled out?")
    federal = either(among(design.at(f"{at}.model"), ("federal",)), isinstance(path, str))
    question = "Is the state centralised, devolved or federal under this charter?"
    spoken_of = both(federal, not isinstance(design.at(at), Blank)) if federal is None else federal
    yield from provided(spoken_of, [beside(v, f"{at}.model") for v in (steps, bar)], f"{at}.model", question)


@rule(
    code="PWR09",
    severity="warning",
    statement="A leader with a say speaks for the community that he is named for",
    words=BARGAIN,
    source=WEHREY,
    second="HRW, Just Don't Call It a Militia, 2011: much rests on whether the shura that vouches is representative",
    evidence="mixed",
    remedy="Name a leader of that community, or the one for whom he speaks.",
    asks="the provinces",
    tensions=(5,),
    fails="""
communities: [{id: hill}, {id: river}]
actors: [{id: council, community: river}]
sharing: {partners: [{kind: ethnic, actor: council, community: hill, power: vetoes}]}
""",
    passes="""
communities: [{id: hill}, {id: river}]
actors: [{id: council, community: hill}, {id: governor}]
sharing:
  partners:
    - {kind: ethnic, actor: council, community: hill, power: vetoes}
    - {kind: provincial, actor: governor, power: nominates}
""",
)
def a_partner_speaks_for_his_own(design: Design) -> Iterator[RuleVerdict]:
    """Each partner is named, and the community that it speaks for is the one that it is named for."""
    for path, p in design.rows("sharing.partners"):
        at, real = f"{path}.actor", among(p.power, REAL_SAY)
        question = (
            f"Who is the {p.kind} leader with a say?" if isinstance(p.kind, str) else "Who has a say in the force?"
        )
        found = [given(at, p.actor, "a say in the force belongs to nobody who is named", question)]
        own = getattr(design.named(p.actor), "community", NONE)
        if isinstance(p.actor, str) and UNKNOWN in (own, p.community) and NONE not in (own, p.community):
            found = [cannot_tell(at, f"For which community does {p.actor!r} speak, and for which is it to have a say?")]
        elif isinstance(own, str) and isinstance(p.community, str) and own != p.community:
            said = f"{p.actor!r} has a say for {p.community!r}, and speaks for {own!r}"
            found = [fires(at, said)]
        yield from provided(real, found, f"{path}.power", f"What say has {p.actor!r} in the force?")

"""PPL: those beside the fighting men. Women, dependants, the dead's families, the disabled, and victims' voice.

The article is silent on them; UN standards are not (resolution 1325, the IDDRS, the principles on remedy). They slow
entry down (tension 2), and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tether.charter.findings import RuleVerdict, among, both, cannot_tell, fires, given, holds, provided, quiet, true
from tether.charter.intervals import percent, ratio, span, total
from tether.charter.reading import Design
from tether.charter.rules.exits import OUT, offer_unknown
from tether.charter.rules.induction import of_entrants
from tether.charter.rules.rule import rule
from tether.charter.values import UNKNOWN, Blank, Number

NEEDS = (
    "consider the different needs of female and male ex-combatants "
    "and to take into account the needs of their dependants"
)
RESOLUTION = "UN Security Council resolution 1325 (2000), para. 13"


def _people_move(design: Design) -> bool:
    """Whether fighters enter or leave under this charter at all."""
    return any(design.militia_streams()) or any(design.rows("exits")) or bool(design.at("people"))


@rule(
    code="PPL01",
    severity="error",
    statement="Women of the groups qualify without a weapon, and women screen women",
    words="A strict ‘one man, one gun’ eligibility requirement for DDR ... may exclude many women and girls "
    "from entry into DDR programmes",
    source="UN, IDDRS 5.10 §6.3",
    second="Sierra Leone: a gun a head was asked for, and up to five women had shared one (NOREF, in PKSOI Lessons "
    "Learned, Jan 2019); Liberia dropped the condition, and some 25,000 women and children came (Taipei Times, 1 Nov "
    "2004)",
    evidence="mixed",
    remedy="Count the women of the groups; let them qualify by role, vouched for, with no weapon; screen them apart, "
    "by women.",
    asks="the interior ministry",
    tensions=(2,),
    fails="people: {women_associated: unknown, women_eligible_unarmed: false, women_screened_by_women: false}",
    passes="people: {women_associated: 4000, women_eligible_unarmed: true, women_screened_by_women: true}",
)
def women_qualify(design: Design) -> Iterator[RuleVerdict]:
    """A number, entry without a weapon, and screening by women."""
    if not _people_move(design):
        return
    if design.at("people") is UNKNOWN:
        question = "How many women are in the groups, do they qualify without a weapon, who screens them?"
        yield cannot_tell("people", question)
        return
    number = design.at("people.women_associated")
    question = "How many women fought in, worked for or were held by the groups in scope?"
    if _women(design) is not False:
        yield given("people.women_associated", number, "the women of the groups are not counted", question)
    unarmed = design.at("people.women_eligible_unarmed")
    said = "women must bring a weapon to qualify"
    said = said if unarmed is False else "nothing lets women without a weapon qualify"
    question = "Do women who bring no weapon qualify?"
    yield from _if_women(design, holds("people.women_eligible_unarmed", unarmed, said, question), unarmed)
    by_women = design.at("people.women_screened_by_women")
    said, question = "women are not screened by women", "Do women screen and register women, apart?"
    verdict = holds("people.women_screened_by_women", by_women, said, question)
    verdict = fires(verdict.path, said, lesser=True) if verdict.result == "fires" else verdict
    yield from _if_women(design, verdict, by_women)


def _if_women(design: Design, verdict: RuleVerdict, said: Any) -> Iterator[RuleVerdict]:
    """What the charter says against women counts always; where it is only silent, there must be women (asked above)."""
    there = True if said is False else _women(design)
    if there or (there is None and verdict.result != "fires"):
        yield verdict


def _women(design: Design) -> bool | None:
    """Whether there are women in or attached to the groups, as far as the charter counts them."""
    number = design.at("people.women_associated")
    return None if number is UNKNOWN else not (isinstance(number, Number) and number.hi == 0)


@rule(
    code="PPL02",
    severity="warning",
    statement="Women may enter on the same terms, and have places among the ways out",
    words="Giving women the means and support to enter the DDR process should be linked to encouraging the full "
    "representation of women in the security sector",
    source="UN, IDDRS 6.10 §7.11",
    second="UN, IDDRS 5.10, Women, Gender and DDR; Amnesty AFR 34/002/2009: fear, no childcare and no evening classes "
    "kept Liberia's women out of the programmes",
    evidence="mixed",
    remedy="Open each stream to women, reserve places, add childcare and hours that allow them to come.",
    asks="the civil ministries",
    tensions=(2,),
    fails="""
induction: [{id: s1, from: m1, women: false}]
exits: [{id: e1, kind: education, places: 500, women_places: 0}]
""",
    passes="""
induction: [{id: s1, from: m1, women: true}]
exits: [{id: e1, kind: education, places: 500, women_places: 100}]
""",
)
def women_enter_and_leave(design: Design) -> Iterator[RuleVerdict]:
    """Each stream's terms, and women's share of all exit places."""
    for path, s in design.militia_streams():
        said, question = f"{s.id!r} is closed to women", f"May women enter by {s.id!r} on the same terms?"
        said = said if s.women is False else f"nothing opens {s.id!r} to women"
        yield from of_entrants(path, s, [holds(f"{path}.women", s.women, said, question)])
    exits = [(path, e) for path, e in design.rows("exits") if among(e.kind, OUT) is not False]
    if not exits:
        return
    at, question = "people.women_associated", "Are there women in or attached to the groups, and how many?"
    doubtful = next(((path, e) for path, e in exits if e.kind is UNKNOWN), None)
    if doubtful:
        at, question = f"{doubtful[0]}.kind", offer_unknown(doubtful[1])
    applies = both(_women(design), None if doubtful else True)
    yield from provided(applies, [_kept_for_women(design, exits)], at, question)


def _kept_for_women(design: Design, exits: list[tuple[str, Any]]) -> RuleVerdict:
    at, seats = f"{exits[0][0]}.women_places", [e.women_places for _, e in exits]
    share = ratio(total(seats), total(e.places for _, e in exits))
    least = design.settings.women_share
    if all(isinstance(n, Blank) and n is not UNKNOWN for n in seats):
        return fires(at, "no place among the ways out is kept for women")
    if share is None or (UNKNOWN in seats and share.lo < least):
        return cannot_tell(at, "How many places among the ways out are for women?")
    if share.lo >= least:
        return quiet(at)
    partly, close = share.hi >= least, share.hi >= least * (1 - design.settings.near)
    return fires(
        at,
        f"{percent(share)} of the exit places are for women",
        partly=partly,
        lesser=close and not partly,
        measured=f"{percent(share)} against at least {percent(span(least, least))}",
    )


@rule(
    code="PPL03",
    severity="warning",
    statement="Families are counted and supported, and those of the dead are paid",
    words=NEEDS,
    source=RESOLUTION,
    second="DR Congo: brassage made no provision for soldiers' families (Radio Okapi, 15 Feb 2006); of 4,400 war "
    "widows 920 had received the pay due to them (Global Press Journal on Okapi, 2015)",
    evidence="mixed",
    remedy="Register families at entry, pay them apart from the soldier, give the families of the dead a pension by "
    "law.",
    asks="the finance ministry",
    tensions=(2,),
    fails="people: {dependants_counted: false, dependants_support: none, survivors_pension: false}",
    passes='people: {dependants_counted: true, dependants_support: "child allowance", survivors_pension: true}',
)
def families_are_kept(design: Design) -> Iterator[RuleVerdict]:
    """Registration, support, and pay on death (a pension, or cover in each row of pay)."""
    if not _people_move(design):
        return
    if design.at("people") is UNKNOWN:
        yield cannot_tell(
            "people", "Are families registered, what do they receive, and what do those of the dead receive?"
        )
        return
    counted = design.at("people.dependants_counted")
    yield holds("people.dependants_counted", counted, "families are not registered", "Are the families registered?")
    support = design.at("people.dependants_support")
    question = "What do the families of those who enter or leave receive?"
    yield given("people.dependants_support", support, "families receive nothing", question)
    cover = [row.death_cover for _, row in design.rows("pay")]
    pension = design.at("people.survivors_pension")
    if cover and all(c is True for c in cover):
        yield quiet("people.survivors_pension")
    else:
        question = "What do the families of the dead receive, and from whom?"
        yield holds("people.survivors_pension", pension, "the families of the dead receive nothing", question)


@rule(
    code="PPL04",
    severity="warning",
    statement="Disabled fighters are provided for",
    words="Persons with disabilities shall obtain meaningful access to DDR services, programmes, aid, and "
    "benefits on an equal basis with other persons",
    source="UN, IDDRS 5.80 §4.2.1",
    second="Libya, Feb 2013: disabled revolutionaries occupied the chamber of Congress until a law gave them pensions "
    "(Libya Herald, 27 Feb 2013); Liberia 1999: some 10,000 registered, many begging (IRIN, 1 Sep 1999)",
    evidence="mixed",
    remedy="Write the pension, the treatment and the ways out fit for the disabled, the same for all sides.",
    asks="the civil ministries",
    fails="people: {disabled_support: none, dependants_counted: true}",
    passes='people: {disabled_support: "pension and treatment for all sides alike"}',
)
def the_disabled_are_kept(design: Design) -> Iterator[RuleVerdict]:
    """What disabled fighters receive."""
    if not _people_move(design):
        return
    support = design.at("people.disabled_support")
    question = "What do disabled fighters receive: pension, treatment, places fit for them?"
    yield given("people.disabled_support", support, "nothing is provided for disabled fighters", question)


@rule(
    code="PPL05",
    severity="error",
    statement="Victims are heard by someone outside the force before a person is taken in, and have a remedy",
    words="Victims of gross violations of human rights and serious violations of international humanitarian law "
    "are entitled to a remedy, including reparations",
    source="UN, IDDRS 6.20 §5.3",
    second="Humphreys & Weinstein, JCR 51(4) 2007: how abusive a fighter's unit had been predicts best who is not "
    "accepted back in Sierra Leone",
    evidence="normative",
    remedy="Publish the lists for objection, let a body outside the force hear victims in private, write what they "
    "receive.",
    asks="the justice ministry",
    tensions=(2,),
    fails="people: {victims_heard: false, victims_body: none, reparation: none}",
    passes='people: {victims_heard: true, victims_body: rights-commission, reparation: "victims fund of law 20"}',
)
def victims_are_heard(design: Design) -> Iterator[RuleVerdict]:
    """Hearing, hearer (not the force) and remedy."""
    if not _people_move(design):
        return
    if design.at("people") is UNKNOWN:
        yield cannot_tell("people", "Are victims heard before a person is taken in, by whom, and what do they receive?")
        return
    heard, body = design.at("people.victims_heard"), design.at("people.victims_body")
    said = "nobody hears victims before a person is taken in"
    question = "Are victims heard before a person is taken in, and by whom?"
    if heard is UNKNOWN and body is UNKNOWN:
        yield cannot_tell("people.victims_heard", question)
    elif heard is not UNKNOWN and not heard:
        yield fires("people.victims_heard", said)
    else:
        yield holds("people.victims_heard", heard, said, question)
        into = {s.into for _, s in design.militia_streams()} | {f.id for _, f in design.new_forces()}
        force = getattr(design.named(body), "force", body)
        at = "people.victims_body"
        if isinstance(body, str) and (body in into or force in into):
            yield fires(at, f"victims are heard by {body!r}, the force that takes the fighters in")
        else:
            yield given(at, body, "no body is named that hears victims", "Who hears the victims?")
    repaired = design.at("people.reparation")
    verdict = given("people.reparation", repaired, "victims receive nothing", "What do victims receive?")
    yield fires(verdict.path, verdict.message, lesser=True) if verdict.result == "fires" else verdict


@rule(
    code="PPL06",
    severity="error",
    statement="A group that is known to use children releases them before it is taken in",
    words="The unconditional and immediate release of children associated with armed forces and groups must be a "
    "priority",
    source="UN, IDDRS 2.10, The UN approach to DDR, §8.2.2",
    second="Nepal: 2,973 minors were found at verification (UN; Accord Nepal)",
    evidence="normative",
    remedy="Write a step by which its children are released, and let the intake wait for it.",
    asks="the justice ministry",
    fails="""
groups: [{id: m1, record: {children: true}}]
induction: [{id: s1, from: m1, into: g, starts: 2026-06-01}]
steps: []
""",
    passes="""
groups: [{id: m1, record: {children: true}}]
induction: [{id: s1, from: m1, into: g, starts: 2026-06-01}]
steps: [{id: children, kind: release, date: 2026-03-01}]
""",
)
def children_are_released_first(design: Design) -> Iterator[RuleVerdict]:
    """A step of release no later than the intake, for each group known to use persons under 18."""
    for path, s in design.militia_streams():
        record = getattr(design.named(s.from_), "record", UNKNOWN if s.from_ is UNKNOWN else False)
        children = None if record is UNKNOWN else False if isinstance(record, Blank | bool) else true(record.children)
        question = f"Is {s.from_!r} known to use persons under 18, and when are they released?"
        found = [_released(design, path, s)]
        yield from of_entrants(path, s, list(provided(children, found, f"{path}.from", question)))


def _released(design: Design, path: str, s: Any) -> RuleVerdict:
    at, who = f"{path}.starts", f"the children that {s.from_!r} is known to use"
    releases = [(step, among(step.kind, ("release",))) for _, step in design.rows("steps")]
    question = f"When are {who} released, and does the intake wait for it?"
    sure = [step for step, is_one in releases if is_one]
    if design.at("steps") is UNKNOWN or (not sure and any(is_one is None for _, is_one in releases)):
        return cannot_tell("steps", question)
    if not sure:
        return fires(at, f"no step releases {who} before they are taken in")
    if s.starts is UNKNOWN or any(step.date is UNKNOWN for step in sure):
        return cannot_tell(at, question)
    dated = [step.date for step in sure if not isinstance(step.date, Blank)]
    if isinstance(s.starts, Blank) or not dated or min(d.lo for d in dated) <= s.starts.hi:
        return quiet(at)
    said = f"{s.id!r} opens on {s.starts}, and {who} are released on {min(dated, key=lambda d: d.lo)}"
    steps = [f"{p}.date" for p, step in design.rows("steps") if step.kind == "release"]
    children = [f"{p}.record.children" for p, g in design.rows("groups") if g.id == s.from_]
    return fires(at, said, related=(*steps, *children))

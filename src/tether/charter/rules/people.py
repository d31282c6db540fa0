"""PPL: those beside the fighting men. Women, dependants, the dead's families, the disabled, and victims' voice.

The article is silent on them; UN standards are not (resolution 1325, the IDDRS, the principles on remedy). They slow
entry down (tension 2), and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from tether.charter.findings import RuleVerdict, cannot_tell, fires, given, holds, quiet
from tether.charter.intervals import percent, ratio, span, total
from tether.charter.reading import Design
from tether.charter.rules.exits import OUT
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
    words=NEEDS,
    source=RESOLUTION,
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
    if not _people_move(design) or _no_women(design):
        return
    if design.at("people") is UNKNOWN:
        yield cannot_tell(
            "people", "How many women are in the groups, do they qualify without a weapon, who screens them?"
        )
        return
    number = design.at("people.women_associated")
    question = "How many women fought in, worked for or were held by the groups in scope?"
    yield given("people.women_associated", number, "the women of the groups are not counted", question)
    unarmed = design.at("people.women_eligible_unarmed")
    said = "women must bring a weapon to qualify"
    said = said if unarmed is False else "nothing lets women without a weapon qualify"
    question = "Do women who bring no weapon qualify?"
    yield holds("people.women_eligible_unarmed", unarmed, said, question)
    by_women = design.at("people.women_screened_by_women")
    said, question = "women are not screened by women", "Do women screen and register women, apart?"
    verdict = holds("people.women_screened_by_women", by_women, said, question)
    yield fires(verdict.path, said, lesser=True) if verdict.result == "fires" else verdict


def _no_women(design: Design) -> bool:
    number = design.at("people.women_associated")
    return isinstance(number, Number) and number.hi == 0


@rule(
    code="PPL02",
    severity="warning",
    statement="Women may enter on the same terms, and have places among the ways out",
    words="The special needs of women and girls during repatriation and resettlement and for rehabilitation",
    source="UN Security Council resolution 1325 (2000), para. 8(a)",
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
        yield holds(f"{path}.women", s.women, said, question)
    exits = [(path, e) for path, e in design.rows("exits") if e.kind in OUT]
    if not exits or _no_women(design):
        return
    at, seats = f"{exits[0][0]}.women_places", [e.women_places for _, e in exits]
    share = ratio(total(seats), total(e.places for _, e in exits))
    least = design.settings.women_share
    if all(isinstance(n, Blank) and n is not UNKNOWN for n in seats):
        yield fires(at, "no place among the ways out is kept for women")
    elif share is None or (UNKNOWN in seats and share.lo < least):
        yield cannot_tell(at, "How many places among the ways out are for women?")
    elif share.lo < least:
        partly, close = share.hi >= least, share.hi >= least * (1 - design.settings.near)
        yield fires(
            at,
            f"{percent(share)} of the exit places are for women",
            partly=partly,
            lesser=close and not partly,
            measured=f"{percent(share)} against at least {percent(span(least, least))}",
        )
    else:
        yield quiet(at)


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
    words="all necessary measures to ensure the protection and safety of persons with disabilities in situations of "
    "risk, including situations of armed conflict",
    source="Convention on the Rights of Persons with Disabilities, art. 11",
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
    words="Adequate, effective and prompt reparation for harm suffered",
    source="UN General Assembly resolution 60/147, 16 Dec 2005, annex, para. 11(b)",
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

"""IND, second half: who is let in. Entrants are screened one by one, counted once, and trained together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tether.charter.blanks import UNKNOWN, Blank
from tether.charter.design import Design
from tether.charter.findings import RuleVerdict, cannot_tell, fires, given, holds, one_of, quiet, within
from tether.charter.rules.command import WEHREY
from tether.charter.rules.rule import Tally, rule

SURE_COUNTS = ("muster", "id-document", "payroll-match", "photo-register", "community-list", "bank-account")


@rule(
    code="IND05",
    severity="error",
    statement="Entrants are screened one by one by someone other than the group or its patron",
    words="prone to abusing civilians",
    source=WEHREY,
    second="OHCHR, Vetting: an operational framework, HR/PUB/06/5, 2006; Cohen & Nordås, JCR 59(5) 2015: militias "
    "trained by states commit more sexual violence, so training is no screening",
    evidence="mixed",
    remedy="Set up a screening centre with a prosecutor, a human-rights body and a hearing in the community; let "
    "people in on trial, unarmed, for 90 days.",
    asks="the justice ministry",
    tensions=(2,),
    tally=Tally("vetting", ("none", "paper")),
    fails="induction: [{id: s1, from: m1, into: g, vetting: {by: m1, level: unit, appeal: false}}]",
    passes="induction: [{id: s1, from: m1, into: g, vetting: {by: screening-board, level: individual, appeal: true}}]",
)
def screened_by_an_outsider(design: Design) -> Iterator[RuleVerdict]:
    """Level, screener and appeal of each stream from a militia."""
    for path, s in design.militia_streams():
        at, v, who = f"{path}.vetting", s.vetting, f"the fighters of {s.from_!r}"
        if isinstance(v, Blank):
            yield given(at, v, f"{who} are not screened", f"Who screens {who}, one by one or unit by unit?")
            continue
        said = (
            f"{who} are screened unit by unit"
            if v.level == "unit"
            else f"nothing says that {who} are screened one by one"
        )
        yield one_of(f"{at}.level", v.level, ("individual",), said, f"Are {who} screened one by one?")
        yield _screener(design, f"{at}.by", s, who)
        question = f"May one of {who} who is refused appeal, and to whom?"
        if v.appeal is UNKNOWN:
            yield cannot_tell(f"{at}.appeal", question)
        else:
            yield quiet(f"{at}.appeal") if v.appeal else fires(f"{at}.appeal", f"{who} cannot appeal", lesser=True)


def _screener(design: Design, at: str, s: Any, who: str) -> RuleVerdict:
    v, group = s.vetting, design.named(s.from_)
    patrons = getattr(group, "patron", ())
    interested = {s.from_, getattr(group, "party", None), *(patrons if isinstance(patrons, tuple) else ())}
    if isinstance(v.by, str) and v.by in interested:
        return fires(at, f"{who} are screened by {v.by!r}, which is not independent of them")
    if v.independent is False:
        return fires(at, f"whoever screens {who} is not independent")
    if v.by == s.into and v.independent is not True:
        return fires(at, f"{who} are screened by {v.by!r}, the force that wants them", lesser=True)
    if v.independent is True and v.by is UNKNOWN:
        return quiet(at)
    return given(at, v.by, f"nobody is named who screens {who}", f"Who screens {who}?")


@rule(
    code="IND06",
    severity="warning",
    statement="Each person is counted once, on lists that the commander does not keep, without needing a body scan",
    words="misuse of allowances that had been provided on the basis of the headcount of combatants",
    source="Conciliation Resources, Accord, Nepal",
    second="Libya Herald, 9 Dec 2012: of 26,000 paid by Tripoli's SSC 11,675 worked; Liberia 2004: about 38,000 "
    "fighters expected (Nichols, Small Arms Survey 2005), 102,193 registered (IRIN)",
    evidence="strong",
    remedy="Use two independent lists and a muster on one day; if bodies are scanned, a civil body holds the file and "
    "deletes it on a date.",
    asks="the interior ministry",
    fails="induction: [{id: s1, from: m1, into: g, identity: {methods: [commander-list]}, numbers_from: group-list}]",
    passes="""
induction: [{id: s1, from: m1, into: g, identity: {methods: [muster, payroll-match], biometric: false},
             numbers_from: verified-list}]
""",
)
def counted_once(design: Design) -> Iterator[RuleVerdict]:
    """Two sure ways of counting, a keeper and an end for scans of the body, and a number that someone has checked."""
    for path, s in design.militia_streams():
        at, who = f"{path}.identity", f"the fighters of {s.from_!r}"
        yield _methods(f"{at}.methods", design.at(f"{at}.methods"), who)
        if design.at(f"{at}.biometric") is True:
            said = f"scans of the bodies of {who}"
            yield given(f"{at}.holder", s.identity.holder, f"nobody is named who holds {said}", f"Who holds {said}?")
            yield given(
                f"{at}.retention_months",
                s.identity.retention_months,
                f"{said} are never deleted",
                f"When are {said} deleted?",
            )
        said = f"the number of {who} rests on the group's own list"
        allowed = ("verified-list", "census")
        yield one_of(f"{path}.numbers_from", s.numbers_from, allowed, said, f"Who has checked the number of {who}?")


def _methods(at: str, methods: Any, who: str) -> RuleVerdict:
    if methods is UNKNOWN:
        return cannot_tell(at, f"By which lists are {who} counted, so that each is counted once?")
    sure = [m for m in methods or () if m in SURE_COUNTS]
    said = f"{who} are counted by {', '.join(methods)} alone" if methods else f"nothing says how {who} are counted"
    return (
        quiet(at) if len(sure) >= 2 else fires(at, said, measured=f"{len(sure)} independent lists against at least 2")
    )


@rule(
    code="IND07",
    severity="warning",
    statement="Training happens together, away from home, for long enough",
    words="will not go to a brassage centre, but be mixed in their own area and be deployed there",
    source="ISS, 22 Mar 2007, on mixage in North Kivu",
    second="Samii, APSR 107(3) 2013: service in Burundi's mixed army lowered prejudice; brassage in DR Congo took 45 "
    "days (Radio Okapi, 15 Feb 2006)",
    evidence="weak",
    remedy="Train mixed intakes at a site outside the home province for eight weeks or more, then post them.",
    asks="the defence ministry",
    tensions=(1,),
    fails="induction: [{id: s1, from: m1, into: g, training: {weeks: 2, apart: false, mixed: false}}]",
    passes="induction: [{id: s1, from: m1, into: g, training: {weeks: 12, apart: true, mixed: true}}]",
)
def trained_together(design: Design) -> Iterator[RuleVerdict]:
    """Length, place and company of the training of each stream from a militia."""
    for path, s in design.militia_streams():
        at, t, who = f"{path}.training", s.training, f"the fighters of {s.from_!r}"
        if isinstance(t, Blank):
            yield given(at, t, f"{who} are not trained", f"How long, where and with whom are {who} trained?")
            continue
        if t.weeks is UNKNOWN and t.apart is UNKNOWN and t.mixed is UNKNOWN:
            yield cannot_tell(at, f"How long, where and with whom are {who} trained?")
            continue
        least, near = design.settings.train_weeks, design.settings.near
        question = f"How many weeks are {who} trained?"
        yield within(f"{at}.weeks", t.weeks, f"weeks of training for {who}", question, at_least=least, near=near)
        yield holds(f"{at}.apart", t.apart, f"{who} are trained at home", f"Are {who} trained away from home?")
        yield holds(
            f"{at}.mixed", t.mixed, f"{who} are trained among themselves", f"Are {who} trained together with others?"
        )

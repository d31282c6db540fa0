"""LAW: the force exists in law, takes in no child, forgives no grave crime, and its abuses come before a judge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tether.charter.blanks import NONE, UNKNOWN, Blank
from tether.charter.design import Design
from tether.charter.findings import RuleVerdict, before, cannot_tell, fires, given, holds, one_of, quiet, within
from tether.charter.rules.rule import Tally, rule

ENACTED = ("law", "decree", "agreement")


@rule(
    code="LAW01",
    severity="error",
    statement="The force exists in law, and its members know what they are, before men are taken in",
    words="the terms of the accord were not put in writing or made public",
    source="HRW, Oct 2007, on mixage in DR Congo",
    second="Iraq's Sons of Iraq served under 779 US contracts, not under a law (SIGIR 11-010)",
    evidence="normative",
    remedy="Pass the instrument first; publish it; define status, oath, uniform and discharge.",
    asks="the legislature",
    tensions=(8,),
    tally=Tally("legal", ("none", "contract")),
    why="It is among the rules that fit the coded cases least: most failures had a law or a decree.",
    fails="""
law: {instrument: {kind: law, status: bill, member_status: military}}
induction: [{id: s1, from: m1}]
""",
    passes="""
law: {instrument: {kind: law, status: law, date: 2026-01-01, member_status: auxiliary}}
induction: [{id: s1, from: m1, starts: 2026-03-01}]
""",
)
def law_before_intake(design: Design) -> Iterator[RuleVerdict]:
    """An instrument in force, dated before the first intake, that gives its members a status."""
    if not list(design.rows("induction")):
        return
    status, member = design.at("law.instrument.status"), design.at("law.instrument.member_status")
    yield one_of(
        "law.instrument.status",
        status,
        ENACTED,
        f"men are to be taken in under {'no instrument' if isinstance(status, Blank) else f'a {status}'}",
        "By which instrument does the force exist in law?",
    )
    yield given(
        "law.instrument.member_status",
        member,
        "its members have no status in law",
        "What are its members in law: soldiers, police, auxiliaries, civil servants?",
    )
    for path, stream in design.rows("induction"):
        if status in ENACTED and before(stream.starts, design.at("law.instrument.date")):
            said = f"stream {stream.id!r} opens on {stream.starts}, before the law ({design.at('law.instrument.date')})"
            yield fires(f"{path}.starts", said, related=("law.instrument.date",))


@rule(
    code="LAW03",
    severity="stop",
    statement="Nobody under 18 is taken in, and those found go to a child-protection agency",
    words="should not, under any circumstances, recruit or use in hostilities persons under the age of 18 years",
    source="Optional Protocol on children in armed conflict (OPAC) art. 4",
    second="Nepal: 2,973 minors were found at verification (UN; Accord Nepal)",
    evidence="normative",
    law="OPAC arts 1–4 and 6: 18 for direct part in hostilities, for compulsory recruitment and for armed groups; "
    "release "
    "and reintegration of children found",
    remedy="Write 18; check age at muster; name the agency that receives minors.",
    asks="the justice ministry",
    fails="""
law: {min_age: 16}
induction: [{id: s1, from: m1}]
""",
    passes="""
law: {min_age: 18, minors: {release_to: child-agency}}
induction: [{id: s1, from: m1}]
""",
)
def no_children(design: Design) -> Iterator[RuleVerdict]:
    """The law's age, or that of every stream, is 18; an agency for minors is named where armed groups enter."""
    streams = list(design.rows("induction"))
    if not streams:
        return
    age = design.at("law.min_age")
    question = "From which age may a person be taken in, and how is age checked at muster?"
    if isinstance(age, Blank):
        for path, stream in streams:
            yield _age(f"{path}.min_age", age if stream.min_age is UNKNOWN else stream.min_age, question)
    else:
        yield _age("law.min_age", age, question)
        young = [(p, s) for p, s in streams if not isinstance(s.min_age, Blank)]
        yield from (_age(f"{path}.min_age", stream.min_age, question) for path, stream in young)
    if any(stream.from_ not in ("population", "recruits") for _, stream in streams):
        agency = design.at("law.minors.release_to")
        if agency is UNKNOWN or isinstance(age, Blank):
            yield cannot_tell("law.minors", "Which child-protection agency receives minors found among the groups?")
        else:
            yield given("law.minors", agency, "no agency receives the minors found", "")


def _age(path: str, age: Any, question: str) -> RuleVerdict:
    return within(path, age, "age of entry", question, at_least=18, near=0)


@rule(
    code="LAW04",
    severity="stop",
    statement="No amnesty and no immunity for grave crimes",
    words="excludes those members who were found guilty of acts of genocide",
    source="Arusha Agreement, Peace Accords Matrix, Burundi (a clause on who may serve)",
    second="UN practice: no endorsement of an amnesty for genocide, crimes against humanity and war crimes (the "
    "Secretary-General's reservation to the Lomé agreement, Sierra Leone 1999)",
    evidence="normative",
    law="grave breaches of the Geneva Conventions (I art. 49 and its twins), genocide (art. IV) and torture (art. 7) "
    "must be "
    "prosecuted; an amnesty or blanket immunity that covers them breaks these duties",
    remedy="Limit the amnesty to rebellion and lesser offences; name the crimes excluded; limit immunity to lawful "
    "orders.",
    asks="the justice ministry",
    fails="law: {amnesty: {scope: all, excludes_grave: false}, immunity: blanket}",
    passes="law: {amnesty: {scope: rebellion, excludes_grave: true}, immunity: none}",
)
def no_amnesty_for_grave_crimes(design: Design) -> Iterator[RuleVerdict]:
    """An amnesty must exclude grave crimes; immunity may not be blanket."""
    scope, excludes = design.at("law.amnesty.scope"), design.at("law.amnesty.excludes_grave")
    if scope is UNKNOWN and excludes is UNKNOWN:
        if design.at("law") is not UNKNOWN or list(design.rows("induction")):
            yield cannot_tell("law.amnesty", "Is anyone forgiven, for what, and are grave crimes excluded?")
    elif scope is not NONE:
        said = f"an amnesty for {scope} does not exclude grave crimes"
        yield holds("law.amnesty", excludes, said, "Does the amnesty exclude grave crimes?")
    elif design.at("law") is not NONE:
        yield quiet("law.amnesty")
    immunity = design.at("law.immunity")
    if immunity == "blanket":
        yield fires("law.immunity", "a blanket immunity covers grave crimes")
    elif immunity is UNKNOWN and (design.at("law") is not UNKNOWN or list(design.rows("induction"))):
        yield cannot_tell("law.immunity", "Are members immune from prosecution, and for what?")
    elif immunity is not UNKNOWN and design.at("law") is not NONE:
        yield quiet("law.immunity")


@rule(
    code="LAW05",
    severity="error",
    statement="Abuse of civilians is tried by an ordinary court",
    words="No civilian shall be subject to a military code of justice or tried by a military court",
    source="Arusha Protocol II art. 11(5)(e), Peace Accords Matrix (civilians as accused)",
    second="Afghan Local Police: 'Ineffective discipline systems' (ICG Asia 268, 2015, heading); that abuse by "
    "soldiers "
    "belongs before ordinary courts is soft law (UN draft principles on military tribunals, 2006)",
    evidence="normative",
    remedy="Give ordinary courts jurisdiction over offences against civilians; keep military courts for discipline.",
    asks="the justice ministry",
    tally=Tally("account", ("none", "weak")),
    fails="law: {courts: {abuse_cases: military}}",
    passes="law: {courts: {abuse_cases: civilian}}",
)
def ordinary_courts(design: Design) -> Iterator[RuleVerdict]:
    """Where there is a force to judge: who tries offences against civilians."""
    court = design.at("law.courts.abuse_cases")
    if court is UNKNOWN and not list(design.new_forces()) and design.at("law") is UNKNOWN:
        return
    if court is not NONE or list(design.new_forces()) or design.at("law") is not NONE:
        yield one_of(
            "law.courts.abuse_cases",
            court,
            ("civilian",),
            f"offences against civilians are tried by {'no court' if isinstance(court, Blank) else f'{court} courts'}",
            "Which courts try members for offences against civilians?",
        )


@rule(
    code="LAW06",
    severity="warning",
    statement="The same rule binds soldiers and police as binds militia entrants",
    words="Legally-sanctioned security services are as much a threat to personal safety and security as any militia",
    source="Wehrey, The Hill 2015",
    second="El Salvador's Ad Hoc Commission vetted the army's own officers (CSM, 4 Sep 1992)",
    evidence="mixed",
    remedy="Apply the screening and complaint clauses to army, police and intelligence in the same places.",
    asks="the justice ministry",
    fails="law: {equal_rule: false}",
    passes="law: {equal_rule: true}",
)
def same_rule_for_all(design: Design) -> Iterator[RuleVerdict]:
    """Whether vetting, complaint and prosecution name the regular forces too."""
    equal = design.at("law.equal_rule")
    if design.at("law") is UNKNOWN and not list(design.new_forces()):
        return
    if equal is NONE and not list(design.new_forces()):
        return
    yield holds(
        "law.equal_rule",
        equal,
        "vetting, complaint and prosecution bind the entrants only, not the army and police beside them",
        "Do the rules on vetting, complaint and prosecution also bind the army and police in the same places?",
    )

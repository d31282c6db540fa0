"""LAW: the force exists in law, takes in no child, forgives no grave crime, and its abuses come before a judge.

LAW02, LAW07: no support to a unit with a record of grave abuse, under two different laws.

The Leahy law binds United States assistance: credible information of a gross violation bars the *unit* until the state
takes effective steps against those responsible. The UN's due-diligence policy binds support by the United Nations: a
real risk of grave violations bars the *force* until measures are in place. So ``mitigated`` clears the second and never
the first, and neither is cleared without an authority, a document and a date. Other donors fall under LAW07. A record
that is unknown bars nothing by these laws (it is asked for), but AID01 stops the shipment until somebody has looked.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from tether.charter.findings import RuleVerdict, before, cannot_tell, fires, given, holds, one_of, quiet, within
from tether.charter.reading import Design
from tether.charter.rules.rule import Tally, rule
from tether.charter.schema.entities import Group
from tether.charter.values import NONE, UNKNOWN, Blank

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


@rule(
    code="LAW02",
    severity="stop",
    statement="No United States aid to a unit with a credible record of grave abuse (Leahy law)",
    words="No assistance shall be furnished ... to any unit of the security forces of a foreign country",
    source="22 USC 2378d (2010 ed.): 'if the Secretary of State has credible evidence that such unit has committed "
    "gross "
    "violations of human rights'",
    second="'credible information that the unit has committed a gross violation of human rights' (CRS R43361 on Leahy)",
    evidence="normative",
    law="22 USC 2378d and 10 USC 362: the bar lifts only when the government takes effective steps to bring those "
    "responsible to justice, which the record must show (authority, document, date)",
    remedy="Hold the item; have the unit assessed; remove and try those named; record result, authority, document "
    "and date "
    "in law.due_diligence (rule: Leahy, result: clear or remediated).",
    asks="the sponsor",
    fails="""
actors: [{id: us, kind: foreign}]
groups: [{id: m1, record: {grave_abuse: credible}}]
induction: [{id: s1, from: m1, into: g}]
aid: [{id: a1, donor: us, to: g, item: training}]
law: {due_diligence: [{rule: Leahy, applies_to: g, result: mitigated, authority: us, document: memo, date: 2026-01-01}]}
""",
    passes="""
actors: [{id: us, kind: foreign}]
groups: [{id: m1, record: {grave_abuse: credible}}]
induction: [{id: s1, from: m1, into: g}]
aid: [{id: a1, donor: us, to: g, item: training}]
law:
  due_diligence:
    - {rule: Leahy, applies_to: g, result: remediated, authority: us, document: memo, date: 2026-01-01}
""",
)
def leahy(design: Design) -> Iterator[RuleVerdict]:
    """Each item of American aid (or of an unnamed donor's), against the records of its recipient and those feeding "
    "it.
    """
    yield from _screened(design, leahy=True, rules=("Leahy",), clears=("clear", "remediated"))


@rule(
    code="LAW07",
    severity="stop",
    statement="No support by the UN, or by another donor under its own law, to a force with a record of grave abuse",
    words="substantial grounds for believing that there is a real risk",
    source="UN Human Rights Due Diligence Policy, A/67/775 (its scope includes payment of salaries)",
    second="Arms Trade Treaty arts 6(3) and 7: no arms to be used in grave breaches; an export assessment where the "
    "risk is "
    "overriding",
    evidence="normative",
    law="A/67/775 for UN entities; the Arms Trade Treaty and Common Article 1 of the Geneva Conventions for states",
    remedy="Assess the risk; agree measures; record result, authority, document and date in law.due_diligence (rule: "
    "HRDDP "
    "or national, result: clear or mitigated).",
    asks="the sponsor",
    fails="""
actors: [{id: unami, kind: foreign}]
groups: [{id: m1, record: {grave_abuse: credible}}]
aid: [{id: a1, donor: unami, to: m1, item: salaries}]
law: {due_diligence: [{rule: HRDDP, applies_to: m1, result: mitigated}]}
""",
    passes="""
actors: [{id: unami, kind: foreign}]
groups: [{id: m1, record: {grave_abuse: credible}}]
aid: [{id: a1, donor: unami, to: m1, item: salaries}]
law:
  due_diligence:
    - {rule: HRDDP, applies_to: m1, result: mitigated, authority: unami, document: A-12, date: 2026-01-01}
""",
)
def due_diligence(design: Design) -> Iterator[RuleVerdict]:
    """Each item of aid by a donor other than the United States, against the records of its recipient."""
    yield from _screened(design, leahy=False, rules=("HRDDP", "national", "other"), clears=("clear", "mitigated"))


@cache
def _bound_by_leahy() -> frozenset[str]:
    """Return the ids of donors whom the Leahy law binds (``donors.csv``)."""
    rows = csv.DictReader((files("tether.charter") / "donors.csv").read_text("utf-8").splitlines())
    return frozenset(row["id"] for row in rows if row["bound_by"] == "Leahy")


def _screened(design: Design, *, leahy: bool, rules: tuple[str, ...], clears: tuple[str, ...]) -> Iterator[RuleVerdict]:
    for path, aid in design.rows("aid"):
        bound = aid.donor in _bound_by_leahy() or isinstance(aid.donor, Blank)
        if bound is not leahy or isinstance(aid.to, Blank):
            continue
        for group in _recipients(design, aid.to):
            yield _verdict(design, f"{path}.to", aid, group, rules, clears)


def _recipients(design: Design, name: str) -> list[Any]:
    """Return the groups that a unit, force or group named as recipient consists of, and the row itself."""
    row = design.named(name)
    force = getattr(row, "force", name)
    found = design.feeding(name) + (design.feeding(force) if force != name else [])
    return [*found, *([row] if isinstance(row, Group) else [])]


def _verdict(
    design: Design, path: str, aid: Any, group: Any, rules: tuple[str, ...], clears: tuple[str, ...]
) -> RuleVerdict:
    record = group.record if isinstance(group.record, Blank) else group.record.grave_abuse
    if record is UNKNOWN:
        return cannot_tell(path, f"What is recorded of {group.id!r}, which item {aid.id!r} would reach?")
    if record != "credible":
        return quiet(path)
    entries = [row for _, row in design.rows("law.due_diligence") if row.applies_to in (aid.to, group.id)]
    if any(row.rule in rules and row.result in clears and _recorded(row) for row in entries):
        return quiet(path)
    lacks = _lacks(entries, rules, clears)
    return fires(path, f"item {aid.id!r} would reach {group.id!r}, with credible grave abuse on record: {lacks}")


def _recorded(row: Any) -> bool:
    return bool(row.authority and row.document and row.date)


def _lacks(entries: list[Any], rules: tuple[str, ...], clears: tuple[str, ...]) -> str:
    relevant = [row for row in entries if row.rule in rules]
    if not relevant:
        return f"no clearance under {' or '.join(rules)}"
    if all(row.result not in clears for row in relevant):
        return f"its clearance says {relevant[0].result!s}; only {' or '.join(clears)} clears here"
    return "its clearance names no authority, document or date"

"""LAW: the force exists in law, takes in no child, forgives no grave crime, and its abuses come before a judge.

LAW02, LAW07: no support to a unit with a record of grave abuse, under two different laws.

The Leahy law binds United States assistance: credible information of a gross violation bars the *unit*. Under 22 USC
2378d(b) the bar lifts where the state takes effective steps to bring those responsible to justice. Under 10 USC 362,
for Defense funds, it lifts where all necessary corrective steps have been taken, for disaster relief and other
humanitarian or national security emergencies (b), and by a waiver in extraordinary circumstances (c). The UN's policy
binds support by the United Nations: a real risk of grave violations bars the *force* until measures are in place. So
``mitigated`` clears the second and never the first, and neither is cleared without an authority, a document and a
date. Which law binds a donor is declared (``actors[].bound_by``, or the theatre), never read off its id. A record that
is unknown bars nothing by these laws: it is asked for, as AID01 asks for the vetting. Records come from the charter and
from the evidence (``known``), for the state's forces as for militias. A record of some units of a force or an umbrella
bars those units, not all that bear its name: an error until the unit that receives is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tether.charter.findings import (
    RuleVerdict,
    among,
    beside,
    cannot_tell,
    either,
    fires,
    given,
    holds,
    one_of,
    provided,
    quiet,
    within,
)
from tether.charter.reading import Design
from tether.charter.rules.aid import vetted_for
from tether.charter.rules.rule import Tally, rule
from tether.charter.schema.entities import Force, Group
from tether.charter.values import ABSENT, NONE, UNKNOWN, Blank, When

ENACTED = ("law", "decree", "agreement")
UNDER_WAY = ("draft", "bill")
BESIDE_THE_STATE = ("militia-auxiliary", "paramilitary")  # forces that are no part of the armed forces or police
ADULT, VOLUNTEER = 18, 16


@rule(
    code="LAW01",
    severity="error",
    statement="The force exists in law, and its members know what they are, before men are taken in",
    words="national authorities should develop legal instruments (legislation, decree[s] or executive order[s]) "
    "that establish the appropriate legal framework",
    source="UN, IDDRS 3.30 §5.3",
    second="On mixage in DR Congo, 'the terms of the accord were not put in writing or made public' (HRW, Oct "
    "2007); Iraq's Sons of Iraq served under 779 US contracts, not under a law (SIGIR 11-010)",
    evidence="normative",
    remedy="Let no intake open before the instrument is in force: write its first day, or that intake waits for it; "
    "publish it; define status, oath, uniform and discharge.",
    asks="the legislature",
    tensions=(8,),
    tally=Tally("legal", ("none", "contract")),
    why="It is among the rules that fit the coded cases least: most failures had a law or a decree.",
    fails="""
law: {instrument: {kind: law, status: bill, date: none, member_status: military}}
induction: [{id: s1, from: m1, starts: 2026-03-01}]
""",
    passes="""
law: {instrument: {kind: law, status: law, date: 2026-01-01, member_status: auxiliary}}
induction: [{id: s1, from: m1, starts: 2026-03-01}]
""",
)
def law_before_intake(design: Design) -> Iterator[RuleVerdict]:
    """An instrument in force, or a text not yet in force for which dated intake waits; a status for its members."""
    streams = list(design.rows("induction"))
    if not streams:
        return
    status, member = design.at("law.instrument.status"), design.at("law.instrument.member_status")
    if status in UNDER_WAY:
        yield from _waits_for_its_law(design, status, streams)
    else:
        question = "By which instrument does the force exist in law?"
        yield one_of("law.instrument.status", status, ENACTED, "men are to be taken in under no instrument", question)
    yield given(
        "law.instrument.member_status",
        member,
        "its members have no status in law",
        "What are its members in law: soldiers, police, auxiliaries, civil servants?",
    )


def _waits_for_its_law(design: Design, status: str, streams: list[tuple[str, Any]]) -> Iterator[RuleVerdict]:
    """A bill can't be in force: it is asked from which day it is, where men are taken in from a day of their own.

    Whether the days are in order is TIM02's business.
    """
    day, at = design.at("law.instrument.date"), "law.instrument.date"
    dated = [(path, s) for path, s in streams if isinstance(s.starts, When)]
    open_ = [path for path, s in streams if s.starts is UNKNOWN]
    if isinstance(day, When) or not (dated or open_):
        yield quiet("law.instrument.status")
    elif dated and day is NONE:
        path, first = min(dated, key=lambda row: row[1].starts.lo)
        said = f"stream {first.id!r} opens on {first.starts}, and nothing says from which day the {status} is in force"
        yield fires(at, said, related=(f"{path}.starts",))
    else:
        yield cannot_tell(at, f"From which day is the {status} in force, and does intake wait for it?")


@rule(
    code="LAW03",
    severity="stop",
    statement="No armed group takes in anybody under 18, no state force a child without safeguards, and children found "
    "go to a child-protection agency",
    words="should not, under any circumstances, recruit or use in hostilities persons under the age of 18 years",
    source="Optional Protocol on children in armed conflict (OPAC) art. 4",
    second="Nepal: 2,973 minors were found at verification (UN; Accord Nepal)",
    evidence="normative",
    law="OPAC art. 4: armed groups, 18 without exception; art. 3: a state may take volunteers from 16 into its own "
    "armed forces, with consent of the parents, proof of age and full information; art. 1: none under 18 takes a "
    "direct part in hostilities; art. 2: none is conscripted; art. 6(3): release and reintegration",
    remedy="Write 18; check age at muster; name the agency that receives minors. A state force that takes volunteers "
    "of 16 and 17 writes the safeguards of OPAC art. 3 and keeps them out of fighting.",
    asks="the justice ministry",
    fails="""
forces: [{id: g, kind: militia-auxiliary}]
law: {min_age: 16}
induction: [{id: s1, from: m1, into: g}]
""",
    passes="""
forces: [{id: g, kind: guard}]
law: {min_age: 18, minors: {release_to: child-agency}}
induction: [{id: s1, from: m1, into: g}]
""",
)
def no_children(design: Design) -> Iterator[RuleVerdict]:
    """The age of every stream, its own or the law's, by what its force is; an agency where armed groups enter."""
    streams = list(design.rows("induction"))
    if not streams:
        return
    age = design.at("law.min_age")
    own = [(path, s) for path, s in streams if not isinstance(s.min_age, Blank)]
    if not isinstance(age, Blank):
        forces = {str(s.into): s.into for _, s in streams}.values()
        yield _first([_age(design, "law.min_age", age, into) for into in forces])
    else:
        for path, s in streams:
            if isinstance(s.min_age, Blank):
                yield _age(design, f"{path}.min_age", age if s.min_age is NONE else UNKNOWN, s.into)
    yield from (_age(design, f"{path}.min_age", s.min_age, s.into) for path, s in own)
    agency, question = design.at("law.minors.release_to"), "Which child-protection agency receives minors found?"
    found = given("law.minors", UNKNOWN if isinstance(age, Blank) else agency, "no agency receives them", question)
    known = (f"{p}.record.children" for p, g in design.rows("groups") if design.at(f"{p}.record.children") is True)
    found = beside(found, *known)
    groups = [among(stream.from_, ("population", "recruits")) for _, stream in streams]
    enter = either(*(None if grown is None else not grown for grown in groups))
    yield from provided(enter, [found], "law.minors", question)


def _first(verdicts: list[RuleVerdict]) -> RuleVerdict:
    """Return the gravest of the verdicts on one clause."""
    rank = {"fires": 0, "cannot tell": 1, "quiet": 2}
    return min(verdicts, key=lambda v: (rank[v.result], v.lesser, v.partly))


def _age(design: Design, path: str, age: Any, into: Any) -> RuleVerdict:
    """One age of entry against OPAC: 18, or 16 for volunteers of a state force that writes the safeguards."""
    question = "From which age may a person be taken in, and how is age checked at muster?"
    whole = within(path, age, "age of entry", question, at_least=ADULT, near=0)
    if whole.result != "fires" or isinstance(age, Blank) or age.lo < VOLUNTEER:
        return whole
    kind, safe = getattr(design.named(into), "kind", UNKNOWN), design.at("law.minors.safeguards")
    if kind in BESIDE_THE_STATE:
        return whole
    if isinstance(kind, Blank):
        ask = f"Is {into!r} one of the state's own armed forces? An armed group beside them may take nobody under 18."
        return cannot_tell(path, ask)
    if safe is UNKNOWN:
        ask = "Do volunteers under 18 need proof of age and their parents' consent, and are they kept out of fighting?"
        return cannot_tell(path, ask)
    if safe is True:
        return quiet(path)
    said = f"{into!r} takes in volunteers from {age} without the safeguards of OPAC art. 3"
    return fires(path, said, lesser=True, measured=f"{age} against at least {ADULT}")


@rule(
    code="LAW04",
    severity="stop",
    statement="No amnesty and no immunity for grave crimes",
    words="with the exception of persons suspected of, accused of or sentenced for war crimes",
    source="ICRC, Customary International Humanitarian Law, rule 159, on amnesty after a civil war",
    second="UN practice: no endorsement of an amnesty for genocide, crimes against humanity and war crimes (the "
    "Secretary-General's reservation to the Lomé agreement, Sierra Leone 1999)",
    evidence="normative",
    law="after a civil war the broadest possible amnesty is asked for (Additional Protocol II art. 6(5)), but not for "
    "war crimes (ICRC rule 159); genocide (Convention art. IV), torture (Convention art. 7) and, in wars between "
    "states, grave breaches (Geneva Convention I art. 49 and its twins) must be prosecuted. A blanket immunity breaks "
    "the same duties",
    remedy="Limit the amnesty to rebellion and lesser offences; name the crimes excluded; limit immunity to lawful "
    "orders.",
    asks="the justice ministry",
    fails="law: {amnesty: {scope: all, excludes_grave: false}, immunity: blanket}",
    passes="law: {amnesty: {scope: rebellion, excludes_grave: true}, immunity: none}",
)
def no_amnesty_for_grave_crimes(design: Design) -> Iterator[RuleVerdict]:
    """An amnesty must exclude grave crimes (one for rebellion alone is a lesser fault); immunity may not be blanket."""
    scope, excludes = design.at("law.amnesty.scope"), design.at("law.amnesty.excludes_grave")
    spoken = design.at("law") is not UNKNOWN or list(design.rows("induction"))
    if scope is NONE or excludes is True:
        if design.at("law") is not NONE:
            yield quiet("law.amnesty")
    elif UNKNOWN in (scope, excludes):
        if spoken or scope is not excludes:
            yield cannot_tell("law.amnesty", "Is anyone forgiven, for what, and are grave crimes excluded?")
    else:
        what = "rebellion does not say that grave crimes stay punishable" if scope == "rebellion" else ""
        said = f"an amnesty for {what or 'all offences does not exclude grave crimes'}"
        recorded = [f"{p}.record.grave_abuse" for p, g in design.rows("groups")
                    if design.at(f"{p}.record.grave_abuse") in ("alleged", "credible")]  # fmt: skip
        yield beside(fires("law.amnesty", said, lesser=scope == "rebellion"), *recorded)
    yield from _offered(design)
    immunity = design.at("law.immunity")
    if immunity == "blanket":
        yield fires("law.immunity", "a blanket immunity covers grave crimes")
    elif immunity is UNKNOWN and (design.at("law") is not UNKNOWN or list(design.rows("induction"))):
        yield cannot_tell("law.immunity", "Are members immune from prosecution, and for what?")
    elif immunity is not UNKNOWN and design.at("law") is not NONE:
        yield quiet("law.immunity")


def _offered(design: Design) -> Iterator[RuleVerdict]:
    """An amnesty offered to a group of which the evidence has grave abuse on record."""
    for path, offer in design.rows("politics.inducements"):
        record = design.record(offer.to) if offer.kind == "amnesty" else None
        if record is None or record[0] != "credible":
            continue
        excludes = design.at("law.amnesty.excludes_grave")
        said = f"an amnesty is offered to {offer.to!r}, and nothing excludes grave crimes{design.on_record(offer.to)}"
        question = f"Does the amnesty offered to {offer.to!r} exclude grave crimes{design.on_record(offer.to)}?"
        verdict = holds(f"{path}.kind", excludes if record[1].sure else UNKNOWN, said, question)
        yield quiet(f"{path}.kind") if excludes is True else verdict


@rule(
    code="LAW05",
    severity="error",
    statement="Abuse of civilians is tried by an ordinary court",
    words="Civilian courts must therefore be able, from the outset, to conduct inquiries and prosecute and try "
    "those charged with such violations",
    source="UN draft principles on military tribunals, E/CN.4/2006/58, principle 9, commentary (as the "
    "International Commission of Jurists quotes it)",
    second="Of civilians as accused Arusha Protocol II art. 11(4)(e) says: 'No civilian shall be subject to a "
    "military code of justice or tried by a military court'; Afghan Local Police: 'Ineffective discipline "
    "systems' (ICG Asia 268, 2015, heading)",
    evidence="normative",
    remedy="Give ordinary courts jurisdiction over offences against civilians; keep military courts for discipline.",
    asks="the justice ministry",
    tally=Tally("account", ("none", "weak")),
    fails="law: {courts: {abuse_cases: military}}",
    passes="law: {courts: {abuse_cases: civilian}}",
)
def ordinary_courts(design: Design) -> Iterator[RuleVerdict]:
    """Where there is a force to judge: who tries offences against civilians."""
    court, law = design.at("law.courts.abuse_cases"), design.at("law")
    said = f"offences against civilians are tried by {'no court' if isinstance(court, Blank) else f'{court} courts'}"
    question = "Which courts try members for offences against civilians?"
    found = one_of("law.courts.abuse_cases", court, ("civilian",), said, question)
    if design.at("law.instrument.member_status") in CIVILIANS:
        found = beside(found, "law.instrument.member_status")
    yield from provided(either(design.creates, not isinstance(law, Blank)), [found], found.path, question)


@rule(
    code="LAW06",
    severity="warning",
    statement="The same rule binds soldiers and police as binds militia entrants",
    words="Vetting processes should not single out ex-combatants but apply common criteria to all members of "
    "the vetted institution",
    source="UN, IDDRS 6.10 §7.7",
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
    said = "vetting, complaint and prosecution bind the entrants only, not the army and police beside them"
    question = "Do the rules on vetting, complaint and prosecution also bind the army and police in the same places?"
    spoken_of = not isinstance(design.at("law"), Blank) and equal is not NONE
    found = holds("law.equal_rule", equal, said, question)
    yield from provided(either(design.creates, spoken_of), [found], found.path, question)


@rule(
    code="LAW02",
    severity="stop",
    statement="No United States aid to a unit with a credible record of grave abuse (Leahy law)",
    words="credible information that such unit has committed a gross violation of human rights",
    source="22 USC 2378d(a), words in force since Dec 2011",
    second="10 USC 362(a)(1), for Defense funds: none for a unit if there is 'credible information that the unit has "
    "committed a gross violation of human rights'",
    evidence="normative",
    law="22 USC 2378d: lifted where the government is taking effective steps to bring those responsible to justice "
    "(b). 10 USC 362, Defense funds: lifted by all necessary corrective steps, for disaster relief and humanitarian or "
    "national security emergencies (b), or by a waiver in extraordinary circumstances (c). The record must show which: "
    "authority, document, date",
    remedy="Hold the item; have the unit assessed; remove and try those named; record result, authority, document "
    "and date in law.due_diligence (rule: Leahy, result: clear or remediated; for Defense funds rule: Leahy-defense, "
    "where emergency and waived are results too).",
    asks="the sponsor",
    fails="""
actors: [{id: us, kind: foreign, bound_by: [Leahy]}]
groups: [{id: m1, record: {grave_abuse: credible}}]
induction: [{id: s1, from: m1, into: g}]
aid: [{id: a1, donor: us, to: g, item: training}]
law: {due_diligence: [{rule: Leahy, applies_to: g, result: mitigated, authority: us, document: memo, date: 2026-01-01}]}
""",
    passes="""
actors: [{id: us, kind: foreign, bound_by: [Leahy]}]
groups: [{id: m1, record: {grave_abuse: credible}}]
induction: [{id: s1, from: m1, into: g}]
aid: [{id: a1, donor: us, to: g, item: training}]
law:
  due_diligence:
    - {rule: Leahy, applies_to: g, result: remediated, authority: us, document: memo, date: 2026-01-01}
""",
)
def leahy(design: Design) -> Iterator[RuleVerdict]:
    """Each item of a donor bound by the Leahy law, against the records of its recipient and those feeding it."""
    yield from _screened(design, leahy=True)


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
actors: [{id: unami, kind: foreign, bound_by: [HRDDP]}]
groups: [{id: m1, record: {grave_abuse: credible}}]
aid: [{id: a1, donor: unami, to: m1, item: salaries}]
law: {due_diligence: [{rule: HRDDP, applies_to: m1, result: mitigated}]}
""",
    passes="""
actors: [{id: unami, kind: foreign, bound_by: [HRDDP]}]
groups: [{id: m1, record: {grave_abuse: credible}}]
aid: [{id: a1, donor: unami, to: m1, item: salaries}]
law:
  due_diligence:
    - {rule: HRDDP, applies_to: m1, result: mitigated, authority: unami, document: A-12, date: 2026-01-01}
""",
)
def due_diligence(design: Design) -> Iterator[RuleVerdict]:
    """Each item of a donor bound by another law, or nobody knows by which, against the records of its recipient."""
    yield from _screened(design, leahy=False)


# What clears under each law: by the rule named in the clearance, the results that lift the bar.
OTHER = ("clear", "mitigated")
CLEARS: dict[bool, dict[str, tuple[str, ...]]] = {
    True: {"Leahy": ("clear", "remediated"), "Leahy-defense": ("clear", "remediated", "emergency", "waived")},
    False: {"HRDDP": OTHER, "national": OTHER, "other": OTHER},
}


def _screened(design: Design, *, leahy: bool) -> Iterator[RuleVerdict]:
    for path, aid in design.rows("aid"):
        laws = design.aid_laws(aid.donor)
        if aid.to is UNKNOWN and (laws is UNKNOWN or leahy is ("Leahy" in (laws or ()))):
            yield from _to_anybody(design, f"{path}.to", aid)
        if isinstance(aid.to, Blank):
            continue
        known = () if isinstance(laws, Blank) else laws
        if leahy is not ("Leahy" in known) and laws is not UNKNOWN:
            continue
        found = [_verdict(design, f"{path}.to", aid, group, CLEARS[leahy]) for group in _recipients(design, aid.to)]
        if laws is not UNKNOWN:
            yield from found
        elif any(v.result == "fires" for v in found):
            yield from _by_any_law(design, f"{path}.to", aid, leahy)


def _to_anybody(design: Design, path: str, aid: Any) -> Iterator[RuleVerdict]:
    """Of an item whose recipient is unknown: asked, where a group with a record might be it."""
    for _, group in design.rows("groups"):
        if group.record is UNKNOWN or (not isinstance(group.record, Blank) and _may_be_grave(group.record)):
            question = f"Who receives item {aid.id!r}: may it reach {group.id!r}, and what is recorded of it?"
            yield cannot_tell(path, question)
            return


def _may_be_grave(record: Any) -> bool:
    return record.grave_abuse in ("credible", UNKNOWN)


def _by_any_law(design: Design, path: str, aid: Any, leahy: bool) -> Iterator[RuleVerdict]:
    """Of a donor whose law is unknown: barred whichever it is (told once, by LAW07), or asked for."""
    donor = aid.donor if isinstance(aid.donor, str) else "the donor"
    barred = [_verdict(design, path, aid, g, CLEARS[True] | CLEARS[False]) for g in _recipients(design, aid.to)]
    surely = [v for v in barred if v.result == "fires"]
    if surely and not leahy:
        yield fires(path, f"{surely[0].message}, and nothing says which law binds {donor!r}")
    else:
        yield cannot_tell(path, f"Which law binds what {donor!r} gives: the Leahy law, the UN's policy, or its own?")


def _recipients(design: Design, name: str) -> list[str]:
    """Return who a unit, force or group named as recipient consists of: the groups that feed it, and itself."""
    force = getattr(design.named(name), "force", name)
    feeding = [g.id for n in dict.fromkeys((name, force)) for g in design.feeding(n)]
    if design.known is not None:
        feeding += [
            s.from_ for _, s in design.militia_streams() if s.into in (name, force) and isinstance(s.from_, str)
        ]
    own = [name] if isinstance(design.named(name), Group) or _spoken_of(design, name) else []
    return list(dict.fromkeys([*feeding, *own]))


def _spoken_of(design: Design, name: str) -> bool:
    """Whether a recipient that is no group of the charter has a record that can be asked for."""
    if isinstance(design.named(name), Force) and _written(design, name) is not ABSENT:
        return True
    return design.known_of(name) is not None


def _written(design: Design, name: str) -> Any:
    """Return the record that the charter itself writes of a group or force; ABSENT where it writes none."""
    rows: list[Any] = [*(design.charter.groups or ()), *(design.charter.forces or ())]
    record = next((row.record for row in rows if row.id == name), ABSENT)
    return record if isinstance(record, Blank) else record.grave_abuse


def _verdict(design: Design, path: str, aid: Any, name: str, clears: dict[str, tuple[str, ...]]) -> RuleVerdict:
    written, found = _written(design, name), design.record(name)
    settled = (UNKNOWN if design.open_world else NONE) if written is ABSENT else written
    if found is not None and found[0] == "credible" and settled != "credible":
        return _by_the_evidence(design, path, aid, name, clears)
    if settled is UNKNOWN and found is None:
        return cannot_tell(
            path, f"What is recorded of {name!r}, which item {aid.id!r} would reach?{_who_knows(design)}"
        )
    if settled != "credible" or _cleared(design, aid, name, clears):
        return quiet(path)
    lacks = _lacks(_entries(design, aid, name), clears)
    return fires(path, f"item {aid.id!r} would reach {name!r}, with credible grave abuse on record: {lacks}")


def _by_the_evidence(design: Design, path: str, aid: Any, name: str, clears: dict[str, tuple[str, ...]]) -> RuleVerdict:
    """A record that the evidence has: a question where nobody read it, cleared by a clearance or by vetting."""
    found = design.record(name)
    assert found is not None and design.known is not None
    fact, vetted = found[1], vetted_for(design, aid)
    if _cleared(design, aid, name, clears) or (vetted is not None and vetted.sure and name == aid.to):
        return quiet(path)
    if not fact.sure:
        return cannot_tell(path, f"Is this on record of {name!r}, which item {aid.id!r} would reach? {fact.cited}")
    lacks = _lacks(_entries(design, aid, name), clears)
    said = f"item {aid.id!r} would reach {name!r}, with credible grave abuse on record ({fact.cited}): {lacks}"
    if design.known.many_units(name):
        return fires(path, f"{said}; the record is of units of it, and the one that receives is not named", lesser=True)
    return fires(path, said)


def _who_knows(design: Design) -> str:
    """Say who can answer for a record that the evidence lacks."""
    who = "the UN's human-rights office in the country, its national human-rights body, and the embassy that vets"
    return f" Who can answer: {who}." if design.known is not None else ""


def _entries(design: Design, aid: Any, name: str) -> list[Any]:
    return [row for _, row in design.rows("law.due_diligence") if row.applies_to in (aid.to, name)]


def _cleared(design: Design, aid: Any, name: str, clears: dict[str, tuple[str, ...]]) -> bool:
    return any(row.result in clears.get(row.rule, ()) and _recorded(row) for row in _entries(design, aid, name))


def _recorded(row: Any) -> bool:
    return bool(row.authority and row.document and row.date)


def _lacks(entries: list[Any], clears: dict[str, tuple[str, ...]]) -> str:
    relevant = [row for row in entries if row.rule in clears]
    if not relevant:
        return f"no clearance under {' or '.join(clears)}"
    if all(row.result not in clears[row.rule] for row in relevant):
        first = relevant[0]
        return f"its clearance says {first.result!s}; under {first.rule} only {' or '.join(clears[first.rule])} clears"
    return "its clearance names no authority, document or date"


CIVILIANS = ("civil-servant", "contractor")


@rule(
    code="LAW10",
    severity="error",
    statement="Members who are civilians in law come before no military court",
    words="No civilian shall be subject to a military code of justice or tried by a military court",
    source="Arusha Protocol II art. 11(4)(e), Peace Accords Matrix",
    second="UN draft principles on the administration of justice through military tribunals, E/CN.4/2006/58, principle "
    "5: no jurisdiction over civilians",
    evidence="normative",
    remedy="Let ordinary courts try civil servants and contractors, or make the members soldiers or police.",
    asks="the justice ministry",
    fails="law: {instrument: {member_status: civil-servant}, courts: {military_crimes: military}}",
    passes="law: {instrument: {member_status: civil-servant}, courts: {military_crimes: civilian}}",
)
def no_civilian_before_a_military_court(design: Design) -> Iterator[RuleVerdict]:
    """Who tries military offences, where members are civilians in law."""
    at, court = "law.courts.military_crimes", design.at("law.courts.military_crimes")
    status = design.at("law.instrument.member_status")
    if court is NONE or isinstance(design.at("law"), Blank):
        return
    said = f"members are {status}s in law, and {court} courts try them for military offences"
    question = "Which courts try members for military offences?"
    found = one_of(at, court, ("civilian",), said, question)
    found = replace(found, lesser=court == "mixed") if found.result == "fires" else found
    found = beside(found, "law.instrument.member_status")
    question = "What are its members in law, and which courts try them for military offences?"
    yield from provided(among(status, CIVILIANS), [found], "law.instrument.member_status", question)


@rule(
    code="LAW11",
    severity="warning",
    statement="A clearance ends where a later finding is made",
    words="",
    source="judged: a unit cleared once and for all is free to abuse; the laws that ask for clearance ask it of each "
    "shipment",
    second="UN Human Rights Due Diligence Policy, A/67/775: support is suspended or withdrawn where violations go on "
    "(paraphrased)",
    evidence="normative",
    remedy="Write that support stops on a later finding, and who makes it.",
    asks="the sponsor",
    fails="law: {due_diligence: [{rule: HRDDP, applies_to: g, result: clear, stop_on_finding: false}]}",
    passes="law: {due_diligence: [{rule: HRDDP, applies_to: g, result: clear, stop_on_finding: true}]}",
)
def a_clearance_can_end(design: Design) -> Iterator[RuleVerdict]:
    """Each clearance that lets support go on says that it stops on a later finding."""
    for path, row in design.rows("law.due_diligence"):
        if design.silent(f"{path}.stop_on_finding"):
            continue
        whom = repr(row.applies_to) if isinstance(row.applies_to, str) else "the unit"
        said, question = (
            f"{whom} stays cleared whatever is found later",
            f"Does support for {whom} stop on a later finding?",
        )
        found = holds(f"{path}.stop_on_finding", row.stop_on_finding, said, question)
        lifted = among(row.result, ("clear", "remediated", "mitigated", "emergency", "waived"))
        yield from provided(lifted, [found], f"{path}.result", f"Was {whom} cleared?")

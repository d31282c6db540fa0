"""OBL, DEL and REP: duties that somebody bears, matters left open, and other laws repealed or relied on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from tether.charter.belonging import belongs_to, is_of
from tether.charter.findings import RuleVerdict, cannot_tell, fires, given, quiet
from tether.charter.reading import Design
from tether.charter.rules.rule import rule
from tether.charter.schema.entities import Force, Group, Post, Unit
from tether.charter.values import NONE, UNKNOWN, Blank, Number, When

ATHABASCA = "Athabasca University, LGST 551, Introduction to Legislative Drafting, on the choice of the auxiliary"


@rule(
    code="OBL01",
    severity="error",
    statement="Somebody is named who bears each duty",
    words="must create an unqualified duty",
    source=ATHABASCA,
    second="Statsky, Legislative Analysis and Drafting: a 'shall' implies 'that to accomplish the purpose of the "
    "provision someone must act or refrain from acting' (excerpt)",
    evidence="normative",
    remedy="Write who must do what, and to whom he owes it.",
    fails="obligations: [{id: lists, what: lists of men are handed over, bearer: none}]",
    passes="""
groups: [{id: front}]
actors: [{id: board}]
obligations: [{id: lists, what: lists of men are handed over, bearer: front, towards: board}]
""",
)
def a_duty_has_a_bearer(design: Design) -> Iterator[RuleVerdict]:
    """Bearer and content of each duty, and to whom it is owed."""
    for path, row in design.rows("obligations"):
        called = row.what if isinstance(row.what, str) else repr(row.id)
        yield given(
            f"{path}.what", row.what, f"nothing says what duty {row.id!r} is", f"What must be done by {row.id!r}?"
        )
        owed = f", owed to {row.towards!r}" if isinstance(row.towards, str) else ""
        said = f"nobody is named who must do it{owed}: {called}"
        yield given(f"{path}.bearer", row.bearer, said, f"Who must do it{owed}: {called}?")


@rule(
    code="OBL02",
    severity="warning",
    statement="A duty has a last day",
    words="one week after the deadline set by the peace accord had passed",
    source="Mail & Guardian, 9 Mar 1998, on UNITA's declaration that it had disarmed",
    second="Sons of Iraq: dates of hand-over passed before the jobs existed (Wing, 23 Aug 2009)",
    evidence="normative",
    remedy="Write a date, or days after the charter starts.",
    fails="obligations: [{id: lists, deadline: none, deadline_days: none}]",
    passes="obligations: [{id: lists, deadline: 2026-06-30, deadline_days: none}]",
)
def a_duty_has_a_deadline(design: Design) -> Iterator[RuleVerdict]:
    """A date, or days after the charter starts; where both are written they agree."""
    for path, row in design.rows("obligations"):
        said = f"nothing says until when duty {row.id!r} is done"
        yield _deadline(design, f"{path}.deadline", row.deadline, row.deadline_days, said, f"duty {row.id!r} is done")


def _deadline(design: Design, at: str, day: Any, days: Any, said: str, due: str) -> RuleVerdict:
    """Look at a last day, written as a date or as days after the charter starts; TIM04 sets it against the law."""
    starts = design.at("meta.starts")
    if not isinstance(day, When) and not isinstance(days, Number):
        unsure = UNKNOWN in (day, days)
        return given(at, UNKNOWN if unsure else NONE, said, f"What is the last day on which {due}?")
    if not isinstance(day, When) or not isinstance(days, Number):
        return quiet(at)
    if not isinstance(starts, When):
        return cannot_tell(at, f"When does the charter start: is it {days} days before {day}, when {due}?")
    first, last = starts.lo + timedelta(days=days.lo), starts.hi + timedelta(days=min(days.hi, 36_600))
    if first > day.hi or last < day.lo:
        said = f"{due} by {day}, and {days} days after the start on {starts} are another day"
        row, key = at.rpartition(".")[::2]
        other = {"until": "within_days", "deadline": "deadline_days"}.get(key, key)
        return fires(at, said, related=(f"{row}.{other}", "meta.starts"))
    return quiet(at)


@rule(
    code="OBL03",
    severity="warning",
    statement="Something follows where a duty is not done, and not from him who failed",
    words="with some adverse legal consequence for failure",
    source=ATHABASCA,
    second="Northern Ireland: 19 public reports of the Oversight Commissioner followed what was not done, until "
    "May 2007",
    evidence="normative",
    remedy="Write what follows: another acts, it counts as done, what depends on it stops, a court or a sanction.",
    fails="""
groups: [{id: front}]
obligations: [{id: lists, bearer: front, default: none}]
""",
    passes="""
groups: [{id: front}]
actors: [{id: mission}]
obligations: [{id: lists, bearer: front, default: passes-on, default_to: mission}]
""",
)
def a_duty_has_a_default(design: Design) -> Iterator[RuleVerdict]:
    """The consequence; who acts then, where somebody must; he isn't the bearer."""
    for path, row in design.rows("obligations"):
        at, who = f"{path}.default", row.default_to
        if row.default in ("passes-on", "sanction", "court"):
            if is_of(design, who, row.bearer):
                said = f"where {row.bearer!r} does not do duty {row.id!r}, {who!r} acts, which is his"
                yield fires(f"{path}.default_to", said)
            elif row.bearer is UNKNOWN and isinstance(who, str):
                yield cannot_tell(f"{path}.bearer", f"Who bears duty {row.id!r}, and is {who!r} somebody else?")
            else:
                said = f"where duty {row.id!r} is not done, nobody is named who acts ({row.default})"
                yield given(f"{path}.default_to", who, said, f"Where duty {row.id!r} is not done, who acts?")
        elif row.default == "extended":
            yield fires(at, f"where duty {row.id!r} is not done in time, the time is extended", lesser=True)
        else:
            due = f" by {row.deadline}" if isinstance(row.deadline, When) else ""
            said = f"nothing says what follows where duty {row.id!r} is not done{due}"
            yield given(at, row.default, said, f"What follows where duty {row.id!r} is not done{due}?")


@rule(
    code="DEL01",
    severity="error",
    statement="What is left to regulation is settled by a day",
    words="shall clearly be specified within the first year of the interim period by the Joint Defence Board",
    source="Sudan, Agreement on Permanent Ceasefire and Security Arrangements, 31 Dec 2004, 16.1 (muqatel.com)",
    second="Libya's Presidential Guard was decreed without strength or commander, which were left to later (Menas "
    "Associates, May 2016)",
    evidence="normative",
    remedy="Write the date, or the days after the charter starts.",
    fails="delegations: [{matter: ranks of those taken in, until: none, within_days: none}]",
    passes="delegations: [{matter: ranks of those taken in, until: 2026-06-30, within_days: none}]",
)
def what_is_left_open_has_a_day(design: Design) -> Iterator[RuleVerdict]:
    """A date, or days after the charter starts; where both are written they agree."""
    for path, row in design.rows("delegations"):
        what = _matter(row)
        said = f"{what} is left open, and nothing says until when"
        yield _deadline(design, f"{path}.until", row.until, row.within_days, said, f"this matter is settled ({what})")


def _matter(row: Any) -> str:
    return str(row.matter) if isinstance(row.matter, str) else "a matter that is not named"


@rule(
    code="DEL02",
    severity="error",
    statement="What is left open is not settled by those whom it binds",
    words="The Legislative cannot transfer the Power of Making Laws to any other hands",
    source="Locke, Second Treatise of Government, 1690 (in lawbhoomi.com, on delegated legislation)",
    second="Sudan, Agreement on Permanent Ceasefire and Security Arrangements, 31 Dec 2004, 16.1: what the joint "
    "board specifies is 'subject to the approval of the Presidency'",
    evidence="normative",
    remedy="Leave it to somebody outside the force, or make it subject to somebody's approval.",
    asks="the legislature",
    fails="""
forces: [{id: guard, status: new}]
delegations: [{matter: rules on the use of force, to: guard, approved_by: none}]
""",
    passes="""
forces: [{id: guard, status: new}]
actors: [{id: interior, state: true}]
delegations: [{matter: rules on the use of force, to: interior, approved_by: none}]
""",
)
def the_watched_do_not_write_their_rules(design: Design) -> Iterator[RuleVerdict]:
    """To whom a matter is left: a force, unit, post or group, or one that is watched itself; who must approve."""
    watched = {w for _, row in design.rows("oversight") for w in row.over or ()}
    for path, row in design.rows("delegations"):
        at, what, who = f"{path}.to", _matter(row), row.to
        if not isinstance(who, str):
            yield given(
                at, who, f"nobody is named who settles this matter: {what}", f"Who settles this matter: {what}?"
            )
            continue
        bound = isinstance(design.named(who), Force | Unit | Post | Group)
        if not bound and who not in watched:
            yield quiet(at)
            continue
        approves = [a for a in row.approved_by or () if not belongs_to(design, a) & belongs_to(design, who)]
        said = f"{what} is left to {who!r}, which it binds" if bound else f"{what} is left to {who!r}, which is watched"
        if approves:
            yield quiet(at)
        elif row.approved_by is UNKNOWN:
            yield cannot_tell(f"{path}.approved_by", f"{what} is left to {who!r}: who must approve?")
        else:
            yield fires(at, f"{said}, and nobody else must approve", lesser=not bound)


@rule(
    code="DEL03",
    severity="warning",
    statement="Of what is left open the charter says in what form it is settled and what holds until then",
    words='did not contain figures for the numbers to be integrated: it just had "x" where each number would be',
    source="allAfrica, 14 Jul 2006, on drafts of the Darfur Peace Agreement",
    second="Sudan, 2004: the mission and mandate of both armies were left to the Joint Defence Board for a year "
    "(Agreement on Permanent Ceasefire and Security Arrangements, 16.1)",
    evidence="weak",
    remedy="Name the matter and the form (law, decree, regulation, …), and what holds meanwhile.",
    fails="delegations: [{matter: pensions of those who leave, form: regulation, meanwhile: none}]",
    passes="delegations: [{matter: pensions of those who leave, form: regulation, meanwhile: the army's rules}]",
)
def something_holds_meanwhile(design: Design) -> Iterator[RuleVerdict]:
    """Matter, form, and what holds until it is settled."""
    for path, row in design.rows("delegations"):
        what = _matter(row)
        yield given(f"{path}.matter", row.matter, "a matter is left open that is not named", "What is left open?")
        yield given(
            f"{path}.form",
            row.form,
            f"nothing says in what form this matter is settled: {what}",
            f"In what form is this matter settled: {what}?",
        )
        said = f"nothing says what holds until this matter is settled: {what}"
        yield given(f"{path}.meanwhile", row.meanwhile, said, f"What holds until this matter is settled: {what}?")


@rule(
    code="REP01",
    severity="warning",
    statement="A law that is repealed, amended or suspended is named, and an amendment names the articles",
    words="A drafter should make repeals by express and precise terms",
    source="Ethiopia, legislative drafting manual, on repeals (muhaz.org)",
    second="Legislative Drafting Guidelines, 34: what becomes inapplicable 'should be expressly repealed for the "
    "sake of legal certainty' (apkn.org)",
    evidence="normative",
    remedy="Cite each law by number and title, and each article that changes.",
    fails="law: {other_laws: [{effect: repeals, ref: none}]}",
    passes="law: {other_laws: [{effect: amends, ref: Police Act 1964, articles: 4 to 9}]}",
)
def what_is_repealed_is_named(design: Design) -> Iterator[RuleVerdict]:
    """The reference of each law that is changed, and the articles of one that is amended."""
    for path, row in design.rows("law.other_laws"):
        changed = row.effect in ("repeals", "amends", "suspends")
        if row.effect is UNKNOWN and not (isinstance(row.ref, str) and isinstance(row.articles, str)):
            yield cannot_tell(
                f"{path}.effect", f"What does the text do to {_named(row)}: repeal it, amend it, keep it?"
            )
        if not changed:
            continue
        yield given(
            f"{path}.ref", row.ref, f"it {row.effect} a law that is not named", f"Which law is it that it {row.effect}?"
        )
        if row.effect == "amends":
            said = f"it amends {_named(row)}, and does not say which articles"
            yield given(f"{path}.articles", row.articles, said, f"Which articles of {_named(row)} does it amend?")


def _named(row: Any) -> str:
    return str(row.ref) if isinstance(row.ref, str) else "a law that is not named"


@rule(
    code="REP02",
    severity="error",
    statement="No law is relied on that is repealed here or not in force, or repealed before this one is",
    words="an existing Act permanently inapplicable, then the existing Act should be expressly repealed",
    source="Legislative Drafting Guidelines, 34.1 (apkn.org)",
    second="Celsus, Digest 50.17.188 pr.: where a will orders things that contradict each other, neither stands",
    evidence="normative",
    remedy="Rely on the law that stands, or keep the one that is repealed until this one is in force.",
    asks="the justice ministry",
    fails="""
law: {other_laws: [{effect: repeals, ref: Police Act 1964}, {effect: refers, ref: Police Act 1964, in_force: true}]}
""",
    passes="""
law:
  instrument: {date: 2026-12-01}
  other_laws:
    - {effect: repeals, ref: Police Act 1964, from: 2027-01-01}
    - {effect: refers, ref: Penal Code, in_force: true}
""",
)
def no_law_is_relied_on_that_is_gone(design: Design) -> Iterator[RuleVerdict]:
    """Laws relied on against laws repealed whole, and their being in force; the day of repeal against this law's."""
    rows = list(design.rows("law.other_laws"))
    whole = {_key(row): path for path, row in rows if row.effect == "repeals" and isinstance(row.articles, Blank)}
    force = design.at("law.instrument.date")
    for path, row in rows:
        relied = row.effect in ("keeps", "refers", "yields")
        if relied and isinstance(row.ref, str) and _key(row) in whole:
            said = f"it relies on {row.ref}, and repeals it"
            yield fires(path, said, related=(whole[_key(row)],))
        elif row.in_force is False and (relied or row.effect == "amends"):
            yield fires(f"{path}.in_force", f"it {row.effect} {_named(row)}, which is not in force")
        elif row.effect == "repeals" and isinstance(row.from_, When) and isinstance(force, When):
            gap = row.from_.hi < force.lo
            said = f"{_named(row)} is repealed from {row.from_}, and this law is in force from {force}"
            yield fires(f"{path}.from", said, related=("law.instrument.date",)) if gap else quiet(f"{path}.from")
        elif UNKNOWN in (row.effect, row.in_force if relied else NONE, row.ref if whole else NONE):
            yield cannot_tell(path, f"Is {_named(row)} in force, and what does this text do to it?")
        elif row.effect == "repeals" and UNKNOWN in (row.from_, force):
            yield cannot_tell(f"{path}.from", f"From when is {_named(row)} repealed, and this law in force?")
        else:
            yield quiet(path)


def _key(row: Any) -> str:
    return " ".join(str(row.ref).lower().split())

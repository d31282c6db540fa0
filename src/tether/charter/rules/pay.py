"""PAY: the state pays, each person, counted by an outsider, near the army's rate, without a gap, on a closed list.

State pay is no cure (tension 7): the Popular Mobilization is paid by the state and doubled its authorised strength.
Whether the money covers the heads is arithmetic, and CON's business.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tether.charter.findings import (
    RuleVerdict,
    among,
    beside,
    cannot_tell,
    fires,
    given,
    holds,
    one_of,
    provided,
    quiet,
    within,
)
from tether.charter.intervals import ratio
from tether.charter.known import spanned
from tether.charter.reading import Design
from tether.charter.rules.command import WEHREY
from tether.charter.rules.rule import Tally, rule
from tether.charter.schema.entities import Group
from tether.charter.values import NONE, UNKNOWN, Blank, Number, When


def paid(design: Design) -> Iterator[tuple[str, Any]]:
    """Yield the pay of forces, and of groups that the charter takes in; not that of strangers named for the record."""
    taken = {s.from_ for _, s in design.rows("induction")}
    for path, row in design.rows("pay"):
        if not isinstance(design.named(row.force), Group) or row.force in taken:
            yield path, row


@rule(
    code="PAY01",
    severity="error",
    statement="The state pays",
    words="could turn on their erstwhile masters",
    source=WEHREY,
    second="Wing, Musings on Iraq, 2008 to 2011: control of the Sons of Iraq went with their pay; against it Aliyev, "
    "Coop. & Conflict 54(1) 2019: militias paid by governments prolong wars too",
    evidence="mixed",
    remedy="Move the payroll to the treasury, fence a donor's money there, publish the size of the roll.",
    asks="the finance ministry",
    tensions=(7,),
    tally=Tally("payer", ("mixed", "patron", "group")),
    fails="""
actors: [{id: us, state: false}]
pay: [{force: g, payer: us}]
""",
    passes="""
actors: [{id: mof, state: true}]
pay: [{force: g, payer: mof}]
""",
)
def the_state_pays(design: Design) -> Iterator[RuleVerdict]:
    """Who pays, and whether another's money passes through the treasury."""
    for path, row in paid(design):
        at, state = f"{path}.payer", design.is_state(row.payer)
        question = f"Which office of the state pays {row.force!r}?"
        if isinstance(row.payer, Blank):
            yield given(at, row.payer, f"nobody is named who pays {row.force!r}", question)
        elif state is None:
            yield cannot_tell(at, f"Is {row.payer!r}, which pays {row.force!r}, an organ of the state?")
        else:
            yield (
                quiet(at) if state else fires(at, f"{row.force!r} is paid by {row.payer!r}, which is not of the state")
            )
        if row.funder is UNKNOWN or isinstance(row.funder, str):
            yield from _through_the_treasury(design, path, row)


def _through_the_treasury(design: Design, path: str, row: Any) -> Iterator[RuleVerdict]:
    said = f"the money of {row.funder!r} for {row.force!r} does not pass through the treasury"
    question = f"Does the money of {row.funder!r} for {row.force!r} pass through the treasury?"
    passes = holds(f"{path}.funder_via_state", row.funder_via_state, said, question)
    state = None if row.funder is UNKNOWN else design.is_state(row.funder)
    asked = f"Is {row.funder!r}, whose money pays {row.force!r}, an organ of the state?"
    if row.funder is UNKNOWN:
        asked = f"Whose money pays {row.force!r}, and does it pass through the treasury?"
    elif state is None and design.named(row.funder) is None:
        return  # an id that no file declares
    yield from provided(None if state is None else not state, [passes], f"{path}.funder", asked)


@rule(
    code="PAY02",
    severity="error",
    statement="Pay does not pass through the commander",
    words="The military chain of command was separated from the financial management process making it more "
    "difficult to re-route salary payments",
    source="UN, IDDRS 6.10 §7.10, box 3, on DR Congo",
    second="SIGIR 11-010 on the Sons of Iraq, title: 'Financial Controls Were Weak'; ISSAT/DCAF case study on "
    "the chain of payments in DR Congo's army (EUSEC, from 2005)",
    evidence="mixed",
    remedy="Pay the person, by account or by a finance officer who is not under the commander.",
    asks="the finance ministry",
    tensions=(7,),
    fails="pay: [{force: g, via: commander}]",
    passes="pay: [{force: g, via: mobile}]",
)
def not_by_the_commander(design: Design) -> Iterator[RuleVerdict]:
    """How pay reaches the fighters."""
    for path, row in paid(design):
        said = f"the pay of {row.force!r} passes through the commander"
        said = said if row.via == "commander" else f"nothing says how pay reaches the fighters of {row.force!r}"
        allowed = ("bank", "mobile", "finance-officer")
        yield one_of(f"{path}.via", row.via, allowed, said, f"How does pay reach the fighters of {row.force!r}?")


@rule(
    code="PAY03",
    severity="error",
    statement="The roll is counted by an outsider",
    words="never took the time to really pay attention to how many SOI there were, how many were on duty at any given "
    "time",
    source="Wing, Musings on Iraq, 8 Mar 2011, on SIGIR 11-010",
    second="Iraq, Nov 2014: 50,000 soldiers who did not exist, in a count of part of the roll (Washington Post, 30 Nov "
    "2014); Tripoli's SSC: 26,000 paid, 11,675 working (Libya Herald, 9 Dec 2012)",
    evidence="strong",
    remedy="Let the audit office muster the force each quarter, unannounced; stop the pay of those absent twice.",
    asks="the finance ministry",
    tensions=(7,),
    tally=Tally("roll_check", ("no",)),
    fails="pay: [{force: g, roll: {audit_by: none, headcount_months: none, cross_match: false}}]",
    passes="pay: [{force: g, roll: {audit_by: audit-office, headcount_months: 3, cross_match: true}}]",
)
def counted_by_an_outsider(design: Design) -> Iterator[RuleVerdict]:
    """Who counts, how often, and against which other list."""
    for path, row in paid(design):
        at, roll, ghosts = f"{path}.roll", row.roll, _ghosts(design, row.force)
        said = f"nobody counts the roll of {row.force!r}{ghosts}"
        if isinstance(roll, Blank):
            question = f"Who counts the roll of {row.force!r}, how often, and against which other list{ghosts}?"
            yield given(at, roll, said, question)
            continue
        question = f"Who counts the roll of {row.force!r}{ghosts}?"
        yield given(f"{at}.audit_by", roll.audit_by, said, question)
        most, near = design.settings.headcount_months, design.settings.near
        what = f"months from one count of the roll of {row.force!r} to the next"
        question = f"How many months lie between two counts of {row.force!r}?"
        yield within(f"{at}.headcount_months", roll.headcount_months, what, question, at_most=most, near=near)
        said = f"the roll of {row.force!r} is not matched against another list"
        question = f"Is the roll of {row.force!r} matched against another list?"
        yield holds(f"{at}.cross_match", roll.cross_match, said, question)


def _ghosts(design: Design, force: Any) -> str:
    """Return what the evidence has of men paid and absent, in the force and those who enter it; "" for nothing."""
    names = [force, *(s.from_ for _, s in design.militia_streams() if s.into == force)]
    found = [(n, span) for n in names if (span := design.span(n, "ghost-share")) is not None]
    return "".join(f"; of {n!r}, paid and absent: {spanned(span)}" for n, span in found)


@rule(
    code="PAY04",
    severity="warning",
    statement="Pay is near the army's, neither lure nor insult",
    words="low or non-existent salaries within the army and police was a cause of disproportionate numbers of "
    "ex-combatants registering for reintegration",
    source="UN, IDDRS 6.10 §7.10, box 3, on DR Congo",
    second="Libya paid militiamen 400 to 2,300 dollars a month (AP, 13 Mar 2013), the Islamic State 400 to 1,200, then "
    "half (CSM, 19 Jan 2016), the Sons of Iraq about 300",
    evidence="mixed",
    remedy="Set base pay at 80 to 100 % of the army's; pay danger money only for days in action.",
    asks="the finance ministry",
    tensions=(7,),
    fails="pay: [{force: g, base_month: 1500, army_base_month: 800}]",
    passes="pay: [{force: g, base_month: 720, army_base_month: 800}]",
)
def near_the_armys_pay(design: Design) -> Iterator[RuleVerdict]:
    """Base pay over the army's, against a band."""
    low, high, near = design.settings.parity_low, design.settings.parity_high, design.settings.near
    for path, row in paid(design):
        at, parity = f"{path}.base_month", ratio(row.base_month, row.army_base_month)
        if NONE in (row.base_month, row.army_base_month):
            yield fires(at, f"nothing says what {row.force!r} earns beside the army", lesser=True)
        elif parity is None or UNKNOWN in (row.base_month, row.army_base_month):
            question = f"What is the base pay of {row.force!r}, and what is the army's?"
            if isinstance(row.base_month, Number):
                question = f"The base pay of {row.force!r} is {row.base_month} a month: what is the army's?"
                at = f"{path}.army_base_month"
            elif isinstance(row.army_base_month, Number):
                question = f"The army's base pay is {row.army_base_month} a month: what is that of {row.force!r}?"
            yield cannot_tell(at, question)
        else:
            what = f"base pay of {row.force!r} as a share of the army's"
            above = within(at, parity, what, "", at_most=high, near=near)
            below = within(at, parity, what, "", at_least=low, near=near)
            yield beside(above if above.result == "fires" else below, f"{path}.army_base_month")


@rule(
    code="PAY05",
    severity="error",
    statement="Pay does not stop or drop at a hand-over",
    words="the establishment of a chain of payments system to prevent the diversion of salaries and ensure "
    "prompt payment",
    source="UN, IDDRS 6.10 §7.10",
    second="Sons of Iraq: 'March salaries were not paid until the end of May' (Wing, Musings on Iraq, 10 Aug "
    "2010), and pay fell from 300 to 250 dollars; Côte d'Ivoire, 2017: former rebels in the army mutinied "
    "over promised pay that did not come (Reuters, 17 May 2017)",
    evidence="mixed",
    remedy="Keep a reserve of 90 days with the old payer; hand over province by province; hold the rate for 12 months.",
    asks="the finance ministry",
    tensions=(7,),
    fails="pay: [{force: g, gap_days: 60, on_transfer_ratio: 0.83}]",
    passes="""
pay: [{force: g, gap_days: 0, on_transfer_ratio: 1.0, funded_until: 2028-12-31}]
phases: [{id: p1, ends: 2028-06-30}]
""",
)
def no_gap_at_the_hand_over(design: Design) -> Iterator[RuleVerdict]:
    """Days without pay, pay after over pay before, and money to the end of the last phase."""
    near = design.settings.near
    for path, row in paid(design):
        if row.gap_days is UNKNOWN and row.on_transfer_ratio is UNKNOWN:
            question = f"If the payer of {row.force!r} changes, how many days pass without pay, and does the rate hold?"
            yield cannot_tell(f"{path}.gap_days", question)
            yield from _funded_to_the_end(design, path, row)
            continue
        what, most = f"days without pay for {row.force!r} at a hand-over", design.settings.gap_days
        question = f"How many days may {row.force!r} be without pay when the payer changes?"
        yield within(f"{path}.gap_days", row.gap_days, what, question, at_most=most, near=near, none_is_fine=True)
        what = f"pay of {row.force!r} after a hand-over, as a share of pay before it"
        question = f"Does the pay of {row.force!r} drop when the payer changes?"
        at = f"{path}.on_transfer_ratio"
        yield within(at, row.on_transfer_ratio, what, question, at_least=1.0, near=near, none_is_fine=True)
        yield from _funded_to_the_end(design, path, row)


def _funded_to_the_end(design: Design, path: str, row: Any) -> Iterator[RuleVerdict]:
    phases = list(design.rows("phases"))
    ends = [p.ends for _, p in phases if isinstance(p.ends, When)]
    open_ = [(p, phase) for p, phase in phases if phase.ends is UNKNOWN]
    at, last = f"{path}.funded_until", max(ends, key=lambda w: w.hi, default=None)
    if row.funded_until is UNKNOWN:
        yield cannot_tell(at, f"Until when is {row.force!r} funded?")
    elif open_ and (last is None or (isinstance(row.funded_until, When) and row.funded_until.lo >= last.lo)):
        question = f"On which day does phase {open_[0][1].id!r} end, and is {row.force!r} paid until then?"
        yield cannot_tell(f"{open_[0][0]}.ends", question)
    elif last is None or not isinstance(row.funded_until, When):
        if last is not None:
            yield fires(at, f"{row.force!r} has no money with a date, and phases to {last}", lesser=True)
    elif row.funded_until.lo >= last.lo and row.funded_until.hi >= last.hi:  # the same month, or later
        yield quiet(at)
    else:
        surely = row.funded_until.hi < last.lo
        said = f"money for {row.force!r} ends on {row.funded_until}, the last phase on {last}"
        yield fires(at, said, partly=not surely)


@rule(
    code="PAY06",
    severity="error",
    statement="Registration is closed, verified and not paid for alone",
    words="Eligibility criteria must be designed to prevent individuals who are not members of armed forces and "
    "groups from gaining access",
    source="UN, IDDRS 4.10 §5.5",
    second="Libya: 'bringing in recruits who had done nothing during the revolution' (McGregor, Aberfoyle "
    "International Security, 10 Nov 2017); Liberia 2004: about 38,000 fighters expected (Nichols, Small "
    "Arms Survey 2005), 102,193 registered for 300 dollars each (IRIN)",
    evidence="strong",
    remedy="Close the list on a past date, verify it, and pay for service or for a finished course, not for a name.",
    asks="the finance ministry",
    tensions=(7,),
    fails="pay: [{force: g, registration: open}]",
    passes="pay: [{force: g, registration: capped}]",
)
def a_closed_list(design: Design) -> Iterator[RuleVerdict]:
    """Open lists, and exits that pay for a name alone."""
    for path, row in paid(design):
        said = f"anybody may still register with {row.force!r}"
        said = said if row.registration == "open" else f"nothing closes the list of {row.force!r}"
        question = f"Is the list of {row.force!r} closed, and since when?"
        yield one_of(f"{path}.registration", row.registration, ("capped", "closed"), said, question)
    for path, e in design.rows("exits"):
        said = f"{e.id!r} pays on registration, and nobody verifies"
        verified = given(f"{path}.verified_by", e.verified_by, said, f"Who verifies those whom {e.id!r} pays?")
        question = f"What must a person have done before {e.id!r} is paid?"
        yield from provided(among(e.payable_on, ("registration",)), [verified], f"{path}.payable_on", question)

"""EXT: ways out into work and school, enough of them, with capital, an employer, money, a date, and open to the young.

EXT01 is one of the article's own lessons that fit the coded cases least well (tension 6): these rules are about keeping
promises at least as much as about keeping young men busy.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

from tether.charter.findings import RuleVerdict, among, cannot_tell, fires, given, one_of, provided, quiet, within
from tether.charter.intervals import ANY, bounds, less, ratio, span, total
from tether.charter.reading import Design
from tether.charter.rules.command import WEHREY
from tether.charter.rules.rule import Tally, rule
from tether.charter.values import NONE, UNKNOWN, Blank, Number

WORK = ("job-public", "job-private", "apprenticeship", "business-capital", "land")
SCHOOL = ("education", "scholarship")
OUT = (*WORK, *SCHOOL, "pension")  # cash alone is no way out, return-to-post is one back
JOBS = ("job-public", "job-private")
YOUNG = (18, 25)  # years; the "young men" of the article


def offer_unknown(e: Any) -> str:
    """Return the question on a way out of which nobody says what it offers."""
    return f"What does {e.id!r} offer: a post, training, school, capital, land, a pension or cash?"


def _offering(path: str, e: Any, kinds: tuple[str, ...], verdicts: Iterable[RuleVerdict]) -> Iterator[RuleVerdict]:
    """Give the verdicts on an exit of these kinds; where its kind is unknown, ask that."""
    yield from provided(among(e.kind, kinds), verdicts, f"{path}.kind", offer_unknown(e))


@rule(
    code="EXT01",
    severity="error",
    statement="There is a way out into work or school",
    words="opportunities for work or education outside the security sector as part of the transition to peace",
    source=WEHREY,
    second="Blattman & Annan, APSR 110(1) 2016: training with capital moved men from illicit work; against it Berman "
    "et al., JCR 55(4) 2011: unemployment goes with fewer attacks",
    evidence="mixed",
    remedy="Add two ways out, one into work and one into school, open before the intake closes.",
    asks="the civil ministries",
    tensions=(6,),
    tally=Tally("exits", ("none", "cash")),
    fails="""
induction: [{id: s1}]
exits: []
""",
    passes="""
induction: [{id: s1}]
exits: [{id: e1, kind: apprenticeship}]
""",
)
def a_way_out(design: Design) -> Iterator[RuleVerdict]:
    """Where fighters are taken in, some exit leads into work or school."""
    streams, exits = list(design.rows("induction")), list(design.rows("exits"))
    if not streams:
        return
    if any(e.kind in (*WORK, *SCHOOL) for _, e in exits):
        yield quiet("exits")
    elif design.at("exits") is UNKNOWN or any(e.kind is UNKNOWN for _, e in exits):
        yield cannot_tell("exits", "Which ways out into work or school are there for those who do not enter?")
    else:
        kinds = ", ".join(str(e.kind) for _, e in exits if e.kind)
        yield fires("exits", f"the only ways out are {kinds}" if kinds else "no way out into work or school")


@rule(
    code="EXT02",
    severity="error",
    statement="Exit places cover the people who must leave",
    words="the programme has sufficient resources and capacity to absorb the demobilized groups",
    source="UN, IDDRS 4.30 §4.6",
    second="Sierra Leone: 'at least half of the ex-combatants demobilised between September 1998 and January "
    "2002 are yet to be reintegrated' (IRIN, 28 Jun 2002); Liberia 2004: 26,000 of 102,193 disarmed had a "
    "place in training or school when the money ran out (IRIN)",
    evidence="mixed",
    remedy="Raise the places, slow the discharge or lower its number; report places taken, not offered, each quarter.",
    asks="the civil ministries",
    tensions=(2, 6),
    tally=Tally("exit_cov", below=0.8),
    fails="""
totals: {to_exit: 10000}
exits: [{id: e1, kind: education, places: 600}]
""",
    passes="""
totals: {to_exit: 10000}
exits: [{id: e1, kind: education, places: 4000}, {id: e2, kind: business-capital, places: 6000}]
""",
)
def enough_places(design: Design) -> Iterator[RuleVerdict]:
    """Places over leavers: below 0.8 surely short, below 1 or perhaps short is a warning."""
    leavers = leaving(design)
    if not isinstance(leavers, Number):
        asked = leavers is UNKNOWN and (any(design.rows("induction")) or any(design.rows("exits")))
        if asked:
            yield cannot_tell("totals.to_exit", "How many people must leave for civil life, and by when?")
        return
    if leavers.hi == 0:
        return
    at = "totals.to_exit" if design.at("totals.to_exit") else "exit_demand.persons"
    places = total(_counted(e) for _, e in design.rows("exits"))
    if design.at("exits") is UNKNOWN or (math.isinf(places.hi) and places.lo < leavers.hi):
        yield cannot_tell("exits", "How many people can take each way out?")
        return
    cover = ratio(places, leavers)
    if cover is None or cover.lo >= design.settings.exit_cover:
        yield quiet(at)
        return
    partly = cover.hi >= design.settings.exit_cover
    lesser = cover.hi >= design.settings.exit_cover_warn and not partly
    said = f"{places} places for {leavers} people who must leave"
    measured = f"{_per_head(cover)} places a person against at least {design.settings.exit_cover:g}"
    rows = tuple(path for path, _ in design.rows("exits"))
    yield fires(at, said, partly=partly, lesser=lesser, measured=measured, related=rows)


def _counted(e: Any) -> Number | Blank:
    """Return the places of an exit: all, none (cash, a way back), or perhaps all where its kind is unknown."""
    return span(0.0, bounds(e.places).hi) if e.kind is UNKNOWN else (e.places if e.kind in OUT else NONE)


def leaving(design: Design) -> Number | Blank:
    """Return how many must leave: as written, or those in scope less those who enter or remain."""
    written = design.at("totals.to_exit") or design.at("exit_demand.persons")
    if isinstance(written, Number):
        return written
    scope, enter = design.at("totals.in_scope"), design.at("totals.to_induct")
    stay = design.at("totals.to_remain")
    if isinstance(scope, Number) and isinstance(enter, Number) and stay is not UNKNOWN:
        return less(less(scope, enter), stay)
    return UNKNOWN if UNKNOWN in (design.at("totals.to_exit"), design.at("exit_demand.persons")) else NONE


def _per_head(cover: Number) -> str:
    return f"{cover.lo:.2g}" if cover.exact else f"{cover.lo:.2g} to {cover.hi:.2g}"


@rule(
    code="EXT03",
    severity="warning",
    statement="Training comes with capital or a continuing payment",
    words="Vocational training needs to be accompanied by the provision of access to microfinance and start-up "
    "grants or tools",
    source="UN, IDDRS 4.30 §9.3.5",
    second="Blattman & Annan, APSR 110(1) 2016: most effect while a payment is still to come, training without capital "
    "about none; Lyall, Zhou & Imai, APSR 114(1) 2020; against it Humphreys & Weinstein, JCR 2007: none in Sierra "
    "Leone",
    evidence="mixed",
    remedy="Add a start-up grant in two parts, the second after 6 to 12 months.",
    asks="the civil ministries",
    tensions=(6,),
    fails="exits: [{id: e1, kind: apprenticeship, capital: 0, transfer: lump, support_months: 3}]",
    passes="exits: [{id: e1, kind: apprenticeship, capital: 600, transfer: tranches, support_months: 14}]",
)
def training_with_capital(design: Design) -> Iterator[RuleVerdict]:
    """Capital, or payments that go on for a year, with each apprenticeship, course and business."""
    kinds = ("apprenticeship", "education", "business-capital")
    for path, e in design.rows("exits"):
        yield from _offering(path, e, kinds, [_with_capital(design, path, e)])


def _with_capital(design: Design, path: str, e: Any) -> RuleVerdict:
    least, near = design.settings.support_months, design.settings.near
    capital = isinstance(e.capital, Number) and e.capital.lo > 0
    if capital and e.kind in ("apprenticeship", "business-capital"):
        return quiet(f"{path}.capital")
    if e.transfer in ("tranches", "monthly"):
        what, question = f"months of support in {e.id!r}", f"For how many months is {e.id!r} supported?"
        lasts = within(f"{path}.support_months", e.support_months, what, question, at_least=least, near=near)
        if lasts.result == "fires" and e.kind != "education" and e.capital is UNKNOWN:
            return cannot_tell(path, f"What capital or continuing payment comes with {e.id!r}?")
        return lasts
    if UNKNOWN in (e.capital, e.transfer):
        return cannot_tell(path, f"What capital or continuing payment comes with {e.id!r}?")
    return fires(path, f"{e.id!r} comes without start-up capital and without payments that go on")


@rule(
    code="EXT04",
    severity="error",
    statement="A promised job has an employer, money and a date, and counts when somebody holds it",
    words="Baghdad counts any SOI that has been offered a government position to be transitioned whether they get the "
    "post or not",
    source="Wing, Musings on Iraq, 10 Aug 2010, on SIGIR",
    second="HRW, Youth, Poverty and Blood, Apr 2005, a fighter in Sierra Leone: 'they would contact us to go for "
    "training and the extra money, but they never did'",
    evidence="strong",
    remedy="Name the ministry, the budget line and the last date; count only people in post after 90 days.",
    asks="the civil ministries",
    tally=Tally("exits", ("jobs",)),
    fails="exits: [{id: e1, kind: job-public, delivered_by: none, counted: offered}]",
    passes="""
exits: [{id: e1, kind: job-public, delivered_by: moe, funded_until: 2027-12-31, ends: 2027-06-30, counted: placed}]
""",
)
def a_job_with_an_employer(design: Design) -> Iterator[RuleVerdict]:
    """Employer, funding, last date and way of counting of each job."""
    for path, e in design.rows("exits"):
        yield from _offering(path, e, JOBS, _employed(path, e))


def _employed(path: str, e: Any) -> Iterator[RuleVerdict]:
    asked = {
        "delivered_by": ("no employer", f"Who employs those who take {e.id!r}?"),
        "funded_until": ("no money with a date", f"Until when is {e.id!r} paid for?"),
        "ends": ("no last date", f"By when are the posts of {e.id!r} filled?"),
    }
    for key, (said, question) in asked.items():
        yield given(f"{path}.{key}", getattr(e, key), f"{e.id!r} has {said}", question)
    said = f"{e.id!r} counts people as out when they are {e.counted or 'never said to be'}, not when they hold a post"
    question = f"Does {e.id!r} count offers, enrolments or people in post?"
    yield one_of(f"{path}.counted", e.counted, ("placed",), said, question)


@rule(
    code="EXT05",
    severity="warning",
    statement="The ways out are open to young men",
    words="governments must try to offer young men opportunities for work or education",
    source=WEHREY,
    second="Lyall, Zhou & Imai, APSR 114(1) 2020: 2,597 young people in Kandahar, training and cash together raised "
    "support for the government for at least eight months",
    evidence="mixed",
    remedy="Open at least one way out to those of 18 to 25, and say so in its terms.",
    asks="the civil ministries",
    tensions=(6,),
    fails="exits: [{id: e1, kind: education, age_from: 30, age_to: 45}]",
    passes="exits: [{id: e1, kind: education, age_from: 16, age_to: 35}]",
)
def open_to_the_young(design: Design) -> Iterator[RuleVerdict]:
    """Some exit into work or school takes people of 18 to 25."""
    every = [(path, e, among(e.kind, (*WORK, *SCHOOL))) for path, e in design.rows("exits")]
    exits = [(path, e) for path, e, fits in every if fits]
    for path, e, fits in every:
        if fits is None and not any(_takes_young(known) for _, known in exits):
            yield cannot_tell(f"{path}.kind", offer_unknown(e))
            return
    if not exits:
        return
    takes = [_takes_young(e) for _, e in exits]
    if True in takes:
        yield quiet(exits[takes.index(True)][0])
    elif None in takes:
        path, e = exits[takes.index(None)]
        yield cannot_tell(path, f"From what age to what age is {e.id!r} open: to young men of 18 to 25 too?")
    else:
        ages = f"{exits[0][1].age_from or 'any age'} to {exits[0][1].age_to or 'any age'}"
        yield fires(exits[0][0], f"no way out takes people of 18 to 25: {exits[0][1].id!r} is for {ages}")


def _takes_young(e: Any) -> bool | None:
    """Whether an exit takes the whole of 18 to 25 (no age limit written: it does); None where that is unknown."""
    low = bounds(e.age_from)  # unknown: any age; none: no limit
    high = ANY if e.age_to is UNKNOWN else (e.age_to if isinstance(e.age_to, Number) else span(math.inf, math.inf))
    if low.lo > YOUNG[0] or high.hi < YOUNG[1]:
        return False
    return True if low.hi <= YOUNG[0] and high.lo >= YOUNG[1] else None


@rule(
    code="EXT06",
    severity="warning",
    statement="Every way out has a price a head, and money to its last day",
    words="Sufficient funds must be secured to finance the disarmament, demobilization and reintegration activities",
    source="UN, IDDRS 3.41 §4.3",
    second="Liberia 2004: 'the Trust Funds for the reintegration and rehabilitation of fighters have run out' "
    "(IRIN, quoting the disarmament commission); the Liberian trial cost about 1,275 dollars a head "
    "(Blattman & Annan, APSR 110(1) 2016)",
    evidence="strong",
    remedy="Write the cost a place and a funding date not before the last day of the programme.",
    asks="the finance ministry",
    tensions=(6,),
    fails="exits: [{id: e1, kind: education, cost: none, funded_until: 2026-06-30, ends: 2027-06-30}]",
    passes="exits: [{id: e1, kind: education, cost: 1300, funded_until: 2027-12-31, ends: 2027-06-30}]",
)
def priced_and_paid(design: Design) -> Iterator[RuleVerdict]:
    """Cost of each way out, and its money against its last day."""
    for path, e in design.rows("exits"):
        yield from _offering(path, e, OUT, _priced(path, e))


def _priced(path: str, e: Any) -> Iterator[RuleVerdict]:
    said, question = f"{e.id!r} has no price a place", f"What does a place in {e.id!r} cost?"
    yield given(f"{path}.cost", e.cost, said, question)
    at, until, ends = f"{path}.funded_until", e.funded_until, e.ends
    if UNKNOWN in (ends, until):
        yield cannot_tell(at, f"Until when does {e.id!r} run, and until when is it paid for?")
    elif isinstance(ends, Blank) or isinstance(until, Blank):
        if e.kind not in JOBS:  # a job's dates are EXT04's business
            yield given(at, until, f"{e.id!r} has no money with a date", f"Until when is {e.id!r} paid for?")
    elif until.hi < ends.lo:
        yield fires(at, f"the money for {e.id!r} ends on {until}, before its last day, {ends}")
    elif until.lo >= ends.lo and until.hi >= ends.hi:  # the same month, or later
        yield quiet(at)
    else:
        yield fires(at, f"the money for {e.id!r} may end before its last day, {ends}", partly=True)


@rule(
    code="EXT07",
    severity="warning",
    statement="Whoever is offered a way out may refuse it",
    words="Participation in a reintegration programme as part of a DDR process shall be voluntary",
    source="UN, IDDRS 2.40, Reintegration as part of sustaining peace, §3.1",
    second="UN, IDDRS 2.11, The legal framework, §4.2.1: participation is voluntary at all times",
    evidence="normative",
    remedy="Write that nobody is sent into civil life or into a course against his will.",
    asks="the civil ministries",
    fails="exits: [{id: e1, kind: education, voluntary: false}]",
    passes="exits: [{id: e1, kind: education, voluntary: true}]",
)
def a_way_out_is_voluntary(design: Design) -> Iterator[RuleVerdict]:
    """Fires where the charter says that a way out is not voluntary; silence is a question under the open reading."""
    for path, e in design.rows("exits"):
        at = f"{path}.voluntary"
        if e.voluntary is False:
            yield fires(at, f"nobody may refuse {e.id!r}")
        elif e.voluntary is UNKNOWN:
            yield cannot_tell(at, f"May one refuse {e.id!r}?")
        elif e.voluntary is True:
            yield quiet(at)


@rule(
    code="EXT08",
    severity="warning",
    statement="The community that receives the fighters has a part in what they are offered",
    words="encourages reconciliation through community participation and commitment",
    source="UN, IDDRS 5.40, Cross-border population movements, §12.3, on community-based assistance",
    second="Humphreys & Weinstein, JCR 51(4) 2007: whether neighbours accept a fighter hangs on what his unit did to "
    "them, not on whether he took part in a programme",
    evidence="mixed",
    remedy="Open a share of the places in training and work to those who did not fight.",
    asks="the civil ministries",
    tensions=(6,),
    fails="exits: [{id: e1, kind: apprenticeship, community_share: 0}]",
    passes="exits: [{id: e1, kind: apprenticeship, community_share: 0.3}]",
)
def open_to_the_community(design: Design) -> Iterator[RuleVerdict]:
    """The share of places open to the receiving community, where it is written: none at all is the fault."""
    for path, e in design.rows("exits"):
        at, share = f"{path}.community_share", e.community_share
        question = f"Which share of the places of {e.id!r} is open to those who did not fight?"
        if share is UNKNOWN:
            verdict = cannot_tell(at, question)
        elif isinstance(share, Blank):
            continue
        elif share.lo == 0:
            said = f"no place of {e.id!r} is open to those who did not fight"
            verdict = fires(at, said, partly=share.hi > 0)
        else:
            verdict = quiet(at)
        yield from _offering(path, e, (*WORK, *SCHOOL), [verdict])

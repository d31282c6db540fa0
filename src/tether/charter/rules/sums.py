"""CON: the sums: heads, shares, dates, money, rates, and what the sources say against each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from tether.charter.findings import RuleVerdict, before, cannot_tell, fires, holds, quiet
from tether.charter.intervals import capacity, needs_money, people_in, sums_to, times
from tether.charter.reading import Design
from tether.charter.rules.rule import rule
from tether.charter.schema.entities import Force
from tether.charter.values import UNKNOWN, Blank, Number


@rule(
    code="CON01",
    severity="error",
    statement="The heads add up",
    words="no publicly available number exists for how many have actually found a position",
    source="Wing, Musings on Iraq, 10 Aug 2010",
    second="16,300, 17,000 or 24,000 integrated: three sources on the Sons of Iraq disagree (LWJ, Jan 2010)",
    evidence="normative",
    remedy="Correct the total, or name the missing group.",
    fails="totals: {in_scope: 100000, to_induct: 20000, to_exit: 30000, to_remain: 0}",
    passes="totals: {in_scope: 100000, to_induct: 20000, to_exit: 70000, to_remain: 10000}",
)
def heads_add_up(design: Design) -> Iterator[RuleVerdict]:
    """In, out and left as they are make up those in scope; what the groups' streams take makes up those taken in."""
    totals = design.at("totals")
    if isinstance(totals, Blank):
        return
    parts = (totals.to_induct, totals.to_exit, totals.to_remain)
    gap = design.settings.sum_gap
    question = "How many men are in scope, and how many are taken in, leave, or stay as they are?"
    yield sums_to("totals.in_scope", parts, totals.in_scope, gap, "taken in, out and left", question)
    intakes = [stream.intake for _, stream in design.militia_streams()]
    if intakes and not isinstance(totals.to_induct, Blank):
        question = "How many men does each stream take in?"
        yield sums_to("totals.to_induct", intakes, totals.to_induct, gap, "the streams' intakes", question)


@rule(
    code="CON02",
    severity="error",
    statement="Shares and quotas sum to the whole",
    words="not more than 50%",
    source="Arusha Agreement, Peace Accords Matrix ('of the national defence force shall be drawn from any one "
    "ethnic group')",
    second="Officers of Burundi's army: 60 % army, 40 % CNDD-FDD, which sums (Pretoria protocol, Peace Accords Matrix)",
    evidence="normative",
    remedy="Mend the shares; show the remainder as 'other'.",
    fails="sharing: {allocation: [{pool: g, rule: quota, shares: {a: 0.6, b: 0.5}}]}",
    passes="sharing: {allocation: [{pool: g, rule: quota, shares: {a: 0.6, b: 0.4}}]}",
)
def shares_sum(design: Design) -> Iterator[RuleVerdict]:
    """Allocations sum to one; shares of a unit's or a place's people may leave a remainder, never exceed one."""
    gap = design.settings.sum_gap
    for path, row in design.rows("sharing.allocation"):
        yield from _whole(f"{path}.shares", row.shares, 1 - gap, 1 + gap)
    for path, unit in design.rows("units"):
        yield from _whole(f"{path}.origin", unit.origin, 0, 1 + gap)
        yield from _whole(f"{path}.community_shares", unit.community_shares, 0, 1 + gap)
    for path, place in design.rows("places"):
        yield from _whole(f"{path}.communities", place.communities, 0, 1 + gap)


def _whole(path: str, shares: Any, least: float, most: float) -> Iterator[RuleVerdict]:
    if isinstance(shares, Blank) or not shares:
        return
    known = [s for s in shares.values() if isinstance(s, Number)]
    lo, hi = sum(s.lo for s in known), sum(s.hi for s in known)
    unsure = len(known) < len(shares)
    if lo > most or (hi < least and not unsure):
        yield fires(path, f"the shares sum to {Number(lo=lo, hi=hi)}", measured=f"{Number(lo=lo, hi=hi)} against 1")
    elif unsure and least:
        yield cannot_tell(path, f"Which share has each of {', '.join(shares)}?")
    else:
        yield quiet(path)


@rule(
    code="CON03",
    severity="error",
    statement="Dates run forward",
    words="set strict deadlines",
    source="Lacher & Cole, 2014, on the Libyan road-map",
    second="Sons of Iraq: hand-over dates passed before the jobs existed (Wing, 23 Aug 2009)",
    evidence="normative",
    remedy="Re-order them, or move the later date.",
    fails="phases: [{id: p1, starts: 2027-01-01, ends: 2026-06-30}]",
    passes="phases: [{id: p1, starts: 2026-01-01, ends: 2026-06-30}, {id: p2, starts: 2026-07-01, ends: 2026-12-31}]",
)
def dates_run_forward(design: Design) -> Iterator[RuleVerdict]:
    """Starts before ends; phases in order unless parallel; steps after what they depend on; the end after the "
    "phases.
    """
    for section in ("phases", "induction", "exits", "aid"):
        for path, row in design.rows(section):
            yield from _ordered(f"{path}.ends", row.id, row.starts, row.ends)
    serial = [(path, phase) for path, phase in design.rows("phases") if not phase.parallel]
    for (_, first), (path, second) in pairwise(serial):
        if before(second.starts, first.ends):
            said = f"phase {second.id!r} begins ({second.starts}) before {first.id!r} ends ({first.ends})"
            yield fires(f"{path}.starts", said)
    steps = {step.id: step for _, step in design.rows("steps")}
    for path, step in design.rows("steps"):
        for other in (steps[n] for n in step.depends_on or () if n in steps):
            if before(step.date, other.date):
                yield fires(f"{path}.date", f"{step.id!r} ({step.date}) comes before {other.id!r} ({other.date})")
    end = design.at("end_state.date")
    for _, phase in serial:
        if before(end, phase.ends):
            yield fires("end_state.date", f"the end ({end}) comes before phase {phase.id!r} ends ({phase.ends})")


def _ordered(path: str, name: str, starts: Any, ends: Any) -> Iterator[RuleVerdict]:
    if isinstance(starts, Blank) or isinstance(ends, Blank):
        if UNKNOWN in (starts, ends) and not (isinstance(starts, Blank) and isinstance(ends, Blank)):
            yield cannot_tell(path, f"When does {name!r} begin and end?")
        return
    if before(ends, starts):
        yield fires(path, f"{name!r} ends ({ends}) before it begins ({starts})")
    else:
        yield quiet(path)


@rule(
    code="CON04",
    severity="error",
    statement="The money covers the heads",
    words="There were deep differences ... over who would control the Guard, how big it would be, who would pay for it",
    source="Wing, Musings on Iraq, 5 Feb 2015",
    second="Iraq's bill: 120,000 men on 'two billion dollars' a year (Al Jazeera, 14 Sep 2015, translated)",
    evidence="normative",
    remedy="Raise the line, cut the strength, or stage the intake.",
    asks="the finance ministry",
    fails="""
forces: [{id: g, target_strength: 100000}]
pay: [{force: g, base_month: 700, annual_budget: 500000000}]
""",
    passes="""
forces: [{id: g, target_strength: 100000}]
pay: [{force: g, base_month: 700, annual_budget: 1200000000}]
""",
)
def money_covers_heads(design: Design) -> Iterator[RuleVerdict]:
    """Budget of a year against strength × pay × 12 × on-cost."""
    for path, pay in design.rows("pay"):
        force = design.named(pay.force)
        if not isinstance(force, Force):
            continue
        strength = force.target_strength if not isinstance(force.target_strength, Blank) else force.strength
        need = needs_money(strength, pay.base_month, design.settings.oncost)
        question = f"How much money a year does {pay.force!r} have, for how many men at which pay?"
        what = f"the budget of {pay.force!r}"
        yield capacity(f"{path}.annual_budget", pay.annual_budget, need, what, "a year's pay and on-cost", question)


@rule(
    code="CON05",
    severity="error",
    statement="The allocation rule gives the total it claims",
    words="how big it would be",
    source="Wing, Musings on Iraq, 5 Feb 2015",
    second="Three rules for one bill: 3 % of each province (Al Arabiya, Jan 2015), 0.5 % (an MP, Sep 2015), 120,000 "
    "posts",
    evidence="normative",
    remedy="Recompute: change the rate, the total, or the list of provinces.",
    fails="""
forces: [{id: g, places: [iq]}]
places: [{id: iq, population: 30000000}]
sharing: {allocation: [{pool: g, rule: population, per_capita: 0.03, total: 120000}]}
""",
    passes="""
forces: [{id: g, places: [iq]}]
places: [{id: iq, population: 30000000}]
sharing: {allocation: [{pool: g, rule: population, per_capita: 0.004, total: 120000}]}
""",
)
def rate_gives_total(design: Design) -> Iterator[RuleVerdict]:
    """Rate × people of the places of the force, against the total."""
    for path, row in design.rows("sharing.allocation"):
        force = design.named(row.pool)
        if isinstance(row.per_capita, Blank) or isinstance(row.total, Blank) or force is None:
            continue
        people = people_in(design, force.places)
        product, gap = times(row.per_capita, people), design.settings.allocation_gap
        question = f"How many people live in the places of {row.pool!r}, and which rate and total hold?"
        yield sums_to(
            f"{path}.total", [product], row.total, gap, f"the rate of {row.per_capita} by {people} people", question
        )


@rule(
    code="CON06",
    severity="error",
    statement="Screening and training can take the intake in the time given",
    words="does not appear to be on time to meet the goals set by the U.S.",
    source="Wing, Musings on Iraq, 23 Aug 2009, on jobs for the Sons of Iraq",
    second="The best rate seen was about 3.5 % a month (Sons of Iraq, Sep 2008 to Jan 2010; derived)",
    evidence="normative",
    remedy="Lengthen the intake, add screening teams, or lower the number.",
    asks="the interior ministry",
    tensions=(2,),
    fails="induction: [{id: s1, intake: 10000, starts: 2026-01-01, ends: 2026-12-31, vetting: {per_month: 300}}]",
    passes="induction: [{id: s1, intake: 3000, starts: 2026-01-01, ends: 2026-12-31, vetting: {per_month: 300}}]",
)
def intake_fits_the_time(design: Design) -> Iterator[RuleVerdict]:
    """Intake against months × screening rate, and against courses × training places."""
    for path, stream in design.rows("induction"):
        days = _days(stream.starts, stream.ends)
        if isinstance(days, Blank) or isinstance(stream.intake, Blank):
            if UNKNOWN in (days, stream.intake):
                yield cannot_tell(path, f"How many men does {stream.id!r} take in, from when to when?")
            continue
        months = Number(lo=days.lo / 30.4375, hi=days.hi / 30.4375)
        per_month = stream.vetting if isinstance(stream.vetting, Blank) else stream.vetting.per_month
        can, question = times(per_month, months), f"How many men a month can be screened for {stream.id!r}?"
        what = f"screening for {stream.id!r}"
        yield capacity(f"{path}.vetting.per_month", can, stream.intake, what, "its intake", question)
        trained = _trained(stream.training, days)
        if isinstance(trained, Number):
            what = f"training for {stream.id!r}"
            yield capacity(f"{path}.training.places", trained, stream.intake, what, "its intake", "")


def _days(starts: Any, ends: Any) -> Number | Blank:
    """Return the days between two dates; the blank of the one that is blank."""
    blank = next((day for day in (starts, ends) if isinstance(day, Blank)), None)
    if blank is not None:
        return blank
    return Number(lo=max((ends.lo - starts.hi).days, 0), hi=max((ends.hi - starts.lo).days, 0))


def _trained(training: Any, days: Number) -> Number | Blank:
    """Return how many can be trained: places × whole courses in the time."""
    if isinstance(training, Blank) or isinstance(training.weeks, Blank):
        return training if isinstance(training, Blank) else training.weeks
    shortest, longest = 7 * max(training.weeks.lo, 0.1), 7 * max(training.weeks.hi, 0.1)
    return times(training.places, Number(lo=days.lo // longest, hi=days.hi // shortest))


@rule(
    code="CON07",
    severity="warning",
    statement="The sources of the charter do not contradict each other",
    words="attached to the Commander-in-Chief",
    source="non14.net, 3 Feb 2015; against it DPA, the same day: the provincial council will be the higher body "
    "supervising it",
    words_are="translated",
    second="Two texts of the bill circulated: one 'prevents the merging of militias', one integrates 'the popular "
    "crowd'",
    evidence="normative",
    remedy="Settle the text and mark it resolved, with the clause.",
    fails="contradictions: [{at: command, a: {says: x}, b: {says: y}, resolved: false}]",
    passes="contradictions: [{at: command, a: {says: x}, b: {says: y}, resolved: true}]",
)
def sources_agree(design: Design) -> Iterator[RuleVerdict]:
    """Each recorded contradiction has been settled."""
    for path, row in design.rows("contradictions"):
        a, b = (side.says if not isinstance(side, Blank) else side for side in (row.a, row.b))
        said = f"two sources differ on {row.at}: “{a}” and “{b}”"
        yield holds(path, row.resolved, said, f"Which holds for {row.at}: “{a}” or “{b}”?")

"""Sentences on the order's own record: policy shocks replayed, facts held against it. They never praise a charter.

The words follow from the record's label alone; a shock that fed a prior is not called out of sample, and misses come
before hits. ``known`` are the shocks that the case's cut-off knows.
"""

from __future__ import annotations

from tether.brief.content import CaseCard, HeldAgainst
from tether.judgement.facts_table import not_expressible
from tether.judgement.order_record import CANNOT_TELL, COSTS, NO_SKILL, SKILL
from tether.report.blocks import Sentence
from tether.report.numbers import count, measure, share, signed, word
from tether.scorecard.paired import BootstrapMean

# What section 7 says before any difference: words without a number, chosen by the record's label.
LABELS = {
    SKILL: (
        "Held against dated policy shocks, the mechanisms that set charters apart had some skill here; the section on "
        "assumptions says how much, and on which shocks."
    ),
    NO_SKILL: (
        "Held against dated policy shocks, the mechanisms add no predictive skill here: what follows rests on the "
        "theories and ranges alone."
    ),
    COSTS: (
        "Held against dated policy shocks, the mechanisms add no predictive skill here and cost some: what follows "
        "rests on the theories and ranges alone."
    ),
    CANNOT_TELL: (
        "Whether the mechanisms that set charters apart have any skill here cannot be told: too few dated policy "
        "shocks are known at the cut-off."
    ),
}
SHORT = {SKILL: "some skill shown", NO_SKILL: "no skill shown", COSTS: "skill lost", CANNOT_TELL: "skill not known"}


def skill(held: HeldAgainst, case: CaseCard) -> Sentence:
    """Say what the shocks known at the cut-off say of the mechanisms."""
    record = held.record
    known = record.shocks(held.country, cut_off=case.cut_off)
    label = record.label(held.country, case.cut_off)
    where = f"dated policy shocks in {case.country}" if held.country else "dated policy shocks elsewhere"
    if label == CANNOT_TELL:
        return Sentence(f"{_of(len(known))} {where} can be scored at the cut-off, too few to tell.", "order/skill")
    told = {
        SKILL: "the mechanisms score lower than the status quo’s forecast alone",
        NO_SKILL: "the mechanisms add no predictive skill here",
        COSTS: "the mechanisms add no predictive skill here and cost some",
    }[label]
    crps, ign = (record.difference(score, known) for score in ("crps", "ign"))
    text = (
        f"At {word(len(known))} {where} whose twelve months the cut-off knows, {told}: added to the status quo’s "
        f"forecast, they change its mean CRPS of {measure(record.mean('crps', known, 'core'))} deaths by "
        f"{_span(crps)} and its ignorance score of {measure(record.mean('ign', known, 'core'))} bits by {_span(ign)}; "
        "smaller is nearer to what happened."
    )
    return Sentence(text, "order/skill")


def samples(held: HeldAgainst, case: CaseCard) -> Sentence:
    """Say how many of the shocks fed no prior, and how much the mechanisms moved at all."""
    record = held.record
    known = record.shocks(held.country, cut_off=case.cut_off)
    free = record.shocks(held.country, out_of_sample=True, cut_off=case.cut_off)
    fed = "none of them fed a prior" if len(free) == len(known) else f"{word(len(free))} fed no prior"
    text = (
        f"Of these shocks {fed}: only such a shock is out of sample. The mechanisms changed the mean in "
        f"{share(record.moved(known)) if known else '–'} of the place-months."
    )
    return Sentence(text, "order/samples")


def facts_held(held: HeldAgainst) -> Sentence:
    """Say how many facts were missed, how many lie inside, how many the order has no quantity for."""
    groups = {c.group: c for c in held.record.coverage()}
    free = groups["no prior used it"]
    text = (
        f"Of {count(free.count)} dated facts that no prior used, {count(free.count - free.touching)} are missed "
        f"outright, {count(free.inside90)} lie inside the replays’ 90 % interval and {count(free.inside50)} inside the "
        f"50 % one; were the ranges right, about {count(0.9 * free.count)} and {count(0.5 * free.count)} would. For "
        f"{count(len(not_expressible()))} further facts the model has no quantity."
    )
    return Sentence(text, "order/held")


def _of(number: int) -> str:
    return word(number).capitalize()


def _span(found: BootstrapMean) -> str:
    return f"{signed(found.mean)} ({signed(found.low)} to {signed(found.high)})"

"""Sentences about plans: whom a charter can take in, how mixed its battalions get, how long it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tether.induction.handover import SYNTHETIC, Handover
from tether.report.blocks import Sentence
from tether.report.numbers import count

NAMED = 4  # charters named on the first page


def staffed_answer(plans: Mapping[str, Handover], titles: Mapping[str, str]) -> Sentence:
    """Return the first page's answer: how many of each charter's posts a plan could fill, by the plans of section 5."""
    parts = [
        f"{titles.get(n, n)} {'fills' if p.feasible else 'cannot be met as written, relaxed it fills'} "
        f"{count(p.inducted)} of {count(p.posts)} posts"
        for n, p in plans.items()
    ]
    more = f"; and {count(len(parts) - NAMED)} more" if len(parts) > NAMED else ""
    roster = "an invented roster" if invented(plans) else "the case's roster"
    return Sentence(f"Staffed: {'; '.join(parts[:NAMED])}{more} (planned on {roster}).", "plan")


def invented(plans: Mapping[str, Handover]) -> bool:
    """Return whether any plan rests on an invented roster."""
    return any(p.roster.startswith(SYNTHETIC) or not p.roster for p in plans.values())


def plan_sentences(name: str, title: str, plan: Handover) -> Iterator[Sentence]:
    """Say what one charter's plan achieves, whose blocs stay whole in it, and which rows had to give way."""
    yield plan_sentence(name, title, plan)
    yield group_sentence(name, title, plan)
    if plan.relaxed:
        yield Sentence(f"{title}: rows that give way, the largest: {'; '.join(plan.relaxed)}.", f"plan/{name}")


def plan_sentence(name: str, title: str, plan: Handover) -> Sentence:
    """Say what one charter's plan achieves; where it can't be met, that the figures are the relaxed plan's."""
    start = f"{title}: " if plan.feasible else f"{title} cannot be met as written; as relaxed: "
    text = (
        f"{start}{count(plan.inducted)} men for {count(plan.posts)} posts, {count(plan.unplaced)} left over, in "
        f"{count(plan.months)} months; two men of one battalion come from the same militia in "
        f"{count(1000 * plan.concentration)} of 1,000 pairs, against {count(1000 * plan.floor)} under perfect mixing; "
        f"{count(plan.exits_needed)} exits needed, {count(plan.exit_places)} places."
    )
    return Sentence(text, f"plan/{name}")


def group_sentence(name: str, title: str, plan: Handover) -> Sentence:
    """Say how far whole groups, umbrellas over militias, stay together whatever happens to the militias."""
    text = (
        f"{title}: {count(1000 * plan.capture)} of 1,000 men serve in battalions where one group of militias has more "
        f"than half of the posts; two men of one battalion come from the same group in "
        f"{count(1000 * plan.group_concentration)} of 1,000 pairs."
    )
    return Sentence(text, f"plan/{name}")

"""Sentences about plans: whom a charter can take in, how mixed its battalions get, how long it takes."""

from __future__ import annotations

from tether.brief.blocks import Sentence
from tether.brief.numerals import count
from tether.induction.handover import Handover


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

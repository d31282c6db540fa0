"""The checker's bounds, in one place, each with its reason.

Apart from the 48 hours and the quota precedents these bounds are ours, not the literature's: a value within ``near`` of
a bound is never worse than a warning. A user's own settings replace them for a run, and the report prints what differs.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields


def _bound(value: float, reason: str) -> float:
    return field(default=value, metadata={"reason": reason})


@dataclass(frozen=True)
class Settings:
    """Bounds of the rules; every field's reason is in its metadata."""

    span: float = _bound(8, "direct subordinates of one superior; staff custom, not a finding")
    bloc_cap: float = _bound(
        0.33, "largest share of a unit from one group: below it no two of four groups can carry a unit"
    )
    bloc_lead: float = _bound(0.2, "share of a unit above which its commander should not be of that group")
    small_community: float = _bound(0.05, "share of a place above which a community must not be left out unexplained")
    mixed_place: float = _bound(0.2, "share of a place above which a second community makes it mixed")
    mixed_unit: float = _bound(0.5, "share of a unit over the share of the place, at least, for each large community")
    detain_hours: float = _bound(
        48,
        "hours to hand over, and until a judge: the Human Rights Committee's rule of 48 hours (general comment 35)",
    )
    train_weeks: float = _bound(8, "weeks of common training; 45 days of brassage in DR Congo were judged short")
    exit_cover: float = _bound(1.0, "exit places per person who must leave")
    exit_cover_warn: float = _bound(0.8, "below this the cover is an error, above it a warning")
    support_months: float = _bound(12, "months of support without capital")
    headcount_months: float = _bound(3, "months between counts of the roll")
    parity_low: float = _bound(0.75, "pay over the army's, low end: below it men leave or levy")
    parity_high: float = _bound(1.05, "pay over the army's, high end: above it soldiers leave")
    gap_days: float = _bound(30, "days without pay: one missed month")
    oncost: float = _bound(1.3, "cost of a man over his base pay: food, kit, cover; low for a force that fights")
    end_use_months: float = _bound(6, "months between end-use checks")
    inventory_months: float = _bound(12, "months between counts of weapons")
    weapons_per_person: float = _bound(0.25, "weapons handed in per man: MILF 4,625 from 26,145 men was 0.18")
    votes_margin: float = _bound(0, "votes above the need")
    allocation_gap: float = _bound(0.1, "relative gap allowed between a rate times people and a total")
    sum_gap: float = _bound(0.02, "rounding allowed in sums of shares and heads")
    head_gap: float = _bound(0.005, "rounding allowed in sums of heads of a text that was seen whole")
    share_gap: float = _bound(0.01, "rounding allowed in planned shares of a text that was seen whole")
    pairing_days: float = _bound(30, "days between a disarming step and its counterpart")
    strength_ratio: float = _bound(1.0, "men of the new force per man of the strongest armed outsider in its places")
    women_share: float = _bound(
        0.1, "exit places for women, at least this share, where women are attached to the groups"
    )
    waiver_months: float = _bound(24, "months that a waiver may last: two budgets; what lasts longer is a clause")
    report_months: float = _bound(12, "months between reports of those who watch the force: once a year")
    trial_days: float = _bound(180, "days on trial before screening: half a year, twice what IND05 advises")
    enforcer_share: float = _bound(0.5, "share of the places that an enforcer covers: below half, most are left alone")
    near: float = _bound(0.1, "a value within this share of a bound is never worse than a warning")
    unknown_share: float = _bound(
        0.3, "share of the leading fields that may be unknown before the report says so first"
    )


def reasons() -> dict[str, str]:
    """Return the reason of each bound by name."""
    return {f.name: f.metadata["reason"] for f in fields(Settings)}

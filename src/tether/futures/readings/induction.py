"""``induction``: who is taken in, by name or as units, under which cap, screened and trained how far.

Where the charter was planned (``frame.plans``) its plan replaces its wish: ``intake`` follows, month by month, those
whom the plan has in, and ``cap`` is what the plan achieves, not what the text allows:

    cap = 1 − (1 − c)·(1 − k)        c: share of battalions led by their largest bloc, as if nothing were mixed there

k is the chance that a member's battalion mate comes from his militia. Whether a bloc survives as a militia or as the
umbrella over it nobody knows: k is drawn between the chance by militia and the chance by group.
"""

from __future__ import annotations

from typing import Any

from tether.charter import ABSENT, UNKNOWN, Charter, Number
from tether.futures.coding import PLANNED, Range, ReadingContext, Setting, blank_section, coded, flag, level, number

INDUCTION_LEVERS = ("intake", "pace", "individual", "cap", "vetting", "training")
BLOC = "plan: whether a bloc is a militia or a group"
WEEKS = 8.0  # the unit of the lever and of ``train_gain``, so a definition


def read_induction(charter: Charter, status_quo: Charter, frame: ReadingContext, first: int) -> list[Setting]:
    """Return the settings of every stream that comes from one of the case's groups."""
    section: Any = charter.induction
    blank = blank_section(section, INDUCTION_LEVERS, frame, first, "induction")
    if blank is not None:
        return [s for s in blank if s.lever != "pace"]
    found = []
    for index, stream in enumerate(section):
        groups = frame.under(stream.from_)
        begins = max(first, frame.index(stream.starts, first))
        for group in groups:
            found += _stream(stream, group, f"induction.{index}", begins, len(groups))
            if stream.ends:
                after = frame.index(stream.ends, 0) + 1
                found.append(Setting("pace", group, 0.0, 0.0, after, f"induction.{index}.ends"))
    return _as_planned(found, charter, frame)


def _as_planned(found: list[Setting], charter: Charter, frame: ReadingContext) -> list[Setting]:
    """Return the settings with intake and cap of planned groups as their plan achieves them."""
    planned, plan = frame.planned(charter), frame.plans.get(charter.id)
    if plan is None:
        return found
    begins = {s.group: s for s in reversed(found) if s.lever == "intake"}
    kept = [s for s in found if s.lever not in ("intake", "cap")]
    opens = min((s.first for s in begins.values()), default=0)
    for group, wished in begins.items():
        start, row, mine = wished.first, wished.said, planned.get(group)
        low, high = sorted((mine.concentration, mine.group_concentration)) if mine else (1.0, 1.0)
        caps = [1.0 - (1.0 - plan.command) * (1.0 - k) for k in (low, high)]
        kept.append(Setting("cap", group, caps[0], caps[1], start, BLOC, row=row))
        heads = mine.inducted if mine else (0,)
        steps = [m for m in range(len(heads)) if m == 0 or heads[m] != heads[m - 1]]
        kept += [Setting("intake", group, heads[m], heads[m], max(start, opens + m), PLANNED, row=row) for m in steps]
    return kept


def _stream(stream: Any, group: str, path: str, first: int, sharing: int) -> list[Setting]:
    heads = number("intake", stream.intake, absent_is_unknown=True)
    mode = coded("induction.mode", stream.mode)
    contract = coded("induction.contract_with", stream.contract_with, absent=1.0)
    cap = number("cap", stream.max_group_share)
    mixing = coded("induction.commander_rule", stream.commander_rule, absent=1.0)
    ranges = {
        "intake": (heads[0] / sharing, heads[1] / sharing),
        "individual": (mode[0] * contract[0], mode[1] * contract[1]),
        "cap": (1.0 - mixing[1] * (1.0 - cap[0]), 1.0 - mixing[0] * (1.0 - cap[1])),
        "vetting": _vetting(stream.vetting),
        "training": _training(stream.training),
    }
    said = {"intake": "intake", "individual": "mode", "cap": "max_group_share"}
    return [Setting(n, group, low, high, first, f"{path}.{said.get(n, n)}") for n, (low, high) in ranges.items()]


def _vetting(vetting: Any) -> Range:
    if vetting is UNKNOWN:
        return 0.0, 1.0
    if not vetting:
        return 0.0, 0.0
    depth = coded("vetting.level", "unsaid" if vetting.level is ABSENT else vetting.level)
    yes, no = (level("vetting.independent", w) for w in ("yes", "no"))
    alone = flag(vetting.independent, yes, no) if vetting.independent is not ABSENT else (no, yes)
    return depth[0] * alone[0], depth[1] * alone[1]


def _training(training: Any) -> Range:
    if training is UNKNOWN or (training and training.weeks is UNKNOWN):
        return 0.0, 1.0
    weeks = training.weeks if training else ABSENT
    if not isinstance(weeks, Number):
        return 0.0, 0.0
    return min(weeks.lo / WEEKS, 1.0), min(weeks.hi / WEEKS, 1.0)

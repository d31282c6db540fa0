"""Section 5: can it be agreed, staffed, paid. So far: staffed, from the plan that each charter hands over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import pandas as pd

from tether.brief.content import BriefContent
from tether.brief.phrases import PLAN
from tether.brief.wording.staffing import invented, plan_sentences
from tether.induction.handover import Handover
from tether.report.blocks import Block, File, Files, Listing, Method, Paragraph, Row, Section, Table
from tether.report.numbers import count, measure, share

PLANS_INVENTED = (
    "Each charter is planned on an invented roster drawn from the claims on sizes: who can be posted where, under the "
    "charter’s own rules and, where it has none, our assumptions. A plan says what could be done, not that it will be; "
    "the comparison of section 7 takes its intake and its mixture from here."
)
PLANS = (
    "Each charter is planned on the roster that the case names: who can be posted where, under the charter’s own rules "
    "and, where it has none, our assumptions. A plan says what could be done, not that it will be; the comparison of "
    "section 7 takes its intake and its mixture from here."
)
NOT_VOTED = "Where the money comes from was not examined."


def section(content: BriefContent) -> Section | None:
    """Return the plan's section; None where no charter was planned."""
    if not content.plan:
        return None
    plans, titles = content.plan, _titles(content)
    blocks: tuple[Block, ...] = (
        Paragraph((Method(PLANS_INVENTED if invented(plans) else PLANS),)),
        Listing(tuple(s for name, p in plans.items() for s in plan_sentences(name, titles.get(name, name), p))),
        _table(plans, titles),
        Paragraph((NOT_VOTED,), "note"),
        Files((File("plans", "The plans in figures", plans_table(plans)),)),
    )
    return Section(5, "staffed", PLAN[5], blocks)


def plans_table(plans: Mapping[str, Handover]) -> pd.DataFrame:
    """Return one row per planned charter with ``result`` ids: plan/<charter>."""
    rows = [{"result": f"plan/{name}", **_flat(plan)} for name, plan in plans.items()]
    return pd.DataFrame(rows)


def _flat(plan: Handover) -> dict[str, object]:
    return {name: value for name, value in asdict(plan).items() if not isinstance(value, tuple)}


def _titles(content: BriefContent) -> dict[str, str]:
    return dict(content.comparison.charters) if content.comparison else {}


def _table(plans: Mapping[str, Handover], titles: Mapping[str, str]) -> Table:
    columns = (
        *("Charter", "Posts", "Inducted", "Left over", "Concentration", "if perfectly mixed"),
        *(
            "Where one group is above half",
            "Battalions led by their largest bloc",
            "Months",
            "Exits needed",
            "Exit places",
            "Pay a year, its currency",
        ),
    )
    rows = tuple(
        Row(
            (
                *((titles.get(name, name), p.mode), count(p.posts), count(p.inducted), count(p.unplaced)),
                *(measure(p.concentration), measure(p.floor), share(p.capture)),
                *(share(p.command), count(p.months)),
                *(count(p.exits_needed), count(p.exit_places), count(p.cost_per_year)),
            ),
            f"plan/{name}",
        )
        for name, p in plans.items()
    )
    return Table("", columns, rows, numeric=tuple(range(1, len(columns))), quoted=(0,))

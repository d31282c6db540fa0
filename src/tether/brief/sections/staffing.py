"""Section 5, second part: can it be staffed, from the plan that each charter hands over.

A plan says whom a charter can take in, how mixed its battalions get and how long it takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict

import pandas as pd

from tether.brief.content import BriefContent
from tether.brief.money import (
    COSTS_MEAN,
    charters_priced,
    claimed_sentences,
    cost_sentence,
    costs_table,
    lines_block,
    months_table,
    payer_sentences,
    unpriced_sentence,
)
from tether.brief.phrases import PLAN
from tether.brief.sentences import charter_titles
from tether.errors import numbered
from tether.induction.measures import SYNTHETIC, Handover
from tether.report.blocks import (
    Block,
    File,
    Files,
    Fold,
    Heading,
    Listing,
    Method,
    Paragraph,
    Row,
    Section,
    Sentence,
    Table,
)
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
NAMED = 4  # charters named in one sentence
MONEY = "What it costs, and who pays"
LINES = "what it costs, line by line"


def section(content: BriefContent) -> Section | None:
    """Return the plan's section and the money's; None where no charter was planned or priced."""
    blocks = (*_planned(content), *_paid(content))
    return Section(5, "staffed", PLAN[5], blocks) if blocks else None


def _planned(content: BriefContent) -> tuple[Block, ...]:
    if not content.plan:
        return ()
    plans, titles = content.plan, charter_titles(content)
    return (
        Paragraph((Method(PLANS_INVENTED if invented(plans) else PLANS),)),
        Listing(tuple(s for name, p in plans.items() for s in plan_sentences(name, titles.get(name, name), p))),
        _table(plans, titles),
        Files((File("plans", "The plans in figures", plans_table(plans)),)),
    )


def _paid(content: BriefContent) -> tuple[Block, ...]:
    """Return what each option costs, line by line, with the tables; nothing where no charter takes anybody in."""
    costs, titles = content.costs or {}, charter_titles(content)
    if not charters_priced(costs.values()):
        return ()
    folds = tuple(Fold(f"{titles.get(n, n)}: {LINES}", (lines_block(c),)) for n, c in costs.items() if c.lines)
    return (
        Heading(MONEY),
        Paragraph((Method(COSTS_MEAN),), "note"),
        Listing(money_sentences(content)),
        *folds,
        Files(
            (
                File("costs", "What each option costs, line by line", costs_table(costs)),
                File("cost-months", "What each option costs, month by month", months_table(costs)),
            )
        ),
    )


def plans_table(plans: Mapping[str, Handover]) -> pd.DataFrame:
    """Return one row per planned charter with ``result`` ids: plan/<charter>."""
    rows = [{"result": f"plan/{name}", **_flat(plan)} for name, plan in plans.items()]
    return pd.DataFrame(rows)


def _flat(plan: Handover) -> dict[str, object]:
    return {name: value for name, value in asdict(plan).items() if not isinstance(value, tuple)}


def _table(plans: Mapping[str, Handover], titles: Mapping[str, str]) -> Table:
    columns = (
        *("Charter", "Posts", "Inducted", "Left over", "Concentration", "if perfectly mixed"),
        *(
            "Where one group is above half",
            "Battalions led by their largest bloc",
            "Months",
            "Exits needed",
            "Exit places",
        ),
    )
    rows = tuple(
        Row(
            (
                *((titles.get(name, name), p.mode), count(p.posts), count(p.inducted), count(p.unplaced)),
                *(measure(p.concentration), measure(p.floor), share(p.capture)),
                *(share(p.command), count(p.months)),
                *(count(p.exits_needed), count(p.exit_places)),
            ),
            f"plan/{name}",
        )
        for name, p in plans.items()
    )
    return Table("", columns, rows, numeric=tuple(range(1, len(columns))), quoted=(0,))


def short_table(plans: Mapping[str, Handover], titles: Mapping[str, str]) -> Table:
    """Return what each plan comes to, in the columns that a first reader needs."""
    columns = ("Option", "Posts", "Filled", "Without a post", "Exit places", "Months")
    rows = tuple(
        Row(
            (
                titles.get(n, n),
                *(count(x) for x in (p.posts, p.inducted, p.unplaced, p.exit_places, p.months)),
            ),
            f"plan/{n}",
        )
        for n, p in plans.items()
    )
    return Table("", columns, rows, numeric=tuple(range(1, len(columns))), quoted=(0,))


def camp_sentence(name: str, title: str, plan: Handover) -> Sentence:
    """Say how many of a guard serve where one camp has the majority, whatever the charter calls its entry."""
    text = (
        f"{title}: {share(plan.capture)} of its men serve in battalions where one camp has more than half of the posts."
    )
    return Sentence(text, f"plan/{name}")


def without_sentence(name: str, title: str, plan: Handover) -> Sentence:
    """Say how many volunteers get neither a post nor a way out, and how many posts stay empty."""
    neither = max(plan.unplaced - plan.exit_places, 0)
    empty = max(plan.posts - plan.inducted, 0)
    text = (
        f"{title}: {count(neither)} of {count(plan.inducted + plan.unplaced)} volunteers have neither post nor exit; "
        f"{count(empty)} of {count(plan.posts)} posts stay empty."
    )
    return Sentence(text, f"plan/{name}")


def money_sentences(content: BriefContent) -> tuple[Sentence, ...]:
    """Say what each option that takes men in costs, who pays by its own text, and what nobody prices."""
    costs, titles = content.costs or {}, charter_titles(content)
    priced = {n: c for n, c in costs.items() if c.takes_in}
    return (
        *(cost_sentence(c, titles.get(n, n)) for n, c in priced.items()),
        *payer_sentences(priced, titles),
        *claimed_sentences(priced),
        *unpriced_sentence(priced),
    )


def staffed_answer(plans: Mapping[str, Handover], titles: Mapping[str, str]) -> Sentence:
    """Return what opens section 5 of the page: how many of each charter's posts its plan could fill."""
    parts = [
        f"{titles.get(n, n)} {'fills' if p.feasible else 'cannot be met as written, but relaxed it fills'} "
        f"{count(p.inducted)} of {numbered(p.posts, 'post')}"
        for n, p in plans.items()
    ]
    more = f"; and {count(len(parts) - NAMED)} more" if len(parts) > NAMED else ""
    roster = "an invented roster" if invented(plans) else "the case’s roster"
    return Sentence(f"Staffed: {'; '.join(parts[:NAMED])}{more} (planned on {roster}).", "plan")


def invented(plans: Mapping[str, Handover]) -> bool:
    """Return whether any plan rests on an invented roster."""
    return any(p.roster.startswith(SYNTHETIC) or not p.roster for p in plans.values())


def plan_sentences(name: str, title: str, plan: Handover) -> Iterator[Sentence]:
    """Say what one charter's plan achieves, whose blocs stay whole in it, and which rows had to give way."""
    yield plan_sentence(name, title, plan)
    yield group_sentence(name, title, plan)
    if plan.relaxed:
        yield Sentence(
            f"{title}: rules that have to give way, the largest first: {'; '.join(plan.relaxed)}.", f"plan/{name}"
        )


def plan_sentence(name: str, title: str, plan: Handover) -> Sentence:
    """Say what one charter's plan achieves; where it can't be met, that the figures are the relaxed plan's."""
    start = f"{title}: " if plan.feasible else f"{title} cannot be met as written; as relaxed: "
    text = (
        f"{start}{count(plan.inducted)} men for {numbered(plan.posts, 'post')}, {count(plan.unplaced)} left over, in "
        f"{numbered(plan.months, 'month')}; two men of one battalion come from the same militia in "
        f"{count(1000 * plan.concentration)} of 1,000 pairs, against {count(1000 * plan.floor)} under perfect mixing; "
        f"{numbered(plan.exits_needed, 'exit')} needed, {numbered(plan.exit_places, 'place')}."
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

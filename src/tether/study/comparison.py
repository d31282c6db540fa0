"""How the pairs of a study stand to one another: the table and the sentences under it, as text and as plain values.

    account = account_of(futures, judgement, "civilian_deaths", theory="settlement")
    as_text(account); as_data(account)

The sentences are the brief's own, each with the id of its result; what they rest on and cannot see comes last.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from tether.brief.content import Comparison
from tether.brief.money import cost_sentence
from tether.brief.reason import HEADLINE, judgement_tables, reasons
from tether.brief.results import PairVerdict, verdicts
from tether.brief.sentences import overview, pair_title, verdict_sentence, verdict_words, worlds_lower
from tether.decisions.differences import leading, luck_ratio, paired_draws
from tether.decisions.judgement import Judgement
from tether.errors import UsageError, did_you_mean, numbered
from tether.futures.project import theories_of
from tether.report.blocks import Sentence
from tether.report.numbers import count, interval, listed, signed
from tether.study.brief_content import comparison_of
from tether.study.case import WIDE
from tether.study.futures import CaseFutures
from tether.study.hindsight import hindsight
from tether.study.paying import costs_of


@dataclass(frozen=True)
class ComparisonAccount:
    """One outcome of a study, ready to be told: the comparison with the leading theory first, and its judgement."""

    futures: CaseFutures
    judgement: Judgement
    comparison: Comparison
    outcome: str


def account_of(
    futures: CaseFutures, judgement: Judgement, outcome: str, theory: str | None = None
) -> ComparisonAccount:
    """Return the account of one outcome; ``theory`` is the one that leads, all are told.

    Raises:
        UsageError: no such theory.
    """
    comparison = comparison_of(futures)
    assert comparison is not None, futures.silent
    known = [t.id for t in comparison.theories]
    if theory is not None and theory not in known:
        raise UsageError(f"theory: {theory!r:.60}; {did_you_mean(str(theory), known)}")
    leading = tuple(sorted(comparison.theories, key=lambda t: t.id != theory))
    return ComparisonAccount(futures, judgement, replace(comparison, theories=leading), outcome)


def as_text(account: ComparisonAccount) -> str:
    """Return the account as lines: a head, a block for each verdict, the sentences."""
    lines = [*_head(account), ""]
    for verdict in verdicts(account.comparison, account.outcome):
        lines += _rows(verdict, account.comparison)
    return "\n".join([*lines, "", *(f"- {text}" for text, _ in sentences(account))])


def as_data(account: ComparisonAccount) -> dict[str, Any]:
    """Return the account as plain values: every table, and every sentence with the id of its result."""
    futures, table = account.futures, account.futures.table
    return {
        "case": futures.case.spec.resolved(),
        "outcome": account.outcome,
        "theories": list(theories_of(futures.projected)) if futures.projected is not None else [],
        "comparison": _plain(table[table["outcome"] == account.outcome]),
        "break_even": _plain(futures.breaks),
        **{name: _plain(rows) for name, rows in judgement_tables(account.judgement).items()},
        "sentences": [{"text": text, "result": result} for text, result in sentences(account)],
        "anchored": futures.anchored,
    }


def sentences(account: ComparisonAccount) -> list[tuple[str, str]]:
    """Return what the comparison comes to, each sentence with the id of its result."""
    judgement, comparison = account.judgement, account.comparison
    every = verdicts(comparison, account.outcome)
    base = f"{comparison.status_quo}+{comparison.status_quo}"
    apart = [v for v in every if v.distinguishable]
    rest = [v for v in every if v.against == base and not v.distinguishable]
    leads = account.outcome == judgement.outcome
    shown = [r for r in reasons() if leads or r.always]
    made = [s for r in shown if r.place < HEADLINE for s in r.sentences(judgement, comparison)]
    made += [overview(every, comparison, 0), *(verdict_sentence(v, comparison) for v in (*apart, *rest))]
    made += [s for r in shown if r.place >= HEADLINE for s in r.sentences(judgement, comparison)]
    if leads:
        unseen = [o.id for o in comparison.outcomes if not o.observed]
        made += [overview(verdicts(comparison, o), comparison, 2, f"with --outcome {o}") for o in unseen]
    return [*((s.text, s.result) for s in (*made, *_costs(account))), *_ground(account)]


def _costs(account: ComparisonAccount) -> tuple[Sentence, ...]:
    """Say what each option costs: the same count as in section 5 of the brief."""
    futures, titles = account.futures, account.comparison.charters
    costs = costs_of(futures.case, futures.charters, futures.plans)
    return tuple(cost_sentence(c, titles.get(n, n)) for n, c in costs.items() if c.takes_in)


def _head(account: ComparisonAccount) -> list[str]:
    spec, comparison = account.futures.case.spec, account.comparison
    chosen = comparison.outcome(account.outcome)
    counted = f"{chosen.title} ({comparison.unit(chosen)})"
    theories = ", ".join(t.title.lower() for t in comparison.theories)
    return [
        f"{spec.title or spec.id}: {counted}, knowing events and claims up to {spec.cut_off}",
        f"sponsor × host pairs against others, {spec.sizes.points} assumed worlds under each of "
        f"{numbered(len(comparison.theories), 'theory')} ({theories}); seed {spec.seed}",
    ]


def _rows(verdict: PairVerdict, comparison: Comparison) -> list[str]:
    a, b = (pair_title(p, comparison) for p in (verdict.pair, verdict.against))
    lines = [f"{a[:1].upper()}{a[1:]} against {b}: {verdict_words(verdict)}"]
    titles = {t.id: t.title for t in comparison.theories}
    for _, row in verdict.rows.iterrows():
        sizes = "" if row["kind"] == "sign" else f"{signed(row['value']):>8} {interval(row['lo'], row['hi']):24}"
        lines.append(f"    {titles[row['theory']]:16} {sizes} {worlds_lower(row)} of {row['worlds_total']}")
    return lines


def _ground(account: ComparisonAccount) -> list[tuple[str, str]]:
    """Return what everything above rests on, and what it cannot see."""
    _, card = account.futures.case.source
    claims = account.futures.case.setting.claims_used
    used = {c.source.id for c in claims}
    unread, judged = (sum(c.tag == tag for c in claims) for tag in "RJ")
    sizes = (
        f"Starting sizes and places: {numbered(len(claims), 'claim')} from "
        f"{numbered(len(used), 'source')}; {count(unread)} are "
        f"facts that nobody read, to be checked, and {count(judged)} are judgements."
    )
    unseen = (
        f"Not observed, and in no figure here: {listed(account.comparison.unobserved)}. Each option is taken to be "
        "carried out in full by its decider."
    )
    late = hindsight(account.futures.case)
    said = [
        (_why_no_more_worlds(account), "comparison-run/luck"),
        (f"Events: {card.citation}", "sources"),
        (sizes, "sources"),
        (late, "sources"),
        (unseen, "left-out"),
    ]
    return [(text, result) for text, result in said if text]


def _why_no_more_worlds(account: ComparisonAccount) -> str:
    """Say how much of a world's difference is its futures' luck: why a world keeps its futures and more worlds cost."""
    futures, sizes = account.futures.projected, account.futures.case.spec.sizes
    assert futures is not None
    outcome = account.futures.outcome
    found = np.concatenate([luck_ratio(paired_draws(futures, c, outcome)) for c in leading(futures)])
    told = found[np.isfinite(found)]
    if not told.size or sizes.points >= WIDE.points:
        return ""
    span = " to ".join(dict.fromkeys(f"{v:.1f}" for v in (told.min(), told.max())))
    more = WIDE.points * WIDE.particles / (sizes.points * sizes.particles)
    return (
        f"Why no more worlds: from one future of a world to the next, differences of options against the status quo "
        f"vary {span} times as much as from world to world (variance). A world therefore keeps its "
        f"{numbered(sizes.particles, 'future')}; with fewer, a count would tell luck and not assumptions. "
        f"{WIDE.points:,} worlds a theory (--precision worlds) project {more:.0f} times as many futures."
    )


def _plain(table: pd.DataFrame) -> Any:
    """Return a frame's rows with missing numbers as null."""
    return json.loads(table.to_json(orient="records", force_ascii=False))

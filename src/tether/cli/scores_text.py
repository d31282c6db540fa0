"""The two tables of ``tether facts`` as text and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

from tether.armed_order.theories import THEORIES
from tether.errors import UsageError, did_you_mean
from tether.report.numbers import measure, share, signed
from tether.validation.facts import Fact, facts
from tether.validation.replays import POOLED, coverage, judge_facts, not_expressible
from tether.validation.shocks import COUNTRIES, Shock, shocks
from tether.validation.skill import CANNOT_TELL, COSTS, FEW, NO_SKILL, SKILL, OrderRecord, order_record

SAID = {
    SKILL: "the mechanisms add predictive skill here",
    NO_SKILL: "the mechanisms add no predictive skill here",
    COSTS: "the mechanisms add no predictive skill here, and cost some",
    CANNOT_TELL: "too few shocks to tell whether the mechanisms add predictive skill",
}


def record_of(again: bool, country: str) -> OrderRecord:
    """Return the shipped record, its facts replayed now where asked; refuse a country without shocks."""
    if country and country not in COUNTRIES:
        raise UsageError(f"--country {country}: {did_you_mean(country, COUNTRIES)}")
    record = order_record()
    return replace(record, facts=judge_facts()) if again else record


def facts_as_text(record: OrderRecord, country: str = "") -> str:
    """Return facts (misses first), their coverage, what cannot be expressed, then shocks and what they add up to."""
    lines = ["FACTS: documented, and replayed by the order alone (five theories pooled; median, 5 % to 95 %)", ""]
    lines += [*_facts(record), "", *_coverage(record), "", "No quantity of the order stands for:"]
    lines += [f"  {f.id}: {f.what}: {f.reading}" for f in not_expressible()]
    lines += [
        "",
        "POLICY SHOCKS: core against core + order, the twelve months after each, every place; the worst first",
        "",
    ]
    lines += [*_shocks(record, country), "", *_sums(record, country), "", "Not scored:"]
    lines += [f"  {s.id}: {s.still}" for s in shocks(country) if s.still]
    return "\n".join(lines)


def facts_as_json(record: OrderRecord, country: str = "") -> str:
    """Return both tables, coverage and labels."""
    told = {
        "facts": record.facts.to_dict("records"),
        "coverage": [asdict(c) for c in record.coverage()],
        "not_expressible": {f.id: f.reading for f in not_expressible()},
        "shocks": record.scores.to_dict("records"),
        "fed": {s.id: list(s.fed) for s in shocks(country)},
        "not_scored": {s.id: s.still for s in shocks(country) if s.still},
        "label": record.label(country),
    }
    return json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False, default=float)


def _facts(record: OrderRecord) -> list[str]:
    known = {f.id: f for f in facts()}
    rows = record.facts[record.facts["theory"] == POOLED].to_dict("records")
    return [_fact(known[row["fact"]], row) for row in rows]


def _fact(fact: Fact, row: dict[Any, Any]) -> str:
    verdict = row["verdict"].upper() + (" (wide)" if row["wide"] else "")
    seen = f"{measure(row['mid'])} [{measure(row['low'])}, {measure(row['high'])}]"
    said = f"{measure(row['q50'])} [{measure(row['q05'])}, {measure(row['q95'])}]"
    fed = f"used by {', '.join(fact.priors)}" if fact.priors else "no prior used it"
    return f"  {verdict:<19}{fact.id} ({fact.quantity}, {fact.unit}): {seen} {fact.tag}; replayed {said}; {fed}"


def _coverage(record: OrderRecord) -> list[str]:
    lines = ["Coverage (middle of the fact inside the interval; if the ranges were right: half, and nine in ten):"]
    for row in record.coverage():
        lines.append(
            f"  {row.group}: {row.inside50} of {row.count} inside 50 %, {row.inside90} inside 90 %, "
            f"{row.count - row.touching} missed outright, {row.wide} intervals wide"
        )
    for theory in THEORIES:
        row = coverage(record.facts, theory.id)[2]
        missed = row.count - row.touching
        lines.append(f"  {theory.id}, no prior used it: {row.inside50} of {row.count}, {row.inside90}, {missed} missed")
    return lines


def _shocks(record: OrderRecord, country: str) -> list[str]:
    head = f"{'CRPS core':>10}{'+ order':>10}{'bits':>10}{'log1p':>10}{'moved':>8}"
    lines = [f"  {'shock':<33}{'from':<9}{head}  priors it fed"]
    for shock in sorted(record.shocks(country), key=lambda s: -_change(record, s, "crps")):
        values = [_change(record, shock, score) for score in ("crps", "ign", "crps_log1p")]
        core, moved = record.mean("crps", (shock,), "core"), record.moved((shock,))
        told = (
            f"{measure(core):>10}{signed(values[0]):>10}{signed(values[1]):>10}{signed(values[2]):>10}{share(moved):>8}"
        )
        lines.append(f"  {shock.id:<33}{shock.origin!s:<9}{told}  {', '.join(shock.fed) or 'none: out of sample'}")
    return lines


def _sums(record: OrderRecord, country: str) -> list[str]:
    groups = {
        "all shocks": record.shocks(country),
        "shocks that fed no prior": record.shocks(country, out_of_sample=True),
    }
    groups |= {c: record.shocks(c) for c in COUNTRIES if country in ("", c)}
    lines = ["Order less core, mean over shocks [95 %, shocks resampled]; smaller is nearer to what happened:"]
    for name, chosen in groups.items():
        if chosen:
            told = "; ".join(_difference(record, s, chosen) for s in ("crps", "ign", "crps_log1p", "mis"))
            lines.append(f"  {name} ({len(chosen)}): {told}")
    for theory in THEORIES:
        told = "; ".join(
            f"{s} {record.difference(s, groups['all shocks'], f'order:{theory.id}')}" for s in ("crps", "ign")
        )
        lines.append(f"  {theory.id} alone: {told}")
    every = groups["all shocks"]
    covers = [f"{n} % {share(record.mean(f'cover{n}', every, m))}" for m in ("core", "order") for n in (50, 90)]
    lines.append(
        f"  coverage of the core's intervals: {covers[0]}, {covers[1]}; of the order's: {covers[2]}, {covers[3]}"
    )
    scopes = [country] if country else [*COUNTRIES, ""]
    return [*lines, *(f"  {scope or 'both countries'}: {SAID[record.label(scope)]}" for scope in scopes)]


def _change(record: OrderRecord, shock: Shock, score: str) -> float:
    return record.mean(score, (shock,)) - record.mean(score, (shock,), "core")


def _difference(record: OrderRecord, score: str, chosen: tuple[Shock, ...]) -> str:
    found = record.difference(score, chosen)
    return f"{score} {found}" if len(chosen) >= FEW else f"{score} {found.mean:.3f} (too few for an interval)"

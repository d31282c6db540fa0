"""Applies one regime's test to the facts, with what is unknown left unknown.

The rules of a regime are read in order and the first that holds gives the result. Where facts are unknown, the rules
are read under every completion of the unknown ones: if all completions give one result, that is the result, unknown or
not; if they differ, the result is *open*, and the facts on which it turns are the questions to be answered.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from tether.dossier.conditions import Truth
from tether.dossier.note import RegimeResult, worst
from tether.dossier.regime import Regime, RegimeRule
from tether.dossier.sentence import ORDER

MOST_UNKNOWN = 12  # 4,096 completions; a test that asks for more unknown facts is refused rather than sampled


def apply(regime: Regime, rules: Sequence[RegimeRule], item: str, facts: Mapping[str, Truth]) -> RegimeResult:
    """Return the regime's result for one item under three-valued facts."""
    asked = sorted({name for rule in rules for name in rule.when.names})
    unknown = [name for name in asked if facts.get(name) is None]
    if len(unknown) > MOST_UNKNOWN:
        raise ValueError(f"{regime.id}: {len(unknown)} unknown facts")
    outcomes = {
        values: _first(rules, {**facts, **dict(zip(unknown, values, strict=True))})
        for values in itertools.product((True, False), repeat=len(unknown))
    }
    reached = set(outcomes.values())
    results = {rules[i].then for i in reached}
    if len(results) == 1:
        rule = rules[min(reached)]
        turning = _turning(outcomes, unknown, rules) or _pivots(rules, asked, unknown, facts, rule)
        return _result(regime, rule, item, turning)
    turning = _turning(outcomes, unknown, rules)
    could_be = tuple(r for r in ORDER if r in results)
    gravest = rules[next(i for i in sorted(reached) if rules[i].then == worst(results))]
    because = f"turns on what is not known; at worst: {gravest.because}"
    return RegimeResult(
        regime.id,
        regime.name,
        item,
        "open",
        because,
        tuple(regime.texts[n - 1] for n in gravest.texts),
        gravest.clearing,
        turning,
        could_be,
        regime.lawyer,
        regime.unsure,
    )


def _first(rules: Sequence[RegimeRule], facts: Mapping[str, Truth]) -> int:
    return next(i for i, rule in enumerate(rules) if rule.when.value(facts))


def _turning(
    outcomes: Mapping[tuple[bool, ...], int], unknown: Sequence[str], rules: Sequence[RegimeRule]
) -> tuple[str, ...]:
    """Return the unknown facts whose flip alone changes the result in some completion."""
    found = []
    for at, name in enumerate(unknown):
        for values, first in outcomes.items():
            flipped = (*values[:at], not values[at], *values[at + 1 :])
            if rules[outcomes[flipped]].then != rules[first].then:
                found.append(name)
                break
    return tuple(found)


def _pivots(
    rules: Sequence[RegimeRule],
    asked: Sequence[str],
    unknown: Sequence[str],
    facts: Mapping[str, Truth],
    rule: RegimeRule,
) -> tuple[str, ...]:
    """Return the known facts whose being otherwise would change the result (unknown ones taken as no)."""
    taken: dict[str, Truth] = {**facts, **dict.fromkeys(unknown, False)}
    known = [name for name in asked if name not in unknown and not name.startswith("paper.")]
    return tuple(n for n in known if rules[_first(rules, {**taken, n: not taken[n]})].then != rule.then)


def _result(regime: Regime, rule: RegimeRule, item: str, turning: tuple[str, ...]) -> RegimeResult:
    texts = tuple(regime.texts[n - 1] for n in rule.texts)
    return RegimeResult(
        regime.id,
        regime.name,
        item,
        rule.then,
        rule.because,
        texts,
        rule.clearing,
        turning,
        (rule.then,),
        regime.lawyer,
        regime.unsure,
    )

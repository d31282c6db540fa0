"""What a verdict owes to the general law: law and article where it rests on it, a question where that only points.

A verdict *rests on* a rule of the general law if it is another one without it. The rules that it rests on are found by
leaving one after another out, so that those named are an irreducible set: with any of them unknown the verdict is gone.

A rule that names a law without saying what stands there makes its key unknown. What a rule of the checker asks about
that key is then governed elsewhere: a question with an address, never a pass and never a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from tether.charter.findings import RuleVerdict, cannot_tell
from tether.charter.layers import GeneralRule
from tether.charter.reading import Design
from tether.charter.values import NONE, UNKNOWN
from tether.documents.yaml_file import key_of

Check = Callable[[Design], Iterable[RuleVerdict]]


def as_the_law_has_it(check: Check, design: Design) -> list[RuleVerdict]:
    """Return a check's verdicts on a design, each with what it owes to the general law."""
    verdicts = list(check(design))
    if not design.law:
        return verdicts
    silent = [rule for rule in design.law if rule.silent]
    without = frozenset(check(design.under([_with(rule, UNKNOWN) for rule in design.law])))
    if_none = frozenset(check(design.under([_with(r, NONE) if r.silent else r for r in design.law]))) if silent else ()
    told = []
    for verdict in verdicts:
        address = next((r for r in silent if r.covers(key_of(verdict.path))), None)
        if address is None and verdict.result == "cannot tell" and silent and verdict not in if_none:
            address = _address(check, design, verdict, silent)
        if address is not None and verdict.result != "quiet":
            told.append(_elsewhere(verdict, address))
        elif verdict.result == "fires" and verdict not in without:
            told.append(_resting(verdict, _grounds(check, design, verdict)))
        else:
            told.append(verdict)
    return told


def _with(rule: GeneralRule, value: Any) -> GeneralRule:
    return replace(rule, value=value)


def _address(check: Check, design: Design, verdict: RuleVerdict, silent: list[GeneralRule]) -> GeneralRule | None:
    """Return the law that an open question hangs on: the first without which it would not be open."""
    for rule in silent:
        if verdict not in check(design.under([_with(r, NONE) if r is rule else r for r in design.law])):
            return rule
    return None


def _elsewhere(verdict: RuleVerdict, rule: GeneralRule) -> RuleVerdict:
    asked = verdict.message if verdict.result == "cannot tell" else "what does it say there?"
    return cannot_tell(verdict.path, f"Governed elsewhere, check {rule.cite}: {asked}", ask=verdict.ask)


def _resting(verdict: RuleVerdict, rules: list[GeneralRule]) -> RuleVerdict:
    cites = " and ".join(dict.fromkeys(rule.cite for rule in rules))
    return replace(verdict, message=f"{verdict.message} (so the general law: {cites})") if cites else verdict


def _grounds(check: Check, design: Design, verdict: RuleVerdict) -> list[GeneralRule]:
    """Return the rules of the general law without any of which the verdict is gone."""
    needed = list(design.law)
    for rule in design.law:
        if rule.silent:
            continue
        fewer = [_with(r, UNKNOWN) if r is rule else r for r in needed]
        if verdict in list(check(design.under(fewer))):
            needed = fewer
    return [rule for rule in needed if not rule.silent]

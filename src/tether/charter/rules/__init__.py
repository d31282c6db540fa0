"""The rules: what a design may break, one decorated function each, in its family's file.

To add a rule: a function in a file of this folder, decorated with ``@rule(...)``. Nothing else: it is found by being
there, and its page, its explanation and its tests (failing and passing snippet) follow.

    @rule(
        code="PAY99", severity="error", statement="Pay does not pass through the commander",
        words="Financial Controls Were Weak", source="SIGIR 11-010, title", second="DRC …: pay split from command",
        evidence="mixed", remedy="Pay the man, by account or by a finance officer not under his commander.",
        asks="the finance ministry", tensions=(7,), tally=Tally("payer", ("commander",)),
        fails="pay: [{force: g, via: commander}]",
        passes="pay: [{force: g, via: mobile}]",
    )
    def pay_bypasses_the_commander(design: Design) -> Iterator[RuleVerdict]:
        for path, pay in design.rows("pay"):
            yield one_of(f"{path}.via", pay.via, ("bank", "mobile", "finance-officer"),
                         f"pay of {pay.force} passes through {pay.via}", f"How does pay reach the men of {pay.force}?")

A rule meets only values, ``NONE`` and ``UNKNOWN`` (the reading has settled what an absent key means), yields a verdict
for every place that is its business, and none elsewhere. ``words`` must stand in ``source``; ``second`` is a second
source beside the article. ``stop`` is for law and arithmetic, and says so in ``law``.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from tether.charter.rules.rule import Rule, Tally, rule

__all__ = ["RENAMED", "Rule", "Tally", "all_rules", "rule", "rule_of"]

# Codes of earlier versions, by what says it now: waivers, ``--select`` and ``explain`` still know them.
RENAMED = {
    "CON01": "NUM01",
    "CON02": "NUM02",
    "CON03": "TIM01",
    "CON04": "NUM04",
    "CON05": "NUM05",
    "CON06": "NUM06",
    "AUT01": "GRF02",
    "AUT02": "GRF03",
    "CMD02": "DEP01",
}


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule of this folder, of ``charter/consistency`` and of the table of duties, by code."""
    folders = [import_module(name) for name in (__name__, "tether.charter.consistency")]
    found_in = [m.name for f in folders for m in pkgutil.walk_packages(f.__path__, f"{f.__name__}.")]
    modules = [import_module(name) for name in found_in]
    found = [value for module in modules for value in vars(module).values() if isinstance(value, Rule)]
    found += import_module(f"{__name__}.duties").duty_rules()
    return tuple(sorted({r.code: r for r in found}.values(), key=lambda r: r.code))


def rule_of(code: str) -> Rule | None:
    """Return the rule of a code (or of an earlier code of it), or None."""
    return _by_code().get(RENAMED.get(code.upper(), code.upper()))


@cache
def _by_code() -> dict[str, Rule]:
    return {r.code: r for r in all_rules()}

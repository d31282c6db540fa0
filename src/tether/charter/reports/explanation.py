"""One rule, explained: what it asks, what it rests on, how it reads in the coded cases, how to fail and to pass it.

``tether explain CODE`` prints it and ``docs/rules/CODE.md`` is it, so the two can't drift apart. What past cases say of
a rule is no business of this room: whoever prints a page hands over a function that says it (``Precedent``).
"""

from __future__ import annotations

from collections.abc import Callable

from tether.charter.rules import Rule
from tether.charter.tensions import TENSIONS

Precedent = Callable[[Rule], str]  # how a rule reads in the coded table of past cases, in words

MEANING = {
    "stop": "do not act, or act unlawfully; it cannot be waived",
    "error": "the design fails its own aim",
    "warning": "a known hazard, which a waiver with reason and date can accept",
}
EVIDENCE = {
    "strong": "audit data, or the same failure documented independently in four or more cases",
    "mixed": "studies or cases on both sides",
    "weak": "a reading of cases, or the article's own judgement",
    "normative": "law, standard or arithmetic: no empirical claim",
}


def explanation(rule: Rule, precedent: Precedent) -> str:
    """Return the rule's page as Markdown."""
    lines = [f"# {rule.code}: {rule.statement}", "", f"**{rule.severity}**: {MEANING[rule.severity]}.", ""]
    lines += [f"**What is looked at.** {rule.check.__doc__}", ""]
    lines += _grounds(rule)
    lines += [f"**In the coded cases.** {precedent(rule)}", "", f"**Remedy.** {rule.remedy}", ""]
    lines += [f"**Who must answer, where it cannot be told.** {rule.asks[0].upper()}{rule.asks[1:]}.", ""]
    for number in rule.tensions:
        tension = TENSIONS[number]
        lines += [f"**But: {tension.name}.** {tension.text}", ""]
    lines += ["Fails:", "", "```yaml", rule.fails, "```", "", "Passes:", "", "```yaml", rule.passes, "```", ""]
    return "\n".join(lines)


def _grounds(rule: Rule) -> list[str]:
    lines = []
    if rule.words:
        how = "" if rule.words_are == "verbatim" else f" ({rule.words_are})"
        lines += [f"> “{rule.words}”{how}", f"> — {rule.source}", ""]
    lines += [f"**Also.** {rule.second}.", ""]
    lines += [f"**Evidence: {rule.evidence}** ({EVIDENCE[rule.evidence]}).", ""]
    lines += [f"**Law.** {rule.law[0].upper()}{rule.law[1:]}.", ""] if rule.law else []
    lines += [rule.why, ""] if rule.why else []
    return lines

"""What the finance ministry is asked: prices that neither the charter nor the price book of its country gives.

    letter(report, head, cost_questions(report))

A price that stands in the book for a whole region, or for the world, is our rough figure: it fills a sum, and is asked
all the same. The question carries the code of the rule that money covers the heads (NUM04), which waits for it.
"""

from __future__ import annotations

from tether.budget.cost import cost_of
from tether.charter.check import Report
from tether.charter.findings import Finding
from tether.charter.rules import rule_of
from tether.report.numbers import listed

CODE = "NUM04"
WHO = "the finance ministry"
ONE, SEVERAL = "What does {} cost?", "What does each of these cost: {}?"


def cost_questions(report: Report) -> tuple[Finding, ...]:
    """Return the one question on prices that a charter leaves open; none where everything is priced."""
    known = report.design.known if report.design else None
    cost = cost_of(report.whole, as_of=known.as_of if known else "")
    rule = rule_of(CODE)
    if not cost.takes_in or not cost.asked or rule is None:
        return ()
    message = (ONE if len(cost.asked) == 1 else SEVERAL).format(listed(cost.asked))
    path = "pay" if report.whole.pay else "induction" if report.whole.induction else "exits"
    place = report.charter.position(path)
    found = Finding(
        CODE,
        "note",
        "cannot tell",
        path,
        report.charter.file,
        place.line,
        place.column,
        place.line,
        place.column,
        message,
        rule.words,
        rule.source,
        rule.evidence,
        rule.remedy,
        rule.statement,
        ask=WHO,
    )
    return (found,)

"""CON: what the sources of a charter say against each other. What its clauses do is in ``charter/consistency``."""

from __future__ import annotations

from collections.abc import Iterator

from tether.charter.findings import RuleVerdict, holds
from tether.charter.reading import Design
from tether.charter.rules.rule import rule
from tether.charter.values import Blank


@rule(
    code="CON07",
    severity="warning",
    statement="The sources of the charter do not contradict each other",
    words="should be consistent with each other",
    source="ILO, Labour Legislation Guidelines, chapter X, on the substantive provisions of a proposed enactment",
    second="Iraq's guard bill, 3 Feb 2015: 'attached to the Commander-in-Chief' in one account (non14.net, in "
    "translation), under the provincial council in another of the same day (DPA)",
    evidence="normative",
    remedy="Settle the text and mark it resolved, with the clause.",
    fails="contradictions: [{at: command, a: {says: x}, b: {says: y}, resolved: false}]",
    passes="contradictions: [{at: command, a: {says: x}, b: {says: y}, resolved: true}]",
)
def sources_agree(design: Design) -> Iterator[RuleVerdict]:
    """Each recorded contradiction has been settled."""
    for path, row in design.rows("contradictions"):
        a, b = (side.says if not isinstance(side, Blank) else side for side in (row.a, row.b))
        said = f"two sources differ on {row.at}: “{a}” and “{b}”"
        yield holds(path, row.resolved, said, f"Which holds for {row.at}: “{a}” or “{b}”?")

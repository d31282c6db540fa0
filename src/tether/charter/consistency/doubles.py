"""One fault, one finding: where a rule and a part of ``consistency`` say the same of one clause, the part speaks.

A rule asks about one clause (is there money to the last day?), a part of ``consistency`` sets it against the others and
names them all. Where both fire at one clause over one thing, the rule's finding is left out. A stop is never left out.

To add a pair: one row of ``YIELDS``: the rule, the code that says more, and the clause over which they meet.
"""

from __future__ import annotations

from collections.abc import Sequence

from tether.charter.findings import Finding

YIELDS: tuple[tuple[str, str, str], ...] = (  # (rule, code that names the other clauses, last key of the shared clause)
    ("ADM01", "DEP07", "hands_to"),
    ("ADM02", "DEP03", "complaints_to"),
    ("ARM01", "GRF01", "owner"),
    ("ARM02", "GRF01", "registered"),
    ("ARM02", "TIM04", "inventory_months"),
    ("ARM03", "GRF01", "class"),
    ("AST04", "GRF01", "goes_to"),
    ("BOD01", "NUM03", "quorum"),
    ("BOD01", "NUM03", "seats"),
    ("BOD01", "NUM03", "women"),
    ("BOD02", "DEP03", "chair"),
    ("BOD02", "DEP03", "deadlock_to"),
    ("CAN02", "TIM05", "arms"),
    ("CAN04", "NUM01", "persons"),
    ("DEL01", "TIM01", "until"),
    ("DIS02", "DEP03", "return_decided_by"),
    ("EXT02", "NUM01", "to_exit"),
    ("EXT02", "NUM01", "persons"),
    ("EXT06", "TIM03", "funded_until"),
    ("IND01", "GRF01", "contract_with"),
    ("IND04", "DEP04", "ex_group"),
    ("IND05", "DEP02", "by"),
    ("IND05", "GRF01", "level"),
    ("IND06", "GRF01", "methods"),
    ("IND06", "GRF01", "numbers_from"),
    ("OBL02", "TIM01", "deadline"),
    ("OBL03", "DEP03", "default_to"),
    ("OPT02", "TIM04", "options"),
    ("OPT03", "GRF01", "default"),
    ("OVS03", "TIM04", "reports_months"),
    ("PAY01", "GRF01", "funder_via_state"),
    ("PAY05", "TIM03", "funded_until"),
    ("PHA07", "TIM04", "extend_months"),
    ("PHA08", "NUM01", "persons"),
    ("PHA08", "NUM07", "arms"),
    ("PHA09", "TIM01", "due"),
    ("PHA09", "TIM05", "within_days"),
    ("PHA10", "DEP07", "to"),
    ("POL01", "NUM03", "quorum"),
    ("POL01", "NUM03", "needs"),
    ("PPL03", "GRF01", "dependants_counted"),
    ("QUO02", "NUM02", "women"),
    ("REP02", "TIM02", "from"),
    ("TRU01", "GRF04", "places"),
)


def without_doubles(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings without those of rules that a part of ``consistency`` tells with all their clauses."""
    named: dict[tuple[str, str], set[str]] = {}
    for rule, code, key in YIELDS:
        for finding in findings:
            if finding.code == code and finding.result == "fires":
                told = {p for p in (finding.path, *finding.related) if p.rpartition(".")[2] == key}
                named.setdefault((rule, key), set()).update(told)
    return [f for f in findings if not _told(f, named)]


def _told(finding: Finding, named: dict[tuple[str, str], set[str]]) -> bool:
    if finding.result != "fires" or finding.severity == "stop":
        return False
    paths = [p for (rule, _), told in named.items() if rule == finding.code for p in told]
    return any(p == finding.path or p.startswith(f"{finding.path}.") for p in paths)

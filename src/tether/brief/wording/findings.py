"""Sentences about the checker: how many faults of which weight each charter has, and what could not be told."""

from __future__ import annotations

from collections.abc import Mapping

from tether.charter.checker import Report
from tether.charter.findings import Finding
from tether.report.blocks import Sentence
from tether.report.numbers import count, sentence_case

NAMED = 6  # charters named on the first page


def soundness(reports: Mapping[str, Report]) -> Sentence:
    """Return the first page's answer: in how many charters a stop stands, and where."""
    stopped = [report for report in reports.values() if report.stops]
    if not stopped:
        errors = counted(sum(report.count("error") for report in reports.values()), "error")
        return Sentence(f"Design: checked; no stop in {counted(len(reports), 'charter')}, {errors} in all.", "findings")
    named = ", ".join(f"{title(r)} ({count(len(r.stops))})" for r in stopped)
    where = f": {named}" if len(stopped) <= NAMED else ""
    return Sentence(
        f"Design: checked; stops stand in {count(len(stopped))} of {count(len(reports))} charters{where}.", "findings"
    )


def charter_found(name: str, report: Report) -> Sentence:
    """Say what the rules found in one charter, and how much they could not look at."""
    fired = [counted(report.count(severity), severity) for severity in ("stop", "error", "warning")]
    reading = "what it does not say was read as unknown" if report.open_world else "it was read as complete"
    kept, silent = counted(len(report.kept), "rule"), counted(len(report.silent), "rule")
    text = (
        f"{', '.join(fired)}; {counted(len(report.questions), 'point')} could not be told; "
        f"{kept} kept, {silent} with nothing to look at ({reading})."
    )
    return Sentence(sentence_case(text), f"findings/{name}")


def stop_sentence(report: Report, finding: Finding, result: str) -> Sentence:
    """Say one stop in a line: the charter, the rule, what is wrong."""
    return Sentence(f"{title(report)}, {finding.code}: {finding.message}.", result)


def counted(number: int, noun: str) -> str:
    """Return ``no stops``, ``1 stop`` or ``3 stops``."""
    return f"{count(number) if number else 'no'} {noun}{'' if number == 1 else 's'}"


def title(report: Report) -> str:
    """Return how a charter is called."""
    meta = report.charter.meta
    return str(meta.title) if meta and meta.title else report.charter.id

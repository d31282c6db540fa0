"""Checks a charter against the rules: verdicts become findings, with their place, their words and their remedy.

    report = check(read_charter("guard.yaml"))
    report.fired            # findings that fired, worst first in file order
    report.first_five       # the five that matter first
    report.questions        # what could not be told

Severity after the verdict: a partly wrong interval, a value near a bound or a lesser form of the fault costs one
degree; "cannot tell" is a note (AID01, where the giver must show it, fires on unknown itself). A finding that a waiver
covers is kept and marked; no stop can be waived.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from tether.charter.findings import SEVERITIES, Evidence, Finding, RuleVerdict, Severity
from tether.charter.paths import value_at
from tether.charter.reading import Design
from tether.charter.rules import Rule, all_rules
from tether.charter.schema import Charter
from tether.charter.settings import Settings
from tether.charter.values import Blank
from tether.documents.yaml_file import key_of
from tether.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    import pandas as pd

WEIGHT: dict[Evidence, int] = {"normative": 0, "strong": 1, "mixed": 2, "weak": 3}


@dataclass(frozen=True)
class Report:
    """Everything that the rules said of one charter under one reading."""

    charter: Charter
    open_world: bool
    settings: Settings
    findings: tuple[Finding, ...]  # fires and cannot tell, in file order
    kept: tuple[str, ...]  # codes of rules that looked and were quiet everywhere
    silent: tuple[str, ...]  # codes of rules that found nothing of their business
    left_out: tuple[str, ...] = ()  # codes not run (select, ignore)

    @property
    def reading(self) -> str:
        """How absent keys were read, in words."""
        if self.charter.meta and self.charter.meta.overlay and self.open_world:
            return "open: an overlay's absent keys keep the status quo's values, which it does not show"
        return "open: an absent key means unknown" if self.open_world else "closed: an absent key means none"

    @property
    def fired(self) -> tuple[Finding, ...]:
        """Findings that fired and are not waived, in file order."""
        return tuple(f for f in self.findings if f.result == "fires" and not f.waived)

    @property
    def waived(self) -> tuple[Finding, ...]:
        """Findings that a waiver covers."""
        return tuple(f for f in self.findings if f.waived)

    @property
    def questions(self) -> tuple[Finding, ...]:
        """What could not be told, in file order."""
        return tuple(f for f in self.findings if f.result == "cannot tell")

    @property
    def stops(self) -> tuple[Finding, ...]:
        """Findings on which one must not act."""
        return tuple(f for f in self.fired if f.severity == "stop")

    @property
    def first_five(self) -> tuple[Finding, ...]:
        """The findings that matter first: by severity, then by what they rest on; one for each rule."""
        ranked = sorted(self.fired, key=lambda f: (SEVERITIES.index(f.severity), f.partly, WEIGHT[f.evidence], f.line))
        seen: dict[str, Finding] = {}
        for finding in ranked:
            seen.setdefault(finding.code, finding)
        return tuple(seen.values())[:5]

    def count(self, severity: Severity) -> int:
        """How many findings of a severity fired (notes: how many could not tell)."""
        return len(self.questions) if severity == "note" else sum(f.severity == severity for f in self.fired)

    def to_dataframe(self) -> pd.DataFrame:
        """Return the findings, one row each in file order: code, severity, result, path, line, message, remedy.

        ``attrs``: the charter's id and file, the reading, units, and as ``cut_off`` the day of its draft.
        """
        import pandas as pd

        columns = ["code", "severity", "result", "path", "line", "col", "message", "measured", "evidence", "remedy"]
        frame = pd.DataFrame([{c: getattr(f, c) for c in columns} for f in self.findings], columns=columns)
        drafted = self.charter.at("meta.drafted")
        frame.attrs = {"charter": self.charter.id, "file": self.charter.file, "reading": self.reading}
        frame.attrs |= {
            "units": "lines and columns, from 1",
            "cut_off": "" if isinstance(drafted, Blank) else str(drafted),
        }
        return frame

    def __repr__(self) -> str:
        said = ", ".join(f"{self.count(s)} {s}s" for s in SEVERITIES)
        looked = f"{len(self.kept)} rules kept, {len(self.silent)} without anything to look at"
        return f"Report on {self.charter.id}\n  {said}\n  reading {self.reading}; {looked}"


def check(
    charter: Charter,
    *,
    open_world: bool | None = None,
    settings: Settings | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    today: date | None = None,
) -> Report:
    """Run the rules over a charter.

    ``open_world`` overrides the reading that ``meta.text_seen`` implies. ``select`` and ``ignore`` take codes or
    families (``CMD``, ``IND03``). ``today`` decides which waivers have lapsed. UsageError on an unknown code.
    """
    design = Design(charter, open_world, settings)
    chosen = _chosen(tuple(select), tuple(ignore))
    findings: list[Finding] = []
    kept, silent = [], []
    for rule in chosen:
        verdicts = list(rule.check(design))
        findings += [_finding(rule, v, design) for v in verdicts if v.result != "quiet"]
        if not verdicts:
            silent.append(rule.code)
        elif all(v.result == "quiet" for v in verdicts):
            kept.append(rule.code)
    findings.sort(key=lambda f: (f.line, f.col, f.code))
    left_out = tuple(r.code for r in all_rules() if r not in chosen)
    waived = tuple(_waived(f, charter, today or date.today()) for f in findings)
    return Report(charter, design.open_world, design.settings, waived, tuple(kept), tuple(silent), left_out)


def _chosen(select: tuple[str, ...], ignore: tuple[str, ...]) -> list[Rule]:
    known = {r.code for r in all_rules()} | {r.family for r in all_rules()}
    for word in (*select, *ignore):
        if word.upper() not in known:
            raise UsageError(f"no rule or family {word!r}; {did_you_mean(word.upper(), known)}")

    def named(rule: Rule, words: tuple[str, ...]) -> bool:
        return bool({rule.code, rule.family} & {w.upper() for w in words})

    return [r for r in all_rules() if (not select or named(r, select)) and not named(r, ignore)]


def _finding(rule: Rule, verdict: RuleVerdict, design: Design) -> Finding:
    charter = design.charter
    place = charter.position(verdict.path)
    return Finding(
        code=rule.code,
        severity=_severity(rule, verdict),
        result=verdict.result,
        path=verdict.path,
        file=charter.file,
        line=place.line,
        col=place.column,
        end_line=place.end_line,
        end_col=place.end_column,
        message=verdict.message,
        words=rule.words,
        source=rule.source,
        evidence=rule.evidence,
        remedy=rule.remedy,
        statement=rule.statement,
        measured=verdict.measured,
        article=_article(charter, verdict.path),
        ask=verdict.ask or rule.asks,
        second=rule.second,
        reading=design.reading,
        partly=verdict.partly,
        tensions=rule.tensions,
        related=verdict.related,
        quotes=_quotes(charter, verdict.path),
    )


def _severity(rule: Rule, verdict: RuleVerdict) -> Severity:
    if verdict.result == "cannot tell":
        return "note"
    if not (verdict.partly or verdict.lesser):
        return rule.severity
    return SEVERITIES[min(SEVERITIES.index(rule.severity) + 1, 2)]


def _rows_above(charter: Charter, path: str) -> Iterator[Any]:
    """Yield the value at a path and everything above it, innermost first."""
    key = [str(k) for k in key_of(path)]
    while key:
        try:
            value = value_at(charter, ".".join(key))
        except KeyError:
            value = None
        if value is not None and not isinstance(value, Blank):
            yield value
        key.pop()


def _article(charter: Charter, path: str) -> str:
    """Return the article of the law that the place codes: its own, or that of a source cited there."""
    for row in _rows_above(charter, path):
        own = getattr(row, "article", None)
        cited = next((c.article for c in getattr(row, "src", None) or () if getattr(c, "article", None)), None)
        if own or cited:
            return str(own or cited)
    return ""


def _quotes(charter: Charter, path: str) -> tuple[str, ...]:
    """Return what the charter's own sources say at this place: the quote and where it is from."""
    sources = {s.id: s for s in charter.sources or ()}
    for row in _rows_above(charter, path):
        cited = getattr(row, "src", None)
        if cited:
            return tuple(q for c in cited if (q := _quoted(c, sources)))
    return ()


def _quoted(cited: Any, sources: dict[str, Any]) -> str:
    name = cited if isinstance(cited, str) else cited.id
    source = sources.get(name)
    quote = (not isinstance(cited, str) and cited.quote) or (source.quote if source else "")
    return f"{source.cite if source and source.cite else name}: “{quote}”" if quote else ""


def _waived(finding: Finding, charter: Charter, today: date) -> Finding:
    if finding.result != "fires" or finding.severity == "stop" or finding.code.startswith("SCH"):
        return finding
    for waiver in charter.waivers or ():
        covers = not waiver.at or finding.path == waiver.at or finding.path.startswith(f"{waiver.at}.")
        complete = waiver.reason and waiver.until and waiver.until.hi >= today
        if waiver.rule.upper() == finding.code and covers and complete and not _stops(waiver.rule):
            return replace(finding, waived=f"{waiver.reason} (until {waiver.until}, {waiver.by or 'nobody named'})")
    return finding


def _stops(code: str) -> bool:
    return any(r.code == code.upper() and r.severity == "stop" for r in all_rules())

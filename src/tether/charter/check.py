"""Checks a charter against the rules: verdicts become findings, with their place, their words and their remedy.

    report = check(read_charter("guard.yaml"))
    report.fired            # findings that fired, worst first in file order
    report.first_five       # the five that matter first
    report.questions        # what could not be told

Severity after the verdict: a partly wrong interval, a value near a bound or a lesser form of the fault costs one
degree; "cannot tell" is a note. A finding that a waiver covers is kept and marked; no stop can be waived.

What fires is a fault of what is written, or rests on silence alone (``charter/silence.py``); silences are told in one
checklist, by what a design of its kind must speak of (``rules/duties.py``). An absent clause's place is the point at
which it would be written (``charter/insertion.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Literal

from tether.charter.applicability import asked_of, hang_on_kind, not_for
from tether.charter.bearing import bears_first
from tether.charter.cited import article_of, citations_for, rows_above
from tether.charter.consequences import first
from tether.charter.consistency.doubles import without_doubles
from tether.charter.findings import SEVERITIES, Finding, RuleVerdict, Severity
from tether.charter.governed import as_the_law_has_it
from tether.charter.grouping import grouped
from tether.charter.id_paths import IdPaths
from tether.charter.insertion import FilePlaces
from tether.charter.kinds import Kinds, kind_names, kinds_of
from tether.charter.known import Known
from tether.charter.question_parts import still_asked
from tether.charter.reading import Design
from tether.charter.rules import RENAMED, Rule, all_rules
from tether.charter.rules.duties import Duty, due
from tether.charter.schema import Charter
from tether.charter.settings import Settings
from tether.charter.silence import NOT_SAID, Judged, duty_at, gathered, judged, milder
from tether.charter.tracing import TracingDesign
from tether.charter.values import ABSENT, UNKNOWN, Blank
from tether.charter.waivers import with_waivers
from tether.documents.yaml_file import key_of
from tether.errors import UsageError, did_you_mean, numbered

if TYPE_CHECKING:
    import pandas as pd

WORLDS = ("open", "closed", "general")


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
    design: Design | None = field(default=None, repr=False, compare=False)  # as the rules met it

    kinds: Kinds = field(default_factory=Kinds)
    duties: tuple[Duty, ...] = ()  # what a design of its kind must speak of
    not_asked: Mapping[str, str] = field(default_factory=dict)  # rules that are no business of its kind, and why

    @property
    def whole(self) -> Charter:
        """The charter as the rules met it: an overlay with its status quo's values, and under the general law."""
        return self.design.charter if self.design else self.charter

    @property
    def world(self) -> str:
        """``general``, ``open`` or ``closed``."""
        general = self.design is not None and self.design.law
        return "general" if general else "open" if self.open_world else "closed"

    @property
    def reading(self) -> str:
        """How absent keys were read, in words."""
        means = "unknown" if self.open_world else "none"
        plain = f"{'open' if self.open_world else 'closed'}: an absent key means {means}"
        overlay = self.charter.meta and self.charter.meta.overlay
        if self.design is not None and self.design.law:
            named = sorted({rule.cite.partition(", art. ")[0] for rule in self.design.law})
            more = f" and {len(named) - 3} more" if len(named) > 3 else ""
            plain = (
                f"general: an absent key means what the general law says ({', '.join(named[:3])}{more}), else {means}"
            )
        if overlay and self.charter._base is not None:
            return f"{plain}, after what it keeps of {PurePath(self.charter._base.file).name}"
        if overlay and self.open_world:
            return "open: an overlay's absent keys keep the status quo's values, which it does not show"
        return plain

    @property
    def evidence(self) -> str:
        """Which evidence on those whom it names the rules had at hand, in words; "" for none."""
        known = self.design.known if self.design else None
        return f"the claims on {known.name or known.claims.country} as of {known.as_of}" if known else ""

    def lines_of(self, finding: Finding) -> tuple[str, ...]:
        """Return the lines of the file that a finding stands in: the charter's, its status quo's or a law's."""
        text = self.whole.origin(key_of(finding.path)).text
        return text.lines if text is not None and text.file == finding.file else self.charter.lines

    @property
    def fired(self) -> tuple[Finding, ...]:
        """Findings that fired and are not waived, in file order."""
        return tuple(f for f in self.findings if f.result == "fires" and not f.waived)

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What fired on what is written, in file order."""
        return tuple(f for f in self.fired if not f.silence)

    @cached_property
    def told(self) -> tuple[Finding, ...]:
        """The faults as they are told: what one rule says of several rows in the same words is said once."""
        return tuple(grouped(self.faults))

    @property
    def silences_and_parts(self) -> tuple[Finding, ...]:
        """What fired on silence alone, with what a silent duty says already."""
        return tuple(f for f in self.fired if f.silence)

    @property
    def silences(self) -> tuple[Finding, ...]:
        """What fired on silence alone and no other silence says already, in file order; not what counts it (SCH)."""
        return tuple(f for f in self.fired if f.silence and not f.part_of and not f.code.startswith("SCH"))

    @property
    def checklist(self) -> tuple[ChecklistItem, ...]:
        """What a design of its kind must speak of, item by item, and the silences that belong to none of them last."""
        return _checklist(self)

    @property
    def waived(self) -> tuple[Finding, ...]:
        """Findings that a waiver covers."""
        return tuple(f for f in self.findings if f.waived)

    @property
    def questions(self) -> tuple[Finding, ...]:
        """What could not be told, in file order; a duty's own question only where no rule asks below it."""
        asked = {f.part_of for f in self.findings if f.result == "cannot tell"}
        return tuple(f for f in self.findings if f.result == "cannot tell" and f.code not in asked)

    @property
    def stops(self) -> tuple[Finding, ...]:
        """Findings on which one must not act."""
        return tuple(f for f in self.fired if f.severity == "stop")

    @property
    def first_five(self) -> tuple[Finding, ...]:
        """What matters first, by what broke designs of this kind (``consequences``): faults, silences, questions."""
        return self.matters_first()

    @property
    def may_matter_first(self) -> tuple[Finding, ...]:
        """Faults, silences and questions that bear on this design."""
        told = [*self.told, *self.silences_and_parts, *self.questions]
        return tuple(f for f in told if self.design is None or bears_first(f, self.design))

    def matters_first(self, told: Mapping[str, tuple[int, int]] | None = None) -> tuple[Finding, ...]:
        """Return what matters first; ``told``: what is counted of coded designs, by default all of them."""
        unsure = [f for f in self.told if self._rests_on_unknown(f)]
        return tuple(first(self.may_matter_first, self.kinds.names, 5, unsure, told))

    def _rests_on_unknown(self, finding: Finding) -> bool:
        """Whether a finding stands on a value that the charter calls unknown, or does not give."""
        try:
            return self.whole.at(finding.path) in (UNKNOWN, ABSENT)
        except KeyError:
            return False

    def count(self, severity: Severity) -> int:
        """How many findings of a severity fired (notes: how many could not tell)."""
        if severity == "note":
            return len(self.questions)
        return sum(f.severity == severity for f in self.fired if not f.part_of)

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
        looked = f"{numbered(len(self.kept), 'rule')} kept, {len(self.silent)} without anything to look at"
        return f"Report on {self.charter.id}\n  {said}\n  reading {self.reading}; {looked}"


@dataclass(frozen=True)
class ChecklistItem:
    """One thing that the charter must speak of (None: silences beside them), and what it does not say of it."""

    duty: Duty | None
    state: Literal["says it", "says it in part", "does not say", "unknown"]
    findings: tuple[Finding, ...] = ()


def _checklist(report: Report) -> tuple[ChecklistItem, ...]:
    whole = {f.code: f for f in report.findings if f.code.startswith("DUT") and not f.waived}
    parts: dict[str, list[Finding]] = {}
    for finding in report.silences:
        if finding.code not in whole:
            duty = duty_at(finding.path, report.duties) or _of_section(finding.path, report.duties)
            parts.setdefault(duty.code if duty else "", []).append(finding)
    items = [_item(duty, whole.get(duty.code), parts.get(duty.code, [])) for duty in report.duties]
    beside = parts.get("", [])
    return (*items, ChecklistItem(None, "does not say", tuple(beside))) if beside else tuple(items)


def _of_section(path: str, duties: Iterable[Duty]) -> Duty | None:
    """Return the first duty in whose section of the charter a path stands, by its first clause or by any."""
    section = path.split(".")[0]
    first = [duty for duty in duties if duty.prefixes[0][0] == section]
    return next(iter([*first, *(d for d in duties if any(p[0] == section for p in d.prefixes))]), None)


def _item(duty: Duty, whole: Finding | None, parts: list[Finding]) -> ChecklistItem:
    if whole is None:
        return ChecklistItem(duty, "says it in part" if parts else "says it", tuple(parts))
    known = whole.result == "fires" or whole.missing
    return ChecklistItem(duty, "does not say" if known else "unknown", (whole, *parts))


def check(
    charter: Charter,
    *,
    open_world: bool | None = None,
    settings: Settings | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    today: date | None = None,
    world: str = "",
    trace: bool = False,
    known: Known | None = None,
    kind: Iterable[str] = (),
    doubles: bool = False,
) -> Report:
    """Run the rules over a charter.

    ``world`` is how an absent key is read: ``open`` (unknown), ``closed`` (none) or ``general`` (what the general law
    says that the charter names); by default as the charter says. ``open_world`` is the same for the first two.
    ``kind`` says what kind of design it is (``guard``) where the charter does not.
    ``select`` and ``ignore`` take codes or families (``CMD``, ``IND03``). ``today`` decides which waivers have lapsed.
    ``trace`` gives each finding its ``because``, the paths that it rests on, at about three times the cost. ``known``
    is what the evidence knows of those whom the charter names. ``doubles`` keeps what a part of ``consistency`` tells
    as well (``without_doubles``). UsageError on an unknown code, world or kind.
    """
    if world in ("open", "closed"):
        open_world = world == "open"
    design = (TracingDesign if trace else Design)(charter, open_world, settings, today=today, known=known)
    design.told_kinds = _known_kinds(tuple(kind))
    if world == "general":
        _names_its_law(design)
    openly = cache(lambda: None if design.open_world else design.read_openly())
    places, ids = FilePlaces(design.charter), IdPaths(design.charter)
    chosen, kinds = _chosen(tuple(select), tuple(ignore)), kinds_of(design)
    not_asked = not_for(kinds.names) if kinds.given else {}
    findings: list[Finding] = []
    kept, silent = [], [rule.code for rule in chosen if rule.code in not_asked]
    for rule in (rule for rule in chosen if rule.code not in not_asked):
        told = judged(rule, _told(rule, design), design, openly)
        findings += [_finding(rule, j, design, places, ids) for j in told if j.verdict.result != "quiet"]
        if not told:
            silent.append(rule.code)
        elif all(j.verdict.result == "quiet" for j in told):
            kept.append(rule.code)
    findings = _in_order(findings if doubles else without_doubles(findings), kinds, design, charter.file)
    ran = {rule.code for rule in chosen}
    left_out = tuple(r.code for r in all_rules() if r.code not in ran)
    waived = with_waivers(findings, design.charter, design.today)
    duties = tuple(duty for duty in due(design) if duty.code in ran)
    looked = tuple(kept), tuple(silent), left_out
    return Report(charter, design.open_world, design.settings, waived, *looked, design, kinds, duties, not_asked)


def _in_order(findings: Iterable[Finding], kinds: Kinds, design: Design, file: str) -> list[Finding]:
    """Return findings in file order, the charter's own file first, with what they owe to the kind and to duties."""
    found = gathered(asked_of(findings, kinds), design)
    return sorted(found, key=lambda f: (f.file != file, f.file, f.line, f.col, f.code))


def _known_kinds(kinds: tuple[str, ...]) -> tuple[str, ...]:
    for kind in kinds:
        if kind not in kind_names():
            raise UsageError(f"no kind {kind!r}; {did_you_mean(kind, kind_names())}")
    return kinds


def _names_its_law(design: Design) -> None:
    if design.charter.general_law is ABSENT:
        file = PurePath(design.charter.file).name
        remedy = "write general_law (tether schema --tables), or read it as open or closed"
        raise UsageError(f"world 'general': {file} names no general law; {remedy}")


def _told(rule: Rule, design: Design) -> list[tuple[RuleVerdict, tuple[str, ...]]]:
    """Return the verdicts of a rule, each with the paths that it rests on where the design traces them."""
    if not isinstance(design, TracingDesign):
        return [(verdict, ()) for verdict in as_the_law_has_it(rule.check, design)]
    kind = design.reads_of("kinds") if rule.code in hang_on_kind() else ()
    traced = [(v, tuple(sorted({*why, *kind}))) for v, why in design.verdicts(rule)]
    governed = as_the_law_has_it(lambda d: [v for v, _ in traced] if d is design else rule.check(d), design)
    return [(verdict, why) for verdict, (_, why) in zip(governed, traced, strict=True)]


def _chosen(select: tuple[str, ...], ignore: tuple[str, ...]) -> list[Rule]:
    known = {r.code for r in all_rules()} | {r.family for r in all_rules()}
    for word in (*select, *ignore):
        if word.upper() not in known | set(RENAMED):
            raise UsageError(f"no rule or family {word!r}; {did_you_mean(word.upper(), known)}")
    wanted, unwanted = ({RENAMED.get(w.upper(), w.upper()) for w in words} for words in (select, ignore))

    def named(rule: Rule, words: set[str]) -> bool:
        return rule.code in words or rule.family in words

    return [r for r in all_rules() if (not select or named(r, wanted)) and not named(r, unwanted)]


def _finding(rule: Rule, found: Judged, design: Design, places: FilePlaces, ids: IdPaths) -> Finding:
    charter, verdict = design.charter, found.verdict
    at = places.place(verdict.path)
    place, severity = at.position, severity_of(rule, verdict)
    rows = tuple(rows_above(charter, verdict.path))
    return Finding(
        code=rule.code,
        severity=milder(severity) if found.silence else severity,
        result=verdict.result,
        path=verdict.path,
        file=at.file or charter.file,
        line=place.line,
        col=place.column,
        end_line=place.end_line,
        end_col=place.end_column,
        message=ids.in_text(_message(found, design)),
        words=rule.words,
        source=rule.source,
        evidence=rule.evidence,
        remedy=rule.remedy,
        statement=rule.statement,
        measured=verdict.measured,
        article=article_of(rows),
        ask=verdict.ask or rule.asks,
        second=rule.second,
        reading=design.reading,
        partly=verdict.partly,
        tensions=rule.tensions,
        related=verdict.related,
        quotes=_quotes(charter, rows),
        silence=found.silence,
        because=found.because,
        missing=at.key,
    )


def _message(found: Judged, design: Design) -> str:
    """Return what a verdict says; of a question only what the charter leaves open."""
    verdict = found.verdict
    if verdict.result == "cannot tell":
        closed = not design.open_world
        return still_asked(verdict.message, design.charter, verdict.path, none_if_absent=closed)
    if not found.silence or not verdict.message.startswith(f"{NOT_SAID}: "):
        return verdict.message
    asked = verdict.message.removeprefix(f"{NOT_SAID}: ")
    left = still_asked(f"{asked[:1].upper()}{asked[1:]}", design.charter, verdict.path)
    return f"{NOT_SAID}: {left[:1].lower()}{left[1:]}"


def severity_of(rule: Rule, verdict: RuleVerdict) -> Severity:
    """Return the severity of a verdict: the rule's, one degree less where it is partly or less broken."""
    if verdict.result == "cannot tell":
        return "note"
    if not (verdict.partly or verdict.lesser):
        return rule.severity
    return SEVERITIES[min(SEVERITIES.index(rule.severity) + 1, 2)]


def _quotes(charter: Charter, rows: Iterable[tuple[Any, str]]) -> tuple[str, ...]:
    """Return what the charter's own sources say at a place: the quote and where it is from."""
    for row, below in rows:
        cited = citations_for(row, below)
        if cited:
            sources = {s.id: s for s in charter.sources or ()}
            return tuple(q for c in cited if (q := _quoted(c, sources)))
    return ()


def _quoted(cited: Any, sources: dict[str, Any]) -> str:
    name = cited if isinstance(cited, str) else cited.id
    source = sources.get(name)
    quote = (not isinstance(cited, str) and cited.quote) or (source.quote if source else "")
    return f"{source.cite if source and source.cite else name}: “{quote}”" if quote else ""

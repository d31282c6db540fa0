"""What rests on silence: findings that an absent clause alone makes, apart from faults of what is written.

Read closed, an absent key means that there is none. A rule then fires on what the charter never says, and a sentence
such as "tried by no court" would state as a fact what is only not written. So a rule that fires is asked once more with
absent keys read as unknown:

    fires as well                  → a fault of what is written (an explicit ``none`` among it)
    cannot tell, or says nothing   → silence: "the charter does not say: which courts try …?", in the rule's question

The clauses that contradict each other (``charter/consistency``) are all written, and are not asked again. A silence is
an error at most: to stop a matter takes a fact. What a duty (``rules/duties.py``) already says is absent is not told a
second time: silences and questions below its clauses are ``part_of`` it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from tether.charter.findings import Finding, RuleVerdict, Severity
from tether.charter.governed import as_the_law_has_it
from tether.charter.reading import Design
from tether.charter.rules import Rule
from tether.charter.rules.duties import FAMILY, Duty, due
from tether.charter.tracing import TracingDesign
from tether.charter.values import ABSENT

CONSISTENCY = ("NUM", "TIM", "DEP", "GRF")
NOT_SAID = "the charter does not say"
WRITTEN_IN = {"CMD01": "command"}  # rules whose place is not where the clause would be written
COUNTS_SILENCE = ("SCH03",)  # rules that count what is not said
CLASHES = (*CONSISTENCY, "CMD03", "POL01")  # what is written clashes, whatever is absent; SCH is about the file


Told = Sequence[tuple[RuleVerdict, tuple[str, ...]]]  # verdicts, each with the paths that it rests on (if traced)


@dataclass(frozen=True)
class Judged:
    """A verdict, whether it rests on silence alone, and the paths that it rests on."""

    verdict: RuleVerdict
    silence: bool = False
    because: tuple[str, ...] = ()


def judged(rule: Rule, told: Told, design: Design, openly: Callable[[], Design | None]) -> list[Judged]:
    """Return a rule's verdicts; ``openly`` gives the charter with absent keys read as unknown (None: it is read so)."""
    verdicts = [verdict for verdict, _ in told]
    if rule.family == FAMILY or rule.code in COUNTS_SILENCE:
        return [Judged(v, v.result == "fires", why) for v, why in told]
    fired = any(v.result == "fires" for v in verdicts)
    if not fired or {rule.family, rule.code} & {*CLASHES, "SCH"} or (read_openly := openly()) is None:
        return [Judged(v, because=why) for v, why in told]
    again = as_the_law_has_it(rule.check, read_openly)
    found = [
        replace(_compared(rule, v, verdicts, again, design), because=_and_openly(rule, v, why, read_openly))
        if v.result == "fires"
        else Judged(v, False, why)
        for v, why in told
    ]
    once = {(j.verdict.path, j.verdict.message, j.verdict.result): j for j in reversed(found)}
    return list(reversed(once.values()))  # one question asked of three keys that are absent is one silence


def _and_openly(rule: Rule, verdict: RuleVerdict, why: tuple[str, ...], openly: Design) -> tuple[str, ...]:
    """Return what a verdict rests on, and what the open reading that it is compared with rests on."""
    if not why or not isinstance(openly, TracingDesign):
        return why
    same = [reads for v, reads in openly.verdicts(rule) if v.path == verdict.path]
    more = same if same and rule.severity != "stop" else [openly.reads_in_all(rule)]
    return tuple(sorted({*why, *(path for reads in more for path in reads)}))


def _compared(
    rule: Rule, verdict: RuleVerdict, verdicts: Sequence[RuleVerdict], again: Sequence[RuleVerdict], design: Design
) -> Judged:
    written = [v for v in again if v.path == verdict.path and v.result == "fires"]
    if verdict in written:
        return Judged(verdict)
    if len(written) == 1:
        return Judged(written[0])  # part of it is written, part of it silence: told is what is written
    asking = [v for v in again if v.result == "cannot tell"]
    asked = next(iter([*_nearest(verdict.path, asking), *(v for v in asking if v not in verdicts)]), None)
    absent = _absent(design, verdict.path)
    if asked is not None and absent and _absent(design, asked.path):
        absent = False  # asked of the whole: where the whole would stand
    elif asked is None and not absent:
        return Judged(verdict)
    said = f"{NOT_SAID}: {_lowered(asked.message)}" if asked else f"{NOT_SAID} {_as_said(rule.statement)}"
    at = verdict.path if asked is None or absent else clause_of(rule.code, asked.path)
    return Judged(replace(verdict, path=at, message=said, measured="", partly=False, related=()), silence=True)


def _as_said(statement: str) -> str:
    """Return a rule's statement as what is not said: ``how it ends``, ``that the roll is counted by an outsider``."""
    what = statement.removeprefix("The charter says ")
    return what if what != statement else f"that {_lowered(statement)}"


def clause_of(code: str, path: str) -> str:
    """Return where the clause that is not there would stand: not at the unit that nobody commands, but in command."""
    return WRITTEN_IN.get(code, path)


def _nearest(path: str, verdicts: Iterable[RuleVerdict]) -> list[RuleVerdict]:
    """Return the verdicts at a path, below it or above it, those that share most of it first."""
    steps = path.split(".")

    def shared(v: RuleVerdict) -> int:
        other = v.path.split(".")
        most = min(len(steps), len(other))
        return most if steps[:most] == other[:most] else 0

    return [v for v in sorted(verdicts, key=shared, reverse=True) if shared(v)]


def _absent(design: Design, path: str) -> bool:
    try:
        return design.charter.at(path) is ABSENT
    except KeyError:
        return False


def _lowered(question: str) -> str:
    return question[:1].lower() + question[1:]


def milder(severity: Severity) -> Severity:
    """Return the severity of a silence: an error where the rule would stop the matter."""
    return "error" if severity == "stop" else severity


def gathered(findings: Iterable[Finding], design: Design) -> list[Finding]:
    """Return the findings with each that a silent duty already says marked as part of it."""
    found = list(findings)
    absent = {f.code for f in found if f.code.startswith(FAMILY)}
    silent = [duty for duty in due(design) if duty.code in absent]
    said: dict[tuple[str, ...], Duty | None] = {}  # paths without rows, of which a long charter has few
    return [_part_of(f, silent, said) for f in found]


def _part_of(finding: Finding, silent: Sequence[Duty], said: dict[tuple[str, ...], Duty | None]) -> Finding:
    if finding.code.startswith(FAMILY) or not (finding.silence or finding.result == "cannot tell"):
        return finding
    bare = _bare(finding.path)
    if bare not in said:
        said[bare] = duty_at(finding.path, silent)
    duty = said[bare]
    return replace(finding, part_of=duty.code) if duty else finding


def _bare(path: str) -> tuple[str, ...]:
    return tuple(step for step in path.split(".") if not step.isdigit())


def duty_at(path: str, duties: Iterable[Duty]) -> Duty | None:
    """Return the duty one of whose clauses a path stands in, or above: the one that names it most closely."""
    steps = _bare(path)
    within = [(len(p), duty) for duty in duties for p in duty.prefixes if steps[: len(p)] == p[: len(steps)]]
    return max(within, key=lambda pair: pair[0])[1] if within else None

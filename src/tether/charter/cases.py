"""The coded table of past cases, and how each rule reads in it.

``library/cases.yaml`` holds 21 attempts to take militias in: what each was (``f``), and what came of it within five
years (``o``), each value tagged S (seen in a source) or R (recalled). A rule that names a field has a tally: in how
many cases it would fire, and in how many of those the outcome was bad, apart from those where it would be quiet.
Wartime cases are counted apart, because there the rules separate outcomes much less. It describes these cases; it
predicts nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from tether.charter.rules import Rule
from tether.documents.models import Shape, Words, read_model

BAD = {"indep": ("yes", "partial"), "relapse": ("yes", "partial"), "abuse": ("yes", "some"), "survive": ("no",)}
MEANS = {
    "indep": "the militia lived on inside",
    "relapse": "fighting came back",
    "abuse": "civilians were abused",
    "survive": "the force did not last five years",
}


@dataclass(frozen=True)
class CodedCase:
    """One coded case: ``fields`` and ``outcomes`` by name; ``tags`` say S (seen) or R (recalled)."""

    id: str
    name: str
    start: str
    fields: dict[str, Any]
    outcomes: dict[str, Any]
    tags: dict[str, str]
    text: str
    sources: tuple[str, ...]
    confidence: str

    @property
    def wartime(self) -> bool:
        """Whether the war was going on."""
        return bool(self.fields.get("context") == "ongoing")

    def bad(self, outcome: str) -> bool | None:
        """Whether the outcome was bad; None where it does not apply or is unknown."""
        value = self.outcomes.get(outcome)
        return None if value in (None, "n/a", "unknown") else value in BAD[outcome]


@cache
def coded_cases() -> tuple[CodedCase, ...]:
    """Return the coded cases."""
    path = Path(str(resources.files("tether.charter"))) / "library" / "cases.yaml"
    return tuple(row.case() for row in read_model(path, CasesFile, name=path.name).cases)


Tagged = tuple[Any, Literal["S", "R"]]


class CaseRow(Shape):
    """A case as written: ``f`` its fields, ``o`` its outcomes, each a value and its tag."""

    id: Words
    name: Words
    start: Words
    f: dict[str, Tagged]
    o: dict[str, Tagged]
    text: Words
    src: tuple[str, ...]
    conf: Literal["high", "medium", "low"]

    def case(self) -> CodedCase:
        """Return the case."""
        fields, outcomes = ({k: value for k, (value, _) in part.items()} for part in (self.f, self.o))
        tags: dict[str, str] = {k: tag for k, (_, tag) in {**self.f, **self.o}.items()}
        return CodedCase(self.id, self.name, self.start, fields, outcomes, tags, self.text.strip(), self.src, self.conf)


class CasesFile(Shape):
    """The one key of the table of cases."""

    cases: tuple[CaseRow, ...]


@dataclass(frozen=True)
class Count:
    """How often an outcome was bad where the rule would fire, and where it would be quiet."""

    fired: int
    bad_when_fired: int
    quiet: int
    bad_when_quiet: int


def count(rule: Rule, outcome: str, wartime: bool | None = None) -> Count:
    """Count the cases; ``wartime`` limits them to those during (True) or after (False) a war."""
    cells = [0, 0, 0, 0]
    for case in coded_cases():
        fired = rule.tally.fires(case.fields.get(rule.tally.field)) if rule.tally else None
        bad = case.bad(outcome)
        if fired is None or bad is None or wartime not in (None, case.wartime):
            continue
        cells[0 if fired else 2] += 1
        cells[1 if fired else 3] += bad
    return Count(*cells)


def tally_of(rule: Rule) -> str:
    """Return the rule's tally in words."""
    if rule.tally is None:
        return "Not coded in the table of cases."
    said = []
    for outcome in ("indep", "relapse", "abuse"):
        war, after = count(rule, outcome, True), count(rule, outcome, False)
        said.append(f"{MEANS[outcome]}: in wartime {_odds(war)}; after a war {_odds(after)}")
    return (
        f"Field `{rule.tally.field}`, {len(coded_cases())} cases. "
        + ". ".join(s[0].upper() + s[1:] for s in said)
        + "."
    )


def _odds(n: Count) -> str:
    return f"{n.bad_when_fired} of {n.fired} where it would fire, {n.bad_when_quiet} of {n.quiet} where not"

"""Legal regimes: one YAML entry each, so that a lawyer can read, correct and add them without touching code.

    id: un-libya-arms-embargo
    name: United Nations arms embargo on Libya
    kind: embargo                     # embargoes are read first: other regimes refer to them
    deciders: [state]                 # kinds of decider it binds; see deciders.yaml
    countries: [libya]                # [] means everywhere
    from: 2011-02-26
    texts:
      - {ref: "S/RES/1970 (2011), para. 9", from: 2011-02-26, says: …, tag: S}
    rules:                            # in order: the first that holds gives the result
      - {id: approval, from: 2014-08-27, if: "item.materiel & !paper.committee-approval", then: stop, because: …,
         texts: [1], cleared_by: {authority: …, document: …, paper: committee-approval}}
    otherwise: {then: clear, because: …}
    lawyer: why a lawyer must look
    unsure: [what the coder of the entry doubts]

``from``/``to`` on a rule say when it was law; ``texts`` are the numbers (from 1) of the provisions it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import cast

from tether.dossier.conditions import Condition, parse
from tether.dossier.note import Clearing, Text
from tether.dossier.questions import FACTS
from tether.dossier.sentence import ORDER, Result
from tether.errors import Problems, did_you_mean
from tether.evidence.claims import Period, read_period
from tether.evidence.claims.nodes import Mapped, compose

KEYS = ("id", "name", "kind", "deciders", "countries", "from", "to", "texts", "rules", "otherwise", "lawyer", "unsure")
RULE_KEYS = ("id", "from", "to", "if", "then", "because", "texts", "cleared_by")
TEXT_KEYS = ("ref", "from", "says", "tag", "url")
CLEARING_KEYS = ("authority", "document", "paper")


@dataclass(frozen=True)
class RegimeRule:
    """One limb of a test."""

    id: str
    period: Period
    when: Condition
    then: Result
    because: str
    texts: tuple[int, ...]
    clearing: Clearing | None


@dataclass(frozen=True)
class Regime:
    """One body of law: whom it binds, where and since when, its texts, its rules in order."""

    id: str
    name: str
    kind: str
    deciders: tuple[str, ...]
    countries: tuple[str, ...]
    period: Period
    texts: tuple[Text, ...]
    rules: tuple[RegimeRule, ...]
    lawyer: str
    unsure: tuple[str, ...]

    def reaches(self, kinds: Iterable[str], country: str, day: date) -> bool:
        """Return whether it binds a decider of these kinds, in this country, on this day."""
        return (
            bool(set(kinds) & set(self.deciders))
            and (not self.countries or country in self.countries)
            and self.period.holds(day)
        )

    def on(self, day: date) -> tuple[RegimeRule, ...]:
        """Return the rules in force on a day, in order."""
        return tuple(r for r in self.rules if r.period.holds(day))


def load_regimes() -> tuple[Regime, ...]:
    """Return the shipped regimes, by id."""
    return _load(Path(str(resources.files("tether.dossier"))) / "regimes")


def read_regimes(paths: Iterable[str | Path]) -> tuple[Regime, ...]:
    """Read regime files; raises ``InputError`` with every problem of all of them."""
    problems = Problems()
    found = []
    for path in map(Path, paths):
        here = Problems(path.name)
        root = compose(path, here)
        if root is not None:
            found.append(_regime(root, here))
        problems.extend(here.found)
    problems.raise_if_any()
    return tuple(found)


@cache
def _load(folder: Path) -> tuple[Regime, ...]:
    return read_regimes(sorted(folder.glob("*.yaml")))


def _regime(root: Mapped, problems: Problems) -> Regime:
    root.only(KEYS, problems)
    for key in ("id", "name", "kind", "deciders", "from", "texts", "rules", "otherwise"):
        if not root.get(key):
            problems.add(f"no '{key}'", line=root.line, path=key)
    period = _period(root, problems)
    texts = tuple(_text(t, problems) for t in root.get("texts") or () if isinstance(t, Mapped))
    rules = [_rule(r, period, len(texts), problems) for r in root.get("rules") or () if isinstance(r, Mapped)]
    if isinstance(root.get("otherwise"), Mapped):
        rules.append(_rule(root.get("otherwise"), period, len(texts), problems, last=True))
    return Regime(
        id=str(root.get("id")),
        name=str(root.get("name")),
        kind=str(root.get("kind")),
        deciders=tuple(map(str, root.get("deciders") or ())),
        countries=tuple(map(str, root.get("countries") or ())),
        period=period,
        texts=texts,
        rules=tuple(r for r in rules if r is not None),
        lawyer=str(root.get("lawyer") or ""),
        unsure=tuple(map(str, root.get("unsure") or ())),
    )


def _text(entry: Mapped, problems: Problems) -> Text:
    entry.only(TEXT_KEYS, problems)
    entry.one_of("tag", problems)
    if not entry.get("ref") or not entry.get("says"):
        problems.add("a text without ref or words", line=entry.line, path="texts")
    since, url = str(entry.get("from") or ""), str(entry.get("url") or "")
    return Text(str(entry.get("ref")), str(entry.get("says")), since, entry.get("tag") == "S", url)


def _rule(entry: Mapped, whole: Period, texts: int, problems: Problems, *, last: bool = False) -> RegimeRule | None:
    entry.only(RULE_KEYS, problems)
    path = f"rules.{entry.get('id', 'otherwise')}"
    result = str(entry.get("then"))
    if result not in ORDER:
        problems.add(f"then '{result}'", line=entry.line_of("then"), path=path, remedy=did_you_mean(result, ORDER))
    if not entry.get("because"):
        problems.add("no 'because'", line=entry.line, path=path)
    if not last and not entry.get("if"):
        problems.add("no 'if'", line=entry.line, path=path)
    numbers = tuple(int(n) for n in entry.get("texts") or ())
    if any(not 1 <= n <= texts for n in numbers):
        problems.add(f"texts {list(numbers)}", line=entry.line_of("texts"), path=path, expected=f"1 to {texts}")
    when = _condition(entry, path, problems)
    clearing = _clearing(entry, path, problems)
    if result == "stop" and clearing is None:
        problems.add(
            "a stop without 'cleared_by'", line=entry.line, path=path, remedy="say who may lift it, by which paper"
        )
    period = _period(entry, problems, whole)
    identity = str(entry.get("id") or "otherwise")
    return RegimeRule(identity, period, when, cast(Result, result), str(entry.get("because")), numbers, clearing)


def _condition(entry: Mapped, path: str, problems: Problems) -> Condition:
    try:
        condition = parse(str(entry.get("if") or ""))
    except ValueError as error:
        problems.add(str(error), line=entry.line_of("if"), path=path)
        return Condition("always")
    for name in sorted(condition.names - set(FACTS)):
        problems.add(f"fact '{name}'", line=entry.line_of("if"), path=path, remedy=did_you_mean(name, FACTS))
    return condition


def _clearing(entry: Mapped, path: str, problems: Problems) -> Clearing | None:
    given = entry.get("cleared_by")
    if not isinstance(given, Mapped):
        return None
    given.only(CLEARING_KEYS, problems)
    paper = str(given.get("paper") or "")
    if paper and f"paper.{paper}" not in FACTS:
        problems.add(f"paper '{paper}'", line=given.line, path=path, remedy=did_you_mean(f"paper.{paper}", FACTS))
    return Clearing(str(given.get("authority")), str(given.get("document")), paper)


def _period(entry: Mapped, problems: Problems, default: Period | None = None) -> Period:
    try:
        start = read_period(str(entry.get("from"))).start if entry.get("from") else None
        end = read_period(str(entry.get("to"))).end if entry.get("to") else None
    except ValueError as error:
        problems.add(str(error), line=entry.line)
        return default or Period(date.min, None)
    fallback = default or Period(date.min, None)
    return Period(start or fallback.start, end or fallback.end)

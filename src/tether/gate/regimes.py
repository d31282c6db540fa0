"""Legal regimes: one YAML entry each, so that a lawyer can read, correct and add them without touching code.

    id: un-libya-arms-embargo
    name: United Nations arms embargo on Libya
    kind: embargo                     # embargoes are read first: other regimes refer to them
    deciders: [state]                 # kinds of decider it binds; see deciders.yaml
    countries: [libya]                # [] means everywhere
    from: 2011-02-26                  # first day; ``to`` is the last one, absent while it is in force
    as_of: 2026-11-30                 # the day whose law this is: in force when somebody last looked
    looked: press.un.org/en/2025/sc15967.doc.htm     # where
    texts:
      - {ref: "S/RES/1970 (2011), para. 9", from: 2011-02-26, says: …, tag: S}
    rules:                            # in order: the first that holds gives the result
      - {id: approval, from: 2014-08-27, if: "item.materiel & !paper.committee-approval", then: stop, because: …,
         texts: [1], cleared_by: {authority: …, document: …, paper: committee-approval}}
    otherwise: {then: clear, because: …}
    lawyer: why a lawyer must look
    unsure: [what the coder of the entry doubts]

``from``/``to`` on a rule or a text say when it was law; ``texts`` are the numbers (from 1) of the provisions that a
rule rests on. An amendment is a text of its own: ``version_of`` names what it is a version of, and the days of two
versions do not overlap. Resolutions of the Security Council must stand in ``resolutions.csv``, under their own year.

What became law after ``as_of`` nobody here has seen. ``Regime.stale`` says so of a day, and a note says it first.

Conditions of a legal test, written as words with ``&``, ``|``, ``!`` and brackets, and read with three truth values.

    condition = parse("item.arms & !recipient.recognised")
    condition.value({"item.arms": True, "recipient.recognised": None})    # None: cannot tell

Kleene's tables: an unknown decides nothing that the known parts do not decide already. ``&`` binds tighter than ``|``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from tether.documents.models import Shape, Whole, Words, root_of, shown, validated, wrong
from tether.documents.yaml_file import Key, YamlFile, read_yaml
from tether.dossier.profile import Result
from tether.errors import Problems, did_you_mean
from tether.evidence.claims import Period, read_period
from tether.gate.note import Clearing, LegalText
from tether.gate.questions import FACTS

_RESOLUTION = re.compile(r"S/RES/(\d{1,5}) \((\d{4})\)")
_TOKENS = re.compile(r"\s*([&|!()]|[A-Za-z][\w.\-]*)")
Truth = bool | None
Reader = Callable[[list[str]], tuple["Condition", list[str]]]


@dataclass(frozen=True)
class Condition:
    """A parsed condition: an operator with its parts, or a name."""

    kind: str  # name · not · and · or · always
    name: str = ""
    parts: tuple[Condition, ...] = ()

    def value(self, facts: Mapping[str, Truth]) -> Truth:
        """Return whether it holds: True, False, or None where the facts do not tell."""
        if self.kind == "always":
            return True
        if self.kind == "name":
            return facts.get(self.name)
        if self.kind == "not":
            inner = self.parts[0].value(facts)
            return None if inner is None else not inner
        values = [p.value(facts) for p in self.parts]
        decisive = self.kind == "or"
        if decisive in values:
            return decisive
        return None if None in values else not decisive

    @property
    def names(self) -> frozenset[str]:
        """Return the facts it asks for."""
        return frozenset({self.name} if self.name else ()).union(*(p.names for p in self.parts))


def parse(text: str) -> Condition:
    """Return the condition; an empty text always holds. Raises ``ValueError`` where the grammar breaks."""
    tokens = _split(text)
    if not tokens:
        return Condition("always")
    found, rest = _either(tokens)
    if rest:
        raise ValueError(f"'{rest[0]}' has no place in '{text}'")
    return found


def _split(text: str) -> list[str]:
    tokens, at = [], 0
    text = text.strip()
    while at < len(text):
        match = _TOKENS.match(text, at)
        if not match:
            raise ValueError(f"'{text[at:].strip()[:12]}' in '{text}' is neither a fact nor one of & | ! ( )")
        tokens.append(match.group(1))
        at = match.end()
    return tokens


def _either(tokens: list[str]) -> tuple[Condition, list[str]]:
    return _chain(tokens, "|", "or", _both)


def _both(tokens: list[str]) -> tuple[Condition, list[str]]:
    return _chain(tokens, "&", "and", _one)


def _chain(tokens: list[str], sign: str, kind: str, below: Reader) -> tuple[Condition, list[str]]:
    first, rest = below(tokens)
    parts = [first]
    while rest and rest[0] == sign:
        following, rest = below(rest[1:])
        parts.append(following)
    return (first if len(parts) == 1 else Condition(kind, parts=tuple(parts))), rest


def _one(tokens: list[str]) -> tuple[Condition, list[str]]:
    if not tokens:
        raise ValueError("it ends where a fact is due")
    head, rest = tokens[0], tokens[1:]
    if head == "!":
        inner, rest = _one(rest)
        return Condition("not", parts=(inner,)), rest
    if head == "(":
        inner, rest = _either(rest)
        if not rest or rest[0] != ")":
            raise ValueError("a bracket is not closed")
        return inner, rest[1:]
    if head in "&|)":
        raise ValueError(f"'{head}' where a fact is due")
    return Condition("name", name=head), rest


WHAT = "a legal regime (YAML)"


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
    texts: tuple[LegalText, ...]
    rules: tuple[RegimeRule, ...]
    lawyer: str
    unsure: tuple[str, ...]
    as_of: date = date.max
    looked: str = ""

    def stale(self, day: date) -> bool:
        """Return whether a day lies after the last look, so that later law may be missing here."""
        return day > self.as_of

    def concerns(self, kinds: Iterable[str], country: str) -> bool:
        """Return whether it binds, or has bound, a decider of these kinds in this country on some day."""
        return bool(set(kinds) & set(self.deciders)) and (not self.countries or country in self.countries)

    def reaches(self, kinds: Iterable[str], country: str, day: date) -> bool:
        """Return whether it binds a decider of these kinds, in this country, on this day."""
        return self.concerns(kinds, country) and self.period.holds(day)

    def on(self, day: date) -> tuple[RegimeRule, ...]:
        """Return the rules in force on a day, in order, each with those of its texts that were law on that day."""
        law = {number for number, text in enumerate(self.texts, 1) if _period(text).holds(day)}
        return tuple(replace(r, texts=tuple(n for n in r.texts if n in law)) for r in self.rules if r.period.holds(day))


@cache
def _period(text: LegalText) -> Period:
    return read_period(f"{text.since}..{text.until}") if text.since else Period(date.min, None)


def load_regimes() -> tuple[Regime, ...]:
    """Return the shipped regimes, by id."""
    return _load(Path(str(resources.files("tether.gate"))) / "legal_regimes")


def read_regimes(paths: Iterable[str | Path]) -> tuple[Regime, ...]:
    """Read regime files; raises ``InputError`` with every problem of all of them."""
    problems = Problems()
    regimes = []
    for path in map(Path, paths):
        with problems.collecting():
            regimes.append(_read(path))
    problems.raise_if_any()
    return tuple(regimes)


def _date(first: bool) -> Callable[[Any], date | None]:
    def read(value: Any) -> date | None:
        try:
            period = read_period(str(value))
        except ValueError as error:
            raise wrong(value, f"YYYY[-MM[-DD]] ({error})") from None
        return period.start if first else period.end

    return read


def _condition(value: Any) -> Condition:
    try:
        condition = parse(str(value))
    except ValueError as error:
        raise wrong(value, f"facts joined by &, | and ! ({error})") from None
    for name in sorted(condition.names - set(FACTS)):
        raise wrong(name, "a fact that a screening asks for", did_you_mean(name, FACTS))
    return condition


From = Annotated[date | None, BeforeValidator(_date(first=True))]
To = Annotated[date | None, BeforeValidator(_date(first=False))]


class TextEntry(Shape):
    """A provision as written."""

    ref: Words = Field(description="where it stands")
    says: Words = Field(description="what it says, in our words")
    since: str = Field(alias="from", description="its first day")
    until: str = Field("", alias="to", description="its last day; absent while in force")
    version_of: str = Field("", description="what it is a version of, where there are several")
    tag: Literal["S", "D", "R"] | None = None
    url: str = ""

    def text(self) -> LegalText:
        """Return the provision."""
        return LegalText(self.ref, self.says, self.since, self.tag == "S", self.url, self.until)


class RuleEntry(Shape):
    """A limb of a test as written; the last one, ``otherwise``, has no condition."""

    then: Result = Field(description="the result: stop, open, condition, …")
    because: Words = Field(description="why, in a sentence")
    id: str = "otherwise"
    start: From = Field(None, alias="from")
    end: To = Field(None, alias="to")
    when: Annotated[Condition, BeforeValidator(_condition)] = Field(Condition("always"), alias="if")
    texts: tuple[Whole, ...] = ()
    cleared_by: Clearing | None = None

    def rule(self, whole: Period) -> RegimeRule:
        """Return the limb; it is law as long as the whole unless it says otherwise."""
        period = Period(self.start or whole.start, self.end or whole.end)
        return RegimeRule(self.id, period, self.when, self.then, self.because, self.texts, self.cleared_by)


class RegimeFile(Shape):
    """A regime as written; its rules are read one by one."""

    id: Words = Field(description="a short name")
    name: Words = Field(description="its name")
    kind: Words = Field(description="embargo, statute, treaty, …")
    deciders: tuple[str, ...] = Field(min_length=1, description="kinds of decider it binds")
    start: From = Field(alias="from", description="since when it is law")
    end: To = Field(None, alias="to")
    as_of: To = Field(description="the day whose law this is: in force when somebody last looked")
    looked: Words = Field(description="where that was looked up")
    countries: tuple[str, ...] = ()
    texts: tuple[TextEntry, ...] = Field(min_length=1, description="the provisions it rests on")
    rules: tuple[Any, ...] = Field(min_length=1, description="its test: a list of {id, if, then, because}")
    otherwise: dict[str, Any] = Field(description="the result where no rule holds: {then, because}")
    lawyer: str = ""
    unsure: tuple[str, ...] = ()


@cache
def _load(folder: Path) -> tuple[Regime, ...]:
    return read_regimes(sorted(folder.glob("*.yaml")))


def _read(path: Path) -> Regime:
    document = read_yaml(path, WHAT, name=path.name)
    problems = Problems(document.file)
    tree = root_of(document, problems, WHAT)
    whole = validated(RegimeFile, document, problems)
    rules, texts = tree.get("rules"), tree.get("texts")
    keys: list[Key] = [("rules", i) for i in range(len(rules) if isinstance(rules, tuple) else 0)]
    keys += [("otherwise",)] if "otherwise" in tree else []
    entries = [_rule(document, key, len(texts) if isinstance(texts, tuple) else 0, problems) for key in keys]
    _check_texts(document, whole, problems)
    problems.raise_if_any()
    assert whole is not None and whole.as_of is not None
    period = Period(whole.start or date.min, whole.end)
    law = tuple(t.text() for t in whole.texts)
    limbs = tuple(e.rule(period) for e in entries if e is not None)
    for key, limb in zip(keys, limbs, strict=True):
        _check_grounds(document, key, limb, law, problems)
    problems.raise_if_any()
    return Regime(
        id=whole.id,
        name=whole.name,
        kind=whole.kind,
        deciders=whole.deciders,
        countries=whole.countries,
        period=period,
        texts=law,
        rules=limbs,
        lawyer=whole.lawyer,
        unsure=whole.unsure,
        as_of=whole.as_of,
        looked=whole.looked,
    )


def _check_texts(document: YamlFile, whole: RegimeFile | None, problems: Problems) -> None:
    """Note days that are none, versions of one text that overlap, and resolutions that nobody has listed."""
    if whole is None:
        return
    versions: list[tuple[str, Period]] = []
    for number, text in enumerate(whole.texts):
        key: Key = ("texts", number)
        for ref, year in _RESOLUTION.findall(text.ref):
            if resolutions().get(int(ref)) != int(year):
                found = f"S/RES/{ref} ({year})"
                expected = "a resolution of resolutions.csv, with its year"
                problems.found.append(document.problem((*key, "ref"), found, expected, "correct it, or add its row"))
        try:
            period = read_period(f"{text.since}..{text.until}")
        except ValueError as error:
            problems.found.append(document.problem(key, str(error), "from and to as YYYY[-MM[-DD]]"))
            continue
        for name, other in versions if text.version_of else ():
            if name == text.version_of and _overlap(period, other):
                problems.found.append(
                    document.problem(key, f"two versions of {name} in force at once", "to: the day before the next one")
                )
        versions.append((text.version_of, period))
    if whole.as_of is not None and whole.start is not None and whole.as_of < whole.start:
        problems.found.append(document.problem(("as_of",), "a last look before its first day", "a later day"))


def _check_grounds(
    document: YamlFile, key: Key, limb: RegimeRule, law: tuple[LegalText, ...], problems: Problems
) -> None:
    """Note the first day on which a limb holds and none of the provisions that it rests on is law."""
    periods = [_period(law[n - 1]) for n in limb.texts]
    after = [p.end + timedelta(days=1) for p in periods if p.end and p.end < date.max]
    days = [d for d in (limb.period.start, *after) if limb.period.holds(d)]
    bare = sorted(d for d in days if not any(p.holds(d) for p in periods))
    if limb.texts and bare:
        found = f"limb '{limb.id}' rests on texts {shown(limb.texts)}, of which none is law on {bare[0]}"
        expected = "from and to of the limb within those of its texts, or the text of that time"
        problems.found.append(document.problem(key, found, expected))


def _overlap(first: Period, second: Period) -> bool:
    return first.start <= (second.end or date.max) and second.start <= (first.end or date.max)


@cache
def resolutions() -> dict[int, int]:
    """Return the listed resolutions of the Security Council: number → year."""
    with (Path(str(resources.files("tether.gate"))) / "resolutions.csv").open(encoding="utf-8", newline="") as file:
        return {int(row["number"]): int(row["year"]) for row in csv.DictReader(file)}


def _rule(document: YamlFile, key: Key, texts: int, problems: Problems) -> RuleEntry | None:
    """Return one limb, and note what its parts don't show alone."""
    entry = validated(RuleEntry, document, problems, key)
    written = document.at(key)
    if not isinstance(written, dict):
        return entry
    numbers = written.get("texts", ())
    if isinstance(numbers, tuple) and any(isinstance(n, int) and not 1 <= n <= texts for n in numbers):
        problems.found.append(document.problem((*key, "texts"), f"texts {shown(numbers)}", f"1 to {texts}"))
    if key != ("otherwise",):
        for name in (n for n in ("id", "if") if n not in written):
            problems.found.append(document.problem(key, f"no key '{name}'", f"{name}: {RULE_NEEDS[name]}"))
    if written.get("then") == "stop" and "cleared_by" not in written:
        remedy = "say who may lift it, by which paper"
        problems.extend(
            [document.problem(key, "a stop without 'cleared_by'", "cleared_by: {authority, document}", remedy)]
        )
    return entry


RULE_NEEDS = {"id": "a short name", "if": "a condition, such as item.arms & !recipient.recognised"}

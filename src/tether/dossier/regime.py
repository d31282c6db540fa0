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

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from tether.documents.models import Shape, Whole, Words, root_of, shown, validated, wrong
from tether.documents.yaml_file import Key, YamlFile, read_yaml
from tether.dossier.conditions import Condition, parse
from tether.dossier.note import Clearing, Text
from tether.dossier.questions import FACTS
from tether.dossier.sentence import Result
from tether.errors import Problems, did_you_mean
from tether.evidence.claims import Period, read_period

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
        with problems.collecting():
            found.append(_read(path))
    problems.raise_if_any()
    return tuple(found)


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
    since: str = Field("", alias="from")
    tag: Literal["S", "D", "R"] | None = None
    url: str = ""

    def text(self) -> Text:
        """Return the provision."""
        return Text(self.ref, self.says, self.since, self.tag == "S", self.url)


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
    problems.raise_if_any()
    assert whole is not None
    period = Period(whole.start or date.min, whole.end)
    return Regime(
        id=whole.id,
        name=whole.name,
        kind=whole.kind,
        deciders=whole.deciders,
        countries=whole.countries,
        period=period,
        texts=tuple(t.text() for t in whole.texts),
        rules=tuple(e.rule(period) for e in entries if e is not None),
        lawyer=whole.lawyer,
        unsure=whole.unsure,
    )


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

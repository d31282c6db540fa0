"""A user's own beliefs: ``worlds.yaml`` puts another range in place of an authored one, with author and reason.

    beliefs:
      - symbol: recruit_gain               # a parameter, size.<group>, patron.<group> or a coded word
        theories: [article, patron]        # or all
        low: 0                             # the 90 % range and its middle, in the symbol's unit
        middle: 0.01
        high: 0.03
        author: Desk for Iraq
        reason: Three interviews in Anbar found no recruit who named the militias.

``minimum`` and ``maximum`` may be added for a parameter; left out, nothing lies further out than the 90 % range. The
same low-discrepancy points are mapped through the new quantiles, so that what changes is the belief and no luck. Who
believes and why is required: the brief prints both, beside what the belief moved.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from tether.armed_order.start import OrderSetting, Spread
from tether.armed_order.theories import THEORIES, Parameter, parameters
from tether.documents.models import Among, Line, Shape, root_of, validated, wrong
from tether.documents.yaml_file import EMPTY, Key, YamlFile, read_yaml
from tether.errors import InputError, Problem, Problems, did_you_mean

ALL = "all"
WHAT = "a file of beliefs (YAML)"
QUANTILES = ("minimum", "low", "middle", "high", "maximum")
THEORIES_EXPECTED = f"'{ALL}' or a list of {', '.join(t.id for t in THEORIES)}"
POSITIVE = ("share", "ratio", "multiple", "1/month", "1/year")  # never below 0 unless the registered range is
MOST = {"share": 1.0, "strength": 1.0, "1/month": 1.0, "1/year": 12.0, "months": 1200.0}


Finite = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]


@dataclass(frozen=True)
class Belief:
    """One belief: ``quantiles`` at the probabilities of ``theories.py``, held under ``theories``."""

    symbol: str
    theories: tuple[str, ...]
    quantiles: tuple[float, ...]
    author: str
    reason: str
    line: int = 0

    @property
    def source(self) -> str:
        """Who believes it and why, as every table prints it."""
        return f"believed by {self.author}: {self.reason}"


@dataclass(frozen=True)
class Believable:
    """What may be believed of one symbol: hard bounds by its unit, and which quantiles and theories it takes."""

    unit: str
    least: float
    most: float
    ends: bool = False  # whether it has a minimum and a maximum of its own
    by_theory: bool = True


def believable(setting: OrderSetting) -> dict[str, Believable]:
    """Return what a case's beliefs may be about: parameters, sizes and patrons' holds."""
    found = {s: _of_parameter(row) for s, row in parameters().items()}
    found |= {f"size.{g}": Believable("heads", 0.0, 1e8) for g in setting.sizes}
    return found | {f"patron.{g}": Believable("strength", 0.0, 1.0) for g in setting.patron}


def read_beliefs(path: Path, known: Mapping[str, Believable]) -> tuple[Belief, ...]:
    """Read a file of beliefs; raises ``InputError`` with every problem, located."""
    if not path.is_file():
        raise InputError(
            Problem(
                "no such file",
                str(path),
                expected="a file of beliefs (YAML)",
                remedy="mend --worlds, or 'worlds' in case.yaml",
            )
        )
    document = read_yaml(path, WHAT, empty=EMPTY)
    problems = Problems(document.file)
    tree = root_of(document, problems, WHAT)
    validated(BeliefsFile, document, problems)
    rows = tree.get("beliefs")
    keys: list[Key] = [("beliefs", i) for i in range(len(rows) if isinstance(rows, tuple) else 0)]
    beliefs = [b for at in keys if (b := _belief(document, at, known, problems)) is not None]
    _twice(problems, beliefs)
    problems.raise_if_any()
    return tuple(beliefs)


def believed_parameters(beliefs: Iterable[Belief]) -> dict[str, Parameter]:
    """Return the registered parameters with the beliefs in place."""
    table = dict(parameters())
    for belief in beliefs:
        if belief.symbol in table:
            table[belief.symbol] = _believed(table[belief.symbol], belief)
    return table


def believed_spread(symbol: str, spread: Spread, theory: str, beliefs: Iterable[Belief]) -> Spread:
    """Return a size's or a hold's interval under ``theory``; a belief rests on no claim and counts as recalled."""
    belief = belief_about(symbol, theory, beliefs)
    if belief is None:
        return spread
    low, middle, high = belief.quantiles[1:4]
    return Spread(low, middle, high, recalled=True)


def belief_about(symbol: str, theory: str, beliefs: Iterable[Belief]) -> Belief | None:
    """Return the belief about a symbol under a theory, if there is one."""
    return next((b for b in beliefs if b.symbol == symbol and theory in b.theories), None)


def _believed(row: Parameter, belief: Belief) -> Parameter:
    whole, said = len(belief.theories) == len(THEORIES), f"believed by {belief.author} (section 9)"
    source = said if whole else f"{row.source}; under {', '.join(belief.theories)} {said}"
    overrides = {**row.overrides, **dict.fromkeys(belief.theories, belief.quantiles)}
    return replace(row, overrides=overrides, source=source, label="assumption")


def _of_parameter(row: Parameter) -> Believable:
    lowest = min(min(q) for q in (row.default, *row.overrides.values()))
    least = 1.0 if row.unit == "months" else (0.0 if row.unit in POSITIVE and lowest >= 0 else -float("inf"))
    if row.unit == "share" and lowest < 0:
        least = -1.0
    return Believable(row.unit, least, MOST.get(row.unit, float("inf")), ends=True)


def _known_theories(value: Any) -> tuple[str, ...]:
    """Read a theory, a list of theories, or ``all``."""
    known = tuple(t.id for t in THEORIES)
    given = (value,) if isinstance(value, str) else value
    if not isinstance(given, tuple) or not given:
        raise wrong(value, THEORIES_EXPECTED)
    for name in given:
        if name != ALL and name not in known:
            raise wrong(name, "a theory", did_you_mean(str(name), [ALL, *known]))
    return known if ALL in given else tuple(t for t in known if t in given)


class BeliefsFile(Shape):
    """The one key of a file of beliefs."""

    beliefs: tuple[Any, ...] = Field(min_length=1, description="a list of rows; see docs/how-to/beliefs.md")


class BeliefRow(Shape):
    """A row as written."""

    symbol: Annotated[str, Among("symbols", "a symbol of section 9 of a brief")] = Field(
        description="a symbol of section 9 of a brief, such as recruit_gain or size.insurgent"
    )
    theories: Annotated[tuple[str, ...], BeforeValidator(_known_theories)] = Field(description=THEORIES_EXPECTED)
    low: Finite = Field(description="a number: the 5 % quantile")
    middle: Finite = Field(description="a number: the middle")
    high: Finite = Field(description="a number: the 95 % quantile")
    author: Line = Field(description="who believes it")
    reason: Line = Field(description="why, in a sentence")
    minimum: Finite | None = None
    maximum: Finite | None = None

    @property
    def quantiles(self) -> tuple[float, ...]:
        """Return the five numbers; nothing lies further out than the 90 % range unless it is said."""
        least = self.low if self.minimum is None else self.minimum
        most = self.high if self.maximum is None else self.maximum
        return least, self.low, self.middle, self.high, most


def _belief(document: YamlFile, at: Key, known: Mapping[str, Believable], problems: Problems) -> Belief | None:
    before = len(problems.found)
    row = validated(BeliefRow, document, problems, at, context={"symbols": known}, numbers_are_text=False)
    written = document.at(at)
    if isinstance(written, dict):
        about = known.get(str(written.get("symbol")))
        problems.extend(_numbers(document, at, written, about))
        if row is not None and about is not None and not about.by_theory and len(row.theories) < len(THEORIES):
            expected = "all: a charter's words are read alike under every one"
            problems.found.append(document.problem((*at, "theories"), "some theories only", expected))
    if row is None or len(problems.found) > before:
        return None
    return Belief(row.symbol, row.theories, row.quantiles, row.author, row.reason, document.position(at).line)


def _numbers(document: YamlFile, at: Key, row: Mapping[str, Any], about: Believable | None) -> Iterator[Problem]:
    """Yield what is wrong with the numbers of a row beside their kind: their bounds, their order, one too many."""
    numbers = {
        n: float(row[n]) for n in QUANTILES if isinstance(row.get(n), int | float) and not isinstance(row[n], bool)
    }
    for name, value in numbers.items():
        if about is not None and math.isfinite(value) and not about.least <= value <= about.most:
            span = f"{about.unit} from {about.least:g} to {about.most:g}"
            yield document.problem((*at, name), f"{name} {value:g}", span)
        if about is not None and not about.ends and name in ("minimum", "maximum"):
            yield document.problem((*at, name), f"a {name}", "low, middle and high alone for this symbol", at_key=True)
    if list(numbers.values()) != sorted(numbers.values()):
        said = ", ".join(f"{n} {v:g}" for n, v in numbers.items())
        yield document.problem(at, said, " ≤ ".join(numbers), "put the quantiles in order")


def _twice(problems: Problems, beliefs: Iterable[Belief]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for belief in beliefs:
        for theory in belief.theories:
            first = seen.setdefault((belief.symbol, theory), belief.line)
            if first != belief.line:
                problems.add(
                    f"{belief.symbol} under {theory} twice (first in line {first})",
                    line=belief.line,
                    path=f"beliefs.{belief.symbol}",
                    expected="one belief for each symbol and theory",
                )
                break

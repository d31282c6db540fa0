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

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tether.documents.yaml_file import Key, YamlFile, read_yaml
from tether.errors import InputError, Problem, Problems, did_you_mean
from tether.order.setting import OrderSetting, Spread
from tether.order.theories import THEORIES, Parameter, parameters

ALL = "all"
QUANTILES = ("minimum", "low", "middle", "high", "maximum")
KEYS = ("symbol", "theories", *QUANTILES, "author", "reason")
NEEDED = ("symbol", "theories", "low", "middle", "high", "author", "reason")
POSITIVE = ("share", "ratio", "multiple", "1/month", "1/year")  # never below 0 unless the registered range is
MOST = {"share": 1.0, "strength": 1.0, "1/month": 1.0, "1/year": 12.0, "months": 1200.0}


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
    text = read_yaml(path, "a file of beliefs (YAML)")
    problems = Problems(str(path))
    problems.extend(text.problems)
    rows = text.tree.get("beliefs") if isinstance(text.tree, dict) else None
    if not isinstance(rows, list | tuple) or not rows:
        problems.add("no list 'beliefs'", line=1, expected="beliefs: a list of rows", remedy="see docs/beliefs.md")
    for name in text.tree if isinstance(text.tree, dict) else ():
        if name != "beliefs":
            _at(problems, text, (name,), f"unknown key '{name}'", remedy=did_you_mean(str(name), ("beliefs",)))
    found = [b for i, row in enumerate(rows or ()) if (b := _belief(problems, text, i, row, known)) is not None]
    _twice(problems, found)
    problems.raise_if_any()
    return tuple(found)


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


def _belief(problems: Problems, text: YamlFile, index: int, row: Any, known: Mapping[str, Believable]) -> Belief | None:
    at, before = ("beliefs", index), len(problems.found)
    if not isinstance(row, dict):
        _at(problems, text, at, f"{row!r}", expected=f"keys {', '.join(NEEDED)}")
        return None
    for name in (n for n in row if n not in KEYS):
        _at(problems, text, (*at, name), f"unknown key '{name}'", remedy=did_you_mean(str(name), KEYS))
    for name in (n for n in NEEDED if n not in row):
        _at(problems, text, at, f"no '{name}'", expected=EXPECTED.get(name, "a number"))
    for name in (n for n in ("author", "reason") if n in row):
        if not isinstance(row[name], str) or not row[name].strip():
            _at(problems, text, (*at, name), f"{row[name]!r}", expected=EXPECTED[name])
    about = known.get(str(row.get("symbol")))
    if "symbol" in row and about is None:
        hint = did_you_mean(str(row["symbol"]), known)
        _at(problems, text, (*at, "symbol"), f"unknown symbol '{row['symbol']}'", remedy=hint)
    theories = _theories(problems, text, (*at, "theories"), row.get("theories", ALL), about)
    quantiles = _quantiles(problems, text, at, row, about)
    if len(problems.found) > before:
        return None
    words = {n: " ".join(row[n].split()) for n in ("author", "reason")}
    return Belief(str(row["symbol"]), theories, quantiles, **words, line=text.position(at).line)


EXPECTED = {
    "symbol": "a symbol of section 9 of a brief, such as recruit_gain or size.insurgent",
    "theories": f"'{ALL}' or a list of {', '.join(t.id for t in THEORIES)}",
    "author": "who believes it",
    "reason": "why, in a sentence",
}


def _theories(problems: Problems, text: YamlFile, at: Key, value: Any, about: Believable | None) -> tuple[str, ...]:
    known = [t.id for t in THEORIES]
    if value == ALL:
        return tuple(known)
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or not given:
        _at(problems, text, at, f"{value!r}", expected=EXPECTED["theories"])
        return ()
    for name in (n for n in given if n not in known):
        _at(problems, text, at, f"unknown theory '{name}'", remedy=did_you_mean(str(name), [ALL, *known]))
    if about is not None and not about.by_theory and set(given) != set(known):
        _at(problems, text, at, "some theories only", expected="all: a charter's words are read alike under every one")
    return tuple(t for t in known if t in given)


def _quantiles(
    problems: Problems, text: YamlFile, at: Key, row: Mapping[str, Any], about: Believable | None
) -> tuple[float, ...]:
    told = {n: row[n] for n in QUANTILES if n in row}
    for name, value in told.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < float("inf"):
            _at(problems, text, (*at, name), f"{value!r}", expected="a number")
        elif about is not None and not about.least <= value <= about.most:
            span = f"{about.unit} from {about.least:g} to {about.most:g}"
            _at(problems, text, (*at, name), f"{name} {value:g}", expected=span)
        if about is not None and not about.ends and name in ("minimum", "maximum"):
            _at(problems, text, (*at, name), f"a {name}", expected="low, middle and high alone for this symbol")
    numbers = {n: float(v) for n, v in told.items() if isinstance(v, int | float) and not isinstance(v, bool)}
    if list(numbers.values()) != sorted(numbers.values()):
        said = ", ".join(f"{n} {v:g}" for n, v in numbers.items())
        _at(problems, text, at, said, expected=" ≤ ".join(numbers), remedy="put the quantiles in order")
    if not {"low", "middle", "high"} <= set(numbers):
        return ()
    whole = {"minimum": numbers["low"], "maximum": numbers["high"], **numbers}
    return tuple(whole[n] for n in QUANTILES)


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


def _at(problems: Problems, text: YamlFile, at: Key, found: str, **more: str) -> None:
    mark = text.position(at)
    path = ".".join(str(k) for k in at)
    problems.add(found, line=mark.key_line or mark.line, column=mark.key_column or mark.column, path=path, **more)

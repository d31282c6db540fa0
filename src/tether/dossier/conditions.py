"""Conditions of a legal test, written as words with ``&``, ``|``, ``!`` and brackets, and read with three truth values.

    condition = parse("item.arms & !recipient.recognised")
    condition.value({"item.arms": True, "recipient.recognised": None})    # None: cannot tell

Kleene's tables: an unknown decides nothing that the known parts do not decide already. ``&`` binds tighter than ``|``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

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

"""YAML as nodes that keep their line: what a located message needs, and no more than claims use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from tether.errors import Problems, did_you_mean
from tether.evidence.claims.vocabulary import GRADES, HANDLINGS

CHOICES = {"grade": tuple(GRADES), "handling": tuple(HANDLINGS), "tag": ("S", "D", "R")}


@dataclass(frozen=True)
class Mapped:
    """One mapping of a file: values as plain Python (scalars as written, in text), lines by key."""

    file: str
    line: int
    values: dict[str, Any]
    lines: dict[str, int] = field(default_factory=dict)

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of ``key`` as written."""
        return self.values.get(key, default)

    def line_of(self, key: str) -> int:
        """Return the line of ``key``, else the mapping's own."""
        return self.lines.get(key, self.line)

    def only(self, allowed: Iterable[str], problems: Problems) -> None:
        """Report every key that is not allowed."""
        for key in self.values:
            if key not in set(allowed):
                problems.add(f"unknown key '{key}'", line=self.line_of(key), remedy=did_you_mean(key, allowed))

    def one_of(self, key: str, problems: Problems) -> None:
        """Report a value outside the closed list of ``key``."""
        value = self.values.get(key)
        if value is not None and value not in CHOICES[key]:
            problems.add(
                f"{key} '{value}'", line=self.line_of(key), path=key, remedy=did_you_mean(str(value), CHOICES[key])
            )

    def children(self, key: str, problems: Problems) -> Iterator[tuple[str, Mapped]]:
        """Yield the named mappings under ``key``."""
        group = self.values.get(key)
        if not isinstance(group, Mapped):
            problems.add(f"no '{key}'", line=self.line_of(key), expected="a mapping of ids")
            return
        for name, child in group.values.items():
            if isinstance(child, Mapped):
                yield name, child
            else:
                problems.add(f"{key}.{name} is no mapping", line=group.line_of(name))

    def lists(self, key: str, problems: Problems) -> Iterator[tuple[str, list[Mapped]]]:
        """Yield the named lists of mappings under ``key``."""
        group = self.values.get(key)
        if not isinstance(group, Mapped):
            problems.add(f"no '{key}'", line=self.line_of(key), expected="a mapping of subjects to lists")
            return
        for name, children in group.values.items():
            rows = children if isinstance(children, list) else [children]
            if not all(isinstance(r, Mapped) for r in rows):
                problems.add(f"{key}.{name} is no list of mappings", line=group.line_of(name))
            yield name, [r for r in rows if isinstance(r, Mapped)]


def compose(path: Path, problems: Problems) -> Mapped | None:
    """Return the root mapping of a YAML file, or None with the problem noted."""
    try:
        node = YAML(typ="safe", pure=True).compose(path.read_text("utf-8"))
    except MarkedYAMLError as error:
        mark = error.problem_mark
        problems.add(f"broken YAML: {error.problem}", line=mark.line + 1 if mark else 0)
        return None
    except (OSError, UnicodeDecodeError) as error:
        problems.add(f"cannot be read: {getattr(error, 'strerror', None) or error}")
        return None
    if not isinstance(node, MappingNode):
        problems.add("an empty file" if node is None else "is no mapping", line=1, expected="keys and values (YAML)")
        return None
    return _plain(node, path.name, problems)


def _plain(node: Any, file: str, problems: Problems) -> Any:
    if isinstance(node, ScalarNode):
        return None if str(node.tag).endswith(":null") else node.value
    if isinstance(node, SequenceNode):
        return [_plain(child, file, problems) for child in node.value]
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for key, child in node.value:
        if key.value in values:
            problems.add(f"key '{key.value}' stands twice", line=key.start_mark.line + 1, where=file)
        values[key.value] = _plain(child, file, problems)
        lines[key.value] = key.start_mark.line + 1
    return Mapped(file, node.start_mark.line + 1, values, lines)

"""Brings a charter of an older schema up to the current one, keeping the place of every value.

0.1 → 0.2: ``claims`` is ``contradictions`` (a claim is now a dated statement about an actor); ``meta.scope_note`` is
``meta.note``; ``politics.steps`` moves to ``steps``; ``pay[].parity`` goes (it is computed); a clearance of the old
form keeps its result, and the checker asks for authority, document and date.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tether.documents.yaml_file import Key, YamlFile


def migrated(written: YamlFile) -> YamlFile:
    """Return the text as the current schema would have it; unchanged unless its version is an older one we know."""
    tree = written.tree
    if not isinstance(tree, dict):
        return written
    while (step := _STEPS.get(str(tree.get("charter")))) is not None:
        written = step(written)
        tree = written.tree
    return written


def _from_0_1(written: YamlFile) -> YamlFile:
    tree = {**written.tree, "charter": "0.2"}
    positions = dict(written.positions)
    if "claims" in tree:
        tree["contradictions"] = tree.pop("claims")
        _move(positions, ("claims",), ("contradictions",))
    if isinstance(tree.get("meta"), dict) and "scope_note" in tree["meta"]:
        tree["meta"] = {("note" if k == "scope_note" else k): v for k, v in tree["meta"].items()}
        _move(positions, ("meta", "scope_note"), ("meta", "note"))
    if isinstance(tree.get("politics"), dict) and "steps" in tree["politics"] and "steps" not in tree:
        tree["politics"] = {k: v for k, v in tree["politics"].items() if k != "steps"}
        tree["steps"] = written.tree["politics"]["steps"]
        _move(positions, ("politics", "steps"), ("steps",))
    if isinstance(tree.get("pay"), tuple):
        tree["pay"] = tuple(_without(row, "parity") for row in tree["pay"])
    return replace(written, tree=tree, positions=positions)


def _without(row: Any, key: str) -> Any:
    return {k: v for k, v in row.items() if k != key} if isinstance(row, dict) else row


def _move(positions: dict[Key, Any], old: Key, new: Key) -> None:
    for key in [k for k in positions if k[: len(old)] == old]:
        positions[new + key[len(old) :]] = positions.pop(key)


_STEPS: dict[str, Callable[[YamlFile], YamlFile]] = {"0.1": _from_0_1}

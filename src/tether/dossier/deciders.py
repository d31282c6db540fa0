"""Who decides: which kinds of law bind, under which ids claims record their recognition and their lists."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from tether.errors import Problems, UsageError, did_you_mean
from tether.evidence.claims.nodes import Mapped, compose


@dataclass(frozen=True)
class Decider:
    """A kind of giver; ``recognition`` are the ids whose recognition of a government it follows."""

    id: str
    name: str
    kinds: tuple[str, ...]
    recognition: tuple[str, ...]
    list: str
    note: str = ""


def decider(name: str) -> Decider:
    """Return the decider called ``name``; raises ``UsageError`` with the known ones."""
    known = deciders()
    if name not in known:
        raise UsageError(f"no decider '{name}': {did_you_mean(name, known)}")
    return known[name]


@cache
def deciders() -> dict[str, Decider]:
    """Return the shipped deciders, by id."""
    path = Path(str(resources.files("tether.dossier"))) / "deciders.yaml"
    problems = Problems(path.name)
    root = compose(path, problems)
    found = {k: _decider(k, e) for k, e in root.children("deciders", problems)} if root else {}
    problems.raise_if_any()
    return found


def _decider(key: str, entry: Mapped) -> Decider:
    many = {k: tuple(map(str, entry.get(k) or ())) for k in ("kinds", "recognition")}
    return Decider(key, str(entry.get("name")), list=str(entry.get("list")), note=str(entry.get("note") or ""), **many)

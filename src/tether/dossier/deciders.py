"""Who decides: which kinds of law bind, under which ids claims record their recognition and their lists."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from tether.documents.models import KNOWN_KEYS, by_id, root_of
from tether.documents.yaml_file import read_yaml
from tether.errors import Problems, UsageError, did_you_mean


@dataclass(frozen=True)
class Decider:
    """A kind of giver; ``recognition`` are the ids whose recognition of a government it follows."""

    __pydantic_config__ = KNOWN_KEYS

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
    document = read_yaml(path, name=path.name)
    problems = Problems(document.file)
    root_of(document, problems)
    found = by_id(Decider, document, problems, ("deciders",))
    problems.raise_if_any()
    return found

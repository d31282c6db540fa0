"""The catalogue of items: their legal nature (yes, no, unknown) and the risks that go with each.

Who decides: which kinds of law bind, under which ids claims record their recognition and their lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator

from tether.documents.models import KNOWN_KEYS, Words, by_id, root_of, wrong
from tether.documents.yaml_file import read_yaml
from tether.errors import Problems, UsageError, did_you_mean
from tether.gate.note import Conditions, FactFinding
from tether.gate.questions import ITEM


def _fact(value: str) -> str:
    if f"item.{value}" not in ITEM:
        raise wrong(value, "a fact of items", did_you_mean(f"item.{value}", ITEM))
    return value


@dataclass(frozen=True)
class Item:
    """One thing that may be asked for."""

    __pydantic_config__ = KNOWN_KEYS

    id: str
    name: Words
    nature: dict[Annotated[str, AfterValidator(_fact)], Literal["yes", "no", "unknown"]]  # facts without "item."
    why: Words
    lawful_way: Words
    diversion: str = ""
    escalation: str = ""
    end_use: str = ""
    suspension: str = ""

    @property
    def conditions(self) -> Conditions:
        """Return what it needs if it is given at all."""
        return Conditions(self.diversion, self.escalation, self.end_use, self.suspension)

    @property
    def facts(self) -> tuple[FactFinding, ...]:
        """Return the item's facts, named ``item.x``."""
        findings = []
        for name, question in ITEM.items():
            value = self.nature.get(name.removeprefix("item."))
            if value is not None:
                findings.append(FactFinding(name, question, value, "catalogue", self.why))
        return tuple(findings)


def item_names() -> tuple[str, ...]:
    """Return the ids of the catalogue."""
    return tuple(catalogue())


@cache
def catalogue() -> dict[str, Item]:
    """Return the shipped catalogue, by id."""
    path = Path(str(resources.files("tether.gate"))) / "items.yaml"
    document = read_yaml(path, name=path.name)
    problems = Problems(document.file)
    root_of(document, problems)
    found = by_id(Item, document, problems, ("items",))
    problems.raise_if_any()
    return found


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
    path = Path(str(resources.files("tether.gate"))) / "deciders.yaml"
    document = read_yaml(path, name=path.name)
    problems = Problems(document.file)
    root_of(document, problems)
    found = by_id(Decider, document, problems, ("deciders",))
    problems.raise_if_any()
    return found

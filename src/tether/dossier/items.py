"""The catalogue of items: their legal nature (yes, no, unknown) and the risks that go with each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from tether.dossier.note import Conditions, FactFinding
from tether.dossier.questions import ITEM
from tether.errors import Problems, did_you_mean
from tether.evidence.claims.nodes import Mapped, compose

KEYS = ("name", "nature", "why", "diversion", "escalation", "end_use", "suspension", "lawful_way")


@dataclass(frozen=True)
class Item:
    """One thing that may be asked for."""

    id: str
    name: str
    nature: dict[str, str]  # fact without "item." -> yes, no, unknown
    why: str
    conditions: Conditions
    lawful_way: str

    @property
    def facts(self) -> tuple[FactFinding, ...]:
        """Return the item's facts, named ``item.x``."""
        found = []
        for name, question in ITEM.items():
            value = self.nature.get(name.removeprefix("item."))
            if value is not None:
                found.append(FactFinding(name, question, value, "catalogue", self.why))  # type: ignore[arg-type]
        return tuple(found)


def item_names() -> tuple[str, ...]:
    """Return the ids of the catalogue."""
    return tuple(catalogue())


@cache
def catalogue() -> dict[str, Item]:
    """Return the shipped catalogue, by id."""
    path = Path(str(resources.files("tether.dossier"))) / "items.yaml"
    problems = Problems(path.name)
    root = compose(path, problems)
    found = {k: _item(k, e, problems) for k, e in root.children("items", problems)} if root else {}
    problems.raise_if_any()
    return found


def _item(key: str, entry: Mapped, problems: Problems) -> Item:
    entry.only(KEYS, problems)
    natures = entry.get("nature")
    nature = {str(k): str(v) for k, v in natures.values.items()} if isinstance(natures, Mapped) else {}
    for name, value in nature.items():
        if f"item.{name}" not in ITEM or value not in ("yes", "no", "unknown"):
            problems.add(
                f"{name}: {value}",
                line=entry.line,
                path=f"items.{key}.nature",
                remedy=did_you_mean(f"item.{name}", ITEM),
            )
    text = {k: str(entry.get(k) or "") for k in ("diversion", "escalation", "end_use", "suspension")}
    return Item(
        key, str(entry.get("name")), nature, str(entry.get("why")), Conditions(**text), str(entry.get("lawful_way"))
    )

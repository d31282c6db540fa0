"""What hangs on one source: leave each out in turn and see which conclusions go with it.

For a profile a conclusion is that a section has something read in its source. For a screening note it is the verdict on
an item. What hangs on one source is printed first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tether.dossier.note import ScreeningNote
from tether.dossier.profile import SECTIONS, Profile
from tether.dossier.sentence import WORDS, Result
from tether.dossier.store import Store


@dataclass(frozen=True)
class Lean:
    """A source, and what is lost without it."""

    source: str
    loss: str


def leaning(profile: Profile) -> tuple[Lean, ...]:
    """Return the sources that alone carry a section of a profile, those that carry most first."""
    alone: dict[str, list[str]] = {}
    for key, claims in profile.sections.items():
        behind = {c.source.id for c in claims if c.seen}
        if len(behind) == 1:
            alone.setdefault(behind.pop(), []).append(SECTIONS[key].title.lower())
    ranked = sorted(alone.items(), key=lambda pair: -len(pair[1]))
    return tuple(Lean(source, f"nothing read in a source remains on {', '.join(lost)}") for source, lost in ranked)


def note_leaning(store: Store, note: Callable[[Store], ScreeningNote]) -> tuple[Lean, ...]:
    """Return the sources without which some item's verdict changes; ``note`` screens on a given store.

    The last row tells what changes without all that is recalled, if anything does.
    """
    whole = {i.id: i.verdict for i in note(store).items}
    found = []
    for source in note(store).sources:
        found += _change(source.id, whole, note(store.without(source=source.id)))
    return tuple(found + _change("what is recalled", whole, note(store.without(recalled=True))))


def _change(source: str, whole: dict[str, Result], other: ScreeningNote) -> list[Lean]:
    moved = [
        f"{i.name} goes from {WORDS[whole[i.id]]} to {WORDS[i.verdict]}"
        for i in other.items
        if i.verdict != whole[i.id]
    ]
    return [Lean(source, "; ".join(moved))] if moved else []

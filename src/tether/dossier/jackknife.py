"""What hangs on one source: leave each out in turn and see which conclusions go with it.

For a profile a conclusion is that a section has something read in its source. What hangs on one source is printed
first.
"""

from __future__ import annotations

from dataclasses import dataclass

from tether.dossier.profile import SECTIONS, Profile


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

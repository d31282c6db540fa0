"""At which paragraph of a draft a finding stands: where the words of its row stand, else at the article that it cites.

places = CommentPlaces(law, anchors)
places.of_row("powers.2.limit_hours", "6(2)")    # CommentPlace('art_6__para_2', 14): provision, paragraph of the file
places.of_words("art_6", "under Article 19")     # where some words of a provision stand
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tether.law.anchors import ELLIPSIS, Anchor
from tether.law.written_law import Provision, WrittenLaw, same_words

SOUGHT = 60  # characters of a quote's beginning that a paragraph must hold, or of a paragraph that the quote must


@dataclass(frozen=True)
class CommentPlace:
    """A provision, and the paragraph of the file at which a comment on it stands."""

    provision: str
    at: int


class CommentPlaces:
    """Where comments stand in one law."""

    def __init__(self, law: WrittenLaw, anchors: Sequence[Anchor] = ()):
        self._law = law
        self._anchors: dict[str, list[Anchor]] = {}
        for anchor in anchors:
            if anchor.provision:
                self._anchors.setdefault(anchor.path, []).append(anchor)

    def of_row(self, path: str, article: str) -> CommentPlace | None:
        """Return where the row of a path stands, by its words where it quotes some; None where it cites nothing."""
        for anchor in self._of(path):
            if anchor.quote and (found := self.of_words(anchor.provision, anchor.quote, strict=True)):
                return found
            if not article or anchor.article == article:
                return self.of_provision(anchor.provision)
        cited = self._law.find(article).provision if article else None
        return self.of_provision(cited.id) if cited is not None else None

    def _of(self, path: str) -> Iterator[Anchor]:
        """Give the anchors of the row that a path stands in, nearest first; those that give the very key lead."""
        steps = path.split(".")
        for n in range(len(steps), 0, -1):
            key = ".".join(steps[n:])
            here = self._anchors.get(".".join(steps[:n]), [])
            yield from sorted(here, key=lambda a: (not (key and _gives(a, key)), bool(a.gives), not a.quote))

    def of_provision(self, id: str) -> CommentPlace:
        """Return where a provision begins."""
        at = next((p.at[0] for p in self._law.within(id) if p.at), 0)
        return CommentPlace(id, at)

    def of_words(self, id: str, words: str, *, strict: bool = False) -> CommentPlace | None:
        """Return the paragraph in which words of a provision, or of its article, begin.

        Without such a paragraph: where the provision begins; None where ``strict``.
        """
        pieces = [same_words(piece).strip(" .;,؛،:") for piece in ELLIPSIS.split(words)]
        sought = next((piece for piece in pieces if piece), "")
        for start in dict.fromkeys((id, self._law.unit_of(id).id)):
            for whole in (True, False):
                for line, provision, at in _lines(self._law, start):
                    if sought and (sought[:SOUGHT] in line if whole else len(line) > 15 and line[:SOUGHT] in sought):
                        return CommentPlace(provision, at)
        return None if strict else self.of_provision(id)


def _gives(anchor: Anchor, key: str) -> bool:
    return any(key == given or key.startswith(f"{given}.") or given.startswith(f"{key}.") for given in anchor.gives)


@lru_cache(maxsize=4096)
def _lines(law: WrittenLaw, id: str) -> tuple[tuple[str, str, int], ...]:
    """Return the lines of a provision and of all below it: folded, whose they are, at which paragraph of the file."""
    return tuple(line for provision in law.within(id) for line in _own_lines(provision))


def _own_lines(provision: Provision) -> Iterator[tuple[str, str, int]]:
    texts = provision.text.split("\n") if provision.text else []
    places = provision.at[-len(texts) :] if len(provision.at) >= len(texts) else ()
    for text, at in zip(texts, places or provision.at[:1] * len(texts), strict=False):
        yield same_words(f"{provision.label} {text}" if len(texts) == 1 else text), provision.id, at

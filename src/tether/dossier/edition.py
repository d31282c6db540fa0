"""The edition of a store's pages: its actors, places and communities by their names, its sources' words as they are."""

from __future__ import annotations

from collections.abc import Iterable

from tether.dossier.store import Store
from tether.report.editions.edition import Edition

GRADED = ("credible: ", "alleged: ", "lesser: ", "none-found: ", "remedied: ")  # the catalogue has these words


def edition_of(tag: str, store: Store, theirs: Iterable[str] = ()) -> Edition:
    """Return the edition of a tag (ar, fr) for pages made from a store; ``theirs``: more words of somebody else.

    Raises:
        UsageError: there is no such edition.
    """
    names = {store.names.get(a.id, a.name): a.name_ar for a in store.actors} | {a.name: a.name_ar for a in store.actors}
    names |= {called: "" for a in store.actors for called in (a.id, a.id[:1].upper() + a.id[1:])}
    every = (*store.claims, *store.later)
    said = [text for c in every for text in (c.object, c.note, c.quote, c.judged_by, c.source.weak) if text]
    said += [text.partition(": ")[2] for text in said if text.startswith(GRADED)]
    said = [text for text in said if text and not text.startswith(GRADED)]
    both = {w for text in (*said, *theirs) for w in (text, text[:1].upper() + text[1:])}
    return Edition.of(tag, store.country, names, both - set(names))

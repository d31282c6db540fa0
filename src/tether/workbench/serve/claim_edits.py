"""Edits of claims: each a file that is never changed, with who, when and why; the last of a claim counts.

    edits = ClaimEdits(workspace / "evidence")
    edits.save("libya", "3fa9…", entry, by="Nadia", reason="read in the source", seen=0, withheld=())
    edits.latest("libya")                 # {claim: {"entry": …, "by": …, "at": …, "reason": …}}

    evidence/COUNTRY/CLAIM/0001.json

The words of a claim that is marked internal are noted with the edit that marks it, so that a server holds them back
from the moment it starts.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from tether.documents.files import below, write_text
from tether.documents.json_file import JsonShape, check_json, read_json
from tether.documents.slug import check_slug
from tether.errors import UsageError
from tether.workbench.serve.ledger import now

_LOCK = threading.RLock()
MOST = 999  # edits of one claim


class _EditFile(JsonShape):
    number: Annotated[int, Field(ge=1, le=MOST)]
    by: str
    at: str
    reason: str
    entry: dict[str, Any]
    changed: list[list[str]]
    withheld: list[str]


class EditedMeanwhile(UsageError):
    """Somebody else edited the claim since the page was shown."""


class ClaimEdits:
    """The edits that a workspace keeps."""

    def __init__(self, root: Path):
        self.root = root

    def history(self, country: str, claim: str) -> list[dict[str, Any]]:
        """Return every edit of a claim, the first first."""
        folder = self._folder(country, claim)
        return [_read(path) for path in sorted(folder.glob("[0-9]*.json"))] if folder.is_dir() else []

    def latest(self, country: str) -> dict[str, dict[str, Any]]:
        """Return the last edit of each claim of a country that was edited."""
        folder = below(self.root, check_slug(country, "country"))
        names = sorted(p.name for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []
        found = {name: self.history(country, name) for name in names}
        return {name: edits[-1] for name, edits in found.items() if edits}

    def save(
        self,
        country: str,
        claim: str,
        made: dict[str, Any],
        *,
        by: str,
        reason: str,
        seen: int,
    ) -> int:
        """Keep an edit; return its number. ``made``: entry, changed, withheld. ``seen``: edits that its writer knew.

        Raises:
            EditedMeanwhile: there is one that its writer had not seen.
        """
        with _LOCK:
            known = self.history(country, claim)
            if len(known) != seen:
                last = known[-1] if known else {"by": "nobody", "at": ""}
                raise EditedMeanwhile(f"{last['by']} edited this claim meanwhile ({last['at'][:16]}); look at it first")
            if len(known) >= MOST:
                raise UsageError(f"{claim} has {len(known)} edits, which is the most")
            told = {"number": len(known) + 1, "by": by, "at": now(), "reason": reason, **made}
            path = self._folder(country, claim) / f"{told['number']:04d}.json"
            write_text(path, json.dumps(told, ensure_ascii=False) + "\n", leaves=False)
            return int(told["number"])

    def withheld(self) -> Iterable[str]:
        """Give the words that the last edits hold back."""
        countries = sorted(p.name for p in self.root.iterdir() if p.is_dir()) if self.root.is_dir() else []
        return [word for c in countries for edit in self.latest(c).values() for word in edit["withheld"]]

    def _folder(self, country: str, claim: str) -> Path:
        return below(self.root, check_slug(country, "country"), check_slug(claim, "claim"))


def _read(path: Path) -> dict[str, Any]:
    found = read_json(path, "an edit of a claim")
    check_json(found, _EditFile, str(path))
    return dict(found)


def summaries(edits: dict[str, dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give of each edit what a child needs to put it into the file."""
    for name, edit in edits.items():
        yield name, {k: edit[k] for k in ("entry", "by", "at", "reason")}

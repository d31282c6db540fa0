"""A charter while it is typed: what ``tether lsp`` shows an editor, for a pane of the workbench.

Both ask ``charter/drafting.py``; places count from 1, lines and characters. Between two requests the door keeps the
last text that read, so that a text broken for a moment keeps its findings.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tether.charter.configuration import CheckSettings
from tether.charter.drafting import Draft, Mark, Stretch
from tether.charter.fixes import Fix
from tether.documents.yaml_edit import with_edits
from tether.errors import InputError, Problem
from tether.workbench.request import CharterText

MOST_DRAFTS = 6


class Drafts:
    """The texts that are open, by name, each as it was last checked."""

    def __init__(self) -> None:
        self._open: dict[str, Draft] = {}

    def checked(self, given: CharterText, settings: CheckSettings, theatre: Any = None) -> Draft:
        """Return a text read and checked."""
        before = self._open.pop(given.name, Draft())
        if before.text == given.text and before.settings == settings and before.file == given.name:
            made = before
        else:
            made = before.with_text(given.text, given.name, settings, theatre)
        self._open[given.name] = made
        while len(self._open) > MOST_DRAFTS:
            self._open.pop(next(iter(self._open)))
        return made

    def now(self, given: CharterText) -> Draft:
        """Return a text as it stands under the cursor, checked or not."""
        return self._open.get(given.name, Draft(file=given.name)).retyped(given.text)

    def forget(self) -> None:
        """Let go of every text."""
        self._open.clear()


def marks_of(draft: Draft) -> list[dict[str, Any]]:
    """Return what an editor shows beside a text, each mark with what can be mended there."""
    return [_mark(mark, draft) for mark in draft.marks]


def _mark(mark: Mark, draft: Draft) -> dict[str, Any]:
    own = [f for f in draft.found.fixes if f.code == (mark.code if mark.finding else "") and f.path == mark.path]
    return {
        **stretch(mark.at),
        "severity": mark.severity,
        "code": mark.code,
        "message": mark.message,
        "path": mark.path,
        "fixes": [fix_shown(f) for f in own],
    }


def fix_shown(fix: Fix) -> dict[str, Any]:
    """Return a fix as a choice of a menu."""
    return {"title": fix.title, "kind": fix.kind, "path": fix.path, "code": fix.code}


def stretch(at: Stretch) -> dict[str, int]:
    """Return a stretch of text, from 1."""
    return asdict(at)


def ways(draft: Draft, code: str, path: str) -> tuple[Fix, ...]:
    """Return every way to mend what one rule found at one place, other values that were tried among them."""
    for mark in draft.marks:
        if mark.code == code and mark.path == path:
            return draft.fixes(mark)
    return ()


def fixed(draft: Draft, code: str, path: str, title: str) -> str:
    """Return the text with one fix made, as it was offered.

    Raises:
        InputError: nothing of that title is offered there (any more).
    """
    fix = next((f for f in ways(draft, code, path) if f.title == title), None)
    if fix is None:
        found = f"no fix '{title:.80}' at {path or 'this place'}"
        raise InputError(Problem(found, draft.file, expected="one that is offered for this text", remedy="check again"))
    return with_edits(draft.text, fix.edits)

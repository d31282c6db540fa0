"""A defence as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from tether.brief.exports import Defence


def defence_as_text(found: Iterable[Defence]) -> str:
    """Return one paragraph a headline sentence."""
    return "\n\n".join(_one(d) for d in found)


def defence_as_json(found: Iterable[Defence]) -> str:
    """Return the same as JSON."""
    return json.dumps([asdict(d) for d in found], indent=1, ensure_ascii=False)


def _one(defence: Defence) -> str:
    lines = [defence.sentence, f"  result      {defence.result} ({defence.rows} rows in the page's tables)"]
    lines += [f"  assumption  {a}" for a in defence.assumptions]
    return "\n".join([*lines, f"  objection   {defence.objection}", f"  answer      {defence.answer}"])

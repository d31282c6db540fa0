"""A printed sentence with its sources, and the words for what a legal regime says to a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Result = Literal["stop", "open", "condition", "clear", "not-reached"]
ORDER: tuple[Result, ...] = ("stop", "open", "condition", "clear", "not-reached")
WORDS: dict[Result, str] = {
    "stop": "stop",
    "open": "open question",
    "condition": "only on conditions",
    "clear": "no bar found",
    "not-reached": "does not reach this",
}


@dataclass(frozen=True)
class NoteSentence:
    """One printed sentence with the ids of the sources it rests on; ``recalled``: no source was read."""

    text: str
    sources: tuple[str, ...] = ()
    recalled: bool = False

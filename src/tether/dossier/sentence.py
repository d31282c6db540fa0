"""The words for what a legal regime says to a request, the gravest first."""

from __future__ import annotations

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

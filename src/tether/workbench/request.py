"""What a caller of the door asked for: plain JSON, read key by key, every fault with its place in the request.

    request = DoorRequest({"do": "check", "charter": {"name": "guard.yaml", "text": "charter: …"}})
    request.text("do")                 # 'check'
    request.charter()                  # CharterText('guard.yaml', 'charter: …')
    request.upload("law")              # Upload('draft.docx', b'PK…'), None where none is given

A file travels as its plain name (no folder) with its bytes in base64, a charter as its name and text.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tether.documents.yaml_file import MOST_BYTES as MOST_CHARTER
from tether.errors import LONGEST_NAME, InputError, Problem

MOST_UPLOAD = 30_000_000  # bytes of a file


@dataclass(frozen=True)
class CharterText:
    """A charter as it is on somebody's screen."""

    name: str
    text: str


@dataclass(frozen=True)
class Upload:
    """A file that somebody opened."""

    name: str
    data: bytes


class DoorRequest:
    """One request; each getter raises ``InputError`` with the key that is wrong."""

    def __init__(self, asked: object):
        if not isinstance(asked, Mapping):
            raise _wrong("request", f"{type(asked).__name__}", 'a JSON object such as {"do": "about"}')
        self.asked: Mapping[str, Any] = asked

    def text(self, key: str, usual: str = "", most: int = 2_000) -> str:
        """Return a short text, the usual one where the key is absent."""
        value = self.asked.get(key, usual)
        if not isinstance(value, str):
            raise _wrong(key, type(value).__name__, "a text")
        if len(value) > most:
            raise _wrong(key, f"a text of {len(value):,} characters", f"at most {most:,}")
        return value

    def words(self, key: str, most: int = 200) -> tuple[str, ...]:
        """Return a list of short texts; none where the key is absent."""
        value = self.asked.get(key, [])
        if not isinstance(value, list | tuple) or len(value) > most or not all(isinstance(v, str) for v in value):
            raise _wrong(key, f"{type(value).__name__}", f"a list of at most {most} texts")
        return tuple(v[:2_000] for v in value)

    def rows(self, key: str, most: int = 5_000) -> tuple[Mapping[str, Any], ...]:
        """Return a list of objects."""
        value = self.asked.get(key, [])
        if not isinstance(value, list) or len(value) > most or not all(isinstance(v, Mapping) for v in value):
            raise _wrong(key, f"{type(value).__name__}", f"a list of at most {most:,} objects")
        return tuple(value)

    def number(self, key: str, least: int, most: int, usual: int | None = None) -> int:
        """Return a whole number between bounds."""
        value = self.asked.get(key, usual)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise _wrong(key, f"{value!r:.40}", f"a whole number from {least:,} to {most:,}")
        return value

    def part(self, key: str) -> DoorRequest:
        """Return an object within the request; an empty one where it is absent."""
        value = self.asked.get(key) or {}
        if not isinstance(value, Mapping):
            raise _wrong(key, type(value).__name__, "an object")
        return DoorRequest(value)

    def has(self, key: str) -> bool:
        """Whether a key is given, and is not null."""
        return self.asked.get(key) is not None

    def charter(self, key: str = "charter") -> CharterText:
        """Return a charter's name and text."""
        if not self.has(key):
            raise _wrong(key, "nothing", 'a charter: {"name": "guard.yaml", "text": "…"}')
        part = self.part(key)
        return CharterText(plain_name(part.text("name", "charter.yaml"), key), part.text("text", "", MOST_CHARTER))

    def upload(self, key: str) -> Upload | None:
        """Return a file's name and bytes; None where none is given."""
        if not self.has(key):
            return None
        part = self.part(key)
        name, packed = plain_name(part.text("name"), key), part.text("data", "", MOST_UPLOAD * 4 // 3 + 4)
        try:
            return Upload(name, base64.b64decode(packed, validate=True))
        except (binascii.Error, ValueError):
            raise _wrong(f"{key}.data", "a text that is no base64", "the file's bytes in base64") from None

    def needed(self, key: str) -> Upload:
        """Return a file that must be given."""
        found = self.upload(key)
        if found is None:
            raise _wrong(key, "nothing", 'a file: {"name": "draft.docx", "data": "base64 …"}')
        return found


def plain_name(name: str, key: str) -> str:
    """Return a file's name; a fault where it has a folder in it, or is none that a file can have."""
    dots = name.strip() in ("", ".", "..")
    if dots or set(name) & set("/\\\0\n\r") or len(name.encode()) > LONGEST_NAME or not name.isprintable():
        raise _wrong(f"{key}.name", f"{name!r:.60}", "a file's plain name, without a folder, such as guard.yaml")
    return name


def _wrong(key: str, found: str, expected: str) -> InputError:
    return InputError(Problem(found, "request", path=key, expected=expected))

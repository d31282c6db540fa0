r"""Where a cursor stands in a charter that is being typed: the path there, and whether a key or a value is due.

    cursor_in('pay:\n  - {force: g, via: ba', 2, 24)      # path ("pay", 0, "via"), word "ba", a value

The text may be broken anywhere, so it is not parsed: lines are walked by their indentation, brackets by their commas.
Anchors and quoted text over several lines are not followed; the worst that happens is that nothing is offered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tether.documents.yaml_edit import BREAKS
from tether.documents.yaml_file import Key

_PAIR = re.compile(r"""("[^"]*"|'[^']*'|[^\s\[\]{},:#'"-][^:\[\]{},]*|-[^\s:\[\]{},][^:\[\]{},]*)[ \t]*:(?:[ \t]+|$)""")
_DASH = re.compile(r"-(?:[ \t]+|$)")
MOST_LINES = 50_000


@dataclass(frozen=True)
class Cursor:
    """``path`` is that of the object whose key is due, or of the value that is; ``word`` what is typed of it so far."""

    path: Key
    word: str
    is_key: bool
    taken: frozenset[str] = frozenset()  # keys that stand in the object before the cursor


@dataclass
class _Flow:
    """Brackets that are open: for each its sign, the key or number reached in it, and what is typed there."""

    open: list[list[object]] = field(default_factory=list)  # [sign, step or None]
    keys: list[list[str]] = field(default_factory=list)  # of each bracket that is open, the keys in it so far
    token: str = ""

    def feed(self, text: str) -> None:
        quote = ""
        for at, sign in enumerate(text):
            if quote:
                quote = "" if sign == quote else quote
                self.token += sign
            elif sign == "#" and (at == 0 or text[at - 1] in " \t"):
                return
            elif sign in "\"'" and not self.token.strip():
                quote = sign
                self.token += sign
            else:
                self._sign(sign, text[at + 1 : at + 2])
            if not self.open:
                return

    def _sign(self, sign: str, after: str) -> None:
        if sign in "{[":
            self.open.append([sign, None if sign == "{" else 0])
            self.keys.append([])
            self.token = ""
        elif sign in "}]":
            self.open.pop()
            self.keys.pop()
            self.token = ""
        elif sign == "," and self.open:
            top = self.open[-1]
            top[1] = None if top[0] == "{" else top[1] + 1  # type: ignore[operator]
            self.token = ""
        elif (
            sign == ":"
            and self.open
            and self.open[-1][0] == "{"
            and self.open[-1][1] is None
            and after in ("", " ", "\t")
        ):
            self.open[-1][1] = self.token.strip().strip("\"'")
            self.keys[-1].append(str(self.open[-1][1]))
            self.token = ""
        else:
            self.token += sign


class _Lines:
    """Walks lines by their indentation; ``frames`` are (indentation, key or number) from the outermost in."""

    def __init__(self) -> None:
        self.frames: list[tuple[int, str | int]] = []
        self.flow = _Flow()
        self.keys: dict[Key, list[str]] = {}  # of each object, the keys in it so far
        self.block: int | None = None  # the indentation of a key whose value is a block of text
        self.rest: str | None = None  # what stands after the last key of the last line; None where there is no key
        self.content = ""
        self.indent = 0

    def feed(self, line: str, *, last: bool) -> None:
        self.rest = None
        if self.flow.open:
            self.flow.feed(line + "\n")
            return
        content = line.lstrip(" ")
        self.indent = len(line) - len(content)
        if self.block is not None and (self.indent > self.block or not content.strip()) and not (last and not content):
            self.content = content
            return
        if (not content.strip() or content.startswith(("#", "---"))) and not last:
            return
        self.block = None
        content = self._dashes(content)
        pair = _PAIR.match(content)
        self.content = content
        if pair is None:
            self._pop(self.indent)
            if content.startswith(("{", "[")):
                self._brackets(content)
            return
        self._pop(self.indent)
        key = pair[1].strip().strip("\"'")
        self.keys.setdefault(self.steps, []).append(key)
        self.frames.append((self.indent, key))
        self.rest = content[pair.end() :]
        if self.rest[:1] in ("|", ">"):
            self.block = self.indent
        elif self.rest[:1] in ("{", "["):
            self._brackets(self.rest)

    def _brackets(self, text: str) -> None:
        self.flow = _Flow()
        self.flow.feed(text + "\n")

    def _dashes(self, content: str) -> str:
        while dash := _DASH.match(content):
            index = 0
            while self.frames and (
                self.frames[-1][0] > self.indent
                or (self.frames[-1][0] == self.indent and isinstance(self.frames[-1][1], int))
            ):
                indent, step = self.frames.pop()
                if indent == self.indent and isinstance(step, int):
                    index = step + 1
            self.frames.append((self.indent, index))
            self.indent += dash.end()
            content = content[dash.end() :]
        return content

    def _pop(self, indent: int) -> None:
        while self.frames and self.frames[-1][0] >= indent:
            self.frames.pop()

    @property
    def steps(self) -> Key:
        return tuple(step for _, step in self.frames)


def cursor_in(text: str, line: int, column: int) -> Cursor | None:
    """Return where a cursor (from 1, in characters) stands; None in a comment, a block of text, or a huge file."""
    lines = BREAKS.split(text)[:line]
    if not lines or line > MOST_LINES or len(lines) < line:
        return None
    lines[-1] = lines[-1][: column - 1]
    if re.search(r"(^|\s)#", lines[-1]):
        return None
    walked = _Lines()
    for number, one in enumerate(lines, 1):
        walked.feed(one, last=number == line)
    if walked.flow.open:
        return _in_flow(walked)
    if walked.block is not None and walked.rest is None:
        return None
    if walked.rest is not None:
        return Cursor(walked.steps, walked.rest.strip(), is_key=False)
    return Cursor(walked.steps, walked.content.strip(), True, frozenset(walked.keys.get(walked.steps, ())))


def _in_flow(walked: _Lines) -> Cursor:
    steps: list[str | int] = list(walked.steps)
    *outer, (sign, step) = walked.flow.open
    steps += [s for _, s in outer if isinstance(s, str | int)]
    word = walked.flow.token.strip()
    if sign == "{" and step is None:
        return Cursor(tuple(steps), word, True, frozenset(walked.flow.keys[-1]))
    assert isinstance(step, str | int)
    return Cursor((*steps, step), word, is_key=False)

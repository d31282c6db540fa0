r"""Characters that a reader does not see, shown: control codes, escapes, marks that turn or hide what follows.

    visible("\x1b[2Jquiet")          # '\\u001b[2Jquiet'
    visible("Badr\u202e")            # 'Badr\\u202e'

A name from a file may carry a terminal's escape codes, or the overrides by which a line is read backwards. Whatever
goes to a terminal, into a text file or a Word file passes here. Letters stay, those of Arabic too, and so do the two
joiners where they shape a word of a joining script. The escape is JSON's own, so that JSON printed so is the same data.
"""

from __future__ import annotations

import re

HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)
JOINERS = "\u200c\u200d"
_JOINING = re.compile("[\u0620-\u06ff\u0710-\u07ff\u08a0-\u08ff\u0900-\u0dff]$")  # Arabic to Sinhala: joiners spell


class Shown(str):
    """Text made visible piece by piece, whose control codes are the program's own (colours): ``visible`` keeps it."""


def visible(text: str) -> str:
    """Return a text with every character that can't be seen written as an escape; line ends and tabs stay."""
    if isinstance(text, Shown) or HIDDEN.search(text) is None:
        return text
    return HIDDEN.sub(_escape, text)


def escape(character: str) -> str:
    r"""Return a character as JSON's escape: ``\u202e``, and a pair of them beyond the first 65,536."""
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def _escape(found: re.Match[str]) -> str:
    if found[0] in JOINERS and _JOINING.search(found.string, max(0, found.start() - 1), found.start()):
        return found[0]
    return escape(found[0])

"""Words that the writers themselves add to a page, whatever it says."""

from __future__ import annotations

FOOT = (
    "Not legal advice; no use for targeting; a person decides and signs (INTENDED_USE.md). "
    "Groups, forces and offices only; nobody's private life."
)
SOURCES = "Sources"
SOURCE = "Source"
CUT_OFF = "cut-off"
SECTIONS = "Sections"
ABSENT = "not in this page"
MORE_ON_SCREEN = "{} more on screen"
LEFT_OUT = "Left out, as marked internal: {}."  # claims that may be read here and are written nowhere
SHOWN_HERE = "On this screen only, as marked internal: {}. Such a page is written to no file."
SHAPES = {  # that stand before a word set apart: read without colour, and by writers without style
    "stop": "■",
    "error": "✕",
    "warning": "▲",
    "note": "?",
    "open": "?",
    "condition": "△",
    "clear": "○",
    "quiet": "·",
}
BLANK = "______________________________"  # a line for a hand to fill in
EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
RIGHT_TO_LEFT = ("ar", "fa", "ur", "he", "ku-Arab")


def ordinal(number: int, language: str) -> str:
    """Return the number of an item as a language writes it, without the mark that follows."""
    return str(number).translate(EASTERN) if language == "ar" else str(number)

"""The numbers that Word sets before paragraphs by itself: they stand in no text and are counted here.

    numbering = Numbering(root_of_numbering_xml, root_of_styles_xml)
    numbering.label(paragraph_properties)          # 'Article 6', '(a)', '٣-' …, '' for a paragraph without a number

Form: ECMA-376, part 1, section 17.9. A paragraph names a list (``numId``) and a level (``ilvl``), itself or by its
style; a list is an instance of an abstract one, which gives each level a start, a form of number and a pattern
(``%1.%2)``). Instances of one abstract list count on together, unless an instance starts anew. A level starts anew
after a higher one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from tether.documents.xml_file import local
from tether.law.numerals import ABJAD, ALPHABET, as_letter

MOST_LEVELS, MOST_COUNT = 9, 100_000
ARABIC_ORDINALS = (
    *("أولا", "ثانيا", "ثالثا", "رابعا", "خامسا", "سادسا", "سابعا", "ثامنا", "تاسعا", "عاشرا"),
    *("حادي عشر", "ثاني عشر", "ثالث عشر", "رابع عشر", "خامس عشر"),
)
ENGLISH = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"]
ORDINALS = [
    "First",
    "Second",
    "Third",
    "Fourth",
    "Fifth",
    "Sixth",
    "Seventh",
    "Eighth",
    "Ninth",
    "Tenth",
    "Eleventh",
    "Twelfth",
]


def value_of(element: Element | None, name: str = "val") -> str:
    """Return an attribute of an element by its own name, "" where either isn't there."""
    for key, value in () if element is None else element.attrib.items():
        if local(key) == name:
            return value
    return ""


def child(element: Element | None, *names: str) -> Element | None:
    """Return the first child of a name, of that its first of the next, and so on."""
    for name in names:
        element = None if element is None else next((e for e in element if local(e.tag) == name), None)
    return element


def is_on(element: Element | None) -> bool:
    """Return whether a switch is there and on: ``<w:b/>``, ``<w:b w:val="1"/>``."""
    return element is not None and value_of(element) not in ("0", "false", "off", "none")


def _whole(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"\d{1,6}", text) else default


@dataclass
class _WordLevel:
    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    restart: int = -1  # the level (from 1) after which it starts anew; -1: any higher one; 0: never
    plain: bool = False  # legal numbering: all levels as 1, 2, 3
    style: str = ""


@dataclass
class _WordList:
    abstract: str
    levels: dict[int, _WordLevel]
    starts: dict[int, int] = field(default_factory=dict)  # levels that this instance starts anew


class Numbering:
    """Counts a document's numbered paragraphs, in their order."""

    def __init__(self, numbering: Element | None, styles: Element | None):
        self._styles = {
            value_of(s, "styleId"): s for s in ([] if styles is None else styles) if local(s.tag) == "style"
        }
        self._abstract = {
            value_of(a, "abstractNumId"): a
            for a in (numbering if numbering is not None else ())
            if _is(a, "abstractNum")
        }
        self._nums = {value_of(n, "numId"): n for n in (numbering if numbering is not None else ()) if _is(n, "num")}
        self._lists: dict[str, _WordList | None] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()

    def style(self, properties: Element | None) -> str:
        """Return the id of a paragraph's style."""
        return value_of(child(properties, "pStyle"))

    def outline(self, properties: Element | None) -> int:
        """Return the outline level of a paragraph from 1, by itself or by its style; 0 for running text."""
        for source in (properties, *self._style_properties(self.style(properties))):
            level = value_of(child(source, "outlineLvl"))
            if level:
                return _whole(level, 9) % 9 + 1 if _whole(level, 9) < 9 else 0
        return 0

    def style_name(self, properties: Element | None) -> str:
        """Return the name of a paragraph's style in small letters."""
        return value_of(child(self._styles.get(self.style(properties)), "name")).lower()

    def label(self, properties: Element | None) -> str:
        """Count a paragraph and return the number before it, "" where it has none."""
        num, level = self._place(properties)
        listed = self._list(num) if num and num != "0" else None
        if listed is None or level not in listed.levels:
            return ""
        counts = self._counts.setdefault(listed.abstract or num, {})
        self._count(counts, listed, num, level)
        return _label(counts, listed, level)

    def _place(self, properties: Element | None) -> tuple[str, int]:
        """Return the list and level of a paragraph: what it says itself goes before what its style says."""
        style = self.style(properties)
        num = level = ""
        for source in (properties, *self._style_properties(style)):
            own = child(source, "numPr")
            num, level = num or value_of(child(own, "numId")), level or value_of(child(own, "ilvl"))
        if num and not level:
            listed = self._list(num)
            named = (
                n for n, given in (listed.levels if listed else {}).items() if given.style and given.style == style
            )
            return num, next(named, 0)
        return num, min(_whole(level, 0), MOST_LEVELS - 1)

    def _style_properties(self, style: str) -> list[Element | None]:
        """Return the paragraph properties of a style and of those that it is based on, nearest first."""
        found: list[Element | None] = []
        seen: set[str] = set()
        while style and style in self._styles and style not in seen:
            seen.add(style)
            found.append(child(self._styles[style], "pPr"))
            style = value_of(child(self._styles[style], "basedOn"))
        return found

    def _list(self, num: str) -> _WordList | None:
        if num not in self._lists:
            self._lists[num] = self._made(num)
        return self._lists[num]

    def _made(self, num: str) -> _WordList | None:
        given = self._nums.get(num)
        if given is None:
            return None
        name = value_of(child(given, "abstractNumId"))
        abstract = self._abstract.get(name)
        link = value_of(child(abstract, "numStyleLink"))
        if link:  # the list stands in a style of lists
            other = value_of(child(self._styles.get(link), "pPr", "numPr", "numId"))
            name = value_of(child(self._nums.get(other), "abstractNumId")) if other and other != num else name
            abstract = self._abstract.get(name)
        made = _WordList(name, _levels(abstract))
        for override in (e for e in given if _is(e, "lvlOverride")):
            level = _whole(value_of(override, "ilvl"), 0)
            made.levels |= _levels([e for e in override if _is(e, "lvl")])
            start = child(override, "startOverride")
            if start is not None:
                made.starts[level] = _whole(value_of(start), 1)
        return made

    def _count(self, counts: dict[int, int], listed: _WordList, num: str, level: int) -> None:
        for above in range(level):
            if above not in counts and above in listed.levels:
                counts[above] = listed.levels[above].start
        if level in listed.starts and (num, level) not in self._started:
            self._started.add((num, level))
            counts[level] = listed.starts[level]
        else:
            start = listed.starts.get(level, listed.levels[level].start)
            counts[level] = min(counts[level] + 1, MOST_COUNT) if level in counts else start
        for below in [n for n in counts if n > level]:
            given = listed.levels.get(below)
            if given is None or given.restart == -1 or level < given.restart:
                del counts[below]


def _is(element: Element, name: str) -> bool:
    return local(element.tag) == name


def _levels(elements: Element | list[Element] | None) -> dict[int, _WordLevel]:
    found = {}
    for given in () if elements is None else (e for e in elements if _is(e, "lvl")):
        restart = value_of(child(given, "lvlRestart"))
        found[_whole(value_of(given, "ilvl"), 0)] = _WordLevel(
            _whole(value_of(child(given, "start")), 1 if child(given, "start") is None else 0),
            value_of(child(given, "numFmt")) or "decimal",
            value_of(child(given, "lvlText")),
            _whole(restart, -1) if restart else -1,
            is_on(child(given, "isLgl")),
            value_of(child(given, "pStyle")),
        )
    return found


def _label(counts: dict[int, int], listed: _WordList, level: int) -> str:
    own = listed.levels[level]
    if own.form == "none":
        return own.pattern if "%" not in own.pattern else ""

    def one(found: re.Match[str]) -> str:
        at = int(found[1]) - 1
        form = "decimal" if own.plain else listed.levels[at].form if at in listed.levels else "decimal"
        return numbered(counts.get(at, 1), form)

    return re.sub(r"%([1-9])", one, own.pattern)


def numbered(count: int, form: str) -> str:
    """Return a number in a form of Word's (``numFmt``); a form that isn't known is written in digits."""
    listed = {"arabicAlpha": ALPHABET, "arabicAbjad": ABJAD, "hebrew1": "", "hebrew2": ""}
    if form in ("bullet", "none"):
        return ""
    if form in ("lowerLetter", "upperLetter") and 0 < count <= 780:
        found = as_letter(count)
        return found.upper() if form == "upperLetter" else found
    if form in ("lowerRoman", "upperRoman") and 0 < count < 400:
        found = as_roman(count)
        return found if form == "upperRoman" else found.lower()
    if listed.get(form) and 0 < count <= len(listed[form]):
        return {"ا": "أ", "ه": "هـ"}.get(listed[form][count - 1], listed[form][count - 1])
    words = {"cardinalText": ENGLISH, "ordinalText": ORDINALS}.get(form, [])
    if 0 < count <= len(words):
        return words[count - 1]
    endings = {1: "st", 2: "nd", 3: "rd"}
    if form == "ordinal":
        return f"{count}{'th' if count % 100 in (11, 12, 13) else endings.get(count % 10, 'th')}"
    return f"{count:02d}" if form == "decimalZero" else f"- {count} -" if form == "numberInDash" else str(count)


def as_roman(count: int) -> str:
    """Return a number below 400 in Roman capitals."""
    tens = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return "C" * (count // 100) + tens[count // 10 % 10] + ones[count % 10]

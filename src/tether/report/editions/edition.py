"""One edition: a language, its digits and months, the names of places and groups in it, and texts said in it.

    Edition("ar", names={"Badr Organisation": "منظمة بدر"}).said("Screening note: …")

Western digits and the months of the Maghreb where those are usual (``digits.csv``), Eastern Arabic digits and months
of the Mashriq elsewhere: ``digits`` is the one setting for both, and follows from the country where none is given.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from tether.documents.visible import Shown, visible
from tether.errors import UsageError, did_you_mean
from tether.report.editions.catalogue import GAP, CatalogueRow, catalogue, nouns, usual_digits
from tether.report.isolates import alone, bare, english
from tether.report.languages import MONTHS, Language, digits_in, number_in, plural_in, set_in_type
from tether.report.numbers import SMALL

Digits = Literal["eastern", "western"]
TAGS = {
    "en": ("en", ""),
    "fr": ("fr", ""),
    "ar": ("ar", ""),
    "ar-arab": ("ar", "eastern"),
    "ar-latn": ("ar", "western"),
}

MOST = 400  # ways of taking one text apart along one row
NUMBER = re.compile(r"[−+-]?\d[\d,]*(?:\.\d+)?(?: %| ×)?|–")
FIGURES = re.compile(r"\d+(?:[,.]\d+)*(?: %)?")
DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
SPELT = re.compile(r"(?:(\d{1,2}) )?([A-Z][a-z]{2,8}) (\d{4})")
SPAN = re.compile(r"(\S{4,10}) to (\S{4,10})")
COUNTED = re.compile(r"([−-]?\d[\d,]*|[a-z]{2,5}) ([a-z][a-z' -]{1,60})")
SENTENCE_ENDS = re.compile(r"(?<=[.?!;]) ")
CODE = re.compile(r"[A-Z]{1,4}(?:-[A-Z]{1,4}|\d{1,4})")  # of an option, a rule, a place
ISOLATED = re.compile("\u2066([^\u2066\u2069]*)\u2069")
LATIN = re.compile(r"((?:[\d/]+ ?)?[A-Za-z][A-Za-z0-9.,:/§&+_'’ -]*[A-Za-z0-9](?:\([a-z0-9]{1,3}\))?|[A-Za-z])")
BREAK = re.compile(r"[a-z)\]”]\. [A-Z]")  # where one sentence ends and another begins
LISTS = (
    (r"; ", "؛ ", " ; "),
    (r", and ", "، و", " et "),
    (r", ", "، ", ", "),
    (r" and ", " و", " et "),
    (r" or ", " أو ", " ou "),
)
MOST_PARTS = 60
_ENGLISH_MONTHS = {name: number for number, name in enumerate(MONTHS["en"], 1)}


@dataclass
class Edition:
    """Says English texts in a language, and keeps count of what it could not say (``left``)."""

    language: Language
    digits: Digits = "eastern"
    names: Mapping[str, str] = field(default_factory=dict)
    theirs: frozenset[str] = frozenset()  # words of sources and of the case's author, which no edition translates
    left: Counter[str] = field(default_factory=Counter)
    used: set[CatalogueRow] = field(default_factory=set)
    _unknown: set[str] = field(default_factory=set)
    _known: dict[str, str | None] = field(default_factory=dict)

    @classmethod
    def of(
        cls, tag: str, country: str = "", names: Mapping[str, str] | None = None, theirs: Iterable[str] = ()
    ) -> Edition:
        """Return the edition of a tag (ar, ar-latn, fr) for a country.

        Raises:
            UsageError: there is no such edition.
        """
        if tag not in TAGS:
            raise UsageError(f"--lang {tag!r}: {did_you_mean(tag, TAGS)}")
        language, digits = TAGS[tag]
        usual = usual_digits().get(country.lower(), "eastern")
        called = {name: said if language == "ar" else "" for name, said in (names or {}).items()}
        return cls(language, digits or usual, called, frozenset(theirs))  # type: ignore[arg-type]

    def said(self, text: str) -> str:
        """Return a text in the language; a sentence that no row makes stays in English, marked and counted."""
        if self.language == "en" or isinstance(text, Shown) or not text.strip():
            return text
        seen = visible(text)
        made = self._sentence(seen) or self._in_parts(seen)
        if self.language == "ar":
            made = set_in_type(made, "ar")
        self.left.update(piece for piece in ISOLATED.findall(made) if piece in self._unknown)
        return Shown(made)

    def template(self, text: str) -> str:
        """Return a sentence with its gaps unfilled, for a script that fills them; counted where no row has it."""
        row = catalogue().by_english.get(text)
        if row is None or self.language == "en":
            self.left.update([text] * (row is None and self.language != "en"))
            return text
        self.used.add(row)
        return bare(self._set(row.text(self.language))) if not row.gaps else row.text(self.language)

    def whole(self, text: str) -> str | None:
        """Return a text that is known as a whole; None where it isn't."""
        known = self._sentence(visible(text))
        return None if known is None else Shown(set_in_type(known, "ar") if self.language == "ar" else known)

    def _in_parts(self, text: str) -> str:
        """Return a text of which some sentences are known."""
        said, rest = [], text
        while rest:
            ends = [*(m.start() for m in SENTENCE_ENDS.finditer(rest)), len(rest)][:MOST_PARTS]
            ends = [*(e for e in reversed(ends) if rest[:e].rstrip(".;") in self.theirs), *ends]
            end = next((e for e in ends if self._sentence(rest[:e]) is not None), min(ends))
            known = self._sentence(rest[:end])
            if known is None:
                self._unknown.add(rest[:end])
            said.append(english(rest[:end]) if known is None else known)
            rest = rest[end:].lstrip(" ")
        return " ".join(said)

    def _sentence(self, text: str) -> str | None:
        """Return a sentence, or one without the stop at its end and that stop."""
        known = self._whole(text)
        if known is None and text[-1] in ".;" and len(text) > 1 and (bare := self._whole(text[:-1])) is not None:
            stop = {"ar": "؛", "fr": " ;"}[self.language] if text[-1] == ";" else "."
            return f"{bare}{stop}"
        return known

    def _whole(self, text: str) -> str | None:
        """Return a text that the catalogue, the names or the language's numbers have as a whole; None otherwise."""
        if text not in self._known:
            self._known[text] = self._looked_up(text)
        return self._known[text]

    def _looked_up(self, text: str) -> str | None:
        for known in (self._term(text), self._name(text), self._date(text), self._span(text)):
            if known is not None:
                return known
        if text in self.theirs:
            return english(text)
        if not any(map(str.isalpha, text)):
            return self.number(text)
        if CODE.fullmatch(text):
            return alone(text)
        return self._counted(text) or self._made(text, loose=False) or self._list(text) or self._made(text, loose=True)

    def _made(self, text: str, *, loose: bool) -> str | None:
        """Return a text that a row makes; ``loose``: a row with a gap that takes any text."""
        found = (row for row in catalogue().candidates(text) if row.loose is loose)
        return next((said for row in found if (said := self._filled(row, text)) is not None), None)

    def _term(self, text: str) -> str | None:
        whole = catalogue().whole
        row = whole.get(text)
        if row is not None:
            self.used.add(row)
            return self._set(row.text(self.language))
        other = whole.get(text[:1].swapcase() + text[1:])
        if other is None:
            return None
        self.used.add(other)
        said = self._set(other.text(self.language))
        return said[:1].upper() + said[1:] if text[:1].isupper() else said

    def _set(self, text: str) -> str:
        """Return a row's own words as they are printed: with the digits and months of the edition."""
        if self.language != "ar":
            return set_in_type(text, self.language)
        for month in MONTHS["ar"]:
            text = text.replace(month, self._month(month))
        pieces = LATIN.split(text)  # references keep their own digits and direction
        return "".join(alone(p) if n % 2 else self._digits(p) for n, p in enumerate(pieces))

    def _digits(self, text: str) -> str:
        return digits_in(text, "ar") if self.digits == "eastern" else text

    def _month(self, month: str) -> str:
        return month.partition("/")[2 if self.digits == "western" else 0] if "/" in month else month

    def _name(self, text: str) -> str | None:
        """Return a name of the case in the language, or as it is where it has none there."""
        name = text if text in self.names else text.removeprefix("the ")
        if name in self.names:
            return self.names[name] or alone(name)
        return None

    def _place(self, text: str) -> str | None:
        row = catalogue().whole.get(text)
        return self._term(text) if row is not None and row.of == "names" else None

    def number(self, text: str) -> str:
        """Return a number, or a text of figures and signs, as the language writes it."""
        if self.language == "ar" and self.digits == "western":
            return text.replace(" %", "%")
        return FIGURES.sub(lambda found: number_in(found[0], self.language), text)

    def _date(self, text: str) -> str | None:
        """Return a day, month or year."""
        if found := DAY.fullmatch(text):
            year, month, day = found.groups()
        elif (found := SPELT.fullmatch(text)) and found[2] in _ENGLISH_MONTHS:
            year, month, day = found[3], str(_ENGLISH_MONTHS[found[2]]), found[1]
        else:
            return None
        if month and not 1 <= int(month) <= 12:
            return None
        name = self._month(MONTHS[self.language][int(month) - 1]) if month else ""
        number = "1er" if self.language == "fr" and day and int(day) == 1 else str(int(day)) if day else ""
        said = " ".join(part for part in (number, name, year) if part)
        return self._digits(said) if self.language == "ar" else said

    def _span(self, text: str) -> str | None:
        found = SPAN.fullmatch(text)
        first, last = (self._date(found[1]), self._date(found[2])) if found else (None, None)
        if first is None or last is None:
            return None
        return f"من {first} إلى {last}" if self.language == "ar" else f"{first} – {last}"

    def _counted(self, text: str) -> str | None:
        """Return a number with its noun."""
        found = COUNTED.fullmatch(text[:1].lower() + text[1:])
        if not found or found[2] not in nouns():
            return None
        if found[1] in SMALL:
            number = SMALL.index(found[1])
        elif found[1].lstrip("−-").replace(",", "").isdigit():
            number = int(found[1].replace(",", "").replace("−", "-"))
        else:
            return None
        forms = nouns()[found[2]]
        form = "zero" if number == 0 and self.language == "ar" else plural_in(abs(number), self.language)
        said = forms[f"{self.language}_{form}"]
        return said.replace("{n}", self.number(f"{number:,}"))

    def _list(self, text: str) -> str | None:
        """Return a list each of whose members is known."""
        if sum(text.count(s) for s, *_ in LISTS) > MOST_PARTS:
            return None
        for separator, arabic, french in LISTS:
            at = text.rfind(separator)
            while at > 0:
                first = self._whole(text[:at])
                last = self._whole(text[at + len(separator) :]) if first is not None else None
                if first is not None and last is not None:
                    return f"{first}{arabic if self.language == 'ar' else french}{last}"
                at = text.rfind(separator, 0, at)
        return None

    def _filled(self, row: CatalogueRow, text: str) -> str | None:
        """Return a row with its gaps filled from a text that was made from it; None where it wasn't."""
        for values in taken_apart(text, row):
            said: dict[str, str] = {}
            gaps = sorted(zip(row.gaps, values, strict=True), key=lambda gap: gap[0][1] == "s")  # what can't fail, last
            for (name, kind), value in gaps:
                filled = self._gap(kind, value)
                if filled is None:
                    break
                said[name] = filled
            else:
                self.used.add(row)
                pieces = GAP.split(row.text(self.language))
                made = "".join(
                    self._set(p) if n % 3 == 0 else said[p] if n % 3 == 1 else "" for n, p in enumerate(pieces)
                )
                made = set_in_type(made, self.language)
                return made[:1].upper() + made[1:] if text[:1].isupper() and row.english[:1].islower() else made
        return None

    def _gap(self, kind: str, value: str) -> str | None:
        match kind:
            case "n":
                return self._number_or_word(value)
            case "d":
                return self._date(value) or self._span(value)
            case "c":
                return self._counted(value)
            case "w":
                return self._place(value) or self._name(value)
            case "q":
                return self._whole(value) or self._as_it_is(value)
            case "r":
                return self._whole(value) or self._references(value)
            case "s":
                return self._sentence(value) or self._in_parts(value)
        return self._whole(value)

    def _as_it_is(self, value: str) -> str | None:
        return None if BREAK.search(value) else alone(value)

    def _references(self, value: str) -> str | None:
        """Return legal references as they are, each with the word that it was not read where that is said."""
        recalled = self._term("recalled")
        said = []
        for ref in value.split("; "):
            name = ref.removesuffix(" (recalled)")
            said.append(f"{alone(name)} ({recalled})" if name != ref else alone(ref))
        return None if BREAK.search(value) else {"ar": "؛ ", "fr": " ; "}[self.language].join(said)

    def _number_or_word(self, value: str) -> str | None:
        if value in SMALL:
            return self.number(str(SMALL.index(value)))
        return self.number(value) if NUMBER.fullmatch(value) else None


def taken_apart(text: str, row: CatalogueRow) -> Iterator[tuple[str, ...]]:
    """Yield each way in which a text can have been made from a row: what stands in its gaps."""
    pieces = row.pieces
    first, last = pieces[0], pieces[-1]
    begins = text[: len(first)]
    if begins != first and (begins[:1].lower() + begins[1:]) != (first[:1].lower() + first[1:]):
        return
    if not text.endswith(last) or len(text) < sum(map(len, pieces)):
        return
    inner = text[len(first) : len(text) - len(last)]
    steps = iter(range(MOST))
    yield from (tuple(v) for v in _ways(inner, pieces[1:-1], steps) if all(map(_whole_phrase, v)))


def _whole_phrase(value: str) -> bool:
    """Whether a value can fill a gap: it isn't empty and closes each bracket that it opens."""
    depth = 0
    for character in value:
        depth += (character in "([") - (character in ")]")
        if depth < 0:
            return False
    return bool(value) and depth == 0


def _ways(text: str, between: tuple[str, ...], steps: Iterator[int]) -> Iterator[list[str]]:
    """Yield each way of cutting a text at the pieces between its gaps, the shortest first gap first."""
    if not between:
        yield [text]
        return
    at = text.find(between[0])
    while at >= 0 and next(steps, None) is not None:
        for rest in _ways(text[at + len(between[0]) :], between[1:], steps):
            yield [text[:at], *rest]
        at = text.find(between[0], at + 1)

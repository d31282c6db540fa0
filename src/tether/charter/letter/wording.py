"""A question in another language: taken apart along the template that it was made from, and set together again.

    worded("How many men may 'guard' have at most?", "fr", {"guard": "National Guard"})
    # Combien d'hommes « National Guard » peut-il compter au plus ?

``words.csv`` holds every sentence in which the checker asks, with its gaps ({0}, {1}, …), and the same sentence in
Arabic and French; then the phrases and words that fill gaps. A gap is filled by what the charter says: a name, a
number, a date, words of the checker's own (which stand in the table too), or free text, which no letter translates: it
is quoted as it stands, in « ».
Nothing is guessed: a sentence that no row makes is quoted whole, and said to be in English.

No row was reviewed by a native lawyer; the letter says so. To add a question to a rule, add its row: a test lists every
sentence that asks in the rules' source and has none.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from tether.charter.letter.languages import Language, date_in, digits_in, number_in, quoted_in, set_in_type
from tether.charter.letter.names import Described, LetterNames

GAP = re.compile(r"\{(\d)\}")
IDENTIFIER = re.compile(r"'([^' ]+)'")
DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?: %)?")
CODE = re.compile(r"[A-Z]{3}\d\d")
PLACE = re.compile(r"[a-z_]+(?:\.[a-z0-9_-]+|\[[^\[\]]*\])+")
SEPARATORS = ("; ", ", ", " and from ", " and ", " or ", " to ")
MOST_PARTS = 60  # parts of a list or phrase
MOST_TRIES = 4_000  # steps in taking one sentence apart; what needs more is quoted


@dataclass(frozen=True)
class WordedTemplate:
    """One row: a sentence or phrase with gaps, in three languages."""

    kind: str  # question; phrase; pair (its gaps hold no free text); word
    rules: tuple[str, ...]  # the only rules that mean this by it; none: every rule
    english: str
    arabic: str
    french: str

    @property
    def pieces(self) -> tuple[str, ...]:
        """The English between the gaps."""
        return tuple(GAP.split(self.english)[::2])

    @property
    def gaps(self) -> tuple[str, ...]:
        """The gaps' numbers, in the order of the English."""
        return tuple(GAP.findall(self.english))

    def text(self, language: Language) -> str:
        """The row in a language."""
        english = _spoken().get(self.english, self.english) if self.kind == "word" else self.english
        text = {"en": english, "ar": self.arabic, "fr": self.french}[language]
        return re.sub(r"(?<!\{)\d+", lambda found: digits_in(found[0], language), text)


@cache
def templates() -> tuple[WordedTemplate, ...]:
    """Return the table, the rows with most words of their own first: they are tried first."""
    rows = [WordedTemplate(r["kind"], tuple(r["rules"].split()), r["en"], r["ar"], r["fr"]) for r in _rows("words")]
    return tuple(sorted(rows, key=lambda row: (not row.rules, -sum(map(len, row.pieces)))))


@cache
def _by_kind(question: bool) -> tuple[WordedTemplate, ...]:
    return tuple(t for t in templates() if (t.kind == "question") == question)


@dataclass(frozen=True)
class WordedSentence:
    """A sentence in a language, and whether the table has words for it."""

    text: str
    known: bool


def worded(message: str, language: Language, names: Mapping[str, str], code: str = "") -> WordedSentence:
    """Return what the checker asks in a language; ``names`` gives the charter's own name of an id.

    ``code`` is the rule that asks: where two rules mean different things by one sentence, the table says which.
    """
    found = _Speaker(language, names, code).sentence(message)
    if language == "en":
        return WordedSentence(_named(message, names) if found is None else found, True)
    if found is None:
        return WordedSentence(quoted_in(_named(message, names), language), False)
    return WordedSentence(set_in_type(found, language), True)


def _named(text: str, names: Mapping[str, str]) -> str:
    """Return the English with names in the place of ids: a letter speaks of the National Guard, not of 'ing'."""
    return TWICE.sub("", IDENTIFIER.sub(lambda found: _called(names, found[1], "en"), text))


TWICE = re.compile(r"\b(phase|unit|step|item) (?=\1 \d)")  # a noun, and what a row without a name is called


def _called(names: Mapping[str, str], id: str, language: Language) -> str:
    """Return the charter's own name of an id, quoted; or what it is, where it has none."""
    name = names.get(id, id)
    return name if isinstance(name, Described) else quoted_in(name, language)


@dataclass(frozen=True)
class _Speaker:
    """Says sentences and what stands in their gaps in one language, with the names of one charter, for one rule."""

    language: Language
    names: Mapping[str, str]
    code: str = ""
    met: dict[str, str | None] = field(default_factory=dict)  # values met before, and what was known of them

    def sentence(self, text: str) -> str | None:
        """Return a sentence that asks, or several in a row; None where the table has none."""
        for row in _by_kind(True):
            values = taken_apart(text, row) if not row.rules or self.code in row.rules else None
            if values is not None:
                return self._filled(row, values)
        first, mark, rest = text.partition("? ")
        parts = [self.sentence(f"{first}?"), self.sentence(rest)] if mark and rest else [None]
        return " ".join(part for part in parts if part) if None not in parts else None

    def _filled(self, row: WordedTemplate, values: Mapping[str, str]) -> str:
        """Return a row with its gaps filled; what ends in a question mark may be questions again."""
        said = {}
        for gap, value in values.items():
            asked = self.sentence(value) if value.endswith("?") else None
            said[gap] = asked or (value if self._is_a_verb(row, gap, value) else self.argument(value))
        return _set(row.text(self.language), said, self.language)

    def _is_a_verb(self, row: WordedTemplate, gap: str, value: str) -> bool:
        """Whether a word of the table stands after "may" in English, where it keeps its own form (may arrest)."""
        return (
            self.language == "en"
            and value.isalpha()
            and bool(re.search(rf"\bmay (?:it |they )?\{{{gap}\}}", row.english))
        )

    def argument(self, value: str) -> str:
        """Return what fills a gap: words of the table, a name, a number, a date, or a quotation."""
        known = self.known(value)
        if known is None and _is_short(value):
            known = self._phrase(value, free=True)
        if known is not None:
            return known
        own = _named(value, self.names)
        return own if self.language == "en" else quoted_in(own, self.language)

    def known(self, value: str) -> str | None:
        """Return a value that the table, the charter's names or the language's numbers have; None for free text."""
        if value not in self.met:
            self.met[value] = self._looked_up(value)
        return self.met[value]

    def _looked_up(self, value: str) -> str | None:
        if not value or CODE.fullmatch(value):
            return value
        if PLACE.fullmatch(value):
            return self.names.place(value) if isinstance(self.names, LetterNames) else value
        if identifier := IDENTIFIER.fullmatch(value):
            return self._phrase(value) or _called(self.names, identifier[1], self.language)
        if value in self.names:
            return _called(self.names, value, self.language)
        if DATE.fullmatch(value):
            return date_in(value, self.language)
        if NUMBER.fullmatch(value):
            return number_in(value, self.language)
        return (self._phrase(value) or self._several(value)) if _is_short(value) else None

    def _phrase(self, value: str, *, free: bool = False) -> str | None:
        """Return a phrase of the table; its gaps hold what is known, or (``free``) the charter's own text, quoted."""
        for row in _by_kind(False):
            values = taken_apart(value, row) if not free or row.kind == "phrase" else None
            if values is None:
                continue
            said: dict[str, str | None] = {}
            for gap, inner in values.items():
                said[gap] = self.argument(inner) if free else self.known(inner)
                if said[gap] is None:
                    break
            else:
                return _set(row.text(self.language), said, self.language)
        return None

    def _several(self, value: str) -> str | None:
        """Return a list each of whose members is known, set together with the language's own comma and "and"."""
        for separator in SEPARATORS:
            before, found, after = value.partition(separator)
            while found:
                first = self.known(before) if before else None
                rest = self.known(after) if first is not None and after else None
                if first is not None and rest is not None:
                    return f"{first}{JOINTS[separator][self.language]}{rest}"
                more, found, after = after.partition(separator)
                before = f"{before}{separator}{more}"
        return None


def _is_short(value: str) -> bool:
    """Whether a value has few enough parts to be taken apart; a longer one is quoted."""
    return sum(map(value.count, (*SEPARATORS, " of ", " at "))) <= MOST_PARTS


NOUNS: dict[Language, re.Pattern[str]] = {  # before the gap of an id: what is described says it again
    "en": re.compile(r"\b(?:[Tt]he )?(?:[Pp]hase|[Ss]tream|[Ee]xit|[Dd]uty|[Ss]tep|[Ii]tem|[Uu]nit) $|\b[Tt]he $"),
    "ar": re.compile(r"(?<![\u0621-\u064a])(?:المرحلة|المسار|البند|الخطوة|الواجب|الوحدة) $"),
    "fr": re.compile(r"\b(?:[Ll]a |[Ll]e |[Ll]')?(?:phase|étape|voie|filière|obligation|unité|poste d'aide) $"),
}


def _set(text: str, said: Mapping[str, str | None], language: Language) -> str:
    """Return a row with its gaps filled; before what is described its noun is not said twice."""
    made = ""
    for n, piece in enumerate(GAP.split(text)):
        if n % 2 == 0:
            made += piece
            continue
        value = said[piece] or ""
        kept = NOUNS[language].sub("", made) if isinstance(value, Described) else made
        begins = kept != made and not kept and value  # a sentence begins with what is described
        made = kept + (value[0].upper() + value[1:] if begins else value)
    return made


JOINTS: dict[str, dict[Language, str]] = {
    "; ": {"en": "; ", "ar": "؛ ", "fr": " ; "},
    ", ": {"en": ", ", "ar": "، ", "fr": ", "},
    " and from ": {"en": " and from ", "ar": " ومن ", "fr": " et de "},
    " and ": {"en": " and ", "ar": " و", "fr": " et "},
    " or ": {"en": " or ", "ar": " أو ", "fr": " ou "},
    " to ": {"en": " to ", "ar": " إلى ", "fr": " à "},
}


def taken_apart(text: str, row: WordedTemplate) -> dict[str, str] | None:
    """Return what stands in the gaps of a row, where a text was made from it; None where it was not."""
    pieces = row.pieces
    if len(pieces) == 1:
        return {} if text == pieces[0] else None
    if not text.startswith(pieces[0]) or not text.endswith(pieces[-1]) or len(text) < sum(map(len, pieces)):
        return None
    inner = text[len(pieces[0]) : len(text) - len(pieces[-1])]
    steps = iter(range(MOST_TRIES))
    for values in _ways(inner, pieces[1:-1], steps):
        if all((value or row.kind == "question") and "? " not in value for value in values[:-1]) and _ends(values, row):
            return dict(zip(row.gaps, values, strict=True))
    return None


def _ends(values: list[str], row: WordedTemplate) -> bool:
    """Whether the last gap holds no question, unless the row ends with it."""
    return bool(values[-1] or row.kind == "question") and ("? " not in values[-1] or not row.pieces[-1])


def _ways(text: str, between: tuple[str, ...], steps: Iterator[int]) -> Iterator[list[str]]:
    """Yield each way of cutting a text at the pieces between its gaps, the shortest first gap first."""
    if not between:
        yield [text]
        return
    at = text.find(between[0]) if between[0] else 0
    while at >= 0 and next(steps, None) is not None:
        for rest in _ways(text[at + len(between[0]) :], between[1:], steps):
            yield [text[:at], *rest]
        at = text.find(between[0], at + 1) if between[0] else (at + 1 if at < len(text) else -1)


def label(name: str, language: Language, *values: str) -> str:
    """Return one of the letter's own words or sentences (``labels.csv``), with its gaps filled."""
    said = GAP.sub(lambda gap: values[int(gap[1])], _labels()[name][language])
    return set_in_type(said, language)


def reason(code: str, language: Language) -> str:
    """Return in one line why a rule asks, in Arabic or French (``reasons.csv``); "" in English."""
    return set_in_type(digits_in(_reasons()[code][language], language), language) if language != "en" else ""


@cache
def _labels() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in _rows("labels")}


@cache
def _spoken() -> dict[str, str]:
    """Return how a word that a charter's file writes is said in English: outside-home, service away from home."""
    return {row["en"]: row["spoken"] for row in _rows("spoken")}


@cache
def _reasons() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in _rows("reasons")}


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((files("tether.charter.letter") / f"{name}.csv").read_text("utf-8").splitlines()))

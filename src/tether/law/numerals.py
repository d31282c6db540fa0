"""Numbers as laws write them: digits of two scripts, Roman, letters, and words in English, French and Arabic.

    plain("المادة (٦)")              # 'المادة (6)': one character for one, so that places in the text stay
    ordinal("السادسة عشرة")          # 16; ordinal("premier") == 1; ordinal("twenty-first") == 21
    cardinal("two thousand four hundred")    # 2400; cardinal("خمسة وأربعون") == 45
    hijri_to_gregorian(1434, 3, 12)  # date(2013, 1, 24): the civil calendar by rule; sighting may differ by two days

Arabic words are compared by ``bare``: without vowel signs and tatweel, the forms of alef as one, ة as ه, ى as ي,
since a typist writes one for another.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache

EASTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")
SIGNS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640]")  # vowel signs and tatweel
ALIKE = str.maketrans("أإآٱىةؤئ", "ااااي\u0647وي")
ABJAD = "ابجدهوزحطيكلمنسعفصقرشتثخذضظغ"
ALPHABET = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
ROMAN = re.compile(r"(?=[IVXLC])(C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
ISLAMIC_EPOCH = 1_948_440  # Julian day of 1 Muharram 1
JULIAN_OF_ORDINAL = 1_721_425  # Julian day of date.fromordinal(0), rounded up

_UNITS = {
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen",
    "fr": "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
}
_TENS = {
    "en": {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80}
    | {"ninety": 90},
    "fr": {"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70}
    | {"nonante": 90},
}
_IRREGULAR_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fifth": 5,
    "eighth": 8,
    "ninth": 9,
    "twelfth": 12,
    "premier": 1,
    "premiere": 1,
    "1er": 1,
    "1re": 1,
    "seconde": 2,
    "cinquieme": 5,
    "neuvieme": 9,
    "unique": 1,
    "sole": 1,
}
_MULTIPLES = {"hundred": 100, "cent": 100, "cents": 100, "thousand": 1000, "mille": 1000, "million": 10**6}
_MULTIPLES |= {"millions": 10**6, "milliard": 10**9, "milliards": 10**9, "billion": 10**9}

_ARABIC_STEMS = {  # bare words: cardinals in both genders, and ordinals without their article
    "واحد": 1,
    "واحده": 1,
    "احد": 1,
    "احدي": 1,
    "حادي": 1,
    "حاديه": 1,
    "اول": 1,
    "اولي": 1,
    "وحيده": 1,
    "فريده": 1,
    "اثنان": 2,
    "اثنين": 2,
    "اثنتان": 2,
    "اثنتين": 2,
    "اثنا": 2,
    "اثني": 2,
    "اثنتا": 2,
    "اثنتي": 2,
    "ثاني": 2,
    "ثانيه": 2,
    "ثان": 2,
    "ثلاث": 3,
    "ثلاثه": 3,
    "ثالث": 3,
    "ثالثه": 3,
    "اربع": 4,
    "اربعه": 4,
    "رابع": 4,
    "رابعه": 4,
    "خمس": 5,
    "خمسه": 5,
    "خامس": 5,
    "خامسه": 5,
    "ست": 6,
    "سته": 6,
    "سادس": 6,
    "سادسه": 6,
    "سبع": 7,
    "سبعه": 7,
    "سابع": 7,
    "سابعه": 7,
    "ثمان": 8,
    "ثماني": 8,
    "ثمانيه": 8,
    "ثامن": 8,
    "ثامنه": 8,
    "تسع": 9,
    "تسعه": 9,
    "تاسع": 9,
    "تاسعه": 9,
    "عشر": 10,
    "عشره": 10,
    "عاشر": 10,
    "عاشره": 10,
    "عشرون": 20,
    "عشرين": 20,
    "ثلاثون": 30,
    "ثلاثين": 30,
    "اربعون": 40,
    "اربعين": 40,
    "خمسون": 50,
    "خمسين": 50,
    "ستون": 60,
    "ستين": 60,
    "سبعون": 70,
    "سبعين": 70,
    "ثمانون": 80,
    "ثمانين": 80,
    "تسعون": 90,
    "تسعين": 90,
    "مايه": 100,
    "ميه": 100,
    "ماءه": 100,
    "مايتان": 200,
    "مايتين": 200,
    "ميتان": 200,
    "ميتين": 200,
    "مايتي": 200,
    "ثلاثمايه": 300,
    "ثلاثميه": 300,
    "اربعمايه": 400,
    "اربعميه": 400,
    "خمسمايه": 500,
    "خمسميه": 500,
    "ستمايه": 600,
    "ستميه": 600,
    "سبعمايه": 700,
    "سبعميه": 700,
    "ثمانمايه": 800,
    "ثمانميه": 800,
    "تسعمايه": 900,
    "تسعميه": 900,
    "الف": 1000,
    "الفا": 1000,
    "الاف": 1000,
    "الفان": 2000,
    "الفين": 2000,
    "الفي": 2000,
    "مليون": 10**6,
    "ملايين": 10**6,
    "مليونا": 10**6,
    "مليونين": 2 * 10**6,
    "مليار": 10**9,
}
_ARABIC_STEMS |= {  # written out in the accusative: أربعاً وعشرين
    f"{word}ا": value
    for word, value in _ARABIC_STEMS.items()
    if value <= 10 and word[-1] not in "اني\u0647" and f"{word}ا" not in _ARABIC_STEMS
}
_ARABIC_STEMS |= {"ثمانيا": 8, "مليارا": 10**9}
_ARABIC_MULTIPLES = (1000, 10**6, 10**9)


def plain(text: str) -> str:
    """Return a text with Eastern Arabic digits as 0–9, of the same length."""
    return text.translate(EASTERN)


def bare(text: str) -> str:
    """Return Arabic without vowel signs, alike letters as one; other letters in small and without accents."""
    if text.isascii():
        return text.casefold()
    kept = SIGNS.sub("", text).translate(ALIKE).translate(EASTERN)
    folded = unicodedata.normalize("NFKD", kept).casefold()
    return "".join(c for c in folded if not unicodedata.combining(c))


def roman(text: str) -> int | None:
    """Return the value of a Roman number up to 399, None for what is none."""
    if not text or ROMAN.fullmatch(text.upper()) is None:
        return None
    values = [ROMAN_VALUES[letter] for letter in text.upper()]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def letter(text: str) -> tuple[int, ...]:
    """Return the places that a letter may have in a list: Latin (aa after z), Arabic in its two orders.

    >>> letter("c"), letter("ج"), letter("aa")
    ((3,), (3, 5), (27,))
    """
    small = bare(text).strip()
    if re.fullmatch(r"[a-z]|([a-z])\1", small):
        return (ord(small[0]) - 96 + 26 * (len(small) - 1),)
    if len(small) == 1 and small in ABJAD:
        return tuple(dict.fromkeys((ABJAD.index(small) + 1, ALPHABET.index(small) + 1)))
    return ()


def as_letter(place: int) -> str:
    """Return a, b, … z, aa, bb for a place from 1: how an item is numbered in ids, whatever its script."""
    return chr(97 + (place - 1) % 26) * (1 + (place - 1) // 26)


@cache
def ordinal(text: str) -> int | None:
    """Return the value of an ordinal in words (a cardinal serves: Chapter One), None for what is none."""
    words = re.findall(r"[a-z0-9]+|[\u0621-\u064a]+", bare(text))
    if not words or len(words) > 8:
        return None
    if words[0] > "\u0600":
        return _arabic([_without_article(w) for w in words], ordinals=True)
    last = _latin_ordinal(words[-1])
    if last is None:
        return cardinal(text)
    before = _latin(words[:-1]) if words[:-1] else 0
    return None if before is None else before + last


@cache
def cardinal(text: str) -> int | None:
    """Return the value of a number in words, None for what is none."""
    words = re.findall(r"[a-z]+|[\u0621-\u064a]+", bare(text))
    if not words:
        return None
    return _arabic(words) if words[0] > "\u0600" else _latin(words)


@cache
def number_words() -> frozenset[str]:
    """Return every word that may stand in a number, bare."""
    latin = {w for lang in _UNITS for w in _UNITS[lang].split()} | {w for tens in _TENS.values() for w in tens}
    return frozenset(latin | set(_MULTIPLES) | set(_ARABIC_STEMS))


def value_of_word(word: str) -> bool:
    """Return whether a word (bare) may stand in a number; Arabic ones with their ``and`` before them."""
    return word in number_words() or (word[:1] == "و" and word[1:] in number_words())


def _latin(words: list[str]) -> int | None:
    units = {w: i for names in _UNITS.values() for i, w in enumerate(names.split(), 1)} | {"une": 1, "zero": 0}
    tens = {w: v for table in _TENS.values() for w, v in table.items()}
    total = current = 0
    for at, word in enumerate(words):
        if word in units:
            current += units[word]
        elif word in tens:
            four = word.startswith("vingt") and at and words[at - 1] == "quatre"
            current = current - 4 + 80 if four else current + tens[word]
        elif word in _MULTIPLES and _MULTIPLES[word] == 100:
            current = (current or 1) * 100
        elif word in _MULTIPLES:
            total, current = total + (current or 1) * _MULTIPLES[word], 0
        elif word not in ("and", "et", "a") or not at:
            return None
    return total + current


def _latin_ordinal(word: str) -> int | None:
    if word in _IRREGULAR_ORDINALS:
        return _IRREGULAR_ORDINALS[word]
    for ending in ("ieth", "ieme", "th", "eme", "me", "e", "st", "nd", "rd"):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            if stem.isdigit():
                return int(stem)
            tries = (stem, stem + "y", stem + "e") if ending in ("ieth", "th", "ieme") else ()
            found = next((v for t in tries if (v := _latin([t])) is not None), None)
            if found is not None:
                return found
    return None


def _without_article(word: str) -> str:
    for article in ("وال", "بال", "لل", "ال"):
        if word.startswith(article) and len(word) > len(article) + 1:
            return word[len(article) :]
    return word


def _arabic(words: list[str], *, ordinals: bool = False) -> int | None:
    """Add the parts of a number: خمسة وأربعون is 5 and 40; before ألف they are counted in thousands."""
    total = current = 0
    for word in words:
        if ordinals and word == "بعد":  # الأولى بعد المائة
            continue
        value = _ARABIC_STEMS.get(word)
        if value is None and word[:1] == "و":
            value = _ARABIC_STEMS.get(word[1:])
        if value is None:
            return None
        if value in _ARABIC_MULTIPLES and current:
            total, current = total + current * value, 0
        elif value == 100 and 2 < current < 10:
            current *= 100
        else:
            current += value
    return total + current


def hijri_to_gregorian(year: int, month: int, day: int) -> date | None:
    """Return the day of the civil (tabular) Islamic calendar as a date, None outside the calendar."""
    if not (1 <= month <= 12 and 1 <= day <= 30 and 1000 <= year <= 1700):
        return None
    months = 29 * (month - 1) + month // 2
    julian = day + months + (year - 1) * 354 + (3 + 11 * year) // 30 + ISLAMIC_EPOCH - 1
    return date.fromordinal(julian - JULIAN_OF_ORDINAL)

"""The numbers, shares, times and dates that stand in a text, in figures and words of three languages.

    quantities("within twenty-four (24) hours")     # Quantity(24.0, 'hour') …
    dates("31 December 2027; ١٢ ربيع الأول ١٤٣٤")     # {date(2027, 12, 31), date(2013, 1, 24)}

``says`` asks whether a text holds a number of a charter's kind: 36 months are three years, 0.33 is 33 per cent or a
third. What a text doesn't give a unit counts as any.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from tether.law.numerals import SIGNS, bare, cardinal, hijri_to_gregorian, ordinal, plain, value_of_word

_UNITS = {
    "hour": r"hours?|heures?|ساعة|ساعات|ساعه|ساعتين",
    "day": r"days?|jours?|يوم|يوما|أيام|ايام|يومين",
    "week": r"weeks?|semaines?|أسبوع|أسبوعا|أسابيع|أسبوعين|اسبوع|اسبوعا|اسابيع",
    "month": r"months?|mois|شهر|شهرا|أشهر|اشهر|شهور|شهرين",
    "year": r"years?|annual|ans?|années?|سنة|سنوات|سنه|سنتين|سنين|عام|عاما|أعوام|عامين",
    "percent": r"%|٪|per ?cent|percent|pour ?cent|بالمائة|بالمئة|في المائة|في المئة|بالمية",
}
_UNIT = re.compile(
    r"\s?(?:\(?\d+\)?\s?)?-?(?:full |consecutive |calendar |working |ouvrables? )?(?:"
    + "|".join(f"(?P<{name}>(?:{words})(?![\\w]))" for name, words in _UNITS.items())
    + ")",
    re.IGNORECASE,
)
_DUALS = {
    "ساعتين": 2,
    "يومين": 2,
    "أسبوعين": 2,
    "شهرين": 2,
    "سنتين": 2,
    "عامين": 2,
    "ساعتان": 2,
    "شهران": 2,
    "سنتان": 2,
}
_DUAL_UNITS = {"ساع": "hour", "يوم": "day", "أسب": "week", "شهر": "month", "سنت": "year", "عام": "year"}
_FIGURE = re.compile(r"\d{1,3}(?:[,. ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
_TIMES = re.compile(r"\s?\)?\s?(million|billion|milliard|thousand|مليون|مليار|ألف|آلاف|mille)s?\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_FRACTIONS = {
    "half": 0.5,
    "third": 1 / 3,
    "quarter": 0.25,
    "fifth": 0.2,
    "tenth": 0.1,
    "thirds": 2 / 3,
    "quarters": 0.75,
    "moitie": 0.5,
    "tiers": 1 / 3,
    "quart": 0.25,
    "cinquieme": 0.2,
    "dixieme": 0.1,
    "نصف": 0.5,
    "ثلث": 1 / 3,
    "ربع": 0.25,
    "خمس": 0.2,
    "عشر": 0.1,
    "ثلثي": 2 / 3,
    "ثلثا": 2 / 3,
}
HOURS = {"hour": 1.0, "day": 24.0, "week": 168.0, "month": 730.5, "year": 8766.0}
SCHEMA_UNITS = {"hours": "hour", "days": "day", "weeks": "week", "months": "month", "years of age": "year"}
MONTHS = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر اكتوبر نوفمبر ديسمبر",
        "- شباط اذار نيسان ايار حزيران تموز اب ايلول - - -",
    )
    for number, name in enumerate(names.split(), 1)
    if name != "-"
} | {"jan": 1, "feb": 2, "aug": 8, "sept": 9, "sep": 9, "oct": 10, "nov": 11, "dec": 12}
TWO_WORDS = {"كانون الثاني": 1, "تشرين الاول": 10, "تشرين الثاني": 11, "كانون الاول": 12}
HIJRI = {"محرم": 1, "صفر": 2, "ربيع الاول": 3, "ربيع الاخر": 4, "ربيع الثاني": 4, "جمادي الاولي": 5, "جمادي الاخره": 6}
HIJRI |= {
    "رجب": 7,
    "شعبان": 8,
    "رمضان": 9,
    "شوال": 10,
    "ذو القعده": 11,
    "ذي القعده": 11,
    "ذو الحجه": 12,
    "ذي الحجه": 12,
}
DEFINITE_TENS = re.compile(r"(?<!\w)ال(?=(?:عشرين|ثلاثين|أربعين|اربعين|خمسين|ستين)(?!\w))")  # أتم العشرين من العمر
YEAR_OF_LIFE = re.compile(
    r"(?<!\w)((?:twenty-|thirty-)?[a-z]{3,9}(?:th|first|second|third|ième))\s(?:year|année)(?!\w)", re.IGNORECASE
)
SIGHTING = timedelta(days=2)  # by which the month that was seen may differ from the calendar's


@dataclass(frozen=True)
class TextQuantity:
    """A number in a text, with its unit ('' where none follows it)."""

    value: float
    unit: str


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[TextQuantity, ...]:
    """Return the numbers of a text, those in words too."""
    text = DEFINITE_TENS.sub("", text)
    found = (*_figures(text), *_in_words(text), *_fractions(text), *_duals(text), *_how_often(text))
    return (*found, *_years_of_life(text), *_one_in(text), *_parts(text))


def _years_of_life(text: str) -> Iterator[TextQuantity]:
    """Give an age that is said as a year of life: "has completed his nineteenth year"."""
    for found in YEAR_OF_LIFE.finditer(text):
        value = ordinal(found[1])
        if value is not None:
            yield TextQuantity(float(value), "year")


# How often, in words that hold no number: the time from one to the next. The longer words come first.
_OFTEN = (
    (6.0, "month", r"half[- ]yearly|semi-?annual(?:ly)?|twice (?:a|each|per|every) year|semestriel(?:le)?s?|نصف سنوي"),
    (3.0, "month", r"quarterly|trimestriel(?:le)?s?|ربع سنوي"),
    (1.0, "year", r"(?:each|every|per|once a) year|annual(?:ly)?|yearly"),
    (1.0, "year", r"chaque année|par an|annuellement|annuel(?:le)?s?"),
    (1.0, "year", r"(?:كل|في) (?:سنة|سنه|عام)|سنوي"),
    (1.0, "month", r"(?:each|every|per|once a) month|monthly"),
    (1.0, "month", r"chaque mois|par mois|mensuellement|mensuel(?:le)?s?"),
    (1.0, "month", r"كل شهر(?!ين)|شهري(?!ن)"),
    (1.0, "week", r"(?:each|every|per|once a) week|weekly|chaque semaine|hebdomadaire"),
    (1.0, "week", r"كل (?:أسبوع|اسبوع)|(?:أ|ا)سبوعي"),
)
_HOW_OFTEN = [(value, unit, re.compile(rf"(?<!\w)(?:{words})", re.IGNORECASE)) for value, unit, words in _OFTEN]


def _how_often(text: str) -> Iterator[TextQuantity]:
    flat = plain(text)
    for value, unit, words in _HOW_OFTEN:
        flat, times = words.subn(" ", flat)
        if times:
            yield TextQuantity(value, unit)


def _figures(text: str) -> Iterator[TextQuantity]:
    flat = plain(text)
    for found in _FIGURE.finditer(flat):
        times = _TIMES.match(flat, found.end())
        for value in _readings(found[0]):
            yield TextQuantity(value, _unit_after(flat, found.end()))
            if times is not None:
                yield TextQuantity(value * (cardinal(times[1]) or 1), "")


def _readings(figure: str) -> set[float]:
    """Return what a figure may be: 1,335 is a thousand and more; 1.335 may be that too, or one and a third."""
    whole = re.sub(r"[,. ]", "", figure)
    grouped = re.fullmatch(r"\d{1,3}(?:[,. ]\d{3})+", figure)
    decimal = figure.replace(",", ".") if figure.count(".") + figure.count(",") == 1 and " " not in figure else ""
    found = {float(whole)} if grouped or whole == figure else set()
    return found | ({float(decimal)} if decimal and (not grouped or "," not in figure) else set())


def _unit_after(flat: str, end: int) -> str:
    after = re.match(r"\s?\)", flat[end:])
    found = _UNIT.match(flat, end + (after.end() if after else 0))
    return (found.lastgroup or "") if found else ""


def _in_words(text: str) -> Iterator[TextQuantity]:
    for _, end, value in _worded(text):
        yield TextQuantity(value, _unit_after(plain(text), end))


def _worded(text: str) -> Iterator[tuple[int, int, float]]:
    """Give the numbers in words: where each begins and ends, and its value."""
    words = list(_WORD.finditer(text))
    at = 0
    while at < len(words):
        if not value_of_word(bare(words[at][0])):
            named = _teenth(text, words, at)
            if named is not None:
                yield words[at].start(), words[at + 1].end(), float(named)
            at += 1 if named is None else 2
            continue
        last = at
        while last + 1 < len(words) and last - at < 8 and _joins(text, words, last):
            last += 1
        while bare(words[last][0]) in ("and", "et", "a"):
            last -= 1
        said = text[words[at].start() : words[last].end()]
        value = cardinal(said)
        if value is None:
            value = ordinal(said)
        if value is not None:
            yield words[at].start(), words[last].end(), float(value)
        at = last + 1


def _teenth(text: str, words: list[re.Match[str]], at: int) -> int | None:
    """Return an Arabic ordinal of two words, whose first is no number by itself: الثامنة عشرة is 18, not 10."""
    second = bare(words[at + 1][0]) if at + 1 < len(words) else ""
    return ordinal(text[words[at].start() : words[at + 1].end()]) if second in ("عشر", "عشره") else None


def _joins(text: str, words: list[re.Match[str]], last: int) -> bool:
    between = SIGNS.sub("", text[words[last].end() : words[last + 1].start()]).strip()  # أربعاً وعشرين
    following = bare(words[last + 1][0])
    return between in ("", "-") and (value_of_word(following) or following in ("and", "et"))


_PARTS = re.compile(r"(?<!\w)([a-z]{3,9})[ -](fifths|tenths|cinquièmes|dixièmes)(?!\w)", re.IGNORECASE)
_PART_OF = {"fifths": 5, "tenths": 10, "cinquièmes": 5, "dixièmes": 10}


def _parts(text: str) -> Iterator[TextQuantity]:
    """Give a share in parts of one: seven tenths."""
    for found in _PARTS.finditer(text):
        count = cardinal(found[1])
        if count is not None:
            yield TextQuantity(count / _PART_OF[found[2].lower()], "share")


def _fractions(text: str) -> Iterator[TextQuantity]:
    for word in _WORD.findall(text):
        value = _FRACTIONS.get(bare(word).removeprefix("ال").removeprefix("ب"))
        if value is not None:
            yield TextQuantity(value, "share")


_ONE_IN = re.compile(
    r"(?<!\w)(?:one|1) (?:[a-z]{3,12} )?(?:in|out of) (?:every |each )?(?P<en>[\w-]{1,12})|"
    r"(?<!\w)(?:واحد|واحدة|وظيفة|مقعد) من كل (?P<ar>[^\W\d_]{2,9}|\d{1,3})|"
    r"(?<!\w)une? (?:\w{3,12} )?sur (?P<fr>[\w-]{1,12})",
    re.IGNORECASE,
)


def _one_in(text: str) -> Iterator[TextQuantity]:
    """Give a share that is said as one of so many: "one place in every ten"."""
    for found in _ONE_IN.finditer(plain(text)):
        word = found["en"] or found["ar"] or found["fr"]
        value = int(word) if word.isdigit() else cardinal(word)
        if value is not None and 1 < value <= 1000:
            yield TextQuantity(1 / value, "share")


def _duals(text: str) -> Iterator[TextQuantity]:
    for word in _WORD.findall(text):
        if word in _DUALS:
            yield TextQuantity(2.0, _DUAL_UNITS[word[:3]])


@dataclass(frozen=True)
class PlacedQuantity:
    """A number where it stands in a text: ``begin`` to ``end`` of the number, ``unit_end`` of the unit after it."""

    begin: int
    end: int
    unit_end: int
    quantity: TextQuantity


def placed(text: str) -> tuple[PlacedQuantity, ...]:
    """Return the numbers of a text where they stand; one in words with its figure after it in brackets is one."""
    flat = plain(text)
    worded = list(_worded(text))
    found: list[PlacedQuantity] = []
    for begin, end, value in worded:
        twice = re.compile(r"\s?\(\s?(\d[\d,. ]{0,14})\s?\)").match(flat, end)
        if twice is not None and value in _readings(twice[1].strip()):
            end = twice.end()
        found.append(_placed(flat, begin, end, value))
    for figure in _FIGURE.finditer(flat):
        taken = next((p.end for p in found if p.begin <= figure.start() < p.end), 0)
        if not taken and _TIMES.match(flat, figure.end()) is None:
            found += [_placed(flat, figure.start(), figure.end(), value) for value in sorted(_readings(figure[0]))]
    return tuple(sorted(found, key=lambda p: (p.begin, p.quantity.value)))


def _placed(flat: str, begin: int, end: int, value: float) -> PlacedQuantity:
    unit = _UNIT.match(flat, end)
    named = (unit.lastgroup or "") if unit else ""
    return PlacedQuantity(begin, end, unit.end() if unit else end, TextQuantity(value, named))


def is_of(quantity: TextQuantity, value: float, unit: str) -> bool:
    """Return whether a number of a text is one of a charter, given in a unit of the schema."""
    return _same(quantity, value, unit)


def says(text: str, value: float, unit: str) -> bool:
    """Return whether a text holds a number of a charter, given in a unit of the schema."""
    return any(_same(quantity, value, unit) for quantity in quantities(text))


def _same(quantity: TextQuantity, value: float, unit: str) -> bool:
    if unit.startswith("the whole"):
        shares = (quantity.value / 100, quantity.value) if quantity.unit != "share" else (quantity.value,)
        return any(abs(share - value) < 0.006 for share in shares)
    mine = SCHEMA_UNITS.get(unit, "")
    if mine and quantity.unit in HOURS:
        ours, theirs = value * HOURS[mine], quantity.value * HOURS[quantity.unit]
        return math.isclose(ours, theirs, rel_tol=0.03)
    return quantity.unit not in ("share",) and math.isclose(quantity.value, value, rel_tol=1e-9)


# ---- dates

_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,4})(?!\d)")
_NAMED = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})(?:er|st|nd|rd|th)?\s?(?:of |من |"
    r"/ ?)?(?:شهر )?(?P<month>[^\W\d_]+(?: [^\W\d_]+)?)\s?[,،/]?\s?"
    r"(?:سنة |عام |لسنة )?(?P<year>\d{4})|(?P<month2>[A-Za-z]+)\s(?P<day2>\d{1,2}),?\s(?P<year2>\d{4})"
)


def dates(text: str) -> set[date]:
    """Return the days that a text names; those of the Islamic calendar as days of ours."""
    flat = plain(text)
    found = {day for m in _NUMERIC.finditer(flat) for day in _numeric(m)}
    for m in _NAMED.finditer(flat):
        day, month, year = (m["day"], m["month"], m["year"]) if m["day"] else (m["day2"], m["month2"], m["year2"])
        made = _named(int(day), bare(month), int(year))
        found |= {made} if made else set()
    return found


def _numeric(m: re.Match[str]) -> Iterator[date]:
    first, second, third = int(m[1]), int(m[2]), int(m[3])
    for year, month, day in ((first, second, third), (third, second, first), (third, first, second)):
        made = _day(year, month, day)
        if made is not None:
            yield made


def _named(day: int, month: str, year: int) -> date | None:
    words = month.split()
    for name in (month, *words[:1]):
        number = TWO_WORDS.get(name) or MONTHS.get(name)
        if number:
            return _day(year, number, day)
        if name in HIJRI:
            return hijri_to_gregorian(year, HIJRI[name], day)
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1800 <= year <= 2200 else hijri_to_gregorian(year, month, day)
    except ValueError:
        return None


def placed_days(text: str) -> tuple[tuple[int, int, frozenset[date]], ...]:
    """Return where days stand in a text, each with the days that it may be."""
    flat = plain(text)
    found = [(m.start(), m.end(), frozenset(_numeric(m))) for m in _NUMERIC.finditer(flat)]
    for m in _NAMED.finditer(flat):
        day, month, year = (m["day"], m["month"], m["year"]) if m["day"] else (m["day2"], m["month2"], m["year2"])
        made = _named(int(day), bare(month), int(year))
        found += [(m.start(), m.end(), frozenset({made}))] if made else []
    return tuple(found)


def names_day(text: str, first: date, last: date) -> bool | None:
    """Return whether a text names a day from ``first`` to ``last``; None where it names no day at all."""
    found = dates(text)
    if any(first - SIGHTING <= day <= last + SIGHTING for day in found):
        return True
    years = {int(y) for y in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", plain(text))}
    if (last - first).days >= 27 and first.year in years:
        return True
    return False if found else None

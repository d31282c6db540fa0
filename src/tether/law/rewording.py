"""Another number, day, name or modal verb in the place of the one that a sentence holds, in its script and language.

    other_number("within twenty-four (24) hours", 24, 48, "hours")      # Reworded(7, 23, '48')
    other_day("until 31 December 2027", (old, old), date(2028, 6, 30))          # Reworded(6, 22, '30 June 2028')

``None`` where the old one does not stand there, or stands there more than once: nobody can tell then which is meant.
A number in words is written as a figure, in the digits that the text uses; a unit changes its form with the number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tether.law.quantities import HOURS, SCHEMA_UNITS, PlacedQuantity, is_of, placed, placed_days

EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
UNIT_WORDS = {  # language → unit → for one, for two, for 3 to 10, for more
    "en": {unit: (unit, f"{unit}s", f"{unit}s", f"{unit}s") for unit in HOURS},
    "fr": {
        "hour": ("heure", "heures", "heures", "heures"),
        "day": ("jour", "jours", "jours", "jours"),
        "week": ("semaine", "semaines", "semaines", "semaines"),
        "month": ("mois", "mois", "mois", "mois"),
        "year": ("an", "ans", "ans", "ans"),
    },
    "ar": {
        "hour": ("ساعة", "ساعتين", "ساعات", "ساعة"),
        "day": ("يوم", "يومين", "أيام", "يوماً"),
        "week": ("أسبوع", "أسبوعين", "أسابيع", "أسبوعاً"),
        "month": ("شهر", "شهرين", "أشهر", "شهراً"),
        "year": ("سنة", "سنتين", "سنوات", "سنة"),
    },
}
MONTH_NAMES = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    "ar": (
        *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"),
        *("يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
    ),
}
EASTERN_MONTHS = (  # as Iraq, Syria, Lebanon and Jordan write them
    *("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول"),
    *("تشرين الأول", "تشرين الثاني", "كانون الأول"),
)
BANS = (  # what allows, and what forbids in its place
    (r"\bmay\b(?! not)", "may not"),
    (r"(?<!لا )\bيجوز\b", "لا يجوز"),
    (r"(?<!ne )\bpeut\b", "ne peut"),
    (r"(?<!ne )\bpeuvent\b", "ne peuvent"),
)


@dataclass(frozen=True)
class Reworded:
    """Characters of a text from ``begin`` up to ``end``, and what is to stand there."""

    begin: int
    end: int
    text: str


def other_number(text: str, old: float, new: float, unit: str, language: str = "en") -> Reworded | None:
    """Return where a number of a charter stands in a text and what the new one is there; units are the schema's."""
    found = [p for p in placed(text) if is_of(p.quantity, old, unit)]
    exact = [p for p in found if p.quantity.unit] or found
    if len({(p.begin, p.end) for p in exact}) != 1 or new < 0:
        return None
    place = exact[0]
    if unit.startswith("the whole"):
        return Reworded(place.begin, place.end, _figure(new * 100, text, place))
    mine = SCHEMA_UNITS.get(unit, "")
    if not mine or place.quantity.unit not in HOURS:
        return Reworded(place.begin, place.end, _figure(new, text, place))
    return _time(text, place, (new, mine), language)


def _time(text: str, place: PlacedQuantity, given: tuple[float, str], language: str) -> Reworded:
    """Return a time in the text's own unit where it is a whole number of it, else in the charter's."""
    theirs, (new, mine) = place.quantity.unit, given
    count = new * HOURS[mine] / HOURS[theirs]
    whole = round(count)
    kept = whole >= 1 and abs(count - whole) < 0.01 * max(1.0, count)
    count, unit = (whole, theirs) if kept else (new, mine)
    words = UNIT_WORDS[language][unit]
    form, before = words[_form(count)], text[place.end : place.unit_end]
    figure = _figure(count, text, place)
    if before.startswith("-") or (unit == theirs and _form(count) == _form(place.quantity.value)):
        return Reworded(place.begin, place.end, figure)
    signs = re.compile("[\u064b-\u0652]{0,3}").match(text, place.unit_end)
    end = signs.end() if signs else place.unit_end
    if language == "ar" and count in (1, 2):
        return Reworded(place.begin, end, form if count == 2 else f"{form} {_one(form)}")
    return Reworded(place.begin, end, f"{figure} {form}")


def _one(unit: str) -> str:
    return "واحدة" if unit.endswith("ة") else "واحد"


def _form(count: float) -> int:
    return 0 if count == 1 else 1 if count == 2 else 2 if count <= 10 else 3


def _figure(value: float, text: str, place: PlacedQuantity) -> str:
    """Return a number as a figure in the digits and grouping that the text uses."""
    near = text[place.begin : place.end]
    grouped = f"{value:,.6g}" if value < 1e6 else f"{value:,.0f}"
    plain = grouped.replace(",", "")
    if "," in grouped and (re.search(r"\d,\d{3}", near) or value >= 10_000):
        plain = grouped
    script = near if re.search(r"\d", near) else text
    return plain.translate(EASTERN) if re.search("[٠-٩]", script) else plain


def other_day(text: str, old: tuple[date, date], new: date, language: str = "en") -> Reworded | None:
    """Return where a day stands in a text (between two, as a charter knows it) and how the new one is written there."""
    found = [(begin, end) for begin, end, days in placed_days(text) if any(old[0] <= day <= old[1] for day in days)]
    if len(set(found)) != 1:
        return None
    begin, end = found[0]
    return Reworded(begin, end, _day(text[begin:end], new, language))


def _day(near: str, new: date, language: str) -> str:
    eastern = bool(re.search("[٠-٩]", near))
    numeric = re.fullmatch(r"(\d{1,4})(\s?[-/.]\s?)(\d{1,2})(\s?[-/.]\s?)(\d{1,4})", near)
    if numeric is not None:
        parts = (new.year, new.month, new.day) if len(numeric[1]) == 4 else (new.day, new.month, new.year)
        made = f"{parts[0]}{numeric[2]}{parts[1]}{numeric[4]}{parts[2]}"
    elif any(name in near for name in EASTERN_MONTHS):
        made = f"{new.day} {EASTERN_MONTHS[new.month - 1]} {new.year}"
    else:
        made = day_in(language, new)
    return made.translate(EASTERN) if eastern else made


def day_in(language: str, day: date) -> str:
    """Return a day in words of a language."""
    return f"{day.day} {MONTH_NAMES[language][day.month - 1]} {day.year}"


def other_name(text: str, old: str, new: str) -> Reworded | None:
    """Return where a name stands in a text, once, and another in its place; the article before it stays."""
    bare = re.sub(r"^(?:the|le|la|les)\s+", "", old.strip(), flags=re.IGNORECASE)
    found = list(re.finditer(rf"(?<!\w){re.escape(bare)}(?!\w)", text, re.IGNORECASE)) if bare else []
    other = re.sub(r"^(?:the|le|la|les)\s+", "", new.strip(), flags=re.IGNORECASE)
    return Reworded(found[0].start(), found[0].end(), other) if len(found) == 1 and other else None


def forbidden(text: str) -> Reworded | None:
    """Return where a text allows something, once, and the words that forbid it."""
    found = [(m, ban) for words, ban in BANS for m in re.finditer(words, text)]
    return Reworded(found[0][0].start(), found[0][0].end(), found[0][1]) if len(found) == 1 else None


def where_quoted(texts: Sequence[str], quote: str) -> tuple[int, int, int] | None:
    """Return in which of several paragraphs a quote stands, and from which character to which; None where in none.

    Spaces, marks of direction and the case of letters don't count; the quote must stand in one paragraph.
    """
    words = [re.escape(word) for word in quote.split()]
    if not words or len(words) > 400:
        return None
    between = "[\\s\u00a0\u200b-\u200f\u202a-\u202e\u2066-\u2069]+"
    pattern = re.compile(between.join(words), re.IGNORECASE)
    for number, text in enumerate(texts):
        found = pattern.search(text)
        if found is not None:
            return number, found.start(), found.end()
    return None

"""How each language of the house writes a date, a number, a list, a quotation, and which way it runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, get_args

from tether.report.words import EASTERN

Language = Literal["en", "ar", "fr"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DIRECTION: dict[Language, Literal["ltr", "rtl"]] = {"en": "ltr", "ar": "rtl", "fr": "ltr"}

MONTHS: dict[Language, tuple[str, ...]] = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "ar": (
        "كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيو",
        "تموز/يوليو", "آب/أغسطس", "أيلول/سبتمبر", "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر",
        "كانون الأول/ديسمبر",
    ),
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
}  # fmt: skip
QUOTES: dict[Language, tuple[str, str]] = {"en": ("“", "”"), "ar": ("«", "»"), "fr": ("«\u00a0", "\u00a0»")}


def date_in(day: str, language: Language) -> str:
    """Return an ISO date (or month) as a language writes it: 3 June 2015, ٣ حزيران/يونيو ٢٠١٥, 3 juin 2015."""
    year, month, *rest = day.split("-")
    number = str(int(rest[0])) if rest else ""
    if language == "fr" and number == "1":
        number = "1er"
    words = " ".join(part for part in (number, MONTHS[language][int(month) - 1], year) if part)
    return digits_in(words, language)


def number_in(number: str, language: Language) -> str:
    """Return a number as a language writes it: 12,500.5 is ١٢٬٥٠٠٫٥ in Arabic and 12 500,5 in French."""
    if language == "ar":
        return number.replace(",", "٬").replace(".", "٫").replace(" %", "٪").translate(EASTERN)
    if language == "fr":
        return number.replace(",", "\u202f").replace(".", ",").replace(" %", "\u00a0%")
    return number


def plural_in(number: int, language: Language) -> str:
    """Return which form of a noun goes with a whole number: one, two, few, many or other (as Unicode's CLDR has it).

    English and French have two forms (French takes the singular for 0 too), Arabic has five: one, two, three to ten,
    eleven to ninety-nine, and whole hundreds, each by the last two digits.
    """
    if language != "ar":
        return "one" if number == 1 or (language == "fr" and number == 0) else "other"
    if number in (1, 2):
        return ("one", "two")[number - 1]
    last = number % 100
    return "few" if 3 <= last <= 10 else "many" if last >= 11 else "other"


def listed_in(names: Sequence[str], language: Language) -> str:
    """Return names as a language lists them: a, b and c."""
    comma, last = {"en": (", ", " and "), "fr": (", ", " et "), "ar": ("، ", " و")}[language]
    return names[0] if len(names) == 1 else f"{comma.join(names[:-1])}{last}{names[-1]}"


def digits_in(text: str, language: Language) -> str:
    """Return a text with the digits of a language."""
    return text.translate(EASTERN) if language == "ar" else text


def quoted_in(text: str, language: Language) -> str:
    """Return a text that is quoted as it stands, in the marks of a language."""
    opening, closing = QUOTES[language]
    return f"{opening}{text.strip('“”')}{closing}"


_BEGINS = re.compile(r"^[a-zà-ÿ]|(?<=\?\s)[a-zà-ÿ]")
_JOINED = re.compile("(?<![\u0621-\u064a])([لب])ـ(?=[\u0621-\u064a])")
CONTRACTED = (
    (re.compile(r"\b([Dd])e les\b"), r"\1es"),
    (re.compile(r"\b([Dd])e le\b"), r"\1u"),
    (re.compile(r"\bà les\b"), "aux"),
    (re.compile(r"\bà le\b"), "au"),
)


def begun(text: str) -> str:
    """Return a text whose sentences begin with a capital letter; what is quoted stays as it stands."""
    return _BEGINS.sub(lambda found: found[0].upper(), text)


def set_in_type(text: str, language: Language) -> str:
    """Return a sentence as it is printed.

    French contracts "de les" and keeps a space before ? : ; with its word; Arabic joins ل and ب to the word after them.
    """
    if language == "ar":
        return _JOINED.sub(lambda found: found[1], text.replace("لـال", "لل"))
    if language != "fr":
        return text
    for found, by in CONTRACTED:
        text = found.sub(by, text)
    return re.sub(r" ([?!;:»])", "\u00a0\\1", text).replace("« ", "«\u00a0")

"""Tells the headings of a law, and the marks of its paragraphs and items, from running words.

    heading_of("المادة (٦) مكرر: صلاحيات الحرس")      # article, number 6bis, rest 'صلاحيات الحرس'
    heading_of("Article 12 of the Constitution applies")   # None: a sentence that begins with a reference
    markers("(a) patrol the roads")                        # [Marker('(a)', 1, 'a', …)]

Three languages at once: a law may be bilingual, and a heading says itself which it is. What may be read in two ways (i
as a letter or as one; ب in two orders) is given in all of them: ``structure`` takes the one that goes on a list.

To add a word for a part of a law: ``CONTAINERS`` or ``UNITS``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tether.law.numerals import SIGNS, as_letter, bare, letter, ordinal, plain, roman, value_of_word

CONTAINERS = (  # kind, its words as a pattern; from the widest to the narrowest
    ("protocol", r"Protocol|PROTOCOL|Protocole|PROTOCOLE|البروتوكول"),
    ("book", r"Book|BOOK|Livre|LIVRE|الكتاب"),
    ("part", r"Part|PART|Partie|PARTIE|القسم|الجزء"),
    ("title", r"Title|TITLE|Titre|TITRE|الباب|باب"),
    ("chapter", r"Chapter|CHAPTER|Chapitre|CHAPITRE|الفصل|فصل"),
    ("section", r"Section|SECTION|الفرع|المبحث"),
    ("subsection", r"Sub-?section|SUB-?SECTION|Sous-section|SOUS-SECTION|المطلب"),
)
UNITS = (  # what a law's rules are called, where it isn't 'article': the most usual one in a text is its unit
    ("article", r"Article|ARTICLE|Art\.?|ART\.?|(?:ال)?ماد[ةه]|م(?=\s?[(/.\-]?\s?\d)"),
    ("section", r"Section|SECTION|Sec\.|SEC\.|§"),
    ("chapter", r"الفصل|فصل"),  # Tunisia's word for an article
    ("rule", r"Rule|RULE|Règle|RÈGLE|القاعدة"),
    ("principle", r"Principle|PRINCIPLE|Principe|PRINCIPE|المبدأ"),
    ("clause", r"Clause|CLAUSE|البند"),
    ("regulation", r"Regulation|REGULATION"),
)
SCHEDULES = (
    r"(?:(?:The|THE|First|FIRST|Second|SECOND|Third|THIRD|Fourth|FOURTH) )?(?:Schedule|SCHEDULE|Annex|ANNEX)|"
    r"Annexe|ANNEXE|Appendix|APPENDIX|Attachment|"
    r"(?:ال)?جدول (?:ال)?(?:ملحق|مرفق)(?: ب(?:هذا |هذه )?(?:ال)?(?:قانون|نظام|مرسوم|قرار|لائحه|لائحة))?|"
    r"(?:ال)?ملحق|(?:ال)?مرفق|(?:ال)?جدول"
)
CLOSINGS = re.compile(
    r"(?:Explanatory (?:memorandum|note|statement)|Statement of (?:objects|reasons)|Exposé des motifs|"
    r"ال[أا]سباب الموجبة|المذكرة ال[إا]يضاحية)\b.{0,80}",
    re.IGNORECASE,
)
PRELIMINARY = re.compile(
    r"(?:الباب|الفصل|باب|فصل)\s(?:ال)?تمهيدي|(?:Preliminary|PRELIMINARY) (?:Chapter|CHAPTER|Title|TITLE)|"
    r"(?:Titre|Chapitre|TITRE|CHAPITRE) (?:préliminaire|PRÉLIMINAIRE|PRELIMINAIRE)"
)
_DIGITS = re.compile(r"\d{1,4}(?:[./-]\d{1,3}(?!\d))*(?:(?:[A-Z]{1,2}|[a-df-z])(?![\w]))?")
_CODED = re.compile(r"([LRDA])\.?\s?((\d{1,4})(?:-\d{1,3})*)(?!\w)")
_ROMAN = re.compile(r"[IVXLC]{1,8}(?![\w'’])")
_LETTER = re.compile(r"[A-Z](?![\w'’.])")
_BEFORE = re.compile(r"(?:\s|[-–—/.:(\[«\"“]|رقم|No\.?|[Nn][°º]|er\b)*")
_AFTER = re.compile(r"\s?[)\]»\"”]?")
_SUFFIX = re.compile(
    r"\s?[-–(]?\s?(bis|ter|quater|quinquies|sexies|مكرر[اً]*)\s?\)?(?:\s?[-–/]?\s?[(]?\s?([أبجده]|\d{1,2}|"
    r"[a-e])\s?[)](?!\w))?",
    re.IGNORECASE,
)
_DELIMITER = re.compile(r"\s?([.:;،,/–—\-…]?)[\s.:/–—\-…)]{0,6}")
_GOES_ON = re.compile(  # what follows a reference, and no heading
    r"(?:of|to|and|or|in|shall|may|must|is|are|above|below|from|this|that|applies|apply|paragraph|para|as|"
    r"has|have|does|"
    r"de|du|des|et|ou|à|au|aux|ci-dessus|ci-après|susvisé|est|sont|peut|doit|s['’]applique|alinéa|"
    r"من|أو|أعلاه|آنف|المذكور|المذكورة|المشار|السابقة|السابق|التالية|إلى|بشأن|لسنة|الفقرة|فقرة)(?![\w])"
    r"|و(?:ال|\()|[,،;(]",
    re.IGNORECASE,
)
_NEW = re.compile(r"\((?:[^\W\d_]{3,}[^()]{0,100})\)[.:]?", re.IGNORECASE)  # (new), (repealed), (Powers of the Guard)
_VERB = re.compile(
    r"\b(?:shall|may|must|is|are|means|has|have|doit|doivent|peut|peuvent|est|sont)\b|\b(?:يجوز|يجب|يكون|تكون|يقصد)\b"
)
_OPEN = re.compile(r"\s?[(\[*.]{0,2}\s?")  # a point: the end of an Arabic line that a program put first
LONGEST_HEADING = 160


@dataclass(frozen=True)
class LawHeading:
    """A heading: its kind, its number as text (``6bis``) and as a value, its words as written, what follows them."""

    kind: str
    number: str
    value: int  # 0 where it is none in order (a letter, no number)
    label: str
    rest: str = ""
    delimited: bool = False  # a point, colon or dash parts it from what follows
    words: tuple[str, ...] = ()  # the kinds that its word may mean

    @property
    def alone(self) -> bool:
        """Whether nothing follows it in its line."""
        return not self.rest


@dataclass(frozen=True)
class Marker:
    """A mark that may open a paragraph or an item: its form (``1.``, ``(a)``), place in order, number, length."""

    form: str
    value: int
    number: str
    length: int


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{words})(?![\w'’])|(?:{words})(?=\d)")


_CONTAINERS = tuple((kind, _pattern(words)) for kind, words in CONTAINERS)
_UNITS = tuple((kind, _pattern(words)) for kind, words in UNITS)
_SCHEDULES = _pattern(SCHEDULES)
_ANY = re.compile(
    "|".join(f"(?:{p.pattern})" for p in (*(p for _, p in _CONTAINERS), *(p for _, p in _UNITS), _SCHEDULES))
)


def heading_of(text: str, *, unit: str = "") -> LawHeading | None:
    """Return the heading that a line is or begins with, None for running words.

    ``unit`` says what the law's rules are called where it isn't ``article``: such a heading is of that kind, first.
    """
    flat = SIGNS.sub("", plain(text))
    start = _OPEN.match(flat)
    assert start is not None
    begin = start.end()
    if not _ANY.match(flat, begin) and not PRELIMINARY.match(flat, begin):
        return None
    if before := PRELIMINARY.match(flat, begin):
        kind = "title" if re.match("(?:ال)?باب|titre|.*title", before[0], re.IGNORECASE) else "chapter"
        return _made(text, flat, kind, "0", 0, before.end())
    kinds = tuple(kind for kind, pattern in (*_UNITS, *_CONTAINERS) if pattern.match(flat, begin))
    for kind, pattern in (
        *((unit, p) for k, p in _UNITS if k == unit),
        *_CONTAINERS,
        *_UNITS,
        ("schedule", _SCHEDULES),
    ):
        word = pattern.match(flat, begin)
        if word is None:
            continue
        number = _number(flat, word.end(), letters=kind in ("schedule", "part", "chapter", "section", "protocol"))
        if number is None and kind == "schedule":
            number = "", 0, word.end()
        if number is not None:
            return _made(text, flat, kind, number[0], number[1], number[2], kinds, kind == unit)
    return None


def _made(
    text: str, flat: str, kind: str, number: str, value: int, end: int, kinds: tuple[str, ...] = (), unit: bool = False
) -> LawHeading | None:
    parted = _DELIMITER.match(flat, end)
    assert parted is not None
    mark, rest = parted[1], flat[parted.end() :]
    delimited = mark in (".", ":", "-", "–", "—", "/", "…") and mark != ""
    if rest and not _plausible(kind, rest, mark, delimited, unit):
        return None
    cut = _offset(text, parted.end())
    label = text[: _offset(text, end)].strip(" *#[")
    return LawHeading(kind, number, value, label, text[cut:].strip(" *"), delimited, kinds)


def _plausible(kind: str, rest: str, mark: str, delimited: bool, unit: bool) -> bool:
    """Return whether words after a number may follow a heading rather than a reference."""
    if _NEW.fullmatch(rest):
        return True
    if mark in (",", "،", ";") or (not delimited and (rest[0].islower() or _GOES_ON.match(rest))):
        return False
    if unit or kind in ("article", "rule", "principle", "clause", "regulation"):
        return True
    return len(rest) <= LONGEST_HEADING and not (rest.endswith(".") and _VERB.search(rest))


def _offset(text: str, count: int) -> int:
    """Return where in a text its first ``count`` characters end, vowel signs not counted."""
    at = 0
    while at < len(text) and (count > 0 or SIGNS.match(text[at])):
        count -= not SIGNS.match(text[at])
        at += 1
    return at


def _number(flat: str, start: int, *, letters: bool) -> tuple[str, int, int] | None:
    """Return the number after a heading's word: as text, as a value, and where it ends."""
    before = _BEFORE.match(flat, start)
    assert before is not None
    at = before.end()
    if coded := _CODED.match(flat, at):  # L. 5, R. 12-1: articles of a French code
        return f"{coded[1]}{coded[2]}", int(coded[3]), coded.end()
    if found := _DIGITS.match(flat, at):
        value = int(re.match(r"\d+", found[0])[0])  # type: ignore[index]
        return _with_suffix(flat, found[0], value, found.end())
    if (found := _ROMAN.match(flat, at)) and (value := roman(found[0]) or 0):
        return _with_suffix(flat, str(value), value, found.end())
    if (words := _words(flat, at)) is not None:
        return _with_suffix(flat, str(words[0]), words[0], words[1])
    if letters and (found := _LETTER.match(flat, at)):
        return found[0], 0, found.end()
    return None


def _words(flat: str, start: int) -> tuple[int, int] | None:
    """Return the longest number in words at a place, and where it ends."""
    best, end = None, start
    pattern = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|1er")
    for _ in range(6):
        word = pattern.match(flat, end)
        if word is None:
            break
        value = ordinal(flat[start : word.end()])
        if value:
            best = (value, word.end())
        elif not value_of_word(bare(word[0]).removeprefix("ال")) and bare(word[0]) not in ("et", "and", "بعد"):
            break
        end = word.end() + len(re.match(r"\s?", flat[word.end() :])[0])  # type: ignore[index]
    return best


def _with_suffix(flat: str, number: str, value: int, end: int) -> tuple[str, int, int]:
    after = _AFTER.match(flat, end)
    assert after is not None
    suffix = _SUFFIX.match(flat, after.end()) or _SUFFIX.match(flat, end)
    first = re.match(r"\s?(?:er|ère|re|e|ème|st|nd|rd|th)(?![\w])", flat[end:])
    if suffix is None:
        return number, value, (end + first.end() if first else after.end())
    word = "bis" if suffix[1][0] == "م" else suffix[1].lower()
    more = suffix[2] or ""
    places = letter(more) if more and not more.isdigit() else ()
    closing = re.match(r"\s?\)?", flat[suffix.end() :])
    return number + word + (as_letter(places[0]) if places else more), value, suffix.end() + closing.end()  # type: ignore[union-attr]


# ---- paragraphs and items ------------------------------------------------------------------------------------------

_FIRST: tuple[str, ...] = ("اولا", "ثانيا", "ثالثا", "رابعا", "خامسا", "سادسا", "سابعا", "ثامنا", "تاسعا", "عاشرا")
_FIRST += ("حادي عشر", "ثاني عشر", "ثالث عشر", "رابع عشر", "خامس عشر", "سادس عشر", "سابع عشر", "ثامن عشر", "تاسع عشر")
_FIRST += ("عشرون", "حادي وعشرون", "ثاني وعشرون", "ثالث وعشرون", "رابع وعشرون", "خامس وعشرون")
_FIRST_AT = {word: n for n, word in enumerate(_FIRST, 1)} | {f"{w[:-2]}ا عشر": 11 for w in ("حادي",)}
_FIRST_PATTERN = re.compile(
    r"\(?((?:أ|ا)ول|ثاني|ثالث|رابع|خامس|سادس|سابع|ثامن|تاسع|عاشر|حادي|عشرون)([اًى]*)((?:\sو?(?:عشر|عشرون))[اً]*)?"
    r"\s?[)]?\s?([:.\-–—/،,]+)\s?"
)
_NUMBERED = re.compile(r"(\()?\s?(\d{1,3})\s?([.)\-–—:/،]|°|º)\s?-?\s?(?![\d%])")
_DASHED = re.compile(r"[-–—]\s?(\d{1,3})\s?[-–—]\s?")
_DOTTED = re.compile(r"(\d{1,3}(?:\.\d{1,3}){1,3})\.?\s(?=\D)")
_LETTERED = re.compile(r"(\()?\s?([a-z]{1,5}|[A-Z]{1,5})\s?(\)|\.(?=\s|$)|(?<=[a-z])\s?[-–](?=\s))\s?")
_ROMAN_COLON = re.compile(r"(\()?\s?([IVX]{1,5})\s?([:–])\s")
_ARABIC_LETTERED = re.compile(r"(\()?\s?(هـ|[أاإبتثجحخدذرزسشصضطظعغفقكلمنهوي])\s?([.)\-–—:/ـ]+)\s?")
_BULLET = re.compile(r"([-–—•▪◦●○■·*])\s(?=\S)")
MOST_ITEMS = 199


def opens_item(text: str) -> bool:
    """Return whether a line begins with the mark of a paragraph or item."""
    return bool(markers(text))


def markers(text: str, label: str = "") -> list[Marker]:
    """Return every reading of the mark that a paragraph begins with; a program's own ``label`` goes before."""
    if label:
        return [
            Marker(m.form, m.value, m.number, 0)
            for m in _markers(label if re.search(r"\W$", label) else f"{label}.")
            if m.form != "-"
        ]
    return _markers(text)


def _markers(text: str) -> list[Marker]:
    flat = plain(text[:60])
    found: list[Marker] = []
    if m := _DOTTED.match(flat):
        last = int(m[1].rpartition(".")[2])
        return [Marker("1.1" + ".1" * (m[1].count(".") - 1), last, m[1], m.end())]
    if m := _NUMBERED.match(flat):
        form = "(1)" if m[1] and m[3] == ")" else "1°" if m[3] in "°º" else "1)" if m[3] == ")" else "1."
        if 0 < int(m[2]) <= MOST_ITEMS and not (m[1] and m[3] != ")"):
            found.append(Marker(form, int(m[2]), m[2].lstrip("0"), m.end()))
    elif m := _DASHED.match(flat):
        found.append(Marker("1.", int(m[1]), m[1], m.end()))
    elif m := _LETTERED.match(flat) or _ROMAN_COLON.match(flat):
        found += _latin(m)
    elif m := _FIRST_PATTERN.match(flat):
        word = bare(f"{m[1]}{m[2]}{m[3] or ''}")
        value = _FIRST_AT.get(word) or ordinal(word.replace("ا ", " ").removesuffix("ا")) or ordinal(word)
        found += [Marker("first", value, str(value), m.end())] if value else []
    elif m := _ARABIC_LETTERED.match(flat):
        form = "(أ)" if m[1] else "أ"
        found += [Marker(form, v, as_letter(v), m.end()) for v in letter(m[2])] if not m[1] or ")" in m[3] else []
    elif m := _BULLET.match(flat):
        found.append(Marker("-", 0, "", m.end()))
    return found


def _latin(m: re.Match[str]) -> list[Marker]:
    """Return the readings of Latin letters in a mark: as a letter, as a Roman number."""
    word, upper = m[2], m[2].isupper()
    edge = "({})" if m[1] else "{})" if m[3] == ")" else "{}."
    if m[1] and m[3] != ")":
        return []
    found = [Marker(edge.format("A" if upper else "a"), v, as_letter(v), m.end()) for v in letter(word.lower())]
    value = roman(word)
    if value and value <= 60:
        found.append(Marker(edge.format("I" if upper else "i"), value, word.lower(), m.end()))
    return found


def units_pattern(kind: str) -> str:
    """Return the words by which a text points at its rules of a kind, in the singular and the plural."""
    if kind == "article":
        return r"articles?|arts?\.|(?:ال|لل)?ماد[ةه]|(?:ال|لل)?مواد|(?:ال|لل)?مادت(?:ين|ان)"
    return {"section": r"sections?|secs?\.|§§?", "rule": "rules?|règles?|القاعدة"}.get(kind, rf"{kind}s?")

"""Spelling: when two words are one word written twice, in any script.

    key_of("Badr-Org") == key_of("badr  org");  key_of("كتائب حزب الله") != key_of("عصائب أهل الحق")
    foreign_letters("b\u0430dr")                # ("а (U+0430, Cyrillic) in a Latin word",)

``key_of`` folds what spelling alone decides: case, width, accents and vowel signs, tatweel, invisible characters,
punctuation, the digits of other scripts, and the Arabic letters that are written one for another (أ إ آ ٱ, ى and ي,
ة and ه, the Persian ک and ی). A letter of another script that looks alike stays what it is: the Cyrillic а is not the
Latin a, and ``foreign_letters`` says so of a word that mixes them.
"""

from __future__ import annotations

import re
import unicodedata

ALIKE = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ة": "ه", "ک": "ك", "ؤ": "و", "ı": "i"}
)
JOINERS = "'’ʿʾ`ʼ‘"  # signs inside a word, as romanised Arabic has them
SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "ARMENIAN", "CHEROKEE", "COPTIC", "GEORGIAN", "SYRIAC")
TATWEEL = "ـ"


def key_of(text: str) -> str:
    """Return what two spellings of a name share: its words, folded, with single spaces between them.

    >>> key_of("Al-Qādisīyah"), key_of("الرّمادى") == key_of("الرمادي"), key_of("لواء ١٦٦")
    ('al qadisiyah', True, 'لواء 166')
    """
    kept = "".join(c if c.isalnum() else " " for c in plain(text) if c not in JOINERS)
    return " ".join(kept.split())


def plain(text: str) -> str:
    """Return a text in lower case with Latin digits, without signs above or below letters and what no one sees."""
    whole = unicodedata.normalize("NFKC", text).translate(ALIKE)
    bare = unicodedata.normalize("NFKD", whole).casefold().translate(ALIKE)
    return latin_digits("".join(c for c in bare if not (unicodedata.combining(c) or hidden(c) or c == TATWEEL)))


def latin_digits(text: str) -> str:
    """Return a text with the decimal digits of every script as 0 to 9.

    >>> latin_digits("٠٧٧٠ ۱۲۳ ４５６")
    '0770 123 456'
    """
    return text if text.isascii() else "".join(str(unicodedata.decimal(c, c)) for c in text)


def hidden(character: str) -> bool:
    """Return whether a character shows nothing: zero-width, direction marks, soft hyphens, control characters."""
    return unicodedata.category(character) in ("Cf", "Cc") and character not in "\t\n\r"


def foreign_letters(text: str) -> tuple[str, ...]:
    """Return the letters that are of another script than the rest of their word, each with its name; () for none."""
    found = []
    for word in re.findall(r"[^\W\d_]+", text):
        scripts = [_script(c) for c in word]
        main = max(SCRIPTS, key=lambda s: scripts.count(s))
        for letter, script in zip(word, scripts, strict=True):
            if script and script != main:
                said = f"{letter} (U+{ord(letter):04X}, {script.title()}) in a {main.title()} word"
                found += [said] if said not in found else []
    return tuple(found)


def _script(letter: str) -> str:
    name = unicodedata.name(letter, "")
    return next((s for s in SCRIPTS if name.startswith((s, f"FULLWIDTH {s}"))), "")

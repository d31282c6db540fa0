"""Names of groups across spellings, scripts and translations: Latin and Arabic.

Two names are compared by what survives transliteration and translation. ``key`` splits a name into words. A word that
is translated as often as it is transliterated becomes its concept (``concepts``: army, jaysh, جيش); any other is turned
to Latin letters (anyascii) and folded where romanisations differ (q/k, ou/u, ee/i, doubled letters, the article in its
assimilated forms). The score is the best of rapidfuzz's token-sort ratio of the folded words and the same on their
consonants, which is what Arabic writes, capped where telling words do not meet: words that only say the kind of group
("brigade") never make two names one, nor do different numbers or countries.

    score("Asa'ib Ahl al-Haq", "عصائب أهل الحق")        # 100

Words of groups' names that are translated as often as they are transliterated: army, jaysh, جيش.

``concepts.txt`` has one line per concept: its token, then the ways it is written, Latin spellings folded by hand and
Arabic as written. A token with ``*`` says what kind of group it is, or where, and not which: two brigades are not one
because both are brigades. A token with ``@`` is a country: two names that name different ones are two groups. To add a
concept, add a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np
from anyascii import anyascii
from rapidfuzz import fuzz, process

EMPTY_WORDS = frozenset(
    {"al", "el", "the", "of", "for", "in", "and", "wa", "w", "fi", "li", "bi", "min", "de", "la", "a"}
)
SUN_ARTICLE = re.compile(r"\b[ae](?:l|t|th|d|dh|r|z|s|sh|n)[-' ](?=\w)")
ARABIC_ARTICLE = re.compile(r"^(?:وال|بال|لل|ال)(?=\w{2,})")
FOLDS = (
    ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ei", "i"), ("ai", "i"), ("ay", "i"), ("iy", "i"), ("ia", "i"), ("dh", "d"),
    ("th", "t"), ("kh", "k"), ("gh", "g"), ("sh", "s"), ("ph", "f"), ("q", "k"), ("c", "k"), ("x", "ks"), ("e", "i"),
    ("o", "u"), ("z", "s"), ("v", "f"), ("p", "b"), ("j", "g"),
)  # fmt: skip
LOOSE_CAP = 92.0  # names that agree in consonants only
INITIALS = 90.0  # a name and its abbreviation
STRANGERS = 60.0  # the most for names whose telling words do not meet
MET_ALL = 86.0  # all telling words meet, whatever kind of group either is called
SHORT = 5  # letters below which a word asked for has no second spelling
NEAR = 80.0  # two telling words are one word in two spellings


@dataclass(frozen=True)
class NameWord:
    """One telling word: folded spelling, consonants, whether it was written in Arabic or stands for a concept."""

    folded: str
    bones: str
    arabic: bool
    concept: bool


@dataclass(frozen=True)
class Key:
    """What is compared: folded words, their consonants, the telling words; numbers, countries and kinds apart."""

    words: str
    bones: str
    telling: frozenset[NameWord]
    numbers: frozenset[str]
    countries: frozenset[str]
    kinds: frozenset[str]


class NameIndex:
    """Names to be searched many times; built once. 100,000 names take a few seconds to build, tens of ms to search."""

    def __init__(self, pairs: Iterable[tuple[str, str]]):
        kept = [(identity, name, key(name)) for identity, name in pairs]
        self._ids = [p[0] for p in kept]
        self._names = [p[1] for p in kept]
        self._texts = ([p[2].words for p in kept], [p[2].bones for p in kept])
        self._by_initials: dict[str, list[int]] = {}
        self._by_word: dict[str, list[int]] = {}
        for at, (_, name, made) in enumerate(kept):
            for letters in {_initials(name), _abbreviation(name)} - {""}:
                self._by_initials.setdefault(letters, []).append(at)
            for mark in _marks(made):
                self._by_word.setdefault(mark, []).append(at)

    def near(self, name: str, cutoff: float) -> list[tuple[str, str, float]]:
        """Return (id, name, score) of the names at or above the cutoff."""
        asked = key(name)
        hits: set[int] = set()
        for text, choices in zip((asked.words, asked.bones), self._texts, strict=True):
            if text and choices:
                found = process.cdist([text], choices, scorer=fuzz.token_sort_ratio, score_cutoff=cutoff - 12)[0]
                hits |= set(np.flatnonzero(found).tolist())
        for letters in {_initials(name), _abbreviation(name)} - {""}:
            hits |= set(self._by_initials.get(letters, ()))
        for mark in _marks(asked):
            hits |= set(self._by_word.get(mark, ()))
        scored = ((at, score(name, self._names[at])) for at in sorted(hits))
        return [(self._ids[at], self._names[at], value) for at, value in scored if value >= cutoff]


def _marks(made: Key) -> set[str]:
    """Return what two names share if one telling word is the same in both: its consonants, or its spelling."""
    return {w.bones if len(w.bones) > 1 else w.folded for w in made.telling}


def score(one: str, other: str) -> float:
    """Return how near two names are, 0 to 100."""
    a, b = key(one), key(other)
    if not a.words or not b.words:
        return 0.0
    letters = _abbreviation(one), _abbreviation(other)
    if all(letters):
        return 100.0 if letters[0] == letters[1] else 0.0
    if any(letters):
        return INITIALS if letters in ((_initials(other), ""), ("", _initials(one))) else 0.0
    if a.words == b.words:
        return 100.0
    full = fuzz.token_sort_ratio(a.words, b.words)
    loose = fuzz.token_sort_ratio(a.bones, b.bones)
    loose = max(loose, fuzz.ratio(a.bones.replace(" ", ""), b.bones.replace(" ", "")))
    loose = min(loose, LOOSE_CAP) if min(len(a.bones), len(b.bones)) >= 4 else 0.0
    few, many = _met(a.telling, b.telling)
    if few < 0.5 or a.numbers != b.numbers or _apart(a, b):
        return min(max(full, loose), STRANGERS)
    if few == 1.0 == many:
        return max(full, loose, MET_ALL if a.telling else 0.0)
    return max(full, loose) if few == 1.0 else min(max(full, loose), LOOSE_CAP * many)


def holds_words(name: str, asked: str, *, near: bool = False) -> bool:
    """Return whether a name holds every telling word asked for, as it folds; ``near``: in any spelling or script.

    A word that only says what kind of group it is ("brigade") finds nothing; two of them ("popular front") do.
    """
    held, wanted = key(name), key(asked)
    if not (wanted.telling or wanted.numbers):
        return len(wanted.kinds) > 1 and wanted.kinds <= held.kinds
    if wanted.numbers - held.numbers or wanted.countries - held.countries:
        return False
    same = _asked_for if near else _spelt_alike
    return all(any(same(w, h) for h in held.telling) for w in wanted.telling)


def _spelt_alike(wanted: NameWord, held: NameWord) -> bool:
    return wanted.folded == held.folded


def _asked_for(wanted: NameWord, held: NameWord) -> bool:
    """Whether a word asked for is one of a name: a short one only as it is spelt, or in the other script."""
    if len(wanted.folded) < SHORT and wanted.arabic == held.arabic:
        return _spelt_alike(wanted, held)
    return _same(wanted, held)


@lru_cache(maxsize=400_000)
def key(name: str) -> Key:
    """Return the comparison key of a name."""
    table = concepts()
    folded: list[str] = []
    telling: set[NameWord] = set()
    kinds: set[str] = set()
    countries: set[str] = set()
    for word in _words(name):
        latin = _latin(word)
        concept = table.get(word) or table.get(latin) or Concept()
        token = concept.token or _fold(latin)
        if token:
            folded.append(token)
            if concept.kind:
                (countries if concept.country else kinds).add(token)
            elif not token.isdigit():
                telling.add(NameWord(token, _bones(_fold(token)), not word.isascii(), bool(concept.token)))
    bones = " ".join(filter(None, (_bones(_fold(f)) for f in folded)))
    numbers = frozenset(f for f in folded if f.isdigit())
    return Key(" ".join(folded), bones, frozenset(telling), numbers, frozenset(countries), frozenset(kinds))


def _words(name: str) -> list[str]:
    """Return the words that carry something, lower case, Arabic without article and signs."""
    text = re.sub("[’'`ʿʾ‘]", "", SUN_ARTICLE.sub(" ", plain(name)))
    words = (w if w in concepts() else ARABIC_ARTICLE.sub("", w) for w in re.findall(r"\w+", text))
    return [w for w in words if _latin(w) not in EMPTY_WORDS]


def _latin(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", anyascii(word).lower())


def _fold(word: str) -> str:
    if word.isdigit():
        return word
    for old, new in FOLDS:
        word = word.replace(old, new)
    return re.sub(r"(.)\1+", r"\1", word)


def _bones(word: str) -> str:
    """Return the consonants of a folded word; digits stay."""
    return re.sub(r"[aiuywh]", "", word)


def _met(a: frozenset[NameWord], b: frozenset[NameWord]) -> tuple[float, float]:
    """Return the shares of the fewer and of the more telling words that meet one of the other's."""
    few, many = sorted((a, b), key=len)
    if not few:
        return (1.0, 1.0) if not many else (0.0, 0.0)
    met = [
        sum(any(_same(x, y) for y in others) for x in words) / len(words)
        for words, others in ((few, many), (many, few))
    ]
    return met[0], met[1]


def _apart(a: Key, b: Key) -> bool:
    """Whether two names say different countries, or nothing but different kinds of group."""
    if a.countries and b.countries and not a.countries & b.countries:
        return True
    return not a.telling and not b.telling and a.kinds != b.kinds


def _same(x: NameWord, y: NameWord) -> bool:
    """Whether two telling words are one: by concept, by spelling, or by consonants where one is Arabic."""
    if x.folded == y.folded:
        return True
    if x.concept or y.concept:
        return False
    if fuzz.ratio(x.folded, y.folded) >= NEAR:
        return True
    short = min(len(x.bones), len(y.bones))
    return x.arabic != y.arabic and short >= 2 and fuzz.ratio(x.bones, y.bones) >= (100 if short < 3 else NEAR)


def _abbreviation(name: str) -> str:
    """Return the letters of a name that is an abbreviation ("AQAP", "BRSC"), else ""."""
    letters = name.strip().rstrip(".")
    return (
        letters.lower()
        if 2 < len(letters) <= 6 and letters.isascii() and letters.isalpha() and letters.isupper()
        else ""
    )


def _initials(name: str) -> str:
    """Return the initials of a name of three words or more, without articles, else ""."""
    if any(ord(c) >= 0x0530 for c in name):  # other scripts have initials of their own
        return ""
    words = [w for w in re.findall(r"[A-Za-z0-9]+", anyascii(name)) if w.lower() not in EMPTY_WORDS]
    return "".join(w[0] for w in words).lower() if len(words) > 2 else ""


MARKS = re.compile("[\u0640\u064b-\u0652\u0670]")  # tatweel and vowel signs
ALIKE = str.maketrans("أإآٱى", "ااااي")
PHRASES = (  # names written as one word or two
    (re.compile(r"\bh[ieu]z+b+[\s-]*[aou]*l+ah?\b|\bparty of god\b|حزب\s*الله"), "hizbollah"),
    (re.compile(r"\bansar[\s-]*[aou]?l+ah\b|انصار\s*الله"), "ansarallah"),
)


class Concept(NamedTuple):
    """What a word of a name stands for; ``kind``: it says only the kind of group, or where; ``country``: in which."""

    token: str = ""
    kind: bool = False
    country: bool = False


def plain(text: str) -> str:
    """Return a name in lower case, without Arabic signs, alike letters made one, set phrases made one word."""
    text = MARKS.sub("", text).translate(ALIKE).lower()
    for pattern, word in PHRASES:
        text = pattern.sub(word, text)
    return text


@cache
def concepts() -> dict[str, Concept]:
    """Return word → concept. Words are lower case, Latin or Arabic."""
    table: dict[str, Concept] = {}
    text = resources.files("tether.dossier").joinpath("concepts.txt").read_text("utf-8")
    for line in text.splitlines():
        token, *words = line.split()
        concept = Concept(token.rstrip("*@"), token[-1] in "*@", token[-1] == "@")
        for word in (concept.token, *words):
            table.setdefault(plain(word), concept)
    return table

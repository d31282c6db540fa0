"""Names of persons in a text: English, French, Arabic, and Arabic in Latin letters and digits (Arabizi).

    names_a_person("the fighters of Abu Mustafa")         # True
    names_a_person("Abu Ghraib, General Staff, Omar al-Mukhtar Brigade")     # False

Five signs, each with words beside it that tell persons from places, bodies and groups (``name_words.txt``):

    kunya           Abu Mustafa, أبو مصطفى, abou 7amza                  not Abu Ghraib
    descent         Ahmad bin Salim, سالم بن أحمد                       both parts a name
    servant of      Abd al-Rahman, Abdelkader, 3abd el kareem, عبد الكريم
    rank, address   Colonel Karim, le lieutenant Karim, العقيد كريم     not General Staff, اللواء 166
    given name      one of the list and a name after it: Ali Hasan, 7assan 3ali, علي حسين الجبوري

Taken out first: a group or place called after somebody (Imam Ali Division, كتيبة الشهيد علي), and an office of state
with its holder (Prime Minister Haider al-Abadi), who is public. In Arabizi 7 is ح, 3 is ع, 5 is خ, 2 a glottal stop.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise

from tether.documents.spelling import key_of

CAPITAL = r"[A-ZÀ-ÖØ-ÞĀĒĪŌŪḤḌṢṬẒŠ][\w'’ʿʾ`-]{0,40}"
PARTICLE = r"(?:(?:[Aa]l|[Ee]l|as|ad|an|ar|at|az|ash|ath|ul|bin|ibn|ben|bint|[Aa]bu|abou|abd|de|van|von)[\s-]+)"
ONE = rf"{PARTICLE}{{0,2}}{CAPITAL}"
ARTICLES = ("al", "el", "abu", "bin", "ibn", "ben")
ARABIZI = str.maketrans({"7": "h", "3": "a", "5": "kh", "9": "q", "6": "t", "8": "gh"} | dict.fromkeys("2'’`ʿʾ", ""))
FOLDS = tuple(pair.split("=") for pair in ["ou=u", "oo=u", "ee=i", "dh=d", "ck=k", "q=k", "e=i", "o=u", "y=i"])


def names_a_person(text: str) -> bool:
    """Return whether a text (folded: plain digits, nothing hidden) names a person by one of the signs."""
    if any("\u0600" <= c <= "\u06ff" for c in text) and _in_arabic(text):
        return True
    latin = re.sub("[\u0600-\u06ff]+", " ~ ", text)
    if not _signs(latin):  # most texts have none, and what follows is slow
        return False
    for beside in ("office", "holder", "group"):
        latin = _patterns()[beside].sub(" ~ ", latin)
    return _signs(latin)


def _signs(text: str) -> bool:
    """Whether a text in Latin letters bears one of the signs."""
    patterns = _patterns()
    return (
        any(_kunya(m[1]) for m in patterns["kunya"].finditer(text))
        or any(_descends(m[1], m[2]) for m in patterns["descent"].finditer(text))
        or patterns["servant"].search(text) is not None
        or any(_titled(m[1]) for m in patterns["titled"].finditer(text))
        or any(given(m[1]) for m in patterns["titled-low"].finditer(text))
        or _followed(text)
    )


def given(word: str) -> bool:
    """Return whether a word is a given name of the list, in any of its spellings."""
    return _name_key(word) in _keys("given")


@cache
def words_for(use: str) -> tuple[str, ...]:
    """Return the words of one section of ``name_words.txt``."""
    text = resources.files("tether.documents").joinpath("name_words.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    part = "\n".join(lines).partition(f"[{use}]\n")[2].partition("\n[")[0]
    return tuple(w.replace("_", " ") for w in part.split())


@cache
def _keys(use: str) -> frozenset[str]:
    return frozenset(_name_key(w) for w in words_for(use))


@cache
def _bodies() -> frozenset[str]:
    return frozenset(key_of(w) for w in words_for("institutions"))


@cache
def _any(use: str) -> str:
    """Return a pattern for any of the words of a section, the longest first."""
    longest = sorted(set(words_for(use)), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(w) for w in longest) + ")"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    office = rf"{_any('offices')}(?:\s+(?:of|de|du|des|d'|for)\s*(?:the\s|la\s|l')?\w+(?:\s+and\s+\w+)?)?"
    chain = rf"{ONE}(?:\s+{ONE}){{0,3}}"
    rank = rf"{_any('ranks')}\.?"
    servants = _any("servant-of")
    every = {
        "office": rf"\b(?i:{office}),?\s+{chain}",
        "holder": rf"{chain},?\s+(?:the |then |le |la )*(?i:{_any('offices')})\b",
        "group": rf"\b{_any('named-for')}\s+(?:the\s+|of\s+|al-|de\s+)?"
        rf"(?:[Ii]mam\s+|[Ss]hahid\s+|[Mm]artyr\s+|[Ss]heikh\s+)?{chain}"
        rf"|{ONE}(?:[\s-]+{ONE}){{0,3}}\s+{_any('called-after')}\b",
        "titled": rf"\b{rank}\s+(?:{rank}\s+){{0,3}}((?:{PARTICLE}){{0,3}}{CAPITAL})",
        "titled-low": rf"\b(?:{_any('ranks-low')}|{rank})\s+([a-zA-Z0-9'-]{{3,}})",
    }
    loose = {
        "kunya": r"\b(?:abu|abou|abo|aboo|umm|oumm|oum|um)[\s_.-]+((?:(?:al|el)[\s-]*)?[a-z0-9'’`-]{3,})",
        "descent": r"\b([a-z0-9'’-]{2,40})\s+(?:bin|ibn|ben|bint|ould|wuld)\s+"
        r"(?:(?:al|el|abd|abi|abu)[\s-]*)*([a-z0-9'’-]{3,40})",
        "servant": rf"\b(?:3a?|a)b[de]d?[aeiou]?[\s-]*(?:[aeiou][lrsn]|l)?[\s-]*{servants.replace('h', '[h7]')}\b",
    }
    return {k: re.compile(v) for k, v in every.items()} | {k: re.compile(v, re.IGNORECASE) for k, v in loose.items()}


def _kunya(word: str) -> bool:
    bare = key_of(word.translate(ARABIZI)).removeprefix("al ").removeprefix("el ")
    return bool(bare) and not bare.isdigit() and bare.split()[0] not in words_for("kunya-places")


def _descends(child: str, parent: str) -> bool:
    return (child[0].isupper() and parent[0].isupper()) or (given(child) and given(parent))


def _titled(word: str) -> bool:
    first = key_of(re.sub(rf"^{PARTICLE}*", "", word)).split()
    return bool(first) and first[0] not in _bodies()


def _followed(text: str) -> bool:
    """Whether a given name is followed by another name."""
    words = re.findall(r"[^\W\d_][\w'’`ʿʾ]*|[23579][a-z][\w'’]*|[.,;:()~]", text.replace("-", " "))
    return any(_proper(word, words[at + 1 : at + 4]) for at, word in enumerate(words[:-1]) if given(word))


def _proper(word: str, after: list[str]) -> bool:
    """Whether what comes after a given name is a name too: listed, capitalised, or led by an article."""
    rest = [w for w in after if w.lower() not in ARTICLES]
    if not rest:
        return False
    led, last = after[0].lower() in ARTICLES, rest[0]
    if led:
        return len(last) > 3 and key_of(last) not in ("din", "deen")
    return given(last) or (word[0].isupper() and len(last) > 1 and last[0].isupper() and key_of(last) not in _bodies())


@lru_cache(maxsize=100_000)
def _name_key(word: str) -> str:
    """Return a name's word as the list of given names has it: Arabizi digits as letters, vowels and doubles alike."""
    text = word.lower().translate(ARABIZI) if re.search(r"[a-z]", word, re.IGNORECASE) else word
    text = key_of(text).replace(" ", "")
    for old, new in FOLDS:
        text = text.replace(old, new)
    return re.sub(r"(.)\1+", r"\1", text)


def _in_arabic(text: str) -> bool:
    parts = re.findall(r"[.,;:]|[^.,;:]+", text)
    shown = " ".join(p if p in ".,;:" else key_of(p) for p in parts)
    groups, after = _any("arabic-groups"), r"(?:\s+\w+){1,3}"
    shown = re.sub(rf"(?<!\w)[وبل]?{_any('arabic-offices')}(?:\s+ال\w+)?{after}", " ~ ", shown)
    shown = re.sub(rf"(?<!\w)[وبل]?(?:ال)?{groups}{after}", " ~ ", shown)
    kunya = re.finditer(r"(?<!\w)[وبل]?(?:ابو|ابا|ابي|ام)[\s_]+((?:ال)?\w{2,})", shown)
    if any(m[1] not in words_for("arabic-places") and not m[1].isdigit() for m in kunya):
        return True
    if re.search(r"(?<!\w)\w{2,}\s+(?:بن|ابن|بنت|ولد)\s+(?:عبد\s*)?(?:ال)?\w{2,}", shown):
        return True
    if re.search(rf"(?<!\w)[وبل]?عبد\s?{_any('servant-of')}(?!\w)", shown):
        return True
    if re.search(r"(?<!\w)(?:اسمه|اسمها|المدعو|الملقب|يدعي|يسمي)(?:\s+ب)?\s+\w{3,}", shown):
        return True
    rank = rf"(?<!\w){_any('arabic-ranks')}(?:\s+(?:الركن|اول|الاول|المتقاعد))?\s+(\w{{2,}})"
    if any(given(m[1]) for m in re.finditer(rank, shown)):
        return True
    words = re.findall(r"\w+|[.,;:~]", shown)
    return any(given(a) and (given(b) or re.fullmatch(r"ال\w{2,}ي", b) is not None) for a, b in pairwise(words))

"""What a law points at: its own provisions, and those of other laws; and which other laws it changes.

A number after "Article" is one of this law unless the words after it name another text ("of the Constitution", "من
قانون …", "du code …"), or the article is one that changes another law. What cannot be told is read as the law's own:
whoever says that it leads nowhere (``faults``) asks more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tether.law.headings import units_pattern
from tether.law.numerals import ordinal, plain
from tether.law.structure import AMENDING
from tether.law.written_law import Amendment, CrossReference, Provision, WrittenLaw

_ONE = (
    r"\(?\s?\d{1,4}[A-Z]?(?:\s?(?:bis|ter|quater|مكرر[اً]*))?\s?\)?"
    r"(?:\s?\((?:[a-z]{1,4}|\d{1,3}|[أبجدهوزحط])\))*(?![\d%])"
)
_JOIN = r"\s?(?:,|،|\band\b|\bor\b|\bto\b|\bthrough\b|\bet\b|\bou\b|\bà\b|–|-|و\s?|أو|إلى)\s?(?:المادة\s?)?"
_LIST = rf"(?P<list>{_ONE}(?:{_JOIN}{_ONE})*)"
_ARABIC_WORDS = r"(?P<words>ال[\u0621-\u064a]+(?:\sعشرة?|\sوال[\u0621-\u064a]+(?:ون|ين))?)"
_INNER = (
    r"(?:(?:sub-?)?paragraphs?|paras?\.?|alinéas?|الفقر(?:ة|تين|ات)|فقرة|البند)\s?"
    r"(?P<inner>\(?\s?(?:\d{1,3}|[a-z]|[أبجدهوزحط]|أولا|ثانيا|ثالثا|رابعا|خامسا)[ًا]?\s?\)?)\s?(?:of|from|"
    r"de l['’]|من)\s?"
)
_HERE = re.compile(
    _INNER + r"(?:this article|this section|present article|(?:du|le) présent article|هذه المادة)", re.IGNORECASE
)
_NAMES = (
    r"law|act|decree|constitution(?:al)?|code|treaty|agreement|covenant|convention|charter|regulations?|"
    r"protocol|declaration|"
    r"order|statute|ordinance|rules|resolution|annex|schedule|instrument"
)
_FRENCH_NAMES = (
    r"loi|code|décret|constitution|ordonnance|accord|convention|traité|règlement|arrêté|pacte|charte|protocole"
)
_ARABIC_NAMES = (
    r"(?:ال)?(?:قانون|دستور|اتفاق|اتفاقية|نظام|مرسوم|قرار|لائحة|إعلان|ميثاق|عهد|معاهدة|تشريع|أمر|قوانين|"
    r"بروتوكول|ملحق|جدول)"
)
OTHER = re.compile(
    rf"\W{{0,3}}(?:(?:of|in|from|under|to)\s(?!this\b|the present\b|these\b|"
    rf"which\b)(?P<en>(?:[^.;:\n]{{0,60}}?)\b(?:{_NAMES})\b"
    rf"[^.;,\n]{{0,40}})|(?:du|de la|de l['’]|"
    rf"des)\s?(?!présente?\b)(?P<fr>(?:[^.;:\n]{{0,30}}?)\b(?:{_FRENCH_NAMES})\b[^.;,\n]{{0,40}})|"
    rf"من\s(?!هذا|هذه)(?P<ar>{_ARABIC_NAMES}[^.;،\n]{{0,50}})|(?P<it>منه\b|منها\b|thereof\b))",
    re.IGNORECASE,
)
OWN = re.compile(r"\W{0,3}(?:of|in|de|du|من)\s?(?:la\s)?(?:this|the present|présente?|هذا|هذه)", re.IGNORECASE)
ACT = re.compile(
    r"(?:Law|Act|Decree|Decision|Resolution|Regulation|Ordinance|Order|Code)\s(?:No\.?|Number|"
    r"n[°º])\s?\(?\d+[^,.;:\n]{0,60}|"
    r"(?:loi|décret|ordonnance|arrêté)\sn[°º]\s?[\d-]+[^,.;:\n]{0,60}|"
    r"(?:ال)?(?:قانون|مرسوم|قرار|نظام|أمر)(?:\s[\u0621-\u064a]+){0,6}?\s(?:ال)?(?:رقم|"
    r"مرقم)\s?\(?\s?\d+[^.،؛:\n]{0,60}",
    re.IGNORECASE,
)
REPEAL = re.compile(r"\brepeal|\brevoked?\b|\babrog|يلغى|تلغى|إلغاء", re.IGNORECASE)
ADD = re.compile(r"\binsert|\badd(?:ed)?\b|\bajout|يضاف|تضاف", re.IGNORECASE)
REPLACE = re.compile(r"\breplac|\bsubstitut|\bread as follows|remplac|ainsi rédigé|يستبدل|تستبدل|يحل", re.IGNORECASE)


def references_of(law: WrittenLaw) -> tuple[CrossReference, ...]:
    """Return every reference in a law's provisions, in order."""
    pattern = _pattern(law)
    changes = {a.provision: a.law for a in law.amendments}
    found: list[CrossReference] = []
    for provision in law.provisions:
        if provision.text:
            found += _in(law, provision, pattern, changes.get(law.unit_of(provision.id).id, ""))
    return tuple(found)


def _pattern(law: WrittenLaw) -> re.Pattern[str]:
    kind = law.units[0].kind if law.units else "article"
    words = units_pattern(kind if kind in ("section", "rule", "principle", "clause", "regulation") else "article")
    return re.compile(
        rf"(?:{_INNER})?(?:\b|(?<=[ولبف]))(?:{words})\s?(?:رقم\s?)?(?:{_LIST}|{_ARABIC_WORDS})", re.IGNORECASE
    )


def _in(law: WrittenLaw, provision: Provision, pattern: re.Pattern[str], changed: str) -> Iterator[CrossReference]:
    flat = plain(provision.text)
    for at in pattern.finditer(flat):
        inner = _bare(at["inner"]) if at["inner"] else ""
        numbers = _numbers(at)
        end = at.end()
        other = "" if OWN.match(flat, end) else _other(flat, end) or changed
        words = provision.text[at.start() : end].strip()
        for number in numbers:
            whole = f"{number}({inner})" if inner and len(numbers) == 1 else number
            yield _reference(law, provision, words, whole, other)
    unit = law.unit_of(provision.id)
    for here in _HERE.finditer(flat) if unit.unit and not changed else ():
        words = provision.text[here.start() : here.end()]
        yield _reference(law, provision, words, f"{unit.number}({_bare(here['inner'])})", "", inside=unit)


def _bare(number: str) -> str:
    inner = number.strip("() \u064b")
    return str(ordinal(inner.removesuffix("ا")) or inner) if inner[:1] in "أثرخ" and len(inner) > 2 else inner


def _numbers(at: re.Match[str]) -> list[str]:
    if at["words"]:
        words = at["words"].split()
        value = next((v for n in range(len(words), 0, -1) if (v := ordinal(" ".join(words[:n])))), None)
        return [str(value)] if value else []
    parts = re.findall(_ONE, at["list"])
    return [re.sub(r"^\(?\s?(\d{1,4}\w*)\s?\)?", r"\1", part.strip()) for part in parts]


def _other(flat: str, end: int) -> str:
    found = OTHER.match(flat, end)
    if found is None:
        return ""
    return (found["en"] or found["fr"] or found["ar"] or "the law named before").strip()


def _reference(
    law: WrittenLaw, provision: Provision, words: str, number: str, other: str, *, inside: Provision | None = None
) -> CrossReference:
    if other:
        return CrossReference(provision.id, words, number, "", other)
    cited = law.find(number)
    same_part = [p for p in cited.provisions if set(law.above(p.id)) & set(law.above(provision.id))]
    target = cited.provision or (
        same_part[0] if len(same_part) == 1 else cited.provisions[0] if cited.provisions else None
    )
    if cited.state == "part" or (inside is not None and target is not None and not target.id.startswith(inside.id)):
        return CrossReference(provision.id, words, number, "", "")
    return CrossReference(provision.id, words, number, target.id if target else "", "")


def amendments_of(law: WrittenLaw) -> tuple[Amendment, ...]:
    """Return which provisions change another law."""
    found = []
    for unit in law.units:
        text = plain(law.words(unit.id))
        act = ACT.search(text)
        changing = REPEAL.search(text) or AMENDING.search(text)
        if act is None or changing is None or abs(act.start() - changing.start()) > 300:
            continue
        action = "amend"
        for name, pattern in (("repeal", REPEAL), ("add", ADD), ("replace", REPLACE)):
            if pattern.search(text):
                action = name
                break
        found.append(Amendment(unit.id, action, _name(act[0])))  # type: ignore[arg-type]
    return tuple(found)


def _name(words: str) -> str:
    """Return a law's name without the verb that follows it."""
    return re.split(r"\s(?:shall|is|are|and its|est|sont|على النحو|بالنص|وتعديلاته)\b", " ".join(words.split()))[
        0
    ].strip(" ,،")

"""Sentences in which a word of a section stands and that say nothing of it.

    is_mere_mention("assets", values, text, "en", {"powers"})     # a mine that is guarded is handed over to nobody

A trigger of the lexicon is a word; whether a charter has a place for what is said of it is asked here, section by
section, in three languages. To add one: a row of ``NEEDED`` (words without which a row with no value of its own is
none) or of ``NEVER`` (words with which it is none).
"""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cache
from typing import Any

from tether.law.named import folded

NEEDED: dict[str, tuple[str, str, str]] = {  # section: (English, Arabic, French)
    "assets": (
        r"\b(?:hold|held|hand|transfer|revenue|manage|control|administ|belong|take[ns]? over|integrat|receive|income)",
        r"تسليم|تسلم|يسلم|نقل|إدارة|تدير|يدير|إيرادات|عائدات|سيطرة|دمج|تؤول|استلام",
        r"remis|transf|recette|gère|gestion|contrôle de|administr|intégr",
    ),
    "arms": (
        r"\b(?:carr(?:y|ies)|issued?|equip|armed with|stor|kept|own|belong|possess|hold|registered|inventor|count|"
        r"return|propert|custody|buy|import|supply)",
        r"حيازة|إحراز|يحمل|تحمل|حمل|تسليح|تجهز|تجهيز|ملك|تحفظ|يحفظ|تسجل|تجرد|جرد|عهدة|مشجب|مشاجب|تخزين|توريد",
        r"port(?:e|ent|er)\b|détient|détenir|détention|propriété|conserv|dépos|invent|doté|équip|registre|armurerie",
    ),
}
NEVER: dict[str, tuple[str, str, str]] = {
    "forces": (
        r"(?:established|created|set up|constituted|formed)[^.;‹]{0,30}\b(?:council|committee|commission|board|fund|"
        r"panel|tribunal|court|office|register)\b",
        r"(?:تنشأ|ينشأ|تشكل|يشكل|تؤسس|يؤسس|تستحدث|يستحدث) (?:\S+ ){0,2}(?:لجنة|مجلس|هيئة|صندوق|محكمة|ديوان|مكتب|سجل)",
        r"(?:créée?|instituée?|constituée?) (?:\S+ ){0,3}(?:conseil|comité|commission|fonds|tribunal|registre)",
    ),
    "posts": (
        r"\b(?:members?|teams?|panels?|committees?|commissions?|councils?|observers?)\b[^.;]{0,40}\b(?:be|are|is) "
        r"(?:\w+ )?(?:appointed|nominated|elected|selected)",
        r"(?:تعيين|يعين|ترشيح|ينتخب|يختار) (?:\S+ )?(?:أعضاء|عضو|فريق|لجنة|مراقبين)",
        r"(?:membres|équipe|observateurs)[^.;]{0,40}(?:sont|est) (?:nommée?s?|désignée?s?|élue?s?)",
    ),
    "powers": (
        r"\b(?:punish|sentenced|liable|imprisonment (?:of|for|not))",
        r"(?:يعاقب|عقوبة|بالسجن|بالحبس)",
        r"\bpuni|emprisonnement",
    ),
}
LANGUAGES = ("en", "ar", "fr")
OWN = {"arms": {"class", "force"}, "assets": {"kind", "id"}, "forces": {"id", "name", "status"}, "posts": {"id"}}


@cache
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile("".join(folded(c) if "\u0600" < c < "\u0700" else c for c in words), re.IGNORECASE)


def is_mere_mention(
    section: str, values: Container[str] | dict[str, Any], sentence: str, language: str, others: set[str]
) -> bool:
    """Return whether a sentence only mentions what a section is about; ``others``: what else it was read as."""
    place = LANGUAGES.index(language) if language in LANGUAGES else 0
    text = folded(sentence) if language == "ar" else sentence
    said = set(values) - OWN.get(section, set()) if isinstance(values, dict) else set()
    if section == "oversight" and "pay" in others and "powers" not in said:
        return True  # who checks the list of those who are paid
    if (
        section in NEVER
        and _pattern(NEVER[section][place]).search(text)
        and (section != "posts" or "title" not in said)
    ):
        return True
    return section in NEEDED and not said and not _pattern(NEEDED[section][place]).search(text)

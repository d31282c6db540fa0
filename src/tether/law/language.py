"""What the readers of a text know of three languages: which one it is in, and words by which its parts are told.

``LAW_WORDS`` name a kind of law, ``SIGNED`` opens what stands after the last article, ``ARABIC_SENTENCE`` is how a
sentence begins that could pass for a title (Arabic puts its verb first and writes no capitals).
"""

from __future__ import annotations

import re

_ARABIC = re.compile("[\u0621-\u064a]")
_LATIN = re.compile("[A-Za-zÀ-ÿ]")
_FRENCH = re.compile(r"\b(?:le|la|les|des|du|une|est|dans|pour|par|sur|aux|sont|ou|qui)\b", re.IGNORECASE)
_ENGLISH = re.compile(r"\b(?:the|of|and|shall|to|in|by|for|be|or|is|any|this|with)\b", re.IGNORECASE)
LAW_WORDS = re.compile(
    r"\b(?:law|act|decree|bill|resolution|agreement|constitution|regulations?|ordinance|order|code|charter|"
    r"protocol|rules|"
    r"principles|decision|loi|décret|ordonnance|accord|projet|arrêté|code|règlement|résolution)\b|قانون|"
    r"مرسوم|قرار|نظام|"
    r"اتفاق|دستور|لائحة|مشروع|ميثاق|أمر",
    re.IGNORECASE,
)
SIGNED = re.compile(
    r"(?:issued|done|signed|given|promulgated|adopted|made) (?:in|at|on|this|by)\b.{0,120}$|fait à\b.{0,120}$|"
    r"(?:ال)?صادر في .{0,100}$|صدر (?:في|ب|عن).{0,100}$|حرر (?:في|ب).{0,100}$|كتب (?:في |ب)[\u0621-\u064a]+ .{0,80}$",
    re.IGNORECASE,
)
_VERBS = [
    "تسري",
    "تتولى",
    "تكون",
    "تلتزم",
    "تؤسس",
    "تنشأ",
    "تخضع",
    "تلغى",
    "تعتبر",
    "تعد",
    "تختص",
    "تشكل",
    "تتألف",
    "تتكون",
    "تمارس",
    "تطبق",
    "تصدر",
    "تقوم",
    "تعمل",
    "تحدد",
    "تنشر",
    "تسمى",
    "تتبع",
    "ترتبط",
    "تتمتع",
    "تخصص",
    "تمنح",
    "تهدف",
    "تعفى",
    "تضع",
    "تنظم",
    "تدخل",
    "تستثنى",
    "تحل",
    "تحال",
    "تدفع",
    "تصرف",
    "توزع",
    "تعقد",
    "تنتهي",
    "تبدأ",
    "تقدم",
    "تشمل",
    "تضم",
    "تجري",
    "تستمر",
    "تبقى",
    "تعين",
    "تنفذ",
    "تراعى",
    "تحتفظ",
    "تستبدل",
    "تضاف",
    "تعدل",
    "تثبت",
    "تسلم",
    "تحتسب",
    "ينشأ",
]
ARABIC_SENTENCE = re.compile(
    rf"(?:ي(?!وم\b)[\u0621-\u064a]{{2,}}|{'|'.join(_VERBS)}|لا|على|إذا|اذا|كل|مع مراعاة|استثناء|في حال|في حالة|لغرض|"
    r"لأغراض|لا|لل[\u0621-\u064a]+ أن|لرئيس|لمجلس|ما لم|عند|بعد|قبل|خلال|من تاريخ|هو|هي|هم|كان)(?![\u0621-\u064a])"
)


def language_of(text: str) -> str:
    """Return the language of most of a text's words: ``ar``, ``fr`` or ``en``."""
    sample = text[:200_000]
    if len(_ARABIC.findall(sample)) > len(_LATIN.findall(sample)):
        return "ar"
    return "fr" if len(_FRENCH.findall(sample)) > len(_ENGLISH.findall(sample)) else "en"

"""Who acts in a sentence, what the next one takes back, and what a sentence denies.

    speaks_of(named, marked)             # 'force', 'post', 'group', 'actor', 'others', 'same', ''
    takes_back("This does not apply to torture.", "en")        # True

"All other armed formations are dissolved" is about others than the law's own force: nothing in it is a power or the
end of that. A rule whose exception stands in the sentence after it is not the whole rule.
"""

from __future__ import annotations

import re
from functools import cache

from tether.law.named import MARK, MarkedText, NamedBodies, folded
from tether.law.norms import DUTY, PERMISSION, PROHIBITION

VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|do|does|remains?|becomes?|keeps?|leads?|enters?|cease[sd]?|"
    r"est|sont|a|ont|reste(?:nt)?|devien(?:t|nent)|remet(?:tent)?|cesse(?:nt)?)\b"
)
OTHERS = {
    "en": r"\b(?:(?:all|any|every|each|no|other|those|such|these|armed|former|existing|illegal|tribal|local|private|"
    r"popular)\s){1,4}(?:formations?|groups?|militias?|factions?|bands?|bodies|body|committees?|organi[sz]ations?|units|"
    r"forces?|levies|fighters|combatants|brigades)\b|^(?:armed|illegal|tribal) \w+s\b",
    "ar": r"(?:تشكيل|تشكيلات|مجموعات|مجموعة|جماعات|جماعة|فصائل|فصيل|ميليشيات|مليشيات|كتائب|لجان|قوى|تنظيمات) "
    r"(?:\S+ ){0,2}?(?:ال)?(?:مسلحة|مسلح|أخرى|آخر|أهلية|شعبية|عشائرية|غير نظامية|منحلة)|"
    r"(?:كل|جميع|كافة|سائر) (?:ال)?(?:تشكيل|تشكيلات|فصائل|مجموعات|ميليشيات|مليشيات|جماعات|تنظيمات|لجان)",
    "fr": r"\b(?:(?:les|tous les|toutes les|tout|toute|aucun|aucune|autres?|ces|anciens?|anciennes?) ){1,3}"
    r"(?:formations?|groupes?|milices?|factions?|bandes?|comités?|organisations?|unités|combattants)\b",
}
PRONOUN = re.compile(r"^(?:it|they|he|she|its members|ils?|elles?|les? siens)\b")
ANYONE = {
    "en": r"^(?:no|any|every) (?:other )?(?:person|one|individual)\b|^(?:nobody|anybody|whoever|everyone|anyone)\b",
    "ar": r"(?:ل|على |ل ?كل |علي )?أي شخص|كل من |كل شخص|لأحد",
    "fr": r"^(?:nul|quiconque|toute personne|aucune personne|chacun)\b",
}
TAKES_BACK = {
    "en": r"^(?:\(?\w{1,3}\)?[.)]? )?(?:nothing in (?:this|sub|para|art|sec|the )|however\b|"
    r"provided(?:,)? (?:that|always)|except\b|save\b|notwithstanding\b|"
    r"(?:this|that|it)(?: \w+){0,3} (?:does|shall|will|do|may) not "
    r"(?:apply|cover|extend|affect|protect|include|benefit)|"
    r"(?:the|such) (?:immunity|protection|amnesty|pardon|provision|rule|prohibition|exemption)[^.]{0,40}"
    r"(?:does|shall|do) not\b|.{0,90}\b(?:is|are|shall be) (?:excepted|excluded|not covered|exempted from this))",
    "ar": r"^(?:و|ف)?(?:لا (?:يسري|تسري|يشمل|تشمل|ينطبق|تنطبق|يطبق|تطبق)|يستثنى|تستثنى|ويستثنى|باستثناء|إلا أن|غير أن|"
    r"على أن لا|ومع ذلك|ما لم)",
    "fr": r"^(?:toutefois|cependant|néanmoins|sauf|(?:la|le|cette|ce|cet|la présente|le présent) "
    r"(?:disposition|règle|immunité|protection|article|alinéa|amnistie|interdiction|présente disposition)[^.]{0,30}"
    r"\bne\b|il n['’]en est pas|.{0,80}\b(?:est|sont) (?:exclue?s?|exceptée?s?))",
}
GRAVE = {
    "en": r"war crimes?|grave|serious|tortur|murder|kill|rape|sexual|genocide|humanity|disappear",
    "ar": r"جرائم|جريمة|قتل|تعذيب|اغتصاب|إبادة|خطف|جسيم",
    "fr": r"crimes?|tortur|meurtre|homicide|viol|génocide|assassin",
}
DENIES = {
    "en": r"\b(?:no|not|neither|nor|never|without)\b[^,;:.]{0,30}$",
    "ar": r"(?<![\u0621-\u064a])(?:لا|ليس|ليست|دون|بدون|عدم|غير)(?![\u0621-\u064a])[^،؛:.]{0,25}$",
    "fr": r"\b(?:ne|n|pas|sans|aucune?|ni)\b[^,;:.]{0,30}$",
}


@cache
def _pattern(words: str, language: str) -> re.Pattern[str]:
    return re.compile("".join(folded(c) if c > "\x7f" else c for c in words), re.IGNORECASE)


def _of(table: dict[str, str], language: str) -> re.Pattern[str]:
    name = language if language in table else "en"
    return _pattern(table[name], name)


def speaks_of(named: NamedBodies, marked: MarkedText, begin: int = 0) -> str:
    """Return who acts in a sentence, or is acted on where it is passive.

    ``force``, ``post``, ``group``, ``actor``: somebody named; ``others``: bodies that the law is not about; ``anyone``;
    ``same``: whoever was spoken of before; '' where nobody can be told.
    """
    text = marked.text[begin:].strip()
    if named.language == "ar":
        opening = " ".join(text.split(" ")[:7])
    else:
        verbs = (DUTY.search(text), PROHIBITION.search(text), PERMISSION.search(text), VERB.search(text))
        first = min((hit.start() for hit in verbs if hit is not None), default=len(text))
        opening = text[: max(first, 1)]
    if PRONOUN.match(text):
        return "same"
    if _of(ANYONE, named.language).search(opening):
        return "anyone"
    other = _of(OTHERS, named.language).search(opening)
    mark = MARK.search(opening)
    if other is not None and (mark is None or other.start() < mark.start()):
        return "others"
    if mark is None:
        return ""
    section = named.bodies[int(mark[1])].section
    return {"forces": "force", "posts": "post", "groups": "group"}.get(section, "actor")


def takes_back(sentence: str, language: str) -> bool:
    """Return whether a sentence takes back something of the rule before it."""
    return _of(TAKES_BACK, language).search(folded(sentence.strip())) is not None


def names_grave(sentence: str, language: str) -> bool:
    """Return whether a sentence names grave crimes."""
    return _of(GRAVE, language).search(folded(sentence)) is not None


def denied(text: str, at: int, language: str) -> bool:
    """Return whether what begins at a place of a sentence is denied there: "has no intelligence service"."""
    return _of(DENIES, language).search(text[:at]) is not None

"""How a provision is cited to whoever wrote the law: by the law's own word, in the language of the letter or comment.

    cited_as(law, "sec_6__subsec_2")          # 'Section 6(2)', where the text says "Section"
    cited_as(law, "art_6__para_2", "fr")      # 'Article 6(2)', in a French letter on an English text

The word is that of the provision's own label ("Art. 6", "SECTION 6", "مادة ٦"); a text that only numbers its rules, and
a letter in another language than the text, take a word for what the provision is.
"""

from __future__ import annotations

import re

from tether.charter.letter.languages import Language, digits_in
from tether.law.written_law import CONTAINERS, Provision, WrittenLaw

WORDS: dict[str, dict[Language, str]] = {
    "article": {"en": "Article", "ar": "المادة", "fr": "Article"},
    "section": {"en": "Section", "ar": "القسم", "fr": "Section"},
    "paragraph": {"en": "paragraph", "ar": "الفقرة", "fr": "paragraphe"},
    "rule": {"en": "Rule", "ar": "القاعدة", "fr": "Règle"},
    "principle": {"en": "Principle", "ar": "المبدأ", "fr": "Principe"},
    "clause": {"en": "Clause", "ar": "البند", "fr": "Clause"},
    "regulation": {"en": "Regulation", "ar": "اللائحة", "fr": "Règlement"},
    "part": {"en": "Part", "ar": "الباب", "fr": "Partie"},
    "title": {"en": "Title", "ar": "الباب", "fr": "Titre"},
    "chapter": {"en": "Chapter", "ar": "الفصل", "fr": "Chapitre"},
    "book": {"en": "Book", "ar": "الكتاب", "fr": "Livre"},
    "protocol": {"en": "Protocol", "ar": "البروتوكول", "fr": "Protocole"},
    "schedule": {"en": "Schedule", "ar": "الملحق", "fr": "Annexe"},
}
ALINEA: dict[Language, str] = {"en": ", paragraph {0}", "ar": "، الفقرة {0}", "fr": ", alinéa {0}"}
OWN_WORD = re.compile(r"[^\W\d_]{3,}|[^\W\d_]{1,6}\.")
DOTTED = re.compile(r"[0-9٠-٩]{1,4}(?:\.[0-9٠-٩]{1,4}){1,4}")
MARKS = re.compile(r"[()\[\]{}.:،,\s–—-]+")


def cited_as(law: WrittenLaw, id: str, language: Language | None = None) -> str:
    """Return how a provision is cited in a language, the law's own unless another is given."""
    spoken = language or spoken_in(law)
    unit = law.unit_of(id)
    steps = [p for p in (law.provision(id), *law.above(id)) if p.id != unit.id and p.id.startswith(f"{unit.id}__")]
    within = [p for p in reversed(steps) if p.kind not in CONTAINERS or p.kind == "subsection"]
    number = unit.number
    dotted = [n for n, p in enumerate(within) if DOTTED.fullmatch(p.label.strip(" ().:"))]
    if dotted:  # "2.1" is the law's own number of the whole place
        number, within = within[dotted[-1]].label.strip(" ().:"), within[dotted[-1] + 1 :]
    below = "".join(_step(law, p, spoken) for p in within)
    part = next((p for p in law.above(unit.id) if unit.id.startswith(f"{p.id}__")), None)
    head = f"{_word(law, unit, spoken)} {digits_in(number, spoken)}".strip()
    above = f"{_word(law, part, spoken)} {digits_in(part.number, spoken)}".strip() if part is not None else ""
    comma = "، " if spoken == "ar" else ", "
    return f"{above}{comma}{head}{below}" if above else f"{head}{below}"


def spoken_in(law: WrittenLaw) -> Language:
    """Return the language of a law, as a letter or comment on it would be written."""
    return "ar" if law.language == "ar" else "fr" if law.language == "fr" else "en"


def _word(law: WrittenLaw, provision: Provision, language: Language) -> str:
    """Return what the law calls such a provision; a common word where its label is a bare number."""
    if provision.kind == "schedule" and not provision.number and language == spoken_in(law):
        return provision.label.title() if provision.label.isupper() else provision.label
    own = OWN_WORD.match(provision.label.strip())
    if own is not None and language == spoken_in(law):
        return own[0].capitalize() if own[0].isupper() else own[0]
    return WORDS.get(provision.kind, {}).get(language, "")


def _step(law: WrittenLaw, provision: Provision, language: Language) -> str:
    if provision.kind == "alinea":
        return ALINEA[language].replace("{0}", digits_in(provision.number, language))
    own = MARKS.sub("", provision.label) if language == spoken_in(law) else ""
    number = own if own and len(own) <= 4 else provision.number
    return f"({digits_in(number, language)})"

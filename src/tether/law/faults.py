"""Faults of a text itself, told without any coding: what leads nowhere, stands twice, is missing, or says two things.

    for fault in faults_of(law): print(fault.place, fault.found)

``fault`` is wrong whatever was meant; ``ask`` is a gap that the drafter may have meant, told as a question. Each rule
is silent where a sentence may be about another law, or where a list may be numbered in two ways: a reader who is told
three faults and finds two of them made up reads no further.

To add a rule: a function that takes a law and gives ``TextFault``s, in ``RULES``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from tether.law.cross_references import ACT
from tether.law.fault_counts import wrong_counts
from tether.law.numerals import bare, cardinal, ordinal, plain, roman, value_of_word
from tether.law.written_law import CONTAINERS, Provision, WrittenLaw, same_words


@dataclass(frozen=True)
class TextFault:
    """One fault of a text: its kind, where, what was found, what to do."""

    kind: str
    provision: str  # the id; '' for the law as a whole
    place: str  # as a drafter cites it: 'art. 4(2)'
    found: str
    remedy: str
    degree: Literal["fault", "ask"] = "fault"
    words: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.found}; {self.remedy}"


def faults_of(law: WrittenLaw) -> tuple[TextFault, ...]:
    """Return the faults of a text, in its order."""
    order = {provision.id: n for n, provision in enumerate(law.provisions)}
    found = [fault for rule in RULES for fault in rule(law)]
    return tuple(sorted(dict.fromkeys(found), key=lambda f: (order.get(f.provision, -1), f.kind, f.found)))


def place_of(law: WrittenLaw, id: str) -> str:
    """Return how a drafter cites a provision: ``art. 4(2)(c)``, ``part 2 art. 1``."""
    provision = law.provision(id)
    unit = law.unit_of(id)
    names = {"article": "art.", "section": "sec.", "paragraph": "para."}
    steps = [p.number for p in (provision, *law.above(id)) if p.number and not p.unit and p.kind not in CONTAINERS]
    head = f"{names.get(unit.kind, unit.kind)} {unit.number}".strip()
    part = next((p for p in law.above(unit.id) if unit.id.startswith(f"{p.id}__")), None)
    below = "".join(f"({step})" for step in reversed(steps)) if unit.id != id else ""
    return f"{part.kind} {part.number} {head}{below}" if part is not None else f"{head}{below}"


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a point after ``No`` or within a number ends none."""
    return [s for s in re.split(r"(?<![Nn]o)(?<!art)(?<!\d)[.؛;]\s|\n|(?<=\d)\.\s", text) if s.strip()]


# ---- what leads nowhere

OTHER_LAW = re.compile(
    r"\b(?:Constitution|Convention|Covenant|Treaty|Penal Code|Civil Code|Code of|said (?:Law|Act|Code)|"
    r"that (?:Law|Act)|"
    r"Constitutional Declaration|Agreement|Charter of)\b|دستور|إعلان الدستوري|قانون العقوبات|"
    r"القانون المذكور|القانون المشار|"
    r"قانون ال|اتفاقي|\b(?:Constitution|du code|ladite loi|convention|traité)\b",
    re.IGNORECASE,
)


def _dangling(law: WrittenLaw) -> Iterator[TextFault]:
    changing = {a.provision for a in law.amendments}
    schedules = {p.id for p in law.provisions if p.kind == "schedule"}
    for reference in law.references:
        unit = law.unit_of(reference.provision)
        inside = {p.id for p in law.above(reference.provision)} & schedules
        if reference.of or reference.target or unit.id in changing or inside:
            continue
        text = law.provision(reference.provision).text
        sentence = _around(next((s for s in sentences(text) if reference.words in s), text), reference.words)
        own = re.sub(
            r"\b(?:this|the present) (?:law|act|charter|agreement|constitution)\b", "", sentence, flags=re.IGNORECASE
        )
        if OTHER_LAW.search(own) or ACT.search(plain(own)):
            continue
        cited = law.find(reference.number)
        if cited.state == "part" and not _numbered(law, cited.provisions[0]):
            continue  # its paragraphs aren't set apart: nobody can tell
        there = f"{place_of(law, cited.provisions[0].id)} has no such paragraph" if cited.provisions else _last(law)
        yield TextFault(
            "dangling-reference",
            reference.provision,
            place_of(law, reference.provision),
            f"'{reference.words}' leads nowhere: {there}",
            "correct the number, or name the law that is meant",
            words=reference.words,
        )


NEXT_REFERENCE = re.compile(r"\barticles?\b|\bsections?\b|(?:ال|لل)?(?:ماد[ةه]|مواد)\b", re.IGNORECASE)


def _around(sentence: str, words: str) -> str:
    """Return what of a sentence may say whose article is meant: all before it, and after it as far as the next one.

    "Article 9 and Article 14 of the Code" may be two articles of the Code; what comes after a verb is another matter.
    """
    before, _, after = sentence.partition(words)
    following = NEXT_REFERENCE.search(after)
    joined = following is not None and len(after[: following.start()].split()) <= 1
    return before + (after if following is None or joined else after[: following.start()])


def _numbered(law: WrittenLaw, provision: Provision) -> bool:
    return any(p.label for p in law.children(provision.id))


def _last(law: WrittenLaw) -> str:
    last = max(law.units, key=lambda u: _value(u.number) or 0)
    return f"this text has no such {last.kind} (its last is {last.number})"


# ---- numbers given twice, left out, out of order


def _value(number: str) -> int | None:
    found = re.match(r"\d+", number)
    return int(found[0]) if found else None


def _twice(law: WrittenLaw) -> Iterator[TextFault]:
    for provision in law.provisions:
        if "~" in provision.id.rpartition("__")[2] and provision.label:
            yield TextFault(
                "duplicate-number",
                provision.id,
                place_of(law, provision.id),
                f"the number '{provision.label}' is given a second time",
                "number them anew, and look at what refers to them",
                words=provision.label,
            )


def _gaps(law: WrittenLaw) -> Iterator[TextFault]:
    for before, after in _neighbours(law):
        first, second = (_in_order(before), _in_order(after))
        if first is None or second is None or second in (first, first + 1):
            continue
        if second > first + 1:
            found = f"after '{before.label}' comes '{after.label}': nothing is numbered between them"
            remedy = "number them anew, or say that what stood there was repealed"
        elif second == 1:
            continue
        else:
            found, remedy = f"'{after.label}' comes after '{before.label}'", "put them in order, or number them anew"
        yield TextFault("numbering", after.id, place_of(law, after.id), found, remedy, words=after.label)


def _neighbours(law: WrittenLaw) -> Iterator[tuple[Provision, Provision]]:
    """Give pairs that stand one after the other in one list: the rules of a law or part, the paragraphs of one."""
    lists: dict[tuple[str, str], list[Provision]] = {}
    for provision in law.provisions:
        prefix = provision.id.rpartition("__")[0] if provision.unit else provision.parent
        if provision.label and provision.kind not in CONTAINERS and "~" not in provision.id:
            lists.setdefault((prefix, "unit" if provision.unit else provision.kind), []).append(provision)
    for listed in lists.values():
        romans = all(roman(p.number) for p in listed) and not all(p.number.isdigit() for p in listed)
        if not romans or listed[0].unit:
            yield from pairwise(listed)


def _in_order(provision: Provision) -> int | None:
    """Return a number's place in its list, None for what has none that is sure: bis, bullets, Arabic letters."""
    number = provision.number
    if number.isdigit():
        return int(number) if re.search(r"\d", plain(provision.label)) or provision.unit else None
    if len(number) == 1 and number.isalpha() and re.search(rf"\b{number}\b", provision.label, re.IGNORECASE):
        return ord(number.lower()) - 96
    return None


# ---- terms


def _defined_twice(law: WrittenLaw) -> Iterator[TextFault]:
    seen: dict[str, tuple[str, str]] = {}
    for definition in law.definitions:
        term, meaning = same_words(definition.term), same_words(definition.meaning)
        if term in seen and seen[term][0] != meaning:
            yield TextFault(
                "term-defined-twice",
                definition.provision,
                place_of(law, definition.provision),
                f"'{definition.term}' is defined again, otherwise than in {place_of(law, seen[term][1])}",
                "keep one of the two meanings",
                words=definition.term,
            )
        seen.setdefault(term, (meaning, definition.provision))


def _unused(law: WrittenLaw) -> Iterator[TextFault]:
    words = {p.id: same_words(f"{p.heading} {p.text}") for p in law.provisions} if law.definitions else {}
    whole = " \n".join(words.values())
    for definition in law.definitions:
        stem = _stem(definition.term)
        told = whole.replace(words[definition.provision], "", 1)
        own = same_words(law.provision(definition.provision).text)
        if len(stem) > 2 and stem not in told and own.count(stem) <= max(1, same_words(definition.term).count(stem)):
            yield TextFault(
                "term-not-used",
                definition.provision,
                place_of(law, definition.provision),
                f"'{definition.term}' is defined and used nowhere else",
                "leave it out, or use it where it is meant",
                "ask",
                definition.term,
            )


def _stem(term: str) -> str:
    """Return what of a term must stand where it is used: its first telling word, without article and plural."""
    words = [w for w in same_words(term).split() if w not in ("the", "a", "an", "of", "le", "la", "les", "de")]
    first = words[0] if words else ""
    for article in ("ال", "لل"):
        first = first.removeprefix(article)
    return first[: max(3, len(first) - 2)] if len(first) > 5 else first


BODIES = {
    "en": r"(?:Authority|Commission|Committee|Board|Agency|Council|Fund|Tribunal|Directorate|Inspectorate|Secretariat)",
    "ar": r"(?:هيئة|هيأة|لجنة|مجلس|جهاز|صندوق|مديرية|أمانة)",
}


def _undefined(law: WrittenLaw) -> Iterator[TextFault]:
    """Tell a body that is only ever called "the Commission": nobody can say which."""
    defined = " ".join(same_words(d.term) for d in law.definitions)
    text = "\n".join((*law.preamble, *(f"{p.heading}\n{p.text}" for p in law.provisions)))
    for body in sorted(_bodies(law, text)):
        if same_words(body).removeprefix("ال") in defined or _is_named(body, text):
            continue
        first = next((p for p in law.provisions if re.search(rf"\b{body}\b", p.text)), None)
        if first is not None:
            said = f"the {body}" if law.language != "ar" else body
            yield TextFault(
                "body-not-named",
                first.id,
                place_of(law, first.id),
                f"'{said}' is never defined, named in full or set up in this text",
                "define it, or write its full name where it is first named",
                words=body,
            )


def _bodies(law: WrittenLaw, text: str) -> set[str]:
    if law.language == "ar":
        return {found[1] for found in re.finditer(rf"(?<![\u0621-\u064a])(ال{BODIES['ar']})(?![\u0621-\u064a])", text)}
    return {found[1] for found in re.finditer(rf"\b[Tt]he ({BODIES['en']})\b", text)}


COMPOSED = (  # an article that says who sits on a body sets it up
    r"(?:consists? of|is composed of|comprises?|is made up of|shall (?:be composed|consist) of|has [\w-]+ members|"
    r"shall have [\w-]+ members|(?:is|shall be) (?:hereby )?(?:established|created|set up|formed))"
)


def _is_named(body: str, text: str) -> bool:
    """Return whether a body has a name somewhere: words before or after it, or an article that makes it."""
    if body > "\u0600":
        stem = body.removeprefix("ال")
        named = (
            rf"(?<![\u0621-\u064a])(?:[ولبفك]?{stem} [\u0621-\u064a]+|"
            rf"[ولبفك]?ال{stem} ال[\u0621-\u064a]+|لل{stem} ال[\u0621-\u064a]+|"
            rf"(?:تتكون|يتكون|تتألف|يتألف|تشكل|يشكل|تنشأ|ينشأ|تؤسس|يؤسس|تضم|يضم) ال{stem})"
        )
        return re.search(named, text) is not None
    before = rf"\b(?!The\b|This\b|That\b|Each\b|No\b)[A-Z][\w’'-]+ {body}\b"
    after = rf"\b{body} (?:of|for|on|to) (?:the )?[A-Z]"
    made = rf"\b(?:an?|each|every|any|no) (?:[\w-]+ ){{0,4}}{body}\b"
    composed = rf"\b{body} {COMPOSED}"
    ways = ((before, 0), (after, 0), (made, re.IGNORECASE), (composed, re.IGNORECASE))
    return any(re.search(pattern, text, flags) for pattern, flags in ways)


# ---- what is left to others


DELEGATES = re.compile(
    r"(?:prescribed|determined|specified|regulated|set out|defined|laid down|fixed) (?:by|in|under|"
    r"through) (?:the |a |an |"
    r"separate |special |further |executive |implementing )*(?:regulations?|rules|instructions|decree|"
    r"bylaws?|by-laws?|order|"
    r"decision)|(?:تحدد|يحدد|تنظم|ينظم|تبين)[^.\n]{0,80}?(?:بنظام|بتعليمات|بقرار|بلائحة|باللائحة|بمرسوم|وفق تعليمات)|"
    r"(?:fixée?s?|déterminée?s?|précisée?s?|définie?s?) par (?:voie de |un |une )?(?:décret|arrêté|"
    r"règlement|voie réglementaire)|"
    r"(?:in accordance with|pursuant to|according to|subject to|as provided by) (?:the |separate |special |further |"
    r"implementing )*(?:regulations|rules|instructions|bylaws|by-laws)\b|"
    r"(?:وفق|وفقا ل|وفقاً ل|حسب|بموجب) ?(?:ال|ل)?(?:تعليمات|لوائح|أنظمة|ضوابط)(?![\u0621-\u064a])|"
    r"(?:conformément aux|selon les|dans les conditions fixées par les) (?:règlements|instructions|règles)",
    re.IGNORECASE,
)
IN_FORCE = re.compile(  # rules that are there already leave nothing open
    r"\b(?:in force|existing|applicable|of this (?:law|act|decree)|under this|laid down in|set out in|"
    r"of (?:the )?(?:army|police|civil service|procedure))|النافذة|المعمول بها|السارية|هذا القانون|المرعية|"
    r"en vigueur|applicables|de la présente",
    re.IGNORECASE,
)
ISSUER = re.compile(
    r"\b(?:of|by|from) the (?:[A-Z]|council|cabinet|ministry|minister|president|commander)|issued by|"
    r"Minister|President|"
    r"Council|Cabinet|Government|Assembly|من (?:ال)?(?:وزير|مجلس|رئيس|قائد|هيئة|هيأة|لجنة|جهة)|الوزير|"
    r"المجلس|القائد|رئيس|"
    r"ministre|président|conseil|gouvernement",
    re.IGNORECASE,
)
TIME_LIMIT = re.compile(
    r"\bwithin\b|\bno later than\b|\bby \d|\bbefore\b|خلال|في موعد|قبل|dans (?:un délai|les)|au plus tard|"
    r"\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
ISSUES = re.compile(
    r"(?:shall|may|will) (?:issue|adopt|make|approve)[^.\n]{0,60}(?:regulations?|rules|instructions|bylaws)|"
    r"(?:regulations?|rules|instructions)[^.\n]{0,40}(?:shall be|are) issued by|(?:يصدر|تصدر|إصدار)[^.\n]{0,60}"
    r"(?:تعليمات|لائحة|اللائحة|لوائح|اللوائح|نظام|أنظمة)|(?:fixe|prend|adopte)[^.\n]{0,40}(?:décrets?|"
    r"arrêtés?|règlements?)",
    re.IGNORECASE,
)


_MATTERS = (
    r"rules|procedures?|conditions|details|manner|modalities|criteria|composition|structure|terms|rates?|scales?|"
    r"amounts?|ranks?|powers|duties|functions|tasks|qualifications|organi[sz]ation|remuneration|salar(?:y|ies)|allowances?"
)
_MATTERS_AR = (
    r"ضوابط|شروط|إجراءات|آليات|آلية|كيفية|قواعد|تفاصيل|هيكلية|هيكل|مخصصات|صلاحيات|مهام|"
    r"نسب|رتب|رواتب|معايير|أحكام|أسس|تشكيل"
)
_MATTERS_FR = (
    r"modalités|règles|conditions|critères|procédures?|missions|effectifs?|grades?|attributions|composition|montants?"
)
NOBODYS = re.compile(  # what is to be settled, by nobody: a passive without whoever does it
    rf"\b(?:{_MATTERS})\b[^.;:\n]{{0,70}}? (?:shall|will|may|must|are to|is to) (?:later )?be "
    r"(?:(?:later|further|subsequently|separately|duly) )?"
    r"(?:determined|defined|specified|fixed|laid down|regulated|prescribed|settled|decided|agreed|established)\b|"
    r"(?:تحدد|يحدد|ستحدد|سيحدد|تبين|يبين|تنظم|ينظم|توضع|يوضع|تقرر|يتم تحديد|يجري تحديد|يتم وضع) "
    rf"(?:ال)?(?:{_MATTERS_AR})(?![\u0621-\u064a])|"
    rf"(?<!\w)(?:{_MATTERS_FR})(?!\w)[^.;:\n]{{0,70}}? (?:sont|seront|est|sera) "
    r"(?:(?:ultérieurement|par la suite) )?"
    r"(?:fixée?s?|déterminée?s?|précisée?s?|définie?s?|réglée?s?|arrêtée?s?)(?!\w)",
    re.IGNORECASE,
)
SOMEBODYS = re.compile(  # who settles it, or where it is settled
    r"\b(?:by|in|under|through|from|according|pursuant|with|as follows|as set|as laid|on the basis)\b|"
    r"(?<!\w)(?:par|dans|à l['’]article|aux articles|à l['’]annexe|comme suit|selon|conformément)(?!\w)|"
    r"من قبل|بموجب|وفق|حسب|كالآتي|كما يأتي|"
    r"(?<![\u0621-\u064a])(?:في|ب)(?: ?ال| )?(?:هذا|هذه|ملحق|المادة|المواد|الجدول|جدول|"
    r"قرار|قانون|مرسوم|نظام|تعليمات|لائحة|اتفاق|أمر)|(?<![\u0621-\u064a])بال[\u0621-\u064a]",
    re.IGNORECASE,
)


FOR_ALL = re.compile(
    r"this (?:law|act|decree)|implement|necessary|needed|all matters|هذا القانون|اللازمة|تنفيذ|"
    r"présente loi|application|nécessaires",
    re.IGNORECASE,
)
OF_ONE = re.compile(r"\b(?:on|concerning|regarding|governing) (?!this\b)|بشأن|بخصوص|relatifs? (?:à|au)", re.IGNORECASE)


def _issues_all(text: str) -> bool:
    """Return whether a text names who issues the rules that the whole law needs, not those on one matter alone."""
    return any(
        ISSUES.search(s) and (FOR_ALL.search(s) or not OF_ONE.search(s)) for s in sentences(text) if ISSUES.search(s)
    )


def _empty_delegations(law: WrittenLaw) -> Iterator[TextFault]:
    if any(_issues_all(p.text) for p in law.provisions):
        return  # the law says who issues what it leaves open
    for provision in law.provisions:
        for sentence in sentences(provision.text):
            left = DELEGATES.search(plain(sentence))
            after = sentence[left.start() :] if left else ""
            if (
                left
                and not ISSUER.search(after)
                and not TIME_LIMIT.search(sentence)
                and not IN_FORCE.search(sentence[left.end() :])
            ):
                yield TextFault(
                    "empty-delegation",
                    provision.id,
                    place_of(law, provision.id),
                    f"'{left[0]}' leaves the matter open: nobody is named who issues it, and no day by when",
                    "say who issues it, within which bounds, by when, and what holds until then",
                    "ask",
                    left[0],
                )
            elif not left:
                yield from _left_to_nobody(law, provision, sentence)


def _left_to_nobody(law: WrittenLaw, provision: Provision, sentence: str) -> Iterator[TextFault]:
    """Tell a matter that "shall be determined", where the sentence says neither by whom nor where."""
    flat = plain(sentence)
    found = NOBODYS.search(flat)
    if found is None:
        return
    after = flat[found.end() :]
    if SOMEBODYS.search(after) or ISSUER.search(flat) or IN_FORCE.search(after):
        return
    yield TextFault(
        "empty-delegation",
        provision.id,
        place_of(law, provision.id),
        f"'{found[0]}' leaves the matter open: it says neither who settles it nor where",
        "say who settles it, in which form, within which bounds, by when, and what holds until then",
        "ask",
        found[0],
    )


# ---- numbers that contradict each other

_IN_BRACKETS = re.compile(r"\(\s?(\d{1,3}(?:[,.]\d{3})*|\d+)\s?\)")
_WORD = re.compile(r"[^\W\d_]+")


def _two_numbers(law: WrittenLaw) -> Iterator[TextFault]:
    for provision in law.provisions:
        flat = plain(provision.text)
        for figure in _IN_BRACKETS.finditer(flat):
            words = _number_before(provision.text[: figure.start()])
            value = int(re.sub(r"[,.]", "", figure[1]))
            if words is None or value in words[1]:
                continue
            yield TextFault(
                "two-numbers",
                provision.id,
                place_of(law, provision.id),
                f"'{words[0]} {figure[0]}': the words say {max(words[1])}, the figure {value}",
                "keep the one that is meant",
                words=f"{words[0]} {figure[0]}",
            )


def _number_before(text: str) -> tuple[str, set[int]] | None:
    """Return the number in words that ends a text, and every value that its last words may have; None for none."""
    words = list(_WORD.finditer(text[-120:]))
    tail = text[-120:]
    if not words or tail[words[-1].end() :].strip(" -–"):
        return None
    taken: list[str] = []
    for word in reversed(words):
        if not (value_of_word(bare(word[0])) or (taken and bare(word[0]) in ("and", "et"))) or len(taken) >= 9:
            break
        taken.insert(0, word[0])
    while taken and bare(taken[0]) in ("and", "et"):
        taken.pop(0)
    if not taken or bare(taken[0]) in ("un", "une", "واحد", "احد"):  # an article, or the one among others
        return None
    tries = [" ".join(taken[n:]) for n in range(len(taken))]
    values = {v for part in tries for v in (cardinal(part), ordinal(part)) if v is not None}
    return (" ".join(taken), values) if cardinal(tries[0]) or ordinal(tries[0]) else None


_MADE_OF = re.compile(
    r"(?:consists?|composed|comprised|made up|comprises?)(?: of)? (?P<en>[\w-]+) (?:members|persons|"
    r"people)\b[^.]{0,40}[:—–-]$|"
    r"(?:تتكون|يتكون|تتألف|يتألف|تشكل|يشكل)[^.\n]{0,40}? من (?P<ar>[\u0621-\u064a]+) (?:أعضاء|عضوا|اعضاء)[^.]{0,40}:$|"
    r"(?:compos[ée]e?|comprend)(?: de)? (?P<fr>[\w-]+) membres[^.]{0,40}:$",
    re.IGNORECASE,
)


_FOLLOWING = tuple(  # the following four tasks: a number that announces a list
    re.compile(words + r"[^.]{0,60}[:—–-]$", re.IGNORECASE)
    for words in (
        r"\b(?:following|these) ([a-z]+|\d{1,2}) (?:[\w-]+ ){0,2}[\w-]+",
        r"\b([a-z]+|\d{1,2}) (?:of the )?following\b",
        r"\b(?:has|have|performs?) ([a-z]+|\d{1,2}) (?:tasks|duties|powers|functions)\b",
        r"(?:المهام|المهمات|الواجبات|الصلاحيات|الاختصاصات|الشروط|الفئات|الجهات|الأحوال|الحالات) (ال[\u0621-\u064a]+) "
        r"(?:الآتية|الاتية|التالية)",
        r"\bles ([a-zé]+|\d{1,2}) (?:[\w-]+ ){1,2}(?:suivante?s|ci-après)",
    )
)


def _announced(text: str) -> tuple[str, int, bool] | None:
    """Return what announces a list, the number of entries it gives, and whether an entry may be several persons."""
    flat = plain(text.strip())
    for pattern, persons in ((_MADE_OF, True), *((words, False) for words in _FOLLOWING)):
        said = pattern.search(flat)
        word = next((group for group in said.groups() if group), "") if said else ""
        count = int(word) if word.isdigit() else (cardinal(word) or cardinal(word.removeprefix("ال"))) if word else None
        if said is not None and count:
            return said[0].strip(" :"), count, persons
    return None


def _list_of_another_length(law: WrittenLaw) -> Iterator[TextFault]:
    for provision in law.provisions:
        announced = _announced(provision.text)
        listed = law.children(provision.id)
        if announced is None or not listed or (announced[2] and any(_is_many(p.text) for p in listed)):
            continue
        said, count = announced[:2]
        if count != len(listed):
            yield TextFault(
                "two-numbers",
                provision.id,
                place_of(law, provision.id),
                f"'{said}' is followed by {len(listed)} entries",
                "correct the number, or the list",
                words=said,
            )


def _counts_that_lists_contradict(law: WrittenLaw) -> Iterator[TextFault]:
    for wrong in wrong_counts(law):
        remedy = "correct the number, or what it counts"
        yield TextFault(
            wrong.kind, wrong.provision, place_of(law, wrong.provision), wrong.found, remedy, words=wrong.words
        )


def _is_many(text: str) -> bool:
    """Return whether an entry of a list may stand for several persons."""
    words = {bare(word) for word in _WORD.findall(text)}
    plural = re.search(
        r"\b(?:members|representatives|persons|experts|deputies|ministers|heads)\b|ممثل(?:ان|ين|و)|أعضاء", text
    )
    return (
        bool(plural)
        or bool(re.search(r"\d", plain(text)))
        or any(value_of_word(w) for w in words - {"one", "un", "une"})
    )


# ---- transition


TRANSITION = re.compile(
    r"(?:during|for|until the end of|throughout) (?:a|the) (?:transitional|interim) (?:period|phase)|"
    r"(?:خلال|طيلة|حتى نهاية) (?:ال)?(?:فترة|مرحلة|مدة) (?:ال)?انتقالية|pendant (?:la|une) (?:période|"
    r"phase) (?:transitoire|de transition)",
    re.IGNORECASE,
)
PERIOD = re.compile(
    r"\d|\b(?:days?|months?|years?|weeks?|jours?|mois|ans?|années?)\b|(?<![\u0621-\u064a])(?:ال)?(?:يوما?|"
    r"أيام|شهر|أشهر|سنة|سنوات|سنتين|"
    r"عاما?|أعوام)(?![\u0621-\u064a])",
    re.IGNORECASE,
)


def _transition_without_end(law: WrittenLaw) -> Iterator[TextFault]:
    about = [
        p
        for p in law.provisions
        if re.search(r"transition|interim period|انتقالي", f"{p.heading} {p.text}", re.IGNORECASE)
    ]
    cited = {p.id: [r.words for r in law.references if r.provision == p.id] for p in about}
    if any(PERIOD.search(plain(_without(p.text, cited[p.id]))) for p in about):
        return
    for provision in about:
        said = TRANSITION.search(provision.text)
        if said and not re.search(r"until|حتى|jusqu", provision.text.replace(said[0], ""), re.IGNORECASE):
            yield TextFault(
                "transition-without-end",
                provision.id,
                place_of(law, provision.id),
                f"'{said[0]}': the text nowhere says when it begins or ends",
                "give its first and last day, or what ends it and who finds that it has come",
                "ask",
                said[0],
            )


def _without(text: str, words: list[str]) -> str:
    for said in words:
        text = text.replace(said, "")
    return text


UNTIL = re.compile(
    r"\b(?:until|pending|as long as|so long as|till) (?:such time as )?(?:the |its |their |all )?(?P<en>[^.;:]{0,60}?)"
    r"(?:\b(?:is|are|has been|have been|becomes?)\b (?:fully |wholly )?(?:complete[d]?|established|formed|constituted|"
    r"ready|raised|staffed|manned|set up|trained|deployed|functioning|"
    r"operational|finished|restored|stable|stabilised|stabilized|achieved|sufficient|ended|over|in place)\b|"
    r"(?:completion|formation|establishment) of\b)|"
    r"(?:حتى|إلى حين|لحين|ريثما|إلى أن) (?:يتم |يتشكل |تتشكل |يصبح |تصبح |"
    r"يكتمل |تكتمل |يستكمل |تستكمل |استكمال |اكتمال |تشكيل |استقرار |انتهاء |"
    r"يستقر |تستقر |يتحقق )[^.؛:]{0,40}|"
    r"\b(?:jusqu['’]à (?:ce que|la|l['’]) ?)(?P<fr>[^.;:]{0,60}?)"
    r"(?:soit|soient|achèvement|mise en place|complète?)\b[^.;:]{0,40}",
    re.IGNORECASE,
)
FINDS = re.compile(  # who finds that the end has come, or a day
    r"\b(?:determined|decided|declared|certified|found|confirmed) by\b|decision of|يقرر|بقرار|يعلن|تعلن|"
    r"(?:constaté|décidé|déclaré)e? par|\b(?:19|20)\d\d\b|no later than|at the latest|au plus tard|في موعد أقصاه|"
    r"\bunless\b",
    re.IGNORECASE,
)


def _end_without_a_day(law: WrittenLaw) -> Iterator[TextFault]:
    """Ask of a state that lasts until something is complete: nobody finds that it is, and no day ends it."""
    for provision in law.provisions:
        for sentence in sentences(provision.text):
            said = UNTIL.search(plain(sentence))
            if said is None or FINDS.search(sentence) or PERIOD_OF_TIME.search(plain(sentence)):
                continue
            words = " ".join(said[0].split())
            yield TextFault(
                "end-without-a-day",
                provision.id,
                place_of(law, provision.id),
                f"'{words}': no day ends it, and nobody is named who finds that it has come",
                "give a last day, or name who finds that it has come, and by when",
                "ask",
                said[0],
            )


PERIOD_OF_TIME = re.compile(
    r"\d+\)? ?(?:days?|weeks?|months?|years?|jours?|mois|ans?|يوم|أيام|شهر|أشهر|سن)|"
    r"\b(?:one|two|three|six|nine|twelve) (?:days?|weeks?|months?|years?)\b",
    re.IGNORECASE,
)

RULES: tuple[Callable[[WrittenLaw], Iterator[TextFault]], ...] = (
    _dangling,
    _twice,
    _gaps,
    _defined_twice,
    _unused,
    _undefined,
    _empty_delegations,
    _two_numbers,
    _list_of_another_length,
    _counts_that_lists_contradict,
    _transition_without_end,
    _end_without_a_day,
)

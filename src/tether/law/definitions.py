"""What a law defines: terms in its article of definitions, and terms that it names as it goes ("hereinafter")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tether.law.written_law import Definition, Provision, WrittenLaw

HEADING = re.compile(
    r"definitions?\b|interpretation\b|meaning of (?:words|terms)|glossary|définitions?\b|terminologie|"
    r"(?:ال)?تعريف|تعاريف|التعاريف|(?:ال)?مصطلحات",
    re.IGNORECASE,
)
OPENING = re.compile(
    r"(?:following|these) (?:words|terms|expressions|definitions)|(?:have|has|bear) the (?:following )?meanings?|"
    r"in this \w{2,20}[^.\"“«]{0,60}[\"“«][^\"”»]{2,60}[\"”»] (?:shall )?mean|"
    r"the term[s]? .{0,40}mean|for the purposes of this|in this (?:law|act|decree)[^.]{0,40}[:,—–-]\s?$|"
    r"(?:on entend par|aux fins d|au sens d|les termes (?:suivants|ci-après))|"
    r"المعاني|المعنى|يقصد (?:ب|في)|الكلمات والعبارات|للعبارات|للمصطلحات|بالكلمات",
    re.IGNORECASE,
)
QUOTE, UNQUOTE = '["“«„(]?', '["”»)]?'
TERM = re.compile(
    rf"\s?(?:the (?:term|word|expression)\s)?{QUOTE}\s?(?P<term>[^:;|\"“”«»\n]{{2,80}}?)\s?{UNQUOTE}\s?"
    r"(?:\b(?:shall )?means?\b|\brefers? to\b|\bshall be understood as\b|\bincludes?\b|\bdésigne(?:nt)?\b|"
    r"\bs['’]entend\b|"
    r"\s?[:|=]\s?|\s[–—-]\s)\s?(?P<meaning>\S.+)",
    re.IGNORECASE | re.DOTALL,
)
NAMED = re.compile(
    r"(?:hereinafter|hereafter|henceforth|ci-après|dénommée? ci-après|ويشار إلي(?:ه|ها) (?:فيما بعد|لاحقا|في هذا)|"
    r"(?:و)?(?:ي|ت)سمى (?:فيما بعد|بعده))[^\"“«(]{0,60}[\"“«(]\s?(?:the |la |le |"
    r"l['’])?(?P<term>[^\"”»)]{2,60})[\"”»)]",
    re.IGNORECASE,
)


def definitions_of(law: WrittenLaw) -> tuple[Definition, ...]:
    """Return the terms that a law defines, in order."""
    found = [d for unit in law.units if _defines(law, unit) for d in _listed(law, unit)]
    terms = {d.term.casefold() for d in found}
    for provision in law.provisions:
        for named in NAMED.finditer(provision.text):
            if named["term"].strip().casefold() not in terms:
                meaning = provision.text[max(0, named.start() - 200) : named.start()].strip(" (,")
                found.append(Definition(named["term"].strip(), meaning, provision.id))
    return tuple(found)


def _defines(law: WrittenLaw, unit: Provision) -> bool:
    first = unit.text or next((p.text for p in law.children(unit.id)), "")
    return bool(HEADING.match(unit.heading)) or bool(OPENING.search(first[:400]))


RUNNING = re.compile(  # the words before the first term, where all stand in one sentence
    r"\s?(?:In (?:this|the present) \w{2,20}|For the purposes? of this \w{2,20}|"
    r"Dans (?:la présente|le présent) \w{2,20}|"
    r"Au sens (?:de la présente|du présent) \w{2,20})[^\"“«:;.]{0,80}?[,:–—-]?\s?(?=[\"“«])",
    re.IGNORECASE,
)
NEXT_TERM = re.compile(
    r"[;.]\s(?:and\s|et\s)?(?=[\"“«][^\"”»]{2,60}[\"”»]\s"
    r"(?:shall )?(?:means?|refers? to|includes?|désigne|s['’]entend))"
)


def _one_by_one(line: str) -> list[str]:
    """Return the definitions of a line that holds several: 'In this Act "band" means …; "Board" means …'."""
    opening = RUNNING.match(line)
    return NEXT_TERM.split(line[opening.end() :]) if opening else [line]


def _listed(law: WrittenLaw, unit: Provision) -> Iterator[Definition]:
    for provision in law.within(unit.id):
        lines = provision.text.split("\n")
        if OPENING.search(lines[0][:400]) and lines[0].rstrip().endswith((":", "–", "—", "-")):
            lines = lines[1:]
        for line in (part for whole in lines for part in _one_by_one(whole)):
            given = TERM.match(line)
            if given and len(given["term"].split()) <= 8 and not re.match(r"(?:in|for|where|if|when|as)\b", line):
                yield Definition(given["term"].strip(" ،,*"), given["meaning"].strip(), provision.id)

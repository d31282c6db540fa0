"""A written law: its provisions in order, each with an id that stays, what it defines, cites, delegates and amends.

    law = read_law("draft.docx")
    law.provision("art_6__para_2").text
    law.find("6(2)")                 # Cited('found', (…,)): how a charter's ``article`` becomes a provision
    law.words("art_6")               # all its words, with those of its paragraphs and items

Ids follow the naming convention of Akoma Ntoso (OASIS, 2019): ``art_6__para_2__point_a``. An item's number is a Latin
letter or a figure whatever its script: ``(ب)`` is ``point_b``. Where articles start anew in every part, the part goes
before: ``part_2__art_1``. A number that a text gives twice has ``~2`` at its second place, so that no id is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from tether.law.numerals import as_letter, bare, letter, ordinal, plain, roman

VERSION = "1"
PREFIXES = {  # kind → the first part of an id
    "protocol": "protocol",
    "book": "book",
    "part": "part",
    "title": "title",
    "chapter": "chp",
    "section": "sec",
    "subsection": "subsec",
    "article": "art",
    "rule": "rule",
    "principle": "principle",
    "clause": "clause",
    "regulation": "reg",
    "paragraph": "para",
    "item": "point",
    "alinea": "al",
    "schedule": "att",
}
CONTAINERS = ("protocol", "book", "part", "title", "chapter", "section", "subsection", "schedule")


@dataclass(frozen=True)
class Provision:
    """One provision: an article, or a part of a law above or below it."""

    id: str
    kind: str
    number: str = ""  # '6', '6bis', 'a'; '' where it has none
    label: str = ""  # as written: 'المادة (٦)'
    heading: str = ""
    text: str = ""  # its own words, without those of the provisions below it; lines parted by a line break
    parent: str = ""  # the id of the one above; '' at the top
    unit: bool = False  # one of the law's rules: what is counted as an article
    at: tuple[int, ...] = ()  # the paragraphs of the file that it was read from, from 0


@dataclass(frozen=True)
class Definition:
    """A term that the law defines, and where."""

    term: str
    meaning: str
    provision: str


@dataclass(frozen=True)
class CrossReference:
    """Words that point at a provision: of this law (``target``, or none there), or of another one (``of``)."""

    provision: str  # where the words stand
    words: str
    number: str  # what is pointed at, as ``find`` takes it: '6(2)'
    target: str = ""  # its id; '' where this law has none
    of: str = ""  # the other text, where it is one


@dataclass(frozen=True)
class Amendment:
    """A provision that changes another law: what it does, to which."""

    provision: str
    action: Literal["replace", "add", "repeal", "amend"]
    law: str


@dataclass(frozen=True)
class Cited:
    """What an article's number in a charter points at."""

    state: Literal["found", "part", "ambiguous", "missing"]  # part: the article is there, its paragraph isn't set apart
    provisions: tuple[Provision, ...] = ()

    @property
    def provision(self) -> Provision | None:
        """The one provision, None where there is none or more than one."""
        return self.provisions[0] if len(self.provisions) == 1 else None


@dataclass(frozen=True)
class WrittenLaw:
    """A law as written, whatever file it came from."""

    title: str
    language: str  # en, ar, fr: most of its words
    provisions: tuple[Provision, ...] = field(repr=False)
    preamble: tuple[str, ...] = field(default=(), repr=False)
    conclusions: tuple[str, ...] = field(default=(), repr=False)
    definitions: tuple[Definition, ...] = field(default=(), repr=False)
    references: tuple[CrossReference, ...] = field(default=(), repr=False)
    amendments: tuple[Amendment, ...] = field(default=(), repr=False)
    file: str = ""
    form: str = ""
    sha256: str = ""
    notes: tuple[str, ...] = field(default=(), repr=False)  # what a reader must know of how it was read
    title_at: int = -1  # the paragraph of the file that is its title

    def __repr__(self) -> str:
        counted = ", ".join(f"{count} {kind}s" for kind, count in self.counts.items())
        named = self.title or "without a title"
        return f"WrittenLaw: {named}\n  {self.language}, {counted or 'no provision'}\n  {self.file}"

    __str__ = __repr__

    def __hash__(
        self,
    ) -> int:  # of the fields that tell laws apart: a hash of every provision takes longer than a look-up
        return hash((self.file, self.sha256, self.title, len(self.provisions)))

    @property
    def counts(self) -> dict[str, int]:
        """How many provisions of each kind there are, in order of first appearance."""
        found: dict[str, int] = {}
        for provision in self.provisions:
            found[provision.kind] = found.get(provision.kind, 0) + 1
        return found

    @cached_property
    def units(self) -> tuple[Provision, ...]:
        """The law's rules: its articles, or whatever it calls them."""
        return tuple(p for p in self.provisions if p.unit)

    @cached_property
    def _by_id(self) -> dict[str, Provision]:
        return {p.id: p for p in self.provisions}

    @cached_property
    def _by_number(self) -> dict[str, list[Provision]]:
        found: dict[str, list[Provision]] = {}
        for unit in self.units:
            found.setdefault(_key(unit.number), []).append(unit)
        return found

    @cached_property
    def _schedules(self) -> dict[str, list[Provision]]:
        found: dict[str, list[Provision]] = {}
        for provision in self.provisions:
            if provision.kind == "schedule":
                found.setdefault(same_words(provision.label), []).append(provision)
        return found

    @cached_property
    def _below(self) -> dict[str, list[Provision]]:
        found: dict[str, list[Provision]] = {}
        for provision in self.provisions:
            found.setdefault(provision.parent, []).append(provision)
        return found

    def provision(self, id: str) -> Provision:
        """Return a provision by its id; KeyError where there is none."""
        return self._by_id[id]

    def children(self, id: str) -> tuple[Provision, ...]:
        """Return the provisions right below one ('' for those at the top)."""
        return tuple(self._below.get(id, ()))

    def unit_of(self, id: str) -> Provision:
        """Return the article that a provision is or stands in (itself, where it stands in none)."""
        own = found = self._by_id[id]
        while not found.unit and found.parent:
            found = self._by_id[found.parent]
        return found if found.unit else own

    def above(self, id: str) -> Iterator[Provision]:
        """Give what a provision stands in, nearest first."""
        parent = self._by_id[id].parent
        while parent:
            yield self._by_id[parent]
            parent = self._by_id[parent].parent

    def within(self, id: str) -> Iterator[Provision]:
        """Give a provision and all below it, in order."""
        yield self._by_id[id]
        for below in self._below.get(id, ()):
            yield from self.within(below.id)

    def words(self, id: str) -> str:
        """Return all words of a provision, with those below it; a line for each of its own paragraphs."""
        parts = (f"{p.label} {p.text}".strip() if p.id != id else p.text for p in self.within(id))
        return "\n".join(part for part in parts if part)

    @cached_property
    def _compared(self) -> dict[str, tuple[str, str]]:
        return {}

    def as_compared(self, id: str) -> tuple[str, str]:
        """Return a provision's heading and words on one line: as written, and as ``same_words`` has them."""
        if id not in self._compared:
            line = " ".join(f"{self._by_id[id].heading}\n{self.words(id)}".split())
            self._compared[id] = line, same_words(line)
        return self._compared[id]

    @cached_property
    def same_text(self) -> str:
        """All words of the law, as ``same_words`` has them."""
        return same_words(" ".join((self.title, *self.preamble, *(f"{p.heading} {p.text}" for p in self.provisions))))

    def find(self, cited: str) -> Cited:
        """Return what a number such as ``6``, ``7(2)``, ``II 11(4)(d)``, ``المادة ٦ الفقرة ٢`` points at."""
        named = self._schedules.get(same_words(cited))
        if named:
            return Cited("found" if len(named) == 1 else "ambiguous", tuple(named))
        steps = _steps(cited)
        if not steps:
            return Cited("missing")
        starts = [(p, 1) for key in _keys(steps[0]) for p in self._by_number.get(key, [])]
        if len(steps) > 1:  # 'II 11(5)': a part of the law, then its article
            holders = [p for p in self.provisions if p.kind in CONTAINERS and _same(p.number, steps[0])]
            inside = [(u, 2) for h in holders for u in self.within(h.id) if u.unit and _same(u.number, steps[1])]
            starts = [*inside] if inside and (_names_part(cited) or not starts) else starts or inside
        ends = [_down(self, p, steps[used:]) for p, used in starts]
        if not ends:
            return Cited("missing")
        deepest = max(depth for _, depth in ends)
        best = tuple(p for p, depth in ends if depth == deepest)
        whole = all(deepest == len(steps) - used for _, used in starts[:1])
        return Cited("ambiguous" if len(best) > 1 else "found" if whole else "part", best)


_SPLIT = re.compile(
    r"(?:articles?|art|paragraphs?|paras?|alinéas?|section|sec|item|point|of|the|de|du|l|no|"
    r"ال[\u0621-\u064a]*ماد[ةه]|ماد[ةه]|فقرة|الفقرة|البند|بند|من|رقم)(?![\w])[.:]?|[\s().,،/\[\]–—:]+",
    re.IGNORECASE,
)


def _steps(cited: str) -> list[str]:
    """Return the numbers of a citation, widest first: '7(2)' is 7, then 2."""
    flat = plain(cited).strip()
    if re.search(r"(?:paragraph|para|الفقرة|alinéa)\s*\(?\S+\)?\s+(?:of|من|de)\s", flat, re.IGNORECASE):
        inner, _, outer = re.split(r"\s(of|من|de l['’]|de)\s?", flat, maxsplit=1, flags=re.IGNORECASE)
        return [*_steps(outer), *_steps(inner)]
    flat = re.sub(r"(\d)\s+(bis|ter|quater|مكرر\w*)", r"\1\2", flat, flags=re.IGNORECASE)
    flat = re.sub(r"مكرر[اً]*", "bis", flat)
    parts = [part for part in _SPLIT.split(flat) if part]
    return [n for part in parts[:8] if (n := _number(part))]


def _number(part: str) -> str:
    if re.fullmatch(r"\d[\w-]*", part) or re.fullmatch(r"[A-Za-z]{1,5}", part):
        return part
    places = letter(part)
    return as_letter(places[0]) if places else str(ordinal(part) or "")


def _names_part(cited: str) -> bool:
    return bool(re.match(r"\s*(?:[IVXLC]+|protocol\w*|part|annex\w*|chapter)[\s.]", cited, re.IGNORECASE))


def _key(number: str) -> str:
    return number.lower().replace(".", "-")


def _keys(given: str) -> tuple[str, ...]:
    """Return what a number given in a citation may be in the text: itself, and its value where it is Roman."""
    value = roman(given) if given.isalpha() and given.isupper() else None
    return (_key(given),) if value is None else (_key(given), str(value))


def _same(number: str, given: str) -> bool:
    return bool(number) and _key(number) in _keys(given)


def _down(law: WrittenLaw, start: Provision, steps: list[str]) -> tuple[Provision, int]:
    """Follow numbers below a provision as far as they lead; return where, and how many were followed."""
    found, depth = start, 0
    for step in steps:
        below = [p for p in law.children(found.id) if _same(p.number, step)]
        if not below:  # an only paragraph may be left out: 6(a) of an article whose one paragraph has the items
            below = [q for p in law.children(found.id) for q in law.children(p.id) if _same(q.number, step)]
        if len(below) != 1:
            break
        found, depth = below[0], depth + 1
    return found, depth


def same_words(text: str) -> str:
    """Return words as they are compared: alike letters as one, signs of writing out, spaces as one."""
    folded = bare(text.replace("’", "'").replace("‘", "'"))
    return re.sub(r"\s+", " ", re.sub(r"[\"“”«»„\u200c\u200d]", "", folded)).strip()

"""Who is named in a law: offices, bodies, forces and armed groups, each once, by its full name and by its short one.

    named = named_in(law)
    named.bodies                        # NamedBody('screening-commission', 'Screening Commission', 'actors', …)
    marked = named.marked(sentence, 3)  # 'the ‹4› shall …': names as marks, the rest folded for comparison
    named.full("art_7", "the Minister") # the names that "the Minister" stands for in an article

"The Commission" is the body that the law defines so, else the only one with that word in its name, else the one
named last before it. A post such as "the Commander of the Guard" is a name too. ``main`` is the force that the law is
about: the one in its title, or the one that it sets up, or the one that it names most.

To add a kind of body: a word in ``name_words.csv`` (language, kind, section, words).
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from importlib import resources

from tether.charter.workbook_words import slug
from tether.law.listed_groups import listed_groups, words_for
from tether.law.numerals import SIGNS, bare
from tether.law.written_law import WrittenLaw

MARK = re.compile("‹(\\d{1,4})›")
ARABIC_JOINED = re.compile(r"(?<![\u0621-\u064a])([وفبكل]{1,2})(?=ال[\u0621-\u064a]{3})")
ARABIC_FOR = re.compile(r"(?<![\u0621-\u064a])([وف]?)لل(?=[\u0621-\u064a]{3})")
MINISTER = ("minister", "وزير", "ministre")
MINISTRY = ("ministry", "وزاره", "ministere")
MERE_FRENCH = ("force", "corps", "front", "direction", "mission", "office", "garde")
LONGEST_NAME = 80
INITIALS = re.compile(r"[A-Z][A-Za-z]?[A-Z][A-Z]?[A-Za-z]{0,3}")
NOT_NAMES = (
    "AND",
    "THE",
    "OF",
    "II",
    "III",
    "IV",
    "VI",
    "VII",
    "VIII",
    "IX",
    "XI",
    "XII",
    "XIII",
    "XIV",
    "XV",
    "AD",
    "BC",
    "USD",
    "No",
    "WHEREAS",
    "NOW",
    "THEREFORE",
    "ENACTED",
    "RESOLVED",
)
MERE_WORDS = (
    "Force",
    "Forces",
    "Office",
    "Offices",
    "Administration",
    "Watch",
    "Movement",
    "Front",
    "Reserve",
    "Mission",
)


@dataclass(frozen=True)
class NamedBody:
    """Somebody whom a law names: its section of a charter (actors, forces, groups, posts), its kind, where first."""

    id: str
    name: str
    section: str
    kind: str
    head: str  # the word by which it is called for short: 'commission'
    provision: str
    aliases: tuple[str, ...] = ()
    written: tuple[str, ...] = ()  # of a group that a definition names: how its term is written, one and many

    @property
    def defined(self) -> bool:
        """Whether it is a term of the law for armed groups, rather than a name."""
        return bool(self.written)


@dataclass(frozen=True)
class NamingWord:
    """A word that a name is made with."""

    language: str
    kind: str
    section: str
    words: str


@cache
def name_words() -> tuple[NamingWord, ...]:
    """Return the words that names are made with."""
    text = (resources.files("tether.law") / "name_words.csv").read_text("utf-8")
    return tuple(
        NamingWord(r["language"], r["kind"], r["section"], r["words"]) for r in csv.DictReader(text.splitlines())
    )


@dataclass(frozen=True)
class MarkedText:
    """A sentence as it is read: folded, with marks for names; and where each part of it stands in its own words."""

    text: str
    source: str  # its own words (Arabic with its particles set apart)
    steps: tuple[tuple[int, int], ...]  # (place here, place in the source) after each mark

    def words(self, start: int, stop: int) -> str:
        """Return the words that stand behind a stretch of the text."""
        return self.source[self._place(start) : self._place(stop)]

    def _place(self, at: int) -> int:
        here, there = next(step for step in reversed(self.steps) if step[0] <= max(at, 0))
        return min(there + at - here, len(self.source))


@dataclass(frozen=True)
class NamedBodies:
    """All that a law names, and how its sentences call them."""

    language: str
    bodies: tuple[NamedBody, ...]
    main: NamedBody | None  # the force that the law is about
    order: dict[str, int] = field(repr=False, default_factory=dict)  # of the provisions

    def marked(self, sentence: str, at: int = -1) -> MarkedText:
        """Return a sentence folded, every name as ``‹n›`` (its place in ``bodies``); ``at``: where it stands."""
        text = split_arabic(SIGNS.sub("", sentence)) if self.language == "ar" else sentence
        flat = folded(text)
        made, end, steps = "", 0, [(0, 0)]
        for start, stop, name in self._spans(text, flat):
            found = self._called(name, at)
            if start >= end and found is not None:
                made += f"{flat[end:start]}‹{found}›"
                steps.append((len(made), stop))
                end = stop
        return MarkedText(made + flat[end:], text, tuple(steps))

    def _spans(self, text: str, flat: str) -> list[tuple[int, int, str]]:
        """Return the names in a text: those of several words that the law is known to use, then what looks like one."""
        whole = [(m.start(), m.end(), text[m.start() : m.end()]) for m in self._whole.finditer(flat)]
        rest = _names(text, flat, self.language)
        free = [span for span in rest if not any(span[0] < stop and start < span[1] for start, stop, _ in whole)]
        return sorted((*whole, *free))

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        names = [folded(b.name) for b in self.bodies if " " in b.name]
        names += [folded(a) for b in self.bodies if b.defined for a in b.written]
        names.sort(key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names)) or '(?!)'})(?!\w)")

    def _called(self, name: str, at: int) -> int | None:
        """Return the place of the body that a name stands for."""
        key = _key(name)
        own = self._ministry if key in MINISTRY else None
        if own is not None:
            return own
        exact = [n for n, b in enumerate(self.bodies) if key in b.aliases]
        if exact:
            return exact[0]
        heads = [n for n, b in enumerate(self.bodies) if key and b.head == key]
        if len(heads) > 1:
            before = [n for n in heads if self.order.get(self.bodies[n].provision, -1) <= at]
            heads = before[-1:] or heads[:1]
        return heads[0] if heads else None

    @cached_property
    def _ministry(self) -> int | None:
        """The ministry that "the Ministry" is where a law calls one minister "the Minister": that of his matters."""
        minister = next((b for b in self.bodies if set(b.aliases) & set(MINISTER) and " " in _key(b.name)), None)
        if minister is None:
            return None
        matters = set(_key(minister.name).split()) - set(MINISTER) - {"of", "for", "de", "du"}
        own = [n for n, b in enumerate(self.bodies) if b.kind == "ministry" and matters <= set(_key(b.name).split())]
        return own[0] if own else None

    def called(self, text: str, at: int) -> tuple[NamedBody, ...]:
        """Return those whom a text names, in its order, each once."""
        found = (self.bodies[int(m[1])] for m in MARK.finditer(self.marked(text, at).text))
        return tuple(dict.fromkeys(found))


@lru_cache(maxsize=8)
def names_of_law(law: WrittenLaw) -> NamedBodies:
    """Return who is named in a law; kept, since every row of a charter asks."""
    return named_in(law)


def named_in(law: WrittenLaw) -> NamedBodies:
    """Return who is named in a law."""
    order = {p.id: n for n, p in enumerate(law.provisions)}
    found: dict[str, NamedBody] = {}
    plain_words = {word.title() for text, _ in _texts(law) for word in re.findall(r"\b[A-Za-z][a-z]{1,40}\b", text)}
    for text, provision in _texts(law):
        source = split_arabic(SIGNS.sub("", text)) if law.language == "ar" else text
        for _, _, name in _names(source, folded(source), law.language):
            if not (INITIALS.fullmatch(name) and name.title() in plain_words):
                _take(found, name, provision, law.language)
    for name, provision in _appointed(law):
        key = _key(name)
        if key not in found and _word_of(name, law.language) is None:
            found[key] = NamedBody(slug(name), name, "posts", "", key, provision, (key,))
    _take_groups(law, found)
    bodies = _told_apart(list(found.values()))
    main = _main(law, bodies)
    if main is not None:
        own = set(_key(main.name).split())
        same = [b for b in bodies if b.id == main.id or _is_short_for(b, main, own)]
        main = replace(main, aliases=tuple(dict.fromkeys((*main.aliases, *(a for b in same for a in b.aliases)))))
        bodies = [main, *(b for b in bodies if b not in same)]
    bodies = _posts_once([_with_aliases(law, b) for b in _without_short(bodies)])
    terms = {alias for b in bodies if b.defined for alias in b.aliases}
    bodies = [b for b in bodies if b.defined or b.section != "groups" or not terms & set(b.aliases)]
    known = {alias for b in bodies if " " in b.name and not b.defined for alias in b.aliases}
    bodies = [b for n, b in enumerate(bodies) if n == 0 or " " in b.name or not (set(b.aliases) <= known)]
    main = bodies[0] if main is not None else None
    return NamedBodies(law.language, tuple(bodies), main, order)


def _posts_once(bodies: list[NamedBody]) -> list[NamedBody]:
    """Return bodies with a post that the law names longer and shorter once: the Commander, and whose he is."""
    kept: list[NamedBody] = []
    for body in bodies:
        same = next((n for n, b in enumerate(kept) if _same_post(b, body)), None)
        if same is None:
            kept.append(body)
            continue
        longer = max(kept[same], body, key=lambda b: len(b.name))
        kept[same] = replace(longer, aliases=tuple(dict.fromkeys((*kept[same].aliases, *body.aliases))))
    return kept


def _same_post(one: NamedBody, other: NamedBody) -> bool:
    if one.section != "posts" or other.section != "posts" or one.head != other.head:
        return False
    first, second = set(_key(one.name).split()), set(_key(other.name).split())
    shared = set(one.aliases) & set(other.aliases)
    return one.head in shared and (first <= second or second <= first)


def _take_groups(law: WrittenLaw, found: dict[str, NamedBody]) -> None:
    """Take the groups for which a law has a term, or that it lists in a table, in the place of what looks like them."""
    for g in listed_groups(law):
        _in_place(found, NamedBody(id_of(g.name), g.name, "groups", "", _key(g.name), g.provision, (_key(g.name),)))
    for body in groups_named(law):
        _in_place(found, body)


def _in_place(found: dict[str, NamedBody], body: NamedBody) -> None:
    for key in [k for k in found if k in body.aliases or (k in body.head and not body.defined)]:
        del found[key]
    found[body.head] = body


def groups_named(law: WrittenLaw) -> tuple[NamedBody, ...]:
    """Return the armed groups for which a law has a term of its own: "listed militia" means a group under arms."""
    found = []
    for defined in law.definitions:
        term = " ".join(defined.term.split())
        if not words_for("meant").match(defined.meaning) or len(term) > 60 or not term:
            continue
        written = _one_and_many(term, law.language)
        keys = tuple(dict.fromkeys(_key(w) for w in written))
        found.append(NamedBody(id_of(term), term, "groups", "", keys[0], defined.provision, keys, written))
    return tuple(found)


def _one_and_many(term: str, language: str) -> tuple[str, ...]:
    """Return how a term is written, in the singular and the plural."""
    if language == "ar":
        return (term,)
    if term.endswith("s"):
        return (term, term[:-1])
    many = f"{term[:-1]}ies" if term.endswith("y") and term[-2:-1] not in "aeiou" else f"{term}s"
    return (term, many)


def _is_short_for(body: NamedBody, main: NamedBody, own: set[str]) -> bool:
    """Return whether a name is a short form of the main force's, or its members' in the plural: "Guards"."""
    words = set(_key(body.name).split())
    one = {w.removesuffix("s") for w in words}
    alike = body.head == main.head or body.head.removesuffix("s") == main.head.removesuffix("s")
    return alike and body.section == main.section and (words <= own or one <= {w.removesuffix("s") for w in own})


def split_arabic(text: str) -> str:
    """Return Arabic with the particles before ``ال`` set apart: ``والمحافظ`` as ``و المحافظ``."""
    return _before_heads().sub(r"\1 ", ARABIC_JOINED.sub(r"\1 ", ARABIC_FOR.sub(r"\1ل ال", text)))


@cache
def _before_heads() -> re.Pattern[str]:
    """Return what finds a particle that is joined to the word a name begins with: ``بوزير``."""
    words = "|".join(w.words for w in name_words() if w.language == "ar")
    either = "".join("[اأإآ]" if c in "اأإآ" else c for c in words)
    return re.compile(rf"(?<![\u0621-\u064a])([وف]?[وفبكل])(?=(?:{either})(?![\u0621-\u064a]))")


def folded(text: str) -> str:
    """Return a text as it is compared, one character for one."""
    return "".join(map(_folded_sign, text))


@lru_cache(maxsize=4096)
def _folded_sign(sign: str) -> str:
    return (bare(sign) or sign)[0]


def _key(name: str) -> str:
    words = [w for w in bare(name).replace("-", " ").split() if w not in ("the", "le", "la", "les", "l'", "a", "an")]
    return " ".join(w.removeprefix("ال") for w in words)


def _texts(law: WrittenLaw) -> Iterator[tuple[str, str]]:
    yield _calmed(law.title.replace("\n", " ")), ""
    for line in law.preamble:
        yield _calmed(line), ""
    for provision in law.provisions:
        yield _calmed(provision.text), provision.id


def _calmed(text: str) -> str:
    """Return a text in which three words or more in capitals stand as a title does: BE IT ENACTED is nobody's name."""
    return SHOUTED.sub(lambda run: " ".join(w.lower() if w in SMALL else w.title() for w in run[0].split(" ")), text)


SMALL = frozenset(
    [
        "A",
        "AN",
        "AND",
        "AS",
        "AT",
        "BE",
        "BY",
        "FOR",
        "FROM",
        "IN",
        "INTO",
        "IS",
        "IT",
        "OF",
        "ON",
        "OR",
        "THE",
        "TO",
        "WITH",
    ]
)
SHOUTED = re.compile(r"\b[A-Z]{1,40}(?: [A-Z]{1,40}){2,40}\b")


APPOINTED = re.compile(
    r"\b(?:The|A|An|the) (?P<name>(?:[A-Z][\w’'-]+ ){1,3}?)(?:is|are|shall be|may be)(?: \w+){0,2}? "
    r"(?:appointed|nominated|elected)\b"
)


def _appointed(law: WrittenLaw) -> Iterator[tuple[str, str]]:
    """Give the titles to which a law says that somebody is appointed, where no known word is in them: Chief Warden."""
    for text, provision in _texts(law) if law.language == "en" else ():
        yield from ((hit["name"].strip(), provision) for hit in APPOINTED.finditer(text))


def _take(found: dict[str, NamedBody], name: str, provision: str, language: str) -> None:
    key = _key(name)
    if key in found or not key or name in NOT_NAMES:
        return
    word = _word_of(name, language)
    if word is None and language == "en" and INITIALS.fullmatch(name):
        found[key] = NamedBody(slug(name), name, "actors", "", key, provision, (key,))
    if word is not None:
        head = _head(name, word)
        shown = " ".join(name.split()).removeprefix("the ").removeprefix("The ")
        found[key] = NamedBody(id_of(shown), shown, word.section, word.kind, head, provision, (key,))


def _word_of(name: str, language: str) -> NamingWord | None:
    """Return the word that says what a name is: the last one before "of", in Arabic and French the first."""
    flat = re.split(r"\s(?:of|for|on)\s", bare(name))[0] if language == "en" else bare(name)
    hits = [(hit, w) for w in name_words() if w.language == language and (hit := _word_pattern(w).search(flat))]
    if not hits:  # a title that has "of" in itself: Chief of Defence Forces
        whole = (w for w in name_words() if w.language == language and _word_pattern(w).fullmatch(bare(name)))
        return next(whole, None)
    if language == "en":
        return max(hits, key=lambda pair: (pair[0].end(), pair[0].end() - pair[0].start()))[1]
    return min(hits, key=lambda pair: (pair[0].start(), pair[0].start() - pair[0].end()))[1]


def id_of(name: str) -> str:
    """Return an id for a name: Arabic offices by their English words, other names in Latin letters."""
    words = _id_words()
    parts = [words.get(w) or words.get(w.removeprefix("ال")) or w.removeprefix("ال") for w in bare(name).split()]
    return slug(" ".join(parts)) if any(c > "\u0600" for c in name) else slug(name)


@cache
def _id_words() -> dict[str, str]:
    text = (resources.files("tether.law") / "id_words.csv").read_text("utf-8")
    return {bare(row["word"]): row["id"] for row in csv.DictReader(text.splitlines())}


@cache
def _word_pattern(word: NamingWord) -> re.Pattern[str]:
    words = bare(word.words)
    article = "(?:ال)?" if word.language == "ar" else ""
    return re.compile(rf"(?<!\w){article}(?:{words})(?!\w)", re.IGNORECASE)


def _head(name: str, word: NamingWord) -> str:
    hits = list(_word_pattern(word).finditer(re.split(r"\s(?:of|for|on)\s", bare(name))[0]))
    hits = hits or list(_word_pattern(word).finditer(bare(name)))
    return _key(hits[-1 if word.language == "en" else 0][0]) if hits else ""


def _without_short(bodies: list[NamedBody]) -> list[NamedBody]:
    """Leave out a short form ("Commission") where a full name has it; a lone one stays as it is."""
    full = {b.head for b in bodies if _key(b.name) != b.head}
    return [b for n, b in enumerate(bodies) if n == 0 or _key(b.name) != b.head or b.head not in full]


def _told_apart(bodies: list[NamedBody]) -> list[NamedBody]:
    """Return bodies with ids of their own, where two names make the same one."""
    seen: Counter[str] = Counter()
    kept = []
    for body in bodies:
        seen[body.id] += 1
        kept.append(body if seen[body.id] == 1 else replace(body, id=f"{body.id}-{seen[body.id]}"))
    return kept


def _with_aliases(law: WrittenLaw, body: NamedBody) -> NamedBody:
    """Add the terms by which the law defines a body."""
    mine = _key(body.name)
    terms = [_key(d.term) for d in law.definitions if mine in _key(split_arabic(d.meaning[:160]))[: len(mine) + 12]]
    terms += [_key(short) for short in _initials(law, body.name)]
    return replace(body, aliases=tuple(dict.fromkeys((*body.aliases, *(t for t in terms if t)))))


def _initials(law: WrittenLaw, name: str) -> list[str]:
    """Return the initials that a law sets in brackets after a name: Mozambican Defence Force (FADM)."""
    pattern = re.compile(re.escape(name) + r" \(\W?([A-Z][A-Za-z]{1,6})\W?\)")
    return [hit[1] for text, _ in _texts(law) for hit in pattern.finditer(text)] if " " in name else []


# ---- the force that the law is about

MADE = {
    "en": re.compile(
        r"there (?:is|shall be|are)(?: hereby)? (?:established|created|constituted|raised|formed|set up)[^.;]{0,60}?"
        r"(?:called|known as|named)(?: the)? [\"“]?(?P<name>[A-Z][\w’'-]+(?: (?:of |the )?[A-Z][\w’'-]+){0,4})"
        r"|there (?:is|shall be|are)(?: hereby)? (?:established|created|constituted|raised|formed|set up) (?:an? |the )"
        r"(?P<name2>[A-Z][\w’'-]+(?: (?:of |the )?[A-Z][\w’'-]+){0,4})"
        r"|(?:^|[.)\d] |\n)The (?P<name3>[A-Z][\w’'-]+(?: (?:of |the )?[A-Z][\w’'-]+){0,4})"
        r"(?: \([^()]{1,60}\))?,? (?:is|shall be)(?: hereby)? "
        r"(?:established|created|constituted|raised|formed|set up)"
    ),
    "ar": re.compile(
        r"(?:تنشا|ينشا|توسس|يوسس|تشكل|يشكل|تستحدث)[^.؛]{0,60}?(?:تسمي|يسمي|باسم)\s(?P<name>[\u0621-\u064a]+"
        r"(?: (?![تي][\u0621-\u064a]{2,12} |لا |في |من |علي |و |"
        r"ضمن |لدي |تحت |بموجب |وفق |عند |الي )[\u0621-\u064a]+){0,3})"
        r"|(?:تنشا|ينشا|توسس|يوسس|تشكل|يشكل|تستحدث) (?P<name2>(?:قوه|حرس|شرطه)(?: ال[\u0621-\u064a]+){1,2})"
    ),
    "fr": re.compile(
        r"il est (?:créé|institué|constitué)[^.;]{0,60}?(?:dénommée?|appelée?)(?: la| le| l['’])? ?[\"“«]?\s?"
        r"(?P<name>[A-ZÉ][\w’'-]+(?: (?:de la |de l['’]|du |des |de )?\w+){0,3})"
        r"|il est (?:créé|institué|constitué) (?:une?|la|le) "
        r"(?P<name2>[\w’'-]+(?: (?:de la |de l['’]|du |des |de )?\w+){0,3})"
    ),
}


def _main(law: WrittenLaw, bodies: list[NamedBody]) -> NamedBody | None:
    """Return the force that a law is about; None where it names none."""
    text = "\n".join(p.text for p in law.provisions)
    forces = [b for b in bodies if b.section == "forces"]
    own = [b for b in forces if b.kind not in ("army", "police") or len(forces) == 1]
    flat = folded(text)
    counted = {b.id: flat.count(b.head) for b in own}
    made = next((_made_name(law, line) for line in _openings(law) if _made_name(law, line)), "")
    if made:
        key = _key(made)
        same = [b for b in forces if _key(b.name) == key or key in b.aliases]
        known = same[0] if same else next((b for b in own if b.head in key.split()), None)
        last = key.split()[-1] if key else ""
        head, kind = (known.head, known.kind) if known is not None else (last, "")
        return NamedBody(id_of(made), made, "forces", kind, head, "", (key, head))
    title = folded(law.title)
    titled = [b for b in own if b.head in title]
    return max(titled or own, key=lambda b: (counted[b.id], len(b.name)), default=None)


def _openings(law: WrittenLaw) -> Iterator[str]:
    for unit in law.units[:6]:
        yield law.words(unit.id)


def _made_name(law: WrittenLaw, text: str) -> str:
    flat = folded(SIGNS.sub("", text)) if law.language == "ar" else text
    hit = MADE.get(law.language, MADE["en"]).search(flat)
    name = next((g for g in hit.groups() if g), "") if hit else ""
    word = _word_of(name, law.language) if name else None
    return "" if word is not None and word.section != "forces" else name.strip()


# ---- the names in a text


def _names(text: str, flat: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Give the names in a text, widest first: start, end, the name as written; none overlaps another."""
    source = flat if language == "ar" else text
    end = 0
    for hit in _pattern(language).finditer(source):
        start, stop = hit.start("name"), hit.end("name")
        if start >= end and stop - start <= LONGEST_NAME and not _opens(text, start, stop, language):
            yield start, stop, text[start:stop]
            end = stop


def _opens(text: str, start: int, stop: int, language: str) -> bool:
    """Return whether a word has its capital only because a sentence begins with it: "Force is used …"."""
    alone = " " not in text[start:stop] and (start == 0 or text[:start].rstrip()[-1:] in (".", ":", ";", "\n", ")"))
    if language == "fr":
        return text[start:stop] in MERE_FRENCH
    return language == "en" and alone and text[start:stop] in MERE_WORDS


@cache
def _pattern(language: str) -> re.Pattern[str]:
    return {"ar": _arabic, "fr": _french}.get(language, _english)()


def _heads(language: str, *sections: str) -> str:
    words = [w.words for w in name_words() if w.language == language and (not sections or w.section in sections)]
    return "|".join(words)


def _english() -> re.Pattern[str]:
    capital = r"[A-Z][\w’'-]*"
    never = r"(?!(?:The|An?|Each|Every|No|Any|This|That|If|Where|When|In|By|To|Members?|Article|All|Its?|Upon)\b)"
    of = r"(?: (?:of|for|on) (?:the )?(?!Articles?\b|Laws?\b|Acts?\b|Part\b|Chapter\b|Section\b))"
    tail = rf"(?:{of}{capital}(?: (?:and )?{capital}){{0,3}}){{0,2}}"
    heads = _heads("en")
    small = "|".join(w.lower() for w in _heads("en").split("|"))
    full = rf"{never}(?:{capital} ){{0,4}}(?:{heads})(?!\w){tail}"
    initials = (
        r"(?:[A-Z][A-Za-z]?[A-Z][A-Z]?[A-Za-z]{0,3})(?![\w/])(?!/)(?! ?\d)"  # before a figure it is money: SSP 90,000
    )
    short = rf"(?<=[Tt]he )(?!office(?!\w))(?:{small})(?!\w)(?! (?:of|for) [a-z])"
    station = r"(?<=nearest )police(?= (?:station|post))"
    groups = r"(?:[a-z]+ )?(?:armed|self-defen[cs]e|resistance|rebel) (?:groups|units|forces|factions)(?!\w)"
    return re.compile(rf"(?<![\w-])(?P<name>{full}|{short}|{station}|{groups}|{initials})")


def _arabic() -> re.Pattern[str]:
    letters = r"[\u0621-\u064a]"
    every = bare(_heads("ar", "actors")).split("|")
    offices = "|".join(w for w in every if " " not in w)
    whole = "|".join(w for w in every if " " in w)
    forces = bare(_heads("ar", "forces", "groups"))
    posts = bare(_heads("ar", "posts"))
    adjective = rf"ال{letters}{{2,14}}(?:ي|يه|العليا)"
    own = rf"(?:{offices}) (?:{letters}{{3,12}} )?ال{letters}{{2,14}}(?: {adjective})?(?: و الشوون {adjective})?"
    force = rf"(?:{forces})(?: (?!علي|في|من|الي|او|ان|عن|هذا|التي|الذي)ال{letters}{{2,14}}(?: {adjective})?)"
    post = rf"(?:{posts}) (?:ال)?(?:{forces})(?: ال{letters}{{2,14}})?"
    short = rf"ال(?:{offices}|{forces}|{posts})(?!{letters})(?: {adjective}){{0,2}}"
    station = "|".join(rf"(?<={place} )شرطه" for place in ("مركز", "مخفر", "نقطه", "قسم"))
    return re.compile(rf"(?<!{letters})(?P<name>{post}|{whole}|{own}|{force}|{short}|{station})(?!{letters})")


def _french() -> re.Pattern[str]:
    of = r"(?:de la |de l['’]|du |des |de |d['’]|chargée? de la |chargée? des )"
    heads = _heads("fr")
    adjective = r"(?:nationale?|régionale?|provinciale?|générale?|suprême|constitutionnelle?|mixte|militaire|locale?)"
    word = rf"(?:{adjective}|(?-i:[A-ZÉÈ][\w’'-]+))"
    tail = rf"(?: {of}\w[\w’'-]*(?: {adjective})?(?: et {of}\w[\w’'-]*)?)?"
    full = rf"(?:{heads})(?!\w)(?: {word}){{0,3}}{tail}"
    return re.compile(rf"(?<![\w-])(?P<name>{full})", re.IGNORECASE)

"""Two versions of a law side by side: which article is which, what its words, norms and figures became.

    found = versions(read_law("draft-1.docx"), read_law("draft-2.docx"))
    for pair in found.articles: print(pair.said, pair.words)

Articles are matched by what they say, not by their number: the same words first, then those that share most words,
with the same number or heading as a hint. So an article that was renumbered, or moved to another chapter, is told as
that. An article with less than a third of its words in common with any other is new, or struck.

Words that changed stand in ⟦before → after⟧ with a few around them. ``norms``: a duty that became a permission, a
permission that became a ban, or one within limits
("may" → "shall only on warrant"). ``figures``: numbers, shares, times and days that are gone or new.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise

from tether.law.faults import TextFault, faults_of, place_of, sentences
from tether.law.norms import modals
from tether.law.quantities import dates, placed
from tether.law.written_law import CONTAINERS, Provision, WrittenLaw, same_words

ALIKE, HINTED = 0.34, 0.15  # share of words in common from which two articles are one; with number or heading the same
AROUND = 6  # words shown before and after a change
LONGEST = 3_000  # words of an article that are compared one by one
MODAL = re.compile(
    r"\b(?:shall not|may not|must not|shall|must|may|will)\b|لا يجوز|يجوز|يجب|يتعين|يلتزم|يحظر|"
    r"\b(?:ne peut|ne peuvent|ne doit|ne doivent|peut|peuvent|doit|doivent)\b",
    re.IGNORECASE,
)
LIMIT = re.compile(  # what bounds a permission, or a duty
    r"\b(?:only|unless|except|provided that|save (?:with|by|on|in|where|if))\b|إلا|ما لم|فقط|باستثناء|شريطة|بشرط|"
    r"\b(?:seulement|uniquement|exclusivement|sauf|à moins que|à condition)\b|\bne [^.;]{0,80}?\bqu(?:e\b|['’])",
    re.IGNORECASE,
)
OPENING = re.compile(r"\bwithout\b|دون|\bsans\b", re.IGNORECASE)  # what opens a ban: not without a warrant
NORM_NAMES = {"duty": "a duty", "permission": "a permission", "prohibition": "a ban"}


@dataclass(frozen=True)
class ArticleVersions:
    """An article in two versions; ``before`` or ``after`` is '' where it is new, or was struck."""

    before: str  # as a drafter cites it
    after: str
    heading: str
    renumbered: bool = False
    moved: str = ""  # from where to where
    words: tuple[str, ...] = ()  # what changed, each with a few words around it
    norms: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """What happened to it, in words; '' where nothing did."""
        if not self.before or not self.after:
            return "new" if not self.before else "struck"
        told = ["renumbered"] * self.renumbered + ["moved"] * bool(self.moved) + ["words changed"] * bool(self.words)
        return ", ".join(told)


@dataclass(frozen=True)
class LawVersions:
    """Two versions of a law: the articles in which something changed, references and faults."""

    before: WrittenLaw = field(repr=False)
    after: WrittenLaw = field(repr=False)
    articles: tuple[ArticleVersions, ...]
    same: int  # articles in which nothing changed
    misled: tuple[str, ...]  # references that were right, and point at another article now, or at none
    appeared: tuple[TextFault, ...]
    went: tuple[TextFault, ...]
    pairs: dict[str, str] = field(default_factory=dict, repr=False)  # article before → article after, by id

    @property
    def counted(self) -> str:
        """How many articles stayed, changed, came and went."""
        new = sum(not a.before for a in self.articles)
        struck = sum(not a.after for a in self.articles)
        changed = sum(bool(a.words) for a in self.articles if a.before and a.after)
        renumbered = sum(a.renumbered for a in self.articles)
        moved = sum(bool(a.moved) for a in self.articles)
        return (
            f"{self.same} articles as before; {changed} with other words, {renumbered} renumbered, {moved} moved, "
            f"{new} new, {struck} struck"
        )


def versions(before: WrittenLaw, after: WrittenLaw) -> LawVersions:
    """Compare two versions of a law."""
    pairs = _Pairing(before, after).pairs
    moved = _moved([(a, b) for a, b in pairs.items()], after)
    told = [a for a in _articles(before, after, pairs, moved) if a.said]
    appeared, went = _faults(before, after, pairs)
    misled = tuple(_misled(before, after, pairs))
    return LawVersions(before, after, tuple(told), _unchanged(pairs, told), misled, appeared, went, pairs)


def _unchanged(pairs: dict[str, str], told: Sequence[ArticleVersions]) -> int:
    return len(pairs) - sum(bool(a.before and a.after) for a in told)


class _Pairing:
    """Which article of one version is which of the other."""

    def __init__(self, before: WrittenLaw, after: WrittenLaw):
        self._laws = before, after
        self.pairs: dict[str, str] = {}
        self._taken: set[str] = set()
        self._same_words()
        self._alike()
        order = {u.id: n for n, u in enumerate(before.units)}
        self.pairs = dict(sorted(self.pairs.items(), key=lambda pair: order[pair[0]]))

    def _pair(self, one: Provision, other: Provision) -> None:
        self.pairs[one.id] = other.id
        self._taken.add(other.id)

    def _same_words(self) -> None:
        before, after = self._laws
        texts: dict[str, list[Provision]] = {}
        for unit in after.units:
            texts.setdefault(_folded(after, unit), []).append(unit)
        for unit in before.units:
            found = [u for u in texts.get(_folded(before, unit), []) if u.id not in self._taken]
            if found and _folded(before, unit):
                self._pair(unit, next((u for u in found if u.number == unit.number), found[0]))

    def _alike(self) -> None:
        before, after = self._laws
        old = [u for u in before.units if u.id not in self.pairs]
        new = [u for u in after.units if u.id not in self._taken]
        bags = {id(u): _shingles(law, u) for law, units in ((before, old), (after, new)) for u in units}
        scored = []
        for a in old:
            for b in new:
                hint = (a.number == b.number) + 2 * (bool(a.heading) and same_words(a.heading) == same_words(b.heading))
                share = _share(bags[id(a)], bags[id(b)])
                if share >= (HINTED if hint else ALIKE):
                    scored.append((share + 0.05 * hint, a, b))
        for _, a, b in sorted(scored, key=lambda s: -s[0]):
            if a.id not in self.pairs and b.id not in self._taken:
                self._pair(a, b)


def _folded(law: WrittenLaw, unit: Provision) -> str:
    return law.as_compared(unit.id)[1]


def _shingles(law: WrittenLaw, unit: Provision) -> frozenset[str]:
    words = re.findall(r"\w+", _folded(law, unit))
    return frozenset([*words, *(f"{a} {b}" for a, b in pairwise(words))])


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (len(one | other) or 1)


def _moved(pairs: Sequence[tuple[str, str]], after: WrittenLaw) -> frozenset[str]:
    """Return the articles that stand in another order: all but the longest row that keeps its order."""
    order = {u.id: n for n, u in enumerate(after.units)}
    ends: list[int] = []
    last: list[int] = []
    back: list[int] = []
    places = [order[b] for _, b in pairs]
    for n, place in enumerate(places):
        at = bisect_left(ends, place)
        back.append(last[at - 1] if at else -1)
        if at == len(ends):
            ends.append(place)
            last.append(n)
        else:
            ends[at], last[at] = place, n
    kept: set[int] = set()
    n = last[-1] if last else -1
    while n >= 0:
        kept.add(n)
        n = back[n]
    return frozenset(a for n, (a, _) in enumerate(pairs) if n not in kept)


def _articles(
    before: WrittenLaw, after: WrittenLaw, pairs: dict[str, str], moved: frozenset[str]
) -> Iterator[ArticleVersions]:
    """Give all articles: those of the new version in its order, then those that were struck."""
    back = {b: a for a, b in pairs.items()}
    for unit in after.units:
        old = before.provision(back[unit.id]) if unit.id in back else None
        if old is None:
            text = after.words(unit.id)
            yield ArticleVersions("", place_of(after, unit.id), unit.heading, words=(f"⟦+ {_cut(text)}⟧",))
        else:
            yield _pair_of(before, after, (old, unit), moved)
    for unit in before.units:
        if unit.id not in pairs:
            text = before.words(unit.id)
            yield ArticleVersions(place_of(before, unit.id), "", unit.heading, words=(f"⟦− {_cut(text)}⟧",))


def _pair_of(
    before: WrittenLaw, after: WrittenLaw, pair: tuple[Provision, Provision], moved: frozenset[str]
) -> ArticleVersions:
    old, new = pair
    texts = f"{old.heading}\n{before.words(old.id)}", f"{new.heading}\n{after.words(new.id)}"
    places = _holder(before, old), _holder(after, new)
    went = ""
    if same_words(places[0]) != same_words(places[1]):
        went = f"from {places[0] or 'no chapter'} to {places[1] or 'no chapter'}"
    elif old.id in moved:
        went = "to another place in the order"
    same = " ".join(texts[0].split()) == " ".join(texts[1].split())
    return ArticleVersions(
        place_of(before, old.id),
        place_of(after, new.id),
        new.heading,
        old.number != new.number,
        went,
        () if same else tuple(changed_words(*texts)),
        () if same else tuple(_norms(*texts)),
        () if same else tuple(_figures(*texts)),
    )


def _holder(law: WrittenLaw, unit: Provision) -> str:
    """Return what an article stands in, by its heading: a chapter that was only renumbered is the same."""
    above = next((p for p in law.above(unit.id) if p.kind in CONTAINERS), None)
    return "" if above is None else above.heading or f"{above.kind} {above.number}".strip()


def changed_words(before: str, after: str) -> Iterator[str]:
    """Give what changed from one text to another, a few words around it; one line for changes that stand close."""
    old, new = before.split(), after.split()
    if len(old) > LONGEST or len(new) > LONGEST:
        old, new = before.splitlines(), after.splitlines()
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for group in _close(steps):
        first, last = group[0], group[-1]
        told = [*(["…"] if first[1] > AROUND else []), *old[max(0, first[1] - AROUND) : first[1]]]
        for tag, a, b, c, d in group:
            told += old[a:b] if tag == "equal" else [_marked(old[a:b], new[c:d])]
        told += old[last[2] : last[2] + AROUND]
        yield " ".join([*told, *(["…"] if last[2] + AROUND < len(old) else [])])


def _close(steps: Sequence[tuple[str, int, int, int, int]]) -> Iterator[list[tuple[str, int, int, int, int]]]:
    group: list[tuple[str, int, int, int, int]] = []
    for n, step in enumerate(steps):
        if step[0] != "equal":
            group.append(step)
        elif group:
            if step[2] - step[1] <= 2 * AROUND and n + 1 < len(steps):
                group.append(step)
            else:
                yield group
                group = []
    if group:
        yield group


def _marked(old: Sequence[str], new: Sequence[str]) -> str:
    if not old:
        return f"⟦+ {_cut(' '.join(new))}⟧"
    return f"⟦{_cut(' '.join(old))} → {_cut(' '.join(new))}⟧" if new else f"⟦− {_cut(' '.join(old))}⟧"


def _cut(text: str, most: int = 60) -> str:
    words = text.split()
    return " ".join(words) if len(words) <= most else f"{' '.join(words[:most])} … ({len(words) - most} words more)"


def _norms(before: str, after: str) -> Iterator[str]:
    """Give the sentences whose modal words changed: what was a duty, and is a permission."""
    old, new = sentences(before), sentences(after)
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "replace":
            continue
        for one, other in zip(old[a:b], new[c:d], strict=False):
            was, now = _norm(one, beside=other), _norm(other, beside=one)
            if was != now and SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio() > 0.4:
                words = [_modal_words(one), _modal_words(other)]
                yield f"{_named(was)} became {_named(now)} ({words[0] or 'no word'} → {words[1] or 'no word'})"


@dataclass(frozen=True)
class _Norm:
    """What a sentence orders, allows or bans, and whether it says within which limits."""

    kinds: frozenset[str]
    limited: bool


def _norm(sentence: str, beside: str) -> _Norm:
    """Return the norm of a sentence, read beside the one that it is compared with.

    "Shall only …" and "may not … without …" bound what was allowed: beside a permission they are one within limits,
    and no duty or ban.
    """
    kinds = modals(sentence)
    limited = bool(LIMIT.search(sentence) or ("prohibition" in kinds and OPENING.search(sentence)))
    allowed = "permission" in modals(beside)
    if limited and allowed and kinds and "permission" not in kinds:
        kinds = frozenset({"permission"})
    return _Norm(kinds, limited and bool(kinds))


def _named(norm: _Norm) -> str:
    said = " and ".join(NORM_NAMES[n] for n in ("prohibition", "duty", "permission") if n in norm.kinds) or "no norm"
    within = "with exceptions" if norm.kinds == {"prohibition"} else "within limits"
    return f"{said} {within}" if norm.limited else said


def _modal_words(sentence: str) -> str:
    found = [(m.start(), m[0].lower()) for m in MODAL.finditer(sentence)]
    found += [(m.start(), m[0].lower()) for m in LIMIT.finditer(sentence) if not m[0].lower().startswith("ne ")]
    if any("not" in word or word.startswith(("ne ", "لا ")) for _, word in found):
        found += [(m.start(), m[0].lower()) for m in OPENING.finditer(sentence)]
    return ", ".join(dict.fromkeys(f"“{word}”" for _, word in sorted(found)))


def _figures(before: str, after: str) -> Iterator[str]:
    old, new = _numbers(before), _numbers(after)
    gone, fresh = [n for n in old if n not in new], [n for n in new if n not in old]
    for kind in dict.fromkeys(kind for kind, _ in (*gone, *fresh)):
        was, now = ([text for k, text in side if k == kind] for side in (gone, fresh))
        yield f"{', '.join(was) or 'no figure'} → {', '.join(now) or 'no figure'}"


def _numbers(text: str) -> list[tuple[str, str]]:
    """Return the figures of a text by unit, each as it is told: '24 hours'; its days as days."""
    days = sorted(day.isoformat() for day in dates(text))
    seen: dict[tuple[int, int], tuple[str, str]] = {}
    for place in placed(text):
        unit, value = place.quantity.unit, place.quantity.value
        if unit or value not in _years(text):
            word = {"percent": " per cent", "": ""}.get(unit, f" {unit}{'s' * (value != 1)}")
            seen.setdefault((place.begin, place.end), (unit, f"{value:,.10g}{word}"))
    return list(dict.fromkeys([*(("day named", day) for day in days), *seen.values()]))


def _years(text: str) -> set[float]:
    return {float(part) for day in dates(text) for part in (day.year, day.month, day.day)}


def _misled(before: WrittenLaw, after: WrittenLaw, pairs: dict[str, str]) -> Iterator[str]:
    """Give references that were right and point elsewhere now: their article was renumbered and they weren't."""
    units = {u.id for u in before.units}
    for reference in before.references:
        home = before.unit_of(reference.provision).id
        target = before.unit_of(reference.target).id if reference.target else ""
        if reference.of or home not in pairs or target not in units:
            continue
        now = [
            r for r in after.references if after.unit_of(r.provision).id == pairs[home] and r.number == reference.number
        ]
        for one in now[:1]:
            points = after.unit_of(one.target).id if one.target else ""
            if points == pairs.get(target, ""):
                continue
            was = f"{place_of(before, target)}{_titled(before, target)}"
            there = f"{place_of(after, points)}{_titled(after, points)}" if points else "no article"
            meant = f"now {place_of(after, pairs[target])}" if target in pairs else "struck"
            said = f"{place_of(after, one.provision)}: “{one.words}” pointed at {was}, {meant}; it points at {there}"
            if (points or target in pairs) and not (points == "" and target not in pairs):
                yield said


def _titled(law: WrittenLaw, id: str) -> str:
    heading = law.provision(id).heading
    return f" ({heading})" if heading else ""


def _faults(
    before: WrittenLaw, after: WrittenLaw, pairs: dict[str, str]
) -> tuple[tuple[TextFault, ...], tuple[TextFault, ...]]:
    """Return the faults that are new, and those that are gone; an article that was renumbered keeps its own."""
    old = {_known(before, f, pairs): f for f in faults_of(before)}
    new = {_known(after, f, {}): f for f in faults_of(after)}
    return (
        tuple(f for key, f in new.items() if key not in old),
        tuple(f for key, f in old.items() if key not in new),
    )


def _known(law: WrittenLaw, fault: TextFault, pairs: dict[str, str]) -> tuple[str, str, str]:
    unit = law.unit_of(fault.provision).id if fault.provision else ""
    return fault.kind, pairs.get(unit, unit), fault.words or re.sub(r"\d+", "#", fault.found)

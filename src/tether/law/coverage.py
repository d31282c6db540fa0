"""Which of a law's articles a charter codes, which are norms and wait, which no key of a charter speaks of, and why.

    coverage = coverage_of(charter, law)
    coverage.sentence        # '31 of 44 articles coded, 6 beyond the schema, 5 of form, 2 waiting'

An article is *coded* where a row names it or stands on its words. One *of form* (title, entry into force, repeal,
definitions) needs no row. *Beyond the schema* are matters that no key has a place for (uniform, leave, oath). The rest
*wait*; those on emergency powers, immunity, amnesty, detention, use of force or secrecy stand first, since a coding
that leaves them out looks better than its law. Where the charter even says that there is none (``law.immunity: none``)
and an article that nobody coded grants it, the two contradict each other (``contradicts``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tether.charter.schema.charter import Charter
from tether.charter.values import ABSENT, NONE
from tether.law.anchors import Anchor, anchors_of, how_it_stands
from tether.law.faults import place_of
from tether.law.norms import SENSITIVE, formal_of, kind_of, modals, topics
from tether.law.written_law import Provision, WrittenLaw, same_words

GRAVEST = ("emergency powers", "immunity", "amnesty")
DENIALS = {
    "immunity": "law.immunity",
    "amnesty": "law.amnesty.scope",
    "emergency powers": "sharing.territorial.crisis_rule",
}
NO_SUCH = re.compile(
    r"\bno (?:immunity|amnesty|pardon)|\b(?:immunity|amnesty) (?:is not|shall not|does not|may not)|"
    r"not (?:enjoy|benefit from)|"
    r"لا (?:حصانة|عفو|يتمتع|تتمتع|يشمل|تشمل)|لا يجوز (?:منح|شمول)|\baucune (?:immunité|amnistie)",
    re.IGNORECASE,
)
FEWEST_WORDS = 3  # of a paragraph that says something
STATES = ("coded", "waiting", "beyond the schema", "of form")


@dataclass(frozen=True)
class CoveredArticle:
    """One article: whether it is coded, what it does, of what it speaks, and where in a charter that would stand."""

    provision: str
    place: str
    heading: str
    state: str
    kind: str
    speaks_of: tuple[str, ...] = ()
    belongs_to: str = ""
    why: str = ""
    sensitive: bool = False
    contradicts: str = ""  # what the charter says instead
    uncoded: tuple[str, ...] = ()  # of a coded article: its paragraphs that say something and that no row codes
    uncoded_ids: tuple[str, ...] = ()  # the same by their ids


@dataclass(frozen=True)
class Coverage:
    """A law's articles against a charter."""

    articles: tuple[CoveredArticle, ...]
    anchors: tuple[Anchor, ...]
    noun: str = "articles"

    def of(self, state: str) -> tuple[CoveredArticle, ...]:
        """The articles in a state; of those that wait, the sensitive ones first."""
        found = [a for a in self.articles if a.state == state]
        return tuple(sorted(found, key=lambda a: not a.sensitive))

    @property
    def left_out(self) -> tuple[CoveredArticle, ...]:
        """Articles on emergency powers, immunity or amnesty that no row codes, or that the charter denies."""
        return tuple(a for a in self.articles if a.contradicts or (a.sensitive and set(a.speaks_of) & set(GRAVEST)))

    @property
    def sentence(self) -> str:
        """The count in one sentence."""
        counted = {state: len(self.of(state)) for state in STATES}
        rest = [f"{counted[s]} {s}" for s in ("beyond the schema", "of form", "waiting") if counted[s]]
        silent = sum(len(a.uncoded) for a in self.articles)
        within = f" ({silent} paragraph{'s' * (silent != 1)} in them not)" if silent else ""
        return ", ".join([f"{counted['coded']} of {len(self.articles)} {self.noun} coded{within}", *rest])


def coverage_of(charter: Charter, law: WrittenLaw, anchors: tuple[Anchor, ...] | None = None) -> Coverage:
    """Return which articles of a law a charter codes."""
    found = anchors_of(charter, law) if anchors is None else anchors
    standing = [a for a in found if a.provision and a.state != "orphaned"]
    coded = {law.unit_of(a.provision).id for a in standing}
    covered = {id for a in standing for id in _covered(law, a)}
    noun = f"{law.units[0].kind}s" if law.units else "articles"
    articles = (_article(charter, law, unit, unit.id in coded) for unit in law.units)
    silent = {unit.id: tuple(_uncoded(law, unit, covered)) for unit in law.units if unit.id in coded}
    told = (_with_uncoded(law, a, silent.get(a.provision, ())) for a in articles)
    return Coverage(tuple(told), found, noun)


def _with_uncoded(law: WrittenLaw, article: CoveredArticle, ids: tuple[str, ...]) -> CoveredArticle:
    return replace(article, uncoded=tuple(place_of(law, id) for id in ids), uncoded_ids=ids)


def _covered(law: WrittenLaw, anchor: Anchor) -> set[str]:
    """Return the provisions that an anchor codes: those that hold its words; without words all of what it cites."""
    here = law.provision(anchor.provision)
    while anchor.quote:
        within = [p for p in law.children(here.id) if how_it_stands(law, p, anchor.quote)]
        if len(within) != 1:
            break
        here = within[0]
    own = same_words(anchor.quote) in same_words(here.text) if anchor.quote else False
    return {here.id} if own else {p.id for p in law.within(here.id)}


def _uncoded(law: WrittenLaw, provision: Provision, covered: set[str]) -> Iterator[str]:
    """Give the paragraphs and items of a coded article that say something and that no row codes, by their ids."""
    for below in law.children(provision.id):
        if {p.id for p in law.within(below.id)} & covered:
            yield from _uncoded(law, below, covered)
        elif _says_something(law, below):
            yield below.id


def _says_something(law: WrittenLaw, provision: Provision) -> bool:
    """Return whether a paragraph is more than a heading, a form or a matter that no key of a charter speaks of."""
    text = law.words(provision.id)
    if len(text.split()) < FEWEST_WORDS or formal_of(law, provision):
        return False
    opening = law.provision(provision.parent).text if provision.parent else ""
    spoken = topics(text)
    if spoken and not any(part for _, part in spoken):
        return False
    return bool(modals(text) or spoken or (opening.rstrip().endswith(":") and modals(opening)))


def _article(charter: Charter, law: WrittenLaw, unit: Provision, coded: bool) -> CoveredArticle:
    text = f"{unit.heading}\n{law.words(unit.id)}"
    spoken, kind = topics(text), kind_of(law, unit)
    within = [(name, part) for name, part in spoken if part]
    names = tuple(name for name, _ in spoken)
    sensitive = any(name in SENSITIVE for name in names)
    about = _headed(unit)
    state, why = "waiting", ""
    if coded:
        state = "coded"
    elif kind == "definition" or formal_of(law, unit):
        state, why = "of form", kind
    elif (spoken and not within) or (about and not sensitive):
        state, why = "beyond the schema", f"no key of a charter speaks of {about or names[0]}"
    elif not spoken:
        why = "of what it speaks was not recognised"
    belongs = within[0][1] if within and state == "waiting" else ""
    place = place_of(law, unit.id)
    denied = "" if coded or kind == "definition" else _denied(charter, names, text)
    return CoveredArticle(
        unit.id, place, unit.heading, state, kind, names, belongs, why, sensitive and not coded, denied
    )


def _denied(charter: Charter, spoken: tuple[str, ...], text: str) -> str:
    """Return what a charter says against an article that grants something and that nobody coded."""
    if NO_SUCH.search(text):
        return ""
    closed = not charter.open_world
    for topic, path in DENIALS.items():
        value = charter.at(path)
        if topic in spoken and (value is NONE or (closed and value is ABSENT)):
            return f"{path}: {'none' if value is NONE else 'not written, which means none'}"
    return ""


def _headed(unit: Provision) -> str:
    """Return the matter of an article's heading, where no key of a charter speaks of it."""
    spoken = topics(unit.heading) if unit.heading else ()
    return spoken[0][0] if spoken and all(not part for _, part in spoken) else ""

"""A charter's rows against the text that they code: is the article there, do its words stand in it, is more said?

    anchors = anchors_of(charter, read_law("draft.docx"))
    for a in anchors: print(a.where, a.article, a.state, a.place)

A row names its article (``article: "7(2)"``), a source its article and words (``src: [{id: draft, article: …, quote:
…}]``). Where it stands in the law:

    found        the article is there, and the words stand in it as quoted, or after normalising (``normalised``)
    part         the article is there; the paragraph isn't set apart in the text
    moved        the words stand in another article, and in one only
    ambiguous    they stand in several, or the number points at several
    orphaned     the article isn't there, or its words are nowhere
    unchecked    the quote is in another language than the text

Words are sought by the W3C's text-quote selector: exactly, then without case, vowel signs, the forms of letters and
marks of quotation; a quote with an ellipsis by its parts, in order.

``not_grounded`` says what of a row does not stand in the cited provision: a number or share (36 months are three
years), a day, a rank of grant against a ban, a duty where the text only allows, an office that the article doesn't
name. A row may say less than its article, never something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, get_args

from pydantic import BaseModel

from tether.charter.cited import keys_given
from tether.charter.paths import children, names_of, parts, referring
from tether.charter.schema.bargain import Obligation
from tether.charter.schema.charter import Charter
from tether.charter.schema.part import Citation, Part
from tether.charter.values import Blank, Number, Quantity, When
from tether.documents.yaml_file import path_of
from tether.law.disagreements import bans_and_immunity
from tether.law.faults import place_of
from tether.law.named import names_of_law
from tether.law.norms import EXCEPTION, modals
from tether.law.quantities import names_day, quantities, says
from tether.law.written_law import CONTAINERS, Cited, Provision, WrittenLaw, same_words

ELLIPSIS = re.compile(r"\[?(?:\.\.\.|…)\]?")
ARABIC = re.compile("[\u0621-\u064a]")
NAME_WORDS = frozenset(
    (
        *("the", "of", "and", "for", "ministry", "minister", "national", "general", "provincial", "regional", "local"),
        *("state", "council", "office", "agency", "commission", "ministère", "ministre", "conseil", "des", "les"),
    )
)
COMMON = ("population", "army", "police", "recruits", "other")


@dataclass(frozen=True)
class Anchor:
    """One citation of a charter and where it stands in the law."""

    path: str  # of the row
    where: str  # file:line:column
    article: str
    quote: str
    state: str
    provision: str = ""  # the id of the provision, '' where there is none
    place: str = ""  # as a drafter cites it
    detail: str = ""
    not_grounded: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()  # the keys of the row that it gives, where the charter says so

    @property
    def stands(self) -> bool:
        """Whether the article is there, and its words where they are quoted."""
        return self.state in ("found", "normalised", "part", "unchecked")


def anchors_of(charter: Charter, law: WrittenLaw) -> tuple[Anchor, ...]:
    """Return every citation of the text that a charter codes, in the charter's order."""
    found: list[Anchor] = []
    own = own_sources(charter)
    for key, part in parts(charter):
        if not isinstance(part, Part):
            continue
        path = path_of(key)
        of_row = [_anchor(charter, law, path, part, str(part.article), "")] if part.article else []
        for citation in part.src or ():
            if citation.id in own and (citation.article or citation.quote):
                article, quote = str(citation.article or part.article or ""), str(citation.quote or "")
                of_row.append(_anchor(charter, law, path, part, article, quote, keys_given(citation)))
        found += _in_none(of_row)
    return tuple(_without_doubles(found))


def _in_none(of_row: list[Anchor]) -> list[Anchor]:
    """Keep of a row that cites several articles only what none of them says, told once: at the first.

    A law's one part on courts may take its hours from article 8 and its courts from article 19.
    """
    if len({anchor.provision for anchor in of_row}) < 2:
        return of_row
    names = [{said.split()[0] for said in anchor.not_grounded} for anchor in of_row]
    told_apart = {key for anchor in of_row for key in anchor.gives}
    everywhere = set.intersection(*names) | {name for of in names for name in of if name in told_apart}
    kept, told = [], set[str]()
    for anchor in of_row:
        left = tuple(s for s in anchor.not_grounded if s.split()[0] in everywhere - told)
        told |= {s.split()[0] for s in left}
        kept.append(replace(anchor, not_grounded=left))
    return kept


def own_sources(charter: Charter) -> frozenset[str]:
    """Return the sources that are the coded text itself: the only text, or the only law; none where there are more."""
    texts = [s for s in charter.sources or () if s.kind in ("text", "law")]
    named = [s for s in texts if s.kind == "text"]
    chosen = named if len(named) == 1 else texts
    return frozenset(s.id for s in chosen) if len(chosen) == 1 else frozenset()


def _without_doubles(found: list[Anchor]) -> Iterator[Anchor]:
    """Leave out a row's own article where a source of it says the same with its words."""
    quoted = {(a.path, a.article) for a in found if a.quote}
    for anchor in found:
        if anchor.quote or (anchor.path, anchor.article) not in quoted:
            yield anchor


def _anchor(
    charter: Charter, law: WrittenLaw, path: str, part: Part, article: str, quote: str, gives: tuple[str, ...] = ()
) -> Anchor:
    cited = law.find(article) if article else Cited("missing")
    state, provision, detail = _state(law, cited, article, quote)
    place = place_of(law, provision.id) if provision is not None else ""
    # what a row says must stand in the article as cited, whether or not its quote does
    held = provision if state != "moved" else cited.provision
    ungrounded = tuple(_not_grounded(charter, law, part, held)) if held is not None else ()
    if gives:
        ungrounded = tuple(said for said in ungrounded if said.split()[0] in gives)
    where = charter.where(path) if path else charter.file
    named = provision.id if provision is not None else ""
    return Anchor(path, where, article, quote, state, named, place, detail, ungrounded, gives)


def _state(law: WrittenLaw, cited: Cited, article: str, quote: str) -> tuple[str, Provision | None, str]:
    if not quote:
        if cited.state == "missing":
            return "orphaned", None, f"the text has no article {article}" if article else "no article is named"
        if cited.state == "ambiguous":
            places = ", ".join(place_of(law, p.id) for p in cited.provisions[:4])
            return "ambiguous", None, f"'{article}' is the number of {places}"
        return cited.state, cited.provision, ""
    if bool(ARABIC.search(quote)) != (law.language == "ar"):
        return "unchecked", cited.provision, "the quote is in another language than the text"
    unit = law.unit_of(cited.provision.id) if cited.provision else None
    for provision in (cited.provision, unit):
        how = how_it_stands(law, provision, quote) if provision is not None else ""
        if how:
            return how, cited.provision, ""
    elsewhere = [u for u in law.units if u is not unit and how_it_stands(law, u, quote)]
    if len(elsewhere) == 1:
        place = place_of(law, elsewhere[0].id)
        said = f"the words stand in {place}" + (f", not in {article}" if article else "")
        return ("moved" if article else "found"), elsewhere[0], said
    if elsewhere:
        return "ambiguous", None, f"the words stand in {', '.join(place_of(law, u.id) for u in elsewhere[:4])}"
    gone = f"; the text has no article {article}" if article and cited.state == "missing" else ""
    return "orphaned", cited.provision, f"the words stand nowhere in the text{gone}"


def how_it_stands(law: WrittenLaw, provision: Provision, quote: str) -> str:
    """Return how words stand in a provision: ``found`` exactly, ``normalised``, '' where they don't."""
    plain, folded = law.as_compared(provision.id)
    if " ".join(quote.split()) in plain:
        return "found"
    at = 0
    pieces = [piece for piece in (same_words(p).strip(" .;,؛،:") for p in ELLIPSIS.split(quote)) if piece]
    for piece in pieces:
        at = folded.find(piece, at)
        if at < 0:
            return ""
        at += len(piece)
    return "normalised" if pieces else ""


# ---- what of a row doesn't stand in its article


def _not_grounded(charter: Charter, law: WrittenLaw, part: Part, provision: Provision) -> Iterator[str]:
    unit = law.unit_of(provision.id)
    text, whole = _text(law, provision), _text(law, unit)
    for name, value, unit_name in _values(part):
        if isinstance(value, Number):
            yield from _number(law, name, value, unit_name, (text, whole), unit)
        elif isinstance(value, When):
            yield from _date(name, value, text, whole)
    yield from _modal(part, law.words(provision.id))
    yield from bans_and_immunity(part, law.words(provision.id))
    if law.language != "ar":
        yield from _actors(charter, law, part, unit)


def _text(law: WrittenLaw, provision: Provision) -> str:
    """Return the words of a provision without its numbers: that of a paragraph is no figure of the law."""
    return "\n".join((provision.heading, *(p.text for p in law.within(provision.id))))


def _values(part: BaseModel, above: str = "") -> Iterator[tuple[str, Any, str]]:
    """Give the numbers and days of a row and of the parts in it that name no article of their own."""
    for key, name in names_of(type(part)).items():
        value = getattr(part, name)
        if isinstance(value, Number | When):
            yield f"{above}{key}", value, _unit(type(part), name)
    for step, child in children(part):
        own = isinstance(child, Part) and (child.article or any(getattr(c, "article", "") for c in child.src or ()))
        if not own and not isinstance(child, Citation):
            yield from _values(child, f"{above}{'.'.join(map(str, step))}.")


def unit_of_key(model: type[BaseModel], key: str) -> str:
    """Return the unit in which the schema gives a key of a row; '' where it has none."""
    name = names_of(model).get(key, "")
    return _unit(model, name) if name else ""


@lru_cache(maxsize=4096)
def _unit(model: type[BaseModel], name: str) -> str:
    field = model.model_fields[name]
    marks = [*field.metadata, *(m for a in get_args(field.annotation) for m in getattr(a, "__metadata__", ()))]
    return next((m.unit for m in marks if isinstance(m, Quantity)), "")


def _number(
    law: WrittenLaw, name: str, value: Number, unit: str, texts: tuple[str, str], own: Provision
) -> Iterator[str]:
    ends = {e for e in (value.v, value.lo, value.hi) if e not in (None, float("inf"), 0.0)}
    ends -= {1.0} if unit != "years of age" else set()
    stands = [f"{q.value:,.6g}" for q in quantities(texts[0]) if _alike(q.unit, unit)]
    near = texts[:1] if stands else texts  # what has no number of the kind itself leaves it to the rest of its article
    missing = sorted(e for e in ends if e is not None and not any(says(text, e, unit) for text in near))
    if not missing or len(missing) < len(ends):
        return
    shown = f"{missing[0]:,.6g}"
    home = next((u for u in law.units if u is not own and says(_text(law, u), missing[0], unit)), None)
    if stands:
        yield f"{name} {shown}: the article says {', '.join(dict.fromkeys(stands[:3]))}"
    elif home is not None:
        yield f"{name} {shown}: it does not stand there (but in {place_of(law, home.id)})"
    else:
        yield f"{name} {shown}: it does not stand there, nor anywhere in the text"


def _alike(found: str, unit: str) -> bool:
    times = ("hour", "day", "week", "month", "year")
    if unit.startswith("the whole"):
        return found in ("percent", "share")
    if unit == "years of age":
        return found == "year"
    if unit in ("hours", "days", "weeks", "months"):
        return found in times
    return found == ""


def _date(name: str, value: When, text: str, whole: str) -> Iterator[str]:
    near, far = names_day(text, value.lo, value.hi), names_day(whole, value.lo, value.hi)
    if near is False and not far:
        yield f"{name} {value}: the article names another day"


def _modal(part: Part, text: str) -> Iterator[str]:
    said = modals(text)
    grant = getattr(part, "grant", None)
    if isinstance(grant, str) and said:
        if grant == "forbidden" and "prohibition" not in said:
            yield "grant forbidden: the provision forbids nothing"
        if grant != "forbidden" and said == {"prohibition"} and not EXCEPTION.search(text):
            yield f"grant {grant}: the provision only forbids"
    if isinstance(part, Obligation) and said == {"permission"}:
        yield "an obligation: the provision only allows"


def _actors(charter: Charter, law: WrittenLaw, part: Part, unit: Provision) -> Iterator[str]:
    """Give offices and bodies of a row that the article, its heading and what it stands in don't name."""
    named = {a.id: str(a.name or "") for a in charter.actors or ()}
    text = _who_is_named(law, unit)
    for key, name, _ in referring(type(part)):
        value = getattr(part, name)
        for id in (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ():
            words = _telling(named.get(id, "")) if isinstance(id, str) and id not in COMMON else []
            if words and not any(word in text for word in words) and not ARABIC.search(named[id]):
                where = "" if any(word in law.same_text for word in words) else ", nor does the text"
                yield f"{key} {id}: the article does not name {named[id]}{where}"


@lru_cache(maxsize=4096)
def _who_is_named(law: WrittenLaw, unit: Provision) -> str:
    """Return the words of an article, with those that its terms and its short names stand for."""
    held = " ".join((_text(law, unit), *(p.heading for p in law.above(unit.id) if p.kind in CONTAINERS)))
    defined = (d.meaning for d in law.definitions if re.search(rf"\b{re.escape(d.term)}\b", held, re.IGNORECASE))
    known = names_of_law(law)
    called = (body.name for body in known.called(held, known.order.get(unit.id, -1)))
    return same_words(" ".join((held, *defined, *called)))


def _telling(name: str) -> list[str]:
    """Return the words of a name by which a text would name it, shortened so that other forms are found."""
    words = [w for w in same_words(name).split() if w not in NAME_WORDS and len(w) > 2]
    words = words or [w for w in same_words(name).split() if len(w) > 3]
    return [w[: max(4, len(w) - 2)] for w in words]


def moved_between(charter: Charter, before: WrittenLaw, after: WrittenLaw) -> tuple[tuple[Anchor, Anchor], ...]:
    """Return the citations whose place or state differs between two versions of a law: (then, now)."""
    pairs = zip(anchors_of(charter, before), anchors_of(charter, after), strict=True)
    return tuple((b, a) for b, a in pairs if _told(b) != _told(a))


def _told(anchor: Anchor) -> Blank | tuple[object, ...]:
    return (anchor.state, anchor.provision, anchor.not_grounded)

"""Reads a country's claims from YAML and says everything that is wrong with it at once, by file and line.

    country: iraq
    coded: 2026-11-22
    coder: the coder of this file                 # who judged what is tagged J, unless a row says ``by``
    sources:
      wing-2008: {author: J. Wing, title: Musings on Iraq, date: 2008-08-16, url: ..., grade: analysis}
    claims:
      tribal:
        - {says: size, value: 103000, basis: counted, when: 2008-08, src: wing-2008, tag: S}
        - {says: rooted-in, of: anbar, value: [0.3, 0.4, 0.5], basis: judged, when: 2006-09.., src: wing-2008, tag: J}

``value`` is a number, ``[lo, hi]`` or ``[lo, v, hi]``. ``when`` is read by ``dates.read_period``. ``tag``: S seen, D
derived from seen figures (``note`` gives the arithmetic), R a fact recalled, J a judgement. ``quote`` holds words that
stand in the source, ``note`` the coder's remark: who tags R read nothing and can quote nothing. A subject is an actor,
a place or a community of the theatre; people have no entry, and a text that names one, or holds a phone, an address or
coordinates, is refused. ``public_persons`` lists names that are public already.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field

from tether.documents.handling import withhold
from tether.documents.models import Among, Shape, Words, by_id, root_of, shown, validated, wrong
from tether.documents.slug import Slug
from tether.documents.yaml_file import Key, YamlFile, read_yaml
from tether.errors import InputError, Problem, Problems, did_you_mean
from tether.evidence.claims.check import check_claim, check_ids, check_persons, unit_of
from tether.evidence.claims.model import (
    GRADES,
    HANDLINGS,
    KINDS,
    PREDICATES,
    PUBLIC,
    Claim,
    ClaimSource,
    Period,
    read_period,
)
from tether.evidence.claims.store import Claims

WHAT = "a file of claims (YAML)"
PACK = Path(str(resources.files("tether.evidence"))) / "packs" / "claims"


def claimed_countries() -> tuple[str, ...]:
    """Return the ids of the countries for which claims are shipped."""
    return tuple(sorted(path.stem for path in PACK.glob("*.yaml")))


def claims_file(country: str) -> Path | None:
    """Return the file of a country's shipped claims; None where none are shipped."""
    return PACK / f"{country}.yaml" if country in claimed_countries() else None


def load_claims(country: str, ids: Mapping[str, str] | None = None) -> Claims:
    """Return the shipped claims of ``country``; with ``ids`` (id → kind) subjects and objects are checked too."""
    known = claimed_countries()
    if country not in known:
        raise InputError(Problem(f"no claims for '{country}'", "country", remedy=did_you_mean(country, known)))
    claims = _shipped(PACK / f"{country}.yaml")
    if ids is not None:
        problems = Problems(f"{country}.yaml")
        check_ids(claims, ids, problems)
        problems.raise_if_any()
    return claims


def read_claims(path: str | Path, ids: Mapping[str, str] | None = None) -> Claims:
    """Read one file; raises ``InputError`` with every problem found."""
    path = Path(path)
    document = read_yaml(path, WHAT, name=path.name)
    problems = Problems(document.file)
    tree = root_of(document, problems, WHAT)
    whole = validated(ClaimsFile, document, problems, tree=tree)
    entries = by_id(ClaimSourceEntry, document, problems, ("sources",))
    given = tree.get("sources")
    known = {"sources": {*given} if isinstance(given, dict) else set()}
    sources = {name: entry.source() for name, entry in entries.items()}
    coded = read_period(whole.coded).end if whole else None
    claims: list[Claim] = []
    public = whole.public_persons if whole else ()
    for name, card in entries.items():
        said: list[tuple[Key, str]] = [(("sources", name, "title"), card.title), (("sources", name, "weak"), card.weak)]
        problems.extend(check_persons(said, document, public))
    for subject, at in _rows(tree.get("claims"), document, problems):
        entry = validated(ClaimEntry, document, problems, at, context=known)
        if entry is not None and entry.src in sources and coded is not None:
            where = f"{document.file}:{document.position(at).line}"
            claim = entry.claim(subject, sources[entry.src], coded, where, whole.coder if whole else "")
            if entry.tag == "J" and not claim.judged_by:
                problems.found.append(document.problem((*at, "tag"), "a judgement by nobody", JUDGED))
            problems.extend(check_claim(claim, document, at))
            said = [((*at, key), getattr(entry, key)) for key in ("of", "quote", "note", "settled_by")]
            problems.extend(check_persons(said, document, public))
            claims.append(claim)
    if ids is not None:
        check_ids(claims, ids, problems)
    problems.raise_if_any()
    assert whole is not None
    withhold(own_words(claims))
    return Claims(whole.country or path.stem, tuple(claims))


def own_words(claims: Sequence[Claim]) -> set[str]:
    """Return the texts that only claims marked internal use: quotes, notes, words said, names of their sources."""
    said: dict[bool, set[str]] = {True: set(), False: set()}
    for claim in claims:
        source, text = claim.source, PREDICATES[claim.predicate].object == "text"
        words = {claim.quote, claim.note, claim.settled_by, *([claim.object] if text else [])}
        words |= {source.id, source.title, source.author, source.outlet, source.url, source.weak}
        said[claim.handling == PUBLIC] |= words
    public = "\n".join(said[True])
    return {w for w in said[False] if w and w not in public}


JUDGED = "by: an office or a role, or coder: at the top of the file"
MOST = 1e15  # men, deaths or money


class ClaimValue(NamedTuple):
    """A number as a claim gives it: lo ≤ v ≤ hi."""

    lo: float
    v: float
    hi: float


def _period(value: Any) -> Period:
    try:
        return read_period(str(value))
    except ValueError as error:
        raise wrong(value, f"YYYY[-MM[-DD]], A..B or A.. ({error})") from None


def _ended(value: str) -> str:
    if _period(value).end is None:
        raise wrong(value, "a date with an end")
    return value


def _range(value: Any) -> ClaimValue:
    """Read a number, ``[lo, hi]`` (v is the middle) or ``[lo, v, hi]``."""
    parts = value if isinstance(value, tuple) else (value,)
    try:
        numbers = [float(str(p)) for p in parts]
    except ValueError:
        numbers = []
    if not 1 <= len(numbers) <= 3 or not all(map(math.isfinite, numbers)):
        raise wrong(value, "x, [lo, hi] or [lo, v, hi]")
    if max(map(abs, numbers)) > MOST:
        raise wrong(value, f"numbers up to {MOST:,.0f}")
    lo, hi = numbers[0], numbers[-1]
    v = numbers[1] if len(numbers) == 3 else (lo + hi) / 2
    if not lo <= v <= hi:
        raise wrong(value, "lo ≤ v ≤ hi")
    return ClaimValue(lo, v, hi)


def _listed(value: Any) -> Any:
    return value if isinstance(value, tuple) else (value,)


PublishedDate = Annotated[str, AfterValidator(_ended)]  # as the source gives it


class ClaimsFile(Shape):
    """The keys of a file of claims."""

    coded: PublishedDate = Field(description="the day on which the claims were entered")
    sources: dict[str, Any] = Field(description="sources by id")
    claims: dict[str, Any] = Field(description="claims by subject")
    country: Slug = ""
    note: str = ""
    coder: str = Field("", description="who judged what is tagged J")
    public_persons: tuple[str, ...] = ()  # office-holders and others already public, as the texts name them


class ClaimSourceEntry(Shape):
    """One entry of ``sources``."""

    id: str
    title: Words = Field(description="its title")
    date: PublishedDate = Field(description="when it was published: YYYY[-MM[-DD]] or A..B")
    grade: Annotated[str, Among(GRADES, "a grade")] = Field(description="its grade, such as press or official")
    author: str = ""
    outlet: str = ""
    url: str = ""
    weak: str = ""

    def source(self) -> ClaimSource:
        """Return the source."""
        published = read_period(self.date).end
        assert published is not None
        more = {"author": self.author, "outlet": self.outlet, "url": self.url, "weak": self.weak}
        return ClaimSource(self.id, self.title, self.grade, published, dated=self.date, **more)


class ClaimEntry(Shape):
    """One line of ``claims``."""

    says: Annotated[str, Among(PREDICATES, "a predicate")] = Field(description="what is said: a predicate")
    when: Annotated[Period, BeforeValidator(_period)] = Field(description="a date: YYYY[-MM[-DD]], A..B or A..")
    src: Annotated[str, Among("sources", "a source of this file")] = Field(description="the id of a source")
    tag: Literal["S", "D", "R", "J"] = Field(description="S seen, D derived, R recalled or J judged")
    by: str = Field("", description="who judged it, for J: an office or a role")
    of: str = ""
    value: Annotated[ClaimValue | None, BeforeValidator(_range)] = None
    unit: str = ""
    basis: str = ""
    kinds: Annotated[tuple[Annotated[str, Among(KINDS, "a kind of support")], ...], BeforeValidator(_listed)] = ()
    quote: str = Field("", description="words that stand in the source")
    note: str = Field("", description="the coder's remark")
    settled_by: str = Field("", description="for R: what reading would settle it")
    handling: Annotated[str, Among(HANDLINGS, "a handling mark")] = "public"

    def claim(self, subject: str, source: ClaimSource, coded: date, where: str, coder: str) -> Claim:
        """Return the claim; ``coder`` judged it where it is a judgement and no row says by whom."""
        lo, v, hi = self.value or (None, None, None)
        return Claim(
            subject=subject,
            predicate=self.says,
            object=self.of,
            lo=lo,
            v=v,
            hi=hi,
            unit=(self.unit or unit_of(self.says)) if v is not None else "",
            basis=self.basis,
            happened_from=self.when.start,
            happened_to=self.when.end,
            known_from=self.when.known,
            published=source.published,
            coded=coded,
            source=source,
            seen=self.tag in ("S", "D"),
            derived=self.tag == "D",
            judged_by=(self.by or coder) if self.tag == "J" else "",
            handling=self.handling,
            quote=self.quote,
            note=self.note,
            settled_by=self.settled_by,
            kinds=self.kinds,
            where=where,
        )


@cache
def _shipped(path: Path) -> Claims:
    return read_claims(path)


def _rows(claims: Any, document: YamlFile, problems: Problems) -> list[tuple[str, Key]]:
    """Return each claim's subject and path; a subject with one claim may give it without a list."""
    found: list[tuple[str, Key]] = []
    for subject, rows in claims.items() if isinstance(claims, dict) else ():
        at: Key = ("claims", subject)
        if isinstance(rows, tuple):
            found += [(subject, (*at, i)) for i in range(len(rows))]
        elif isinstance(rows, dict):
            found.append((subject, at))
        else:
            problems.found.append(document.problem(at, shown(rows), "a list of claims"))
    return found

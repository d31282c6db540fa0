"""Reads a country's claims from YAML and says everything that is wrong with it at once, by file and line.

    country: iraq
    coded: 2026-11-22
    sources:
      wing-2008: {author: J. Wing, title: Musings on Iraq, date: 2008-08-16, url: ..., grade: analysis}
    claims:
      tribal:
        - {says: size, value: 103000, basis: counted, when: 2008-08, src: wing-2008, tag: S}
        - {says: rooted-in, of: anbar, value: [0.3, 0.4, 0.5], basis: judged, when: 2006-09.., src: wing-2008, tag: R}

``value`` is a number, ``[lo, hi]`` or ``[lo, v, hi]``. ``when`` is read by ``dates.read_period``. ``tag``: S seen, D
derived from seen figures, R recalled. A subject is an actor, a place or a community of the theatre; people have no
entry.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import AfterValidator, BeforeValidator, Field

from tether.documents.models import Among, Shape, Words, by_id, root_of, shown, validated, wrong
from tether.documents.yaml_file import Key, YamlFile, read_yaml
from tether.errors import InputError, Problem, Problems, did_you_mean
from tether.evidence.claims.check import check_claim, check_ids, unit_of
from tether.evidence.claims.model import GRADES, HANDLINGS, KINDS, PREDICATES, Claim, ClaimSource, Period, read_period
from tether.evidence.claims.store import Claims

WHAT = "a file of claims (YAML)"
PACK = Path(str(resources.files("tether.evidence"))) / "packs" / "claims"


def claimed_countries() -> tuple[str, ...]:
    """Return the ids of the countries for which claims are shipped."""
    return tuple(sorted(path.stem for path in PACK.glob("*.yaml")))


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
    for subject, at in _rows(tree.get("claims"), document, problems):
        entry = validated(ClaimEntry, document, problems, at, context=known)
        if entry is not None and entry.src in sources and coded is not None:
            claim = entry.claim(subject, sources[entry.src], coded, f"{document.file}:{document.position(at).line}")
            problems.extend(check_claim(claim, document, at))
            claims.append(claim)
    if ids is not None:
        check_ids(claims, ids, problems)
    problems.raise_if_any()
    assert whole is not None
    return Claims(whole.country or path.stem, tuple(claims))


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
    country: str = ""
    note: str = ""


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
    tag: Literal["S", "D", "R"] = Field(description="S seen, D derived or R recalled")
    of: str = ""
    value: Annotated[ClaimValue | None, BeforeValidator(_range)] = None
    unit: str = ""
    basis: str = ""
    kinds: Annotated[tuple[Annotated[str, Among(KINDS, "a kind of support")], ...], BeforeValidator(_listed)] = ()
    quote: str = ""
    handling: Annotated[str, Among(HANDLINGS, "a handling mark")] = "public"

    def claim(self, subject: str, source: ClaimSource, coded: date, where: str) -> Claim:
        """Return the claim."""
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
            handling=self.handling,
            quote=self.quote,
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

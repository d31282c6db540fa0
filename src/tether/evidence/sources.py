"""Source cards: what a table is, whose it is, what may be done with it, and when it was known.

A card carries the three stamps of the design. *Happened*: the span of the events. *Published*: when the release came
out. *Coded*: the release that did the coding (later releases code the same past again: Iraq, June 2014 has 3,219
deaths in GED 19.1 and 4,489 in 25.1). It also carries the citation the provider asks for, the licence and a checksum
of the raw file.

    card = ucdp_card("ged191.csv", version="19.1", kind="ged", ...)
    print(card.citation)

To add a source, write one card; nothing else lists sources.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

CC_BY = ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
_GED = (
    "Sundberg, Ralph & Erik Melander (2013) Introducing the UCDP Georeferenced Event Dataset. "
    "Journal of Peace Research 50(4): 523–532."
)
_CODEBOOK = "Högbladh, Stina (2019) UCDP GED Codebook. Department of Peace and Conflict Research, Uppsala University."
_YEARLY = {  # the article that UCDP asks users of a release to cite beside Sundberg & Melander
    "17": ("Allansson, Marie, Erik Melander & Lotta Themnér", 2017, "Organized violence, 1989–2016", 54),
    "18": ("Pettersson, Therése & Kristine Eck", 2018, "Organized violence, 1989–2017", 55),
    "19": (
        "Pettersson, Therése, Stina Högbladh & Magnus Öberg",
        2019,
        "Organized violence, 1989–2018 and peace agreements",
        56,
    ),
    "20": ("Pettersson, Therése & Magnus Öberg", 2020, "Organized violence, 1989–2019", 57),
    "21": (
        "Pettersson, Therése, Shawn Davies, Amber Deniz, Garoun Engström, Nanar Hawach, Stina Högbladh, "
        "Margareta Sollenberg & Magnus Öberg",
        2021,
        "Organized violence 1989–2020, with a special emphasis on Syria",
        58,
    ),
    "22": (
        "Davies, Shawn, Therése Pettersson & Magnus Öberg",
        2022,
        "Organized violence 1989–2021 and drone warfare",
        59,
    ),
    "23": (
        "Davies, Shawn, Therése Pettersson & Magnus Öberg",
        2023,
        "Organized violence 1989–2022, and the return of conflict between states",
        60,
    ),
    "24": (
        "Davies, Shawn, Garoun Engström, Therése Pettersson & Magnus Öberg",
        2024,
        "Organized violence 1989–2023, and the prevalence of organized crime groups",
        61,
    ),
    "25": (
        "Davies, Shawn, Therése Pettersson, Margareta Sollenberg & Magnus Öberg",
        2025,
        "Organized violence 1989–2024, and the challenges of identifying civilian victims",
        62,
    ),
}


@dataclass(frozen=True)
class SourceCard:
    """One source. ``happened`` is (first, last) ISO day; ``sha256`` and ``bytes`` are those of the raw file."""

    id: str
    title: str
    provider: str
    version: str
    kind: str  # "ged": as downloaded; "located": a located-events table; "derived": made by this project
    licence: str
    licence_url: str
    citations: tuple[str, ...]
    url: str
    file: str
    sha256: str
    bytes: int
    rows: int
    happened: tuple[str, str]
    published: str
    coded: str
    country: str = ""
    notes: tuple[str, ...] = ()
    derived: dict[str, str] = field(default_factory=dict)  # name of a table made from it -> sha256

    @property
    def citation(self) -> str:
        """Return the citation as one line, the version named."""
        return f"{self.title}, version {self.version}. {self.provider}. " + " ".join(self.citations)

    def to_json(self) -> dict[str, Any]:
        """Return plain values, for ``json.dump``."""
        return asdict(self)


def ucdp_card(
    path: Path, *, kind: str, country: str, rows: int, happened: tuple[str, str], version: str, sha256: str = ""
) -> SourceCard:
    """Return the card of a UCDP event file; ``version`` may be empty: then the file's name is asked.

    ``sha256`` is the file's where whoever read it has taken it already.
    """
    release = version or release_in(path.name)
    located = " (a located-events table made from it)" if kind == "located" else ""
    return SourceCard(
        id=f"ucdp-ged-{release or 'unknown'}-{country}",
        title=f"UCDP Georeferenced Event Dataset (GED) Global{located}",
        provider="Uppsala Conflict Data Program, Uppsala University",
        version=release or "unknown",
        kind=kind,
        licence=CC_BY[0],
        licence_url=CC_BY[1],
        citations=citations_for(release),
        url="https://ucdp.uu.se/downloads/",
        file=path.name,
        sha256=sha256 or sha256_of(path),
        bytes=path.stat().st_size,
        rows=rows,
        happened=happened,
        published=f"20{release.split('.')[0]}" if release else "unknown",
        coded=f"GED {release}" if release else "unknown",
        country=country,
    )


def citations_for(release: str) -> tuple[str, ...]:
    """Return the works that UCDP asks users of a GED release to cite."""
    yearly = _YEARLY.get(release.split(".")[0])
    if yearly is None:
        return (_GED, _CODEBOOK)
    who, year, title, volume = yearly
    return (_GED, _CODEBOOK, f"{who} ({year}) {title}. Journal of Peace Research {volume}(4).")


def release_in(name: str) -> str:
    """Return the GED release that a file name carries ("GEDEvent_v25_1.csv", "ged191-csv.zip"), or ""."""
    months = re.search(r"v(\d{2})_(\d{2})_(\d{2})_(\d{2})(?!\d)", name, re.I)  # candidates of several months
    if months:
        return ".".join(months.groups())
    found = re.search(r"v(\d{2})_0?(\d)(?:_0?(\d{1,2}))?(?!\d)", name, re.I) or re.search(
        r"ged-?(\d{2})(\d)(?!\d)", name, re.I
    )
    return ".".join(g for g in found.groups() if g) if found else ""


def bibtex(card: SourceCard) -> str:
    """Return the card's citations as BibTeX entries, the dataset first."""
    entries = [
        f"@misc{{{card.id},\n  title = {{{card.title}}},\n  author = {{{{{card.provider}}}}},\n"
        f"  year = {{{card.published}}},\n  note = {{Version {card.version}. Licence: {card.licence}. "
        f"File {card.file}, sha256 {card.sha256}}},\n  url = {{{card.url}}}\n}}"
    ]
    return "\n\n".join([*entries, *(_entry(text) for text in card.citations)]) + "\n"


def _entry(text: str) -> str:
    """Return one citation line "Authors (year) Title. Where." as BibTeX."""
    who, year, rest = re.fullmatch(r"(.+?) \((\d{4})\) (.+)", text).groups()  # type: ignore[union-attr]
    title, _, where = rest.rstrip(".").partition(". ")
    first = re.sub(r"\W", "", who.split(",")[0]).lower()
    article = re.fullmatch(r"(.+?) (\d+)\((\d+)\)(?:: (.+))?", where)
    lines = [f"author = {{{_authors(who)}}}", f"title = {{{title}}}", f"year = {{{year}}}"]
    if not article:
        lines = [*lines, f"institution = {{{where}}}"]
        return f"@techreport{{{first}{year},\n  " + ",\n  ".join(lines) + "\n}"
    journal, volume, number, pages = article.groups()
    lines += [
        f"journal = {{{journal}}}",
        f"volume = {{{volume}}}",
        f"number = {{{number}}}",
        *([f"pages = {{{pages}}}"] if pages else []),
    ]
    return f"@article{{{first}{year},\n  " + ",\n  ".join(lines) + "\n}"


def _authors(who: str) -> str:
    """Return "Last, First, First Last & First Last" with BibTeX's ``and`` between the people."""
    last, _, others = who.partition(", ")
    people = re.split(r", | & ", others)
    return " and ".join([f"{last}, {people[0]}", *people[1:]])


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def card_from(found: dict[str, Any]) -> SourceCard:
    """Return the card that ``SourceCard.to_json`` wrote; raises ``TypeError`` where a field is missing."""
    known = {f.name for f in fields(SourceCard)}
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in found.items() if k in known}
    return SourceCard(**values)

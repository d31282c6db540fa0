"""A law as Akoma Ntoso (OASIS LegalDocML 1.0), out and in: the XML that legislative programs exchange.

What is written keeps to the hierarchy, the ids and the least metadata of the standard; dates and countries that nobody
gave are not invented (``unknown``). What is read may be any document with a legislative body: its elements are the
provisions, its ids are kept where it has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from tether.documents.packed import MB
from tether.documents.xml_file import local, parse_xml
from tether.errors import InputError, Problem
from tether.law.language import language_of
from tether.law.source import cleaned
from tether.law.written_law import PREFIXES, Provision, WrittenLaw

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
LARGEST = 64 * MB
ELEMENTS = {"item": "point"}  # kind → element, where they differ
GENERIC = ("protocol", "principle", "regulation", "schedule")  # kinds that the standard has no element for
KINDS = {
    **{kind: kind for kind in (*PREFIXES, "tome", "division", "subchapter", "subparagraph", "list", "indent", "level")},
    "point": "item",
    "subpart": "part",
    "subtitle": "title",
    "indent": "item",
    "subparagraph": "item",
    "list": "item",
    "tome": "book",
    "division": "chapter",
    "subchapter": "section",
    "level": "item",
    "subrule": "paragraph",
    "subclause": "paragraph",
    "transitional": "article",
    "hcontainer": "section",
    "sublist": "item",
    "subdivision": "section",
}
PASSED_BY = ("num", "heading", "subheading", "authorialNote", "meta", "toc")
ANEW = "have it written anew by its program"
LANGUAGES = {"en": "eng", "ar": "ara", "fr": "fra"}


def as_akoma_ntoso(law: WrittenLaw) -> str:
    """Return the law as Akoma Ntoso XML."""
    root = Element("akomaNtoso", {"xmlns": NAMESPACE})
    act = SubElement(root, "act", {"name": "act", "contains": "originalVersion"})
    _meta(SubElement(act, "meta"), law)
    if law.title:
        SubElement(SubElement(SubElement(act, "preface"), "longTitle"), "p").text = law.title
    if law.preamble:
        _lines(
            SubElement(SubElement(act, "preamble"), "container", {"name": "preamble", "eId": "preamble_1"}),
            law.preamble,
        )
    body = SubElement(act, "body")
    for provision in law.children(""):
        _written(body, law, provision)
    if law.conclusions:
        _lines(SubElement(act, "conclusions"), law.conclusions)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _meta(meta: Element, law: WrittenLaw) -> None:
    language = LANGUAGES.get(law.language, "und")
    identification = SubElement(meta, "identification", {"source": "#tether"})
    for level, name in (
        ("", "FRBRWork"),
        (f"/{language}@", "FRBRExpression"),
        (f"/{language}@.xml", "FRBRManifestation"),
    ):
        given = SubElement(identification, name)
        SubElement(given, "FRBRthis", {"value": f"/akn/unknown/act/unknown{level}/!main"})
        SubElement(given, "FRBRuri", {"value": f"/akn/unknown/act/unknown{level}"})
        SubElement(given, "FRBRdate", {"date": "0001-01-01", "name": "unknown"})
        SubElement(given, "FRBRauthor", {"href": "#unknown"})
        if name == "FRBRWork":
            SubElement(given, "FRBRcountry", {"value": "unknown"})
        if name == "FRBRExpression":
            SubElement(given, "FRBRlanguage", {"language": language})
    references = SubElement(meta, "references", {"source": "#tether"})
    SubElement(
        references, "TLCOrganization", {"eId": "tether", "href": "/ontology/organization/tether", "showAs": "Tether"}
    )
    SubElement(
        references, "TLCOrganization", {"eId": "unknown", "href": "/ontology/organization/unknown", "showAs": "unknown"}
    )


def _written(above: Element, law: WrittenLaw, provision: Provision) -> None:
    name = "hcontainer" if provision.kind in GENERIC else ELEMENTS.get(provision.kind, provision.kind)
    given = {"name": provision.kind} if name == "hcontainer" else {}
    made = SubElement(above, name, {**given, "eId": provision.id})
    if provision.label:
        SubElement(made, "num").text = _legible(provision.label)
    if provision.heading:
        SubElement(made, "heading").text = _legible(provision.heading)
    below = law.children(provision.id)
    lines = provision.text.split("\n") if provision.text else []
    if not below:
        _lines(SubElement(made, "content", {"eId": f"{provision.id}__content"}), lines or [""])
        return
    if lines:
        _lines(SubElement(made, "intro", {"eId": f"{provision.id}__intro"}), lines)
    for child in below:
        _written(made, law, child)


def _lines(holder: Element, lines: tuple[str, ...] | list[str]) -> None:
    for line in lines:
        SubElement(holder, "p").text = _legible(line)


def _legible(text: str) -> str:
    """Return text without characters that XML cannot hold."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "", text)


# ---- in ------------------------------------------------------------------------------------------------------------


def read_akoma_ntoso(path: Path, *, sha256: str = "") -> WrittenLaw:
    """Read a law from Akoma Ntoso XML; ``InputError`` for what isn't, declares entities or is too large."""
    where = str(path)
    root = parse_xml(path.read_bytes()[: LARGEST + 1], where, most=LARGEST, remedy=ANEW)
    named = {local(e.tag): e for e in reversed(list(root.iter()))}
    body = named.get("body", named.get("mainBody"))
    if local(root.tag) not in ("akomaNtoso", "act", "bill", "doc") or body is None:
        found = f"XML whose first element is <{local(root.tag)[:40]}>"
        raise InputError(Problem(found, where=where, expected="Akoma Ntoso (<akomaNtoso> with a <body>)"))
    provisions: list[Provision] = []
    _read(body, "", provisions, {})
    preamble = _paragraphs(named["preamble"]) if "preamble" in named else ()
    title = " ".join(_paragraphs(named["preface"]))[:500] if "preface" in named else (preamble[:1] or ("",))[0]
    words = "\n".join(p.text for p in provisions)
    ends = _paragraphs(named["conclusions"]) if "conclusions" in named else ()
    kinds = _units(provisions)
    return WrittenLaw(title, language_of(words), kinds, preamble, ends, file=where, form="akn", sha256=sha256)


def _read(holder: Element, above: str, found: list[Provision], taken: dict[str, int]) -> None:
    for element in holder:
        name = local(element.tag)
        kind = (
            element.get("name", "") if name == "hcontainer" and element.get("name", "") in PREFIXES else KINDS.get(name)
        )
        if kind is None:
            if name not in PASSED_BY and name not in ("content", "intro", "wrapUp", "p"):
                _read(element, above, found, taken)
            continue
        label, heading = (_first(element, part) for part in ("num", "heading"))
        number = _number(label) or str(1 + sum(p.parent == above and p.kind == kind for p in found))
        base = f"{above}__" if above and kind not in ("article",) else ""
        name = element.get("eId") or f"{base}{PREFIXES[kind]}_{number}"
        taken[name] = taken.get(name, 0) + 1
        id = name if taken[name] == 1 else f"{name}~{taken[name]}"
        text = "\n".join(line for part in ("intro", "content", "wrapUp", "p") for line in _own(element, part))
        found.append(Provision(id, kind, number, label, heading, text, above))
        _read(element, id, found, taken)


def _own(element: Element, part: str) -> Iterator[str]:
    for below in element:
        if local(below.tag) == part:
            lines = _paragraphs(below)
            yield from lines if part != "p" else [cleaned("".join(below.itertext()))]


def _paragraphs(holder: Element) -> tuple[str, ...]:
    ends = [
        e
        for e in holder.iter()
        if local(e.tag) in ("p", "docTitle", "block") and not len([c for c in e if local(c.tag) == "p"])
    ]
    texts = [cleaned(" ".join("".join(e.itertext()).split())) for e in ends] or [
        cleaned(" ".join("".join(holder.itertext()).split()))
    ]
    return tuple(text for text in texts if text)


def _first(element: Element, name: str) -> str:
    found = next((e for e in element if local(e.tag) == name), None)
    return "" if found is None else cleaned(" ".join("".join(found.itertext()).split()))


def _number(label: str) -> str:
    from tether.law.headings import heading_of, markers

    heading = heading_of(label)
    if heading is not None and heading.number:
        return heading.number
    marks = markers("", label) if label else []
    return marks[0].number if marks else re.sub(r"\W+", "", label)[:12]


def _units(provisions: list[Provision]) -> tuple[Provision, ...]:
    """Return provisions with the law's rules marked: articles where there are any, else sections, else paragraphs."""
    from dataclasses import replace

    kinds = {p.kind for p in provisions}
    unit = next((k for k in ("article", "section", "rule", "clause", "paragraph") if k in kinds), "")
    return tuple(replace(p, unit=p.kind == unit and not _within(p, unit, provisions)) for p in provisions)


def _within(provision: Provision, kind: str, provisions: list[Provision]) -> bool:
    parents = {p.id: p for p in provisions}
    above = parents.get(provision.parent)
    while above is not None:
        if above.kind == kind:
            return True
        above = parents.get(above.parent)
    return False

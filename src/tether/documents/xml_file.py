"""Reads XML that somebody else made, within bounds: no document type, so many bytes, so many levels.

    root = read_part(packed, "word/document.xml", where, most=64 * MB, remedy="save it anew")   # of a zip; None: absent
    root = parse_xml(data, where, most=64 * MB, remedy="save it anew")                          # of bytes

A document type declaration is refused before anything else is read: without one there is no entity to expand and no
file outside to fetch. ``local`` gives a name without its namespace: what is read is told apart by its own names, which
the old and the strict form of an Office file share.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, Any
from xml.etree.ElementTree import Element, ParseError, XMLParser
from xml.parsers import expat

from tether.documents.packed import MB, PackedFile
from tether.errors import InputError, Problem

PIECE = 1 << 16  # bytes at a time
LONGEST_OPENING = 4 * MB  # bytes before the first element ends
MOST_LEVELS = 400


def local(name: str) -> str:
    """Return an element's or attribute's name without its namespace."""
    return name.rpartition("}")[2]


def read_part(packed: PackedFile, part: str, where: str, *, most: int, remedy: str) -> Element | None:
    """Return the root of a part of a zip, None where it has none of that name."""
    if part not in packed.names:
        return None
    if packed.size(part) > most:
        found = f"{part}: {packed.size(part):,} bytes of XML"
        raise InputError(Problem(found, where=where, expected=f"at most {most:,}", remedy=remedy))
    with packed.open(part) as stream:
        return _parsed(stream, where, part, remedy)


def parse_xml(data: bytes, where: str, *, most: int, remedy: str) -> Element:
    """Return the root of XML given as bytes."""
    if len(data) > most:
        found = f"{len(data):,} bytes of XML"
        raise InputError(Problem(found, where=where, expected=f"at most {most:,}", remedy=remedy))
    return _parsed(io.BytesIO(data), where, "the file", remedy)


def _parsed(stream: IO[bytes], where: str, part: str, remedy: str) -> Element:
    parser: Any = XMLParser()
    try:
        for piece in checked_pieces(stream, part, where, remedy):
            parser.feed(piece)
        root: Element = parser.close()
    except ParseError as error:
        raise InputError(Problem(f"{part}: not XML ({error})", where=where, remedy=remedy)) from None
    _refuse_depth(root, part, where, remedy)
    return root


def _refuse_depth(root: Element, part: str, where: str, remedy: str) -> None:
    """Refuse what is nested deeper than any program writes: whoever walks it may call itself as often."""
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > MOST_LEVELS:
            found = f"{part}: elements nested more than {MOST_LEVELS} deep"
            raise InputError(Problem(found, where=where, expected="what a program writes", remedy=remedy))
        level = [below for element in level for below in element]


def checked_pieces(stream: IO[bytes], part: str, where: str, remedy: str) -> Iterator[bytes]:
    """Give XML in pieces; nothing of it before its root element was seen without a document type."""
    look, waiting, seen = expat.ParserCreate(), [], False

    def root(*_: Any) -> None:
        nonlocal seen
        seen = True
        look.StartElementHandler = None

    def refuse(*_: Any) -> None:
        if not seen:
            said = f"{part} declares a document type (entities): refused"
            raise InputError(Problem(said, where=where, remedy=remedy))

    look.StartElementHandler, look.StartDoctypeDeclHandler = root, refuse
    while piece := stream.read(PIECE):
        if seen:
            yield piece
            continue
        waiting.append(piece)
        try:
            look.Parse(piece, False)
        except expat.ExpatError:
            seen = True  # the reader will meet the same, and say so
        if len(waiting) * PIECE > LONGEST_OPENING:
            raise InputError(Problem(f"{part}: nothing before its first element ends", where=where, remedy=remedy))
        if seen:
            yield from waiting
    if not seen:
        yield from waiting

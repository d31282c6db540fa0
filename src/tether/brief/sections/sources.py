"""Section 10: what to cite, under which licence, how to run it again, and everything to download."""

from __future__ import annotations

import pandas as pd

from tether.brief.content import BriefContent, CitedSource
from tether.brief.phrases import INTENDED_USE, PLAN
from tether.report.blocks import Block, Code, File, Files, Heading, Listing, Paragraph, Quoted, Section, Text

RERUN = "To make this brief again, byte for byte on the same kind of machine:"
SOURCES = "Sources and licences"
RUN_FILES = "Files in the run folder"


def section(content: BriefContent) -> Section:
    """Return the last section."""
    blocks: tuple[Block, ...] = (
        Heading(SOURCES),
        Listing(tuple(_source(s) for s in content.sources)),
        Paragraph((RERUN,)),
        Code(content.case.command),
        *_run_files(content),
        Files(
            (
                *(File(d.name, d.title, d.table) for d in content.downloads),
                File("sources", SOURCES, _table(content)),
            )
        ),
        Paragraph((INTENDED_USE,), "note"),
    )
    return Section(10, "sources", PLAN[10], blocks)


def _source(card: CitedSource) -> Text:
    parts = (card.title, card.version, card.citation, f"Licence: {card.licence}", card.url, card.note)
    checksum = f"sha256 {card.sha256[:16]}…" if card.sha256 else ""
    return Quoted(". ".join(p.rstrip(".") for p in (*parts, checksum) if p) + ".")


def _table(content: BriefContent) -> pd.DataFrame:
    names = ("id", "title", "version", "citation", "licence", "url", "sha256", "note")
    return pd.DataFrame([{n: getattr(card, n) for n in names} for card in content.sources], columns=list(names))


def _run_files(content: BriefContent) -> tuple[Block, ...]:
    if not content.run_files:
        return ()
    return (
        Paragraph((f"{RUN_FILES}:",)),
        Listing(tuple(Quoted(f"{n}: {what}") for n, what in content.run_files.items()), "small"),
    )

"""Section 10: what to cite, under which licence, how to run it again, and everything to download."""

from __future__ import annotations

import pandas as pd

from tether.brief.content import BriefContent, CodedText
from tether.brief.phrases import INTENDED_USE, PLAN
from tether.evidence.claims.model import ClaimSource
from tether.evidence.sources import SourceCard
from tether.report.blocks import Block, Code, File, Files, Fold, Heading, Listing, Paragraph, Quoted, Section, Text

RERUN = "To make this brief again, byte for byte on the same kind of machine:"
CITED = "facts, cited"  # the licence of what a claim’s source says
TEXTS = "What the charters were coded from"
READ = {
    "full": "The text was read whole.",
    "part": "The text was read in part.",
    "none": "No text was read: it is told from reports.",
}
SOURCES = "Sources and licences"
RUN_FILES = "Files in the run folder"


def section(content: BriefContent) -> Section:
    """Return the last section."""
    blocks: tuple[Block, ...] = (
        *_texts(content),
        Heading(SOURCES),
        Listing(tuple(_source(s) for s in content.sources)),
        Paragraph((RERUN,)),
        Code(content.case.command),
        *_run_files(content),
        Files(
            (
                *content.downloads,
                File("sources", SOURCES, _table(content)),
            )
        ),
        Paragraph((INTENDED_USE,), "note"),
    )
    return Section(10, "sources", PLAN[10], blocks)


def _texts(content: BriefContent) -> tuple[Block, ...]:
    """Return what each charter was coded from, and how much of its text was read."""
    if not content.texts:
        return ()
    folds = tuple(
        Fold(t.title, (*_remark(t), *((Listing(tuple(Quoted(s) for s in t.sources), "small"),) if t.sources else ())))
        for t in content.texts
        if t.sources or t.note
    )
    rows = [{"charter": t.charter, "read": t.read, "source": s} for t in content.texts for s in t.sources]
    table = pd.DataFrame(rows, columns=["charter", "read", "source"])
    return (Heading(TEXTS), *folds, *((Files((File("texts", TEXTS, table),)),) if rows else ()))


def _remark(text: CodedText) -> tuple[Block, ...]:
    said = [READ[text.read]] if text.read in READ else []
    quoted = [Quoted(text.note)] if text.note else []
    return (Paragraph((*said, *quoted), "note"),) if said or quoted else ()


def _source(card: SourceCard | ClaimSource) -> Text:
    row = source_row(card)
    parts = [row[n] for n in ("title", "version", "citation")]
    checksum = f"sha256 {row['sha256'][:16]}…" if row["sha256"] else ""
    parts += [f"Licence: {row['licence']}", row["url"], row["note"], checksum]
    return Quoted(". ".join(p.rstrip(".") for p in parts if p) + ".")


def source_row(card: SourceCard | ClaimSource) -> dict[str, str]:
    """Return what is printed of a source: of the events by their card, of a claim’s source as a fact that is cited."""
    said = {"id": card.id, "title": card.title, "url": card.url}
    if isinstance(card, SourceCard):
        return said | {
            "version": card.version,
            "citation": card.citation,
            "licence": card.licence,
            "sha256": card.sha256,
            "note": "",
        }
    return said | {
        "version": card.dated,
        "citation": card.cite,
        "licence": CITED,
        "sha256": "",
        "note": card.weak,
    }


def _table(content: BriefContent) -> pd.DataFrame:
    names = ["id", "title", "version", "citation", "licence", "url", "sha256", "note"]
    return pd.DataFrame([source_row(card) for card in content.sources], columns=names)


def _run_files(content: BriefContent) -> tuple[Block, ...]:
    if not content.run_files:
        return ()
    return (
        Paragraph((f"{RUN_FILES}:",)),
        Listing(tuple(Quoted(f"{n}: {what}") for n, what in content.run_files.items()), "small"),
    )

"""What a letter of questions says of the law's text itself: its faults, and the paragraphs that no row codes.

text_notes(charter, Path("draft.docx"), "fr")    # TextNotes(faults=('Article 4: …',), uncoded=('Article 9(2)',))
"""

from __future__ import annotations

from pathlib import Path

from tether.charter.letter.languages import Language
from tether.charter.reports.letter import TextNotes
from tether.charter.schema.charter import Charter
from tether.law.cited_as import cited_as
from tether.law.coded_text import coded_text
from tether.law.comment_speaker import CommentSpeaker
from tether.law.coverage import coverage_of
from tether.law.faults import faults_of
from tether.law.written_law import WrittenLaw


def text_notes(charter: Charter, given: Path | None, language: Language) -> TextNotes:
    """Return what a letter says of the text that a charter codes; nothing where it names no text and none is given."""
    if given is None and not (charter.meta and charter.meta.law):
        return TextNotes()
    return notes_in(charter, coded_text(charter, given), language)


def notes_in(charter: Charter, law: WrittenLaw, language: Language) -> TextNotes:
    """Return what a letter says of a text: its faults, and the places of which the coding says nothing."""
    speaker = CommentSpeaker(law, charter, language)
    told = []
    for fault in faults_of(law):
        place = cited_as(law, fault.provision, language) if fault.provision else law.title
        told.append(f"{place}: {speaker.fault_said(fault)}; {speaker.remedy_said(fault)}")
    coverage = coverage_of(charter, law)
    waiting = [article.provision for article in coverage.of("waiting")]
    silent = [id for article in coverage.articles for id in article.uncoded_ids]
    order = {provision.id: n for n, provision in enumerate(law.provisions)}
    ids = sorted({*waiting, *silent}, key=lambda id: order.get(id, -1))
    return TextNotes(tuple(told), tuple(cited_as(law, id, language) for id in ids))

"""Sentences about the gate: what the law says to the request, decider by decider. They permit nothing."""

from __future__ import annotations

from collections.abc import Sequence

from tether.dossier.note import ScreeningNote
from tether.dossier.sentence import ORDER, WORDS
from tether.report.blocks import Sentence
from tether.report.numbers import listed


def lawfulness(notes: Sequence[ScreeningNote]) -> Sentence:
    """Return the first page's answer: the worst result for each decider, the worst first."""
    said = []
    for result in ORDER:
        names = [n.decider_name for n in notes if n.verdict == result]
        said += [f"{WORDS[result]} for {listed(names)}"] if names else []
    return Sentence(f"Lawfulness: the request is screened; {'; '.join(said)}.", "screening")


def answer(note: ScreeningNote) -> Sentence:
    """Return the note's own one sentence."""
    return Sentence(note.answer, screening_id(note))


def screening_id(note: ScreeningNote, *more: str) -> str:
    """Return the id of a note, or of one of its items and regimes."""
    return "/".join(("screening", note.decider, *more))


def stop_sentences(note: ScreeningNote) -> list[Sentence]:
    """Return each stop of a decider once, with the items it holds up and the paper that would lift it."""
    held: dict[tuple[str, str, str], list[str]] = {}
    for item in note.items:
        for found in item.having("stop"):
            paper = (
                f"{found.clearing.document}, from {found.clearing.authority}" if found.clearing else "nothing on file"
            )
            held.setdefault((found.name, found.because, paper), []).append(item.name)
    return [
        Sentence(
            f"Stop for {note.decider_name}, {listed(items)}: {name}: {because}. What would lift it: {paper}.",
            screening_id(note),
        )
        for (name, because, paper), items in held.items()
    ]

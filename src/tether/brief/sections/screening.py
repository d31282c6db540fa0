"""Section 2: is it lawful. The screening of the request, decider by decider and item by item; a person signs."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tether.brief import phrases
from tether.brief.blocks import Block, File, Files, Fold, Heading, Listing, Paragraph, Quoted, Row, Section, Table
from tether.brief.content import BriefContent
from tether.brief.numerals import listed, sentence_case
from tether.brief.wording.screening import answer, screening_id
from tether.dossier.note import WORDS, ItemScreen, RegimeResult, ScreeningNote


def section(content: BriefContent) -> Section | None:
    """Return the gate's section; None where nothing was screened."""
    if not content.screening:
        return None
    notes = content.screening
    blocks: tuple[Block, ...] = (
        Paragraph((phrases.SCREENS,)),
        Listing(tuple(Quoted(s.text) for s in notes[0].request_text), "small"),
        *(block for note in notes for block in _note(note)),
        *_asked(notes),
        *_refusal(notes[0]),
        _signatures(notes),
        Files((File("screening", "Every regime, item and decider", screening_table(notes)),)),
    )
    return Section(2, "lawful", phrases.PLAN[2], blocks)


def screening_table(notes: Sequence[ScreeningNote]) -> pd.DataFrame:
    """Return one row per decider, item and regime, with ``result`` ids."""
    rows = [
        {
            "result": screening_id(note, item.id, found.regime),
            "decider": note.decider_name,
            "as_of": note.as_of,
            "item": item.name,
            "regime": found.name,
            "says": WORDS[found.result],
            "because": found.because,
            "texts": "; ".join(t.ref for t in found.texts),
            "cleared_by": _clearing(found),
            "hangs_on": "; ".join(found.hangs_on),
            "ask_a_lawyer": found.lawyer,
        }
        for note in notes
        for item in note.items
        for found in item.results
    ]
    return pd.DataFrame(rows)


def _note(note: ScreeningNote) -> tuple[Block, ...]:
    rows = tuple(_item(note, item) for item in note.items)
    columns = ("Item", "Result", "Which regimes say so", "What would clear it")
    return (
        Heading(sentence_case(note.decider_name)),
        Paragraph((answer(note),)),
        Table("", columns, rows, quoted=(0, 2, 3)),
        Fold("Every regime, item by item", (_regimes(note),)),
    )


def _item(note: ScreeningNote, item: ItemScreen) -> Row:
    worst = item.having(item.verdict)
    names = "; ".join(r.name for r in worst) or "–"
    clearings = "; ".join(dict.fromkeys(c for c in map(_clearing, worst) if c)) or "–"
    return Row(((item.name, item.quantity), WORDS[item.verdict], names, clearings), screening_id(note, item.id))


def _clearing(found: RegimeResult) -> str:
    return f"{found.clearing.document} ({found.clearing.authority})" if found.clearing else ""


def _regimes(note: ScreeningNote) -> Table:
    columns = ("Item", "Regime", "Result", "Because", "Text")
    rows = tuple(
        Row(
            (item.name, found.name, WORDS[found.result], found.because, "; ".join(t.ref for t in found.texts) or "–"),
            screening_id(note, item.id, found.regime),
        )
        for item in note.items
        for found in item.results
    )
    return Table("", columns, rows, quoted=(0, 1, 3, 4))


def _asked(notes: Sequence[ScreeningNote]) -> tuple[Block, ...]:
    """Return the facts to establish, each once, with those for whom it matters."""
    asked: dict[str, list[str]] = {}
    for note in notes:
        for fact in note.open_questions:
            asked.setdefault(fact.question, []).append(note.decider_name)
    if not asked:
        return ()
    everybody = len(notes)
    items = tuple(Quoted(q if len(who) == everybody else f"{q} (for {listed(who)})") for q, who in asked.items())
    return (Heading(phrases.TO_ESTABLISH), Listing(items, "small"))


def _refusal(note: ScreeningNote) -> tuple[Block, ...]:
    if not note.refusal:
        return ()
    return (Heading(phrases.REFUSAL), Listing(tuple(Quoted(s.text) for s in note.refusal), "small"))


def _signatures(notes: Sequence[ScreeningNote]) -> Table:
    def cells(note: ScreeningNote) -> tuple[str, ...]:
        signed = note.decision
        return (note.decider_name, *((signed.office, signed.date, signed.words, "") if signed else ("", "", "", "")))

    columns = ("To be signed, for", "Office", "Date", "Decision, in words", "Signature")
    return Table(phrases.SIGNATURE, columns, tuple(Row(cells(n)) for n in notes), quoted=(0, 1, 2, 3), ruled=True)

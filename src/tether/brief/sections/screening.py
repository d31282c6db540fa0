"""Section 2: is it lawful. The screening of the request, decider by decider and item by item; a person signs.

No sentence here permits anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from tether.brief.content import BriefContent
from tether.brief.phrases import PLAN
from tether.dossier.profile import ORDER, WORDS
from tether.gate.note import RegimeResult, ScreeningNote
from tether.report.blocks import (
    Block,
    File,
    Files,
    Fold,
    Heading,
    Listing,
    Paragraph,
    Quoted,
    Row,
    Section,
    Sentence,
    Table,
)
from tether.report.numbers import listed, sentence_case

SCREENS = (
    "The gate screens the request: each item, for each decider, under each regime that reaches it. Nothing is weighed: "
    "a stop stands until the paper that lifts it is on file. “Does not reach this” permits nothing. Software "
    "screens; a person signs."
)
TO_ESTABLISH = "What must be established first"
REFUSAL = "What refusing costs, as recorded"
SIGNATURE = "The decision is an officer’s"


def section(content: BriefContent) -> Section | None:
    """Return the gate's section; None where nothing was screened."""
    if not content.screening:
        return None
    notes = content.screening
    stops = tuple(s for note in notes for s in stop_sentences(note))
    blocks: tuple[Block, ...] = (
        Paragraph((SCREENS,)),
        Listing(tuple(Quoted(s.text) for s in notes[0].request_text), "small"),
        verdicts_table(notes),
        *((Listing(stops, "stop"),) if stops else ()),
        *(Fold(sentence_case(n.decider_name), (Paragraph((answer(n),)), _regimes(n))) for n in notes),
        *_asked(notes),
        *_refusal(notes[0]),
        signatures(notes),
        Files((File("screening", "Every regime, item and decider", screening_table(notes)),)),
    )
    return Section(2, "lawful", PLAN[2], blocks)


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


def verdicts_table(notes: Sequence[ScreeningNote]) -> Table:
    """Return what the gate says to each item, one row per decider."""
    items = list(dict.fromkeys(item.name for note in notes for item in note.items))
    rows = []
    for note in notes:
        said = {item.name: WORDS[item.verdict] for item in note.items}
        rows.append(Row((note.decider_name, *(said.get(name, "–") for name in items)), screening_id(note)))
    return Table("", ("Help from", *map(sentence_case, items)), tuple(rows), quoted=(0,))


def _regimes(note: ScreeningNote) -> Table:
    """Return one row per regime, the worst first: its result for each item, and what would clear it."""
    found: dict[str, dict[str, RegimeResult]] = {}
    for item in note.items:
        for result in item.results:
            found.setdefault(result.name, {})[item.id] = result
    ranked = sorted(found.items(), key=lambda pair: min(ORDER.index(r.result) for r in pair[1].values()))
    columns = ("Regime", *(sentence_case(item.name) for item in note.items), "Because", "What would clear it")
    rows = tuple(_regime(note, name, by_item) for name, by_item in ranked)
    return Table("", columns, rows, quoted=(0, len(columns) - 2, len(columns) - 1))


def _regime(note: ScreeningNote, name: str, by_item: Mapping[str, RegimeResult]) -> Row:
    said = tuple(WORDS[by_item[item.id].result] if item.id in by_item else "–" for item in note.items)
    worst = min(by_item.values(), key=lambda r: ORDER.index(r.result))
    texts = "; ".join(text.ref for text in worst.texts)
    return Row(((name, texts), *said, worst.because, _clearing(worst) or "–"), screening_id(note))


def _clearing(found: RegimeResult) -> str:
    return f"{found.clearing.document} ({found.clearing.authority})" if found.clearing else ""


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
    return (Heading(TO_ESTABLISH), Listing(items, "small"))


def _refusal(note: ScreeningNote) -> tuple[Block, ...]:
    if not note.refusal:
        return ()
    return (Fold(REFUSAL, (Listing(tuple(Quoted(s.text) for s in note.refusal), "small"),)),)


def signatures(notes: Sequence[ScreeningNote]) -> Table:
    """Return a line to sign for each decider: nothing is decided by software."""

    def cells(note: ScreeningNote) -> tuple[str, ...]:
        signed = note.decision
        return (note.decider_name, *((signed.office, signed.date, signed.words, "") if signed else ("", "", "", "")))

    columns = ("To be signed, for", "Office", "Date", "Decision, in words", "Signature")
    return Table(SIGNATURE, columns, tuple(Row(cells(n)) for n in notes), quoted=(0, 1, 2, 3), ruled=True)


def lawfulness(notes: Sequence[ScreeningNote]) -> Sentence:
    """Return the first page's answer: the worst result for each decider, the worst first."""
    said = []
    for result in ORDER:
        names = [n.decider_name for n in notes if n.verdict == result]
        said += [f"{WORDS[result]} for {listed(names)}"] if names else []
    return Sentence(f"Lawfulness: the request is screened; {'; '.join(said)}.{_older(notes)}", "screening")


def _older(notes: Sequence[ScreeningNote]) -> str:
    """Return that the law on file may be older than the case, with the earliest day it was followed to."""
    days = [note.clock.as_of for note in notes if note.clock is not None and note.clock.stale]
    return f" Some law on file is older than the case, the oldest as of {min(days)}: see section 2." if days else ""


def answer(note: ScreeningNote) -> Sentence:
    """Return the note's own one sentence, after how old the law on file is where the case is later."""
    clock = note.clock.sentences(note.country.title(), note.as_of) if note.clock is not None else ()
    return Sentence(" ".join((*clock, note.answer)), screening_id(note))


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

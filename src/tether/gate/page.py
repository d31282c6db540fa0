"""The screening note as a page: the answer, the stops, the questions, item by item; then cost, sources, signature.

``note_page(note)`` gives the whole page; ``sections(note)`` what stands in it, for a frame of another kind.
"""

from __future__ import annotations

from collections.abc import Iterable

from tether.dossier.profile import ORDER, WORDS, Result, SourceDependence, source_entry
from tether.gate.note import FactFinding, ItemScreen, RegimeResult, ScreeningNote
from tether.report.blocks import (
    Block,
    Document,
    Lines,
    Paragraph,
    Row,
    Section,
    Sentence,
    Sign,
    Table,
    bullets,
    section,
    table,
)
from tether.report.words import FOOT

MILE = 1.609344
TONES: dict[Result, str] = {"not-reached": "quiet"}  # all others are named as the result is


def note_page(note: ScreeningNote, leans: tuple[SourceDependence, ...] = ()) -> Document:
    """Return the page of one note."""
    return Document(
        f"Screening note: {note.title}",
        sections(note, leans),
        f"{note.country.title()}, for {note.decider_name}, as of {note.as_of}. Software screens; a person signs.",
        tuple(map(source_entry, note.sources)),
        FOOT,
        as_data(note),
        note.id,
    )


def sections(note: ScreeningNote, leans: tuple[SourceDependence, ...] = ()) -> tuple[Section, ...]:
    """Return the sections of the page, most important first."""
    found = [section("", *_answer(note))]
    if leans:
        found.append(section("What hangs on one source", bullets(_lean(lean) for lean in leans)))
    found.append(section("The request", Paragraph(note.request_text), *_distance(note)))
    if note.stops:
        stops = bullets(_stops(note), "stop")
        found.append(section("Stops: each stands until the paper that lifts it is on file", stops))
    if note.open_questions:
        found.append(section("Open questions", bullets(_question(f) for f in note.open_questions)))
    asked = ("Item", "Diversion", "Escalation", "End use", "Suspended")
    return (
        *found,
        section("Regime by item", _matrix(note)),
        section("Why, and what would clear it", _reasons(note)),
        section("Conditions, item by item, if anything is given at all", table(asked, map(_conditions, note.items))),
        section("What the facts rest on", bullets(_fact(f) for f in note.facts if _matters(f))),
        section("What refusing costs", bullets(note.refusal)),
        section("What this note is unsure of", bullets(_unsure(note))),
        _signature(note),
    )


def as_data(note: ScreeningNote) -> dict[str, object]:
    """Return the note as plain values, for its JSON twin."""
    return {
        "id": note.id,
        "decider": note.decider,
        "as_of": note.as_of,
        "recipient": note.recipient,
        "verdict": note.verdict,
        "answer": note.answer,
        "supposed": note.supposed,
        "facts": [{**_plain(f), "claims": [c.where for c in f.claims]} for f in note.facts],
        "items": [
            {
                "id": i.id,
                "verdict": i.verdict,
                "conditions": i.conditions.__dict__,
                "results": [{**_plain(r), "texts": [t.ref for t in r.texts]} for r in i.results],
            }
            for i in note.items
        ],
        "stops": [f"{r.item}: {r.regime}" for r in note.stops],
        "open": [f.name for f in note.open_questions],
        "decision": note.decision.__dict__ if note.decision else None,
        "sources": {s.id: s.cite for s in note.sources},
    }


def _answer(note: ScreeningNote) -> list[Block]:
    sentences = [Sentence(note.answer, "verdict")]
    if note.supposed:
        sentences.append(Sentence("An exercise: some facts are supposed, and marked so."))
    if note.retrospective:
        sentences.append(Sentence("Retrospective: some sources were published after the date."))
    if note.candidates:
        candidates = "; ".join(note.candidates)
        sentences.append(Sentence(f"List entries that may be the recipient: {candidates}. A person decides."))
    return [Paragraph(tuple(sentences), "lead")]


def _stops(note: ScreeningNote) -> Iterable[Sentence]:
    merged: dict[tuple[str, str], list[RegimeResult]] = {}
    for stop in note.stops:
        merged.setdefault((stop.regime, stop.because), []).append(stop)
    names = {i.id: i.name for i in note.items}
    for stops in merged.values():
        first, items = stops[0], ", ".join(names[s.item] for s in stops)
        refs = "; ".join(t.ref for t in first.texts)
        lifted = f" Lifted by: {first.clearing.authority}, {first.clearing.document}." if first.clearing else ""
        yield Sentence(f"{first.name} ({items}): {first.because}. Text: {refs}.{lifted}", f"regimes/{first.regime}")


def _matrix(note: ScreeningNote) -> Table:
    """Return one row per regime, gravest first, above them each item's own result."""
    names = {r.regime: r.name for i in note.items for r in i.results}
    results = {(r.regime, i.id): r.result for i in note.items for r in i.results}
    ranked = sorted(names, key=lambda regime: min(ORDER.index(results[regime, i.id]) for i in note.items))
    whole = Row(("Whole", *(_sign(i.verdict) for i in note.items)), "items")
    rows = (Row((names[n], *(_sign(results[n, i.id]) for i in note.items)), f"regimes/{n}") for n in ranked)
    return Table("", ("Regime", *(i.name for i in note.items)), (whole, *rows))


def _reasons(note: ScreeningNote) -> Table:
    """Return one row per regime and reason, with the items that it is the reason for."""
    merged: dict[tuple[str, str], list[RegimeResult]] = {}
    for result in (r for i in note.items for r in i.results):
        merged.setdefault((result.regime, result.because), []).append(result)
    names = {i.id: i.name for i in note.items}
    rows = []
    for results in sorted(merged.values(), key=lambda found: ORDER.index(found[0].result)):
        first, items = results[0], [names[r.item] for r in results]
        which = "every item" if len(items) == len(note.items) else ", ".join(items)
        cells = (f"{first.name} ({which})", _sign(first.result), _because(first))
        rows.append(Row(cells, f"regimes/{first.regime}"))
    return Table("", ("Regime and items", "Result", "Why"), tuple(rows))


def _sign(result: Result) -> Sign:
    return Sign(WORDS[result], TONES.get(result, result))


def _conditions(item: ItemScreen) -> tuple[str, ...]:
    asked = item.conditions
    return f"{item.name} ({item.quantity})", asked.diversion, asked.escalation, asked.end_use, asked.suspension


def _because(result: RegimeResult) -> str:
    text = result.because[:1].upper() + result.because[1:] + "."
    if result.texts:
        text += f" [{'; '.join(t.ref + ('' if t.seen else ' (recalled)') for t in result.texts)}]"
    if result.clearing and result.result in ("stop", "open"):
        text += f" Clears it: {result.clearing.authority}, {result.clearing.document}."
    return text


def _question(fact: FactFinding) -> Sentence:
    why = f" ({fact.because})" if fact.because and fact.basis != "catalogue" else ""
    return Sentence(f"{fact.question}{why}", f"facts/{fact.name}", sources=_cited(fact))


def _fact(fact: FactFinding) -> Sentence:
    basis = {"supposed": "supposed for the exercise", "nothing": "no claim"}.get(fact.basis, "")
    text = f"{fact.question} {fact.value.capitalize()}{f' ({basis})' if basis else ''}: {fact.because}."
    recalled = bool(fact.claims) and not any(c.seen for c in fact.claims)
    return Sentence(text, f"facts/{fact.name}", sources=_cited(fact), recalled=recalled)


def _cited(fact: FactFinding) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c.source.id for c in fact.claims))


def _matters(fact: FactFinding) -> bool:
    return fact.name.startswith("recipient.") and (fact.basis != "nothing" or fact.value == "unknown")


def _unsure(note: ScreeningNote) -> list[str]:
    found = [(r.name, r.lawyer, r.unsure) for i in note.items for r in i.results if r.result != "not-reached"]
    said = [f"{name}: needs a lawyer: {lawyer}." for name, lawyer, _ in found if lawyer]
    said += [f"{name}: {doubt}." for name, _, unsure in found for doubt in unsure]
    return list(dict.fromkeys(said))


def _distance(note: ScreeningNote) -> list[Block]:
    far = note.distance
    if far is None:
        return []
    legs = ", ".join(f"{leg.start} to {leg.end} {leg.km:.0f} km" for leg in far.legs)
    text = (
        f"Checked: {far.start} to {far.end} is {far.direct_km:.0f} km ({far.direct_km / MILE:.0f} miles) as the crow "
        f"flies, and along {far.road} at least {far.along_km:.0f} km ({far.along_km / MILE:.0f} miles): {legs}."
    )
    if far.said_km is not None:
        nearer = {"direct": "the crow's flight", "along": "the road"}[far.nearer]
        text += f" Said: {far.said_km / MILE:.0f} miles; that fits {nearer}."
    return [Paragraph((Sentence(text, "distance"),))]


def _lean(lean: SourceDependence) -> Sentence:
    return Sentence(f"Without {lean.source}: {lean.loss}.", sources=(lean.source,))


def _signature(note: ScreeningNote) -> Section:
    decided = note.decision
    if decided is not None:
        papers = f", resting on {', '.join(decided.papers)}" if decided.papers else ""
        standing = f" Stops standing at that date: {len(note.stops)}." if note.stops else ""
        said = f"{decided.office}, {decided.date}: {decided.words}{papers}.{standing}"
        return section("Decision", Paragraph((Sentence(said, "decision"),)))
    labels = ("Office of the deciding officer", "Decision, item by item", "Papers it rests on", "Date", "Signature")
    return section("Decision: to be made and signed by a named officer", Lines(labels))


def _plain(value: FactFinding | RegimeResult) -> dict[str, object]:
    left_out = ("claims", "texts", "clearing")
    found = {k: v for k, v in value.__dict__.items() if k not in left_out}
    if isinstance(value, RegimeResult) and value.clearing:
        found["clearing"] = value.clearing.__dict__
    return found

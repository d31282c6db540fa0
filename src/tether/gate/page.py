"""The screening note as a page: the answer, the papers that would settle it and from whom, the questions and who could
answer them; then the request, the stops, item by item; then cost, sources, signature.

``note_page(note)`` gives the whole page; ``sections(note)`` what stands in it, for a frame of another kind.
"""

from __future__ import annotations

from collections.abc import Iterable

from tether.dossier.profile import ORDER, WORDS, Result, SourceDependence, source_entry
from tether.gate.note import FactFinding, ItemScreen, PaperAsked, RegimeResult, ScreeningNote
from tether.gate.questions import ANSWERS
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
from tether.report.numbers import counted, listed, sentence_case, word
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
    if note.papers:
        found.append(section("The papers that would settle it", *_papers(note)))
    if note.asked:
        found.append(section("Open questions: who could answer", _questions(note)))
    found.append(section("The request", Paragraph(note.request_text), *_distance(note)))
    if note.stops:
        stops = bullets(_stops(note), "stop")
        found.append(section("Stops: each stands until the paper that lifts it is on file", stops))
    if leans:
        found.append(section("What hangs on one source", bullets(_lean(lean) for lean in leans)))
    asked = ("Item", "Diversion", "Escalation", "End use", "Suspended")
    return (
        *found,
        section("Regime by item", _matrix(note)),
        section("Why, and what would clear it", _reasons(note)),
        section("Conditions, item by item, if anything is given at all", table(asked, map(_conditions, note.items))),
        section("What the facts rest on", bullets(_facts(note))),
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
        "law": _clock(note),
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
        "papers": [
            {"document": p.document, "from": p.authority, "settles": [f"{r.item}: {r.regime}" for r in p.results]}
            for p in note.papers
        ],
        "questions": [
            {"fact": f.name, "question": f.question, **ANSWERS[f.name.partition("@")[0]].__dict__} for f in note.asked
        ],
        "decision": note.decision.__dict__ if note.decision else None,
        "sources": {s.id: s.cite for s in note.sources},
    }


def _clock(note: ScreeningNote) -> dict[str, object] | None:
    clock = note.clock
    if clock is None:
        return None
    return {
        "as_of": clock.as_of,
        "older_than_the_case": list(clock.stale),
        "looked": {regime: on for regime, _, on in clock.looks},
        "a_regime_of_this_country": clock.of_country,
    }


def _answer(note: ScreeningNote) -> list[Block]:
    sentences = [Sentence(note.answer, "verdict")]
    if note.clock is not None:
        said = note.clock.sentences(note.country.title(), note.as_of)
        sentences = [*(Sentence(text, "clock") for text in said), *sentences]
    if note.supposed:
        sentences.append(Sentence("An exercise: some facts are supposed, and marked so."))
    if note.retrospective:
        sentences.append(Sentence("Retrospective: some sources were published after the date."))
    if note.candidates:
        candidates = "; ".join(note.candidates)
        sentences.append(Sentence(f"List entries that may be the recipient: {candidates}. A person decides."))
    return [Paragraph(tuple(sentences), "lead")]


def _papers(note: ScreeningNote) -> list[Block]:
    """Return the papers and their offices in a sentence, then one row for each with what it settles."""
    papers = note.papers
    lifting, other = [p for p in papers if p.stops], [p for p in papers if not p.stops]
    told = [f"{_from_offices(lifting)} would lift what stops here"] if lifting else []
    told += [f"{_from_offices(other)} would settle what is open for want of a paper"] if other else []
    lead = sentence_case("; ".join(told)) + "."
    if note.asked:
        lead += f" The rest turns on {counted(len(note.asked), 'question')}, asked below of those who could answer."
    names = {i.id: i.name for i in note.items}
    rows = [
        (
            sentence_case(p.document),
            sentence_case(p.authority),
            _settled(p.results, names, len(note.items)),
            _sign("stop" if p.stops else "open"),
        )
        for p in papers
    ]
    return [Paragraph((Sentence(lead, "papers"),)), table(("Paper", "From", "It settles", "Now"), rows)]


def _from_offices(papers: list[PaperAsked]) -> str:
    offices = listed(dict.fromkeys(_short(p.authority) for p in papers))
    return f"{word(len(papers))} {'paper' if len(papers) == 1 else 'papers'}, from {offices},"


def _short(authority: str) -> str:
    """Return an office without what follows its name."""
    return authority.partition(" (")[0].partition(", ")[0]


def _settled(results: Iterable[RegimeResult], names: dict[str, str], every: int) -> str:
    """Return regimes and items in words, each regime once."""
    merged: dict[str, list[str]] = {}
    for result in results:
        merged.setdefault(result.name, []).append(names[result.item])
    said = [f"{name} ({'every item' if len(i) == every > 1 else ', '.join(i)})" for name, i in merged.items()]
    return "; ".join(said)


def _questions(note: ScreeningNote) -> Table:
    rows = []
    for fact in note.asked:
        answers = ANSWERS[fact.name.partition("@")[0]]
        known = fact.because if fact.basis == "claims" else "nothing"
        cells = (
            Sentence(sentence_case(fact.question), f"facts/{fact.name}", sources=_cited(fact)),
            answers.whom,
            answers.look,
            known,
        )
        rows.append(Row(cells, f"facts/{fact.name}"))
    return Table("", ("Question", "Who could answer", "Looked for first in", "What is on file"), tuple(rows))


def _stops(note: ScreeningNote) -> Iterable[Sentence]:
    merged: dict[tuple[str, str], list[RegimeResult]] = {}
    for stop in note.stops:
        merged.setdefault((stop.regime, stop.because), []).append(stop)
    names = {i.id: i.name for i in note.items}
    for stops in merged.values():
        first, items = stops[0], ", ".join(names[s.item] for s in stops)
        refs = "; ".join(t.ref for t in first.texts)
        lifted = f" Lifted by: {first.clearing.document}, from {first.clearing.authority}." if first.clearing else ""
        yield Sentence(f"{first.name} ({items}): {first.because}. Text: {refs}.{lifted}", f"regimes/{first.regime}")


def _matrix(note: ScreeningNote) -> Table:
    """Return one row per regime, gravest first, above them each item's own result."""
    names = {r.regime: r.name for i in note.items for r in i.results}
    results = {(r.regime, i.id): r.result for i in note.items for r in i.results}
    ranked = sorted(names, key=lambda regime: min(ORDER.index(results[regime, i.id]) for i in note.items))
    whole = Row(("All regimes together", *(_sign(i.verdict) for i in note.items)), "items")
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
        text += f" What would clear it: {result.clearing.document}, from {result.clearing.authority}."
    return text


def _facts(note: ScreeningNote) -> Iterable[Sentence]:
    """Yield each fact with what it rests on; of those on which nothing is on file, all in one sentence at the end."""
    found = [f for f in note.facts if _matters(f)]
    bare = [f for f in found if f.basis == "nothing" and f.value == "unknown"]
    yield from (_fact(f) for f in found if f not in bare)
    if bare:
        asked = " ".join(f.question for f in bare)
        yield Sentence(f"Nothing is on file, and it is to be asked: {asked}", f"facts/{bare[0].name}")


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

"""The screening note as a page: the answer, the stops, the questions, item by item; then cost, sources, signature.

``note_page(note)`` gives the whole page; ``blocks(note)`` the pieces, for a brief that has a frame of its own.
"""

from __future__ import annotations

from collections.abc import Iterable

from tether.dossier.jackknife import Lean
from tether.dossier.note import FactFinding, ItemScreen, RegimeResult, ScreeningNote
from tether.dossier.pages import DossierPage, PageBlock, bullets, heading, lines, para, table
from tether.dossier.sentence import ORDER, WORDS, NoteSentence

MILE = 1.609344


def note_page(note: ScreeningNote, leans: tuple[Lean, ...] = ()) -> DossierPage:
    """Return the page of one note."""
    under = f"{note.country.title()}, for {note.decider_name}, as of {note.as_of}. Software screens; a person signs."
    return DossierPage(f"Screening note: {note.title}", under, blocks(note, leans), note.sources, as_data(note))


def blocks(note: ScreeningNote, leans: tuple[Lean, ...] = ()) -> tuple[PageBlock, ...]:
    """Return the pieces of the page, most important first."""
    found = [*_answer(note)]
    if leans:
        found += [heading("What hangs on one source"), bullets(_lean(lean) for lean in leans)]
    found += [heading("The request"), para(*note.request_text), *_distance(note)]
    if note.stops:
        found += [heading("Stops: each stands until the paper that lifts it is on file"), bullets(_stops(note))]
    if note.open_questions:
        found += [heading("Open questions"), bullets(_question(f) for f in note.open_questions)]
    found += [heading("Regime by item"), table(("Regime", *(i.name for i in note.items)), _matrix(note))]
    found += [heading("Why, and what would clear it"), table(("Regime and items", "Result", "Why"), _reasons(note))]
    found += [heading("Conditions, item by item, if anything is given at all")]
    found += [table(("Item", "Diversion", "Escalation", "End use", "Suspended"), map(_conditions, note.items))]
    found += [heading("What the facts rest on"), bullets(_fact(f) for f in note.facts if _matters(f))]
    found += [heading("What refusing costs"), bullets(note.refusal)]
    found += [heading("What this note is unsure of"), bullets(_unsure(note))]
    return (*found, *_signature(note))


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


def _answer(note: ScreeningNote) -> list[PageBlock]:
    said = [NoteSentence(note.answer)]
    if note.supposed:
        said.append(NoteSentence("An exercise: some facts are supposed, and marked so."))
    if note.retrospective:
        said.append(NoteSentence("Retrospective: some sources were published after the date."))
    if note.candidates:
        said.append(
            NoteSentence(f"List entries that may be the recipient: {'; '.join(note.candidates)}. A person decides.")
        )
    return [para(*said)]


def _stops(note: ScreeningNote) -> Iterable[str]:
    merged: dict[tuple[str, str], list[RegimeResult]] = {}
    for stop in note.stops:
        merged.setdefault((stop.regime, stop.because), []).append(stop)
    names = {i.id: i.name for i in note.items}
    for stops in merged.values():
        first, items = stops[0], ", ".join(names[s.item] for s in stops)
        refs = "; ".join(t.ref for t in first.texts)
        lifted = f" Lifted by: {first.clearing.authority}, {first.clearing.document}." if first.clearing else ""
        yield f"{first.name} ({items}): {first.because}. Text: {refs}.{lifted}"


def _matrix(note: ScreeningNote) -> Iterable[tuple[str, ...]]:
    """Yield one row per regime, gravest first, and a last one with each item's own result."""
    names = {r.regime: r.name for i in note.items for r in i.results}
    results = {(r.regime, i.id): r.result for i in note.items for r in i.results}
    ranked = sorted(names, key=lambda regime: min(ORDER.index(results[regime, i.id]) for i in note.items))
    yield ("Whole", *(WORDS[i.verdict] for i in note.items))
    for regime in ranked:
        yield (names[regime], *(WORDS[results[regime, i.id]] for i in note.items))


def _reasons(note: ScreeningNote) -> Iterable[tuple[str, str, str]]:
    """Yield one row per regime and reason, with the items that it is the reason for."""
    merged: dict[tuple[str, str], list[RegimeResult]] = {}
    for result in (r for i in note.items for r in i.results):
        merged.setdefault((result.regime, result.because), []).append(result)
    names = {i.id: i.name for i in note.items}
    for results in sorted(merged.values(), key=lambda found: ORDER.index(found[0].result)):
        first, items = results[0], [names[r.item] for r in results]
        which = "every item" if len(items) == len(note.items) else ", ".join(items)
        yield f"{first.name} ({which})", WORDS[first.result], _because(first)


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


def _question(fact: FactFinding) -> NoteSentence:
    why = f" ({fact.because})" if fact.because and fact.basis != "catalogue" else ""
    return NoteSentence(f"{fact.question}{why}", tuple(c.source.id for c in fact.claims))


def _fact(fact: FactFinding) -> NoteSentence:
    basis = {"supposed": "supposed for the exercise", "nothing": "no claim"}.get(fact.basis, "")
    text = f"{fact.question} {fact.value.capitalize()}{f' ({basis})' if basis else ''}: {fact.because}."
    recalled = bool(fact.claims) and not any(c.seen for c in fact.claims)
    return NoteSentence(text, tuple(dict.fromkeys(c.source.id for c in fact.claims)), recalled)


def _matters(fact: FactFinding) -> bool:
    return fact.name.startswith("recipient.") and (fact.basis != "nothing" or fact.value == "unknown")


def _unsure(note: ScreeningNote) -> list[str]:
    found = [(r.name, r.lawyer, r.unsure) for i in note.items for r in i.results if r.result != "not-reached"]
    said = [f"{name}: needs a lawyer: {lawyer}." for name, lawyer, _ in found if lawyer]
    said += [f"{name}: {doubt}." for name, _, unsure in found for doubt in unsure]
    return list(dict.fromkeys(said))


def _distance(note: ScreeningNote) -> list[PageBlock]:
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
    return [para(text)]


def _lean(lean: Lean) -> NoteSentence:
    return NoteSentence(f"Without {lean.source}: {lean.loss}.", (lean.source,))


def _signature(note: ScreeningNote) -> list[PageBlock]:
    decided = note.decision
    if decided is not None:
        papers = f", resting on {', '.join(decided.papers)}" if decided.papers else ""
        standing = f" Stops standing at that date: {len(note.stops)}." if note.stops else ""
        return [heading("Decision"), para(f"{decided.office}, {decided.date}: {decided.words}{papers}.{standing}")]
    labels = ("Office of the deciding officer", "Decision, item by item", "Papers it rests on", "Date", "Signature")
    return [heading("Decision: to be made and signed by a named officer"), lines(labels)]


def _plain(value: FactFinding | RegimeResult) -> dict[str, object]:
    left_out = ("claims", "texts", "clearing")
    found = {k: v for k, v in value.__dict__.items() if k not in left_out}
    if isinstance(value, RegimeResult) and value.clearing:
        found["clearing"] = value.clearing.__dict__
    return found

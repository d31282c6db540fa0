"""How a dossier opens: who they are in three sentences, when what happened, how many they are and how far that spreads.

    who_they_are(profile)     # what it is in law; who stands behind it; what it did
    timeline(profile)         # dated claims, oldest first
    sizes(profile)            # one line per way of counting, the spread of everybody who gave a number

Each sentence is put together from claims that hold at the day and names their sources; what was not read is said to be
unread or judged in the words themselves. What is not in the evidence is said too: a gap is part of who they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tether.dossier.profile import ARMED, SECTIONS, Profile, claim_id, number, plural, statement, when
from tether.evidence.claims import BASES, Claim
from tether.evidence.claims.model import Interval
from tether.report.blocks import Sentence
from tether.report.numbers import count, listed, percent, sentence_case

WHAT = {
    "state": "a state",
    "government": "a government, or what claims to be one",
    "office": "an office of state, whoever holds it",
    "institution": "an institution of state",
    "ministry": "a ministry",
    "force": "an armed force of a state",
    "umbrella": "a label over several armed groups",
    "group": "an armed group",
    "unit": "a named part of a force or group",
    "party": "a party or bloc",
    "agency": "a foreign service or force",
    "organisation": "an international organisation",
    "society": "a part of society, not an organisation",
    "place": "a place",
    "community": "a community",
}
MOST = 3  # names in a row
MOST_DATED = 12  # lines of the timeline
UNREAD = {"R": "nobody read it", "J": "a judgement"}
MARKS = {tag: f" ({words})" for tag, words in UNREAD.items()}
DATED = (  # what a timeline holds, the weightier kinds first where there is no room for all
    ("event", "abuse-record", "organ-of", "not-organ-of", "status", "designated-by", "recognised-by", "defects-from"),
    ("aligned-with", "patron-of", "commands", "composed-of", "aids", "refuses", "losses", "vetted-by", "consents-to"),
)


def who_they_are(profile: Profile) -> tuple[Sentence, ...]:
    """Return three sentences: what it is; who stands behind it, or what it is tied to; what it did."""
    if profile.actor.kind in ARMED:
        return _what(profile), _behind(profile), _did(profile)
    return _what(profile), _tied(profile), _held(profile)


def timeline(profile: Profile) -> tuple[tuple[Sentence, ...], int]:
    """Return dated claims, oldest first, and how many more there are."""
    kinds = [k for group in DATED for k in group]
    dated = [c for c in profile.claims if c.predicate in kinds and not _machine(c)]
    first = [c for c in dated if c.predicate in DATED[0]]
    chosen = (first + [c for c in dated if c not in first])[:MOST_DATED]
    rows = sorted(chosen, key=lambda c: (c.happened_from, c.known_from))
    return tuple(_dated(profile, c) for c in rows), len(dated) - len(rows)


def sizes(profile: Profile) -> tuple[Sentence, ...]:
    """Return one sentence per way of counting that holds at the day, and one on the spread where they differ."""
    claims, actor = profile.store.claims, profile.actor
    found: list[tuple[str, Interval]] = []
    for basis in BASES:
        interval = claims.interval(actor.id, "size", basis=basis)
        if interval is not None:
            found.append((basis, interval))
    if not found:
        past = [c for c in profile.claims if c.predicate == "size" and c.subject == actor.id]
        if not past:
            return (Sentence("Nobody in the evidence says how many they are."),)
        text = (
            f"No number holds on {profile.store.as_of}; the last one known is of {when(past[-1])}: {number(past[-1])}."
        )
        return (_cite(text, past[-1:]),)
    said = [_size(basis, interval) for basis, interval in found]
    low, high = min(i.lo for _, i in found), max(i.hi for _, i in found)
    if low and high / low >= 1.5:
        every = [c for _, i in found for c in i.claims]
        text = f"From the lowest to the highest, however counted, it is {count(round(low))} to {count(round(high))}"
        said.append(_cite(f"{text}, a factor of {high / low:.2g}.", every))
    if "field" not in {basis for basis, _ in found}:
        said.append(Sentence("Nobody in the evidence counted those present in the field."))
    return tuple(said)


def _what(profile: Profile) -> Sentence:
    actor, store, standing = profile.actor, profile.store, _standing(profile)
    is_ = "are" if plural(actor.name) else "is"
    text, used = f"{sentence_case(actor.name)} {is_} {WHAT.get(actor.kind, actor.kind)}", []
    if actor.part_of:
        text += f", part of {_the(store.name_of(actor.part_of))}"
    law = _best(c for c in standing if c.subject == actor.id and c.predicate == "status")
    organ = _best(c for c in standing if c.subject == actor.id and c.predicate in ("organ-of", "not-organ-of"))
    for claim in filter(None, (law, organ if law is None else None)):
        used.append(claim)
        whose = claim.object if claim is law else f"{'a' if claim.predicate == 'organ-of' else 'no'} force of "
        whose += "" if claim is law else _the(store.name_of(claim.object))
        text += f"; in law {whose}{MARKS.get(claim.tag, '')}"
    if not used and actor.kind in ARMED:
        text += "; what it is in law is not in the evidence"
    lists = [c for c in standing if c.subject == actor.id and c.predicate == "designated-by"]
    if lists:
        used += lists
        held = listed([f"{_the(store.name_of(c.object))} ({_noted(c, when(c))})" for c in lists[:MOST]])
        text += f"; on the terrorist list of {held}"
    return _cite(text + ".", used)


def _behind(profile: Profile) -> Sentence:
    actor, store, standing = profile.actor, profile.store, _standing(profile)
    it, are = ("They", "are") if plural(actor.name) else ("It", "is")
    side = "side" if it == "They" else "sides"
    backers = _strongest(c for c in standing if c.object == actor.id and c.predicate == "patron-of")
    heads = _strongest(c for c in standing if c.object == actor.id and c.predicate == "commands")
    sides = _strongest(
        c for c in standing if c.subject == actor.id and c.predicate == "aligned-with" and (c.v is None or c.v >= 0.3)
    )
    sides = [c for c in sides if c.object not in {b.subject for b in backers}]
    parts = []
    if backers:
        parts.append(f"{are} backed by {listed([_backer(profile, c) for c in backers])}")
    if heads:
        parts.append(f"{are} commanded by {listed([_head(profile, c) for c in heads])}")
    if sides:
        parts.append(f"{side} with {listed([_the(store.name_of(c.object)) + MARKS.get(c.tag, '') for c in sides])}")
    if not parts:
        return Sentence("Who backs, commands or stands beside it is not in the evidence.")
    them = it.lower() if it == "It" else "them"
    missing = [f"who backs {them}"] * (not backers) + [f"who commands {them}"] * (not heads)
    gap = f"; {listed(missing)} {'is' if len(missing) == 1 else 'are'} not in the evidence" if missing else ""
    return _cite(f"{it} {listed(parts)}{gap}.", [*backers, *heads, *sides])


def _did(profile: Profile) -> Sentence:
    records = [c for c in profile.claims if c.subject == profile.actor.id and c.predicate == "abuse-record"]
    credible = [c for c in records if c.object.startswith("credible") and c.seen]
    alleged = [c for c in records if c.object.startswith("alleged") or (c.object.startswith("credible") and not c.seen)]
    fights = _fights(profile)
    if credible:
        last = max(credible, key=lambda c: c.known_from)
        told = last.object.partition(":")[2].strip() or "grave abuses"
        times = "once" if len(credible) == 1 else f"{len(credible)} times"
        again = "once more" if len(alleged) == 1 else f"{len(alleged)} times more"
        more = f" and alleged {again}" if alleged else ""
        text = f"Grave abuses are on credible record {times}{more}; the last on record: {told} ({when(last)}){fights}."
        return _cite(text, credible + alleged)
    if alleged:
        return _cite(f"Grave abuses are alleged; no credible record of them was read{fights}.", alleged)
    clean = [c for c in records if c.object.startswith(("none-found", "remedied", "lesser"))]
    if clean:
        return _cite(f"Of grave abuses the evidence says: {clean[-1].object}{fights}.", clean)
    return Sentence(
        f"Nothing in the evidence says what it did to people, which is not to say that it did nothing{fights}."
    )


def _fights(profile: Profile) -> str:
    found = profile.fighting
    if found is None:
        return ""
    if not found.named:
        return f"; {found.data} does not name it"
    share = percent(found.share, 0) if found.share is not None else "none"
    return (
        f"; in {found.data}, it is a side in {share} of the deaths in battles of {found.window[0]} to {found.window[1]}"
    )


def _tied(profile: Profile) -> Sentence:
    """Say of an actor without arms of its own whom it backs, commands or recognises, or who lives there."""
    actor, store, standing = profile.actor, profile.store, _standing(profile)
    parts, used = [], []
    for predicate, verb in (("patron-of", "backs"), ("commands", "commands"), ("recognises", "recognises")):
        claims = _strongest(c for c in standing if c.subject == actor.id and c.predicate == predicate)
        if claims:
            used += claims
            plain = verb.removesuffix("s") if plural(actor.name) else verb
            parts.append(f"{plain} {listed([_the(store.name_of(c.object)) + MARKS.get(c.tag, '') for c in claims])}")
    people = _best(c for c in standing if c.subject == actor.id and c.predicate == "population")
    if people is not None:
        used.append(people)
        parts.append(f"{'have' if plural(actor.name) else 'has'} {number(people)}{MARKS.get(people.tag, '')}")
    if not parts:
        return Sentence("Whom it backs, commands or recognises is not in the evidence.")
    return _cite(f"{'They' if plural(actor.name) else 'It'} {listed(parts)}.", used)


def _held(profile: Profile) -> Sentence:
    """Say who holds a place, or on what the claims are that name an actor without arms."""
    actor, store, standing = profile.actor, profile.store, _standing(profile)
    holders = _strongest(c for c in standing if c.object == actor.id and c.predicate == "controls")
    if holders:
        named = [f"{_the(store.name_of(c.subject))} ({_noted(c, number(c))})" for c in holders if c.v]
        named = named or [_the(store.name_of(c.subject)) for c in holders]
        return _cite(f"On {store.as_of} it is held by {listed(named)}.", holders)
    titles = [SECTIONS[key].title.lower() for key, claims in profile.sections.items() if claims]
    if not titles:
        return Sentence("Nothing else about it is in the evidence.")
    return Sentence(f"What the evidence holds about it: {listed(titles)}.")


def _size(basis: str, interval: Interval) -> Sentence:
    spread = (
        f"{count(round(interval.v))} people"
        if interval.lo == interval.hi
        else f"{count(round(interval.lo))} to {count(round(interval.hi))} people, likeliest {count(round(interval.v))}"
    )
    tags = {c.tag for c in interval.claims}
    mark = " Nobody read it." if tags == {"R"} else " A judgement." if tags == {"J"} else ""
    sources = len({c.source.id for c in interval.claims})
    who = f", {sources} sources" if sources > 1 else ""
    return _cite(
        f"{basis.capitalize()} ({BASES[basis]}): {spread} ({_times(interval.claims)}{who}).{mark}", interval.claims
    )


def _times(claims: Sequence[Claim]) -> str:
    return listed(list(dict.fromkeys(when(c) for c in claims)))


def _dated(profile: Profile, claim: Claim) -> Sentence:
    said = statement(replace(claim, quote="", note=""), profile.store.names)
    text = f"{when(claim)}: {said[:1].upper()}{said[1:]}{MARKS.get(claim.tag, '')}."
    return Sentence(text, claim_id(claim), sources=(claim.source.id,), recalled=not claim.seen)


def _backer(profile: Profile, claim: Claim) -> str:
    return f"{_the(profile.store.name_of(claim.subject))} ({_noted(claim, ', '.join(claim.kinds), when(claim))})"


def _head(profile: Profile, claim: Claim) -> str:
    noted = _noted(claim, "loosely" if claim.v is not None and claim.v < 0.5 else "")
    return _the(profile.store.name_of(claim.subject)) + (f" ({noted})" if noted else "")


def _noted(claim: Claim, *said: str) -> str:
    """Return remarks on a claim, with what must be said of one that was not read."""
    return "; ".join(filter(None, (*said, UNREAD.get(claim.tag, ""))))


def _standing(profile: Profile) -> list[Claim]:
    return [c for c in profile.claims if c.period.holds(profile.store.as_of)]


def _best(claims: Iterable[Claim]) -> Claim | None:
    """Return the claim to take where one is told: read before recalled, then the latest."""
    return max(claims, key=lambda c: (c.seen, c.happened_from), default=None)


def _strongest(claims: Iterable[Claim]) -> list[Claim]:
    """Return the strongest claims, one per other party, at most ``MOST``: read or judged before recalled."""
    ranked = sorted(claims, key=lambda c: (c.tag == "R", -(c.v if c.v is not None else 1.0)))
    kept: dict[tuple[str, str], Claim] = {}
    for claim in ranked:
        kept.setdefault((claim.subject, claim.object), claim)
    return list(kept.values())[:MOST]


def _machine(claim: Claim) -> bool:
    return claim.source.id.startswith("ucdp-")


def _the(name: str) -> str:
    """Return a name with its article where English wants one."""
    wants = ("United ", "European Union", "Islamic State")
    heads = ("Government of", "Ministry of", "Council of", "Prime Minister", "Coalition against", "Forces of")
    return f"the {name}" if name.startswith((*wants, *heads)) else name


def _cite(text: str, claims: Sequence[Claim]) -> Sentence:
    sources = tuple(dict.fromkeys(c.source.id for c in claims))
    return Sentence(text, "", sources=sources, recalled=bool(claims) and not any(c.seen for c in claims))

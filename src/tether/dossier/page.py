"""A profile as a page: who they are in three sentences, a timeline, how many; then status, who is beneath the label,
who stands behind it, what it did; then what contradicts, what hangs on one source, what is missing.
"""

from __future__ import annotations

from dataclasses import replace

from tether.dossier.age_of_militias import SOURCE as AGE_SOURCE
from tether.dossier.age_of_militias import Age, age_of_militias, age_source
from tether.dossier.edition import edition_of
from tether.dossier.fighting import Fighting
from tether.dossier.opening import sizes, timeline, who_they_are
from tether.dossier.profile import (
    ARMED,
    SECTIONS,
    Profile,
    SourceDependence,
    claim_id,
    make_profile,
    sentence,
    source_dependence,
    source_entry,
    statement,
    when,
)
from tether.dossier.store import DossierOptions, Store, store_of
from tether.dossier.unread import unread_page
from tether.errors import numbered
from tether.evidence.claims import Claim, DroppedClaim, claimed_countries
from tether.report.blocks import Block, Document, Paragraph, Section, Sentence, bullets, section, table
from tether.report.editions.pages import in_language
from tether.report.numbers import count, percent
from tether.report.words import FOOT
from tether.theatre.actors import KINDS

UNREAD = "Nothing here was read in its source: no headline may rest on it."
DROPPED = "What does not count on {}, and why"
FULL = "No section is empty; that is no proof that nothing is missing."


def dossier_page(
    case: str,
    actor: str,
    options: DossierOptions,
    *,
    afterwards: bool = False,
    unread: bool = False,
    lang: str = "en",
) -> Document:
    """Return the page of one actor, or the list of all actors where none is named; ``unread``: the facts to be read.

    ``lang``: in this language (en, ar, fr).
    """
    store = store_of(case, options)
    if unread:
        page = unread_page(store, actor)
    elif not actor:
        page = actors_page(store)
    elif afterwards:
        page = afterwards_page(make_profile(store, actor))
    else:
        page = profile_page(make_profile(store, actor))
    page = replace(page, internal=store.internal, withheld=store.withheld)
    return in_language(page, edition_of(lang, store))


def profile_page(profile: Profile) -> Document:
    """Return the page; its JSON twin holds the same claims with their sources."""
    actor, store = profile.actor, profile.store
    parts: list[Section] = [section("", *_opening(profile))]
    dated, more = timeline(profile)
    if dated:
        rest = [_p(f"And {_counted(more, 'dated claim')} more, in the sections below.")] if more else []
        parts.append(section("Timeline", bullets(dated), *rest))
    if actor.kind in ARMED:
        parts.append(section("How many", bullets(sizes(profile))))
    for key, row in SECTIONS.items():
        if profile.sections[key]:
            said = [sentence(c, store.names) for c in profile.sections[key]]
            parts.append(replace(section(row.title, bullets(said)), id=key))
    if profile.fighting is not None:
        parts.append(section("In the event data", *_fighting(profile.fighting, actor.name)))
    if profile.contradictions:
        found = [_contradiction(profile, c.one, c.other, c.how) for c in profile.contradictions]
        parts.append(section("Contradictions, side by side", bullets(found)))
    leans = source_dependence(profile)
    if leans:
        parts.append(section("What hangs on one source", bullets(_lean(lean) for lean in leans)))
    parts.append(section("Gaps", bullets(profile.gaps or (FULL,))))
    if profile.dropped:
        parts.append(section(DROPPED.format(store.as_of), bullets(_dropped(d, store) for d in profile.dropped)))
    under = f"{store.title}, as of {store.as_of}. {KINDS.get(actor.kind, actor.kind).capitalize()}."
    sources = tuple(map(source_entry, profile.sources))
    return Document(actor.name, tuple(parts), under, sources, FOOT, _data(profile), actor.id)


def afterwards_page(profile: Profile) -> Document:
    """Return the page of what happened after the cut-off, which no other page may use."""
    later = sorted(profile.later, key=lambda c: c.happened_from)
    said = [sentence(c, profile.store.names) for c in later] or [Sentence("Nothing in the evidence.")]
    warning = Paragraph(("None of this was known at the cut-off, and nothing else in this package reads it.",))
    sources = tuple({c.source.id: source_entry(c.source) for c in later}.values())
    return Document(
        f"What happened afterwards: {profile.actor.name}",
        (section("", warning, bullets(said)),),
        f"After {profile.store.as_of}",
        sources,
        FOOT,
        {"claims": [_row(c) for c in later]},
        f"{profile.actor.id}-afterwards",
    )


def actors_page(store: Store) -> Document:
    """Return the list of a country's actors with how much is claimed of each, and whether there are ever more."""
    counts = {a.id: 0 for a in store.actors}
    for claim in store.claims:
        for identity in {claim.subject, claim.object} & set(counts):
            counts[identity] += 1
    own = [a for a in store.actors if not a.id.startswith("ucdp-")]
    rows = [(a.id, a.name, a.kind, str(counts[a.id])) for a in own]
    others = len(store.actors) - len(own)
    more = f"And {others} that only UCDP's tables name, as ucdp-NUMBER."
    found = [section("", table(("id", "name", "kind", "claims"), rows, numeric=3), *([_p(more)] if others else []))]
    told = store.dropped if store.own else ()
    if told:
        found.append(section(DROPPED.format(store.as_of), bullets(_dropped(d, store) for d in told)))
    data: dict[str, object] = {"actors": [{"id": i, "name": n, "kind": k, "claims": int(c)} for i, n, k, c in rows]}
    data["dropped"] = [{**_row(d.claim), "reason": d.reason} for d in told]
    sources = {d.claim.source.id: source_entry(d.claim.source) for d in told}
    if store.country in claimed_countries():
        age = age_of_militias(store.as_of.year - 1)
        found.append(_age(age))
        data["age"] = age.sentences
        sources[AGE_SOURCE] = source_entry(age_source())
    title, under = f"Dossiers: {store.title}", f"As of {store.as_of}"
    return Document(title, tuple(found), under, tuple(sources.values()), FOOT, data, f"{store.country}-actors")


def _age(age: Age) -> Section:
    counted = [Sentence(s, "age", sources=(AGE_SOURCE,)) for s in dict.fromkeys(age.sentences)]
    unseen = Paragraph(("What these counts cannot see:",))
    return section("Is it an age of Arab militias?", bullets(counted), unseen, bullets(age.blind))


def _p(text: str) -> Paragraph:
    return Paragraph((text,))


def _opening(profile: Profile) -> list[Block]:
    """Return who they are in three sentences; below them the names, and on how much it all rests."""
    actor, number = profile.actor, len(profile.claims)
    warned = (
        () if profile.may_headline else (Sentence("Nothing here was read in its source: no headline may rest on it."),)
    )
    names = ", ".join(n for n in actor.names[1:])
    said = [Sentence(f"Also: {names}.")] if names else []
    unread, judged = profile.tagged("R"), profile.tagged("J")
    said.append(
        Sentence(
            f"{_counted(number, 'claim')} from {_counted(len(profile.sources), 'source')}; facts that nobody read, to "
            f"be checked: {unread}; judgements, which no reading settles: {judged}."
        )
    )
    late = sum(c.published > profile.store.as_of for c in profile.claims)
    if late:
        said.append(Sentence(f"Retrospective: {late} were published after the cut-off, about what was before it."))
    if profile.store.parts:
        said.append(Sentence(f"Read {profile.store.parts}."))
    return [Paragraph((*warned, *who_they_are(profile)), "lead"), Paragraph(tuple(said), "note")]


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _lean(lean: SourceDependence) -> Sentence:
    return Sentence(f"Without {lean.source}: {lean.loss}.", sources=(lean.source,))


def _dropped(found: DroppedClaim, store: Store) -> Sentence:
    claim = found.claim
    said = statement(replace(claim, quote="", note=""), store.names)
    text = f"{said[:1].upper()}{said[1:]}: {found.reason}."
    return Sentence(text, claim_id(claim), sources=(claim.source.id,), recalled=not claim.seen)


def _fighting(fighting: Fighting, name: str) -> list[Block]:
    window = f"{fighting.window[0]} to {fighting.window[1]}"
    if not fighting.named:
        under = f" Its fighting may be counted there under {fighting.under}." if fighting.under else ""
        return [_paragraph(f"{fighting.data}: the data do not name {name}.{under} That is not zero.")]
    share = percent(fighting.share, 0) if fighting.share is not None else "no"
    said = (
        f"{fighting.data}, {window}: {name} is a side in events with {count(fighting.deaths)} of "
        f"{numbered(fighting.total, 'death')} in battles ({share}), whoever killed whom; one-sided "
        "violence laid to it: "
        f"{numbered(fighting.one_sided, 'death')}."
    )
    rows = [(who, count(deaths)) for who, deaths in fighting.against]
    return [_paragraph(said), *([table(("Against", "Deaths on both sides"), rows, numeric=1)] if rows else [])]


def _paragraph(text: str) -> Paragraph:
    return Paragraph((Sentence(text, "fighting"),))


def _contradiction(profile: Profile, one: Claim, other: Claim, how: str) -> Sentence:
    names = profile.store.names
    text = f"{statement(one, names)} ({when(one)}), but {statement(other, names)} ({when(other)}): {how}."
    result = f"{claim_id(one)}+{claim_id(other)}"
    return Sentence(text, result, sources=(one.source.id, other.source.id), recalled=not (one.seen or other.seen))


def _data(profile: Profile) -> dict[str, object]:
    fighting = profile.fighting
    return {
        "id": profile.actor.id,
        "kind": profile.actor.kind,
        "names": profile.actor.names,
        "country": profile.store.country,
        "as_of": str(profile.store.as_of),
        "sections": {key: [_row(c) for c in claims] for key, claims in profile.sections.items()},
        "contradictions": [{"one": _row(c.one), "other": _row(c.other), "how": c.how} for c in profile.contradictions],
        "gaps": profile.gaps,
        "dropped": [{**_row(d.claim), "reason": d.reason} for d in profile.dropped],
        "fighting": None if fighting is None else {**fighting.__dict__, "share": fighting.share},
        "sources": {s.id: s.__dict__ for s in profile.sources},
    }


def _row(claim: Claim) -> dict[str, object]:
    row = {k: v for k, v in claim.__dict__.items() if k != "source" and v not in ("", None, ())}
    return row | {"source": claim.source.id, "grade": claim.grade, "tag": claim.tag}

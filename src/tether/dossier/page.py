"""A profile as a page: status, who is beneath the label, who stands behind it, what it did, what is missing."""

from __future__ import annotations

from dataclasses import replace

from tether.dossier.age_of_militias import SOURCE as AGE_SOURCE
from tether.dossier.age_of_militias import age_of_militias, age_source
from tether.dossier.fighting import Fighting
from tether.dossier.profile import (
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
from tether.evidence.claims import Claim
from tether.report.blocks import Block, Document, Paragraph, Section, Sentence, bullets, section, table
from tether.report.numbers import count, percent
from tether.report.words import FOOT
from tether.theatre.actors import KINDS

FULL = "No section is empty; that is no proof that nothing is missing."


def dossier_page(case: str, actor: str, options: DossierOptions, *, afterwards: bool = False) -> Document:
    """Return the page of one actor, or the list of all actors where none is named."""
    store = store_of(case, options)
    if not actor:
        return actors_page(store)
    profile = make_profile(store, actor)
    return afterwards_page(profile) if afterwards else profile_page(profile)


def profile_page(profile: Profile) -> Document:
    """Return the page; its JSON twin holds the same claims with their sources."""
    actor, store = profile.actor, profile.store
    parts: list[Section] = [section("", _opening(profile))]
    leans = source_dependence(profile)
    if leans:
        parts.append(section("What hangs on one source", bullets(_lean(lean) for lean in leans)))
    for key, row in SECTIONS.items():
        if profile.sections[key]:
            said = [sentence(c, store.names) for c in profile.sections[key]]
            parts.append(replace(section(row.title, bullets(said)), id=key))
    if profile.fighting is not None:
        parts.append(section("In the event data", *_fighting(profile.fighting, actor.name)))
    if profile.contradictions:
        found = [_contradiction(profile, c.one, c.other, c.how) for c in profile.contradictions]
        parts.append(section("Contradictions, side by side", bullets(found)))
    parts.append(section("Gaps", bullets(profile.gaps or (FULL,))))
    under = f"{store.country.title()}, as of {store.as_of}. {KINDS.get(actor.kind, actor.kind).capitalize()}."
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
    age = age_of_militias(store.as_of.year - 1)
    counted = {s: Sentence(s, "age", sources=(AGE_SOURCE,)) for s in age.sentences}
    sections = (
        section("", table(("id", "name", "kind", "claims"), rows, numeric=3), Paragraph((more,))),
        section(
            "Is it an age of Arab militias?",
            bullets(counted.values()),
            Paragraph(("What these counts cannot see:",)),
            bullets(age.blind),
        ),
    )
    data = {"actors": [{"id": i, "name": n, "kind": k, "claims": int(c)} for i, n, k, c in rows], "age": age.sentences}
    title, under = f"Dossiers: {store.country.title()}", f"As of {store.as_of}"
    return Document(title, sections, under, (source_entry(age_source()),), FOOT, data, f"{store.country}-actors")


def _opening(profile: Profile) -> Block:
    actor, number = profile.actor, len(profile.claims)
    names = ", ".join(n for n in actor.names[1:])
    recalled = round(100 * profile.recalled_share)
    said = [Sentence(f"Also: {names}.")] if names else []
    said.append(
        Sentence(
            f"{number} claims from {len(profile.sources)} sources; {recalled} % of them recalled and to be checked."
        )
    )
    late = sum(c.published > profile.store.as_of for c in profile.claims)
    if late:
        said.append(Sentence(f"Retrospective: {late} were published after the cut-off, about what was before it."))
    if profile.store.parts:
        said.append(Sentence(f"Read {profile.store.parts}."))
    if not profile.may_headline:
        said.append(Sentence("Nothing here was read in its source: no headline may rest on it."))
    return Paragraph(tuple(said))


def _lean(lean: SourceDependence) -> Sentence:
    return Sentence(f"Without {lean.source}: {lean.loss}.", sources=(lean.source,))


def _fighting(fighting: Fighting, name: str) -> list[Block]:
    window = f"{fighting.window[0]} to {fighting.window[1]}"
    if not fighting.named:
        under = f" Its fighting may be counted there under {fighting.under}." if fighting.under else ""
        return [_paragraph(f"{fighting.data}: the data do not name {name}.{under} That is not zero.")]
    share = percent(fighting.share, 0) if fighting.share is not None else "no"
    said = (
        f"{fighting.data}, {window}: {name} is a side in events with {count(fighting.deaths)} of "
        f"{count(fighting.total)} deaths in battles ({share}), whoever killed whom; one-sided violence laid to it: "
        f"{count(fighting.one_sided)} deaths."
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
        "fighting": None if fighting is None else {**fighting.__dict__, "share": fighting.share},
        "sources": {s.id: s.__dict__ for s in profile.sources},
    }


def _row(claim: Claim) -> dict[str, object]:
    row = {k: v for k, v in claim.__dict__.items() if k != "source" and v not in ("", None, ())}
    return row | {"source": claim.source.id, "grade": claim.grade, "tag": claim.tag}

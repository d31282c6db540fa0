"""A profile as a page: status, who is beneath the label, who stands behind it, what it did, what is missing."""

from __future__ import annotations

from tether.dossier.fighting import Fighting
from tether.dossier.jackknife import Lean, leaning
from tether.dossier.pages import DossierPage, PageBlock, bullets, heading, para, table
from tether.dossier.profile import SECTIONS, Profile
from tether.dossier.sentence import NoteSentence
from tether.dossier.wording import sentence, statement, when
from tether.evidence.claims import Claim
from tether.theatre.actors import KINDS

FULL = "No section is empty; that is no proof that nothing is missing."


def profile_page(profile: Profile) -> DossierPage:
    """Return the page; its JSON twin holds the same claims with their sources."""
    actor, store = profile.actor, profile.store
    blocks: list[PageBlock] = [_opening(profile)]
    leans = leaning(profile)
    if leans:
        blocks += [heading("What hangs on one source"), bullets(_lean(profile, lean) for lean in leans)]
    for key, section in SECTIONS.items():
        if profile.sections[key]:
            said = [sentence(c, store.names) for c in profile.sections[key]]
            blocks += [heading(section.title), bullets(said)]
    if profile.fighting is not None:
        blocks += [heading("In the event data"), *_fighting(profile.fighting, actor.name)]
    if profile.contradictions:
        said = [_contradiction(profile, c.one, c.other, c.how) for c in profile.contradictions]
        blocks += [heading("Contradictions, side by side"), bullets(said)]
    blocks += [
        heading("Gaps"),
        bullets(profile.gaps or (FULL,)),
    ]
    under = f"{store.country.title()}, as of {store.as_of}. {KINDS.get(actor.kind, actor.kind).capitalize()}."
    return DossierPage(actor.name, under, tuple(blocks), profile.sources, _data(profile))


def afterwards_page(profile: Profile) -> DossierPage:
    """Return the page of what happened after the cut-off, which no other page may use."""
    later = sorted(profile.later, key=lambda c: c.happened_from)
    said = [sentence(c, profile.store.names) for c in later] or [NoteSentence("Nothing in the evidence.")]
    blocks = (para("None of this was known at the cut-off, and nothing else in this package reads it."), bullets(said))
    sources = tuple({c.source.id: c.source for c in later}.values())
    title = f"What happened afterwards: {profile.actor.name}"
    return DossierPage(title, f"After {profile.store.as_of}", blocks, sources, {"claims": [_row(c) for c in later]})


def _opening(profile: Profile) -> PageBlock:
    actor, count = profile.actor, len(profile.claims)
    names = ", ".join(n for n in actor.names[1:])
    recalled = round(100 * profile.recalled_share)
    said = [NoteSentence(f"Also: {names}.")] if names else []
    said.append(
        NoteSentence(
            f"{count} claims from {len(profile.sources)} sources; {recalled} % of them recalled and to be checked."
        )
    )
    late = sum(c.published > profile.store.as_of for c in profile.claims)
    if late:
        said.append(NoteSentence(f"Retrospective: {late} were published after the cut-off, about what was before it."))
    if profile.store.parts:
        said.append(NoteSentence(f"Read {profile.store.parts}."))
    if not profile.may_headline:
        said.append(NoteSentence("Nothing here was read in its source: no headline may rest on it."))
    return para(*said)


def _lean(profile: Profile, lean: Lean) -> NoteSentence:
    return NoteSentence(f"Without {lean.source}: {lean.loss}.", (lean.source,))


def _fighting(fighting: Fighting, name: str) -> list[PageBlock]:
    window = f"{fighting.window[0]} to {fighting.window[1]}"
    if not fighting.named:
        under = f" Its fighting may be counted there under {fighting.under}." if fighting.under else ""
        return [para(f"{fighting.data}: the data do not name {name}.{under} That is not zero.")]
    share = f"{100 * fighting.share:.0f} %" if fighting.share is not None else "no"
    said = (
        f"{fighting.data}, {window}: {name} is a side in events with {fighting.deaths:,} of {fighting.total:,} deaths "
        f"in battles ({share}), whoever killed whom; one-sided violence laid to it: {fighting.one_sided:,} deaths."
    )
    rows = [(who, f"{deaths:,}") for who, deaths in fighting.against]
    return [para(said), *([table(("Against", "Deaths on both sides"), rows)] if rows else [])]


def _contradiction(profile: Profile, one: Claim, other: Claim, how: str) -> NoteSentence:
    names = profile.store.names
    text = f"{statement(one, names)} ({when(one)}), but {statement(other, names)} ({when(other)}): {how}."
    return NoteSentence(text, (one.source.id, other.source.id), not (one.seen or other.seen))


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

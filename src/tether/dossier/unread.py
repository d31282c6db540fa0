"""The facts of a country that nobody read, each with what would settle it; judgements are counted apart.

    page = unread_page(open_store("iraq", "2015-06"))

A fact (tag R) is settled by reading; a judgement (tag J) by no reading, so the two are never one figure. What would
settle a fact is the row's own ``settled_by``, else the kind of text that settles facts of its predicate
(``evidence/claims/settled_by.csv``).
"""

from __future__ import annotations

import csv
from collections import Counter
from functools import cache
from importlib import resources

from tether.dossier.profile import claim_id, source_entry, statement, when
from tether.dossier.store import Store
from tether.errors import numbered
from tether.evidence.claims import Claim
from tether.report.blocks import Document, Paragraph, Sentence, section, table
from tether.report.numbers import count
from tether.report.words import FOOT

COLUMNS = ("Fact", "When", "Recalled from", "What would settle it")


def unread_page(store: Store, actor: str = "") -> Document:
    """Return the page of unread facts of a country, or of one actor, as known at the store's day."""
    mine = {store.actor(actor).id} if actor else set()
    claims = [c for c in store.claims if not mine or {c.subject, c.object} & mine]
    unread = [c for c in claims if c.tag == "R"]
    rows = [_row(c, store) for c in unread]
    sections = (
        section("", Paragraph(tuple(map(Sentence, _counts(claims))), "lead")),
        section("Facts that nobody read", table(COLUMNS, rows) if rows else Paragraph(("None.",))),
    )
    name = store.name_of(next(iter(mine))) if mine else store.title
    sources = tuple({c.source.id: source_entry(c.source) for c in unread}.values())
    data = {"facts_unread": [_data(c, store) for c in unread], "judgements": sum(c.tag == "J" for c in claims)}
    under = f"As of {store.as_of}"
    return Document(f"Facts that nobody read: {name}", sections, under, sources, FOOT, data, f"{store.country}-unread")


def settled_by(claim: Claim) -> str:
    """Return what would settle a fact: its own row, else the kind of text for its predicate."""
    return claim.settled_by or _kinds().get(claim.predicate, "a source that says it, read in its own words")


def _counts(claims: list[Claim]) -> list[str]:
    tags = Counter(c.tag for c in claims)
    return [
        f"{numbered(len(claims), 'claim')}: {count(tags['S'])} read in their source, "
        f"{count(tags['D'])} arithmetic on such.",
        f"{count(tags['R'])} are facts that nobody read: each is listed with what would settle it.",
        f"{count(tags['J'])} are judgements, which no reading settles; they are not listed here.",
    ]


def _row(claim: Claim, store: Store) -> tuple[str, ...]:
    return statement(claim, store.names), when(claim), claim.source.title, settled_by(claim)


def _data(claim: Claim, store: Store) -> dict[str, str]:
    return {
        "claim": claim_id(claim),
        "says": statement(claim, store.names),
        "when": when(claim),
        "recalled_from": claim.source.id,
        "settled_by": settled_by(claim),
    }


@cache
def _kinds() -> dict[str, str]:
    text = (resources.files("tether.evidence.claims") / "settled_by.csv").read_text("utf-8")
    return {row["predicate"]: row["settled_by"] for row in csv.DictReader(text.splitlines())}

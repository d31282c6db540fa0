"""UCDP's tables as claims: who fought whom, whose troops joined, who is named as an outside supporter in a dyad.

    claims = load_ucdp("iraq", {116: "iraqi-government", 234: "islamic-state"})

Made by ``scripts/make_ucdp_claims.py`` (cards in ``ucdp.json``). An actor that the theatre does not name keeps its UCDP
id, ``ucdp-261``. The external-support table does not say which side a supporter supported, nor do these claims.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

from tether.evidence.claims.model import Claim, ClaimSource
from tether.evidence.claims.table import read_table
from tether.evidence.sources import SourceCard, card_from


@dataclass(frozen=True)
class NamedActor:
    """An actor of UCDP's list: ``ucdp-<id>``, names, state or group."""

    id: str
    name: str
    aliases: tuple[str, ...]
    kind: str


def load_ucdp(country: str, ids: Mapping[int, str]) -> tuple[Claim, ...]:
    """Return the claims of one country, UCDP's ids replaced by the theatre's where ``ids`` has them."""
    claims = []
    for claim in _claims(country):
        subject, object_ = (_renamed(i, ids) for i in (claim.subject, claim.object))
        if subject != object_:
            claims.append(replace(claim, subject=subject, object=object_))
    return tuple(claims)


def ucdp_actors(used: Iterable[str]) -> tuple[NamedActor, ...]:
    """Return the names of those of ``used`` that are UCDP ids."""
    table = _actors()
    return tuple(table[i] for i in dict.fromkeys(used) if i in table)


@cache
def ucdp_cards() -> tuple[SourceCard, ...]:
    """Return the source cards of the four tables."""
    return tuple(card_from(c) for c in json.loads((_folder() / "ucdp.json").read_text("utf-8")))


@cache
def _claims(country: str) -> tuple[Claim, ...]:
    path = _folder() / f"ucdp-{country}.parquet"
    if not path.exists():
        return ()
    return tuple(read_table(path, sources={c.id: _source(c) for c in ucdp_cards()}).claims())


@cache
def _actors() -> dict[str, NamedActor]:
    with (_folder() / "ucdp-actors.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        r["id"]: NamedActor(r["id"], r["name"], tuple(a for a in r["aliases"].split("|") if a), r["kind"]) for r in rows
    }


def _source(card: SourceCard) -> ClaimSource:
    title = f"{card.title}, version {card.version}"
    last = date(int(card.published), 12, 31)
    cite = " ".join(card.citations)
    return ClaimSource(card.id, title, "public-record", last, card.provider, cite, card.url, card.published)


def _renamed(identity: str, ids: Mapping[int, str]) -> str:
    return ids.get(int(identity.removeprefix("ucdp-")), identity)


def _folder() -> Path:
    return Path(str(resources.files("tether.evidence"))) / "packs" / "claims"

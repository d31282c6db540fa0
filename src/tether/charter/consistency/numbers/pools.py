"""What is shared out by a quota is shared out so where it stands itself: seats of a body, revenue, posts.

A row of allocation names its pool by an id, or as ``posts``. Where the pool is a joint body, its holders' shares are
those of its seats; where it is an asset, those of its revenue; where it is the posts, those of the posts' holders.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from tether.charter.consistency.clauses import CharterClause
from tether.charter.consistency.numbers.sheet import NumberSheet, Terms, percent, quoted
from tether.charter.reading import Design
from tether.charter.values import Number

POST = 0.5  # of a post: shares of few posts are rounded
_Share = tuple[float, float, list[CharterClause]]  # least, most, where it says so


def write_pools_elsewhere(sheet: NumberSheet) -> None:
    """A holder's share of a pool is what he has of it where the pool itself is described."""
    for path, row in sheet.design.rows("sharing.allocation"):
        held = row.holders if isinstance(row.holders, dict) else {}
        pool = row.pool.strip() if isinstance(row.pool, str) else ""
        told = _described(sheet.design, pool) if held else None
        for name, share in held.items() if told is not None else ():
            if not isinstance(share, Number) or told is None:
                continue
            least, most, said = told.get(name) or told.get("", (0.0, 0.0, []))
            key, at = f"pool:{path}:{name}", f"{path}.holders.{name}"
            sheet.number(key, share, at, f"{quoted(name)} has {{}} of {quoted(pool)}", share=True)
            why, question = f"{quoted(pool)} is shared out once", f"Which share of {quoted(pool)} has {quoted(name)}?"
            gap = sheet.share_gap
            sheet.relate("NUM02", [(1.0, key)], least - gap, most + gap, why, at, question, said, lesser=True)
    _twice(sheet)


def _twice(sheet: NumberSheet) -> None:
    """Two rows that share out one pool give a holder one share."""
    rows = [(p, r) for p, r in sheet.design.rows("sharing.allocation") if isinstance(r.holders, dict)]
    for (one, first), (other, second) in combinations(rows, 2):
        if first.pool != second.pool or not isinstance(first.pool, str):
            continue
        for name in sorted(set(first.holders) & set(second.holders)):
            keys = [f"twice:{path}:{name}" for path in (one, other)]
            for key, path, row in zip(keys, (one, other), (first, second), strict=True):
                said = f"{quoted(name)} has {{}} of {quoted(row.pool)}"
                sheet.number(key, row.holders[name], f"{path}.holders.{name}", said, share=True)
            if all(key in sheet.known for key in keys):
                why, at = "a holder has one share of a pool", f"{other}.holders.{name}"
                question = f"Which share of {quoted(first.pool)} has {quoted(name)}?"
                sheet.relate("NUM02", [(1.0, keys[0]), (-1.0, keys[1])], -sheet.gap, sheet.gap, why, at, question)


def _described(design: Design, pool: str) -> dict[str, _Share] | None:
    """Return each holder's share of a pool where it is described; under ``""`` that of whoever is not named there."""
    for path, body in design.rows("joint_bodies"):
        if body.body == pool:
            return _seats(path, body)
    for path, asset in design.rows("assets"):
        if asset.id == pool and isinstance(asset.revenue, dict):
            return dict(_revenue(path, asset)) | _nobody(f"{path}.revenue", asset.id)
    return _posts(design) if pool == "posts" and not design.open_world else None


def write_revenue(sheet: NumberSheet) -> None:
    """What an asset brings in is shared out once."""
    for path, asset in sheet.design.rows("assets"):
        shares = asset.revenue if isinstance(asset.revenue, dict) else {}
        for name, share in shares.items():
            said = f"{quoted(name)} receives {{}} of what {quoted(asset.id)} brings in"
            sheet.number(f"revenue:{path}:{name}", share, f"{path}.revenue.{name}", said, share=True)
        if len(shares) > 1:
            terms: Terms = [(1.0, f"revenue:{path}:{name}") for name in shares]
            why = "nothing is shared out twice"
            sheet.relate("NUM02", terms, -math.inf, 1 + sheet.share_gap, why, f"{path}.revenue", "")


def _seats(path: str, body: Any) -> dict[str, _Share] | None:
    members = [(f"{path}.members.{n}", m) for n, m in enumerate(body.members or ())]
    if not members or not all(isinstance(m.seats, Number) for _, m in members):
        return None
    whole = sum(m.seats.lo for _, m in members)
    said = [CharterClause(f"{p}.seats", f"{m.who!r} fills {m.seats} seats of {body.body!r}") for p, m in members]
    found = {m.who: (m.seats.lo / whole, m.seats.hi / whole, said) for _, m in members} if whole else {}
    return found | _nobody(f"{path}.members", body.body)


def _revenue(path: str, asset: Any) -> Iterator[tuple[str, _Share]]:
    for name, share in asset.revenue.items():
        if isinstance(share, Number):
            words = f"{name!r} receives {percent(share)} of what {asset.id!r} brings in"
            yield name, (share.lo, share.hi, [CharterClause(f"{path}.revenue.{name}", words)])


def _posts(design: Design) -> dict[str, _Share] | None:
    rows = [(p, r) for p, r in design.rows("posts")]
    if not rows or not all(isinstance(r.ex_group, str) for _, r in rows):
        return None
    said = [CharterClause(f"{p}.ex_group", f"{r.title or r.id!s} comes from {r.ex_group!r}") for p, r in rows]
    count, whole = Counter(r.ex_group for _, r in rows), len(rows)
    found = {n: (max(0.0, c - POST) / whole, (c + POST) / whole, said) for n, c in count.items()}
    return {**found, "": (0.0, POST / whole, said)}


def _nobody(path: str, name: str) -> dict[str, _Share]:
    return {"": (0.0, 0.0, [CharterClause(path, f"{name!r} is shared out without him")])}

"""``aid``: what a sponsor gives, item by item, to the army, to the guard or to a militia itself."""

from __future__ import annotations

from typing import Any

from tether.charter import UNKNOWN, Charter
from tether.futures.coding import Range, ReadingContext, Setting, coded, everywhere, level
from tether.futures.words import share_of

AID_LEVERS = ("bypass", "protection", "army_aid", "lethal", "diversion", "escalation")
MANY = 3  # kinds of item at which help to the army counts as full
LETHAL = ("small-arms", "ammunition", "armour", "uas", "air-support", "night-vision", "isr-feed")


def read_aid(charter: Charter, status_quo: Charter, frame: ReadingContext, first: int) -> list[Setting]:
    """Return who is helped, who is left out against the status quo, and what lethal items go to groups."""
    rows = tuple(charter.aid or ())
    helped = {row.to for row in rows}
    before = {row.to for row in status_quo.aid or ()} if charter is not status_quo else helped
    found = []
    if rows and helped <= set(frame.state):
        found += everywhere("bypass", (1.0, 1.0), frame, first, "aid")
    kinds = len({row.item for row in rows if row.to in frame.state})
    army = coded("aid.army", "full" if kinds >= MANY else "some" if kinds else "none")
    found += everywhere("army_aid", army, frame, first, "aid")
    left = level("aid.lost", "protection")
    lost = [g for g in frame.groups if g in before and g not in helped]
    found += [Setting("protection", g, left, left, first, "aid") for g in lost]
    for group in frame.groups:
        items = [r for r in rows if group in frame.under(r.to) and _kills(r)]
        if items:
            share = share_of(len(items), level("aid.lethal", "full"))
            found.append(Setting("lethal", group, share, share, first, "aid"))
            for name in ("diversion", "escalation"):
                low, high = _most(name, items)
                found.append(Setting(name, group, low, high, first, f"aid.{name}"))
    return found


def _kills(row: Any) -> bool:
    return row.lethal is True or (not row.lethal and row.lethal is not False and row.item in LETHAL)


def _most(name: str, items: list[Any]) -> Range:
    ranges = [coded(f"aid.{name}", getattr(r, name)) for r in items if getattr(r, name) is not UNKNOWN]
    return max((r[0] for r in ranges), key=float, default=0.0), max((r[1] for r in ranges), key=float, default=1.0)

"""``exits``: places in work and school, for whom, and until when they are paid for.

Where the charter was planned, a group takes no more places than it has volunteers without a post.
"""

from __future__ import annotations

from typing import Any

from tether.charter import Charter
from tether.futures.coding import ReadingContext, Setting, blank_section, number

EXITS_LEVERS = ("exit_places", "exit_funded")
CIVIL = (  # a lump of cash alone is no exit
    *("job-public", "job-private", "apprenticeship", "education", "scholarship"),
    *("business-capital", "land", "pension", "return-to-post"),
)


def read_exits(charter: Charter, status_quo: Charter, frame: ReadingContext, first: int) -> list[Setting]:
    """Return places by group (shared evenly where they are for all), and when their funding starts and stops."""
    section: Any = charter.exits
    blank = blank_section(section, EXITS_LEVERS, frame, first, "exits")
    if blank is not None:
        return blank
    places = {g: [0.0, 0.0] for g in frame.groups}
    begins, ends = [], []
    for exit_ in section:
        groups = frame.under(exit_.for_) if exit_.for_ else frame.groups
        if exit_.kind in CIVIL and groups:
            low, high = number("exit_places", exit_.places, absent_is_unknown=True)
            for group in groups:
                places[group][0] += low / len(groups)
                places[group][1] += high / len(groups)
            begins.append(max(first, frame.index(exit_.starts, first)))
            ends.append(frame.index(exit_.funded_until or exit_.ends, 10_000))
    if not begins:
        return []
    start, stop = min(begins), max(ends) + 1
    for group, mine in frame.planned(charter).items():
        places[group] = [min(p, float(mine.left)) for p in places[group]]
    found = [Setting("exit_places", g, low, high, start, "exits") for g, (low, high) in places.items()]
    found += [Setting("exit_funded", g, 1.0, 1.0, start, "exits") for g in frame.groups]
    return found + [Setting("exit_funded", g, 0.0, 0.0, stop, "exits") for g in frame.groups]

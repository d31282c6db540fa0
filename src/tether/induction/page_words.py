"""Words of the plan page: numbers as they may be said in public, and what the measures mean in a line."""

from __future__ import annotations

import math
from collections.abc import Mapping

OBJECTIVE_WORDS = {
    "unplaced": "people with neither post nor exit",
    "exits": "people who leave by an exit",
    "concentration": "chance that two members of a battalion served together",
    "distance": "steps from home (same place 0, same province 1, next 2, farther 3)",
}
PLAIN = "missing"
TOGETHER = "not told apart"


def few(number: int, threshold: int) -> str:
    """Return a count of people, "fewer than …" where it could point at them."""
    return f"fewer than {threshold}" if 0 < number < threshold else heads(number)


def leaving_words(exits: Mapping[str, tuple[int, int]], unplaced: int, threshold: int) -> tuple[str, str]:
    """Return how many leave by an exit and how many have neither; not told apart where a kind of leaving is small.

    A total beside its other parts would give the small one away.
    """
    used = [number for number, _ in exits.values()]
    if any(0 < number < threshold for number in (*used, unplaced)):
        return TOGETHER, TOGETHER
    return heads(sum(used)), heads(unplaced)


def heads(number: int) -> str:
    """Return a whole number with separators."""
    return f"{number:,}"


def percent(value: float) -> str:
    """Return a share; missing is said, never zero."""
    return PLAIN if math.isnan(value) else f"{value:.1%}"


def times(value: float) -> str:
    """Return a ratio."""
    return PLAIN if math.isnan(value) else f"{value:,.1f} ×"

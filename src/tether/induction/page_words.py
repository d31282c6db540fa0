"""Words of the plan page: numbers as they may be said in public, and what the measures mean in a line."""

from __future__ import annotations

from collections.abc import Mapping

from tether.report.numbers import count

OBJECTIVE_WORDS = {
    "unplaced": "people with neither post nor exit",
    "exits": "people who leave by an exit",
    "concentration": "chance that two members of a battalion served together",
    "distance": "steps from home (same place 0, same province 1, next 2, farther 3)",
}
TOGETHER = "not told apart"


def few(number: int, threshold: int) -> str:
    """Return a count of people, "fewer than …" where it could point at them."""
    return f"fewer than {threshold}" if 0 < number < threshold else count(number)


def leaving_words(exits: Mapping[str, tuple[int, int]], unplaced: int, threshold: int) -> tuple[str, str]:
    """Return how many leave by an exit and how many have neither; not told apart where a kind of leaving is small.

    A total beside its other parts would give the small one away.
    """
    used = [number for number, _ in exits.values()]
    if any(0 < number < threshold for number in (*used, unplaced)):
        return TOGETHER, TOGETHER
    return count(sum(used)), count(unplaced)

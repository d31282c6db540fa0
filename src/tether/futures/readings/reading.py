"""What a reading is: the levers that a section can set, and the function that reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tether.charter import Charter
from tether.futures.coding import ReadingContext, Setting

Read = Callable[[Charter, Charter, ReadingContext, int], list[Setting]]


class Reading(NamedTuple):
    """``read(charter, status_quo, frame, first)`` returns settings of ``levers`` alone."""

    levers: tuple[str, ...]
    read: Read

"""The time that an amendment may take: the processor's, so that a busy machine gives the same answer.

    time = TimeAllowed(60.0)
    time.left("menu")       # seconds left for offering edits: the first half of all
    time.over("search")     # whether the search must end, so that what it found can still be made whole

Shares of the whole, each counted from the start: what a stage leaves unused is the next one's.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Literal

Stage = Literal["menu", "search", "repair"]
ENDS: dict[Stage, float] = {"menu": 0.5, "search": 0.75, "repair": 1.0}


@dataclass
class TimeAllowed:
    """So many seconds of the processor from now on."""

    seconds: float
    _from: float = field(default_factory=time.process_time)

    def left(self, stage: Stage) -> float:
        """Return the seconds left until a stage must end; negative when it should have."""
        return self._from + ENDS[stage] * self.seconds - time.process_time()

    def over(self, stage: Stage) -> bool:
        """Whether a stage must end."""
        return self.left(stage) <= 0

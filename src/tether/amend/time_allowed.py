"""How much work an amendment may take: seconds of the processor, or runs of the checker.

    time = TimeAllowed(60.0)        # the processor's seconds: a busy machine gives the same answer, mostly; it ends by
                                    # the clock as well, after three times as many (``BY_THE_CLOCK``)
    time.left("menu")               # seconds left for offering edits: the first half of all
    time.over("search")             # whether the search must end, so that what it found can still be made whole

    ChecksAllowed(2_000, oracle)    # so many runs of one rule: the same answer on every machine, as a brief needs it

Shares of the whole, each counted from the start: what a stage leaves unused is the next one's.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Literal, Protocol

Stage = Literal["menu", "search", "repair"]
ENDS: dict[Stage, float] = {"menu": 0.5, "search": 0.75, "repair": 1.0}
BY_THE_CLOCK = 3.0  # seconds by the clock for each of the processor: on a machine with other work nobody waits for ever
SOLVER_SECONDS = 60.0  # of one master program where runs of the checker are counted


class WorkAllowed(Protocol):
    """What bounds an amendment."""

    def left(self, stage: Stage) -> float:
        """Return the seconds that a solver may take."""

    def over(self, stage: Stage) -> bool:
        """Whether a stage must end."""


@dataclass(frozen=True)
class TimeAllowed:
    """So many seconds of the processor from now on, and no more than three times as many by the clock."""

    seconds: float
    _from: float = field(default_factory=time.process_time)
    _begun: float = field(default_factory=time.monotonic)

    def left(self, stage: Stage) -> float:
        """Return the seconds left until a stage must end; negative when it should have."""
        worked, waited = time.process_time() - self._from, (time.monotonic() - self._begun) / BY_THE_CLOCK
        return ENDS[stage] * self.seconds - max(worked, waited)

    def over(self, stage: Stage) -> bool:
        """Whether a stage must end."""
        return self.left(stage) <= 0


class Counting(Protocol):
    """Whoever counts its runs of the checker (``Oracle``)."""

    work: int


@dataclass(frozen=True)
class ChecksAllowed:
    """So many runs of one rule from now on; one of all rules counts as ``oracle.WHOLE`` of them."""

    runs: int
    counting: Counting

    def left(self, stage: Stage) -> float:
        """Return the seconds that a solver may take."""
        return SOLVER_SECONDS

    def over(self, stage: Stage) -> bool:
        """Whether a stage must end."""
        return self.counting.work >= ENDS[stage] * self.runs

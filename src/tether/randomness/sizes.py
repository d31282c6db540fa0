"""How much is drawn, and in which blocks: the shape that every named noise of a study shares."""

from __future__ import annotations

from dataclasses import dataclass

from tether.errors import UsageError


@dataclass(frozen=True)
class Sizes:
    """How much is drawn: ``points`` (a power of two) × ``particles`` lanes, in blocks of ``block`` points."""

    points: int = 256
    particles: int = 8
    block: int = 64

    def __post_init__(self) -> None:
        if min(self.points, self.particles, self.block) < 1 or self.points % self.block:
            raise UsageError(
                f"sizes {self.points} points × {self.particles} particles in blocks of {self.block}: expected positive "
                "numbers and points divisible by block; change sizes in case.yaml"
            )

    @property
    def lanes(self) -> int:
        """Lanes of one block."""
        return self.block * self.particles

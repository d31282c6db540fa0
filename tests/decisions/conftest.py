"""Made futures whose answers are known by construction: no projection, no claims, quick."""

from dataclasses import dataclass

import numpy as np
import pytest

from tether.futures.project import ENDS, RECORD, futures_of

THEORIES = ("article", "settlement", "local-knowledge", "patron", "strength")


@dataclass(frozen=True)
class FakeDrawn:
    symbol: str
    values: np.ndarray
    meaning: str = "what it means"
    unit: str = "share"
    label: str = "assumption"
    source: str = "nobody"


def shifted(difference, *, noise=0.0, particles=4, months=6, seed=1, outcome="civilian_deaths", order=None):
    """Two pairs: the second differs from the status quo by ``difference`` (theory, point), in all months together.

    ``noise`` is the sd of a particle's own luck in that difference.
    """
    rng = np.random.default_rng(seed)
    theories, points = difference.shape
    base = rng.poisson(50, (1, points, months, particles)).astype(np.float64) * np.ones((theories, 1, 1, 1))
    extra = difference[..., None, None] + noise * rng.normal(size=(theories, points, 1, particles))
    country = {outcome: np.stack([base, base + extra / months]).astype(np.float32)}
    return made((("sq", "sq"), ("sq", "p9")), country, order, THEORIES[:theories])


def made(pairs, record, order=None, theories=THEORIES):
    """As much of what ``project_charters`` returns as judgement reads."""
    arrays = {name: (RECORD, values) for name, values in record.items()}
    arrays |= {name: (ENDS, values) for name, values in (order or {}).items()}
    return futures_of(pairs, theories, arrays)


def drawn_of(points=256, names="abcdef", seed=2, theories=5):
    """Independent uniform inputs, the same points under every theory."""
    rng = np.random.default_rng(seed)
    columns = rng.uniform(size=(len(names), 1, points)) * np.ones((1, theories, 1))
    return {n: FakeDrawn(n, columns[i]) for i, n in enumerate(names)}


@pytest.fixture(scope="session")
def make():
    """Return the makers, so that tests need no import across files."""
    return Makers()


class Makers:
    futures, made = staticmethod(shifted), staticmethod(made)
    drawn = staticmethod(drawn_of)
    Drawn, THEORIES = FakeDrawn, THEORIES

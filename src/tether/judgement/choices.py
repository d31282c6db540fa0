"""Who chooses between what: the options of one decider while the other's choice stands.

Nobody chooses between "the sponsor refuses" and "the host federalises". So regret, dominance and every list of options
run over one decider's options under one fixed option of the other:

    for choice in choices(futures): choice.decider, choice.given, choice.pairs
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import xarray as xr

from tether.futures.project import pair_names
from tether.judgement.compare import Contrast, contrasts


@dataclass(frozen=True)
class Choice:
    """``decider`` chooses among ``pairs`` (indices, in the case's order) while the other has chosen ``given``."""

    decider: Literal["sponsor", "host"]
    given: str
    pairs: tuple[int, ...]


def choices(futures: xr.Dataset) -> tuple[Choice, ...]:
    """Return the host's choices under each option of the sponsor, then the sponsor's under each of the host."""
    return (*_of(futures, "host"), *_of(futures, "sponsor"))


def leading(futures: xr.Dataset) -> tuple[Contrast, ...]:
    """Return the contrasts that the slower judgements are made for, each against the status quo.

    They are each host's option while the sponsor changes nothing, and each sponsor's while the host changes nothing.
    """
    base, *_ = names = pair_names(futures)
    return tuple(
        c for c in contrasts(futures) if c.b == 0 and any(a == b for a, b in zip(names[c.a], base, strict=True))
    )


def _of(futures: xr.Dataset, decider: Literal["sponsor", "host"]) -> Iterator[Choice]:
    others = futures.variables["sponsor" if decider == "host" else "host"].values.tolist()
    for given in dict.fromkeys(others):
        found = tuple(i for i, other in enumerate(others) if other == given)
        if len(found) > 1:
            yield Choice(decider, given, found)

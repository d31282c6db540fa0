"""What is recorded of a future: one entry an outcome.

A *record* outcome is a function of a month's drawn record (place, particle) and is summed over places and months; an
*order* outcome reads the order's state at the horizon, has no observed series, and is reported by sign alone. This file
imports nothing of the order, so that the status quo can be projected without it.

To add an outcome, add an ``Outcome`` here; the loop, the files and the brief follow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import jax
import jax.numpy as jnp

from tether.core.observation import Record

ONE_SIDED = 2


@dataclass(frozen=True)
class Outcome:
    """``measure`` takes (record, civilian shares (type, place, 1)) or the order's state; returns (place, particle)."""

    id: str
    title: str
    unit: str
    observed: bool
    measure: Callable[..., jax.Array]
    needs_civilians: bool = False
    headline: bool = False
    aim: Literal["", "less", "more"] = ""  # the side that a decider aims at; "" where nobody states one


def _deaths(record: Record, civilians: Any) -> jax.Array:
    return record.deaths.sum(axis=0)


def _civilian(record: Record, civilians: Any) -> jax.Array:
    return (record.deaths * civilians).sum(axis=0)


def _one_sided(record: Record, civilians: Any) -> jax.Array:
    return record.deaths[ONE_SIDED]


def _fighters(record: Record, civilians: Any) -> jax.Array:
    return (record.deaths * (1.0 - civilians)).sum(axis=0)


def _events(record: Record, civilians: Any) -> jax.Array:
    return record.events.sum(axis=0)


def _captured(state: Any) -> jax.Array:
    return (state.bloc * state.guard).sum(axis=0)


def _fear(state: Any) -> jax.Array:
    return jnp.asarray(state.fear)


RECORD_OUTCOMES = (
    Outcome(
        "civilian_deaths", "civilian deaths", "deaths", True, _civilian, needs_civilians=True, headline=True, aim="less"
    ),
    Outcome("fighter_deaths", "fighters' deaths", "deaths", True, _fighters, needs_civilians=True),
    Outcome("one_sided_deaths", "deaths of one-sided violence", "deaths", True, _one_sided, headline=True, aim="less"),
    Outcome("deaths", "all recorded deaths", "deaths", True, _deaths),
    Outcome("events", "recorded events", "events", True, _events),
)
ORDER_OUTCOMES = (
    Outcome("captured_men", "guard's men who still act as their old militia", "heads", False, _captured, aim="less"),
    Outcome("fear", "fear of militias and state forces", "log deviation", False, _fear, aim="less"),
)


def record_outcomes(civilians_known: bool) -> tuple[Outcome, ...]:
    """Return the outcomes that the data can bear; the first headline is the one on page one.

    Where the source does not say who died, ``one_sided_deaths`` takes the headline and is named so everywhere.
    """
    return tuple(o for o in RECORD_OUTCOMES if civilians_known or not o.needs_civilians)


def headline(outcomes: tuple[Outcome, ...]) -> Outcome:
    """Return the outcome that leads."""
    return next(o for o in outcomes if o.headline)

"""What is recorded of a future: one entry an outcome.

A *record* outcome is a function of a month's drawn record (place, particle) and is summed over places and months; an
*order* outcome reads the order's state at the horizon, has no observed series, and is reported by sign alone. Its
``meaning`` says in words what it counts. This file imports nothing of the order, so that the status quo can be
projected without it. By *community* means by place: those from whom the insurgent recruits, by their published share of
each place's people, and all others apart; no sum weighs one against the other.

``recorded``, from a path and a tilt to a month's outcomes, is the one compiled function that core and charters both
use. Whole counts in float32 are summed exactly; shares of them are rounded once, and places are summed in float64, for
the core's own projection and for every charter and theory, one row after another: equal tilts give equal bytes. (Rows
batched together would be compiled anew for every number of charters.)

To add an outcome, add an ``Outcome`` here; the loop, the files and the brief follow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, NamedTuple

import jax
import jax.numpy as jnp

from tether.forecast.model import CoreParameters
from tether.forecast.observation import DrawnRecord, ObservationLuck, Tilt, observe

ONE_SIDED = 2


@dataclass(frozen=True)
class Outcome:
    """One thing recorded.

    ``measure`` takes (record, civilian shares (type, place, 1)) or (the order's state, world, ground) and returns
    (place, particle), or (1, particle) for the country.
    """

    id: str
    title: str
    unit: str
    observed: bool
    measure: Callable[..., jax.Array]
    needs_civilians: bool = False
    headline: bool = False
    aim: Literal["", "less", "more"] = ""  # the side that a decider aims at; "" where nobody states one
    meaning: str = ""  # what is counted, in words
    compared: bool = True  # False: told on its own, never set against another charter's


def _deaths(record: DrawnRecord, civilians: Any) -> jax.Array:
    return record.deaths.sum(axis=0)


def _civilian(record: DrawnRecord, civilians: Any) -> jax.Array:
    return (record.deaths * civilians).sum(axis=0)


def _one_sided(record: DrawnRecord, civilians: Any) -> jax.Array:
    return record.deaths[ONE_SIDED]


def _fighters(record: DrawnRecord, civilians: Any) -> jax.Array:
    return (record.deaths * (1.0 - civilians)).sum(axis=0)


def _events(record: DrawnRecord, civilians: Any) -> jax.Array:
    return record.events.sum(axis=0)


def _captured(state: Any, world: Any, ground: Any) -> jax.Array:
    return (state.bloc * state.guard).sum(axis=0)


def _own_men(state: Any, world: Any, ground: Any) -> jax.Array:
    return (state.outside + state.bloc * state.guard).sum(axis=0)


def _fear(state: Any, world: Any, ground: Any) -> jax.Array:
    return jnp.asarray(state.fear)


def _trust_kin(state: Any, world: Any, ground: Any) -> jax.Array:
    return -state.fear * _part(ground.constituency)


def _trust_others(state: Any, world: Any, ground: Any) -> jax.Array:
    return -state.fear * _part(1.0 - ground.constituency)


def _legitimacy_kin(state: Any, world: Any, ground: Any) -> jax.Array:
    return state.legitimacy * _part(ground.constituency)


def _legitimacy_others(state: Any, world: Any, ground: Any) -> jax.Array:
    return state.legitimacy * _part(1.0 - ground.constituency)


def _held(state: Any, world: Any, ground: Any) -> jax.Array:
    return jnp.asarray(state.held)


def _insurgents(state: Any, world: Any, ground: Any) -> jax.Array:
    return ground.insurgents * world.insurgents * jnp.exp(state.recruits)


def _strangers(state: Any, world: Any, ground: Any) -> jax.Array:
    away = state.outside.sum(axis=1)[:, None, :] * world.away * state.role  # as in armed_order/exposure.py
    return (ground.outsider * (away + state.bloc * state.guard)).sum(axis=0)


def _patrons(state: Any, world: Any, ground: Any) -> jax.Array:
    return (state.hold * (state.outside + state.bloc * state.guard)).sum(axis=0)


def _country(name: str) -> Callable[..., jax.Array]:
    return lambda state, world, ground: jnp.asarray(getattr(state, name))


def _part(shares: Any) -> jax.Array:
    """Return places' weights by where a community lives, (place, 1): they sum to one, or to none where none does."""
    return jnp.asarray(shares / jnp.maximum(shares.sum(axis=0, keepdims=True), 1e-9))


RECORD_OUTCOMES = (
    Outcome(
        "civilian_deaths",
        "civilian deaths",
        "deaths",
        True,
        _civilian,
        needs_civilians=True,
        headline=True,
        aim="less",
    ),
    Outcome("fighter_deaths", "fighters' deaths", "deaths", True, _fighters, needs_civilians=True),
    Outcome("one_sided_deaths", "deaths of one-sided violence", "deaths", True, _one_sided, headline=True, aim="less"),
    Outcome("deaths", "all recorded deaths", "deaths", True, _deaths),
    Outcome("events", "recorded events", "events", True, _events),
)
KIN, OTHERS = "the community from whom the insurgent recruits", "the other communities"
ORDER_OUTCOMES = (
    Outcome(
        *("captured_men", "guard's men who still act as their old militia", "heads", False, _captured),
        aim="less",
        meaning="heads in the guard times the part of their bloc that survives in it",
    ),
    Outcome(
        *("warlordism", "armed men who obey their own commander", "heads", False, _own_men),
        aim="less",
        meaning="men outside the guard in their own militia, and men in the guard who still act as it; those who went "
        "over to the insurgent are in its strength instead",
    ),
    Outcome(
        *("camp_rivalry", "fighting between rival armed camps", "log deviation", False, _country("rivalry")),
        aim="less",
        meaning="communal strife, first part: log rate of fights between camps over the start's, moved by aid that "
        "arms one camp and by devolution without rules",
    ),
    Outcome(
        *("armed_strangers", "armed men among a community that is not theirs", "heads", False, _strangers),
        aim="less",
        meaning="communal strife, second part: militiamen away from home and captured men of the guard, times the "
        "share of the place's people who are of another community",
    ),
    Outcome(
        *("fear", "fear of militias and state forces", "log deviation", False, _fear),
        aim="less",
        meaning="sum over places of the log deviation of fear from the start's",
    ),
    Outcome(
        *("trust_kin", f"trust in the state's armed men among {KIN}", "log deviation", False, _trust_kin),
        aim="more",
        meaning="fear with its sign turned, over places by where they live",
    ),
    Outcome(
        *("trust_others", f"trust in the state's armed men among {OTHERS}", "log deviation", False, _trust_others),
        aim="more",
        meaning="fear with its sign turned, over places by where they live",
    ),
    Outcome(
        *("legitimacy_kin", f"the state's legitimacy among {KIN}", "deviation", False, _legitimacy_kin),
        aim="more",
        meaning="deviation from the start's, over places by where they live",
    ),
    Outcome(
        *("legitimacy_others", f"the state's legitimacy among {OTHERS}", "deviation", False, _legitimacy_others),
        aim="more",
        meaning="deviation from the start's, over places by where they live",
    ),
    Outcome(
        *("held", "people under the insurgent", "places", False, _held),
        aim="less",
        meaning="control: sum over places of the share of the place's people under the insurgent, each place once",
    ),
    Outcome(
        *("insurgents", "the insurgent's strength", "heads", False, _insurgents),
        aim="less",
        meaning="the insurgent's men at the start times what recruits have added or taken, place by place",
    ),
    Outcome(
        *("patrons_hold", "foreign patrons' hold over armed men", "heads", False, _patrons),
        aim="less",
        meaning="strength of the strongest foreign patron's hold times the men who still act as that group",
    ),
    Outcome(
        *("devolution", "authority given to provinces or regions", "share", False, _country("devolved")),
        meaning="as practised at the horizon; nobody's aim is stated",
    ),
    Outcome(
        *("unruly_devolution", "authority given without rules for disputes", "share", False, _country("unruly")),
        aim="less",
        meaning="the part of devolution that has neither crisis rule nor dispute body nor dated phases",
    ),
    Outcome(
        *("months_short", "months below the guard's intake", "months", False, _country("short")),
        meaning="months up to the horizon at whose end the guard had less than 95 % of its intake as practised",
        compared=False,
    ),
)
TOLD_ALONE = tuple(o.id for o in ORDER_OUTCOMES if not o.compared)


def record_outcomes(civilians_known: bool) -> tuple[Outcome, ...]:
    """Return the outcomes that the data can bear; the first headline is the one on page one.

    Where the source does not say who died, ``one_sided_deaths`` takes the headline and is named so everywhere.
    """
    return tuple(o for o in RECORD_OUTCOMES if civilians_known or not o.needs_civilians)


def headline(outcomes: tuple[Outcome, ...]) -> Outcome:
    """Return the outcome that leads."""
    return next(o for o in outcomes if o.headline)


class RecordedMonth(NamedTuple):
    """One row's month, float32; outcomes in the order of ``record_outcomes``."""

    totals: jax.Array  # (outcome, particle), summed over places
    places: jax.Array  # (outcome, place, particle)
    events: jax.Array  # (place, particle) one-sided events
    deaths: jax.Array  # (place, particle) deaths of one-sided violence


@partial(jax.jit, static_argnames="civilians_known")
def recorded(
    log_rate: jax.Array,
    log_size: jax.Array,
    shares: jax.Array,
    tilt: Tilt,
    luck: ObservationLuck,
    parameters: CoreParameters,
    shared: jax.Array,
    civilians: jax.Array | None,
    civilians_known: bool,
) -> RecordedMonth:
    """Draw a month's record and measure it; arguments as of ``observe``, civilians (type, place, 1) or None."""
    record = observe(log_rate, log_size, shares, tilt, luck, parameters, shared)
    places = measure(record, civilians, civilians_known)
    totals = places.sum(axis=1, dtype=jnp.float64).astype(jnp.float32)
    return RecordedMonth(totals, places, record.events[ONE_SIDED], record.deaths[ONE_SIDED])


def measure(record: DrawnRecord, civilians: jax.Array | None, civilians_known: bool) -> jax.Array:
    """Return (outcome, place, particle), float32, in the order of ``record_outcomes``."""
    return jnp.stack([o.measure(record, civilians) for o in record_outcomes(civilians_known)])


def measured(civilians: jax.Array | None) -> tuple[Outcome, ...]:
    """Return the outcomes that :func:`measure` gives, in order; ``civilians`` (type, place, 1) or None."""
    return record_outcomes(civilians is not None)

"""How much memory a filter and a hindcast take, from their shapes alone: asked before they run.

filter: particles × places × what a particle carries (states, parameters, weights), four times over while mixing
hindcast, one origin: units × leads × draws × forecasters, by worker; and the published draws of all origins
"""

from __future__ import annotations

from tether.forecast.model import CoreParameters, CoreState
from tether.randomness.memory import Need

BASE = 1e9  # bytes of the program itself
TIMES = 4  # copies of the cloud while members are mixed
FORECASTERS = 12  # the published forecast, the model, the pooled one, the simple histories and the mixture's parts
STORED = 12  # bytes of a published draw in the table that is assembled at the end


def filter_need(places: int, particles: int) -> Need:
    """Return what filtering the record of some places holds."""
    leaves = len(CoreState._fields) + len(CoreParameters._fields) + 4
    return Need("the filter", BASE + 4.0 * TIMES * leaves * places * particles)


def hindcast_needs(units: int, origins: int, leads: int, draws: int, workers: int, held: int = 0) -> tuple[Need, ...]:
    """Return what a hindcast holds: an origin's draws in each worker, and all published draws when it is assembled.

    ``held``: months of draws that an origin holds, where they are more than its leads.
    """
    one = 4.0 * units * max(leads, held) * draws
    whole = STORED * float(units) * origins * leads * draws
    return (
        Need("one origin's forecasts", workers * (BASE + FORECASTERS * one)),
        Need("all draws as a table", BASE + whole, whole),
    )

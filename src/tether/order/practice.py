"""Paper against practice: of what a charter writes, a share happens.

    lever in practice = status quo's + practice·(written − status quo's)

``practice`` is drawn per world. With the status quo's own levers the two are equal and nothing moves by a bit. Libya's
SSC: 95 % signed as individuals, units survived whole; the PMF law of 2016: members "disengaged" from parties, on paper.
"""

from __future__ import annotations

import jax

from tether.order.levers import Levers
from tether.order.world import World

SYMBOLS = ("practice",)


def practised(written: Levers, status_quo: Levers, world: World) -> Levers:
    """Return the levers as they act, (group, 1, particle)."""
    share = world.values["practice"]
    act: Levers = jax.tree.map(lambda w, s: s + share * (w - s), written, status_quo)
    return act

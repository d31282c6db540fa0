"""Legitimacy: what the state loses by engaging militias and by fear, and what recruits lose by its gain.

    legitimacy' = legitimacy − legit_fear·fear − legit_engage·official/armed − legitimacy/legit_memory
    recruits'  −= legit_recruit·constituency·legitimacy
    official: the guard's men who still act as their militia; armed: the guard and the state's men

Engaging militias may undermine "the authority of the state"; for many citizens that legitimacy is questioned already
(the article), so legit_engage has zero in its range. Survey, early 2015: 94 % of Sunni Arabs distrusted Baghdad.
"""

from __future__ import annotations

from tether.armed_order.state import Channels, MonthContext, OrderState, Tendency, no_channels

SYMBOLS = ("legit_fear", "legit_engage", "legit_memory", "legit_recruit")
LEVERS: tuple[str, ...] = ()


def tendency(state: OrderState, scene: MonthContext) -> Tendency:
    """Return the change of legitimacy and its pull on recruits."""
    values = scene.world.values
    official = (state.bloc * state.guard).sum(axis=(0, 1))[None]
    armed = scene.world.state * state.army + state.guard.sum(axis=(0, 1))[None] + 1.0
    loss = values["legit_fear"] * state.fear + values["legit_engage"] * official / armed
    return Tendency(
        legitimacy=-loss - state.legitimacy / values["legit_memory"],
        recruits=-values["legit_recruit"] * scene.ground.constituency * state.legitimacy,
    )


def channels(state: OrderState, scene: MonthContext) -> Channels:
    """Return no channel of its own."""
    return no_channels(state)

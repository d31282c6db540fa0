"""The older officers: two grievances, two remedies, and what their resistance costs.

    competitors = guard/(guard + state men·army)                     the guard as a rival army
    rabble      = Σ bloc·guard·(1 − discipline)/Σ guard              the guard as an ill-disciplined crowd
    target      = competitor_gain·competitors·(1 − posts) + rabble_gain·rabble·(1 − lead)
    resistance' = resistance + officer_speed·(target − resistance);   army' −= resist_drag·resistance·army

Resistance slows entry (``induction``) and wears the army's own work. The article: officers see the guard "as
competitors or as ill-disciplined rabble"; no causal size was found (evidence §6.1): every number here is an assumption.
"""

from __future__ import annotations

from tether.armed_order.levers import Levers, country
from tether.armed_order.state import Channels, MonthContext, OrderState, Tendency, no_channels

SYMBOLS = ("competitor_gain", "rabble_gain", "resist_drag", "officer_speed")
LEVERS = ("officer_posts", "officer_lead")


def tendency(state: OrderState, scene: MonthContext) -> Tendency:
    """Return the change of the officers' resistance and what it costs the army."""
    values = scene.world.values
    levers: Levers = scene.levers
    guard = state.guard.sum(axis=(0, 1))[None]
    rivals = guard / (guard + scene.world.state * state.army + 1.0)
    loose = (state.bloc * state.guard * (1.0 - state.discipline)).sum(axis=(0, 1))[None] / (guard + 1.0)
    target = values["competitor_gain"] * rivals * (1.0 - country(levers.officer_posts))
    target = target + values["rabble_gain"] * loose * (1.0 - country(levers.officer_lead))
    return Tendency(
        resistance=values["officer_speed"] * (target - state.resistance),
        army=-values["resist_drag"] * state.resistance * state.army,
    )


def channels(state: OrderState, scene: MonthContext) -> Channels:
    """Return no channel of its own."""
    return no_channels(state)

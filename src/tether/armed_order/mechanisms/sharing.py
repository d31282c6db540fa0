"""Power-sharing and devolution: a share at the centre and authority in the provinces, together or not at all.

    legitimacy' += constituency·(central_effect·C + territorial_effect·T + joint_effect·C·T)    C central, T territorial
    rivalry'    += fragment·territorial·(1 − orderly)·(1 − central) − rivalry/rivalry_memory
    Δ log rate(non-state) = rivalry
    devolved = T,  unruly = T·(1 − orderly)                        as practised this month: outcomes, they move nothing

Cederman, Hug, Schädel & Wucherpfennig 2015: after a war autonomy works only with a share at the centre ("too little,
too late" alone); Gates et al. 2016: only sharing that constrains; Mikulaschek, Pant & Tesfaye 2020: a signal of
inclusion moves support before any policy does. Devolution without a crisis rule may set camps against each other.
"""

from __future__ import annotations

from tether.armed_order.levers import Levers, country
from tether.armed_order.state import Channels, MonthContext, OrderState, Tendency, channel

SYMBOLS = ("central_effect", "territorial_effect", "joint_effect", "fragment", "rivalry_memory")
LEVERS = ("central", "territorial", "orderly")


def tendency(state: OrderState, scene: MonthContext) -> Tendency:
    """Return the change of legitimacy among the constituency, and of fighting between camps."""
    values = scene.world.values
    levers: Levers = scene.levers
    central, territorial, orderly = (country(x) for x in (levers.central, levers.territorial, levers.orderly))
    pledge = values["central_effect"] * central + values["territorial_effect"] * territorial
    pledge = pledge + values["joint_effect"] * central * territorial
    split = values["fragment"] * territorial * (1.0 - orderly) * (1.0 - central)
    return Tendency(
        legitimacy=pledge * scene.ground.constituency,
        rivalry=split - state.rivalry / values["rivalry_memory"],
        devolved=territorial - state.devolved,
        unruly=territorial * (1.0 - orderly) - state.unruly,
    )


def channels(state: OrderState, scene: MonthContext) -> Channels:
    """Return the log rate of non-state events: fighting between armed camps."""
    return channel(state, non_state=state.rivalry)

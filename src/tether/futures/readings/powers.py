"""``powers``: whether men may be sent away from home."""

from __future__ import annotations

from tether.charter import Charter
from tether.futures.coding import ReadingContext, Setting, coded

POWERS_LEVERS = ("role",)


def read_powers(charter: Charter, status_quo: Charter, frame: ReadingContext, first: int) -> list[Setting]:
    """Return the deployment that each ``outside-home`` row allows the groups under its force."""
    found = []
    for index, row in enumerate(charter.powers or ()):
        if row.power == "outside-home":
            sent = row.grant == "lead" and bool(row.places)  # an order to go there, not a leave to go anywhere
            low, high = coded("powers.outside-home", "sent" if sent else row.grant)
            found += [Setting("role", g, low, high, first, f"powers.{index}.grant") for g in frame.under(row.force)]
    return found

"""One file per section of a charter: which levers it sets, and how its rows are read.

A reading has ``levers`` (all that the section can set) and ``read(charter, status_quo, frame, first) -> settings``. To
let a mechanism hear another section: one file here, its row in ``HOST`` or ``SPONSOR``, and its words in
``codings.csv``.
"""

from __future__ import annotations

from tether.futures.readings.aid import AID_LEVERS, read_aid
from tether.futures.readings.exits import EXITS_LEVERS, read_exits
from tether.futures.readings.induction import INDUCTION_LEVERS, read_induction
from tether.futures.readings.oversight import OVERSIGHT_LEVERS, read_oversight
from tether.futures.readings.patrons import PATRONS_LEVERS, read_patrons
from tether.futures.readings.pay import PAY_LEVERS, read_pay
from tether.futures.readings.powers import POWERS_LEVERS, read_powers
from tether.futures.readings.reading import Reading
from tether.futures.readings.sharing import SHARING_LEVERS, read_sharing
from tether.futures.readings.trust import TRUST_LEVERS, read_trust

HOST: dict[str, Reading] = {
    "induction": Reading(INDUCTION_LEVERS, read_induction),
    "pay": Reading(PAY_LEVERS, read_pay),
    "powers": Reading(POWERS_LEVERS, read_powers),
    "oversight": Reading(OVERSIGHT_LEVERS, read_oversight),
    "exits": Reading(EXITS_LEVERS, read_exits),
    "trust": Reading(TRUST_LEVERS, read_trust),
    "sharing": Reading(SHARING_LEVERS, read_sharing),
}
SPONSOR: dict[str, Reading] = {
    "aid": Reading(AID_LEVERS, read_aid),
    "patrons": Reading(PATRONS_LEVERS, read_patrons),
}

__all__ = ["HOST", "SPONSOR", "Reading"]

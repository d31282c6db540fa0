"""One file per section of a charter: which levers it sets, and how its rows are read.

A reading has ``levers`` (all that the section can set) and ``read(charter, status_quo, frame, first) -> settings``. To
let a mechanism hear another section: one file here, its row in ``HOST`` or ``SPONSOR``, and its words in
``codings.csv``.
"""

from __future__ import annotations

from tether.futures.readings import aid, exits, induction, oversight, patrons, pay, powers, sharing, trust
from tether.futures.readings.reading import Reading

HOST: dict[str, Reading] = {
    "induction": Reading(induction.LEVERS, induction.read),
    "pay": Reading(pay.LEVERS, pay.read),
    "powers": Reading(powers.LEVERS, powers.read),
    "oversight": Reading(oversight.LEVERS, oversight.read),
    "exits": Reading(exits.LEVERS, exits.read),
    "trust": Reading(trust.LEVERS, trust.read),
    "sharing": Reading(sharing.LEVERS, sharing.read),
}
SPONSOR: dict[str, Reading] = {
    "aid": Reading(aid.LEVERS, aid.read),
    "patrons": Reading(patrons.LEVERS, patrons.read),
}

__all__ = ["HOST", "SPONSOR", "Reading"]

"""Charters: written designs for dealing with a country's militias, as typed and checked documents.

    charter = read_charter("guard.yaml")            # every problem at once, located
    charter.at("pay.0.via")                         # a value, or ABSENT, NONE, UNKNOWN
    charter.starts                                  # "2015-06" or None

The room knows nothing of models. Folders: ``schema/`` the types, ``rules/`` what a design may break, ``library/``
historical charters.
"""

from __future__ import annotations

from tether.charter.read import charter_from_text, read_again, read_charter
from tether.charter.schema import VERSION, Charter
from tether.charter.values import ABSENT, NONE, UNKNOWN, Blank, Number, When

__all__ = [
    "ABSENT",
    "NONE",
    "UNKNOWN",
    "VERSION",
    "Blank",
    "Charter",
    "Number",
    "When",
    "charter_from_text",
    "read_again",
    "read_charter",
]

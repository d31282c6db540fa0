"""Who is asking: profile of an actor as of a date, patron graph, lawfulness screen.

store = open_store("libya", "2015-06")
note = screen(read_request("request.yaml"), "us")       # stops, open questions, conditions; a person signs
"""

from __future__ import annotations

from tether.dossier.store import Store, open_store

__all__ = ["Request", "ScreeningNote", "Store", "open_store", "read_request", "screen"]

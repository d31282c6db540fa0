"""Every page of the house: one document model, and the writers that set it down.

A room makes a ``Document`` (``blocks``); a writer prints it: ``html``, ``text``, ``markdown``, ``docx``, and
``json_twin``, which keeps every sentence with what it rests on. ``charts`` draws, ``svg`` draws by hand, ``numbers``
says how a number looks, ``standalone`` lets a page stand alone, ``style.css`` is the one sheet. A new kind of page is a
function that returns a ``Document``; a new kind of block is a class in ``blocks`` and a line in each writer.
"""

from __future__ import annotations

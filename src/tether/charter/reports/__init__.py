"""What a reader gets of a check: text, data, SARIF, a page, a letter. Each file turns a ``Report`` into one of them."""

from __future__ import annotations

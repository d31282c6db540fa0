"""The charter as frozen types: one file per part of a security-sector design.

Read ``charter.py`` for the whole, then the file of the part you need. A field is one line: name, kind of value, and the
sentence that the JSON Schema and the docs print. A new field needs nothing else; a rule that reads it goes to
``rules/``.
"""

from __future__ import annotations

from tether.charter.schema.charter import VERSION, Charter

__all__ = ["VERSION", "Charter"]

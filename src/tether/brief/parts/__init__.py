"""Parts of sections, a subject a file: how each judgement is told (``reason``), what was held against the record."""

"""``tether schema``: the charter's JSON Schema, for editors and other programs."""

from __future__ import annotations

import typer


def schema() -> None:
    """Print the JSON Schema of a charter, with a sentence on every key.

    Example: tether schema > charter.schema.json
    """
    import json

    from tether.charter.schema.export import json_schema

    typer.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))

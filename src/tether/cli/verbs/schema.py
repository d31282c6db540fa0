"""``tether schema``: the charter's JSON Schema, for editors and other programs."""

from __future__ import annotations

import typer


def schema(
    tables: bool = typer.Option(False, "--tables", help="Print Markdown tables of all keys instead."),
) -> None:
    """Print the JSON Schema of a charter, with a sentence on every key.

    Example: tether schema > charter.schema.json
    """
    import json

    from tether.charter.reports.manual import schema_tables
    from tether.charter.schema.export import json_schema

    typer.echo(schema_tables() if tables else json.dumps(json_schema(), indent=2, ensure_ascii=False))

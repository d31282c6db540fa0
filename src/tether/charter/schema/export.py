"""The schema for other programs: a JSON Schema (draft 2020-12) with the sentence of every key."""

from __future__ import annotations

from typing import Any

from tether.charter.schema.charter import VERSION, Charter


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a charter. Every key may also be ``none`` or ``unknown``; unknown keys are errors."""
    schema = Charter.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = f"Tether charter {VERSION}"
    schema["required"] = ["charter"]
    return schema

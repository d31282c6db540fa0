"""The schema for other programs: a JSON Schema (draft 2020-12) with the sentence of every key."""

from __future__ import annotations

from typing import Any

from tether.charter.schema.charter import VERSION, Charter

_DAY = {"anyOf": [{"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}, {"type": "integer"}]}
_ENDS = {
    "type": "object",
    "properties": {"lo": _DAY, "hi": _DAY},
    "required": ["lo", "hi"],
    "additionalProperties": False,
}
_SHORT: dict[str, list[dict[str, Any]]] = {  # what may be written instead of the whole object
    "Number": [{"type": "number", "minimum": 0}],
    "Citation": [{"type": "string"}],
}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a charter. Every key may also be ``none`` or ``unknown``; unknown keys are errors."""
    raw = Charter.model_json_schema(by_alias=True)
    definitions: dict[str, Any] = {}
    for name, node in raw.pop("$defs", {}).items():
        definitions[name] = _object({**node, "title": name}, definitions)
    properties = {key: _as_written(value, definitions) for key, value in raw["properties"].items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Tether charter {VERSION}",
        "description": raw["description"],
        "type": "object",
        "additionalProperties": False,
        "required": ["charter"],
        "properties": properties,
        "$defs": definitions,
    }


def _as_written(node: Any, definitions: dict[str, Any]) -> Any:
    """Take out ``default`` (an absent key is absent) and titles; give every object one definition."""
    if isinstance(node, list):
        return [_as_written(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("enum") == ["yes", "no", "partly"]:  # whether a demand is met: written true, false or partly
        return {"enum": [True, False, *node["enum"]]}
    if "properties" in node and "title" in node:
        name = str(node["title"])
        if name not in definitions:
            definitions[name] = {}
            definitions[name] = _object(node, definitions)
        return {"$ref": f"#/$defs/{name}"}
    return {key: _as_written(value, definitions) for key, value in node.items() if key not in ("default", "title")}


def _object(node: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """Return an object's definition, with the short forms of a number, a date and a citation."""
    name = str(node["title"])
    if name == "When":
        return {"anyOf": [*_DAY["anyOf"], _ENDS]}
    properties = {key: _as_written(value, definitions) for key, value in node["properties"].items()}
    whole = {**{k: v for k, v in node.items() if k not in ("title", "properties")}, "properties": properties}
    return {"anyOf": [*_SHORT[name], whole]} if name in _SHORT else whole

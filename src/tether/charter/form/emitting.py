"""Writes a tree as a charter file: sections in blocks, each row of a list on one line."""

from __future__ import annotations

import json
import re
from typing import Any

PLAIN = re.compile(r"^[A-Za-z][A-Za-z0-9 ./()'-]*$")
RESERVED = ("true", "false", "null")


def as_yaml(tree: dict[str, Any], comment: str = "") -> str:
    """Return YAML 1.2 text of a tree of dicts, lists and plain values."""
    lines = [f"# {line}" for line in comment.splitlines()]
    for key, value in tree.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines += [f"{key}:", *(f"  - {_flow(row)}" for row in value)]
        elif isinstance(value, dict) and any(isinstance(v, dict | list) for v in value.values()):
            lines += [f"{key}:", *_block(value)]
        else:
            lines.append(f"{key}: {_flow(value)}")
    return "\n".join(lines) + "\n"


def _block(section: dict[str, Any]) -> list[str]:
    lines = []
    for key, value in section.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            lines += [f"  {key}:", *(f"    - {_flow(row)}" for row in value)]
        else:
            lines.append(f"  {key}: {_flow(value)}")
    return lines


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:.12g}"
    text = str(value)
    if re.match(r"^\d{4}(-\d\d){0,2}$", text) or (PLAIN.match(text) and text.lower() not in RESERVED):
        return text
    return json.dumps(text, ensure_ascii=False)

"""Changes a YAML text so that it says other values, its comments and layout kept wherever nothing changed.

    text = text_saying(text, tree)       # the smallest edits that make the text say ``tree``
    line = flow_text({"id": "guard", "places": ["nahr"]})     # {id: guard, places: [nahr]}
    page = block_text(tree, "Coded from form.xlsx.")          # a whole file: sections in blocks, rows on one line

``text_saying`` compares what the text says with what it is to say, makes one edit at the first place where they differ
(``yaml_edit``), reads the text again, and goes on until nothing differs. Where an edit can't be made without touching
what is not meant, the whole section is written anew; where that fails too, the whole text, without its comments.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from tether.documents.visible import HIDDEN
from tether.documents.yaml_edit import TextEdit, YamlEditor, with_edits
from tether.documents.yaml_file import Key, YamlFile, parse_yaml
from tether.errors import InputError

MOST_EDITS = 500
PLAIN = re.compile(r"^[A-Za-z][A-Za-z0-9 ./()'-]*$")
RESERVED = ("true", "false", "null")


def plain_values(value: Any) -> Any:
    """Return values read from a file as dicts and lists that may be changed."""
    if isinstance(value, dict):
        return {key: plain_values(below) for key, below in value.items()}
    return [plain_values(below) for below in value] if isinstance(value, tuple | list) else value


def text_saying(text: str, tree: dict[str, Any]) -> str:
    """Return a text that says ``tree`` (dicts, lists, plain values), made from one that says something else."""
    made = text
    for _ in range(MOST_EDITS):
        document = _read(made)
        if document is None:
            break
        place = _first_difference(plain_values(document.tree), tree)
        if place is None:
            return made
        made_before = made
        for edit in _edits(document, made, place, tree):
            changed = with_edits(made, [edit])
            if _nearer(document, changed, place, tree):
                made = changed
                break
        if made == made_before:
            break
    return block_text(tree)


def _read(text: str) -> YamlFile | None:
    try:
        document = parse_yaml(text)
    except InputError:
        return None
    return document if isinstance(document.tree, dict) and not document.problems else None


def _nearer(before: YamlFile, text: str, place: Key, tree: dict[str, Any]) -> bool:
    """Whether an edited text can be read, and says at its place what it is to say, and elsewhere what it said."""
    after = _read(text)
    if after is None:
        return False
    old, new = plain_values(before.tree), plain_values(after.tree)
    section = place[0]
    if {k: v for k, v in old.items() if k != section} != {k: v for k, v in new.items() if k != section}:
        return False
    return bool(_first_difference(new, tree) != place or _count(new, tree, place) < _count(old, tree, place))


def _count(tree: Any, wanted: Any, place: Key) -> int:
    """Return by how many entries what stands above a place is away from what is wanted there."""
    one, other = _at(tree, place[:-1]), _at(wanted, place[:-1])
    if isinstance(one, dict | list) and isinstance(other, dict | list):
        return abs(len(one) - len(other))
    return 0


def _at(tree: Any, key: Key) -> Any:
    for step in key:
        if isinstance(tree, dict):
            tree = tree.get(step)
        elif isinstance(tree, list) and isinstance(step, int) and step < len(tree):
            tree = tree[step]
        else:
            return None
    return tree


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other) and not isinstance(one, dict | list)


def _first_difference(old: Any, new: Any, key: Key = ()) -> Key | None:
    """Return the path of the first thing that differs: a value, a key that is gone or new, a row gone or new."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in [*old, *(n for n in new if n not in old)]:
            if name not in old or name not in new:
                return (*key, name)
            found = _first_difference(old[name], new[name], (*key, name))
            if found is not None:
                return found
        return None
    if isinstance(old, list) and isinstance(new, list):
        if len(new) < len(old):
            gone = next((i for i, row in enumerate(old) if i >= len(new) or _other_row(row, new[i])), len(old) - 1)
            return (*key, gone)
        for index, row in enumerate(new):
            found = _first_difference(old[index], row, (*key, index)) if index < len(old) else (*key, index)
            if found is not None:
                return found
        return None
    return None if _same(old, new) else key


def _other_row(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict) and "id" in one:
        return bool(one.get("id") != other.get("id"))
    return bool(one != other)


def _edits(document: YamlFile, text: str, place: Key, tree: dict[str, Any]) -> Iterator[TextEdit]:
    """Yield the edits that may mend a difference, the smallest first: of the value, then of what stands around it."""
    editor = YamlEditor(document, text)
    for depth in range(len(place), 0, -1):
        edit = _edit(editor, document, place[:depth], tree)
        if edit is not None:
            yield edit
    whole = _rewritten(editor, document, place[:1], tree)
    if whole is not None:
        yield whole


def _edit(editor: YamlEditor, document: YamlFile, key: Key, tree: dict[str, Any]) -> TextEdit | None:
    old, new = plain_values(document.tree), tree
    above_old, above_new = _at(old, key[:-1]), _at(new, key[:-1])
    step = key[-1]
    if isinstance(above_old, list) and isinstance(above_new, list) and len(above_new) < len(above_old):
        return editor.without(key)
    wanted = _at(new, key)
    if isinstance(step, int) and isinstance(above_old, list) and step >= len(above_old):
        return editor.appended(key[:-1], flow_text(wanted))
    if isinstance(step, str) and isinstance(above_new, dict) and step not in above_new:
        return editor.without(key)
    if isinstance(above_old, dict) and step not in above_old:
        return _added(editor, key, wanted)
    return editor.replaced(key, flow_text(wanted))


def _rewritten(editor: YamlEditor, document: YamlFile, key: Key, tree: dict[str, Any]) -> TextEdit | None:
    """Write a whole section anew, or take it out: from its key's line to the line before the next one's comments."""
    places, text = editor.places, editor.text
    starts: dict[Key, int] = {k: p.key_line for k, p in document.positions.items() if len(k) == 1}
    line = starts.get(key)
    if line is None or places.line(line)[: document.positions[key].key_column - 1].strip():
        return None
    end = min((n for n in starts.values() if n > line), default=text.count("\n") + 2)
    while end - 1 > line and not places.line(end - 1).split("#")[0].strip():
        end -= 1
    new = block_text({str(key[0]): tree[str(key[0])]}) if key[0] in tree else ""
    return places.edit(places.offset(line, 1), places.offset(end, 1), new)


def _added(editor: YamlEditor, key: Key, wanted: Any) -> TextEdit | None:
    if len(key) > 1:
        return editor.added(key, flow_text(wanted))
    if isinstance(wanted, list) and wanted:
        edit = editor.appended(key, flow_text(wanted[0]))
        return edit if edit is not None and len(wanted) == 1 else _section(editor, key, wanted)
    return _section(editor, key, wanted)


def _section(editor: YamlEditor, key: Key, wanted: Any) -> TextEdit | None:
    """Put a section at the end of a text whose sections are in blocks."""
    text = editor.text
    if text.lstrip().startswith("{"):
        return editor.added(key, flow_text(wanted))
    end = len(text.rstrip())
    return editor.places.edit(end, len(text), f"\n{block_text({str(key[0]): wanted})}")


def block_text(tree: dict[str, Any], comment: str = "") -> str:
    """Return YAML 1.2 text of a tree: sections in blocks, each row of a list on one line."""
    lines = [f"# {line}" for line in comment.splitlines()]
    for key, value in tree.items():
        if isinstance(value, list | tuple) and value and isinstance(value[0], dict):
            lines += [f"{key}:", *(f"  - {flow_text(row)}" for row in value)]
        elif isinstance(value, dict) and any(isinstance(v, dict | list | tuple) for v in value.values()):
            lines += [f"{key}:", *_block(value)]
        else:
            lines.append(f"{key}: {flow_text(value)}")
    return "\n".join(lines) + "\n"


def _block(section: dict[str, Any]) -> list[str]:
    lines = []
    for key, value in section.items():
        if isinstance(value, list | tuple) and value and isinstance(value[0], dict):
            lines += [f"  {key}:", *(f"    - {flow_text(row)}" for row in value)]
        else:
            lines.append(f"  {key}: {flow_text(value)}")
    return lines


def flow_text(value: Any) -> str:
    """Return a value on one line, as YAML reads it back."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(k)}: {flow_text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow_text, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}.get(str(value), repr(value))
    if isinstance(value, int):
        return str(value)
    text = str(value)
    if re.match(r"^\d{4}(-\d\d){1,2}$", text) or (PLAIN.match(text) and text.lower() not in RESERVED):
        return text if text == text.strip() else json.dumps(text)
    return HIDDEN.sub(_escape, json.dumps(text, ensure_ascii=False))


def _escape(found: re.Match[str]) -> str:
    """Return a character that can't be seen as YAML's escape, which has no pairs of halves as JSON has."""
    code = ord(found[0])
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _key(word: str) -> str:
    return word if re.match(r"^[A-Za-z][A-Za-z0-9_-]*$", word) and word.lower() not in RESERVED else json.dumps(word)

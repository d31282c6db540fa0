"""What a child does with claims: the shipped file of a country with a workspace's edits in it, read as a whole.

    claims({"country": "libya", "edits": {"3fa9…": {"entry": {…}, …}}, "internal": False})
    claim({…, "id": "3fa9…"})          # one claim, what may be edited in it, and who says otherwise
    claims_file({…})                    # the file as YAML, rows marked internal left out

An edit takes the place of one row of the file; every other line stays as it is, and a remark above the row says who
changed it, when and why. The whole file is read again after each edit by the reader of claims, so that nothing that it
refuses is kept. A row's id is made from its words: it stays the same wherever the row stands.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tether.documents.yaml_file import read_yaml
from tether.errors import InputError, Problem, UsageError
from tether.evidence.claims import BASES, GRADES, HANDLINGS, Claim, claimed_countries, claims_file, load_claims
from tether.evidence.claims import read_claims as read_file
from tether.evidence.claims.model import PUBLIC
from tether.evidence.claims.read import WHAT, own_words

Plain = dict[str, Any]
FIELDS = ("of", "value", "unit", "basis", "when", "src", "tag", "by", "quote", "note", "settled_by", "handling")
TAGS = ("S", "D", "R", "J")
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,60}")
WORDS = ("true", "false", "null", "yes", "no", "on", "off", "y", "n", "none")  # that some readers take for no text
INDENT = "    "


def claims(asked: Plain) -> Plain:
    """List a country's claims with their sources; those marked internal for whoever may write, else counted alone."""
    country = _known(str(asked.get("country", "")))
    rows = _rows(country, asked.get("edits", {}))
    shown = [r for r in rows if asked.get("internal") or r["handling"] == PUBLIC]
    return {
        "countries": list(claimed_countries()),
        "country": country,
        "claims": shown,
        "withheld": len(rows) - len(shown),
        "says": sorted({r["predicate"] for r in shown}),
        "grades": list(GRADES),
    }


def claim(asked: Plain) -> Plain:
    """Return one claim: what it says, what of it may be edited, and every claim of the same thing."""
    country, edits = _known(str(asked.get("country", ""))), asked.get("edits", {})
    rows = _rows(country, edits)
    own = next((r for r in rows if r["id"] == asked.get("id")), None)
    if own is None or (own["handling"] != PUBLIC and not asked.get("internal")):
        raise InputError(Problem(f"no claim {str(asked.get('id'))!r:.40} of {country}", "claim"))
    same = [r for r in rows if r["id"] != own["id"] and _thing(r) == _thing(own)]
    same = [r for r in same if asked.get("internal") or r["handling"] == PUBLIC]
    sources = {c.source.id: c.source.cite for c in _read(country, _text(country, edits)[0])}
    return {
        "country": country,
        "claim": own,
        "same": same,
        "entry": _as_fields(_entries(country, edits)[own["id"]]),
        "shipped": _as_fields(_entries(country, {})[own["id"]]),
        "choices": {
            "basis": ["", *BASES],
            "tag": list(TAGS),
            "handling": list(HANDLINGS),
            "src": sorted({*sources, *_sources(country)}),
        },
        "sources": sources,
    }


def edited(asked: Plain) -> Plain:
    """Hold an edit against the reader of claims; return the entry as it is kept, and the words that must not leave.

    Raises:
        InputError: the file with this edit in it would be refused, with what the reader says of the row.
    """
    country, edits, name = _known(str(asked["country"])), dict(asked.get("edits", {})), str(asked["id"])
    before = _entries(country, edits).get(name)
    if before is None:
        raise InputError(Problem(f"no claim {name!r:.40} of {country}", "claim"))
    entry = _with_fields(before, {k: str(v) for k, v in asked["fields"].items() if k in FIELDS})
    edits[name] = {**dict(asked.get("edit", {})), "entry": entry}
    read = _read(country, _text(country, edits)[0])
    own = read[list(_shipped(country)[1]).index(name)]
    said = {own.quote, own.note, own.settled_by, own.object, *(str(v) for v in vars(own.source).values())}
    held = sorted(own_words(read) & said) if own.handling != PUBLIC else []
    return {"entry": entry, "withheld": held, "changed": _changed(before, entry)}


def claims_yaml(asked: Plain) -> Plain:
    """Return a country's claims as the file that ``tether`` reads, without rows marked internal and their sources."""
    country, edits = _known(str(asked.get("country", ""))), asked.get("edits", {})
    text, left = _text(country, edits, internal=False)
    _read(country, text)
    return {"text": text, "left_out": left}


def _known(country: str) -> str:
    countries = claimed_countries()
    if country not in countries:
        raise UsageError(f"no claims for {country!r:.40}; expected one of {', '.join(countries)}")
    return country


# The file with its edits


@lru_cache(maxsize=8)
def _shipped(country: str) -> tuple[tuple[str, ...], dict[str, int], dict[str, Plain]]:
    """Return a shipped file: its lines, the line of each row by the row's id, and each row as plain values."""
    path = claims_file(country)
    assert path is not None
    lines = tuple(path.read_text("utf-8").splitlines())
    tree = read_yaml(path, WHAT, name=path.name).tree
    entries = [dict(row) for rows in tree["claims"].values() for row in rows] if isinstance(tree, dict) else []
    at: dict[str, int] = {}
    rows: dict[str, Plain] = {}
    for known, entry in zip(load_claims(country).claims, entries, strict=True):
        line = int(known.where.rpartition(":")[2]) - 1
        name = stem = hashlib.sha256(f"{known.subject}\n{lines[line].strip()}".encode()).hexdigest()[:12]
        count = 1
        while name in at:
            count += 1
            name = f"{stem}-{count}"
        at[name], rows[name] = line, entry
    return lines, at, rows


def _entries(country: str, edits: Mapping[str, Plain]) -> dict[str, Plain]:
    rows = _shipped(country)[2]
    return {name: {**dict(edits[name]["entry"])} if name in edits else row for name, row in rows.items()}


def _text(country: str, edits: Mapping[str, Plain], *, internal: bool = True) -> tuple[str, int]:
    """Return the file with its edits; without rows marked internal, and the sources that they alone use, if asked."""
    lines, at, _ = _shipped(country)
    entries = _entries(country, edits)
    hidden = {n for n, row in entries.items() if row.get("handling", PUBLIC) != PUBLIC} if not internal else set()
    used = {str(row["src"]) for n, row in entries.items() if n not in hidden}
    alone = {str(entries[n]["src"]) for n in hidden} - used
    instead: dict[int, list[str]] = {at[n]: [] for n in hidden}
    for name, edit in edits.items():
        if name in at and name not in hidden:
            instead[at[name]] = [f"{INDENT}# {_remark(edit)}", f"{INDENT}- {flow(edit['entry'])}"]
    made = [new for n, line in enumerate(lines) for new in instead.get(n, [line])]
    made = [line for line in made if not any(line.startswith(f"  {source}: {{") for source in alone)]
    return "\n".join(made) + "\n", len(hidden)


def _remark(edit: Plain) -> str:
    """Return who changed a row, when and why, as one line of remark."""
    said = f"edited {str(edit.get('at', ''))[:10]} by {edit.get('by', '')}: {edit.get('reason', '')}"
    return " ".join("".join(c if c.isprintable() else " " for c in said).split())


def flow(entry: Plain) -> str:
    """Return a row as one line of YAML; every word that could be taken for something else stands in quotation marks."""
    return "{" + ", ".join(f"{key}: {_scalar(value)}" for key, value in entry.items()) + "}"


def _scalar(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_scalar(v) for v in value) + "]"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)
    text = str(value)
    return text if PLAIN.fullmatch(text) and text.lower() not in WORDS else json.dumps(text, ensure_ascii=False)


@lru_cache(maxsize=8)
def _read(country: str, text: str) -> tuple[Claim, ...]:
    """Read a file's text as the reader of claims does; it lies in a folder of this child's own meanwhile."""
    with TemporaryDirectory(prefix="tether-") as folder:
        path = Path(folder) / f"{country}.yaml"
        path.write_text(text, "utf-8")  # no export: it may hold rows marked internal
        return read_file(path).claims


def _sources(country: str) -> list[str]:
    path = claims_file(country)
    assert path is not None
    tree = read_yaml(path, WHAT, name=path.name).tree
    return [str(k) for k in tree.get("sources", {})] if isinstance(tree, dict) else []


# What may be edited


def _as_fields(entry: Plain) -> dict[str, str]:
    """Return a row as the fields of a form hold it."""
    found = {}
    for key in FIELDS:
        value = entry.get(key, "public" if key == "handling" else "")
        found[key] = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return found


def _with_fields(before: Plain, fields: Mapping[str, str]) -> Plain:
    """Return a row with what a form says in it; what the form leaves empty is left out of the row."""
    made = {k: list(v) if isinstance(v, tuple) else v for k, v in before.items()}
    for key, text in fields.items():
        said = " ".join(text.split())
        if not said or (key == "handling" and said == PUBLIC):
            made.pop(key, None)
        elif said != _as_fields(before)[key]:
            made[key] = _numbers(said) if key == "value" else said
    return made


def _numbers(text: str) -> Any:
    """Return ``1000, 2000, 3000`` as numbers; what is none stays text, and the reader of claims says so."""
    parts = [p.strip() for p in text.strip("[] ").split(",")]
    try:
        found = [float(p) if "." in p or "e" in p.lower() else int(p) for p in parts]
    except ValueError:
        return text
    return found[0] if len(found) == 1 else found


def _changed(before: Plain, after: Plain) -> list[list[str]]:
    """Return the fields that differ: name, before, after."""
    one, other = _as_fields(before), _as_fields(after)
    return [[key, one[key], other[key]] for key in FIELDS if one[key] != other[key]]


# Claims as a page shows them


def _rows(country: str, edits: Mapping[str, Plain]) -> list[Plain]:
    read = _read(country, _text(country, edits)[0])
    rows = [_row(name, c, name in edits) for name, c in zip(_shipped(country)[1], read, strict=True)]
    same: dict[tuple[str, ...], list[Plain]] = {}
    for row in rows:
        same.setdefault(_thing(row), []).append(row)
    for row in rows:
        others = [o for o in same[_thing(row)] if o["source"] != row["source"] and o["numbers"] != row["numbers"]]
        row["others"] = [{"id": o["id"], "value": o["value"], "cite": o["cite"]} for o in others if _public(o)][:6]
    return rows


def _public(row: Plain) -> bool:
    return bool(row["handling"] == PUBLIC)


def _thing(row: Plain) -> tuple[str, ...]:
    return row["subject"], row["predicate"], row["object"]


def _row(name: str, found: Claim, changed: bool) -> Plain:
    return {
        "id": name,
        "subject": found.subject,
        "predicate": found.predicate,
        "object": found.object,
        "value": value_of(found),
        "numbers": [found.lo, found.v, found.hi],
        "from": str(found.happened_from),
        "to": str(found.happened_to or ""),
        "source": found.source.id,
        "cite": found.source.cite,
        "grade": found.grade,
        "weak": found.source.weak,
        "tag": found.tag,
        "basis": found.basis,
        "quote": found.quote,
        "note": found.note,
        "judged_by": found.judged_by,
        "settled_by": found.settled_by,
        "handling": found.handling,
        "edited": changed,
    }


def value_of(found: Claim) -> str:
    """Return the number of a claim with its interval and unit, as far as it gives them."""
    figures = [f"{n:,.10g}" for n in (found.lo, found.hi) if n is not None]
    middle = f"{found.v:,.10g}" if found.v is not None else ""
    span = f"{figures[0]} to {figures[1]}" if len(figures) == 2 and figures[0] != figures[1] else ""
    said = f"{middle} ({span})" if middle and span else middle or span or (figures[0] if figures else "")
    return f"{said} {found.unit}".strip() if said else ""

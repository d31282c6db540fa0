"""What changed in meaning between two charters, and which findings appeared or went.

Rows are matched by what they are about (an id; who commands whom; which force holds which power), not by their place in
the file, so that a moved or renumbered row is no change. Sources, notes and confidence are left out: they change what
is known of the text, not the text.

A finding or question is the same where its rule says the same of the same row, in whatever words: one whose words alone
changed (a name, a number, a list) is told as such, and never as answered or new.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from tether.charter.check import Report
from tether.charter.findings import Finding
from tether.charter.id_paths import IdPaths, place_at
from tether.charter.paths import names_of
from tether.charter.schema import Charter
from tether.charter.values import ABSENT, Blank, Number, When

HEADINGS = {
    "command": ("command", "precedence", "posts", "units", "joint_bodies", "administrations"),
    "powers": ("powers", "powers_required"),
    "induction and ways out": (
        *("cantonments", "induction", "exits", "choices", "exit_demand", "surrender", "people", "displacement"),
        "totals",
    ),
    "sharing": ("sharing",),
    "money and arms": ("pay", "arms", "assets", "aid", "patrons", "enforcement"),
    "law and trust": ("law", "general_law", "trust", "oversight", "obligations", "delegations", "waivers"),
    "time": ("phases", "steps", "end_state"),
    "politics": ("politics",),
    "who and where": ("forces", "groups", "actors", "places", "communities"),
    "the text": ("meta", "contradictions", "sources"),
}
UNMEANT = ("src", "conf", "note", "article")
NATURAL = (("from_", "to"), ("force", "power"), ("force", "class_"), ("actor", "to"), ("unit", "first"))
SINGLE = (
    *("id", "actor", "force", "community", "pool", "with_", "for_", "at", "rule", "kind", "body", "who", "of", "ref"),
    *("matter", "want", "metric"),
)


@dataclass(frozen=True)
class Change:
    """One change: under which heading, about what, from what to what (None: was not, or is no longer, there)."""

    heading: str
    about: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        if self.before is None:
            return f"+ {self.about}: {self.after}"
        return (
            f"- {self.about}: {self.before}" if self.after is None else f"~ {self.about}: {self.before} → {self.after}"
        )


@dataclass(frozen=True)
class Difference:
    """Everything that changed from one charter to another."""

    before: Report
    after: Report
    changes: tuple[Change, ...]
    appeared: tuple[Finding, ...]
    went: tuple[Finding, ...]
    answered: tuple[Finding, ...]  # questions that are no longer open: their row is there, and says it
    opened: tuple[Finding, ...]  # questions that are new
    gone: tuple[Finding, ...] = ()  # questions whose row is no longer there
    reworded: tuple[tuple[Finding, Finding], ...] = ()  # found or asked of the same thing, in other words or degree


def difference(before: Report, after: Report) -> Difference:
    """Compare two checked charters."""
    changes = tuple(c for heading, sections in HEADINGS.items() for c in _changes(heading, sections, before, after))
    found, asked = _Matched(before, after, fired=True), _Matched(before, after, fired=False)
    there = [f for f in asked.old if _row_is_there(f, before, after)]
    gone = tuple(f for f in asked.old if f not in there)
    words = (*found.reworded, *asked.reworded)
    return Difference(before, after, changes, found.new, found.old, tuple(there), asked.new, gone, words)


class _Matched:
    """The findings (or questions) of two reports side by side: those of one alone, and those in other words."""

    def __init__(self, before: Report, after: Report, *, fired: bool):
        old, new = (report.fired if fired else report.questions for report in (before, after))
        known = {(f.code, f.message) for f in old} & {(f.code, f.message) for f in new}
        left = [f for f in old if (f.code, f.message) not in known]
        fresh = [f for f in new if (f.code, f.message) not in known]
        pairs: list[tuple[Finding, Finding]] = []
        places = IdPaths(before.whole), IdPaths(after.whole)

        def renamed(one: Finding, other: Finding) -> bool:
            stays = _row_of(one) and (_row_is_there(one, before, after) or _row_is_there(other, after, before))
            return not stays and _in_like_words(one, other)

        for alike in (lambda a, b: places[0].of(a.path) == places[1].of(b.path), renamed):
            for finding in tuple(left):
                other = next((f for f in fresh if f.code == finding.code and alike(finding, f)), None)
                if other is not None:
                    pairs.append((finding, other))
                    left.remove(finding)
                    fresh.remove(other)
        self.old, self.new, self.reworded = tuple(left), tuple(fresh), tuple(pairs)


def _in_like_words(one: Finding, other: Finding) -> bool:
    """Whether two sentences of one rule are of the same key of rows that may have changed their names or order."""
    keys = [re.sub(r"\.\d+(?=\.|$)", "", f.path) for f in (one, other)]
    words = [set(re.findall(r"\w+", f.message)) for f in (one, other)]
    shared = len(words[0] & words[1])
    return keys[0] == keys[1] and shared * 2 >= max(map(len, words)) and shared >= max(map(len, words)) - 6


def _row_is_there(finding: Finding, before: Report, after: Report) -> bool:
    """Whether what a finding is about is still there: its row, or its section where it is about no row."""
    row = _row_of(finding)
    return not row or place_at(after.whole, IdPaths(before.whole).of(row)) is not None


def _row_of(finding: Finding) -> str:
    steps = finding.path.split(".")
    first = next((n for n, step in enumerate(steps) if step.isdigit()), None)
    return "" if first is None else ".".join(steps[: first + 1])


def _changes(heading: str, sections: tuple[str, ...], before: Report, after: Report) -> Iterator[Change]:
    old, new = _meaning(before.charter, sections), _meaning(after.charter, sections)
    rows = dict.fromkeys([*old, *new])
    for row in rows:
        was, now = old.get(row, {}), new.get(row, {})
        if not was or not now:
            yield Change(heading, row, _row(was), _row(now))
            continue
        for key in dict.fromkeys([*was, *now]):
            if was.get(key) != now.get(key):
                yield Change(heading, f"{row}, {key}" if key else row, was.get(key), now.get(key))


def _row(leaves: dict[str, str]) -> str | None:
    return ", ".join(f"{k} {v}" if k else v for k, v in leaves.items()) if leaves else None


def _meaning(charter: Charter, sections: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Return, by row, its leaves as words: {"command pm → ing-hq": {"type": "full", …}, …}."""
    rows: dict[str, dict[str, str]] = {}
    for section in sections:
        value = getattr(charter, section)
        if isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            for index, row in enumerate(value):
                name = f"{section} {_name(row, index)}"
                rows[name if name not in rows else f"{name} ({index})"] = dict(_leaves(row))
        elif isinstance(value, BaseModel):
            rows[section] = dict(_leaves(value))
        elif value is not ABSENT:
            rows[section] = {"": _said(value)}
    return rows


def _name(row: BaseModel, index: int) -> str:
    for pair in NATURAL:
        if all(isinstance(getattr(row, key, None), str) for key in pair):
            return f" {'→' if pair[1] == 'to' else 'on'} ".join(getattr(row, key) for key in pair)
    return next((getattr(row, k) for k in SINGLE if isinstance(getattr(row, k, None), str)), str(index))


def _leaves(part: BaseModel, path: str = "") -> Iterator[tuple[str, str]]:
    for key, name in names_of(type(part)).items():
        value = getattr(part, name)
        if key in UNMEANT or value is ABSENT:
            continue
        here = f"{path} {key}".strip()
        if isinstance(value, BaseModel) and not isinstance(value, Number | When):
            yield from _leaves(value, here)
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            for index, item in enumerate(value):
                yield from _leaves(item, f"{here} {_name(item, index)}")
        else:
            yield here, _said(value)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {v}" for k, v in value.items()) + "}"
    return str(value) if not isinstance(value, Blank) else value.value

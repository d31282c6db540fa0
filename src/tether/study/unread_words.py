"""What the projection does not read, or leaves open, in words: no id of a row, a group or a charter is printed.

    unread_sentences(["p9: induction.deploy, pay.registration"], {"p9": "P9 Incorporate whole militias"})
    # No mechanism reads what P9 Incorporate whole militias says of: where they serve (intake); whether …

``levers/compile.py`` names what it does not read by path. Here each path becomes the schema's own sentence of that key
(``charter/schema_keys.py``), so a new key needs no words here. A path that the schema does not know keeps its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from tether.charter.schema_keys import key_at
from tether.documents.yaml_file import Key

SECTIONS = {"induction": "intake"}  # where the schema's own sentence is no short name
PATH = re.compile(r"[a-z_]+(?:\.[a-z0-9_]+)*")
WORD = re.compile(r"[\w-]+")
CHECK = re.compile(r"phases\.\d+\.(tests|reversal)\.\d+ \((.*)\)")
WHOSE = re.compile(r"([a-z_]+) \((a (?:sponsor|host)'s) to set\)")
CHECKS = {"tests": "the test of a phase on {}", "reversal": "the way back from a phase at {}"}
TOLD = {
    "phases (none brings what a lever reads)": "phases, none of which brings what the model reads",
    "plan: intake": "how many enter in each month of its plan",
    "plan: whether a bloc is a militia or a group": "whether a bloc in its plan is a militia or a group of militias",
    "status quo": "the status quo",
}


def unread_sentences(found: Iterable[str], titles: Mapping[str, str]) -> Iterator[str]:
    """Say, charter by charter, what no mechanism reads; ``found`` as of ``CharterPair.unread``."""
    said: dict[str, dict[str, None]] = {}
    for line in found:
        charter, _, what = line.partition(": ")
        said.setdefault(charter, {}).update(dict.fromkeys(clauses_in_words(what)))
    for charter, words in said.items():
        yield f"No mechanism reads what {titles.get(charter, charter)} says of: {'; '.join(words)}."


def left_open(found: Iterable[tuple[str, str]], titles: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """Say once what charters leave open, with their titles, and whether it is a reading of a plan.

    ``found``: (charter, path) as of ``CharterPair.unknown``.
    """
    said: dict[tuple[str, bool], dict[str, None]] = {}
    for charter, path in found:
        plan = path.startswith("plan:")
        said.setdefault((clause_in_words(path), plan), {}).setdefault(titles.get(charter, charter))
    for (words, plan), charters in said.items():
        yield f"{words} ({', '.join(charters)})", plan


def named(sentence: str, names: Mapping[str, str]) -> str:
    """Return a sentence with the names of actors, places and communities in the place of their ids."""
    return WORD.sub(lambda found: names.get(found[0], found[0]), sentence)


def clauses_in_words(what: str) -> Iterator[str]:
    """Return each clause of a line of ``CharterPair.unread`` in words."""
    paths = what.split(", ")
    if all(PATH.fullmatch(p) for p in paths):
        yield from (clause_in_words(p) for p in paths)
        return
    if whose := WHOSE.fullmatch(what):
        yield f"{clause_in_words(whose[1])}, which is {whose[2]} to set"
    elif check := CHECK.fullmatch(what):
        yield CHECKS[check[1]].format(f"“{check[2]}”")
    else:
        yield TOLD.get(what, what.replace("phases name no", "phases that name no"))


def clause_in_words(path: str) -> str:
    """Return what a path of a charter holds, by the schema's sentence: ``where they serve (intake)``."""
    if path in TOLD:
        return TOLD[path]
    parts = [p for p in path.split(".") if not p.isdigit()]
    key = key_at(_key(path))
    if not PATH.fullmatch(path) or key is None or not key.sentence:
        return path.replace("_", " ").replace(".", ", ")
    if len(parts) == 1:
        return SECTIONS.get(parts[0], key.sentence)
    return f"{key.sentence} ({_section(parts[0])})"


def _section(name: str) -> str:
    key = key_at((name,))
    return SECTIONS.get(name) or (key.sentence if key and key.sentence else name.replace("_", " "))


def _key(path: str) -> Key:
    """Return a path as a key of the file; a row that it does not number is the section's first."""
    found: list[str | int] = [int(p) if p.isdigit() else p for p in path.split(".")]
    if len(found) > 1 and not isinstance(found[1], int) and key_at((found[0], 0)) is not None:
        found.insert(1, 0)
    return tuple(found)

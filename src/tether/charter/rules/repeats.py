"""SCH09: a word that stands twice in one list."""

from __future__ import annotations

from collections.abc import Iterator

from tether.charter.findings import RuleVerdict, fires, quiet
from tether.charter.paths import names_of, parts
from tether.charter.reading import Design
from tether.charter.rules.rule import rule
from tether.documents.yaml_file import path_of


@rule(
    code="SCH09",
    severity="note",
    statement="No list names the same thing twice",
    words="",
    source="the checker's own rule",
    second="Where a place or an office stands twice, the second was often meant to be another one",
    evidence="normative",
    remedy="Take out the second (tether check --fix does it), or write the one that was meant.",
    fails="powers: [{force: g, power: arrest, places: [anbar, ninewa, anbar], grant: lead}]",
    passes="powers: [{force: g, power: arrest, places: [anbar, ninewa], grant: lead}]",
)
def nothing_twice(design: Design) -> Iterator[RuleVerdict]:
    """Every list of ids or words of the charter."""
    for above, part in parts(design.charter):
        for key, name in names_of(type(part)).items():
            value = getattr(part, name)
            if type(value) is not tuple or not value or not isinstance(value[0], str):
                continue
            path = path_of((*above, key))
            repeated = [n for n, word in enumerate(value) if word in value[:n]] if len(set(value)) < len(value) else []
            for index in repeated:
                yield fires(f"{path}.{index}", f"{value[index]!r} a second time in {path}")
            if not repeated:
                yield quiet(path)

"""What kind of design a charter is: a guard, a merger of armies, an auxiliary of a war.

    kinds_of(design).names         # ("guard",): as written, else as inferred
    kinds_of(design).inferred      # why it was read so, where the charter does not say; "" where it does

``meta.kind`` says it, and several are allowed (a merger with demobilisation). Where it is absent, whoever has the
charter checked may say it (``--kind``, ``tether.toml``); else it is inferred only if what the charter raises and whom
it takes in leave one answer: never from a name or an id. What a design must speak of (``rules/duties.py``), which rules
apply to it and what mattered in comparable cases hang on the kind.
To add one: a word in ``schema/charter.py`` (Meta.kind), a row in ``kinds.csv``, its duties in ``duties.csv``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tether.charter.reading import Design
from tether.charter.values import Blank


@dataclass(frozen=True)
class Kinds:
    """The kinds of one charter; ``inferred`` says why it was read so, and is empty where the charter says it."""

    names: tuple[str, ...] = ()
    inferred: str = ""

    @property
    def given(self) -> bool:
        """Whether the charter itself says its kind."""
        return bool(self.names) and not self.inferred

    @property
    def words(self) -> str:
        """The kinds in words: ``guard``, ``merger of armies and demobilisation``."""
        return " and ".join(kind_names()[name][0] for name in self.names)


@cache
def kind_names() -> dict[str, tuple[str, str]]:
    """Return the name and the meaning of each kind by its word."""
    text = (files("tether.charter") / "kinds.csv").read_text("utf-8")
    return {row["kind"]: (row["name"], row["meaning"]) for row in csv.DictReader(text.splitlines())}


def kinds_of(design: Design) -> Kinds:
    """Return the kinds of a design: as written, else as its structure leaves one answer, else none."""
    return design.once("kinds", _kinds)


def _kinds(design: Design) -> Kinds:
    written = design.at("meta.kind")
    if not isinstance(written, Blank) and written:
        return Kinds(tuple(written))
    if design.told_kinds:
        return Kinds(design.told_kinds, "whoever has it checked says so")
    if design.at("meta.overlay"):
        return Kinds()  # it changes a status quo, which is not in this file
    return _inferred(design)


def _inferred(design: Design) -> Kinds:
    new = [force for _, force in design.new_forces()]
    streams = [row for _, row in design.militia_streams()]
    if len(new) == 1 and all(s.into == new[0].id for s in streams):
        (force,) = new
        read = {
            ("guard", True): ("guard", "its one new force is a local guard"),
            ("police", True): ("local-police", "its one new force is a local police"),
        }.get((str(force.kind), force.local is True))
        if force.kind == "army" and len({s.from_ for s in streams}) > 1:
            read = ("merger", "its one new force is an army that takes in two sides or more")
        return Kinds((read[0],), read[1]) if read else Kinds()
    if new:
        return Kinds()
    into = [design.named(s.into) for s in streams]
    if into and all(getattr(f, "status", None) == "existing" and f.kind in ("army", "police") for f in into):
        return Kinds(("integration",), "it raises no force, and armed groups enter an army or police that exists")
    leave = design.at("exits") or design.at("surrender") or design.at("exit_demand")
    if leave and not any(design.rows("induction")) and not any(design.rows("powers")):
        return Kinds(("demobilisation",), "it raises no force and takes nobody in, and armed men leave")
    return Kinds()

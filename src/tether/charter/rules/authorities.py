"""What a rule rests on beside its own quotation: paragraphs of instruments, and whether its words carry it.

``authorities.csv`` has a row for each paragraph that speaks of what a rule asks: in the UN's Integrated Disarmament,
Demobilization and Reintegration Standards (IDDRS), the Human Rights Due Diligence Policy, a treaty, a statute or an
agreement. A row that was *read* has the words, the day and the address; one that was not says so and quotes nothing.
A code of which no instrument speaks has one row with the reason. A rule may have several rows.

``quotations.csv`` says of each rule's own words whether they support its statement, support it in part (and what they
leave open), or were dropped, and whether they were read in the source (*read*), stand in the notes of an earlier
reading of excerpts (*noted*), or neither.

    authorities_of("ARM02")[0].paragraph   # "4.10 §7.3.1"
    quotation_of("CMD05").verdict          # "in part"

To add one: a line of the table. A test holds that each code has a row, and that no quoted words stand twice.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from tether.errors import InputError, Problem


@dataclass(frozen=True)
class Authority:
    """One paragraph of an instrument. ``words`` is empty where it was not read; ``where`` is the address read at."""

    instrument: str
    paragraph: str
    words: str
    read: bool
    date: str
    where: str

    @property
    def name(self) -> str:
        """Instrument and paragraph, as one cites them."""
        return f"{self.instrument} {self.paragraph}"

    @property
    def citation(self) -> str:
        """The paragraph with its words, the day and the address, or that it was not read."""
        if not self.read:
            return f"{self.name} (not read)"
        return f"{self.name}: “{self.words}” (read {self.date}: {self.where})"


@dataclass(frozen=True)
class Quotation:
    """Whether a rule's own words support its statement, how far they were read, and what they leave open."""

    verdict: Literal["supports", "in part", "dropped"]
    read: Literal["read", "noted", "not read", ""]
    why: str

    @property
    def sentence(self) -> str:
        """What a rule's page says of its words."""
        said = {"supports": "They support the rule", "in part": "They support it in part", "dropped": "None is quoted"}
        how = {
            "read": "read in the source",
            "noted": "from the notes of an earlier reading",
            "not read": "not read in the source",
            "": "",
        }
        return "; ".join(part for part in (said[self.verdict], how[self.read], self.why) if part)


@cache
def authorities_of(code: str) -> tuple[Authority, ...]:
    """Return the paragraphs that speak of what a rule asks; none where no instrument does."""
    return tuple(
        Authority(r["instrument"], r["paragraph"], r["words"], r["read"] == "true", r["date"], r["where"])
        for r in _rows("authorities").get(code, ())
        if r["instrument"]
    )


def why_none(code: str) -> str:
    """Return why no instrument speaks of a rule; empty where one does."""
    return next((r["reason"] for r in _rows("authorities").get(code, ()) if not r["instrument"]), "")


def quotation_of(code: str) -> Quotation | None:
    """Return the judgement of a rule's own words, or None where nobody has judged them."""
    for row in _rows("quotations").get(code, ()):
        return Quotation(row["verdict"], row["read"], row["why"])  # type: ignore[arg-type]
    return None


@cache
def _rows(table: str) -> dict[str, tuple[dict[str, str], ...]]:
    """Return the rows of a table by code. InputError where a line is not of the table's form."""
    name = f"{table}.csv"
    reader = csv.DictReader((files("tether.charter.rules") / name).read_text("utf-8").splitlines())
    found: dict[str, tuple[dict[str, str], ...]] = {}
    for line, row in enumerate(reader, start=2):
        if None in row or None in row.values():
            wanted = ", ".join(reader.fieldnames or ())
            raise InputError(Problem("a line with another number of cells", name, line, expected=wanted))
        found[row["code"]] = (*found.get(row["code"], ()), row)
    return found

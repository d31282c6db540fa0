"""Plants persons in every field of a roster, and looks for them in all that the planner says and writes.

    counts = campaign(rounds=200, seed=1, folder=Path("out"))

Each round plants an invented name, phone, number, address or place into one field of a roster (a column's values, a
header, a line above it, a mapping's ids), in one of four kinds of writing, and reads it as ``tether plan`` does. What is
refused must not be shown; what is accepted is planned, and no file of the plan may hold it. Counts as they came out:

    planted, refused, accepted            the three add up; accepted is what no door caught
    accepted_above                        of these in lines above the header, which nothing repeats
    shown                                 refusals whose message repeats what was planted
    exported                              planted things found in a file that may be published
"""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd

from tether.errors import InputError
from tether.induction.cells import Homes
from tether.induction.roster import read_roster
from tether.induction.roster_words import RosterWords, read_mapping

GIVEN = (
    "Ahmad",
    "Karim",
    "Hasan",
    "Yusuf",
    "Salim",
    "7amza",
    "3ali",
    "mo7amed",
    "أحمد",
    "كريم",
    "علي",
    "يوسف",
    "Yacine",
)
LAST = ("al-Jaburi", "Haddad", "Benali", "al-3obeidi", "الجبوري", "العبيدي", "Obeidi", "al Basri")
SIGNS = ("Abu {g}", "{g} {l}", "Colonel {g} {l}", "shei5 {g}", "أبو {g}", "العقيد {g} {l}", "{g} bin {g}", "M. {g} {l}")
OUTRIGHT = ("{g}", "{l}, a baker", "the son of {g}'s neighbour")  # no sign marks these as a person's
ZEROS = "0٠۰０"
BETWEEN = ("", " ", "-", ".", "/", "–", "_", "\u200b")
HOMES = Homes({"anbar": "anbar", "basra": "basra"})
WORDS = RosterWords(("badr-organisation", "tribal"), HOMES.ids, ("sunni-arab", "shia-arab"))
CLEAN = {
    "militia": ["badr-organisation/f01", "tribal"],
    "subunit": ["f01-001", ""],
    "home": ["anbar", "basra"],
    "community": ["sunni-arab", "shia-arab"],
    "rank": ["soldier", "officer"],
    "month": ["", ""],
    "consent": ["either", ""],
    "barred": ["", "anbar"],
    "heads": [40, 20],
}
FIELDS = (*CLEAN, "header", "about", "mapping")


def campaign(rounds: int, seed: int, folder: Path) -> dict[str, int]:
    """Return the counts of so many plants."""
    chance = random.Random(seed)
    counts = dict.fromkeys(("planted", "refused", "accepted", "accepted_above", "shown", "exported"), 0)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(rounds):
        field, person = FIELDS[number % len(FIELDS)], plant(chance)
        counts["planted"] += 1
        try:
            cells = _read(field, person, chance, folder)
        except InputError as error:
            counts["refused"] += 1
            counts["shown"] += _holds(str(error), person)
            continue
        counts["accepted"] += 1
        counts["accepted_above"] += field == "about"
        names = (
            *cells.militias,
            *cells.subunits,
            *cells.homes,
            *cells.communities,
            *cells.ranks,
            *map(str, cells.bars),
        )
        counts["exported"] += any(_holds(name, person) for name in names)
    return counts


def plant(chance: random.Random) -> str:
    """Return an invented person's name, phone, number, address or coordinates."""
    kind = chance.choice(("name", "name", "outright", "phone", "identity", "mail", "place"))
    given, last = chance.choice(GIVEN), chance.choice(LAST)
    digits = "".join(chance.choice("123456789") for _ in range(10))
    if kind in ("name", "outright"):
        return chance.choice(SIGNS if kind == "name" else OUTRIGHT).format(g=given, l=last)
    if kind == "phone":
        parts = chance.choice(BETWEEN).join(("07" + digits[:2], digits[2:5], digits[5:9]))
        return _in_digits(parts, chance.choice(ZEROS))
    if kind == "identity":
        return chance.choice(("A", "G", "")) + _in_digits(digits[:9], chance.choice(ZEROS))
    if kind == "mail":
        at, dot = chance.choice(((" (at) ", " dot "), ("@", "."), (" at ", " dot "), ("[at]", "[dot]")))
        return f"{digits[:3]}{last.split()[0].lower()}{at}gmail{dot}com"
    return f"{chance.uniform(30, 36):.4f}, {chance.uniform(39, 47):.4f}"


def _read(field: str, person: str, chance: random.Random, folder: Path):
    """Write a roster with a person planted in one field and read it through its door."""
    table = {name: list(values) for name, values in CLEAN.items()}
    words = None
    if field == "header":
        table[person] = ["", ""]
    elif field in table:
        table[field][chance.randrange(2)] = person
    elif field == "mapping":
        path = folder / "words.yaml"
        path.write_text(f"militia: {{theirs: {_quoted('tribal/' + person)}}}\n", "utf-8")
        words = read_mapping(path, WORDS)
    kind = chance.choice((".csv", ".xlsx", ".parquet")) if field != "about" else ".csv"
    path = folder / f"roster{kind}"
    frame = pd.DataFrame(table)
    if kind == ".csv":
        above = f"# from {person}\n" if field == "about" else ""
        path.write_text(above + frame.to_csv(index=False), "utf-8")
    elif kind == ".xlsx":
        frame.astype(str).to_excel(path, index=False)
    else:
        frame.astype(str).to_parquet(path)
    return read_roster(path, HOMES, WORDS, starts="2015-06", mapping=words)


def _holds(text: str, person: str) -> bool:
    """Whether a text repeats what was planted: whole, or any part of it of four letters or digits."""
    parts = [p for p in person.replace(",", " ").split() if len(p) > 3]
    return person in text or any(p in text for p in parts)


def _in_digits(text: str, zero: str) -> str:
    return "".join(chr(ord(zero) + int(c)) if c.isdigit() else c for c in text)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

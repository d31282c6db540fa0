"""How old the data are: by how much the last event of a set lies before a day, in words.

age_in_words(month("2018-12"), month("2026-11"))      # "7 years and 11 months"
data_on_file()                                        # every shipped pack and stored set, each with its age
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tether.evidence.calendar import Month, month, months_between
from tether.evidence.displacement import stored_displacement, stored_displacements
from tether.evidence.packs import shipped_packs
from tether.evidence.sources import SourceCard
from tether.evidence.store import data_folder, read_set, stored_sets
from tether.theatre.open_panel import load_card


def age_in_words(last: Month, day: Month) -> str:
    """Return the time from a set's last month to another month: "11 months", "7 years", "7 years and 11 months"."""
    months = max(months_between(last, day), 0)
    years, rest = divmod(months, 12)
    parts = [_counted(years, "year")] if years else []
    parts += [_counted(rest, "month")] if rest or not years else []
    return " and ".join(parts)


def data_on_file(folder: Path | None = None, today: date | None = None) -> dict[str, list[str]]:
    """Return the shipped packs and the stored sets by name, then each with its release, its last event and its age."""
    now = month(str(today or date.today()))
    sets, lists = stored_sets(folder), stored_displacements(folder)
    old = [f"{name}: {_aged(load_card(name), now)}" for name in shipped_packs()]
    old += [f"{kept.name}: {_aged(read_set(kept).card, now)}" for kept in sets]
    old += [f"{name}: {_displaced(name, folder, now)}" for name in lists]
    names = [*(kept.name for kept in sets), *lists]
    return {"shipped": list(shipped_packs()), str(data_folder(folder)): names, "how old": old}


def _aged(card: SourceCard, now: Month) -> str:
    last = card.happened[1]
    return f"UCDP GED {card.version}, last event {last}, {age_in_words(month(last), now)} ago"


def _displaced(name: str, folder: Path | None, now: Month) -> str:
    last = str(max(c.day for c in stored_displacement(name, folder).counts))
    return f"recorded displacement, last list {last}, {age_in_words(month(last), now)} ago"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"

"""A user's own data: one country's events from one file, kept typed, with the card and the checksum.

    add_events(read_events("ged251-csv.zip", "Mali"))      # → "mali-ged-25.1"
    stored_events("mali-ged-25.1")

The folder is the one that is named, else ``TETHER_DATA``, else ``$XDG_DATA_HOME/tether``, else
``~/.local/share/tether``. A set is two files: ``NAME.parquet`` and ``NAME.json`` (card, notes, checksum). The json is
written last and makes the set exist, so that nothing is ever half there. A case folder made by ``tether new`` holds
such a set too.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from tether.documents.files import replacing, write_text
from tether.errors import InputError, Problem, did_you_mean
from tether.evidence.countries import Country
from tether.evidence.events import Events
from tether.evidence.sources import card_from, sha256_of

FORM = 1  # of the json; a reader refuses a later one


@dataclass(frozen=True)
class StoredSet:
    """One set of the store: its name and files."""

    name: str
    folder: Path

    @property
    def table(self) -> Path:
        """Return the parquet file."""
        return self.folder / f"{self.name}.parquet"

    @property
    def about(self) -> Path:
        """Return the json file beside it."""
        return self.folder / f"{self.name}.json"


def data_folder(named: Path | str | None = None) -> Path:
    """Return the folder of the user's data (it need not exist)."""
    if named:
        return Path(named)
    if os.environ.get("TETHER_DATA"):
        return Path(os.environ["TETHER_DATA"])
    share = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share"
    return Path(share) / "tether"


def stored_sets(folder: Path | None = None) -> tuple[StoredSet, ...]:
    """Return the sets of the store, by name."""
    place = data_folder(folder)
    return tuple(StoredSet(p.stem, place) for p in sorted(place.glob("*.json")) if p.with_suffix(".parquet").exists())


def set_name(events: Events) -> str:
    """Return the name that a set gets unless the user gives one, e.g. ``libya-located-21.1``."""
    return f"{events.country.id}-{events.kind}-{events.card.version}"


def add_events(events: Events, folder: Path | None = None, name: str = "") -> StoredSet:
    """Write a set, all of it or nothing; a set of the same name is replaced."""
    wanted = name or set_name(events)
    if "/" in wanted or wanted.startswith("."):
        raise InputError(Problem(f"name '{wanted}'", where="--name", expected="letters, digits, points and hyphens"))
    kept = StoredSet(wanted, data_folder(folder))
    kept.folder.mkdir(parents=True, exist_ok=True)
    with replacing(kept.table) as draft:
        events.frame.to_parquet(draft, index=False)
        about = json.dumps(_about(events, sha256_of(draft)), indent=1, ensure_ascii=False)
        kept.about.unlink(missing_ok=True)
    write_text(kept.about, about)
    return kept


def stored_events(name: str, folder: Path | None = None) -> Events:
    """Return a set of the store by name; an unknown name says what there is."""
    found = {s.name: s for s in stored_sets(folder)}
    if name not in found:
        raise InputError(
            Problem(
                f"no stored data '{name}'",
                where=str(data_folder(folder)),
                remedy=did_you_mean(name, found) if found else "add some: tether data add FILE --country NAME",
            )
        )
    return read_set(found[name])


def is_set(path: Path) -> bool:
    """Return whether ``path`` is the parquet file of a stored set (another program may write a json beside its own)."""
    try:
        about = json.loads(path.with_suffix(".json").read_text("utf-8")) if path.suffix == ".parquet" else {}
    except (OSError, ValueError):
        return False
    return isinstance(about, dict) and {"form", "sha256", "card"} <= set(about)


def read_set(kept: StoredSet) -> Events:
    """Read a set; a damaged one is one located ``InputError``."""
    import pandas as pd

    try:
        about = json.loads(kept.about.read_text("utf-8"))
        if about["form"] > FORM:
            raise ValueError("it was written by a later version of Tether")
        if sha256_of(kept.table) != about["sha256"]:
            raise ValueError("its checksum is not the one that was written beside it")
        country, frame = about["country"], pd.read_parquet(kept.table)
        return Events(
            country=Country(tuple(country["gw"]), country["iso3"], country["name"], country["ucdp"]),
            frame=frame.astype({c: "datetime64[s]" for c in ("date_start", "date_end") if c in frame}),
            card=card_from(about["card"]),
            kind=about["kind"],
            last_year=about["last_year"],
            place_column=about["place_column"],
            warnings=about["warnings"],
            notes=tuple(about["notes"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            Problem(f"stored data that cannot be read ({error})", where=str(kept.table), remedy="add the file again")
        ) from None


def _about(events: Events, checksum: str) -> dict[str, object]:
    country = events.country
    return {
        "form": FORM,
        "sha256": checksum,
        "country": {"gw": list(country.gw), "iso3": country.iso3, "name": country.name, "ucdp": country.ucdp},
        "kind": events.kind,
        "last_year": events.last_year,
        "place_column": events.place_column,
        "warnings": dict(events.warnings),
        "notes": list(events.notes),
        "card": events.card.to_json(),
    }

"""A user's own data: one country's events from one file, kept typed, with the card and the checksum.

    add_events(read_events("ged251-csv.zip", "Mali"))      # → "mali-ged-25.1"
    stored_events("mali-ged-25.1")

The folder is the one that is named, else ``TETHER_DATA``, else ``$XDG_DATA_HOME/tether``, else
``~/.local/share/tether``. A set is two files: ``NAME.parquet`` and ``NAME.json`` (card, notes, checksum). The json is
written first and keeps what it said of the table ``before``; the checksum says which of the two the table belongs to,
so that a set holds at every moment, also where its writer is killed between the two. Two writers of one set wait for
one another. A case folder made by ``tether new`` holds such a set too.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tether.documents.files import replacing, sweep, write_text
from tether.documents.locks import locked
from tether.documents.slug import check_slug
from tether.errors import InputError, Problem, UsageError, did_you_mean
from tether.evidence.countries import Country
from tether.evidence.events import CLEAR, STATUS, Events, set_apart
from tether.evidence.sources import card_from, sha256_of

if TYPE_CHECKING:
    import pandas as pd

FORM = 1  # of the json; a reader refuses a later one
TRIES = 3  # at a set that somebody may be writing anew


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
    kept = StoredSet(check_slug(name or set_name(events), "--name"), data_folder(folder))
    if kept.table.exists() and not is_set(kept.table):
        raise UsageError(f"{kept.table}: no set of Tether's, left alone; give another --name, or move it away")
    kept.folder.mkdir(parents=True, exist_ok=True)
    sweep(kept.folder)
    _sweep_sets(kept.folder)
    with locked(kept.table):
        _write(events, kept)
    return kept


def _write(events: Events, kept: StoredSet) -> None:
    """Write the json, then the table: the json tells the one before too, so that it holds whichever table is there."""
    before = _holding(kept) if kept.table.exists() else None
    try:
        with replacing(kept.table) as draft:
            _whole(events).to_parquet(draft, index=False)
            about = _about(events, sha256_of(draft)) | ({"before": before} if before else {})
            write_text(kept.about, json.dumps(about, indent=1, ensure_ascii=False))
    except BaseException:
        if not kept.table.exists():
            kept.about.unlink(missing_ok=True)
        raise


def _whole(events: Events) -> pd.DataFrame:
    """Return the events as one table: those kept apart last, with a column that says which are which."""
    import pandas as pd

    if events.unclear is None:
        return events.frame
    parts = [events.frame.assign(**{STATUS: CLEAR}), events.unclear.assign(**{STATUS: "kept apart"})]
    return pd.concat(parts, ignore_index=True)


def _holding(kept: StoredSet) -> dict[str, Any]:
    """Return what is said of the table that is there: the json, or, where the new table never came, the one before."""
    about = json.loads(kept.about.read_text("utf-8"))
    if not isinstance(about, dict):
        raise ValueError(f"{kept.about.name} holds no keys and values")
    before = about.pop("before", None)
    if isinstance(before, dict) and about["sha256"] != (found := sha256_of(kept.table)) and before["sha256"] == found:
        return before
    return about


def _sweep_sets(folder: Path) -> None:
    """Remove the json of a set whose table never came: its writer was killed between the two."""
    for kept in (StoredSet(p.stem, folder) for p in folder.glob("*.json")):
        if not kept.table.exists() and _is_about(kept.about):
            with locked(kept.table):
                if not kept.table.exists():
                    kept.about.unlink(missing_ok=True)


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
    return path.suffix == ".parquet" and _is_about(path.with_suffix(".json"))


def _is_about(path: Path) -> bool:
    try:
        about = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(about, dict) and {"form", "sha256", "card"} <= set(about)


def read_set(kept: StoredSet) -> Events:
    """Read a set; a damaged one is one located ``InputError``."""
    import pandas as pd

    try:
        about, data = _read_whole(kept)
        country, read = about["country"], pd.read_parquet(io.BytesIO(data))
        frame, unclear = set_apart(read.astype({c: "datetime64[s]" for c in ("date_start", "date_end") if c in read}))
        return Events(
            country=Country(tuple(country["gw"]), country["iso3"], country["name"], country["ucdp"]),
            frame=frame,
            unclear=unclear,
            card=card_from(about["card"]),
            kind=about["kind"],
            last_year=about["last_year"],
            place_column=about["place_column"],
            warnings=about["warnings"],
            notes=tuple(about["notes"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            Problem(
                f"stored data that cannot be read ({error})",
                where=str(kept.table),
                remedy="remove it and add the file again",
            )
        ) from None


def _read_whole(kept: StoredSet) -> tuple[dict[str, Any], bytes]:
    """Return what is said of a table, and the table, which belong together; a writer may be between the two."""
    for _ in range(TRIES):
        about = _holding(kept)
        if about["form"] > FORM:
            raise ValueError("it was written by a later version of Tether")
        data = kept.table.read_bytes()
        if hashlib.sha256(data).hexdigest() == about["sha256"]:
            return about, data
    raise ValueError("its checksum is not the one that was written beside it")


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

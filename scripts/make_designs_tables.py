"""Makes what ``tether after-designs`` reads, from UCDP's raw tables: months of countries, agreements, terminations.

    python scripts/make_designs_tables.py DATA      # DATA holds ucdp/; writes into src/tether/precedents

- ``country_months.npz``: deaths and events per country and month, 1989-01 to 2020-12, from the located events of GED
  21.1 (month of ``date_start``; where_prec 1–2 only); Iraq from GED 19.1 in full (month of ``date_end``, to 2018-12)
- ``agreements.csv``: one row per agreement of the UCDP Peace Agreement Dataset 22.1, its clauses as numbers of 0 and 1
- ``terminations.csv``: one row per ended episode of a conflict within a state (UCDP Conflict Termination Dataset
  3-2021), how it ended and the next year in which the conflict was active again
- ``designs_sources.json``: cards with citation, licence and checksum of each raw file

Nothing of a raw file's free text is copied. The result is byte-for-byte repeatable.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import zipfile
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd

from tether.evidence.countries import lookup
from tether.evidence.sources import CC_BY, SourceCard, citations_for, sha256_of

TARGET = Path(__file__).parents[1] / "src" / "tether" / "precedents"
START, MONTHS = np.datetime64("1989-01"), 384
CLAUSES = ("intarmy", "ddr", "mil_prov", "shagov", "pol_prov", "aut", "fed", "shaloc", "pko", "amn", "co_impl")
PEACE = "Pettersson, Therése, Stina Högbladh & Magnus Öberg (2019) Organized violence, 1989–2018 and peace agreements. "
TERMINATION = (
    "Kreutz, Joakim (2010) How and when armed conflicts end: Introducing the UCDP Conflict Termination Dataset. "
)


def main() -> None:
    """Write the four files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    raw = parser.parse_args().data / "ucdp"
    cards = [months(raw), iraq_card(raw), agreements(raw), terminations(raw)]
    text = json.dumps([asdict(c) for c in cards], ensure_ascii=False, indent=1, default=str)
    (TARGET / "designs_sources.json").write_text(text + "\n", "utf-8")


def months(raw: Path) -> SourceCard:
    """Write the countries' months."""
    world = pd.read_parquet(raw / "ged211_precise.parquet", columns=["country", "best", "date_start"])
    world["month"] = world["date_start"].str.slice(0, 7)
    whole = pd.read_csv(raw / "ged191_full_iraq.csv", usecols=["best", "date_end"])
    whole["month"] = whole["date_end"].str.slice(0, 7)
    table = pd.concat([world[world["country"] != "Iraq"], whole.assign(country="Iraq")])
    names = sorted(table["country"].unique())
    place = pd.Index(names).get_indexer(pd.Index(table["country"]))
    month = (table["month"].to_numpy("datetime64[M]") - START).astype(int)
    kept = (month >= 0) & (month < MONTHS)
    deaths, events = np.zeros((2, len(names), MONTHS), np.int32)
    best = table["best"].to_numpy(np.int64)[kept]
    np.add.at(deaths, (place[kept], month[kept]), best)
    np.add.at(events, (place[kept], month[kept]), best >= 1)
    deaths[names.index("Iraq"), 360:] = events[names.index("Iraq"), 360:] = -1  # 2019 on is not in the file
    _save(TARGET / "country_months.npz", countries=np.array(names), deaths=deaths, events=events)
    print(f"country_months.npz: {len(names)} countries, {int((deaths > 0).sum()):,} months with deaths")
    happened = ("1989-01-01", "2020-12-31")
    return _card(
        "ucdp-ged-located-21.1", "UCDP GED, located events", "21.1", raw / "ged211_precise.parquet", world, happened
    )


def iraq_card(raw: Path) -> SourceCard:
    """Return the card of Iraq's own file."""
    path = raw / "ged191_full_iraq.csv"
    rows = pd.read_csv(path, usecols=["best"])
    return _card("ucdp-ged-iraq-19.1", "UCDP GED, Iraq", "19.1", path, rows, ("1989-01-01", "2018-12-31"))


def agreements(raw: Path) -> SourceCard:
    """Write the agreements."""
    path = raw / "ucdp-peace-agreements-221.xlsx"
    table = pd.read_excel(path)
    rows = []
    for row in table.to_dict("records"):
        numbers = [n.strip() for n in str(row["gwno"]).split(",")]
        countries = "|".join(c.ucdp for c in map(lookup, numbers) if c)
        ended = str(row["duration"])[:10] if row["ended"] is True else ""
        clauses = [int(row[c]) if row[c] in (0, 1) else "" for c in CLAUSES]
        name = " ".join(str(row["pa_name"]).split())[:90]
        rows.append([row["paid"], str(row["pa_date"])[:10], countries, name, int(row["pa_type"]), *clauses, ended])
    rows.sort(key=lambda r: (r[1], r[0]))
    _write("agreements.csv", ["id", "date", "countries", "name", "kind", *CLAUSES, "ended"], rows)
    cite = (PEACE + "Journal of Peace Research 56(4). UCDP Peace Agreement Dataset 22.1, Uppsala University.",)
    happened = (rows[0][1], rows[-1][1])
    return _card("ucdp-peace-agreements-22.1", "UCDP Peace Agreement Dataset", "22.1", path, table, happened, cite)


def terminations(raw: Path) -> SourceCard:
    """Write the ended episodes of conflicts within states."""
    path = raw / "ucdp-term-acd-3-2021.xlsx"
    table = pd.read_excel(path)
    active = table.groupby("conflict_id")["year"].apply(lambda y: np.unique(y)).to_dict()
    ended = table[(table["confterm"] == 1) & table["type_of_conflict"].isin([3, 4]) & table["outcome"].notna()]
    rows = []
    for row in ended.sort_values(["ependdate", "conflict_id"]).to_dict("records"):
        day, later = str(row["ependdate"])[:10], active[row["conflict_id"]]
        again = later[later > int(row["year"])]
        countries = "|".join(c.ucdp for c in map(lookup, str(row["gwno_loc"]).split(", ")) if c)
        rows.append([row["conflict_id"], countries, day, int(row["outcome"]), int(again[0]) if again.size else ""])
    _write("terminations.csv", ["conflict", "countries", "ended", "outcome", "again"], rows)
    cite = (TERMINATION + "Journal of Peace Research 47(2): 243–250. Version 3-2021.",)
    happened = (rows[0][2], rows[-1][2])
    return _card("ucdp-termination-3-2021", "UCDP Conflict Termination Dataset", "3-2021", path, table, happened, cite)


def _card(
    id_: str,
    title: str,
    version: str,
    path: Path,
    table: pd.DataFrame,
    happened: tuple[str, str],
    cite: tuple[str, ...] = (),
) -> SourceCard:
    return SourceCard(
        id=id_,
        title=title,
        provider="Uppsala Conflict Data Program, Uppsala University",
        version=version,
        kind="derived",
        licence=CC_BY[0],
        licence_url=CC_BY[1],
        citations=cite or citations_for(version),
        url="https://ucdp.uu.se/downloads/",
        file=path.name,
        sha256=sha256_of(path),
        bytes=path.stat().st_size,
        rows=len(table),
        happened=happened,
        published="",
        coded="",
    )


def _write(name: str, header: list[str], rows: list[list[object]]) -> None:
    with (TARGET / name).open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)
    print(f"{name}: {len(rows)} rows")


def _save(path: Path, **arrays: np.ndarray) -> None:
    """Write an npz whose bytes don't depend on the clock."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            held = io.BytesIO()
            np.lib.format.write_array(held, array, allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, held.getvalue())


if __name__ == "__main__":
    main()

"""The yardstick's units, made from event tables: which rows, which months, which places.

Each function takes the folder that holds the raw files (never shipped) and returns a ``Series``: deaths = the sum of
``best``, events = rows with best ≥ 1, every month of the span known (no row = zero there).

- ``iraq_governorates`` · ``iraq_country``: GED 19.1 in full; month of ``date_end``; ``adm_1`` by name, Kirkuk's two
  names merged, rows without it left out of the governorates
- ``libya_districts``: located events, month of ``date_start``; all, or the 21 that ever had an event (hindsight)
- ``world_regions`` · ``world_countries``: units listed beside the data; for regions only rows in a country's usual
  ``ne_adm0``
- ``challenge_countries``: the VIEWS challenge's country-months, deaths only, Iraq and Libya left out
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from tether.evidence.calendar import month as month_of
from tether.forecast.series import Series

START = np.datetime64("1989-01")


def series_from_rows(
    rows: pd.DataFrame,
    units: list[str],
    span: tuple[np.datetime64, np.datetime64],
    name: str,
    groups: tuple[str, ...] = (),
) -> Series:
    """Return a series from rows (unit, month as datetime64[M], best); rows of other units or months are left out.

    Both ends of ``span`` are included; inside it a month with no row is zero.
    """
    start, end = (month_of(m) for m in span)
    width = int((end - start).astype(int)) + 1
    place = pd.Index(units).get_indexer(pd.Index(rows["unit"]))
    month = (rows["month"].to_numpy("datetime64[M]") - start).astype(int)
    inside = (place >= 0) & (month >= 0) & (month < width)
    best = rows["best"].to_numpy(float)
    deaths, events = np.zeros((2, len(units), width))
    np.add.at(deaths, (place[inside], month[inside]), best[inside])
    np.add.at(events, (place[inside], month[inside]), (best[inside] >= 1).astype(float))
    return Series(tuple(units), start, deaths, events, groups, name)


def _months(dates: pd.Series) -> np.ndarray:
    return dates.str.slice(0, 7).to_numpy("datetime64[M]")


def _iraq(data: Path) -> pd.DataFrame:
    columns = ["adm_1", "date_end", "type_of_violence", "best"]
    table = pd.read_csv(data / "ucdp" / "ged191_full_iraq.csv", usecols=columns)
    table["month"] = _months(table["date_end"])
    name = table["adm_1"].str.removesuffix(" province").str.removesuffix(" governorate").str.strip()
    table["unit"] = name.replace({"At-Ta'mim": "Kirkuk", "Kirkūk": "Kirkuk"})
    return table


def iraq_governorates(data: Path) -> Series:
    """Return Iraq's 18 governorates, all types of violence, 1989–2018."""
    table = _iraq(data).dropna(subset=["unit"])
    return series_from_rows(table, sorted(table["unit"].unique()), (START, np.datetime64("2018-12")), "Iraq")


def iraq_country(data: Path) -> Series:
    """Return Iraq as one unit, state-based violence, 1989–2018."""
    table = _iraq(data)
    table = table[table["type_of_violence"] == 1].assign(unit="Iraq")
    return series_from_rows(table, ["Iraq"], (START, np.datetime64("2018-12")), "Iraq")


def libya_districts(data: Path, hindsight: bool = True) -> Series:
    """Return Libya's districts, all types, 1989–2020: those that ever had an event, or all 22 polygons."""
    table = pd.read_csv(data / "ucdp" / "ged211_wp12_libya.csv").rename(columns={"ne_adm1": "unit"})
    table["month"] = _months(table["date_start"])
    table = table[table["ne_adm0"] == "LBY"].dropna(subset=["unit"])
    units = sorted(table["unit"].unique())
    if not hindsight:
        shapes = pd.read_json(data / "geo" / "ne10m_admin1_libya.geojson", typ="series")["features"]
        units = sorted({*units, *(shape["properties"]["name"] for shape in shapes)})
    return series_from_rows(table, units, (START, np.datetime64("2020-12")), "Libya")


def _world(data: Path) -> pd.DataFrame:
    table = pd.read_parquet(data / "ucdp" / "ged211_precise.parquet")
    table["month"] = _months(table["date_start"])
    return table


def world_regions(data: Path) -> Series:
    """Return the headline panel: 119 regions of 21 countries, all types, 1989–2020."""
    listed = pd.read_csv(data / "yardstick" / "regions_panel.csv")
    return _listed(_regions(data), listed, "regions")


def every_region(data: Path) -> Series:
    """Return every region of the world table that ever had an event: what the pooled fit learns from."""
    return _listed(*_all_units(_regions(data)), "regions")


def violent_regions(data: Path) -> Series:
    """Return every region of the countries of the regions' panel: what is summed to whole countries."""
    whole = every_region(data)
    listed = set(pd.read_csv(data / "yardstick" / "regions_panel.csv")["country"])
    return whole.only([row for row, country in enumerate(whole.groups) if country in listed])


def every_country(data: Path, state_based: bool = False) -> Series:
    """Return every country of the world table, all types or state-based violence only."""
    table = _world(data)
    kept = table[table["type_of_violence"] == 1] if state_based else table
    _, listed = _all_units(table.assign(unit=table["country"]))
    return _listed(kept.assign(unit=kept["country"]), listed, "countries")


def _regions(data: Path) -> pd.DataFrame:
    table = _world(data)
    usual = table.dropna(subset=["ne_adm0"]).groupby("country")["ne_adm0"].agg(lambda codes: codes.mode().iloc[0])
    table = table[table["ne_adm0"] == table["country"].map(usual)]
    return table.assign(unit=table["country"] + " / " + table["ne_adm1"])


def _all_units(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    listed = table[["unit", "country"]].dropna().drop_duplicates("unit").sort_values("unit")
    return table, listed


def world_countries(data: Path) -> Series:
    """Return the 23 countries of the world panel, all types, 1989–2020."""
    listed = pd.read_csv(data / "yardstick" / "countries_panel.csv")
    table = _world(data)
    return _listed(table.assign(unit=table["country"]), listed, "countries")


def _listed(table: pd.DataFrame, listed: pd.DataFrame, name: str) -> Series:
    groups = tuple(listed["country"])
    return series_from_rows(table, list(listed["unit"]), (START, np.datetime64("2020-12")), name, groups)


def challenge_countries(data: Path) -> Series:
    """Return the challenge's 189 country units without Iraq and Libya, deaths only, 2016-11 to 2021-12."""
    table = pd.read_csv(data / "yardstick" / "country_month_sb_2016-11_2021-12.csv")
    table = table[~table["name"].isin(["Iraq", "Libya"])]
    table["unit"] = table["name"] + " (" + table["country_id"].astype(str) + ")"
    wide = table.pivot(index="unit", columns="month", values="ged_sb_best")
    start = np.datetime64(str(wide.columns[0]), "M")
    units = tuple(str(u) for u in wide.index)
    return Series(units, start, wide.to_numpy(float), None, units, "challenge")

"""The status quo's forecast in the layouts of two communities that score forecasts: forecast hubs, and VIEWS.

    hub_table(run, package)       # origin_date, target, horizon, location, output_type, output_type_id, value
    views_table(run, package)     # month_id, year, month, isoab, gwcode, unit, …: a row a month and unit

Only the status quo is in them: what options change rests on assumed worlds and is no forecast. Quantiles are those of
the run's own tables; samples and means are read from its draws, for the country alone, since draws are kept for it
alone. Both are made from a finished run's files and compute no model.

Hubverse, model output format (docs.hubverse.io); VIEWS (viewsforecasting.org), whose month 1 is January 1980.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tether.errors import InputError, Problem
from tether.study.data_package import OLDER_RUN, QUANTILES

TARGET = "deaths, best estimate, all types, by month"
SAMPLES = 100  # futures of a hub's file
EXPECTED = "a run that projected the status quo from recorded events"
MANY = 25  # deaths a month from which VIEWS counts a country as in conflict
VIEWS_START = 1980


def hub_table(run: Path, package: Mapping[str, Any]) -> pd.DataFrame:
    """Return quantiles of the country and of each place, then samples of the country.

    Raises:
        InputError: the run holds no forecast, or an older version made it.
    """
    country, place = _country(package), _codes(package)
    whole, parts = _table(run, "projection"), _table(run, "place_projection")
    rows = [_quantiles(whole.assign(location=country["iso3"] or country["id"]))]
    rows.append(_quantiles(parts.assign(location=[place.get(p) or p for p in parts["place"]])))
    draws = _draws(run)[:, :SAMPLES]  # (month, sample)
    numbered = {str(s): draws[:, s] for s in range(draws.shape[1])}
    wide = pd.DataFrame({"month": whole["month"], "location": country["iso3"] or country["id"], **numbered})
    rows.append(_long(wide, list(numbered), "sample"))
    table = pd.concat(rows, ignore_index=True)
    origin = str(package["cut_off"])
    table.insert(0, "origin_date", _last_day(origin))
    table.insert(1, "target", TARGET)
    table.insert(2, "horizon", [_ahead(origin, m) for m in table["month"]])
    table.insert(3, "target_end_date", [_last_day(m) for m in table.pop("month")])
    return table


def views_table(run: Path, package: Mapping[str, Any]) -> pd.DataFrame:
    """Return one row a month for the country, then for each place: median and 80 % interval, mean, chance of 25.

    Raises:
        InputError: the run holds no forecast, or an older version made it.
    """
    country, place = _country(package), _codes(package)
    whole, parts = _table(run, "projection"), _table(run, "place_projection")
    draws = _draws(run)
    whole = whole.assign(place="", main_mean=draws.mean(axis=1), main_dich=(draws >= MANY).mean(axis=1))
    both = pd.concat([whole, parts], ignore_index=True)
    year, month = (both["month"].str.slice(*at).astype(int) for at in ((0, 4), (5, 7)))
    return pd.DataFrame(
        {
            "month_id": (year - VIEWS_START) * 12 + month,
            "year": year,
            "month": month,
            "isoab": country["iso3"],
            "gwcode": pd.array([country["gwcode"]] * len(both), dtype="Int64"),
            "unit": both["place"],
            "iso3166_2": [place.get(p, "") for p in both["place"]],
            "main_mean": both["main_mean"],
            "main_dich": both["main_dich"],
            "median": both["q50"],
            "p10": both["q10"],
            "p90": both["q90"],
        }
    )


def _quantiles(table: pd.DataFrame) -> pd.DataFrame:
    named = {q: f"{level / 100:g}" for q, level in QUANTILES.items()}
    return _long(table.rename(columns=named), list(named.values()), "quantile")


def _long(table: pd.DataFrame, columns: list[str], kind: str) -> pd.DataFrame:
    long = table.melt(["month", "location"], columns, "output_type_id", "value")
    long.insert(2, "output_type", kind)
    return long


def _country(package: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"iso3": "", "gwcode": None, "id": "", **package["country"]}


def _codes(package: Mapping[str, Any]) -> dict[str, str]:
    return {p["id"]: str(p.get("iso3166_2", "")) for p in package.get("places", ())}


def _table(run: Path, name: str) -> pd.DataFrame:
    path = run / "tables" / f"{name}.parquet"
    if not path.is_file():
        raise InputError(Problem(f"no tables/{path.name}", str(run), expected=EXPECTED, remedy=OLDER_RUN))
    try:
        found = pd.read_parquet(path)
    except (ValueError, OSError) as error:
        raise InputError(Problem(f"unreadable ({error})", str(path), expected="a Parquet table of a run")) from None
    if lost := [c for c in ("month", *QUANTILES) if c not in found]:
        raise InputError(Problem(f"no column {', '.join(lost)}", str(path), expected="the forecast's quantiles"))
    return found


def _draws(run: Path) -> NDArray[np.float64]:
    """Return the country's deaths under the status quo by (month, future)."""
    import xarray as xr

    path = run / "draws.nc"
    if not path.is_file():
        raise InputError(Problem("no draws.nc", str(run), expected=EXPECTED))
    try:
        with xr.open_dataset(path, engine="h5netcdf") as found:
            deaths = found["deaths"]
            first = {d: 0 for d in ("charter", "theory") if d in deaths.dims}
            lanes = deaths.isel(first).transpose("month", "point", "particle").to_numpy()
    except (OSError, KeyError, ValueError) as error:
        raise InputError(Problem(f"unreadable ({error})", str(path), expected="the draws of a run")) from None
    return np.asarray(lanes.reshape(len(lanes), -1), np.float64)


def _last_day(month: str) -> str:
    year, number = int(month[:4]), int(month[5:7])
    return f"{month}-{monthrange(year, number)[1]:02d}"


def _ahead(origin: str, month: str) -> int:
    return (int(month[:4]) - int(origin[:4])) * 12 + int(month[5:7]) - int(origin[5:7])

"""A country's own track record: what the model of its places would have said at past months of the very file at hand.

    record = own_record(panel, Noise(7))
    record.why                  # why nothing could be scored; "" where something was
    record.label("2024-06")     # "beats simple history here"
    record.fans                 # origin, month, q05 … q95: what the picture of the record would have shown then

It is a coarse hindcast: one pass of the filter through the file serves all origins, which lie 14, 26, 38, … months
before its last month (at most ``ORIGINS``), so that months 3 to 14 after each are known. At an origin nothing later
counts. The model is the one that a brief projects and charters tilt: places together, with the shocks they share. Kept
under the hash of all that it depends on, beside the posterior (``posterior.py``); ``tether hindcast`` scores more.
"""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tether.documents.cache import digest
from tether.errors import InputError, numbered
from tether.evidence.calendar import month as month_of
from tether.forecast.benchmarks import BENCHMARKS
from tether.forecast.core_forecaster import _cloud
from tether.forecast.filter_history import LEAST
from tether.forecast.many_origins import weighed_at
from tether.forecast.model import members
from tether.forecast.paths import place_totals, pull_of
from tether.forecast.posterior import CACHE, PER_MEMBER, posterior_key
from tether.forecast.records import LAST_LEAD, SIMPLE, TrackRecord, long_scores, worst_misses
from tether.forecast.scores import score_cells
from tether.forecast.series import Series, series_of_panel
from tether.forecast.sum_scores import by_country
from tether.forecast.sums import SPANS, recorded_sums, sum_table, sums_along
from tether.randomness.noise import Noise, SeriesNoise
from tether.theatre.panel import Panel

ORIGINS, FEWEST, APART = 6, 2, 12  # origins at most and at least, months between them
BEFORE = 2 * LEAST  # months of the file that an origin must have behind it
LEADS, DRAWS = tuple(range(3, LAST_LEAD + 1)), 1000
FAN = 24  # months that a past forecast is drawn for
LEVELS = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
UNIT, MODEL = "adm1", "core-model"
Draws = NDArray[np.float32]


def own_record(panel: Panel, noise: Noise) -> TrackRecord:
    """Return the record of the panel's own past origins, or why there is none."""
    series = series_of_panel(panel, UNIT)
    origins, why = past_origins(series)
    if why:
        return TrackRecord(panel.country, (), long_scores([]), worst_misses([]), own=True, why=why)
    key = digest(("own record", posterior_key(panel, noise, DRAWS, UNIT), repr((origins, LEADS, FAN))))
    kept = CACHE.get(key)
    text = _made(series, origins, noise) if kept is None else kept
    if kept is None:
        CACHE.put(key, text)
    tables = {name: _read(table) for name, table in json.loads(text).items()}
    return TrackRecord(
        panel.country, origins, tables["scores"], tables["misses"], True, "", tables["sums"], tables["fans"]
    )


BLANK = {name: [""] for name in ("observed", "percentile", "value")}
NAMED: Any = dict.fromkeys(("origin", "month", "without", "unit"), str)


def _read(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), keep_default_na=False, na_values=BLANK, dtype=NAMED)


def past_origins(series: Series) -> tuple[tuple[str, ...], str]:
    """Return the origins that can be scored, in time's order, and why there are none."""
    last = series.deaths.shape[1] - 1
    back = [last - LAST_LEAD - APART * k for k in range(ORIGINS)]
    found = [str(series.start + at) for at in back if at >= BEFORE and _pooled(series.start + at)]
    if len(found) >= FEWEST:
        return tuple(reversed(found)), ""
    need = BEFORE + LAST_LEAD + APART * (FEWEST - 1) + 1
    if last + 1 < need:
        return (), f"the file holds {numbered(last + 1, 'month')} up to the cut-off, and two past origins need {need}"
    return (), "parameters learned on other countries exist from October 2008 only, and the file ends too soon after it"


def _pooled(origin: np.datetime64) -> bool:
    try:
        members(origin, UNIT)
    except InputError:
        return False
    return True


def _made(series: Series, origins: tuple[str, ...], noise: Noise) -> bytes:
    """Return the record's tables by name as text, the same bytes for the same record."""
    cells, sums, fans = [], [], []
    for origin, drawn in past_paths(series, origins, noise):
        cells.append(_scored(series, origin, drawn, noise))
        whole, total = by_country(series), drawn.sum(axis=1, dtype=np.float64).astype(np.float32)  # (month, draw)
        known = recorded_sums(whole, origin)
        sums.append(sum_table(sums_along(total[None], SPANS), known, whole.until(origin), SPANS, noise))
        fans.append(_fan(whole, origin, total))
    scores = pd.concat(cells, ignore_index=True)
    tables = {
        "scores": long_scores([("all", scores), *((str(o), part) for o, part in scores.groupby("origin"))], UNIT),
        "misses": worst_misses([(UNIT, scores[scores["forecaster"] == MODEL])]),
        "sums": pd.concat(sums, ignore_index=True),
        "fans": pd.concat(fans, ignore_index=True),
    }
    return json.dumps({name: table.to_csv(index=False) for name, table in tables.items()}).encode()


def past_paths(series: Series, origins: tuple[str, ...], noise: Noise) -> Iterator[tuple[str, Draws]]:
    """Yield (origin, deaths of the places together (month, place, draw)) by the model, 36 months after each origin."""
    for origin, weighed in weighed_at(series, origins, noise, UNIT, PER_MEMBER, style="model"):
        cloud = _cloud(weighed, DRAWS, noise)
        luck = SeriesNoise(noise.seed, zlib.crc32(f"own/{series.name}/{origin}".encode()) & 0x7FFFFFFF)
        drawn = place_totals(cloud.state, cloud.parameters, luck, max(SPANS), pull_of(UNIT, "model"))
        yield origin, np.asarray(drawn)


def _scored(series: Series, origin: str, drawn: Draws, noise: Noise) -> pd.DataFrame:
    """Return one origin's scores by place and month, of the model and of simple histories."""
    history = series.until(origin)
    forecasts = {MODEL: np.moveaxis(drawn[[lead - 1 for lead in LEADS]], 0, 1)}
    forecasts |= {name: BENCHMARKS[name](history, LEADS, DRAWS, noise) for name in SIMPLE}
    found = [score_cells(d, series, origin, LEADS, noise).assign(forecaster=n) for n, d in forecasts.items()]
    return pd.concat(found, ignore_index=True)


def _fan(whole: Series, origin: str, total: Draws) -> pd.DataFrame:
    """Return the past forecast of the country's deaths month by month, (month,), with what was recorded."""
    bands = np.quantile(total[:FAN].astype(np.float64), list(LEVELS.values()), axis=1)
    months = [str(month_of(origin) + k) for k in range(1, FAN + 1)]
    seen = whole.at(origin, tuple(range(1, FAN + 1)))[0]
    return pd.DataFrame({"origin": origin, "month": months, "observed": seen, **dict(zip(LEVELS, bands, strict=True))})

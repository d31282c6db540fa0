"""The map of admin-1 units: classes of deaths, and a grey hatched layer for places without data.

Classes are the country's own: fifths of its places with deaths, so that the worst places differ in colour. Maps of two
countries are not to be laid side by side, and the note says so.

Two traps are minded here. Vega fills a polygon wound counter-clockwise (RFC 7946) over the whole globe, without an
error: features come in clockwise (``contract`` refuses others). And a missing value would take the colour of
zero: places without data are drawn by a layer of their own, hatched, and never reach the colour scale.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from shapely.geometry import LineString, MultiLineString, MultiPoint, box, mapping, shape
from shapely.ops import unary_union

from tether.brief.content import BriefContent, PrintedRecord
from tether.brief.results import entries
from tether.report.blocks import Cell, Figure, File, Row, Sentence, Table
from tether.report.charts import INK, MAP_FILLS, NO_DATA, NO_DATA_FILL, NO_DATA_HATCH, PAPER, SOFT, Chart
from tether.report.numbers import count, listed, spell

HATCHED_MEANS = "Hatched grey is a place without data; white is a place where nothing was counted."
MAP_COUNTS = (
    "Classes of deaths, best estimate, part this country’s places with deaths into fifths: maps of two countries do "
    "not compare. Numbers in the table beside the map."
)
FIFTHS = (0.2, 0.4, 0.6, 0.8)


def map_table(record: PrintedRecord) -> pd.DataFrame:
    """Return one row per place: result, place, name, code, events, deaths (NaN = no data), class."""
    cards = pd.DataFrame([{"place": p.id, "name": p.name, "code": p.iso3166_2} for p in record.places])
    table = cards.merge(record.map_table[["place", "events", "deaths"]], on="place", how="left")
    edges = class_edges(table["deaths"])
    table["class"] = [classed(deaths, edges) for deaths in table["deaths"]]
    table.insert(0, "result", "record/map/" + table["place"])
    return table


def class_edges(deaths: pd.Series[Any]) -> tuple[int, ...]:
    """Return the lower edges of the classes above none: 1, then what parts the places with deaths into fifths.

    Edges are rounded to two digits; where many places have one number, there are fewer classes.
    """
    counted = deaths[deaths > 0].to_numpy(float)
    if not counted.size:
        return (1,)
    parted = [_two_digits(edge) for edge in np.quantile(counted, FIFTHS)]
    return (1, *sorted({edge for edge in parted if counted.min() < edge <= counted.max()}))


def _two_digits(value: float) -> int:
    return int(round(value, min(0, 1 - int(np.floor(np.log10(value))))))


def class_names(edges: Sequence[int]) -> tuple[str, ...]:
    """Return the classes from none to most: ``0``, ``1–69``, ``70 or more``."""
    spans = [count(a) if b == a + 1 else f"{count(a)}–{count(b - 1)}" for a, b in pairwise(edges)]
    return ("0", *spans, f"{count(edges[-1])} or more")


def classed(deaths: float, edges: Sequence[int]) -> str:
    """Return the class of a count; what is missing has its own."""
    return NO_DATA if pd.isna(deaths) else class_names(edges)[sum(deaths >= edge for edge in edges)]


def fills(classes: int) -> tuple[str, ...]:
    """Return one colour per class, from none to most, as far apart as their number allows."""
    steps = np.linspace(1, len(MAP_FILLS) - 1, classes - 1).round().astype(int) if classes > 2 else [len(MAP_FILLS) - 2]
    return (MAP_FILLS[0], *(MAP_FILLS[i] for i in steps))


def map_figure(content: BriefContent, unplaced: Sentence) -> Figure:
    """Return the map beside its table, with the count of what it can't show."""
    record, case = content.record, content.case
    assert record is not None  # the section asks for no figure without one
    table = map_table(record)
    first, last = (spell(m) for m in record.map_months)
    return Figure(
        id="map",
        title=f"Deaths recorded by place, {first} to {last}",
        unit="deaths (best estimate, all types of violence)",
        source=case.data_version,
        cut_off=case.cut_off,
        cells=(Cell(draw(table, record.features), _alt(table, first, last)),),
        file=File("map", f"Deaths recorded by place, {first} to {last}", table),
        layout="beside",
        note=(unplaced, HATCHED_MEANS, MAP_COUNTS),
        aside=_aside(table),
    )


def draw(table: pd.DataFrame, features: Sequence[Mapping[str, Any]], height: int = 400) -> Chart:
    """Return the map; ``features`` must be clockwise."""
    by_id = {f["properties"]["id"]: f["geometry"] for f in features}
    seen = [_feature(row, by_id[row["place"]]) for row in entries(table)]
    known = [f for f in seen if f["properties"]["class"] != NO_DATA]
    missing = [f for f in seen if f["properties"]["class"] == NO_DATA]
    filled = _filled(known, class_names(class_edges(table["deaths"])))
    ground = _shapes(seen).mark_geoshape(fill=NO_DATA_FILL, stroke=SOFT, strokeWidth=0.7, aria=False)
    layers = [ground, _hatching(missing), filled, _names(seen)] if missing else [ground, filled, _names(seen)]
    return alt.layer(*layers).project(type="mercator").properties(height=height)


def _feature(row: Mapping[str, Any], geometry: Mapping[str, Any]) -> dict[str, Any]:
    kept = {k: None if pd.isna(row[k]) else row[k] for k in ("name", "code", "events", "deaths", "class")}
    return {"type": "Feature", "properties": kept, "geometry": _rounded(geometry)}


def _rounded(geometry: Mapping[str, Any], digits: int = 3) -> dict[str, Any]:
    """Return a geometry to about a hundred metres: enough for a picture, and a third of the bytes."""
    return json.loads(json.dumps(mapping(shape(geometry))), parse_float=lambda text: round(float(text), digits))


def _shapes(features: list[dict[str, Any]]) -> Chart:
    return alt.Chart(
        alt.Data(values={"type": "FeatureCollection", "features": features}, format={"property": "features"})
    )


def _filled(features: list[dict[str, Any]], classes: Sequence[str]) -> Chart:
    scale = alt.Scale(domain=list(classes), range=list(fills(len(classes))))
    legend = alt.Legend(
        title="deaths",
        orient="bottom",
        columns=3,
        symbolType="square",
        symbolStrokeColor=SOFT,
        symbolStrokeWidth=0.7,
    )
    tips = [
        alt.Tooltip("properties.name:N", title="place"),
        alt.Tooltip("properties.deaths:Q", title="deaths", format=",d"),
        alt.Tooltip("properties.events:Q", title="events", format=",d"),
    ]
    mark = _shapes(features).mark_geoshape(stroke=SOFT, strokeWidth=0.7)
    return mark.encode(color=alt.Color("properties.class:N", scale=scale, legend=legend), tooltip=tips)


def _hatching(features: list[dict[str, Any]]) -> Chart:
    lines = [{"type": "Feature", "properties": {}, "geometry": hatch(f["geometry"])} for f in features]
    return _shapes(lines).mark_geoshape(filled=False, stroke=NO_DATA_HATCH, strokeWidth=1.2, aria=False)


def hatch(geometry: Mapping[str, Any], lines: int = 14) -> dict[str, Any]:
    """Return diagonal lines clipped to a polygon, ``lines`` of them across its longer side."""
    polygon = shape(geometry).buffer(0)
    west, south, east, north = polygon.bounds
    step = max(east - west, north - south) / lines
    offsets = range(int((east - west + north - south) / step) + 1)
    diagonals = [LineString([(west + i * step, south), (west + i * step - (north - south), north)]) for i in offsets]
    cut = unary_union(diagonals).intersection(polygon)
    parts = [p for p in getattr(cut, "geoms", [cut]) if p.geom_type == "LineString"]
    return mapping(MultiLineString(parts))


def _names(features: list[dict[str, Any]]) -> Chart:
    ranked = sorted(features, key=lambda f: -(f["properties"]["deaths"] or 0))
    data = alt.Data(values=labels([(f["properties"]["name"], shape(f["geometry"])) for f in ranked]))
    size = alt.expr("width < 330 ? 0 : 10")
    base = alt.Chart(data).encode(longitude="longitude:Q", latitude="latitude:Q", text="name:N")
    halo = base.mark_text(fontSize=size, stroke=PAPER, strokeWidth=3, strokeOpacity=1)
    return halo + base.mark_text(fontSize=size, color=INK)


def labels(shapes: Sequence[tuple[str, Any]], pixels: float = 400.0) -> list[dict[str, Any]]:
    """Return the names that find room on a map about ``pixels`` wide, in the order given, none over another.

    Every place is named in the table beside the map in any case. Widths are estimates: 5.4 pixels a letter, 12 a line.
    """
    west, south, east, north = MultiPoint([p for _, s in shapes for p in box(*s.bounds).exterior.coords]).bounds
    scale = pixels / max(east - west, north - south)
    taken: list[Any] = []
    placed = []
    for name, geometry in shapes:
        point = geometry.representative_point()
        half, high = 2.7 * len(name) / scale, 6 / scale
        room = box(point.x - half, point.y - high, point.x + half, point.y + high)
        if not any(room.intersects(other) for other in taken):
            taken.append(room)
            placed.append({"name": name, "longitude": point.x, "latitude": point.y})
    return placed


def _aside(table: pd.DataFrame) -> Table:
    ranked = table.sort_values(["deaths", "name"], ascending=[False, True], na_position="last")
    rows = tuple(
        Row((r["name"], _number(r["deaths"]), _number(r["events"])), r["result"]) for _, r in ranked.iterrows()
    )
    return Table("", ("Place", "Deaths", "Events"), rows, numeric=(1, 2))


def _number(value: float) -> str:
    return NO_DATA if pd.isna(value) else count(value)


def _alt(table: pd.DataFrame, first: str, last: str) -> str:
    known, missing = table[table["deaths"].notna()], table[table["deaths"].isna()]
    top = known.sort_values("deaths", ascending=False).head(3)
    most = listed(f"{r['name']} ({count(r['deaths'])})" for _, r in top.iterrows())
    none = f" No data: {listed(missing['name'])}." if len(missing) else ""
    return f"Map of {len(table)} places coloured by deaths recorded from {first} to {last}. Most in {most}.{none}"

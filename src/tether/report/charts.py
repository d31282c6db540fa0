"""The one style of every chart, and what charts share: rows, months on an axis, the spec that a page needs, the still.

Colour is never the only code: bands differ in width, theories in shape and row, classes of the map in a printed table,
missing data in its hatching. Altair, pandas and vl-convert are imported where they are used, so that a page without a
chart needs none of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from tether.report.blocks import Cell, Document, Figure
from tether.report.numbers import month, spell
from tether.report.standalone import data_url, json_text, still

INK = "#20262c"
SOFT = "#66707a"
GRID = "#e6e3dc"
PAPER = "#ffffff"
MARK = "#a3401a"  # the cut-off
BLUE = "#17506b"
BANDS = {95: "#dfe9ee", 90: "#dfe9ee", 80: "#b7d0dc", 50: "#7fabc0"}
FONT = "'Source Sans 3', 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif"

MAP_FILLS = ("#ffffff", "#fbe8d3", "#f3c596", "#e09355", "#b95a28", "#7a2f12")  # nothing counted, then fewest to most
NO_DATA = "no data"
NO_DATA_FILL = "#dcdbd7"
NO_DATA_HATCH = "#8f8e89"

SHAPES = ("circle", "square", "triangle-up", "diamond", "cross")
HUES = ("#17506b", "#a3401a", "#4c6b22", "#7a4a86", "#20262c")

WIDTH = {"wide": 700, "half": 380, "beside": 420, "rows": 400, "grid": 216}  # of the still pictures, pixels
CONFIG: dict[str, Any] = {
    "background": None,
    "font": FONT,
    "padding": {"left": 2, "right": 6, "top": 4, "bottom": 2},
    "autosize": {"type": "fit-x", "contains": "padding"},
    "view": {"stroke": None},
    "axis": {
        "labelColor": SOFT,
        "titleColor": SOFT,
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "gridColor": GRID,
        "domainColor": SOFT,
        "tickColor": GRID,
        "labelPadding": 4,
    },
    "axisY": {
        "domain": False,
        "ticks": False,
        "titleAngle": 0,
        "titleAlign": "left",
        "titleAnchor": "end",
        "titleY": -8,
        "titleX": 0,
    },
    "axisX": {"grid": False, "labelOverlap": "greedy", "labelSeparation": 8},
    "legend": {
        "labelColor": INK,
        "titleColor": SOFT,
        "labelFontSize": 11,
        "titleFontSize": 11,
        "titleFontWeight": "normal",
        "layout": {  # beside long names a drawing is narrower than its legend; two legends in a row run out of it
            "top": {"anchor": "end", "bounds": "flush"},
            "bottom": {"direction": "vertical", "bounds": "flush"},
        },
    },
    "text": {"color": INK, "fontSize": 11},
}

Chart = Any  # an Altair chart: its type changes with every layer


def rows(frame: Any) -> Any:
    """Return a table as inline rows, in JSON: months as ISO dates, missing as null (never 0).

    As text, which Vega-Lite reads like the rows themselves, for Altair copies a list again at every step.

    Months are also spelled out as ``when``, for tooltips: those would format a date by the reader's own clock, and say
    May for June west of Greenwich.
    """
    import altair as alt
    import pandas as pd

    columns: dict[str, list[Any]] = {}
    for name, column in frame.items():
        dated = pd.api.types.is_datetime64_any_dtype(column)
        lost, values = column.isna().tolist(), (column.dt.strftime("%Y-%m-%d") if dated else column).tolist()
        columns[str(name)] = [None if m else v for v, m in zip(values, lost, strict=True)]
    if "month" in columns:
        columns["when"] = [spell(m) for m in columns["month"]]
    records = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return alt.Data(values=json.dumps(records, ensure_ascii=False, allow_nan=False))


@contextmanager
def unchecked() -> Iterator[None]:
    """Let charts be put together without holding each part against the schema: that is most of their time.

    The tests hold every chart against it.
    """
    from altair.utils.schemapi import debug_mode

    with debug_mode(False):
        yield


def time_axis(years: str = "%Y", **more: Any) -> dict[str, Any]:
    """Return the encoding of months along x, read as UTC so that no reader's clock shifts a month."""
    import altair as alt

    axis = alt.Axis(title=None, format=years, tickCount=more.pop("ticks", 8), labelFlush=True, grid=False)
    return {"type": "temporal", "scale": alt.Scale(type="utc", **more), "axis": axis}


def cut_off_rule(cut_off: str, label: str = "") -> Chart:
    """Return the dashed line between record and projection, in the middle of the cut-off month."""
    import altair as alt
    import pandas as pd

    data = rows(pd.DataFrame({"at": [month(cut_off) + pd.Timedelta(days=15)], "label": [label]}))
    base = alt.Chart(data).encode(x=alt.X("at:T", scale=alt.Scale(type="utc")))
    rule = base.mark_rule(color=MARK, strokeDash=[4, 3], strokeWidth=1.2)
    if not label:
        return rule
    return rule + base.mark_text(align="right", dx=-5, y=8, color=MARK, fontSize=11).encode(text="label:N")


def specification(chart: Chart) -> dict[str, Any]:
    """Return the Vega-Lite spec of a chart, as wide as what holds it, without the configuration (a page carries one).

    The spec is not held against the schema here, which would take most of a page's time; the tests do that.
    """
    spec = chart.to_dict(validate=False) | {"width": "container"}
    datasets: dict[str, Any] = {}
    shared = _share(spec, datasets)
    made = {k: v for k, v in shared.items() if k not in ("config", "$schema")} | {"datasets": datasets}
    own = getattr(chart, "config", None)  # of a chart in another language (``editions``)
    return made | {"config": own} if isinstance(own, dict) else made


def rings_clockwise(feature: Mapping[str, Any]) -> bool:
    """Return whether every outer ring of a GeoJSON feature runs clockwise and every hole the other way.

    d3 and Vega fill what lies to the right of a ring. RFC 7946 has it the other way round, and a polygon in that order
    fills the whole frame without any error.
    """
    from shapely.geometry import shape

    geometry = shape(feature["geometry"])
    parts = getattr(geometry, "geoms", [geometry])
    return all(not p.exterior.is_ccw and all(hole.is_ccw for hole in p.interiors) for p in parts)


@dataclass(frozen=True)
class Drawing:
    """One drawing made ready: its spec for the live picture, its SVG for the still one."""

    id: str
    spec: Markup
    svg: str
    src: Markup


def drawings(document: Document) -> dict[str, Drawing]:
    """Return every drawing of a page by its name; none where it has no figure. Made once: not to be changed."""
    if "drawings" not in document.made:
        figures = [b for b in document.blocks if isinstance(b, Figure)]
        document.made["drawings"] = {d.id: d for f in figures for d in _drawings(f)}
    found: dict[str, Drawing] = document.made["drawings"]
    return found


def drawing_id(figure: Figure, index: int) -> str:
    """Return the name of one drawing of a figure: the figure's own where there is but one."""
    return figure.id if len(figure.cells) == 1 else f"{figure.id}-{index + 1}"


def stills(figure: Figure) -> list[str]:
    """Return the still pictures of a figure as SVG, in order."""
    return [d.svg for d in _drawings(figure)]


def _drawings(figure: Figure) -> list[Drawing]:
    return [_drawing(drawing_id(figure, i), cell, WIDTH[figure.layout]) for i, cell in enumerate(figure.cells)]


def _drawing(name: str, cell: Cell, width: int) -> Drawing:
    spec = specification(cell.chart)
    svg = still({**spec, "width": width, "config": _merged(CONFIG, spec.get("config", {}))})
    return Drawing(name, json_text(spec), svg, data_url(svg.encode(), "image/svg+xml"))


def _merged(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return a configuration with what another sets of it, part by part."""
    both = {
        k: _merged(one[k], v) if isinstance(v, dict) and isinstance(one.get(k), dict) else v for k, v in other.items()
    }
    return {**one, **both}


def _share(part: Any, datasets: dict[str, Any]) -> Any:
    """Return the spec with inline rows named, so that layers drawn from one table carry it once."""
    if isinstance(part, list):
        return [_share(p, datasets) for p in part]
    if not isinstance(part, dict):
        return part
    values = part.get("values")
    if isinstance(values, list | str) and set(part) <= {"values", "name"}:
        values = json.loads(values) if isinstance(values, str) else values
        name = next((n for n, known in datasets.items() if known == values), f"rows{len(datasets)}")
        datasets[name] = values
        return {"name": name}
    return {k: v if k == "values" else _share(v, datasets) for k, v in part.items()}

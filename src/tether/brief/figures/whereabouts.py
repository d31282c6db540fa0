"""Page one's map: where the fighting is, and who holds what. Deaths in classes; a mark where somebody holds a place.

Classes and hatching are those of the annex's map (``map.py``), which has a table beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd
from shapely.geometry import shape

from tether.brief.content import BriefContent
from tether.brief.figures.map import draw as draw_map
from tether.brief.figures.map import map_table
from tether.report.blocks import Cell, Figure, File
from tether.report.charts import INK, PAPER, SHAPES, Chart
from tether.report.numbers import count, listed, spell

SHORT_NAME = 22  # letters of a holder's name, up to which two stand beside one another in the legend
BELOW = 13  # pixels from a place's name to the mark below it
HELD = 0.5  # of a place's people, from which a group is said to hold it


def whereabouts_figure(content: BriefContent) -> Figure:
    """Return the map of deaths with marks for those who hold places."""
    record, case = content.record, content.case
    assert record is not None  # the page asks for no map without one
    table = map_table(record)
    first, last = (spell(m) for m in record.map_months)
    held = holders(record.held, table)
    most = table.sort_values("deaths", ascending=False, na_position="last")["name"].head(2)
    return Figure(
        id="whereabouts",
        title=f"Most deaths: {listed(most)}",
        unit="marks: who holds it" if len(held) else "in the last year",
        source=f"{case.data_version}, {first} to {last}; who holds what as claimed",
        cut_off=case.cut_off,
        cells=(Cell(draw(table, record.features, held), _alt(table, held, first, last)),),
        file=File(
            "whereabouts", "Where the fighting is, and who holds what", table.merge(held, on="place", how="left")
        ),
        layout="half",
    )


def holders(held: pd.DataFrame | None, table: pd.DataFrame) -> pd.DataFrame:
    """Return one row per place that somebody holds: place, holder, share."""
    if held is None or held.empty:
        return pd.DataFrame(columns=["place", "holder", "share"])
    known = held[held["place"].isin(table["place"]) & (held["share"] >= HELD)]
    return known.sort_values("share", ascending=False).drop_duplicates("place")[["place", "holder", "share"]]


def draw(table: pd.DataFrame, features: Sequence[Mapping[str, Any]], held: pd.DataFrame, height: int = 300) -> Chart:
    """Return the map with a mark in each place that is held, its shape by holder."""
    ground = draw_map(table, features, height)
    if held.empty:
        return ground
    by_id = {f["properties"]["id"]: shape(f["geometry"]) for f in features}
    names = list(dict.fromkeys(held["holder"]))
    low, high = (f(shape(g["geometry"]).bounds[n] for g in features) for f, n in ((min, 1), (max, 3)))
    below = BELOW * (high - low) / height  # degrees
    points = [
        {"holder": r["holder"], "longitude": p.x, "latitude": p.y - below}
        for r in held.to_dict("records")
        for p in [by_id[r["place"]].representative_point()]
    ]
    mark = alt.Chart(alt.Data(values=points)).mark_point(size=70, filled=True, color=INK, stroke=PAPER, opacity=1)
    columns = 1 if max(map(len, names)) > SHORT_NAME else 2
    legend = alt.Legend(title="held by", orient="bottom", columns=columns, labelLimit=330, symbolFillColor=INK)
    scale = alt.Scale(domain=names, range=list(SHAPES[1:] + SHAPES[:1])[: len(names)])
    marks = mark.encode(
        longitude="longitude:Q", latitude="latitude:Q", shape=alt.Shape("holder:N", scale=scale, legend=legend)
    )
    return alt.layer(*ground.layer, marks).project(type="mercator").properties(height=height)


def _alt(table: pd.DataFrame, held: pd.DataFrame, first: str, last: str) -> str:
    top = table[table["deaths"].notna()].sort_values("deaths", ascending=False).head(3)
    most = listed(f"{r['name']} ({count(r['deaths'])})" for _, r in top.iterrows())
    names = dict(zip(table["place"], table["name"], strict=True))
    holding = [
        f"{who} holds {listed(names[p] for p in part['place'])}" for who, part in held.groupby("holder", sort=False)
    ]
    who = "; ".join(holding) or "No claim says who holds a place"
    return f"Map of deaths recorded from {first} to {last}; most in {most}. {who}."

"""Tables made ready for drawing and for download: missing stays missing, ids stand on each row, CSV round-trips."""

import io
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from brief_content import PLACES, break_even, build, comparison, figures, record, shipped

from tether.brief import render_annex, results
from tether.brief.figures.breakeven import placed
from tether.brief.figures.history import history_table, past_forecasts
from tether.brief.figures.map import class_edges, class_names, classed, fills, hatch, labels, map_table
from tether.brief.figures.places import places_table
from tether.brief.restraint import faults
from tether.report.charts import MAP_FILLS, NO_DATA, rows, specification
from tether.report.standalone import csv_bytes


@pytest.mark.parametrize(
    ("deaths", "name"),
    [
        (0, "0"),
        (1, "1–9"),
        (9, "1–9"),
        (10, "10–99"),
        (999, "100–999"),
        (1000, "1,000–9,999"),
        (10000, "10,000 or more"),
    ],
)
def test_counts_fall_into_their_classes(deaths, name):
    assert classed(deaths, (1, 10, 100, 1000, 10000)) == name


def test_missing_is_a_class_of_its_own_and_never_zero():
    assert classed(np.nan, (1, 10)) == NO_DATA not in class_names((1, 10))


IRAQ = (3432, 535, 1745, 0, 0, 1181, 0, 465, 7, 1257, 0, 0, 12, 3566, 0, 2669, 0, 70, np.nan)  # the year to June 2015


def test_classes_part_a_countrys_worst_places_from_one_another():
    edges = class_edges(pd.Series(IRAQ))
    names = class_names(edges)
    assert names == ("0", "1–69", "70–539", "540–1,299", "1,300–2,699", "2,700 or more")
    found = [classed(deaths, edges) for deaths in IRAQ]
    worst = sorted((d, c) for d, c in zip(IRAQ, found, strict=True) if d > 1000)
    assert len({c for _, c in worst}) == 3 and found.count("0") == 7 and found[-1] == NO_DATA
    assert all(name in found for name in names)


@pytest.mark.parametrize(
    ("deaths", "names"),
    [
        ((0, 0, np.nan), ("0", "1 or more")),
        ((0, 5, 5, 5), ("0", "1 or more")),
        ((1, 2, 3), ("0", "1", "2", "3 or more")),
    ],
)
def test_few_different_counts_have_few_classes(deaths, names):
    assert class_names(class_edges(pd.Series(deaths))) == names
    shown = fills(len(names))
    assert len(set(shown)) == len(names) and shown[0] == MAP_FILLS[0] and NO_DATA not in names


def test_a_place_without_a_row_is_missing_on_the_map_and_empty_in_the_file():
    made = record()
    table = map_table(replace(made, map_table=made.map_table[made.map_table["place"] != "basra"]))
    row = table.set_index("place").loc["basra"]
    assert pd.isna(row["deaths"]) and row["class"] == NO_DATA and len(table) == len(PLACES)
    line = next(text for text in csv_bytes(table).decode("utf-8-sig").splitlines() if ",basra," in text)
    assert ",,,no data" in line


def test_the_country_is_missing_where_one_place_is():
    made = record()
    past = made.history.astype({"best": float})
    past.loc[(past["place"] == "anbar") & (past["month"] == "2015-06"), "best"] = np.nan
    months = results.national(replace(made, history=past)).set_index("month")["best"]
    assert pd.isna(months.iloc[-1]) and months.iloc[:-1].notna().all()


def test_the_country_counts_what_has_no_place():
    made = record()
    june = made.history[made.history["month"] == "2015-06"]["best"].sum()
    assert results.national(made)["best"].iloc[-1] == june


def test_history_carries_record_then_projection_with_ids():
    table = history_table(record())
    assert table["result"].is_unique
    assert (
        table["result"].iloc[0] == "record/record/2009-01" and table["result"].iloc[-1] == "record/projection/2018-06"
    )
    assert table.loc[table["part"] == "projection", "best"].isna().all()


def test_past_forecasts_lie_side_by_side_and_end_before_the_cut_off():
    fans = pd.concat(
        pd.DataFrame(
            {"origin": str(o), "month": [str(o + k) for k in range(1, 25)], "q05": 1.0, "q50": 2.0, "q95": 9.0}
        )
        for o in pd.period_range("2009-04", "2014-04", freq="M")[::12]
    )
    for kept, length in ((6, 24), (4, 12)):
        origins = sorted(set(fans["origin"]))[-kept:]
        own = replace(shipped(), fans=fans[fans["origin"].isin(origins)])
        found = past_forecasts(replace(record(), track_record=own))
        assert (found.groupby("origin").size() == length).all() and found["month"].is_unique
        assert len(set(found["origin"])) >= 3 and found["month"].max() <= pd.Timestamp("2015-06-01")
    assert past_forecasts(record()).empty


def test_a_record_of_its_own_file_says_how_it_was_made_and_what_its_bands_held():
    sums = pd.DataFrame(
        [("x", "x", o, 12, 100.0, 0.5, 50.0, 90.0, high, 80.0, 70.0) for o, high in ORIGINS],
        columns=[*("unit", "country", "origin", "span", "observed", "percentile", "q05", "median", "q95"),
                 *("last_year", "year_before")],
    )  # fmt: skip
    fans = pd.DataFrame({"origin": ["2012-04"], "month": ["2012-05"], "q05": [1.0], "q50": [2.0], "q95": [3.0]})
    cover = pd.DataFrame([("adm1", "core-model", "cover90", 0.91, "all", "")], columns=shipped().scores.columns)
    made = shipped()
    own = replace(made, own=True, sums=sums, fans=fans, scores=pd.concat([made.scores, cover]))
    page = render_annex(replace(build(), record=replace(record(), track_record=own)))
    assert faults(page) == []
    assert "91.0" in page and "2 of 3 lie within" in page.replace("\u00a0", " ") and "tether hindcast" in page
    short = replace(made, own=True, why="the file holds 40 months up to the cut-off, and two past origins need 51")
    page = render_annex(replace(build(), record=replace(record(), track_record=short)))
    assert "not scored: the file holds 40 months" in page and faults(page) == []


ORIGINS = (("2012-04", 120.0), ("2013-04", 140.0), ("2014-04", 95.0))


def test_places_begin_where_the_drawing_does():
    table = places_table(record(), pd.Timestamp("2012-01-01"))
    assert table["month"].min() == pd.Timestamp("2012-01-01") and "unplaced" not in set(table["place"])
    assert table["result"].is_unique


def test_bands_are_the_pairs_that_the_frame_has_outermost_first():
    frame = record().projection
    assert [b[2] for b in results.bands(frame)] == [95, 80, 50]
    ninety = frame.rename(columns={"q025": "q05", "q975": "q95"})
    assert [b[2] for b in results.bands(ninety)] == [90, 80, 50]
    both = frame.assign(q05=frame["q025"], q95=frame["q975"])
    assert [b[2] for b in results.bands(both)] == [95, 80, 50]


def test_ids_of_comparisons_tell_pair_and_what_it_is_compared_with():
    made = comparison()
    assert "comparison/civilian_deaths/status-quo+p9/article" in set(results.compared(made)["result"])
    other = made.table.assign(against_sponsor="p3", against_host="status-quo")
    named = results.compared(replace(made, table=other))["result"]
    assert named.is_unique and named.str.contains("~p3\\+status-quo/").all()


def test_worlds_above_are_what_is_neither_below_nor_tied():
    table = results.compared(comparison())
    assert (table["worlds_above"] + table["worlds_below"] + table["worlds_tied"] == table["worlds_total"]).all()


def test_a_cited_id_resolves_to_its_row_or_its_group_only():
    ids = {"a/b/c", "a/bd"}
    assert results.resolves("a/b", ids) and results.resolves("a/bd", ids)
    assert not results.resolves("a/bx", ids) and not results.resolves("b", ids)


def test_csv_begins_with_the_mark_and_round_trips():
    table = pd.DataFrame(
        {
            "place": ["Al-Qādisiyyah", "a,b"],
            "month": pd.to_datetime(["2015-06-01", "2015-07-01"]),
            "deaths": [3.0, np.nan],
        }
    )
    data = csv_bytes(table)
    assert data.startswith(b"\xef\xbb\xbf")
    back = pd.read_csv(io.BytesIO(data), encoding="utf-8-sig")
    assert back["place"].tolist() == table["place"].tolist() and back["month"].tolist() == ["2015-06", "2015-07"]
    assert back["deaths"].iloc[0] == 3 and pd.isna(back["deaths"].iloc[1])
    assert b",3\n" in data


def test_rows_carry_missing_as_null():
    values = rows(pd.DataFrame({"month": pd.to_datetime(["2015-06-01"]), "x": [np.nan]})).to_dict()["values"]
    values = json.loads(values)
    assert values == [{"month": "2015-06-01", "x": None, "when": "June 2015"}]


def test_break_even_bars_end_at_the_range_and_absence_is_written_out():
    table = placed(break_even().assign(lo=-1.0), comparison())
    assert table["lo"].min() == 0.1
    assert table.set_index("theory")["none"]["Patron"] == "none in range: lower at every value"
    assert table.set_index("theory")["none"]["Article"] == ""


def test_hatching_stays_inside_its_polygon():
    square = {"type": "Polygon", "coordinates": [[[0, 0], [0, 2], [2, 2], [2, 0], [0, 0]]]}
    lines = hatch(square)["coordinates"]
    assert len(lines) > 10
    assert all(-1e-9 <= c <= 2 + 1e-9 for line in lines for point in line for c in point)


def test_layers_of_one_table_carry_it_once():
    history = next(f for f in figures(build()) if f.id == "history")
    spec = specification(history.cells[0].chart)
    datasets = [str(d) for d in spec["datasets"].values()]
    assert len(datasets) == len(set(datasets)) and "values" not in str(spec["layer"])


def test_the_axis_of_a_break_even_holds_every_range_and_every_value():
    from tether.brief.figures.breakeven import span

    rows = break_even().assign(range_lo=[0.05, 0, 0, 0, 0.1], range_hi=[0.9, 0.2, 0.9, 0.9, 0.9])
    rows.loc[4, "value"] = 0.95
    assert span(rows) == (0.0, 0.95)


def test_names_on_the_map_never_lie_over_one_another_and_the_first_are_named():
    from shapely.geometry import box

    country = [("Desert", box(0, 0, 10, 8)), ("Coast-one", box(4.0, 8, 4.2, 8.2)), ("Coast-two", box(4.3, 8, 4.5, 8.2))]
    assert [p["name"] for p in labels(country)] == ["Desert", "Coast-one"]
    apart = [("Desert", box(0, 0, 10, 8)), ("Coast-one", box(1, 8, 1.2, 8.2)), ("Coast-two", box(8, 8, 8.2, 8.2))]
    assert len(labels(apart)) == 3


def test_no_tooltip_formats_a_date_by_the_readers_clock():
    def tooltips(part):
        inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        own = part.get("tooltip", []) if isinstance(part, dict) else []
        return [t for t in own if isinstance(t, dict)] + [t for p in inner for t in tooltips(p)]

    found = [t for f in figures(build()) for c in f.cells for t in tooltips(specification(c.chart))]
    assert len(found) > 20 and {t["field"] for t in found} >= {"when", "best"}
    assert not any(t["type"] == "temporal" for t in found)

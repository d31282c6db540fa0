"""The door: a content that breaks its contract is refused, with every fault told at once."""

from dataclasses import replace

import pytest
from brief_content import build, comparison, record, squares

from tether.brief import render
from tether.brief.contract import check
from tether.errors import InputError


def broken(**changes):
    with pytest.raises(InputError) as caught:
        check(build(**changes))
    return str(caught.value)


def test_a_good_content_passes():
    check(build())


def test_missing_columns_of_several_tables_are_told_together():
    bad = record()
    text = broken(record=replace(bad, ess=bad.ess.drop(columns="mean"), paths=bad.paths.drop(columns="path")))
    assert "record.ess: column mean is missing" in text and "record.paths: column path is missing" in text


def test_a_verdict_that_its_own_intervals_contradict_is_refused():
    made = comparison()
    table = made.table.assign(distinguishable=True)
    assert "zero lies outside the interval under 0 of 5 theories" in broken(comparison=replace(made, table=table))


def test_a_theory_left_out_is_refused():
    made = comparison()
    table = made.table[~((made.table["theory"] == "patron") & (made.table["host"] == "p9"))]
    assert "4 of 5 theories" in broken(comparison=replace(made, table=table))


def test_a_size_for_an_outcome_without_a_series_is_refused():
    made = comparison()
    table = made.table.assign(kind="difference", value=0.0, lo=-1.0, hi=1.0, distinguishable=False)
    assert "sizes for an outcome without a series" in broken(comparison=replace(made, table=table))


def test_a_polygon_wound_as_rfc_7946_has_it_is_refused():
    features = list(squares())
    ring = features[2]["geometry"]["coordinates"][0]
    turned = {**features[2], "geometry": {"type": "Polygon", "coordinates": [ring[::-1]]}}
    text = broken(record=replace(record(), features=(*features[:2], turned, *features[3:])))
    assert "polygon of basra runs counter-clockwise" in text


def test_a_place_without_polygon_and_a_place_that_nobody_knows_are_refused():
    made = record()
    strange = made.map_table.assign(place=made.map_table["place"].replace("basra", "atlantis"))
    text = broken(record=replace(made, features=made.features[1:], map_table=strange))
    assert "no polygon for anbar" in text and "place atlantis is not one of the theatre's" in text


def test_render_checks_before_it_draws():
    made = comparison()
    with pytest.raises(InputError):
        render(build(comparison=replace(made, headline="none of these")))

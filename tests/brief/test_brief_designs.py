"""The record of past designs in a brief: base rates in sections 3 and 7, theories weighed by it in section 9."""

import pytest
from brief_content import build

from tether.armed_order.theories import THEORIES
from tether.brief import render
from tether.precedents.after_designs import DesignRecord
from tether.precedents.agreements import army_rate, relapse_said
from tether.precedents.theories_tried import TheoryFit

WEIGHTS = dict(zip((t.id for t in THEORIES), (0.3, 0.1, 0.15, 0.25, 0.2), strict=True))
FITS = tuple(TheoryFit(name, 0.5, weight, {}) for name, weight in WEIGHTS.items())


def part(page, name):
    return page.split(f'<section id="{name}"', 1)[1].split("<section", 1)[0]


@pytest.fixture(scope="module")
def page():
    return render(build(designs=DesignRecord(army_rate("2015-06").said, relapse_said("2015-06"), 58, FITS)))


def test_equal_weights_stay_and_the_record_s_stand_in_a_second_column(page):
    nine = part(page, "assumptions")
    assert "Weight in this brief" in nine and "Weighed by the record" in nine
    assert nine.count("20 %") + nine.count("20%") >= 5  # each theory weighs a fifth
    assert "weigh alike" in nine and "not drawn by lot" in nine.replace("were not", "not")


def test_base_rates_stand_beside_the_model_s_numbers(page):
    assert "full peace agreements" in part(page, "belief")
    assert "not drawn by lot" in part(page, "belief")


def test_without_a_record_of_designs_nothing_is_said():
    page = render(build())
    assert "Weighed by the record" not in page and "full peace agreements" not in page

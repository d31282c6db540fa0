"""How far a threat is: the article's 120 miles fit the crow's flight to Sirte, not the road."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tether.errors import InputError
from tether.gate.request import Threat, Town, distance, great_circle_km, road_km, towns, towns_at_distance

THREAT = Threat("islamic-state", "sirte", "misrata", "coastal-highway", ("tawergha", "abu-qurayn"), "120 miles")
PLACES = st.builds(Town, st.just("t"), st.just("T"), st.just("c"), st.floats(-80, 80), st.floats(-179, 179))


def test_the_120_miles_of_the_article():
    far = distance(THREAT)
    assert far.direct_km == pytest.approx(191.9, abs=0.5) and far.said_km == pytest.approx(193.1, abs=0.1)
    assert far.along_km == pytest.approx(235.9, abs=0.5) and far.nearer == "direct"
    assert [t.id for t, _ in towns_at_distance("misrata", far.said_km, "libya", 0.02)] == ["sirte"]


def test_a_known_distance():
    london, paris = Town("l", "L", "c", 51.5074, -0.1278), Town("p", "P", "c", 48.8566, 2.3522)
    assert great_circle_km(london, paris) == pytest.approx(343.6, abs=1)


@given(PLACES, PLACES, PLACES)
def test_the_way_round_is_never_shorter(a, b, c):
    assert great_circle_km(a, b) <= great_circle_km(a, c) + great_circle_km(c, b) + 1e-6
    assert great_circle_km(a, b) == pytest.approx(great_circle_km(b, a))


def test_a_road_is_its_stretches():
    assert road_km(["misrata", "tawergha", "abu-qurayn", "sirte"]) == pytest.approx(distance(THREAT).along_km)


def test_an_unknown_town_is_told():
    with pytest.raises(InputError, match="did you mean 'tawergha'"):
        distance(dataclasses.replace(THREAT, towns=("tawerga",)))
    assert all(t.country in ("iraq", "libya") for t in towns().values())

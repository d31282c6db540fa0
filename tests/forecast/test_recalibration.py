"""What is published of a mixture: the law asked for, even samples of it, and paths that stay paths."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tether.forecast.mixture import AS_IT_IS, Recalibration

exponent = st.floats(-0.5, 0.5)


def test_as_it_is_thins_to_an_even_sample():
    paths = np.random.default_rng(0).permutation(8000).astype(np.float32).reshape(1, 1, 8000)
    kept = AS_IT_IS.thin(paths, 1000, (3,))
    assert sorted(kept[0, 0].tolist()) == [8.0 * i + 3 for i in range(1000)]  # every eighth, from the middle
    same = AS_IT_IS.thin(paths, 8000, (3,))
    assert np.array_equal(same, paths)


@given(exponent, exponent, exponent, exponent)
def test_the_draws_follow_the_law_that_is_published(a, a_lead, b, b_lead):
    law, leads = Recalibration(a, a_lead, b, b_lead), (3, 14)
    paths = np.stack([np.random.default_rng(i).permutation(4000) for i in (1, 2)]).astype(np.float32)[None]
    kept = law.thin(paths, 500, leads)
    marks = np.array([200.0, 1000.0, 2000.0, 3000.0, 3900.0])
    plain = np.broadcast_to((marks + 1) / 4000, (1, 2, 5))
    seen = (kept[..., None] <= marks).mean(axis=2)
    assert seen == pytest.approx(law.published(plain, leads), abs=0.004)


def test_a_long_tail_is_lengthened_and_whole_deaths_stay_whole():
    paths = np.random.default_rng(3).negative_binomial(0.4, 0.01, (2, 3, 8000)).astype(np.float32)
    wider = Recalibration(a=-0.2, b=-0.3).thin(paths, 1000, (3, 8, 14))
    plain = AS_IT_IS.thin(paths, 1000, (3, 8, 14))
    assert (np.quantile(wider, 0.95, axis=2) > np.quantile(plain, 0.95, axis=2)).all()
    assert np.array_equal(wider, np.rint(wider))
    assert wider.shape == (2, 3, 1000)


def test_a_path_keeps_its_place_from_month_to_month():
    base = np.random.default_rng(4).normal(size=4000)
    paths = np.stack([base, 2 * base + 1])[None].astype(np.float32)
    kept = Recalibration(a=0.2, b=-0.3).thin(paths, 500, (3, 14))[0]
    assert np.array_equal(np.argsort(kept[0], kind="stable"), np.argsort(kept[1], kind="stable"))


def test_leads_beyond_the_fits_take_the_nearest():
    law = Recalibration(0.1, 0.2, 0.3, 0.4)
    assert law.exponents((1, 36))[0] == pytest.approx(law.exponents((3, 14))[0])

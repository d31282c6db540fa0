import numpy as np
import pytest

from tether.decisions.differences import Contrast, compare, contrasts, distinguishable, paired
from tether.futures.project import ENDS, RECORD, by_decider, futures_of

THEORIES = ("article", "settlement", "local-knowledge", "patron", "strength")


def made(pairs, record=None, order=None):
    arrays = {name: (RECORD, values) for name, values in (record or {}).items()}
    return futures_of(pairs, THEORIES, arrays | {name: (ENDS, values) for name, values in (order or {}).items()})


def futures(shifts, points=64, noise=0.0):
    """Deaths (pair, theory, point, month, particle): pair 1 differs from the status quo by shifts[theory] a month."""
    rng = np.random.default_rng(1)
    base = rng.poisson(50, (5, points, 6, 4)).astype(np.float32)
    other = base + np.asarray(shifts, np.float32)[:, None, None, None]
    other = other + noise * rng.normal(size=(5, points, 1, 1)).astype(np.float32)
    order = np.stack([np.zeros((5, points, 4)), np.ones((5, points, 4))]).astype(np.float32)
    return made((("sq", "sq"), ("sq", "p9")), {"deaths": np.stack([base, other])}, {"fear": order})


def table(shifts, **more):
    rows = compare(futures(shifts, **more))
    return rows[rows["outcome"] == "deaths"]


def test_a_known_difference_is_returned_exactly():
    rows = table([-2, -2, -2, -2, 3])
    assert rows["value"].tolist() == pytest.approx([-12, -12, -12, -12, 18])
    assert rows["worlds_below"].tolist() == [64, 64, 64, 64, 0] and (rows["worlds_total"] == 64).all()


def test_four_of_five_theories_are_needed():
    assert table([-2, -2, -2, -2, 0])["distinguishable"].all()
    assert not table([-2, -2, -2, 0, 0])["distinguishable"].any()
    assert distinguishable(np.array([1.0, 1, 1, 1, -1]), np.array([2.0, 2, 2, 2, 1]))


def test_no_effect_is_all_ties_and_not_distinguishable():
    rows = table([0, 0, 0, 0, 0])
    assert (rows["worlds_tied"] == 64).all() and not rows["distinguishable"].any()


def test_the_interval_is_across_worlds_and_does_not_shrink_with_particles():
    rows = table([0, 0, 0, 0, 0], noise=1.0)
    assert (rows["hi"] - rows["lo"]).min() > 10  # 6 months × ±1.64


def test_what_has_no_series_gets_a_sign_and_no_value():
    rows = compare(futures([0] * 5))
    fear = rows[rows["outcome"] == "fear"]
    assert (fear["kind"] == "sign").all() and fear[["value", "lo", "hi"]].isna().all().all()
    assert fear["distinguishable"].all() and (fear["worlds_below"] == 0).all()


def test_shuffled_labels_make_conclusions_vanish():
    """Permutation: if in half of the worlds the two pairs are swapped, nothing is left to say."""
    deaths = futures([-2] * 5)["deaths"].values.copy()
    deaths[:, :, ::2] = deaths[::-1, :, ::2]
    rows = compare(made((("sq", "sq"), ("sq", "p9")), {"deaths": deaths}))
    assert not rows["distinguishable"].any()


def test_neighbours_change_one_deciders_choice():
    pairs = tuple((s, h) for s in ("sq", "p3") for h in ("sq", "p9"))
    assert contrasts(made(pairs)) == (Contrast(1, 0), Contrast(2, 0), Contrast(3, 0), Contrast(3, 1), Contrast(3, 2))


def test_paired_averages_particles_within_a_world():
    d = paired(futures([-1] * 5), Contrast(1, 0), "deaths")
    assert d.shape == (5, 64) and np.allclose(d, -6)


def test_pairs_are_told_apart_by_sponsor_and_host_without_a_copy():
    pairs = tuple((s, h) for s in ("sq", "p3") for h in ("sq", "p9", "p10"))
    deaths = np.arange(6 * 5 * 2 * 3 * 2, dtype=np.float32).reshape(6, 5, 2, 3, 2)
    flat = made(pairs, {"deaths": deaths}, {"fear": deaths[:, :, :, 0]})
    wide = by_decider(flat)
    assert wide["deaths"].dims == ("sponsor", "host", "theory", "point", "month", "particle")
    assert np.shares_memory(wide["deaths"].values, deaths) and wide["deaths"].attrs == flat["deaths"].attrs
    for i, (sponsor, host) in enumerate(pairs):
        assert (wide["deaths"].sel(sponsor=sponsor, host=host).values == deaths[i]).all()
        assert (wide["fear"].sel(sponsor=sponsor, host=host).values == deaths[i, :, :, 0]).all()
    with pytest.raises(ValueError, match="not each sponsor's option"):
        by_decider(made(pairs[:-1], {"deaths": deaths[:-1]}))

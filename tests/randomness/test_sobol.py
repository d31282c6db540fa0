"""A Sobol set that was kept is the set that SciPy draws."""

import numpy as np
from scipy.stats import qmc

from tether.documents.cache import without_cache
from tether.randomness.sobol import sobol_points


def test_points_are_scipys_kept_or_drawn(tmp_path, monkeypatch):
    monkeypatch.setenv("TETHER_CACHE", str(tmp_path / "cache"))
    wanted = qmc.Sobol(5, scramble=True, rng=np.random.default_rng(11)).random(64)
    drawn, kept = sobol_points(5, 64, 11), sobol_points(5, 64, 11)
    assert list((tmp_path / "cache" / "points").iterdir())
    with without_cache():
        anew = sobol_points(5, 64, 11)
    assert all(np.array_equal(found, wanted) for found in (drawn, kept, anew))

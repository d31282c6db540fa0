"""Places month by month: differences of horizons are whole counts and equal what the core itself projects."""

from dataclasses import replace

import numpy as np

from tether.futures.project import deaths_by_month, project_charters
from tether.futures.status_quo import project_core
from tether.levers.compile import compile_pair

MONTHS = 2


def test_the_status_quo_by_month_and_place_is_the_cores_byte_for_byte(small):
    basis = replace(small.basis, months=MONTHS)
    base, other = small.charter("busy"), small.charter("other", mode="individual", cap=0.2)
    pairs = tuple(compile_pair(base, base, c, small.frame) for c in (base, other))
    found = deaths_by_month(basis, small.worlds, small.ground, small.groups, pairs)
    assert found.shape[2] == MONTHS
    core = project_core(basis).places  # (month, place, lane)
    for theory in range(found.shape[1]):
        assert np.ascontiguousarray(found[0, theory]).tobytes() == core.tobytes()
    whole = project_charters(basis, small.worlds, small.ground, small.groups, pairs)
    by_place = whole["place_totals"].sel(outcome="deaths").values
    assert (found.sum(axis=2) == by_place.reshape(*by_place.shape[:3], -1)).all()
    assert (found == np.round(found)).all() and (found[1] != found[0]).any()

"""What was kept comes back to the bit, is asked for by all that it was made from, and is worked out anew where it must."""

import numpy as np
import pandas as pd
import pytest

from tether.decisions.differences import Contrast
from tether.decisions.kept import kept
from tether.decisions.scenario_discovery import discover
from tether.decisions.sensitivity import sensitivity
from tether.decisions.value_of_information import value_of_information
from tether.documents.cache import without_cache


@pytest.fixture
def asked(tmp_path, monkeypatch):
    monkeypatch.setenv("TETHER_CACHE", str(tmp_path / "cache"))
    return []


def _made(asked, values):
    def make():
        asked.append(values)
        return {"sum": values.sum(axis=0), "none": np.zeros((0, 3)), "many": values > 0.5}

    return make


def test_kept_by_name_and_inputs(asked):
    values = np.random.default_rng(1).random((4, 3))
    first, again = (kept("sums", (values,), _made(asked, values)) for _ in range(2))
    assert len(asked) == 1
    for name, array in first.items():
        assert again[name].dtype == array.dtype and again[name].shape == array.shape and (again[name] == array).all()
    changed = values.copy()
    changed[3, 2] = np.nextafter(changed[3, 2], 2)
    for what, inputs in (("sums", changed), ("other", values), ("sums", values.T.copy())):
        kept(what, (inputs,), _made(asked, inputs))
    assert len(asked) == 4
    with without_cache():
        kept("sums", (values,), _made(asked, values))
    assert len(asked) == 5


def _judged(futures, drawn):
    chosen, outcome = [Contrast(1, 0)], "civilian_deaths"
    found = discover(futures, drawn, chosen, outcome)
    return [
        sensitivity(futures, drawn, chosen, outcome),
        value_of_information(futures, drawn, chosen, outcome),
        pd.DataFrame([vars(b) | {"bounds": repr(b.bounds), "by_theory": b.by_theory.to_csv()} for b in found]),
    ]


def test_the_same_tables_as_without(asked, make):
    drawn = make.drawn(points=64)
    futures = make.futures(drawn["a"].values + drawn["b"].values - 0.9, noise=0.2)
    with without_cache():
        anew = _judged(futures, drawn)
    for _ in range(2):
        for table, other in zip(_judged(futures, drawn), anew, strict=True):
            pd.testing.assert_frame_equal(table, other, check_exact=True)

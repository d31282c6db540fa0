import csv
from importlib.resources import files

import numpy as np
import pytest

from tether.errors import InputError
from tether.forecast.hyperparameters import design
from tether.forecast.model import CoreParameters, members, pooled


def test_a_row_later_than_the_origin_is_refused():
    assert pooled(np.datetime64("2015-05")).origin <= np.datetime64("2015-05")
    with pytest.raises(InputError, match="no pooled parameters"):
        pooled(np.datetime64("1990-01"))


def test_every_symbol_is_registered_and_rows_lie_in_range():
    rows = {
        r["symbol"]: r for r in csv.DictReader((files("tether.forecast") / "registry.csv").read_text().splitlines())
    }
    assert set(rows) == set(CoreParameters._fields)
    values = pooled(np.datetime64("2018-12")).values
    for name, row in rows.items():
        assert float(row["low"]) <= getattr(values, name) <= float(row["high"]), name


@pytest.mark.parametrize("unit", ["adm1", "country", "deaths"])
def test_every_shipped_member_is_a_candidate_of_the_documented_search(unit):
    """``scripts/fit_pool.py bank`` looks at the first 96 sets of the design: no shipped set may come from elsewhere."""
    names, shipped = members(np.datetime64("2018-12"), unit)
    drawn = np.array(design(96, unit))  # (symbol, set)
    for number, name in enumerate(names):
        mine = np.array([leaf[number] for leaf in shipped])
        assert np.isclose(drawn, mine[:, None], rtol=1e-5).all(axis=0).sum() == 1, name

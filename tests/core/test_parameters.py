import csv
from importlib.resources import files

import numpy as np
import pytest

from tether.core.parameters import CoreParameters, pooled
from tether.errors import InputError


def test_a_row_later_than_the_origin_is_refused():
    assert pooled(np.datetime64("2015-05")).origin <= np.datetime64("2015-05")
    with pytest.raises(InputError, match="no pooled parameters"):
        pooled(np.datetime64("1990-01"))


def test_every_symbol_is_registered_and_rows_lie_in_range():
    rows = {r["symbol"]: r for r in csv.DictReader((files("tether.core") / "registry.csv").read_text().splitlines())}
    assert set(rows) == set(CoreParameters._fields)
    values = pooled(np.datetime64("2018-12")).values
    for name, row in rows.items():
        assert float(row["low"]) <= getattr(values, name) <= float(row["high"]), name

from __future__ import annotations

import json
import math

from tether.documents.plain_json import without_nan


def test_numbers_that_are_none_become_null_and_their_places_are_told():
    told = {"a": math.nan, "b": [1.5, (math.inf, {"c": -math.inf})], "d": {"e": 0.0, "f": "nan", "g": None}, "h": 3}
    plain, undefined = without_nan(told)
    assert undefined == ["a", "b.1.0", "b.1.1.c"]
    assert json.loads(json.dumps(plain, allow_nan=False)) == {
        "a": None,
        "b": [1.5, [None, {"c": None}]],
        "d": {"e": 0.0, "f": "nan", "g": None},
        "h": 3,
    }
    assert without_nan({"x": [1]}) == ({"x": [1]}, [])

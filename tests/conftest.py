"""Events that every room may use: twenty-two made-up ones, whole or cut down to a located-events table."""

import atexit
import csv
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

# No test asserts wall time: a busy machine is no fault of the code.
settings.register_profile("tether", deadline=None)
settings.load_profile("tether")

# Nothing is kept between tests, and nothing in the home of whoever runs them; a test of what is kept says where.
os.environ["TETHER_CACHE"] = "off"

# A good part of the tests' time was compiling the same programs again: they are kept for the session, for all its processes.
if "JAX_COMPILATION_CACHE_DIR" not in os.environ:  # the first process: what it starts inherits the folder
    COMPILED = tempfile.mkdtemp(prefix="tether-compiled-")
    atexit.register(shutil.rmtree, COMPILED, ignore_errors=True)
    os.environ |= {
        "JAX_COMPILATION_CACHE_DIR": COMPILED,
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0.05",
        "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
    }

MADE_UP = Path(__file__).parent / "data" / "ged_made_up.csv"
LOCATED = "id,year,country,type_of_violence,side_a,side_b,latitude,longitude,low,best,high,date_start,ne_adm0,ne_adm1"


@pytest.fixture
def rows():
    """The made-up events, as mutable dictionaries of text."""
    with MADE_UP.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def write(tmp_path):
    """Write rows as a csv and return its path; ``columns`` keeps only some."""

    def to_file(rows, name="GEDEvent_v25_1.csv", columns=None, rename=None, delimiter=","):
        keys = columns or list(rows[0])
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
            writer.writerow([(rename or {}).get(k, k) for k in keys])
            writer.writerows([r[k] for k in keys] for r in rows)
        return path

    return to_file


@pytest.fixture
def located(rows):
    """The same events as a located-events table: fewer columns, precise rows only."""
    kept = [r for r in rows if int(r["where_prec"]) <= 2]
    for r in kept:
        r["ne_adm1"], r["ne_adm0"] = r["adm_1"].replace(" province", ""), {"Iraq": "IRQ"}.get(r["country"], "SYR")
    return [{k: r[k] for k in LOCATED.split(",")} for r in kept]


@pytest.fixture
def own_store(tmp_path, monkeypatch):
    """The user's store is a folder of this test."""
    monkeypatch.setenv("TETHER_DATA", str(tmp_path / "store"))
    return tmp_path / "store"

"""A run that can't fit is refused before it starts, with what it needs, what there is, and sizes that fit."""

import numpy as np
import pytest

from tether.errors import InputError
from tether.forecast.size import filter_need, hindcast_needs
from tether.futures import size
from tether.futures.size import RunShape, projection_needs, sizes_that_fit
from tether.randomness import memory
from tether.randomness.memory import Need, disk_left, memory_left, refuse_too_large, too_large
from tether.randomness.sizes import Sizes
from tether.study import open_case
from tether.study.futures import check_size

SHAPE = RunShape(months=36, places=22, pairs=6, theories=5, outcomes=6, groups=3, parts=2, staged=1)


@pytest.fixture
def has(monkeypatch):
    """Set what the machine has left, in GB."""

    def left(gb, disk=1e6):
        monkeypatch.setattr(memory, "memory_left", lambda: gb * 1e9)
        monkeypatch.setattr(memory, "disk_left", lambda folder: disk * 1e9)

    return left


def test_the_largest_legal_sizes_are_refused_with_sizes_that_fit(has, tmp_path):
    has(24)
    case = open_case("libya-2015").with_(sizes=Sizes(65_536, 4_096, 64))
    for scratch in (None, tmp_path):
        with pytest.raises(InputError) as caught:
            check_size(case, case.charters, 2, scratch)
        (problem,) = caught.value.problems
        said = str(problem)
        assert "case.yaml: sizes: 65,536 points × 4,096 particles" in said and "21.6 GB may be taken here" in said
        assert "GB of memory (" in said and "sizes: {points: " in said
    fits = sizes_that_fit(SHAPE, Sizes(65_536, 4_096, 64), 2)
    assert fits is not None and not too_large(projection_needs(SHAPE, fits, 2))
    check_size(open_case("libya-2015"), case.charters, 2)


def test_a_disk_that_is_too_small_is_said(has, tmp_path):
    has(1_000, disk=1)
    case = open_case("libya-2015").with_(sizes=Sizes(4096, 16, 64))
    with pytest.raises(InputError, match=r"GB on the disk of .*, and 0\.9 GB may be taken there"):
        check_size(case, case.charters, 2, tmp_path)


def test_brief_says_so_in_a_dry_run(has, tmp_path, capsys):
    from tether.cli import main

    has(2)
    assert main(["brief", "libya-2015", "--precision", "high", "--dry-run", "--runs", str(tmp_path / "runs")]) == 3
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "1,024 points × 16 particles" in told and "1.8 GB may be taken here" in told


@pytest.mark.parametrize("name", ["points", "particles", "months", "places", "pairs", "theories", "outcomes", "groups"])
def test_more_of_anything_never_takes_less(name):
    sizes, shape = Sizes(256, 8, 64), SHAPE
    if hasattr(sizes, name):
        more = projection_needs(shape, Sizes(**{**vars(sizes), name: 2 * getattr(sizes, name)}))
    else:
        more = projection_needs(RunShape(**{**vars(shape), name: 2 * getattr(shape, name)}), sizes)
    for few, many in zip(projection_needs(shape, sizes), more, strict=True):
        assert many.memory > few.memory or name == "groups"


def test_the_estimate_covers_the_arrays_that_are_made():
    """The arrays of ``futures/project.py`` at these sizes, byte by byte, and one block of them a worker."""
    sizes, rows = Sizes(1024, 16, 64), SHAPE.pairs * SHAPE.theories
    lanes, deep = sizes.points * sizes.particles, len(size.ORDER_OUTCOMES)
    record = np.float32().nbytes * lanes * rows * SHAPE.months * (SHAPE.outcomes + SHAPE.parts)
    rest = np.float32().nbytes * lanes * rows * (SHAPE.outcomes * SHAPE.places + deep)
    stages = np.int8().nbytes * SHAPE.staged * SHAPE.theories * SHAPE.months * lanes
    kept = record + rest + stages
    run, judged = projection_needs(SHAPE, sizes, 2)
    assert run.memory > size.BASE + kept * (1 + 2 * sizes.block / sizes.points)
    assert judged.memory > size.BASE + kept
    run, _ = projection_needs(SHAPE, sizes, 2, on_disk=True)
    assert run.memory < size.BASE + kept and run.disk == 2 * kept


def test_nothing_is_refused_where_the_system_says_nothing(monkeypatch, tmp_path):
    monkeypatch.setattr(memory, "_limits", lambda: iter(()))
    assert memory_left() is None
    assert too_large([Need("x", 1e30)]) == ""
    assert disk_left(tmp_path / "not" / "yet") == pytest.approx(disk_left(tmp_path), rel=0.5)


def test_a_control_group_s_limit_counts(monkeypatch, tmp_path):
    (tmp_path / "memory.max").write_text("1000000000\n")
    (tmp_path / "memory.current").write_text("400000000\n")
    monkeypatch.setattr(memory, "_groups", lambda: iter([tmp_path]))
    assert memory_left() == 600_000_000
    (tmp_path / "memory.max").write_text("max\n")
    assert memory_left() != 600_000_000


def test_a_hindcast_and_a_filter_say_what_they_take(has):
    one, whole = hindcast_needs(units=18, origins=6, leads=12, draws=1_000, workers=2)
    assert 1e9 < one.memory < 3e9 and 1e9 < whole.memory < 2e9
    has(8)
    with pytest.raises(InputError, match=r"need 481.* GB of memory"):
        refuse_too_large(hindcast_needs(1_000, 1, 100, 100_000, 1), None, "100,000 draws", where="--draws")
    assert filter_need(18, 4_096).memory < 2e9 < filter_need(100, 1_000_000).memory


def test_a_panel_of_a_hundred_thousand_places_is_refused(has, rows, write, monkeypatch):
    from types import SimpleNamespace as Thing

    from tether.evidence.ged import read_events
    from tether.theatre import load
    from tether.theatre import panel as panels

    has(0.5)
    events = read_events(write(rows), "Iraq")
    iraq = load("iraq")
    monkeypatch.setattr(panels, "place_events", lambda events, theatre: pytest.fail("placed before it was refused"))
    many = Thing(places=iraq.places * 10_000)
    with pytest.raises(InputError, match=r"months × 180,000 places need"):
        panels.build_panel(events, many)

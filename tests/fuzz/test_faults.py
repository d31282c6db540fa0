"""A disk that fails at any step of any verb that writes: what stood there stands, or the new stands whole; one line."""

import os
import shutil

import pytest
from faults import FAULTS
from faults_campaign import campaign
from writing import WRITES, WRITES_NOTHING, Expected, tried

from tether.cli import app

FILES = os.name == "posix" and os.path.exists("/proc/self/fd")
pytestmark = pytest.mark.skipif(not FILES, reason="names of open files are read from /proc")


def test_every_verb_says_whether_it_writes():
    groups = {
        f"{g} {c.name or c.callback.__name__}" for g, group in app.groups().items() for c in group.registered_commands
    }
    assert {*app.verbs(), *groups} == {*WRITES, *WRITES_NOTHING} and not {*WRITES} & {*WRITES_NOTHING}


def steps(count, most):
    """Return which operations fail: all, or so many, evenly spread, the last ones (the renames) always."""
    last = set(range(max(1, count - most // 2), count + 1))
    return sorted(last | {1 + k * count // most for k in range(most)} & set(range(1, count + 1)))[-most:]


@pytest.mark.parametrize("name", WRITES)
def test_a_disk_that_fails_at_any_step_loses_nothing(name, tmp_path):
    expected = Expected.of(name, tmp_path / "at")
    for k, at in enumerate(steps(expected.operations, WRITES[name].faults)):
        shutil.rmtree(tmp_path / "at")
        assert tried(name, tmp_path / "at", expected, at, list(FAULTS)[(k + len(name)) % len(FAULTS)]) == ""


def test_a_writer_that_writes_in_place_is_found_out(tmp_path, monkeypatch):
    monkeypatch.setattr("tether.charter.reports.output.write_bytes", lambda path, data: path.write_bytes(data))
    expected = Expected.of("check", tmp_path / "at")
    shutil.rmtree(tmp_path / "at")
    assert "neither the old nor the new" in tried("check", tmp_path / "at", expected, expected.operations, "full")


def test_the_campaign_counts_what_it_failed(tmp_path, monkeypatch):
    monkeypatch.setattr("faults_campaign.WRITES", {"questions": WRITES["questions"]})
    counts = campaign(4, 1, tmp_path)
    assert counts.pop("missed") == 0 and sum(counts.values()) == 4

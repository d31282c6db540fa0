"""A few rounds of ``crash_campaign.py``: nothing is half there after a kill, and two at once both come through."""

import os

import pytest
from crash_campaign import campaign


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked from one that has the packages loaded")
def test_a_kill_and_a_pair_lose_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("crash_campaign.PAIRS", ("data add", "new"))
    monkeypatch.setattr("crash_campaign.KILLED", ("data add",))
    counts = campaign(1, 1, tmp_path / "campaign")
    assert counts["kills"] == counts["pairs of data add"] == counts["pairs of new"] == 1
    assert {what: n for what, n in counts.items() if what.startswith("missed") and n} == {}

"""Whoever waits is told what is under way: from the filter to the page, each begun and each done."""

from pathlib import Path
from types import SimpleNamespace

import tether.study
import tether.study.futures
from tether.cli import run_study


class Quick:
    """A case that is run in no time."""

    spec = SimpleNamespace(events=None)
    panel = setting = beliefs = None
    charters = ()

    def with_(self, **more):
        return self

    def at_precision(self, precision):
        return self

    def with_events(self, events):
        return self

    def project(self, charters, step, **more):
        step("charters", 4, 4)
        return SimpleNamespace(
            judged=lambda: None, write_run=lambda *given: Path(), anchored=True, projected=None, silent="nothing"
        )


def test_a_brief_and_a_comparison_tell_every_step_to_its_end(monkeypatch):
    steps = []
    monkeypatch.setattr(tether.study, "open_case", lambda name: Quick())
    monkeypatch.setattr(tether.study.futures, "check_size", lambda *given: None)

    class Noted:
        def __enter__(self):
            return lambda name, done, of: steps.append((name, done, of))

        def __exit__(self, *given):
            return None

    monkeypatch.setattr(run_study, "progress", Noted)
    run_study.run_brief("x", [], None, Path("runs"), None, None, 1, False, False)
    ends = [("judgement", 0, 1), ("judgement", 1, 1)]
    assert steps == [("charters", 4, 4), *ends, ("page", 0, 1), ("page", 1, 1)]
    steps.clear()
    run_study.run_compare("x", [], None, None, None, 1, False, False)
    assert steps == [("charters", 4, 4), *ends]

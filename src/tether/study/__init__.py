"""The pipeline: from a case folder to a run folder, in ten short calls.

    case = open_case("iraq-2015")
    case.theatre, case.panel, case.claims, case.setting, case.charters      # what is known at the cut-off
    study = case.project(seed=7)            # posterior, core futures, charters' futures
    study.compare(outcome="civilian_deaths");  study.break_even()
    study.write_run("runs")                     # draws, tables, manifest, brief

Everything that a case may know ends at its cut-off: events by date, claims by when they happened.
"""

from __future__ import annotations

from tether.study.case import known_cases
from tether.study.study import Case, Study, open_case

__all__ = ["Case", "Study", "known_cases", "open_case"]

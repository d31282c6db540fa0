"""Verification: is a plan lawful, and is its certificate true? Read from files, by code of its own.

    verdict = verify_folder("plan")        # faults, bounds recomputed, gaps;  verdict.ok

Nothing here imports the planner: neither rows, nor prices, nor tallies are shared, so that one mistake can't hide
another. A test enforces it. What is needed: the roster, the rules, the postings and the prices, as ``plan_folder.py``
describes them. Files are compared with the folder's own list first (``documents/file_list.py``).
"""

from __future__ import annotations

from tether.induction.verification.reading import read_folder
from tether.induction.verification.verdict import PlanVerdict, verify_folder, working_folder

__all__ = ["PlanVerdict", "read_folder", "verify_folder", "working_folder"]

"""The exact opponents of the planner: every row by battalion, in whole heads, as one integer program.

Groups of people who may be told apart (single persons, or cells) go to battalions of fixed size, to an exit, or stay
unplaced; Σ X² by militia and battalion is cut into pieces at whole heads. Companies and commanders are left out, which
favours the opponent. HiGHS solves it here; CP-SAT in a process of its own (``induction_cpsat.py``), by a Python that
has ortools: TETHER_ORTOOLS_PYTHON, since ortools and highspy crash in one process.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tether.induction.deal import frame_of
from tether.induction.linear_program import Book, solve_whole
from tether.induction.problem import Intake

POINTS = (0, 0.3, 0.6, 0.8, 0.9, 0.96, 1.0, 1.04, 1.1, 1.2, 1.4, 1.8, 2.5, 4)  # of a militia's own share, then the cap
WEIGHTS = {"unplaced": 10.0, "exits": 3.0}
GAP = 0.005


class Exact:
    """The integer program of an intake; ``kind`` is person or cell."""

    def __init__(self, intake: Intake, kind: str):
        cells = intake.cells
        self.intake, self.frame = intake, frame_of(intake)
        self.group = np.repeat(np.arange(len(cells)), cells.heads) if kind == "person" else np.arange(len(cells))
        self.heads = np.ones(len(self.group), int) if kind == "person" else cells.heads
        self.units = len(self.frame.location)
        self.size = intake.battalion_range[1][self.frame.location]
        self.book = Book()
        self.x = self.book.columns("x", len(self.group) * self.units, upper=np.repeat(self.heads, self.units))
        self.exit = self.book.columns("exit", len(self.group), upper=self.heads)
        self.left = self.book.columns("unplaced", len(self.group), upper=self.heads)
        self.cost = [(self.exit, WEIGHTS["exits"]), (self.left, WEIGHTS["unplaced"])]
        self.whole = [self.x, self.exit, self.left]
        self._flow()
        self._ranges()
        self._officers()
        self._militias()

    @property
    def price(self) -> np.ndarray:
        out = np.zeros(self.book.column_count)
        for columns, value in self.cost:
            out[columns] = value
        return out

    def concentration(self, values: np.ndarray) -> float:
        """Return Σ X²/S of a solution, exactly."""
        x = np.round(values[self.x]).reshape(-1, self.units)
        held = np.zeros((len(self.intake.cells.militias), self.units))
        np.add.at(held, self.intake.cells.militia[self.group], x)
        return float((held[self.intake.cells.blocs] ** 2 / self.size).sum())

    def _sum(self, name: str, key: np.ndarray, keys: int, low: np.ndarray, high: np.ndarray, mask=None) -> None:
        """Add Σ x over groups of a key ≥ low, ≤ high, for each (key, unit); bounds of shape (key, unit)."""
        at = np.flatnonzero(np.ones(len(self.group), bool) if mask is None else mask)
        columns = self.x.reshape(-1, self.units)[at]
        rows = key[at][:, None] * self.units + np.arange(self.units)
        entry = (rows.reshape(-1), columns.reshape(-1), 1.0)
        self.book.rows(name, keys * self.units, entry, lower=low.reshape(-1), upper=high.reshape(-1))

    def _flow(self) -> None:
        groups, every = len(self.group), np.arange(len(self.group))
        entry = (np.repeat(every, self.units), self.x, 1.0)
        self.book.rows(
            "hub", groups, entry, (every, self.exit, 1.0), (every, self.left, 1.0), lower=self.heads, upper=self.heads
        )
        size = self.size[None, :].astype(float)
        self._sum("size", np.zeros(groups, int), 1, size, size)
        self.book.rows("exits", 1, (0 * every, self.exit, 1.0), upper=self.intake.policy.exit_places)

    def _ranges(self) -> None:
        intake, cells, policy = self.intake, self.intake.cells, self.intake.policy
        at, size = self.frame.location, self.size[:, None]
        low, high = (bound[at].T.astype(float) for bound in intake.rank_range)
        self._sum("rank", cells.rank[self.group], len(cells.ranks), low, high)
        low, high = (bound[at] for bound in intake.community_range)
        low, high = np.ceil(low * size - 1e-9).T, np.floor(high * size + 1e-9).T
        self._sum("community", cells.community[self.group], len(cells.communities), low, high)
        few, many = np.ceil(policy.local_low * self.size - 1e-9), np.floor(policy.local_high * self.size + 1e-9)
        local = intake.band[cells.home[self.group]][:, at] == 0  # (group, unit)
        for unit in range(self.units):
            mine = self.x.reshape(-1, self.units)[local[:, unit], unit]
            self.book.rows("local", 1, (0 * mine, mine, 1.0), lower=few[unit], upper=many[unit])
        cap = np.maximum(np.floor(policy.subunit_cap * self.size + 1e-9), 1)
        high = np.repeat(cap[None, :], len(cells.subunits), 0)
        high[0] = self.size
        self._sum("subunit", cells.subunit[self.group], len(cells.subunits), 0 * high, high)

    def _officers(self) -> None:
        """Officers of one militia: a share of all officers in hundredths, never below one person."""
        intake, cells = self.intake, self.intake.cells
        officer = np.flatnonzero(intake.officer[cells.rank[self.group]])
        x = self.x.reshape(-1, self.units)[officer]
        militia = cells.militia[self.group[officer]]
        cap = round(100 * intake.policy.officer_cap)
        least = intake.rank_range[0][self.frame.location][:, intake.officer].sum(1)
        room = np.maximum(100 - cap * least, 0)
        for m in np.flatnonzero(cells.blocs):
            for unit in range(self.units):
                part = np.where(militia == m, 100 - cap, -cap).astype(float)
                self.book.rows("officers", 1, (np.zeros(len(x), int), x[:, unit], part), upper=float(room[unit]))

    def _militias(self) -> None:
        cells, policy = self.intake.cells, self.intake.policy
        share = cells.share_by("militia")
        for m in np.flatnonzero(cells.blocs):
            mine = self.x.reshape(-1, self.units)[cells.militia[self.group] == m]
            for unit in range(self.units):
                size = int(self.size[unit])
                cap = int(policy.battalion_cap * size + 1e-9)
                at = np.unique([min(cap, round(p * share[m] * size)) for p in POINTS] + [cap])
                pieces = self.book.columns("piece", len(at) - 1, upper=np.diff(at).astype(float))
                entry = (np.zeros(len(mine), int), mine[:, unit], 1.0), (0 * pieces, pieces, -1.0)
                self.book.rows("militia", 1, *entry, lower=0, upper=0)
                self.cost.append((pieces, (at[1:] + at[:-1]) / size))


def by_highs(model: Exact, seconds: float) -> tuple[str, float, np.ndarray]:
    """Return (status, cpu seconds, values)."""
    start = time.process_time()
    answer = solve_whole(model.book, model.price, np.concatenate(model.whole), seconds=seconds, gap=GAP)
    return answer.status, time.process_time() - start, answer.values


def by_cpsat(model: Exact, seconds: float) -> tuple[str, float, np.ndarray]:
    """Return (status, cpu seconds, values) of CP-SAT in a process of its own; status says where it is missing."""
    python = os.environ.get("TETHER_ORTOOLS_PYTHON", sys.executable)
    if subprocess.run([python, "-c", "import ortools"], capture_output=True, check=False).returncode:
        return "not run: no ortools (set TETHER_ORTOOLS_PYTHON to a Python that has it)", 0.0, np.zeros(0)
    with tempfile.TemporaryDirectory() as folder:
        source, goal = Path(folder) / "model.npz", Path(folder) / "answer.npz"
        matrix = model.book.matrix().tocsr()
        names = ("low", "high", "row_low", "row_high")
        bounds = dict(zip(names, model.book.bounds(), strict=True))
        parts = {"start": matrix.indptr, "column": matrix.indices, "value": matrix.data, "cost": model.price}
        np.savez(source, **parts, **bounds)
        script = Path(__file__).with_name("induction_cpsat.py")
        subprocess.run([python, str(script), str(source), str(goal), str(seconds)], check=True)
        found = np.load(goal)
        return str(found["status"]), float(found["cpu"]), found["values"]

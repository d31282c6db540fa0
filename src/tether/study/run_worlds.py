"""The worlds of a finished run, read for a workbench: what was drawn in each, and what came of every option.

    worlds = read_worlds("runs/…")
    worlds.experiments                   # theory, point, then one column an uncertain input: a row a world
    x, outcomes = worlds.for_workbench()
    prim.Prim(x, outcomes["civilian_deaths:status-quo+p9-whole-units"] > outcomes["civilian_deaths:…"], threshold=0.8)

``for_workbench`` gives the pair (experiments, outcomes) that ema_workbench's analyses take: a data frame in which the
theory is a category, and arrays by name in the same rows. The run's own scenario discovery reads the same inputs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tether.decisions.experiments import WORLD
from tether.errors import InputError, Problem
from tether.study.data_package import OLDER_RUN
from tether.study.run_folder import EXPERIMENTS, OUTCOMES


@dataclass(frozen=True)
class RunWorlds:
    """Row k of ``experiments`` is row k of ``outcomes``; ``inputs``: symbol, meaning, unit, label, source."""

    experiments: pd.DataFrame
    outcomes: pd.DataFrame
    inputs: pd.DataFrame

    def for_workbench(self) -> tuple[pd.DataFrame, dict[str, NDArray[np.float64]]]:
        """Return experiments without the number of the point, the theory as a category, and outcomes by name."""
        x = self.experiments.drop(columns=["point"]).astype({"theory": "category"})
        named = [c for c in self.outcomes.columns if c not in WORLD]
        return x, {str(c): self.outcomes[c].to_numpy(np.float64) for c in named}


def read_worlds(run: str | Path) -> RunWorlds:
    """Read a run's worlds.

    Raises:
        InputError: no run folder, one of an older version without these files, or damaged ones, all told at once.
    """
    folder = Path(run)
    if not (folder / "manifest.json").is_file():
        raise InputError(Problem("no manifest.json", str(folder), expected="a run folder that tether brief wrote"))
    lost = [n for n in (EXPERIMENTS, OUTCOMES) if not (folder / n).is_file()]
    if lost:
        remedy = f"{OLDER_RUN}, or nothing is compared in it"
        raise InputError(Problem(f"no {n}", str(folder), expected="the worlds of a run", remedy=remedy) for n in lost)
    (drawn, said), (came, _) = (_read(folder / n) for n in (EXPERIMENTS, OUTCOMES))
    if not drawn[list(WORLD)].equals(came[list(WORLD)]):
        found = f"other worlds in {OUTCOMES} than in {EXPERIMENTS}"
        raise InputError(Problem(found, str(folder), expected="the same rows", remedy="tether verify tells more"))
    return RunWorlds(drawn, came, pd.DataFrame(said, columns=["symbol", "meaning", "unit", "label", "source"]))


def _read(path: Path) -> tuple[pd.DataFrame, list[dict[str, str]]]:
    """Return a table and what its file says of each column."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(Problem(f"unreadable ({error})", str(path), expected="a Parquet table of a run")) from None
    if lost := [c for c in WORLD if c not in table.column_names]:
        raise InputError(Problem(f"no column {', '.join(lost)}", str(path), expected=", ".join(WORLD)))
    said: list[dict[str, Any]] = [
        {"symbol": f.name, **{k.decode(): v.decode() for k, v in f.metadata.items() if not k.startswith(b"PARQUET")}}
        for f in table.schema
        if f.metadata and b"meaning" in f.metadata
    ]
    return table.to_pandas(), said

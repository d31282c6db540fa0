"""The run folder: draws, tables, resolved case, manifest, brief; written aside, then renamed into place.

    runs/2026-11-22T0931Z-iraq-2015-7f3a/ = manifest.json manifest.sha256 case.yaml charters/ draws.nc tables/ …
                                            experiments.parquet outcomes.parquet datapackage.json

The manifest lists every file and every input with checksum and size (``documents/file_list.py``, ``run_inputs.py``).
``manifest.outputs`` holds the SHA-256 of the *numbers* (each array's bytes, each table's CSV), so that a rerun can be
compared without comparing file formats. Same machine type, lock and block shape: same hashes, any number of workers.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import distributions, version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tether import __version__
from tether.decisions.experiments import experiments_table, outcomes_table
from tether.decisions.inputs import DrawnInput, inputs_of
from tether.decisions.judgement import Judgement
from tether.documents.cells import csv_text
from tether.documents.file_list import seal
from tether.documents.files import below, numbered_folder
from tether.documents.yaml_file import yaml_text
from tether.futures.project import pair_names, record_outcomes_of, theories_of
from tether.study.brief_content import content_of, history, place_projection, projection
from tether.study.data_package import PACKAGE, run_package
from tether.study.futures import CaseFutures
from tether.study.plans import charter_bytes
from tether.study.run_inputs import run_inputs

if TYPE_CHECKING:
    import xarray as xr

    from tether.charter import Charter

WORLDS = "worlds.yaml"  # the user's beliefs, as the run carries them
EXPERIMENTS, OUTCOMES = "experiments.parquet", "outcomes.parquet"  # a row a world: what was drawn, what came of it
DIMS = ("charter", "theory", "point", "month", "particle")


@dataclass(frozen=True)
class RunStamp:
    """What a run folder says of its making, beside its numbers."""

    made: datetime
    command: str

    def run_id(self, study: CaseFutures, outputs: dict[str, str]) -> str:
        """Return the name of the run: when, which case, and the first letters of the checksum of its numbers."""
        digest = hashlib.sha256(json.dumps(outputs, sort_keys=True).encode()).hexdigest()
        return f"{self.made:%Y-%m-%dT%H%MZ}-{study.case.spec.id}-{digest[:4]}"


def write_run(study: CaseFutures, judgement: Judgement | None, root: Path, command: str) -> Path:
    """Write the run and its brief below ``root``; the folder appears whole or not at all."""
    stamp, outputs = RunStamp(datetime.now(UTC), command), output_hashes(study)
    with numbered_folder(below(root, stamp.run_id(study, outputs))) as (aside, folder):
        fill(aside, study, judgement, stamp, outputs)
    study.clear()
    return folder


def fill(
    folder: Path, study: CaseFutures, judgement: Judgement | None, stamp: RunStamp, outputs: dict[str, str]
) -> None:
    """Write every file of a run into an empty folder, and seal it; the same run and stamp give the same bytes."""
    from tether.brief import write_with_pictures

    (folder / "tables").mkdir()
    for name, table in tables(study).items():
        (folder / "tables" / f"{name}.csv").write_text(csv_text(table), "utf-8-sig")
        table.to_parquet(folder / "tables" / f"{name}.parquet", index=False)
    if study.record is not None:
        dataset(study).to_netcdf(folder / "draws.nc", engine="h5netcdf", encoding=_packed(study))
    _describe(folder, study, _write_worlds(folder, study), f"{stamp.made:%Y-%m-%dT%H:%M:%SZ}")
    (folder / "case.yaml").write_text(yaml_text(_resolved(study)), "utf-8")
    (folder / "charters").mkdir()
    for charter in options_of(study):
        below(folder / "charters", f"{charter.id}.yaml").write_bytes(charter_bytes(charter))
    if study.case.spec.worlds:
        shutil.copyfile(study.case.spec.folder / study.case.spec.worlds, folder / WORLDS)
    (folder / "CITATION.cff").write_text(_citation(study), "utf-8")
    content = content_of(study, judgement, stamp.run_id(study, outputs), stamp.command, f"{stamp.made:%Y-%m-%d}")
    drawn = write_with_pictures(content, folder / "brief.html")
    (folder / "figures").mkdir()
    for name, svg in drawn.items():
        below(folder / "figures", f"{name}.svg").write_text(svg, "utf-8")
    seal(folder, manifest(study, judgement, stamp, outputs))


def _write_worlds(folder: Path, study: CaseFutures) -> dict[str, DrawnInput]:
    """Write what was drawn in each world and what came of it, side by side; return the inputs by symbol."""
    if study.projected is None or study.worlds is None:
        return {}
    drawn = inputs_of(study.worlds, study.case.setting, study.pairs, study.basis)
    table = experiments_table(drawn, theories_of(study.projected))
    said = {n: {"meaning": d.meaning, "unit": d.unit, "label": d.label, "source": d.source} for n, d in drawn.items()}
    _parquet(table, folder / EXPERIMENTS, said)
    _parquet(outcomes_table(study.projected), folder / OUTCOMES, {})
    return drawn


def _parquet(table: pd.DataFrame, path: Path, said: Mapping[str, Mapping[str, str]]) -> None:
    """Write a table; ``said`` of a column (its meaning, unit, label, source) stands in the file beside it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    plain = pa.Table.from_pandas(table, preserve_index=False)
    named = [field.with_metadata(dict(said[field.name])) if field.name in said else field for field in plain.schema]
    pq.write_table(plain.cast(pa.schema(named, plain.schema.metadata)), path)


def _describe(folder: Path, study: CaseFutures, drawn: Mapping[str, DrawnInput], made: str) -> None:
    """Write the data package: every table of the run, field by field."""
    columns: dict[str, list[str]] = {name: list(map(str, table.columns)) for name, table in tables(study).items()}
    if study.projected is not None:
        theories = theories_of(study.projected)
        columns["experiments"] = list(experiments_table(drawn, theories).columns)
        columns["outcomes"] = list(outcomes_table(study.projected).columns)
    package = run_package(study, folder, columns, drawn, made)
    (folder / PACKAGE).write_text(json.dumps(package, indent=1, ensure_ascii=False) + "\n", "utf-8")


def tables(study: CaseFutures) -> dict[str, pd.DataFrame]:
    """Return the run's tables by name; none where the case names no events."""
    if study.record is None:
        return {}
    found = {"history": history(study), "projection": projection(study), "place_projection": place_projection(study)}
    if study.projected is not None:
        found |= {"comparison": study.table, "break_even": study.breaks}
    return found


def dataset(study: CaseFutures) -> xr.Dataset:
    """Return country draws with named dims and units; the core alone where nothing was compared."""
    import xarray as xr

    months = [str(study.case.spec.cut_off + k) for k in range(1, study.case.spec.horizon_months + 1)]
    if study.projected is None:
        arrays: dict[str, Any] = {name: (DIMS[2:], draws) for name, draws in study.core.country.items()}
        found = xr.Dataset(arrays, {"month": months})
    else:
        futures = study.projected
        pairs = ["+".join(names) for names in pair_names(futures)]
        arrays = {name: (DIMS, futures[name].values) for name in record_outcomes_of(futures)}
        found = xr.Dataset(arrays, {"charter": pairs, "theory": list(theories_of(futures)), "month": months})
    for name in found.data_vars:
        found[name].attrs["units"] = "events a month" if name == "events" else "deaths a month"
    found.attrs |= {"case": study.case.spec.id, "cut_off": str(study.case.spec.cut_off), "seed": study.case.spec.seed}
    return found


def output_hashes(study: CaseFutures) -> dict[str, str]:
    """Return the SHA-256 of each array's bytes and of each table's CSV text; nothing where nothing is projected."""
    if study.record is None:
        return {}
    futures, draws = study.projected, study.core.country
    if futures is not None:
        draws = {name: futures[name].values for name in record_outcomes_of(futures)}
    found = {f"draws/{name}": sha(np.ascontiguousarray(values).data) for name, values in draws.items()}
    found["draws/places"] = sha(np.ascontiguousarray(study.core.places).data)
    found |= {f"tables/{name}": sha(csv_text(table).encode()) for name, table in tables(study).items()}
    return found


def manifest(
    study: CaseFutures, judgement: Judgement | None, stamp: RunStamp, outputs: dict[str, str]
) -> dict[str, Any]:
    """Return what is needed to run it again and to compare."""
    spec = study.case.spec
    return {
        "run": stamp.run_id(study, outputs),
        "made": stamp.made.isoformat(timespec="seconds"),
        "command": stamp.command,
        "versions": {
            "tether": __version__,
            "jax": version("jax"),
            "numpy": version("numpy"),
            "python": platform.python_version(),
        },
        "installed": sha("\n".join(sorted(f"{d.name}=={d.version}" for d in distributions())).encode()),
        "machine": {"type": platform.machine(), "system": platform.system(), "cores": os.cpu_count()},
        "case": _resolved(study),
        "folder": spec.id if _shipped(spec.folder) else str(spec.folder.resolve()),
        "source": study.case.source[1].sha256 if spec.events else "",
        "inputs": run_inputs(study.case, study.charters.values()),
        "beliefs": [vars(b) for b in study.case.beliefs],
        "charters": [c.id for c in options_of(study)],
        "leave_one_out": judgement is not None and judgement.leave_one_out is not None,
        "block": {"points": spec.sizes.block, "lanes": spec.sizes.lanes},
        "seed": spec.seed,
        "seconds": study.seconds,
        "clip_share": study.projected["clip_share"].values.tolist() if study.projected is not None else [],
        "ess_minimum": float(study.posterior.ess.min()) if study.record is not None else None,
        "anchored": study.anchored,
        "outputs": outputs,
        "exit_status": 0 if study.anchored else 4,
    }


def _resolved(study: CaseFutures) -> dict[str, Any]:
    """Return the case as it was run; its beliefs are the file that the run carries with it."""
    spec = study.case.spec
    return spec.resolved() | ({"worlds": WORLDS} if spec.worlds else {})


def options_of(study: CaseFutures) -> list[Charter]:
    """Return the charters beside the status quo, which the run carries with it."""
    return list(study.charters.values())[1:]


def _shipped(folder: Path) -> bool:
    return folder.resolve().parent == Path(str(files("tether.cases"))).resolve()


def _packed(study: CaseFutures) -> dict[str, dict[str, Any]]:
    return {str(name): {"zlib": True, "complevel": 1} for name in dataset(study).data_vars}


def _citation(study: CaseFutures) -> str:
    data = ""
    if study.case.spec.events:
        _, card = study.case.source
        data = f'references:\n  - type: data\n    title: "{card.title}"\n    notes: "{card.citation}"\n'
    cited = "the data and the software" if data else "the software"
    return (
        f'cff-version: 1.2.0\nmessage: "Cite {cited} of this run."\n'
        f'title: "Tether run of {study.case.spec.id}"\n'
        f'version: "{__version__}"\ntype: dataset\n{data}'
    )


def sha(data: bytes | memoryview) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()

"""The run folder: draws, tables, resolved case, manifest, brief; written aside, then renamed into place.

    runs/2026-11-22T0931Z-iraq-2015-7f3a/ = manifest.json case.yaml charters/ draws.nc tables/ figures/ brief.html …

``manifest.outputs`` holds the SHA-256 of the *numbers* (each array's bytes, each table's CSV), so that a rerun can be
compared without comparing file formats. Same machine type, lock and block shape: same hashes, any number of workers.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
from datetime import UTC, datetime
from importlib.metadata import distributions, version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tether import __version__
from tether.decisions.judgement import Judgement
from tether.documents.files import replacing_folder
from tether.documents.yaml_file import yaml_text
from tether.futures.project import pair_names, record_outcomes_of, theories_of
from tether.study.brief_content import content_of, history, place_projection, projection
from tether.study.futures import CaseFutures
from tether.study.plans import roster_path

if TYPE_CHECKING:
    import xarray as xr

    from tether.charter import Charter

DIMS = ("charter", "theory", "point", "month", "particle")


def write_run(study: CaseFutures, judgement: Judgement | None, root: Path, command: str) -> Path:
    """Write the run and its brief below ``root``; the folder appears whole or not at all."""
    from tether.brief import pictures, write

    made, spec = datetime.now(UTC), study.case.spec
    outputs = output_hashes(study)
    digest = hashlib.sha256(json.dumps(outputs, sort_keys=True).encode()).hexdigest()
    run_id = f"{made:%Y-%m-%dT%H%MZ}-{study.case.spec.id}-{digest[:4]}"
    folder = _free(root / run_id)
    with replacing_folder(folder, replace=False) as aside:
        (aside / "tables").mkdir()
        for name, table in tables(study).items():
            table.to_csv(aside / "tables" / f"{name}.csv", index=False, encoding="utf-8-sig")
            table.to_parquet(aside / "tables" / f"{name}.parquet", index=False)
        dataset(study).to_netcdf(aside / "draws.nc", engine="h5netcdf", encoding=_packed(study))
        (aside / "case.yaml").write_text(yaml_text(study.case.spec.resolved()), "utf-8")
        (aside / "charters").mkdir()
        for charter in options_of(study):
            (aside / "charters" / f"{charter.id}.yaml").write_bytes(charter_bytes(charter))
        if spec.worlds:
            shutil.copyfile(spec.folder / spec.worlds, aside / "worlds.yaml")
        (aside / "CITATION.cff").write_text(_citation(study), "utf-8")
        content = content_of(study, judgement, run_id, command, f"{made:%Y-%m-%d}")
        write(content, aside / "brief.html")
        (aside / "figures").mkdir()
        for name, svg in pictures(content).items():
            (aside / "figures" / f"{name}.svg").write_text(svg, "utf-8")
        (aside / "manifest.json").write_text(
            json.dumps(manifest(study, run_id, command, made, outputs), indent=1), "utf-8"
        )
    study.clear()
    return folder


def tables(study: CaseFutures) -> dict[str, pd.DataFrame]:
    """Return the run's tables by name."""
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
    """Return the SHA-256 of each array's bytes and of each table's CSV text."""
    futures, draws = study.projected, study.core.country
    if futures is not None:
        draws = {name: futures[name].values for name in record_outcomes_of(futures)}
    found = {f"draws/{name}": sha(np.ascontiguousarray(values).data) for name, values in draws.items()}
    found["draws/places"] = sha(np.ascontiguousarray(study.core.places).data)
    found |= {f"tables/{name}": sha(table.to_csv(index=False).encode()) for name, table in tables(study).items()}
    return found


def manifest(study: CaseFutures, run_id: str, command: str, made: datetime, outputs: dict[str, str]) -> dict[str, Any]:
    """Return what is needed to run it again and to compare."""
    spec, (_, card) = study.case.spec, study.case.source
    return {
        "run": run_id,
        "made": made.isoformat(timespec="seconds"),
        "command": command,
        "versions": {
            "tether": __version__,
            "jax": version("jax"),
            "numpy": version("numpy"),
            "python": platform.python_version(),
        },
        "installed": sha("\n".join(sorted(f"{d.name}=={d.version}" for d in distributions())).encode()),
        "machine": {"type": platform.machine(), "system": platform.system(), "cores": os.cpu_count()},
        "case": spec.resolved(),
        "folder": spec.id if _shipped(spec.folder) else str(spec.folder.resolve()),
        "inputs": {
            "events": card.sha256,
            **_roster(study),
            **{c.id: sha(charter_bytes(c)) for c in study.charters.values()},
            **({"worlds": sha((spec.folder / spec.worlds).read_bytes())} if spec.worlds else {}),
        },
        "beliefs": [vars(b) for b in study.case.beliefs],
        "charters": [c.id for c in options_of(study)],
        "block": {"points": spec.sizes.block, "lanes": spec.sizes.lanes},
        "seed": spec.seed,
        "seconds": study.seconds,
        "clip_share": study.projected["clip_share"].values.tolist() if study.projected is not None else [],
        "ess_minimum": float(study.posterior.ess.min()),
        "anchored": study.anchored,
        "outputs": outputs,
        "exit_status": 0 if study.anchored else 4,
    }


def options_of(study: CaseFutures) -> list[Charter]:
    """Return the charters beside the status quo, which the run carries with it."""
    return list(study.charters.values())[1:]


def _shipped(folder: Path) -> bool:
    return folder.resolve().parent == Path(str(files("tether.cases"))).resolve()


def _roster(study: CaseFutures) -> dict[str, str]:
    path = roster_path(study.case)
    return {"roster": sha(path.read_bytes())} if path is not None and study.plans else {}


def charter_bytes(charter: Charter) -> bytes:
    """Return a charter as it was written."""
    text = charter._text
    return "\n".join(text.lines).encode() if text is not None else charter.id.encode()


def _packed(study: CaseFutures) -> dict[str, dict[str, Any]]:
    return {str(name): {"zlib": True, "complevel": 1} for name in dataset(study).data_vars}


def _free(folder: Path) -> Path:
    count, wanted = 1, folder
    while wanted.exists():
        count += 1
        wanted = folder.with_name(f"{folder.name}-{count}")
    return wanted


def _citation(study: CaseFutures) -> str:
    _, card = study.case.source
    return (
        f'cff-version: 1.2.0\nmessage: "Cite the data and the software of this run."\n'
        f'title: "Tether run of {study.case.spec.id}"\n'
        f'version: "{__version__}"\ntype: dataset\nreferences:\n  - type: data\n    title: "{card.title}"\n'
        f'    notes: "{card.citation}"\n'
    )


def sha(data: bytes | memoryview) -> str:
    """Return the SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()

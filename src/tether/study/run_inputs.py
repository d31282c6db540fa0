"""What a run is made from: every file that its case reads and every charter, each with checksum and size.

    listed = run_inputs(case, charters)                     # the manifest keeps it
    changed_inputs(listed, run_inputs(case, charters))      # one problem for each that is missing, new or changed

The package's own tables (priors, precedents, records) are named by its version. Charters are taken as they were read,
so that one that was written in Python counts like one from a file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from tether.charter import Charter
from tether.documents.file_list import checksum
from tether.errors import Problem
from tether.study.case import CaseInputs
from tether.study.plans import STORE, charter_bytes

Listed = Mapping[str, Mapping[str, Any]]


def run_inputs(case: CaseInputs, charters: Iterable[Charter]) -> dict[str, dict[str, Any]]:
    """Return file name, checksum and size of each input, by what it is."""
    store = case.spec.folder / STORE
    files = case.files | ({"plans": store} if case.spec.roster and store.is_file() else {})
    listed = {n: {"file": p.name, "sha256": checksum(p), "size": p.stat().st_size} for n, p in files.items()}
    for charter in charters:
        data = charter_bytes(charter)
        told = {"file": f"{charter.id}.yaml", "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
        listed[f"charters/{charter.id}"] = told
    return listed


def changed_inputs(told: Listed, found: Listed, where: str) -> list[Problem]:
    """Return a problem for each input of a run that is missing, wasn't there when it was made, or is another by now."""
    problems = []
    for name in sorted({*told, *found}):
        was, now = told.get(name), found.get(name)
        if was is None or now is None or any(was.get(k) != now.get(k) for k in ("sha256", "size")):
            problems.append(Problem(f"{name}: {_said(now)}", where, path=f"inputs.{name}", expected=_said(was)))
    return problems


def _said(entry: Mapping[str, Any] | None) -> str:
    if entry is None:
        return "no such input"
    return f"{entry['file']} of {entry['size']:,} bytes with checksum {str(entry['sha256'])[:12]}…"

"""Processes killed while they write, and two that write the same thing at once: ``campaign`` counts what is left.

    python tests/fuzz --only crash --rounds 100        # rounds kills, and rounds pairs of each verb

Each process calls a verb of ``writing.py`` over and over and is killed at a moment drawn by chance. Then: what stands
is the old or the new, whole; the next process that writes there leaves no draft and no lock behind, and ends right. Of
a pair, both begin at one signal: both sets, both runs, a whole plan; one case made and one refused.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from writing import WRITES, Writer, next_start, set_is_whole

from tether.documents import files
from tether.documents.file_list import check_files
from tether.evidence.store import stored_sets

PAIRS = ("data add", "data add, one name", "plan", "brief", "new")
KILLED = ("data add", "plan", "brief", "new", "check", "roster")
LONGEST = 600  # seconds that a process may take, on a machine with other work too


def campaign(rounds: int, seed: int, folder: Path) -> dict[str, int]:
    """Kill ``rounds`` processes and set off ``rounds`` pairs of each verb; return what came of it."""
    rng, counts = random.Random(seed), Counter()
    start = multiprocessing.get_context("forkserver")
    start.set_forkserver_preload(["writing", "pandas", "pyarrow.parquet", "tether.study", "tether.theatre"])
    for k in range(rounds):
        _kill(start, KILLED[k % len(KILLED)], rng, folder / "killed", counts)
    for kind in PAIRS:
        for _ in range(rounds):
            _pair(start, kind, folder / "pair", counts)
    return dict(sorted(counts.items()))


def _quiet() -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(null, stream)


def _again_and_again(name: str, folder: str, told: Any) -> None:
    """Call a verb until somebody ends this process; a case is made under another name each time."""
    _quiet()
    writer = WRITES[name]
    for k in range(10_000):
        _numbered(writer, k if name == "new" else 0).call(Path(folder))
        told.set()  # it has done so once, so that the kill meets the writing and not the start


def _numbered(writer: Writer, k: int) -> Writer:
    from dataclasses import replace

    return replace(writer, line=writer.line.replace("new mine", f"new mine{k or ''}")) if k else writer


def _kill(start: Any, name: str, rng: random.Random, folder: Path, counts: Counter[str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    target = WRITES[name].prepare(folder)
    told = start.Event()
    child = start.Process(target=_again_and_again, args=(name, str(folder), told))
    child.start()
    told.wait(LONGEST)
    time.sleep(rng.uniform(0.0, 0.5))
    os.kill(child.pid, signal.SIGKILL)
    child.join(LONGEST)
    counts["kills"] += child.exitcode == -signal.SIGKILL
    left = list(folder.rglob(".*.tether-*"))
    counts["kills that left a draft"] += bool(left)
    counts["missed: a draft or lock after the next start"] += bool(next_start(folder))
    counts["missed: half of something stands"] += not _is_whole(name, target, folder)
    again = start.Process(
        target=_once, args=(_numbered(WRITES[name], 9_999 if name == "new" else 0).line, name, str(folder))
    )
    again.start()
    again.join(LONGEST)
    ended = again.exitcode in (0, 1)
    counts["missed: the next call did not end right"] += not (ended and _is_whole(name, target, folder))


def _once(line: str, name: str, folder: str, ready: Any = None) -> None:
    from dataclasses import replace

    _quiet()
    writer = replace(WRITES[name], line=line)
    if ready is not None:
        ready.wait(LONGEST)
    code, _, err = writer.call(Path(folder))
    (Path(folder) / f"said-{os.getpid()}.txt").write_text(f"{code} {err}")
    os._exit(code)


def _is_whole(name: str, target: Path, folder: Path) -> bool:
    """Return whether what stands is the old or the new, whole."""
    if name == "data add":
        return set_is_whole(target)
    if name == "brief":
        return WRITES[name].whole(target)
    if name == "plan":
        listed = json.loads((target / files.MARK).read_text("utf-8"))["files"]
        return sorted([*listed, files.MARK]) == files._files(target)
    if name == "new":
        made = [p for p in folder.iterdir() if p.is_dir() and p.name.startswith("mine")]
        return all((p / "CHECKLIST.md").exists() and (p / "case.yaml").exists() for p in made)
    return target.exists() and target.stat().st_size > 0


def _pair(start: Any, kind: str, folder: Path, counts: Counter[str]) -> None:
    """Set off two calls at once; both must end right, and what both wrote must be there."""
    shutil.rmtree(folder, ignore_errors=True)
    name = kind.partition(",")[0]
    target = WRITES[name].prepare(folder)
    first = WRITES[name].line
    lines = [first, first.replace("--name kept", "--name other") if kind == "data add" else first]
    ready = start.Barrier(2)
    children = [start.Process(target=_once, args=(line, name, str(folder), ready)) for line in lines]
    for child in children:
        child.start()
    for child in children:
        child.join(LONGEST)
    codes = sorted(child.exitcode for child in children)
    counts[f"pairs of {kind}"] += 1
    right = codes == ([0, 2] if kind == "new" else [0, 0]) and _is_whole(name, target, folder)
    if kind == "data add":
        right = right and {s.name for s in stored_sets(target)} == {"kept", "other"}
    if kind == "brief":
        runs = [p for p in target.iterdir() if not p.name.startswith((".", "2015-01-01"))]
        right = right and len(runs) == 2 and all(check_files(run).ok for run in runs)
    right = right and not list(folder.rglob(".*.tether-*"))
    if not right:
        said = [p.read_text()[:200] for p in folder.glob("said-*.txt")]
        print(f"missed pair of {kind}: codes {codes}: {said}", file=sys.stderr)
    counts[f"missed pairs of {kind}"] += not right

"""Whether a run fits the machine: what its steps will hold, against what is left, asked before anything is computed.

    needs = [Need("charters", memory=19_400_000_000), Need("finished blocks", disk=80_000_000_000)]
    refuse_too_large(needs, Path("runs"), "65,536 points × 4,096 particles", where="case.yaml", path="sizes")

Every step says what it holds at its height (``futures/size.py``, ``forecast/size.py``). Memory left is the least of
what the machine has available, what its control group may still take, and what the process may (``ulimit``); one tenth
of it is left to others. A machine that says none of these refuses nothing. An estimate is the arrays that a step makes,
with their temporaries: what was measured beside it stands in ``tests/futures/test_size.py``.
"""

from __future__ import annotations

import os
import resource
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tether.errors import InputError, Problem

SHARE = 0.9  # of what is left that one run may take
GROUPS = Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class Need:
    """Bytes that one step of a run holds at its height, in memory and on disk."""

    step: str
    memory: float = 0.0
    disk: float = 0.0


def memory_left() -> float | None:
    """Return the bytes that this process may still take; None where the system does not say."""
    return min(_limits(), default=None)


def disk_left(folder: Path) -> float | None:
    """Return the free bytes of the disk that a folder lies on, or will lie on; None where the system does not say."""
    there = next((p for p in (folder, *folder.absolute().parents) if p.exists()), None)
    try:
        return float(shutil.disk_usage(there).free) if there else None
    except OSError:
        return None


def too_large(needs: Iterable[Need], folder: Path | None = None) -> str:
    """Return in words what does not fit: the largest step's memory, or the disk's; empty where all fits."""
    needs = tuple(needs)
    most = max(needs, key=lambda n: n.memory, default=Need(""))
    left = memory_left()
    if left is not None and most.memory > SHARE * left:
        return f"{_gb(most.memory)} of memory ({most.step}), and {_gb(SHARE * left)} may be taken here"
    disk, free = sum(n.disk for n in needs), disk_left(folder) if folder is not None else None
    if free is not None and disk > SHARE * free:
        return f"{_gb(disk)} on the disk of {folder}, and {_gb(SHARE * free)} may be taken there"
    return ""


def refuse_too_large(
    needs: Iterable[Need], folder: Path | None, found: str, *, where: str = "", path: str = "", remedy: str = ""
) -> None:
    """Refuse a run that does not fit, before it starts.

    ``found`` names what was asked for, ``where`` and ``path`` where, the ``remedy`` what would fit.

    Raises:
        InputError: with the gigabytes that the run needs and those that may be taken.
    """
    said = too_large(needs, folder)
    if said:
        expected = "a run that fits this machine"
        raise InputError(Problem(f"{found} need {said}", where, path=path, expected=expected, remedy=remedy))


def _limits() -> Iterator[float]:
    """Yield every limit that the system tells."""
    available = _number(Path("/proc/meminfo"), "MemAvailable:")
    if available is not None:
        yield available * 1024
    elif hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        yield float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    for most, used in (("memory.max", "memory.current"), ("memory.limit_in_bytes", "memory.usage_in_bytes")):
        for folder in _groups():
            limit, now = _number(folder / most), _number(folder / used)
            if limit is not None and limit < 2**60:  # older systems write a huge number where there is no limit
                yield max(0.0, limit - (now or 0.0))
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        limit_now = resource.getrlimit(kind)[0]
        if limit_now != resource.RLIM_INFINITY:
            yield float(limit_now)


def _groups() -> Iterator[Path]:
    """Yield the folders of this process's control groups, and those above them."""
    try:
        lines = Path("/proc/self/cgroup").read_text("utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        kinds, _, name = line.partition(":")[2].partition(":")
        root = GROUPS / kinds if kinds else GROUPS
        below = root / name.lstrip("/")
        yield from (p for p in (below, *below.parents) if p == GROUPS or GROUPS in p.parents)


def _number(path: Path, label: str = "") -> float | None:
    """Return the number in a file of the system, of the line that begins with ``label`` where one is given."""
    try:
        lines = path.read_text("ascii", "replace").splitlines()
    except OSError:
        return None
    words = next((line.removeprefix(label).split() for line in lines if line.startswith(label)), [])
    return float(words[0]) if words and words[0].isdigit() else None


def _gb(count: float) -> str:
    return f"{count / 1e9:,.1f} GB"

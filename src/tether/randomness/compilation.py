"""Compiled programs kept between runs: JAX's persistent compilation cache, in the user's cache folder.

    keep_compiled()          # once, before the first program is compiled: ``tether.randomness`` does

Half of a short run's time is compilation. What is kept is machine code, so it lies in a folder of its own for each set
of library versions and features of the processor (``provenance.py``), and JAX's own key names the program, its options
and its device. An entry is *sealed* with its SHA-256 when the process that wrote it ends; at the next start whatever
has no seal, or no longer fits it, goes: a run that was killed, or a damaged disk, costs a compilation and no more. The
folder is bounded (``LIMIT``) and the least recently used go first. A program from the cache is the program that would
be compiled: numbers are the same bytes either way.

A cache folder that the user gave JAX (``JAX_COMPILATION_CACHE_DIR``) is left as it is; ``TETHER_CACHE=off`` keeps
nothing.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import warnings
from pathlib import Path
from typing import Any

import jax

from tether.documents.cache import MB, cache_folder, evict
from tether.documents.files import write_text
from tether.randomness.provenance import machine_key

LIMIT = 256 * MB
ROOM = "compiled"
ENTRY, SEAL = "-cache", ".sha256"  # JAX's ending of an entry, and ours of its seal


def keep_compiled() -> None:
    """Let JAX keep compiled programs in the user's cache folder, unless it has one or nothing is to be kept."""
    settings: Any = jax.config
    if settings.jax_compilation_cache_dir:
        return
    folder = cache_folder(f"{ROOM}/{machine_key()[:16]}")
    if folder is None:
        return
    sweep(folder)
    evict(folder.parent, LIMIT)
    settings.update("jax_compilation_cache_dir", str(folder))
    settings.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    settings.update("jax_persistent_cache_min_entry_size_bytes", -1)
    # An entry that can't be read is compiled again, one that can't be written is not kept: no matter for the user.
    warnings.filterwarnings("ignore", "Error (reading|writing) persistent compilation cache entry")
    atexit.register(seal, folder)


def sweep(folder: Path) -> None:
    """Remove the entries that have no seal or do not fit it, and the seals without an entry."""
    for path in folder.iterdir():
        try:
            if not _whole(path):
                path.unlink(missing_ok=True)
        except OSError:
            continue


def seal(folder: Path) -> None:
    """Write the seal of each entry that has none."""
    try:
        for path in folder.iterdir():
            if path.name.endswith(ENTRY) and not _seal_of(path).exists():
                write_text(_seal_of(path), hashlib.sha256(path.read_bytes()).hexdigest())
    except OSError:  # no leave, no room, or another run has removed it: what has no seal goes at the next start
        return


def _seal_of(entry: Path) -> Path:
    return entry.with_name(entry.name + SEAL)


def _whole(path: Path) -> bool:
    """Return whether an entry fits its seal, or a seal has its entry; looking at an entry is no use of it."""
    if path.name.endswith(SEAL):
        return path.with_name(path.name.removesuffix(SEAL)).exists()
    if not path.name.endswith(ENTRY) or not _seal_of(path).exists():
        return not path.name.endswith(ENTRY)
    told = path.stat()
    fits = hashlib.sha256(path.read_bytes()).hexdigest() == _seal_of(path).read_text("ascii", "replace")
    os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns))
    return fits

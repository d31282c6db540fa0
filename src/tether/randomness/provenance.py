"""What a result depends on besides its inputs, as one hash: code and tables, library versions, the kind of machine.

    code_key(("randomness", "forecast"))         # those rooms' code, and machine_key()

Whatever is kept of a computation carries it in its key, so that nothing made by other code or elsewhere is ever used.
Arrays in a key, and arrays kept:

    digest([code_key(ROOMS), *array_parts(tree)])
    data = packed({"m": values}); unpacked(data)["m"]      # the same dtype, shape and bytes
"""

from __future__ import annotations

import io
import platform
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from tether.documents.cache import digest

LENGTH = 8  # bytes that say how long the packed arrays are when unpacked


@cache
def machine_key() -> str:
    """Return the hash of what a compiled program, and so a last bit, depends on: versions and the processor's kind."""
    versions = [f"{name} {version(name)}" for name in ("jax", "jaxlib", "numpy")]
    return digest((*versions, platform.machine(), platform.system(), platform.processor(), *_features()))


@cache
def code_key(rooms: tuple[str, ...]) -> str:
    """Return the key of what computes: code and tables of ``rooms``, library versions, kind of machine and device."""
    device: Any = jax.devices()[0]
    parts: list[str | bytes] = [machine_key(), str(device.device_kind)]
    for room in rooms:
        root = Path(str(files("tether") / room))
        for path in sorted(p for p in root.rglob("*") if p.suffix in (".py", ".csv", ".npz")):
            parts += [f"{room}/{path.relative_to(root)}", path.read_bytes()]
    return digest(parts)


def array_parts(tree: Any) -> Iterator[str | bytes]:
    """Yield a tree's structure, and dtype, shape and bytes of every leaf, for a key."""
    leaves, structure = jax.tree.flatten(tree)
    yield str(structure)
    for leaf in leaves:
        values = np.ascontiguousarray(leaf)
        yield f"{values.dtype}{values.shape}"
        yield values.tobytes()


def packed(arrays: Mapping[str, Any]) -> bytes:
    """Return arrays by name as compressed bytes."""
    import pyarrow as pa

    plain, named = io.BytesIO(), dict[str, Any](arrays)
    np.savez(plain, **named)
    data = plain.getvalue()
    return len(data).to_bytes(LENGTH, "little") + pa.Codec("zstd", compression_level=1).compress(data, asbytes=True)


def unpacked(data: bytes) -> dict[str, NDArray[Any]]:
    """Return the arrays that :func:`packed` was given, by name, each of its own shape (any axes) and dtype."""
    import pyarrow as pa

    size = int.from_bytes(data[:LENGTH], "little")
    plain = pa.Codec("zstd").decompress(data[LENGTH:], decompressed_size=size, asbytes=True)
    with np.load(io.BytesIO(plain)) as stored:
        return {name: stored[name] for name in stored.files}


def _features() -> tuple[str, ...]:
    """Return what the processor says it can do; nothing where the system does not tell."""
    try:
        lines: Iterable[str] = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return ()
    return tuple(sorted({line for line in lines if line.partition("\t")[0] in ("flags", "Features", "model name")}))

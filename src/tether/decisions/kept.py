"""Kept between runs: the slow sums of a judgement, under the hash of all that they are made from.

    found = kept("shares", (columns, z, again), lambda: {"value": shapley(columns, z)})

Each is made of one contrast's draws and of the inputs, so an edited clause works out anew only the contrasts that it
touches; arrays come back to the bit. Where nothing is kept (``documents/cache.py``), all is worked out each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from numpy.typing import NDArray

from tether.documents.cache import MB, Cache, digest
from tether.randomness.provenance import array_parts, code_key, packed, unpacked

CACHE = Cache("judgements", 16 * MB)


def kept(what: str, inputs: Iterable[NDArray[Any]], make: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the arrays, of any shape, that ``make`` gives of ``inputs``; as they were kept, where they were.

    ``what`` names the sum and every plain number in it.
    """
    key = digest((code_key(("decisions",)), what, *array_parts(tuple(inputs))))
    found = CACHE.get(key)
    if found is not None:
        return unpacked(found)
    made = make()
    CACHE.put(key, packed(made))
    return made

"""Secret noise: uniforms that nobody can make again without the secret, one for each name.

    noise = SecretNoise(new_secret())
    noise.uniforms("after.weight", [("tribal", "anbar"), ("tribal", "basra")])      # float64 in (0, 1), one for each

A number hangs on the secret, the use and the name alone, so the same cell of two tables draws the same, whatever else
stands beside it, and the same secret gives the same bytes. It is SHAKE-256 of the three (FIPS 202), a pseudo-random
function under a secret of 128 bits: ``Noise`` is for luck that may be known, this for choices that must not be.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BYTES = 16  # of a secret


def new_secret() -> str:
    """Return a new secret of 128 bits, in hexadecimal, from the operating system."""
    return secrets.token_hex(BYTES)


@dataclass(frozen=True, repr=False)
class SecretNoise:
    """A secret from which named uniforms are made; its repr does not show it."""

    secret: str

    def uniforms(self, use: str, names: Iterable[Sequence[str]]) -> NDArray[np.float64]:
        """Return a uniform in the open interval (0, 1) for each name, shape (name,), in multiples of 2**-53."""
        keyed = hashlib.shake_256("\0".join((self.secret, use, "")).encode())
        drawn = bytearray()
        for name in names:
            one = keyed.copy()
            one.update("\0".join(name).encode())
            drawn += one.digest(8)
        whole = np.frombuffer(bytes(drawn), "<u8") >> np.uint64(11)
        return (whole.astype(np.float64) + 0.5) / 2.0**53

"""Theories on trial: what each says the record after designs should look like, and how the record fits it.

    fits = theories_tried(seen, noise)        # seen (comparison,): T less placebo mean; noise (comparison, comparison)
    fits[0].weight, fits[0].bits

``theories_on_record.csv`` says for each theory and comparison which sign the difference should have: + more violence on
the first side than on the other, − less, 0 hardly any, ? no view. A sign becomes a half-normal of sd ``SIZE``, 0 a
normal of sd ``HARDLY``, ? a normal of sd ``SIZE``. The likelihood of the five differences is their density under these
effects plus placebo noise, N(β, V), V the covariance of the five over placebo replicates; β is averaged over ``DRAWS``
named draws. Weights set the theories equal before and normalise the likelihoods: the record, not the truth, and only
as far as the coding goes. Equal weights stay the default everywhere.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from tether.randomness.noise import Noise

SIZE, HARDLY, DRAWS, SEED = 0.75, 0.1, 20_000, 1
Array = NDArray[np.float64]


@dataclass(frozen=True)
class TheoryFit:
    """A theory's fit: log2 likelihood less that of "no clause makes a difference", and its weight by the record."""

    theory: str
    bits: float
    weight: float
    signs: dict[str, str]


@cache
def expected_signs() -> dict[str, dict[str, tuple[str, str]]]:
    """Return (sign, why) by theory and comparison."""
    text = (files("tether.precedents") / "theories_on_record.csv").read_text("utf-8").splitlines()
    out: dict[str, dict[str, tuple[str, str]]] = {}
    for row in csv.DictReader(text):
        out.setdefault(row["theory"], {})[row["comparison"]] = (row["sign"], row["why"])
    return out


def theories_tried(seen: Array, noise: Array, comparisons: tuple[str, ...]) -> tuple[TheoryFit, ...]:
    """Return each theory's fit to ``seen`` (comparison,) under ``noise`` (comparison, comparison), best first."""
    nothing = log_likelihood(seen, noise, np.zeros((1, len(seen))))
    logs = {
        theory: log_likelihood(seen, noise, drawn_effects([signs[c][0] for c in comparisons]))
        for theory, signs in expected_signs().items()
    }
    top = max(logs.values())
    total = sum(np.exp(v - top) for v in logs.values())
    fits = [
        TheoryFit(
            t,
            float((v - nothing) / np.log(2)),
            float(np.exp(v - top) / total),
            {c: expected_signs()[t][c][0] for c in comparisons},
        )
        for t, v in logs.items()
    ]
    return tuple(sorted(fits, key=lambda f: (-f.weight, f.theory)))


def drawn_effects(signs: list[str], draws: int = DRAWS) -> Array:
    """Return effects (draw, comparison) that a theory with these signs expects."""
    from scipy.special import ndtri

    u = np.asarray(Noise(SEED).uniforms("after-designs.theories", 0, 0, (draws, len(signs))), float)
    z = ndtri(np.clip(u, 1e-7, 1 - 1e-7))
    kinds = {
        "+": lambda v: SIZE * np.abs(v),
        "-": lambda v: -SIZE * np.abs(v),
        "0": lambda v: HARDLY * v,
        "?": lambda v: SIZE * v,
    }
    return np.column_stack([kinds[s](z[:, k]) for k, s in enumerate(signs)])


def log_likelihood(seen: Array, noise: Array, effects: Array) -> float:
    """Return log mean over ``effects`` (draw, comparison) of the density of ``seen`` under N(effect, noise)."""
    off = seen - effects
    square = np.einsum("di,ij,dj->d", off, np.linalg.inv(noise), off)
    top = -0.5 * square.min()
    constant = -0.5 * (np.linalg.slogdet(noise)[1] + len(seen) * np.log(2 * np.pi))
    return float(constant + top + np.log(np.mean(np.exp(-0.5 * square - top))))

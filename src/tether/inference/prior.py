"""What the pool says of a country's hyper-parameters before its own record is read: a normal law per symbol.

    prior = pool_prior(find_basis(origin, "adm1"))      # mean and sd of the bank's members, on a free scale
    sets = to_parameters(prior, x)                      # x (…, symbol) → parameters, leaves (…)

Scales: log for what is positive, logit for what lies between 0 and 1, plain for the rest. The mean and the sd are those
of the bank of the origin's row, each member weighing alike, so that the prior knows nothing of the country; a symbol in
which members hardly differ keeps ``LEAST`` of the spread of the design that the search for the bank started from.
``nat`` is a declared share of the projection, not fitted.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from tether.core.design import design
from tether.core.parameters import CoreParameters
from tether.inference.published import MixtureWeights

FREE = tuple(name for name in CoreParameters._fields if name != "nat")
LOGIT = ("pi_jump", "phi", "v", "phi_s", "pi_big")
PLAIN = ("mu", "s_bar", "mu_big", "c")
LEAST = 0.25  # of the design's spread
DESIGN_SETS = 512


class Prior(NamedTuple):
    """Mean and sd (symbol,) on the free scale, in the order of ``FREE``; ``nat`` as the bank has it."""

    mean: jax.Array
    sd: jax.Array
    nat: float


def pool_prior(basis: MixtureWeights) -> Prior:
    """Return the prior that the bank of ``basis`` gives."""
    held, searched = (to_free(sets) for sets in (basis.members, design(DESIGN_SETS, basis.gate.unit)))
    sd = np.maximum(held.std(axis=0), LEAST * searched.std(axis=0))
    return Prior(jnp.asarray(held.mean(axis=0)), jnp.asarray(sd), float(np.mean(np.asarray(basis.members.nat))))


def to_free(sets: CoreParameters) -> np.ndarray:
    """Return sets with leaves (set,) on the free scale, (set, symbol)."""
    return np.stack([_free(name, np.asarray(getattr(sets, name), float)) for name in FREE], axis=-1)


def to_parameters(prior: Prior, x: Any) -> CoreParameters:
    """Return the parameters at ``x`` (…, symbol) of the free scale; leaves (…), float32."""
    found = {name: _bound(name, x[..., column]) for column, name in enumerate(FREE)}
    nat = jnp.full(x.shape[:-1], prior.nat)
    return CoreParameters(*(jnp.asarray(v, jnp.float32) for v in CoreParameters(**found, nat=nat)))


def log_prior(prior: Prior, x: jax.Array) -> jax.Array:
    """Return the log density at ``x`` (symbol,), up to a constant."""
    return -0.5 * jnp.sum(jnp.square((x - prior.mean) / prior.sd))


def _free(name: str, value: np.ndarray) -> np.ndarray:
    if name in PLAIN:
        return value
    return np.log(value / (1.0 - value)) if name in LOGIT else np.log(value)


def _bound(name: str, x: jax.Array) -> jax.Array:
    if name in PLAIN:
        return x
    return jax.nn.sigmoid(x) if name in LOGIT else jnp.exp(x)

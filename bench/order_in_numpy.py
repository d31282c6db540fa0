"""The armed order and its record in vectorised NumPy: an opponent for the bench and an oracle for the tests.

The mechanisms are our own files, run once more with NumPy in JAX's place (``twin``): the same formulas, no compiler, no
``vmap``, theories in a plain loop. What surrounds them (the loop over months, tilts, levers, the record, both samplers)
is written here from the formulas, without a line of ours: gamma quantiles from SciPy, Poisson quantiles by summing
probabilities until every lane has its count. Particle last, and the same noise, handed over as arrays.
"""

from __future__ import annotations

import sys
import types
from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np
from scipy import special

import tether

ROOT = Path(tether.__file__).parent
PREFIX = "order_twin"
CLIP, LIMIT, SWITCH = np.log(5.0), 12.0, 8.0


class _Finder:
    """Imports ``order_twin.x`` from ``tether/armed_order/x.py`` with NumPy for jax.numpy."""

    def find_spec(self, name, path=None, target=None):
        if name != PREFIX and not name.startswith(PREFIX + "."):
            return None
        base = ROOT.joinpath("armed_order", *name.split(".")[1:])
        file = base / "__init__.py" if base.is_dir() else base.with_suffix(".py")
        spec = ModuleSpec(name, self, is_package=base.is_dir(), origin=str(file))
        if base.is_dir():
            spec.submodule_search_locations = [str(base)]
        return spec

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        text = Path(module.__spec__.origin).read_text("utf-8")
        text = text.replace("import jax.numpy as jnp", "import numpy as jnp")
        text = text.replace("import jax\n", "from order_twin_tree import jax\n")
        text = text.replace("from tether.armed_order", f"from {PREFIX}")
        exec(compile(text, module.__spec__.origin, "exec"), module.__dict__)


def twin(name):
    """Return a module of ``tether.armed_order`` that computes with NumPy."""
    if not any(isinstance(f, _Finder) for f in sys.meta_path):
        tree = types.SimpleNamespace(map=lambda f, *trees: type(trees[0])(*map(f, *trees)))
        stand_in = types.ModuleType("order_twin_tree")
        stand_in.jax = types.SimpleNamespace(tree=tree, Array=np.ndarray)
        sys.modules["order_twin_tree"] = stand_in
        sys.meta_path.insert(0, _Finder())
    return __import__(f"{PREFIX}.{name}", fromlist=["x"])


def poisson(u, z, mean):
    """Quantiles at ``u``: summed up to a mean of 8, Giles' expansion above it and never below the sum's value."""
    mean, small = mean.astype(np.float64), np.minimum(mean, SWITCH).astype(np.float64)
    probability = np.exp(-small)
    below, count = probability.copy(), np.zeros(mean.shape)
    for k in range(1, 31):
        more = below < u
        if not more.any():
            break
        count += more
        probability *= small / k
        below += probability
    large = mean > SWITCH
    m, s = mean[large], np.asarray(z, np.float64)[large]
    tail = -(s / 36 + s**3 / 72) / np.sqrt(m) + (-8 / 405 + 7 * s**2 / 810 + s**4 / 270) / m
    count[large] = np.maximum(count[large], np.floor(m + np.sqrt(m) * s + 1 / 3 + s**2 / 6 + tail))
    return count.astype(np.float32)


def gamma_ratio(u, shape, table=None):
    """Quantiles of gamma(shape)/shape: SciPy's own (slow), or read from a table of them as ours is."""
    if table is None:
        return special.gammaincinv(shape, u.astype(np.float64)) / shape
    values, first, step, low, width = table
    row = np.clip((np.log(shape) - first) / step, 0, values.shape[0] - 1.001)
    column = np.clip((special.ndtri(u) - low) / width, 0, values.shape[1] - 1.001)
    i, j = row.astype(np.int32), column.astype(np.int32)
    a, b = row - i, column - j
    top = values[i, j] * (1 - b) + values[i, j + 1] * b
    bottom = values[i + 1, j] * (1 - b) + values[i + 1, j + 1] * b
    return np.exp(top * (1 - a) + bottom * a)


def record(rate, size, shares, tilt, luck, parameters, table):
    """Events and deaths (type, place, particle) of one month."""
    shape = np.broadcast_to(parameters.k, rate.shape)
    mean = np.exp(np.minimum(rate + tilt[0], LIMIT)) * gamma_ratio(luck.frailty.u, shape, table) * shares
    events = poisson(luck.events.u, luck.events.z, mean.astype(np.float32))
    total = np.maximum(events.sum(axis=0), 1.0)
    spread = gamma_ratio(luck.size.u, parameters.kappa * total**parameters.c, table)
    excess = poisson(luck.deaths.u, luck.deaths.z, events * (spread * np.exp(np.minimum(size + tilt[1], LIMIT))))
    return events, events + excess


def project(worlds, ground, levers, paths, lucks, chances, shares, parameters, table=None):
    """Return deaths (pair, theory, month, particle) and the last states [pair][theory].

    ``worlds``: one World a theory; ``levers``: [pair][month] Levers (group, 1, particle), the status quo's first;
    ``paths``: (log_rate, log_size) (month, place, particle). All arrays NumPy's.
    """
    dynamics, state_of = twin("dynamics"), twin("state")
    pairs, theories, months = len(levers), len(worlds), len(paths[0])
    states = [[dynamics.initial(world, ground) for world in worlds] for _ in range(pairs)]
    deaths = np.empty((pairs, theories, months, paths[0].shape[-1]), np.float32)
    for month in range(months):
        base = [None] * theories
        for pair in range(pairs):
            for t, world in enumerate(worlds):
                state, act = states[pair][t], state_of.practised(levers[pair][month], levers[0][month], world)
                nothing = np.zeros_like(state.fear)
                order = dynamics.channels(
                    state, state_of.MonthContext(world, ground, act, state_of.MonthEvents(nothing, nothing))
                )
                base[t] = order if base[t] is None else base[t]
                tilt = [np.clip(a - b, -CLIP, CLIP) for a, b in zip(order, base[t], strict=True)]
                _, dead = record(paths[0][month], paths[1][month], shares, tilt, lucks[month], parameters, table)
                deaths[pair, t, month] = dead.sum(axis=(0, 1), dtype=np.float64)
                seen = state_of.MonthEvents(dead[2], chances[month])
                states[pair][t] = dynamics.step(state, state_of.MonthContext(world, ground, act, seen))[0]
    return deaths, states

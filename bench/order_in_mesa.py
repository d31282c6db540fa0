"""The same order in Mesa: one agent is one world of one pair, moved by the NumPy twin's own formulas. For information.

    python bench/futures.py --mesa /path/to/venv/bin/python     # a venv with mesa, numpy, scipy; this file runs in it

Reads the arrays that the bench wrote (a pickle of NumPy values), prints seconds and cells as JSON.
"""

import json
import pickle
import sys
import time
from pathlib import Path

import numpy as np

try:
    import mesa
except ImportError:
    mesa = None


def main():
    if mesa is None or len(sys.argv) < 2:
        print("Mesa isn't installed in this environment (or no arrays were given): skipped")
        return
    sys.path.insert(0, str(Path(__file__).parent))
    import order_in_numpy as twin

    dynamics, state_of = twin.twin("dynamics"), twin.twin("state")
    stored = pickle.loads(Path(sys.argv[1]).read_bytes())
    ground = state_of.SettingArrays(**stored["ground"])
    levers = twin.twin("levers").Levers
    shares, table = stored["shares"], stored["table"]

    class World(mesa.Agent):
        def __init__(self, model, pair, theory, lane):
            super().__init__(model)
            cut = lambda leaf: leaf[..., lane : lane + 1]  # noqa: E731
            told = stored["worlds"][theory]
            values = {k: cut(v) for k, v in told["values"].items()}
            rest = {k: cut(v) for k, v in told.items() if k != "values"}
            self.world, self.cut, self.pair, self.deaths = state_of.World(values, **rest), cut, pair, 0.0
            self.state = self.start = dynamics.initial(self.world, ground)

        def step(self):
            month, cut = self.model.month, self.cut
            act, kept = (levers(**{k: cut(v) for k, v in stored["levers"][p][month].items()}) for p in (self.pair, 0))
            base = self.model.base.setdefault((month, id(cut)), None)
            act = state_of.practised(act, kept, self.world)
            nothing = np.zeros_like(self.state.fear)
            order = dynamics.channels(
                self.state, state_of.MonthContext(self.world, ground, act, state_of.MonthEvents(nothing, nothing))
            )
            base = base or dynamics.channels(
                self.start, state_of.MonthContext(self.world, ground, kept, state_of.MonthEvents(nothing, nothing))
            )
            tilt = [np.clip(a - b, -twin.CLIP, twin.CLIP) for a, b in zip(order, base, strict=True)]
            luck = self.model.lucks[month](cut)
            rate, size = (cut(p[month]) for p in stored["paths"])
            parameters = self.model.parameters(cut)
            _, dead = twin.record(rate, size, shares, tilt, luck, parameters, table)
            self.deaths += float(dead.sum())
            seen = state_of.MonthEvents(dead[2], cut(stored["chances"][month]))
            self.state = dynamics.step(self.state, state_of.MonthContext(self.world, ground, act, seen))[0]

    class Country(mesa.Model):
        def __init__(self, pairs, lanes):
            super().__init__()
            self.month, self.base = 0, {}
            self.lucks = [lambda cut, m=m: _luck(stored["lucks"][m], cut) for m in range(stored["months"])]
            for pair in range(pairs):
                for theory in range(len(stored["worlds"])):
                    for lane in range(lanes):
                        World(self, pair, theory, lane)

        def parameters(self, cut):
            return _named({k: cut(v) if np.ndim(v) == 2 else v for k, v in stored["parameters"].items()})

        def step(self):
            self.agents.do("step")
            self.month += 1

    pairs, lanes = len(stored["levers"]), stored["lanes"]
    country, began = Country(pairs, lanes), time.process_time()
    for _ in range(stored["months"]):
        country.step()
    cells = pairs * len(stored["worlds"]) * lanes * stored["months"] * len(shares[0])
    print(json.dumps({"seconds": time.process_time() - began, "cells": cells, "mesa": mesa.__version__}))


def _named(values):
    return type("Values", (), values)


def _luck(stored, cut):
    pair = {name: _named({k: cut(v) for k, v in luck.items()}) for name, luck in stored.items()}
    return _named(pair)


if __name__ == "__main__":
    main()

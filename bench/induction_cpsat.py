"""CP-SAT on an integer program from a file, in a process of its own: no tether, no highspy here.

python bench/induction_cpsat.py model.npz answer.npz SECONDS
"""

import sys
import time

import numpy as np
from ortools.sat.python import cp_model

SCALE = 1000  # cost per head in thousandths
FAR = 10**9


def main(source: str, goal: str, seconds: str) -> None:
    data = np.load(source)
    model = cp_model.CpModel()
    high = np.minimum(data["high"], FAR)
    x = [model.new_int_var(int(a), int(b), "") for a, b in zip(data["low"], high, strict=True)]
    start = data["start"]
    for row in range(len(start) - 1):
        part = slice(start[row], start[row + 1])
        terms = [int(v) * x[c] for c, v in zip(data["column"][part], data["value"][part], strict=True)]
        low = int(np.ceil(max(data["row_low"][row], -FAR) - 1e-9))
        high_ = int(np.floor(min(data["row_high"][row], FAR) + 1e-9))
        model.add_linear_constraint(sum(terms), low, high_)
    cost = np.round(data["cost"] * SCALE).astype(int)
    model.minimize(sum(int(c) * x[i] for i, c in enumerate(cost) if c))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = float(seconds)
    solver.parameters.num_workers = 2
    solver.parameters.relative_gap_limit = 0.005
    began = time.process_time()
    status = solver.solve(model)
    cpu = time.process_time() - began
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    values = np.array([solver.value(v) for v in x]) if found else np.zeros(0)
    np.savez(goal, status=solver.status_name(status), cpu=cpu, values=values)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""CP-SAT on the covering programs of amendments, in a process of its own: no tether, no highspy here.

python bench/amend_cpsat.py problems.json answers.json SECONDS

A problem: prices, clauses [more, fewer] (one of ``more`` is made, or one of ``fewer`` is not), pairs that exclude each
other. An answer: cost, whether it is proved, processor time.
"""

import json
import sys
import time

from ortools.sat.python import cp_model


def solved(problem: dict, seconds: float) -> dict:
    model = cp_model.CpModel()
    x = [model.new_bool_var("") for _ in problem["prices"]]
    for more, fewer in problem["clauses"]:
        model.add_bool_or([x[e] for e in more] + [~x[e] for e in fewer])
    for a, b in problem["pairs"]:
        model.add_bool_or([~x[a], ~x[b]])
    model.minimize(sum(price * x[e] for e, price in enumerate(problem["prices"])))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 1
    began = time.process_time()
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    cost = sum(price for e, price in enumerate(problem["prices"]) if solver.value(x[e])) if found else None
    return {"cost": cost, "proved": status == cp_model.OPTIMAL, "cpu": time.process_time() - began}


def main(source: str, goal: str, seconds: str) -> None:
    with open(source, encoding="utf-8") as file:
        problems = json.load(file)
    answers = [solved(problem, float(seconds)) for problem in problems]
    with open(goal, "w", encoding="utf-8") as file:
        json.dump(answers, file)


if __name__ == "__main__":
    main(*sys.argv[1:])

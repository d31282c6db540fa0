"""Plans of random small intakes: lawful by the independent verifier, or a conflict whose relaxation makes them so."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tether.induction.verification as verification
from tether.induction.conflicts import Conflict, plan_or_conflict
from tether.induction.linear_program import Book, solve, solve_whole
from tether.induction.plan import Plan, attempt_plan
from tether.induction.plan_folder import write_plan
from tether.induction.problem import ExitRoute, Policy
from tether.induction.synthetic_roster import invented
from tether.induction.verification import verify_folder

QUIET = settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@st.composite
def intakes(draw):
    cap = draw(st.floats(0.3, 0.7))
    heads = draw(st.integers(200, 1200))
    policy = Policy(
        company_cap=cap,
        battalion_cap=0.8 * cap,
        subunit_cap=draw(st.floats(0.15, 0.4)),
        community_band=draw(st.floats(0.15, 0.4)),
        local_low=draw(st.floats(0, 0.2)),
        local_high=draw(st.floats(0.6, 1)),
        local_level=draw(st.sampled_from(["home", "province"])),
        manning_low=draw(st.floats(0.6, 0.9)),
        vetting_per_month=draw(st.sampled_from([None, heads // 8, heads // 5])),
        months=draw(st.integers(8, 14)),
        exits=(ExitRoute("job-public", draw(st.integers(0, heads))),),
    )
    provinces = draw(st.integers(2, 4))
    return invented(
        heads=heads,
        militias=draw(st.integers(4, 10)),
        homes=provinces + draw(st.integers(0, 6)),
        provinces=provinces,
        communities=draw(st.integers(1, 3)),
        posts_share=draw(st.floats(0.6, 1.0)),
        battalion=draw(st.integers(60, 200)),
        companies=draw(st.integers(2, 4)),
        subunit=draw(st.integers(15, 60)),
        months=draw(st.integers(1, 6)),
        seed=draw(st.integers(0, 10**6)),
        policy=policy,
    )


@QUIET
@given(intake=intakes())
def test_a_plan_is_lawful_or_the_relaxation_makes_it_so(intake, tmp_path_factory):
    found = plan_or_conflict(intake, threads=1, explain=False)
    plan = found if isinstance(found, Plan) else found.plan
    verdict = verify_folder(write_plan(plan, tmp_path_factory.mktemp("p") / "plan"))
    assert verdict.ok, verdict.faults[:5]
    for name, bound in verdict.bounds.items():
        assert bound <= verdict.achieved[name] + 1e-3
    if isinstance(found, Conflict):
        assert found.clauses
        again = attempt_plan(replace(intake, policy=plan.intake.policy), threads=1)
        assert not again.broken
    else:
        assert not plan.intake.policy.relaxations


def test_a_plain_intake_has_a_plan_with_small_gaps(tmp_path):
    plan = plan_or_conflict(invented(heads=3000, homes=12, battalion=300, seed=3), threads=1)
    assert isinstance(plan, Plan)
    assert plan.gaps["unplaced"] == plan.gaps["exits"] == 0
    assert plan.gaps["concentration"] < 0.02
    verdict = verify_folder(write_plan(plan, tmp_path / "plan"))
    assert verdict.ok
    assert verdict.bounds == pytest.approx(dict(plan.bounds), rel=1e-6, abs=1e-6)


def test_exact_optimum_lies_between_bound_and_plan():
    """A single location and two battalions: concentration by whole people, against HiGHS on the same rows."""
    policy = Policy(
        company_cap=0.5, battalion_cap=0.4, local_low=0, local_high=1, community_band=1, officer_cap=1, subunit_cap=1
    )
    intake = invented(
        heads=120,
        militias=4,
        homes=1,
        provinces=1,
        communities=1,
        battalion=50,
        companies=1,
        posts_share=0.9,
        months=1,
        policy=replace(policy, exits=(ExitRoute("land", 100),)),
    )
    plan = plan_or_conflict(intake, threads=1)
    assert isinstance(plan, Plan)
    exact = _exact_concentration(plan)
    assert plan.bounds["concentration"] <= exact + 1e-6
    assert exact <= plan.achieved["concentration"] + 1e-6
    assert plan.achieved["concentration"] <= exact * 1.005


def _exact_concentration(plan: Plan) -> float:
    """Minimise Σ X²/S over whole heads by militia and battalion of full size; ranks kept by heads per rank."""
    cells, units = plan.intake.cells, int(plan.intake.battalions.sum())
    size = int(plan.intake.units.posts[0])
    have = np.zeros((len(cells.militias), len(cells.ranks)), int)
    np.add.at(have, (cells.militia, cells.rank), cells.heads)
    low, high = (bound[0] for bound in plan.intake.rank_range)
    book, cost, whole = Book(), [], []
    cap = int(plan.intake.policy.battalion_cap * size + 1e-9)
    seats = [book.columns(f"x{u}", have.size, upper=have.reshape(-1)) for u in range(units)]
    for x in seats:
        whole.append(x)
        for m in range(len(have)):
            steps = book.columns("steps", cap, upper=1.0)
            mine = x[m * have.shape[1] : (m + 1) * have.shape[1]]
            book.rows("sum", 1, (0 * mine, mine, 1.0), (0 * steps, steps, -1.0), lower=0, upper=0)
            cost.append((steps, (2 * np.arange(cap) + 1) / size))
        for r in range(have.shape[1]):
            ranked = x[r :: have.shape[1]]
            book.rows("rank", 1, (0 * ranked, ranked, 1.0), lower=low[r], upper=high[r])
        book.rows("size", 1, (0 * x, x, 1.0), lower=size, upper=size)
    for i in range(have.size):
        mine = np.array([x[i] for x in seats])
        book.rows("have", 1, (0 * mine, mine, 1.0), upper=have.reshape(-1)[i])
    price = np.zeros(book.column_count)
    for steps, values in cost:
        price[steps] = values
    return solve_whole(book, price, np.concatenate(whole), seconds=20).objective


def test_an_impossible_cap_is_a_conflict_in_heads():
    """Two militias can't each be at most a third: somebody has to say so, and by how much."""
    policy = Policy(
        company_cap=0.33,
        battalion_cap=0.264,
        local_low=0,
        local_high=1,
        community_band=1,
        officer_cap=1,
        subunit_cap=1,
        exits=(ExitRoute("land", 900),),
    )
    found = plan_or_conflict(
        invented(heads=900, militias=2, homes=4, provinces=2, battalion=200, posts_share=0.5, seed=2, policy=policy),
        threads=1,
    )
    assert isinstance(found, Conflict)
    assert found.least > 100
    assert set(found.clash) <= {"bloc", "manning"}
    assert "bloc" in found.clash
    assert {c.family for c in found.clauses} >= {"bloc"}


def test_a_tampered_plan_is_found_out(tmp_path):
    import pandas as pd

    plan = plan_or_conflict(invented(heads=1500, homes=8, battalion=300, seed=3), threads=1)
    folder = write_plan(plan if isinstance(plan, Plan) else plan.plan, tmp_path / "plan")
    lines = pd.read_parquet(folder / "postings.parquet")
    lines.loc[0, "heads"] += 1
    lines.to_parquet(folder / "postings.parquet")
    assert any("heads too many" in fault for fault in verify_folder(folder).faults)


def test_wrong_prices_only_weaken_a_bound(tmp_path):
    import pandas as pd

    plan = plan_or_conflict(invented(heads=1500, homes=8, battalion=300, seed=3), threads=1)
    folder = write_plan(plan if isinstance(plan, Plan) else plan.plan, tmp_path / "plan")
    prices = pd.read_parquet(folder / "prices.parquet")
    rng = np.random.default_rng(0)
    free = prices.family != "weight"
    prices.loc[free, "price"] *= rng.uniform(0, 3, int(free.sum()))
    prices.to_parquet(folder / "prices.parquet")
    verdict = verify_folder(folder)
    assert all(bound <= verdict.achieved[name] + 1e-6 for name, bound in verdict.bounds.items())


def test_the_verifier_shares_no_code_with_the_planner():
    for path in Path(verification.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tether"):
                shared = node.module == "tether.errors" or node.module.startswith("tether.documents.")
                assert shared or node.module.startswith("tether.induction.verification"), path.name


def test_another_number_of_threads_does_not_silence_the_solver():
    """HiGHS keeps its first number of threads and answers "Not Set" to another: redealing was lost that way."""
    book = Book()
    x = book.columns("x", 2, upper=5)
    book.rows("sum", 1, (np.zeros(2, int), x, 1.0), lower=3)
    for threads in (2, 1, 2):
        assert solve(book, np.ones(2), threads=threads).status == "Optimal"
        assert solve_whole(book, np.ones(2), x, seconds=5, threads=3 - threads).objective == pytest.approx(3)

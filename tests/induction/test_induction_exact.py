"""Random small intakes against the exact optimum in whole people, by a program that shares nothing with the planner.

Battalions of fixed size with one company each; Σ X² is cut into unit steps, so that the optimum is exact. Where the
planner says that heads must give way, nobody finds a plan; where it gives one, the optimum lies between its bound and
what it achieved.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from tether.induction.cells import RANKS, BattalionType, Homes, Location, Units, from_columns, pyramid
from tether.induction.conflicts import Conflict, plan_or_conflict
from tether.induction.deal import frame_of
from tether.induction.plan import Plan
from tether.induction.plan_folder import write_plan
from tether.induction.problem import ExitRoute, Intake, Policy
from tether.induction.synthetic_roster import invented
from tether.induction.verification import verify_folder

SECONDS = 8.0


@st.composite
def small(draw):
    """Sixty to a hundred people of three to five militias from two homes, for two or three battalions of 20."""
    militias, communities = draw(st.integers(3, 5)), draw(st.integers(1, 2))
    most = {"senior-officer": 1, "officer": 2, "nco": 3, "soldier": 14}
    lines = [
        (f"m{m}", home, f"c{draw(st.integers(0, communities - 1))}", rank, draw(st.integers(high // 2, high)))
        for m in range(militias)
        for home in ("p/x", "q/y")
        for rank, high in most.items()
    ]
    columns = dict(zip(("militia", "home", "community", "rank", "heads"), zip(*lines, strict=True), strict=True))
    cap = draw(st.floats(0.3, 0.6))
    policy = Policy(
        company_cap=cap,
        battalion_cap=cap,
        subunit_cap=1,
        officer_cap=draw(st.sampled_from([0.4, 0.5, 1.0])),
        community_band=draw(st.floats(0.2, 0.6)),
        local_low=draw(st.floats(0, 0.3)),
        local_high=draw(st.floats(0.6, 1)),
        manning_low=1,
        commander_rule="any",
        exits=(ExitRoute("land", 500),),
    )
    homes = Homes({"p/x": "p", "q/y": "q"})
    ranks = tuple(r.id for r in RANKS)
    names = tuple(f"c{i}" for i in range(communities))
    cells = from_columns(columns, homes=homes.ids, communities=names, ranks=ranks)
    kind = BattalionType("b", 20, 1, pyramid(20))
    here, there = draw(st.sampled_from([(1, 1), (2, 1), (1, 2)]))
    units = Units((kind,), (Location("at-x", "p/x", here, "b"), Location("at-y", "q/y", there, "b")))
    return Intake(cells, units, homes, policy)


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(intake=small())
def test_the_optimum_lies_between_the_bound_and_the_plan(intake):
    found = plan_or_conflict(intake, threads=1, explain=False)
    if isinstance(found, Conflict) and found.least < 0.01:
        return  # nothing was proved and nothing claimed
    exact = Whole(intake).solve()
    if isinstance(found, Conflict):
        assert exact.status == 2, "a plan exists where the planner says that rows must give way"
        return
    assert exact.status in (0, 1)
    if exact.x is not None:
        assert found.bounds["concentration"] <= exact.fun + 1e-6
    if exact.mip_dual_bound is not None:
        assert exact.mip_dual_bound <= found.achieved["concentration"] + 1e-6
    assert found.achieved["unplaced"] == 0
    assert found.achieved["exits"] == intake.cells.total - intake.units.total


def test_the_exact_program_is_right_where_the_answer_is_plain():
    """Four militias of 15 for two battalions of 20 without rank rows: 5 of each in both, Σ X²/S = 2 · 4 · 25 / 20."""
    columns = {
        "militia": list("abcd"),
        "home": ["p/x"] * 4,
        "community": ["c"] * 4,
        "rank": ["soldier"] * 4,
        "heads": [15] * 4,
    }
    homes = Homes({"p/x": "p"})
    cells = from_columns(columns, homes=homes.ids, communities=("c",), ranks=tuple(r.id for r in RANKS))
    units = Units((BattalionType("b", 20, 1, ()),), (Location("at", "p/x", 2, "b"),))
    policy = Policy(company_cap=1, battalion_cap=1, local_low=0, local_high=1, manning_low=1)
    exact = Whole(Intake(cells, units, homes, policy)).solve()
    assert exact.fun == pytest.approx(10.0)


@pytest.mark.slow
@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    heads=st.integers(1200, 2000),
    cap=st.floats(0.25, 0.5),
    local=st.floats(0, 0.25),
    seed=st.integers(0, 10**6),
    homes=st.integers(4, 10),
)
def test_up_to_two_thousand_recruits_a_plan_or_a_relaxation_passes(heads, cap, local, seed, homes, tmp_path_factory):
    policy = Policy(company_cap=cap, battalion_cap=0.8 * cap, local_low=local, exits=(ExitRoute("land", heads),))
    intake = invented(heads=heads, homes=homes, provinces=4, battalion=200, seed=seed, policy=policy)
    found = plan_or_conflict(intake, threads=1, explain=False)
    plan = found if isinstance(found, Plan) else found.plan
    verdict = verify_folder(write_plan(plan, tmp_path_factory.mktemp("p") / "plan"))
    assert verdict.ok, verdict.faults[:5]
    assert bool(plan.intake.policy.relaxations) == isinstance(found, Conflict)


class Whole:
    """min Σ X²/S over whole heads by cell and battalion, every row by battalion."""

    def __init__(self, intake: Intake):
        self.intake, cells = intake, intake.cells
        self.at = frame_of(intake).location
        self.units, self.cells = len(self.at), len(cells)
        self.size = intake.units.posts[self.at]
        cap = np.floor(intake.policy.battalion_cap * self.size + 1e-9).astype(int)
        self.steps = [(m, u, k) for m in range(len(cells.militias)) for u in range(self.units) for k in range(cap[u])]
        self.width = self.cells * self.units
        self.rows: list[tuple[np.ndarray, float, float]] = []

    def solve(self):
        for row, low, high in (*self._people(), *self._ranges(), *self._officers(), *self._squares()):
            self.rows.append((row, low, high))
        count = self.width + len(self.steps)
        cost = np.zeros(count)
        cost[self.width :] = [(2 * k + 1) / self.size[u] for _, u, k in self.steps]
        most = np.concatenate([np.repeat(self.intake.cells.heads, self.units), np.ones(len(self.steps))])
        matrix = csr_matrix(np.array([r for r, _, _ in self.rows]))
        rows = LinearConstraint(matrix, [low for _, low, _ in self.rows], [high for _, _, high in self.rows])
        whole = np.concatenate([np.ones(self.width), np.zeros(len(self.steps))])
        limits = {"time_limit": SECONDS, "mip_rel_gap": 1e-4}
        return milp(cost, constraints=rows, bounds=Bounds(0, most), integrality=whole, options=limits)

    def _sum(self, chosen: np.ndarray, unit: int | None = None, weight: np.ndarray | float = 1.0) -> np.ndarray:
        """Return the coefficients of Σ x over chosen cells, at one battalion or at all."""
        table = np.zeros((self.cells, self.units))
        table[:, slice(None) if unit is None else unit] = (
            (chosen * weight)[:, None] if unit is None else chosen * weight
        )
        return np.concatenate([table.reshape(-1), np.zeros(len(self.steps))])

    def _people(self) -> Iterator[tuple[np.ndarray, float, float]]:
        for c in range(self.cells):
            yield self._sum(np.arange(self.cells) == c), 0, float(self.intake.cells.heads[c])
        for u in range(self.units):
            yield self._sum(np.ones(self.cells), u), float(self.size[u]), float(self.size[u])

    def _ranges(self) -> Iterator[tuple[np.ndarray, float, float]]:
        intake, cells, policy = self.intake, self.intake.cells, self.intake.policy
        ranks, communities = intake.units.rank_rows(cells.ranks), intake.community_range
        for u, place in enumerate(self.at):
            for r in range(len(cells.ranks)):
                yield self._sum(cells.rank == r, u), float(ranks[0][place, r]), float(ranks[1][place, r])
            for e in range(len(cells.communities)):
                low, high = (bound[place, e] * self.size[u] for bound in communities)
                yield self._sum(cells.community == e, u), np.ceil(low - 1e-9), np.floor(high + 1e-9)
            local = np.array([h == intake.units.locations[place].home for h in cells.homes])[cells.home]
            few, many = policy.local_low * self.size[u], policy.local_high * self.size[u]
            yield self._sum(local, u), np.ceil(few - 1e-9), np.floor(many + 1e-9)

    def _officers(self) -> Iterator[tuple[np.ndarray, float, float]]:
        """Relaxed as max(1, β · officers) ≤ β · officers + 1 − β · least: the optimum can only fall, so bounds must hold."""
        intake, cells, cap = self.intake, self.intake.cells, self.intake.policy.officer_cap
        officer = np.isin(cells.rank, [i for i, r in enumerate(cells.ranks) if r in ("officer", "senior-officer")])
        least = intake.units.rank_rows(cells.ranks)[0][:, :2].sum(1)
        for u, place in enumerate(self.at):
            for m in range(len(cells.militias)):
                weight = (cells.militia == m).astype(float) - cap
                yield self._sum(officer, u, weight), -np.inf, max(1 - cap * least[place], 0)

    def _squares(self) -> Iterator[tuple[np.ndarray, float, float]]:
        for m in range(len(self.intake.cells.militias)):
            for u in range(self.units):
                row = self._sum(self.intake.cells.militia == m, u)
                row[self.width :] = [-1.0 if (a, b) == (m, u) else 0.0 for a, b, _ in self.steps]
                yield row, 0, 0

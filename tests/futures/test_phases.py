"""Phases inside a projection: forward by tests, back by triggers, lane by lane, on what was recorded alone."""

import numpy as np
import pytest

from tether.charter import charter_from_text
from tether.decisions.cost_of_staging import cost_of_staging, unstaged
from tether.futures.project import project_charters
from tether.futures.status_quo import project_core
from tether.levers.compile import compile_pair
from tether.levers.phases import REVIEW, Check, PhasePlan, PhaseWalk, ProjectedPhase, phases_of

HEAD = """charter: "0.3"
meta: {{id: {id}, title: "{id}", decider: host, starts: 2015-07}}
forces:
  - {{id: ing, name: National Guard, kind: guard, status: new}}
induction:
  - {{id: a, from: hashd-iran, into: ing, mode: individual, intake: 20000, max_group_share: 0.3, phase: second}}
  - {{id: b, from: tribal, into: ing, mode: individual, intake: 12000, max_group_share: 0.3}}
sharing:
  territorial: {{model: federal}}
"""
PHASES = """phases:
  - {{id: first, review_months: {every}, tests: [{{metric: one-sided-deaths, op: "<=", threshold: {passes}}}]}}
  - {{id: second, brings: [sharing], reversal: [{{trigger: "deaths > {back}", action: take-back}}]}}
"""


def written(small, id, passes=1e9, back=1e9, every=2, phases=PHASES):
    text = HEAD.format(id=id) + phases.format(passes=passes, back=back, every=every)
    return charter_from_text(text, f"{id}.yaml", small.theatre)


def pair_of(small, charter):
    base = small.charter("busy")
    return compile_pair(base, base, charter, small.frame)


def quo(small):
    base = small.charter("busy")
    return compile_pair(base, base, base, small.frame)


def run(small, *pairs, **more):
    return project_charters(small.basis, small.worlds, small.ground, small.groups, (quo(small), *pairs), **more)


def stages_of(futures):
    """The stages (theory, point, month, particle) of each staged pair, by its number."""
    return dict(zip(futures["staged"].values.tolist(), futures["stage"].values, strict=True))


def same(a, b):
    return np.ascontiguousarray(a).tobytes() == np.ascontiguousarray(b).tobytes()


@pytest.fixture(scope="module")
def pairs_and_futures(small):
    """Passes always; never; passes and is taken back; depends on what each future records; and no phases at all."""
    told = {"open": {}, "shut": {"passes": 0}, "back": {"back": 0}, "mixed": {"passes": 100, "back": 600}}
    pairs = tuple(pair_of(small, written(small, name, **more)) for name, more in told.items())
    pairs = (*pairs, *unstaged(pairs[:1]))
    return (quo(small), *pairs), run(small, *pairs)


def test_the_status_quo_stays_the_cores_beside_charters_in_phases(small, pairs_and_futures):
    _, staged = pairs_and_futures
    core = project_core(small.basis)
    for outcome, draws in core.country.items():
        assert all(same(staged[outcome].values[0, t], draws) for t in range(5)), outcome


def test_a_test_that_passes_brings_the_next_phase_at_the_first_review_and_one_that_fails_never(pairs_and_futures):
    _, staged = pairs_and_futures
    opened, shut = stages_of(staged)[1], stages_of(staged)[2]  # (theory, point, month, particle)
    assert (opened[:, :, :2] == 1).all() and (opened[:, :, 2:] == 2).all()
    assert (shut == 1).all()
    assert not same(staged["deaths"].values[1], staged["deaths"].values[2])


def test_before_the_second_phase_the_two_are_one(pairs_and_futures):
    _, staged = pairs_and_futures
    assert same(staged["deaths"].values[1, :, :, :2], staged["deaths"].values[2, :, :, :2])


def test_a_trigger_takes_the_phase_back_at_a_review_and_keeps_it_back_while_it_fires(pairs_and_futures):
    _, staged = pairs_and_futures
    back = stages_of(staged)[3]
    assert (back == 1).all(), "the trigger fires at each review, so that the second phase never begins"


def test_futures_go_their_own_ways_by_what_each_recorded(small, pairs_and_futures):
    _, staged = pairs_and_futures
    stages, deaths = stages_of(staged)[4], staged["one_sided_deaths"].values[4]
    assert len(np.unique(stages[:, :, 4])) > 1
    forward = (deaths[:, :, :2].mean(axis=2) <= 100) & (staged["deaths"].values[4][:, :, :2].mean(axis=2) <= 600)
    assert np.array_equal(stages[:, :, 2] == 2, forward)


def test_a_phase_is_taken_back_only_where_its_trigger_fired(pairs_and_futures):
    _, staged = pairs_and_futures
    stages, deaths = stages_of(staged)[4], staged["deaths"].values[4]
    fired = deaths[:, :, 2:4].mean(axis=2) > 600
    was = stages[:, :, 3] == 2
    assert np.array_equal((stages[:, :, 4] == 1)[was], fired[was]) and (was & fired).any()


def test_unstaged_is_in_force_from_the_start(small, pairs_and_futures):
    pairs, staged = pairs_and_futures
    assert not pairs[5].staged and 5 not in stages_of(staged)
    assert not same(staged["deaths"].values[5, :, :, :2], staged["deaths"].values[1, :, :, :2])


def test_the_cost_of_caution_counts_what_waiting_changed(small, pairs_and_futures):
    pairs, _ = pairs_and_futures
    open_ = pairs[1]
    alone, twins = run(small, open_), run(small, *unstaged([open_]))
    table = cost_of_staging(alone, twins, (quo(small), open_), "deaths")
    d = alone["deaths"].values[1].sum(axis=2, dtype=float) - twins["deaths"].values[1].sum(axis=2, dtype=float)
    assert np.allclose(table["value"], np.median(d.mean(axis=-1), axis=1))
    assert list(table["worlds_more"]) == list((d.mean(axis=-1) > 0).sum(axis=1))
    assert (
        (table["months_late"] == 2).all() and not table["futures_reversed"].any() and not table["futures_never"].any()
    )
    assert list(table["host"]) == ["open"] * 5


def test_workers_change_no_stage(small, pairs_and_futures):
    pairs, staged = pairs_and_futures
    other = run(small, *pairs[1:], workers=2)
    assert same(other["stage"].values, staged["stage"].values)
    assert same(other["deaths"].values, staged["deaths"].values)


def test_what_the_model_cannot_observe_is_listed_and_not_guessed(small):
    phases = """phases:
  - id: first
    tests: [{{metric: present at muster, op: ">=", threshold: 0.9}}, {{metric: deaths, op: "<=", threshold: {{lo: 1, hi: 2}}}}]
    reversal: [{{trigger: order refused, action: take-back}}, {{trigger: "deaths > 5", action: stop intake}}]
  - {{id: second}}
"""
    course = phases_of(written(small, "x", phases=phases), small.frame)
    assert not course.phases[0].tests and not course.phases[0].triggers and course.every == REVIEW
    assert [u.split(" (")[0] for u in course.unread] == [
        "x: phases.0.tests.0",
        "x: phases.0.tests.1",
        "x: phases.0.reversal.0",
        "x: phases.0.reversal.1",
        "x: phases name no months between reviews",
    ]
    assert set(course.unread) <= set(pair_of(small, written(small, "x", phases=phases)).unread)


def test_hidden_states_are_no_metric(small):
    phases = 'phases:\n  - {{id: first, tests: [{{metric: fear, op: "<=", threshold: 1}}]}}\n  - {{id: second}}\n'
    assert not phases_of(written(small, "x", phases=phases), small.frame).phases[0].tests


def test_phases_that_bring_nothing_are_said_to(small):
    text = HEAD.format(id="idle").replace(", phase: second", "") + "phases:\n  - {id: first}\n"
    pair = pair_of(small, charter_from_text(text, "idle.yaml", small.theatre))
    assert not pair.staged and "idle: phases (none brings what a lever reads)" in pair.unread


def course(*phases, every=1):
    return PhasePlan("x", 0, phases, every, ("deaths",))


def phase(tests=(), triggers=(), starts=0, ends=None):
    checks = [tuple(Check("deaths", op, number) for op, number in rows) for rows in (tests, triggers)]
    return ProjectedPhase("p", starts, ends, *checks)


def walked(course, deaths):
    """Stages of two lanes after each month; ``deaths`` (month, lane)."""
    walk, found = PhaseWalk((None, course), (1, 2)), []
    for month, row in enumerate(deaths):
        walk.begin(month)
        walk.end(month, np.array([[row]], np.float32))
        found.append(walk.stage[0].tolist())
    return found


def test_one_step_forward_a_review_and_back_as_far_as_the_first_that_fires():
    steps = course(phase(triggers=[(">", 90)]), phase(triggers=[(">", 50)]), phase())
    assert walked(steps, [(1, 1), (1, 1), (60, 1), (99, 1), (99, 1), (1, 1)]) == [
        [2, 2],
        [3, 3],
        [1, 3],
        [0, 3],
        [0, 3],
        [1, 3],
    ]


def test_reviews_read_the_mean_since_the_last_one():
    assert walked(course(phase(tests=[("<", 5)]), phase(), every=2), [(0, 9), (8, 0), (9, 9), (0, 0)]) == [
        [1, 1],
        [2, 2],
        [2, 2],
        [2, 2],
    ]
    assert walked(course(phase(tests=[("<", 4)]), phase(), every=2), [(0, 9), (8, 0)])[-1] == [1, 1]


def test_a_phase_does_not_begin_before_its_day_and_one_without_a_test_ends_on_its_own():
    assert walked(course(phase(), phase(starts=2)), [(0, 0)] * 3) == [[1, 1], [2, 2], [2, 2]]
    assert walked(course(phase(ends=1), phase()), [(0, 0)] * 3) == [[1, 1], [2, 2], [2, 2]]


def test_sponsor_and_host_walk_apart():
    walk = PhaseWalk((course(phase(), phase()), course(phase(tests=[("<", 0)]), phase())), (1, 2))
    walk.begin(0)
    walk.end(0, np.zeros((1, 1, 2), np.float32))
    assert (walk.stage == 2 * 3 + 1).all(), "the sponsor's second phase, the host's first"

"""Each mechanism: levers equal to the status quo's change nothing, sign is right, totals are kept, runs alone."""

import csv
from importlib.resources import files

import jax.numpy as jnp
import numpy as np
import pytest

from tether.armed_order import dynamics
from tether.armed_order.levers import Levers, registry
from tether.armed_order.mechanisms import defection, discipline, effectiveness, mechanisms
from tether.armed_order.state import MonthContext, MonthEvents, SettingArrays, World
from tether.armed_order.theories import THEORIES, parameters

G, P, L = 2, 3, 4  # group 0: strangers here, no kin; group 1: at home here, kin of the insurgent


def world(**values):
    drawn = {s: jnp.full((L,), p.default[2], jnp.float32) for s, p in parameters().items()}
    drawn |= {s: jnp.full((L,), v, jnp.float32) for s, v in values.items()}
    ones = jnp.ones((L,), jnp.float32)
    heads = jnp.asarray([[9000.0], [5000.0]], jnp.float32) * ones
    away = jnp.asarray([[0.3, 0.2, 0.0], [0.0, 0.0, 0.0]], jnp.float32)[..., None] * ones
    return World(drawn, heads, 4000 * ones, 60000 * ones, away, jnp.asarray([[0.9], [0.2]], jnp.float32) * ones)


GROUND = SettingArrays(
    home=jnp.asarray([[0.0, 0.0, 1.0], [0.6, 0.4, 0.0]], jnp.float32)[..., None],
    outsider=jnp.asarray([[0.9, 0.8, 0.1], [0.1, 0.2, 0.9]], jnp.float32)[..., None],
    kin=jnp.asarray([0.0, 1.0], jnp.float32)[:, None, None],
    patrons=jnp.asarray([2.0, 1.0], jnp.float32)[:, None, None],
    held=jnp.asarray([0.5, 0.2, 0.0], jnp.float32)[:, None],
    constituency=jnp.asarray([0.9, 0.8, 0.1], jnp.float32)[:, None],
    insurgents=jnp.asarray([0.6, 0.4, 0.0], jnp.float32)[:, None],
    state_outsider=jnp.asarray([0.9, 0.8, 0.1], jnp.float32)[:, None],
    state_men=jnp.asarray([0.2, 0.2, 0.6], jnp.float32)[:, None],
)


def levers(**values):
    base = {r.symbol: r.status_quo for r in registry().values()} | values
    return Levers(*(jnp.full((G, 1, L), base[name], jnp.float32) for name in Levers._fields))


def scene(turned=None, seen=0.0, chance=0.5, **values):
    seen = MonthEvents(jnp.full((P, L), seen, jnp.float32), jnp.full((P, L), chance, jnp.float32))
    return MonthContext(world(**values), GROUND, turned or levers(), seen)


def after(months, active=None, turned=None, seen=0.0, chance=0.5, **values):
    at = scene(turned, seen, chance, **values)
    state = dynamics.initial(at.world, GROUND)
    for _ in range(months):
        state, _ = dynamics.step(state, at, active)
    return state, at


def total(state):
    return float(state.outside.sum() + state.guard.sum() + state.exits.sum())


def test_the_registry_is_the_folder_and_the_rows_are_the_mechanisms():
    assert {*mechanisms(), "practice"} == {p.mechanism for p in parameters().values()}
    for name, mechanism in mechanisms().items():
        assert set(mechanism.SYMBOLS) == {s for s, p in parameters().items() if p.mechanism == name}
        assert set(mechanism.LEVERS) <= set(Levers._fields)
    assert {lever for m in mechanisms().values() for lever in m.LEVERS} == set(Levers._fields)


def test_levers_at_their_status_quo_move_no_guard_and_no_reform():
    state, _ = after(12, seen=10.0, chance=0.999)
    for name in (
        "guard",
        "exits",
        "bloc",
        "discipline",
        "restraint",
        "resistance",
        "rivalry",
        "devolved",
        "unruly",
        "short",
    ):
        assert not np.asarray(getattr(state, name)).any(), name
    np.testing.assert_allclose(np.asarray(state.role), 1.0)


def test_parameters_are_ordered_labelled_and_sourced():
    rows = list(csv.DictReader((files("tether.armed_order") / "parameters.csv").read_text().splitlines()))
    assert len(rows) == len(parameters())
    for row in parameters().values():
        for theory in THEORIES:
            quantiles = row.quantiles(theory.id)
            assert list(quantiles) == sorted(quantiles), (row.symbol, theory.id)
            assert quantiles[0] >= row.default[0] and quantiles[-1] <= row.default[-1], (row.symbol, theory.id)
        assert row.label in ("estimated", "literature range", "assumption") and row.source and row.meaning


def test_the_effect_of_fear_on_recruits_may_be_zero():
    assert parameters()["recruit_gain"].default[:2] == (0.0, 0.0)


@pytest.mark.parametrize("name", sorted(mechanisms()))
def test_each_runs_alone_and_stays_finite(name):
    turned = levers(**{r.symbol: r.high for r in registry().values()} | {"intake": 6000, "individual": 0.5, "cap": 0.3})
    state, at = after(24, (name,), turned, seen=50.0)
    channels = dynamics.channels(state, at, (name,))
    for array in (*state, *channels):
        assert np.isfinite(np.asarray(array)).all()
    assert channels.rate.shape == (3, P, L) and channels.size.shape == (P, L)


def test_an_unknown_mechanism_name_switches_everything_off():
    state, at = after(3, ("nothing",), levers(intake=6000))
    start = dynamics.initial(at.world, GROUND)
    assert all(np.array_equal(a, b) for a, b in zip(state, start, strict=True))


def test_induction_with_no_intake_moves_nobody():
    state, _ = after(12, ("induction",))
    assert float(state.guard.sum()) == 0.0 and not np.asarray(state.bloc).any()


def test_induction_keeps_heads_and_stops_at_the_intake():
    state, at = after(120, ("induction",), levers(intake=3000, individual=0.0))
    assert total(state) == pytest.approx(float(at.world.heads.sum()), rel=1e-4)
    inside = np.asarray(state.guard).sum(axis=(1,))
    assert (inside <= 3000.1).all() and (inside > 2900).all()


def test_whole_units_stay_whole_and_individuals_in_mixed_units_do_not():
    whole, _ = after(12, ("induction",), levers(intake=4000, individual=0.0, cap=1.0), patron_floor=0.0)
    single, _ = after(12, ("induction",), levers(intake=4000, individual=1.0, cap=0.2), patron_floor=0.0)
    paper, _ = after(12, ("induction",), levers(intake=4000, individual=1.0, cap=1.0), patron_floor=0.0, bloc_decay=0.0)
    present = np.asarray(single.guard) > 0
    assert np.allclose(np.asarray(whole.bloc)[present], 1.0)
    assert (np.asarray(single.bloc)[present] < 0.7).all()
    assert np.allclose(np.asarray(paper.bloc)[present], 1.0), "a contract by name without a cap breaks nothing (SSC)"
    assert float(single.guard.sum()) < float(whole.guard.sum()), "screening by name is slower"


def test_a_patron_keeps_its_bloc_alive():
    state, _ = after(12, ("induction",), levers(intake=4000, individual=1.0, cap=0.2), patron_floor=1.0)
    assert np.asarray(state.bloc)[0, 2].min() >= 0.9 - 1e-5 and np.asarray(state.bloc)[1, 0].max() < 0.9


def test_local_men_lower_attacks_and_broken_ties_lower_them_less():
    start = dynamics.initial(world(), GROUND)
    men = start._replace(guard=start.outside, outside=start.outside * 0.0)
    tied, broken = men._replace(bloc=men.bloc + 1.0), men
    rates = [np.asarray(effectiveness.channels(s, scene(tie_loss=0.8)).rate)[0] for s in (tied, broken)]
    assert (rates[0][:2] < rates[1][:2]).all() and (rates[1] <= 0).all()
    assert not np.asarray(effectiveness.channels(tied, scene()).rate)[1:].any()


def test_local_men_need_outside_force_and_militias_are_deadlier():
    start = dynamics.initial(world(), GROUND)
    weak = start._replace(army=start.army * 0.3)
    full, thin = (np.asarray(effectiveness.channels(s, scene(need_backing=0.8)).rate)[0] for s in (start, weak))
    assert (full[0] < thin[0]).all()
    gone = start._replace(outside=start.outside * 0.0)
    sizes = [np.asarray(effectiveness.channels(s, scene(lethality=0.3)).size) for s in (start, gone)]
    assert (sizes[0][:2] > sizes[1][:2]).all()


def test_fewer_strangers_less_abuse_and_less_fear():
    gone, at = after(12, ("discipline", "fear"), levers(role=0.0), seen=20.0, fear_event=0.0)
    one_sided = np.asarray(discipline.channels(gone, at).rate)[2]
    assert (one_sided[:2] < 0).all() and np.asarray(gone.fear)[:2].max() < 0
    same, at = after(12, ("discipline", "fear"), levers(), fear_event=0.0)
    assert np.abs(np.asarray(discipline.channels(same, at).rate)).max() < 1e-6


def test_captured_units_count_as_strangers_broken_and_disciplined_ones_less():
    start = dynamics.initial(world(), GROUND)
    guard = start.guard.at[0, 0].set(3000.0)
    states = {
        "captured": start._replace(guard=guard, bloc=start.bloc + 1.0),
        "tamed": start._replace(guard=guard, bloc=start.bloc + 1.0, discipline=start.discipline + 0.6),
        "broken": start._replace(guard=guard),
    }
    rate = {k: np.asarray(discipline.channels(s, scene()).rate)[2, 0] for k, s in states.items()}
    assert (rate["captured"] > rate["tamed"]).all() and (rate["tamed"] > 1e-6).all()
    assert np.allclose(rate["broken"], 0, atol=1e-6)


def test_the_state_is_held_to_the_same_rule():
    """More abuse per soldier must dilute what militias do, and oversight must restrain soldiers as it does the guard."""
    start = dynamics.initial(world(), GROUND)._replace(role=jnp.zeros((G, 1, L), jnp.float32))
    light, heavy = (np.asarray(discipline.channels(start, scene(state_abuse=a)).rate)[2, 0] for a in (0.0, 3.0))
    assert (light < heavy).all() and (heavy < 0).all()
    watched, at = after(24, ("discipline",), levers(oversight=1.0), oversight_gain=0.5, state_abuse=2.0)
    assert (np.asarray(watched.restraint) > 0.2).all()
    assert (np.asarray(discipline.channels(watched, at).rate)[2, :2] < 0).all()


def test_training_alone_may_loosen():
    state, _ = after(12, ("discipline",), levers(training=1.0), train_gain=-0.3)
    assert not np.asarray(state.discipline).any(), "discipline never falls below the start's"
    vetted, _ = after(24, ("discipline",), levers(vetting=1.0), vetting_gain=0.5)
    assert (np.asarray(vetted.discipline) > 0.2).all()


def test_fear_feeds_recruits_only_where_the_insurgent_recruits_and_not_when_the_gain_is_zero():
    state, _ = after(12, ("fear",), levers(), seen=100.0)
    recruits = np.asarray(state.recruits)
    assert (recruits[0] > recruits[2]).all() and (recruits[0] > 0).all()
    none, _ = after(12, ("fear",), levers(), seen=100.0, recruit_gain=0.0)
    assert not np.asarray(none.recruits).any()


def test_a_bypass_needs_leverage_to_change_deployments():
    with_, _ = after(6, ("discipline",), levers(bypass=1.0), leverage=0.5)
    without, _ = after(6, ("discipline",), levers(bypass=1.0), leverage=0.0)
    assert (np.asarray(with_.role) < 0.9).all() and np.allclose(np.asarray(without.role), 1.0)


def test_a_cut_lowers_a_patrons_hold_and_a_squeeze_may_raise_it():
    cut, at = after(24, ("patronage",), levers(patron_cut=0.8))
    assert (np.asarray(cut.hold)[:, 0] < np.asarray(at.world.patron)).all()
    still, at = after(24, ("patronage",))
    np.testing.assert_allclose(np.asarray(still.hold)[:, 0], np.asarray(at.world.patron), rtol=1e-5)
    taken, at = after(24, ("patronage", "induction"), levers(intake=4000), patron_answer=1.0)
    assert np.asarray(taken.hold)[1].mean() > float(at.world.patron[1, 0])


def test_patrons_make_a_group_abuse_more_and_several_are_worse():
    from tether.armed_order.exposure import exposure

    start = dynamics.initial(world(), GROUND)
    base = exposure(start, world(hold_abuse=0.0, patron_rivalry=0.0), GROUND)
    held = exposure(start, world(hold_abuse=0.5, patron_rivalry=0.0), GROUND)
    rival = exposure(start, world(hold_abuse=0.0, patron_rivalry=0.5), GROUND)
    assert (np.asarray(held)[0] > np.asarray(base)[0]).all() and (np.asarray(rival)[0] > np.asarray(base)[0]).all()


def test_an_army_without_aid_decays_and_a_rout_loses_ground():
    bare, at = after(24, ("army",), levers(army_aid=0.0), chance=0.999)
    helped, _ = after(24, ("army",), levers(army_aid=1.0), chance=0.999, army_decay=0.0)
    assert (np.asarray(bare.army) < 1).all() and (np.asarray(helped.army) > 1).all()
    assert (np.asarray(helped.held)[0] < 0.5).all(), "no rout: ground is retaken"
    routed, _ = after(1, ("army",), chance=1e-6)
    assert (np.asarray(routed.held)[0] > 0.5).all() and (np.asarray(routed.recruits)[0] > 0).all()
    assert np.allclose(np.asarray(routed.held)[2], 0.0), "no rout where nobody contests the place"
    rate = np.asarray(dynamics.channels(bare, at, ("army",)).rate)[0]
    assert (rate[2] > 0).all(), "a weaker army, more attacks"


def test_exits_hold_men_while_transfers_last_and_lose_them_after():
    open_, at = after(24, ("exits",), levers(exit_places=3000, exit_funded=1.0))
    assert (np.asarray(open_.exits) > 0).all() and (np.asarray(open_.exits) <= 3000.1).all()
    assert total(open_) == pytest.approx(float(at.world.heads.sum()), rel=1e-4)
    assert (np.asarray(open_.recruits)[0] < 0).all()
    after_, _ = dynamics.step(open_, scene(levers(exit_places=3000, exit_funded=0.0)), ("exits",))
    assert (np.asarray(after_.exits) < np.asarray(open_.exits)).all()
    assert total(after_) == pytest.approx(total(open_), rel=1e-5)


def test_two_grievances_have_two_remedies():
    start = dynamics.initial(world(), GROUND)
    state = start._replace(guard=start.outside, outside=start.outside * 0.0, bloc=start.bloc + 1.0)
    at = [
        scene(levers(**t))
        for t in ({}, {"officer_posts": 1.0}, {"officer_lead": 1.0}, {"officer_posts": 1.0, "officer_lead": 1.0})
    ]
    asked = [float(mechanisms()["officers"].tendency(state, s).resistance.mean()) for s in at]
    assert asked[0] > max(asked[1], asked[2]) and min(asked[1], asked[2]) > asked[3] == pytest.approx(0.0, abs=1e-7)


def test_devolution_alone_is_too_little_and_may_split():
    def legitimacy(**turned):
        return float(after(12, ("sharing",), levers(**turned), territorial_effect=0.0)[0].legitimacy[0, 0])

    assert legitimacy(territorial=1.0) == 0.0 < legitimacy(central=1.0) < legitimacy(central=1.0, territorial=1.0)
    split, at = after(12, ("sharing",), levers(territorial=1.0))
    calm, _ = after(12, ("sharing",), levers(territorial=1.0, orderly=1.0))
    assert (np.asarray(dynamics.channels(split, at, ("sharing",)).rate)[1] > 0).all()
    assert not np.asarray(calm.rivalry).any()


def test_captured_guards_and_fear_cost_legitimacy_and_its_gain_costs_recruits():
    start = dynamics.initial(world(), GROUND)
    captured = start._replace(guard=start.outside, bloc=start.bloc + 1.0)
    lost = mechanisms()["legitimacy"].tendency(captured, scene(legit_engage=0.2))
    assert (np.asarray(lost.legitimacy) < 0).all()
    trusted = start._replace(legitimacy=start.legitimacy + 1.0)
    assert (np.asarray(mechanisms()["legitimacy"].tendency(trusted, scene()).recruits)[0] < 0).all()


def test_lethal_aid_leaks_and_arms_a_rival_by_its_items():
    turned = levers(lethal=1.0, diversion=0.9, escalation=0.9)
    state, at = after(6, ("aid",), turned)
    safe, _ = after(6, ("aid",), levers(lethal=1.0))
    assert (np.asarray(state.recruits) > 0).all() and (np.asarray(state.rivalry) > 0).all()
    assert not np.asarray(safe.recruits).any() and not np.asarray(safe.rivalry).any()
    assert (np.asarray(dynamics.channels(state, at, ("aid",)).size) > 0).all()


def test_officers_resistance_slows_entry():
    start = dynamics.initial(world(), GROUND)
    slow = start._replace(resistance=start.resistance + 0.5)
    asked = [
        float(mechanisms()["induction"].tendency(s, scene(levers(intake=4000))).guard.sum()) for s in (start, slow)
    ]
    assert asked[1] == pytest.approx(asked[0] / 2, rel=0.01)


def test_nobody_leaves_while_pay_and_protection_hold():
    state, at = after(12, ("defection", "induction"), levers(intake=4000))
    assert total(state) == pytest.approx(float(at.world.heads.sum()), rel=1e-4)
    assert not np.asarray(state.recruits).any()


def test_lapsed_pay_empties_the_guard_blocs_faster_and_only_kin_turn():
    start = dynamics.initial(world(), GROUND)
    state = start._replace(guard=start.outside, outside=start.outside * 0.0)
    whole = state._replace(bloc=state.bloc + 1.0)
    lost = [float(defection.tendency(s, scene(levers(pay_gap=1.0))).guard.sum()) for s in (state, whole)]
    assert lost[1] < lost[0] < 0
    asked = defection.tendency(whole, scene(levers(pay_gap=1.0), turn_share=0.5))
    leaving, back = -np.asarray(asked.guard), np.asarray(asked.outside)
    np.testing.assert_allclose(back[0], leaving[0], rtol=1e-5)
    np.testing.assert_allclose(back[1], 0.5 * leaving[1], rtol=1e-5)
    assert (np.asarray(asked.recruits)[0] > 0).all()


def test_tendencies_never_change_their_argument():
    state, at = after(3, None, levers(intake=4000, pay_gap=0.5), seen=10.0)
    before = [np.asarray(a).copy() for a in state]
    for mechanism in mechanisms().values():
        mechanism.tendency(state, at)
        mechanism.channels(state, at)
    assert all(np.array_equal(a, b) for a, b in zip(before, state, strict=True))


def test_devolution_is_an_outcome_with_its_disorder_apart_and_moves_nothing():
    state, _ = after(3, turned=levers(territorial=0.8, orderly=0.25))
    np.testing.assert_allclose(np.asarray(state.devolved), 0.8, rtol=1e-6)
    np.testing.assert_allclose(np.asarray(state.unruly), 0.6, rtol=1e-6)


def test_months_below_the_intake_stop_when_the_guard_is_full():
    quick, _ = after(12, ("induction",), levers(intake=4000.0, individual=0.0))
    slow, _ = after(12, ("induction",), levers(intake=8000.0, individual=1.0))
    assert 0 < float(quick.short.max()) < 12 and float(slow.short.min()) == 12

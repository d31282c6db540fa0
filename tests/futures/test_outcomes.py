"""What each outcome of the order counts: known numbers, by community apart, moved only by what should move it."""

from types import SimpleNamespace

import jax.numpy as jnp
import numpy as np
import pytest

from tether.futures.outcomes import ORDER_OUTCOMES, RECORD_OUTCOMES, TOLD_ALONE

G, P, L = 2, 3, 2


def array(values, *shape):
    return jnp.broadcast_to(jnp.asarray(values, jnp.float32)[..., None], (*shape, L))


STATE = SimpleNamespace(
    outside=array([[100, 0, 0], [0, 50, 50]], G, P),
    guard=array([[10, 0, 0], [0, 20, 0]], G, P),
    bloc=array([[0.5, 0, 0], [0, 0.25, 0]], G, P),
    role=array([[0.5], [1.0]], G, 1),
    hold=array([[0.8], [0.0]], G, 1),
    held=array([0.5, 0.2, 0.0], P),
    fear=array([1.0, 2.0, 4.0], P),
    recruits=array([0.0, np.log(2.0), 0.0], P),
    legitimacy=array([0.1, 0.2, -0.4], P),
    rivalry=array([0.3], 1),
    devolved=array([0.7], 1),
    unruly=array([0.2], 1),
    short=array([5.0], 1),
)
WORLD = SimpleNamespace(insurgents=jnp.full((L,), 1000.0), away=array([[0.0, 0.2, 0.1], [0.0, 0.0, 0.0]], G, P))
GROUND = SimpleNamespace(
    constituency=jnp.asarray([[0.75], [0.25], [0.0]]),
    insurgents=jnp.asarray([[0.5], [0.5], [0.0]]),
    outsider=jnp.asarray([[[0.1], [0.9], [1.0]], [[0.8], [0.0], [0.4]]]),
)
EXPECTED = {
    "captured_men": 0.5 * 10 + 0.25 * 20,
    "warlordism": 200 + 0.5 * 10 + 0.25 * 20,
    "camp_rivalry": 0.3,
    "armed_strangers": 0.1 * 5 + 0.9 * 10 + 1.0 * 5,  # captured at home; half of 20 and of 10 men away
    "fear": 7.0,
    "trust_kin": -(0.75 * 1 + 0.25 * 2),
    "trust_others": -(0.25 * 1 + 0.75 * 2 + 1.0 * 4) / 2.0,
    "legitimacy_kin": 0.75 * 0.1 + 0.25 * 0.2,
    "legitimacy_others": (0.25 * 0.1 + 0.75 * 0.2 - 0.4) / 2.0,
    "held": 0.7,
    "insurgents": 500 + 1000,
    "patrons_hold": 0.8 * (100 + 5),
    "devolution": 0.7,
    "unruly_devolution": 0.2,
    "months_short": 5.0,
}


@pytest.mark.parametrize("outcome", ORDER_OUTCOMES, ids=lambda o: o.id)
def test_each_counts_what_its_meaning_says(outcome):
    found = outcome.measure(STATE, WORLD, GROUND)
    assert found.shape[-1] == L and found.shape[0] in (1, P)
    assert np.asarray(found.sum(axis=0)) == pytest.approx(EXPECTED[outcome.id], rel=1e-5)
    assert outcome.meaning and not outcome.observed


def test_where_a_community_lives_nowhere_nothing_is_counted_of_it():
    nowhere = SimpleNamespace(constituency=jnp.zeros((P, 1)))
    found = {o.id: o for o in ORDER_OUTCOMES}["trust_kin"].measure(STATE, WORLD, nowhere)
    assert not np.asarray(found).any()


def test_ids_are_unique_and_every_aim_is_a_side():
    ids = [o.id for o in (*RECORD_OUTCOMES, *ORDER_OUTCOMES)]
    assert len(ids) == len(set(ids)) and TOLD_ALONE == ("months_short",)
    assert {o.aim for o in ORDER_OUTCOMES} == {"", "less", "more"}

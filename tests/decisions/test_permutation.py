import numpy as np

from tether.decisions.stability import permuted


def test_shuffled_labels_make_conclusions_vanish(make):
    d = np.full((5, 128), -40.0) + np.random.default_rng(0).normal(size=(5, 128))
    found = permuted(make.futures(d, order={"fear": np.stack([np.zeros((5, 128, 4)), np.ones((5, 128, 4))])}))
    assert (found.conclusions, found.judged) == (2, 2) and found.most == 0 and found.shuffled == 0.0


def test_a_way_of_judging_that_makes_conclusions_is_caught(make, monkeypatch):
    """Were "distinguishable" true of anything at all, shuffling would leave it standing."""
    monkeypatch.setattr("tether.decisions.stability.ENOUGH", 0)
    found = permuted(make.futures(np.random.default_rng(0).normal(size=(5, 64))))
    assert found.shuffled == found.conclusions == 1


def test_no_effect_has_no_conclusion_before_or_after(make):
    found = permuted(make.futures(np.zeros((5, 64))))
    assert found.conclusions == 0 and found.most == 0

"""Secret noise: one number for each name under a secret, uniform, and not to be had from the name alone."""

from __future__ import annotations

import hashlib

import numpy as np

from tether.randomness.secret_noise import SecretNoise, new_secret

NAMES = [(f"m{i}", f"p{j}") for i in range(50) for j in range(40)]


def test_a_number_hangs_on_secret_use_and_name_alone():
    noise = SecretNoise("aa")
    drawn = noise.uniforms("loss", NAMES)
    assert (noise.uniforms("loss", NAMES[7:9]) == drawn[7:9]).all()
    assert (noise.uniforms("decoy", NAMES) != drawn).all() and (
        SecretNoise("ab").uniforms("loss", NAMES) != drawn
    ).all()
    assert SecretNoise("a").uniforms("x", [("b", "c")]) != SecretNoise("a").uniforms("x", [("bc", "")])


def test_known_number():
    digest = hashlib.shake_256(b"aa\0loss\0m0\0p0").digest(8)
    expected = ((int.from_bytes(digest, "little") >> 11) + 0.5) / 2**53
    assert SecretNoise("aa").uniforms("loss", NAMES)[0] == expected


def test_numbers_are_even_and_apart():
    drawn = SecretNoise("aa").uniforms("loss", NAMES)
    assert drawn.min() > 0 and drawn.max() < 1 and len(set(drawn)) == len(NAMES)
    counts = np.histogram(drawn, 20, (0, 1))[0]
    assert ((counts - 100) ** 2 / 100).sum() < 43.8  # chi-squared of 19 degrees, one in a thousand


def test_a_secret_is_new_each_time_and_not_shown():
    assert new_secret() != new_secret() and len(new_secret()) == 32
    assert "aa11" not in repr(SecretNoise("aa11"))

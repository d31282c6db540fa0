import numpy as np

from tether.randomness.noise import STEPS, Noise

SHAPE = (3, 512)


def test_same_name_same_values():
    a, b = (np.asarray(Noise(7).uniforms("core.level", 2, 1, SHAPE)) for _ in range(2))
    assert a.tobytes() == b.tobytes()


def test_each_part_of_the_key_matters():
    base = np.asarray(Noise(7).uniforms("a", 0, 0, SHAPE))
    others = [Noise(8).uniforms("a", 0, 0, SHAPE), Noise(7).uniforms("b", 0, 0, SHAPE)]
    others += [Noise(7).uniforms("a", 1, 0, SHAPE), Noise(7).uniforms("a", 0, 1, SHAPE)]
    for other in others:
        assert abs(np.corrcoef(base.ravel(), np.asarray(other).ravel())[0, 1]) < 0.1


def test_month_and_block_are_not_interchangeable():
    assert not np.array_equal(Noise(7).uniforms("a", 0, 1, SHAPE), Noise(7).uniforms("a", 1, 0, SHAPE))


def test_interval_is_open_and_float32():
    u = np.asarray(Noise(1).uniforms("x", 0, 0, (1 << 20,)))
    assert u.dtype == np.float32
    assert u.min() > 0 and u.max() < 1
    # the bug this guards: (2^24 - 1 + 1/2) / 2^24 rounds to 1.0 in float32
    assert np.float32((STEPS - 1 + 0.5) / STEPS) < 1


def test_uniform_and_normal_moments():
    u = np.asarray(Noise(1).uniforms("x", 0, 0, (1 << 18,)), dtype=float)
    z = np.asarray(Noise(1).normals("x", 0, 0, (1 << 18,)), dtype=float)
    assert abs(u.mean() - 0.5) < 0.003 and abs(u.var() - 1 / 12) < 0.001
    assert np.isfinite(z).all() and abs(z.mean()) < 0.01 and abs(z.std() - 1) < 0.01

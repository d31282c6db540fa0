"""Programs kept between runs change no byte, and a damaged one costs a compilation."""

import os
import subprocess
import sys

import pytest

from tether.randomness.compilation import ENTRY, SEAL, seal, sweep

PROGRAM = """
import hashlib, jax, jax.monitoring, numpy as np
found = []
jax.monitoring.register_event_listener(lambda event, **more: found.append(event.rpartition("/")[2]))
import jax.numpy as jnp
from tether.randomness.noise import Noise
from tether.randomness.sampler import draw_luck, gamma_ratio
luck = draw_luck(Noise(7), "a", 1, 0, (3, 200))
draws = jax.jit(gamma_ratio)(luck, jnp.linspace(0.5, 40.0, 200, dtype=jnp.float32))
told = hashlib.sha256(np.asarray(draws).tobytes()).hexdigest()
"""


def run(folder):
    """Return (the draws' hash, programs found in the cache) of a new process."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("JAX_")} | {"TETHER_CACHE": str(folder)}
    code = PROGRAM + "print(told, found.count('cache_hits'))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert told.stderr == ""
    draws, hits = told.stdout.split()
    return draws, int(hits)


@pytest.mark.slow
def test_a_kept_program_gives_the_same_bytes_and_a_damaged_one_is_made_again(tmp_path):
    without: dict[str, str] = {}
    exec(PROGRAM, without)  # here nothing is kept
    cold = run(tmp_path)
    entries = sorted(tmp_path.rglob(f"*{ENTRY}"))
    assert entries and all(e.with_name(e.name + SEAL).exists() for e in entries)
    whole = {e: e.read_bytes() for e in entries}
    for entry in entries[:-1]:
        entry.write_bytes(whole[entry][: len(whole[entry]) // 2])  # cut short, as by a full disk
    entries[-1].write_bytes(b"\x00" + whole[entries[-1]][1:])
    damaged = run(tmp_path)
    warm = run(tmp_path)
    assert without["told"] == cold[0] == damaged[0] == warm[0]
    assert (cold[1], damaged[1]) == (0, 0) and warm[1] > 0
    assert sorted(tmp_path.rglob(f"*{ENTRY}")) == entries
    for e in entries:  # whole again, under the same names
        assert len(e.read_bytes()) > len(whole[e]) // 2


def test_what_has_no_seal_or_does_not_fit_it_goes(tmp_path):
    for name in ("fits", "changed", "unsealed"):
        (tmp_path / f"{name}{ENTRY}").write_bytes(name.encode())
    (tmp_path / f"unsealed{ENTRY}").rename(tmp_path / "aside")
    seal(tmp_path)
    (tmp_path / "aside").rename(tmp_path / f"unsealed{ENTRY}")
    (tmp_path / f"changed{ENTRY}").write_bytes(b"altered")
    os.utime(tmp_path / f"fits{ENTRY}", ns=(5, 7))
    for _ in range(2):  # a seal without its entry goes with it, or at the next start
        sweep(tmp_path)
    told = (tmp_path / f"fits{ENTRY}").stat()
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"fits{ENTRY}", f"fits{ENTRY}{SEAL}"]
    assert (told.st_atime_ns, told.st_mtime_ns) == (5, 7)


def test_a_cache_that_the_user_gave_jax_is_left_alone(tmp_path):
    code = "import tether.randomness, jax; print(jax.config.jax_compilation_cache_dir)"
    environment = dict(os.environ) | {"JAX_COMPILATION_CACHE_DIR": str(tmp_path / "own"), "TETHER_CACHE": str(tmp_path)}
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert told.stdout.strip() == str(tmp_path / "own")
    assert not (tmp_path / "compiled").exists()

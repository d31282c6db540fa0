"""Named, blocked noise and the samplers that turn it into counts.

This is the one place that sets JAX up. ``jax_enable_x64``: particles are float32 everywhere by explicit dtype, but sums
and the Poisson sampler's cumulative probabilities need float64 (a float32 sum flips a count now and then, and the
sampler is then not monotone in its mean). Compiled programs are kept between runs (``compilation.py``).
"""

from __future__ import annotations

import jax

from tether.randomness.compilation import keep_compiled

jax.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]
keep_compiled()

"""Make the shipped table of gamma quantiles: ``python scripts/make_gamma_table.py``.

Rows are log shape, columns standard normal scores z; the value is log of the quantile at Φ(z) divided by the shape.
JAX has no gamma quantile; SciPy's is exact and slow. See ``tether/randomness/sampler.py`` for how it is read.
"""

from pathlib import Path

import numpy as np
from scipy import special, stats

SHAPES = np.geomspace(0.02, 2.0e5, 256)
SCORES = np.linspace(-5.6, 5.6, 225)
OUT = Path(__file__).parents[1] / "src" / "tether" / "randomness" / "gamma_quantiles.npz"


def main() -> None:
    shape = SHAPES[:, None]
    lower, upper = stats.norm.cdf(SCORES), stats.norm.sf(SCORES)
    with np.errstate(divide="ignore"):
        quantile = np.where(SCORES < 0, special.gammaincinv(shape, lower), special.gammainccinv(shape, upper))
        log_ratio = np.log(quantile) - np.log(shape)
    tail = (np.log(lower) + special.gammaln(shape + 1.0)) / shape - np.log(shape)  # where the quantile underflows
    log_ratio = np.where(np.isfinite(log_ratio), log_ratio, tail)
    np.savez_compressed(
        OUT,
        log_ratio=log_ratio.astype(np.float32),
        log_shapes=np.log(SHAPES).astype(np.float64),
        scores=SCORES.astype(np.float64),
    )
    print(f"{OUT.name}: {log_ratio.shape}, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()

"""The statistical heart: what violence does by itself, place by place. Judged before any policy is believed.

From events to a posterior cloud per place: the particle filter and the fit.

Benchmarks, scores and hindcasts: the core is judged here first.
"""

from __future__ import annotations

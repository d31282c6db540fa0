"""Benchmarks, scores and hindcasts: the core is judged here first."""

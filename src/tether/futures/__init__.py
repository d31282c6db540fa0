"""Charters compiled to levers, worlds drawn under five theories, projections run."""

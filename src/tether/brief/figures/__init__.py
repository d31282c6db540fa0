"""Figures: first a ready table (``*_table``), then a chart drawn from it; no figure reads a model."""

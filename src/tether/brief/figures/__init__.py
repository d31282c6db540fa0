"""Figures: first a ready table (``*_table``), then a chart drawn from it; no figure reads a model."""

from __future__ import annotations

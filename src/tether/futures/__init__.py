"""Charters compiled to levers, worlds drawn under five theories, projections run."""

from __future__ import annotations

"""What is known from outside: event files, source cards, claims, boundaries, and the shipped derived tables."""

from __future__ import annotations

"""The shipped studies, one folder each."""

from __future__ import annotations

"""Who goes where: posting plans with a certificate."""

from __future__ import annotations

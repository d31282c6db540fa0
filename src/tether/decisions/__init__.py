"""Paired comparison, break-even, regret: what would you have to believe?"""

from __future__ import annotations

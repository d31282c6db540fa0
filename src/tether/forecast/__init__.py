"""What violence does by itself, place by place: the core, its filter, its forecasts, and how they are judged.

``model``, ``observation`` and ``paths`` are the law; ``filter``, ``filter_history``, ``mixture`` and ``posterior``
learn from a record; ``benchmarks``, ``scores`` and ``hindcast`` judge the core before any policy is believed.
"""

from __future__ import annotations

HORIZON = (
    36  # months ahead that sums were scored and found calibrated for (docs/explanation/skill.md); no brief goes on
)

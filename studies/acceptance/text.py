"""The acceptance table as text and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict

from studies.acceptance.coverage import STRENGTHS, AcceptanceRow


def coverage_as_text(rows: list[AcceptanceRow], things: dict[str, bool]) -> str:
    """Return one line a row, then counts, then what is named and missing."""
    lines = [f"{r.number:>3}  {' + '.join(r.kinds):<26} {r.words}  [{_few(r.carriers)}]" for r in rows]
    if len(rows) > 1:
        count = Counter(r.strength for r in rows)
        alone = sum(r.kinds == ("proved",) for r in rows)
        lines += ["", "strongest carrier: " + ", ".join(f"{count[s]} {s}" for s in STRENGTHS if count[s])]
        lines.append(
            f"of {len(rows)} rows; {alone} rest on checks alone, the others also or only on claims and assumptions"
        )
    elif rows:
        lines += [f"     must contain: {rows[0].must_contain}", *(f"     {c}" for c in rows[0].carriers)]
    if things:
        missing = sorted(name for name, there in things.items() if not there)
        lines.append(
            f"{sum(things.values())} of {len(things)} named things exist; missing: {', '.join(missing) or 'none'}"
        )
    return "\n".join(lines)


def coverage_as_json(rows: list[AcceptanceRow], things: dict[str, bool]) -> str:
    """Return rows and named things as JSON."""
    return json.dumps({"rows": [asdict(r) for r in rows], "named": things}, indent=1, ensure_ascii=False)


def _few(carriers: tuple[str, ...], most: int = 4) -> str:
    more = len(carriers) - most
    return "; ".join(carriers[:most]) + (f"; and {more} more" if more > 0 else "")

"""Whether the numbers and days of a proposed row stand in the article that it cites, as ``quantities`` reads it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from tether.law.coding_rows import CodingRow
from tether.law.faults import place_of
from tether.law.proposed_values import schema_key
from tether.law.quantities import names_day, says
from tether.law.written_law import Provision, WrittenLaw

DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


def ungrounded(row: CodingRow, law: WrittenLaw) -> Iterator[str]:
    """Give each number and day of a row that its article does not say."""
    cited = law.find(row.article).provision if row.article else None
    if cited is None:
        return
    text = _text(law, law.unit_of(cited.id))
    place = place_of(law, cited.id)
    for key, value in row.values.items():
        known = schema_key(row.section, key)
        if known is None or key == "text_seen":
            continue
        if known.form == "number" and known.quantity is not None:
            missing = [n for n in _figures(value) if not says(text, n, known.quantity.unit)]
            yield from (f"{key} {n:,.10g} does not stand in {place}" for n in missing)
        elif known.form == "date" and _is_absent(text, value):
            yield f"{key} {value} does not stand in {place}"


def _text(law: WrittenLaw, provision: Provision) -> str:
    return "\n".join((provision.heading, *(p.text for p in law.within(provision.id))))


def _figures(value: Any) -> list[float]:
    values = [value.get(k) for k in ("v", "lo", "hi")] if isinstance(value, dict) else [value]
    return [
        float(v)
        for v in values
        if isinstance(v, int | float) and not isinstance(v, bool) and v not in (0, float("inf"))
    ]


def _is_absent(text: str, value: Any) -> bool:
    found = DAY.fullmatch(str(value))
    if found is None:
        return False
    year, month, day = (int(g) if g else 0 for g in found.groups())
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    except ValueError:
        return True
    return not names_day(text, first, last)

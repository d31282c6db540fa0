"""Origins and leads as a user writes them.

``2012-10,2013-10`` names last data months. ``2012..2018`` means one origin a year: Octobers where the first lead is 3
or more (the VIEWS challenge: calendar years forecast from October), Decembers where it is 1 or 2. ``--leads 3-14``.
"""

from __future__ import annotations

import re

from tether.errors import InputError, Problem, Problems
from tether.evidence.calendar import Month
from tether.evidence.calendar import month as month_of

LONGEST = 60
_MONTH, _YEARS, _LEADS = (
    re.compile(r"\d{4}-(0[1-9]|1[0-2])"),
    re.compile(r"(\d{4})\.\.(\d{4})"),
    re.compile(r"(\d+)-(\d+)"),
)


def read_leads(text: str) -> tuple[int, ...]:
    """Return the leads of "A-B" (or "A"), months after the origin."""
    found = _LEADS.fullmatch(text.strip()) or _LEADS.fullmatch(f"{text.strip()}-{text.strip()}")
    first, last = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= first <= last <= LONGEST:
        problem = Problem(f"leads '{text}'", where="--leads", expected=f"A-B with 1 ≤ A ≤ B ≤ {LONGEST}, such as 3-14")
        raise InputError(problem)
    return tuple(range(first, last + 1))


def read_origins(text: str, leads: tuple[int, ...]) -> tuple[Month, ...]:
    """Return the origins of ``text``, ascending, each once."""
    problems, found = Problems("--origins"), set()
    calendar = "10" if leads[0] >= 3 else "12"
    for part in (p.strip() for p in text.split(",")):
        years = _YEARS.fullmatch(part)
        if years and int(years[1]) <= int(years[2]):
            found |= {month_of(f"{y}-{calendar}") for y in range(int(years[1]), int(years[2]) + 1)}
        elif _MONTH.fullmatch(part):
            found.add(month_of(part))
        else:
            problems.add(f"origin '{part}'", expected="a month such as 2012-10, or years such as 2012..2018")
    problems.raise_if_any()
    return tuple(sorted(found))

"""What happened after past designs that share a charter's clauses, beside placebo dates of the same countries.

    alike = designs_alike([charter], cut_off="2015-06", country="Iraq")["p10-individuals"]
    alike.word                                  # "mixed", "mostly more", "mostly less", "too few" or "not looked at"

A design is *alike* where it shares ``ENOUGH_CLAUSES`` of the coded clauses that the charter's text fixes
(``CHARTER_FIELDS``), or the one where it fixes one alone; its two years must have passed by the cut-off, and the
charter's own country is left out. After a design *more* was recorded where the record's percentile in the forecast
lies above the median percentile of that design's own placebo dates (same country, like violence), so that the
forecast's own lean is taken off. Designs of one country are one piece of evidence: a word other than "mixed" needs two
thirds of the countries on one side and an exact binomial p over countries below ``SURE``. The designs share clauses,
not circumstances, and were not drawn by lot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from tether.charter.schema import Charter
from tether.evidence.calendar import month as month_of
from tether.evidence.countries import lookup
from tether.precedents.cases import clauses_of
from tether.precedents.country_months import MONTH, WINDOW
from tether.precedents.designs import FIELDS, MEANINGS, DatedDesign, dated_designs
from tether.precedents.outlooks import Key, shipped_outlooks
from tether.precedents.placebo import placebo_pool

CHARTER_FIELDS = {"mode": "entry", "sharing": "sharing", "exits": "exits", "patron": "patrons"}
ENOUGH_CLAUSES, FEWEST_DESIGNS = 2, 8
MOSTLY, SURE = 2 / 3, 0.05
WORDS = ("not looked at", "too few", "mixed", "mostly more", "mostly less")


@dataclass(frozen=True)
class DesignsAlike:
    """Past designs that share a charter's clauses: which, how many, after how many more was recorded."""

    fixed: tuple[str, ...]  # coded clauses that the charter's text fixes, in words
    count: int
    more: int
    sides: tuple[int, int]  # countries after most of whose designs more was recorded, and less

    @property
    def word(self) -> str:
        """Return a word of ``WORDS``."""
        from scipy.stats import binomtest

        if not self.fixed:
            return "not looked at"
        if self.count < FEWEST_DESIGNS:
            return "too few"
        more, less = self.sides
        if more + less == 0 or binomtest(more, more + less).pvalue >= SURE or max(more, less) < MOSTLY * (more + less):
            return "mixed"
        return "mostly more" if more > less else "mostly less"


def designs_alike(charters: Iterable[Charter], cut_off: str, country: str) -> dict[str, DesignsAlike]:
    """Return for each charter's id the designs alike whose two years had passed by ``cut_off`` (YYYY-MM)."""
    own = lookup(country)
    last = month_of(cut_off) - (WINDOW - 1) * MONTH
    found = {
        k: o for k, o in shipped_outlooks().items() if month_of(k[1]) <= last and (own is None or k[0] != own.ucdp)
    }
    keys = [(d.country, d.month) for d in dated_designs() if (d.country, d.month) in found]
    pool = placebo_pool(keys)
    level = {k: [found[k[0], m].percentile for m in pool[k].months if (k[0], m) in found] for k in keys}
    more = {k: found[k].percentile > float(np.median(level[k])) for k in keys if level[k]}
    scored = [d for d in dated_designs() if (d.country, d.month) in more]
    return {c.id: _alike(codes_of(c), scored, more) for c in charters}


def _alike(codes: Mapping[str, str], scored: list[DatedDesign], more: Mapping[Key, bool]) -> DesignsAlike:
    needed = min(ENOUGH_CLAUSES, len(codes)) or 1
    near = [d for d in scored if sum(d.codes[f] == v for f, v in codes.items()) >= needed]
    by_country: dict[str, list[bool]] = {}
    for design in near:
        by_country.setdefault(design.country, []).append(more[design.country, design.month])
    shares = [2 * sum(sides) - len(sides) for sides in by_country.values()]
    return DesignsAlike(
        tuple(f"{MEANINGS[f]}: {v}" for f, v in codes.items()),
        len(near),
        sum(more[d.country, d.month] for d in near),
        (sum(s > 0 for s in shares), sum(s < 0 for s in shares)),
    )


def codes_of(charter: Charter) -> dict[str, str]:
    """Return the coded fields that a charter's text fixes."""
    found = clauses_of(charter)
    named = {field: found[clause] for clause, field in CHARTER_FIELDS.items() if clause in found}
    named = {f: "mixed" if (f, v) == ("entry", "individual-paper") else v for f, v in named.items()}
    return {f: v for f, v in named.items() if v in FIELDS[f] and v != "unknown"}

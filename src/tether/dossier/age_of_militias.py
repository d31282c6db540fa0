"""Row 65: "an age of Arab militias". A trend claim, checked against UCDP's country-years.

    found = age_of_militias(until=2014)
    found.ratio, found.elsewhere         # groups a year since 2011 over groups a year before, Arab states and the rest
    found.later                          # after the cut-off: for the page of what happened afterwards

Counted: distinct organised non-state sides that UCDP names in a country-year. The interval resamples countries with
their whole histories, since what one war does to a count is one thing and not many. What the count can't see is part of
the answer, and stands first among the reasons to doubt it: militias that fight as the state's are not in it.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

import numpy as np

from tether.evidence.claims import ClaimSource
from tether.evidence.sources import card_from

BREAK = 2011  # the article's own: "became more pronounced as Syria, Libya and Yemen descended to civil war after 2011"
DRAWS = 4000
BLIND = (
    "Militias that fight beside a government are counted as that government: no Hashd brigade and no National Defence "
    "Force is in these numbers, so the kind of militia that the article means most is missing.",
    "A group enters only with 25 deaths in a year and a name: those who hold a town without fighting do not.",
    "Splits and new names raise the count without a man more under arms.",
    "Reporting grew over the years, most since 2011; part of any rise is that.",
    "Palestinian groups are counted under Israel, so outside the Arab states here.",
)
SOURCE = "ucdp-country-years-25.1"


@dataclass(frozen=True)
class Ratio:
    """Groups a year since the break over groups a year before it, with the 5th and 95th percentile over countries."""

    value: float
    lo: float
    hi: float


@dataclass(frozen=True)
class Age:
    """The answer: yearly counts, the two ratios, what is later than the cut-off, what can't be seen."""

    until: int
    years: tuple[int, ...]
    arab: tuple[int, ...]
    others: tuple[int, ...]
    ratio: Ratio
    elsewhere: Ratio
    excess: Ratio  # the Arab ratio over the other
    government: tuple[int, int]  # one-sided deaths since the break, Arab states: by governments, by groups
    later: tuple[tuple[int, int, int], ...]
    blind: tuple[str, ...] = BLIND

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return the answer in sentences, what it proves first."""
        by_state, by_groups = self.government
        seen = "stands" if self.excess.lo > 1 else "cannot be told from the rest of the world's"
        share = by_state / (by_state + by_groups) if by_state + by_groups else float("nan")
        return (
            f"UCDP names {self.arab[-1]} armed groups in Arab states in {self.until}; {self._mean():.0f} a year in "
            f"{self.years[0]}–{BREAK - 1}.",
            f"Since {BREAK} there were {_said(self.ratio)} times as many a year as before; elsewhere "
            f"{_said(self.elsewhere)} times. The Arab rise beyond the rest's is {_said(self.excess)} times: it {seen}.",
            f"Of the civilians killed one-sidedly in Arab states in {BREAK}–{self.until}, governments killed "
            f"{by_state:,} and groups {by_groups:,}: {100 * share:.0f} % by the state itself.",
        )

    def _mean(self) -> float:
        before = [n for y, n in zip(self.years, self.arab, strict=True) if y < BREAK]
        return sum(before) / len(before)


def age_of_militias(until: int = 2014, seed: int = 0) -> Age:
    """Return the check as of the end of ``until``; the data are a later release: a retrospective check."""
    rows = _rows()
    years = tuple(range(min(r.year for r in rows), until + 1))
    arab, others = (_by_country(rows, years, arab=a) for a in (True, False))
    luck = np.random.default_rng(seed)
    at_home, abroad = (_resampled(t, years, luck) for t in (arab, others))
    since = [r for r in rows if r.arab and BREAK <= r.year <= until]
    last = max(r.year for r in rows)
    return Age(
        until=until,
        years=years,
        arab=tuple(int(n) for n in arab.sum(axis=0)),
        others=tuple(int(n) for n in others.sum(axis=0)),
        ratio=_ratio(_over(arab, years), at_home),
        elsewhere=_ratio(_over(others, years), abroad),
        excess=_ratio(_over(arab, years) / _over(others, years), at_home / abroad),
        government=(sum(r.by_government for r in since), sum(r.by_groups for r in since)),
        later=tuple((y, _sum(rows, y, True), _sum(rows, y, False)) for y in range(until + 1, last + 1)),
    )


@dataclass(frozen=True)
class _Row:
    country: str
    year: int
    arab: bool
    groups: int
    by_government: int
    by_groups: int


def age_source() -> ClaimSource:
    """Return the source of the country-years, from its card."""
    text = resources.files("tether.evidence").joinpath("packs/claims/armed-groups.json").read_text("utf-8")
    card = card_from(json.loads(text))
    title = f"{card.title}, version {card.version}"
    last = date(int(card.published), 12, 31)
    return ClaimSource(
        SOURCE, title, "public-record", last, card.provider, " ".join(card.citations), card.url, card.published
    )


def _by_country(rows: tuple[_Row, ...], years: tuple[int, ...], *, arab: bool) -> np.ndarray:
    """Return groups, shape (country, year); a country-year without violence is a true zero here."""
    names = sorted({r.country for r in rows if r.arab == arab})
    table = np.zeros((len(names), len(years)))
    for row in rows:
        if row.arab == arab and row.year in years:
            table[names.index(row.country), years.index(row.year)] = row.groups
    return table


def _over(table: np.ndarray, years: tuple[int, ...]) -> float:
    since = np.array(years) >= BREAK
    return float(table[:, since].sum() / since.sum() / (table[:, ~since].sum() / (~since).sum()))


def _resampled(table: np.ndarray, years: tuple[int, ...], luck: np.random.Generator) -> np.ndarray:
    since = np.array(years) >= BREAK
    picked = luck.integers(0, len(table), (DRAWS, len(table)))
    after, before = table[:, since].mean(axis=1)[picked].sum(axis=1), table[:, ~since].mean(axis=1)[picked].sum(axis=1)
    return after / np.maximum(before, 1e-9)


def _ratio(value: float, draws: np.ndarray) -> Ratio:
    lo, hi = np.quantile(draws, [0.05, 0.95])
    return Ratio(value, float(lo), float(hi))


def _sum(rows: tuple[_Row, ...], year: int, arab: bool) -> int:
    return sum(r.groups for r in rows if r.year == year and r.arab == arab)


def _said(ratio: Ratio) -> str:
    return f"{ratio.value:.2g} ({ratio.lo:.2g} to {ratio.hi:.2g})"


@cache
def _rows() -> tuple[_Row, ...]:
    text = resources.files("tether.evidence").joinpath("packs/claims/armed-groups.csv").read_text("utf-8")
    return tuple(
        _Row(
            r["country"],
            int(r["year"]),
            r["arab"] == "True",
            int(r["groups"]),
            int(r["onesided_by_government"]),
            int(r["onesided_by_groups"]),
        )
        for r in csv.DictReader(text.splitlines())
    )

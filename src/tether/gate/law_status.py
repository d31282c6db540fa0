"""What law is on file, since when, until when, and when somebody last looked: ``tether law-status``.

    page = law_status("libya", date(2026, 11, 30))

A regime without a last day is not said to be in force today: it was in force when somebody last looked. A country for
which no regime of its own is on file is named, since an empty row of a table looks like freedom.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tether.errors import numbered
from tether.gate.regimes import Regime, load_regimes
from tether.report.blocks import Document, Paragraph, Section, Sentence, bullets, section, table
from tether.report.words import FOOT
from tether.theatre import known_countries

FIRST_YEAR = 2010


def law_status(country: str = "", on: date | None = None, regimes: Iterable[Regime] | None = None) -> Document:
    """Return the page of what is on file for a country (none: everywhere), seen from a day (none: today)."""
    day = on or date.today()
    filed = sorted(regimes or load_regimes(), key=lambda r: (not r.countries, r.id))
    shown = [r for r in filed if not country or not r.countries or country in r.countries]
    named = [country] if country else sorted({*known_countries(), *(c for r in filed for c in r.countries)})
    sections = (
        section("", Paragraph(tuple(map(Sentence, _lead(shown, named, day))), "lead")),
        section("Each regime, and how far it was followed", table(REGIME_COLUMNS, (_row(r, day) for r in shown))),
        section("Regimes of one country, year by year", table(*_years(filed, named, day))),
        _unread(shown),
        _doubts(shown),
    )
    where = country.title() if country else "all countries"
    under = f"{where[:1].upper()}{where[1:]}, seen from {day}. What is not on file may be law all the same."
    return Document("Law on file", sections, under, foot=FOOT, data=_data(shown, named, day), name="law-status")


REGIME_COLUMNS = ("Regime", "Binds", "Where", "In force", "Looked up", "Texts read")


def _lead(shown: list[Regime], named: list[str], day: date) -> list[str]:
    old = [r for r in shown if r.stale(day)]
    said = [f"{numbered(len(shown), 'regime')} on file, {len(old)} of them last looked up before {day}."]
    said.append(
        "One without a last day was in force when somebody last looked it up, which is all that is known of it."
    )
    bare = [c.title() for c in named if not any(c in r.countries for r in shown)]
    return said + ([f"No regime of its own is on file for {', '.join(bare)}."] if bare else [])


def _row(regime: Regime, day: date) -> tuple[str, ...]:
    read = sum(t.seen for t in regime.texts)
    return (
        regime.name,
        ", ".join(regime.deciders),
        ", ".join(c.title() for c in regime.countries) or "everywhere",
        _in_force(regime),
        f"{regime.as_of}{' (older than the day asked)' if regime.stale(day) else ''}: {regime.looked}",
        f"{read} of {len(regime.texts)}",
    )


def _in_force(regime: Regime) -> str:
    first, last = regime.period.start, regime.period.end
    return f"{first} to {last}" if last else f"since {first}"


def _years(filed: list[Regime], named: list[str], day: date) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return a row per country and a column per year: how many regimes of its own were law, "?" after the last look."""
    years = range(FIRST_YEAR, day.year + 1)
    rows = []
    for country in named:
        own = [r for r in filed if country in r.countries]
        rows.append((country.title(), *(_cell(own, year) for year in years)))
    return ("Country", *map(str, years)), rows


def _cell(own: list[Regime], year: int) -> str:
    first, last = date(year, 1, 1), date(year, 12, 31)
    there = [r for r in own if r.period.start <= last and (r.period.end is None or r.period.end >= first)]
    if not there:
        return "none on file"
    return f"{len(there)}{'?' if any(r.as_of < first for r in there) else ''}"


def _unread(shown: list[Regime]) -> Section:
    left = [f"{r.name}: {t.ref}." for r in shown for t in r.texts if not t.seen]
    return section("Recalled, to be read", bullets(left or ["None."]))


def _doubts(shown: list[Regime]) -> Section:
    said = [f"{r.name}: {doubt[:1].upper()}{doubt[1:]}." for r in shown for doubt in r.unsure]
    return section("What the coder of an entry doubts, and what to read", bullets(said or ["None."]))


def _data(shown: list[Regime], named: list[str], day: date) -> dict[str, object]:
    return {
        "day": str(day),
        "regimes": [
            {
                "id": r.id,
                "name": r.name,
                "deciders": list(r.deciders),
                "countries": list(r.countries),
                "from": str(r.period.start),
                "to": str(r.period.end) if r.period.end else None,
                "as_of": str(r.as_of),
                "looked": r.looked,
                "older_than_the_day": r.stale(day),
                "unsure": list(r.unsure),
                "texts": [
                    {"ref": t.ref, "from": t.since, "to": t.until or None, "read": t.seen, "url": t.url}
                    for t in r.texts
                ],
            }
            for r in shown
        ],
        "without_a_regime": [c for c in named if not any(c in r.countries for r in shown)],
    }

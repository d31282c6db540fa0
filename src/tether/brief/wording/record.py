"""Sentences about the record and the status quo's projection, from ``results.facts``."""

from __future__ import annotations

import pandas as pd

from tether.brief.content import CaseCard, PrintedRecord
from tether.brief.results import fact
from tether.report.blocks import Sentence
from tether.report.numbers import count, sentence_case, share, spell

# What a panel’s counted warnings mean, by their names in the data.
WARNINGS = {
    "across_border": "points across a border",
    "long_events": "events that last over more than one month",
    "name_and_point_differ": "events whose place name and point lie in different places",
    "order_violations": "rows that break low ≤ best ≤ high",
    "outside_span": "events outside the months covered",
    "unknown_place_names": "place names that nobody knows",
    "unplaced": "events without a place",
    "unplaced_imprecise": "events without a place because they are located too loosely",
    "unplaced_no_fit": "events without a place because their point lies in none",
    "zero_death_events": "events with a best estimate of no deaths, counted apart",
}


def last_year(facts: pd.DataFrame, case: CaseCard) -> Sentence:
    """Say what was counted in the last twelve months, with the source's low and high."""
    deaths, events = fact(facts, "record/last-year/deaths"), fact(facts, "record/last-year/events")
    text = (
        f"In the 12 months to {spell(case.cut_off)} the record counts {count(deaths['value'])} deaths in "
        f"{case.country} (best estimate; low {count(deaths['lo'])}, high {count(deaths['hi'])}) in "
        f"{count(events['value'])} events"
    )
    if "record/last-year/civilians" in set(facts["result"]):
        text += f", of whom {count(fact(facts, 'record/last-year/civilians')['value'])} are recorded as civilians"
    return Sentence(text + ".", "record/last-year")


def unplaced(facts: pd.DataFrame, record: PrintedRecord) -> Sentence:
    """Say what is missing from the map."""
    value = {n: fact(facts, f"record/{n}")["value"] for n in _UNPLACED}
    events, all_events, deaths, all_deaths = (value[n] for n in _UNPLACED)
    between = f"between {spell(record.map_months[0])} and {spell(record.map_months[1])}"
    if not events:
        return Sentence(f"Every one of the {count(all_events)} events {between} has a place.", "record/unplaced")
    text = (
        f"{count(events)} of {count(all_events)} events ({share(events / max(all_events, 1))}) and {count(deaths)} of "
        f"{count(all_deaths)} deaths {between} could not be put into any place: they are counted nationally and are "
        "not on the map."
    )
    return Sentence(text, "record/unplaced")


_UNPLACED = ("unplaced/events", "counted/events", "unplaced/deaths", "counted/deaths")


def projection(facts: pd.DataFrame, case: CaseCard, inside: int) -> Sentence:
    """Say where the status quo's projection ends, with its widest interval."""
    end = fact(facts, "record/projection/end")
    text = (
        f"Under the status quo the median of the projection for {end['what'].removeprefix('deaths in ')} is "
        f"{count(end['value'])} deaths a month, with a {inside} % interval of {count(end['lo'])} to "
        f"{count(end['hi'])}, {case.horizon} months after the cut-off."
    )
    return Sentence(text, "record/projection/end")


def smallest_sample(facts: pd.DataFrame, places: dict[str, str]) -> Sentence:
    """Say where the filter was weakest."""
    row = facts[facts["result"].str.startswith("record/ess/")].iloc[0]
    place = places[row["result"].rsplit("/", 1)[1]]
    least = share(row["value"])
    text = f"The filter’s effective sample was smallest in {place}: {least} of its particles in its worst month."
    return Sentence(text, row["result"])


def warning(name: str, number: int) -> Sentence:
    """Say how many rows of the source were odd in one way."""
    said = WARNINGS.get(name, name.replace("_", " "))
    return Sentence(f"{sentence_case(said)}: {count(number)}", f"record/warning/{name.replace(' ', '-')}")

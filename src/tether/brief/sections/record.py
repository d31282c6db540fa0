"""Section 6: what the record says. The map and what it can't show, the history, the status quo projected.

The track record of the status quo's forecast stands here too, misses first, origins after the cut-off apart. Its
scores come from a finished hindcast and vouch for that forecast only: they never stand beside a difference between
charters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from tether.brief.content import BriefContent, CaseCard, PrintedRecord
from tether.brief.figures.history import history_figure
from tether.brief.figures.map import map_figure, map_table
from tether.brief.figures.places import places_figure
from tether.brief.parts.recorded_displacement import recorded_displacement
from tether.brief.phrases import NOT_SCORED, PLAN
from tether.brief.results import entries, fact, facts, widest
from tether.errors import numbered
from tether.evidence.calendar import month as month_of
from tether.forecast.records import TrackRecord
from tether.report.blocks import (
    Block,
    File,
    Files,
    Fold,
    Heading,
    Listing,
    Method,
    Paragraph,
    Quoted,
    Row,
    Section,
    Sentence,
    Table,
    Text,
)
from tether.report.numbers import count, measure, month, sentence_case, share, spell
from tether.theatre.data_age import age_in_words
from tether.theatre.places import TheatrePlace

ODD_ROWS = "Odd rows of the source that were kept and counted:"
PROJECTION = (
    "The projection goes on from the record as if the arrangements of the cut-off month stayed as they were. "
    "Shaded bands hold the stated share of the draws. Tried on other countries, about nine in ten sums over one to "
    "three years fell into the band that should hold nine in ten, and as many above the median as below it. How wide "
    "the bands are was chosen on those very years; of a later one every sum fell inside, so that they may be too wide. "
    "Their upper end runs off: means lie well above what was recorded."
)
NO_EVENTS = (
    "No event data are read here, so this brief counts no violence and projects none. To add them: take UCDP’s event "
    "file (GED, with the candidate releases up to {cut_off}), and run tether brief {id} --events FILE; the history, "
    "the map and the status quo’s projection for {country} then stand here, and section 7 compares the options."
)
CLAIMED = "What the claims say instead"
CLAIMED_MEANS = (
    "Of those whom the charters name, in the two years before the cut-off: strength, ground, standing in law, support, "
    "and what each side has said. A claim says who said it; what nobody read and what a coder judged is marked."
)
ESS = "Effective sample of the filter, by place"
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
TRACK_NOTE = "Judged on what was known at the cut-off, the model of the places"
TRACK_MISSES = "The largest misses of the status-quo forecast"
TRACK_UNITS = {"adm1": "places, all types", "country-sb": "country, state-based"}
TRACK_ORIGINS = "Origin by origin"
TRACK_RECORD = "Track record of the status-quo forecast"
TRACK_RECORD_MEANS = "The scores vouch for the status quo’s forecast only, never for a difference between charters."
OWN = (
    "Scored on this file itself, for this brief: at {origins} past months ({first} to {last}) the model of the places "
    "was run on what the file held by then; months 3 to 14 after each were compared with what came. This is a coarse "
    "check; tether hindcast scores more months. Of its 90 % bands for a place and month, {inside} held what came."
)
PAST_SUMS = "What the same model would have said of the whole country at past months"
PAST_FORECASTS = "The status quo as seen at past months, month by month"
PAST_SUMS_MEAN = (
    "Sums of deaths in places over 12 to 36 months, told from what the file held at that month; of those over "
    "{span} months {inside} of {known} lie within the 90 % band."
)
ALL = "all"
SPANS = (12, 24, 36)  # months that past sums run over
MISSES = 5
SCORE = "crps"


def section(content: BriefContent) -> Section:
    """Return the record's section; where the case names no events, how to add them."""
    record, case, known = content.record, content.case, facts(content)
    if record is None:
        without = Paragraph((Quoted(_without_events(case)),))
        shown = (without, *_claimed(content), *recorded_displacement(content.displaced))
        return Section(6, "record", PLAN[6], shown)
    lost = unplaced(known, record)
    names = {p.id: p.name for p in record.places}
    blocks: tuple[Block, ...] = (
        Paragraph((last_year(known, case), lost, *data_age(case))),
        *((Paragraph(tuple(Quoted(n) for n in record.notes), "note"),) if record.notes else ()),
        map_figure(content, lost),
        history_figure(content),
        Paragraph((projection(known, case, widest(record.projection)[2]), PROJECTION), "note"),
        places_figure(content),
        *_warnings(record),
        *recorded_displacement(content.displaced),
        Paragraph((smallest_sample(known, names),), "note"),
        Fold(ESS, (_ess(record, names),)),
        *track_blocks(record.track_record, case),
        Files((File("facts", "Single figures that sentences cite", known),)),
    )
    return Section(6, "record", PLAN[6], blocks)


def _claimed(content: BriefContent) -> tuple[Block, ...]:
    """Return what the claims say instead of a record: of those whom the charters name, each with its source."""
    if not content.claimed:
        return ()
    rows = tuple(Row(((sentence_case(c.says), c.when), (c.source, c.standing)), c.id) for c in content.claimed)
    columns = ("What is claimed, and of when", "Rests on")
    table = pd.DataFrame([{"result": c.id, **vars(c)} for c in content.claimed]).drop(columns="id")
    return (
        Heading(CLAIMED),
        Paragraph((CLAIMED_MEANS, *_claims_age(content)), "note"),
        Table("", columns, rows, quoted=(0, 1)),
        Files((File("claimed", CLAIMED, table),)),
    )


def _claims_age(content: BriefContent) -> tuple[Sentence, ...]:
    """Say of which day the newest source read for the claims is, and how old it is; nothing where no day is known."""
    newest = max(content.claimed, key=lambda c: c.published)
    made = content.case.made
    if not (newest.published and made):
        return ()
    age = age_in_words(month_of(newest.published), month_of(made))
    text = f"The newest source read for them is of {newest.published}, {age} before this brief was made ({made[:10]})."
    return (Sentence(text, newest.id),)


def _without_events(case: CaseCard) -> str:
    return NO_EVENTS.format(country=case.country, cut_off=spell(case.cut_off), id=case.id)


def _warnings(record: PrintedRecord) -> tuple[Block, ...]:
    if not any(record.warnings.values()):
        return ()
    items = tuple(warning(name, number) for name, number in sorted(record.warnings.items()) if number)
    return (Paragraph((ODD_ROWS,), "note"), Listing(items, "small"))


def _ess(record: PrintedRecord, names: dict[str, str]) -> Table:
    worst = record.ess.sort_values("minimum")
    cells = [(r["place"], share(r["minimum"]), share(r["mean"])) for r in entries(worst)]
    rows = tuple(Row((names[place], least, mean), f"record/ess/{place}") for place, least, mean in cells)
    return Table(ESS, ("Place", "Smallest month", "Mean"), rows, numeric=(1, 2))


def most_places(record: PrintedRecord, most: int = 6) -> Table:
    """Return the places with most deaths in the map’s months."""
    table = map_table(record).sort_values(["deaths", "name"], ascending=[False, True], na_position="last").head(most)
    rows = tuple(Row((r["name"], count(r["deaths"]), count(r["events"])), r["result"]) for r in entries(table))
    span = f"{spell(record.map_months[0])} to {spell(record.map_months[1])}"
    return Table(Method(f"Most deaths, {span}"), ("Place", "Deaths", "Events"), rows, numeric=(1, 2), quoted=(0,))


def last_year(facts: pd.DataFrame, case: CaseCard) -> Sentence:
    """Say what was counted in the last twelve months, with the source's low and high."""
    deaths, events = fact(facts, "record/last-year/deaths"), fact(facts, "record/last-year/events")
    text = (
        f"In the 12 months to {spell(case.cut_off)} the record counts {numbered(deaths['value'], 'death')} in "
        f"{case.country} (best estimate; low {count(deaths['lo'])}, high {count(deaths['hi'])}) in "
        f"{numbered(events['value'], 'event')}"
    )
    if "record/last-year/civilians" in set(facts["result"]):
        text += f", of whom {count(fact(facts, 'record/last-year/civilians')['value'])} are recorded as civilians"
    return Sentence(text + ".", "record/last-year")


def data_age(case: CaseCard) -> tuple[Sentence, ...]:
    """Say how old the event data are on the day of the brief; nothing where the day or their end is not known."""
    if not (case.data_until and case.made):
        return ()
    age = age_in_words(month_of(case.data_until), month_of(case.made))
    text = f"The event data end with {spell(case.data_until)}, {age} before this brief was made ({case.made[:10]})."
    return (Sentence(text, "record/data-age"),)


def unplaced(facts: pd.DataFrame, record: PrintedRecord) -> Sentence:
    """Say what is missing from the map."""
    value = {n: fact(facts, f"record/{n}")["value"] for n in _UNPLACED}
    events, all_events, deaths, all_deaths = (value[n] for n in _UNPLACED)
    between = f"between {spell(record.map_months[0])} and {spell(record.map_months[1])}"
    if not events:
        return Sentence(f"Every one of the {numbered(all_events, 'event')} {between} has a place.", "record/unplaced")
    text = (
        f"{count(events)} of {numbered(all_events, 'event')} ({share(events / max(all_events, 1))}) "
        f"and {count(deaths)} of "
        f"{numbered(all_deaths, 'death')} {between} could not be put into any place: they are "
        "counted nationally and are "
        "not on the map."
    )
    return Sentence(text, "record/unplaced")


_UNPLACED = ("unplaced/events", "counted/events", "unplaced/deaths", "counted/deaths")


def projection(facts: pd.DataFrame, case: CaseCard, inside: int) -> Sentence:
    """Say where the status quo's projection ends, with its widest interval."""
    end = fact(facts, "record/projection/end")
    text = (
        f"Under the status quo the median of the projection for {end['what'].removeprefix('deaths in ')} is "
        f"{numbered(end['value'], 'death')} a month, with a {inside} % interval of {count(end['lo'])} to "
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


def track_blocks(track: TrackRecord | None, case: CaseCard) -> tuple[Block, ...]:
    """Return the track record, or one line that says that there is none and why."""
    if track is None or track.why:
        return (Paragraph((not_scored(track),)),)
    table = scored(track)
    files = (File("track-record", TRACK_RECORD, table), File("track-misses", TRACK_MISSES, track.misses))
    return (
        Paragraph(
            (TRACK_RECORD_MEANS, Method(TRACK_NOTE), Quoted(f"{track.label(case.cut_off)}."), *_own(track, table))
        ),
        *misses(track),
        _means(table, track),
        *_by_origin(table, case),
        *past_sums(track),
        Files(files),
    )


def _band(row: Mapping[str, Any]) -> str:
    return f"{count(row['q05'])} to {count(row['q95'])}"


def not_scored(track: TrackRecord | None) -> Text:
    """Say that there is no track record, and why."""
    return Method(f"{NOT_SCORED[:-1]}: {track.why}.") if track else NOT_SCORED


def _own(track: TrackRecord, table: pd.DataFrame) -> tuple[Sentence, ...]:
    """Say how a record that was made of the file at hand was made, and how wide its bands were."""
    if not track.own:
        return ()
    row = table[(table["origin"] == ALL) & (table["model"] == "core-model") & (table["score"] == "cover90")].iloc[0]
    first, last = spell(track.origins[0]), spell(track.origins[-1])
    text = OWN.format(origins=count(len(track.origins)), first=first, last=last, inside=share(row["value"]))
    return (Sentence(text, row["result"]),)


def past_sums(track: TrackRecord) -> tuple[Block, ...]:
    """Return what the model said of whole years at past months, beside what came; nothing where it was not tried."""
    if track.sums is None or track.fans is None:
        return ()
    table, fans = track.sums.dropna(subset=["observed"]), track.fans.copy()
    if table.empty:
        return ()
    table.insert(0, "result", "track/sums/" + table["origin"] + "/" + table["span"].astype(str))
    fans.insert(0, "result", "track/fan/" + fans["origin"] + "/" + fans["month"])
    found = table["span"].value_counts()
    span = max((int(s) for s in SPANS if found.get(s, 0) > 2), default=SPANS[0])
    of_span = table[table["span"] == span]
    inside = int(((of_span["observed"] >= of_span["q05"]) & (of_span["observed"] <= of_span["q95"])).sum())
    rows = tuple(
        Row((spell(r["origin"]), *map(count, (r["span"], r["median"])), _band(r), count(r["observed"])), r["result"])
        for r in entries(table)
    )
    columns = ("Seen from", "Months", "Median foretold", "90 % band", "Deaths recorded")
    text = PAST_SUMS_MEAN.format(span=count(span), inside=count(inside), known=count(len(of_span)))
    return (
        Paragraph((Sentence(text, "track/sums"),)),
        Fold(PAST_SUMS, (Table(PAST_SUMS, columns, rows, numeric=(1, 2, 3, 4)),)),
        Files((File("track-sums", PAST_SUMS, table), File("track-fans", PAST_FORECASTS, fans))),
    )


def scored(track: TrackRecord) -> pd.DataFrame:
    """Return the scores with ``result`` ids: track/<unit>/<origin>/<left out, or "whole">/<model>/<score>."""
    table = track.scores.copy()
    for name in ("origin", "without"):
        table[name] = table[name].astype(str)
    without = table["without"].replace("", "whole")
    span = table["unit"] + "/" + table["origin"] + "/" + without
    table.insert(0, "result", "track/" + span + "/" + table["model"] + "/" + table["score"])
    return table


def misses(track: TrackRecord | None, places: Iterable[TheatrePlace] = ()) -> tuple[Block, ...]:
    """Return the largest misses of the status quo’s forecast, places by their usual names."""
    if track is None or track.misses.empty:
        return ()
    usual = {name: place.name for place in places for name in place.names}
    rows = tuple(
        Row(
            (
                usual.get(r["unit"], r["unit"]),
                spell(r["month"]),
                spell(r["origin"]),
                count(r["observed"]),
                count(r["mean"]),
            )
        )
        for r in entries(track.misses.head(MISSES))
    )
    columns = ("Place", "Month", "Seen from", "Deaths recorded", "Mean foretold")
    return (Table(TRACK_MISSES, columns, rows, numeric=(3, 4), quoted=(0,)),)


def _means(table: pd.DataFrame, track: TrackRecord) -> Table:
    rows = table[(table["score"].str.lower() == SCORE) & (table["origin"] == ALL)]
    span = f"{spell(track.origins[0])} to {spell(track.origins[-1])}" if track.origins else ""
    caption = Method(f"{TRACK_RECORD}: mean CRPS over origins {span}; smaller is nearer to what happened.")
    return _wide(rows, ["unit", "without"], lambda r: (_unit(r["unit"]), _left_out(r["without"])), caption)


def _by_origin(table: pd.DataFrame, case: CaseCard) -> tuple[Block, ...]:
    rows = table[(table["score"].str.lower() == SCORE) & (table["origin"] != ALL) & (table["without"] == "")]
    if rows.empty:
        return ()
    later = {o: "after the cut-off" if month(o) > month(case.cut_off) else "" for o in rows["origin"].unique()}
    ordered = rows.sort_values("origin", key=lambda o: o.map(lambda x: (bool(later[x]), x)), kind="stable")
    wide = _wide(
        ordered, ["origin", "unit"], lambda r: ((spell(r["origin"]), later[r["origin"]]), _unit(r["unit"])), ""
    )
    return (Fold(TRACK_ORIGINS, (wide,)),)


def _wide(rows: pd.DataFrame, keys: list[str], names: object, caption: Method | str) -> Table:
    """Return one row per combination of keys, one column per model."""
    models = list(dict.fromkeys(rows["model"]))
    found = []
    for _, part in rows.groupby(keys, sort=False):
        first, values = part.iloc[0], dict(zip(part["model"], part["value"], strict=True))
        result = "/".join(first["result"].split("/")[:4])
        found.append(Row((*names(first), *(measure(values.get(m, float("nan"))) for m in models)), result))  # type: ignore[operator]
    return Table(caption, ("", "", *models), tuple(found), numeric=tuple(range(2, 2 + len(models))), quoted=(0, 1))


def _unit(name: str) -> str:
    return TRACK_UNITS.get(name, name)


def _left_out(year: str) -> str:
    return f"without {year}" if year else "whole"

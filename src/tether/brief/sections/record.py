"""Section 6: what the record says. The map and what it can't show, the history, the status quo projected."""

from __future__ import annotations

import pandas as pd

from tether.brief import phrases, wording
from tether.brief.blocks import Block, File, Files, Fold, Listing, Paragraph, Quoted, Row, Section, Table
from tether.brief.content import BriefContent, Record, TrackRecord
from tether.brief.figures.history import history_figure
from tether.brief.figures.map import map_figure
from tether.brief.figures.places import places_figure
from tether.brief.numerals import count, sentence_case, share
from tether.brief.results import facts, widest
from tether.brief.tables import entries


def section(content: BriefContent) -> Section:
    """Return the record's section."""
    record, case, known = content.record, content.case, facts(content)
    lost = wording.unplaced(known, record)
    names = {p.id: p.name for p in record.places}
    blocks: tuple[Block, ...] = (
        Paragraph((wording.last_year(known, case), lost)),
        *((Paragraph(tuple(Quoted(n) for n in record.notes), "note"),) if record.notes else ()),
        map_figure(content, lost),
        history_figure(content),
        Paragraph((wording.projection(known, case, widest(record.projection)[2]), phrases.PROJECTION), "note"),
        places_figure(content),
        *_warnings(record),
        Paragraph((wording.smallest_sample(known, names),), "note"),
        Fold(phrases.ESS, (_ess(record, names),)),
        *_track_record(record.track_record),
        Files((File("facts", "Single figures that sentences cite", known),)),
    )
    return Section(6, "record", phrases.PLAN[6], blocks)


def _warnings(record: Record) -> tuple[Block, ...]:
    if not any(record.warnings.values()):
        return ()
    items = tuple(wording.warning(name, number) for name, number in sorted(record.warnings.items()) if number)
    return (Paragraph((phrases.ODD_ROWS,), "note"), Listing(items, "small"))


def _ess(record: Record, names: dict[str, str]) -> Table:
    worst = record.ess.sort_values("minimum")
    cells = [(r["place"], share(r["minimum"]), share(r["mean"])) for r in entries(worst)]
    rows = tuple(Row((names[place], least, mean), f"record/ess/{place}") for place, least, mean in cells)
    return Table(phrases.ESS, ("Place", "Smallest month", "Mean"), rows, numeric=(1, 2))


def _track_record(track: TrackRecord | None) -> tuple[Block, ...]:
    if track is None:
        return (Paragraph((phrases.NOT_SCORED,)),)
    columns = tuple(str(c) for c in track.scores.columns)
    rows = tuple(Row(tuple(_cell(v) for v in r)) for r in track.scores.itertuples(index=False))
    numeric = tuple(i for i, c in enumerate(columns) if pd.api.types.is_numeric_dtype(track.scores[c]))
    title = f"{phrases.TRACK_RECORD}, origins {', '.join(track.origins)}"
    remarks = (phrases.TRACK_RECORD_MEANS, *((Quoted(track.note),) if track.note else ()))
    table = Table(title, tuple(sentence_case(c) for c in columns), rows, numeric=numeric)
    return (Paragraph(remarks), table, Files((File("track-record", phrases.TRACK_RECORD, track.scores),)))


def _cell(value: object) -> str:
    if isinstance(value, float):
        return count(value) if abs(value) >= 1000 else f"{value:.3g}"
    return str(value)

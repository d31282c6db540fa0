"""Blocks on the track record of the status quo's forecast: misses first, then scores, origins after the cut-off apart.

The scores come from a finished hindcast. They vouch for the status quo's forecast only, so these blocks stand in
section 6 and never beside a difference between charters.
"""

from __future__ import annotations

import pandas as pd

from tether.brief.content import CaseCard
from tether.brief.phrases import NOT_SCORED
from tether.brief.results import entries
from tether.report.blocks import Block, File, Files, Fold, Method, Paragraph, Quoted, Row, Table
from tether.report.numbers import count, measure, month, spell
from tether.scorecard.records import ShippedRecord

TRACK_NOTE = "Judged on what was known at the cut-off, the model of the places"
TRACK_MISSES = "The largest misses of the status-quo forecast"
TRACK_UNITS = {"adm1": "places, all types", "country-sb": "country, state-based"}
TRACK_ORIGINS = "Origin by origin"
TRACK_RECORD = "Track record of the status-quo forecast"
TRACK_RECORD_MEANS = "The scores vouch for the status quo’s forecast only, never for a difference between charters."
ALL = "all"
MISSES = 5
SCORE = "crps"


def track_blocks(track: ShippedRecord | None, case: CaseCard) -> tuple[Block, ...]:
    """Return the track record, or one line that says that there is none."""
    if track is None:
        return (Paragraph((NOT_SCORED,)),)
    table = scored(track)
    files = (File("track-record", TRACK_RECORD, table), File("track-misses", TRACK_MISSES, track.misses))
    return (
        Paragraph((TRACK_RECORD_MEANS, Method(TRACK_NOTE), Quoted(f"{track.label(case.cut_off)}."))),
        *_misses(track),
        _means(table, track),
        *_by_origin(table, case),
        Files(files),
    )


def scored(track: ShippedRecord) -> pd.DataFrame:
    """Return the scores with ``result`` ids: track/<unit>/<origin>/<left out, or "whole">/<model>/<score>."""
    table = track.scores.copy()
    for name in ("origin", "without"):
        table[name] = table[name].astype(str)
    without = table["without"].replace("", "whole")
    span = table["unit"] + "/" + table["origin"] + "/" + without
    table.insert(0, "result", "track/" + span + "/" + table["model"] + "/" + table["score"])
    return table


def _misses(track: ShippedRecord) -> tuple[Block, ...]:
    if track.misses.empty:
        return ()
    rows = tuple(
        Row((r["unit"], spell(r["month"]), spell(r["origin"]), count(r["observed"]), count(r["mean"])))
        for r in entries(track.misses.head(MISSES))
    )
    columns = ("Place", "Month", "Seen from", "Deaths recorded", "Mean foretold")
    return (Table(TRACK_MISSES, columns, rows, numeric=(3, 4), quoted=(0,)),)


def _means(table: pd.DataFrame, track: ShippedRecord) -> Table:
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

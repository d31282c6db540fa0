"""Section 6: what the record says. The map and what it can't show, the history, the status quo projected."""

from __future__ import annotations

from tether.brief.content import BriefContent, PrintedRecord
from tether.brief.figures.history import history_figure
from tether.brief.figures.map import map_figure
from tether.brief.figures.places import places_figure
from tether.brief.phrases import PLAN
from tether.brief.results import entries, facts, widest
from tether.brief.track import track_blocks
from tether.brief.wording.record import last_year, projection, smallest_sample, unplaced, warning
from tether.report.blocks import Block, File, Files, Fold, Listing, Paragraph, Quoted, Row, Section, Table
from tether.report.numbers import share

ODD_ROWS = "Odd rows of the source that were kept and counted:"
PROJECTION = (
    "The projection goes on from the record as if the arrangements of the cut-off month stayed as they were. "
    "Shaded bands hold the stated share of the draws; thin lines are single draws."
)
ESS = "Effective sample of the filter, by place"


def section(content: BriefContent) -> Section:
    """Return the record's section."""
    record, case, known = content.record, content.case, facts(content)
    lost = unplaced(known, record)
    names = {p.id: p.name for p in record.places}
    blocks: tuple[Block, ...] = (
        Paragraph((last_year(known, case), lost)),
        *((Paragraph(tuple(Quoted(n) for n in record.notes), "note"),) if record.notes else ()),
        map_figure(content, lost),
        history_figure(content),
        Paragraph((projection(known, case, widest(record.projection)[2]), PROJECTION), "note"),
        places_figure(content),
        *_warnings(record),
        Paragraph((smallest_sample(known, names),), "note"),
        Fold(ESS, (_ess(record, names),)),
        *track_blocks(record.track_record, case),
        Files((File("facts", "Single figures that sentences cite", known),)),
    )
    return Section(6, "record", PLAN[6], blocks)


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

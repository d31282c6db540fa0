"""From a study to the brief's content: tables in the columns that ``brief/content.py`` promises."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tether import __version__
from tether.brief.content import (
    Baseline,
    BriefContent,
    CaseCard,
    Comparison,
    HeldAgainst,
    PrintedRecord,
    Unplaced,
)
from tether.brief.wording.order import SHORT
from tether.case.assumptions import assumptions
from tether.case.bargaining import passages, tried_before
from tether.case.left_out import left_out
from tether.case.study import Study, quantiles
from tether.charter import Charter
from tether.charter.checker import check
from tether.evidence.claims.model import ClaimSource
from tether.evidence.sources import SourceCard
from tether.futures.measure import measured
from tether.futures.outcomes import ORDER_OUTCOMES
from tether.judgement.order_record import order_record
from tether.judgement.shocks import COUNTRIES
from tether.order.theories import THEORIES
from tether.scorecard.records import track_record
from tether.theatre import map_features

LEVELS = {
    "q025": 0.025,
    "q05": 0.05,
    "q10": 0.1,
    "q25": 0.25,
    "q50": 0.5,
    "q75": 0.75,
    "q90": 0.9,
    "q95": 0.95,
    "q975": 0.975,
}
PATHS = 5
MAP_MONTHS = 12


def content_of(
    study: Study, run_id: str = "unsaved", command: str = "", made: str = "", jackknife: bool = False
) -> BriefContent:
    """Return the brief's content for a study; ``jackknife`` adds what hangs on one source (a minute more)."""
    return BriefContent(
        case=_card(study, run_id, command, made),
        record=_record(study),
        comparison=_comparison(study),
        assumptions=assumptions(study),
        sources=_sources(study),
        left_out=left_out(study),
        run_files=RUN_FILES,
        findings={c.id: check(c) for c in study.charters.values()},
        screening=study.case.screening or None,
        judgement=study.judged(jackknife),
        passage=passages(study.case, study.charters.values()) or None,
        tried=tried_before(study) or None,
        held=_held(study),
        plan=study.plans or None,
    )


RUN_FILES = {
    "manifest.json": "versions, checksums of inputs and outputs, seeds, command, timings, diagnostics",
    "case.yaml": "the case as it was run, defaults filled in",
    "draws.nc": "country draws of every outcome: charter, theory, point, month, particle",
    "tables/*.csv": "the tables of this page (UTF-8 with BOM), and as Parquet",
    "figures/*.svg": "the drawings of this page",
    "brief.html": "this page",
    "brief.json": "this page’s sentences, each with the id of its result and its numbers, and its tables",
}


def _held(study: Study) -> HeldAgainst | None:
    """Return the order's own record; None where no charter, and so no mechanism, is projected."""
    if study.projected is None:
        return None
    country = study.case.theatre.id
    return HeldAgainst(order_record(), country if country in COUNTRIES else "")


def _card(study: Study, run_id: str, command: str, made: str) -> CaseCard:
    spec, (_, card) = study.case.spec, study.case.source
    return CaseCard(
        id=spec.id,
        title=spec.title or study.case.theatre.name,
        country=study.case.theatre.name,
        cut_off=str(spec.cut_off),
        retrospective=spec.retrospective,
        data_version=_version(card),
        seed=spec.seed,
        run_id=run_id,
        command=command or f"tether brief {spec.id} --seed {spec.seed}",
        horizon=spec.horizon_months,
        question=spec.question,
        package_version=__version__,
        made=made,
    )


def _version(card: Any) -> str:
    """Return the data's name in a few words: it stands on every page."""
    if "GED" not in card.title or not card.version:
        return str(card.title)
    return f"UCDP GED {card.version}" + (", located events" if card.kind == "located" else "")


def _record(study: Study) -> PrintedRecord:
    panel = study.case.panel
    recent = slice(max(0, len(panel.months) - MAP_MONTHS), None)
    return PrintedRecord(
        places=study.case.theatre.places,
        features=tuple(map_features(study.case.theatre)),
        history=history(study),
        map_table=pd.DataFrame(
            {
                "place": panel.places,
                "events": panel.cells.events[recent].sum(axis=(0, 2)),
                "deaths": panel.cells.best[recent].sum(axis=(0, 2)),
            }
        ),
        map_months=(str(panel.months[recent][0]), str(panel.end)),
        unplaced=Unplaced(
            int(panel.unplaced.events[recent].sum()),
            int(panel.unplaced.best[recent].sum()),
            int(panel.unplaced.events[recent].sum() + panel.cells.events[recent].sum()),
            int(panel.unplaced.best[recent].sum() + panel.cells.best[recent].sum()),
        ),
        projection=projection(study),
        paths=_paths(study),
        place_projection=place_projection(study),
        ess=pd.DataFrame(
            {
                "place": study.posterior.places,
                "minimum": study.posterior.ess.min(axis=1),
                "mean": study.posterior.ess.mean(axis=1),
            }
        ),
        warnings=dict(panel.warnings),
        notes=tuple(panel.notes),
        track_record=track_record(study.case.theatre.id),
    )


def history(study: Study) -> pd.DataFrame:
    """Return the record: one row per month and place, and "unplaced"; civilians where the source has them."""
    panel = study.case.panel
    names = ["events", "best", "low", "high", *(["civilians"] if panel.cells.civilians is not None else [])]
    months = np.datetime_as_string(panel.months)
    columns: dict[str, Any] = {"month": np.repeat(months, len(panel.places) + 1)}
    columns["place"] = np.tile([*panel.places, "unplaced"], len(months))
    for name in names:
        placed = getattr(panel.cells, name).sum(axis=2)
        apart = getattr(panel.unplaced, name).sum(axis=1)
        columns[name] = np.column_stack([placed, apart]).ravel()
    return pd.DataFrame(columns)


def projection(study: Study) -> pd.DataFrame:
    """Return quantiles of the country's deaths a month under the status quo."""
    draws = study.core.country["deaths"]  # (point, month, particle)
    lanes = draws.transpose(1, 0, 2).reshape(draws.shape[1], -1)
    bands = quantiles(lanes, tuple(LEVELS.values()))
    return pd.DataFrame({"month": _ahead(study), **dict(zip(LEVELS, bands, strict=True))})


def place_projection(study: Study) -> pd.DataFrame:
    """Return quantiles of each place's deaths a month under the status quo."""
    bands = quantiles(study.core.places, tuple(LEVELS.values()))  # (level, month, place)
    places, months = study.posterior.places, _ahead(study)
    columns = {name: band.ravel() for name, band in zip(LEVELS, bands, strict=True)}
    return pd.DataFrame({"month": np.repeat(months, len(places)), "place": np.tile(places, len(months)), **columns})


def _paths(study: Study) -> pd.DataFrame:
    draws = study.core.country["deaths"][:PATHS, :, 0]  # the first points' first particle
    count, months = draws.shape
    return pd.DataFrame(
        {"month": np.tile(_ahead(study), count), "path": np.repeat(np.arange(count), months), "value": draws.ravel()}
    )


def _ahead(study: Study) -> list[str]:
    return [str(study.case.spec.cut_off + k) for k in range(1, study.case.spec.horizon_months + 1)]


def _comparison(study: Study) -> Comparison | None:
    if study.projected is None:
        return None
    return Comparison(
        theories=THEORIES,
        charters={c.id: _title(c) for c in study.charters.values()},
        outcomes=(*measured(study.basis.civilians), *(o for o in ORDER_OUTCOMES if o.compared)),
        headline=study.outcome,
        months=study.case.spec.horizon_months,
        table=_labelled(study),
        break_even=study.breaks,
        status_quo=study.pairs[0].host,
        baseline=_baseline(study),
        clip_share=float(study.projected["clip_share"].max()),
    )


def _labelled(study: Study) -> pd.DataFrame:
    """Return the comparison, each row labelled by what the order's own record says of the mechanisms."""
    held = _held(study)
    if held is None:
        return study.table
    shown = SHORT[held.record.label(held.country, str(study.case.spec.cut_off))]
    return study.table.assign(label=study.table["label"] + f", {shown}")


def _baseline(study: Study) -> Baseline:
    totals = study.core.country["deaths"].astype(np.float64).sum(axis=1)
    panel = study.case.panel
    apart, placed = int(panel.unplaced.events.sum()), int(panel.cells.events.sum())
    middle = float(np.median(totals))
    return Baseline(
        middle, middle, f"deaths over {study.case.spec.horizon_months} months", apart / max(apart + placed, 1)
    )


def _sources(study: Study) -> tuple[SourceCard | ClaimSource, ...]:
    _, card = study.case.source
    return (card, *{c.source.id: c.source for c in study.case.setting.claims_used}.values())


def _title(charter: Charter) -> str:
    """Return the title that a charter gives itself, else its id."""
    return str(charter.meta.title) if charter.meta and charter.meta.title else charter.id

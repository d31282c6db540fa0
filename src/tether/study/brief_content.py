"""From a study to the brief's content: tables in the columns that ``brief/content.py`` promises.

What the study leaves out is told in sentences made from what was and wasn't read, never from memory. What a charter
would have to pass, and where the like was tried before, are read from the charters alone: neither enters a projection,
for every charter is projected as if in force.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from tether import __version__
from tether.armed_order.beliefs import believable
from tether.armed_order.theories import THEORIES
from tether.brief.content import (
    Baseline,
    BriefContent,
    CaseCard,
    ClaimedLine,
    CodedText,
    Comparison,
    HeldAgainst,
    PrintedInput,
    PrintedRecord,
    PrintedWorlds,
    RecordedDisplacement,
    Unplaced,
)
from tether.brief.parts.held_against import SHORT
from tether.charter import Charter
from tether.charter.check import check
from tether.decisions.differences import paired
from tether.decisions.inputs import inputs_of
from tether.decisions.judgement import Judgement
from tether.dossier.profile import TAGS, claim_id, statement, when
from tether.errors import InputError, UsageError, numbered
from tether.evidence.calendar import Month
from tether.evidence.claims.model import Claim, ClaimSource
from tether.evidence.sources import SourceCard
from tether.futures.outcomes import ORDER_OUTCOMES, measured
from tether.futures.project import pair_names, theories_of
from tether.precedents.after_designs import design_record
from tether.precedents.cases import Precedents, similar_cases
from tether.precedents.designs_alike import designs_alike
from tether.precedents.passage import PassageCount, passage_of
from tether.report.numbers import sentence_case, spell
from tether.study.amendments import amendments_of
from tether.study.assumptions import assumptions
from tether.study.case import CaseInputs
from tether.study.futures import CaseFutures
from tether.study.hindsight import hindsight
from tether.study.paying import costs_of
from tether.study.standing import paper_of, standing_of
from tether.study.unread_words import left_open, named, unread_sentences
from tether.theatre import map_features
from tether.validation.shocks import COUNTRIES
from tether.validation.skill import order_record

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
DRAWN = {  # whether it is a reading of a plan → why it is drawn
    True: "Drawn between two readings in every world because nobody knows which holds",
    False: "Drawn over its range in every world because the charter leaves it open",
}
MAP_MONTHS = 12
RUN_FILES = {
    "manifest.json": "versions, checksums of every file and input, seeds, command, timings, diagnostics",
    "manifest.sha256": "the checksum of the manifest: tether verify reads both",
    "case.yaml": "the case as it was run, defaults filled in",
    "draws.nc": "country draws of every outcome: charter, theory, point, month, particle",
    "experiments.parquet": "what was drawn in each world, a row a world and theory, a column an uncertain input",
    "outcomes.parquet": "what came of every option in the same rows",
    "datapackage.json": "every data file with its fields, units, licence and sources (Frictionless)",
    "tables/*.csv": "the tables of this page (UTF-8 with BOM), and as Parquet",
    "figures/*.svg": "the drawings of this page",
    "brief.html": "this page",
    "brief.json": "this page’s sentences, each with the id of its result and its numbers, and its tables",
    "*-annex.html": "everything behind this page, and *-annex.json as brief.json",
}
SEEN = {"whole": "read whole", "excerpt": "read in part", "recalled": "recalled, not read"}
CLAIMED_MONTHS = 24
CLAIMED_OF = (  # predicates of the table that stands where there is no record, in its order
    *("status", "organ-of", "not-organ-of", "size", "composed-of", "controls", "patron-of", "aids", "tied-to"),
    *("designated-by", "not-designated-by", "abuse-record", "turnover", "event", "said", "position"),
)
COMPARED_FILES = ("experiments.parquet", "outcomes.parquet")
PROJECTED_FILES = ("draws.nc", "tables/*.csv", "figures/*.svg", *COMPARED_FILES)
UNBUILT = (  # mechanisms of the article's system that no file of order/mechanisms holds
    "militias that emerge under threat",
    "the cost of tearing ties between communities after displacement",
)

MOST_DROPPED = 8  # claims told one by one

UNREAD_SIZES = "No starting size of a force was read: each is a fact recalled, to be checked, or a judgement."


def content_of(
    study: CaseFutures, judgement: Judgement | None, run_id: str = "unsaved", command: str = "", made: str = ""
) -> BriefContent:
    """Return the brief's content for a study and its judgement (None where nothing is compared)."""
    return BriefContent(
        case=_card(study, run_id, command, made),
        record=_record(study),
        comparison=comparison_of(study),
        assumptions=assumptions(study),
        sources=_sources(study),
        left_out=left_out(study),
        run_files=_run_files(study),
        findings={c.id: check(c, known=study.case.known) for c in study.charters.values()},
        screening=study.case.screening or None,
        judgement=judgement,
        passage=passages(study.case, study.charters.values()) or None,
        tried=tried_before(study) or None,
        texts=tuple(_text_of(c) for c in study.charters.values()),
        claimed=claimed(study) if study.record is None else (),
        held=_held(study),
        standing=standing_of(study),
        paper=paper_of(study),
        actors={a.id: a.name for a in study.case.theatre.actors},
        designs=design_record(str(study.case.spec.cut_off), study.case.theatre.country.name),
        after=designs_alike(study.charters.values(), str(study.case.spec.cut_off), study.case.theatre.country.name),
        displaced=_displaced(study.case),
        plan=study.plans or None,
        costs=costs_of(study.case, study.charters, study.plans) or None,
        amendments=amendments_of(study.case, study.charters.values()) or None,
        worlds=_worlds(study, judgement),
    )


def _worlds(study: CaseFutures, judgement: Judgement | None) -> PrintedWorlds | None:
    """Return the worlds that the page's sliders narrow: inputs with the largest shares of the spread first."""
    futures = study.projected
    if futures is None or study.worlds is None or judgement is None:
        return None
    drawn = inputs_of(study.worlds, study.case.setting, study.pairs, study.basis)
    told = judgement.sensitivity
    shares = told.groupby("symbol")["share"].sum().to_dict() if len(told) else {}
    named = believable(study.case.setting)
    ordered = sorted(drawn.values(), key=lambda d: -shares.get(d.symbol, 0.0))
    inputs = (PrintedInput(d.symbol, d.meaning, d.unit, d.label, d.values, d.symbol in named) for d in ordered)
    sides = {}
    for contrast in judgement.contrasts:
        d, pair = paired(futures, contrast, study.outcome), pair_names(futures)[contrast.a]
        sides["+".join(pair)] = (np.sign(d) + 1).astype(np.uint8)
    return PrintedWorlds(theories_of(futures), study.worlds.points, tuple(inputs), sides)


def _run_files(study: CaseFutures) -> dict[str, str]:
    """Return the files of the run folder; those that hold what was projected are none where nothing was."""
    left = PROJECTED_FILES if study.record is None else COMPARED_FILES if study.projected is None else ()
    return {name: what for name, what in RUN_FILES.items() if name not in left}


def _displaced(case: CaseInputs) -> RecordedDisplacement | None:
    """Return the recorded displacement up to the cut-off; None where the case names none, or no list is as old."""
    found = case.displaced
    if found is None or not found.counts:
        return None
    names = {p.id: p.name for p in case.theatre.places}
    rows = [
        (f"displaced/{c.day}/{c.series}/{c.place}", c.day, c.place, names[c.place], c.series, c.families, c.individuals)
        for c in found.monthly()
    ]
    columns = ["result", "day", "place", "name", "series", "families", "individuals"]
    table = pd.DataFrame(rows, columns=columns).astype({"individuals": float})
    last = str(table["day"].max())
    files = tuple(s.file for s in found.sources if s.day <= last) or tuple(s.file for s in found.sources)
    return RecordedDisplacement(table, files)


def _held(study: CaseFutures) -> HeldAgainst | None:
    """Return the order's own record; None where no charter, and so no mechanism, is projected."""
    if study.projected is None:
        return None
    country = study.case.theatre.id
    return HeldAgainst(order_record(), country if country in COUNTRIES else "")


def _card(study: CaseFutures, run_id: str, command: str, made: str) -> CaseCard:
    spec = study.case.spec
    return CaseCard(
        id=spec.id,
        title=spec.title or study.case.theatre.name,
        country=study.case.theatre.name,
        cut_off=str(spec.cut_off),
        retrospective=spec.retrospective,
        data_version=_version(study.case.source[1]) if spec.events else "",
        seed=spec.seed,
        run_id=run_id,
        command=command or f"tether brief {spec.id} --seed {spec.seed}",
        horizon=spec.horizon_months,
        question=spec.question,
        package_version=__version__,
        data_until=str(study.case.source[0].end) if spec.events else "",
        made=made,
    )


def _version(card: Any) -> str:
    """Return the data's name in a few words: it stands on every page."""
    if "GED" not in card.title or not card.version:
        return str(card.title)
    return f"UCDP GED {card.version}" + (", located events" if card.kind == "located" else "")


def _record(study: CaseFutures) -> PrintedRecord | None:
    if study.record is None:
        return None
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
        track_record=study.case.past,
        held=_held_places(study.case),
    )


def _held_places(case: CaseInputs) -> pd.DataFrame:
    """Return who holds what by the claims that stand at the cut-off: one row per place and holder."""
    rows = []
    for actor in dict.fromkeys((case.spec.roles.insurgent, *case.spec.roles.militias)):
        for place in case.theatre.places if actor else ():
            found = case.claims.interval(actor, "controls", place.id)
            if found is not None and found.v > 0:
                name = next((a.name for a in case.theatre.actors if a.id == actor), actor)
                rows.append((place.id, name, found.v))
    return pd.DataFrame(rows, columns=["place", "holder", "share"])


def history(study: CaseFutures) -> pd.DataFrame:
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


def projection(study: CaseFutures) -> pd.DataFrame:
    """Return quantiles of the country's deaths a month under the status quo."""
    draws = study.core.country["deaths"]  # (point, month, particle)
    lanes = draws.transpose(1, 0, 2).reshape(draws.shape[1], -1)
    bands = quantiles(lanes, tuple(LEVELS.values()))
    return pd.DataFrame({"month": _ahead(study), **dict(zip(LEVELS, bands, strict=True))})


def place_projection(study: CaseFutures) -> pd.DataFrame:
    """Return quantiles of each place's deaths a month under the status quo."""
    bands = quantiles(study.core.places, tuple(LEVELS.values()))  # (level, month, place)
    places, months = study.posterior.places, _ahead(study)
    columns = {name: band.ravel() for name, band in zip(LEVELS, bands, strict=True)}
    return pd.DataFrame({"month": np.repeat(months, len(places)), "place": np.tile(places, len(months)), **columns})


def _paths(study: CaseFutures) -> pd.DataFrame:
    draws = study.core.country["deaths"][:PATHS, :, 0]  # the first points' first particle
    count, months = draws.shape
    return pd.DataFrame(
        {"month": np.tile(_ahead(study), count), "path": np.repeat(np.arange(count), months), "value": draws.ravel()}
    )


def _ahead(study: CaseFutures) -> list[str]:
    return [str(study.case.spec.cut_off + k) for k in range(1, study.case.spec.horizon_months + 1)]


def comparison_of(study: CaseFutures) -> Comparison | None:
    """Return what the brief prints of the comparison; None where nothing is compared."""
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
        status_quo_sum=float(np.median(study.core.country[study.outcome].astype(np.float64).sum(axis=1))),
    )


def _labelled(study: CaseFutures) -> pd.DataFrame:
    """Return the comparison, each row labelled by what the order's own record says of the mechanisms."""
    held = _held(study)
    if held is None:
        return study.table
    shown = SHORT[held.record.label(held.country, str(study.case.spec.cut_off))]
    return study.table.assign(label=study.table["label"] + f", {shown}")


def _baseline(study: CaseFutures) -> Baseline:
    totals = study.core.country["deaths"].astype(np.float64).sum(axis=1)
    panel = study.case.panel
    apart, placed = int(panel.unplaced.events.sum()), int(panel.cells.events.sum())
    middle = float(np.median(totals))
    return Baseline(
        middle, middle, f"deaths over {study.case.spec.horizon_months} months", apart / max(apart + placed, 1)
    )


def _sources(study: CaseFutures) -> tuple[SourceCard | ClaimSource, ...]:
    claims = {c.source.id: c.source for c in study.case.setting.claims_used}.values()
    return (*((study.case.source[1],) if study.case.spec.events else ()), *claims)


def _text_of(charter: Charter) -> CodedText:
    """Return what a charter was coded from, in the words of its own sources."""
    meta = charter.meta
    note = str(meta.note) if meta and meta.note else ""
    read = str(meta.text_seen) if meta else ""  # "none" too is said
    return CodedText(charter.id, _title(charter), read, note, tuple(_cited(s) for s in charter.sources or ()))


def _cited(source: Any) -> str:
    seen = {"whole": "read whole", "excerpt": "read in part", "recalled": "recalled, not read"}.get(
        str(source.seen), ""
    )
    words = f"“{source.translation or source.quote}”" if source.quote else ""
    return ". ".join(str(p) for p in (source.cite or source.id, seen, words, source.url) if p) + "."


def claimed(study: CaseFutures) -> tuple[ClaimedLine, ...]:
    """Return the claims of the last two years before the cut-off on those whom the case and its charters name."""
    case = study.case
    since = case.spec.cut_off + -CLAIMED_MONTHS
    names = {a.id: a.name for a in (*case.theatre.actors, *case.theatre.places)}
    roles = case.spec.roles
    told = {*roles.militias, *roles.state, roles.insurgent}
    for charter in study.charters.values():
        told |= {row.id for part in (charter.actors, charter.groups, charter.forces) for row in part or ()}
    found = [c for c in case.claims.claims if c.subject in told and c.predicate in CLAIMED_OF]
    recent = [c for c in found if str(c.known_from)[:7] >= str(since)]
    order = {name: k for k, name in enumerate(a.id for a in case.theatre.actors)}
    recent.sort(key=lambda c: (order.get(c.subject, len(order)), CLAIMED_OF.index(c.predicate), c.known_from))
    return tuple(_claimed_line(c, names) for c in recent)


def _claimed_line(claim: Claim, names: dict[str, str]) -> ClaimedLine:
    """Return a claim as a line: what it says and the coder's remark, without the words of the source."""
    tag = TAGS[claim.tag].format(by=claim.judged_by, coded=claim.coded) if TAGS[claim.tag] else "read in the source"
    source, said = claim.source, replace(claim, quote="")
    cite = ", ".join(p for p in (source.author, source.title, source.outlet, source.dated) if p)
    standing = "; ".join(p for p in (tag, source.weak) if p)
    who = names.get(claim.subject, claim.subject)
    said_when, day = when(claim), str(claim.published) if claim.seen else ""
    return ClaimedLine(who, statement(said, names), said_when, cite, standing, source.url, claim_id(claim), day)


def _title(charter: Charter) -> str:
    """Return the title that a charter gives itself, else its id."""
    return str(charter.meta.title) if charter.meta and charter.meta.title else charter.id


def left_out(study: CaseFutures) -> tuple[str, ...]:
    """Return the sentences, the most consequential first."""
    told = [study.silent] if study.silent else []
    if study.projected is not None:
        told.append(_in_force(study))
        told.append("A guard is followed up to its intake; what a charter says of its end state has no effect here.")
        told.append("Sponsor and host each comply fully with their own charter: that is an assumption.")
        told.append("The order's model has no mechanism for: " + "; ".join(UNBUILT) + ".")
        titles = {c.id: _title(c) for c in study.charters.values()}
        told += unread_sentences(dict.fromkeys(u for p in study.pairs for u in p.unread), titles)
        told += [
            f"{titles.get(name, name)} turns no lever here: the model cannot tell it from the status quo."
            for name in _still(study)
        ]
        unknown = dict.fromkeys((p.host, u) for p in study.pairs for u in p.unknown)
        told += [f"{DRAWN[plan]}: {words}." for words, plan in left_open(unknown, titles)]
        told += [f"{sentence_case(named(s, names_of(study.case)))}." for s in study.case.setting.missing]
        if all(s.recalled for s in study.case.setting.sizes.values()):
            told.append(UNREAD_SIZES)
        told.append(hindsight(study.case))
    told += _dropped(study.case)
    if study.case.claims.withheld:
        told.append(f"Claims marked internal enter nothing here: {study.case.claims.withheld:,} left out.")
    told.append(
        "Displacement, detention and sexual violence have no monthly series here and are not projected."
        if study.case.displaced is None
        else "Displacement is told as it was recorded (section 6) and is not projected; detention and sexual violence "
        "have no monthly series here and are not projected."
    )
    weak = study.posterior.weak() if study.record is not None else []
    if weak:
        place, month, share = weak[0]
        name = next((p.name for p in study.case.theatre.places if p.id == place), place)
        told.append(
            f"The filter was thin in {numbered(len(weak), 'place-month')} (worst {name}, {spell(str(month))}: "
            f"{100 * share:.2f} % of its particles carried the weight): what it says of such outbreaks is rough."
        )
    return tuple(t for t in told if t)


def _dropped(case: CaseInputs) -> list[str]:
    """Return the case's own claims that its cut-off drops, with what to write if they should count."""
    found = case.dropped
    names = names_of(case)
    told = [
        f"Not counted at the cut-off: {names.get(d.claim.subject, d.claim.subject)}, "
        f"{d.claim.predicate.replace('-', ' ')}: {d.reason}."
        for d in found
    ]
    more = [f"And {len(found) - MOST_DROPPED} more such claims: tether dossier {case.spec.id} lists them."]
    return told[:MOST_DROPPED] + (more if len(found) > MOST_DROPPED else [])


def names_of(case: CaseInputs) -> dict[str, str]:
    """Return the name of every actor, place and community of a case's theatre, by id."""
    theatre = case.theatre
    return {a.id: a.name for a in (*theatre.actors, *theatre.places, *theatre.communities) if a.name}


def _in_force(study: CaseFutures) -> str:
    """Say how far a charter is in force in the projection: whole from its start, but for its plan and its phases."""
    planned = "one that takes men in has the intake and the mixture of its plan (section 5)" if study.plans else ""
    staged = "what a phase brings waits for that phase" if study.twins is not None else ""
    ways = " and ".join(w for w in (planned, staged) if w)
    looked = "agreed or paid" if study.plans else "agreed, staffed or paid"
    start = f"Every charter is projected as if it took effect in full at its start{', but ' + ways if ways else ''}."
    return f"{start} Section 5 looks apart at whether it would be {looked}; no projection waits for that."


def _still(study: CaseFutures) -> list[str]:
    """Return the options whose pair sets every lever as the status quo does."""
    assert study.projected is not None
    base, *others = study.pairs
    alone = [p for p in others if base.sponsor == p.sponsor or base.host == p.host]
    last = {id(p): {(s.lever, s.group): (s.low, s.high) for s in p.settings} for p in (base, *alone)}
    return [p.host if p.sponsor == base.sponsor else p.sponsor for p in alone if last[id(p)] == last[id(base)]]


def passages(case: CaseInputs, charters: Iterable[Charter]) -> dict[str, PassageCount]:
    """Return the vote of each charter that a host must still agree to, by id: none that was signed by the cut-off."""
    names = {a.id: a.name for a in case.theatre.actors}
    open_ = [c for c in charters if not _signed(c, case.spec.cut_off)]
    own = _own_texts(case)
    found = {c.id: passage_of(c, str(case.spec.cut_off), names=names, asked=own.get(c.id)) for c in open_}
    return {name: passage for name, passage in found.items() if passage is not None}


def _own_texts(case: CaseInputs) -> dict[str, Charter]:
    """Return the case's own charters by id: an edition of one of them with other clauses has not been asked about."""
    try:
        return case.read_charters(case.spec.charters)
    except (InputError, UsageError):  # the study was given charters of its own, and the case's cannot be read
        return {}


def _signed(charter: Charter, cut_off: Month) -> bool:
    """Return whether its instrument was signed, decreed or passed by the cut-off, by its own word and date."""
    instrument = charter.law.instrument if charter.law else None
    if not instrument or instrument.status not in ("agreement", "law", "decree") or not instrument.date:
        return False
    return str(instrument.date)[:7] <= str(cut_off)


def tried_before(study: CaseFutures) -> dict[str, Precedents]:
    """Return the past cases nearest to each charter but the status quo, by id."""
    base, *options = study.charters.values()
    return {c.id: similar_cases(c, base, str(study.case.spec.cut_off)) for c in options}


def quantiles(draws: np.ndarray[Any, Any], levels: tuple[float, ...]) -> np.ndarray[Any, Any]:
    """Return quantiles over the last axis, float64, level first."""
    return np.quantile(draws.astype(np.float64), levels, axis=-1)

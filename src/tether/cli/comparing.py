"""What ``tether compare`` does: run, judge, print the table and the sentences under it (or all of it as JSON)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from tether.cli.briefing import absolute
from tether.cli.progress import progress
from tether.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    from tether.brief.content import Comparison
    from tether.case.study import Study
    from tether.judgement.judgement import Judgement


def run_compare(
    name: str,
    charters: list[Path],
    theory: str | None,
    outcome: str | None,
    months: int | None,
    workers: int,
    jackknife: bool,
    as_json: bool,
    precision: str = "normal",
    scheduler: str = "",
    worlds: Path | None = None,
) -> None:
    """Run the case and print how its pairs of charters stand to one another."""
    from tether.case import open_case
    from tether.case.content import content_of
    from tether.futures.finished import UNFINISHED
    from tether.futures.project import clear_blocks
    from tether.judgement.compare import comparable, outcomes_of

    case = open_case(name).with_(horizon_months=months, worlds=absolute(worlds)).at_precision(precision)
    _allowed("--theory", theory, _theories())
    _allowed("--outcome", outcome, comparable())
    _ = case.beliefs  # read before anything runs
    with progress() as step:
        kept = Path("runs") / UNFINISHED if precision == "high" else None  # arrays too large for memory
        study = case.project(charters or None, workers=workers, step=step, scratch=kept, scheduler=scheduler)
    if study.projected is None:
        typer.echo(study.silent)
        return
    _allowed("--outcome", outcome, outcomes_of(study.projected))  # not every case's record counts civilians
    found, comparison = study.judged(jackknife), content_of(study).comparison
    assert found is not None and comparison is not None
    comparison = _leading(comparison, theory)
    wanted = outcome or study.outcome
    typer.echo((_data if as_json else _page)(study, found, comparison, wanted))
    for futures in (study.projected, study.twins):
        clear_blocks(futures)


def _theories() -> list[str]:
    from tether.order.theories import THEORIES

    return [t.id for t in THEORIES]


def _allowed(option: str, value: str | None, known: Sequence[str]) -> None:
    if value is not None and value not in known:
        raise UsageError(f"{option} {value}: {did_you_mean(value, known)}")


def _page(study: Study, found: Judgement, comparison: Comparison, outcome: str) -> str:
    from tether.brief.verdict import verdicts

    lines = [*_head(study, comparison, outcome), ""]
    for verdict in verdicts(comparison, outcome):
        lines += _rows(verdict, comparison)
    lines += ["", *(f"- {text}" for text, _ in sentences(study, found, comparison, outcome))]
    return "\n".join(lines)


def sentences(study: Study, found: Judgement, comparison: Comparison, outcome: str) -> list[tuple[str, str]]:
    """Return what the comparison comes to, each sentence with the id of its result."""
    from tether.brief.sentences import overview, verdict_sentence
    from tether.brief.verdict import verdicts
    from tether.brief.wording.beliefs import believed
    from tether.brief.wording.caution import caution_sentences
    from tether.brief.wording.judgement import boxes, carriers, hanging, information_sentences, regrets, robustness
    from tether.brief.wording.resources import losses, money_and_time
    from tether.brief.wording.signposts import signpost_sentences

    all_ = verdicts(comparison, outcome)
    base = f"{comparison.status_quo}+{comparison.status_quo}"
    apart = [v for v in all_ if v.distinguishable]
    made = [*believed(found, comparison), *hanging(found, comparison), overview(all_, comparison, 0)]
    rest = [v for v in all_ if v.against == base and not v.distinguishable]
    made += [verdict_sentence(v, comparison) for v in (*apart, *rest)]
    if outcome == found.outcome:
        made += [*carriers(found, comparison), *boxes(found, comparison)]
        made += [*information_sentences(found, comparison), *regrets(found, comparison)]
        made += [*signpost_sentences(found, comparison), *caution_sentences(found, comparison)]
        made += losses(found, comparison)
        made += money_and_time(found.resources, comparison) if found.resources else ()
        unseen = [o.id for o in comparison.outcomes if not o.observed]
        made += [overview(verdicts(comparison, o), comparison, 2, f"with --outcome {o}") for o in unseen]
    made += robustness(found, comparison)
    return [*((s.text, s.result) for s in made), *_ground(study, comparison)]


def _leading(comparison: Comparison, theory: str | None) -> Comparison:
    """Return the brief's comparison with the chosen theory first."""
    from dataclasses import replace

    return replace(comparison, theories=tuple(sorted(comparison.theories, key=lambda t: t.id != theory)))


def _head(study: Study, comparison: Comparison, outcome: str) -> list[str]:
    spec = study.case.spec
    chosen = comparison.outcome(outcome)
    counted = f"{chosen.title} ({comparison.unit(chosen)})"
    theories = ", ".join(t.title.lower() for t in comparison.theories)
    return [
        f"{spec.title or spec.id}: {counted}, knowing events and claims up to {spec.cut_off}",
        f"sponsor × host pairs against others, {spec.sizes.points} assumed worlds under each of "
        f"{len(comparison.theories)} theories ({theories}); seed {spec.seed}",
    ]


def _rows(verdict: Any, comparison: Comparison) -> list[str]:
    from tether.brief.sentences import pair_title, verdict_words, worlds_lower
    from tether.report.numbers import interval, signed

    a, b = (pair_title(p, comparison) for p in (verdict.pair, verdict.against))
    lines = [f"{a[:1].upper()}{a[1:]} against {b}: {verdict_words(verdict)}"]
    titles = {t.id: t.title for t in comparison.theories}
    for _, row in verdict.rows.iterrows():
        sizes = "" if row["kind"] == "sign" else f"{signed(row['value']):>8} {interval(row['lo'], row['hi']):24}"
        lines.append(f"    {titles[row['theory']]:16} {sizes} {worlds_lower(row)} of {row['worlds_total']}")
    return lines


def _ground(study: Study, comparison: Comparison) -> list[tuple[str, str]]:
    """Return what everything above rests on, and what it cannot see."""
    from tether.report.numbers import count, listed

    _, card = study.case.source
    used = {c.source.id for c in study.case.setting.claims_used}
    recalled = sum(not c.seen for c in study.case.setting.claims_used)
    claims = len(study.case.setting.claims_used)
    sizes = (
        f"Starting sizes and places: {count(claims)} claims from {count(len(used))} sources, {count(recalled)} of them "
        "recalled and to be checked."
    )
    unseen = (
        f"Not observed, and in no figure here: {listed(comparison.unobserved)}. Each option is taken to be carried out "
        "in full by its decider."
    )
    return [(f"Events: {card.citation}", "sources"), (sizes, "sources"), (unseen, "left-out")]


def _data(study: Study, found: Judgement, comparison: Comparison, outcome: str) -> str:
    from tether.brief.judged import judgement_tables
    from tether.futures.project import theories_of

    table = study.compare(outcome)
    told = {
        "case": study.case.spec.resolved(),
        "outcome": outcome,
        "theories": list(theories_of(study.projected)) if study.projected is not None else [],
        "comparison": _plain(table),
        "break_even": _plain(study.breaks),
        **{name: _plain(rows) for name, rows in judgement_tables(found).items()},
        "sentences": [
            {"text": text, "result": result} for text, result in sentences(study, found, comparison, outcome)
        ],
        "anchored": study.anchored,
    }
    return json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False)


def _plain(table: Any) -> Any:
    """Return a frame's rows with missing numbers as null."""
    return json.loads(table.to_json(orient="records", force_ascii=False))

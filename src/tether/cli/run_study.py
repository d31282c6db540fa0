"""What ``tether brief`` does: open, run, write, say where.

What ``tether compare`` does: run, judge, print the table and the sentences under it (or all of it as JSON).

Votes as text and as JSON: a case's charters, or past bills with the scores of every method.

A defence as text and as JSON, and a verification.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tether.brief.exports import Defence
from tether.brief.sections.agreed import (
    blocs_table,
    calibration_sentence,
    miss_sentence,
    passage_sentence,
    passage_table,
    score_sentence,
)
from tether.cli.progress import announced, file_target, folder_target, progress
from tether.cli.screen import say
from tether.errors import DiagnosticsError, UsageError, did_you_mean, numbered
from tether.precedents.bills import coded_bills
from tether.precedents.chamber import ballots
from tether.precedents.passage import calibrated_on, scored
from tether.report.numbers import measure

if TYPE_CHECKING:
    from tether.study import Case, Study
    from tether.study.verify_run import Verification


def run_brief(
    name: str,
    charters: list[Path],
    out: Path | None,
    runs: Path,
    seed: int | None,
    months: int | None,
    workers: int,
    as_json: bool,
    dry_run: bool,
    leave_one_out: bool = False,
    precision: str = "normal",
    scheduler: str = "",
    worlds: Path | None = None,
    events: str = "",
    lang: str = "en",
) -> None:
    """Run the case; print the run folder (or the manifest) to stdout.

    Raises:
        DiagnosticsError: the run is written, but the status quo is not the core's own projection byte for byte.
    """
    from tether.futures.checkpoints import UNFINISHED
    from tether.study.futures import check_size

    _targets(runs, lang, out)
    case = _opened(name, months, worlds, precision, events).with_(seed=seed)
    named = case.read_charters(charters) if charters else case.charters
    check_size(case, named, workers, runs / UNFINISHED)
    if dry_run:
        say(f"{case!r}\n  {numbered(len(named), 'charter')} read; nothing was projected")
        return
    with progress() as step:
        study = case.project(
            charters or None, workers=workers, step=step, scratch=runs / UNFINISHED, scheduler=scheduler
        )
        with announced(step, "judgement"):
            study.judged()
        with announced(step, "page"):
            command = _command(name, charters, seed, months, worlds, precision, events)
            folder = study.write_run(runs, command, leave_one_out)
    _hand_over(study, folder, out, lang, command)
    say((folder / "manifest.json").read_text("utf-8") if as_json else str(folder))
    if not study.anchored:
        raise DiagnosticsError(f"{folder}: the status quo differs from the core's own projection; do not use this run")


def _hand_over(study: Study, folder: Path, out: Path | None, lang: str, command: str) -> None:
    """Put the page where it was asked for: the run's own, or one in another language."""
    if out is not None and lang == "en":
        _copy(folder, out)
    elif out is not None:
        study.brief(out, lang, run_id=folder.name, command=command)


def _targets(runs: Path, lang: str, out: Path | None) -> None:
    """Refuse what can't be written, and a language that is none or has no file: the run folder's page is English."""
    from tether.report.editions.edition import Edition

    file_target(out)
    folder_target(runs)
    Edition.of(lang)
    if lang != "en" and out is None:
        raise UsageError(f"--lang {lang} writes the page to --out FILE.html; the run folder keeps the English one")


def _opened(name: str, months: int | None, worlds: Path | None, precision: str, events: str) -> Case:
    """Return the case with what the command line sets of it; every input is read before anything runs."""
    from tether.study import open_case

    case = open_case(name).with_(horizon_months=months, worlds=absolute(worlds)).at_precision(precision)
    case = case.with_events(events)
    _ = case.setting, case.beliefs, case.panel if case.spec.events else None
    return case


def absolute(path: Path | None) -> str | None:
    """Return a file of the command line by its whole path: a case looks for its own files in its own folder."""
    return str(path.resolve()) if path else None


def _command(
    name: str,
    charters: list[Path],
    seed: int | None,
    months: int | None,
    worlds: Path | None,
    precision: str,
    events: str = "",
) -> str:
    parts = ["tether", "brief", name]
    for charter in charters:
        parts += ["--charter", str(charter)]
    for flag, value in (("--seed", seed), ("--months", months), ("--worlds", worlds), ("--events", events or None)):
        parts += [flag, str(value)] if value is not None else []
    parts += ["--precision", precision] if precision != "normal" else []
    return shlex.join(parts)


def _copy(folder: Path, target: Path) -> None:
    """Copy the brief, its annex and their twins out of the run folder; the annex keeps its name, which is linked to."""
    from tether.report.writers import put_with_twin

    for page in sorted(folder.glob("*-annex.html")):
        put_with_twin(target.with_name(page.name), page.read_bytes(), page.with_suffix(".json").read_bytes())
    put_with_twin(target, (folder / "brief.html").read_bytes(), (folder / "brief.json").read_bytes())


def run_compare(
    name: str,
    charters: list[Path],
    theory: str | None,
    outcome: str | None,
    months: int | None,
    workers: int,
    leave_one_out: bool,
    as_json: bool,
    precision: str = "normal",
    scheduler: str = "",
    worlds: Path | None = None,
    events: str = "",
    why: str = "",
) -> None:
    """Run the case and print how its pairs of charters stand to one another."""
    from tether.decisions.differences import comparable
    from tether.futures.checkpoints import UNFINISHED
    from tether.study.turned import as_lines, ask_other, turned_by

    _allowed("--theory", theory, _theories())
    _allowed("--outcome", outcome, comparable())
    ask_other(why, name)
    case = _opened(name, months, worlds, precision, events)
    kept = Path("runs") / UNFINISHED if precision != "normal" else None  # arrays too large for memory
    if kept is not None:
        folder_target(kept.parent)
    with progress() as step:
        study = case.project(charters or None, workers=workers, step=step, scratch=kept, scheduler=scheduler)
        with announced(step, "judgement"):
            study.judged()
        turned = turned_by(study, why, step=step) if why and study.projected is not None else None
    if study.projected is None:
        say(study.silent)
        return
    if as_json:
        data = study.comparison_data(outcome, theory, leave_one_out) | ({"why": asdict(turned)} if turned else {})
        say(json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False))
    else:
        told = as_lines(turned, study.charters) if turned else []
        say("\n- ".join([study.comparison_text(outcome, theory, leave_one_out), *told]))
    study.clear()


def _theories() -> list[str]:
    from tether.armed_order.theories import THEORIES

    return [t.id for t in THEORIES]


def _allowed(option: str, value: str | None, known: Sequence[str]) -> None:
    if value is not None and value not in known:
        raise UsageError(f"{option} {value}: {did_you_mean(value, known)}")


def of_case(name: str, charters: Iterable[Path], as_json: bool) -> str:
    """Return what becomes of each charter's vote, as known by the case's cut-off."""
    from tether.study import open_case
    from tether.study.brief_content import passages

    case = open_case(name)
    named = list(charters)
    read = case.read_charters(named) if named else case.charters
    found = passages(case, read.values())
    if as_json:
        tables = {"passage": passage_table(found), "blocs": blocs_table(found)}
        return json.dumps({n: json.loads(t.to_json(orient="records")) for n, t in tables.items()}, indent=1)
    titles = {n: str(charter.at("meta.title") or n) for n, charter in read.items()}
    lines = [passage_sentence(n, titles[n], p).text for n, p in found.items()]
    if not lines:
        return f"{name}: none of these charters is put to a host's vote"
    return "\n".join([*lines, "", calibration_sentence(calibrated_on(str(case.spec.cut_off))).text])


def of_bills(as_json: bool) -> str:
    """Return the past bills, each left out in turn and then each from earlier ones alone, and every method's score."""
    alone, ahead = scored(), scored(ahead=True)
    if as_json:
        parts = {"left_out": alone, "from_earlier_bills": ahead}
        tables = {f"{n}_{k}": getattr(s, k) for n, s in parts.items() for k in ("bills", "scores")}
        return json.dumps({n: json.loads(t.to_json(orient="records")) for n, t in tables.items()}, indent=1)
    lines = [
        "bill                            decided     ended       count  bent   no quorum  voted down  stopped  tied"
    ]
    for bill, row in zip(coded_bills(), alone.bills.itertuples(), strict=True):
        n = ballots(bill.vote)
        fates = f"{n.no_quorum:>9}  {n.voted_down:>10}  {n.stopped:>7}  {n.fell_with_another:>4}"
        lines.append(f"{bill.id:<31} {bill.decided}  {bill.ended:<10}  {row.count:.3f}  {row.calibrated:.3f}  {fates}")
    for title, told in (("each left out in turn", alone), ("each from bills decided before it was coded", ahead)):
        lines += [
            "",
            f"{title}: {numbered(len(told.bills), 'bill')}",
            "method       Brier   log     gain on a coin     three ends",
        ]
        lines += [
            f"{r.method:<11}  {r.brier:.3f}   {r.log_score:.3f}   {r.gain_on_coin:+.3f} ± {r.coin_error:.3f}"
            f"     {r.brier_of_ends:.3f}"
            for r in told.scores.itertuples()
        ]
        lines.append(f"weight of the base rate: {measure(told.weights[0])} to {measure(told.weights[1])}")
    return "\n".join([*lines, "", score_sentence(alone).text, miss_sentence(alone).text])


def defence_as_text(found: Iterable[Defence]) -> str:
    """Return one paragraph a headline sentence."""
    return "\n\n".join(_one(d) for d in found)


def defence_as_json(found: Iterable[Defence]) -> str:
    """Return the same as JSON."""
    return json.dumps([asdict(d) for d in found], indent=1, ensure_ascii=False)


def _one(defence: Defence) -> str:
    lines = [defence.sentence, f"  result      {defence.result} ({defence.rows} rows in the page's tables)"]
    lines += [f"  assumption  {a}" for a in defence.assumptions]
    return "\n".join([*lines, f"  objection   {defence.objection}", f"  answer      {defence.answer}"])


def verification_as_text(found: Verification) -> str:
    """Return a verification as lines: every fault, what was not checked, the files, what came out again."""
    lines = [*found.faults, *found.notes, f"files: {found.files}"]
    if found.same or found.different:
        same, other = len(found.same), len(found.different)
        lines.append(f"made again: {same} outputs and files reproduced byte for byte, {other} differ")
    return "\n".join(lines)


def verification_as_json(found: Verification) -> str:
    """Return a verification as JSON, with ``ok``."""
    return json.dumps({"ok": found.ok, "reproduced": found.reproduced, **asdict(found)}, indent=1, ensure_ascii=False)

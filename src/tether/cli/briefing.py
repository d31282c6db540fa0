"""What ``tether brief`` does: open, run, write, say where."""

from __future__ import annotations

import shlex
from pathlib import Path

import typer

from tether.cli.progress import progress
from tether.cli.targets import file_target, folder_target
from tether.errors import DiagnosticsError


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
    jackknife: bool = False,
    precision: str = "normal",
    scheduler: str = "",
    worlds: Path | None = None,
) -> None:
    """Run the case; print the run folder (or the manifest) to stdout.

    Raises:
        DiagnosticsError: the run is written, but the status quo is not the core's own projection byte for byte.
    """
    from tether.case import open_case
    from tether.futures.finished import UNFINISHED

    file_target(out)
    folder_target(runs)
    case = open_case(name).with_(seed=seed, horizon_months=months, worlds=absolute(worlds)).at_precision(precision)
    named = case.read_charters(charters) if charters else case.charters
    _ = case.panel, case.setting, case.beliefs  # every input is read before anything runs
    if dry_run:
        typer.echo(f"{case!r}\n  {len(named)} charters read; nothing was projected")
        return
    with progress() as step:
        study = case.project(
            charters or None, workers=workers, step=step, scratch=runs / UNFINISHED, scheduler=scheduler
        )
    folder = study.write(runs, _command(name, charters, seed, months, worlds, precision), jackknife)
    if out is not None:
        _copy(folder, out)
    typer.echo((folder / "manifest.json").read_text("utf-8") if as_json else str(folder))
    if not study.anchored:
        raise DiagnosticsError(f"{folder}: the status quo differs from the core's own projection; do not use this run")


def absolute(path: Path | None) -> str | None:
    """Return a file of the command line by its whole path: a case looks for its own files in its own folder."""
    return str(path.resolve()) if path else None


def _command(
    name: str, charters: list[Path], seed: int | None, months: int | None, worlds: Path | None, precision: str
) -> str:
    parts = ["tether", "brief", name]
    for charter in charters:
        parts += ["--charter", str(charter)]
    for flag, value in (("--seed", seed), ("--months", months), ("--worlds", worlds)):
        parts += [flag, str(value)] if value is not None else []
    parts += ["--precision", precision] if precision != "normal" else []
    return shlex.join(parts)


def _copy(folder: Path, target: Path) -> None:
    """Copy the brief and its twin out of the run folder."""
    from tether.report.writers import put_with_twin

    target.parent.mkdir(parents=True, exist_ok=True)
    put_with_twin(target, (folder / "brief.html").read_bytes(), (folder / "brief.json").read_bytes())

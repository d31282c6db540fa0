"""A run verified: its files against its list, then the run made again from its manifest and every file compared.

    verification = verify_run(Path("runs/2026-11-22T0931Z-iraq-2015-7f3a"))
    verification.reproduced                 # every file is as listed, and came out byte for byte when made again

The files come first, which takes seconds: what is extra, missing or changed is named, and the tables that the page
carries within itself must be those of its JSON twin and of ``tables/``. Then the inputs are compared with those of the
run, the run is computed again, and every file is written again and held against the one in the folder: draws, tables,
drawings, the page with its sentences, its JSON twin, the case and the charters. So whoever changes a number or a
sentence and writes a new list and seal is found as well. ``STATED`` is what a run says that nobody can compute again.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tether.charter import Charter
from tether.documents.cache import without_cache
from tether.documents.file_list import MANIFEST, OLDER, SEAL, FileCheck, check_files, checksum, read_manifest
from tether.errors import InputError, Problem, Problems, numbered
from tether.randomness.sizes import Sizes
from tether.report.embedded import embedded_tables, same_cell, table_faults
from tether.report.json_twin import read_twin
from tether.study.case import CaseInputs, CaseSizes, open_inputs
from tether.study.data_package import OLDER_RUN, PACKAGE
from tether.study.futures import project_case
from tether.study.judgement import judgement_of, with_beliefs, with_leave_one_out
from tether.study.plans import charter_bytes, roster_path
from tether.study.run_folder import EXPERIMENTS, OUTCOMES, WORLDS, RunStamp, fill, output_hashes, sha
from tether.study.run_inputs import changed_inputs, run_inputs

STATED = ("made", "command", "versions", "installed", "machine", "seconds", "files")
EXPECTED = "a run folder that tether brief wrote"
NUMBERS = ("draws.nc", "tables/", "charters/", WORLDS)  # what is compared in an older run
LATER = (EXPERIMENTS, OUTCOMES, PACKAGE)  # files that runs of an older version do not have
OF_TABLES = {"comparison": "comparison", "break-even": "break_even"}  # a table of the page: the one in tables/


@dataclass(frozen=True)
class Verification:
    """What came out the same, what did not, and how the files stand to their list.

    ``same`` and ``different`` name outputs (``draws/deaths``) and files (``brief.html``); both are empty where nothing
    was made again. ``faults`` says of each difference what was found, one line each; ``notes`` what was not checked.
    """

    files: FileCheck
    same: tuple[str, ...] = ()
    different: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        named = ", ".join(self.different[:3]) + (" …" if len(self.different) > 3 else "")
        return (
            f"Verification: {self.files}\n"
            f"  {numbered(len(self.same), 'output')} and files came out byte for byte, {len(self.different)} differ"
            f"{f' ({named})' if named else ''}"
        )

    @property
    def ok(self) -> bool:
        """Return whether nothing that was checked is amiss; a folder without a list of its files is."""
        return self.files.ok and not self.faults

    @property
    def reproduced(self) -> bool:
        """Return whether the run was made again and came out byte for byte, from files that are as listed."""
        return self.ok and bool(self.same)


@dataclass(frozen=True)
class RunAgain:
    """A run made again from its manifest: a folder of the same files, and the checksums of its numbers."""

    folder: Path
    outputs: Mapping[str, str] = field(default_factory=dict)


def verify_run(folder: Path, workers: int = 1, *, files_only: bool = False) -> Verification:
    """Verify a run folder; with ``files_only`` its files alone, which takes seconds.

    Raises:
        InputError: no readable manifest, or inputs that are no longer those of the run, all told at once.
    """
    told, files = run_manifest(folder), check_files(folder)
    faults = (*files.faults, *_page_tables(folder))
    if files_only or faults:
        notes = (
            () if files_only else ("nothing was computed again: mend the files, or take the run as it was handed over",)
        )
        return Verification(files, faults=faults, notes=notes)
    with TemporaryDirectory(prefix="tether-") as scratch, without_cache():
        return compare_run(folder, run_again(folder, told, Path(scratch), workers))


def run_again(folder: Path, told: RunManifest, into: Path, workers: int = 1) -> RunAgain:
    """Compute a run again from its manifest and write every file of it into an empty folder.

    Raises:
        InputError: the manifest lacks what is needed, or an input is no longer the one that it names.
    """
    case, options = _case(folder, told)
    charters = case.read_charters(options) if options else case.charters
    _refuse_other_inputs(case, charters, folder, told)
    study = project_case(case, charters, workers)
    judgement = None
    if study.projected is not None:
        judgement = with_beliefs(judgement_of(study), study)
        judgement = with_leave_one_out(judgement, study) if told.leave_one_out else judgement
    outputs, stamp = output_hashes(study), RunStamp(told.made, told.command)
    fill(into, study, judgement, stamp, outputs)
    study.clear()
    return RunAgain(into, outputs)


def compare_run(folder: Path, again: RunAgain) -> Verification:
    """Compare every number and every file of a run with those of the run made again."""
    told, files, other = run_manifest(folder), check_files(folder), read_manifest(again.folder)
    was, older = told.outputs, files.listed is None
    faults = {f"{MANIFEST}: {name}": said for name, said in _stated(read_manifest(folder), other)}
    names = sorted({*again.outputs, *was})
    faults |= {n: "other numbers than the run made again" for n in names if again.outputs.get(n) != was.get(n)}
    made = sorted(n for n in _files(again.folder) if not older or n.startswith(NUMBERS))
    faults |= {
        n: _difference(folder / n, again.folder / n, told) for n in made if not _same_file(folder / n, again.folder / n)
    }
    faults |= {} if older else dict.fromkeys(sorted(_files(folder) - set(made)), "not a file of this run")
    notes: tuple[str, ...] = (f"{OLDER}; its page and drawings are not compared: make the run again",) if older else ()
    if faults:
        notes += tuple(_versions(read_manifest(folder), other))
    same = tuple(n for n in (*names, *made) if n not in faults)
    return Verification(files, same, tuple(faults), tuple(f"{n}: {said}" for n, said in faults.items()), notes)


class RunCase(BaseModel):
    """What of a resolved case a run is made again from, in the bounds of a case's file."""

    model_config = ConfigDict(extra="allow")

    seed: Annotated[int, Field(ge=0, le=2**31 - 1)]
    horizon_months: Annotated[int, Field(ge=1, le=120)]
    sizes: CaseSizes
    worlds: str = ""
    events: dict[str, Any] = {}


class RunManifest(BaseModel):
    """What of a manifest a run is made again from; ``files`` is None in the manifest of an older edition."""

    model_config = ConfigDict(extra="allow")

    folder: Annotated[str, Field(min_length=1)]
    made: datetime
    command: str
    case: RunCase
    inputs: dict[str, Any]
    outputs: dict[str, str]
    charters: list[Annotated[str, Field(pattern=r"^[^/\\]+$")]]
    leave_one_out: bool = False
    files: dict[str, Any] | None = None


def run_manifest(folder: Path) -> RunManifest:
    """Return what a run's manifest says, checked.

    Raises:
        InputError: no manifest, or one that isn't a run's, with every fault.
    """
    try:
        return RunManifest.model_validate(read_manifest(folder, EXPECTED))
    except ValidationError as error:
        where, faults = str(folder / MANIFEST), [(".".join(map(str, e["loc"])), e["msg"]) for e in error.errors()]
        raise InputError(
            Problem(f"no readable manifest ({said})", where, path=path, expected=EXPECTED) for path, said in faults
        ) from None


def _case(folder: Path, told: RunManifest) -> tuple[CaseInputs, list[str]]:
    """Return the case as it was run, and its options by the files that the run carries (by name in older runs)."""
    resolved, sizes, worlds = told.case, told.case.sizes, folder / WORLDS
    if resolved.worlds and not worlds.is_file():
        raise InputError(Problem("no file of beliefs", str(worlds), path="inputs.worlds", expected=WORLDS))
    spec = replace(
        open_inputs(told.folder).spec,
        seed=resolved.seed,
        horizon_months=resolved.horizon_months,
        sizes=Sizes(sizes.points, sizes.particles, sizes.block),
        filter=sizes.filter,
        worlds=str(worlds.resolve()) if resolved.worlds else "",
        events=resolved.events,
    )
    carried = {name: (folder / "charters" / f"{name}.yaml").resolve() for name in told.charters}
    return CaseInputs(spec), [str(path) if path.exists() else name for name, path in carried.items()]


def _refuse_other_inputs(case: CaseInputs, charters: Mapping[str, Charter], folder: Path, told: RunManifest) -> None:
    """Refuse inputs that are not those of the run, all told at once; what an older manifest doesn't name can't be."""
    problems = Problems(str(folder / MANIFEST))
    if told.files is None:
        problems.extend(_older_inputs(case, charters, told.inputs, problems.where))
    else:
        problems.extend(changed_inputs(told.inputs, run_inputs(case, charters.values()), problems.where))
    problems.raise_if_any()


def _older_inputs(
    case: CaseInputs, charters: Mapping[str, Charter], wanted: Mapping[str, Any], where: str
) -> Iterator[Problem]:
    """Give the changed inputs of an older run, whose manifest names a few of them by checksum alone."""
    found = {"events": case.source[1].sha256, **{c.id: sha(charter_bytes(c)) for c in charters.values()}}
    files = {"roster": roster_path(case), "worlds": Path(case.spec.worlds) if case.spec.worlds else None}
    found |= {name: checksum(path) for name, path in files.items() if path is not None and path.is_file()}
    for name, now in found.items():
        if now != wanted.get(name, now):
            expected = f"checksum {str(wanted[name])[:12]}…"
            yield Problem(f"{name} with checksum {now[:12]}…", where, path=f"inputs.{name}", expected=expected)


def _page_tables(folder: Path) -> list[str]:
    """Return in words each table that the page carries within itself and that isn't its twin's, or that of tables/."""
    pages = [folder / "brief.html", *sorted(folder.glob("*-annex.html"))]
    return [fault for page in pages for fault in _tables_of(page, folder)]


def _tables_of(page: Path, folder: Path) -> list[str]:
    twin = page.with_suffix(".json")
    if not page.is_file() or not twin.is_file():
        return []
    try:
        text, told = page.read_text("utf-8"), read_twin(twin)
        faults = [f"{page.name}: {said}" for said in table_faults(text, told)]
        carried = embedded_tables(text) if not faults else []
    except (InputError, ValueError, KeyError, TypeError, AttributeError) as error:
        return [f"{page.name} or {twin.name}: unreadable ({error})"]
    for name, file in OF_TABLES.items():
        path = folder / "tables" / f"{file}.csv"
        mine = next((t for t in carried if t.name.endswith(f"-{name}")), None)
        if mine is not None and path.is_file():
            faults += _against_file(mine, path, page.name)
    return faults


def _against_file(table: Any, path: Path, page: str) -> Iterator[str]:
    """Give a line where an embedded table differs from the file of the same rows, in the columns that both have."""
    try:
        columns, *rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    except (ValueError, csv.Error) as error:
        yield f"tables/{path.name}: unreadable ({error})"
        return
    shared = [c for c in columns if c in table.columns and c != "label"]  # the page's labels say more
    mine = [[row[table.columns.index(c)] for c in shared] for row in table.rows]
    theirs = [[row[columns.index(c)] for c in shared] for row in rows if len(row) == len(columns)]
    if len(mine) != len(theirs) or not all(
        same_cell(a, b) for one, other in zip(mine, theirs, strict=True) for a, b in zip(one, other, strict=True)
    ):
        yield f"{page}: embedded table {table.name} is not tables/{path.name}"


def _stated(told: Mapping[str, Any], again: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give what a manifest says otherwise than the run made again, where it says it at all."""
    plain = json.loads(json.dumps(again))
    for key in sorted({*told, *plain} - {*STATED, "outputs", "inputs"}):
        if key in told and key not in plain:
            yield key, "no such key in the manifest of a run"
        elif key in told and told[key] != plain[key]:
            yield key, f"{json.dumps(told[key])[:60]}; expected {json.dumps(plain[key])[:60]}"
        elif key not in told and "files" in told:
            yield key, "missing"


def _versions(told: Mapping[str, Any], again: Mapping[str, Any]) -> Iterator[str]:
    """Say with what the run was made, where that is not what it was made again with: its bytes may hang on it."""
    for key in ("versions", "machine"):
        was, now = told.get(key) or {}, again[key]
        changed = [f"{k} {was.get(k)} (now {v})" for k, v in now.items() if was.get(k) != v and k != "cores"]
        if changed:
            yield f"the run was made with {', '.join(changed)}: another edition may word and compute otherwise"


def _files(folder: Path) -> set[str]:
    found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_symlink() or not p.is_dir()}
    return found - {MANIFEST, SEAL}


def _same_file(one: Path, other: Path) -> bool:
    return one.is_file() and not one.is_symlink() and one.read_bytes() == other.read_bytes()


def _difference(path: Path, again: Path, told: RunManifest) -> str:
    """Return in words where a file first differs from the one made again."""
    if not path.is_file():
        older = path.name in LATER and path.name not in (told.files or {})
        return f"missing: {OLDER_RUN}" if older else "missing"
    try:
        mine, wanted = path.read_text("utf-8").splitlines(), again.read_text("utf-8").splitlines()
    except ValueError:
        return "other bytes than when made again"
    pairs = enumerate(zip([*mine, ""], [*wanted, ""], strict=False), 1)
    line, (found, expected) = next(((n, p) for n, p in pairs if p[0] != p[1]), (len(mine), ("", "")))
    at = next((i for i, (a, b) in enumerate(zip(found, expected, strict=False)) if a != b), 0)
    start = max(0, at - 20)
    return f"line {line}: {found[start : start + 70]!r}; made again: {expected[start : start + 70]!r}"

"""Every verb that writes: the call with the smallest inputs, what stood there before, and what may stand there after.

``WRITES`` and ``WRITES_NOTHING`` name each verb of the command line once; a new verb fails ``test_faults.py`` until it
has its place. What takes long in a verb and writes nothing (a projection, a plan) is done once and kept.
"""

from __future__ import annotations

import contextlib
import io
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

from faults import failing

import tether
from tether.cli import main
from tether.documents import files
from tether.documents.file_list import check_files, seal

TESTS = Path(__file__).parents[1]
PACKAGE = Path(tether.__file__).parent
GUARD = str(PACKAGE / "charter" / "library" / "charters" / "example-guard-law.yaml")
EVENTS = TESTS / "data" / "ged_made_up.csv"
LAW = """charter: "0.3"
meta: {id: law, country: Iraq, starts: 2015-07}
groups: [{id: hill, name: h}]
forces: [{id: guard, kind: guard, status: new}]
induction:
  - {id: a, from: hill, into: guard, mode: individual, intake: 150, max_group_share: 0.5, deploy: home}
"""
SERIES = "unit,month,value,events\n" + "".join(
    f"u{u},{2000 + m // 12}-{m % 12 + 1:02d},{3 + (m * 7 + u) % 11},{(m + u) % 3}\n"
    for u in range(2)
    for m in range(72)
)
OLD_CHARTER = 'charter: "0.2"  # of an older schema\nmeta: {id: old, title: A guard}\n'
WRITES_NOTHING = {
    "compare": "writes only what an interrupted run goes on from (futures/checkpoints.py), in runs/.unfinished",
    **dict.fromkeys(("defence", "facts", "passage", "schema", "verify-amendment", "verify-plan"), "prints"),
    **dict.fromkeys(("law anchors", "law coverage"), "prints"),
    **dict.fromkeys(("data check", "data cite", "data list"), "prints"),
    "lsp": "answers its client, who writes",
    "serve": "keeps a workspace until it is stopped; what a full disk and a kill leave: tests/workbench/serve",
    "verify": "makes the run again in a folder of the system's own for what is temporary",
}


@dataclass(frozen=True)
class Writer:
    """One verb. ``target`` is what it writes in its folder; ``before`` puts something there; ``faults``: how many."""

    line: str
    target: str
    faults: int
    before: Callable[[Path], None] = lambda target: None
    whole: Callable[[Path], bool] = lambda target: target.exists()
    inputs: Callable[[Path], None] = lambda folder: None
    instead: Callable[[], contextlib.AbstractContextManager[Any]] = contextlib.nullcontext
    atomic: bool = True  # whether it writes the same bytes each time, in one step

    def call(self, folder: Path) -> tuple[int, str, str]:
        """Call the verb; return its code, what it printed and what it said."""
        out, err = io.StringIO(), io.StringIO()
        with self.instead(), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([part.replace("TMP", str(folder)) for part in self.line.split()])
        return code, out.getvalue(), err.getvalue()

    def prepare(self, folder: Path) -> Path:
        """Put the inputs and what stood there before into the folder; return the target."""
        folder.mkdir(parents=True)
        self.inputs(folder)
        self.before(folder / self.target)
        return folder / self.target


def state(path: Path) -> dict[str, bytes]:
    """Return what stands at a path: every file below it; empty where nothing stands."""
    found = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
    return {p.relative_to(path.parent).as_posix(): p.read_bytes() for p in found}


def next_start(folder: Path) -> list[str]:
    """Do what the next process does first where it writes; return what is left of drafts and locks."""
    files._SWEPT.clear()
    for place in (folder, *(p for p in folder.rglob("*") if p.is_dir())):
        files.sweep(place)
    return [p.name for p in folder.rglob(".*.tether-*")]


def _old_file(target: Path) -> None:
    target.write_text("old")


def _old_folder(kind: str) -> Callable[[Path], None]:
    def put(target: Path) -> None:
        with files.replacing_folder(target, kind) as draft:
            (draft / "old").write_text("old")

    return put


def _archive(target: Path) -> bool:
    with zipfile.ZipFile(target) as archive:
        return archive.testzip() is None


def _law(folder: Path) -> None:
    (folder / "law.yaml").write_text(LAW, "utf-8")
    ranks = (("senior-officer", 1), ("officer", 1), ("nco", 4), ("soldier", 18))
    rows = [f"hill/f{f},f{f}-{u},{rank},{n},anbar,sunni-arab" for f in range(4) for u in range(3) for rank, n in ranks]
    (folder / "roster.csv").write_text("\n".join(["militia,subunit,rank,heads,home,community", *rows]) + "\n", "utf-8")


def _published(folder: Path) -> None:
    (folder / "planned" / "published").mkdir(parents=True)
    (folder / "planned" / "published" / "after.csv").write_text("militia,posts\nhill,12\n", "utf-8")


def _paid(folder: Path) -> None:
    text = 'charter: "0.3"\nmeta: {id: paid}\nforces: [{id: g, status: new}]\npay: [{force: g, via: commander}]\n'
    (folder / "paid.yaml").write_text(text, "utf-8")


def _events(folder: Path) -> None:
    shutil.copyfile(EVENTS, folder / "GEDEvent_v25_1.csv")


def _set_before(target: Path) -> None:
    """Keep a set of the same name, of two events."""
    from tether.evidence.ged import read_events
    from tether.evidence.store import add_events

    lines = EVENTS.read_text("utf-8").splitlines(keepends=True)
    (target.parent / "GEDEvent_v25_1.csv").write_text("".join(lines[:6]), "utf-8")
    add_events(read_events(str(target.parent / "GEDEvent_v25_1.csv"), "Iraq"), target, "kept")
    _events(target.parent)


def set_is_whole(target: Path) -> bool:
    """Return whether the set can be read, its table and its json of one another."""
    from tether.evidence.store import stored_events

    return len(stored_events("kept", target)) > 0


@cache
def _planned() -> Any:
    import tempfile

    from tether.study.plan_request import plan_requests
    from tether.study.plans import make_plan

    with tempfile.TemporaryDirectory() as folder:
        _law(Path(folder))
        request = plan_requests(f"{folder}/law.yaml", Path(folder) / "roster.csv")[0]
        return make_plan(request)


@contextlib.contextmanager
def _plan_kept() -> Iterator[None]:
    """Plan once; the secret by which cells are withheld is one, or no two writings would be the same."""
    planned = _planned()
    with (
        mock.patch("tether.study.plans.make_plan", lambda request, **options: planned),
        mock.patch("tether.induction.editions.new_secret", lambda: "0" * 64),
    ):
        yield


@contextlib.contextmanager
def _run_kept() -> Iterator[None]:
    """Project nothing: the run folder's own writing is what is tried, with a few files in the place of its pages."""
    from tether.study import Case, Study, run_folder

    class Kept(Study):
        anchored = True

    def project(case: Case, *_: Any, **__: Any) -> Any:
        return Kept(case, {}, record=None, worlds=None, projected=None, table=None, breaks=None)  # type: ignore[arg-type]

    def fill(folder: Path, *_: Any) -> None:
        (folder / "tables").mkdir()
        for name in ("brief.html", "brief.json", "tables/comparison.csv"):
            (folder / name).write_text("new", "utf-8")
        seal(folder, {"run": "x"})

    with (
        mock.patch.object(Case, "project", project),
        mock.patch.object(Study, "judged", lambda *_: None),
        mock.patch.object(run_folder, "output_hashes", lambda study: {}),
        mock.patch.object(run_folder, "fill", fill),
    ):
        yield


def _a_run(target: Path) -> None:
    (target / "2015-01-01T0000Z-libya-2015-0000").mkdir(parents=True)
    (target / "2015-01-01T0000Z-libya-2015-0000" / "manifest.json").write_text("old")


def _runs_are_whole(target: Path) -> bool:
    new = [p for p in target.iterdir() if p.is_dir() and not p.name.startswith((".", "2015-01-01"))]
    return all(check_files(run).ok for run in new)


@contextlib.contextmanager
def _page_of_events() -> Iterator[None]:
    import csv

    with EVENTS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["country"] == "Iraq"]
    page = {"TotalCount": len(rows), "TotalPages": 1, "NextPageUrl": "", "Result": rows}
    with (
        mock.patch("tether.evidence.fetch._ask", lambda door, url: page),
        mock.patch.dict("os.environ", {"UCDP_API_TOKEN": "x"}),
    ):
        yield


def _one_forecast() -> contextlib.AbstractContextManager[Any]:
    """Forecast one death every month: what a hindcast writes is tried, not what it works out."""
    import numpy as np
    import pandas as pd

    from tether.forecast import hindcast
    from tether.forecast.core_forecaster import Diagnosis, Forecasts
    from tether.forecast.scores import score_cells

    def forecast(history: Any, truth: Any, task: Any, origin: str, rows: list[int], noise: Any) -> Any:
        draws = np.ones((len(rows), len(task.leads), task.draws), np.float32)
        names = ("core", "core-model", *hindcast.AGAINST, hindcast.POOLED)
        scored = [score_cells(draws, truth, origin, task.leads, noise).assign(forecaster=n) for n in names]
        held = [Diagnosis(unit, 1.0, origin, {}, "not filtered") for unit in truth.units]
        return Forecasts(draws, draws, held, {}, []), pd.concat(scored, ignore_index=True)

    return mock.patch.object(hindcast, "_forecast", forecast)


@cache
def _finished_brief() -> bytes:
    import sys
    import tempfile

    sys.path.append(str(TESTS / "brief"))
    from brief_content import build, notes, reports

    from tether.brief import write

    with tempfile.TemporaryDirectory() as folder:
        write(build(screening=notes(), findings=reports()), Path(folder) / "brief.html")
        return (Path(folder) / "brief.json").read_bytes()


@cache
def _word_law() -> bytes:
    import sys

    sys.path.append(str(TESTS / "law"))
    from word_files import word

    return word("Law", "Article 1", "A rule.")


WRITES = {
    "check": Writer(f"check {GUARD} --out TMP/report.html", "report.html", 5, _old_file),
    "code": Writer("code --form TMP/form.xlsx", "form.xlsx", 3, _old_file, _archive, atomic=False),
    "migrate": Writer(
        "migrate TMP/old.yaml --out TMP/new.yaml",
        "new.yaml",
        5,
        _old_file,
        inputs=lambda folder: (folder / "old.yaml").write_text(OLD_CHARTER, "utf-8") and None,
    ),
    "diff": Writer(f"diff {GUARD} {GUARD} --out TMP/diff.html", "diff.html", 5, _old_file),
    "questions": Writer(f"questions {GUARD} --out TMP/letter.md", "letter.md", 5, _old_file),
    "amend": Writer(
        "amend TMP/paid.yaml --on 2026-11-30 --out TMP/amended.yaml", "amended.yaml", 2, _old_file, inputs=_paid
    ),
    "explain": Writer("explain --out TMP/rules", "rules", 4, _old_folder("folder of rule pages")),
    "dossier": Writer("dossier libya-2015 misrata-brigades --out TMP/profile.html", "profile.html", 3, _old_file),
    "gate": Writer("gate libya-2015 --for us --for host --out TMP/note.twin.json", "note-us.twin.json", 4, _old_file),
    "law check": Writer(
        "law check TMP/law.docx --out TMP/commented.docx",
        "commented.docx",
        4,
        _old_file,
        inputs=lambda folder: (folder / "law.docx").write_bytes(_word_law()) and None,
    ),
    "law code": Writer(
        "law code TMP/law.txt --out TMP/rows.yaml",
        "rows.yaml",
        3,
        _old_file,
        inputs=lambda folder: (folder / "law.txt").write_text("Law\nArticle 1\nA rule.\n", "utf-8") and None,
    ),
    "law import": Writer(
        "law import TMP/law.txt --out TMP/imported",
        "imported",
        5,
        _old_folder("imported law"),
        inputs=lambda folder: (folder / "law.txt").write_text("Law\nArticle 1\nA rule.\n", "utf-8") and None,
    ),
    "law-status": Writer("law-status libya --on 2026-11-30 --out TMP/law.html", "law.html", 2, _old_file),
    "data add": Writer(
        "data add TMP/GEDEvent_v25_1.csv --country Iraq --name kept --folder TMP/store",
        "store",
        8,
        _set_before,
        set_is_whole,
        atomic=False,
    ),
    "data fetch": Writer(
        "data fetch Iraq --release 25.1 --out TMP/ged251-iraq.csv",
        "ged251-iraq.csv",
        3,
        _old_file,
        instead=_page_of_events,
    ),
    "new": Writer("new mine --events TMP/GEDEvent_v25_1.csv --country Iraq --out TMP", "mine", 6, inputs=_events),
    "plan": Writer(
        "plan TMP/law.yaml -r TMP/roster.csv --out TMP/plan",
        "plan",
        5,
        _old_folder("folder of a plan"),
        inputs=_law,
        instead=_plan_kept,
    ),
    "roster": Writer("roster libya-2015 --size 40 --out TMP/roster.csv", "roster.csv", 2, _old_file),
    "hindcast": Writer(
        "hindcast --series TMP/s.csv --origins 2004-10 --leads 1-2 --draws 20 --unit country --out TMP/out",
        "out",
        2,
        inputs=lambda folder: (folder / "s.csv").write_text(SERIES, "utf-8") and None,
        instead=_one_forecast,
        atomic=False,
    ),
    "after-designs": Writer("after-designs --trials 0 --out TMP/after.csv", "after.csv", 2, _old_file),
    "brief": Writer(
        "brief libya-2015 --runs TMP/runs --out TMP/brief.html",
        "runs",
        8,
        _a_run,
        _runs_are_whole,
        instead=_run_kept,
        atomic=False,
    ),
    "export": Writer(
        "export TMP/planned --to xlsx --out TMP/plan.xlsx",
        "plan.xlsx",
        2,
        _old_file,
        _archive,
        atomic=False,
        inputs=_published,
    ),
    "memo": Writer(
        "memo TMP/brief.json --out TMP/memo.docx",
        "memo.docx",
        2,
        _old_file,
        _archive,
        atomic=False,
        inputs=lambda folder: (folder / "brief.json").write_bytes(_finished_brief()) and None,
    ),
}


@dataclass(frozen=True)
class Expected:
    """What a verb does where nothing fails: what stood before and after, its code, how many operations it takes."""

    before: dict[str, bytes]
    after: dict[str, bytes]
    code: int
    operations: int

    @classmethod
    def of(cls, name: str, folder: Path) -> Expected:
        """Call a verb once."""
        target = WRITES[name].prepare(folder)
        before = state(target)
        with failing(folder) as told:
            code, _, err = WRITES[name].call(folder)
        assert code == (1 if name == "gate" else 0) and WRITES[name].whole(target) and not next_start(folder), err
        return cls(before, state(target), code, len(told.operations))


def tried(name: str, folder: Path, expected: Expected, at: int, fault: str) -> str:
    """Call a verb while its operation ``at`` fails, then once more; return what was wrong, or nothing."""
    writer, target = WRITES[name], WRITES[name].prepare(folder)
    with failing(folder, at, fault) as told:
        code, _, err = writer.call(folder)
    where = f"{name}: {fault} at {at}: {told.operations[at - 1] if len(told.operations) >= at else 'never'}: {err}"
    if code not in ((130,) if fault == "Ctrl-C" else (1,)) and code != expected.code:
        return f"code {code}: {where}"
    named = [line for line in err.splitlines() if line.startswith(str(folder))]
    failed = code not in (expected.code, 130)
    if (failed and (len(named) != 1 or not err.endswith(f"{named[0]}\n"))) or "Errno" in err:
        return f"not one line that names the file: {where}"
    if next_start(folder):
        return f"a draft or lock stays: {where}"
    left = state(target)
    if writer.atomic and left not in (expected.before, expected.after):
        return f"neither the old nor the new: {where}"
    if left and left != expected.before and not writer.whole(target):
        return f"half of something: {where}"
    again, _, err = writer.call(folder)
    made = name == "new" and left == expected.after  # a second case of the name is refused
    if again != (2 if made else expected.code) or not writer.whole(target) or next_start(folder):
        return f"the next call did not end right: {where} then {again} {err}"
    return ""

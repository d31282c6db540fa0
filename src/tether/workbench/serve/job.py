"""One job: the process that does it, writes how far it is, and stops when it is asked to.

    python -m tether.workbench.serve.job workbench/jobs/2026-11-30-brief-3f2a91c4

It holds the lock of its folder while it lives. A thread looks for the file ``stop`` and ends the process at once: what
was finished before is on the disk, and a brief that is started again goes on from there.
"""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tether.documents.files import below, replacing_folder, write_text
from tether.documents.json_file import read_json
from tether.documents.locks import HELD, LOCK, open_lock
from tether.errors import TetherError, UsageError, extra_needed
from tether.workbench.serve.worker import bound

if TYPE_CHECKING:
    from tether.amend.amendment import CharterAmendment

Step = Callable[[str, int, int], None]
EVERY = 0.4  # seconds between two lines of progress
RESULT = "result of a job"  # its mark (documents/files.py)
BOUNDED = ("amend",)  # read the law's own text, which is somebody's file: as a child does that answers a page
ROUGH = (64, 4, 64)  # points, particles and block of a rough brief


@dataclass
class Progress:
    """How far a job is, on disk; a stage's beginning is written at once, what comes between now and then."""

    path: Path
    stages: list[str] = field(default_factory=list)
    written: float = 0.0
    last: tuple[str, int, int] = ("", 0, 0)

    def step(self, name: str, done: int, of: int) -> None:
        """Note how far a stage is."""
        begins = name not in self.stages
        self.last = name, int(done), int(of)
        if begins:
            self.stages.append(name)
        if begins or time.monotonic() - self.written > EVERY:
            self.write()

    def write(self, ended: str = "", said: str = "") -> None:
        """Write how far it is, or how it ended."""
        self.written = time.monotonic()
        name, done, of = self.last
        state = {"stage": name, "done": done, "of": of, "stages": self.stages, "ended": ended, "said": said}
        write_text(self.path, json.dumps(state, ensure_ascii=False) + "\n")


def main(folder: Path) -> int:
    """Do the job of a folder; return the exit code."""
    handle, state = open_lock(folder / LOCK)
    if state is not HELD:
        return 1
    with contextlib.suppress(AttributeError, OSError):
        os.nice(10)  # who reads a page comes before what takes minutes
    progress = Progress(folder / "state.json")
    threading.Thread(target=_watch, args=(folder, progress), daemon=True).start()
    try:
        asked = read_json(folder / "asked.json", "what a job was asked")
        if asked["kind"] in BOUNDED:
            bound()
        said = KINDS[asked["kind"]](asked["asked"], folder, progress.step)
        progress.write("done", said)
    except BaseException as error:  # whatever it was, the page says that it failed
        progress.write("failed", _reason(error))
        return 1
    finally:
        os.close(handle)
    return 0


def _reason(error: BaseException) -> str:
    if isinstance(error, TetherError):
        return str(error)
    if isinstance(error, ModuleNotFoundError):
        return str(extra_needed(error) or error)
    traceback.print_exception(error)
    if isinstance(error, OSError):
        return f"{error.filename or 'a file'}: {error.strerror or error}"
    if isinstance(error, MemoryError):
        return "the machine has too little memory for this"
    return "this failed for a reason of the program's own; said.log in the job's folder has it"


def _watch(folder: Path, progress: Progress) -> None:
    while not (folder / "stop").exists():
        time.sleep(0.2)
    with contextlib.suppress(OSError):
        progress.write("stopped", f"stopped at: {progress.last[0]}")
    os._exit(130)


@contextlib.contextmanager
def _result(folder: Path) -> Iterator[Path]:
    with replacing_folder(folder / "result", RESULT) as draft:
        yield draft


def _own_charters(asked: dict[str, Any], folder: Path) -> list[Path]:
    """Write the charters that a job was given beside it; return their paths."""
    paths = []
    for name, text in dict(asked.get("charters", {})).items():
        paths.append(write_text(folder / "given" / f"{name}.yaml", text))
    return paths


def brief(asked: dict[str, Any], folder: Path, step: Step) -> str:
    """Run a case, or charters of the workspace in it, and write its brief, its memo and their tables."""
    from tether.randomness.sizes import Sizes
    from tether.study import open_case
    from tether.study.futures import check_size

    case = open_case(asked["case"]).with_(seed=asked.get("seed"), horizon_months=asked.get("months"))
    if asked.get("rough"):
        case = case.with_(sizes=Sizes(*ROUGH), filter=512)
    scratch = folder.parent.parent / "runs" / "unfinished"
    given = _own_charters(asked, folder)
    step("reading the case", 0, 1)
    named = case.read_charters(given) if given else case.charters
    check_size(case, named, 1, scratch)
    study = case.project(given or None, workers=1, step=step, scratch=scratch)
    step("judgement", 0, 1)
    study.judged()
    step("page", 0, 1)
    command = shlex.join(["tether", "brief", str(asked["case"]), *(a for p in given for a in ("--charter", p.name))])
    run = study.write_run(folder / "runs", command)
    step("documents", 0, 1)
    with _result(folder) as draft:
        _documents(run, draft, rough=bool(asked.get("rough")))
        said = _on_paper(run, draft, step)
    if not study.anchored:
        raise UsageError("the status quo differs from the core's own projection; do not use this run")
    plain = f"{case.spec.id}, {'rough, ' if asked.get('rough') else ''}seed {case.spec.seed}, run {run.name}"
    return f"{plain}\n{said}" if said else plain


def _documents(run: Path, draft: Path, *, rough: bool) -> None:
    from tether.brief.exports import read_brief, write_memo

    for page in (run / "brief.html", run / "brief.json", *run.glob("*-annex.html"), *run.glob("*-annex.json")):
        (draft / page.name).write_bytes(page.read_bytes())
    write_memo(read_brief(run), draft / "memo.docx")
    if rough:
        (draft / "ROUGH.txt").write_text("Few worlds were drawn: read the brief for its order, not its numbers.\n")


def _on_paper(run: Path, draft: Path, step: Step) -> str:
    """Write the brief for Word and on paper; return why one of them can't be made here, the others stay."""
    from tether.study.export import export

    said = []
    for form in ("docx", "pdf"):
        step(f"brief.{form}", 0, 1)
        try:
            export(run, form, draft / f"brief.{form}")
        except TetherError as error:
            said.append(str(error))
    return "\n".join(said)


def amend(asked: dict[str, Any], folder: Path, step: Step) -> str:
    """Seek the cheapest edits of a charter that clear its findings, and write them with their proof."""
    from datetime import date

    from tether.amend.amendment import AmendmentAsked
    from tether.amend.amendment import amend as amended
    from tether.amend.certificate import certificate_text
    from tether.amend.oracle import CheckedUnder
    from tether.amend.report import amendment_data, amendment_document
    from tether.charter import read_charter
    from tether.report.writers import render

    step("reading the charter", 0, 1)
    (path,) = _own_charters(asked, folder)
    wanted = AmendmentAsked(
        tuple(asked.get("clear", ("stop", "error"))),
        tuple(asked.get("red_lines", ())),
        asked.get("most"),
        seconds=float(asked.get("seconds", 60)),
    )
    found = amended(read_charter(path), wanted, CheckedUnder(date.today()), step)
    step("writing", 0, 1)
    document = amendment_document(found)
    with _result(folder) as draft:
        (draft / "amendments.json").write_text(json.dumps(amendment_data(found), default=str), "utf-8")
        for name in ("amendments.html", "amendments.docx"):
            made = render(document, out=draft / name)
            (draft / name).write_bytes(made.encode() if isinstance(made, str) else made)
        if found.text:
            (draft / "amended.yaml").write_text(found.text, "utf-8")
        if found.certificate:
            (draft / "proof.json").write_text(certificate_text(found.certificate), "utf-8")
        said = _tracked(found, path, asked, folder, draft)
    return "\n".join([repr(found).splitlines()[0], *said])


def _tracked(found: CharterAmendment, charter: Path, asked: dict[str, Any], folder: Path, draft: Path) -> list[str]:
    """Write the Word draft of the law with the edits as tracked changes; return where each went, or why none did."""
    from tether.amend.redline import redline
    from tether.charter import read_charter

    kept = str(asked.get("law", ""))
    if not found.edits or not kept.endswith(".docx"):
        return []
    law = below(folder.parent.parent / "charters", str(asked["charter"]), "law", kept)
    try:
        made = redline(found, read_charter(charter), law)
    except TetherError as error:
        return [f"no tracked changes: {str(error).replace(f'{law.parent}/', '')}"]
    (draft / "redlined.docx").write_bytes(made.data)
    return list(made.told)


def plan(asked: dict[str, Any], folder: Path, step: Step) -> str:
    """Plan who goes where from a roster that is there for this job alone; write what may be published, and what not."""
    from tether.workbench.serve.planned import plan as planned

    step("reading the charter", 0, 1)
    given = _own_charters(asked, folder)
    with _result(folder) as draft:
        return planned(asked, folder, given, draft, step)


KINDS: dict[str, Callable[[dict[str, Any], Path, Step], str]] = {"brief": brief, "amend": amend, "plan": plan}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

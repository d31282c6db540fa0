"""Records what the product computes, and later says whether it still computes the same.

    python scripts/golden.py --record            # write tests/golden/*.json
    python scripts/golden.py                     # compute again and compare; exit 1 where a number differs
    python scripts/golden.py --only checks,plan  # some parts alone

Everything goes through the command line, run within this process, for that is the door that stays where it is while
the rooms behind it are rebuilt. One file is kept for each item. Long lists and arrays are folded to a checksum, their
length and a few numbers; the rest is kept as it was printed.

Data are compared exactly: value and type, key by key. Prose is compared apart: a string that holds a space and more
than ``SENTENCE`` characters, or that stands under a key of ``PROSE``, may change; such changes are listed and fail
nothing. Draws of floating point depend on the type of the processor, so the machine is kept with them; on another one
the comparison says so.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import hashlib
import io
import json
import os
import platform
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

os.environ["TETHER_CACHE"] = "off"  # every number is computed again

FOLDER = Path(__file__).parents[1] / "tests" / "golden"
CASES = ("iraq-2015", "libya-2015")
SIZES = {
    "sizes": "{points: 8, particles: 2, block: 4, filter: 256}",
    "horizon_months": "12",
}
SENTENCE = 25  # a string with a space and more characters than this is a sentence
PROSE = {
    "about", "answer", "because", "cannot_tell", "description", "doubt", "expected", "label", "message", "note",
    "notes", "meaning", "opening", "question", "remedy", "said", "second", "sentence", "short", "statement", "summary",
    "text", "title", "words",
}  # fmt: skip
VOLATILE = {"run", "made", "command", "versions", "installed", "machine", "seconds", "folder", "ledger"}
LONG_ROWS, LONG_LIST, LONG_TEXT = 24, 48, 2000
Items = Iterator[tuple[str, Any]]


# --- what is computed -------------------------------------------------------------------------------------------------


def call(*argv: object, fails: tuple[int, ...] = (0, 1)) -> str:
    """Run one command of the command line and return what it printed."""
    from tether.cli import main

    printed, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(errors):
        code = main([str(a) for a in argv])
    if code not in fails:
        raise SystemExit(f"tether {' '.join(map(str, argv))}: exit code {code}\n{errors.getvalue()[-2000:]}")
    return printed.getvalue()


def documents(text: str) -> Any:
    """Return the JSON that a command printed; several documents one after another become a list."""
    found, reader, at = [], json.JSONDecoder(), 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        value, at = reader.raw_decode(text, at)
        found.append(value)
    return found[0] if len(found) == 1 else found


def runs() -> Items:
    """Give the draws, tables and comparison of both cases at small sizes."""
    for case in CASES:
        call("brief", f"./{case}", "--runs", f"runs-{case}")
        folder = next(p for p in Path(f"runs-{case}").iterdir() if (p / "manifest.json").exists())
        yield f"draws-{case}", draws_of(folder / "draws.nc")
        yield f"tables-{case}", {p.stem: table_of(p) for p in sorted((folder / "tables").glob("*.csv"))}
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        outputs = {k: v for k, v in manifest["outputs"].items() if k.startswith("draws/")}  # tables hold words, too
        yield f"manifest-{case}", manifest | {"outputs": outputs}


def compare() -> Items:
    """Give ``tether compare --json`` of both cases at small sizes."""
    for case in CASES:
        yield f"compare-{case}", documents(call("compare", f"./{case}", "--json"))


def hindcast() -> Items:
    """Give the scores and draws of a hindcast of a made-up series."""
    path = series(Path("series.csv"))
    asked = ("--origins", "2012-10,2013-10", "--leads", "3-5", "--draws", 50)
    said = call("hindcast", "--series", path, *asked, "--out", "hindcast")
    yield (
        "hindcast",
        {"said": said.splitlines()[:1], "files": folder_of(Path("hindcast"), (".csv", ".parquet", ".json"))},
    )


def plans() -> Items:
    """Give rosters, plans and certificates: men one by one, whole units, and rows that cannot all be kept."""
    rosters = {name: roster(name) for name in CASES}
    yield "roster", {name: told for name, (told, _) in rosters.items()}
    law, men = guard(Path("guard.yaml"), Path("guard.csv"))
    yield "plan-kept", plan_of(str(law), men)
    yield "plan-whole-units", plan_of("libya-2015/p9-whole-units", rosters["libya-2015"][1])
    yield "plan-conflict", plan_of("iraq-2015/p10-individuals", rosters["iraq-2015"][1])


def checks() -> Items:
    """Give ``tether check`` over the library and the charters of both cases."""
    yield "check-library", {p.stem: check_of(p) for p in library()}
    yield "bounds", documents(call("check", library()[0], "--json"))["bounds"]
    for case in CASES:
        base = Path(case, "charters", "status-quo.yaml")
        asked = ("--base", base, "--country", case.split("-")[0])
        charters = sorted(base.parent.glob("*.yaml"))
        yield f"check-{case}", {p.stem: check_of(p, *(asked if p != base else asked[2:])) for p in charters}


RULES_OWN = {"ask", "evidence", "remedy", "second", "source", "statement", "words"}  # the pages of docs/ hold them


def check_of(charter: Path, *asked: object) -> Any:
    """Return what ``tether check --json`` says of a charter, without what stands in the tables of the rules."""
    told = documents(call("check", charter, "--json", *asked))
    questions = [f"{question['code']} {question['path']} {question['result']}" for question in told["questions"]]
    findings = [finding_of(finding) for finding in told["findings"]]
    told |= {"findings": findings, "questions": questions, "instruments": list(told["instruments"])}
    return {name: value for name, value in told.items() if name != "bounds"}


def finding_of(finding: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a finding that say something, but for those that its rule says of every finding."""
    return {name: value for name, value in finding.items() if name not in RULES_OWN and value not in ("", [], False)}


def letters() -> Items:
    """Give the letter of questions of every charter of the library, as data, and one as text."""
    told = {p.stem: letter_of(documents(call("questions", p, "--json"))) for p in library()}
    yield "letters", {"letters": told, "text": call("questions", library()[-1])}


def letter_of(told: Any) -> Any:
    """Return a letter with each question under its number, rules, line and column."""
    groups: dict[str, dict[str, str]] = {who: {} for who, _ in told["groups"]}
    for who, questions in told["groups"]:
        for k, question in enumerate(questions, 1):
            where = ":".join(question["place"].split(":")[-2:])
            groups[who][f"{k} {' '.join(question['codes'])} {where}"] = question["text"]
    return told | {"groups": groups}


def charters() -> Items:
    """Give the rules as explained, the charter's schema, what changed between two charters, and a form's way back."""
    by_name = {p.stem: p for p in library()}
    pairs = [("libya-national-guard-2013", "libya-presidential-guard-2016"), ("example-guard-law", "burundi-2004")]
    told = {f"{a} to {b}": documents(call("diff", by_name[a], by_name[b], "--json")) for a, b in pairs}
    yield "diff", told
    yield "rules", documents(call("explain", "--json"))
    yield "schema", documents(call("schema"))
    call("code", "--form", "form.xlsx", "--charter", by_name["example-guard-law"])
    yield "form", call("code", "--from", "form.xlsx").splitlines()


ACTORS = {
    "iraq-2015": (
        "pmf",
        "hashd-iran",
        "hashd-other",
        "tribal",
        "badr-organisation",
        "kataib-hizbollah",
        "army",
        "iran",
    ),
    "libya-2015": ("misrata-battalion", "misrata-militias", "dawn", "lna", "gpf", "islamic-state", "sirte"),
}


def dossiers() -> Items:
    """Give the list of actors, some dossiers and the patron graph of both cases."""
    for case, actors in ACTORS.items():
        told = {actor: documents(call("dossier", case, actor, "--json")) for actor in actors}
        call("dossier", case, "--graph", f"{case}-graph.csv")
        told["list"] = documents(call("dossier", case, "--json"))
        yield f"dossiers-{case}", told | {"graph": table_of(Path(f"{case}-graph.csv"))}


def gates() -> Items:
    """Give the screening notes of every request of both cases."""
    for case in CASES:
        requests = [case, *(f"{case}/{p.stem}" for p in sorted(Path(case, "requests").glob("*.yaml")))]
        yield f"gate-{case}", {name: documents(call("gate", name, "--json")) for name in requests}


def votes() -> Items:
    """Give the passage counts of both cases and of past bills, and the facts."""
    told = {case: documents(call("passage", case, "--json")) for case in CASES}
    yield "passage", told | {"bills": documents(call("passage", "--json"))}
    yield "facts", documents(call("facts", "--json"))


PARTS: dict[str, Callable[[], Items]] = {
    part.__name__: part for part in (checks, letters, charters, dossiers, gates, votes, plans, hindcast, runs, compare)
}


# --- what they are computed from --------------------------------------------------------------------------------------


def small_cases(work: Path) -> None:
    """Copy the shipped cases, at small sizes, and the charter library into a folder of their own."""
    for case in CASES:
        shutil.copytree(Path(str(files("tether"))) / "cases" / case, work / case)
        path = work / case / "case.yaml"
        lines = path.read_text("utf-8").splitlines()
        kept = [line for line in lines if line.split(":")[0] not in SIZES]
        path.write_text("\n".join([*kept, *(f"{k}: {v}" for k, v in SIZES.items()), ""]), "utf-8")
    (work / "library").mkdir()
    for charter in Path(str(files("tether"))).rglob("library/charters/*.yaml"):
        shutil.copyfile(charter, work / "library" / charter.name)


def library() -> list[Path]:
    """Return the charters of the library, by name."""
    return sorted(Path("library").glob("*.yaml"))


def series(path: Path) -> Path:
    """Write a made-up series of three units over six years."""
    months = [f"{year}-{month:02d}" for year in range(2009, 2015) for month in range(1, 13)]
    lines = ["unit,month,value,events"]
    for unit, a, b in (("north", 7, 3), ("south", 5, 2), ("coast", 11, 4)):
        for i, month in enumerate(months):
            events = (i * a + b) % 7 if (i // 12) % 2 else (i * b) % 3
            lines.append(f"{unit},{month},{events * ((i * b) % 5 + 1)},{events}")
    path.write_text("\n".join([*lines, ""]), "utf-8")
    return path


GUARD = """charter: "0.3"
meta: {id: law, country: Iraq, starts: 2015-07}
groups: [{id: hill, name: h}]
forces: [{id: guard, kind: guard, status: new}]
induction:
  - {id: a, from: hill, into: guard, mode: individual, intake: 150, max_group_share: 0.5, deploy: home}
"""


def guard(law: Path, men: Path) -> tuple[Path, Path]:
    """Write a small law that can be kept, and the volunteers for it."""
    law.write_text(GUARD, "utf-8")
    lines = ["militia,subunit,rank,heads,home,community"]
    for group in range(4):
        for unit in range(3):
            for rank, heads in (("senior-officer", 1), ("officer", 1), ("nco", 4), ("soldier", 18)):
                lines.append(f"hill/f{group},f{group}-{unit},{rank},{heads},anbar,sunni-arab")
    men.write_text("\n".join([*lines, ""]), "utf-8")
    return law, men


def roster(case: str) -> tuple[Any, Path]:
    """Return what ``tether roster`` says, with its table, and the file."""
    path = Path(f"{case}-roster.csv")
    told = documents(call("roster", case, "--size", 3000, "--seed", 7, "--out", path, "--json"))
    return {"told": told, "lines": table_of(path)}, path


def plan_of(charter: str, roster: Path) -> Any:
    """Return a plan's account, its files, and what the checker of certificates says of it."""
    from tether.induction.editions import ENDING, EditionsLedger, write_ledger

    out = Path(f"plan-{Path(charter).stem}")
    ledger = EditionsLedger(secret="00" * 16)  # a known one, so that what is withheld can be computed again
    write_ledger(ledger, roster.with_name(roster.name + ENDING))
    told = documents(call("plan", charter, "--roster", roster, "--out", out, "--json"))
    verdict = documents(call("verify-plan", out / "working", "--json"))
    return {"told": told, "verdict": verdict, "files": folder_of(out, (".csv", ".parquet", ".json"), "report.json")}


# --- how it is kept ---------------------------------------------------------------------------------------------------


def sha(value: Any) -> str:
    """Return the checksum of bytes, or of a value written as JSON."""
    data = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
    return hashlib.sha256(data).hexdigest()


def draws_of(path: Path) -> dict[str, Any]:
    """Return each variable of a file of draws: type, dimensions, checksum of its values, a few numbers."""
    import numpy as np
    import xarray as xr

    with xr.open_dataset(path) as draws:
        found: dict[str, Any] = {"attributes": {k: _plain(v) for k, v in draws.attrs.items()}}
        for name in sorted(map(str, draws.variables)):
            values = np.ascontiguousarray(draws[name].values)
            numbers = values.dtype.kind in "fiu"
            found[name] = {
                "type": str(values.dtype) if numbers else "text",
                "dims": dict(zip(draws[name].dims, values.shape, strict=True)),
                "units": draws[name].attrs.get("units", ""),
                "sha256": sha(values.tobytes()) if numbers else sha(values.astype(str).tolist()),
                "first": [_plain(v) for v in values.ravel()[:6]],
                **({"sum": float(values.astype(float).sum()), "most": float(values.max())} if numbers else {}),
            }
    return found


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def table_of(path: Path) -> dict[str, Any]:
    """Return a table of text: its columns, each a list of its cells (folded where it is long)."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    comments = [",".join(r) for r in rows if r and r[0].startswith("#")]
    rows = [r for r in rows if not (r and r[0].startswith("#"))]
    columns = {name: [r[i] for r in rows[1:]] for i, name in enumerate(rows[0])} if rows else {}
    return {"about": comments, "rows": len(rows) - 1, "columns": columns}


def folder_of(folder: Path, endings: tuple[str, ...], *without: str) -> dict[str, Any]:
    """Return what the files of a folder hold, by name; a page's twin, which is prose, is left out."""
    found = {}
    for path in sorted(p for p in folder.rglob("*") if p.suffix in endings and p.name not in without):
        found[path.relative_to(folder).as_posix()] = _file(path)
    return {name: value for name, value in found.items() if not (isinstance(value, dict) and "twin" in value)}


def _file(path: Path) -> Any:
    if path.suffix == ".json":
        return json.loads(path.read_text("utf-8"))
    if path.suffix == ".csv":
        return table_of(path)
    import pandas as pd

    table = pd.read_parquet(path)
    types = {str(k): str(v) for k, v in table.dtypes.items()}
    rows = json.loads(table.to_json(orient="values", double_precision=15))
    return {"rows": len(rows), "types": types, "columns": {k: [r[i] for r in rows] for i, k in enumerate(types)}}


def kept(value: Any, key: str = "") -> Any:
    """Return a value as it is kept: without what changes from run to run, long lists folded."""
    if isinstance(value, dict):
        return {str(k): kept(v, str(k)) for k, v in value.items() if k not in VOLATILE}
    if isinstance(value, list):
        rows = len(value) > LONG_ROWS and all(isinstance(v, dict) for v in value)
        if rows:
            names = list(dict.fromkeys(name for row in value for name in row))
            columns = {name: folded([row.get(name) for row in value], name) for name in names if name not in VOLATILE}
            return {"rows": len(value), "columns": columns}
        return folded(value, key) if len(value) > LONG_LIST else [kept(v, key) for v in value]
    if isinstance(value, str) and len(value) > LONG_TEXT:
        return {"~prose": sha(value), "starts": value[:80]}
    return value


def folded(values: list[Any], key: str) -> dict[str, Any]:
    """Return a long list as its length, checksum and a few values; sentences within it apart."""
    data, prose = [], []
    values = [kept(v, key) for v in values]
    for value in values:
        sentence = isinstance(value, str) and is_prose(value, key)
        prose += [value] if sentence else []
        data.append("~" if sentence else value)
    numbers = [v for v in data if isinstance(v, int | float) and not isinstance(v, bool)]
    found: dict[str, Any] = {"length": len(values), "sha256": sha(data)}
    if numbers:
        found |= {"numbers": len(numbers), "least": min(numbers), "most": max(numbers), "first": numbers[:3]}
    elif not prose:
        found["first"] = [v for v in data[:3] if not isinstance(v, list | dict)]
    return found | ({"~prose": sha(prose), "starts": prose[0][:80]} if prose else {})


# --- how it is compared -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """One place at which two items differ; ``prose`` says that only words do."""

    path: str
    old: Any
    new: Any
    prose: bool = False

    def __str__(self) -> str:
        return f"{self.path}\n    was {_short(self.old)}\n    is  {_short(self.new)}"

    @property
    def numbers_changed(self) -> bool:
        """Whether the numbers within a changed sentence changed, too."""
        return self.prose and not self.path.endswith(".~prose") and _digits(self.old) != _digits(self.new)


ABSENT = "(absent)"


def is_prose(text: str, key: str) -> bool:
    """Return whether a string is a sentence: it may be worded anew."""
    return key in PROSE or key in ("~prose", "starts") or (" " in text and len(text) > SENTENCE)


def differences(old: Any, new: Any, path: str = "", key: str = "") -> Iterator[Difference]:
    """Give every place at which two values differ, with their types."""
    if isinstance(old, dict) and isinstance(new, dict):
        if size := _other_size(old, new):
            yield Difference(f"{path}.{size}", old[size], new[size])
            return
        for name in dict.fromkeys((*old, *new)):
            if name not in old or name not in new:
                yield Difference(f"{path}.{name}", old.get(name, ABSENT), new.get(name, ABSENT))
            else:
                yield from differences(old[name], new[name], f"{path}.{name}", name)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _of_lists(old, new, path, key)
    elif json.dumps(old) != json.dumps(new):  # as it is written: 1 is not 1.0 nor true, and NaN is NaN
        both = isinstance(old, str) and isinstance(new, str)
        yield Difference(path, old, new, both and (is_prose(old, key) or is_prose(new, key)))


def _other_size(old: dict[str, Any], new: dict[str, Any]) -> str:
    """Return the key that says how long two folded lists are, where they differ: one line tells enough."""
    told = {"rows": "columns", "length": "sha256"}
    return next((k for k, with_ in told.items() if {k, with_} <= old.keys() & new.keys() and old[k] != new[k]), "")


def _of_lists(old: list[Any], new: list[Any], path: str, key: str) -> Iterator[Difference]:
    if old != new and all(isinstance(v, str) and is_prose(v, key) for v in (*old, *new)):
        yield Difference(path, "\n".join(old), "\n".join(new), prose=True)
        return
    if len(old) != len(new):
        yield Difference(f"{path}.length", len(old), len(new))
    for i, (a, b) in enumerate(zip(old, new, strict=False)):
        yield from differences(a, b, f"{path}[{i}]", key)


def _digits(text: Any) -> list[str]:
    return re.findall(r"\d[\d.,]*\d|\d", str(text))


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else f"{text[:150]} … ({len(text)} characters)"


# --- the command ------------------------------------------------------------------------------------------------------


def machine() -> dict[str, str]:
    """Return what the last digits of a draw depend on: the processor's type and the libraries' versions."""
    info = Path("/proc/cpuinfo").read_text("utf-8") if Path("/proc/cpuinfo").exists() else ""
    flags = set(re.search(r"^flags\s*:(.*)$", info, re.M).group(1).split()) if "\nflags" in info else set()  # type: ignore[union-attr]
    wide = sorted(f for f in flags if f.startswith(("avx", "fma", "amx")))
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "vectors": " ".join(wide),
        **{name: version(name) for name in ("jax", "jaxlib", "numpy", "highspy")},
    }


def record(name: str, value: Any) -> None:
    """Write one item."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"machine": machine(), "item": kept(value)}, ensure_ascii=False, indent=1)
    (FOLDER / f"{name}.json").write_text(_tight(text) + "\n", "utf-8")


def _tight(text: str) -> str:
    """Put the lists of plain values on one line each."""
    return re.sub(r"\[\n\s*([^\[\]{}]{0,400}?)\n\s*\]", lambda m: "[" + re.sub(r"\n\s*", " ", m[1]) + "]", text)


def judge(name: str, value: Any, shown: int) -> int:
    """Compare one item with what was recorded; print what differs; return how many data differ."""
    path = FOLDER / f"{name}.json"
    if not path.exists():
        print(f"  {name}: FAILS: not recorded; run with --record")
        return 1
    told = json.loads(path.read_text("utf-8"))
    other = [
        f"{k}: {told['machine'].get(k)} there, {v} here" for k, v in machine().items() if told["machine"].get(k) != v
    ]
    if other:
        print(f"  {name}: recorded on ANOTHER MACHINE, so draws may differ in their last digits ({'; '.join(other)})")
    found = list(differences(told["item"], json.loads(json.dumps(kept(value)))))
    data, prose = [d for d in found if not d.prose], [d for d in found if d.prose]
    print(f"  {name}: {f'FAILS: {len(data)} data differ' if data else 'same'}{_worded(prose)}")
    for difference in (*data[:shown], *sorted(prose, key=lambda d: not d.numbers_changed)[: min(shown, 5)]):
        print(f"   {'prose ' if difference.prose else ''}{name}{difference}")
    return len(data)


def _worded(prose: list[Difference]) -> str:
    if not prose:
        return ""
    numbers = sum(d.numbers_changed for d in prose)
    return f"; prose changed in {len(prose)} places" + (f", {numbers} with other numbers in it" if numbers else "")


def main() -> int:
    """Run the parts; record or compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--record", action="store_true", help="write tests/golden instead of comparing with it")
    parser.add_argument("--only", default="", help=f"parts, with commas: {', '.join(PARTS)}")
    parser.add_argument("--show", type=int, default=12, help="differences printed for each item")
    asked = parser.parse_args()
    names = [n for n in asked.only.split(",") if n] or list(PARTS)
    if unknown := [n for n in names if n not in PARTS]:
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    failures, start, here = 0, time.perf_counter(), Path.cwd()
    with tempfile.TemporaryDirectory() as work:
        small_cases(Path(work))
        os.chdir(work)
        for name in names:
            clock = time.perf_counter()
            for item, value in PARTS[name]():
                failures += record(item, value) or 0 if asked.record else judge(item, value, asked.show)
            print(f"{name}: {time.perf_counter() - clock:.0f} s", flush=True)
        os.chdir(here)
    verdict = "recorded" if asked.record else f"{failures} data differ" if failures else "all data are the same"
    print(f"{verdict}; {time.perf_counter() - start:.0f} s")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

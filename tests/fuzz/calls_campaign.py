"""Every verb of the command line, given files and words that mean harm: ``campaign`` counts what came of it.

    python tests/fuzz --only calls --rounds 2000 --seed 7        # or make fuzz ROUNDS=2000

One round is one call, drawn from ``CALLS``: the line of a verb in which a word in capitals stands for a file (``SEEDS``
makes a good one, ``mutations`` spoils it), or the same line with an option's value spoilt. What a call may do is
``door``'s; a fault is printed with the seed of its round, so that ``again(seed)`` repeats it.

To add a verb: its line in ``CALLS``; a new kind of file: its maker in ``SEEDS``. A verb that stands in no line fails
``test_calls.py``.
"""

from __future__ import annotations

import json
import random
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

from door import Told, call
from mutations import NUMBERS, WORDS, mutated

import tether

PACKAGE = Path(tether.__file__).parent
TESTS = Path(__file__).parents[1]
LIBYA, IRAQ = PACKAGE / "cases" / "libya-2015", PACKAGE / "cases" / "iraq-2015"


def _charter(rng: random.Random) -> bytes:
    return rng.choice(sorted((LIBYA / "charters").glob("p1*.yaml"))).read_bytes()


@cache
def _word_file() -> bytes:
    """Return a small law as a Word file with automatic numbers."""
    sys.path.append(str(TESTS / "law"))
    from word_files import levels, paragraph, word

    numbers = levels(("decimal", "Article %1"), ("decimal", "%2."), ("lowerLetter", "(%3)"))
    return word("Law", *(paragraph("The Guard may:", 1, n) for n in (0, 1, 2, 2, 0, 1)), numbering=numbers)


def _of(*parts: Path) -> Callable[[random.Random], bytes]:
    return lambda rng: rng.choice(parts).read_bytes()


def _written(text: str) -> Callable[[random.Random], bytes]:
    return lambda rng: text.encode()


@cache
def _made(name: str) -> bytes:
    """Return what the product itself writes: a workbook, a plan, a page."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        if name == "form.xlsx":
            told = call(
                ["code", "--form", "form.xlsx", "--charter", str(LIBYA / "charters" / "p10-individuals.yaml")], at
            )
        elif name.startswith("roster"):
            told = call(["roster", "libya-2015", "--size", "400", "--out", name], at)
        else:
            return _brief(at / "brief.html", name)
        assert told.code in (0, 1) and not told.faults, told
        return (at / name).read_bytes()


def _brief(page: Path, name: str) -> bytes:
    """Return a brief's page or twin, made of the brief room's own trial content: no run is needed."""
    if str(TESTS / "brief") not in sys.path:
        sys.path.append(str(TESTS / "brief"))
    from brief_content import build, notes, reports

    from tether.brief import write

    write(build(screening=notes(), findings=reports()), page)
    return page.with_name(name).read_bytes()


BELIEFS = """beliefs:
  - symbol: recruit_gain
    theories: [article, patron]
    low: 0
    middle: 0.01
    high: 0.03
    author: Desk for Iraq
    reason: Three interviews
"""
SERIES = "unit,month,value,events\n" + "".join(
    f"u{u},{2000 + m // 12}-{m % 12 + 1:02d},{(m * 7 + u) % 11},{(m + u) % 3}\n" for u in range(2) for m in range(72)
)
SQUARES = (
    '{"type":"FeatureCollection","features":['
    '{"type":"Feature","properties":{"name":"West"},"geometry":{"type":"Polygon","coordinates":[[[38,30],[43,30],[43,37],[38,37],[38,30]]]}},'
    '{"type":"Feature","properties":{"name":"East"},"geometry":{"type":"Polygon","coordinates":[[[43,30],[49,30],[49,37],[43,37],[43,30]]]}}]}'
)
LISTED = "id,name,aliases,list\nx1,Hizb Example,The Example;Example Party,made up\n"

# A word in capitals stands for a file: the ending it has, and a good one.
SEEDS: dict[str, tuple[str, Callable[[random.Random], bytes]]] = {
    "CHARTER": (".yaml", _charter),
    "REQUEST": (
        ".yaml",
        _of(LIBYA / "request.yaml", IRAQ / "request.yaml", *sorted((LIBYA / "requests").glob("*.yaml"))),
    ),
    "BELIEFS": (".yaml", _written(BELIEFS)),
    "EVENTS": ("25_1.csv", _of(TESTS / "data" / "ged_made_up.csv")),
    "SERIES": (".csv", _written(SERIES)),
    "UNITS": (".geojson", _written(SQUARES)),
    "LISTED": (".csv", _written(LISTED)),
    "FORM": (".xlsx", lambda rng: _made("form.xlsx")),
    "ROSTERCSV": (".csv", lambda rng: _made("roster.csv")),
    "ROSTERXLSX": (".xlsx", lambda rng: _made("roster.xlsx")),
    "ROSTERPARQUET": (".parquet", lambda rng: _made("roster.parquet")),
    "PAGE": (".html", lambda rng: _made("brief.html")),
    "TEXT": (".txt", _of(*sorted((TESTS / "data" / "laws").glob("*.txt")))),
    "WORDFILE": (".docx", lambda rng: _word_file()),
    "TWIN": (".json", lambda rng: _made("brief.json")),
}

CALLS: tuple[str, ...] = (
    "amend CHARTER --seconds 5 --out amended.yaml",
    "amend CHARTER --prices LISTED --red-line pay --most 2 --seconds 5",
    "amend CHARTER --votes 3 --certificate proof.json --seconds 5",
    "amend CHARTER --into WORDFILE --out redline.docx --seconds 5",
    "verify-amendment TWIN CHARTER --json",
    "brief libya-2015 --charter CHARTER --dry-run",
    "brief libya-2015 --worlds BELIEFS --dry-run",
    "brief CASE --dry-run",
    "check CHARTER",
    "check CHARTER --country libya --format json",
    "check CHARTER --format sarif --world closed",
    "check CHARTER --format html --out report.html",
    "check CHARTER --base CHARTER --notes",
    "check CHARTER --fix --format github",
    "check CHARTER --diff",
    "check CHARTER --baseline known.json --write-baseline",
    "code --form form.xlsx --charter CHARTER",
    "code --from FORM --out coded.yaml",
    "compare CASE --outcome nothing-such",
    "data add EVENTS --country Iraq --folder store",
    "data add --displacement EVENTS --country Iraq --folder store --date 2015-06-04",
    "data check EVENTS --country Iraq",
    "data cite EVENTS --country Iraq --bibtex",
    "data list --folder store --json",
    "data fetch Mali --release 25.1 --token-file LISTED --api http://127.0.0.1:9/api",
    "data fetch --release 26.0.8 --site http://127.0.0.1:9 --sha256 nothing-such --out got.csv",
    "defence TWIN",
    "defence PAGE",
    "diff CHARTER CHARTER",
    "diff TEXT WORDFILE",
    "diff WORDFILE WORDFILE --charters CHARTER CHARTER --json",
    "dossier libya-2015 misrata-militias --as-of 2015-06",
    "dossier CASE",
    "explain IND03",
    "after-designs CHARTER --trials 0",
    "after-designs --cases CHARTER --trials 0",
    "export RUN --to csv --out taken",
    "export RUN --to hub --out taken",
    "export RUN --to docx --out taken.docx",
    "export PLAN --to xlsx --restricted --out taken.xlsx",
    "facts --country libya",
    "gate REQUEST --for us",
    "gate libya-2015 --list LISTED --format json",
    "hindcast --series SERIES --origins 2004-12 --leads 1-2 --draws 20 --out scored",
    "law anchors CHARTER --law TEXT",
    "law anchors CHARTER --law WORDFILE --since TEXT",
    "check CHARTER --into WORDFILE --out commented.docx",
    "law check WORDFILE --out commented.docx",
    "law check TEXT",
    "law check WORDFILE --json",
    "law code TEXT --out form.xlsx",
    "law code WORDFILE --proposals TWIN --out rows.json",
    "law code TEXT --confirm FORM --out charter.yaml",
    "law code TEXT --confirm CHARTER",
    "law coverage CHARTER --law TEXT --json",
    "law import TEXT --out imported",
    "law import WORDFILE --json",
    "law-status libya --on 2026-11 --format json",
    "memo TWIN --out memo.docx",
    "migrate CHARTER --out migrated.yaml",
    "migrate CHARTER CHARTER --dry-run",
    "new mine --events EVENTS --country Iraq --boundaries UNITS --out made",
    "passage libya-2015 --charter CHARTER",
    "passage CASE",
    "plan CHARTER --roster ROSTERCSV --country libya --out planned --dry-run",
    "plan libya-2015/p10-individuals --roster ROSTERCSV --dry-run",
    "plan libya-2015/p10-individuals --roster ROSTERXLSX --dry-run",
    "plan libya-2015/p10-individuals --roster ROSTERPARQUET --dry-run",
    "questions CHARTER --out letter.md",
    "questions CHARTER --language ar --law TEXT --to pm --by 2026-03-31 --out letter.docx",
    "roster libya-2015 --size 50 --out r.csv",
    "schema --tables",
    "verify RUN",
    "verify-plan PLAN",
)


def campaign(rounds: int, seed: int, folder: Path) -> dict[str, int]:
    """Make ``rounds`` calls; return how many ended in each code, and the faults by kind."""
    counts: Counter[str] = Counter({"calls": 0, "missed faults": 0})
    told_of: set[tuple[str, str]] = set()
    for n in range(rounds):
        told = again(seed * 1_000_003 + n, folder / f"round-{n % 100}")
        counts["calls"] += 1
        counts[f"ended in code {told.code}"] += 1
        for kind, said in told.faults:
            counts["missed faults"] += 1
            counts[f"missed {kind}"] += 1
            if (kind, said) not in told_of:
                told_of.add((kind, said))
                print(
                    f"  {kind} (round {seed * 1_000_003 + n}): {' '.join(told.call)[:160]}\n    {said}", file=sys.stderr
                )
    return dict(counts)


def again(seed: int, folder: Path) -> Told:
    """Make the one call of a round, in a folder of its own, which goes first if it is there and stays afterwards."""
    rng = random.Random(seed)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    line = rng.choice(CALLS).split()
    files = [i for i, word in enumerate(line) if word in SEEDS or word in FOLDERS]
    spoil = rng.choice(files) if files and rng.random() < 0.85 else -1
    for i in files:
        line[i] = _put(rng, line[i], folder, f"given-{i}", spoil=i == spoil)
    if spoil < 0 or rng.random() < 0.1:
        at = rng.randrange(1, len(line)) if len(line) > 1 else 0
        if at not in files and line[at] != "--dry-run":  # without it a call is a run of minutes, and nothing is wrong
            line[at : at + 1] = _other_word(rng, line[at])
    return call(line, folder)


def _other_word(rng: random.Random, word: str) -> list[str]:
    """Return what stands in a word's place on the line: nothing, twice, or a word that a shell can hand over."""
    if word.startswith("--"):
        return rng.choice(([], [word, word], [word + "x"], [word + "="]))
    return [str(rng.choice((*WORDS, *NUMBERS))).replace("\0", "")]


def _put(rng: random.Random, word: str, folder: Path, name: str, *, spoil: bool) -> str:
    if word in FOLDERS:
        return FOLDERS[word](rng, folder / name, spoil)
    ending, make = SEEDS[word]
    data = make(rng)
    path = folder / f"{name}{ending}"
    if word == "PAGE":
        twin = _made("brief.json")
        path.with_suffix(".json").write_bytes(mutated(rng, "x.json", twin) if spoil else twin)
    path.write_bytes(mutated(rng, path.name, data) if spoil else data)
    return path.name


def _case(rng: random.Random, folder: Path, spoil: bool) -> str:
    shutil.copytree(LIBYA, folder)
    if spoil:
        path = rng.choice(sorted(p for p in folder.rglob("*") if p.is_file()) + [folder / "case.yaml"] * 8)
        path.write_bytes(mutated(rng, path.name, path.read_bytes()))
    return folder.name


@cache
def _plan() -> dict[str, bytes]:
    """Return the files of a plan folder, as ``tether plan`` writes them."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        (at / "r.csv").write_bytes(_made("roster.csv"))
        told = call(["plan", "libya-2015/p10-individuals", "--roster", "r.csv", "--out", "plan"], at, seconds=600)
        assert told.code in (0, 1) and not told.faults, told
        working = next(at.rglob("claims.json")).parent
        return {path.name: path.read_bytes() for path in working.iterdir() if path.is_file()}


def _plan_folder(rng: random.Random, folder: Path, spoil: bool) -> str:
    return _folder(rng, folder, _plan(), spoil)


def _run(rng: random.Random, folder: Path, spoil: bool) -> str:
    """Lay down a run whose charters are no longer those it was run with: refused before anything is projected."""
    manifest = json.loads((TESTS / "golden" / "manifest-libya-2015.json").read_text("utf-8"))
    files = {"manifest.json": json.dumps(manifest).encode(), "brief.json": _made("brief.json")}
    return _folder(rng, folder, files, spoil)


def _folder(rng: random.Random, folder: Path, files: dict[str, bytes], spoil: bool) -> str:
    folder.mkdir()
    spoilt = rng.choice(sorted(files)) if spoil else ""
    for name, data in files.items():
        (folder / name).write_bytes(mutated(rng, name, data) if name == spoilt else data)
    if spoilt and rng.random() < 0.1:
        (folder / spoilt).unlink()
    return folder.name


FOLDERS: dict[str, Callable[[random.Random, Path, bool], str]] = {"CASE": _case, "PLAN": _plan_folder, "RUN": _run}

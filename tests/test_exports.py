"""A claim marked internal may be read here and leaves in no file: planted in every field, then every export is searched.

Exports are made as if it weren't there (the same bytes, but for the line that says how much was left out), and whatever
is handed its words by mistake writes nothing.
"""

import ast
import base64
import gzip
import io
import json
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import yaml

import tether
from tether.cli import main
from tether.documents import handling
from tether.documents.files import new_folder, replacing, replacing_folder, write_bytes, write_text
from tether.documents.handling import NotForExport, withhold
from tether.evidence.claims import load_claims, read
from tether.report.blocks import (
    Callout,
    Cell,
    Code,
    Document,
    Figure,
    File,
    Files,
    Fold,
    Heading,
    Lines,
    Listing,
    PageScript,
    Paragraph,
    Picture,
    Quoted,
    Row,
    Sentence,
    SourceEntry,
    Table,
    section,
)
from tether.report.writers import WRITERS, save, save_with_twin

SRC = Path(tether.__file__).parent
WORD = "zqxplanted"
NUMBERS = ("4821397", "4,821,397", "4821397.0", "0.771397")
SOURCE = {
    "author": f"{WORD} author", "title": f"{WORD} title", "outlet": f"{WORD} outlet", "url": f"https://{WORD}.example",
    "date": "2015-01-05", "grade": "private-admission", "weak": f"{WORD} weak",
}  # fmt: skip
MARKED = {"when": "2014-11", "src": f"{WORD}-source", "tag": "S", "handling": "internal", "quote": f"{WORD} quote"}


def planted(unit):
    """Return claims marked internal that would change an actor's dossier, its graph, a screening and a projection."""
    return {
        "badr-organisation": [
            {"says": "said", "of": f"{WORD} object", **MARKED},
            {"says": "turnover", "of": f"{WORD} turn", "value": 4821397, "unit": f"{WORD}-unit", "basis": "counted", **MARKED},
        ],
        "hashd-iran": [{"says": "size", "value": 4821397, "basis": "field", **MARKED}],
        "iran": [{"says": "patron-of", "of": "badr-organisation", "value": 0.771397, "basis": "judged", **MARKED, "kinds": ["funds"]}],
        unit: [{"says": "abuse-record", "of": f"credible: {WORD} abuse", **MARKED}],
    }  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_held_back():
    read._shipped.cache_clear()
    handling.release()
    yield
    handling.release()


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    """A folder of the shipped claims, with claims marked internal in Iraq's."""
    folder = tmp_path_factory.mktemp("claims")
    shutil.copytree(read.PACK, folder, dirs_exist_ok=True)
    tree = yaml.safe_load((folder / "iraq.yaml").read_text("utf-8"))
    tree["sources"][f"{WORD}-source"] = SOURCE
    for subject, rows in planted(request_unit()).items():
        given = tree["claims"].setdefault(subject, [])
        tree["claims"][subject] = [*(given if isinstance(given, list) else [given]), *rows]
    (folder / "iraq.yaml").write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), "utf-8")
    return folder


def request_unit():
    return yaml.safe_load((SRC / "cases/iraq-2015/request.yaml").read_text("utf-8"))["requester"]["unit"]


@pytest.fixture
def with_internal(packs, monkeypatch):
    monkeypatch.setattr(read, "PACK", packs)
    assert load_claims("iraq").internal == sum(map(len, planted(request_unit()).values()))


def parts(data):
    """Give everything that a file's bytes hold, unpacked: zips, Parquet, gzip, and what a page carries within."""
    if data[:4] == b"PAR1":
        read_back = pd.read_parquet(io.BytesIO(data))
        yield read_back.to_csv().encode()
    elif data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield re.sub(rb"<[^>]*>", b"", archive.read(name))
    elif data[:2] == b"\x1f\x8b":
        yield gzip.decompress(data)
    yield data
    for packed in re.findall(rb"data:application/gzip;base64,([A-Za-z0-9+/=]+)", data):
        yield gzip.decompress(base64.b64decode(packed))


def leaks(data):
    text = "\n".join(part.decode("utf-8", "ignore") for part in parts(data))
    return [w for w in (WORD, *NUMBERS) if w in text]


def files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


FORMS = ("text", "html", "markdown", "json", "twin", "docx")
PAGES = [
    *[("dossier", "iraq-2015", "badr-organisation", "--format", form, "--out", f"d.{form}") for form in FORMS],
    *[("gate", "iraq-2015", "--for", "us", "--format", form, "--out", f"g.{form}") for form in FORMS],
    ("dossier", "iraq-2015", "--out", "list.html"),
    ("dossier", "iraq-2015", "hashd-iran", "--out", "sizes.json"),
    ("dossier", "iraq-2015", "iran", "--as-of", "2014-06", "--afterwards", "--out", "after.json"),
    *[("dossier", "iraq-2015", "--graph", f"graph.{ending}") for ending in ("html", "json", "graphml", "csv")],
    ("dossier", "iraq-2015", "badr-organisation"),
    ("dossier", "iraq-2015", "badr-organisation", "--json"),
    ("gate", "iraq-2015"),
]


def made(arguments, folder, capsys):
    """Run a verb in a folder; give what it printed and every file of the folder."""
    given = [str(folder / a) if "." in a and "/" not in a and a[0] != "-" and "-0" not in a else a for a in arguments]
    assert main(given) in (0, 1), capsys.readouterr().err
    return {"stdout": capsys.readouterr().out.replace(str(folder), "").encode(), **files(folder)}


def compared(data):
    """Return an export without the line that says how much was left out, and without the lines of the claims' file."""
    data = re.sub(rb'(Left out, as marked internal: [0-9]+ claims?\. ?|,?\s*"withheld": \d+)', b"", data)
    return re.sub(rb"\s+", b" ", re.sub(rb"iraq\.yaml:\d+", b"iraq.yaml", data))


@pytest.mark.parametrize("arguments", PAGES, ids=" ".join)
def test_a_page_is_made_as_if_it_were_not_there(arguments, packs, tmp_path, capsys, monkeypatch):
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir(), second.mkdir()
    public = made(arguments, first, capsys)
    monkeypatch.setattr(read, "PACK", packs)
    found = made(arguments, second, capsys)
    assert found.keys() == public.keys()
    for name, data in found.items():
        assert leaks(data) == []
        if not name.endswith("docx"):
            assert compared(data) == compared(public[name]), name


def test_a_page_says_how_many_were_left_out_and_not_what(with_internal, tmp_path, capsys):
    for form in ("text", "html", "markdown", "docx", "twin"):
        main(["dossier", "iraq-2015", "badr-organisation", "--format", form, "--out", str(tmp_path / form)])
        text = b"".join(parts((tmp_path / form).read_bytes())).decode("utf-8", "ignore")
        assert "Left out, as marked internal: 5 claims." in " ".join(text.split())
    main(["dossier", "iraq-2015", "badr-organisation", "--json"])
    assert json.loads(capsys.readouterr().out)["withheld"] == 5
    main(["dossier", "iraq-2015", "--graph", str(tmp_path / "g.csv")])
    assert "Left out, as marked internal: 5 claims." in capsys.readouterr().err


@pytest.mark.slow
def test_a_run_and_all_that_is_made_of_it_hold_nothing_of_it(with_internal, tmp_path, capsys):
    case = tmp_path / "iraq-2015"
    shutil.copytree(SRC / "cases/iraq-2015", case)
    spec = yaml.safe_load((case / "case.yaml").read_text("utf-8"))
    small = {"sizes": {"points": 4, "particles": 2, "block": 4, "filter": 64}, "horizon_months": 4, "charters": ["p10-individuals"]}  # fmt: skip
    (case / "case.yaml").write_text(yaml.safe_dump(spec | small), "utf-8")
    out, printed = tmp_path / "out", b""
    out.mkdir()
    for arguments in (
        ["brief", str(case), "--runs", str(out / "runs"), "--out", str(out / "brief.html")],
        ["memo", str(out / "brief.html"), "--out", str(out / "memo.docx")],
        ["defence", str(out / "brief.html"), "--json"],
        *(["export", "RUN", "--to", form, "--out", str(out / f"as-{form}")] for form in ("csv", "xlsx", "docx", "hub")),
        ["compare", str(case), "--json"],
        ["passage", str(case)],
        ["roster", str(case), "--size", "2000", "--out", str(out / "roster.csv")],
        [
            "plan",
            f"{case}/charters/p10-individuals.yaml",
            "--roster",
            str(out / "roster.csv"),
            "--country",
            "iraq",
            "--base",
            f"{case}/charters/status-quo.yaml",
            "--out",
            str(out / "plan"),
        ],
    ):
        named = [str(next((out / "runs").iterdir())) if a == "RUN" else a for a in arguments]
        assert main(named) in (0, 1), (named, capsys.readouterr().err)
        printed += capsys.readouterr().out.encode()
    run = next((out / "runs").iterdir())
    printed += run_all(
        (["verify", str(run), "--files-only"], ["verify", str(run)], ["verify", str(run), "--json"]), capsys
    )
    assert leaks(printed) == []
    written = files(out)
    assert len(written) > 30 and {n: w for n, data in written.items() if (w := leaks(data))} == {}
    page = next(data for name, data in written.items() if name == "brief.html").decode()
    assert "Claims marked internal enter nothing here: " in page


def run_all(calls, capsys):
    """Run calls; give all that they printed."""
    printed = b""
    for arguments in calls:
        assert main(arguments) in (0, 1), (arguments, capsys.readouterr().err)
        told = capsys.readouterr()
        printed += told.out.encode() + told.err.encode()
    return printed


def test_starting_a_case_and_facts_hold_nothing_of_it(with_internal, tmp_path, capsys, rows, write):
    """``new``, ``facts`` and the dossiers of the folder, with claims marked internal in the country's pack."""
    out = tmp_path / "out"
    out.mkdir()
    printed = run_all(
        (
            ["new", "mine", "--events", str(write(rows)), "--country", "Iraq", "--out", str(out)],
            ["facts", "--json"],
            ["dossier", str(out / "mine"), "badr", "--out", str(out / "badr.html")],
            ["dossier", str(out / "mine"), "--json"],
        ),
        capsys,
    )
    assert leaks(printed) == []
    written = files(out)
    assert len(written) > 5 and {n: w for n, data in written.items() if (w := leaks(data))} == {}


@pytest.mark.slow
def test_a_plan_and_its_check_hold_nothing_of_it(with_internal, tmp_path, capsys):
    out, case = tmp_path / "out", str(SRC / "cases/iraq-2015")
    out.mkdir()
    charter, base = f"{case}/charters/p10-individuals.yaml", f"{case}/charters/status-quo.yaml"
    printed = run_all(
        (
            ["roster", "iraq-2015", "--size", "300", "--out", str(out / "roster.csv")],
            ["plan", charter, "--roster", str(out / "roster.csv"), "--country", "iraq", "--base", base, "--out", str(out / "plan")],
            ["verify-plan", str(out / "plan"), "--json"],
            ["verify-plan", str(out / "plan")],
        ),
        capsys,
    )  # fmt: skip
    assert leaks(printed) == []
    written = files(out)
    assert len(written) > 5 and {n: w for n, data in written.items() if (w := leaks(data))} == {}


@pytest.mark.slow
def test_a_hindcast_holds_nothing_of_it(with_internal, tmp_path, capsys, rows, write):
    out = tmp_path / "scores"
    origin = ["--origins", "2014-12", "--leads", "1", "--draws", "20", "--unit", "country"]
    call = ["hindcast", "--events", str(write(rows)), "--country", "Iraq", *origin, "--out", str(out)]
    assert leaks(run_all((call,), capsys)) == []
    written = files(out)
    assert len(written) > 2 and {n: w for n, data in written.items() if (w := leaks(data))} == {}


def test_a_folders_own_internal_claims_leave_in_nothing(packs, tmp_path, capsys, rows, write):
    """The same where the marked claims are the case's own: dossier, list, graph, gate, and what its cut-off drops."""
    case, out = tmp_path / "mine", tmp_path / "out"
    out.mkdir()
    assert main(["new", "mine", "--events", str(write(rows)), "--country", "Iraq", "--out", str(tmp_path)]) == 0
    tree = yaml.safe_load((packs / "iraq.yaml").read_text("utf-8"))
    dropped = {"says": "size", "value": 4821397, "basis": "payroll", **MARKED, "when": "2001"}
    tree["claims"]["badr-organisation"] = [*tree["claims"]["badr-organisation"], dropped]
    (case / "claims.yaml").write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), "utf-8")
    request = yaml.safe_load((SRC / "cases/iraq-2015/request.yaml").read_text("utf-8"))
    (case / "request.yaml").write_text(yaml.safe_dump(request, allow_unicode=True), "utf-8")
    capsys.readouterr()
    printed = run_all(
        (
            ["dossier", str(case), "badr", "--format", "docx", "--out", str(out / "d.docx")],
            ["dossier", str(case), "badr", "--format", "text", "--out", str(out / "d.text")],
            ["dossier", str(case), "--json"],
            ["dossier", str(case), "--graph", str(out / "g.csv")],
            ["gate", str(case), "--out", str(out / "gate.twin.json")],
            ["gate", str(case)],
        ),
        capsys,
    )
    assert leaks(printed) == []
    assert {n: w for n, data in files(out).items() if (w := leaks(data))} == {}
    assert "Left out, as marked internal: " in " ".join((out / "d.text").read_text("utf-8").split())


def test_on_a_terminal_it_may_be_read_and_is_marked(with_internal, capsys, monkeypatch):
    import sys

    monkeypatch.setattr(type(sys.stdout), "isatty", lambda self: True, raising=False)
    main(["dossier", "iraq-2015", "badr-organisation"])
    out = " ".join(capsys.readouterr().out.split())
    assert f"{WORD} object" in out and ", private-admission; internal" in out
    assert "On this screen only, as marked internal: 5 claims." in out
    main(["dossier", "iraq-2015", "badr-organisation", "--json"])
    assert leaks(capsys.readouterr().out.encode()) == []


def page_with(place):
    """Return a page with the planted word in one place."""
    word = f"{WORD} quote"
    blocks = {
        "paragraph": Paragraph((word,)),
        "sentence": Paragraph((Sentence(word, "r"),)),
        "quoted": Listing((Quoted(word),)),
        "heading": Heading(word),
        "code": Code(word),
        "cell": Table("c", ("a",), (Row((word,)),)),
        "lines of a cell": Table("c", ("a",), (Row((("b", word),)),)),
        "caption": Table(word, ("a",), (Row(("b",)),)),
        "alt": Picture("<svg/>", word),
        "svg": Picture(f"<svg><text>{word}</text></svg>", "a"),
        "fold": Fold("f", (Paragraph((word,)),)),
        "callout": Callout((word,), ()),
        "label": Lines((word,)),
        "table": Files((File("t", "title", pd.DataFrame({"a": [word]})),)),
        "figure": Figure("f", word, "u", "s", "2015-06", (), File("t", "t", pd.DataFrame({"a": [1]}))),
        "drawing": Figure("f", "t", "u", "s", "2015-06", (Cell(None, word),), File("t", "t", pd.DataFrame({"a": [1]}))),
    }
    document = Document("t", (section("s", blocks.get(place, Paragraph(("plain",)))),))
    whole = {
        "title": {"title": word},
        "under": {"under": word},
        "source": {"sources": (SourceEntry("a", word),)},
        "foot": {"foot": word},
        "data": {"data": {"deep": [{"claim": word}]}},
        "script": {"script": PageScript("", data={"edges": [word]})},
    }
    return replace(document, **whole.get(place, {}))


PLACES = (
    "paragraph", "sentence", "quoted", "heading", "code", "cell", "lines of a cell", "caption", "alt", "svg", "fold",
    "callout", "label", "table", "figure", "drawing", "title", "under", "source", "foot", "data", "script",
)  # fmt: skip


@pytest.mark.parametrize("form", WRITERS)
def test_no_writer_sets_its_words_wherever_they_were_put(form, tmp_path):
    withhold([f"{WORD} quote"])
    for place in PLACES:
        with pytest.raises(NotForExport) as told:
            save(page_with(place), tmp_path / "page", form)
        assert WORD not in str(told.value) and "page 'page'" in str(told.value), place
    with pytest.raises(NotForExport):
        save_with_twin(page_with("cell"), tmp_path / "page.html")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", WRITERS)
def test_no_writer_sets_a_page_that_shows_them(form, tmp_path):
    with pytest.raises(NotForExport, match="shows claims marked internal"):
        save(replace(page_with(""), internal=2), tmp_path / "page", form)
    assert list(tmp_path.iterdir()) == []


def zipped(word):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:t>{word[:6]}</w:t><w:t>{word[6:]}</w:t>")
    return out.getvalue()


def test_no_file_is_put_in_place_that_holds_them(tmp_path):
    word = 'said "quietly" – in Erbil'
    withhold([word])
    wrapped = word.replace(" in", "\n   in")
    for data in (
        word.encode(),
        json.dumps([word]).encode(),
        wrapped.encode(),
        zipped(word),
        gzip.compress(word.encode()),
    ):
        with pytest.raises(NotForExport):
            write_bytes(tmp_path / "a.bin", data)
    with pytest.raises(NotForExport), replacing(tmp_path / "a.parquet") as draft:
        pd.DataFrame({"a": ["x", word]}).to_parquet(draft)
    for folder in (new_folder(tmp_path / "n"), replacing_folder(tmp_path / "r", "plan")):
        with pytest.raises(NotForExport, match=r"claims\.yaml"), folder as draft:
            (draft / "claims.yaml").write_text(f"quote: {word}", "utf-8")
    with pytest.raises(NotForExport):
        write_text(tmp_path / "a.csv", f'1,"{word.replace(chr(34), chr(34) * 2)}"')
    assert list(tmp_path.iterdir()) == []


def test_words_that_public_claims_use_too_are_not_held_back(with_internal):
    shared = load_claims("iraq").claims[0].source.title
    assert shared and not handling.holds_withheld(shared) and handling.holds_withheld(f"x {WORD} quote y")


WRITING = {
    "write_text", "write_bytes", "to_parquet", "to_netcdf", "to_excel", "write_table", "save", "savez",
    "dump", "copyfile", "copyfileobj", "copytree", "write_graphml", "write_row_group", "symlink_to", "ParquetWriter",
}  # fmt: skip
GATES = {"replacing", "replacing_pair", "replacing_folder", "numbered_folder", "new_folder", "put"}


def test_every_place_that_writes_a_file_is_behind_the_gate():
    """A file is written inside ``with replacing…`` or by ``documents.files``; the functions below are handed the draft."""
    found = set()
    for file in SRC.rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        for function in [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]:
            behind = {
                id(inner)
                for block in ast.walk(function)
                if isinstance(block, ast.With)
                and any(
                    GATES & {n.id for n in ast.walk(i.context_expr) if isinstance(n, ast.Name)} for i in block.items
                )
                for inner in ast.walk(block)
            }
            for call in [n for n in ast.walk(function) if isinstance(n, ast.Call)]:
                opened = isinstance(call.func, ast.Attribute | ast.Name) and ast.unparse(call.func).split(".")[-1] in (
                    "open",
                    "fdopen",
                )
                writes = isinstance(call.func, ast.Attribute) and call.func.attr in WRITING
                modes = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                writes |= opened and any(re.fullmatch(r"[wax]b?\+?", m) for m in modes)
                if writes and id(call) not in behind:
                    found.add(f"{file.relative_to(SRC).as_posix()}: {function.name}")
    assert found == set(NOT_WITHIN), sorted(found ^ set(NOT_WITHIN))


NOT_WITHIN = {  # what writes outside such a block, and why nothing leaves by it
    "workbench/serve/claims_work.py: _read": "a child's own copy of an edited claim, read again and gone with its folder",
    "workbench/serve/evidence_pages.py: edit": "the workspace's own store of edits, which leaves by the export alone",
    "documents/cells.py: workbook_bytes": "into memory",
    "documents/file_list.py: seal": "handed the draft of the run's folder",
    "documents/files.py: replacing_folder": "the list of a folder's files, by the gate itself",
    "documents/files.py: ask_writable": "an empty file, made and taken away to see whether one can be",
    "documents/packed.py: copy": "an input, unpacked for reading",
    "documents/packed.py: unpack_gzip": "an input, unpacked for reading",
    "evidence/releases.py: _opened": "a part of an input, as it comes from the net",
    "forecast/draws_file.py: write_pieces": "handed a draft",
    "forecast/hindcast.py: hindcast": "handed a draft by _put",
    "forecast/hindcast.py: one_origin": "handed a draft by _put",
    "futures/project.py: _filled": "checkpoints: arrays of numbers, put in place by futures/checkpoints.py",
    "futures/project.py: take": "checkpoints: arrays of numbers, put in place by futures/checkpoints.py",
    "induction/roster.py: _csv": "handed a draft",
    "induction/roster.py: _excel": "handed a draft",
    "induction/roster.py: _parquet": "handed a draft",
    "randomness/provenance.py: packed": "into memory",
    "report/docx.py: as_docx": "into memory",
    "report/pdf.py: write_pdf": "handed a draft by study/export.py, which has read the page for such words",
    "study/export.py: _docx": "handed a draft",
    "study/export.py: _netcdf": "handed a draft",
    "study/export.py: _package": "handed a draft",
    "study/export.py: _parquet": "handed a draft",
    "study/export.py: _xlsx": "handed a draft",
    "study/export.py: _csv": "handed a draft",
    "study/export.py: _forecast": "handed a draft",
    "study/export.py: make": "handed a draft",
    "study/export.py: put": "handed a draft",
    "study/run_folder.py: _parquet": "handed the draft of the run's folder",
    "study/run_folder.py: _describe": "handed the draft of the run's folder",
    "study/new_case.py: _write": "handed the draft of the case's folder",
    "study/run_folder.py: fill": "handed the draft of the run's folder",
    "workbench/opened.py: put": "an input, written into a folder of its own for reading",
    "workbench/serve/job.py: _documents": "handed a draft",
    "workbench/serve/job.py: amend": "handed a draft by _result, which is replacing_folder",
    "workbench/serve/job.py: _tracked": "handed a draft by _result, which is replacing_folder",
    "workbench/serve/bill_pages.py: take": "the workspace's own save, which writes by documents/files.py",
    "workbench/serve/jobs.py: _put_private": "what a person gave a job, for that job to read",
    "workbench/serve/jobs.py: _started": "what a job's process says, kept for the person who started it",
    **{
        f"workbench/serve/charter_pages.py: {name}": "the workspace's own save, which writes by documents/files.py"
        for name in ("answer", "decide", "fix", "restore", "save", "save_typed", "take_amended")
    },
}

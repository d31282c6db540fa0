"""Every verb that reads YAML, found from the command line itself, given files that mean harm: one located line, code 3.

``TAKES`` says of every argument that may name a file what it takes. A new verb with such an argument fails the first
test until it has its row.
"""

import inspect
import shutil
import typing
from pathlib import Path

import pytest

import tether
from tether.cli import app

CASES = Path(tether.__file__).parent / "cases"
GOOD = str(CASES / "libya-2015" / "charters" / "p3-bypass.yaml")
A_LAW = Path(__file__).parents[1] / "data" / "laws" / "example-guard-law.en.txt"
WRITES, TABLE, RUN, NAME = "is written", "events, a table or polygons", "a finished run: JSON and HTML", "a name"

# (verb, argument) -> the call with FILE (the hostile file) or CASE (a folder with it as case.yaml), or why it reads
# none
TAKES = {
    ("amend", "file"): "amend FILE",
    ("amend", "prices"): TABLE,
    ("amend", "out"): WRITES,
    ("amend", "into"): "a law's own text",
    ("amend", "page"): WRITES,
    ("amend", "certificate"): WRITES,
    ("amend", "plan"): RUN,
    ("amend", "base"): f"amend {GOOD} --base FILE",
    ("brief", "case"): "brief CASE --dry-run",
    ("brief", "charter"): "brief libya-2015 --charter FILE --dry-run",
    ("brief", "out"): WRITES,
    ("brief", "runs"): WRITES,
    ("brief", "worlds"): "brief libya-2015 --worlds FILE --dry-run",
    ("check", "files"): "check FILE",
    ("check", "out"): WRITES,
    ("check", "into"): "a law's own text",
    ("after-designs", "charter"): "after-designs FILE --trials 0",
    ("after-designs", "cases"): "after-designs --cases FILE --trials 0",
    ("after-designs", "out"): WRITES,
    ("check", "base"): f"check {GOOD} --base FILE",
    ("check", "config"): "settings: TOML",
    ("check", "baseline"): "a baseline: JSON",
    ("code", "form"): WRITES,
    ("code", "filled"): "a workbook",
    ("code", "charter"): "code --form TMP/form.xlsx --charter FILE",
    ("code", "out"): WRITES,
    ("compare", "case"): "compare CASE",
    ("compare", "charter"): "compare libya-2015 --charter FILE",
    ("compare", "worlds"): "compare libya-2015 --worlds FILE",
    ("data add", "file"): TABLE,
    ("data add", "folder"): WRITES,
    ("data add", "displacement"): TABLE,
    ("data check", "file"): TABLE,
    ("data cite", "file"): TABLE,
    ("data fetch", "country"): NAME,
    ("data fetch", "token_file"): "a word",
    ("data fetch", "out"): WRITES,
    ("data list", "folder"): TABLE,
    ("defence", "run"): RUN,
    ("diff", "charters"): "beside two texts of a law: read as those of diff",
    ("diff", "out"): WRITES,
    ("diff", "before"): f"diff FILE {GOOD}",
    ("diff", "after"): f"diff {GOOD} FILE",
    ("diff", "base"): f"diff {GOOD} {GOOD} --base FILE",
    ("dossier", "case"): "dossier CASE",
    ("dossier", "actor"): NAME,
    ("dossier", "out"): WRITES,
    ("dossier", "graph"): WRITES,
    ("explain", "code"): NAME,
    ("explain", "out"): WRITES,
    ("gate", "request"): "gate FILE",
    ("gate", "listed"): "a table or FollowTheMoney JSON",
    ("gate", "out"): WRITES,
    ("hindcast", "case"): "hindcast CASE --origins 2014-12 --out TMP/out",
    ("hindcast", "series"): TABLE,
    ("hindcast", "out"): WRITES,
    ("hindcast", "boundaries"): TABLE,
    ("law anchors", "charter"): "law anchors FILE",
    ("law anchors", "law"): "a law's own text",
    ("law anchors", "since"): "a law's own text",
    ("law check", "file"): "a law's own text",
    ("law check", "out"): WRITES,
    ("law code", "law"): "a law's own text",
    ("law code", "proposals"): f"law code {A_LAW} --proposals FILE",
    ("law code", "confirm"): f"law code {A_LAW} --confirm FILE",
    ("law code", "out"): WRITES,
    ("law coverage", "charter"): "law coverage FILE",
    ("law coverage", "law"): "a law's own text",
    ("law import", "file"): "a law's own text",
    ("law import", "out"): WRITES,
    ("law-status", "country"): NAME,
    ("law-status", "out"): WRITES,
    ("export", "run"): RUN,
    ("export", "out"): WRITES,
    ("memo", "run"): RUN,
    ("memo", "out"): WRITES,
    ("migrate", "files"): "migrate FILE --dry-run",
    ("migrate", "out"): WRITES,
    ("new", "name"): NAME,
    ("new", "boundaries"): TABLE,
    ("new", "out"): WRITES,
    ("passage", "case"): "passage CASE",
    ("passage", "charter"): "passage iraq-2015 --charter FILE",
    ("plan", "charter"): "plan FILE --roster TMP/none.csv --country libya --out TMP/plan",
    ("plan", "roster"): TABLE,
    ("plan", "mapping"): "plan libya-2015/p10-individuals --mapping FILE --dry-run",
    ("plan", "editions"): "a ledger: JSON",
    ("plan", "out"): WRITES,
    ("plan", "base"): f"plan {GOOD} --base FILE --roster TMP/none.csv --country libya --out TMP/plan",
    ("questions", "file"): "questions FILE",
    ("questions", "base"): f"questions {GOOD} --base FILE",
    ("questions", "law"): "a law's own text",
    ("questions", "out"): WRITES,
    ("roster", "case"): "roster CASE --size 10 --out TMP/roster.csv",
    ("roster", "out"): WRITES,
    ("verify", "run"): RUN,
    ("verify-amendment", "certificate"): "a proof: JSON",
    ("verify-amendment", "file"): "beside a proof: read as that of amend",
    ("verify-amendment", "prices"): TABLE,
    ("verify-amendment", "base"): "beside a proof: read as that of amend",
    ("verify-plan", "folder"): "a plan: JSON and Parquet",
    ("verify-plan", "roster"): TABLE,
    ("serve", "workspace"): "its own folder: versions as JSON",
    ("serve", "cert"): "a certificate",
    ("serve", "key"): "a certificate's key",
    ("verify-plan", "mapping"): "beside a plan folder: read as that of plan",
    ("verify-plan", "base"): "beside a plan folder: read as that of plan",
}
CALLS = {key: call for key, call in TAKES.items() if "FILE" in call or "CASE" in call}


def _brackets(path):
    path.write_text("[" * 100_000, "utf-8")


def _aliases(path):
    path.write_text("a: &a b\nc: [" + "*a," * 1_000_000 + "]\n", "utf-8")


def _laughs(path):
    lines = [f"k{n}: &k{n} [{', '.join([f'*k{n - 1}'] * 10)}]" for n in range(1, 9)]
    path.write_text("\n".join(["k0: &k0 x", *lines]), "utf-8")


def _latin(path):
    path.write_bytes("id: caf\xe9\n".encode("latin-1"))


HOSTILE = {
    "100,000 brackets": (_brackets, "more than 64 levels"),
    "1,000,000 aliases": (_aliases, "more than 400,000 values"),
    "a billion laughs": (_laughs, "more than 400,000 values"),
    "no UTF-8": (_latin, "bytes that are not UTF-8"),
    "a folder": (Path.mkdir, "a folder"),
}


def _verbs(typer_app, above=""):
    for command in typer_app.registered_commands:
        yield f"{above}{command.name or command.callback.__name__}".strip(), command.callback
    for group in typer_app.registered_groups:
        yield from _verbs(group.typer_instance, f"{group.name} ")


def _may_name_a_file(kind, default):
    return "Path" in str(kind) or type(default).__name__ == "ArgumentInfo"


def test_every_argument_that_may_name_a_file_has_its_row():
    found = set()
    for verb, call in _verbs(app._app()):
        kinds = typing.get_type_hints(call)
        for name, parameter in inspect.signature(call).parameters.items():
            if _may_name_a_file(kinds[name], parameter.default):
                found.add((verb, name))
    assert found == set(TAKES), "each argument that may name a file says in TAKES what it takes"


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("argument", CALLS, ids=lambda a: " ".join(a))
def test_a_hostile_file_is_one_located_line_and_code_3(argument, kind, tmp_path, capsys):
    make, says = HOSTILE[kind]
    call, path = CALLS[argument], tmp_path / "hostile.yaml"
    if "CASE" in call:
        (tmp_path / "case").mkdir()
        path = tmp_path / "case" / "case.yaml"
    make(path)
    places = {"FILE": path, "CASE": tmp_path / "case", "TMP": tmp_path}
    line = [str(places.get(word, word)).replace("TMP", str(tmp_path)) for word in call.split()]
    assert app.run(line) == 3
    told = capsys.readouterr().err
    assert says in told or (kind == "a folder" and "no such file" in told), told
    assert path.name in told.partition(": ")[0] and told.count("\n") == 1, told
    if kind not in ("a folder",):
        assert told.partition(": ")[0].split(":")[1].isdigit(), told


FILES_OF_A_CASE = {
    "charters/status-quo.yaml": lambda case: case.charters,
    "charters/p3-bypass.yaml": lambda case: case.charters,
    "request.yaml": lambda case: case.screening,
    "claims.yaml": lambda case: case.claims,
    "actors.yaml": lambda case: case.theatre.actors,
    "theatre.yaml": lambda case: case.theatre,
}


@pytest.mark.parametrize("kind", [k for k in HOSTILE if k != "a folder"])
@pytest.mark.parametrize("name", FILES_OF_A_CASE)
def test_so_is_every_file_of_a_case(name, kind, tmp_path):
    from tether.errors import InputError
    from tether.study import open_case

    folder = Path(shutil.copytree(CASES / "libya-2015", tmp_path / "mine"))
    if name in ("theatre.yaml", "actors.yaml"):
        (folder / "theatre.yaml").write_text("id: x\nname: X\ncountry: LBY\nplaces: [{id: a, name: A}]\n")
        text = (folder / "case.yaml").read_text("utf-8").replace("country: libya", "country: theatre.yaml")
        (folder / "case.yaml").write_text(text, "utf-8")
    make, says = HOSTILE[kind]
    make(folder / name)
    with pytest.raises(InputError, match=says) as caught:
        FILES_OF_A_CASE[name](open_case(folder))
    assert len(caught.value.problems) == 1
    problem = caught.value.problems[0]
    assert problem.where.endswith(Path(name).name) and problem.line >= 1

"""What the command line prints: no code of a file's steers the terminal, no encoding ends in a traceback."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import tether
from tether.cli import main
from tether.documents.visible import HIDDEN

SRC = Path(tether.__file__).parent
EVIL = "\x1b[2J\u202e"
CHARTER = """\
charter: "0.3"
meta: {id: g, title: "red \\e[31m and \\u202e turned"}
"""


def run(*arguments, encoding):
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    code = "import sys; from tether.cli import main; sys.exit(main(sys.argv[1:]))"
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, env=environment)


@pytest.mark.parametrize(
    ("encoding", "arguments"),
    [
        ("latin-1", ("check", "--help")),
        ("latin-1", ("explain", "IND03")),
        ("cp1252", ("dossier", "iraq-2015", "badr-organisation")),
        ("ascii", ("passage", "iraq-2015")),
    ],
)
def test_a_terminal_that_lacks_letters_gets_escapes_and_one_line(encoding, arguments):
    done = run(*arguments, encoding=encoding)
    said = done.stderr.decode(encoding)
    assert done.returncode == 0 and "Traceback" not in said
    out = done.stdout.decode(encoding)
    assert said.count("\n") == ("\\u" in out) and (not said or "this terminal or pipe takes" in said)


def test_json_stays_json_in_any_encoding():
    done = run("dossier", "iraq-2015", "badr-organisation", "--json", encoding="ascii")
    assert "بدر" in json.dumps(json.loads(done.stdout.decode("ascii")), ensure_ascii=False)


def test_a_page_in_a_pipe_is_in_the_encoding_that_it_names():
    done = run("dossier", "iraq-2015", "badr-organisation", "--format", "html", encoding="latin-1")
    assert "بدر" in done.stdout.decode("utf-8") and not done.stderr


def test_a_charters_words_do_not_steer_the_terminal(tmp_path, capsys):
    file = tmp_path / "g.yaml"
    file.write_text(CHARTER, "utf-8")
    main(["check", str(file)])
    out = capsys.readouterr()
    assert out.out + out.err and HIDDEN.search(out.out + out.err) is None


def test_colours_are_ours_and_nothing_else_is():
    from tether.charter.reports.text import PAINT, PLAIN, _line

    words = {"code": "IND03", "severity": "stop", "message": EVIL, "short_place": f"{EVIL}.yaml:1", "article": EVIL}
    line = _line(SimpleNamespace(**words, partly=False), True)
    assert line.count(PAINT["stop"]) == line.count(PLAIN) == 1
    assert HIDDEN.search(line.replace(PAINT["stop"], "").replace(PLAIN, "")) is None


@pytest.mark.parametrize("arguments", [["brief", "a\x1b[2J\u202e"], ["check", "x\x9b.yaml"], ["\x1b[31m"]])
def test_no_message_does(arguments, capsys):
    assert main(arguments) in (2, 3)
    said = capsys.readouterr().err
    assert said and HIDDEN.search(said) is None


def test_nothing_else_prints():
    found = set()
    for file in SRC.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if name in ("print", "typer.echo", "sys.stdout.write", "sys.stderr.write"):
                found.add(file.relative_to(SRC).as_posix())
    assert found == {"cli/screen.py"}

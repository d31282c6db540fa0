"""The door of the workbench: the same bytes as the command line, one message for what is wrong, and never a traceback."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tether.charter.drafting import Draft
from tether.charter.library import names, text_of
from tether.cli import main
from tether.law.coding_rows import form_of, form_text
from tether.law.proposing import proposals_of
from tether.law.read import read_law
from tether.workbench.door import ACTIONS, Door

SRC = Path(__file__).parents[2] / "src"
BILL = Path(__file__).parents[1] / "data" / "laws" / "new" / "canal-wardens.en.txt"
GUARD = "example-guard-law"
SPOILT = text_of(GUARD).replace("via: bank", "via: commander")


@pytest.fixture
def door():
    return Door()


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def charter(name, text=None):
    return {"name": f"{name}.yaml", "text": text_of(name) if text is None else text}


def packed(path):
    return {"name": path.name, "data": base64.b64encode(path.read_bytes()).decode()}


def done(answer):
    assert answer["ok"], answer
    return answer


def data(answer):
    return base64.b64decode(done(answer)["file"]["data"])


@pytest.mark.parametrize("name", names())
def test_report_and_letter_are_the_command_lines_bytes(name, door, here):
    file = here / f"{name}.yaml"
    file.write_text(text_of(name), "utf-8")
    main(["check", file.name, "--json", "--no-config", "--out", "a.json"])
    main(["check", file.name, "--format", "html", "--no-config", "--out", "a.html"])
    assert main(["questions", file.name, "--no-config", "--language", "ar", "--out", "b.md"]) == 0
    asked = {"charter": charter(name)}
    assert data(door.answer({"do": "report", "form": "json", **asked})) == (here / "a.json").read_bytes()
    assert data(door.answer({"do": "report", "form": "html", **asked})) == (here / "a.html").read_bytes()
    assert data(door.answer({"do": "letter", "form": "md", "language": "ar", **asked})) == (here / "b.md").read_bytes()
    shown = done(door.answer({"do": "check", "language": "fr", **asked}))
    told = json.loads((here / "a.json").read_text("utf-8"))
    assert [f["message"] for f in shown["findings"] if f["state"] == "question"] == [
        f["message"] for f in told["questions"]
    ]
    assert shown["counts"]["silence"] == told["silences"]


def test_a_bill_becomes_the_charter_that_the_command_line_makes(door, here):
    (here / BILL.name).write_bytes(BILL.read_bytes())
    law = packed(BILL)
    rows = done(door.answer({"do": "propose", "law": law}))["rows"]
    taken = [{"number": r["number"], "state": "confirmed"} for r in rows if not r["missing"] and r["number"][0] == "r"]
    made = done(door.answer({"do": "confirm", "law": law, "rows": taken, "form": "form.yaml"}))
    numbers = {row["number"] for row in taken}
    form = form_of(proposals_of(read_law(Path(BILL.name))))
    lines, number = [], ""
    for line in form_text(form, "yaml").splitlines():
        number = line.removeprefix("  - row: ").strip('"') if line.startswith("  - row: ") else number
        lines.append(
            line.replace("proposed", "confirmed") if line.startswith("    state:") and number in numbers else line
        )
    Path("form.yaml").write_text("\n".join(lines) + "\n", "utf-8")
    main(["law", "code", BILL.name, "--confirm", "form.yaml", "--out", "canal.yaml"])
    assert made["charter"]["text"] == Path("canal.yaml").read_text("utf-8")
    shown = done(door.answer({"do": "check", "charter": made["charter"], "law": law}))
    assert {f["unit"] for f in shown["findings"]} > {""}  # findings stand at articles of the bill
    assert done(door.answer({"do": "coverage", "charter": made["charter"], "law": law}))["sentence"]
    main(["questions", "canal.yaml", "--law", BILL.name, "--no-config", "--out", "letter.html"])
    asked = {"do": "letter", "form": "html", "law": law, "charter": {**made["charter"], "name": "canal.yaml"}}
    assert data(door.answer(asked)) == Path("letter.html").read_bytes()


def test_an_answer_is_written_where_it_is_asked_for_and_settles_what_waits(door):
    asked = charter("libya-shield-2012")
    questions = done(door.answer({"do": "questions", "charter": asked}))["questions"]
    settled = [q["settles"] for q in questions]
    assert settled == sorted(settled, reverse=True) and settled[0] > 1
    first = questions[0]
    open_before = done(door.answer({"do": "check", "charter": asked}))["counts"]["question"]
    after = done(door.answer({"do": "answer", "charter": asked, "path": first["path"], "value": "defence"}))["charter"]
    found = done(door.answer({"do": "check", "charter": after}))
    assert found["counts"]["question"] < open_before
    assert all(
        q["path"] != first["path"] for q in done(door.answer({"do": "questions", "charter": after}))["questions"]
    )


@pytest.mark.parametrize("name", ["libya-shield-2012", "syria-sdf-2025", "nepal-seven-points-2011"])
def test_every_question_of_the_interview_takes_none_and_unknown_or_says_why_not(name, door):
    asked = charter(name)
    for question in done(door.answer({"do": "questions", "charter": asked, "language": "ar"}))["questions"]:
        for word in ("none", "unknown"):
            made = door.answer({"do": "answer", "charter": asked, "path": question["path"], "value": word})
            assert made["ok"] or (made["kind"] == "input" and made["problems"][0]["path"]), made


def test_a_fault_is_fixed_and_gone(door):
    asked = charter(GUARD, SPOILT)
    found = [f for f in done(door.answer({"do": "check", "charter": asked}))["findings"] if f["path"] == "pay.0.via"]
    code = found[0]["code"]
    ways = done(door.answer({"do": "ways", "charter": asked, "code": code, "path": "pay.0.via"}))["fixes"]
    title = next(w["title"] for w in ways if "bank" in w["title"])
    fix = {"do": "fix", "charter": asked, "code": code, "path": "pay.0.via", "title": title}
    after = done(door.answer(fix))["charter"]
    assert not [f for f in done(door.answer({"do": "check", "charter": after}))["findings"] if f["path"] == "pay.0.via"]
    assert "is offered" in door.answer({**fix, "title": "make tea"})["error"]


def test_marks_hover_and_offers_are_the_drafts(door):
    asked, draft = charter(GUARD, SPOILT), Draft().with_text(SPOILT, f"{GUARD}.yaml")
    marks = done(door.answer({"do": "marks", "charter": asked}))["marks"]
    assert [(m["line"], m["column"], m["code"], m["message"]) for m in marks] == [
        (m.at.line, m.at.column, m.code, m.message) for m in draft.marks
    ]
    line = next(n for n, text in enumerate(SPOILT.splitlines(), 1) if "via: commander" in text)
    at = {"line": line, "column": SPOILT.splitlines()[line - 1].index("commander") + 2}
    hover = done(door.answer({"do": "hover", "charter": asked, **at}))
    assert hover["markdown"] == draft.explained(at["line"], at["column"])[0]
    offers = [o["label"] for o in done(door.answer({"do": "complete", "charter": asked, **at}))["offers"]]
    assert offers == [c.label for c in draft.completions(at["line"], at["column"])] and "bank" in offers
    broken = {**asked, "text": SPOILT.replace("pay:", "pay: {")}
    kept = done(door.answer({"do": "marks", "charter": broken}))
    assert not kept["reads"] and len(kept["marks"]) > 1  # the findings of the last text that read stay


WRONG = [
    (None, "object"),
    ([], "object"),
    ({}, "no action"),
    ({"do": 3}, "expected a text"),
    ({"do": "checks"}, "did you mean 'check'"),
    ({"do": "check"}, "charter"),
    ({"do": "check", "charter": "x"}, "object"),
    ({"do": "check", "charter": {"name": "a/b.yaml", "text": ""}}, "without a folder"),
    ({"do": "check", "charter": {"name": "a.yaml", "text": 7}}, "text"),
    ({"do": "check", "charter": {"name": "a.yaml", "text": "x"}, "language": "de"}, "no language"),
    ({"do": "check", "charter": {"name": "a.yaml", "text": "x"}, "settings": {"world": "flat"}}, "world"),
    ({"do": "open", "file": {"name": "..", "data": ""}}, "plain name"),
    ({"do": "open", "file": {"name": "a.docx", "data": "###"}}, "base64"),
    ({"do": "open", "file": {"name": "a.docx", "data": "UEsDBA=="}}, "a.docx"),
    ({"do": "open", "file": {"name": "a.xlsx", "data": "UEsDBA=="}}, "a.xlsx"),
    ({"do": "open", "file": {"name": "a.yaml", "data": "/////w=="}}, "UTF-8"),
    ({"do": "open", "file": {"name": "a.exe", "data": "TVo="}}, "a.exe"),
    ({"do": "example", "name": "../../etc/passwd"}, "no charter"),
    ({"do": "propose"}, "law"),
    ({"do": "comment", "law": {"name": "a.txt", "data": "QXJ0aWNsZSAxCkEgcnVsZS4="}}, "no Word file"),
    ({"do": "hover", "charter": {"name": "a.yaml", "text": "x"}, "line": 0, "column": 1}, "whole number"),
    ({"do": "letter", "charter": {"name": "a.yaml", "text": "charter: 9"}}, "a.yaml:1"),
    ({"do": "letter", "charter": {"name": "g.yaml", "text": text_of(GUARD)}, "form": "exe"}, "no letter as"),
    ({"do": "letter", "charter": {"name": "g.yaml", "text": text_of(GUARD)}, "by": "soon"}, "a day"),
    ({"do": "report", "charter": {"name": "g.yaml", "text": text_of(GUARD)}, "form": "exe"}, "no report as"),
    (
        {"do": "answer", "charter": {"name": "g.yaml", "text": text_of(GUARD)}, "path": "pay.0.via", "value": "x"},
        "bank",
    ),
    (
        {"do": "answer", "charter": {"name": "g.yaml", "text": text_of(GUARD)}, "path": "pay.0.nix", "value": "x"},
        "path",
    ),
    (
        {"do": "answer", "charter": {"name": "g.yaml", "text": text_of(GUARD)}, "path": "meta", "value": "x"},
        "one value",
    ),
    ({"do": "answer", "charter": {"name": "g.yaml", "text": text_of(GUARD)}, "path": "pay.0.via", "value": 3}, "text"),
    ({"do": "explain", "code": "ZZZ99"}, "ZZZ99"),
]


@pytest.mark.parametrize("wrong, said", WRONG, ids=[str(n) for n in range(len(WRONG))])
def test_a_wrong_request_is_told_in_one_line_and_names_no_folder_of_this_machine(wrong, said, door):
    answer = door.answer(wrong)
    assert not answer["ok"] and said in answer["error"], answer
    assert "/tmp" not in answer["error"] and "tether-" not in answer["error"]
    assert answer["kind"] in ("input", "usage")
    assert len(answer["error"].splitlines()) == max(1, len(answer["problems"]))


def test_every_action_stands_under_nonsense(door):
    for name in ACTIONS:
        for part in (None, 7, "x", [], {"name": None}, {"name": "a.yaml", "text": "{" * 50}):
            request = {"do": name, **dict.fromkeys(("charter", "law", "file", "rows", "settings", "path"), part)}
            answer = door.answer(request)
            assert answer["ok"] or answer["kind"] in ("input", "usage", "not here"), (name, part, answer)
            json.dumps(answer)


def test_the_door_opens_without_any_package_of_an_extra(tmp_path):
    """The base install holds it, and says of amendments alone that they need more."""
    code = (
        "import sys, json\n"
        "class Refuse:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] in {'numpy','scipy','pandas','highspy','jax','xarray','docx'}:\n"
        "            raise ModuleNotFoundError(f'No module named {name!r}', name=name)\n"
        "sys.meta_path.insert(0, Refuse())\n"
        "from tether.workbench.door import answer\n"
        f"c = answer({{'do': 'example', 'name': '{GUARD}'}})['charter']\n"
        "print(json.dumps([answer({'do': d, 'charter': c, 'form': 'html'}) for d in ('check','letter','amend')]))\n"
    )
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(SRC), os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, cwd=tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    check, letter, amend = json.loads(done.stdout)
    assert check["ok"] and letter["ok"]
    assert amend["kind"] == "not here" and "extra 'cases'" in amend["error"]

"""A baseline knows a finding again by its place and its values, not by its line; only new ones count, and every stop."""

import json

import jsonschema
import pytest
from sarif_cut import SARIF

from tether.charter import VERSION, charter_from_text
from tether.charter.baseline import fingerprints
from tether.charter.check import check
from tether.charter.reports.github import as_commands, problems_as_commands
from tether.charter.reports.sarif import as_sarif
from tether.cli import main
from tether.errors import Problem

HEAD = f'charter: "{VERSION}"\n'
GUARD = HEAD + "meta: {id: law}\nforces:\n  - {id: g, status: new, own_budget: true, own_staff: true}\n"
PAY = "pay: [{force: g, via: commander}]\n"


def run(*argv):
    return main([str(a) for a in argv])


def prints(text):
    report = check(charter_from_text(text, "g.yaml", fragment=True), open_world=False)
    return dict(zip([(f.code, f.message) for f in report.findings], fingerprints(report), strict=True))


def test_lines_comments_layout_and_the_order_of_rows_do_not_count():
    one = prints(GUARD + PAY)
    other = prints(
        HEAD
        + "# moved\n\n"
        + PAY.replace("{force: g, via: commander}", "{via: commander,   force: g}")
        + "meta: {id: law}\nforces:\n  - {id: h}\n  - id: g\n    own_staff: true\n    own_budget: true\n    status: new  # c\n"
    )
    shared = [k for k in one if k in other and k[0] in ("CMD07", "PAY02")]
    assert {k[0] for k in shared} == {"CMD07", "PAY02"} and all(one[k] == other[k] for k in shared)


def test_a_changed_value_is_another_finding():
    one, other = (prints(HEAD + f"pay: [{{force: g, gap_days: {n}}}]") for n in (60, 90))
    code = next(k[0] for k in one if "60" in k[1])
    assert {v for k, v in one.items() if k[0] == code}.isdisjoint(v for k, v in other.items() if k[0] == code)


def test_findings_alike_have_prints_of_their_own():
    found = prints(HEAD + "waivers: [{rule: CMD04}]")
    assert len(set(found.values())) == len(found) > 2


@pytest.fixture
def law(tmp_path):
    path = tmp_path / "law.yaml"
    path.write_text(GUARD, "utf-8")
    return path


def test_only_what_is_new_counts(law, tmp_path, capsys):
    known = tmp_path / "known.json"
    asked = ("--world", "closed", "--baseline", known)
    assert run("check", law, *asked) == 3 and "known.json: cannot be read" in capsys.readouterr().err
    assert run("check", law, *asked, "--write-baseline") == 0
    assert "wrote" in capsys.readouterr().out
    assert run("check", law, *asked, "--fail-on", "note") in (0, 1)
    capsys.readouterr()
    law.write_text("# moved\n" + GUARD + PAY, "utf-8")
    assert run("check", law, *asked, "--json") == 1
    data = json.loads(capsys.readouterr().out)
    assert "PAY02" in {f["code"] for f in data["findings"]} and "CMD07" not in {f["code"] for f in data["findings"]}
    assert data["known"] > 5 and data["baseline"] == str(known) and all(f["fingerprint"] for f in data["findings"])
    law.write_text(GUARD.replace("own_staff: true", "own_staff: false"), "utf-8")
    run("check", law, *asked)
    assert "known findings left out" in (said := capsys.readouterr().out) and "gone: write it anew" in said


def test_no_stop_is_set_aside(tmp_path, capsys):
    law, known = tmp_path / "law.yaml", tmp_path / "known.json"
    text = "actors: [{id: a, state: true}, {id: b, state: true}]\ncommand: [{from: a, to: b, type: full}, {from: b, to: a, type: full}]\n"
    law.write_text(HEAD + text, "utf-8")
    run("check", law, "--baseline", known, "--write-baseline")
    assert "1 stop left out: a stop is never set aside" in capsys.readouterr().out
    assert run("check", law, "--baseline", known, "--json") == 1
    assert [f["code"] for f in json.loads(capsys.readouterr().out)["findings"]] == ["DEP01"]


def test_a_file_that_is_no_baseline_is_told(law, tmp_path, capsys):
    known = tmp_path / "known.json"
    known.write_text('{"baseline": 1, "findings": [{"code": 3}]}')
    assert run("check", law, "--baseline", known) == 3
    assert "findings.0.fingerprint" in capsys.readouterr().err
    assert run("check", law, "--write-baseline") == 2


def test_workflow_commands_are_escaped_and_problems_are_told_too(law, capsys):
    run("check", law, "--format", "github", "--world", "closed")
    lines = capsys.readouterr().out.splitlines()
    assert lines and all(line.startswith(("::error file=", "::warning file=", "::notice file=")) for line in lines)
    (line,) = [one for one in lines if "title=CMD07 " in one]
    assert f"file={law},line=4,col=" in line and "%0A" in line.partition("::")[2]
    problem = Problem("100 %\nodd", "a,b:c.yaml", 3, 4, "meta", "x", "y")
    assert problems_as_commands([problem]) == (
        "::error file=a%2Cb%3Ac.yaml,line=3,col=4,title=the charter cannot be read::meta: 100 %25%0Aodd; expected x; y\n"
    )
    law.write_text("charter: 9", "utf-8")
    assert run("check", law, "--format", "github") == 3
    assert capsys.readouterr().out.startswith("::error file=")
    assert as_commands(()) == ""


def test_sarif_carries_prints_related_places_fixes_and_what_is_new():
    text = (
        HEAD
        + "forces: [{id: g, status: new, target_strength: 100, places: [p, p]}]\nplaces: [{id: p}]\nunits: [{id: u, force: g, size: 500}]\n"
        + "pay: [{force: g, via: commander}]\nwaivers: [{rule: PAY02, at: pay.0.via, reason: a, by: b, until: 2090-01-01}]\n"
    )
    log = as_sarif([check(charter_from_text(text, "a b.yaml", fragment=True), open_world=False)])
    jsonschema.Draft202012Validator(SARIF, format_checker=jsonschema.FormatChecker()).validate(log)
    results = log["runs"][0]["results"]
    assert all(r["partialFingerprints"]["tether/v1"] for r in results)
    related = [r for r in results if r["ruleId"] == "NUM01" and r["kind"] == "fail"]
    assert related and related[0]["relatedLocations"][0]["message"]["text"]
    fixes = {r["ruleId"]: r["fixes"][0] for r in results if "fixes" in r}
    assert set(fixes) == {"SCH08", "SCH09"}
    (change,) = fixes["SCH08"]["artifactChanges"]
    assert change["replacements"][0]["insertedContent"]["text"] == '"pay[force=g].via"'

"""What a reader gets: text, JSON, SARIF, a page, a letter, a comparison; exit codes; nothing half-written."""

import json
import re
import sys
from io import BytesIO
from pathlib import Path

import jsonschema
import pytest

from tether.charter import charter_from_text, read_charter
from tether.charter.check import check
from tether.charter.compare import difference
from tether.charter.reports.letter import letter, letter_document
from tether.charter.reports.output import comparison_text
from tether.charter.reports.page import check_document
from tether.charter.reports.rule_pages import explained, explanation
from tether.charter.reports.sarif import as_sarif
from tether.charter.reports.text import as_text, underlined
from tether.charter.rules import all_rules, rule_of
from tether.cli import main
from tether.errors import UsageError
from tether.precedents.cases import tally_of
from tether.report.blocks import Heading
from tether.report.docx import as_docx
from tether.report.editions.edition import Edition
from tether.report.editions.pages import in_language
from tether.report.html import as_html
from tether.report.json_twin import as_twin, printed_sentences
from tether.report.markdown import as_markdown

sys.path.insert(0, str(Path(__file__).parent))
from sarif_cut import SARIF

DATA = Path(__file__).parent / "data"
FAULTY = DATA / "guard-law-ten-faults.yaml"
HEAD = 'charter: "0.2"\n'


@pytest.mark.parametrize("tag", ["ar", "fr"])
def test_the_frame_of_a_report_is_in_the_language(tag):
    made, edition = check_document([check(read_charter(FAULTY))]), Edition.of(tag)
    page = in_language(made, edition)
    headings = [s.title for s in made.sections if s.title] + [b.text for b in made.blocks if isinstance(b, Heading)]
    assert len(headings) > 10 and not set(headings) & set(edition.left)
    assert not {"error", "warning", "note", "Rule.", "Remedy."} & set(edition.left)
    assert not any(re.match(r"line \d|\[Art\.|Evidence: |See |Not run", text) for text in edition.left)
    assert "guard-1" in as_html(page) and f'lang="{tag}"' in as_html(page)


def test_a_report_is_printed_in_a_language_and_data_have_none(capsys):
    assert main(["check", str(FAULTY), "--lang", "ar"]) == 1
    assert "العيوب بحسب الأجزاء" in capsys.readouterr().out
    assert main(["check", str(FAULTY), "--lang", "ar", "--json"]) == 2
    assert "--lang ar sets a page" in capsys.readouterr().err
    assert main(["check", str(FAULTY), "--lang", "de"]) == 2


@pytest.fixture(scope="module")
def report():
    return check(read_charter(FAULTY))


@pytest.fixture
def guard(tmp_path):
    def written(text, name="guard.yaml"):
        path = tmp_path / name
        path.write_text(HEAD + text, "utf-8")
        return path

    return written


def run(*argv):
    return main([str(a) for a in argv])


def test_the_text_names_place_code_severity_article_and_underlines_the_value(report):
    text = as_text(report)
    assert f"{FAULTY}:58:101 AUT03 error  limit in hours" in text and "[Art. 6(2)]" in text
    finding = next(f for f in report.fired if f.code == "AUT03")
    shown, carets = underlined(finding, report.charter.lines)
    assert shown[carets.index("^") : carets.rindex("^") + 1] == "120"
    assert "reading closed: an absent key means none" in text and "What matters first" in text
    assert "do not predict" in text


def test_underlining_keeps_to_the_value_wherever_it_stands():
    for text, value in (
        ("pay: [{force: g, via: commander}]", "commander"),
        ("pay:\n  - force: g\n    via: commander", "commander"),
    ):
        charter = charter_from_text(HEAD + text, "x", fragment=True)
        finding = next(f for f in check(charter).fired if f.code == "PAY02")
        shown, carets = underlined(finding, charter.lines)
        assert shown[carets.index("^") : carets.rindex("^") + 1] == value


def test_a_rules_grounds_stand_with_its_first_finding_only():
    text = "induction: [{id: a, from: m, into: g, mode: whole-unit}, {id: b, from: n, mode: individual, contract_with: unit}]"
    said = as_text(check(charter_from_text(HEAD + text, "x", fragment=True), select=["IND01"]))
    assert said.count("IND01 error") == 2 and said.count("mend:") == 1


def test_changed_bounds_are_printed(guard, capsys):
    run("check", guard("meta: {id: a}"), "--set", "bloc_cap=0.5")
    assert "bounds changed: bloc_cap 0.5 (usually 0.33)" in capsys.readouterr().out


def test_json_holds_every_finding_with_what_it_rests_on(capsys):
    assert run("check", FAULTY, "--json") == 1
    data = json.loads(capsys.readouterr().out)
    assert data["counts"]["error"] == len(data["findings"]) >= 10
    assert {"code", "line", "words", "source", "remedy", "measured"} <= set(data["findings"][0])


def test_sarif_keeps_to_its_schema_and_points_into_the_file(report):
    asking = check(
        charter_from_text(
            HEAD + "forces: [{id: g, status: new}]\nwaivers: [{rule: CMD07, reason: a, by: b, until: 2090-01-01}]",
            "a file.yaml",
            fragment=True,
        )
    )
    log = as_sarif([report, asking])
    jsonschema.Draft202012Validator(SARIF, format_checker=jsonschema.FormatChecker()).validate(log)
    results = log["runs"][0]["results"]
    assert len(results) == len(report.findings) + len(asking.findings)
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in results)
    assert {r["kind"] for r in results} == {"fail", "open"}


def test_the_page_is_whole_quiet_and_escaped(report):
    charter = charter_from_text(
        HEAD
        + 'meta: {id: a, title: "<script>alert(1)</script>"}\nforces: [{id: g, name: "<b>", status: new}]\ncommand: [{from: g, to: u, type: full}]',
        "x",
        fragment=True,
    )
    for page in (as_html(check_document([report])), as_html(check_document([check(charter)]))):
        assert not re.search(r"<script|src=|@import|url\(h|href=\"h", page), "no script, no request"
        assert "default-src 'none'" in page
        assert page.count("<svg") == page.count("</svg>")
    assert "&lt;script&gt;" in as_html(check_document([check(charter)]))


def test_the_page_shows_every_finding_picture_and_question(report):
    page = as_html(check_document([report]))
    assert all(f.message.split("'")[0] in page.replace("&#39;", "'") for f in report.fired)
    assert page.count("<svg") == 2 and "No questions open" in page


def test_the_twin_of_the_page_names_each_finding_by_the_id_that_its_data_has(report):
    twin = as_twin(check_document([report]))
    (data,) = twin["data"]["charters"]
    known = {f"findings/{data['charter']}/{f['code']}/{f['path']}" for f in data["findings"]}
    printed = {s.result for s in printed_sentences(twin) if s.result.count("/") > 1}
    assert printed == known and len(known) == len(report.fired) > 9


def test_several_charters_share_a_page_with_a_part_for_each(report, guard):
    other = check(read_charter(guard("meta: {id: a, title: Another}")))
    page = as_html(check_document([report, other]))
    assert "2 charters checked" in page and page.count("<h1") == 3 and ">Another</h1>" in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_letter_groups_questions_by_who_must_answer_and_speaks_of_names():
    text = "actors: [{id: pm, name: Prime Minister, state: true, head: true}]\nforces: [{id: g, name: Guard of Nahr, status: new, kind: guard}]\naid: [{id: a, to: g}]"
    written = letter(check(charter_from_text(HEAD + text, "x", fragment=True)))
    who = [group for group, _ in written.groups]
    assert who == sorted(
        who,
        key=[
            "the drafter",
            "the head of government",
            "the legislature",
            "the defence ministry",
            "the interior ministry",
            "the finance ministry",
            "the justice ministry",
            "the civil ministries",
            "the provinces",
            "the sponsor",
        ].index,
    )
    said = as_markdown(letter_document(written))
    assert "“Guard of Nahr”" in said and "'g'" not in said
    numbered = re.findall(r"^(?:\| )?(\d+)(?:\.| \|) ", said, re.M)  # twelve on the first page, the others in the annex
    assert [int(number) for number in numbered] == list(range(1, written.count + 1)) and written.count > 12
    assert all(q.text.strip().endswith(("?", ".")) for _, questions in written.groups for q in questions)


def test_a_letter_without_questions_says_so(report):
    assert "no point that could not be told" in as_markdown(letter_document(letter(report)))


def test_a_question_on_which_a_stop_hangs_comes_first():
    text = "induction: [{id: s, from: m}]"
    written = letter(check(charter_from_text(HEAD + text, "x", fragment=True)))
    justice = dict(written.groups)["the justice ministry"]
    assert justice[0].stops and not justice[-1].stops
    assert "Nothing may be given or begun before this is answered." in as_markdown(letter_document(written))


def test_the_word_file_holds_the_letter():
    docx = pytest.importorskip("docx")
    written = letter(check(charter_from_text(HEAD + "forces: [{id: g, status: new}]", "x", fragment=True)))
    file = docx.Document(BytesIO(as_docx(letter_document(written))))
    paragraphs = [p.text for p in file.paragraphs]
    assert written.title in paragraphs[0] and written.opening in paragraphs
    first = sum(bool(re.match(r"\d+\. ", p)) for p in paragraphs)
    annex = sum(row.cells[0].text.isdigit() for table in file.tables for row in table.rows)
    assert first + annex == written.count > first


def test_diff_tells_meaning_not_order(guard):
    before = "forces: [{id: a}, {id: b}]\ncommand: [{from: a, to: b, type: full}, {from: b, to: c, type: full}]\npay: [{force: a, via: commander}]"
    moved = "pay: [{via: commander, force: a}]\nforces: [{id: b}, {id: a}]\ncommand: [{from: b, to: c, type: full}, {from: a, to: b, type: full}]"
    one, two = (check(charter_from_text(HEAD + t, "x", fragment=True)) for t in (before, moved))
    assert difference(one, two).changes == ()
    three = check(
        charter_from_text(
            HEAD
            + before.replace("commander", "bank").replace(
                "{from: b, to: c, type: full}", "{from: b, to: d, type: advisory}"
            ),
            "y",
            fragment=True,
        )
    )
    found = difference(one, three)
    assert {str(c) for c in found.changes} == {
        "- command b → c: from b, to c, type full",
        "+ command b → d: from b, to d, type advisory",
        "~ pay a, via: commander → bank",
    }
    assert [f.code for f in found.went if f.code == "PAY02"] == ["PAY02"] and "PAY02" not in {
        f.code for f in found.appeared
    }
    assert "Findings that went" in comparison_text(found)


def test_exit_codes_by_severity(guard, capsys):
    warning = guard("forces: [{id: g, status: new, own_budget: true, own_staff: true}]")
    assert run("check", warning, "--select", "CMD07") == 0
    assert run("check", warning, "--select", "CMD07", "--fail-on", "warning") == 1
    assert run("check", FAULTY) == 1 and run("check", FAULTY, "--fail-on", "stop") == 0
    assert run("check", FAULTY, "--fail-on", "never") == 0
    assert run("check", guard("forces: [{id: g, kind: gard}]", "bad.yaml")) == 3
    assert run("check", FAULTY, "--format", "xml") == 2
    assert run("check", FAULTY, "--set", "bloc_cap=much") == 2
    assert run("check", FAULTY, "--world", "flat") == 2
    said = capsys.readouterr().err
    assert "bad.yaml:2:24" in said and "did you mean 'guard'" in said and "expected a number from 0" in said


def test_problems_of_all_files_are_told_together(guard, capsys):
    assert run("check", guard("fources: []", "a.yaml"), guard("exitz: []", "b.yaml"), FAULTY) == 3
    said = capsys.readouterr()
    assert "a.yaml:2:1" in said.err and "b.yaml:2:1" in said.err and said.out == ""


def test_files_are_written_whole_or_not_at_all(guard, tmp_path, capsys):
    assert run("check", FAULTY, "--format", "html", "--out", tmp_path / "report.html") == 1
    assert (tmp_path / "report.html").read_text("utf-8").endswith("</html>\n")
    made = tmp_path / "a-new-folder" / "report.html"
    assert run("check", FAULTY, "--out", made) == 1 and made.stat().st_size > 1000
    (tmp_path / "file").write_text("mine")
    assert run("check", FAULTY, "--out", tmp_path / "file" / "report.html") == 1
    assert "Not a directory" in capsys.readouterr().err and (tmp_path / "file").read_text() == "mine"
    assert run("questions", FAULTY, "--out", tmp_path / "letter.pdf") == 2
    assert not [p for p in tmp_path.iterdir() if p.suffix in (".part", ".pdf")]


@pytest.mark.parametrize("form", ["markdown", "twin", "docx"])
def test_the_page_comes_in_every_form(tmp_path, capsys, form):
    out = tmp_path / "report.x"
    assert run("check", FAULTY, "--format", form, "--out", out) == 1 and out.stat().st_size > 3000
    assert run("check", FAULTY, "--format", form) == (2 if form == "docx" else 1)


def test_the_verbs_print_what_the_room_gives(guard, capsys, tmp_path):
    path = guard("forces: [{id: g, status: new}]")
    assert run("questions", path) == 0
    assert capsys.readouterr().out.startswith("# Questions on guard")
    assert (
        run("questions", path, "--out", tmp_path / "letter.docx") == 0
        and (tmp_path / "letter.docx").stat().st_size > 5000
    )
    capsys.readouterr()
    assert run("diff", path, path) == 0 and "Nothing changed in meaning." in capsys.readouterr().out
    assert run("explain", "cmd02") == 0 and "# DEP01" in capsys.readouterr().out
    assert run("schema") == 0 and json.loads(capsys.readouterr().out)["required"] == ["charter"]


def test_every_rule_explains_itself():
    for rule in all_rules():
        page = explanation(rule, tally_of)
        assert rule.statement in page and rule.fails in page and rule.second in page and "In the coded cases" in page
    listed = explained(tally_of)
    assert len(re.findall(r"^[A-Z]{3}\d\d  ", listed, re.M)) == len(all_rules())
    first, *lines = explained(tally_of, "CMD").splitlines()
    assert first == f"Command (CMD): {len(lines)} rules" and len(lines) == sum(r.family == "CMD" for r in all_rules())
    with pytest.raises(UsageError, match="did you mean 'IND03'"):
        explained(tally_of, "IND0З".replace("З", "33"))
    assert json.loads(explained(tally_of, "DEP01", as_json=True))[0]["severity"] == rule_of("cmd02").severity == "stop"

"""The form: written, filled, coded, and filled again from what was coded; faults told with their cell."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tether.charter import charter_from_text
from tether.charter.check import check
from tether.charter.compare import difference
from tether.charter.library import historical, names
from tether.charter.read import read_charter
from tether.charter.workbook import TABLES, blank_form, questions, read_form
from tether.charter.workbook_from_charter import answers_from, filled_form
from tether.charter.workbook_to_charter import as_yaml, coded, slug
from tether.cli import main
from tether.errors import InputError

FILL = {
    "meta.title": "Law on the Guard of Nahr",
    "meta.text_seen": "full",
    "forces[guard].name": "Guard of Nahr",
    "forces[guard].kind": "guard",
    "forces[guard].local": "yes",
    "forces[guard].target_strength": "2,000-2400",
    "command[main].from": "Ministry of Defence",
    "command[other].from": "Governor",
    "posts[commander].removable_by": "President, Ministry of Defence",
    "powers[arrest].grant": "support",
    "powers[arrest].handover_to": "police",
    "powers[arrest].limit_hours": "96",
    "induction[*].mode": "whole-unit",
    "induction[*].max_group_share": "80 %",
    "exits[exit].kind": "none",
    "law.min_age": "unknown",
    "pay[guard].payer": "Treasury",
    "pay[guard].via": "commander",
    "end_state.date": "2030-12-31",
}
ARTICLES = {"powers[arrest].limit_hours": "6(2)", "pay[guard].via": "15"}
ROWS = {
    "Who": [("President", "office", "yes", "yes"), ("Ministry of Defence", "ministry", "yes", ""), ("Governor", "office", "yes", ""), ("Treasury", "ministry", "yes", "")],
    "Places": [("Sahar", "country", "9000000", "", ""), ("Nahr", "province", "800000", "hill 0.6, river 35 %", "yes")],
    "Groups": [("Hill Front", "3000", "verified", "hill", "Nahr", "none", "credible", "1200"), ("River Men", "500-900", "claimed", "river", "Nahr", "unknown", "unknown", "400")],
}  # fmt: skip


@pytest.fixture
def filled(tmp_path):
    def written(fill=FILL, rows=ROWS, articles=ARTICLES):
        book = load_workbook(BytesIO(blank_form()))
        sheet, paths = book["Questions"], [q.path for q in questions()]
        for path, value in fill.items():
            sheet.cell(paths.index(path) + 3, 3).value = value
        for path, value in articles.items():
            sheet.cell(paths.index(path) + 3, 4).value = value
        for name, cells in rows.items():
            for row in cells:
                book[name].append(row)
        out = tmp_path / "form.xlsx"
        book.save(out)
        return out

    return written


def code_of(path):
    return charter_from_text(coded(read_form(path)), "guard.yaml")


def test_a_filled_form_is_a_charter_whose_faults_the_checker_finds_with_their_articles(filled):
    charter = code_of(filled())
    assert charter.at("forces.guard.target_strength").lo == 2000 and charter.at("forces.guard.places") == ("nahr",)
    assert [(e.from_, e.to) for e in charter.command] == [
        ("president", "ministry-of-defence"),
        ("ministry-of-defence", "guard"),
        ("governor", "guard"),
    ]
    assert charter.at("posts.commander.removable_by") == ("president", "ministry-of-defence")
    assert [s.from_ for s in charter.induction] == ["hill-front", "river-men"]
    assert charter.at("induction.from-river-men.max_group_share").v == 0.8
    assert charter.at("places.nahr.communities")["river"].v == 0.35
    assert charter.blank("law.min_age").value == "unknown" and charter.blank("exits").value == "none"
    found = {f.code: f.article for f in check(charter).fired if f.article or f.code != "AUT03"}
    assert {"CMD03", "IND01", "AUT03", "PAY02", "EXT01"} <= set(found)
    assert found["AUT03"] == "6(2)" and found["PAY02"] == "15" and "CMD01" not in found


def test_form_to_charter_to_form_keeps_every_answer(filled):
    path = filled()
    first = read_form(path)
    again, _ = answers_from(code_of(path))
    kept = {p: a.value for p, a in again.answers.items()}
    for question, answer in first.answers.items():
        assert kept.get(question) == _usual(answer.value), question
    assert again.who[0].cells == {
        "name": "President",
        "kind": "office",
        "state": "yes",
        "head": "yes",
        "id": "president",
    }
    assert [r.cells["fighters"] for r in again.groups] == ["3000", "500-900"]
    assert [r.cells["intake"] for r in again.groups] == ["1200", "400"]


def _usual(value):
    return {"2,000-2400": "2000-2400", "80 %": "0.8"}.get(value, value)


def test_coding_a_form_twice_gives_the_same_charter(tmp_path, filled):
    first = code_of(filled())
    data, left_out = filled_form(first)
    assert left_out == ()
    path = tmp_path / "again.xlsx"
    path.write_bytes(data)
    found = difference(check(first), check(code_of(path)))
    assert found.changes == () and found.appeared == found.went == ()


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("command[main].from", "Ministry of Defense", "did you mean 'Ministry of Defence'?"),
        ("forces[guard].kind", "gard", "did you mean 'guard'?"),
        ("powers[arrest].limit_hours", "soon", "a number, or a span"),
        ("powers[arrest].limit_hours", "9-3", "a number, or a span"),
        ("forces[guard].local", "perhaps", "yes or no"),
    ],
)
def test_a_wrong_answer_is_told_with_its_cell(filled, path, value, says):
    with pytest.raises(InputError) as caught:
        coded(read_form(filled({**FILL, path: value})))
    row = [q.path for q in questions()].index(path) + 3
    assert [p.path for p in caught.value.problems] == [f"Questions!C{row}"] and says in str(caught.value)


def test_a_wrong_table_is_told_with_its_row(filled):
    rows = {**ROWS, "Groups": [("Hill Front", "many", "", "", "Nowhere", "", "", "")]}
    with pytest.raises(InputError) as caught:
        coded(read_form(filled(rows=rows)))
    assert {p.path for p in caught.value.problems} == {"Groups!B2", "Groups!E2"} and "'Nowhere'" in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04broken"])
def test_what_is_no_form_is_a_message(tmp_path, content):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"expected a filled form|cannot be unpacked"):
        read_form(path)


def test_a_workbook_without_the_sheets_is_a_message(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(InputError, match="no sheet Questions, Who, Places, Groups"):
        read_form(tmp_path / "x.xlsx")


def test_an_empty_form_codes_to_an_almost_empty_charter(tmp_path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(blank_form())
    charter = code_of(path)
    assert charter.induction is not None and not charter.command and len(charter.forces) == 2


def test_every_question_codes_a_path_of_the_schema():
    answers, real = {}, {"meta.country": "Libya", "meta.currency": "LYD"}
    for question in questions():
        value = (
            question.choices[0]
            if question.choices
            else real.get(question.path)
            or {"number": "20", "share": "0.2", "date": "2030", "text": "x"}.get(question.kind, "Pm")
        )
        answers[question.path] = value
    from tether.charter.workbook import Answers, FormAnswer, FormRow

    who = (FormRow({"name": "Pm", "kind": "office", "state": "yes", "head": "yes"}, "Who!A2"),)
    groups = (FormRow({k: "" for k, _ in TABLES["Groups"]} | {"name": "M"}, "Groups!A2"),)
    form = Answers(
        "form", {p: FormAnswer(v, "1", f"Questions!{p}") for p, v in answers.items()}, who=who, groups=groups
    )
    charter = charter_from_text(coded(form), "x")
    again, left_out = answers_from(charter)
    assert {p: a.value for p, a in again.answers.items()} == {
        **answers,
        "meta.drafted": again.answers["meta.drafted"].value,
    }
    assert left_out == ()


@pytest.mark.parametrize("name", names())
def test_every_shipped_charter_fills_a_form_that_can_be_coded_again(name, tmp_path):
    data, left_out = filled_form(historical(name))
    path = tmp_path / "form.xlsx"
    path.write_bytes(data)
    assert (code_of(path).forces and "units" in left_out) or name == "libya-national-guard-2013" or left_out


def test_names_of_any_script_become_ids():
    assert slug("الأنبار") and slug("Salah al-Din") == "salah-al-din" and slug("Côte d'Ivoire") == "cote-d-ivoire"


@pytest.mark.parametrize(
    "text",
    ["plain words", "yes", "true", "none: x", "7(2)", "2015-02-03", "a, b", "#x", "- x", "الحرس", '"quoted"', "5", "~"],
)
def test_emitted_text_reads_back_as_it_was(text):
    charter = charter_from_text(
        as_yaml({"charter": "0.2", "meta": {"title": text}, "sources": [{"id": "a", "cite": text}]}), "x"
    )
    assert charter.meta.title == text == charter.sources[0].cite


def test_the_verb_writes_forms_and_charters(tmp_path, filled, capsys):
    form, guard = tmp_path / "f.xlsx", tmp_path / "guard.yaml"
    assert main(["code", "--form", str(form)]) == 0 and form.stat().st_size > 5000
    assert main(["code", "--from", str(filled()), "--out", str(guard)]) == 0
    assert read_charter(guard).at("pay.0.via") == "commander"
    assert main(["code", "--form", str(form), "--charter", str(guard)]) == 0
    assert main(["code"]) == 2 and main(["code", "--form", str(tmp_path / "f.csv")]) == 2
    assert main(["code", "--from", str(guard)]) == 3
    assert "expected a filled form (.xlsx)" in capsys.readouterr().err

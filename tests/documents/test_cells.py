"""No text of a table runs as a formula in a spreadsheet, and our own readers give back what was written."""

import ast
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tether
from tether.documents.cells import csv_text, guarded, text_cells, unguarded, unguarded_sql, workbook_bytes

SRC = Path(tether.__file__).parent
LIVE = ["=1+1", "+cmd", "-2+3", "@SUM(1)", "\t=1", "\r=1", "  =1", "＝1", "'=1", "''@x", "\n=1"]


@pytest.mark.parametrize("text", LIVE)
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("value", ["Badr", "", "'tis", "-900", "+5.5e3", -900, 1.5, None, "2014-06", "a=b"])
def test_numbers_and_plain_words_are_untouched(value):
    assert guarded(value) == value


@given(st.text(alphabet="'=+-@ \t\r\n1ax.", max_size=6))
def test_reading_takes_off_what_writing_put_on(text):
    assert unguarded(guarded(text)) == text


def test_duckdb_reads_it_back_the_same():
    duckdb = pytest.importorskip("duckdb")
    texts = [*LIVE, "Badr", "-900", "'tis", ""]
    written = [guarded(t) for t in texts]
    found = duckdb.execute(f"SELECT {unguarded_sql('x')} FROM (SELECT unnest(?::VARCHAR[]) AS x)", [written]).fetchall()
    assert [row[0] for row in found] == texts


def test_every_text_of_a_table_is_guarded_with_its_names():
    table = pd.DataFrame(
        {"=a": ["=1", None, "x"], "b": [-1.5, 2.0, float("nan")], "c": pd.Categorical(["@1", "y", "y"])}
    )
    assert csv_text(table) == "'=a,b,c\n'=1,-1.5,'@1\n,2.0,y\nx,,y\n"
    assert csv_text(table.set_index("=a"), index=True).startswith("'=a,b,c\n'=1,")


def test_no_cell_of_a_workbook_is_a_formula():
    openpyxl = pytest.importorskip("openpyxl")
    from io import BytesIO

    book = openpyxl.Workbook()
    for text in ("=1+1", "@x", "#REF!", "plain"):
        book.active.append([text])
    read = openpyxl.load_workbook(BytesIO(workbook_bytes(book))).active
    assert [(c.value, c.data_type, bool(c.quotePrefix)) for (c,) in read.iter_rows()] == [
        ("=1+1", "s", True), ("@x", "s", True), ("#REF!", "s", True), ("plain", "s", False)
    ]  # fmt: skip
    assert text_cells(pd.DataFrame({"a": ["x\x1by"]})).a[0] == "x\\u001by"


def test_a_form_keeps_an_answer_that_looks_like_a_formula():
    openpyxl = pytest.importorskip("openpyxl")
    from io import BytesIO

    from tether.charter.workbook import Answers, FormAnswer, FormRow, form_of, questions

    path = questions()[0].path
    filled = Answers(
        "f", {path: FormAnswer('=HYPERLINK("x")', "=7", "")}, groups=(FormRow({"name": "@a\x1bb"}, "Groups!A2"),)
    )
    book = openpyxl.load_workbook(BytesIO(form_of(filled)))
    assert not [c for sheet in book for row in sheet for c in row if c.data_type == "f"]
    assert book["Questions"]["C3"].value == '=HYPERLINK("x")' and book["Groups"]["A2"].value == "@a\\u001bb"


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_roster_is_written_without_formulas_and_read_back(tmp_path, ending):
    from tether.induction.roster import _table, write_roster

    table = pd.DataFrame({"militia": ["=x", "-y"], "heads": ["3", "4"]})
    path = write_roster(table, tmp_path / f"r{ending}", ["about"])
    assert ending != ".csv" or "\n'=x,3\n" in path.read_text("utf-8")
    assert _table(path).militia.tolist() == ["=x", "-y"]


def test_a_table_of_claims_is_read_back_as_it_was(tmp_path):
    import dataclasses

    from tether.evidence.claims import load_claims
    from tether.evidence.claims.table import read_table, write_table

    claims = [dataclasses.replace(c, quote="=1+1") for c in load_claims("iraq")][:2]
    write_table(claims, tmp_path / "c.csv")
    assert "'=1+1" in (tmp_path / "c.csv").read_text("utf-8-sig")
    assert [c.quote for c in read_table(tmp_path / "c.csv").claims()] == ["=1+1"] * 2


def test_every_csv_and_workbook_of_the_package_is_written_here():
    """A new ``to_csv`` or ``csv.writer`` elsewhere would write live formulas: it goes through ``documents.cells``."""
    ways = {"to_csv", "to_excel", "DictWriter", "writer", "ExcelWriter"}
    found = {}
    for file in SRC.rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        calls = {n.func.attr for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)}
        if calls & ways:
            found[file.relative_to(SRC).as_posix()] = calls & ways
    assert found.pop("documents/cells.py") == {"to_csv", "DictWriter"}
    assert found.pop("forecast/own_record.py") == {"to_csv"}  # kept in the cache for itself, never handed over
    assert found == {"induction/roster.py": {"to_excel", "ExcelWriter"}}  # pandas fills the book, no_formulas ends it
    assert "no_formulas(book.book)" in (SRC / "induction/roster.py").read_text("utf-8")

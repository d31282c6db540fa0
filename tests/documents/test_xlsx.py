"""Workbooks: the values that openpyxl reads from them, and the hostile and damaged ones, each refused in one line."""

import io
import random
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest

from tether.documents.xlsx import as_text, open_workbook
from tether.errors import InputError

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATED = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def book(rows="", strings=None, *, sheet=None, styles="", target="worksheets/sheet1.xml", more=None):
    """Return a workbook of one sheet, its rows as XML."""
    parts = {
        "xl/workbook.xml": f'<workbook {NS} {RELATED}><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="x/worksheet" Target="{target}"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet or f"<worksheet {NS}><sheetData>{rows}</sheetData></worksheet>",
    }
    if strings is not None:
        parts["xl/sharedStrings.xml"] = strings
    if styles:
        parts["xl/styles.xml"] = styles
    return zipped(parts | (more or {}))


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def read(data, columns=50, sheet=None):
    with open_workbook(data, where="f.xlsx", expected="a workbook") as opened:
        return dict(opened.rows(sheet or opened.sheets[0], columns=columns))


def said(data, columns=50):
    with pytest.raises(InputError) as caught:
        read(data, columns)
    return str(caught.value)


def test_the_values_that_openpyxl_wrote():
    made = openpyxl.Workbook()
    sheet = made.active
    rows = [
        ["militia", "heads", "share", "month", "hour", "yes", None, "<&> ü 漢 \t\n"],
        [None, None, 7],
        ["x", 12, 0.125, datetime(2015, 6, 1), time(6, 30), True, -3, "07"],
        ["last", 1e15, 1e300, date(1999, 12, 31), datetime(2020, 2, 29, 23, 59, 59), False, 0, "=1"],
    ]
    for row in rows:
        sheet.append(row)
    sheet["H4"].data_type = "s"
    made.create_sheet("other")["C5"] = "alone"
    out = io.BytesIO()
    made.save(out)
    found = read(out.getvalue())
    assert found[1] == rows[0] and found[2] == rows[1] and found[3] == rows[2]
    assert found[4][3] == datetime(1999, 12, 31) and found[4][4] == rows[3][4] and found[4][1] == 10**15
    assert read(out.getvalue(), sheet="other") == {5: [None, None, "alone"]}


@pytest.mark.parametrize("seed", range(4))
def test_any_sheet_reads_as_openpyxl_reads_it(seed):
    draw = random.Random(seed)
    values = [None, 0, 1, -5, 2.5, 1e-7, True, False, "", "a b", "_x0041_", "é", datetime(2001, 2, 3, 4, 5, 6), time(1)]
    made = openpyxl.Workbook()
    for _ in range(60):
        made.active.append([draw.choice(values) for _ in range(draw.randrange(12))])
    out = io.BytesIO()
    made.save(out)
    theirs = list(openpyxl.load_workbook(io.BytesIO(out.getvalue())).active.iter_rows(values_only=True))
    ours = read(out.getvalue())
    for number, row in enumerate(theirs, 1):
        given = [None if v == "" else {"_x0041_": "A"}.get(v, v) if isinstance(v, str) else v for v in row]
        while given and given[-1] is None:
            given.pop()
        assert ours.get(number, []) == given


def test_shared_texts_runs_and_hints():
    strings = (
        f"<sst {NS}><si><t>one</t></si><si><r><t>tw</t></r><r><rPr/><t>o</t></r><rPh><t>no</t></rPh></si><si/></sst>"
    )
    rows = '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="s"><v>0</v></c><c t="s"><v>2</v></c></row>'
    assert read(book(rows, strings)) == {2: ["two", "one", ""]}
    assert "cell A1 holds a text that the workbook does not hold" in said(
        book('<row r="1"><c r="A1" t="s"><v>9</v></c></row>', strings)
    )


def test_formulas_are_not_evaluated_and_errors_are_told_with_their_cells():
    rows = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>A1</f><v>two</v></c></row>'
        '<row r="2"><c r="A2"><f>WEBSERVICE("http://x")</f></c><c r="B2"><f>1</f><v></v></c>'
        '<c r="C2" t="e"><v>#REF!</v></c><c r="D2"><v>1e999</v></c><c r="E2"><v>twelve</v></c></row>'
    )
    lines = said(book(rows)).splitlines()
    assert [line.split(": ", 2)[2].split(";")[0] for line in lines] == [
        "cell A2 holds a formula without a stored value",
        "cell B2 holds a formula without a stored value",
        "cell C2 holds the error #REF!",
        "cell D2 holds '1e999', which is no number",
        "cell E2 holds 'twelve', which is no number",
    ]
    assert read(book(rows.split('<row r="2">')[0])) == {1: [2, "two"]}


def test_dates_by_format_and_the_calendar_of_1904():
    styles = (
        f'<styleSheet {NS}><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm"/>'
        '<numFmt numFmtId="165" formatCode="[Red]0.0 &quot;days&quot;"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    rows = '<row r="1">' + "".join(f'<c s="{s}"><v>42156</v></c>' for s in range(4)) + "</row>"
    day = datetime(2015, 6, 1)
    assert read(book(rows, styles=styles)) == {1: [42156, day, 42156, day]}
    assert [as_text(v) for v in (day, 12.0, 0.1, True, None, time(6), 7)] == [
        "2015-06-01", "12", "0.1", "true", "", "06:00:00", "7",
    ]  # fmt: skip


LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9)
) + "]>"  # fmt: skip


def test_entities_are_refused_wherever_they_stand():
    sst = f"{LAUGHS}<sst {NS}><si><t>&j;</t></si></sst>"
    assert "declares a document type" in said(book("", sst))
    blow_up = f'<!DOCTYPE x [<!ENTITY a "{"a" * 60_000}">]><worksheet {NS}>{"&a;" * 60_000}</worksheet>'
    assert "sheet1.xml declares a document type" in said(book(sheet=blow_up))
    outside = f'<!DOCTYPE x SYSTEM "file:///etc/passwd"><sst {NS}/>'
    assert "declares a document type" in said(book("", outside))
    late = f"<!--{'x' * 100_000}-->{LAUGHS}<sst {NS}/>"
    assert "declares a document type" in said(book("", late))


def test_what_is_larger_than_a_workbook_can_be():
    assert "cell XFD1 holds something; expected at most 50 columns" in said(
        book('<row r="1"><c r="XFD1"><v>1</v></c></row>')
    )
    assert read(book('<row r="1048576"><c r="B1048576"><v>1</v></c></row>')) == {1048576: [None, 1]}
    assert "row 1048577 after row 0" in said(book('<row r="1048577"/>'))
    assert "row 1 after row 1" in said(book('<row r="1"/><row r="1"/>'))
    assert "cell 'A2' in row 1" in said(book('<row r="1"><c r="A2"><v>1</v></c></row>'))
    assert "cell A1 out of order" in said(book('<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>'))
    assert "text longer than 32,767" in said(
        book(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x " * 20_000}</t></is></c></row>')
    )
    assert "text 0 is longer" in said(book("", f"<sst {NS}><si><t>{'ab' * 20_000}</t></si></sst>"))
    deep = "".join(random.Random(1).choices(["<a>", "<b>"], k=50_000)) * 29
    assert "without the end of a row" in said(book(f'<row r="1">{deep}'))


def test_damage_and_other_kinds():
    assert "sheet1.xml" in said(book('<row r="1"><c>'))
    assert "lies outside the file" in said(book(target="http://example.org/sheet.xml"))
    assert "lies outside the file" in said(book(target="../../../etc/passwd"))
    assert "a Word file" in said(zipped({"word/document.xml": ""}))
    assert "an OpenDocument file" in said(zipped({"content.xml": ""}))
    assert "binary Excel workbook (.xlsb)" in said(zipped({"xl/workbook.bin": ""}))
    assert "a zip without a workbook" in said(zipped({"a.csv": ""}))
    assert "plain text" in said(b"militia,home\n")
    assert "an old Office file" in said(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


@pytest.mark.parametrize("seed", range(30))
def test_a_spoilt_workbook_is_read_or_refused(seed):
    made = openpyxl.Workbook()
    for row in range(20):
        made.active.append([f"text {row}", row, datetime(2020, 1, 1)])
    out = io.BytesIO()
    made.save(out)
    draw = random.Random(seed)
    with zipfile.ZipFile(out) as archive:
        parts = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    for name in draw.sample(["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"], 2):
        for _ in range(draw.randrange(1, 5)):
            parts[name][draw.randrange(len(parts[name]))] = draw.randrange(256)
    try:
        for _, values in read(zipped({n: bytes(d) for n, d in parts.items()})).items():
            assert all(v is None or isinstance(v, (str, int, float, bool, datetime, time)) for v in values)
    except InputError as error:
        assert all(str(p).startswith("f.xlsx: ") for p in error.problems)

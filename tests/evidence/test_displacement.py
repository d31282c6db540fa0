"""Lists of displaced people: read as published, summed to first-order place and day, nothing finer kept."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from tether.cli import main
from tether.errors import InputError, UsageError
from tether.evidence.displacement import (
    add_displacement,
    load_displacement,
    read_displacement,
    replaced_lists,
    stored_displacement,
    stored_displacements,
)
from tether.evidence.store import stored_sets
from tether.theatre import load

HEADER = ["", "Location ID", "Place_ID", "Governorate", "District", "Location_name", "Arabic_name", "Latitude", "Longitude",
          "Families", "Individuals", "Anbar", "Salahal Din", "Missan", "Camp", "Host_families", "date"]  # fmt: skip
ROWS = [
    ["0", "2105009.0", "122.0", "Anbar", "Falluja", "Al Mualmeen", "حي المعلمين", "33.3", "43.7", "45.0", "270.0", "45.0", "0.0", "0.0", "0", "9", "Jun 04, 2015"],
    ["1", "2105013.0", "169.0", "Anbar", "Falluja", "Al Shurta", "حي الشرطة", "33.3", "43.8", "35", "210", "5", "30", "", "0", "9", "Jun 04, 2015"],
    ["2", "9", "9", "Wassit", "Kut", "Somewhere", "مكان", "32.1", "45.1", "10", "60", "", "10", "", "0", "9", "Jun 04, 2015"],
]  # fmt: skip
SHARED = Path(__file__).parents[2].parent / "shared/data/displacement/iom_dtm_iraq_by_governorate_2014_2021.csv"


@pytest.fixture(scope="module")
def find():
    return load("iraq").index.find


@pytest.fixture
def listed(tmp_path):
    def made(rows=ROWS, header=HEADER, name="IDP_MasterList_DTM_IOM.csv"):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return path

    return made


def held(found):
    return {(str(c.day), c.series, c.place): (c.families, c.individuals) for c in found.counts}


def test_a_master_list_is_summed_to_places_and_its_spellings_are_known(listed, find):
    found = read_displacement(listed(), find, "iraq")
    assert held(found) == {
        ("2015-06-04", "hosted", "anbar"): (80, 480),
        ("2015-06-04", "hosted", "wasit"): (10, 60),
        ("2015-06-04", "from", "anbar"): (50, None),
        ("2015-06-04", "from", "salah-al-din"): (40, None),
    }
    assert found.sources[0].rows == 3 and len(found.sources[0].sha256) == 64


def test_nothing_finer_is_kept(listed, find, own_store):
    kept = add_displacement(read_displacement(listed(), find, "iraq"))
    text = kept.read_text("utf-8")
    assert not any(w in text for w in ("Falluja", "Mualmeen", "المعلمين", "33.3", "2105009", "Somewhere"))
    assert "anbar" in text


def test_a_list_of_returns_is_told_by_its_columns(listed, find):
    header = [{"Families": "Returnee Families", "Individuals": "Returnee Individuals"}.get(h, h) for h in HEADER]
    found = read_displacement(listed(header=header, name="list.csv"), find, "iraq")
    assert {c.series for c in found.counts} == {"returned"} and found.counts[0].families == 80


def test_an_excel_list_with_lines_above_its_header(tmp_path, find):
    book = Workbook()
    book.active.title = "Read me"
    book.active.append(["Displacement Tracking Matrix"])
    sheet = book.create_sheet("Master list")
    sheet.append(["Round 21"])
    sheet.append(
        [
            "Governorate المحافظة",
            "District",
            "Host families",
            "IDPs Families",
            "IDPs Individuals",
            "Duhok",
            "Al Anbar",
        ]
    )
    sheet.append(["Al Basrah", "x", 7, 12, 72, 2, 10])
    sheet.append(["Al Diwaniya", "x", 7, 3, 18, None, 3])
    book.save(tmp_path / "DTM 31 December 2015 IDPs.xlsx")
    found = held(read_displacement(tmp_path / "DTM 31 December 2015 IDPs.xlsx", find, "iraq"))
    assert found["2015-12-31", "hosted", "basra"] == (12, 72) and found["2015-12-31", "hosted", "qadisiyah"] == (3, 18)
    assert found["2015-12-31", "from", "anbar"] == (13, None) and found["2015-12-31", "from", "dohuk"] == (2, None)


def test_an_aggregate_and_months(tmp_path, find):
    path = tmp_path / "a.csv"
    path.write_text(
        "date,series,governorate,families,individuals\n"
        "2015-06-04,idp_by_place,,0,0\n2015-06-04,idp_by_place,Anbar,10,60\n2015-06-22,idp_by_place,Anbar,12,72\n"
        "2015-06-04,idp_by_origin,Salahal Din,7,\n2015-06-04,returnee_by_last_displacement,Anbar,3,\n"
        "2015-07-13,returnee_by_place,Salah al-Din,5,30\n",
        "utf-8",
    )
    found = read_displacement(path, find, "iraq")
    months = {(f"{c.day:%Y-%m}", c.series, c.place): c.families for c in found.monthly()}
    assert months == {
        ("2015-06", "hosted", "anbar"): 12,  # the month's last list, not the sum of two
        ("2015-06", "from", "salah-al-din"): 7,
        ("2015-07", "returned", "salah-al-din"): 5,
    }
    assert {c.day.month for c in found.until("2015-06").counts} == {6}


def test_lists_come_together_and_a_day_anew_replaces_it(listed, find, own_store):
    add_displacement(read_displacement(listed(), find, "iraq"))
    later = [[*r[:-1], "Jul 02, 2015"] for r in ROWS]
    add_displacement(read_displacement(listed(later, name="b.csv"), find, "iraq"))
    anew = [[*r[:9], "1", "6", "1", "0", "0", "0", "0", r[-1]] for r in ROWS]
    third = read_displacement(listed(anew, name="c.csv"), find, "iraq")
    said = replaced_lists(third)
    assert any("the list of 2015-06-04 (hosted) with 2 counts takes the place of one with 2" in s for s in said)
    assert all("2015-06-04" in s for s in said)
    add_displacement(third)
    assert replaced_lists(third) == ()
    back = stored_displacement("iraq-displacement")
    hosted = {(str(c.day), c.place): c.families for c in back.counts if c.series == "hosted"}
    assert hosted == {("2015-06-04", "anbar"): 2, ("2015-06-04", "wasit"): 1, ("2015-07-02", "anbar"): 80, ("2015-07-02", "wasit"): 10}  # fmt: skip
    assert len(back.sources) == 3 and stored_displacements() == ("iraq-displacement",)
    assert stored_sets() == ()  # no set of events


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({9: "many"}, "row 2 'many' families"),
        ({9: "-3"}, "'-3' families"),
        ({9: "4.5"}, "'4.5' families"),
        ({3: "Atlantis"}, "governorate 'Atlantis'"),
        ({11: "x"}, "families from anbar"),
        ({16: "June"}, "no day of the list"),
        ({16: "Jun 31, 2015"}, "no day of the list"),
    ],
)
def test_what_is_wrong_is_told_by_row(listed, find, row, said):
    rows = [[row.get(i, v) for i, v in enumerate(ROWS[0])], *ROWS[1:]]
    with pytest.raises(InputError) as raised:
        read_displacement(listed(rows), find, "iraq")
    assert all(piece in str(raised.value) for piece in said.split(" '"))


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (["Governorate", "People"], "no column for Families"),
        (["a", "b"], "no header that is known"),
        (["Governorate", "Families"], "no day of the list"),
    ],
)
def test_another_table_is_refused(tmp_path, find, header, said):
    path = tmp_path / "x.csv"
    path.write_text(",".join(header) + "\nAnbar,3\n", "utf-8")
    with pytest.raises(InputError, match=said):
        read_displacement(path, find, "iraq")


def test_a_day_may_be_given_and_must_be_one(tmp_path, find):
    path = tmp_path / "x.csv"
    path.write_text("Governorate,Households\nAnbar,3\n", "utf-8")
    assert read_displacement(path, find, "iraq", day="2016-02-29").counts[0].day == date(2016, 2, 29)
    with pytest.raises(UsageError, match="--date 2015-02-30"):
        read_displacement(path, find, "iraq", day="2015-02-30")


def test_bytes_that_are_no_text_and_damaged_sets_are_located(tmp_path, find):
    (tmp_path / "x.csv").write_bytes(b"Governorate,Families\n\xff\xfe,3\n")
    with pytest.raises(InputError, match="UTF-8"):
        read_displacement(tmp_path / "x.csv", find, "iraq")
    with pytest.raises(InputError, match="cannot be read"):
        read_displacement(tmp_path / "none.csv", find, "iraq")
    for tree in ({"displacement": 99}, {"displacement": 1, "country": "iraq", "sources": [], "counts": [["x", 1]]}, []):
        (tmp_path / "d.displacement.json").write_text(json.dumps(tree), "utf-8")
        with pytest.raises(InputError, match="no recorded displacement"):
            load_displacement(tmp_path / "d.displacement.json")


def test_the_command_adds_lists_and_says_what_there_is(listed, own_store, capsys):
    path = str(listed())
    assert main(["data", "add", "--displacement", path, "--country", "Iraq"]) == 0
    told = capsys.readouterr()
    assert "iraq-displacement: 4 counts" in told.out and "licence" in told.err
    assert main(["data", "list", "--json"]) == 0
    assert "iraq-displacement" in capsys.readouterr().out
    assert main(["data", "add", "--displacement", path]) == 2
    assert "--country" in capsys.readouterr().err
    assert main(["data", "add"]) == 2
    assert main(["data", "add", path, "--displacement", path, "--country", "Iraq"]) == 2


def test_the_lists_of_june_2015(find):
    if not SHARED.exists():
        pytest.skip("the lists of 2014 to 2021 lie outside the checkout")
    found = read_displacement(SHARED, find, "iraq").until("2015-06")
    last = {(c.series, c.place): c.families for c in found.counts if c.day == date(2015, 6, 4)}
    assert last["from", "anbar"] == 193_833 and last["from", "salah-al-din"] == 75_509
    assert last["hosted", "anbar"] == 91_372 and last["returned", "salah-al-din"] == 6_082
    returned = {c.day: c.families for c in found.counts if (c.series, c.place) == ("returned", "salah-al-din")}
    assert returned[date(2015, 6, 22)] == 12_617

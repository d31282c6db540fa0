"""The roster door: clean files become cells, anything else a list of located problems."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest

from tether.errors import InputError
from tether.induction.cells import Homes
from tether.induction.roster import read_roster
from tether.induction.roster_words import RosterWords, read_mapping

HOMES = Homes({"anbar/ramadi": "anbar", "basra/basra": "basra"})
WORDS = RosterWords(
    militias=("a", "b", "badr-organisation", "tribal", "population"),
    homes=HOMES.ids,
    communities=("sunni-arab", "shia-arab"),
    names={"militia": {"badr-organisation": ("Badr Organisation", "منظمة بدر")}, "home": {"basra/basra": ("البصرة",)}},
)
CLEAN = {
    "militia": ["a", "b"],
    "home": ["anbar/ramadi", "basra/basra"],
    "community": ["sunni-arab", "shia-arab"],
    "rank": ["soldier", "nco"],
    "heads": [10, 20],
}


def read(tmp_path, columns, name="roster.csv", mapping=None):
    path = tmp_path / name
    table = pd.DataFrame(columns)
    table.to_csv(path, index=False) if name.endswith("csv") else table.to_excel(path, index=False)
    if mapping is not None:
        (tmp_path / "words.yaml").write_text(mapping, "utf-8")
        mapping = read_mapping(tmp_path / "words.yaml", WORDS)
    return read_roster(path, HOMES, WORDS, starts="2015-06", mapping=mapping)


@pytest.mark.parametrize("name", ["roster.csv", "roster.xlsx"])
def test_a_clean_roster_is_read(tmp_path, name):
    cells = read(tmp_path, CLEAN | {"month": ["2015-08", ""], "barred": ["basra", ""]}, name)
    assert cells.total == 30
    assert sorted(cells.month.tolist()) == [0, 2]
    assert cells.bars == (frozenset(), frozenset({"basra"}))


def test_rows_of_persons_are_counted(tmp_path):
    persons = {k: [v[0]] * 3 + [v[1]] for k, v in CLEAN.items() if k != "heads"}
    cells = read(tmp_path, persons)
    assert sorted(cells.heads.tolist()) == [1, 3]


def test_all_mistakes_are_told_at_once_and_mending_them_is_enough(tmp_path):
    broken = CLEAN | {"home": ["anbar/ramady", "basra/basra"], "heads": [10, -2]}
    with pytest.raises(InputError) as caught:
        read(tmp_path, broken, "roster.xlsx")
    said = [str(p) for p in caught.value.problems]
    assert len(said) == 2
    assert "roster.xlsx:2: home" in said[0] and "did you mean 'anbar/ramadi'" in said[0]
    assert "roster.xlsx:3: heads" in said[1]
    assert read(tmp_path, CLEAN, "roster.xlsx").total == 30


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (CLEAN | {"full_name": ["x", "y"]}, "looks like a name"),
        (CLEAN | {"phone": ["1", "2"]}, "looks like a phone"),
        (CLEAN | {"fingerprint": ["1", "2"]}, "looks like biometrics"),
        (CLEAN | {"national_id": ["1", "2"]}, "looks like an identity number"),
        (CLEAN | {"remarks": ["1", "2"]}, "looks like free text"),
        (CLEAN | {"headz": ["1", "2"]}, "unknown column"),
        (CLEAN | {"subunit": ["0770 123 4567", ""]}, "subunit: holds a phone number"),
        (CLEAN | {"militia": ["a", "A"]}, "unknown militia 'A'; .*is it 'a'"),
        (CLEAN | {"militia": ["a/f01", "a/Company of Salim"]}, "militia: holds .*free text|unknown militia"),
        (CLEAN | {"subunit": ["b-001", ""]}, "unknown subunit 'b-001'"),
        (CLEAN | {"subunit": ["a-07701", ""]}, "unknown subunit"),
        (CLEAN | {"rank": ["جندي", "nco"]}, "unknown rank 'جندي'; .*is it 'soldier'"),
        (CLEAN | {"home": ["البصرة", "basra/basra"]}, "is it 'basra/basra'"),
        (CLEAN | {"home ": ["x", "y"]}, "column 'home' 2 times"),
        (CLEAN | {"militia": ["", "b"]}, "no militia"),
        (CLEAN | {"heads": [0, 0]}, "holds nobody"),
        (CLEAN | {"month": ["2015-13", ""]}, "month '2015-13'"),
        (CLEAN | {"barred": ["atlantis", ""]}, "unknown place 'atlantis'"),
        ({k: [] for k in CLEAN}, "the roster is empty"),
        ({k: [v[0]] * 2 for k, v in CLEAN.items()}, "the same cell in rows 2 and 3"),
    ],
)
def test_bad_rosters_are_refused_in_words(tmp_path, columns, words):
    with pytest.raises(InputError, match=words):
        read(tmp_path, columns)


def test_unreadable_files(tmp_path):
    (tmp_path / "a.xlsx").write_text("no workbook")
    with pytest.raises(InputError, match="plain text, whatever its name says"):
        read_roster(tmp_path / "a.xlsx", HOMES, WORDS)
    for path, words in (
        (tmp_path / "b.csv", "no such file; expected a roster"),
        (tmp_path, "a folder; expected a roster"),
    ):
        with pytest.raises(InputError, match=words):
            read_roster(path, HOMES, WORDS)


def test_a_workbook_tells_rows_as_excel_does_and_refuses_columns_without_a_name(tmp_path):
    book = openpyxl.Workbook()
    for row in ((), ("militia", "home", "community", "rank", "heads"), ("a", "anbar/ramadi", "e", "soldier", 3), ()):
        book.active.append(row)
    book.active["A6"], book.active["E6"] = "a", "=1+2"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(InputError, match="cell E6 holds a formula without a stored value"):
        read_roster(tmp_path / "a.xlsx", HOMES, WORDS)
    book.active["E6"], book.active["B6"] = 4.0, "nowhere"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(InputError, match=r"a\.xlsx:6: home: unknown home 'nowhere'"):
        read_roster(tmp_path / "a.xlsx", HOMES, WORDS)
    book.active["F3"] = "a note"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(InputError, match=r"a\.xlsx:3: column 6 holds something and has no name"):
        read_roster(tmp_path / "a.xlsx", HOMES, WORDS)


def test_a_wrong_number_is_told_once_and_not_again_as_outside_its_interval(tmp_path):
    broken = CLEAN | {"heads": [-12, 30], "heads_low": [9, 10], "heads_high": [20, 20]}
    with pytest.raises(InputError) as caught:
        read(tmp_path, broken)
    said = [str(p) for p in caught.value.problems]
    assert len(said) == 2 and "'-12'" in said[0] and "heads 30 outside 10 to 20" in said[1]


def test_a_comma_at_the_end_of_each_line_shifts_no_column(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("militia,home,community,rank,heads\nbadr,basra,shia-arab,soldier,10,\n")
    with pytest.raises(InputError, match=r"roster\.csv:2: 6 cells; expected 5, as in the header; take the comma at"):
        read_roster(path, HOMES, WORDS)


def problems_of(tmp_path, columns, name="roster.csv"):
    with pytest.raises(InputError) as caught:
        read(tmp_path, columns, name)
    return [str(p) for p in caught.value.problems]


def test_every_word_of_a_list_is_told_at_once_with_what_it_may_mean(tmp_path):
    said = problems_of(
        tmp_path,
        CLEAN | {"militia": ["Badr Organisation", "منظمة بدر"], "community": ["Sunni Arab", "shia-arab"]},
    )
    assert len(said) == 3
    assert all("is it 'badr-organisation'" in s and "--mapping" in s for s in said[:2])
    assert "did you mean 'sunni-arab'" in said[2] or "is it 'sunni-arab'" in said[2]


def test_a_mapping_turns_words_into_ids_and_two_arabic_names_stay_two(tmp_path):
    mapping = """
militia: {كتائب حزب الله: badr-organisation/f01, عصائب أهل الحق: tribal/f02}
subunit: {الفوج الأول: f01-001}
rank: {جُنْدي: soldier, Lt: officer}
community: {سنة: sunni-arab}
home: {الرمادي: anbar/ramadi}
"""
    written = CLEAN | {
        "militia": ["كتائب حزب الله", "عصائب اهل الحق"],
        "subunit": ["الفوج الاول", ""],
        "rank": ["جندي", "LT"],
        "home": ["الرمادى", "basra/basra"],
        "community": ["سنة", "shia-arab"],
    }
    for name in ("roster.csv", "roster.xlsx"):
        cells = read(tmp_path, written, name, mapping)
        assert cells.militias == ("badr-organisation/f01", "tribal/f02") and cells.subunits == ("", "f01-001")
        assert set(cells.rank.tolist()) == {cells.ranks.index("soldier"), cells.ranks.index("officer")}


def test_a_mapping_to_no_id_and_one_word_for_two_ids_are_refused_by_line(tmp_path):
    path = tmp_path / "words.yaml"
    path.write_text("militia:\n  Badr: badr\n  Tribes: tribal\n  tribes: a\nranks: {x: y}\n", "utf-8")
    with pytest.raises(InputError) as caught:
        read_mapping(path, WORDS)
    said = [str(p) for p in caught.value.problems]
    assert any("words.yaml:5" in s and "ranks" in s for s in said)
    path.write_text("militia:\n  Badr: badr\n  Tribes: tribal\n  tribes: a\n", "utf-8")
    with pytest.raises(InputError) as caught:
        read_mapping(path, WORDS)
    said = [str(p) for p in caught.value.problems]
    assert len(said) == 2 and "words.yaml:2" in said[0] and "stands for 'tribal' and for 'a'" in said[1]


def test_a_cyrillic_letter_makes_no_second_militia(tmp_path):
    (said,) = problems_of(tmp_path, CLEAN | {"militia": ["b\u0430dr-organisation", "badr-organisation"]})
    assert "U+0430, Cyrillic" in said and "badr-organisation" in said


PLANTED = {
    "militia": "Abu Mustafa's men",
    "subunit": "العقيد كريم الجبوري",
    "home": "33.3128, 44.3615",
    "community": "sheikh salim ibn hamad",
    "rank": "7assan 3ali",
    "consent": "٠٧٧٠ ١٢٣ ٤٥٦٧",
    "barred": "k.jaburi (at) gmail dot com",
    "month": "A12345678",
    "heads": "07701234567",
}


@pytest.mark.parametrize("column", PLANTED)
def test_what_reads_as_a_person_is_refused_in_every_column_and_never_shown(tmp_path, column):
    planted = PLANTED[column]
    columns = {"subunit": ["", ""], "consent": ["", ""], "barred": ["", ""], "month": ["", ""]} | CLEAN
    said = problems_of(tmp_path, columns | {column: [planted, columns[column][1]]})
    assert any(":2:" in s and "not shown" in s for s in said)
    assert not any(planted in s for s in said)


def test_lines_above_the_header_and_headers_hold_no_person_either(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("# from Abu Mustafa, 0770 123 4567\nmilitia,home,community,rank,Karim Hasan Ali\n", "utf-8")
    with pytest.raises(InputError) as caught:
        read_roster(path, HOMES, WORDS)
    assert "roster.csv:1: about" in str(caught.value) and "Mustafa" not in str(caught.value)
    assert "Karim" not in str(caught.value)


def test_rows_told_apart_one_by_one_are_refused_with_heads_or_without(tmp_path):
    for heads in ({}, {"heads": [1] * 40}):
        rows = {"militia": ["a"] * 40, "subunit": [f"a-{i:04d}" for i in range(40)]}
        rest = {k: [CLEAN[k][0]] * 40 for k in ("home", "community", "rank")}
        said = problems_of(tmp_path, rows | rest | heads)
        assert any("different in nearly every row" in s for s in said)

"""The roster door: clean files become cells, anything else a list of located problems."""

from __future__ import annotations

import pandas as pd
import pytest

from tether.errors import InputError
from tether.induction.cells import Homes
from tether.induction.roster import read_roster

HOMES = Homes({"anbar/ramadi": "anbar", "basra/basra": "basra"})
CLEAN = {
    "militia": ["a", "b"],
    "home": ["anbar/ramadi", "basra/basra"],
    "community": ["sunni-arab", "shia-arab"],
    "rank": ["soldier", "nco"],
    "heads": [10, 20],
}


def read(tmp_path, columns, name="roster.csv"):
    path = tmp_path / name
    table = pd.DataFrame(columns)
    table.to_csv(path, index=False) if name.endswith("csv") else table.to_excel(path, index=False)
    return read_roster(path, HOMES, communities=("sunni-arab", "shia-arab"), starts="2015-06")


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
        (CLEAN | {"subunit": ["0770 123 4567", ""]}, "phone numbers"),
        (CLEAN | {"militia": ["Badr-Org", "badr-org"]}, "differ only in spelling"),
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
    with pytest.raises(InputError, match="not an Excel workbook"):
        read_roster(tmp_path / "a.xlsx", HOMES, communities=())
    for path, words in (
        (tmp_path / "b.csv", "no such file; expected a roster"),
        (tmp_path, "a folder; expected a roster"),
    ):
        with pytest.raises(InputError, match=words):
            read_roster(path, HOMES, communities=())


def test_a_wrong_number_is_told_once_and_not_again_as_outside_its_interval(tmp_path):
    broken = CLEAN | {"heads": [-12, 30], "heads_low": [9, 10], "heads_high": [20, 20]}
    with pytest.raises(InputError) as caught:
        read(tmp_path, broken)
    said = [str(p) for p in caught.value.problems]
    assert len(said) == 2 and "'-12'" in said[0] and "heads 30 outside 10 to 20" in said[1]
